"""The hub's own small authority, its certificate, and client certificates for workstations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from desktop.domain.errors import Unreadable

YEAR = timedelta(days=365)
Signer = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs, as PEM: workstations are given `cert`; `key` is best kept off the hub."""

    cert: str
    key: str


def new_authority() -> Authority:
    """An authority for one hub, valid for ten years."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("mediation-desk hub authority")
    made = (
        _begun(name, name, key.public_key(), _now() + 10 * YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(_pem(made), _key_pem(key))


def hub_certificate(host: str, authority: Authority) -> tuple[str, str]:
    """Certificate and key (PEM) of a hub that is reached as `host`, a name or an address; valid for two years."""
    try:
        alternative: x509.GeneralName = x509.IPAddress(ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    key = ec.generate_private_key(ec.SECP256R1())
    return _leaf(authority, host, key, 2 * YEAR, ExtendedKeyUsageOID.SERVER_AUTH, alternative), _key_pem(key)


def client_certificate(login: str, authority: Authority) -> tuple[str, str]:
    """Certificate and key (PEM) of a workstation; the common name is its login, as PostgreSQL compares them."""
    key = ec.generate_private_key(ec.SECP256R1())
    return _leaf(authority, login, key, 3 * YEAR, ExtendedKeyUsageOID.CLIENT_AUTH, x509.DNSName(login)), _key_pem(key)


def _leaf(
    authority: Authority,
    common: str,
    key: ec.EllipticCurvePrivateKey,
    valid: timedelta,
    purpose: x509.ObjectIdentifier,
    alternative: x509.GeneralName,
) -> str:
    cert, signer = _opened(authority)
    made = (
        _begun(_named(common), cert.subject, key.public_key(), min(_now() + valid, cert.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    return _pem(made)


def _opened(authority: Authority) -> tuple[x509.Certificate, Signer]:
    try:
        cert = x509.load_pem_x509_certificate(authority.cert.encode())
        signer = load_pem_private_key(authority.key.encode(), None)
    except (ValueError, TypeError) as error:
        raise Unreadable("ca", "证书或私钥文件看不懂,需要不带口令的 PEM 文件。") from error
    if not isinstance(signer, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise Unreadable("ca-key", "签发用的私钥须是 RSA 或椭圆曲线私钥。")
    if signer.public_key() != cert.public_key():
        raise Unreadable("ca-key", "私钥与证书不是一对,请核对。")
    return cert, signer


def _begun(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - timedelta(days=1))
        .not_valid_after(until)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _named(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _now() -> datetime:
    return datetime.now(UTC)


def _pem(made: x509.Certificate) -> str:
    return made.public_bytes(Encoding.PEM).decode()


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

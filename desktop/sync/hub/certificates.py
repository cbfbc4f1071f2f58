"""Client certificates for workstations, signed by the authority that signed the hub's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from desktop.domain.errors import Unreadable

VALID = timedelta(days=3 * 365)


def client_certificate(login: str, ca: str, ca_key: str) -> tuple[str, str]:
    """Certificate and key (PEM) of a workstation; the common name is its login, as PostgreSQL compares them."""
    try:
        authority = x509.load_pem_x509_certificate(ca.encode())
        signer = load_pem_private_key(ca_key.encode(), None)
    except (ValueError, TypeError) as error:
        raise Unreadable("ca", "证书或私钥文件看不懂,需要不带口令的 PEM 文件。") from error
    if not isinstance(signer, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise Unreadable("ca-key", "签发用的私钥须是 RSA 或椭圆曲线私钥。")
    if signer.public_key() != authority.public_key():
        raise Unreadable("ca-key", "私钥与证书不是一对,请核对。")
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, login)]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(min(now + VALID, authority.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    return (
        made.public_bytes(Encoding.PEM).decode(),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    )

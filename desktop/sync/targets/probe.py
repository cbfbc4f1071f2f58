"""Finding out why no session came about: one slow look, by hand, after libpq said no in words of any language.

libpq tells failures before the session only as text, in the language of the server; this speaks the few messages of
the start-up itself and reads the codes: name, port, TLS, certificate, SQLSTATE.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import socket
import ssl
import struct
from collections.abc import Iterator
from pathlib import Path

from desktop.sync.errors import SyncFailed
from desktop.sync.targets.card import HubSettings
from desktop.sync.targets.failures import failure, of_state

_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
_VERIFY = {9: "cert_not_yet", 10: "cert_expired", 62: "cert_wrong_host", 64: "cert_wrong_host"}
_WRONG_CA = {2, 18, 19, 20, 21, 24, 27}
_LONGEST = 65_536


def why(settings: HubSettings, ca: Path, pair: tuple[Path, Path, str] | None, seconds: float) -> SyncFailed | None:
    """What stands in the way; None when nothing does any more. `pair`: client certificate, key and its password."""
    try:
        plain = socket.create_connection((settings.host, settings.port), timeout=seconds)
    except TimeoutError:
        return failure("timeout")
    except ConnectionRefusedError:
        return failure("refused")
    except (OSError, UnicodeError):
        return failure("no_network")
    with plain:
        try:
            return _look(plain, settings, ca, pair)
        except ssl.SSLCertVerificationError as error:
            known = "cert_wrong_ca" if error.verify_code in _WRONG_CA else "cert_refused"
            return failure(_VERIFY.get(error.verify_code, known))
        except TimeoutError:
            return failure("timeout")
        except ssl.SSLError as error:
            return _of_tls(error.reason or "")
        except (OSError, EOFError):
            return failure("cut")
        except (ValueError, struct.error):
            return failure("captive_portal")


def _of_tls(reason: str) -> SyncFailed:
    if reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"):
        return failure("captive_portal")
    if "ALERT" in reason and ("CERTIFICATE" in reason or "UNKNOWN_CA" in reason):  # it is our certificate
        return failure("revoked" if "REVOKED" in reason else "wrong_login")
    return failure("cut")


def _look(
    plain: socket.socket, settings: HubSettings, ca: Path, pair: tuple[Path, Path, str] | None
) -> SyncFailed | None:
    context = ssl.create_default_context(cafile=str(ca))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_STRICT  # as libpq does
    if pair:
        context.load_cert_chain(pair[0], pair[1], pair[2])
    if settings.direct:
        context.set_alpn_protocols(["postgresql"])
    else:
        plain.sendall(_SSL_REQUEST)
        answer = plain.recv(1)
        if not answer:
            return failure("cut")
        if answer == b"N":
            return failure("no_tls")
        if answer != b"S":
            return failure("captive_portal")
    with context.wrap_socket(plain, server_hostname=settings.host) as wire:
        return _start(wire, settings)


def _start(wire: ssl.SSLSocket, settings: HubSettings) -> SyncFailed | None:
    """Log in far enough to hear a code; a refusal after the password was accepted means that the role is closed."""
    words = f"user\0{settings.login}\0database\0{settings.dbname}\0\0".encode()
    wire.sendall(struct.pack("!ii", 8 + len(words), 196_608) + words)
    accepted = False
    scram: _Scram | None = None
    for kind, body in _messages(wire):
        if kind == b"E":
            state = {part[:1]: part[1:].decode("ascii", "replace") for part in body.split(b"\0") if part}
            code = state.get(b"C", "")
            return failure("revoked") if accepted and code == "28000" else of_state(code)
        if kind == b"Z":
            return None
        if kind != b"R":
            continue
        (step,) = struct.unpack("!i", body[:4])
        if step == 0:
            if settings.password and not scram:
                return failure("weak_login")
            accepted = True
        elif step == 10:
            if not settings.password:
                return failure("wrong_login")
            if b"SCRAM-SHA-256-PLUS" not in body[4:].split(b"\0"):
                return failure("weak_login")  # not bound to this TLS session: somebody may sit in between
            scram = _Scram(settings.password)
            first = scram.first()
            _send(wire, b"SCRAM-SHA-256\0" + struct.pack("!i", len(first)) + first)
        elif step == 11 and scram:
            _send(wire, scram.final(body[4:]))
        elif step != 12:
            return failure("weak_login")  # a password is asked for in a weaker way than SCRAM: it is not told
    return failure("cut")


def _send(wire: ssl.SSLSocket, body: bytes) -> None:
    wire.sendall(b"p" + struct.pack("!i", 4 + len(body)) + body)


def _messages(wire: ssl.SSLSocket) -> Iterator[tuple[bytes, bytes]]:
    while True:
        head = _exactly(wire, 5)
        (size,) = struct.unpack("!i", head[1:])
        if not 4 <= size <= _LONGEST:
            raise ValueError("no message of PostgreSQL")
        yield head[:1], _exactly(wire, size - 4)


def _exactly(wire: ssl.SSLSocket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = wire.recv(size - len(found))
        if not more:
            raise EOFError
        found += more
    return found


class _Scram:
    """The client's side of SCRAM-SHA-256 (RFC 7677) without channel binding; the server's proof is not looked at."""

    def __init__(self, password: str) -> None:
        self._password = password.encode()
        self._nonce = base64.b64encode(secrets.token_bytes(18)).decode()

    def first(self) -> bytes:
        return f"n,,n=,r={self._nonce}".encode()

    def final(self, challenge: bytes) -> bytes:
        parts = dict(part.split("=", 1) for part in challenge.decode().split(","))
        rounds = int(parts["i"])
        if not 0 < rounds <= 1_000_000 or not parts["r"].startswith(self._nonce):
            raise ValueError("no challenge of SCRAM")
        salted = hashlib.pbkdf2_hmac("sha256", self._password, base64.b64decode(parts["s"]), rounds)
        client = hmac.digest(salted, b"Client Key", "sha256")
        bare = f"c=biws,r={parts['r']}"
        said = ",".join((f"n=,r={self._nonce}", challenge.decode(), bare)).encode()
        signature = hmac.digest(hashlib.sha256(client).digest(), said, "sha256")
        proof = bytes(a ^ b for a, b in zip(client, signature, strict=True))
        return f"{bare},p={base64.b64encode(proof).decode()}".encode()

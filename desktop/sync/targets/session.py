"""One connection to the hub for a whole exchange: TLS that cannot be switched off, patience, failures with a code."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import psycopg
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from psycopg.abc import PQGen

from desktop.storage.files import write_private
from desktop.sync.errors import SyncFailed
from desktop.sync.targets.card import HubSettings
from desktop.sync.targets.failures import failure, of_state
from desktop.sync.targets.probe import why

T = TypeVar("T")
Pair = tuple[Path, Path, str]


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: to connect, for a lock, for a statement at the hub, and without a single byte either way."""

    connect: int = 10
    lock: float = 10.0
    statement: float = 120.0
    silence: float = 45.0


class Silent(OSError):
    """Neither side said anything for too long."""


class _Connection(psycopg.Connection[Any]):
    """Waits as long as something moves; a wire that is dead but not closed ends the wait."""

    silence = 45.0

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        return super().wait(_while_moving(gen, self.silence), min(interval, self.silence / 4))


def _while_moving(gen: Generator[Any, Any, T], silence: float) -> Generator[Any, Any, T]:
    try:
        want = next(gen)
        since = monotonic()
        while True:
            ready = yield want
            now = monotonic()
            if ready:
                since = now
            elif now - since > silence:
                gen.close()
                raise Silent
            want = gen.send(ready)
    except StopIteration as done:
        found: T = done.value
        return found


class Session:
    """A connection that is opened when asked; what fails is a SyncFailed, and a cut one stays cut until opened."""

    def __init__(self, settings: HubSettings, patience: Patience) -> None:
        self._settings, self._patience = settings, patience
        self._connection: _Connection | None = None
        self._farewell: str | None = None

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    def open(self) -> None:
        """Connect. Unreachable, NotTrusted or Rejected, by what really stands in the way."""
        self.close()
        with _files(self._settings) as (ca, pair):
            try:
                connection = _Connection.connect(**self._words(ca, pair))
            except psycopg.errors.ConnectionTimeout as error:
                raise failure("timeout") from error
            except psycopg.Error as error:
                found = why(self._settings, ca, pair, self._patience.connect)
                raise (found or failure("cut")) from error
        connection.prepare_threshold = None
        connection.add_notice_handler(self._hear)
        self._farewell = None
        self._connection = connection

    def run(self, work: Callable[[psycopg.Connection[Any]], T], *, piped: bool = False, brief: bool = False) -> T:
        """The work's answer. SyncFailed.

        `piped`: it does not wait for answers, and may miss why a session ended. `brief`: it is answered as soon as a
        connection would be, or the session died in its sleep.
        """
        connection = self._connection
        if connection is None:
            raise failure("cut")
        connection.silence = self._patience.connect if brief else self._patience.silence
        try:
            return work(connection)
        except Silent as error:
            self.close()
            raise failure("timeout") from error
        except psycopg.Error as error:
            if connection.closed:
                self.close()
            raise self._told(error, piped) from error
        except OSError as error:
            self.close()
            raise failure("cut") from error

    def _told(self, error: psycopg.Error, piped: bool) -> SyncFailed | psycopg.Error:
        """What an error in a session means; a fault of this program is itself."""
        state = error.sqlstate or self._farewell
        if state == "57P01":  # thrown out: because of a restart, or because this login was closed
            return self._revoked() or failure("restarting")
        if state is not None:
            return of_state(state)
        if isinstance(error, psycopg.OperationalError):
            return (self._revoked() if piped else None) or failure("cut")
        if isinstance(error, (psycopg.ProgrammingError, psycopg.InterfaceError)):
            return error
        self.close()  # what came makes no sense: nothing more is read from there
        return failure("damaged")

    def _revoked(self) -> SyncFailed | None:
        with _files(self._settings) as (ca, pair):
            found = why(self._settings, ca, pair, self._patience.connect)
        return found if found and found.code == "revoked" else None

    def _hear(self, said: psycopg.errors.Diagnostic) -> None:
        """What ends a session may come between two answers, as a notice."""
        if said.severity_nonlocalized == "FATAL":
            self._farewell = said.sqlstate

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _words(self, ca: Path, pair: Pair | None) -> dict[str, Any]:
        """What libpq is told: everything, so that no environment variable can say otherwise."""
        s, p = self._settings, self._patience
        words: dict[str, Any] = {
            "host": s.host,
            "hostaddr": "",
            "port": s.port,
            "dbname": s.dbname,
            "user": s.login,
            "password": s.password,
            "passfile": "",
            "sslmode": "verify-full",
            "sslrootcert": str(ca),
            "sslcrl": "",
            "sslcrldir": "",
            "sslcert": str(pair[0]) if pair else "",
            "sslkey": str(pair[1]) if pair else "",
            "sslpassword": pair[2] if pair else "",
            "sslcertmode": "allow" if pair else "disable",
            "sslnegotiation": "direct" if s.direct else "postgres",
            "sslsni": "1",
            "ssl_min_protocol_version": "TLSv1.2",
            "gssencmode": "disable",
            "require_auth": "scram-sha-256" if s.password else "none",
            "channel_binding": "require" if s.password else "disable",
            "target_session_attrs": "any",
            "load_balance_hosts": "disable",
            "client_encoding": "UTF8",
            "application_name": "mediation-desk",
            "options": f"-c statement_timeout={int(p.statement * 1000)} -c lock_timeout={int(p.lock * 1000)}"
            " -c TimeZone=UTC",
            "connect_timeout": p.connect,
            "keepalives": 1,
            "keepalives_idle": 15,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": int(p.silence * 1000),
            "autocommit": True,
        }
        return words


@contextmanager
def _files(settings: HubSettings) -> Iterator[tuple[Path, Pair | None]]:
    """libpq reads certificates from files: private ones, gone when it has read them, the key sealed by a password."""
    with tempfile.TemporaryDirectory(prefix="mediation-desk-") as folder:
        ca = Path(folder) / "ca.pem"
        write_private(ca, settings.ca.encode())
        pair = None
        if settings.cert and settings.key:
            word = secrets.token_hex(32)
            key = load_pem_private_key(settings.key.encode(), None)
            sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(word.encode()))
            pair = Path(folder) / "client.pem", Path(folder) / "client.key", word
            write_private(pair[0], settings.cert.encode())
            write_private(pair[1], sealed)
        yield ca, pair

"""A real PostgreSQL for the tests: Debian's binaries, TLS with a certificate of its own, fsync on, real roles.

`cluster` is one per test process. `cluster.station()` enrols a workstation by the real code; `cluster.database()` is a
hub of one's own, for tests that restore or break it.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
import trustme

from desktop.sync.hub.enrolling import Address, enroll, revoke
from desktop.sync.hub.provisioning import provision
from desktop.sync.targets.card import HubSettings
from desktop.sync.targets.hub import Hub
from desktop.sync.targets.session import Patience

HOST = "localhost"
_CONF = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 60
shared_buffers = 16MB
wal_buffers = 4MB
max_wal_size = 256MB
max_wal_senders = 0
wal_level = minimal
dynamic_shared_memory_type = posix
autovacuum = off
recovery_init_sync_method = syncfs
jit = off
ssl = on
ssl_cert_file = '{folder}/server.pem'
ssl_key_file = '{folder}/server.key'
ssl_ca_file = '{folder}/ca.pem'
password_encryption = 'scram-sha-256'
lc_messages = 'C'
log_timezone = 'UTC'
logging_collector = off
log_min_messages = warning
log_error_verbosity = terse
"""
_HBA = """
local all postgres trust
hostssl all +hub_workstation 127.0.0.1/32 {how}
"""


def binaries() -> Path:
    """The newest PostgreSQL of this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[4]))
    if not found:
        raise RuntimeError("no PostgreSQL on this machine: make test-libs")
    return found[-1].parent


@dataclass(frozen=True)
class Certificates:
    """An authority and what it signed."""

    ca: trustme.CA

    @cached_property
    def pem(self) -> str:
        return self.ca.cert_pem.bytes().decode()

    @cached_property
    def key(self) -> str:
        return self.ca.private_key_pem.bytes().decode()


class Cluster:
    """A PostgreSQL with one hub database (`dbname`), stopped and killed at will."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.dbname = folder, "hub"
        self.data = folder / "data"
        self.port = _free_port()
        self.certificates = Certificates(trustme.CA())
        self._user = "postgres" if _has("postgres") else "nobody"
        self._postmaster: subprocess.Popen[bytes] | None = None

    @property
    def admin(self) -> str:
        """For provision, enroll … and for looking behind the curtain."""
        return f"host={self.folder} port={self.port} user=postgres dbname=postgres"

    @property
    def address(self) -> Address:
        return Address(host=HOST, port=self.port, ca=self.certificates.pem)

    def make(self) -> None:
        """Initialise, start and provision."""
        self._own(self.folder)
        self._run(
            "initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        (self.data / "postgresql.auto.conf").write_text(_CONF.format(port=self.port, folder=self.folder))
        (self.data / "pg_hba.conf").write_text(_HBA.format(how="scram-sha-256"))
        self.certify(self.certificates.ca.issue_cert(HOST, "127.0.0.1"), reload=False)
        self.start()
        provision(self.admin, self.dbname)

    def certify(self, made: trustme.LeafCert, *, reload: bool = True) -> None:
        """Show this certificate from now on (to new sessions)."""
        pem = b"".join(part.bytes() for part in made.cert_chain_pems)
        for name, content in (
            ("server.pem", pem),
            ("server.key", made.private_key_pem.bytes()),
            ("ca.pem", self.certificates.pem.encode()),
        ):
            path = self.folder / name
            path.write_bytes(content)
            path.chmod(0o600)
            self._own(path)
        if reload:
            self.run_sql("SELECT pg_reload_conf()")
            shown = ssl.PEM_cert_to_DER_cert(made.cert_chain_pems[0].bytes().decode())
            while self._shown() != shown:  # the postmaster reads them when it gets round to it
                os.sched_yield()

    def admit(self, how: str = "scram-sha-256") -> None:
        """Let workstations in by this method of pg_hba.conf from now on."""
        (self.data / "pg_hba.conf").write_text(_HBA.format(how=how))
        self.restart()

    def take_over(self, folder: Path) -> None:
        """Give what lies in a folder to the server's user, as whoever runs it there would have made it."""
        for path in (folder, *folder.iterdir()):
            self._own(path)

    def _shown(self) -> bytes | None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as wire:
            wire.sendall(struct.pack("!ii", 8, 80877103))
            assert wire.recv(1) == b"S"
            with context.wrap_socket(wire) as inside:
                return inside.getpeercert(binary_form=True)

    def start(self) -> None:
        """Start the postmaster and wait until it answers."""
        log = (self.folder / "log").open("ab")
        with log:
            self._postmaster = subprocess.Popen(
                [binaries() / "postgres", "-D", self.data], stdout=log, stderr=log, **self._as()
            )
        done = self._run("pg_ctl", "status", "-D", str(self.data), check=False)
        while done.returncode or self._ready().returncode:
            if self._postmaster.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text()[-2000:])
            done = self._run("pg_ctl", "status", "-D", str(self.data), check=False)

    def stop(self, mode: str = "fast") -> None:
        """`smart`, `fast` or `immediate`."""
        self._run("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-w")
        self._reap()

    def kill(self) -> None:
        """SIGKILL for the postmaster and all that it started, as a power cut would."""
        assert self._postmaster is not None
        children = _children(self._postmaster.pid)
        for pid in (self._postmaster.pid, *children):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._reap()
        for pid in children:
            while _alive(pid):
                os.sched_yield()
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def runs(self) -> bool:
        return self._postmaster is not None and self._postmaster.poll() is None

    def remove(self) -> None:
        if self.runs:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run_sql(self, query: str, values: tuple[object, ...] = (), *, dbname: str = "") -> list[tuple[object, ...]]:
        """As superuser, past all policies."""
        with psycopg.connect(self.admin, dbname=dbname or self.dbname, autocommit=True) as connection:
            cursor = connection.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def station(self, room: UUID | None = None, *, dbname: str = "", **more: object) -> HubSettings:
        """Enrol a workstation, of a new room if none is named."""
        return enroll(self.admin, room or uuid4(), self.address, dbname=dbname or self.dbname, **more)  # type: ignore[arg-type]

    def hub(self, settings: HubSettings | None = None, device: UUID | None = None, **more: object) -> Hub:
        """A target that is not open yet, for a new station of a new room unless told."""
        settings = settings or self.station()
        patience = Patience(connect=4, lock=4, statement=20, silence=8)
        return Hub(replace(settings, **more), settings.room, device or uuid4(), patience=patience)  # type: ignore[arg-type]

    def revoke(self, settings: HubSettings) -> None:
        revoke(self.admin, settings.login, dbname=settings.dbname)

    def connect(self, settings: HubSettings) -> psycopg.Connection[tuple[object, ...]]:
        """Plain SQL as the workstation's own role, over TLS."""
        ca = self.folder / "client-ca.pem"
        ca.write_text(settings.ca)
        return psycopg.connect(
            host=HOST,
            port=self.port,
            user=settings.login,
            password=settings.password,
            dbname=settings.dbname,
            sslmode="verify-full",
            sslrootcert=str(ca),
            autocommit=True,
        )

    def database(self) -> str:
        """A hub of its own in this cluster; its name."""
        name = f"hub_{secrets.token_hex(4)}"
        provision(self.admin, name)
        return name

    def dump(self, dbname: str = "") -> bytes:
        """The hub as pg_dump (custom format) keeps it."""
        return self._run("pg_dump", "-Fc", "-U", "postgres", *self._where(), "-d", dbname or self.dbname).stdout

    def restore(self, dump: bytes, dbname: str = "") -> None:
        """Put a hub back to what it was when it was dumped: everything since is lost."""
        name = dbname or self.dbname
        self.run_sql(f"DROP DATABASE {name} WITH (FORCE)", dbname="postgres")
        self.run_sql(f"CREATE DATABASE {name} OWNER hub_owner TEMPLATE template0", dbname="postgres")
        self._run("pg_restore", "-U", "postgres", *self._where(), "-d", name, given=dump)
        provision(self.admin, name)

    def _where(self) -> tuple[str, ...]:
        return "-h", str(self.folder), "-p", str(self.port)

    def _ready(self) -> subprocess.CompletedProcess[bytes]:
        return self._run("pg_isready", "-q", *self._where(), "-t", "2", check=False)

    def _reap(self) -> None:
        if self._postmaster is not None:
            self._postmaster.wait(30)

    def _run(
        self, tool: str, *words: str, check: bool = True, given: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            [binaries() / tool, *words], input=given, capture_output=True, check=False, timeout=60, **self._as()
        )
        if check and done.returncode:
            raise RuntimeError(f"{tool}: {done.stderr.decode()[-2000:]}")
        return done

    def _as(self) -> dict[str, object]:
        """postgres refuses to run as root."""
        settings: dict[str, object] = {"cwd": str(self.folder), "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"}}
        if os.geteuid() == 0:
            settings |= {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": []}
        return settings

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            found = pwd.getpwnam(self._user)
            os.chown(path, found.pw_uid, found.pw_gid)


def _has(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def made_cluster() -> Iterator[Cluster]:
    """A new one, gone afterwards."""
    made = Cluster(Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp")))
    try:
        made.make()
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Of this test process; whoever stops it starts it again."""
    yield from made_cluster()

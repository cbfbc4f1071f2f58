"""Letting a workstation in and shutting it out, and seeing who came: what IT does with a hub that is there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import errors, sql

from desktop.domain.errors import NotFound
from desktop.sync.hub.certificates import Authority, client_certificate
from desktop.sync.hub.provisioning import DATABASE, WORKSTATIONS, Connection, administrator, as_owner
from desktop.sync.targets.card import HubSettings

SESSIONS = 6  # at once per login: an exchange, one that is being cut off, and attachments beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """How workstations reach the hub: the name on its certificate, and the PEM of the authority that signed it."""

    host: str
    port: int = 5432
    ca: str
    direct: bool = False


def enroll(
    conninfo: str,
    room: UUID,
    address: Address,
    *,
    name: str = "",
    dbname: str = DATABASE,
    ca_key: str = "",
    carries: bool = True,
) -> HubSettings:
    """Open a login for one workstation of a room (and the room, if it is new); the card to hand over.

    The hub gets no name: `name` stands on the card alone. The password is random and the hub sees only its SCRAM
    verifier. With `ca_key` (PEM) the workstation gets a client certificate too.
    """
    login, password = f"ws_{secrets.token_hex(6)}", secrets.token_urlsafe(24)
    cert, key = client_certificate(login, Authority(address.ca, ca_key)) if ca_key else ("", "")
    with _hub(conninfo, dbname) as connection:
        verifier = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN INHERIT NOCREATEDB NOCREATEROLE CONNECTION LIMIT {} PASSWORD {}").format(
                sql.Identifier(login), sql.Literal(SESSIONS), sql.Literal(verifier)
            )
        )
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(WORKSTATIONS), sql.Identifier(login)))
        as_owner(connection)
        connection.execute("INSERT INTO hub.room (room_id) VALUES (%s) ON CONFLICT DO NOTHING", (room,))
        connection.execute(
            "INSERT INTO hub.login (login, room_id, carries) VALUES (%s, %s, %s)", (login, room, carries)
        )
    return HubSettings(
        host=address.host,
        port=address.port,
        dbname=dbname,
        login=login,
        password=password,
        ca=address.ca,
        cert=cert,
        key=key,
        room=room,
        direct=address.direct,
        name=name,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """Which logins were shut out; whether their open sessions were ended (else each statement tells them no)."""

    logins: tuple[str, ...]
    ended: bool


def revoke(conninfo: str, who: str, *, dbname: str = DATABASE) -> Revoked:
    """Shut out a login, named by itself or by a device of it, at once. NotFound."""
    with _hub(conninfo, dbname) as connection:
        rows = connection.execute(
            "SELECT login::text FROM hub.login WHERE login::text = %(who)s UNION"
            " SELECT login::text FROM hub.device WHERE device_id::text = lower(%(who)s)",
            {"who": who},
        ).fetchall()
        logins = [login for (login,) in rows]
        if not logins:
            raise NotFound("服务器没有这个登录名或设备编号,请用 hub status 查看。")
        for login in logins:
            connection.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(login)))
        as_owner(connection)
        for table in ("login", "device"):
            connection.execute(
                sql.SQL(
                    "UPDATE hub.{} SET revoked_at = coalesce(revoked_at, now()) WHERE login = ANY(%s::name[])"
                ).format(sql.Identifier(table)),
                (logins,),
            )
    with administrator(conninfo, dbname) as connection:
        try:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY(%s::name[])", (logins,)
            )
        except errors.InsufficientPrivilege:  # not a superuser: the functions and the policies say no all the same
            return Revoked(logins=tuple(logins), ended=False)
    return Revoked(logins=tuple(logins), ended=True)


def set_room(
    conninfo: str, room: UUID, *, min_schema: int | None = None, quota: int | None = None, dbname: str = DATABASE
) -> None:
    """The oldest schema that may push, and how many bytes the room may fill (0: as many as there are)."""
    with _hub(conninfo, dbname) as connection:
        as_owner(connection)
        done = connection.execute(
            "UPDATE hub.room SET min_schema = coalesce(%s, min_schema),"
            " quota = CASE WHEN %s::bigint IS NULL THEN quota ELSE nullif(%s::bigint, 0) END WHERE room_id = %s",
            (min_schema, quota, quota, room),
        )
        if not done.rowcount:
            raise NotFound("服务器没有这间调处室,请核对编号。")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginLine:
    """A login as `status` shows it; times are aware."""

    room: UUID
    login: str
    devices: tuple[UUID, ...]
    added_at: datetime
    seen_at: datetime | None
    revoked_at: datetime | None

    def plain(self) -> dict[str, Any]:
        times = {k: t and t.isoformat() for k, t in asdict(self).items() if k.endswith("_at")}
        return {"room": str(self.room), "login": self.login, "devices": [str(d) for d in self.devices]} | times


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLine:
    """A room as `status` shows it; sizes in bytes."""

    room: UUID
    envelopes: int
    used: int
    quota: int | None
    min_schema: int

    def plain(self) -> dict[str, Any]:
        return asdict(self) | {"room": str(self.room)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The hub at a glance."""

    version: int
    identity: UUID
    size: int
    rooms: tuple[RoomLine, ...]
    logins: tuple[LoginLine, ...]

    def plain(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "identity": str(self.identity),
            "size": self.size,
            "rooms": [room.plain() for room in self.rooms],
            "logins": [login.plain() for login in self.logins],
        }


def status(conninfo: str, *, dbname: str = DATABASE) -> Status:
    """Rooms, logins with their devices and last contact, sizes."""
    with _hub(conninfo, dbname) as connection:
        as_owner(connection)
        about = connection.execute(
            "SELECT (SELECT max(version) FROM hub.version), (SELECT id FROM hub.epoch),"
            " pg_database_size(current_database())"
        ).fetchall()[0]
        rooms = connection.execute(
            "SELECT room_id, head, used, quota, min_schema FROM hub.room ORDER BY opened_at, room_id"
        ).fetchall()
        logins = connection.execute(
            "SELECT l.room_id, l.login::text, array_remove(array_agg(d.device_id ORDER BY d.added_at), NULL),"
            " l.added_at, l.seen_at, l.revoked_at FROM hub.login l LEFT JOIN hub.device d USING (room_id, login)"
            " GROUP BY l.login ORDER BY l.room_id, l.added_at"
        ).fetchall()
    return Status(
        version=about[0],
        identity=about[1],
        size=about[2],
        rooms=tuple(RoomLine(room=r, envelopes=h, used=u, quota=q, min_schema=m) for r, h, u, q, m in rooms),
        logins=tuple(
            LoginLine(room=r, login=n, devices=tuple(d), added_at=a, seen_at=s, revoked_at=x)
            for r, n, d, a, s, x in logins
        ),
    )


@contextmanager
def _hub(conninfo: str, dbname: str) -> Iterator[Connection]:
    """One transaction of the administrator in the hub's database. NotFound when there is no hub in it."""
    with administrator(conninfo, dbname) as connection, connection.transaction():
        row = connection.execute("SELECT to_regclass('hub.version') IS NOT NULL").fetchone()
        if not row or not row[0]:
            raise NotFound("这个数据库里还没有服务器,请先运行 hub provision。")
        yield connection

"""Making a hub of a PostgreSQL, by its administrator: the owner, the database, its tables, functions and rights.

Everything here may be run again: it brings an older hub up to date and leaves a current one as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from desktop.domain.errors import Refused

OWNER, WORKSTATIONS, DATABASE = "hub_owner", "hub_workstation", "mediation_hub"
OLDEST_SERVER = 150_000

Connection = psycopg.Connection[tuple[Any, ...]]

_HERE = Path(__file__).parent
# Things of PostgreSQL itself that anybody may use to fill the disk or to talk past the room.
_CLOSED = (
    "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid),"
    " pg_catalog.lo_from_bytea(oid, bytea), pg_catalog.lowrite(integer, bytea), pg_catalog.lo_put(oid, bigint, bytea),"
    " pg_catalog.pg_notify(text, text) FROM PUBLIC",
)


@contextmanager
def administrator(conninfo: str, dbname: str | None = None) -> Iterator[Connection]:
    """A session of the administrator, each statement for itself. Refused hub_admin with what PostgreSQL says."""
    try:
        words = make_conninfo(conninfo, dbname=dbname) if dbname else conninfo
        with psycopg.connect(words, autocommit=True) as connection:
            yield connection
    except psycopg.errors.InsufficientPrivilege as error:
        raise Refused("hub_admin", f"这个数据库账户的权限不够,请用管理员账户运行({_said(error)})。") from error
    except psycopg.Error as error:
        raise Refused("hub_admin", f"数据库没有照办,请核对连接参数和权限({_said(error)})。") from error


def _said(error: psycopg.Error) -> str:
    return (error.diag.message_primary or str(error)).strip().splitlines()[-1]


def newest() -> int:
    """The version that this program's SQL makes."""
    return max(_versions())


def _versions() -> dict[int, str]:
    return {int(path.stem): path.read_text(encoding="utf-8") for path in sorted(_HERE.glob("[0-9]*.sql"))}


def provision(conninfo: str, dbname: str = DATABASE) -> list[str]:
    """Make or update the hub in database `dbname`; what the administrator should know. Refused hub_too_new, hub_pg."""
    with administrator(conninfo) as connection:
        if connection.info.server_version < OLDEST_SERVER:
            raise Refused("hub_pg", "需要 PostgreSQL 15 或更新的版本,请先升级数据库。")
        _make_roles(connection)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (dbname,)).fetchone():
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
                ).format(sql.Identifier(dbname), sql.Identifier(OWNER))
            )
    with administrator(conninfo, dbname) as connection, connection.transaction():
        notes = _notes(connection)
        _close_doors(connection, dbname)
        as_owner(connection)
        _bring_up(connection)
    return notes


def _make_roles(connection: Connection) -> None:
    for role in (OWNER, WORKSTATIONS):
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcanlogin FROM pg_roles WHERE rolname = %s", (role,)
        ).fetchone()
        if row is None:
            connection.execute(
                sql.SQL("CREATE ROLE {} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS").format(
                    sql.Identifier(role)
                )
            )
        elif row[0]:
            raise Refused("hub_owner", f"角色 {role} 的权限过大(超级用户、绕过行级安全或可登录),请收回后再运行。")
    if not _is_superuser(connection):
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))


def _is_superuser(connection: Connection) -> bool:
    return connection.info.parameter_status("is_superuser") == "on"


def _notes(connection: Connection) -> list[str]:
    notes = []
    if not _is_superuser(connection):
        notes.append("不是超级用户:大对象函数和 plpgsql 语言没有对工作站关闭,请让超级用户再运行一次。")
    for name, good, words in (
        ("ssl", "on", "服务器还没有启用 TLS(ssl = on),工作站连不上,请配置证书。"),
        ("fsync", "on", "fsync 没有开,断电会丢数据,请打开。"),
        ("full_page_writes", "on", "full_page_writes 没有开,断电会损坏数据,请打开。"),
        ("password_encryption", "scram-sha-256", "password_encryption 不是 scram-sha-256,请改正。"),
    ):
        row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
        if row and row[0] != good:
            notes.append(words)
    return notes


def _close_doors(connection: Connection, dbname: str) -> None:
    database, workers = sql.Identifier(dbname), sql.Identifier(WORKSTATIONS)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, workers))
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    if _is_superuser(connection):
        for words in _CLOSED:
            connection.execute(words)
        connection.execute(sql.SQL("GRANT USAGE ON LANGUAGE plpgsql TO {}").format(sql.Identifier(OWNER)))


def as_owner(connection: Connection) -> None:
    """Until the end of the transaction with no more rights than the owner has."""
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(OWNER)))


def _bring_up(connection: Connection) -> None:
    done = connection.execute("SELECT to_regclass('hub.version') IS NOT NULL").fetchone()
    have = 0
    if done and done[0]:
        row = connection.execute("SELECT coalesce(max(version), 0) FROM hub.version").fetchone()
        have = row[0] if row else 0
    if have > newest():
        raise Refused("hub_too_new", "这个服务器是更新版本的程序装的,请用新版程序运行。")
    for number, words in _versions().items():
        if number > have:
            connection.execute(words.encode())
    for name in ("functions.sql", "access.sql"):
        connection.execute((_HERE / name).read_bytes())

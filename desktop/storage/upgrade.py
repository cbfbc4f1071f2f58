"""Bringing a database to this program's schema; refusing one from a newer program."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from desktop import __version__
from desktop.domain.errors import Refused

REVISIONS = ("0001", "0002", "0003", "0004")  # every revision this program knows, oldest first
HERE = Path(__file__).resolve().parent


def make(engine: Engine) -> None:
    """The schema in an empty database."""
    _upgrade(engine)


def bring_up_to_date(engine: Engine) -> None:
    """Migrate an older schema (after a copy is laid aside); Refused `newer_schema` for one from the future."""
    with engine.connect() as connection:
        at = revision(connection)
        written_by = _written_by(connection) if at not in REVISIONS else ""
    if at == REVISIONS[-1]:
        return
    if at is None:
        raise Refused("foreign", "这个数据库不是调处室工作台的数据,请选对文件夹。")
    if at not in REVISIONS:
        raise Refused(
            "newer_schema",
            f"这份数据由 {written_by or '更新的'} 版写成,请安装 {written_by or '最新'} 版或更新的版本再打开。",
        )
    _copy_aside(engine, at)
    _upgrade(engine)


def revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return str(found[0]) if found else None


def _written_by(connection: Connection) -> str:
    found = connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'written_by'").first()
    return str(found[0]) if found else ""


def _copy_aside(engine: Engine, at: str) -> None:
    raw = engine.raw_connection()
    try:
        path = Path(raw.driver_connection.execute("PRAGMA database_list").fetchone()[2])  # type: ignore[union-attr]
        copy = path.with_name(f"room.before-upgrade-from-{at}.db")
        copy.unlink(missing_ok=True)
        raw.driver_connection.execute("VACUUM INTO ?", (str(copy),))  # type: ignore[union-attr]
        copy.chmod(0o600)
    finally:
        raw.close()


def _upgrade(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    with engine.connect() as plain:
        connection = plain.execution_options(write=True)
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.exec_driver_sql("DELETE FROM meta WHERE key = 'written_by'")
            connection.exec_driver_sql("INSERT INTO meta (key, value) VALUES ('written_by', ?)", (__version__,))

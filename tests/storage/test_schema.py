"""What lies on the disk: columns are fields, the migrations make the model, the settings hold, files are private."""

from __future__ import annotations

import os
import stat
from dataclasses import fields
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from desktop.domain.people import Member, Role, TeamRole
from desktop.storage import cipher, upgrade
from desktop.storage.cipher import engine, meaning
from desktop.storage.schema import GONE, KINDS, TABLES, metadata
from desktop.storage.store import Deed
from tests.conftest import be
from tests.storage.raw import raw

STRICT_TYPES = {"TEXT", "INTEGER", "BLOB"}


def test_columns_are_the_fields(make_room):
    """Asked of the database itself, not of the model."""
    desk = make_room()
    with desk.store.read() as reader:
        for name, kind in KINDS.items():
            found = reader.connection.exec_driver_sql(f"PRAGMA table_info({name})").fetchall()
            assert sorted(row[1] for row in found) == sorted([*(f.name for f in fields(kind)), GONE]), name
            assert {row[2] for row in found} <= STRICT_TYPES
            strict = reader.connection.exec_driver_sql(f"SELECT strict FROM pragma_table_list('{name}')").scalar()
            assert strict == 1, f"{name} is not STRICT"


def test_the_migrations_make_exactly_the_model(make_room):
    """Can fail: the same comparison sees a column that is not in the model."""
    store = make_room().store
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    with store._engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("ALTER TABLE members ADD COLUMN nickname TEXT")
        context = MigrationContext.configure(connection)
        assert [change[0] for change in compare_metadata(context, metadata)] == ["remove_column"]


def test_the_last_known_revision_is_the_head():
    config = Config()
    config.set_main_option("script_location", str(upgrade.HERE / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == upgrade.REVISIONS[-1]
    assert [s.revision for s in scripts.walk_revisions()][::-1] == list(upgrade.REVISIONS)


PROMISED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "busy_timeout": 5000,
}


def broken_promises(connection) -> set[str]:
    said = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PROMISED}
    broken = {name for name, wanted in PROMISED.items() if str(said[name]) != str(wanted)}
    if str(connection.exec_driver_sql("PRAGMA temp_store").scalar()) == "1":
        broken.add("temp_store")
    return broken


def test_every_connection_keeps_the_promises(make_room):
    """Four at once, so that each is a connection of its own in the pool."""
    store = make_room().store
    held = [store._engine.connect() for _ in range(4)]
    try:
        for connection in held:
            assert broken_promises(connection) == set()
            built = {row[0] for row in connection.exec_driver_sql("PRAGMA compile_options")}
            assert built & {"TEMP_STORE=2", "TEMP_STORE=3"}, "sorting could spill to a plain file"
    finally:
        for connection in held:
            connection.close()


@pytest.mark.parametrize("worse", ["synchronous=NORMAL", "synchronous=OFF", "temp_store=FILE", "secure_delete=OFF"])
def test_a_weaker_setting_would_be_noticed(make_room, monkeypatch, worse):
    """The guard's own proof: with one promise broken the test above is red."""
    store = make_room().store
    monkeypatch.setattr(cipher, "PRAGMAS", (*cipher.PRAGMAS, worse))
    weak = engine(store.folder / "room.db", store.keys.derived("database"))
    with weak.connect() as connection:
        assert broken_promises(connection) == {worse.split("=")[0]}
    weak.dispose()


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_files_are_private(make_room):
    before = os.umask(0o022)  # as a careless shell has it
    try:
        desk = make_room("practice")
        desk.attachments.put(b"a picture")
        modes = {p.relative_to(desk.store.folder): stat.S_IMODE(p.stat().st_mode) for p in walk(desk.store.folder)}
    finally:
        os.umask(before)
    assert {p.name for p in modes} >= {"room.db", "room.db-wal", "keyring.json", "device.key"}
    for path, mode in modes.items():
        assert mode == (0o700 if (desk.store.folder / path).is_dir() else 0o600), path


def walk(folder):
    return [folder, *folder.rglob("*")]


def test_errors_of_the_database_quote_nobody(make_room):
    """hide_parameters: the text of an exception must not hold what somebody typed."""
    desk = make_room()
    member = Member(name="热依罕·艾合买提", role=TeamRole.OTHER, phone="12000000001")
    be(desk, Role.ADMIN)
    with desk.store.begin(Deed(account=desk.account.id, act="member")) as tx:
        tx.put(member)
    again = TABLES["members"].insert().values({f.name: getattr(member, f.name) for f in fields(member)})
    with pytest.raises(IntegrityError) as raised, desk.store.begin(Deed(account=None, act="member")) as tx:
        tx.connection.execute(again)
    assert "热依罕" not in str(raised.value)
    assert "12000000001" not in str(raised.value)
    assert meaning(raised.value.orig) is None, "a bug of ours is never told as a fault of the disk"


def test_foreign_keys_hold_at_commit(make_room):
    desk = make_room()
    with pytest.raises(IntegrityError), desk.store.begin(Deed(account=None, act="party")) as tx:
        tx.connection.execute(
            text("INSERT INTO summaries SELECT :d,'','','','','','','','',0,0,0,'','','',0,0,NULL,'','','','','',''"),
            {"d": uuid4().bytes},
        )
    with raw(desk.store.folder, desk.store.keys) as connection:
        assert connection.execute("SELECT count(*) FROM summaries").fetchone() == (0,)

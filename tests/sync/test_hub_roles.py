"""A workstation's own PostgreSQL role with plain SQL in its hands: it reaches nothing of another room."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from nacl.signing import SigningKey
from psycopg import errors

from desktop.sync.snapshot import Manifest, signed
from desktop.sync.targets import Report, Sealed
from desktop.sync.targets.card import HubSettings
from tests.sync.cluster import Cluster, cluster

__all__ = ["cluster"]

TABLES = {  # every table of the hub, and whether a workstation may read its own room there
    "version": True,
    "epoch": True,
    "room": True,
    "login": False,
    "device": True,
    "envelope": True,
    "devpos": True,
    "chunk": True,
    "number_top": True,
    "case_number": True,
    "number_lease": True,
    "state_report": True,
    "stat_report": True,
    "snapshot": True,
}
OF_NO_ROOM = ("version", "epoch")
B32 = "sha256('x'::bytea)"
CALLS = {  # every function that a workstation may run, with room and device left open
    "my_rooms": "hub.my_rooms()",
    "hello": "hub.hello({room}, {device}, 1)",
    "introduce": f"hub.introduce({{room}}, {{device}}, {B32}, {B32})",
    "push_envelope": f"hub.push_envelope({{room}}, {{device}}, 1, 1, {B32}, {B32}, 4, 'x')",
    "push_envelopes": (
        f"hub.push_envelopes({{room}}, ARRAY[{{device}}], ARRAY[1::bigint], ARRAY[1::bigint], ARRAY[{B32}],"
        f" ARRAY[{B32}], ARRAY[4], ARRAY['x'::bytea])"
    ),
    "put_chunk": f"hub.put_chunk({{room}}, {B32}, 'x')",
    "keep_chunks": "hub.keep_chunks({room})",
    "leave_snapshot": "hub.leave_snapshot({room}, {device}, 'm', ARRAY[]::bytea[])",
    "allot_number": "hub.allot_number({room}, 'case', 2026, gen_random_uuid())",
    "claim_number": "hub.claim_number({room}, 'case', 2026, 7, gen_random_uuid())",
    "lease_numbers": "hub.lease_numbers({room}, 'case', 2026, {device}, 20)",
    "end_lease": "hub.end_lease({room}, 'case', 2026, 1)",
    "report_state": "hub.report_state({room}, {device}, 'v', 'd')",
    "submit_stats": "hub.submit_stats({room}, {device}, '2026-11', 1, '{{}}', decode(repeat('00', 64), 'hex'))",
}

Session = psycopg.Connection[Any]


class Rooms:
    """Rooms A and B, each with a station that has left something in every table; A's speaks SQL."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.a, self.b = cluster.station(), cluster.station()
        self.device_a, self.device_b = uuid4(), uuid4()
        for card, device in ((self.a, self.device_a), (self.b, self.device_b)):
            fill(cluster, card, device)
        self.sql = cluster.connect(self.a)

    def of_b(self) -> dict[str, list[tuple[object, ...]]]:
        """All that room B has, as the superuser sees it."""
        names = [name for name in TABLES if name not in OF_NO_ROOM]
        with psycopg.connect(self.cluster.admin, dbname=self.cluster.dbname) as admin:
            return {
                name: admin.execute(f"SELECT * FROM hub.{name} WHERE room_id = %s", (self.b.room,)).fetchall()
                for name in names
            }


def fill(cluster: Cluster, card: HubSettings, device: UUID) -> None:
    hub = cluster.hub(card, device)
    hub.open()
    hub.introduce(bytes(32), bytes(32))
    wire = b"sealed " + device.bytes
    hub.push([Sealed(device, 1, 1, bytes(32), hashlib.sha256(wire).digest(), 4, wire)])
    hub.put_chunks([(hashlib.sha256(wire).hexdigest(), wire)])
    hub.leave_snapshot(snapshot_of(wire, card.room, device))
    hub.allot_number("case", 2026, device)
    hub.lease_numbers("case", 2026, 20)
    hub.report(Report(device, b"v", b"d"))
    hub.submit_stats("2026-11", 1, "{}", bytes(64))
    hub.close()


def snapshot_of(wire: bytes, room: UUID, device: UUID) -> bytes:
    said = Manifest(
        room=room.bytes, device=device.bytes, mark=bytes(16), schema=4, program="t", epoch=1, vector=[],
        digest=bytes(16), cursor=b"", chunks=[hashlib.sha256(wire).digest()],
    )  # fmt: skip
    return signed(said, SigningKey(bytes(32)))


@pytest.fixture(scope="module")
def rooms(cluster: Cluster) -> Iterator[Rooms]:
    made = Rooms(cluster)
    yield made
    made.sql.close()


@pytest.fixture
def sql(rooms: Rooms) -> Session:
    return rooms.sql


@pytest.fixture
def untouched(rooms: Rooms) -> Iterator[None]:
    """Whatever the test tries, room B is afterwards what it was before."""
    before = rooms.of_b()
    assert all(len(rows) == 1 for rows in before.values())
    yield
    assert rooms.of_b() == before


def test_these_are_all_tables_and_all_functions(cluster, rooms):
    tables = cluster.run_sql("SELECT relname FROM pg_class WHERE relnamespace = 'hub'::regnamespace AND relkind = 'r'")
    assert {name for (name,) in tables} == set(TABLES)
    allowed = rooms.sql.execute(
        "SELECT proname FROM pg_proc"
        " WHERE pronamespace = 'hub'::regnamespace AND has_function_privilege(oid, 'EXECUTE')"
    )
    assert {name for (name,) in allowed.fetchall()} == set(CALLS)


@pytest.mark.parametrize("name", TABLES)
def test_a_station_reads_its_own_room_alone(sql, rooms, name):
    if not TABLES[name]:
        with pytest.raises(errors.InsufficientPrivilege):
            sql.execute(f"SELECT 1 FROM hub.{name}")
        return
    rows = sql.execute(f"SELECT {'1' if name in OF_NO_ROOM else 'room_id'} FROM hub.{name}").fetchall()
    if name in OF_NO_ROOM:
        assert rows
    else:
        assert rows == [(rooms.a.room,)]
        assert sql.execute(f"SELECT 1 FROM hub.{name} WHERE room_id = %s", (rooms.b.room,)).fetchall() == []
        assert sql.execute(f"SELECT 1 FROM hub.{name} WHERE room_id <> %s", (rooms.a.room,)).fetchall() == []


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("own", [True, False])
def test_a_station_writes_no_table(sql, rooms, untouched, name, own):
    room = (rooms.a if own else rooms.b).room
    where = "" if name in OF_NO_ROOM else f" WHERE room_id = '{room}'"
    column = {"version": "version", "epoch": "one"}.get(name, "room_id")
    for words in (
        f"INSERT INTO hub.{name} SELECT * FROM hub.{name}{where}",
        f"INSERT INTO hub.{name} ({column}) VALUES (DEFAULT)",
        f"UPDATE hub.{name} SET {column} = {column}{where}",
        f"DELETE FROM hub.{name}{where}",
        f"TRUNCATE hub.{name}",
        f"SELECT 1 FROM hub.{name}{where} FOR UPDATE",
        f"COPY hub.{name} FROM STDIN",
        f"LOCK TABLE hub.{name} IN ROW EXCLUSIVE MODE",
        f"ALTER TABLE hub.{name} DISABLE ROW LEVEL SECURITY",
        f"DROP TABLE hub.{name}",
    ):
        with pytest.raises(errors.InsufficientPrivilege), sql.transaction():
            sql.execute(words)


@pytest.mark.parametrize("name", [name for name in CALLS if name != "my_rooms"])
@pytest.mark.parametrize("device", ["a", "b"])
def test_no_function_reaches_another_room(sql, rooms, untouched, name, device):
    words = CALLS[name].format(
        room=f"'{rooms.b.room}'::uuid", device=f"'{rooms.device_a if device == 'a' else rooms.device_b}'::uuid"
    )
    with pytest.raises(psycopg.Error) as refused:
        sql.execute(f"SELECT * FROM {words}")
    assert refused.value.sqlstate == "MD002"
    with pytest.raises(psycopg.Error) as refused:
        sql.execute(f"SELECT * FROM {CALLS[name].format(room='NULL::uuid', device='NULL::uuid')}")
    assert refused.value.sqlstate == "MD002"


@pytest.mark.parametrize("name", ["introduce", "lease_numbers", "report_state", "submit_stats", "leave_snapshot"])
def test_no_function_speaks_for_another_login_of_the_room(cluster, rooms, name):
    other = cluster.connect(cluster.station(rooms.a.room))
    words = CALLS[name].format(room=f"'{rooms.a.room}'::uuid", device=f"'{rooms.device_a}'::uuid")
    with other, pytest.raises(psycopg.Error) as refused:
        other.execute(f"SELECT * FROM {words}")
    assert refused.value.sqlstate == "MD005"


def test_my_rooms_is_the_one(sql, rooms):
    assert sql.execute("SELECT * FROM hub.my_rooms()").fetchall() == [(rooms.a.room,)]


ESCAPES = (
    "CREATE FUNCTION hub.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
    "CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
    "CREATE TEMP TABLE room (room_id uuid, head bigint)",
    "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
    "CREATE TEMP VIEW login AS SELECT 1",
    "CREATE SCHEMA mine",
    "CREATE TABLE public.mine (x int)",
    "DO $$ BEGIN NULL; END $$",
    "CREATE CAST (text AS bytea) WITHOUT FUNCTION",
    "SET ROLE hub_owner",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "SET session_replication_role = replica",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "CREATE ROLE another",
    "GRANT hub_owner TO CURRENT_USER",
    "SELECT hub.guard('{b}')",
    "SELECT hub.own_device('{b}', '{b}')",
    "SELECT hub.lock_numbers('{b}', 'case', 2026, 9)",
    "SELECT hub.is_admin()",
    "SELECT hub.keep_position(ROW('{b}', '{b}', 9, sha256('x'))::hub.devpos)",
    "SELECT rolpassword FROM pg_authid",
    "SELECT pg_read_file('pg_hba.conf')",
    "SELECT pg_ls_dir('.')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/x'",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_import('/etc/hostname')",
    "SELECT pg_notify('x', 'y')",
    "SELECT pg_reload_conf()",
    "SELECT pg_switch_wal()",
    "SELECT * FROM pg_statistic",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
    "CREATE DATABASE mine",
    "DROP OWNED BY hub_owner",
    "ALTER FUNCTION hub.my_rooms() SECURITY INVOKER",
    "CREATE POLICY mine ON hub.room USING (true)",
    "CREATE PUBLICATION mine FOR TABLE hub.envelope",
)


@pytest.mark.parametrize("words", ESCAPES)
def test_there_is_no_way_around(sql, rooms, untouched, words):
    with pytest.raises(psycopg.Error) as refused:
        sql.execute(words.replace("{b}", str(rooms.b.room)))
    assert refused.value.sqlstate in ("42501", "57P01", "0A000"), refused.value


def test_statistics_of_the_planner_show_nothing(cluster, sql):
    cluster.run_sql("ANALYZE hub.envelope, hub.stat_report, hub.room")
    assert sql.execute("SELECT 1 FROM pg_stats WHERE schemaname = 'hub'").fetchall() == []


def test_a_leaky_condition_sees_no_other_row(sql, rooms):
    """A condition that fails loudly on a value is not asked about rows that are not ours."""
    rows = sql.execute(
        "SELECT 1 / (CASE WHEN room_id = %s THEN 0 ELSE 1 END) FROM hub.envelope"
        " WHERE 1 / (CASE WHEN room_id = %s THEN 0 ELSE 1 END) = 1",
        (rooms.b.room, rooms.b.room),
    ).fetchall()
    assert rows == [(1,)]


def test_another_search_path_changes_no_function(cluster, rooms):
    with cluster.connect(rooms.a) as session:
        session.execute("SET search_path = hub, public, pg_catalog")
        assert session.execute("SELECT * FROM hub.my_rooms()").fetchall() == [(rooms.a.room,)]
    for (settings,) in cluster.run_sql("SELECT proconfig FROM pg_proc WHERE pronamespace = 'hub'::regnamespace"):
        assert settings == ["search_path=pg_catalog, pg_temp"]


def test_row_security_cannot_be_left_out(cluster, rooms):
    with cluster.connect(rooms.a) as session:
        session.execute("SET row_security = off")
        with pytest.raises(errors.InsufficientPrivilege):
            session.execute("SELECT 1 FROM hub.envelope")


def test_rows_are_forced_on_every_table_and_the_owner_is_nobody(cluster):
    forced = cluster.run_sql(
        "SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class"
        " WHERE relnamespace = 'hub'::regnamespace AND relkind = 'r'"
    )
    assert forced == [(True,)]
    owners = cluster.run_sql(
        "SELECT DISTINCT rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole FROM pg_roles r JOIN ("
        " SELECT relowner AS o FROM pg_class WHERE relnamespace = 'hub'::regnamespace"
        " UNION SELECT proowner FROM pg_proc WHERE pronamespace = 'hub'::regnamespace) x ON x.o = r.oid"
    )
    assert owners == [("hub_owner", False, False, False, False)]


def test_a_function_that_forgot_to_ask_would_still_see_one_room(cluster, rooms):
    """The forced policies hold inside the functions too: planted here is one without its guard."""
    cluster.run_sql(
        "SET ROLE hub_owner; CREATE FUNCTION hub.careless() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
        " AS 'SELECT count(*) FROM hub.envelope'; GRANT EXECUTE ON FUNCTION hub.careless TO hub_workstation"
    )
    try:
        assert rooms.sql.execute("SELECT hub.careless()").fetchall() == [(1,)]
        assert cluster.run_sql("SELECT count(*) > 1 FROM hub.envelope") == [(True,)]
    finally:
        cluster.run_sql("DROP FUNCTION hub.careless()")


def test_public_may_nothing(cluster):
    cluster.run_sql("DROP ROLE IF EXISTS stranger; CREATE ROLE stranger")
    try:
        for query in (
            "SELECT has_database_privilege('stranger', current_database(), 'CONNECT')",
            "SELECT has_database_privilege('stranger', current_database(), 'TEMP')",
            "SELECT has_schema_privilege('stranger', 'hub', 'USAGE')",
            "SELECT has_schema_privilege('stranger', 'public', 'USAGE')",
            "SELECT coalesce(bool_or(has_function_privilege('stranger', oid, 'EXECUTE')), false) FROM pg_proc"
            " WHERE pronamespace = 'hub'::regnamespace",
            "SELECT bool_or(has_table_privilege('stranger', oid, 'SELECT')) FROM pg_class"
            " WHERE relnamespace = 'hub'::regnamespace AND relkind = 'r'",
        ):
            assert cluster.run_sql(query) == [(False,)], query
    finally:
        cluster.run_sql("DROP ROLE stranger")


def test_another_database_of_the_cluster_is_closed(cluster, rooms):
    """A login of one hub is nobody in another, and reaches it only to be told so."""
    with cluster.connect(rooms.a) as session:
        assert session.execute("SELECT count(*) FROM hub.room").fetchall() == [(1,)]
    name = cluster.database()
    with cluster.connect(replace(rooms.a, dbname=name)) as session:
        assert session.execute("SELECT * FROM hub.my_rooms()").fetchall() == []
        with pytest.raises(psycopg.Error) as refused:
            session.execute(f"SELECT hub.hello('{rooms.a.room}', '{rooms.device_a}', 1)")
    assert refused.value.sqlstate == "28000"


@pytest.mark.parametrize("name", CALLS)
def test_a_revoked_station_fails_at_the_next_statement(cluster, name):
    """Even a session that outlives the termination (marked here alone) is told so by each function and each table."""
    card, device = cluster.station(), uuid4()
    fill(cluster, card, device)
    with cluster.connect(card) as session:
        cluster.run_sql("UPDATE hub.login SET revoked_at = now() WHERE login = %s", (card.login,))
        words = CALLS[name].format(room=f"'{card.room}'::uuid", device=f"'{device}'::uuid")
        with pytest.raises(psycopg.Error) as refused:
            session.execute(f"SELECT * FROM {words}")
        assert refused.value.sqlstate == "MD001"
        for table in TABLES:
            if TABLES[table] and table not in OF_NO_ROOM:
                with pytest.raises(psycopg.Error) as refused:
                    session.execute(f"SELECT * FROM hub.{table}")
                assert refused.value.sqlstate == "MD001"


def test_revoking_ends_the_session_and_the_door_stays_shut(cluster):
    card = cluster.station()
    session = cluster.connect(card)
    assert session.execute("SELECT 1").fetchall() == [(1,)]
    cluster.revoke(card)
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        cluster.connect(card)

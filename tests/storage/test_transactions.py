"""One act is rows, operations and an audit line in one commit; the operations alone rebuild every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError, OperationalError

from desktop.commands import history, records
from desktop.commands.disputes import Arrival, edit, register
from desktop.commands.verify import verify
from desktop.domain.changes import Clock
from desktop.domain.disputes import Dispute, Risk
from desktop.domain.errors import RuleBroken
from desktop.domain.merging import DELETED
from desktop.domain.people import Role
from desktop.domain.permissions import Act
from desktop.domain.records import Evidence, FollowUp
from desktop.storage.columns import as_text, from_text
from desktop.storage.schema import KINDS, audit, heads, operations
from desktop.storage.schema import conflicts as merged
from desktop.storage.store import Deed, Store, Transaction
from tests.conftest import NOON, be
from tests.storage.raw import counts, digest, raw, rows_of

ARRIVAL = Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise")
NINE = datetime.combine(date(2026, 11, 23), time(9))


def operations_of(store: Store, txn: bytes | None = None) -> list[Any]:
    with store.read() as reader:
        query = select(operations).order_by(operations.c.device, operations.c.n)
        return reader.rows(query if txn is None else query.where(operations.c.txn == txn))


def last_txn(store: Store) -> bytes:
    with store.read() as reader:
        return reader.rows(select(audit.c.txn).order_by(audit.c.seq.desc()).limit(1))[0][0]


def heads_of(store: Store, object: UUID) -> dict[str, set[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    with store.read() as reader:
        for field, device, n in reader.rows(
            select(heads.c.field, heads.c.device, heads.c.n).where(heads.c.object == object.bytes)
        ):
            found.setdefault(field, set()).add((device, n))
    return found


def parents(op: Any) -> set[tuple[int, int]]:
    return {(int(d), int(n)) for d, n in (p.split(":") for p in op.parents.split())}


def test_a_put_logs_exactly_what_differs(make_room):
    desk = make_room()
    dispute = register(desk, ARRIVAL)
    seen = heads_of(desk.store, dispute.id)
    edit(desk, replace(dispute, title="噪声纠纷", facts="楼下整夜吵闹。"))
    ops = operations_of(desk.store, last_txn(desk.store))
    assert {op.field: op.value for op in ops} == {"title": '"噪声纠纷"', "facts": '"楼下整夜吵闹。"'}
    for op in ops:
        assert parents(op) == seen[op.field], "parents are the heads that were seen"
    before = counts(desk)
    with desk.store.begin(Deed(account=None, act="nothing")) as tx:
        tx.put(tx.get(Dispute, dispute.id))
    assert counts(desk) == (before[0], before[1] + 1), "saving what is already so logs no field"


def test_a_first_value_has_no_parents_and_a_removal_hangs_on_the_last_tombstone(make_room):
    desk = make_room()
    dispute = register(desk, ARRIVAL)
    item = Evidence(dispute_id=dispute.id, no=1, name="录音")
    records.save(desk, item)
    assert all(not op.parents for op in operations_of(desk.store, last_txn(desk.store)))
    records.remove(desk, item)
    first = operations_of(desk.store, last_txn(desk.store))
    assert [(op.field, op.value, op.parents) for op in first] == [(DELETED, "true", "")]
    history.undo_last(desk)
    (back,) = operations_of(desk.store, last_txn(desk.store))
    assert (back.field, back.value, parents(back)) == (DELETED, "false", {(first[0].device, first[0].n)})


def test_an_edit_replaces_what_was_on_the_screen_and_settling_replaces_all(make_room):
    """As after a sync: two workstations wrote the same field apart. The other value waits until somebody settles."""
    desk = make_room()
    dispute = register(desk, ARRIVAL)
    (mine,) = heads_of(desk.store, dispute.id)["title"]
    txn = UUID(int=77).bytes
    with raw(desk.store.folder, desk.store.keys) as connection:
        connection.execute("INSERT INTO devices VALUES (2, ?)", (UUID(int=7).bytes,))
        other = (2, 1, txn, 1 << 16, "disputes", dispute.id.bytes, "title", '"别处写的"', "")
        connection.execute("INSERT INTO operations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", other)
        connection.execute("INSERT INTO acts VALUES (2, 1, ?, 0, 1, 1, '')", (txn,))
        connection.execute("INSERT INTO reached VALUES (2, 1, 1)")
        connection.execute("INSERT INTO heads VALUES (?, 'title', 2, 1)", (dispute.id.bytes,))
    edit(desk, replace(dispute, title="改了"))
    (op,) = operations_of(desk.store, last_txn(desk.store))
    assert parents(op) == {mine}
    assert heads_of(desk.store, dispute.id)["title"] == {(2, 1), (op.device, op.n)}
    assert conflicts(desk.store) == {(dispute.id.bytes, "title")}
    with desk.act(Act.EDIT, "settle", dispute=dispute.id) as tx:
        tx.put(tx.get(Dispute, dispute.id), settles={"title"})
    (last,) = operations_of(desk.store, last_txn(desk.store))
    assert parents(last) == {(2, 1), (op.device, op.n)}
    assert heads_of(desk.store, dispute.id)["title"] == {(last.device, last.n)}
    assert conflicts(desk.store) == set()


def conflicts(store: Store) -> set[tuple[bytes, str]]:
    with store.read() as reader:
        return {tuple(row) for row in reader.rows(select(merged.c.object, merged.c.field))}


def test_numbers_are_dense_and_stamps_rise(make_room):
    desk = make_room("practice")
    for n in range(5):
        register(desk, replace(ARRIVAL, name=f"来人{n}"))
    ops = operations_of(desk.store)
    assert [op.n for op in ops] == list(range(1, len(ops) + 1))
    assert {op.device for op in ops} == {1}
    stamps = [op.hlc for op in ops]
    assert all(a < b for a, b in pairwise(stamps))
    stamp = {(op.device, op.n): op.hlc for op in ops}
    for op in ops:
        assert all(stamp[p] < op.hlc for p in parents(op))


class Stop(Exception):
    """What a test throws in the middle."""


@pytest.mark.parametrize("where", ["at once", "after a put", "after two puts", "after a remove", "while summing up"])
def test_an_act_that_stops_in_the_middle_leaves_nothing(make_room, monkeypatch, where):
    desk = make_room("cases")
    dispute = register(desk, ARRIVAL)
    item = Evidence(dispute_id=dispute.id, no=1, name="照片")
    records.save(desk, item)
    before, counted = digest(desk), counts(desk)
    heard = []
    desk.told = heard.append
    if where == "while summing up":
        monkeypatch.setattr("desktop.commands.desk.keep_followed", lambda *_: (_ for _ in ()).throw(Stop))

    def some_of(tx: Transaction) -> None:
        if where != "at once":
            tx.put(replace(dispute, title="改了"))
        if where == "after two puts":
            tx.put(FollowUp(dispute_id=dispute.id, on=date(2026, 11, 23)))
        if where == "after a remove":
            tx.remove(item)
        if where != "while summing up":
            raise Stop

    with pytest.raises(Stop), desk.act(Act.EDIT, "edit", dispute=dispute.id) as tx:
        some_of(tx)
    assert (digest(desk), counts(desk)) == (before, counted)
    assert heard == [], "nobody is told of what did not happen"
    monkeypatch.undo()
    assert verify(desk).clean
    edit(desk, replace(dispute, short_title="后来"))
    assert verify(desk).clean


@pytest.mark.parametrize("table", ["operations", "heads", "audit", "summaries", "evidence"])
def test_every_statement_may_fail_and_nothing_is_half_saved(make_room, table):
    """The write to one table raises: the others must not be there either. Can fail: an own commit per table would."""
    desk = make_room("cases")
    dispute = register(desk, ARRIVAL)
    before, counted = digest(desk), counts(desk)

    def refuse(conn, cursor, statement, parameters, context, executemany):
        if statement.startswith(f"INSERT INTO {table}"):
            raise Stop

    event.listen(desk.store._engine, "before_cursor_execute", refuse)
    with pytest.raises(Stop):
        records.save(desk, Evidence(dispute_id=dispute.id, no=90, name="录音"))
    event.remove(desk.store._engine, "before_cursor_execute", refuse)
    assert (digest(desk), counts(desk)) == (before, counted)
    assert verify(desk).clean


class Driver(Exception):
    """A driver's error with a name, as SQLCipher raises."""

    def __init__(self, name: str) -> None:
        super().__init__("x")
        self.sqlite_errorname = name


@pytest.mark.parametrize("reached_the_disk", [False, True])
def test_a_commit_that_raised_is_told_as_unsure_and_can_be_done_again(make_room, reached_the_disk):
    """An fsync may fail after the bytes are down (EIO): the sentence says so, and the room goes on either way."""
    desk = make_room("cases")
    dispute = register(desk, ARRIVAL)
    item = Evidence(dispute_id=dispute.id, no=91, name="照片")
    before = counts(desk)
    heard = []
    desk.told = heard.append
    dialect = desk.store._engine.dialect
    real = dialect.do_commit

    def fails(connection):
        if reached_the_disk:
            real(connection)
        raise OperationalError("COMMIT", {}, Driver("SQLITE_IOERR_FSYNC"))

    dialect.do_commit = fails
    try:
        with pytest.raises(Exception, match=r"不能确定是否已存入") as raised:
            records.save(desk, item)
    finally:
        dialect.do_commit = real
    assert raised.value.code == "io_error"
    assert heard == []
    records.save(desk, item)  # the same identity again: never twice
    with desk.read() as reader:
        assert [e.name for e in reader.find(Evidence, no=91)] == ["照片"]
    written = sum(1 for f in fields(Evidence) if getattr(item, f.name) not in (None, "", (), {}) and f.name != "id")
    assert counts(desk) == (before[0] + written, before[1] + 1 + reached_the_disk)
    assert verify(desk).clean


def test_an_aside_write_may_not_log(make_room):
    desk = make_room()
    with pytest.raises(RuntimeError), desk.store.aside() as tx:
        tx.put(Dispute(received_at=NINE))
    assert desk.store.chain.head
    assert verify(desk).clean


# -- the operations alone


def replay(store: Store) -> dict[tuple[str, str], dict[str, str]]:
    """Every row from nothing but the log: the last value by (hlc, device) of each field."""
    values: dict[tuple[str, bytes], dict[str, tuple[int, int, str]]] = {}
    for op in operations_of(store):
        stood = values.setdefault((op.kind, op.object), {})
        if op.field not in stood or stood[op.field][:2] < (op.hlc, op.device):
            stood[op.field] = (op.hlc, op.device, op.value)
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for (kind, id), stood in values.items():
        said = {f: v for f, (_, _, v) in stood.items()}
        row = {"id": as_text(UUID(bytes=id)), "gone": "1" if said.pop(DELETED, "false") == "true" else "0"}
        for f in fields(KINDS[kind]):
            if f.name != "id":
                blank = as_text(history.empty(kind, f.name)) if f.name not in said else ""
                row[f.name] = said.get(f.name, blank)
                assert from_text(row[f.name], KINDS[kind], f.name) is not ..., "each value reads back"
        rows[(kind, UUID(bytes=id).hex)] = row
    return rows


steps = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.text("甲乙丙丁㛃", min_size=1, max_size=4)),
        st.tuples(st.just("edit"), st.text(alphabet="噪声楼上𠅤\n'\"\\", max_size=6)),
        st.tuples(st.just("evidence"), st.integers(1, 9)),
        st.tuples(st.just("remove"), st.integers(0, 9)),
        st.tuples(st.just("undo"), st.just(0)),
        st.tuples(st.just("risk"), st.sampled_from(Risk)),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=steps)
def test_the_log_rebuilds_every_row(make_room, script):
    """Can fail: the same comparison is red when one operation is left out (the test after this one)."""
    desk = make_room()
    play(desk, script)
    assert replay(desk.store) == rows_of(desk.store, gone=True)
    assert verify(desk).clean


def play(desk: Any, script: list[tuple[str, Any]]) -> None:
    files: list[UUID] = []
    for what, given_ in script:
        with desk.read() as reader:
            files = [d.id for d in reader.find(Dispute)]
            items = reader.find(Evidence)
            first = reader.maybe(Dispute, files[0]) if files else None
        try:
            match what:
                case "register":
                    register(desk, replace(ARRIVAL, name=given_))
                case "edit" if first:
                    edit(desk, replace(first, title=given_, requests=tuple(given_.split("\n"))))
                case "risk" if first:
                    edit(desk, replace(first, risk=given_))
                case "evidence" if files:
                    records.save(desk, Evidence(dispute_id=files[-1], no=given_, name="证据"))
                case "remove" if items:
                    records.remove(desk, items[given_ % len(items)])
                case "undo":
                    history.undo_last(desk)
        except RuleBroken:
            pass


def test_a_lost_operation_would_be_noticed(make_room):
    desk = make_room("cases")
    assert replay(desk.store) == rows_of(desk.store, gone=True)
    with raw(desk.store.folder, desk.store.keys) as connection:
        connection.execute("DELETE FROM operations WHERE field = 'title'")
    assert replay(desk.store) != rows_of(desk.store, gone=True)
    assert not verify(desk).clean


# -- the clock


def test_stamps_rise_although_the_clock_goes_back(make_room):
    hours = [NOON]
    desk = make_room("cases", now=lambda: hours[0])
    high = max(op.hlc for op in operations_of(desk.store))
    folder, keys, device = desk.store.folder, desk.store.keys, desk.store.device
    hours[0] = NOON - timedelta(days=3650)
    register(desk, ARRIVAL)
    desk.store.close()
    again = Store(folder, keys, device, lambda: hours[0])  # kept through a restart
    try:
        with again.begin(Deed(account=None, act="late")) as tx:
            tx.put(Dispute(received_at=NINE))
        stamps = [op.hlc for op in operations_of(again)]
        assert stamps == sorted(stamps)
        assert len(set(stamps)) == len(stamps)
        assert stamps[-1] > high
    finally:
        again.close()


@given(st.lists(st.one_of(st.integers(0, 2**44), st.tuples(st.integers(0, 2**60))), max_size=30))
def test_the_clock_only_goes_up(events):
    """Bare numbers are readings of the computer's clock in ms; tuples are stamps seen from elsewhere."""
    reading = [0]
    clock = Clock(lambda: reading[0])
    last = clock.tick()
    for happened in events:
        seen: Mapping[str, int] | tuple[int, ...] = ()
        if isinstance(happened, tuple):
            seen = happened
        else:
            reading[0] = happened
        stamp = clock.tick(*seen)
        assert stamp > last
        assert all(stamp > s for s in seen)
        assert stamp >= reading[0] << 16
        last = stamp


def test_the_driver_error_of_a_test_is_one_of_sqlalchemy():
    """Guards the simulation above: what commits raise is a DBAPIError with the driver's own name on it."""
    assert issubclass(OperationalError, DBAPIError)
    assert OperationalError("COMMIT", {}, Driver("SQLITE_FULL")).orig.sqlite_errorname == "SQLITE_FULL"


def test_two_openings_share_no_number(make_room):
    desk = make_room()
    be(desk, Role.ADMIN)
    store = desk.store
    register(desk, ARRIVAL)
    store.close()
    other = Store(store.folder, store.keys, UUID(int=9), lambda: datetime(2026, 11, 24, tzinfo=UTC))
    try:
        with other.begin(Deed(account=None, act="elsewhere")) as tx:
            tx.put(Dispute(received_at=NINE))
        mine = [(op.device, op.n) for op in operations_of(other)]
        assert len(set(mine)) == len(mine)
        assert [n for d, n in mine if d == 2] == list(range(1, sum(d == 2 for d, _ in mine) + 1))
    finally:
        other.close()

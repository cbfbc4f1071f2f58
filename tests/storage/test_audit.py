"""The trail: whatever is changed, left out or put elsewhere behind the program's back is found, with its place."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from desktop.commands import history, records, rooms
from desktop.commands.disputes import Arrival, edit, register
from desktop.commands.verify import verify
from desktop.domain.disputes import Dispute, Risk
from desktop.domain.errors import RuleBroken
from desktop.domain.records import Evidence
from desktop.storage.store import ANCHOR
from tests.conftest import PASSWORD, fixed_now
from tests.storage.raw import raw

ARRIVAL = Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise")


def busy_room(make_room: Callable[..., Any], acts: int = 60) -> Any:
    """A room with a history: registers, edits, evidence, removals and undoing."""
    from dataclasses import replace

    desk = make_room("cases")
    dice = random.Random(7)
    dispute = register(desk, ARRIVAL)
    for n in range(acts):
        with desk.read() as reader:
            dispute = reader.get(Dispute, dispute.id)
            items = reader.find(Evidence, dispute_id=dispute.id)
        try:
            match dice.randrange(5):
                case 0:
                    edit(desk, replace(dispute, title=f"噪声纠纷{n}", risk=dice.choice(list(Risk))))
                case 1 | 2:
                    records.save(desk, Evidence(dispute_id=dispute.id, no=n + 1, name=f"录音{n}"))
                case 3 if items:
                    records.remove(desk, dice.choice(items))
                case _:
                    history.undo_last(desk)
        except RuleBroken:
            pass
    return desk


def test_a_room_that_was_only_used_is_clean(make_room):
    assert verify(make_room("practice")).clean
    desk = busy_room(make_room, 200)
    assert verify(desk).clean
    with desk.store.read() as reader:
        assert desk.store.chain.walk(reader.connection, None) == []


TEXTS = ("at", "act", "detail")
BLOBS = ("txn", "digest", "mac", "account", "dispute")


def flipped(dice: random.Random, value: Any) -> Any:
    """One bit of it the other way (of a number: one less or more)."""
    if isinstance(value, int):
        return value + dice.choice((-1, 1))
    whole = bytearray(value if isinstance(value, bytes) else value.encode())
    if not whole:
        return "x"
    whole[dice.randrange(len(whole))] ^= 1 << dice.randrange(7)
    return bytes(whole) if isinstance(value, bytes) else whole.decode("utf-8", "replace")


def edit_audit(connection: Any, dice: random.Random, last: int) -> int:
    seq = dice.randint(1, last)
    column = dice.choice((*TEXTS, *BLOBS, "hlc", "undoable"))
    (value,) = connection.execute(f"SELECT {column} FROM audit WHERE seq = ?", (seq,)).fetchone()
    new = flipped(dice, value if value is not None else b"\0" * 16)
    connection.execute(f"UPDATE audit SET {column} = ? WHERE seq = ?", (new, seq))
    return seq


def delete_line(connection: Any, dice: random.Random, last: int) -> int:
    seq = dice.randint(1, last - 1)
    connection.execute("DELETE FROM audit WHERE seq = ?", (seq,))
    return seq + 1


def swap_lines(connection: Any, dice: random.Random, last: int) -> int:
    one = dice.randint(1, last - 1)
    other = dice.randint(one + 1, last)
    for a, b in ((one, -1), (other, one), (-1, other)):
        connection.execute("UPDATE audit SET seq = ? WHERE seq = ?", (b, a))
    return one


def edit_operation(connection: Any, dice: random.Random, last: int) -> int:
    ops = connection.execute("SELECT device, n FROM operations").fetchall()
    device, n = dice.choice(ops)
    column = dice.choice(("value", "field", "parents", "hlc", "kind", "object"))
    value, txn = connection.execute(
        f"SELECT {column}, txn FROM operations WHERE device = ? AND n = ?", (device, n)
    ).fetchone()
    new = flipped(dice, value)
    connection.execute(f"UPDATE operations SET {column} = ? WHERE device = ? AND n = ?", (new, device, n))
    return seq_of(connection, txn)


def delete_operation(connection: Any, dice: random.Random, last: int) -> int:
    device, n, txn = dice.choice(connection.execute("SELECT device, n, txn FROM operations").fetchall())
    connection.execute("DELETE FROM operations WHERE device = ? AND n = ?", (device, n))
    return seq_of(connection, txn)


def insert_operation(connection: Any, dice: random.Random, last: int) -> int:
    txn, seq = dice.choice(connection.execute("SELECT txn, seq FROM audit").fetchall())
    connection.execute(
        "INSERT INTO operations SELECT device, 1000000, ?, hlc, kind, object, field, '\"x\"', parents"
        " FROM operations LIMIT 1",
        (txn,),
    )
    return seq


def seq_of(connection: Any, txn: bytes) -> int:
    return connection.execute("SELECT seq FROM audit WHERE txn = ?", (txn,)).fetchone()[0]


TAMPERING = (edit_audit, edit_audit, delete_line, swap_lines, edit_operation, edit_operation, delete_operation)


def test_a_hundred_and_fifty_changes_are_each_found_where_they_are(make_room):
    """Each is made in a savepoint, looked for, and taken back; the untouched room in between is clean."""
    desk = busy_room(make_room)
    store = desk.store
    dice = random.Random(20261123)
    missed = []
    with store._engine.connect() as plain, plain.begin() as undone:
        connection = plain.connection.driver_connection
        last = connection.execute("SELECT max(seq) FROM audit").fetchone()[0]
        for n in range(150):
            tamper = (*TAMPERING, insert_operation)[n % 8]
            connection.execute("SAVEPOINT one")
            where = tamper(connection, dice, last)
            found = store.chain.walk(plain, None)
            if where not in {b.seq for b in found}:
                missed.append((tamper.__name__, where, found))
            connection.execute("ROLLBACK TO one")
            connection.execute("RELEASE one")
            if n % 30 == 0:
                assert store.chain.walk(plain, None) == []
        undone.rollback()
    assert missed == []


@pytest.mark.parametrize("tamper", [edit_audit, delete_line, swap_lines, edit_operation, delete_operation])
def test_verify_says_it_in_words(make_room, tamper):
    desk = busy_room(make_room, 20)
    with raw(desk.store.folder, desk.store.keys) as connection:
        last = connection.execute("SELECT max(seq) FROM audit").fetchone()[0]
        seq = tamper(connection, random.Random(3), last)
    report = verify(desk)
    assert not report.clean
    assert any(f"第 {seq} 条" in fault for fault in report.faults), report.faults


def test_a_cut_tail_is_found_by_the_anchor(make_room):
    """Can fail: without the anchor the chain alone is content with a shorter story."""
    desk = busy_room(make_room, 10)
    folder, keys = desk.store.folder, desk.store.keys
    desk.store.close()
    with raw(folder, keys) as connection:
        cut_tail(connection, 3)
    again = rooms.open_room(folder, rooms.find_account(folder, "周慧兰"), PASSWORD, now=fixed_now)
    with again.store.read() as reader:
        assert again.store.chain.walk(reader.connection, None) == []
    assert any("截去" in fault for fault in verify(again).faults)
    again.store.close()


def cut_tail(connection: Any, lines: int) -> None:
    """The last acts as if they had never been: lines, operations; rows are left to the imagination."""
    last = connection.execute("SELECT max(seq) FROM audit").fetchone()[0]
    connection.execute(
        "DELETE FROM operations WHERE txn IN (SELECT txn FROM audit WHERE seq > ?)",
        (last - lines,),
    )
    connection.execute("DELETE FROM audit WHERE seq > ?", (last - lines,))


def test_a_cut_tail_stays_found_after_the_room_was_used_again(make_room):
    """Opening and closing must not lay a fresh anchor over the proof."""
    desk = busy_room(make_room, 10)
    folder, keys = desk.store.folder, desk.store.keys
    desk.store.close()
    with raw(folder, keys) as connection:
        cut_tail(connection, 3)
    for _ in range(3):
        again = rooms.open_room(folder, rooms.find_account(folder, "周慧兰"), PASSWORD, now=fixed_now)
        register(again, ARRIVAL)
        register(again, ARRIVAL)
        again.store.close()
    again = rooms.open_room(folder, rooms.find_account(folder, "周慧兰"), PASSWORD, now=fixed_now)
    assert any("截去" in fault for fault in verify(again).faults)
    again.store.close()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"seq": 1, "mac": 5}', b"\xff\xfe", b'{"seq": "x", "mac": ""}']
)
def test_a_damaged_anchor_is_a_fault_and_not_a_crash(make_room, content):
    desk = make_room("cases")
    (desk.store.folder / ANCHOR).write_bytes(content)
    assert any("锚" in fault for fault in verify(desk).faults)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE disputes SET title = '别的' WHERE rowid = 1", "title"),
        ("UPDATE disputes SET risk = 'purple' WHERE rowid = 1", "disputes"),
        ("UPDATE disputes SET received_at = 'soon' WHERE rowid = 1", "disputes"),
        ("UPDATE sessions SET attendees = '[1' WHERE rowid = 1", "sessions"),
        ("UPDATE people SET gone = 1 WHERE rowid = 1", "删除标记"),
        ("UPDATE people SET phone = '1' WHERE rowid = 2", "phone"),
        ("DELETE FROM evidence WHERE rowid = 1", "evidence"),
        ("DELETE FROM heads WHERE field = 'title'", "title"),
        ("DELETE FROM numbers", "编号"),
        ("UPDATE disputes SET case_no = (SELECT case_no FROM disputes WHERE rowid = 2) WHERE rowid = 1", "编号重复"),
        ("DELETE FROM summaries", "列表行"),
        ("UPDATE operations SET n = 900000 WHERE n = 1", "不连续"),
    ],
)
def test_rows_that_do_not_follow_from_the_log_are_found(make_room, statement, said):
    desk = make_room("cases")
    assert verify(desk).clean
    with raw(desk.store.folder, desk.store.keys) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute(statement)
    report = verify(desk)
    assert any(said in fault for fault in report.faults), report.faults


def test_a_lost_and_a_damaged_and_a_stray_attachment_are_found(make_room):
    desk = make_room("cases")
    dispute = register(desk, ARRIVAL)
    one = records.attach(desk, dispute.id, "a.pdf", b"one")
    two = records.attach(desk, dispute.id, "b.pdf", b"two")
    assert verify(desk).clean
    desk.attachments._path(one.sha256).unlink()
    path = desk.attachments._path(two.sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    (path.parent / "stray").write_bytes(b"x")
    faults = " ".join(verify(desk).faults)
    assert "2 个" in faults
    assert "无主" in faults

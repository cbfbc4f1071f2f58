"""What must hold once everybody has met: the invariants of the sync design (5), asked of real stations."""

from __future__ import annotations

import hashlib
import json
import struct
from collections import Counter
from typing import Any
from uuid import UUID

from desktop.commands.verify import verify
from desktop.domain.agreements import Agreement, Term
from desktop.domain.disputes import Dispute
from desktop.sync.replica import Replica
from tests.sync.seats import Seat, reached, tokens
from tests.sync.stations import state
from tests.sync.world import World

_CURSOR = struct.Struct("!16sq32s")


def check(world: World) -> Counter[str]:
    """AssertionError for what does not hold; how many conflicts and concerns of each kind are waiting."""
    live = world.live()
    states = [_state(seat) for seat in live]
    for seat, found in zip(live, states, strict=True):
        for table, these in found.items():
            assert these == states[0][table], _difference(world, seat, table, states[0][table], these)
        _log(world, seat)
        _signed(world, seat)
        _numbers(seat)
        doubled = rows(seat, "SELECT 1 FROM concerns WHERE code = 'double_number'")
        faults = [
            f for f in verify(seat.desk).faults if not (doubled and f.startswith("编号重复"))
        ]  # it waits for a person
        assert not faults, f"verify: {faults}"
    reports = [Replica(seat.desk.store).report() for seat in live]
    assert len({(r.vector, r.digest) for r in reports}) == 1, "digests"
    for seat in live:
        waits = (
            "SELECT d.id, e.lo, e.state, e.why FROM envelopes e JOIN devices d ON d.no = e.device WHERE e.state <> '' "
            "AND d.id NOT IN (SELECT id FROM stations WHERE revoked_on IS NOT NULL)"
        )
        assert not rows(seat, waits), f"something waits or is refused: {rows(seat, waits)}"
    return waiting(live[0])


def waiting(seat: Seat) -> Counter[str]:
    """What waits for a person: fields with several values, and concerns by code."""
    found = Counter({"conflicts": int(rows(seat, "SELECT count(*) FROM conflicts")[0][0])})
    found.update(str(row[0]) for row in rows(seat, "SELECT code FROM concerns WHERE code <> 'clock_far_ahead'"))
    return found


def reached_acts(seat: Seat) -> dict[UUID, int]:
    return reached(seat)


def _state(seat: Seat) -> dict[str, list[tuple[object, ...]]]:
    """All but whose clock seemed wrong here: that hangs on this station's own clock."""
    found = state(seat.desk)
    return found | {"concerns": [row for row in found["concerns"] if row[1] != "clock_far_ahead"]}


def _log(world: World, seat: Seat) -> None:
    """Nothing lost, nothing twice, numbers dense, children younger than their parents, heads what nobody replaced."""
    here = set(tokens(seat))
    lost = set(world.saved) - here
    assert not lost, f"acknowledged writes are lost at {seat.folder.name}: {sorted(lost)}"
    twice = rows(
        seat, "SELECT hex(object), field, value, count(*) FROM operations WHERE value LIKE '%〔%' GROUP BY 1, 2, 3"
    )
    again = [row for row in twice if row[3] > 1]
    for row in again:  # a settlement, an undoing or a restoring may say an old value again, but as a child of it
        assert _of_one_line(seat, *row[:3]), f"a write is there twice: {row}"
    txns = rows(seat, "SELECT txn, count(*) FROM acts GROUP BY txn HAVING count(*) > 1")
    assert not txns, f"{len(txns)} acts are there twice"
    for table, number in (("operations", "n"), ("acts", "no")):
        for device, low, high, n in rows(
            seat, f"SELECT device, min({number}), max({number}), count(*) FROM {table} GROUP BY device"
        ):
            assert (low, high) == (1, n), f"{table} of {device}: {low}…{high}, {n}"
    ops = {
        (d, n): (hlc, obj, field, parents)
        for d, n, hlc, obj, field, parents in rows(
            seat, "SELECT device, n, hlc, object, field, parents FROM operations"
        )
    }
    named = set()
    for hlc, obj, field, parents in ops.values():
        for mark in _marks(parents):
            named.add(mark)
            assert mark in ops, "a parent is missing"
            assert ops[mark][0] < hlc, "a child is not younger than its parent"
            assert ops[mark][1:3] == (obj, field), "a parent of another field"
    heads = {(d, n) for d, n in rows(seat, "SELECT device, n FROM heads")}
    assert heads == set(ops) - named, "heads are what nobody replaced"
    assert not rows(seat, "PRAGMA foreign_key_check"), "foreign keys"


def _of_one_line(seat: Seat, object_: str, field: str, value: str) -> bool:
    """Whether all operations that say the same go back to one of them."""
    said = rows(
        seat,
        "SELECT device, n, value, parents FROM operations WHERE object = ? AND field = ?",
        (bytes.fromhex(object_), field),
    )
    parents = {(d, n): set(_marks(p)) for d, n, _v, p in said}
    same = [(d, n) for d, n, v, _p in said if v == value]

    def past(mark: tuple[int, int]) -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        waiting = [mark]
        while waiting:
            for one in parents.get(waiting.pop(), ()):
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        return found

    pasts = {mark: past(mark) for mark in same}
    return sum(not pasts[mark] & set(same) for mark in same) == 1


def _signed(world: World, seat: Seat) -> None:
    """The words of an issued agreement are those that were issued."""
    with seat.desk.read() as reader:
        for agreement in reader.find(Agreement):
            if agreement.frozen:
                assert hashlib.sha256(agreement.content.encode()).hexdigest() == agreement.content_sha256
                assert agreement.content_sha256 in world.signed[agreement.id], "what was signed is not what is shown"
                said = json.loads(agreement.content)
                terms = [t.text for t in reader.find(Term, "position", agreement_id=agreement.id)]
                assert (said["facts"], said["terms"]) == (agreement.facts, terms), "the words moved under the seal"


def _numbers(seat: Seat) -> None:
    """No two files bear one number, unless it is said so."""
    doubled = {row[0] for row in rows(seat, "SELECT object FROM concerns WHERE code = 'double_number'")}
    with seat.desk.read() as reader:
        borne = Counter(d.case_no for d in reader.find(Dispute) if d.case_no and d.id.bytes not in doubled)
    assert max(borne.values(), default=1) == 1, f"a number twice: {borne}"


def hub_cursor(seat: Seat) -> tuple[bytes, int]:
    """(which hub, how far it was read)."""
    found = rows(seat, "SELECT cursor FROM targets WHERE key = 'hub'")
    if not found or len(found[0][0]) != _CURSOR.size:
        return b"", 0
    identity, seq, _chain = _CURSOR.unpack(found[0][0])
    return identity, seq


def _marks(text: str) -> list[tuple[int, int]]:
    return [(int(d), int(n)) for d, n in (part.split(":") for part in text.split())]


def rows(seat: Seat, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
    with seat.desk.store.read() as reader:
        return [tuple(row) for row in reader.connection.exec_driver_sql(query, values)]


def _difference(world: World, seat: Seat, table: str, one: list[Any], other: list[Any]) -> str:
    only = [row for row in one if row not in other][:2]
    more = [row for row in other if row not in one][:2]
    return f"{seat.folder.name} differs in {table}: first has {only}, it has {more}; {dict(world.happened)}"

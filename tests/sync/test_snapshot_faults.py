"""A snapshot that is cut, changed, of another time or a lie: the room is whole or empty, and comes all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from desktop import __version__
from desktop.commands.desk import Desk
from desktop.commands.disputes import edit
from desktop.commands.syncing import joining
from desktop.commands.syncing.deriving import DERIVED_FOR
from desktop.commands.syncing.rechecking import recheck
from desktop.commands.verify import verify
from desktop.storage.loading import columns, is_empty
from desktop.sync import snapshot
from desktop.sync.envelope import SCHEMA
from desktop.sync.errors import Unreachable
from desktop.sync.snapshot import SIGNATURE, Reach, read_manifest
from desktop.sync.snapshot_leaving import leave
from desktop.sync.snapshot_taking import REFUSED, Going, settle, take
from tests.conftest import CHEAP, fixed_now
from tests.sync.memory import Hub, Memory
from tests.sync.snapshots import ALWAYS, Cut, begin, derived, enter, line, lines, meet, publish, rewritten, rows
from tests.sync.stations import another, state

Make = Callable[[str], Desk]


class PowerCut(BaseException):
    """The computer went."""


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def old(make_room: Any, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A room with a snapshot of many small pieces at the hub."""
    monkeypatch.setattr(snapshot, "CHUNK", 1024)
    made: Desk = make_room()
    for _ in range(3):
        enter(made)
    meet(made, hub)
    return made


@pytest.fixture
def station(old: Desk, hub: Hub, tmp_path: Path) -> Iterator[Make]:
    made: list[Desk] = []

    def make(name: str) -> Desk:
        made.append(another(old, tmp_path / name, name, now=fixed_now))
        meet(old, hub)
        return made[-1]

    yield make
    for desk in made:
        desk.store.close()


def nothing_came(desk: Desk) -> bool:
    with desk.store.read() as reader:
        return is_empty(reader.connection) and not lines(desk)


def comes_all_the_same(fresh: Desk, old: Desk, hub: Hub) -> None:
    """By replay, from an empty database."""
    assert nothing_came(fresh)
    meet(fresh, hub)
    assert not settle(fresh.store, line(fresh, hub))
    assert state(fresh) == state(old)
    assert derived(fresh) == derived(old)
    assert verify(fresh).clean


def refused(desk: Desk) -> str:
    found = rows(desk, f"SELECT value FROM meta WHERE key = '{REFUSED}'")
    return str(found[0][0]) if found else ""


@pytest.mark.parametrize("late", [False, True])
def test_leaving_is_cut_at_every_call(old, station, hub, late):
    fresh = station("fresh")
    put: list[str] = []
    for at in range(1, 99):
        cut = Cut(line(old, hub), at, late)
        try:
            done = leave(old.store, cut, when=ALWAYS, beside=DERIVED_FOR)  # type: ignore[arg-type]
        except Unreachable:
            done = False
        put += [address for name, values in cut.calls if name == "put_chunks" for address, _ in values[0]]
        found = hub.kept.snapshot
        assert found is None or set(read_manifest(found).addresses) <= hub.kept.chunks.keys()
        if done:
            break
    assert at > 3
    if late:
        assert len(put) == len(set(put)), "what arrived was not put again"
    assert not (old.store.folder / "outgoing").exists()
    assert begin(fresh, hub)
    assert lines(fresh) == lines(old)


@pytest.mark.parametrize("late", [False, True])
def test_taking_is_cut_at_every_call(old, station, hub, late):
    fresh = station("fresh")
    publish(old, hub)
    pieces = read_manifest(hub.kept.snapshot or b"").addresses
    assert len(pieces) > 3
    came: list[str] = []
    for at in (1, 2, *[3] * len(pieces)):  # the manifest, one piece and no more
        cut = Cut(line(fresh, hub), at, late)
        try:
            done = take(fresh.store, cut, beside=DERIVED_FOR)  # type: ignore[arg-type]
        except Unreachable:
            done = False
        asked = [values[0] for name, values in cut.calls if name == "get_chunk"]
        came += asked if done else asked[:-1]
        if done:
            break
        assert nothing_came(fresh)
    assert came == pieces, "each piece once"
    assert state(fresh) == state(old)


@pytest.mark.parametrize("name", ["piece", "mid_apply", "before_commit", "after_commit"])
@pytest.mark.parametrize("turn", [1, 3])
def test_the_power_goes_at_every_moment(old, station, hub, name, turn):
    fresh = station("fresh")
    publish(old, hub)
    left = turn if name in ("piece", "mid_apply") else 1

    def reach(moment: str) -> None:
        nonlocal left
        left -= moment == name
        if left == 0 and moment == name:
            raise PowerCut

    with pytest.raises(PowerCut):
        begin(fresh, hub, Going(reach=reach))
    assert nothing_came(fresh) or lines(fresh) == lines(old), "all or nothing"
    begin(fresh, hub)
    assert state(fresh) == state(old)
    assert verify(fresh).clean
    meet(fresh, hub)
    assert not settle(fresh.store, line(fresh, hub))


def test_stopped_by_a_person_it_goes_on_later(old, station, hub):
    fresh = station("fresh")
    publish(old, hub)
    asked = iter([True, True, False, False, False])
    assert not begin(fresh, hub, Going(go_on=lambda: next(asked)))
    kept = {path.name for path in (fresh.store.folder / "incoming").iterdir()}
    assert len(kept) == 2
    cut = Cut(line(fresh, hub), 0)
    assert take(fresh.store, cut, beside=DERIVED_FOR)  # type: ignore[arg-type]
    assert not kept & {values[0] for name, values in cut.calls if name == "get_chunk"}
    assert not (fresh.store.folder / "incoming").exists()


def test_stopped_while_it_is_filled_nothing_is_there(old, station, hub):
    fresh = station("fresh")
    publish(old, hub)
    pieces = len(read_manifest(hub.kept.snapshot or b"").chunks)
    for asked in (pieces + 1, pieces + 4):
        left = asked

        def go_on() -> bool:
            nonlocal left
            left -= 1
            return left > 0

        assert not begin(fresh, hub, Going(go_on=go_on))
        assert nothing_came(fresh)
        assert not refused(fresh)
    assert begin(fresh, hub)
    assert state(fresh) == state(old)


def test_a_snapshot_that_is_replaced_while_it_is_fetched(old, station, hub):
    fresh = station("fresh")
    publish(old, hub)
    turns = 0

    def reach(moment: str) -> None:
        nonlocal turns
        turns += moment == "piece"
        if turns == 2 and moment == "piece":
            enter(old)
            meet(old, hub)
            assert publish(old, hub)

    assert begin(fresh, hub, Going(reach=reach))
    assert state(fresh) == state(old)


def test_a_manifest_with_any_byte_changed_is_no_snapshot(old, station, hub):
    fresh = station("fresh")
    publish(old, hub)
    whole = hub.kept.snapshot or b""
    for at in [*range(0, len(whole), max(len(whole) // 40, 1)), *range(len(whole) - SIGNATURE, len(whole), 9)]:
        hub.kept.snapshot = whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :]
        assert not begin(fresh, hub)
    for content in (b"", b"MDN1", whole[:-1], whole + b"x", b"MDN1" + b"\x93" * 80):
        hub.kept.snapshot = content
        assert not begin(fresh, hub)
    assert not refused(fresh), "anybody may have put it there: it is not held against a station"
    comes_all_the_same(fresh, old, hub)


def test_a_changed_piece_is_told_and_the_room_replays(old, station, hub):
    fresh = station("fresh")
    publish(old, hub)
    address = read_manifest(hub.kept.snapshot or b"").addresses[1]
    piece = hub.kept.chunks[address]
    hub.kept.chunks[address] = piece[:-1] + bytes((piece[-1] ^ 1,))
    assert not begin(fresh, hub)
    assert old.store.device.hex in refused(fresh)
    assert not (fresh.store.folder / "incoming").exists()
    hub.kept.chunks[address] = piece
    assert not begin(fresh, hub), "none is tried again"
    comes_all_the_same(fresh, old, hub)


def test_pieces_in_another_order_are_no_snapshot(old, station, hub):
    fresh = station("fresh")
    publish(old, hub)
    manifest = read_manifest(hub.kept.snapshot or b"")
    with old.store.read() as reader:
        sign = joining.keys.identity(reader, old.store.device).sign
    turned = msgspec.structs.replace(manifest, chunks=manifest.chunks[::-1])
    hub.kept.snapshot = snapshot.signed(turned, sign)
    assert not begin(fresh, hub)
    comes_all_the_same(fresh, old, hub)


SAID: dict[str, Callable[[Any], dict[str, Any]]] = {
    "older schema": lambda _m: {"schema": SCHEMA - 1},
    "newer schema": lambda _m: {"schema": SCHEMA + 1},
    "newer program": lambda _m: {"program": "99.0.0"},
    "unknown program": lambda _m: {"program": "next"},
    "another room": lambda _m: {"room": uuid4().bytes},
    "a stranger": lambda _m: {"device": uuid4().bytes},
    "an unknown key": lambda _m: {"epoch": 77},
}


@pytest.mark.parametrize("why", SAID)
def test_what_this_program_cannot_read_is_left_alone(old, station, hub, why):
    fresh = station("fresh")
    publish(old, hub)
    rewritten(old, hub, **SAID[why](None))
    assert not begin(fresh, hub)
    assert not refused(fresh)
    comes_all_the_same(fresh, old, hub)


def test_lists_of_an_older_program_are_made_anew(old, station, hub):
    fresh = station("fresh")
    publish(old, hub)
    rewritten(old, hub, program="0.3.9")
    assert begin(fresh, hub)
    files = rows(fresh, "SELECT id FROM disputes ORDER BY id")
    assert rows(fresh, "SELECT dispute FROM stale ORDER BY dispute") == files
    meet(fresh, hub)
    assert derived(fresh) == derived(old)
    assert __version__ != "0.3.9"


def _other_envelope(name: str, found: list[Any]) -> list[Any]:
    return [[id, lo, body[:-1] + bytes((body[-1] ^ 1,))] for id, lo, body in found] if name == "envelopes" else found


def _fewer_envelopes(name: str, found: list[Any]) -> list[Any]:
    return found[:-1] if name == "envelopes" else found


def _other_order(name: str, found: list[Any]) -> list[Any]:
    return [[at, count - 1] for at, count in found] if name == "order" else found


def _more_in_order(name: str, found: list[Any]) -> list[Any]:
    return [*found, [0, 1]] if name == "order" else found


def _nobody(name: str, found: list[Any]) -> list[Any]:
    return [[9, 1]] if name == "order" else found


def _without_sizes(name: str, found: list[Any]) -> list[Any] | None:
    return None if name == "sizes" else found


def _row_of_nothing(name: str, found: list[Any]) -> list[Any]:
    if name != "people":
        return found
    at = columns("people").index("id")
    return [*found, [*found[0][:at], uuid4().bytes, *found[0][at + 1 :]]]


def _narrow_row(name: str, found: list[Any]) -> list[Any]:
    return [row[:-1] for row in found] if name == "people" else found


def _wrong_type(name: str, found: list[Any]) -> list[Any]:
    return [[*row[:-1], "x"] for row in found] if name == "people" else found


def _twice(name: str, found: list[Any]) -> list[Any]:
    return [*found, *found] if name == "people" else found


def _without_disputes(name: str, found: list[Any]) -> list[Any] | None:
    return None if name == "disputes" else found


LIES: dict[str, Any] = {
    "an envelope that its station did not sign": (_other_envelope, {}),
    "an envelope withheld": (_fewer_envelopes, {}),
    "acts withheld": (_other_order, {}),
    "acts that are not there": (_more_in_order, {}),
    "acts of nobody": (_nobody, {}),
    "no beginning": (_without_sizes, {}),
    "a row that nobody wrote": (_row_of_nothing, {}),
    "a row of other columns": (_narrow_row, {}),
    "a row of another type": (_wrong_type, {}),
    "rows twice": (_twice, {}),
    "files withheld": (_without_disputes, {}),
    "another digest": (None, {"digest": bytes(16)}),
    "another vector": (None, {"vector": [Reach(uuid4().bytes, 1)]}),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_found_told_and_the_room_replays(old, station, hub, lie):
    fresh = station("fresh")
    publish(old, hub)
    change, said = LIES[lie]
    rewritten(old, hub, change, **said)
    assert not begin(fresh, hub)
    assert old.store.device.hex in refused(fresh)
    comes_all_the_same(fresh, old, hub)


def test_the_program_says_whose_snapshot_did_not_hold(old, hub, tmp_path):
    content, code = joining.invite(old, "接待日笔记本", cost=CHEAP)
    meet(old, hub)
    publish(old, hub)
    rewritten(old, hub, _row_of_nothing)
    invitation = joining.open_invitation(content, code, now=fixed_now)
    account = invitation.accounts[0].id
    entrance, _ = joining.join(tmp_path / "new", invitation, account, "新机口令-2026", now=fixed_now, cost=CHEAP)
    joining.first_exchange(entrance, Memory(hub, entrance.store.device))
    new = joining.arrive(entrance, now=fixed_now)
    try:
        said = [detail for act, detail in rows(new, "SELECT act, detail FROM audit") if act == "dispute_snapshot"]
        assert len(said) == 1
        assert old.store.device.hex in said[0]
        assert verify(new).clean
    finally:
        new.store.close()


def test_rows_that_lie_are_made_anew_and_told(old, station, hub):
    """What a row says can only be compared with all operations of its object: behind the window, bit by bit."""
    fresh = station("fresh")
    publish(old, hub)
    at = columns("disputes").index("facts")

    def change(name: str, found: list[Any]) -> list[Any]:
        return [[*row[:at], "从没写过的话", *row[at + 1 :]] for row in found] if name == "disputes" else found

    rewritten(old, hub, change)
    assert begin(fresh, hub)
    assert not verify(fresh).clean
    asked = iter([True, False])
    recheck(fresh, go_on=lambda: next(asked))
    recheck(fresh)
    assert recheck(fresh) == 0
    assert verify(fresh).clean, verify(fresh).faults
    said = [detail for act, detail in rows(fresh, "SELECT act, detail FROM audit") if act == "dispute_snapshot"]
    assert len(said) == 1
    assert old.store.device.hex in said[0]
    meet(fresh, hub)
    meet(old, hub)
    assert state(fresh) == state(old)
    assert derived(fresh) == derived(old)


def test_a_conflict_that_is_withheld_is_found(old, station, hub):
    """Two stations wrote apart on one file, and the snapshot does not say so."""
    other, fresh = station("other"), station("fresh")
    one = enter(old)
    meet(old, hub)
    meet(other, hub)
    edit(old, replace(one, title="甲改的"))
    edit(other, replace(one, title="乙改的"))
    for desk in (old, other, old):
        meet(desk, hub)
    publish(old, hub)
    rewritten(old, hub, lambda name, found: None if name in ("conflicts", "concerns") else found)
    assert begin(fresh, hub)
    assert state(fresh)["conflicts"] != state(old)["conflicts"]
    assert recheck(fresh) == 0, "no row was wrong"
    assert state(fresh) == state(old)
    assert state(fresh)["conflicts"]


def test_a_cursor_that_says_too_much_hides_nothing(old, station, hub):
    fresh = station("fresh")
    publish(old, hub)
    enter(old)
    meet(old, hub)
    with old.store.read() as reader:
        cursor = bytes(reader.connection.exec_driver_sql("SELECT cursor FROM targets WHERE key = 'hub'").scalar())
    rewritten(old, hub, cursor=cursor)
    assert begin(fresh, hub)
    meet(fresh, hub)
    assert state(fresh) != state(old)
    assert settle(fresh.store, line(fresh, hub))
    meet(fresh, hub)
    assert not settle(fresh.store, line(fresh, hub))
    assert state(fresh) == state(old)

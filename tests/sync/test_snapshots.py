"""A newcomer that begins with a snapshot stands where one stands that replayed everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.commands.desk import Desk
from desktop.commands.disputes import edit
from desktop.commands.syncing import joining
from desktop.commands.syncing.deriving import DERIVED_FOR
from desktop.commands.syncing.exchanging import leave_snapshot
from desktop.commands.syncing.rechecking import recheck
from desktop.commands.syncing.revoking import revoke
from desktop.commands.verify import verify
from desktop.domain.changes import Changed
from desktop.domain.people import Person
from desktop.sync import keys
from desktop.sync.exchange import Outcome
from desktop.sync.replica import Replica
from desktop.sync.snapshot import read_manifest
from desktop.sync.snapshot_leaving import When, leave
from desktop.sync.snapshot_taking import TAKEN, Going, settle, take
from desktop.sync.targets.bundle import Bundle
from tests.conftest import CHEAP, fixed_now
from tests.sync.cluster import Cluster, cluster
from tests.sync.memory import Hub, Memory
from tests.sync.snapshots import ALWAYS, begin, derived, enter, line, lines, meet, publish, rows
from tests.sync.stations import another, state

__all__ = ["cluster"]
MINE = "新机口令-2026"
Make = Callable[[Desk, str], Desk]


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Callable[[Desk, str], Desk]]:
    made: list[Desk] = []

    def make(first: Desk, name: str) -> Desk:
        made.append(another(first, tmp_path / name, name, now=fixed_now))
        return made[-1]

    yield make
    for desk in made:
        desk.store.close()


def test_a_snapshot_and_its_tail_are_the_room_that_replay_makes(make_room, hub, station):
    old = make_room("cases")
    other = station(old, "second")
    one = enter(old)
    meet(old, hub)
    meet(other, hub)
    enter(other)
    edit(other, replace(one, title="两边都改过·乙"))
    edit(old, replace(one, title="两边都改过·甲"))
    for desk in (old, other, old):
        meet(desk, hub)
    replayed, fresh = station(old, "third"), station(old, "fourth")
    for desk in (old, other):
        meet(desk, hub)
    assert publish(old, hub)
    enter(other)
    meet(other, hub)
    assert begin(fresh, hub)
    assert lines(fresh) == lines(old)
    assert recheck(fresh) == 0
    meet(fresh, hub)
    meet(replayed, hub)
    for desk in (old, other):
        meet(desk, hub)
    assert state(fresh) == state(replayed) == state(old)
    assert state(fresh)["conflicts"]
    assert derived(fresh) == derived(replayed) == derived(old)
    for desk in (fresh, replayed):
        assert verify(desk).clean, verify(desk).faults
    assert Replica(fresh.store).report().digest == Replica(old.store).report().digest


@pytest.fixture
def pair(make_room: Any, hub: Hub, station: Make) -> tuple[Desk, Desk]:
    """A room of some files that has met a hub, and a station that was let in and has not come yet."""
    old = make_room()
    for _ in range(3):
        enter(old)
    meet(old, hub)
    fresh = station(old, "fresh")
    meet(old, hub)
    return old, fresh


def same(fresh: Desk, old: Desk) -> None:
    assert state(fresh) == state(old)
    assert derived(fresh) == derived(old)
    report = verify(fresh)
    assert report.clean, report.faults


def test_only_what_came_since_is_fetched(pair, hub):
    old, fresh = pair
    publish(old, hub)
    enter(old)
    meet(old, hub)
    assert begin(fresh, hub)
    page = line(fresh, hub).pull(Replica(fresh.store).cursor("hub"), {}, 1 << 30)
    assert len(page.envelopes) < len(hub.kept.log), "reading goes on where the maker had come to"
    meet(fresh, hub)
    same(fresh, old)


def test_a_room_that_has_anything_is_not_filled(pair, hub):
    old, fresh = pair
    publish(old, hub)
    assert begin(fresh, hub)
    before = lines(fresh)
    assert not begin(fresh, hub)
    assert not begin(old, hub)
    assert lines(fresh) == before


def test_what_comes_is_told_on_the_way(pair, hub):
    old, fresh = pair
    publish(old, hub)
    told: list[Changed] = []
    assert begin(fresh, hub, Going(told.append))
    assert {kind for changed in told for kind, _ in changed.objects} >= {"disputes", "people", "stations"}


def test_nothing_of_the_station_itself_travels(pair, hub):
    """Its private keys, its trail's seals, its drafts and targets stay; the newcomer seals the trail itself."""
    old, fresh = pair
    with old.store.aside() as tx:
        tx.keep_draft("k", old.account.id, "草稿", "2026-11-23")
        tx.set_meta("hub", "secret")
    publish(old, hub)
    assert begin(fresh, hub)
    assert rows(fresh, "SELECT * FROM drafts") == []
    mine = dict(rows(fresh, "SELECT key, value FROM meta"))
    theirs = dict(rows(old, "SELECT key, value FROM meta"))
    assert "hub" not in mine
    assert mine["sign_seed"] != theirs["sign_seed"]
    assert not {mac for (mac,) in rows(fresh, "SELECT mac FROM audit")} & {
        mac for (mac,) in rows(old, "SELECT mac FROM audit")
    }


def test_the_hub_learns_nothing_from_it(pair, hub):
    old, _fresh = pair
    publish(old, hub)
    manifest = read_manifest(hub.kept.snapshot or b"")
    assert manifest.acts == {device: place.hi for device, place in hub.kept.positions.items()}, "what it knows anyway"
    left = b"".join([hub.kept.snapshot or b"", *hub.kept.chunks.values()])
    for word in ("邱雨桐", "夜间噪声", "people", "disputes", "envelopes"):
        assert word.encode() not in left


def test_a_key_that_was_turned_meanwhile_comes_along(pair, hub, station):
    old, fresh = pair
    with old.store.begin(joining.Deed(account=None, act="room_keys")) as tx:
        keys.rotate(tx)
    meet(old, hub)
    enter(old)
    meet(old, hub)
    assert publish(old, hub)
    with old.store.read() as reader:
        epoch = keys.sealing_key(reader)[0]
    assert read_manifest(hub.kept.snapshot or b"").epoch == epoch
    assert not begin(fresh, hub), "it is under a key that it does not have yet: the room comes by replay"
    meet(fresh, hub)
    assert state(fresh) == state(old)
    later = station(old, "later")
    meet(old, hub)
    assert publish(old, hub)
    assert begin(later, hub)
    meet(later, hub)
    same(later, old)


def test_one_is_due_by_what_came_since(pair, hub):
    old, fresh = pair
    never = When(many=10**6, much=10**9, little=10**9)
    assert not publish(old, hub, never)
    assert publish(old, hub, replace(never, little=1)), "somebody waits for it"
    assert not publish(old, hub, replace(never, little=1, many=1)), "nothing came since"
    begin(fresh, hub)
    meet(fresh, hub)
    with fresh.store.begin(joining.Deed(account=None, act="join_room")) as tx:
        tx.put(Person(name="来人"))
    meet(fresh, hub)
    meet(old, hub)
    assert not publish(old, hub, replace(never, little=1)), "nobody waits"
    assert publish(old, hub, replace(never, many=1))
    assert publish(fresh, hub, replace(never, many=1)) is False, "another has just left one"


def test_who_is_not_complete_leaves_none(pair, hub, station):
    old, _fresh = pair
    other = station(old, "other")
    meet(old, hub)
    meet(other, hub)
    enter(other)
    assert not publish(other, hub), "an act of its own is in no envelope yet"
    meet(other, hub)
    assert publish(other, hub)
    with other.store.aside() as tx:
        tx.connection.exec_driver_sql("UPDATE envelopes SET state = 'held' WHERE lo = 1")
    enter(other)
    Replica(other.store).seal()
    assert not publish(other, hub), "something waits"


def test_a_disagreement_leaves_none(pair, hub):
    old, fresh = pair
    at = Memory(hub, old.store.device)
    at.open()
    assert not leave_snapshot(old, at, Outcome(sent=1, differs=(fresh.store.device,)), lambda: True, ALWAYS)
    assert not leave_snapshot(old, at, Outcome(), lambda: True, ALWAYS), "nothing moved"
    assert leave_snapshot(old, at, Outcome(sent=1), lambda: True, ALWAYS)


def test_joining_begins_with_it(make_room, hub, tmp_path, monkeypatch):
    """From the invitation to the desk, over the commands of the program; pull brings nothing but the tail."""
    old = make_room("cases")
    content, code = joining.invite(old, "接待日笔记本", cost=CHEAP)
    meet(old, hub)
    assert publish(old, hub)
    invitation = joining.open_invitation(content, code, now=fixed_now)
    account = invitation.accounts[0].id
    entrance, _ = joining.join(tmp_path / "new", invitation, account, MINE, now=fixed_now, cost=CHEAP)
    outcome = joining.first_exchange(entrance, Memory(hub, entrance.store.device))
    assert outcome.received == 0
    new = joining.arrive(entrance, now=fixed_now)
    try:
        assert recheck(new) == 0
        meet(new, hub)
        meet(old, hub)
        same(new, old)
        assert rows(new, "SELECT value FROM meta WHERE key = 'snapshot'") == [("",)]
    finally:
        new.store.close()


def test_whoever_was_revoked_since_is_not_relied_on(pair, hub, station):
    """The first station leaves a snapshot and is revoked by another; the tail says so, and all comes anew."""
    old, fresh = pair
    other = station(old, "other")
    meet(old, hub)
    meet(other, hub)
    assert publish(old, hub)
    revoke(other, old.store.device)
    meet(other, hub)
    assert begin(fresh, hub)
    meet(fresh, hub)
    target = line(fresh, hub)
    assert settle(fresh.store, target)
    assert rows(fresh, "SELECT 1 FROM operations") == []
    assert not begin(fresh, hub), "no other try"
    meet(fresh, hub)
    assert not settle(fresh.store, target)
    same(fresh, other)
    assert publish(other, hub, When(many=10**6, much=1, little=1)), "the revoked one's does not count as one"
    assert read_manifest(hub.kept.snapshot or b"").device == other.store.device.bytes


def test_behind_a_hub_that_was_put_back(pair, hub):
    """The hub has an older snapshot and less than the newcomer brings, or less than its cursor says."""
    old, fresh = pair
    image = hub.image()
    enter(old)
    meet(old, hub)
    publish(old, hub)
    assert begin(fresh, hub)
    hub.restore(image)
    meet(fresh, hub)
    assert not settle(fresh.store, line(fresh, hub))
    meet(old, hub)
    meet(fresh, hub)
    assert len({one.hash for one in hub.kept.log}) == len(hub.kept.log)
    same(fresh, old)


def test_through_a_folder(pair, tmp_path):
    old, fresh = pair
    (tmp_path / "stick").mkdir()

    def folder(desk: Desk, *, writing: bool = True) -> Bundle:
        with desk.store.read() as reader:
            mine = keys.identity(reader, desk.store.device)
        made = Bundle(tmp_path / "stick", mine.room, mine.device, mine.sign, lambda _id: None, writing=writing)
        made.open()
        return made

    target = folder(old)
    target.push(list(Replica(old.store).unsent({}, carry=True)))
    assert leave(old.store, target, when=ALWAYS, beside=DERIVED_FOR)
    assert take(fresh.store, folder(fresh, writing=False), beside=DERIVED_FOR)
    same(fresh, old)
    enter(old)
    Replica(old.store).seal()
    target.push(list(Replica(old.store).unsent({}, carry=True)))
    assert leave(old.store, target, when=ALWAYS, beside=DERIVED_FOR)
    named = set(read_manifest(target.snapshot() or b"").addresses)
    assert {path.name for path in (tmp_path / "stick").glob("room-*/chunks/*/*")} == named, "the old one's are gone"


def test_through_a_real_hub(pair, cluster: Cluster):
    old, fresh = pair
    with old.store.read() as reader:
        room = keys.room_of(reader)
    first = cluster.hub(cluster.station(room), old.store.device)
    second = cluster.hub(cluster.station(room), fresh.store.device)
    for target in (first, second):
        target.open()
    first.push(list(Replica(old.store).unsent({}, carry=True)))
    assert leave(old.store, first, when=ALWAYS, beside=DERIVED_FOR)
    assert take(fresh.store, second, beside=DERIVED_FOR)
    same(fresh, old)
    assert rows(fresh, f"SELECT value <> '' FROM meta WHERE key = '{TAKEN}'") == [(1,)]
    for target in (first, second):
        target.close()

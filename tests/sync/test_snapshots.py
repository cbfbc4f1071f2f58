"""A newcomer that begins with a snapshot stands where one stands that replayed everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.commands.desk import Desk
from desktop.commands.disputes import Arrival, edit, register
from desktop.commands.syncing.deriving import DERIVED_FOR, derive, follow
from desktop.commands.verify import verify
from desktop.sync.exchange import exchange
from desktop.sync.replica import Replica
from desktop.sync.snapshot_leaving import When, leave
from desktop.sync.snapshot_taking import take
from tests.conftest import fixed_now
from tests.sync.memory import Hub, Memory
from tests.sync.stations import TABLES_OF_STATE, another, state

ALWAYS = When(many=1, much=1, little=1)
ARRIVAL = Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise")


def meet(desk: Desk, hub: Hub) -> None:
    exchange(Replica(desk.store, follow=follow), Memory(hub, desk.store.device))
    derive(desk)


def publish(desk: Desk, hub: Hub) -> bool:
    target = Memory(hub, desk.store.device)
    target.open()
    return leave(desk.store, target, when=ALWAYS, beside=DERIVED_FOR)


def begin(desk: Desk, hub: Hub) -> bool:
    target = Memory(hub, desk.store.device)
    target.open()
    return take(desk.store, target, beside=DERIVED_FOR)


def lines(desk: Desk) -> list[tuple[object, ...]]:
    with desk.store.read() as reader:
        query = "SELECT txn, at, hlc, account, act, dispute, detail, undoes, undoable FROM audit ORDER BY seq"
        return [tuple(row) for row in reader.connection.exec_driver_sql(query)]


def derived(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    with desk.store.read() as reader:
        run = reader.connection.exec_driver_sql
        return {
            name: sorted((tuple(row) for row in run(f"SELECT * FROM {name}")), key=repr)
            for name in TABLES_OF_STATE
            if name not in ("heads", "conflicts", "concerns")
        }


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
    one = register(old, ARRIVAL)
    meet(old, hub)
    meet(other, hub)
    register(other, ARRIVAL)
    edit(other, replace(one, title="两边都改过·乙"))
    edit(old, replace(one, title="两边都改过·甲"))
    for desk in (old, other, old):
        meet(desk, hub)
    replayed, fresh = station(old, "third"), station(old, "fourth")
    for desk in (old, other):
        meet(desk, hub)
    assert publish(old, hub)
    register(other, ARRIVAL)
    meet(other, hub)
    assert begin(fresh, hub)
    assert lines(fresh) == lines(old)
    counted = Replica(fresh.store).have()
    assert counted[old.store.device] > 0
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

"""Two stations live their random lives apart and meet now and then: afterwards both say the same, down to the figures.

The lives use the program's own commands; what each meeting must leave is asked of the whole room. `SYNC_DEEP=1` runs
more and longer lives.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands import rooms
from desktop.commands.desk import Desk
from desktop.commands.numbers import after_exchange
from desktop.commands.renewal import renew
from desktop.commands.statistics.figures import count_all
from desktop.commands.summaries import summarise_all
from desktop.commands.syncing.decisions import count, decisions
from desktop.commands.syncing.deriving import derive, follow
from desktop.commands.verify import verify
from desktop.domain.people import Member, TeamRole
from desktop.storage.schema import dues, stale, summaries, sums, tallies
from desktop.storage.store import Reader
from desktop.sync.attached import give, prepare, take
from desktop.sync.exchange import exchange
from desktop.sync.replica import Replica
from tests.commands.counted import check_kept
from tests.conftest import be
from tests.sync import life_in_files, life_in_papers, life_in_room
from tests.sync.lives import Clock, Life, told
from tests.sync.memory import Hub, Memory
from tests.sync.stations import another, state

DEEP = os.environ.get("SYNC_DEEP") == "1"
SEEDS = range(24 if DEEP else 3)
MEETINGS = 8 if DEEP else 3
EACH = 40 if DEEP else 15  # deeds of each station, between two meetings
DERIVED = (summaries, dues, tallies, sums)
DEEDS = {**life_in_files.DEEDS, **life_in_papers.DEEDS, **life_in_room.DEEDS}


@dataclass
class Two:
    """Two stations of one room, their people, and the hub between them."""

    lives: tuple[Life, Life]
    hub: Hub

    @property
    def desks(self) -> tuple[Desk, Desk]:
        return self.lives[0].desk, self.lives[1].desk

    def sync(self, desk: Desk) -> bool:
        """Whether it was given numbers: then the other should hear of it."""
        target = Memory(self.hub, desk.store.device)
        prepare(desk.store, desk.attachments)
        done = exchange(Replica(desk.store, follow=follow), target)
        derive(desk)
        desk.refresh_rules()
        assert not done.differs
        numbered = bool(after_exchange(desk, None).given)
        if numbered:
            exchange(Replica(desk.store, follow=follow), target)
        give(desk.store, desk.attachments, target, lambda: True)
        take(desk.store, desk.attachments, target, lambda: True)
        return numbered

    def meet(self) -> None:
        moment = max(life.clock.moment for life in self.lives)
        for life in self.lives:
            life.clock.moment = moment
        one, other = self.desks
        for desk in (one, other, one, other):
            self.sync(desk)
        while self.sync(one) | self.sync(other):
            pass


@pytest.fixture
def two(make_room: Callable[..., Desk], tmp_path: Path) -> Iterator[Callable[[int], Two]]:
    opened: list[Desk] = []

    def make(seed: int) -> Two:
        clocks = (Clock(), Clock())
        clocks[1].on(minutes=-3)
        first = make_room(now=clocks[0])
        for name in ("严伯年", "梁其", "高明"):
            rooms.save_member(first, Member(name=name, role=TeamRole.PEOPLE_MEDIATOR))
        begun(Life(first, clocks[0], Random(f"{seed}"), DEEDS))
        second = another(first, tmp_path / f"second{seed}", "接待日笔记本", now=clocks[1])
        opened.append(second)
        lives = tuple(
            Life(desk, clock, Random(f"{seed} {n}"), DEEDS)
            for n, (desk, clock) in enumerate(zip((first, second), clocks, strict=True))
        )
        made = Two((lives[0], lives[1]), Hub())
        made.meet()
        be(second, first.account.role)
        return made

    yield make
    for desk in opened:
        desk.store.close()


def begun(life: Life) -> None:
    """What was under way in the room before there were two stations."""
    for deeds in (
        ["register"] * 8,
        ["accept"] * 5,
        ["draft", "draft", "plan", "plan", "follow", "evidence", "evidence"],
    ):
        for name in deeds:
            while not life.do(name):
                life.clock.on(minutes=1)


def derived(reader: Reader) -> dict[str, list[tuple[Any, ...]]]:
    """The lists and figures as they are kept; a sum of nothing is no sum."""
    found = {table.name: sorted((tuple(row) for row in reader.rows(select(table))), key=repr) for table in DERIVED}
    found["sums"] = [row for row in found["sums"] if any(row[4:])]
    return found


def afresh(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """What they would be if they were derived from the files this minute; nothing is kept of it."""

    class Enough(Exception):
        pass

    found: dict[str, list[tuple[Any, ...]]] = {}
    with suppress(Enough), desk.store.aside() as tx:
        ids = [UUID(bytes=row[0]) for row in tx.connection.exec_driver_sql("SELECT id FROM disputes")]
        summarise_all(tx, ids, desk.handbook, desk.today())
        found = derived(tx)
        raise Enough
    return found


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for name in one:
        if one[name] != other[name]:
            here = [row for row in one[name] if row not in other[name]]
            there = [row for row in other[name] if row not in one[name]]
            raise AssertionError(f"{name}: only here {here[:3]}, only there {there[:3]}")


def asked(desk: Desk) -> list[Any]:
    """What waits for a person, as its page has it, without which side is here."""
    return sorted(
        (d.key, d.code, d.names, d.subject, sorted((repr(s.values), s.who, s.act, s.shown) for s in d.sides))
        for d in decisions(desk)
    )


def check(two: Two) -> None:
    """Everything that a meeting must leave."""
    one, other = two.desks
    for life in two.lives:
        count_all(life.desk)
        renew(life.desk)
    same(state(one), state(other))
    for desk in two.desks:
        assert verify(desk).faults == ()
        with desk.store.read() as reader:
            assert reader.rows(select(stale)) == []
        check_kept(desk)
    with one.store.read() as here, other.store.read() as there:
        kept = derived(here)
        same(kept, derived(there))
    same(kept, afresh(one))
    same(kept, afresh(other))
    assert told(one) == told(other)
    assert asked(one) == asked(other)
    assert count(one) == count(other) == len(decisions(one))


@pytest.mark.timeout(3600 if DEEP else 120)
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_two_stations_do_apart_they_say_the_same_once_they_met(two: Callable[[int], Two], seed: int) -> None:
    room = two(seed)
    for _meeting in range(MEETINGS):
        for life in room.lives:
            life.live(EACH)
        room.meet()
        check(room)
    for life in room.lives:
        assert len(life.done) > EACH // 2, life.done

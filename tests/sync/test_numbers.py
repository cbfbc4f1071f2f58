"""Real stations accept apart and meet: over a real hub, by a stick, after a copy was put back. Numbers stay unique."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.commands import numbers, rooms
from desktop.commands.desk import Desk
from desktop.commands.numbers import Standing
from desktop.commands.syncing.decisions import decisions
from desktop.commands.syncing.exchanging import HUB, read_bundle, sync_now, write_bundle
from desktop.commands.verify import verify
from desktop.domain.permissions import Act
from desktop.domain.stations import Station
from desktop.sync.targets.hub import Hub
from tests.commands.numbered import accept, look
from tests.conftest import PASSWORD, fixed_now
from tests.sync.cluster import Cluster, cluster
from tests.sync.stations import another, state

__all__ = ["cluster"]


@pytest.fixture
def three(make_room: Callable[..., Desk], tmp_path: Path) -> Iterator[list[Desk]]:
    """A room that has used number 1 already, and two new stations of it."""
    first = make_room()
    accept(first)
    others = [another(first, tmp_path / name, name, now=fixed_now) for name in ("乙机", "丙机")]
    yield [first, *others]
    for desk in others:
        desk.store.close()


def enrol(cluster: Cluster, desks: list[Desk]) -> None:
    """Each station at the hub under a login of its own."""
    room = desks[0].committee().id
    for desk in desks:
        with desk.store.aside() as tx:
            tx.set_meta(HUB, json.dumps(cluster.station(room).plain()))


@pytest.fixture
def hub(cluster: Cluster, three: list[Desk]) -> Cluster:
    enrol(cluster, three)
    return cluster


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def sync(*desks: Desk, rounds: int = 2) -> None:
    for _ in range(rounds):
        for desk in desks:
            sync_now(desk)


def all_explained(desks: list[Desk]) -> None:
    """The same register everywhere: no number missing, none twice, each unused one with its reason; all verified."""
    registers = [numbers.register(desk, 2026) for desk in desks]
    assert registers[1:] == registers[:-1]
    lines = registers[0]
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert [line for line in lines if not line.explained] == []
    for desk in desks:
        with desk.read() as reader:
            assert numbers.doubled(reader) == ()
            assert numbers.waiting(reader) == []
        assert verify(desk).clean, verify(desk).faults


def test_three_stations_accept_apart_and_one_hub_numbers_them(three, hub):
    sync(*three)
    made = [accept(desk) for desk in three for _ in range(3)]
    assert [bool(d.case_no) for d in made] == [True] * 3 + [False] * 6
    sync(*reversed(three))
    for desk in three:
        got = [look(desk, d.id).case_no for d in made]
        assert "" not in got
        assert len(set(got)) == len(made)
    all_explained(three)
    assert {line.state for line in numbers.register(three[0], 2026)} == {Standing.USED, Standing.LEASED}
    assert decisions(three[1]) == ()


def test_a_hub_that_comes_later_never_gives_what_the_room_has_used(three, cluster, stick):
    for desk in three * 2:
        write_bundle(desk, stick)
    made = [accept(three[0]) for _ in range(4)]
    waits = accept(three[2])
    enrol(cluster, three)
    sync(*reversed(three))  # the one that waits asks before the hub has heard of the others' numbers
    sync(*three)
    assert [look(three[2], d.id).case_no[-4:-1] for d in made] == ["002", "003", "004", "005"]
    assert look(three[0], waits.id).case_no
    all_explained(three)


def test_a_number_whose_answer_was_lost_is_the_same_when_asked_again(three, hub, monkeypatch):
    sync(*three)
    made = accept(three[1])
    whole = Hub.allot_number

    def lost(self, *asked):
        whole(self, *asked)
        raise KeyboardInterrupt

    monkeypatch.setattr(Hub, "allot_number", lost)
    with pytest.raises(KeyboardInterrupt):
        sync_now(three[1])
    monkeypatch.setattr(Hub, "allot_number", whole)
    sync(*three)
    room = three[0].committee().id
    rows = hub.run_sql("SELECT no FROM hub.case_number WHERE room_id = %s AND obj = %s", (room, made.id))
    assert [f"(2026)海棠人调字第{no:03d}号" for (no,) in rows] == [look(three[0], made.id).case_no]
    all_explained(three)


def test_another_keeper_and_the_old_ones_block_is_void_everywhere(three, hub):
    sync(*three)
    accept(three[0])
    numbers.change_keeper(three[1], three[1].store.device)
    sync(*three)
    assert accept(three[0]).case_no == ""
    assert accept(three[1]).case_no
    sync(*three)
    all_explained(three)
    why = {line.why for line in numbers.register(three[2], 2026) if line.state is Standing.VOID}
    assert why == {"换了编号机"}


def test_a_keeper_put_back_to_an_older_copy_numbers_twice_and_both_files_say_so(three, hub, tmp_path):
    keeper, other, _third = three
    sync(*three)
    copy = tmp_path / "copy"
    shutil.copytree(keeper.store.folder, copy)
    lost = accept(keeper)
    sync(keeper, other)
    again = rooms.open_room(copy, rooms.find_account(copy, None), PASSWORD, now=fixed_now)
    with closing(again.store):
        twin = accept(again)  # from the block, not knowing that the number was given
        assert look(other, lost.id).case_no == twin.case_no
        sync(again, other, again)
        for desk in (again, other):
            with desk.read() as reader:
                (two,) = numbers.doubled(reader)
            assert set(two.disputes) == {lost.id, twin.id}
            asked = [d for d in decisions(desk) if d.code == "double_number"]
            assert {d.dispute for d in asked} == {lost.id, twin.id}
        numbers.renumber(again, twin.id, "旧副本又编了一次")
        sync(again, other, again, other)
        for desk in (again, other):
            assert [d for d in decisions(desk) if d.code == "double_number"] == []
            assert look(desk, lost.id).case_no == twin.case_no
            assert look(desk, twin.id).case_no not in ("", twin.case_no)
            assert numbers.former_numbers(look(desk, twin.id))[0].number == twin.case_no
        assert verify(other).clean, verify(other).faults


def test_by_stick_alone_the_keeper_numbers_what_the_others_accepted(three, stick):
    keeper, second, third = three
    for desk in three * 2:
        write_bundle(desk, stick)
    made = [accept(desk) for desk in (second, third, keeper, second)]
    assert [d.temp_no for d in made] == ["暂-2-0001", "暂-3-0001", "暂-1-0001", "暂-2-0002"]
    for desk in (second, third, keeper):
        write_bundle(desk, stick)
    for desk in (second, third):
        read_bundle(desk, stick)
    for desk in three:
        got = [look(desk, d.id).case_no for d in made]
        assert sorted(got) == [f"(2026)海棠人调字第{n:03d}号" for n in range(2, 6)]
    all_explained(three)
    write_bundle(second, stick)
    for desk in (keeper, third):
        read_bundle(desk, stick)
    assert state(keeper) == state(second) == state(third)


def test_a_station_that_is_no_longer_of_the_room_leaves_no_block(three, hub):
    keeper, other, third = three
    sync(*three)
    numbers.change_keeper(keeper, other.store.device)
    with keeper.act(Act.MANAGE, "revoke_station", undoable=False) as tx:
        tx.put(replace(tx.get(Station, third.store.device), revoked_on=keeper.today()))
    sync(keeper, other)
    with other.read() as reader:
        live = [b for b in numbers.known(reader, reader.committee(), 2026).blocks if b.ended_on is None]
    assert {b.station_id for b in live} == {other.store.device}

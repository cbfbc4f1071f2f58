"""Two encrypted rooms that never see a network exchange by folder: in any order, twice, in part, never what changed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from desktop.commands.desk import Desk
from desktop.commands.disputes import Arrival, edit, register
from desktop.commands.records import attach, copy_out
from desktop.commands.syncing.decisions import count, decisions
from desktop.commands.syncing.exchanging import read_bundle, write_bundle
from desktop.commands.syncing.settling import settle
from desktop.commands.verify import verify
from desktop.domain.disputes import Dispute, Filing
from desktop.domain.errors import Refused
from desktop.domain.people import Role
from desktop.sync.errors import Rejected, SyncFailed, Tampered, Unreachable
from tests.conftest import be, fixed_now
from tests.sync.stations import another, state
from tests.sync.test_bundle_fuzz import MUTATIONS, RUNS

ARRIVAL = Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise")


@pytest.fixture
def two(make_room: Callable[..., Desk], tmp_path: Path) -> Iterator[list[Desk]]:
    """A room with its cases and three open files, and an empty station that belongs to it."""
    first = make_room("cases")
    for n in range(3):
        register(first, replace(ARRIVAL, facts=f"开着的第 {n} 件。"))
    second = another(first, tmp_path / "second", "乙机", now=fixed_now)
    yield [first, second]
    second.store.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def meet(stick: Path, *desks: Desk, rounds: int = 2) -> None:
    for _ in range(rounds):
        for desk in desks:
            write_bundle(desk, stick)
    for desk in desks:
        read_bundle(desk, stick)


def met(two: list[Desk], stick: Path) -> list[Desk]:
    meet(stick, *two)
    for desk in two:
        be(desk, Role.ADMIN)
    return two


def files_of(desk: Desk) -> dict[UUID, Dispute]:
    with desk.read() as reader:
        return {dispute.id: dispute for dispute in reader.find(Dispute)}


def open_files(desk: Desk) -> list[Dispute]:
    """Those that may be edited, in an order that is the same on every station."""
    return sorted((d for d in files_of(desk).values() if d.filing is not Filing.ARCHIVED), key=lambda d: d.id)


def envelopes(stick: Path) -> list[Path]:
    return sorted(stick.rglob("*.env"))


def test_a_newcomer_reads_the_whole_room_from_a_stick(two, stick):
    first, second = two
    write_bundle(first, stick)
    before = {p: p.read_bytes() for p in stick.rglob("*") if p.is_file()}
    done = read_bundle(second, stick)
    assert done.received == len(envelopes(stick))
    assert done.notes == ()
    assert files_of(second) == files_of(first)
    assert {p: p.read_bytes() for p in stick.rglob("*") if p.is_file()} == before
    assert read_bundle(second, stick).received == 0
    assert verify(second).clean


def test_what_lies_on_the_stick_is_unreadable(two, stick):
    first, _second = two
    write_bundle(first, stick)
    names = [dispute.title.encode() for dispute in files_of(first).values()]
    everything = b"".join(p.read_bytes() + str(p).encode() for p in stick.rglob("*") if p.is_file())
    assert names
    assert not [name for name in names if name in everything]


@pytest.mark.parametrize("seed", range(4))
def test_copies_in_any_order_twice_and_old_after_new(two, stick, tmp_path, seed):
    """Each writes to a stick of its own; copies of these of different days reach the other in no order."""
    chance = random.Random(seed)
    first, second = met(two, stick)
    copies: dict[int, list[Path]] = {0: [], 1: []}
    for n in range(6):
        here = n % 2
        desk = (first, second)[here]
        register(desk, replace(ARRIVAL, facts=f"第 {n} 件。"))
        edit(desk, replace(open_files(desk)[n % 3], title=f"标题 {seed}-{n}"))
        own = tmp_path / f"own{here}"
        own.mkdir(exist_ok=True)
        write_bundle(desk, own)
        copy = tmp_path / f"copy{n}"
        shutil.copytree(own, copy)
        copies[here].append(copy)
    for here, desk in enumerate((first, second)):
        order = copies[1 - here] * 2
        chance.shuffle(order)
        for copy in order:
            read_bundle(desk, copy)
        assert verify(desk).clean
    assert state(first) == state(second)
    assert len(files_of(first)) == len(files_of(second))
    assert count(first) == count(second) == 3


def test_one_field_written_apart_waits_on_both_until_one_settles_it(two, stick, tmp_path):
    first, second = met(two, stick)
    dispute = open_files(first)[0]
    edit(first, replace(dispute, title="甲机写的"))
    edit(second, replace(files_of(second)[dispute.id], title="乙机写的"))
    a, b = tmp_path / "a", tmp_path / "b"
    for folder, desk in ((a, first), (b, second)):
        folder.mkdir()
        write_bundle(desk, folder)
    read_bundle(first, b)
    read_bundle(second, a)
    assert count(first) == count(second) == 1
    assert files_of(first)[dispute.id].title == files_of(second)[dispute.id].title
    [waiting] = decisions(first)
    assert {side.values[0] for side in waiting.sides} == {"甲机写的", "乙机写的"}
    settle(first, waiting, 0)
    write_bundle(first, a)
    read_bundle(second, a)
    assert count(first) == count(second) == 0
    assert state(first) == state(second)


def test_a_cut_copy_is_left_out_told_and_read_when_it_is_whole(two, stick, tmp_path):
    first, second = met(two, stick)
    for n in range(3):
        register(first, replace(ARRIVAL, facts=f"第 {n} 件。"))
        write_bundle(first, stick)
    copy = tmp_path / "copy"
    shutil.copytree(stick, copy)
    own = sorted((copy / envelopes(copy)[0].parent.parent.name / first.store.device.hex).glob("*.env"))
    whole = own[-2].read_bytes()
    own[-2].write_bytes(whole[: len(whole) // 2])
    before = len(files_of(second))
    done = read_bundle(second, copy)
    assert len(files_of(second)) == before + 1
    [note] = done.notes
    assert "不完整" in note
    assert "重新拷贝" in note
    own[-2].write_bytes(whole)
    assert read_bundle(second, copy).notes == ()
    assert len(files_of(second)) == before + 3


def test_a_changed_copy_is_refused_says_so_and_changes_nothing(two, stick, tmp_path):
    first, second = met(two, stick)
    register(first, ARRIVAL)
    write_bundle(first, stick)
    copy = tmp_path / "copy"
    shutil.copytree(stick, copy)
    path = max((p for p in envelopes(copy) if p.parent.name == first.store.device.hex), key=lambda p: p.name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    before = state(second)
    with pytest.raises(Tampered) as refused:
        read_bundle(second, copy)
    assert refused.value.code == "bundle_changed"
    assert "改动或损坏" in refused.value.for_user()
    assert state(second) == before
    assert verify(second).clean
    read_bundle(second, stick)
    assert state(second) == state(first)


def test_a_stick_of_another_room_is_refused(two, stick, make_room):
    first, _second = two
    other = make_room()
    write_bundle(other, stick)
    with pytest.raises(Rejected) as refused:
        read_bundle(first, stick)
    assert refused.value.code == "other_room"


def test_a_stick_that_is_not_there(two, tmp_path):
    with pytest.raises(Unreachable) as gone:
        write_bundle(two[0], tmp_path / "none")
    assert gone.value.code == "no_folder"


def test_a_third_carries_for_two_that_never_meet(two, stick, tmp_path):
    first, second = met(two, stick)
    third = another(first, tmp_path / "third", "丙机", now=fixed_now)
    try:
        meet(stick, first, third)
        be(third, Role.ADMIN)
        register(first, ARRIVAL)
        to_third, to_second = tmp_path / "a", tmp_path / "b"
        to_third.mkdir()
        to_second.mkdir()
        write_bundle(first, to_third)
        read_bundle(third, to_third)
        write_bundle(third, to_second)
        read_bundle(second, to_second)
        assert files_of(second) == files_of(first)
    finally:
        third.store.close()


def test_a_station_restored_from_a_copy_learns_it_from_the_stick(two, stick, tmp_path):
    first, second = met(two, stick)
    image = tmp_path / "image"
    shutil.copytree(first.store.folder, image)
    register(first, replace(ARRIVAL, facts="之后丢失的。"))
    meet(stick, first, second)
    assert len(files_of(first)) == len(files_of(second))
    device, lost = first.store.device, files_of(first)
    first.store.close()
    shutil.rmtree(first.store.folder)
    shutil.copytree(image, first.store.folder)
    again: Any = reopened(first)
    try:
        mine = register(again, replace(ARRIVAL, facts="恢复之后写的。"))
        done = write_bundle(again, stick)
        assert done.renamed
        assert again.store.device != device
        assert files_of(again).keys() == {*lost, mine.id}
        read_bundle(second, stick)
        assert files_of(second) == files_of(again)
    finally:
        again.store.close()


def reopened(desk: Desk) -> Desk:
    from desktop.commands import rooms
    from tests.conftest import PASSWORD

    folder = desk.store.folder
    opened = rooms.open_room(folder, rooms.find_account(folder, None), PASSWORD, now=fixed_now)
    be(opened, Role.ADMIN)
    return opened


def test_attached_bytes_come_along(two, stick):
    first, second = met(two, stick)
    dispute = open_files(first)[0].id
    content = random.Random(3).randbytes(1_500_000)
    made = attach(first, dispute, "录音.mp3", content)
    write_bundle(first, stick)
    read_bundle(second, stick)
    assert second.attachments.get(made.sha256) == content


def test_what_is_attached_elsewhere_is_on_its_way_not_lost(two, stick):
    first, second = met(two, stick)
    made = attach(first, open_files(first)[0].id, "录音.mp3", b"words")
    write_bundle(first, stick)
    aside = Path(shutil.copytree(stick, stick.with_name("aside")))
    for chunk in [path for path in aside.rglob("*") if path.is_file() and "chunk" in str(path.relative_to(aside))]:
        chunk.unlink()
    read_bundle(second, aside)
    with pytest.raises(Refused) as refused:
        copy_out(second, made)
    assert refused.value.code == "away"
    assert verify(second).clean
    write_bundle(first, stick)
    read_bundle(second, stick)
    assert copy_out(second, made) == b"words"
    second.attachments.drop(made.sha256)
    assert not verify(second).clean, "once it was here, it may not be missing"


def test_whatever_happens_to_a_copy_the_room_stays_sound(two, stick, tmp_path):
    """New work goes out each time on a copy that something was done to; in the end a sound one brings what lacks."""
    first, second = met(two, stick)
    refused = 0
    for seed in range(RUNS // 12):
        chance = random.Random(seed)
        register(first, replace(ARRIVAL, facts=f"第 {seed} 件。"))
        write_bundle(first, stick)
        copy = tmp_path / "copy"
        shutil.copytree(stick, copy)
        for _ in range(chance.randint(1, 4)):
            every = sorted(
                p for p in copy.rglob("*") if p.is_file() and not p.is_symlink() and p.stat().st_size < 2**20
            )
            chance.choice(MUTATIONS)(chance.choice(every[-6:]), chance)
        try:
            read_bundle(second, copy)
        except SyncFailed:
            refused += 1
        shutil.rmtree(copy)
    assert refused
    assert read_bundle(second, stick).notes == ()
    assert state(second) == state(first)
    assert verify(second).clean

"""A copy of a station put its acts into other envelopes than the original did, and the hub forgot: nothing is stuck."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.commands import rooms
from desktop.commands.desk import Desk
from desktop.commands.disputes import Arrival, edit, register
from desktop.commands.syncing.deriving import derive, follow
from desktop.domain.disputes import Dispute
from desktop.storage.attachments import Attachments
from desktop.storage.store import Store
from desktop.sync.exchange import exchange
from desktop.sync.replica import Replica
from tests.conftest import PASSWORD, fixed_now
from tests.sync.memory import Hub, Memory
from tests.sync.stations import another, state

ARRIVAL = Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise")


def sync(hub: Hub, *desks: Desk) -> None:
    for desk in desks:
        exchange(Replica(desk.store, follow=follow), Memory(hub, desk.store.device))
        derive(desk)


def say(desk: Desk, words: str) -> None:
    with desk.read() as reader:
        dispute = reader.find(Dispute)[0]
    edit(desk, replace(dispute, facts=words))


def opened(like: Desk, folder: Path) -> Desk:
    """The copy, as it lies there: nobody signs in, so it has done nothing that the original has not done."""
    ring = rooms.keyring(folder)
    locks = ring.unlock(rooms.find_account(folder, None), PASSWORD)
    store = Store(folder, locks, ring.device, fixed_now)
    return Desk(store, Attachments(folder, locks), like.account, like.handbook)


def waits(desk: Desk) -> int:
    with desk.store.read() as reader:
        return len(reader.fetched("SELECT 1 FROM envelopes WHERE state <> '' AND lo > 0"))


@pytest.mark.parametrize("together", [False, True], ids=["line broken", "sealed with what came after"])
def test_the_same_acts_in_other_envelopes_are_the_same_acts(
    make_room: Callable[..., Desk], tmp_path: Path, together: bool
) -> None:
    first = make_room()
    register(first, ARRIVAL)
    second = another(first, tmp_path / "second", "乙机", now=fixed_now)
    hub = Hub()
    empty = hub.image()
    sync(hub, first, second, first)
    say(first, "已写,还没有装进信封")
    image = tmp_path / "image"
    first.store.close()
    shutil.copytree(first.store.folder, image)
    first = opened(first, first.store.folder)
    before = hub.image()
    sync(hub, first, second)
    first.store.close()
    again = opened(first, image)
    hub.restore(before, identity="hub-2")
    if not together:
        sync(hub, again)
    say(again, "复制的电脑接着写")
    sync(hub, again, second, again)
    assert waits(second) == 0
    assert state(again) == state(second)
    with second.read() as reader:
        assert reader.find(Dispute)[0].facts == "复制的电脑接着写"
    hub.restore(empty, identity="hub-3")  # and what all have together goes on
    sync(hub, again, second)
    say(second, "都在")
    sync(hub, second, again)
    assert state(again) == state(second)
    for desk in (again, second):
        desk.store.close()


def test_another_line_is_never_taken_for_the_same(make_room: Callable[..., Desk], tmp_path: Path) -> None:
    first = make_room()
    register(first, ARRIVAL)
    second = another(first, tmp_path / "second", "乙机", now=fixed_now)
    hub = Hub()
    sync(hub, first, second, first)
    image = tmp_path / "image"
    first.store.close()
    shutil.copytree(first.store.folder, image)
    first = rooms.open_room(first.store.folder, rooms.find_account(first.store.folder, None), PASSWORD, now=fixed_now)
    before = hub.image()
    say(first, "原机写的")
    sync(hub, first, second)
    first.store.close()
    again = rooms.open_room(image, rooms.find_account(image, None), PASSWORD, now=fixed_now)
    hub.restore(before, identity="hub-2")
    say(again, "复制的电脑写的")
    say(again, "又写了一次")
    sync(hub, again, second)
    with second.read() as reader:
        assert reader.find(Dispute)[0].facts == "原机写的"
    with second.store.read() as reader:
        assert reader.fetched("SELECT why FROM envelopes WHERE state = 'poison'"), "the other line is kept as evidence"
    for desk in (again, second):
        desk.store.close()

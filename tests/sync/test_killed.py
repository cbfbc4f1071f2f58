"""Power cuts of a station that writes and exchanges, and of the hub: what was acknowledged is on both stations."""

from __future__ import annotations

import json
import os
import random
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.commands.desk import Desk
from desktop.commands.disputes import Arrival, register
from desktop.commands.syncing.exchanging import HUB, sync_now
from desktop.commands.verify import verify
from desktop.sync.errors import SyncFailed
from tests.conftest import DEEP, fixed_now
from tests.sync import worker
from tests.sync.cluster import Cluster, made_cluster
from tests.sync.stations import another, state
from tests.warm import heard

LONG = DEEP or bool(os.environ.get("SYNC_DEEP"))
KILLS, FALLS = (220, 24) if LONG else (10, 2)


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server of this test's own: it will be killed."""
    yield from made_cluster()


@dataclass
class Pair:
    """The room that is killed, closed between the rounds, and its partner."""

    folder: Path
    master: bytes
    partner: Desk

    def tokens(self, desk: Desk) -> set[str]:
        query = "SELECT value FROM operations WHERE kind = 'evidence' AND field = 'name'"
        with desk.store.read() as reader:
            return {json.loads(row[0]) for row in reader.connection.exec_driver_sql(query)}

    def meet(self) -> tuple[set[str], set[str]]:
        """Both exchange in peace; what each has. Equal, and clean."""
        killed = worker.opened(self.folder, self.master)
        try:
            for desk in (killed, self.partner, killed, self.partner):
                sync_now(desk)
            assert state(killed) == state(self.partner)
            for desk in (killed, self.partner):
                assert verify(desk).faults == ()
            return self.tokens(killed), self.tokens(self.partner)
        finally:
            killed.store.close()


@pytest.fixture
def pair(make_room: Callable[..., Desk], tmp_path: Path, own_cluster: Cluster) -> Iterator[Pair]:
    first = make_room()
    partner = another(first, tmp_path / "b" / "room", "接待日笔记本", now=fixed_now)
    for desk in (first, partner):
        card = own_cluster.station(first.committee().id)
        with desk.store.aside() as tx:
            tx.set_meta(HUB, json.dumps(card.plain()))
    register(first, Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise"))
    for desk in (first, partner):
        sync_now(desk)
    first.store.close()
    yield Pair(first.store.folder, first.store.keys.master, partner)
    partner.store.close()


def until_killed(pair: Pair, name: str, lines: int, seconds: float, *, slowly: bool) -> list[str]:
    """What the worker said before SIGKILL, which comes `seconds` after so many lines."""
    with heard(worker.work, pair.folder, pair.master, name, slowly) as (child, out):
        said: list[str] = []
        for line in out:
            said.append(line.strip())
            if len(said) > lines:
                break
        child.join(timeout=seconds)
        child.kill()
        said += out.read().split("\n")
    assert child.exitcode == -signal.SIGKILL, f"the worker stopped by itself: {said[-3:]}"
    return said


def acknowledged(said: list[str]) -> set[str]:
    return {line.removeprefix("SAVED ") for line in said if line.startswith("SAVED ")}


@pytest.mark.timeout(3600 if LONG else 240)
def test_a_station_killed_while_it_writes_and_exchanges_loses_nothing(pair: Pair) -> None:
    chance = random.Random(20261124)
    saved: set[str] = set()
    synced = 0
    for round_ in range(KILLS):
        slowly = round_ % 2 == 0
        said = until_killed(pair, str(round_), chance.randint(1, 9), chance.uniform(0.0, 0.12), slowly=slowly)
        saved |= acknowledged(said)
        synced += said.count("SYNCED")
        if round_ % 10 == 9 or round_ == KILLS - 1:
            mine, theirs = pair.meet()
            assert saved <= mine, f"round {round_}: lost here: {sorted(saved - mine)}"
            assert saved <= theirs, f"round {round_}: lost there: {sorted(saved - theirs)}"
    assert len(saved) >= KILLS
    assert synced >= KILLS // 4


@pytest.mark.timeout(3600 if LONG else 240)
def test_a_hub_that_loses_its_power_loses_nothing_that_it_gave_a_receipt_for(pair: Pair, own_cluster: Cluster) -> None:
    chance = random.Random(20261125)
    saved: set[str] = set()
    cut = 0
    for round_ in range(FALLS):
        said = until_fallen(pair, f"f{round_}", own_cluster, chance)
        saved |= acknowledged(said)
        cut += any(line.startswith("CUT") for line in said)
        own_cluster.start()
        receipt = _receipt(pair)
        held = own_cluster.run_sql("SELECT max(hi) FROM hub.devpos WHERE device_id = %s", (receipt[0],))[0][0]
        assert int(str(held)) >= receipt[1], "the hub forgot what it had given a receipt for"
    mine, theirs = pair.meet()
    assert saved <= mine & theirs
    assert len(saved) >= FALLS
    assert cut


def until_fallen(pair: Pair, name: str, cluster: Cluster, chance: random.Random) -> list[str]:
    """The hub is killed while the station works; the station notices, goes on writing, and is killed too."""
    fell = False
    with heard(worker.work, pair.folder, pair.master, name, False) as (child, out):
        said: list[str] = []
        after = chance.randint(3, 14)
        for line in out:
            said.append(line.strip())
            if len(said) == after:
                cluster.kill() if chance.random() < 0.7 else cluster.stop("immediate")
                fell = True
            if fell and line.startswith("CUT"):
                break
        child.kill()
        said += out.read().split("\n")
    return said


def _receipt(pair: Pair) -> tuple[Any, int]:
    """(the station, the last act of it that the hub gave a receipt for)."""
    desk = worker.opened(pair.folder, pair.master)
    try:
        with desk.store.read() as reader:
            rows = reader.connection.exec_driver_sql("SELECT acked FROM targets WHERE key = 'hub'").fetchall()
        return desk.store.device, int(rows[0][0]) if rows else 0
    finally:
        desk.store.close()


def test_without_a_hub_it_says_so_and_goes_on(pair: Pair, own_cluster: Cluster) -> None:
    own_cluster.stop()
    desk = worker.opened(pair.folder, pair.master)
    with pytest.raises(SyncFailed) as caught:
        sync_now(desk)
    assert caught.value.code == "refused"
    desk.store.close()
    own_cluster.start()

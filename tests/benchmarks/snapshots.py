"""A newcomer of a room: the snapshot of the room over a real hub, beside the replay of its history and beside Anki.

    python -m tests.benchmarks.snapshots [--large] [--rounds N]

A record is a person of ten short fields, as in `syncing`; Anki's newcomer downloads the whole collection file, which
holds neither history nor audit trail, unencrypted and unsigned. Ours is timed until the room is whole in the
newcomer's own encrypted database, every act verified. In a room of files the lists and figures are made too.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from desktop.commands import rooms
from desktop.commands.desk import Desk
from desktop.commands.syncing import deriving
from desktop.domain.people import Person
from desktop.sync.exchange import exchange
from desktop.sync.replica import Replica
from desktop.sync.snapshot import read_manifest
from desktop.sync.snapshot_leaving import When, leave
from desktop.sync.snapshot_taking import take
from desktop.sync.targets.hub import Hub
from tests.benchmarks import material
from tests.benchmarks.figures import Figure, Ratio, ratio, table
from tests.benchmarks.syncing_ours import started
from tests.benchmarks.syncing_peers import Failed, anki
from tests.conftest import PASSWORD
from tests.sync.cluster import Cluster
from tests.sync.stations import another

SMALL, LARGE, FILED = 10_000, 100_000, 1_000
ALWAYS = When(many=1, much=1, little=1)
GOAL = 1 / 0.8  # of Anki's full download


class Room:
    """One room at a hub of its own, with a snapshot there; every newcomer is a new station in a new folder."""

    def __init__(self, work: Path, cluster: Cluster, made: Path) -> None:
        self._work, self._cluster = work, cluster
        self._turn = 0
        shutil.copytree(made, work / "a")
        self.desk = rooms.open_room(work / "a", rooms.find_account(work / "a", None), PASSWORD)
        self.dbname = cluster.database()
        self.hub = self._line(self.desk)
        self._meet()
        start = time.perf_counter()
        self.leave()
        self.made = time.perf_counter() - start
        self.size = sum(len(self.hub.get_chunk(a) or b"") for a in read_manifest(self.hub.snapshot() or b"").addresses)

    def leave(self) -> None:
        assert leave(self.desk.store, self.hub, when=ALWAYS, beside=deriving.DERIVED_FOR)

    def newcomer(self, *, snapshot: bool) -> float:
        """Seconds until a new station has the whole room, its lists and figures included."""
        self._turn += 1
        desk = another(self.desk, self._work / f"b{self._turn}", f"新机 {self._turn}", now=self.desk.store.now)
        self._meet()
        hub = self._line(desk)
        start = time.perf_counter()
        if snapshot:
            assert take(desk.store, hub, beside=deriving.DERIVED_FOR)
        exchange(Replica(desk.store, follow=deriving.follow), hub)
        deriving.derive(desk)
        took = time.perf_counter() - start
        with desk.read() as new, self.desk.read() as old:
            assert len(new.find(Person)) == len(old.find(Person)), "not everything arrived"
        hub.close()
        desk.store.close()
        shutil.rmtree(self._work / f"b{self._turn}")
        return took

    def close(self) -> None:
        self.hub.close()
        self.desk.store.close()

    def _meet(self) -> None:
        exchange(Replica(self.desk.store, follow=deriving.follow), self.hub)
        deriving.derive(self.desk)

    def _line(self, desk: Desk) -> Hub:
        card = self._cluster.station(Replica(desk.store).identity.room, dbname=self.dbname)
        line = self._cluster.hub(card, desk.store.device)
        line.open()
        return line


def measure(data: Path, rounds: int, *, large: bool = False) -> tuple[list[Figure], list[Ratio]]:
    """Figures and ratios; `large` adds rooms of 100,000 records."""
    figures: list[Figure] = []
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory(prefix="snapshots-", dir=data) as folder, ExitStack() as stack:
        work = Path(folder)
        cluster = started()
        stack.callback(cluster.remove)
        for count, files in ((SMALL, 0), (1, FILED), *([(LARGE, 0)] if large else [])):
            what = f"{files:,} files" if files else f"{count:,} records"
            (work / what).mkdir()
            room = Room(work / what, cluster, material.people(data, count, files))
            stack.callback(room.close)
            taken = [(room.newcomer(snapshot=True), room.newcomer(snapshot=False)) for _ in range(rounds)]
            came = Figure(name=f"newcomer, {what}: snapshot", unit="s", rounds=tuple(s for s, _ in taken))
            replay = Figure(name=f"newcomer, {what}: replay", unit="s", rounds=tuple(r for _, r in taken))
            figures += [came, replay, Figure(name=f"leaving it, {what}", unit="s", rounds=(room.made,))]
            figures.append(Figure(name=f"its size, {what}", unit="MB", rounds=(room.size / 1e6,)))
            ratios.append(ratio(f"snapshot / replay: {what}", came, replay, 1.0))
            if not files:
                peer, why = _anki(work / f"anki {count}", count, rounds)
                figures += [peer] if peer else []
                ratios.append(ratio(f"snapshot / Anki's full download: {what}", came, peer, GOAL, why))
    return figures, ratios


def _anki(work: Path, count: int, rounds: int) -> tuple[Figure | None, str]:
    try:
        side = anki(work)
    except Failed as said:
        return None, str(said)
    try:
        took = tuple(side.ask("first", count=count)["pull"] for _ in range(rounds))
    except Failed as said:
        return None, str(said)
    finally:
        side.close()
    return Figure(name=f"newcomer, {count:,} notes: Anki's full download", unit="s", rounds=took), ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.snapshots")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", action="store_true")
    chosen = parser.parse_args()
    kept = Path("bench/data").absolute()
    kept.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(table(*measure(kept, chosen.rounds, large=chosen.large)))

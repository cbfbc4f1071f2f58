"""A room of 20,000 files in which one company stands in two hundred: the chain of a file, and its risk points."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from desktop.commands import chains, disputes, risk, rooms
from desktop.commands.desk import Desk
from desktop.domain.disputes import Dispute
from tests.benchmarks import big_room, waiting
from tests.benchmarks.figures import Figure

COMPANY = "上海示野云图信息技术有限公司"
SPELLINGS = (COMPANY, "示野云图信息技术有限公司", "示野云图信息技术(上海)有限公司", "示野云图")
FILES = 200
GOAL = 50  # ms


def measure(data: Path, rounds: int) -> list[Figure]:
    """Milliseconds; the goal stands in the note."""
    taken: dict[str, list[float]] = {"chain": [], "points": []}
    with waiting.copied(waiting.room(data)) as folder:
        desk = rooms.open_room(folder, rooms.find_account(folder, None), big_room.PASSWORD, now=lambda: waiting.NOON)
        newest = _crowd(desk)
        for turn in range(rounds + 1):  # the first warms the caches and is left out
            found = {
                "chain": _timed(lambda: chains.chain(desk, newest.id)),
                "points": _timed(lambda: risk.look(desk, newest.id)),
            }
            if turn:
                for name, ms in found.items():
                    taken[name].append(ms)
        desk.store.close()
    words = {"chain": "the files of the same company, person, phone, door", "points": "the risk points of one of them"}
    head = f"{waiting.FILES:,} files, {FILES} of one company: "
    return [
        Figure(name=head + words[name], unit="ms", rounds=tuple(taken[name]), note=f"at most {GOAL} ms")
        for name in taken
    ]


def _crowd(desk: Desk) -> Dispute:
    """Two hundred files on one company, spread over two years; the last of them."""
    for n in range(FILES):
        made = disputes.register(
            desk,
            disputes.Arrival(
                name=f"职工{n}",
                phone=f"1205{n:07d}",
                facts="工资没发",
                category="contract",
                other=SPELLINGS[n % len(SPELLINGS)],
                received_at=desk.now() - timedelta(days=700 - 3 * n),
            ),
        )
    return made


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000

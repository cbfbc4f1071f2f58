"""Two stations and what lies between them: ours over a hub, Anki with its own server, PouchDB with pouchdb-server.

    python -m tests.benchmarks syncing

A record is a person of the room: a row of ten short Chinese fields. The peers have a note, a document of the same ten
words. Each reading lets the programs take turns; what is timed is the exchange alone: until the server has it durably
(push) and until the other station's database has it (pull, applying included). Making the changes is not timed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from tests.benchmarks.figures import Figure, Ratio
from tests.benchmarks.syncing_peers import Failed, Side, Times, anki, pouch

T = TypeVar("T")
READINGS = 5  # at least
SMALL, LARGE = 10_000, 100_000  # records in the room
CHANGED = 1_000
ONES = 9  # of one record in a reading: their median is the reading
FILES, SIZE = 16, 1 << 20  # attachments
OF_THE_LARGE = ("ours", "anki")  # PouchDB needs a minute to fill such a room, and its times do not depend on it
KINDS: dict[str, Callable[[Path], Side]] = {"anki": anki, "pouch": pouch}


class Readings:
    """Seconds by (program, thing), one a reading; `failed` says why a program has none."""

    def __init__(self) -> None:
        self.taken: dict[tuple[str, str], list[float]] = {}
        self.failed: dict[str, str] = {}

    def keep(self, kind: str, thing: str, seconds: float) -> None:
        self.taken.setdefault((kind, thing), []).append(seconds)

    def figure(self, kind: str, thing: str) -> Figure | None:
        found = self.taken.get((kind, thing))
        if not found or kind in self.failed:
            return None
        name, unit, scale = THINGS[thing]
        return Figure(name=f"{NAMES[kind]}: {name}", unit=unit, rounds=tuple(scale(s) for s in found))


def _ms(seconds: float) -> float:
    return seconds * 1000


def _s(seconds: float) -> float:
    return seconds


def _speed(seconds: float) -> float:
    return FILES * SIZE / 1e6 / seconds


NAMES = {"anki": "Anki", "pouch": "PouchDB"}
THINGS: dict[str, tuple[str, str, Callable[[float], float]]] = {
    "first": (f"first exchange of {SMALL:,} records, up and down", "s", _s),
    "first, push": (f"of it {SMALL:,} up", "s", _s),
    "first, pull": (f"of it {SMALL:,} down", "s", _s),
    "two": (f"{CHANGED:,} records changed in two fields, room of {SMALL:,}", "ms", _ms),
    "ten": (f"{CHANGED:,} records changed in all ten fields, room of {SMALL:,}", "ms", _ms),
    "one": (f"one record, room of {SMALL:,}", "ms", _ms),
    "idle": ("nothing to tell", "ms", _ms),
    "large two": (f"{CHANGED:,} records changed in two fields, room of {LARGE:,}", "ms", _ms),
    "large one": (f"one record, room of {LARGE:,}", "ms", _ms),
    "media, push": (f"attachments up, {FILES} of 1 MiB", "MB/s", _speed),
    "media, pull": (f"attachments down, {FILES} of 1 MiB", "MB/s", _speed),
}


def measure(data: Path, rounds: int) -> tuple[list[Figure], list[Ratio]]:
    """Figures of every program and thing, and ours over the peers'."""
    readings = Readings()
    with tempfile.TemporaryDirectory(prefix="syncing-", dir=data) as folder, ExitStack() as stack:
        small = _started(readings, Path(folder), "", stack)
        large = _started(readings, Path(folder), "large ", stack)
        for kind, side in large.items():
            _answered(readings, kind, partial(side.ask, "first", count=LARGE))
        for turn in range(max(rounds, READINGS) + 1):  # the first warms the caches and is left out
            for sides, reading in ((small, _reading), (large, _large)):
                for kind, side in sides.items():
                    found = _answered(readings, kind, partial(reading, side)) or {}
                    for thing, seconds in found.items() if turn else ():
                        readings.keep(kind, thing, seconds)
    figures = [readings.figure(kind, thing) for kind in NAMES for thing in THINGS]
    return [f for f in figures if f], []


def _started(readings: Readings, folder: Path, size: str, stack: ExitStack) -> dict[str, Side]:
    sides: dict[str, Side] = {}
    for kind, start in KINDS.items():
        if size and kind not in OF_THE_LARGE:
            continue
        side = _answered(readings, kind, partial(start, folder / f"{size}{kind}"))
        if side is not None:
            stack.callback(side.close)
            sides[kind] = side
    return sides


def _answered(readings: Readings, kind: str, ask: Callable[[], T]) -> T | None:
    """What it answered; None, and the reason kept, when it cannot."""
    if kind in readings.failed:
        return None
    try:
        return ask()
    except Failed as said:
        readings.failed[kind] = str(said)
        return None


def _reading(side: Side) -> Times:
    first = side.ask("first", count=SMALL)
    media = side.ask("media", files=FILES, size=SIZE)
    return {
        "first": sum(first.values()),
        "first, push": first["push"],
        "first, pull": first["pull"],
        "two": _whole(side, "changed", count=CHANGED, fields=2),
        "ten": _whole(side, "changed", count=CHANGED, fields=10),
        "one": median(_whole(side, "one") for _ in range(ONES)),
        "idle": median(_whole(side, "idle") for _ in range(ONES)),
        "media, push": media["push"],
        "media, pull": media["pull"],
    }


def _large(side: Side) -> Times:
    return {
        "large two": _whole(side, "changed", count=CHANGED, fields=2),
        "large one": median(_whole(side, "one") for _ in range(ONES)),
    }


def _whole(side: Side, do: str, **asked: int) -> float:
    return sum(side.ask(do, **asked).values())

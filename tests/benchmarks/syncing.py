"""Two stations and what lies between them: ours over a hub, Anki with its own server, PouchDB with pouchdb-server.

    python -m tests.benchmarks syncing

A record is a person of the room: one row with ten short Chinese fields. The peers have a note, a document of the same
ten words. Each reading lets the programs take turns; what is timed is the exchange alone: until the server has it
durably (push), and until the other station's database has it (pull, applying included). Making the changes is not
timed. Ours encrypts the files, the wire and the envelopes, signs, and writes history and audit trail; the peers do
none of it. Anki's time grows with the collection, so it is measured in a small and in a large room.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from tests.benchmarks import material
from tests.benchmarks.figures import Figure, Ratio, ratio
from tests.benchmarks.syncing_ours import Ours, started
from tests.benchmarks.syncing_peers import Failed, Side, Times, anki, pouch
from tests.benchmarks.syncing_window import longest_gaps

T = TypeVar("T")
READINGS = 5  # at least
SMALL, LARGE = 10_000, 100_000  # records in the room
CHANGED = 1_000
FILED = 1_000  # files of the room in which files are changed
ONES = 9  # of one record in a reading: their median is the reading
FILES, SIZE = 16, 1 << 20  # attachments


def _ms(seconds: float) -> float:
    return seconds * 1000


def _as_it_is(value: float) -> float:
    return value


def _speed(seconds: float) -> float:
    return FILES * SIZE / 1e6 / seconds


NAMES = {"ours": "ours", "anki": "Anki", "pouch": "PouchDB"}
THINGS: dict[str, tuple[str, str, Callable[[float], float]]] = {
    "two": (f"{CHANGED:,} records changed in two fields, room of {SMALL:,}", "ms", _ms),
    "acts": (f"the same, each record in an act of its own, room of {SMALL:,}", "ms", _ms),
    "ten": (f"{CHANGED:,} records changed in all ten fields, room of {SMALL:,}", "ms", _ms),
    "large two": (f"{CHANGED:,} records changed in two fields, room of {LARGE:,}", "ms", _ms),
    "files": (f"{FILED:,} files edited, each in an act of its own", "ms", _ms),
    "derive": (f"of these {FILED:,} files: lists, dates and figures made anew behind the window", "ms", _ms),
    "visible": (f"one record until it is in the other's database, room of {SMALL:,}", "ms", _ms),
    "large visible": (f"one record until it is in the other's database, room of {LARGE:,}", "ms", _ms),
    "one": (f"one record, both exchanges whole, room of {SMALL:,}", "ms", _ms),
    "large one": (f"one record, both exchanges whole, room of {LARGE:,}", "ms", _ms),
    "idle": ("nothing to tell", "ms", _ms),
    "first": (f"first exchange of {SMALL:,} records, up and down", "s", _as_it_is),
    "first, push": (f"of it {SMALL:,} up", "s", _as_it_is),
    "first, pull": (f"of it {SMALL:,} down", "s", _as_it_is),
    "large first": (f"first exchange of {LARGE:,} records, up and down, once", "s", _as_it_is),
    "media, push": (f"attachments up, {FILES} of 1 MiB", "MB/s", _speed),
    "media, pull": (f"attachments down, {FILES} of 1 MiB", "MB/s", _speed),
    "wire first": ("bytes on the wire per record of ten fields made", "B", _as_it_is),
    "wire two": ("bytes on the wire per record changed in two fields, in one act", "B", _as_it_is),
    "wire acts": ("bytes on the wire per record changed in two fields, in an act of its own", "B", _as_it_is),
    "window": (f"longest time that the window did not move while {CHANGED:,} records came in", "ms", _ms),
    "window quiet": ("the same without an exchange", "ms", _ms),
}
BUDGETS = {  # thing -> (at most, in its unit)
    "visible": 10.0,
    "large visible": 10.0,
    "first": 1.5,
    "large first": 12.0,
    "idle": 15.0,
    "wire first": 300.0,
    "wire two": 150.0,
    "window": 50.0,
}
LEAST_SPEED = 80.0  # MB/s
BESIDE = (  # thing of ours, the peer and its thing, at most
    ("two", "anki", "two", 1 / 1.5),
    ("acts", "anki", "two", 1 / 1.5),
    ("ten", "anki", "ten", 1 / 1.5),
    ("large two", "anki", "large two", 1 / 1.5),
    ("two", "pouch", "two", 0.1),
    ("acts", "pouch", "two", 0.1),
    ("ten", "pouch", "ten", 0.1),
    ("one", "anki", "one", None),
    ("large one", "anki", "large one", None),
    ("one", "pouch", "one", None),
    ("first", "anki", "first", None),
    ("first", "pouch", "first", None),
)


class Readings:
    """What was read by (program, thing), one value a reading; `failed` says why a program has none."""

    def __init__(self) -> None:
        self.taken: dict[tuple[str, str], list[float]] = {}
        self.failed: dict[str, str] = {}

    def keep(self, kind: str, found: Times) -> None:
        for thing, value in found.items():
            self.taken.setdefault((kind, thing), []).append(value)

    def answered(self, kind: str, ask: Callable[[], T]) -> T | None:
        """What it answered; None, and the reason kept, when it cannot."""
        if kind in self.failed:
            return None
        try:
            return ask()
        except Failed as said:
            self.failed[kind] = str(said)
            return None

    def figure(self, kind: str, thing: str) -> Figure | None:
        found = self.taken.get((kind, thing))
        if not found:
            return None
        name, unit, scale = THINGS[thing]
        return Figure(name=f"{NAMES[kind]}: {name}", unit=unit, rounds=tuple(scale(s) for s in found))

    def beside(self, thing: str, kind: str, other: str, goal: float | None) -> Ratio:
        ours, peer = self.figure("ours", thing), self.figure(kind, other)
        words = f"ours / {NAMES[kind]}: {THINGS[thing][0]}"
        why = self.failed.get("ours") or self.failed.get(kind, "")
        return ratio(words, None if why else ours, None if why else peer, goal, why)

    def budget(self, thing: str, most: float) -> Ratio:
        ours = self.figure("ours", thing)
        name, unit, _scale = THINGS[thing]
        rounds = (most,) * len(ours.rounds) if ours else ()
        of = Figure(name="budget", unit=unit, rounds=rounds) if rounds else None
        return ratio(f"ours / {most:g} {unit}: {name}", ours, of, 1.0, self.failed.get("ours", ""))


def measure(data: Path, rounds: int) -> tuple[list[Figure], list[Ratio]]:
    """Figures of every program and thing; ours over the peers' and over the budgets."""
    readings = Readings()
    with tempfile.TemporaryDirectory(prefix="syncing-", dir=data) as folder, ExitStack() as stack:
        work = Path(folder)
        cluster = started()
        stack.callback(cluster.remove)

        def ours(files: int) -> Callable[[Path], Side]:
            return lambda place: Ours(place, cluster, lambda count: material.people(data, count, files))

        starts: dict[str, Callable[[Path], Side]] = {"ours": ours(0), "anki": anki, "pouch": pouch}
        small = _sides(readings, starts, work / "small", stack)
        del starts["pouch"]  # it needs a minute to fill a large room, and its times do not depend on it
        large = _sides(readings, starts, work / "large", stack)
        filed = _sides(readings, {"ours": ours(FILED)}, work / "filed", stack)
        for kind, side in large.items():
            once = readings.answered(kind, partial(side.ask, "first", count=LARGE))
            readings.keep(kind, {"large first": once["push"] + once["pull"]} if once else {})
        for side in filed.values():
            side.ask("first", count=1)
        for turn in range(max(rounds, READINGS) + 1):  # the first warms the caches and is left out
            for sides, reading in ((small, _small), (large, _large), (filed, _filed)):
                for kind, side in sides.items():
                    found = readings.answered(kind, partial(reading, side))
                    readings.keep(kind, found if found and turn else {})
        watched = small["ours"]
        assert isinstance(watched, Ours)
        for _turn in range(READINGS):
            gap, quiet = longest_gaps(watched, CHANGED)
            readings.keep("ours", {"window": gap, "window quiet": quiet})
    figures = [readings.figure(kind, thing) for thing in THINGS for kind in NAMES]
    ratios = [readings.beside(*words) for words in BESIDE]
    ratios += [readings.budget(thing, most) for thing, most in BUDGETS.items()]
    return [f for f in figures if f], ratios + [_fast(readings, thing) for thing in ("media, push", "media, pull")]


def _sides(
    readings: Readings, starts: dict[str, Callable[[Path], Side]], folder: Path, stack: ExitStack
) -> dict[str, Side]:
    sides: dict[str, Side] = {}
    for kind, start in starts.items():
        place = folder / kind
        place.mkdir(parents=True)
        side = readings.answered(kind, partial(start, place))
        if side is not None:
            stack.callback(side.close)
            sides[kind] = side
    return sides


def _small(side: Side) -> Times:
    first = side.ask("first", count=SMALL)
    two = side.ask("changed", count=CHANGED, fields=2)
    found = {
        "first": first["push"] + first["pull"],
        "first, push": first["push"],
        "first, pull": first["pull"],
        "two": two["push"] + two["pull"],
        "ten": _whole(side, "changed", count=CHANGED, fields=10),
        **_ones(side),
        "idle": median(side.ask("idle")["push"] for _ in range(ONES)),
    }
    media = side.ask("media", files=FILES, size=SIZE)
    found |= {"media, push": media["push"], "media, pull": media["pull"]}
    if isinstance(side, Ours):
        acts = side.changed(CHANGED, 2, acts=CHANGED)
        found |= {
            "acts": acts["push"] + acts["pull"],
            "wire first": first["wire"] / SMALL,
            "wire two": two["wire"] / CHANGED,
            "wire acts": acts["wire"] / CHANGED,
        }
    return found


def _large(side: Side) -> Times:
    two = _whole(side, "changed", count=CHANGED, fields=2)
    return {"large two": two} | {f"large {thing}": value for thing, value in _ones(side).items()}


def _ones(side: Side) -> Times:
    found = [side.ask("one") for _ in range(ONES)]
    times = {"one": median(one["push"] + one["pull"] for one in found)}
    return times | ({"visible": median(one["visible"] for one in found)} if "visible" in found[0] else {})


def _filed(side: Side) -> Times:
    times = side.ask("files", count=FILED)
    return {"files": times["push"] + times["pull"], "derive": times["derive"]}


def _whole(side: Side, do: str, **asked: int) -> float:
    times = side.ask(do, **asked)
    return times["push"] + times["pull"]


def _fast(readings: Readings, thing: str) -> Ratio:
    """80 MB/s over ours: at most 1."""
    ours = readings.figure("ours", thing)
    least = Figure(name="least", unit="MB/s", rounds=(LEAST_SPEED,) * len(ours.rounds)) if ours else None
    return ratio(f"{LEAST_SPEED:g} MB/s / ours: {THINGS[thing][0]}", least, ours, 1.0, readings.failed.get("ours", ""))

"""The month's and the year's tables of a million disputes, beside the same figures without index or summary.

    python -m tests.benchmarks --only counting

Ours is what the screens ask: the official table with its identities, and all other tables of the period. The peers
are two group-bys over the same encrypted file, each one scan that answers all tables at once, folding not included:
the derived cases without their indexes (the fairest: every column is already worked out), and the files themselves
joined to their agreements. Told beside them, without a goal: the cases by the index. The program's figures must equal
the first two, or the run stops.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import select

from desktop.commands import disputes, rooms, summaries
from desktop.commands.desk import Desk
from desktop.commands.statistics import figures, reported
from desktop.commands.statistics.figures import Sums
from desktop.commands.statistics.tallies import tally
from desktop.domain.counting import AXES, MEASURES, Basis, Period, parse_period
from desktop.domain.counting.units import CROSSED
from desktop.domain.disputes import Dispute
from desktop.storage.schema import summaries as lines
from tests.benchmarks import counted_room
from tests.benchmarks.figures import Figure, Ratio, ratio

DISPUTES = 1_000_000
GOAL, MEMORY = 0.1, 300.0  # of the peers; MB
TRIES = 5  # of ours in a round
SAVES = 60
CELL = ("category", "contract", "cases")
DERIVED = f"""
SELECT {", ".join(AXES)}, {", ".join(f"SUM({m})" for m in MEASURES)} FROM tallies
WHERE +closed_on BETWEEN ? AND ? GROUP BY {", ".join(AXES)}
"""
INDEXED = DERIVED.replace("+closed_on", "closed_on")  # the plus keeps the index out; NOT INDEXED does not here
FILES = """
SELECT d.category, d.source, d.mediation, d.mediators, COUNT(*), SUM(d.parties_count), SUM(d.is_difficult),
  SUM(a.id IS NOT NULL), SUM(COALESCE(a.amount_fen, 0)), SUM(COALESCE(a.form = 'written', 0)),
  SUM(COALESCE(a.form = 'oral', 0)), SUM(a.id IS NOT NULL AND d.performing = 'fulfilled'),
  SUM(CASE WHEN a.id IS NULL THEN 0 ELSE julianday(a.agreed_on) - julianday(d.decided_on) + 1 END)
FROM disputes d NOT INDEXED LEFT JOIN agreements a ON a.dispute_id = d.id AND a.gone = 0
WHERE d.gone = 0 AND d.closed_on BETWEEN ? AND ? GROUP BY 1, 2, 3, 4
"""
OF_FILES = ("cases", "people", "difficult", "succeeded", "amount_fen", "written", "oral", "fulfilled", "days")
Cells = Counter[tuple[str, str, str]]


def measure(data: Path, rounds: int) -> tuple[list[Figure], list[Ratio]]:
    """ms for tables and lists, round by round on another month and another year; MB in a process of its own."""
    folder = counted_room.room(data, DISPUTES)
    taken: dict[str, list[float]] = {}
    desk = _opened(folder)
    chance = random.Random(1)
    for turn in range(rounds + 1):  # the first warms the caches and is left out
        year = str(chance.choice(counted_room.YEARS[1:]))
        month = f"{year}-{chance.randrange(1, 13):02d}"
        for kind, period in (("month", parse_period(month)), ("year", parse_period(year))):
            found = _round(desk, kind, period)
            if turn:
                for name, ms in found.items():
                    taken.setdefault(name, []).append(ms)
    slowest = max(_timed(partial(_tables, desk, period)) for period in _months())
    desk.store.close()
    made = {name: Figure(name=WORDS[name], unit="ms", rounds=tuple(ms)) for name, ms in taken.items()}
    made["slowest"] = Figure(name="the slowest of all 120 months, asked once", unit="ms", rounds=(slowest,))
    peak = Figure(name=WORDS["memory"], unit="MB", rounds=tuple(_peak(folder) for _ in range(min(rounds, 2))))
    most = Figure(name="at most", unit="MB", rounds=(MEMORY,) * len(peak.rounds))
    ratios = [
        ratio(f"{kind}: ours / {peer}", made[kind], made[f"{kind}, {name}"], GOAL)
        for kind in ("month", "year")
        for name, peer in (("derived", "group-by over the cases"), ("files", "group-by over the files"))
    ]
    saves = _saving(rounds)
    return [*made.values(), peak, *saves], [
        *ratios,
        *(
            ratio(f"{kind}: ours / group-by over the cases by the index", made[kind], made[f"{kind}, indexed"])
            for kind in ("month", "year")
        ),
        ratio("memory: peak / 300 MB", peak, most, 1.0),
        ratio("save that moves no figure: with / without counting", saves[0], saves[1]),
        ratio("save that moves figures: with / without counting", saves[2], saves[3]),
    ]


WORDS = {
    "month": f"a month of {DISPUTES:,} disputes: the official table and all others",
    "year": f"a year of {DISPUTES:,} disputes: the official table and all others",
    "month, derived": "the same month: one group-by over the cases, without index or summary",
    "year, derived": "the same year: one group-by over the cases, without index or summary",
    "month, files": "the same month: one group-by over the files and their agreements, without index or summary",
    "year, files": "the same year: one group-by over the files and their agreements, without index or summary",
    "month, indexed": "the same month: one group-by over the cases by the index, without summary",
    "year, indexed": "the same year: one group-by over the cases by the index, without summary",
    "month, list": "the list behind one cell of the month",
    "year, list": "the list behind one cell of the year",
    "memory": "memory: peak of a process that asks every month, every year and the lists behind",
}


def _opened(folder: Path) -> Desk:
    desk = rooms.open_room(folder, rooms.find_account(folder, None), counted_room.PASSWORD)
    figures.count_all(desk)
    return desk


def _months() -> list[Period]:
    return [parse_period(f"{year}-{month:02d}") for year in counted_room.YEARS for month in range(1, 13)]


def _tables(desk: Desk, period: Period) -> Sums:
    """What a page of a period shows."""
    reported.table(desk, period, Basis.CLOSED)
    return reported.of_period(desk, period, Basis.CLOSED)


def _round(desk: Desk, kind: str, period: Period) -> dict[str, float]:
    """Ours, the peers, ours again; and all of them say the same."""
    ours = [_timed(lambda: _tables(desk, period)) for _ in range(TRIES)]
    derived, cases = _asked(desk, DERIVED, period)
    indexed, _ = _asked(desk, INDEXED, period)
    files, raw = _asked(desk, FILES, period)
    ours += [_timed(lambda: _tables(desk, period)) for _ in range(TRIES)]
    behind = _timed(lambda: figures.at(desk, *CELL, period, Basis.CLOSED))
    sums = _tables(desk, period)
    _same(sums, _folded(cases), {"", *AXES, *(f"{one}*{other}" for one, other in CROSSED)}, MEASURES)
    _same(sums, _of_files(desk, raw), {"", "category", "source", "outcome", "mediator"}, OF_FILES)
    listed = figures.at(desk, *CELL, period, Basis.CLOSED)
    if len(listed) != sums.get(*CELL):
        raise AssertionError(f"{len(listed)} files behind a cell of {sums.get(*CELL)}")
    return {
        kind: median(ours),
        f"{kind}, derived": derived,
        f"{kind}, files": files,
        f"{kind}, indexed": indexed,
        f"{kind}, list": behind,
    }


def _asked(desk: Desk, query: str, period: Period) -> tuple[float, list[tuple[object, ...]]]:
    days = (f"{period.first}-01", f"{period.last}-31")
    with desk.store.read() as reader:
        start = time.perf_counter()
        rows = [tuple(row) for row in reader.connection.exec_driver_sql(query, days)]
        return (time.perf_counter() - start) * 1000, rows


def _folded(rows: Sequence[tuple[object, ...]]) -> Cells:
    made = Cells()
    for row in rows:
        at = dict(zip(AXES, row, strict=False))
        places = [("", ""), *((axis, str(key)) for axis, key in at.items() if key)]
        places += [(f"{one}*{other}", f"{at[one]}|{at[other]}") for one, other in CROSSED]
        for (axis, key), measure, n in (
            (place, measure, n) for place in places for measure, n in zip(MEASURES, row[len(AXES) :], strict=True)
        ):
            made[axis, key, measure] += int(str(n))
    return made


def _of_files(desk: Desk, rows: Sequence[tuple[object, ...]]) -> Cells:
    """Official names for the columns of files; every file of the room is of the present list."""
    official = desk.handbook.catalogue.official
    made = Cells()
    for category, source, mediation, mediators, *numbers in rows:
        outcome = {"agreed_written": "settled", "agreed_oral": "settled"}.get(str(mediation), str(mediation))
        answering = UUID(json.loads(str(mediators))[0]).hex
        places = (
            ("", ""),
            ("category", str(category)),
            ("source", official[str(source)]),
            ("outcome", outcome),
            ("mediator", answering),
        )
        for axis, key in places:
            for measure, n in zip(OF_FILES, numbers, strict=True):
                made[axis, key, measure] += round(float(str(n)))
    return made


def _same(ours: Sums, theirs: Cells, axes: set[str], measures: Sequence[str]) -> None:
    """Every cell of some tables, both ways."""
    mine = Cells(
        {
            (a, key, m): ours.get(a, key, m)
            for a in axes
            for key in {k for x, k in ours.rows if x == a}
            for m in measures
        }
    )
    if +mine != +theirs:
        wrong = {cell: (mine[cell], theirs[cell]) for cell in {*mine, *theirs} if mine[cell] != theirs[cell]}
        raise AssertionError(f"{len(wrong)} cells differ, such as {next(iter(wrong.items()))}")


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


# -- memory


def _peak(folder: Path) -> float:
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.counting", str(folder)], capture_output=True, text=True, check=True
    )
    return float(run.stdout)


def _everything(folder: Path) -> None:
    """Ask for all there is, and say how much memory that took at most."""
    desk = _opened(folder)
    for period in _months():
        _tables(desk, period)
    for year in counted_room.YEARS:
        period = parse_period(str(year))
        _tables(desk, period)
        figures.at(desk, *CELL, period, Basis.CLOSED)
    desk.store.close()
    status = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage would tell the parent's peak as well
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    sys.stdout.write(f"{int(peak.split()[1]) / 1024:.1f}\n")


# -- what saving costs more


def _saving(rounds: int) -> list[Figure]:
    """ms of a save with and without the counting, of words and of what moves figures, taking turns."""
    with tempfile.TemporaryDirectory(prefix="counting-") as temporary:
        folder = Path(temporary) / "room"
        counted_room.make(folder, 2_000)
        desk = _opened(folder)
        with desk.read() as reader:
            found = reader.rows(select(lines.c.dispute).where(lines.c.unsettled == 1).order_by(lines.c.dispute))
        ids = [UUID(bytes=row[0]) for row in found]
        half = len(ids) // 2
        ways = {
            "words, with": (tally, ids[:half], _words),
            "words, without": (_no_tally, ids[half:], _words),
            "figures, with": (tally, ids[:half], _figures),
            "figures, without": (_no_tally, ids[half:], _figures),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for turn in range(rounds + 1):
            samples: dict[str, list[float]] = {name: [] for name in ways}
            for n in range(SAVES):
                for name, (counting, some, edit) in ways.items():
                    with patch.object(summaries, "tally", counting):
                        samples[name].append(_save(desk, some[n % half], edit, turn * SAVES + n))
            if turn:
                for name, ms in samples.items():
                    taken[name].append(median(ms))
        desk.store.close()
    return [
        Figure(name=f"save one edited file ({name} counting), median of {SAVES}", unit="ms", rounds=tuple(ms))
        for name, ms in taken.items()
    ]


def _no_tally(*_said: object) -> None:
    """Nothing is counted."""


def _save(desk: Desk, id: UUID, edit: Callable[[Dispute, int], Dispute], n: int) -> float:
    with desk.read() as reader:
        changed = edit(reader.get(Dispute, id), n)
    return _timed(lambda: disputes.edit(desk, changed))


def _words(d: Dispute, n: int) -> Dispute:
    return replace(d, facts=f"第{n}次改写。")


def _figures(d: Dispute, n: int) -> Dispute:
    return replace(d, is_difficult=not d.is_difficult, parties_count=2 + n % 7)


if __name__ == "__main__":
    _everything(Path(sys.argv[1]))

"""`make bench`: everything in one run on one machine; the table on the screen and in bench/, ratios first of all.

--count N files (100,000), --rounds N (3), and the parts: opening saving paper waiting chaining mass counting syncing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.benchmarks import chaining, counting, mass, material, opening, paper, saving, syncing, waiting
from tests.benchmarks.figures import Figure, Ratio, p95, ratio, table
from tests.benchmarks.screens import QUIET

OUT = Path("bench")
PARTS = ("opening", "saving", "paper", "waiting", "chaining", "mass", "counting", "syncing")
Results = tuple[list[Figure], list[Ratio]]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"the same as --only: {' '.join(PARTS)}")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    data = (OUT / "data").absolute()
    data.mkdir(parents=True, exist_ok=True)
    figures: list[Figure] = []
    ratios: list[Ratio] = []
    for name in chosen.parts or chosen.only:
        _say(f"{name}: {chosen.rounds} rounds …")
        part = {
            "opening": _opening,
            "saving": _saving,
            "paper": _paper,
            "waiting": _waiting,
            "chaining": _chaining,
            "mass": _mass,
            "counting": _counting,
            "syncing": _syncing,
        }[name]
        more, of_them = part(data, chosen.count, chosen.rounds)
        figures += more
        ratios += of_them
    head = _head(chosen.count, chosen.rounds)
    text = f"{head}\n\n{table(figures, ratios)}"
    (OUT / "results.md").write_text(text, encoding="utf-8")
    kept = {"about": head, "figures": [asdict(f) for f in figures], "ratios": [asdict(r) for r in ratios]}
    (OUT / "results.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _say(text)
    return 0


def _opening(data: Path, count: int, rounds: int) -> Results:
    taken = opening.measure(data, count, rounds)
    names = {
        "ours": f"ours, {count:,} encrypted files, unlocking included, until the list is painted",
        "anki": f"Anki, {count:,} notes, until its window is visible (no password, no list shown)",
        "calc": f"LibreOffice Calc, xlsx of {count:,} rows × 12, until its window is visible",
    }
    starts = {kind: _figure(f"start: {words}", "s", taken[kind].of("start")) for kind, words in names.items()}
    memory = {
        kind: _figure(f"memory: {kind}, all its processes, {QUIET} s later", "MB", taken[kind].of("memory"))
        for kind in names
    }
    ours = taken["ours"]
    locked = _figure("ours without the unlocking (the peers have no password)", "s", ours.of("locked"))
    more = (
        _figure("of it unlocking: Argon2id at its real cost, opening the database", "s", ours.of("unlocking")),
        locked,
        _figure(f"from choosing 全部 until {count:,} files are in the list", "ms", ours.of("whole")),
        _figure("memory: ours after 全部", "MB", ours.of("memory of all")),
    )
    why = {kind: ours.failed or taken[kind].failed for kind in names}
    ratios = [
        ratio("start: ours / Anki", starts["ours"], starts["anki"], 0.8, why["anki"]),
        ratio("start: ours / LibreOffice", starts["ours"], starts["calc"], 0.25, why["calc"]),
        ratio("start without unlocking: ours / Anki", locked, starts["anki"], None, why["anki"]),
        ratio("start without unlocking: ours / LibreOffice", locked, starts["calc"], None, why["calc"]),
        ratio("memory: ours / Anki", memory["ours"], memory["anki"], 0.35, why["anki"]),
        ratio("memory: ours / LibreOffice", memory["ours"], memory["calc"], 0.75, why["calc"]),
    ]
    return [f for f in (*starts.values(), *memory.values(), *more) if f], ratios


def _saving(data: Path, count: int, rounds: int) -> Results:
    taken = saving.measure(material.room(data, count), rounds)
    words = {
        "ours": "save one edited file (row, operations, summary, audit line, commit)",
        "raw": "raw sqlcipher3: one row, commit, same pragmas",
    }
    figures = []
    for kind, name in words.items():
        figures.append(Figure(name=f"{name}, median", unit="ms", rounds=tuple(median(s) for s in taken[kind])))
        figures.append(Figure(name=f"{name}, p95", unit="ms", rounds=tuple(p95(s) for s in taken[kind])))
    return figures, [ratio("save: ours / one raw row, medians", figures[0], figures[2])]


def _paper(data: Path, count: int, rounds: int) -> Results:
    office = opening.office(data)
    taken = paper.measure(rounds, office)
    ours = _figure("agreement PDF, warm: ours, PDF/A-3b", "ms", taken["ours"])
    plain = _figure("agreement PDF, warm: plain ReportLab, wordWrap='CJK', the same three faces", "ms", taken["plain"])
    words = f"agreement PDF: LibreOffice headless, .odt, a document of {paper.BATCH} in one run"
    batch = _figure(words, "ms", taken.get("office", []))
    return [f for f in (ours, plain, batch) if f], [
        ratio("PDF: ours / plain ReportLab", ours, plain),
        ratio("PDF: ours / LibreOffice", ours, batch, None, "" if office else "LibreOffice is not installed"),
    ]


def _waiting(data: Path, _count: int, rounds: int) -> Results:
    return waiting.measure(data, rounds), []


def _mass(_data: Path, _count: int, rounds: int) -> Results:
    return mass.measure(rounds)


def _counting(data: Path, _count: int, rounds: int) -> Results:
    return counting.measure(data, rounds)


def _syncing(data: Path, _count: int, rounds: int) -> Results:
    return syncing.measure(data, rounds)


def _chaining(data: Path, _count: int, rounds: int) -> Results:
    return chaining.measure(data, rounds), []


def _figure(name: str, unit: str, rounds: Sequence[float]) -> Figure | None:
    return Figure(name=name, unit=unit, rounds=tuple(rounds)) if rounds else None


def _head(count: int, rounds: int) -> str:
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load {load} at the end. {count:,} files. Medians of {rounds} rounds in "
        "which the programs take turns, after one that is left out; a ratio is the median of the ratios of the rounds. "
        "“Least” is the quietest round. All windows under Xvfb with a window manager, page cache warm."
    )


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

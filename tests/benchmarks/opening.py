"""From the start of a program to its usable window, and the memory it takes then: ours, Anki, LibreOffice Calc."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import big_room, material
from tests.benchmarks.screens import NoWindow, Program, missing, screen

Environment = Mapping[str, str]


@dataclass(slots=True)
class Taken:
    """What the rounds gave, by name; `failed` says why there is nothing."""

    rounds: list[dict[str, float]] = field(default_factory=list)
    failed: str = ""

    def of(self, name: str) -> list[float]:
        return [one[name] for one in self.rounds]


Run = Callable[[Environment, Path], dict[str, float]]


def measure(data: Path, count: int, rounds: int) -> dict[str, Taken]:
    """The programs take turns; a round before the first warms the caches and is left out."""
    kinds: dict[str, Run] = {"ours": _ours(data, count)}
    taken = {kind: Taken() for kind in ("ours", "anki", "calc")}
    if missing():
        for one in taken.values():
            one.failed = f"not installed: {', '.join(missing())}"
        return taken
    if material.peers_python() is None:
        taken["anki"].failed = taken["calc"].failed = "the peers' Python is not there: run `make bench`"
    else:
        kinds["anki"] = _anki(data, count)
        if shutil.which("soffice"):
            kinds["calc"] = _calc(data, count)
        else:
            taken["calc"].failed = "LibreOffice is not installed"
    with screen() as environment:
        for turn in range(rounds + 1):
            for kind, run in kinds.items():
                if taken[kind].failed:
                    continue
                try:
                    found = run(environment, data / f"{kind}.log")
                except NoWindow as said:
                    taken[kind] = Taken(failed=str(said))
                    continue
                if turn:
                    taken[kind].rounds.append(found)
    return taken


def _ours(data: Path, count: int) -> Run:
    room = material.room(data, count)
    command = [sys.executable, "-m", "tests.benchmarks.open_ours", str(room)]

    def run(environment: Environment, log: Path) -> dict[str, float]:
        program = Program(command, {**environment, "MEDIATION_DESK_PASSWORD": big_room.PASSWORD}, log)
        try:
            ready = program.says("READY")
            unlocking = program.says("UNLOCKED") - program.says("LOADED")
            memory = program.memory()
            program.tell()
            whole = program.says("WHOLE") - program.says("ASKED")
            return {
                "start": ready,
                "unlocking": unlocking,
                "locked": ready - unlocking,
                "memory": memory,
                "whole": whole * 1000,
                "memory of all": program.memory(),
            }
        finally:
            program.end()

    return run


def _anki(data: Path, count: int) -> Run:
    base, python = material.anki(data, count), material.peers_python()
    assert python is not None
    command = [str(python.with_name("anki")), "-b", str(base), "-p", "bench"]
    root = {"QTWEBENGINE_DISABLE_SANDBOX": "1"}  # Chromium refuses to run as root otherwise
    return lambda environment, log: _peer(command, {**environment, **root}, log, " - Anki$")


def _calc(data: Path, count: int) -> Run:
    sheet = material.sheet(data, count)
    command = [*office(data), "--norestore", "--nologo", "--nofirststartwizard", "--calc", str(sheet)]

    def run(environment: Environment, log: Path) -> dict[str, float]:
        for lock in sheet.parent.glob(f".~lock.{sheet.name}#"):  # of the last run, which was ended, not closed
            lock.unlink()
        return _peer(command, environment, log, sheet.name)

    return run


def office(data: Path) -> list[str]:
    """LibreOffice in a profile of its own; [] when it is not installed."""
    return [path, f"-env:UserInstallation={(data / 'office').as_uri()}"] if (path := shutil.which("soffice")) else []


def _peer(command: list[str], environment: Environment, log: Path, title: str) -> dict[str, float]:
    program = Program(command, environment, log)
    try:
        return {"start": program.shows(title), "memory": program.memory()}
    finally:
        program.end()

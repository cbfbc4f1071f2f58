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
    """What the rounds gave; `failed` says why there is nothing."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)  # ours only: until 全部 is on the screen
    failed: str = ""


def measure(data: Path, count: int, rounds: int) -> dict[str, Taken]:
    """The programs take turns; a round before the first warms the caches and is left out."""
    kinds: dict[str, Callable[[Environment, Path], tuple[float, float, float]]] = {"ours": _ours(data, count)}
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
                    seconds, megabytes, whole = run(environment, data / f"{kind}.log")
                except NoWindow as said:
                    taken[kind] = Taken(failed=str(said))
                    continue
                if turn:
                    taken[kind].seconds.append(seconds)
                    taken[kind].megabytes.append(megabytes)
                    taken[kind].whole.append(whole)
    return taken


def _ours(data: Path, count: int) -> Callable[[Environment, Path], tuple[float, float, float]]:
    room = material.room(data, count)
    command = [sys.executable, "-m", "tests.benchmarks.open_ours", str(room)]

    def run(environment: Environment, log: Path) -> tuple[float, float, float]:
        program = Program(command, {**environment, "MEDIATION_DESK_PASSWORD": big_room.PASSWORD}, log)
        try:
            return program.says("READY"), program.memory(), program.says("WHOLE")
        finally:
            program.end()

    return run


def _anki(data: Path, count: int) -> Callable[[Environment, Path], tuple[float, float, float]]:
    base, python = material.anki(data, count), material.peers_python()
    assert python is not None
    command = [str(python.with_name("anki")), "-b", str(base), "-p", "bench"]
    root = {"QTWEBENGINE_DISABLE_SANDBOX": "1"}  # Chromium refuses to run as root otherwise
    return lambda environment, log: _peer(command, {**environment, **root}, log, " - Anki$")


def _calc(data: Path, count: int) -> Callable[[Environment, Path], tuple[float, float, float]]:
    sheet = material.sheet(data, count)
    command = [*office(data), "--norestore", "--nologo", "--nofirststartwizard", "--calc", str(sheet)]

    def run(environment: Environment, log: Path) -> tuple[float, float, float]:
        for lock in sheet.parent.glob(f".~lock.{sheet.name}#"):  # of the last run, which was ended, not closed
            lock.unlink()
        return _peer(command, environment, log, sheet.name)

    return run


def office(data: Path) -> list[str]:
    """LibreOffice in a profile of its own; [] when it is not installed."""
    return [path, f"-env:UserInstallation={(data / 'office').as_uri()}"] if (path := shutil.which("soffice")) else []


def _peer(command: list[str], environment: Environment, log: Path, title: str) -> tuple[float, float, float]:
    program = Program(command, environment, log)
    try:
        return program.shows(title), program.memory(), 0.0
    finally:
        program.end()

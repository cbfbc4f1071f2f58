"""Processes of their own, forked from one that has read the program already.

A script's call of `mediation-desk` spends most of its second on reading modules and on Argon2; a test that asks
what the call says, writes and exits with needs neither. What hangs on the start of a process itself (its locale,
its hash seed, what it inherits) is tested with `python -m desktop`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, TextIO

from desktop.commands import rooms
from tests.conftest import CHEAP, PASSWORD

READ = (
    "argon2",
    "desktop.cli",
    "desktop.commands.ledgers.give",
    "desktop.commands.outline",
    "desktop.commands.papers",
    "desktop.commands.statistics.delivery",
    "desktop.commands.statistics.export",
    "desktop.commands.transfer.loading",
    "desktop.commands.verify",
    "desktop.storage.upgrade",
    "pypinyin",
    "reports.documents",
    "reports.statistics.bulletin_pdf",
    "reports.statistics.table_pdf",
    "reports.statistics.xlsx",
    "tests.stories.typist",
    "xlsxwriter",
)


def context() -> ForkServerContext:
    made = get_context("forkserver")
    made.set_forkserver_preload(list(READ))
    return made


def python_m(*words: object, **environment: str) -> CompletedProcess[str]:
    """`python -m desktop …`: the program from its first line, as an office's script calls it."""
    given = {"QT_QPA_PLATFORM": "offscreen", "MEDIATION_DESK_PASSWORD": PASSWORD} | environment
    return subprocess.run(
        [sys.executable, "-m", "desktop", *map(str, words)],
        env=os.environ | given,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )


def call(*words: object, **environment: str) -> CompletedProcess[str]:
    """`mediation-desk …` in a process of its own; a room that it makes is cheap to open."""
    with tempfile.TemporaryDirectory() as folder:
        said, complained = Path(folder, "out"), Path(folder, "err")
        given = {"MEDIATION_DESK_PASSWORD": PASSWORD} | environment
        child = context().Process(target=_called, args=([*map(str, words)], given, said, complained))
        child.start()
        child.join()
        code = child.exitcode
        assert code is not None
        return CompletedProcess(words, code, said.read_text(encoding="utf-8"), complained.read_text(encoding="utf-8"))


def _called(words: list[str], environment: dict[str, str], said: Path, complained: Path) -> None:
    from desktop.cli import main

    os.environ.update(environment)
    rooms.create.__kwdefaults__["cost"] = CHEAP  # type: ignore[index]
    for path, stream in ((said, 1), (complained, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), stream)
    sys.exit(main(words))


@contextmanager
def heard(talk: Callable[..., None], *given: Any) -> Iterator[tuple[BaseProcess, TextIO]]:
    """A child that runs `talk(*given)`, and what it says on its standard output as it says it."""
    made = context()
    ours, its = made.Pipe(duplex=False)
    child = made.Process(target=_talked, args=(its, talk, given))
    child.start()
    its.close()
    with os.fdopen(os.dup(ours.fileno()), encoding="utf-8") as said:
        ours.close()
        yield child, said
    child.join()


def _talked(its: Any, talk: Callable[..., None], given: tuple[Any, ...]) -> None:
    os.dup2(its.fileno(), 1)
    its.close()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    talk(*given)

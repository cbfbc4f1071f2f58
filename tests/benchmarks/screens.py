"""A virtual screen with a window manager, and programs on it: when their window is visible, what memory they take."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]

NEEDED = ("Xvfb", "openbox", "xdotool")
POLL = 0.03  # s between looks
PATIENCE = 120  # s for a window to appear
QUIET = 5  # s until what goes on behind a fresh window has settled
SIZE = "1440x900x24"


class NoWindow(Exception):
    """The program ended, or showed nothing in time; the words say which, with the end of what it printed."""


def missing() -> list[str]:
    """The system programs that are not installed."""
    return [name for name in NEEDED if shutil.which(name) is None]


@contextmanager
def screen() -> Iterator[Mapping[str, str]]:
    """The environment for programs that shall be seen on it."""
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    environment = {**os.environ, "DISPLAY": f":{server.stdout.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield environment
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait()


class Program:
    """One run of a program, with whatever it starts."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._environment, self._log = environment, log
        with log.open("wb") as out:
            self.started = time.monotonic()
            self._process = subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=out, stderr=out, start_new_session=True
            )

    def shows(self, title: str) -> float:
        """Seconds from the start until a window whose title matches is visible. Raises NoWindow."""
        look = ["xdotool", "search", "--onlyvisible", "--name", title]
        while True:
            self._alive(f"no window “{title}”")
            seen = subprocess.run(look, env=self._environment, capture_output=True)
            if seen.stdout.strip():
                return time.monotonic() - self.started
            time.sleep(POLL)

    def says(self, word: str) -> float:
        """Seconds from the start until the moment the program prints after `word` (its monotonic clock)."""
        while True:
            said = re.search(rf"^{word} ([\d.]+)$", self._log.read_text(encoding="utf-8", errors="replace"), re.M)
            if said:
                return float(said[1]) - self.started
            self._alive(f"no “{word}”")
            time.sleep(POLL)

    def tell(self) -> None:
        """A line on the program's standard input."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()

    def memory(self) -> float:
        """Proportional set size of the whole tree, MB, once it has settled."""
        time.sleep(QUIET)
        top = psutil.Process(self._process.pid)
        total = 0
        for process in (top, *top.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                total += process.memory_full_info().pss
        return total / 2**20

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _alive(self, otherwise: str) -> None:
        code = self._process.poll()
        late = time.monotonic() - self.started > PATIENCE
        if code is None and not late:
            return
        printed = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        ended = f"ended with {code}" if code is not None else f"after {PATIENCE} s"
        raise NoWindow(f"{otherwise}: {ended}; {' / '.join(line.strip() for line in printed[-3:])}")

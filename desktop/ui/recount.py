"""Counting all files anew behind the window, after an upgrade or under other counting rules."""

from __future__ import annotations

from collections.abc import Callable

from desktop.commands.statistics import figures
from desktop.jobs import Jobs
from desktop.ui.window import Window


class _Left(Exception):
    """The desk was left while something still went on behind it."""


def count_behind(window: Window, jobs: Jobs, here: Callable[[], bool]) -> None:
    """Start it, if there is anything to count; the pages hear when it is done. It stops when nobody is `here`."""

    def told(_done: int, _of: int) -> None:
        if not here():
            raise _Left

    def count() -> bool:
        try:
            return figures.count_all(window.desk, told)
        except _Left:
            return False

    def counted(anew: bool) -> None:
        if anew and here():
            window.refresh()

    jobs.submit(count, counted)

"""Work off the GUI thread, and what Python throws away meanwhile."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from desktop.jobs import Jobs, Sweeper


class Page(QObject):
    """Something of Qt that nobody holds any more, in a circle with itself."""

    def __init__(self, thrown: list[str]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: thrown.append(threading.current_thread().name))


def litter() -> None:
    """What a job allocates: enough that the collector would run there."""
    kept = []
    for n in range(200_000):
        kept.append([n, {}])


@pytest.mark.parametrize("swept", [True, False])
def test_a_page_is_never_thrown_away_by_a_job(qtbot, swept):
    """Can fail: without the sweeper the collector runs in the job and destroys the page there."""
    sweeper = Sweeper() if swept else None
    if not swept:
        gc.enable()
    thrown: list[str] = []
    failed: list[Exception] = []
    jobs = Jobs(failed.append)
    done: list[None] = []
    Page(thrown)
    jobs.submit(litter, done.append)
    qtbot.waitUntil(lambda: bool(done))
    gc.disable()
    if sweeper is None:
        assert thrown
        assert thrown != [threading.main_thread().name]
        return
    assert thrown == []
    sweeper.sweep()
    gc.collect()
    assert thrown == [threading.main_thread().name]
    assert not failed

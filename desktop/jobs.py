"""Slow work off the GUI thread: the whole thread API of the program."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal, Slot

T = TypeVar("T")
log = logging.getLogger(__name__)


class _Task(QObject, QRunnable):
    """The work and the way home. Python keeps it alive until it has landed."""

    landed = Signal(object)  # self

    def __init__(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        QObject.__init__(self)
        QRunnable.__init__(self)
        self.setAutoDelete(False)
        self._work, self.done = work, done
        self.result: Any = None
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.result = self._work()
        except Exception as e:
            self.error = e
        self.landed.emit(self)


class Jobs(QObject):
    """Runs `work` elsewhere, then `done(result)` here or `failed(error)`."""

    busy = Signal(int)

    def __init__(self, failed: Callable[[Exception], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._failed = failed
        self._under_way: set[_Task] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)

    def submit(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        task = _Task(work, done)
        task.landed.connect(self._on_landed)  # a method of a QObject here: delivered here
        self._under_way.add(task)
        self.busy.emit(len(self._under_way))
        self._pool.start(task)

    @Slot(object)
    def _on_landed(self, task: _Task) -> None:
        self._under_way.discard(task)
        self.busy.emit(len(self._under_way))
        if task.error is None:
            task.done(task.result)
        else:
            self._failed(task.error)

    def wait(self, ms: int = 5000) -> bool:
        """Before quitting: nothing may still be writing."""
        return self._pool.waitForDone(ms)


class Sweeper(QObject):
    """Python's unreachable cycles are collected on the GUI thread alone, as long as this lives.

    The collector runs on whichever thread happens to allocate; a page that it finds in a job would be destroyed
    there, and Qt's widgets and timers may only be destroyed at home.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=1_000)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """What the collector would have done by itself, the oldest generation that is due first."""
        due = [
            n for n, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > limit
        ]
        if due:
            gc.collect(due[-1])

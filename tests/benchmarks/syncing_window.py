"""How long a real window on station B cannot move while another thread takes a thousand changed records in."""

from __future__ import annotations

import gc
import os
import time

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.jobs import Jobs, Sweeper
from tests.benchmarks.syncing_ours import Ours

TICK = 5  # ms
SETTLING = 500  # ms of the window alone, before and after


def longest_gaps(ours: Ours, count: int) -> tuple[float, float]:
    """Seconds: the longest time between two ticks of the window's loop during an exchange; the same left in peace."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop.ui.disputes.page import FilesPage
    from desktop.ui.looks import Look, load_faces, wear
    from desktop.ui.today.page import TodayPage
    from tests.ui.hosting import window

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    load_faces()
    wear(app, Look())
    sweeper = Sweeper()  # as in the program
    shown = window(ours.b, {"today": TodayPage, "files": FilesPage})
    shown.open_page("files")
    shown.shell.show()
    ours.edit(count, 2)
    ours.exchange(0)
    loop, jobs = QEventLoop(), Jobs(_raise)
    gaps: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    timer = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start()
    for _moment in ("the window is painted", "nothing happens"):
        gaps.clear()
        QTimer.singleShot(SETTLING, loop.quit)
        loop.exec()
    quiet = max(gaps)
    gaps.clear()

    def home(_seconds: float) -> None:
        ours.b.told(ours.came)
        QTimer.singleShot(SETTLING, loop.quit)

    jobs.submit(lambda: ours.exchange(1), home)
    loop.exec()
    timer.stop()
    shown.shell.close()
    sweeper.deleteLater()
    gc.enable()
    return max(gaps), quiet


def _raise(error: Exception) -> None:
    raise error

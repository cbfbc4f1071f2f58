"""When typing is put aside and when it goes into the file: nothing typed is lost, nothing is saved at each key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

KEEP_MS = 300  # after the first key that is not kept yet
COMMIT_MS = 1500  # after the last key


class Keeper(QObject):
    """Calls `keep` soon after typing began and `commit` when it pauses."""

    def __init__(self, keep: Callable[[], object], commit: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._keep, self._commit = self._timer(KEEP_MS, keep), self._timer(COMMIT_MS, commit)

    def touched(self) -> None:
        """Something was typed."""
        if not self._keep.isActive():
            self._keep.start()
        self._commit.start()

    def rest(self) -> None:
        """All is in the file."""
        self._keep.stop()
        self._commit.stop()

    def waiting(self) -> bool:
        return self._keep.isActive() or self._commit.isActive()

    def _timer(self, ms: int, act: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(act)
        return timer

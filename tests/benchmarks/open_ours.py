"""One start of the program on a room: unlock, window, 纠纷, as the person with an instant password sees it.

python -m tests.benchmarks.open_ours ROOM, the password in MEDIATION_DESK_PASSWORD. Prints moments of the monotonic
clock: LOADED (modules and look), UNLOCKED, READY (the list with its first rows is on the screen); a line on stdin
asks for 全部: ASKED, WHOLE. Then it stays until it is ended.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, QTimer

from desktop.app import application
from desktop.commands import rooms
from desktop.jobs import Jobs
from desktop.settings import Preferences
from desktop.ui.looks import Look, wear
from desktop.ui.pages import pages
from desktop.ui.window import Window

SIZE = (1440, 900)


class FirstPaint(QObject):
    """Calls `then` once, when the next paint of a widget has reached the screen."""

    def __init__(self, widget: QObject, then: Callable[[], None]) -> None:
        super().__init__(widget)
        self._then: Callable[[], None] | None = then
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._then is not None:
            QTimer.singleShot(0, self._then)  # after the paint and its flush
            self._then = None
        return False


def say(word: str) -> None:
    sys.stdout.write(f"{word} {time.monotonic():.4f}\n")
    sys.stdout.flush()


def run(room: Path, password: str) -> int:
    app = application()
    wear(app, Look())
    say("LOADED")
    desk = rooms.open_room(room, rooms.find_account(room, None), password)
    say("UNLOCKED")
    window = Window(desk, Jobs(_raise), *pages(Preferences, lambda _: None))
    window.open_page("files")
    page = window.page("files")
    asked = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)

    def ready() -> None:
        _demand(page.model.rowCount() > 0, "the list is empty")
        say("READY")
        asked.activated.connect(everything)

    def everything() -> None:
        asked.setEnabled(False)
        say("ASKED")
        FirstPaint(page.list.viewport(), whole)
        page.views.choose("all")
        page.views.chosen.emit("all")

    def whole() -> None:
        _demand(page.model.rowCount() > 1_000, "全部 is not all")
        say("WHOLE")

    FirstPaint(page.list.viewport(), ready)
    window.shell.resize(*SIZE)
    window.shell.show()
    return app.exec()


def _demand(so: bool, otherwise: str) -> None:
    if not so:
        raise SystemExit(otherwise)


def _raise(error: Exception) -> None:
    raise error


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), os.environ["MEDIATION_DESK_PASSWORD"]))

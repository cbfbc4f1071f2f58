"""One start of the program on a room: gate, unlock, window, 纠纷, as a person with an instant password sees it.

python -m tests.benchmarks.open_ours ROOM, the password in MEDIATION_DESK_PASSWORD. Prints moments of the monotonic
clock: LOADED (the gate is shown), UNLOCKED (the desk is there), READY (the list with its first rows is on the screen);
a line on stdin asks for 全部: ASKED, WHOLE. Then it stays until it is ended.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, QTimer

from desktop.app import Program, application
from desktop.storage.keys import Keyring
from desktop.ui.gate.login import LoginPage

if TYPE_CHECKING:
    from desktop.commands.desk import Desk
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


class Started(Program):
    """The program itself, with a hand that types the password at once."""

    def _sit_down(self, desk: Desk) -> None:
        say("UNLOCKED")
        super()._sit_down(desk)
        if self.window is not None:
            show_files(self.window)


def run(room: Path, password: str) -> int:
    app = application()
    program = Started(app, room, practice=False)
    if not program.start() or program.gate is None:
        raise SystemExit("the gate is not there")
    page = program.gate.findChild(LoginPage)
    _demand(page is not None, "no log-in")
    account = next(iter(Keyring(room, time.time).accounts()))

    def enter() -> None:
        say("LOADED")
        page.unlock_asked.emit(account, password)

    FirstPaint(page, enter)
    return app.exec()


def show_files(window: Window) -> None:
    window.shell.resize(*SIZE)
    window.open_page("files")
    page = window.page("files")
    asked = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, window)

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


def _demand(so: bool, otherwise: str) -> None:
    if not so:
        raise SystemExit(otherwise)


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), os.environ["MEDIATION_DESK_PASSWORD"]))

"""A child process: a real window on a real encrypted room, somebody typing a walk-in until killed.

Says on stdout what is safe: `DRAFT <letters>` when a draft is on disk, `SAVED <story>` when a file is.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import drafts, rooms
from desktop.commands.desk import Desk
from desktop.ui.intake.panel import IntakePanel
from desktop.ui.looks import Look, load_faces, wear
from desktop.ui.today.page import TodayPage
from tests.conftest import PASSWORD
from tests.ui.hosting import window

STORY = "楼上装修夜里十一点还在敲墙已经四天和施工负责人吵过一次没有动手物业说管不了"


def say(words: str) -> None:
    os.write(1, (words + "\n").encode())


def facts(values: dict[str, Any]) -> int:
    """How many letters of the story a draft holds."""
    return len(str(values["form"]["facts"]))


class Typist:
    """Types one letter per turn of the event loop; every story ends with Ctrl+Enter, then the next begins."""

    def __init__(self, desk: Desk, round_: str) -> None:
        self.desk, self.round, self.story, self.letters = desk, round_, 0, 0
        self.window = window(desk, {"today": TodayPage}, IntakePanel)
        self.window.shell.activateWindow()
        self.timer = QTimer(interval=2)
        self.timer.timeout.connect(self.turn)
        self.begin()
        self.timer.start()

    def begin(self) -> None:
        self.window.open_intake()
        form = self.window.intake.form
        form.fill({"name": f"来人{self.round}", "category": "neighbourhood"})
        self.field = form.field("facts")
        self.letters = 0
        self.field.setFocus()

    def turn(self) -> None:
        target = QApplication.focusWidget() or self.field
        if self.letters < (8 if (self.story + int(self.round)) % 2 else 200):  # also a slow machine saves something
            text = STORY[self.letters % len(STORY)]
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(target, event)
            self.letters += 1
            return
        self.story += 1
        mark = f"{self.round}之{self.story}"
        event = QInputMethodEvent()
        event.setCommitString(mark)
        QApplication.sendEvent(target, event)
        QTest.keyClick(target, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        if self.window.intake is None:
            say(f"SAVED {mark}")
            self.begin()


def work(folder: Path, round_: str) -> None:
    """Until killed, in the room that lies there."""
    app = QApplication([])
    load_faces()
    wear(app, Look())
    desk = rooms.open_room(folder, rooms.find_account(folder, None), PASSWORD)
    keep = drafts.keep

    def kept(desk: Desk, key: str, values: dict[str, Any]) -> object:
        at = keep(desk, key, values)
        say(f"DRAFT {facts(values)}")
        return at

    drafts.keep = kept  # type: ignore[assignment]
    before = drafts.find(desk, "intake")
    say(f"FOUND {facts(before.values) if before else 0}")
    if before:
        drafts.drop(desk, "intake")
    typist = Typist(desk, round_)
    say("READY")
    app.exec()
    del typist

"""A window with the list and the file page on the practice room, and hands to type with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands.lists import Files, Filter
from desktop.ui.disputes.page import FilesPage
from desktop.ui.file.page import FilePage
from tests.ui.hosting import Blank, window

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Asked(Blank):
    """Stands for the agreement and the paper: remembers what was asked for."""

    def __init__(self):
        super().__init__()
        self.opened = []

    def open(self, *what):
        self.opened.append(what)
        return True


def desk_window(qtbot, desk, size=(1366, 768)):
    pages = {"files": FilesPage, "file": FilePage, "paper": lambda _h: Asked(), "agreement": lambda _h: Asked()}
    shown = window(desk, pages, size=size)
    qtbot.addWidget(shown.shell)
    with qtbot.waitActive(shown.shell):
        shown.shell.activateWindow()
    return shown


def id_of(desk, number):
    """The file whose number in the list is this one."""
    files = Files(desk, Filter(words=number))
    return next(line.id for line in files.rows(files.ids()) if line.number == number)


def read(desk, number):
    with desk.read() as reader:
        return reader.file(id_of(desk, number))


def say(text):
    """Type at the cursor: letters as keys, Chinese as an input method commits it."""
    if text.isascii():
        QTest.keyClicks(QApplication.focusWidget(), text)
        return
    target = QApplication.focusWidget()
    assert target is not None, "nothing has the focus"
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(target, event)


def press(key, pressed=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, pressed)


def settled():
    """What was posted is done: focus changes, layouts, rows."""
    app = QApplication.instance()
    for _ in range(3):
        app.sendPostedEvents()
        QTest.qWait(0)


def press_button(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

"""A person at the keyboard: types, presses, goes to a field by its label; the mouse only where it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MOST_STOPS = 150  # Tab presses before a label counts as out of reach


@dataclass
class Hands:
    """At `window`. Counts what it does: `keys` pressed or letters committed, `clicks` of the mouse."""

    window: QWidget
    keys: int = 0
    clicks: int = 0

    def say(self, text: str) -> None:
        """Type at the cursor: letters as keys, Chinese as an input method commits it."""
        target = self.at()
        self.keys += len(text)
        if text.isascii():
            QTest.keyClicks(target, text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(target, event)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE, *, times: int = 1) -> None:
        for _ in range(times):
            self.keys += 1
            QTest.keyClick(self.at(), key, held)

    def put(self, text: str) -> None:
        """In place of what stands in the field."""
        self.press(Key.Key_A, CTRL)
        self.say(text)

    def focus_on(self, label: str, *, back: bool = False) -> QWidget:
        """Tab until the field or button that is read out as `label`; AssertionError when Tab never comes there."""
        met = []
        for _ in range(MOST_STOPS):
            if self.hears(label):
                return self.at()
            met.append(spoken(self.at()))
            if back:
                self.press(Key.Key_Tab, SHIFT)
            else:
                self.press(Key.Key_Tab)
        raise AssertionError(f"Tab never comes to {label!r}, only to {list(dict.fromkeys(met))}")

    def reads(self) -> str:
        """What is read out of what has the focus."""
        return spoken(self.at())

    def hears(self, label: str) -> bool:
        """Whether what has the focus is read out as `label`."""
        return self.reads() == label

    def enter(self, words: str) -> None:
        """Tab to a button and press it with Enter."""
        self.focus_on(words)
        self.press(Key.Key_Return)

    def click(self, widget: QWidget) -> None:
        """The mouse: only for what a person has no key for."""
        self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def at(self) -> QWidget:
        """Where a key goes now."""
        popup = QApplication.activePopupWidget()
        handle = self.window.windowHandle()
        if popup is None and handle is not QGuiApplication.focusWindow():
            self.window.activateWindow()  # the offscreen platform forgets to go back when a list closes
            until(lambda: handle is QGuiApplication.focusWindow(), "the window comes to the front")
        target = popup or QApplication.focusWidget()
        assert target is not None, "nothing has the focus"
        inner = target.focusWidget()
        return inner if inner is not None and popup is target else target


def spoken(widget: QWidget) -> str:
    """What a screen reader calls a widget."""
    return widget.accessibleName() or type(widget).__name__


def activate(window: QWidget) -> None:
    """The window comes to the front and takes the keys."""
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window), "the window does not come to the front"


def until(there: Callable[[], bool], what: str, *, ms: int = 10_000) -> None:
    """Run the event loop until something is so; AssertionError after `ms`."""
    if there():
        return
    loop = QEventLoop()
    look, end = QTimer(interval=10), QTimer(singleShot=True, interval=ms)
    look.timeout.connect(lambda: loop.quit() if there() else None)
    end.timeout.connect(loop.quit)
    look.start()
    end.start()
    loop.exec()
    look.stop()
    assert there(), f"waited {ms} ms for: {what}"

"""The editors inside the fields: Enter moves, input methods are respected, paste is plain."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.domain.typed import clean_text

MOST_CHARACTERS = 10_000


class Move(Enum):
    """Where a key wants to go from a field."""

    ON = auto()  # Enter
    BACK = auto()  # Shift+Enter
    DONE = auto()  # Ctrl+Enter
    LEAVE = auto()  # Esc


def move_of(event: QKeyEvent) -> Move | None:
    """The move a key asks for in a field of one line."""
    if event.key() == Qt.Key.Key_Escape:
        return Move.LEAVE
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return None
    pressed = event.modifiers()
    if pressed & Qt.KeyboardModifier.ControlModifier:
        return Move.DONE
    return Move.BACK if pressed & Qt.KeyboardModifier.ShiftModifier else Move.ON


class LineEdit(QLineEdit):
    """One line. `tidy` folds what is typed, pasted or committed by an input method, and may cut it.

    Qt's validators would silently drop full-width digits, and its maximum length would cut a pasted number
    before its spaces are gone. What arrives is folded before it is inserted, so that undo never meets it raw.
    """

    moved = Signal(object)  # Move
    edited = Signal()  # the text changed by hand, after folding

    def __init__(self, tidy: Callable[[str], str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tidy = tidy
        self._preedit = ""
        self.textEdited.connect(self._arrived)

    @property
    def composing(self) -> bool:
        """Whether an input method holds letters that are not text yet."""
        return bool(self._preedit)

    def whole_text(self) -> str:
        """The text with what is being composed in its place, so that a draft loses nothing."""
        before, after = _split(self.text(), self.cursorPosition())
        return before + self._preedit + after

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        if self._take(event.commitString()):
            event = QInputMethodEvent(event.preeditString(), event.attributes())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = move_of(event)
        if move is not None:
            event.accept()
            if not self._preedit:
                self.moved.emit(move)
        elif self._take(_arriving(event)):
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._preedit = ""
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.home(False)  # a long text shows its beginning

    def _take(self, new: str) -> bool:
        """Insert folded text in place of the selection; False when folding changes nothing and Qt may do it."""
        if not new or self._tidy is None or self.isReadOnly():
            return False
        start = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
        before, rest = _split(self.text(), start)
        after = _split(rest, self.selectionLength())[1]
        tidied = self._tidy(before + new + after)
        if tidied == before + new + after:
            return False
        if tidied != self.text():
            self.selectAll()
            self.insert(tidied)
            self.setCursorPosition(min(_units(self._tidy(before + new)), _units(tidied)))
        return True

    def _arrived(self) -> None:
        """What came another way (a drop, the menu, a deletion) is folded afterwards; its undo history goes."""
        if self._tidy is not None and not self._preedit:
            tidied = self._tidy(self.text())
            if tidied != self.text():
                at = _units(self._tidy(_split(self.text(), self.cursorPosition())[0]))
                self.setText(tidied)
                self.setCursorPosition(min(at, _units(tidied)))
        self.edited.emit()


def _units(text: str) -> int:
    """Length as Qt counts: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _split(text: str, at: int) -> tuple[str, str]:
    """Before and after a position counted in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[: 2 * at].decode("utf-16-le", "surrogatepass"), raw[2 * at :].decode("utf-16-le", "surrogatepass")


def _arriving(event: QKeyEvent) -> str:
    """The text that the key would insert."""
    if event.matches(QKeySequence.StandardKey.Paste):
        return QGuiApplication.clipboard().text()
    return event.text() if writes(event) else ""


def writes(event: QKeyEvent) -> bool:
    """Whether the key inserts a character."""
    command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & command


class TextEdit(QPlainTextEdit):
    """Paragraphs: Enter is a new line, Tab moves on, Ctrl+Enter is done, Shift+Enter goes back; plain paste."""

    moved = Signal(object)  # Move
    edited = Signal()
    overflowed = Signal(int)  # characters that did not fit

    def __init__(self, parent: QWidget | None = None, most: int = MOST_CHARACTERS) -> None:
        super().__init__(parent)
        self._most = most
        self._preedit = ""
        self._setting = False
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._arrived)

    @property
    def composing(self) -> bool:
        return bool(self._preedit)

    def whole_text(self) -> str:
        """The text with what is being composed in its place."""
        at = self.textCursor().position()
        before, after = self._between(0, at), self._between(at, -1)
        return before + self._preedit + after

    def put(self, text: str) -> None:
        """Show a text without saying that it was edited."""
        self._setting = True
        self.setPlainText(text)
        self._setting = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = move_of(event)
        if move is None or move is Move.ON:
            super().keyPressEvent(event)
            return
        event.accept()
        if not self._preedit:
            self.moved.emit(move)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._preedit = ""

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = clean_text(source.text())
        room = self._most - len(self.toPlainText()) + len(self.textCursor().selectedText())
        self.insertPlainText(text[: max(room, 0)])
        if len(text) > room:
            self.overflowed.emit(len(text) - max(room, 0))

    def _arrived(self) -> None:
        if self._setting:
            return
        over = len(self.toPlainText()) - self._most
        if over > 0 and not self._preedit:
            self._setting = True
            cursor = self.textCursor()
            for _ in range(over):
                cursor.deletePreviousChar()
            self._setting = False
            self.overflowed.emit(over)
        self.edited.emit()

    def _between(self, start: int, end: int) -> str:
        """The text from one place to another; -1: to the end. A composition is not part of it."""
        cursor = self.textCursor()
        cursor.setPosition(start)
        if end < 0:
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        else:
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText().replace("\u2029", "\n")

"""Passwords: typed as dots, seen only while a button is held, judged in words before anybody is refused."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.errors import Refused
from desktop.storage.keys import MIN_PASSWORD, check_password
from desktop.ui.kit.buttons import bare
from desktop.ui.kit.edits import LineEdit
from desktop.ui.kit.fields import LineField
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone

RULE = f"至少 {MIN_PASSWORD} 位,字母、数字、符号中至少两种"
CAPS_ON = "大写锁定已打开"
LONG = 12
VERY_LONG = 16
_RUNS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_GUESSED_FIRST = ("password", "admin", "mima", "iloveyou", "qwerty")


class PasswordEdit(LineEdit):
    """Dots. Qt cannot be asked for Caps Lock, so the letters that arrive tell."""

    caps_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(None, parent)
        self.caps = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(
            hints.ImhHiddenText | hints.ImhSensitiveData | hints.ImhNoAutoUppercase | hints.ImhNoPredictiveText
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._tell(not self.caps)
        elif len(letter) == 1 and letter.isascii() and letter.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._tell(letter.isupper() is not shifted)
        super().keyPressEvent(event)

    def _tell(self, caps: bool) -> None:
        if caps is not self.caps:
            self.caps = caps
            self.caps_changed.emit(caps)


class PasswordField(LineField):
    """A password of the whole width. `judged`: what is typed is a new password, so its strength stands under it.

    It is never part of a draft.
    """

    def __init__(self, *, judged: bool = False, parent: QWidget | None = None) -> None:
        self._judged = judged
        self._edit = PasswordEdit()
        self.eye = bare("ph.eye", "按住显示密码")
        super().__init__(self.eye, width=None, editor=self._edit, parent=parent)
        self.row.setSpacing(4)
        self.row.removeWidget(self.remark)
        self.column.insertWidget(1, self.remark)
        self._edit.caps_changed.connect(self.show_remark)
        self.eye.pressed.connect(self._show)
        self.eye.released.connect(self._hide)
        self.show_remark()

    def set_name(self, name: str) -> None:
        super().set_name(name)
        self.eye.setAccessibleName(f"按住显示{name}")

    def value(self) -> str:
        return self.line.text()

    def set_value(self, value: str | None) -> None:
        self.line.setText(value or "")
        self._hide()
        self.wrong("")

    def raw(self) -> str:
        return ""

    def set_raw(self, text: str) -> None:
        """A draft holds no password."""

    @property
    def empty(self) -> bool:
        return not self.value()

    def show_remark(self) -> None:
        if self._edit.caps:
            self.remark.say(CAPS_ON, Tone.AMBER, Shape.DIAMOND)
        elif self._judged:
            self.remark.say(*judge(self.value()))
        else:
            self.remark.say(self._hint)

    def _show(self) -> None:
        self._edit.setEchoMode(QLineEdit.EchoMode.Normal)

    def _hide(self) -> None:
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)


class AgainField(PasswordField):
    """The same password once more; says at once whether it is."""

    def __init__(self, first: PasswordField, parent: QWidget | None = None) -> None:
        self._first = first
        super().__init__(parent=parent)
        first.changed.connect(self.show_remark)

    def show_remark(self) -> None:
        typed = self.value()
        if typed and typed == self._first.value():
            self.remark.say("两次一致", Tone.GREEN, Shape.TICK)
        elif typed and not self._first.value().startswith(typed):
            self.remark.say("与上面不一致", Tone.AMBER, Shape.DIAMOND)
        else:
            super().show_remark()

    def unclear(self) -> str:
        return "" if self.value() == self._first.value() else "两次输入的密码不一致,请重新输入。"


def judge(password: str) -> tuple[str, Tone, Shape | None]:
    """How good a new password is, in words: the rule while it is empty, then what is lacking, then its strength."""
    if not password:
        return RULE, Tone.INK_3, None
    folded = unicodedata.normalize("NFKC", password)
    lacking = MIN_PASSWORD - len(folded)
    if lacking > 0:
        return f"还差 {lacking} 位;{RULE}", Tone.INK_2, Shape.RING
    if sentence := refusal(folded):
        return sentence, Tone.AMBER, Shape.DIAMOND
    if _guessed_soon(folded):
        return "可以用,但容易猜到;换成自己才懂的几个词更好", Tone.AMBER, Shape.DIAMOND
    if len(folded) >= VERY_LONG:
        return "很强", Tone.GREEN, Shape.TICK
    if len(folded) >= LONG:
        return "较强", Tone.GREEN, Shape.TICK
    return f"可以用,{LONG} 位以上更难猜", Tone.GREEN, Shape.TICK


def refusal(password: str) -> str:
    """Why the keyring would not take it, or nothing."""
    try:
        check_password(password)
    except Refused as refused:
        return refused.sentence
    return ""


def _guessed_soon(password: str) -> bool:
    """Few different characters, a run of the keyboard, or a word that everybody tries first."""
    low = password.lower()
    if len(set(low)) <= 4 or any(word in low for word in _GUESSED_FIRST):
        return True
    runs = [run[n : n + 4] for run in _RUNS for n in range(len(run) - 3)]
    return any(piece in low or piece[::-1] in low for piece in runs)

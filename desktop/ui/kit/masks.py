"""Identity and phone numbers: covered until asked for, doubted in words, never blocked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.typed import fold_code, fold_id, fold_phone, id_facts, mask_id, mask_phone, phone_remark, phone_text
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.edits import LineEdit, move_of, writes
from desktop.ui.kit.fields import LineField
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone


class CoveredEdit(LineEdit):
    """A line that may be covered: it then shows the mask, and the first key typed begins a new number."""

    def __init__(self, tidy: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(tidy, parent)
        self.covered = False
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        begins = self.covered and move_of(event) is None and self._changes(event)
        if begins:
            self._begin()
        super().keyPressEvent(event)
        if begins and not self.text():
            self.edited.emit()  # the whole number was deleted; Qt sees an empty line that stays empty

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if self.covered and (event.commitString() or event.preeditString()):
            self._begin()
        super().inputMethodEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            event.accept()  # on X11 this would paste into the mask
            return
        super().mouseReleaseEvent(event)

    def _begin(self) -> None:
        self.covered = False
        self.setText("")  # not clear(): undo must not bring the mask back as if it were a number

    @staticmethod
    def _changes(event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) or writes(event):
            return True
        return event.matches(QKeySequence.StandardKey.Paste) or event.matches(QKeySequence.StandardKey.Cut)


class CoveredField(LineField):
    """A number shown as its mask with 显示 beside it.

    `reveal_asked`: the person pressed 显示; whoever has asked for the reason and logged it calls `reveal()`.
    What is typed here is visible until `cover()` or the next `set_value`.
    """

    reveal_asked = Signal()

    def __init__(
        self,
        mask: Callable[[str], str],
        shown: Callable[[str], str],
        fold: Callable[[str], str],
        *,
        width: int,
        most: int,
        example: str,
        parent: QWidget | None,
    ) -> None:
        self._mask, self._shown, self._fold, self._most = mask, shown, fold, most
        self._kept = ""
        self._cover = CoveredEdit(self._tidy)
        self.eye = plain("显示", icon="ph.eye")
        self.eye.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        super().__init__(self.eye, width=width, example=example, editor=self._cover, parent=parent)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin | Qt.InputMethodHint.ImhNoPredictiveText)
        self.eye.clicked.connect(self._on_eye)
        self._show_eye()

    def set_name(self, name: str) -> None:
        super().set_name(name)
        self.eye.setAccessibleName(f"显示{name}")

    def value(self) -> str:
        return self._kept if self._cover.covered else self._fold(self.line.whole_text())

    def set_value(self, value: str | None) -> None:
        """Show it covered."""
        self._kept = self._fold(value or "")
        self._cover.covered = bool(self._kept)
        self.line.setText(self._mask(self._kept))
        self.wrong("")
        self._show_eye()

    def raw(self) -> str:
        return self.value()

    def set_raw(self, text: str) -> None:
        self.set_value(text)

    def reveal(self) -> None:
        """Uncover the number: the reason has been given and written down."""
        if self._cover.covered:
            self._cover.covered = False
            self.line.setText(self._shown(self._kept))
            self._show_eye()

    def cover(self) -> None:
        self.set_value(self.value())

    def show_remark(self) -> None:
        self.doubt(self.value())

    def doubt(self, number: str) -> None:
        """Say what is odd about the number."""
        raise NotImplementedError

    def _tidy(self, text: str) -> str:
        return self._shown(self._fold(text)[: self._most])

    def _on_eye(self) -> None:
        if self._cover.covered:
            self.reveal_asked.emit()
        else:
            self.cover()

    def _on_edited(self) -> None:
        self._kept = ""
        super()._on_edited()
        self._show_eye()

    def _show_eye(self) -> None:
        self.eye.setVisible(bool(self._kept))
        self.eye.set_words("显示" if self._cover.covered else "遮住")
        self.eye.set_icon("ph.eye" if self._cover.covered else "ph.eye-slash")


class IdField(CoveredField):
    """An identity number (身份证号); `on`: the day after which nobody can have been born yet."""

    def __init__(
        self,
        *,
        on: Callable[[], date] | None = None,
        width: int = 200,
        example: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._on = on
        super().__init__(mask_id, str, fold_id, width=width, most=30, example=example, parent=parent)

    def doubt(self, number: str) -> None:
        if not number:
            self.remark.say(self._hint)
            return
        facts = id_facts(number, self._on() if self._on else None)
        if not facts.valid:
            typing = self.line.hasFocus() and len(number) < 18 and not self._cover.covered
            if typing:
                self.remark.say(f"{len(number)} 位")
            else:
                self.remark.say(f"{facts.reasons[0]},请核对证件", Tone.AMBER, Shape.DIAMOND)
        elif len(number) == 15:
            self.remark.say("15 位旧号码", Tone.INK_2)
        else:
            self.remark.say("校验位正确", Tone.GREEN, Shape.TICK)

    def settle(self) -> None:
        if not self.sentence():
            facts = id_facts(self.value()) if self.value() else None
            if facts and not facts.valid:
                self.remark.say(f"{facts.reasons[0]},请核对证件", Tone.AMBER, Shape.DIAMOND)


class PhoneField(CoveredField):
    """A phone number, shown in groups while it is being typed."""

    def __init__(self, *, width: int = 200, example: str = "", parent: QWidget | None = None) -> None:
        super().__init__(mask_phone, _grouped, fold_phone, width=width, most=20, example=example, parent=parent)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)

    def _tidy(self, text: str) -> str:
        shown = super()._tidy(text)
        unfinished = fold_code(text).endswith("-") and shown and not shown.endswith("-")
        return shown + "-" if unfinished else shown

    def doubt(self, number: str) -> None:
        remark = phone_remark(number) if number else ""
        if remark and not self.line.hasFocus():
            self.remark.say(remark, Tone.AMBER, Shape.DIAMOND)
        elif number and not self._cover.covered and not self._hint:
            self.remark.say(f"{len(number)} 位")
        else:
            self.remark.say(self._hint)

    def settle(self) -> None:
        if not self.sentence() and (remark := phone_remark(self.value()) if self.value() else ""):
            self.remark.say(remark, Tone.AMBER, Shape.DIAMOND)


def _grouped(number: str) -> str:
    """120 0000 0039, also while it is still being typed."""
    if not (number.startswith("1") and number.isdigit() and 6 <= len(number) <= 11):
        return number
    return phone_text(number) if len(number) == 11 else " ".join(p for p in (number[:3], number[3:7], number[7:]) if p)

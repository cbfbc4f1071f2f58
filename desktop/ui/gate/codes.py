"""The recovery code: shown large in eight groups, and typed back group by group."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.domain.errors import Refused
from desktop.storage.keys import ALPHABET, read_recovery_code
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.edits import LineEdit, Move
from desktop.ui.kit.fields import Field
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.text import CENTRE, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

GROUPS, LETTERS = 8, 4
ACROSS = 4  # groups on one line
_ALIKE = str.maketrans("OIL", "011")


def fold_symbols(text: str) -> str:
    """The symbols in what was typed or pasted: capitals, half-width, O as 0, I and L as 1."""
    folded = unicodedata.normalize("NFKC", text).upper().translate(_ALIKE)
    return "".join(c for c in folded if c in ALPHABET)


def code_font(points: float) -> QFont:
    """Bold and a little open, so that single symbols can be told apart."""
    font = look().font(points, bold=True)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, look().scale * 2)
    return font


class CodeGrid(Dressed, QWidget):
    """A code to be copied by hand: eight numbered groups, two lines of four."""

    def __init__(self, code: str = "", parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._groups: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_code(code)

    def show_code(self, code: str) -> None:
        self._groups = [group for group in code.split("-") if group]
        self.setAccessibleName("恢复码:" + ",".join(" ".join(group) for group in self._groups))
        self.dress()

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        cell = max(wide("W" * LETTERS, code_font(16)) + look().px(40), look().px(112))
        return QSize(cell * ACROSS, 2 * self._high() + 8)

    def minimumSizeHint(self) -> QSize:
        cell = wide("W" * LETTERS, code_font(16)) + look().px(28)
        return QSize(cell * ACROSS + 8 * (ACROSS - 1), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n, group in enumerate(self._groups):
            box = self._cell(n)
            painter.setPen(QPen(worn.color(Tone.LINE_STRONG), 1))
            painter.setBrush(worn.color(Tone.SUNK))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            number = QRect(box.left() + 8, box.top(), look().px(16), box.height())
            draw_text(painter, number, str(n + 1), worn.font(), worn.color(Tone.INK_3))
            draw_text(painter, self._letters(box), group, code_font(16), worn.color(Tone.INK), CENTRE)

    def text_boxes(self) -> list[TextBox]:
        return [TextBox(group, self._letters(self._cell(n)), code_font(16)) for n, group in enumerate(self._groups)]

    def _high(self) -> int:
        return look().px(48)

    def _cell(self, n: int) -> QRect:
        row, column = divmod(n, ACROSS)
        wide_ = (self.width() - 8 * (ACROSS - 1)) // ACROSS
        return QRect(column * (wide_ + 8), row * (self._high() + 8), wide_, self._high())

    @staticmethod
    def _letters(box: QRect) -> QRect:
        return box.adjusted(look().px(20), 0, -4, 0)


class GroupEdit(Dressed, LineEdit):
    """Four symbols of a code. `pasted` carries whatever arrives from the clipboard, to be spread over the groups."""

    pasted = Signal(str)

    def __init__(self, n: int) -> None:
        LineEdit.__init__(self, lambda text: fold_symbols(text)[:LETTERS])
        self.setPlaceholderText(str(n))
        self.setAccessibleName(f"恢复码第 {n} 组")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferLatin
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhSensitiveData
        )
        self.dress()

    def dress(self) -> None:
        self.setFont(code_font(10.5))
        self.setMinimumWidth(wide("W" * LETTERS, self.font()) + 20)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            event.accept()
            self.pasted.emit(QGuiApplication.clipboard().text())
            return
        super().keyPressEvent(event)


class CodeField(Field):
    """Eight groups to type; a full group hands on to the next, and the last two symbols check the rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups = [GroupEdit(n + 1) for n in range(GROUPS)]
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for n, group in enumerate(self.groups):
            grid.addWidget(group, n // ACROSS, n % ACROSS)
            group.edited.connect(self._on_group)
            group.pasted.connect(self._spread)
            group.moved.connect(self._on_group_moved)
            group.installEventFilter(self)
        self.furnish(holder, width=None)
        self.row.removeWidget(self.remark)
        self.column.addWidget(self.remark)
        self.setFocusProxy(self.groups[0])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def value(self) -> str:
        return "-".join(group.text() for group in self.groups)

    def set_value(self, value: str | None) -> None:
        symbols = fold_symbols(value or "")
        for n, group in enumerate(self.groups):
            group.setText(symbols[n * LETTERS : (n + 1) * LETTERS])
        self.wrong("")

    def raw(self) -> str:
        return ""

    def set_raw(self, text: str) -> None:
        """A draft holds no code."""

    @property
    def empty(self) -> bool:
        return not any(group.text() for group in self.groups)

    @property
    def takes_focus(self) -> bool:
        return self.isEnabled() and not self.isHidden()

    def unclear(self) -> str:
        if self.empty:
            return ""
        try:
            read_recovery_code(self.value())
        except Refused as refused:
            return refused.sentence
        return ""

    def show_remark(self) -> None:
        typed = sum(len(group.text()) for group in self.groups)
        if typed < GROUPS * LETTERS:
            self.remark.say(f"已输入 {typed} / {GROUPS * LETTERS} 位" if typed else self._hint)
        elif self.unclear():
            self.remark.say("抄写有误,请逐组对照恢复单", Tone.AMBER, Shape.DIAMOND)
        else:
            self.remark.say("抄写无误", Tone.GREEN, Shape.TICK)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, GroupEdit) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            at, length = watched.cursorPosition(), len(watched.text())
            if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Left) and at == 0 and not watched.hasSelectedText():
                return self._go(watched, -1)
            if event.key() == Qt.Key.Key_Right and at == length:
                return self._go(watched, 1)
        return super().eventFilter(watched, event)

    def _go(self, group: GroupEdit, step: int) -> bool:
        at = self.groups.index(group) + step
        if not 0 <= at < GROUPS:
            return False
        target = self.groups[at]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        target.deselect()
        target.setCursorPosition(len(target.text()) if step < 0 else 0)
        return True

    def _on_group(self) -> None:
        group = self.sender()
        if isinstance(group, GroupEdit) and len(group.text()) == LETTERS and group.cursorPosition() == LETTERS:
            self._go(group, 1)
        self._on_edited()

    def _spread(self, text: str) -> None:
        """A whole code pasted anywhere fills from the first group, a piece from the group it came to."""
        group = self.sender()
        symbols = fold_symbols(text)
        first = self.groups.index(group) if isinstance(group, GroupEdit) and len(symbols) <= LETTERS else 0
        pieces = [symbols[n : n + LETTERS] for n in range(0, len(symbols), LETTERS)]
        for target, piece in zip(self.groups[first:], pieces, strict=False):
            target.setText(piece)
        last = self.groups[min(first + max(len(pieces) - 1, 0), GROUPS - 1)]
        last.setFocus(Qt.FocusReason.TabFocusReason)
        self._on_edited()

    def _on_group_moved(self, move: Move) -> None:
        group = self.sender()
        step = {Move.ON: 1, Move.BACK: -1}.get(move, 0)
        whole = sum(len(g.text()) for g in self.groups) == GROUPS * LETTERS
        if step and isinstance(group, GroupEdit) and not (whole and move is Move.ON) and self._go(group, step):
            return
        self._on_moved(move)

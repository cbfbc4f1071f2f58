"""Lines of the side column: two lines that open a file, one line of the team, a figure, a promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.disputes import Risk
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind, Shape, chip_size, paint_chip
from desktop.ui.kit.text import TextBox, draw_text, high, wide
from desktop.ui.looks import Tone, look
from desktop.ui.words import RISKS


@dataclass(frozen=True, slots=True)
class Flag:
    """A chip before two lines: ▲ 红, ◆ 预警."""

    word: str
    shape: Shape
    kind: Kind


ALERT = Flag("预警", Shape.DIAMOND, Kind.ORANGE)
RISK_SHAPES: dict[Risk, tuple[Shape, Kind]] = {
    Risk.RED: (Shape.TRIANGLE, Kind.RED),
    Risk.ORANGE: (Shape.DIAMOND, Kind.ORANGE),
}


class SideRow(Dressed, QAbstractButton):
    """A time, a risk or another flag beside two lines; pressing it opens the file."""

    def __init__(self, lead: str | Risk | Flag, first: str, second: str, parent: QWidget | None = None) -> None:
        QAbstractButton.__init__(self, parent)
        flag = Flag(RISKS[lead], *RISK_SHAPES[lead]) if isinstance(lead, Risk) else lead
        self._flag = flag if isinstance(flag, Flag) else None
        self._lead = "" if isinstance(flag, Flag) else flag
        self._first, self._second = first, second
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        said = self._flag.word if self._flag else self._lead
        self.setAccessibleName(f"{said} {first},{second}")
        self.setToolTip(f"{first}\n{second}")

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(200), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        if self._flag is not None:
            size = chip_size(self._flag.word, self._flag.shape)
            box = QRect(0, (self.height() - size.height()) // 2, size.width(), size.height())
            paint_chip(painter, box, self._flag.word, self._flag.kind, self._flag.shape)
        tones = {self._first: Tone.ACCENT if self.underMouse() else Tone.INK, self._second: Tone.INK_2}
        for text in self.text_boxes():
            tone = tones.get(text.text, Tone.ACCENT)
            draw_text(painter, text.box, text.text, text.font, worn.color(tone))

    def text_boxes(self) -> list[TextBox]:
        body, line = look().font(), high(look().font())
        top = (self.height() - 2 * line) // 2
        left = self._left()
        room = self.width() - left
        made = [
            TextBox(self._first, QRect(left, top, room, line), body, whole=False),
            TextBox(self._second, QRect(left, top + line, room, line), body, whole=False),
        ]
        if self._flag is None:
            made.append(TextBox(self._lead, QRect(0, top, left, line), look().font(bold=True)))
        return made

    def _left(self) -> int:
        if self._flag is not None:
            return chip_size(self._flag.word, self._flag.shape).width() + 12
        return wide("00:00", look().font(bold=True)) + 12

    def _height(self) -> int:
        return max(2 * high(look().font()), look().px(44 if self._flag is not None else 42))


class Team(QWidget):
    """Who is in the team: what they are, who they are, what waits for them; the columns line up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._parts: list[QWidget] = []
        self.lines: list[tuple[str, str, str]] = []

    def show_lines(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """(what, who, what waits) for each line."""
        for part in self._parts:
            part.hide()
            self._grid.removeWidget(part)
            part.deleteLater()
        self._parts, self.lines = [], list(lines)
        for n, (what, who, waits) in enumerate(lines):
            last = Label(waits, tone=Tone.INK_2)
            last.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            parts = (Label(what, tone=Tone.INK_2), _Names(who), last)
            for column, part in enumerate(parts):
                self._grid.addWidget(part, n, column)
                self._parts.append(part)


class _Names(Dressed, QWidget):
    """Names on one line, elided honestly."""

    def __init__(self, text: str) -> None:
        QWidget.__init__(self)
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self.setToolTip(text)

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(wide(self._text, look().font()), high(look().font()))

    def minimumSizeHint(self) -> QSize:
        return QSize(wide("国国国", look().font()), high(look().font()))

    def paintEvent(self, event: QPaintEvent) -> None:
        for text in self.text_boxes():
            draw_text(QPainter(self), text.box, text.text, text.font, look().color(Tone.INK))

    def text_boxes(self) -> list[TextBox]:
        return [TextBox(self._text, self.rect(), look().font(), whole=False)]


class Figure(QWidget):
    """A number over its word."""

    def __init__(self, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = word
        self._number = Label("", 16, bold=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._number)
        column.addWidget(Label(word, tone=Tone.INK_2))

    def show_number(self, number: int) -> None:
        self._number.setText(f"{number:,}")
        self.setAccessibleName(f"{self._word} {number}")


class Promise(Dressed, QWidget):
    """The invariant in words: kept (green tick) or broken (amber triangle)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._kept = True
        self.words = Label("", tone=Tone.INK_2, wrap=True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words, 1)
        self.dress()

    @property
    def kept(self) -> bool:
        return self._kept

    def show_promise(self, unsettled: int, adrift: int) -> None:
        self._kept = adrift == 0
        words = f"{unsettled} 件未结,件件有下一步和负责人"
        if adrift:
            words = f"{unsettled} 件未结,其中 {adrift} 件没有下一步或负责人,请到纠纷页补上"
        elif not unsettled:
            words = "没有未结的纠纷"
        self.words.setText(words)
        self.words.set_tone(Tone.INK_2 if self._kept else Tone.AMBER)
        self.update()

    def dress(self) -> None:
        self._row.setContentsMargins(look().px(16) + 8, 0, 0, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        side, line = look().px(16), high(look().font())
        name, tone = ("ph.check-circle", Tone.GREEN) if self._kept else ("ph.warning", Tone.AMBER)
        top = max(0, (min(self.height(), 2 * line) - side) // 2) if self.height() < 2 * line else (line - side) // 2
        paint_icon(QPainter(self), QRect(0, top, side, side), name, tone)

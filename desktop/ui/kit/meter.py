"""The dossier meter: one numbered cell per item of the volume, so that what lacks is seen at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.text import CENTRE, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look


class CellState(Enum):
    HAVE = "已有"
    LACK = "缺"
    NOT_YET = "还不到"
    NOT_APPLICABLE = "不适用"


@dataclass(frozen=True, slots=True)
class Cell:
    number: int
    name: str
    state: CellState


_GAP = 4
_LEAST_GAP = 2


class Meter(Dressed, QWidget):
    """Emits `chosen(number)` on a click or Enter; ← → move. Cells break into two lines when digits have no room."""

    chosen = Signal(int)

    def __init__(self, cells: Sequence[Cell] = (), parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._cells = list(cells)
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_cells(cells)

    def show_cells(self, cells: Sequence[Cell]) -> None:
        self._cells = list(cells)
        self._at = min(self._at, max(len(self._cells) - 1, 0))
        lacking = "、".join(cell.name for cell in self._cells if cell.state is CellState.LACK)
        self.setAccessibleDescription(f"缺:{lacking}" if lacking else "不缺")
        self.dress()

    def words(self) -> str:
        """The count that names both: 有 6·缺 2."""
        have = sum(cell.state is CellState.HAVE for cell in self._cells)
        lack = sum(cell.state is CellState.LACK for cell in self._cells)
        return f"有 {have}·缺 {lack}" if lack else f"有 {have}"

    def dress(self) -> None:
        self._move(self._at)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = -(-len(self._cells) // self._per_line(width)) if self._cells else 1
        return lines * look().px(28) + (lines - 1) * _GAP

    def sizeHint(self) -> QSize:
        width = max(self.width(), 280)
        return QSize(280, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(7 * (self._least() + _GAP), self.heightForWidth(max(self.width(), 280)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._move(self._at)
        self.updateGeometry()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        n = self._hit(event.position().toPoint().x(), event.position().toPoint().y())
        if n is not None:
            self._move(n)
            self.chosen.emit(self._cells[n].number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Right:
                self._move(min(self._at + 1, len(self._cells) - 1))
            case Qt.Key.Key_Left:
                self._move(max(self._at - 1, 0))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self._cells:
                self.chosen.emit(self._cells[self._at].number)
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            n = self._hit(event.pos().x(), event.pos().y())
            if n is not None:
                cell = self._cells[n]
                QToolTip.showText(event.globalPos(), f"{cell.number} {cell.name}:{cell.state.value}", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n, cell in enumerate(self._cells):
            paint_cell(painter, self._box(n), cell.state)
            bold = cell.state is CellState.LACK
            word = "–" if cell.state is CellState.NOT_APPLICABLE else str(cell.number)
            tone = _TEXT[cell.state]
            draw_text(painter, self._box(n), word, worn.font(bold=bold), worn.color(tone), CENTRE)

    def text_boxes(self) -> list[TextBox]:
        return [
            TextBox(str(cell.number), self._box(n), look().font(bold=cell.state is CellState.LACK))
            for n, cell in enumerate(self._cells)
        ]

    def _least(self) -> int:
        return wide("00", look().font()) + 2

    def _per_line(self, width: int) -> int:
        """All in one line if two digits fit, else the fewest lines of equal length."""
        count = max(len(self._cells), 1)
        for lines in range(1, count + 1):
            per_line = -(-count // lines)
            if per_line * self._least() + (per_line - 1) * _LEAST_GAP <= width:
                return per_line
        return 1

    def _gap(self, per_line: int) -> int:
        return _GAP if per_line * self._least() + (per_line - 1) * _GAP <= self.width() else _LEAST_GAP

    def _box(self, n: int) -> QRect:
        per_line = self._per_line(self.width())
        line, column = divmod(n, per_line)
        gap = self._gap(per_line)
        step = (self.width() + gap) / per_line
        left, right = round(column * step), round((column + 1) * step) - gap
        tall = look().px(28)
        return QRect(left, line * (tall + _GAP), right - left, tall)

    def _hit(self, x: int, y: int) -> int | None:
        return next((n for n in range(len(self._cells)) if self._box(n).contains(x, y)), None)

    def _move(self, n: int) -> None:
        self._at = n
        if self._cells:
            cell = self._cells[n]
            self.setAccessibleName(f"卷宗 {cell.number} {cell.name} {cell.state.value}")
            set_focus_box(self, self._box(n))


_TEXT = {
    CellState.HAVE: Tone.ON_ACCENT,
    CellState.LACK: Tone.RED,
    CellState.NOT_YET: Tone.INK_2,
    CellState.NOT_APPLICABLE: Tone.INK_3,
}


def paint_cell(painter: QPainter, box: QRect, state: CellState) -> None:
    """Filled: there. Red edge: lacking. Thin edge: not yet. Grey without edge: not applicable."""
    worn = look()
    radius = 3 if box.width() > worn.px(12) else 2
    edged = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(Qt.PenStyle.NoPen)
    match state:
        case CellState.HAVE:
            painter.setBrush(worn.color(Tone.ACCENT))
            painter.drawRoundedRect(box, radius, radius)
        case CellState.LACK:
            painter.setBrush(worn.color(Tone.RED_TINT))
            painter.setPen(QPen(worn.color(Tone.RED), 1.5))
            painter.drawRoundedRect(edged.adjusted(0.25, 0.25, -0.25, -0.25), radius, radius)
        case CellState.NOT_YET:
            painter.setBrush(worn.color(Tone.SURFACE))
            painter.setPen(QPen(worn.color(Tone.LINE_STRONG), 1))
            painter.drawRoundedRect(edged, radius, radius)
        case CellState.NOT_APPLICABLE:
            painter.setBrush(worn.color(Tone.GREY_TINT))
            painter.drawRoundedRect(box, radius, radius)


class MeterLegend(Dressed, QWidget):
    """What the four grounds mean, on one line or two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("格子的意思:" + "、".join(state.value for state in CellState))

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((box.bottom() + 1 for _, _, box in self._parts(width)), default=0)

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for state, mark, box in self._parts(self.width()):
            if state is CellState.NOT_APPLICABLE:
                draw_text(
                    painter, box.adjusted(mark.left() - box.left(), 0, 0, 0), "–", worn.font(), worn.color(Tone.INK_2)
                )
            else:
                paint_cell(painter, mark, state)
            draw_text(painter, box, state.value, worn.font(), worn.color(Tone.INK_2))

    def text_boxes(self) -> list[TextBox]:
        return [TextBox(state.value, box, look().font()) for state, _, box in self._parts(self.width())]

    def _parts(self, width: int) -> list[tuple[CellState, QRect, QRect]]:
        """State, its mark and its word, wrapping at `width`."""
        font, side, line = look().font(), look().px(10), look().px(20)
        x, y, made = 0, 0, []
        for state in CellState:
            word = wide(state.value, font)
            if x and x + side + 4 + word > width:
                x, y = 0, y + line
            mark = QRect(x, y + (line - side) // 2, side, side)
            made.append((state, mark, QRect(x + side + 4, y, word, line)))
            x += side + 4 + word + 12
        return made

"""The official table on the screen: two blocks of rows, every figure a link to its files."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from desktop.domain.counting.table import Line
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.shapes import Shape, paint_shape
from desktop.ui.kit.text import RIGHT, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look
from desktop.ui.statistics.rows import GENERAL, figure, words_of
from desktop.ui.statistics.table_rows import EDGE, LEAST, PAD, ROW, Measure, Place, placed, widths


class StatTable(Dressed, QWidget):
    """`chosen(code, column)` when another figure is stood on; `entered()` on Enter: its files are wanted.

    One tab stop. ↑ ↓ go through the rows, ← → through the figures of a row and on to the other block.
    """

    chosen = Signal(str, str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._lines: tuple[Line, ...] = ()
        self._measures: tuple[Measure, ...] = ()
        self._marked: frozenset[str] = frozenset()
        self._places: list[Place] = []
        self._tall, self._blocks = 0, 2
        self._widths: list[int] = []
        self._code, self._column = "", ""
        self._over: tuple[str, str] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    # -- what the page asks

    def show_table(self, lines: Sequence[Line], measures: Sequence[Measure], marked: frozenset[str]) -> None:
        """These figures; `marked` codes carry ▲. The figure stood on stays."""
        self._lines, self._measures, self._marked = tuple(lines), tuple(measures), marked
        if self._column not in [m.key for m in measures]:
            self._column = measures[0].key
        if self._code not in [line.code for line in lines]:
            self._code = lines[0].code
        self.dress()

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self._measures

    def code(self) -> str:
        return self._code

    def column(self) -> str:
        return self._column

    def choose(self, code: str, column: str = "") -> None:
        """Stand on a figure without saying so."""
        self._code, self._column = code, column or self._column
        self._tell()
        self.update()
        self.show_place()

    def codes(self) -> list[str]:
        """The lines in the order in which ↓ meets them."""
        return [place.row.line.code for place in self._places if place.row.line is not None]

    def heads(self, offset: int) -> list[tuple[QRect, str, bool]]:
        """The table's head while `offset` px are scrolled away: boxes, words, whether at the right edge."""
        made: list[tuple[QRect, str, bool]] = []
        for block in range(self._blocks):
            left = self._span(block)[0]
            seen = [p for p in self._places if p.block == block and p.top + self._row() > offset]
            made.append((QRect(left + PAD, 0, 1, 0), seen[0].row.group if seen else GENERAL, False))
            made += [(self._cell(block, n, 0), measure.head, True) for n, measure in enumerate(self._measures)]
        return made

    def dividers(self) -> list[int]:
        return [self._span(block)[0] for block in range(1, self._blocks)]

    def row_height(self) -> int:
        return self._row()

    def least_beside(self) -> int:
        """Pixels at which the two blocks stand beside each other."""
        return 2 * (PAD * 2 + sum(self._widths) + wide("国" * LEAST, look().font()))

    def show_place(self) -> None:
        """Scroll so that the row stood on is seen."""
        place = self._at()
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        held = area.widget() if isinstance(area, QScrollArea) else None
        if place is not None and isinstance(area, QScrollArea) and held is not None:
            at = self.mapTo(held, QPoint(0, place.top)).y()
            area.ensureVisible(0, at + self._row(), 0, 0)
            area.ensureVisible(0, at, 0, self._row())  # with the heading above it

    # -- what Qt calls

    def dress(self) -> None:
        if self._lines:
            self._lay()
        self.updateGeometry()
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(600), self._tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(260), self._tall)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._lines:
            self._lay()
            self._tell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
        self.show_place()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        rows = [p for p in self._places if p.row.line is not None]
        here = self._at()
        if not plain or here is None:
            super().keyPressEvent(event)
            return
        n = rows.index(here)
        match event.key():
            case Qt.Key.Key_Down:
                self._go(rows[min(n + 1, len(rows) - 1)], self._column)
            case Qt.Key.Key_Up:
                self._go(rows[max(n - 1, 0)], self._column)
            case Qt.Key.Key_Home:
                self._go(rows[0], self._column)
            case Qt.Key.Key_End:
                self._go(rows[-1], self._column)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._aside(here, 1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        met = self._under(event)
        if met is not None:
            self._go(*met)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        met = self._under(event)
        over = (met[0].row.line.code, met[1]) if met is not None and met[0].row.line is not None else None
        if over != self._over:
            self._over = over
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: object) -> None:
        self._over = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, worn = QPainter(self), look()
        for place in self._places:
            self._paint_row(painter, place)
        for x in self.dividers():
            painter.fillRect(QRect(x, 0, 1, self.height()), worn.color(Tone.LINE))

    def text_boxes(self) -> list[TextBox]:
        font, bold = look().font(), look().font(bold=True)
        made = []
        for place in self._places:
            line = place.row.line
            made.append(TextBox(place.row.words, self._words_box(place), font if line else bold, whole=False))
            if line is not None:
                made += [
                    TextBox(figure(line, m.values.get(line.code, 0)), self._cell(place.block, n, place.top), font)
                    for n, m in enumerate(self._measures)
                ]
        return made

    # -- inside

    def _row(self) -> int:
        return look().px(ROW)

    def _lay(self) -> None:
        """Two blocks, or one above the other where the words have no room beside the figures."""
        self._widths = widths(self._lines, self._measures)
        self._blocks = 2 if self.width() >= self.least_beside() else 1
        self._places = placed(self._lines, self._blocks)
        tall = max((place.top for place in self._places), default=0) + self._row()
        if tall != self._tall:
            self._tall = tall
            self.setMinimumHeight(tall)

    def _span(self, block: int) -> tuple[int, int]:
        """Left and right edge of a block."""
        half = self.width() // self._blocks
        return block * half, self.width() if block == self._blocks - 1 else (block + 1) * half

    def _cell(self, block: int, n: int, top: int) -> QRect:
        right = self._span(block)[1] - PAD - sum(self._widths[n + 1 :])
        return QRect(right - self._widths[n], top, self._widths[n], self._row())

    def _words_box(self, place: Place) -> QRect:
        left = self._span(place.block)[0] + PAD + place.row.indent * PAD
        end = self._cell(place.block, 0, place.top).left() if place.row.line else self._span(place.block)[1] - PAD
        return QRect(left, place.top, max(end - left, 8), self._row())

    def _at(self) -> Place | None:
        return next((p for p in self._places if p.row.line is not None and p.row.line.code == self._code), None)

    def _under(self, event: QMouseEvent) -> tuple[Place, str] | None:
        at = event.position().toPoint()
        for place in self._places:
            left, right = self._span(place.block)
            if place.row.line is not None and QRect(left, place.top, right - left, self._row()).contains(at):
                for n, measure in enumerate(self._measures):
                    if self._cell(place.block, n, place.top).contains(at):
                        return place, measure.key
                return place, self._measures[0].key
        return None

    def _aside(self, here: Place, step: int) -> None:
        """The next figure of the row; past the last one the row beside it in the other block."""
        keys = [measure.key for measure in self._measures]
        n = keys.index(self._column) + step
        if 0 <= n < len(keys):
            self._go(here, keys[n])
            return
        beside = [p for p in self._places if p.block == here.block + step and p.row.line is not None]
        if beside:
            near = min(beside, key=lambda p: abs(p.top - here.top))
            self._go(near, keys[0] if step > 0 else keys[-1])

    def _go(self, place: Place, column: str) -> None:
        assert place.row.line is not None
        moved = (place.row.line.code, column) != (self._code, self._column)
        self._code, self._column = place.row.line.code, column
        self._tell()
        self.update()
        self.show_place()
        if moved:
            self.chosen.emit(self._code, self._column)

    def _paint_row(self, painter: QPainter, place: Place) -> None:
        worn, row = look(), place.row
        left, right = self._span(place.block)
        box = QRect(left, place.top, right - left, self._row())
        if row.line is None:
            painter.fillRect(box, worn.color(Tone.SUNK))
            draw_text(painter, self._words_box(place), row.words, worn.font(bold=True), worn.color(Tone.INK_2))
            painter.fillRect(QRect(left, box.bottom(), box.width(), 1), worn.color(Tone.LINE))
            return
        chosen = row.line.code == self._code
        if chosen:
            painter.fillRect(box, worn.color(Tone.SELECTED))
            painter.fillRect(QRect(left, place.top, EDGE, box.height()), worn.color(Tone.ACCENT))
        else:
            painter.fillRect(QRect(left + PAD, box.bottom(), box.width() - 2 * PAD, 1), worn.color(Tone.LINE))
        tone = Tone.INK_2 if row.indent else Tone.INK
        draw_text(painter, self._words_box(place), row.words, worn.font(), worn.color(tone))
        for n, measure in enumerate(self._measures):
            self._paint_figure(painter, place, n, measure)

    def _paint_figure(self, painter: QPainter, place: Place, n: int, measure: Measure) -> None:
        line, worn = place.row.line, look()
        assert line is not None
        value = measure.values.get(line.code, 0)
        said, font, cell = figure(line, value), worn.font(), self._cell(place.block, n, place.top)
        here = (line.code, measure.key) == (self._code, self._column)
        wrong = n == 0 and line.code in self._marked
        tone = Tone.RED if wrong else Tone.INK_3 if not value else Tone.ACCENT if measure.link else Tone.INK_2
        draw_text(painter, cell, said, font, worn.color(tone), RIGHT)
        long = wide(said, font)
        if value and (measure.link or here or (line.code, measure.key) == self._over):
            under = QPen(worn.color(tone), 1, Qt.PenStyle.DotLine)
            painter.setPen(under)
            y = place.top + (self._row() + worn.px(20)) // 2 - 2
            painter.drawLine(cell.right() - long + 1, y, cell.right(), y)
        if wrong:
            centre = QPointF(cell.right() - long - worn.px(16), place.top + self._row() / 2)
            paint_shape(painter, centre, Shape.TRIANGLE, Tone.RED)
        if here and not self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(worn.color(Tone.ACCENT), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self._ring(place, n)).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _ring(self, place: Place, n: int) -> QRect:
        """Round the figure, inside its row."""
        line = place.row.line
        assert line is not None
        cell = self._cell(place.block, n, place.top)
        long = wide(figure(line, self._measures[n].values.get(line.code, 0)), look().font())
        reach = min(10, max((look().px(30) - long) // 2, 6))
        return QRect(cell.right() + 1 - long - reach, place.top + 1, long + 2 * reach, self._row() - 2)

    def _tell(self) -> None:
        place = self._at()
        if place is None or place.row.line is None:
            self.setAccessibleName("统计表")
            set_focus_box(self, QRect())
            return
        line, keys = place.row.line, [m.key for m in self._measures]
        n = keys.index(self._column)
        measure = self._measures[n]
        unit = "万元" if line.unit == "元" else line.unit
        wrong = ",核对不平" if n == 0 and line.code in self._marked else ""
        words = words_of(line).split("(")[0]
        said = figure(line, measure.values.get(line.code, 0))
        self.setAccessibleName(f"{words} {measure.head} {said} {unit}{wrong}")
        others = " ".join(
            f"{m.head} {figure(line, m.values.get(line.code, 0))}" for m in self._measures if m is not measure
        )
        self.setAccessibleDescription(f"{place.row.group} {others},回车看案件")
        set_focus_box(self, self._ring(place, n))

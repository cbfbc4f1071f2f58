"""A chart on the screen: one question, its answer as the title, bars that open what they count."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.kit.cards import Card
from desktop.ui.kit.chart_shapes import Drawing, Line, drawn, least_height, said, usual_height
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.kit.text import TextBox, draw_text
from desktop.ui.looks import Tone, look
from reports.statistics.charts import Chart
from reports.statistics.charts import Tone as Voice

_SOLID = {Voice.ANSWER: Tone.ACCENT, Voice.QUIET: Tone.BAR, Voice.LATE: Tone.AMBER}
_PATTERN = {Voice.SECOND: Qt.BrushStyle.BDiagPattern, Voice.THIRD: Qt.BrushStyle.Dense6Pattern}
_BACK = {Qt.Key.Key_Left, Qt.Key.Key_Up}
_ON = {Qt.Key.Key_Right, Qt.Key.Key_Down}


class ChartView(Dressed, QWidget):
    """Paints a chart. `chosen(key)` when a bar with something behind it is clicked or Enter is pressed on it.

    One tab stop for all bars, arrows go through them. The values stand on the bars: no axes, no legend.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self.chart: Chart | None = None
        self._drawing = Drawing()
        self._at = 0
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setProperty("focus_box", QRect())

    def show_chart(self, chart: Chart) -> None:
        """Another chart, or the same with new figures: the bar stood on stays where its key stays."""
        before = self.key()
        self.chart = chart
        self._at = chart.keys.index(before) if before and before in chart.keys else 0
        links = bool(chart.keys) and not chart.empty
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if links else Qt.FocusPolicy.NoFocus)
        self.setVisible(not chart.empty)
        self.dress()

    def key(self) -> str:
        """What stands behind the bar that the keys are on; empty for none."""
        return self.chart.keys[self._at] if self.chart and self._at < len(self.chart.keys) else ""

    def spot(self, n: int) -> QRect:
        """Where the n-th bar can be pointed at."""
        return self._drawing.spots[n]

    def dress(self) -> None:
        self._drawing = drawn(self.chart, self.size()) if self.chart else Drawing()
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(280), usual_height(self.chart) if self.chart and not self.chart.empty else 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(160), least_height(self.chart) if self.chart and not self.chart.empty else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._drawing.spots) - 1
        if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier) or last < 0:
            super().keyPressEvent(event)
        elif key in _BACK or key in _ON:
            self._stand(min(max(self._at + (1 if key in _ON else -1), 0), last))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._stand(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        n = self._under(event)
        link = n is not None and self._has(n)
        self.setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)
        self.setToolTip(self._words(n) if n is not None else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        n = self._under(event)
        if n is not None:
            self._stand(n)
            self._choose(n)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, worn = QPainter(self), look()
        for rule in self._drawing.rules:
            painter.fillRect(rule, worn.color(Tone.INK_3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for bar in self._drawing.bars:
            paint_bar(painter, bar.box, bar.voice)
        for line in reversed(self._drawing.lines):
            _paint_line(painter, line)
        for words in self._drawing.words:
            font = worn.font(bold=words.bold)
            draw_text(painter, words.box, words.text, font, worn.color(words.tone), words.align)

    def text_boxes(self) -> list[TextBox]:
        return [TextBox(w.text, w.box, look().font(bold=w.bold), w.whole) for w in self._drawing.words]

    def _has(self, n: int) -> bool:
        return bool(self.chart and n < len(self.chart.keys) and self.chart.keys[n] and any(self._values(n)))

    def _values(self, n: int) -> list[int]:
        return [one.values[n] for one in self.chart.series] if self.chart else []

    def _under(self, event: QMouseEvent) -> int | None:
        at = event.position().toPoint()
        return next((n for n, spot in enumerate(self._drawing.spots) if spot.contains(at)), None)

    def _stand(self, n: int) -> None:
        self._at = n
        self._tell()

    def _choose(self, n: int) -> None:
        if self._has(n):
            self.chosen.emit(self.key())

    def _words(self, n: int) -> str:
        """邻里 4 件; of several series each with its name."""
        assert self.chart is not None
        chart = self.chart
        if len(chart.series) == 1:
            return f"{chart.labels[n]} {said(chart.series[0].values[n])} {chart.unit}"
        parts = "\uff0c".join(f"{one.name} {said(one.values[n])} {chart.unit}" for one in chart.series)
        return f"{chart.labels[n]} {parts}"

    def _tell(self) -> None:
        if self.chart is None:
            return
        title = f"{self.chart.question} {self.chart.answer}"
        spots = self._drawing.spots
        if self.focusPolicy() == Qt.FocusPolicy.NoFocus or not spots:
            self.setAccessibleName(title)
        else:
            self._at = min(self._at, len(spots) - 1)
            self.setAccessibleName(f"{title} {self._words(self._at)}")
            set_focus_box(self, spots[self._at].adjusted(1, 1, -1, -1))
        every = "\uff1b".join(self._words(n) for n in range(len(self.chart.labels)))
        self.setAccessibleDescription(every if not self.chart.empty else "")


class ChartCard(Card):
    """The question small, the answer as the title, one quiet note beside it, then the bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.question = ElidedLabel("", tone=Tone.INK_2, least=4)
        self.answer = Label("", 12, bold=True, wrap=True)
        self.note = ElidedLabel("", tone=Tone.INK_2, least=0)
        self.view = ChartView()
        self._top: QBoxLayout = QHBoxLayout()
        self._top.setSpacing(8)
        self._top.addWidget(self.question)
        self._top.addStretch(1)
        second = QHBoxLayout()
        second.setSpacing(12)
        second.addWidget(self.answer, 1)
        second.addWidget(self.note)
        self.body.setSpacing(4)
        self.body.addLayout(self._top)
        self.body.addLayout(second)
        self.body.addSpacing(4)
        self.body.addWidget(self.view, 1)

    def show_chart(self, chart: Chart) -> None:
        self.question.setText(chart.question)
        self.answer.setText(chart.answer)
        self.note.setText(chart.note)
        self.note.setVisible(bool(chart.note))
        self.view.show_chart(chart)

    def add_right(self, widget: QWidget) -> None:
        """Beside the question, at the right edge."""
        self._top.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


def paint_bar(painter: QPainter, box: QRectF, voice: Voice) -> None:
    """A bar in its voice: solid, hatched or dotted, so that it also reads without colour."""
    worn = look()
    if solid := _SOLID.get(voice):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(worn.color(solid))
        painter.drawRoundedRect(box, 1.5, 1.5)
        return
    inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(worn.color(Tone.BAR), 1))
    painter.setBrush(worn.color(Tone.SURFACE))
    painter.drawRect(inner)
    painter.setBrush(QBrush(worn.color(Tone.BAR), _PATTERN[voice]))
    painter.drawRect(inner)


def _paint_line(painter: QPainter, line: Line) -> None:
    """The first series solid with filled dots; others dashed with hollow ones."""
    worn = look()
    tone = _SOLID.get(line.voice, Tone.BAR)
    plain = line.voice in _SOLID
    pen = QPen(worn.color(tone), 2 * worn.scale if plain else 1.5 * worn.scale)
    if not plain:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(list(line.points)))
    painter.setPen(QPen(worn.color(tone), 1.5))
    painter.setBrush(worn.color(tone if plain else Tone.SURFACE))
    radius = (3 if plain else 2.5) * worn.scale
    for point in line.points:
        painter.drawEllipse(QPointF(point), radius, radius)

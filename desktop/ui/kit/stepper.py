"""The way of a file in words: done with a tick, now with a ring, later hollow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.shapes import paint_tick_circle
from desktop.ui.kit.text import CENTRE, TextBox, draw_text, high, wide
from desktop.ui.looks import Tone, look


class StepState(Enum):
    DONE = auto()
    NOW = auto()
    LATER = auto()
    SKIPPED = auto()  # this file does not go that way


@dataclass(frozen=True, slots=True)
class Step:
    words: str
    state: StepState


_SAID = {StepState.DONE: "已过", StepState.NOW: "现在", StepState.LATER: "未到", StepState.SKIPPED: "不经过"}


class Stepper(Dressed, QWidget):
    """Shows steps; takes no input. When it is narrow the words of far steps give way, never that of the present one."""

    def __init__(self, steps: Sequence[Step] = (), parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._steps = list(steps)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_steps(steps)

    def show_steps(self, steps: Sequence[Step]) -> None:
        self._steps = list(steps)
        self.setAccessibleName("进度")
        self.setAccessibleDescription("、".join(f"{step.words}{_SAID[step.state]}" for step in self._steps))
        self.setToolTip(" → ".join(step.words for step in self._steps))
        self.dress()

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        word = max((wide(step.words, look().font(bold=True)) for step in self._steps), default=0)
        return QSize(len(self._steps) * (word + look().px(32)), self._circle() * 2 + 2 + high(look().font()))

    def minimumSizeHint(self) -> QSize:
        return QSize(len(self._steps) * (self._circle() * 2 + 6), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius, centres = worn.px(8), self._centres()
        for (step, at), after in zip(zip(self._steps, centres, strict=True), [*centres[1:], None], strict=True):
            if after is not None:
                tone = Tone.ACCENT if step.state is StepState.DONE else Tone.LINE_STRONG
                gap = radius + 4
                line = QRectF(at.x() + gap, round(at.y()) - 1, after.x() - at.x() - 2 * gap, 2)
                painter.fillRect(line, worn.color(tone))
            match step.state:
                case StepState.DONE:
                    paint_tick_circle(painter, at, radius, Tone.ACCENT, Tone.ON_ACCENT)
                case StepState.NOW:
                    painter.setPen(QPen(worn.color(Tone.ACCENT), 2))
                    painter.setBrush(worn.color(Tone.SURFACE))
                    painter.drawEllipse(at, radius + 1, radius + 1)
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(worn.color(Tone.ACCENT))
                    painter.drawEllipse(at, radius / 2, radius / 2)
                case _:
                    pen = QPen(worn.color(Tone.FIELD), 1.6)
                    if step.state is StepState.SKIPPED:
                        pen.setStyle(Qt.PenStyle.DotLine)
                    painter.setPen(pen)
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawEllipse(at, radius - 1, radius - 1)
        for box in self.text_boxes():
            tone = Tone.ACCENT if box.font.bold() else Tone.INK_2
            draw_text(painter, box.box, box.text, box.font, worn.color(tone), CENTRE)

    def text_boxes(self) -> list[TextBox]:
        centres = self._centres()
        pitch = centres[1].x() - centres[0].x() if len(centres) > 1 else self.width()
        top, made = self._circle() * 2 + 2, []
        for n, step in enumerate(self._steps):
            font = look().font(bold=step.state is StepState.NOW)
            width = wide(step.words, font)
            if width + 8 > pitch and step.state is not StepState.NOW and not self._far_enough(n, width, pitch):
                continue
            left = min(max(round(centres[n].x() - width / 2), 0), self.width() - width)
            made.append(TextBox(step.words, QRect(left, top, width, high(font)), font))
        return made

    def _far_enough(self, n: int, width: int, pitch: float) -> bool:
        """The ends keep their words when the present step is far from them."""
        now = next((i for i, step in enumerate(self._steps) if step.state is StepState.NOW), 0)
        return n in (0, len(self._steps) - 1) and abs(n - now) * pitch > width + 16

    def _circle(self) -> int:
        return look().px(8) + 2

    def _centres(self) -> list[QPointF]:
        if not self._steps:
            return []
        words = [wide(step.words, look().font(bold=True)) for step in (self._steps[0], self._steps[-1])]
        edge = max(self._circle(), *(word / 2 for word in words)) + 6
        pitch = (self.width() - 2 * edge) / max(len(self._steps) - 1, 1)
        return [QPointF(round(edge + n * pitch), self._circle() + 1) for n in range(len(self._steps))]

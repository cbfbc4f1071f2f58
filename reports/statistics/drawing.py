"""A chart on paper: the question, its answer, and the bars that give it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reportlab.platypus.flowables import Flowable

from reports.statistics import drawing_shapes
from reports.statistics.charts import Chart
from reports.statistics.drawing_ink import INK, QUIET_INK, WORDS, Box, kept, put
from reports.typesetting.fonts import Style
from reports.typesetting.paragraph import Paragraph
from reports.typesetting.prose import line
from reports.typesetting.themes import Type

ANSWER = Type(style=Style.HEI_BOLD, size=11.5, leading=15)
_ASKED = replace(WORDS, leading=12)
_AFTER_HEAD = 6.0
_BETWEEN = 10.0  # between the answer and a note on its right
NOTHING = "没有数据。"


class Figure(Flowable):
    """A chart as wide as it is given room for. `height` in points stretches its shape; None takes what it wants."""

    def __init__(self, chart: Chart, height: float | None = None) -> None:
        super().__init__()
        self._chart = chart
        self._height = height
        self._question = line(chart.question, _ASKED)
        self._answer = line(chart.answer or NOTHING, ANSWER)
        self._note = line(chart.note, _ASKED)
        for words in (*chart.labels, *(one.name for one in chart.series)):
            line(words, WORDS)  # a character without a glyph stops the paper now, not when it is half written

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.height = self._height or self._head(width) + self._plot(width)
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        y = self.height
        y = self._set(canvas, self._question, 0, y, quiet=True)
        if self._note_beside(self.width):
            put(canvas, self._chart.note, _ASKED, self.width - self._note.natural_width, y - 11, colour=QUIET_INK)
        y = self._set(canvas, self._answer, 0, y)
        if self._chart.note and not self._note_beside(self.width):
            y = self._set(canvas, self._note, 0, y, quiet=True)
        if not self._chart.empty:
            drawing_shapes.draw(canvas, self._chart, Box(0, 0, self.width, y - _AFTER_HEAD))

    def _set(self, canvas: Any, words: Paragraph, x: float, top: float, *, quiet: bool = False) -> float:
        _, tall = words.wrap(self.width, 0)
        with kept(canvas):
            canvas.setFillColor(QUIET_INK if quiet else INK)
            words.drawOn(canvas, x, top - tall)
        return top - tall

    def _note_beside(self, width: float) -> bool:
        if not self._chart.note:
            return False
        return self._answer.natural_width + _BETWEEN + self._note.natural_width <= width

    def _head(self, width: float) -> float:
        below = self._note.wrap(width, 0)[1] if self._chart.note and not self._note_beside(width) else 0.0
        return self._question.wrap(width, 0)[1] + self._answer.wrap(width, 0)[1] + below + _AFTER_HEAD

    def _plot(self, width: float) -> float:
        return 0.0 if self._chart.empty else drawing_shapes.natural(self._chart, width)

"""Check boxes, drawn: the fonts have none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus.flowables import Flowable

from reports.typesetting.paragraph import ASCENT, Align
from reports.typesetting.prose import line
from reports.typesetting.themes import Type

BOX = 0.82  # em
AFTER_BOX, BETWEEN = 0.35, 1.6  # em


class Choices(Flowable):
    """Options in a row, as many rows as it takes; those in `chosen` are ticked."""

    def __init__(self, options: Sequence[str], chosen: Sequence[str], type_: Type) -> None:
        super().__init__()
        self._type = type_
        self._chosen = frozenset(chosen)
        self._labels = [(option, line(option, type_, Align.LEFT)) for option in options]
        self._rows: list[list[tuple[float, str]]] = []

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        em = self._type.size
        self._rows = [[]]
        x = 0.0
        for option, label in self._labels:
            needed = (BOX + AFTER_BOX) * em + label.natural_width
            if x and x + needed > width:
                self._rows.append([])
                x = 0.0
            self._rows[-1].append((x, option))
            x += needed + BETWEEN * em
        self.width, self.height = width, len(self._rows) * self._type.leading
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        em, leading = self._type.size, self._type.leading
        labels = dict(self._labels)
        for number, row in enumerate(self._rows):
            foot = self.height - (number + 1) * leading
            baseline = foot + leading - (leading - em) / 2 - ASCENT * em
            for x, option in row:
                _draw_box(canvas, x, baseline - 0.04 * em, BOX * em, ticked=option in self._chosen)
                label = labels[option]
                label.wrap(label.natural_width + 1, leading)
                label.drawOn(canvas, x + (BOX + AFTER_BOX) * em, foot)


def _draw_box(canvas: Any, x: float, y: float, size: float, *, ticked: bool) -> None:
    canvas.saveState()
    canvas.setLineWidth(0.07 * size)
    canvas.rect(x, y, size, size)
    if ticked:
        canvas.setLineWidth(0.13 * size)
        tick = canvas.beginPath()
        tick.moveTo(x + 0.18 * size, y + 0.52 * size)
        tick.lineTo(x + 0.42 * size, y + 0.24 * size)
        tick.lineTo(x + 0.84 * size, y + 0.80 * size)
        canvas.drawPath(tick)
    canvas.restoreState()

"""The pens of charts: tones that differ in grey print by lightness and hatching, small shapes, lines of words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from reportlab.lib.colors import Color, HexColor, white

from reports.statistics.charts import Tone
from reports.typesetting.fonts import Style
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line
from reports.typesetting.themes import Type

INK = HexColor("#1E2329")
QUIET_INK = HexColor("#4D535B")
FAINT = HexColor("#B9B6AF")  # the line on which bars stand
ACCENT = HexColor("#1D4E7A")
AMBER = HexColor("#7E4C00")
_QUIET = HexColor("#7393B3")
_LIGHT = HexColor("#E6EEF5")
_STEP = 3.4  # points between hatching lines

WORDS = Type(style=Style.HEI, size=9, leading=11)
STRONG = replace(WORDS, style=Style.HEI_BOLD)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, points from its lower left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def top(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Pen:
    """`fill` of the area; `edge` and `hatch` drawn over it where they are set; `words` on it; `dash` of a line."""

    fill: Color
    edge: Color | None = None
    hatch: Color | None = None
    dots: bool = False
    words: Color = INK
    dash: tuple[float, ...] = ()


PENS = {
    Tone.ANSWER: Pen(ACCENT, words=white),
    Tone.QUIET: Pen(_QUIET),
    Tone.LATE: Pen(AMBER, hatch=white, words=white),
    Tone.SECOND: Pen(_LIGHT, edge=ACCENT, hatch=_QUIET, dash=(3.2, 2.2)),
    Tone.THIRD: Pen(white, edge=QUIET_INK, dots=True, dash=(0.8, 2.0)),
}
LOUD = frozenset({Tone.ANSWER, Tone.LATE})  # their values are bold


@contextmanager
def kept(canvas: Any) -> Iterator[None]:
    """Colours, widths and clips end where they began."""
    canvas.saveState()
    try:
        yield
    finally:
        canvas.restoreState()


def fill(canvas: Any, tone: Tone, box: Box) -> None:
    """One bar, or one part of it."""
    if box.width <= 0 or box.height <= 0:
        return
    pen = PENS[tone]
    with kept(canvas):
        canvas.setFillColor(pen.fill)
        canvas.rect(box.x, box.y, box.width, box.height, stroke=0, fill=1)
        clip = canvas.beginPath()
        clip.rect(box.x, box.y, box.width, box.height)
        canvas.clipPath(clip, stroke=0, fill=0)
        if pen.hatch:
            _hatch(canvas, box, pen.hatch)
        if pen.dots:
            _dots(canvas, box)
        if pen.edge:  # clipped to its inner half, so that a bar is no larger than its value
            canvas.setStrokeColor(pen.edge)
            canvas.setLineWidth(1.2)
            canvas.rect(box.x, box.y, box.width, box.height, stroke=1, fill=0)


def _hatch(canvas: Any, box: Box, colour: Color) -> None:
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(0.7)
    at = box.x - box.height
    while at < box.right:
        canvas.line(at, box.y, at + box.height, box.top)
        at += _STEP


def _dots(canvas: Any, box: Box) -> None:
    canvas.setFillColor(QUIET_INK)
    row, y = 0, box.y + 1.8
    while y < box.top:
        x = box.x + 1.8 + (row % 2) * _STEP / 2
        while x < box.right:
            canvas.circle(x, y, 0.45, stroke=0, fill=1)
            x += _STEP
        row, y = row + 1, y + _STEP * 0.8


def triangle(canvas: Any, x: float, y: float, size: float, colour: Color, *, down: bool = False) -> None:
    """Upright on its base at (x, y), or standing on its point."""
    path = canvas.beginPath()
    if down:
        path.moveTo(x, y + size)
        path.lineTo(x + size, y + size)
        path.lineTo(x + size / 2, y)
    else:
        path.moveTo(x, y)
        path.lineTo(x + size, y)
        path.lineTo(x + size / 2, y + size)
    path.close()
    _shape(canvas, path, colour)


def diamond(canvas: Any, x: float, y: float, size: float, colour: Color) -> None:
    half = size / 2
    path = canvas.beginPath()
    path.moveTo(x, y + half)
    path.lineTo(x + half, y + size)
    path.lineTo(x + size, y + half)
    path.lineTo(x + half, y)
    path.close()
    _shape(canvas, path, colour)


def dot(canvas: Any, x: float, y: float, size: float, colour: Color) -> None:
    path = canvas.beginPath()
    path.circle(x + size / 2, y + size / 2, size / 2)
    _shape(canvas, path, colour)


def _shape(canvas: Any, path: Any, colour: Color) -> None:
    with kept(canvas):
        canvas.setFillColor(colour)
        canvas.drawPath(path, stroke=0, fill=1)


def wide(words: str, type_: Type) -> float:
    """Points on one line."""
    return line(words, type_).natural_width


def put(
    canvas: Any, words: str, type_: Type, x: float, y: float, align: Align = Align.LEFT, colour: Color = INK
) -> None:
    """One line of words, its baseline at `y`; `x` is its left end, its middle or its right end."""
    if not words:
        return
    tight = replace(type_, leading=type_.size)
    made = line(words, tight)
    room = made.natural_width + 0.01
    made.wrap(room, type_.size)
    left = x - {Align.CENTRE: room / 2, Align.RIGHT: room}.get(align, 0.0)
    with kept(canvas):
        canvas.setFillColor(colour)
        made.drawOn(canvas, left, y - 0.12 * type_.size)


def fitted(words: str, type_: Type, room: float, least: float = 0.72) -> Type:
    """The type, smaller where the words would not fit on one line, but not below `least` of its size."""
    needed = wide(words, type_)
    share = max(least, min(1.0, room / needed)) if needed else 1.0
    return replace(type_, size=round(type_.size * share, 2), leading=round(type_.leading * share, 2))


def rule(canvas: Any, x: float, y: float, x2: float, y2: float) -> None:
    """What bars and lines stand on."""
    with kept(canvas):
        canvas.setStrokeColor(FAINT)
        canvas.setLineWidth(0.8)
        canvas.line(x, y, x2, y2)

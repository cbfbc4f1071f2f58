"""What stands on the bulletin besides its charts: the large figures, the lines of 需要关注, cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus.flowables import Flowable

from reports.statistics.bulletin import Against, Concern, KeyFigure, Sign, Way
from reports.statistics.drawing_ink import (
    ACCENT,
    INK,
    QUIET_INK,
    diamond,
    dot,
    fitted,
    kept,
    put,
    triangle,
    wide,
)
from reports.typesetting.fonts import Style
from reports.typesetting.paragraph import Align, Paragraph, Run
from reports.typesetting.prose import line
from reports.typesetting.themes import Type

NOTHING_EARLIER = "没有可比的数据"
EDGE = HexColor("#C9C5BC")
_RED = HexColor("#A8261C")
_AMBER = HexColor("#9A3D07")
LARGE = Type(style=Style.HEI_BOLD, size=25, leading=30)
NAME = Type(style=Style.HEI, size=9.5, leading=13)
MOVED = Type(style=Style.HEI, size=9, leading=15)
SAID = Type(style=Style.SONG, size=10.5, leading=16)
COUNTED = replace(SAID, style=Style.HEI_BOLD)
ASIDE = replace(SAID, size=9)
_SHAPE = 6.0
_PAD = 8.0


class Colour(Flowable):
    """Words in another colour than black."""

    def __init__(self, words: Paragraph, colour: Any = QUIET_INK) -> None:
        super().__init__()
        self._words, self._colour = words, colour

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = self._words.wrap(width, height)
        return self.width, self.height

    def draw(self) -> None:
        with kept(self.canv):
            self.canv.setFillColor(self._colour)
            self._words.drawOn(self.canv, 0, 0)


class Figures(Flowable):
    """The large figures side by side, and under each how it moved; what they are compared with is said once, left."""

    def __init__(self, figures: Sequence[KeyFigure], earlier: Sequence[str]) -> None:
        super().__init__()
        self._figures = figures
        self._earlier = earlier if any(figure.against for figure in figures) else ()
        for figure in figures:
            line(f"{figure.name}{figure.value}{figure.unit}", LARGE)  # raises MissingGlyph before a page exists
            line("".join(against.words for against in figure.against), MOVED)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.height = 9 + NAME.leading + LARGE.leading + 5 + len(self._earlier) * MOVED.leading + 5
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        names = max((wide(words, MOVED) for words in self._earlier), default=0.0)
        first = names + 9 if names else 0.0
        share = (self.width - first) / max(1, len(self._figures))
        top = self.height - 9
        foot = top - NAME.leading - LARGE.leading - 5
        self._rules(first, share, foot)
        for n, words in enumerate(self._earlier):
            put(canvas, words, MOVED, 0, self._line(foot, n), colour=QUIET_INK)
        room = share - _PAD - 3
        large = min((_large(figure, room) for figure in self._figures), default=LARGE.size)
        moved = min((_moved_size(a.words, room) for f in self._figures for a in f.against), default=MOVED.size)
        for n, figure in enumerate(self._figures):
            x = first + n * share + (_PAD if first or n else 0)
            value = replace(LARGE, size=large)
            put(canvas, figure.name, fitted(figure.name, NAME, room), x, top - 9, colour=QUIET_INK)
            put(canvas, figure.value, value, x, foot + 10)
            put(canvas, figure.unit, NAME, x + wide(figure.value, value) + 3, foot + 10, colour=QUIET_INK)
            for at, against in enumerate(figure.against):
                if not self._without(at):
                    self._moved(against, x, self._line(foot, at), replace(MOVED, size=moved))
        for at in filter(self._without, range(len(self._earlier))):
            put(canvas, NOTHING_EARLIER, MOVED, first + _PAD, self._line(foot, at), colour=QUIET_INK)

    def _rules(self, first: float, share: float, foot: float) -> None:
        canvas: Any = self.canv
        with kept(canvas):
            canvas.setStrokeColor(ACCENT)
            canvas.setLineWidth(1.4)
            canvas.line(0, self.height, self.width, self.height)
            canvas.setStrokeColor(EDGE)
            canvas.setLineWidth(0.6)
            canvas.line(0, 0, self.width, 0)
            if self._earlier:
                canvas.line(0, foot, self.width, foot)
            compared = [at for at in range(len(self._earlier)) if not self._without(at)]
            low = self._line(foot, compared[-1]) - 4 if compared else foot
            for n in range(len(self._figures)):
                if n or first:
                    canvas.line(first + n * share, low, first + n * share, self.height - 6)

    def _without(self, at: int) -> bool:
        """Whether no figure has anything to be compared with there."""
        return all(f.against[at].way is Way.UNKNOWN for f in self._figures if f.against)

    def _line(self, foot: float, at: int) -> float:
        """The baseline of a comparison."""
        return foot - (at + 1) * MOVED.leading + 4

    def _moved(self, against: Against, x: float, y: float, type_: Type) -> None:
        canvas: Any = self.canv
        match against.way:
            case Way.MORE:
                triangle(canvas, x, y + 0.6, _SHAPE, INK)
            case Way.LESS:
                triangle(canvas, x, y + 0.6, _SHAPE, INK, down=True)
            case Way.SAME:
                with kept(canvas):
                    canvas.setFillColor(INK)
                    canvas.rect(x, y + 2.4, _SHAPE, 1.6, stroke=0, fill=1)
            case Way.UNKNOWN:
                put(canvas, against.words, type_, x, y, colour=QUIET_INK)
                return
        put(canvas, against.words, type_, x + _SHAPE + 3, y)


def _large(figure: KeyFigure, room: float) -> float:
    return fitted(figure.value, LARGE, room - (wide(figure.unit, NAME) + 3 if figure.unit else 0), 0.45).size


def _moved_size(words: str, room: float) -> float:
    return fitted(words, MOVED, room - _SHAPE - 3).size


class Watched(Flowable):
    """One line of 需要关注 behind its shape."""

    def __init__(self, concern: Concern) -> None:
        super().__init__()
        self._sign = concern.sign
        runs = [Run(f"{concern.words}\u3000", SAID), Run(concern.count, COUNTED)]
        if concern.note:
            runs.append(Run(f"\u3000{concern.note}", ASIDE))
        self._words = Paragraph(runs, align=Align.LEFT)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _, self.height = self._words.wrap(width - _SHAPE - 8, height)
        self.width = width
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        y = self.height - SAID.leading / 2 - _SHAPE / 2 - 0.4
        match self._sign:
            case Sign.MUST:
                triangle(canvas, 0, y, _SHAPE + 1, _RED)
            case Sign.WATCH:
                diamond(canvas, 0, y - 0.5, _SHAPE + 1, _AMBER)
            case Sign.NOTE:
                dot(canvas, 1, y + 0.5, _SHAPE - 1, ACCENT)
        self._words.drawOn(canvas, _SHAPE + 7, 0)


class Card(Flowable):
    """A flowable within a thin frame, of a given height."""

    def __init__(self, inner: Flowable, height: float) -> None:
        super().__init__()
        self._inner, self._height = inner, height

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, self._height
        return self.width, self.height

    def draw(self) -> None:
        with kept(self.canv):
            self.canv.setStrokeColor(EDGE)
            self.canv.setLineWidth(0.6)
            self.canv.roundRect(0, 0, self.width, self.height, 3, stroke=1, fill=0)
        self._inner.wrap(self.width - 2 * CARD_ACROSS, self.height - 2 * CARD_DOWN)
        self._inner.drawOn(self.canv, CARD_ACROSS, CARD_DOWN)


CARD_ACROSS, CARD_DOWN = 10.0, 8.0

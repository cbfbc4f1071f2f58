"""Text as a ReportLab flowable. It takes words, never markup: what is typed is what is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from reportlab.platypus.flowables import Flowable

from reports.errors import TextTooLong
from reports.typesetting.cid import subset_of
from reports.typesetting.fonts import check
from reports.typesetting.kinsoku import tokens
from reports.typesetting.lines import Glyph, Line, Strip, break_lines, place
from reports.typesetting.themes import Type

LONGEST = 10_000  # characters in one field
TELLTALE = 0.09  # em; a line opened wider says its words apart, or readers of the file see blanks in it
ASCENT = 0.88  # em square of Han above the baseline

# Characters without a picture: they come with pasted text and would otherwise count as missing.
_SILENT = {*range(0x20), *range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF}
_SILENT |= {*range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC)}
_CLEAN: dict[int, str | None] = dict.fromkeys(_SILENT) | {0x09: " ", 0xA0: " ", 0x2028: "\n", 0x2029: "\n", 0x0A: "\n"}


class Align(Enum):
    JUSTIFY = auto()
    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one type."""

    text: str
    type: Type


def plain(text: str) -> str:
    """The text as it will print: line ends as \\n, no controls. Raises TextTooLong."""
    if len(text) > LONGEST:
        raise TextTooLong(len(text), LONGEST)
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEAN)


class Paragraph(Flowable):
    """One paragraph. `indent` is in em of its first run, as are `left` and `hang` (indent of the following lines).

    Raises MissingGlyph when made, so that nothing is written of a paper that cannot be printed whole.
    """

    def __init__(
        self,
        runs: Sequence[Run],
        *,
        align: Align = Align.JUSTIFY,
        indent: float = 0,
        hang: float = 0,
        space_before: float = 0,
        space_after: float = 0,
        keep_with_next: bool = False,
    ) -> None:
        super().__init__()
        em = runs[0].type.size if runs else 0
        self._leading = max((run.type.leading for run in runs), default=0.0)
        self._size = max((run.type.size for run in runs), default=0.0)
        self._strip = Strip(list(_glyphs(runs)))
        self._align = align
        self._first = indent * em
        self._rest = hang * em
        self._start = 0
        self._opens = True
        self._lines: list[Line] = []
        self._end = len(self._strip.glyphs)
        self._goes_on = False
        self._broken_at: float | None = None
        self.spaceBefore = space_before
        self.spaceAfter = space_after
        self.keepWithNext = keep_with_next

    @property
    def _indented(self) -> bool:
        """Behind an indent an opening bracket keeps its blank; at the edge it does not."""
        return self._opens and self._first > 0

    @property
    def words(self) -> str:
        return "".join(self._strip.texts[self._start : self._end])

    @property
    def natural_width(self) -> float:
        """Points on one line."""
        return self._strip.width(self._start, self._end, opens_paragraph=self._indented)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        if self._broken_at != width:
            self._lines = self._break(width)
            self._broken_at = width
        self.width, self.height = width, max(1, len(self._lines)) * self._leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Two lines stay together at the foot of a page, and two at the head of the next."""
        self.wrap(width, height)
        count = len(self._lines)
        fitting = int((height + 1e-6) // self._leading)
        if fitting >= count:
            return [self]
        if count - fitting == 1:
            fitting -= 1
        if fitting < 2 or count - fitting < 2:
            return []
        return [self._part(0, fitting), self._part(fitting, count)]

    def draw(self) -> None:
        draw_lines(self.canv, self._strip, self._placed(), self.height - self._drop(), self._leading)

    def _break(self, width: float) -> list[Line]:
        """A part broken off keeps its own glyphs; at another width it is broken anew, within them."""
        first = width - (self._first if self._opens else self._rest)
        part = self._strip if self._end == len(self._strip.glyphs) else Strip(self._strip.glyphs[: self._end])
        return break_lines(part, first, width - self._rest, start=self._start, opens_paragraph=self._indented)

    def _part(self, start: int, end: int) -> Paragraph:
        part = object.__new__(Paragraph)
        part.__dict__.update(self.__dict__)
        part.__dict__.pop("_postponed", None)  # ReportLab's mark on what did not fit before; the part may
        lines = self._lines[start:end]
        part._lines = lines
        part._start = lines[0].start
        if start:
            part._opens = False
            part.spaceBefore = 0
        if end < len(self._lines):
            part._end = self._lines[end].start
            part._goes_on = True
            part.spaceAfter = 0
        return part

    def _placed(self) -> list[tuple[float, Line, Any]]:
        placed = []
        for at, line in enumerate(self._lines):
            opens = self._opens and at == 0
            ends = at == len(self._lines) - 1 and not self._goes_on
            justify = self._align is Align.JUSTIFY and not ends
            x = self._first if opens else self._rest
            spare = max(0.0, line.room - line.width)
            if self._align is Align.CENTRE:
                x += spare / 2
            elif self._align is Align.RIGHT:
                x += spare
            placed.append(
                (x, line, place(self._strip, line, justify=justify, opens_paragraph=opens and self._first > 0))
            )
        return placed

    def _drop(self) -> float:
        """From the top of a line to its baseline."""
        return (self._leading - self._size) / 2 + ASCENT * self._size


def _glyphs(runs: Iterable[Run]) -> Iterable[Glyph]:
    for run in runs:
        text = plain(run.text).replace("\n", " ")
        check(text, run.type.style)
        family = run.type.style.value
        for token in tokens(text):
            yield Glyph(family.draw(token), run.type.size)


def draw_lines(canvas: Any, strip: Strip, lines: list[tuple[float, Line, Any]], top: float, leading: float) -> None:
    """Text operators written directly: one TJ for each stretch of one face, the even opening as Tc.

    Where the face changes, a shift is set in the face of the narrower glyph, the Latin one: some readers of the file
    judge by the face it is set in whether a shift is a blank.
    """
    code: list[str] = ["BT"]
    current = ("", 0.0)
    opening = 0.0
    for number, (x, line, placed) in enumerate(lines):
        if line.start == line.end:
            continue
        wide = placed.opening > TELLTALE * strip.glyphs[line.start].size
        if wide:
            said = "".join(strip.texts[line.start : line.end]).encode("utf-16-be").hex().upper()
            code.append(f"/Span <</ActualText <FEFF{said}>>> BDC")
        code.append(f"1 0 0 1 {x + placed.shift:.3f} {top - number * leading:.3f} Tm")
        if placed.opening != opening:
            opening = placed.opening
            code.append(f"{opening:.4f} Tc")
        pieces: list[str] = []
        hexes: list[str] = []
        shift = 0.0
        for k in range(line.end - line.start):
            glyph = strip.glyphs[line.start + k]
            font = (glyph.drawn.face.name, glyph.size)
            subset = subset_of(canvas._doc, glyph.drawn.face)
            moved = abs(shift) > 0.002
            if hexes and (moved or font != current):
                pieces.append(f"<{''.join(hexes)}>")
                hexes = []
            if font != current:
                if pieces and moved and strip.glyphs[line.start + k - 1].drawn.width < glyph.drawn.width:
                    pieces.append(f"{-1000 * shift / current[1]:.1f}")
                    moved = False
                if pieces:
                    code.append(f"[{''.join(pieces)}] TJ")
                    pieces = []
                code.append(f"/{subset.resource} {glyph.size:g} Tf")
                current = font
            if moved:
                pieces.append(f"{-1000 * shift / glyph.size:.1f}")
            hexes.append(subset.encode(glyph.drawn.glyph, glyph.drawn.text))
            if k < len(placed.advances):
                own = round(glyph.drawn.width * 1000) / 1000 * glyph.size
                shift = placed.advances[k] - own - opening
        code.append(f"[{''.join(pieces)}<{''.join(hexes)}>] TJ")
        if wide:
            code.append("EMC")
    if opening:
        code.append("0 Tc")
    code.append("ET")
    canvas._code.append("\n".join(code))

"""A run of characters becomes lines: 标点挤压, gaps beside Latin, flush right edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from reports.typesetting.fonts import Drawn
from reports.typesetting.kinsoku import (
    BLANKS,
    CLOSING,
    NOT_AT_END,
    NOT_AT_START,
    OPENING,
    PAIRED,
    is_alphanumeric,
    is_han,
    is_latin,
    may_break,
)

GAP = 0.095  # em between Han and Latin; from 0.1 em on, readers of the file take a gap for a typed blank
MAX_STRETCH = 0.35  # em for each place a line can be opened; beyond it the line stays ragged
SQUEEZE = 0.5  # how much of a mark's blank a crowded line may take


class Glyph(NamedTuple):
    """One piece of a paragraph: how it is drawn, and how large (points)."""

    drawn: Drawn
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs `start` to `end` of a strip, blanks at both ends left out. Widths in points."""

    start: int
    end: int
    width: float  # natural width
    room: float  # width to fill


class Strip:
    """The glyphs of one paragraph with the blanks between them worked out once; lines are slices of it."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self.glyphs = list(glyphs)
        self.texts = [glyph.drawn.text for glyph in self.glyphs]
        texts = self.texts
        count = len(texts)
        self.cut_before = [0.0] * count  # blank taken off a mark's left, points
        self.cut_after = [0.0] * count
        self.gap = [0.0] * count  # before glyph i
        self.may_break = [False] * count  # before glyph i
        for i in range(1, count):
            one, two = self.glyphs[i - 1], self.glyphs[i]
            a, b = texts[i - 1], texts[i]
            self.may_break[i] = may_break(a, b)
            if (a[-1] in CLOSING and (b in CLOSING or b in OPENING)) and one.drawn.after:
                self.cut_after[i - 1] = one.drawn.after * one.size
            elif a[-1] in OPENING and b in OPENING and two.drawn.before:
                self.cut_before[i] = two.drawn.before * two.size
            elif (is_han(a) and is_alphanumeric(b)) or ((is_alphanumeric(a) or a == "%") and is_han(b)):
                self.gap[i] = GAP * min(one.size, two.size)
        self._widths = [
            glyph.drawn.width * glyph.size - before - after + gap
            for glyph, before, after, gap in zip(self.glyphs, self.cut_before, self.cut_after, self.gap, strict=True)
        ]
        self._sums = list(accumulate(self._widths, initial=0.0))

    def width(self, start: int, end: int, *, opens_paragraph: bool) -> float:
        """Natural width of a line from `start` to `end`, its outer blanks cut."""
        if start >= end:
            return 0.0
        width = self._sums[end] - self._sums[start] - self.gap[start]
        return width - self.head_cut(start, opens_paragraph) - self.tail_cut(end)

    def head_cut(self, start: int, opens_paragraph: bool) -> float:
        """A mark that opens a line gives up its left blank; after an indent it keeps it."""
        glyph = self.glyphs[start]
        if opens_paragraph or glyph.drawn.text not in OPENING:
            return 0.0
        return glyph.drawn.before * glyph.size - self.cut_before[start]

    def tail_cut(self, end: int) -> float:
        glyph = self.glyphs[end - 1]
        if glyph.drawn.text not in CLOSING:
            return 0.0
        return glyph.drawn.after * glyph.size - self.cut_after[end - 1]

    def breaks_before(self, i: int) -> bool:
        """Whether a line may end before glyph i; a blank is passed over, and what comes behind it decides."""
        if self.texts[i] not in BLANKS:
            return self.may_break[i]
        behind = i
        while behind < len(self.texts) and self.texts[behind] in BLANKS:
            behind += 1
        if behind == len(self.texts):
            return True
        return self.texts[i - 1][-1] not in NOT_AT_END and self.texts[behind][0] not in NOT_AT_START

    def squeeze(self, start: int, end: int) -> float:
        """Points a crowded line can give up: part of the blanks of its marks, and of the gaps beside Latin."""
        spare = 0.0
        for i in range(start, end):
            glyph = self.glyphs[i]
            if i > start:
                spare += self.gap[i] / 2
                spare += SQUEEZE * (glyph.drawn.before * glyph.size - self.cut_before[i])
            if i < end - 1:
                spare += SQUEEZE * (glyph.drawn.after * glyph.size - self.cut_after[i])
        return spare

    def opens(self, i: int) -> bool:
        """Whether a justified line may be opened before glyph i."""
        a, b = self.texts[i - 1], self.texts[i]
        if a in BLANKS or b in BLANKS:
            return True
        if self.gap[i]:
            return False  # already open
        return not (is_latin(a) and is_latin(b)) and a + b not in PAIRED and not (a in "￥¥" and is_alphanumeric(b))


def break_lines(strip: Strip, first: float, rest: float, *, start: int = 0, opens_paragraph: bool = True) -> list[Line]:
    """Lines `first` points wide, then `rest`; greedy, but it squeezes or opens, whichever changes a line less.

    A piece wider than a line is broken where it must be, so that nothing is ever set beyond the edge.
    """
    lines: list[Line] = []
    count = len(strip.glyphs)
    at = start
    while at < count:
        opening = opens_paragraph and not lines
        room = first if not lines else rest
        end = _end_of_line(strip, at, room, opening)
        last = _without_blanks(strip, at, end)
        lines.append(Line(at, last, strip.width(at, last, opens_paragraph=opening), room))
        at = end
        while at < count and strip.texts[at] in BLANKS:
            at += 1
    return _without_orphan(strip, lines, opens_paragraph)


def _end_of_line(strip: Strip, at: int, room: float, opening: bool) -> int:
    count = len(strip.glyphs)
    fits = at
    forced = at
    for end in range(at + 1, count + 1):
        if strip.texts[end - 1] in BLANKS and end < count:
            continue
        allowed = end == count or strip.breaks_before(end)
        width = strip.width(at, end, opens_paragraph=opening)
        if width <= room + 1e-6:
            forced = end
            if allowed:
                fits = end
            continue
        if allowed:
            over = width - room
            left = room - strip.width(at, fits, opens_paragraph=opening) if fits > at else room
            if over <= left and over <= strip.squeeze(at, end):
                return end
            break
        if width > room * 1.5:
            break
    return fits if fits > at else max(forced, at + 1)


def _without_blanks(strip: Strip, start: int, end: int) -> int:
    while end > start + 1 and strip.texts[end - 1] in BLANKS:
        end -= 1
    return end


def _without_orphan(strip: Strip, lines: list[Line], opens_paragraph: bool) -> list[Line]:
    """孤字: a last line of one character takes one more piece from the line before, when that line stays full."""
    if len(lines) < 2:
        return lines
    last, before = lines[-1], lines[-2]
    if sum(text not in CLOSING for text in strip.texts[last.start : last.end]) != 1:
        return lines
    for cut in range(before.end - 1, max(before.start + 1, before.end - 4), -1):
        if not strip.may_break[cut]:
            continue
        opening = opens_paragraph and len(lines) == 2
        width = strip.width(before.start, cut, opens_paragraph=opening)
        moved = strip.width(cut, last.end, opens_paragraph=False)
        if before.room - width > 3 * strip.glyphs[cut].size or moved > last.room:
            return lines
        return [
            *lines[:-2],
            Line(before.start, cut, width, before.room),
            Line(cut, last.end, moved, last.room),
        ]
    return lines


@dataclass(frozen=True, slots=True)
class Placed:
    """A line ready to draw, in points: where its first glyph starts, the way from each glyph to the next, and how
    much of that way is the line's even opening."""

    shift: float
    advances: tuple[float, ...]
    opening: float


def place(strip: Strip, line: Line, *, justify: bool, opens_paragraph: bool) -> Placed:
    """Spread a line to its room, or squeeze it into it."""
    start, end = line.start, line.end
    spare = line.room - line.width
    give = strip.squeeze(start, end)  # nothing where a single mark is wider than the room
    squeeze = min(1.0, -spare / give) if spare < -1e-6 and give else 0.0
    places = [strip.opens(i) for i in range(start + 1, end)]
    opening = 0.0
    if justify and spare > 0 and any(places):
        opening = spare / sum(places)
        if opening > MAX_STRETCH * strip.glyphs[start].size:
            opening = 0.0
    lefts, rights = [], []
    for i in range(start, end):
        glyph = strip.glyphs[i]
        left, right = strip.cut_before[i], strip.cut_after[i]
        if i == start:
            left += strip.head_cut(start, opens_paragraph)
        else:
            left += squeeze * SQUEEZE * (glyph.drawn.before * glyph.size - left)
        if i < end - 1:
            right += squeeze * SQUEEZE * (glyph.drawn.after * glyph.size - right)
        lefts.append(left)
        rights.append(right)
    advances = []
    for k in range(end - start - 1):
        glyph = strip.glyphs[start + k]
        way = glyph.drawn.width * glyph.size - rights[k] - lefts[k + 1]
        way += strip.gap[start + k + 1] * (1 - squeeze / 2)
        advances.append(way + (opening if places[k] else 0.0))
    return Placed(-lefts[0], tuple(advances), opening)

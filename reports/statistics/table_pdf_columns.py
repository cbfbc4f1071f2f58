"""How the columns of a sheet share the width of a page: one band where they fit, else several below one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from reports.statistics.drawing_ink import wide
from reports.statistics.sheets import Column, Kind, Sheet, shown
from reports.typesetting.fonts import Style
from reports.typesetting.kinsoku import is_latin
from reports.typesetting.themes import Type

NUMBERS = frozenset({Kind.COUNT, Kind.MONEY, Kind.WAN, Kind.RATE})
PAD = 3.0  # points at each side within a cell
LARGEST, SMALLEST, STEP = 9.5, 7.5, 0.5  # points; what does not fit at the smallest is banded
CROWD = 24  # columns of numbers that no band should exceed
_COMFORT = 3.1  # em of a heading over numbers: three characters a line
_WHOLE = 4.0  # em of words that do not break
_LONG_NAME = 9.0  # em of a row's name before it breaks
_TORN = 10.0  # how much worse a band is for tearing a group of headings


@dataclass(frozen=True, slots=True)
class Band:
    """Which columns stand side by side, and how wide in points."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The type of the cells, and the bands below one another."""

    type: Type
    bands: tuple[Band, ...]


def plan(sheet: Sheet, width: float, largest: float = LARGEST) -> Plan:
    """Everything is within `width`; words break, figures are never broken nor set smaller than `SMALLEST`."""
    numbers = sum(column.kind in NUMBERS for column in sheet.columns)
    all_columns = range(len(sheet.columns))
    if numbers <= CROWD:
        size = largest
        while size >= SMALLEST:
            least, *more = _needs(sheet, size)
            if sum(least) <= width:
                whole = Band(tuple(all_columns), _spread((least, *more), width, sheet.columns))
                return Plan(_type(size), (whole,))
            size -= STEP
    return _banded(sheet, width, largest - STEP)


def _type(size: float) -> Type:
    return Type(style=Style.HEI, size=size, leading=round(size * 1.4, 2))


def _needs(sheet: Sheet, size: float) -> tuple[list[float], list[float], list[float]]:
    """Points that each column must have, would like, and with which nothing in it breaks."""
    type_, strong = _type(size), replace(_type(size), style=Style.HEI_BOLD)
    least, wanted, whole = [], [], []
    for n, column in enumerate(sheet.columns):
        cells = {shown(row[n], column.kind) for row in sheet.lines()}
        longest = max(
            (wide(each, strong if column.total else type_) for each in (*cells, column.head[-1])), default=size
        )
        pieces = [_longest_piece(column.head[-1], type_)]
        if column.kind in NUMBERS or column.kind is Kind.DAY:
            pieces += [wide(cell, strong if column.total else type_) for cell in cells]
        else:
            pieces += [max(min(wide(cell, type_), _WHOLE * size), _longest_piece(cell, type_)) for cell in cells]
        must = max(size, *pieces)
        least.append(must + 2 * PAD + 0.5)
        wanted.append(max(must, min(column.width * size, longest)) + 2 * PAD + 0.5)
        whole.append(max(must, longest) + 2 * PAD + 1)
    return least, wanted, whole


def _longest_piece(words: str, type_: Type) -> float:
    """Points of its longest number or word in letters, which should stay whole (to 20 characters)."""
    longest, at = "", ""
    for character in words:
        at = at + character if is_latin(character) else ""
        longest = max(longest, at, key=len)
    return wide(longest[:20], type_) if longest else 0.0


def _spread(needs: Sequence[Sequence[float]], width: float, columns: Sequence[Column]) -> tuple[float, ...]:
    """From one need to the next, evenly; what is still left goes to the columns as they are wide, to words twice."""
    for less, more in pairwise(needs):
        spare, short = width - sum(less), sum(more) - sum(less)
        if short > spare:
            return tuple(a + (b - a) * spare / short for a, b in zip(less, more, strict=True))
    left = width - sum(needs[-1])
    shares = [each * (2 if column.kind is Kind.TEXT else 1) for each, column in zip(needs[-1], columns, strict=True)]
    return tuple(each + left * share / sum(shares) for each, share in zip(needs[-1], shares, strict=True))


def _banded(sheet: Sheet, width: float, size: float) -> Plan:
    """The leading words stand at the left of every band; groups of headings stay together where they can."""
    least, _, _ = _needs(sheet, size)
    stub = _stub(sheet.columns)
    names = [max(must, _natural(sheet, n, size)) for n, must in enumerate(least[:stub])]
    comfort = [max(must, _COMFORT * size + 2 * PAD) for must in least]
    ends = _ends(sheet.columns, comfort, stub, width - sum(names))
    bands = []
    for first, end in pairwise((stub, *ends)):
        columns = (*range(stub), *range(first, end))
        needed = [*names, *comfort[first:end]]
        spare = (width - sum(needed)) / max(1, end - first)
        widths = [each + (0 if n < stub else spare) for n, each in enumerate(needed)]
        bands.append(Band(columns, tuple(_within(widths, width))))
    return Plan(_type(size), tuple(bands))


def _natural(sheet: Sheet, n: int, size: float) -> float:
    """Points in which the words of a column stand on one line, up to so many characters."""
    words = {shown(row[n], sheet.columns[n].kind) for row in sheet.lines()} | {sheet.columns[n].head[-1]}
    return min(_LONG_NAME * size, max(wide(each, _type(size)) for each in words)) + 2 * PAD + 2


def _stub(columns: Sequence[Column]) -> int:
    """How many leading columns say what a row is: those before the first number (but for 序号), at most two."""
    first = next((n for n, column in enumerate(columns) if n and column.kind in NUMBERS), len(columns))
    return min(first, 2)


def _ends(columns: Sequence[Column], needs: Sequence[float], stub: int, room: float) -> list[int]:
    """Where bands end: as few as hold the columns, then as even as they can be without tearing groups."""
    count = len(columns)
    sums = [0.0, *accumulate(needs)]
    torn = [0 < n < count and _same_group(columns[n - 1], columns[n]) for n in range(count + 1)]
    best: dict[int, tuple[int, float, list[int]]] = {stub: (0, 0.0, [])}
    for end in range(stub + 1, count + 1):
        choices = []
        for start in range(stub, end):
            taken = sums[end] - sums[start]
            if start not in best or (taken > room and end - start > 1):
                continue
            bands, cost, ends = best[start]
            worse = ((room - taken) / room) ** 2 + (_TORN if torn[end] else 0.0)
            choices.append((bands + 1, cost + worse, [*ends, end]))
        best[end] = min(choices)
    return best[count][2]


def _same_group(one: Column, two: Column) -> bool:
    return len(one.head) > 1 and len(two.head) > 1 and one.head[0] == two.head[0]


def _within(widths: Sequence[float], width: float) -> list[float]:
    over = sum(widths) / width
    return [each / over for each in widths] if over > 1 else list(widths)

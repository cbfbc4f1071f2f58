"""What the official table is made of on the screen: its columns of figures, and where each row stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.counting.table import Line
from desktop.ui.kit.text import wide
from desktop.ui.looks import look
from desktop.ui.statistics.rows import Row, blocks, figure

PAD = 12
ROW = 24  # px at 100 %
HEAD = 26
EDGE = 3
LEAST = 9  # characters of a row's words beside its figures; with fewer the blocks stand under each other


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of figures: 本月, 本年, 上月, 去年同月. `link`: shown as a link; the others open their files too."""

    key: str
    head: str
    values: Mapping[str, int]
    link: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One row: in which block, how far down."""

    row: Row
    block: int
    top: int


def placed(lines: Sequence[Line], count: int) -> list[Place]:
    """Every row in two blocks side by side, or in one above the other."""
    left, right = blocks(lines)
    high = look().px(ROW)
    if count == 2:
        sides = ((0, left), (1, right))
        return [Place(row, block, n * high) for block, rows in sides for n, row in enumerate(rows)]
    heading = (Row(right[0].group, right[0].group),) if right else ()
    return [Place(row, 0, n * high) for n, row in enumerate((*left, *heading, *right))]


def widths(lines: Sequence[Line], measures: Sequence[Measure]) -> list[int]:
    """Of the columns of figures, the widest figure deciding."""
    font = look().font()
    return [
        max(
            look().px(56 if len(measures) > 2 else 64),
            wide(measure.head, font) + 12,
            *(wide(figure(line, measure.values.get(line.code, 0)), font) + 16 for line in lines),
        )
        for measure in measures
    ]

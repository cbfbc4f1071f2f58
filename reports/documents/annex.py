"""A table behind an agreement, for instance wages by worker and instalment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    TEXT = auto()  # set left
    CENTRED = auto()  # short words, numbers of rows, identifiers
    MONEY = auto()  # set right
    SIGNATURE = auto()  # left blank for ink


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """`rows` are words as they print, one per column; a SIGNATURE cell is empty. `totals` closes the table."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] | None = None
    note: str = ""

    def __post_init__(self) -> None:
        lines = (*self.rows, self.totals) if self.totals else self.rows
        if any(len(line) != len(self.columns) for line in lines):
            raise ValueError("every row of an annex needs one word per column")

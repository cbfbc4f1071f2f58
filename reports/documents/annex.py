"""A table behind an agreement, for instance wages by worker and instalment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable

from reports.typesetting.grid import Cell, Grid, Row
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.themes import Look, Type


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


INK = 24 * mm  # width for a signature and a fingerprint
ROW = 10.5 * mm  # height of a row that is signed
_ACROSS = 3.0
_SMALLEST = 7.5  # points, 六号


def table(annex: Annex, look: Look, width: float) -> list[Flowable]:
    """The annex over pages, its heading row on each. Columns are as wide as their words, then share what is left."""
    signed = any(column.kind is Kind.SIGNATURE for column in annex.columns)
    least = ROW if signed else 0.0
    type_ = _type(annex, look.small, width)

    def row(words: Sequence[str], **how: Any) -> Row:
        cells = (_cell(word, column.kind, type_) for word, column in zip(words, annex.columns, strict=True))
        return Row(tuple(cells), least=least, **how)

    headings = tuple(_cell(column.heading, Kind.CENTRED, type_) for column in annex.columns)
    rows = [Row(headings, with_next=True), *(row(words) for words in annex.rows[:-1])]
    if annex.rows:
        rows.append(row(annex.rows[-1], with_next=bool(annex.totals)))
    if annex.totals:
        rows.append(row(annex.totals))
    made: list[Flowable] = [
        line("附表", look.entry),
        line(annex.title, look.heading, Align.CENTRE, space_after=6),
        Grid(_widths(annex, type_, width), rows, repeats=1, across=_ACROSS),
    ]
    return made + list(prose(annex.note, type_, indent=0, space_before=4))


def _type(annex: Annex, type_: Type, width: float) -> Type:
    """The table's type, smaller where its columns would not fit otherwise."""
    while sum(_natural(annex, type_)) > width and type_.size > _SMALLEST:
        type_ = replace(type_, size=type_.size - 0.5, leading=type_.leading - 0.75)
    return type_


def _cell(word: str, kind: Kind, type_: Type) -> Cell:
    align = {Kind.TEXT: Align.LEFT, Kind.MONEY: Align.RIGHT}.get(kind, Align.CENTRE)
    return Cell(tuple(prose(word, type_, indent=0, align=align)))


def _natural(annex: Annex, type_: Type) -> list[float]:
    """Widths at which no word is broken."""
    lines = (*annex.rows, annex.totals) if annex.totals else annex.rows
    natural = []
    for at, column in enumerate(annex.columns):
        words = [row[at] for row in lines if row[at]] + [column.heading]
        widest = max(line(word, type_).natural_width for word in words) + 2 * _ACROSS + 1
        natural.append(max(widest, INK) if column.kind is Kind.SIGNATURE else widest)
    return natural


def _widths(annex: Annex, type_: Type, width: float) -> list[float]:
    natural = _natural(annex, type_)
    spare = width - sum(natural)
    if spare >= 0:
        return [wide + spare * wide / sum(natural) for wide in natural]
    yielding = [wide if column.kind is Kind.TEXT else 0.0 for wide, column in zip(natural, annex.columns, strict=True)]
    if sum(yielding) > -2 * spare:
        return [wide + spare * give / sum(yielding) for wide, give in zip(natural, yielding, strict=True)]
    return [wide * width / sum(natural) for wide in natural]

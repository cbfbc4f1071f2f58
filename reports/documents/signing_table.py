"""A table in which many people sign, each in a cell of their own, with room for a fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable

from reports.documents.annex import Kind
from reports.typesetting.grid import Cell, Grid, Row
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import FOR_A_PEN
from reports.typesetting.themes import Look

ROW = FOR_A_PEN  # 18 mm: a pen and a fingerprint
INK = 38 * mm
PRINT = 22 * mm
ACROSS = 3.0


@dataclass(frozen=True, slots=True)
class Column:
    """`wide` in mm; 0 shares what is left. Ink columns are SIGNATURE and hold nothing."""

    heading: str
    kind: Kind = Kind.CENTRED
    wide: float = 0


SIGNED = (
    Column("签名", Kind.SIGNATURE, INK / mm),
    Column("按指印", Kind.SIGNATURE, PRINT / mm),
)


def signing_table(
    columns: Sequence[Column],
    rows: Sequence[tuple[str, ...]],
    look: Look,
    width: float,
    *,
    totals: tuple[str, ...] | None = None,
) -> Flowable:
    """`rows` hold words for every column without ink; two columns for ink follow them. The head is on each page."""
    every = (*columns, *SIGNED)
    words_type = replace(look.small, size=10.5, leading=15)
    fixed = sum(c.wide * mm for c in every)
    sharing = sum(not c.wide for c in every) or 1
    widths = [c.wide * mm if c.wide else (width - fixed) / sharing for c in every]

    def cell(word: str, column: Column) -> Cell:
        align = {Kind.TEXT: Align.LEFT, Kind.MONEY: Align.RIGHT}.get(column.kind, Align.CENTRE)
        return Cell(tuple(prose(word, words_type, indent=0, align=align)))

    def row(words: tuple[str, ...], *, with_next: bool = False) -> Row:
        blank = ("",) * len(SIGNED)
        cells = tuple(cell(w, c) for w, c in zip((*words, *blank), every, strict=True))
        return Row(cells, least=ROW, with_next=with_next)

    made = [Row(tuple(Cell((line(c.heading, look.label, Align.CENTRE),)) for c in every), with_next=True)]
    made += [row(words) for words in rows[:-1]]
    if rows:
        made.append(row(rows[-1], with_next=totals is not None))
    if totals is not None:
        cells = (cell(w, c) for w, c in zip((*totals, "", ""), every, strict=True))
        made.append(Row(tuple(cells), least=look.label.leading + 11))
    return Grid(widths, made, repeats=1, across=ACROSS)

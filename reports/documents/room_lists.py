"""What the room's own lists share: a narrow page, a head, a ruled table that repeats its heads.

They are working papers: they don't go into a dossier, so they have one look in both themes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable

from reports.typesetting.fonts import Style
from reports.typesetting.grid import Cell, Grid, Row, Upright
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.themes import Look, Theme, Type

ON_A4: Look = replace(
    Theme.COMPACT.look,
    title=Type(style=Style.SONG_BOLD, size=17, leading=26),
    label=Type(style=Style.HEI, size=10, leading=14.5),
    entry=Type(style=Style.SONG, size=10.5, leading=15),
    small=Type(style=Style.SONG, size=9, leading=13),
    left=18 * mm,
    right=18 * mm,
    top=20 * mm,
    bottom=20 * mm,
)
ON_A5: Look = replace(
    ON_A4,
    title=Type(style=Style.SONG_BOLD, size=15, leading=22),
    left=11 * mm,
    right=11 * mm,
    top=14 * mm,
    bottom=15 * mm,
)


def head(title: str, beneath: Sequence[str], look: Look) -> list[Flowable]:
    """The list's name, and under it what it is about, line by line."""
    made: list[Flowable] = [line(title, look.title, Align.CENTRE, space_after=2)]
    made += [line(words, look.small, Align.CENTRE) for words in beneath if words]
    made[-1] = line(beneath[-1], look.small, Align.CENTRE, space_after=6) if beneath else made[-1]
    return made


def cell(look: Look, first: str, second: str = "", *, align: Align = Align.LEFT, span: int = 1) -> Cell:
    """An answer, and under it in small type what belongs to it."""
    content = [*prose(first, look.entry, indent=0, align=align), *prose(second, look.small, indent=0, align=align)]
    return Cell(tuple(content), span, Upright.MIDDLE)


def heads(words: Sequence[str], look: Look) -> Row:
    return Row(tuple(Cell((line(word, look.label, Align.CENTRE),)) for word in words), with_next=True)


def section(words: str, look: Look, columns: int) -> Row:
    """A line over the whole table that opens a part of it; never last on a page."""
    return Row((Cell((line(words, look.label),), columns),), with_next=True)


def table(shares: Sequence[float], width: float, names: Sequence[str], rows: Sequence[Row], look: Look) -> Grid:
    """A ruled table; `shares` of the width, the heads again on each page."""
    whole = sum(shares)
    return Grid([width * share / whole for share in shares], [heads(names, look), *rows], repeats=1, down=3)

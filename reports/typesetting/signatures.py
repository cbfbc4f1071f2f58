"""Room for ink. Nothing here ever draws a signature, a fingerprint or a seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from reports.typesetting.grid import Cell, Grid, Row, Upright
from reports.typesetting.paragraph import Align, Run
from reports.typesetting.prose import line, prose
from reports.typesetting.themes import Type

FOR_A_PEN = 18 * mm  # a pen and a fingerprint
FOR_A_STAMP = 28 * mm  # an organisation's stamp beside a signature
FOR_A_SEAL = 42 * mm  # a committee's seal is 42 mm across
GUTTER = 7 * mm
_HINT = 0.78  # of the size of the label


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs in one place and how. `beside` sign in the same place: a company's stamp and its agent's name."""

    role: str
    name: str = ""
    how: str = "签名"
    ink: float = FOR_A_PEN  # points left free
    beside: tuple[Signer, ...] = ()


def signers(people: Sequence[Signer], type_: Type, width: float, *, columns: int = 2, day: str = "") -> list[Flowable]:
    """One flowable for each row of places; a row is never split. Under each label `ink` stays free.

    `day` stands at the foot on the right, in a place that is left over or on a line of its own.
    """
    wide = (width - (columns - 1) * GUTTER) / columns
    made: list[Flowable] = []
    dated = not day
    for at in range(0, len(people), columns):
        group = people[at : at + columns]
        cells: list[Cell] = []
        tallest = 0.0
        for person in group:
            label = _label(person, type_)
            tallest = max(tallest, sum(part.wrap(wide, 0)[1] for part in label) + person.ink)
            cells += [Cell(label, upright=Upright.TOP, underlined=True), Cell()]
        for _ in range(columns - len(group)):
            words = () if dated else (line(day, type_, Align.RIGHT),)
            dated = True
            cells += [Cell(words, upright=Upright.BOTTOM), Cell()]
        row = Row(tuple(cells[:-1]), least=tallest)
        widths = [wide if place % 2 == 0 else GUTTER for place in range(2 * columns - 1)]
        made += [Grid(widths, [row], ruled=False, across=0, down=0), Spacer(0, type_.leading / 3)]
    if not dated:
        made.append(line(day, type_, Align.RIGHT))
    return made


def closing(committee: str, day: str, type_: Type, width: float, *, last: bool = False) -> Flowable:
    """The committee's name and the date, on the right, with room for its seal over both.

    `last`: nothing is written below, so the seal's lower half may lie over the foot of the page; its middle is
    on the words, and only the upper half needs room above them.
    """
    words = (line(f"{committee}（印章）", type_, Align.CENTRE), line(day, type_, Align.CENTRE))
    right = min(width, max(paragraph.natural_width for paragraph in words) + 4)
    row = (
        Row((Cell(), Cell(words, upright=Upright.BOTTOM)), least=FOR_A_SEAL / 2 + type_.leading)
        if last
        else Row((Cell(), Cell(words)), least=FOR_A_SEAL)
    )
    return Grid([width - right, right], [row], ruled=False, across=0, down=0)


def _label(person: Signer, type_: Type) -> tuple[Flowable, ...]:
    hint = replace(type_, size=type_.size * _HINT, leading=type_.leading * _HINT)
    parts: list[Flowable] = []
    for one in (person, *person.beside):
        how = f"（{one.how}）"
        said = "：".join(filter(None, (one.role, one.name)))
        if one is person:
            parts += [*prose(said, type_, indent=0, align=Align.LEFT), line(how, hint)]
        else:
            parts += prose(how, hint, lead=Run(said, type_), indent=0, align=Align.LEFT)
    return tuple(parts)

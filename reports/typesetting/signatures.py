"""Room for ink. Nothing here ever draws a signature, a fingerprint or a seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable

from reports.typesetting.grid import Cell, Grid, Row, Upright
from reports.typesetting.paragraph import Align, Paragraph
from reports.typesetting.prose import line
from reports.typesetting.themes import Type

FOR_A_PEN = 18 * mm  # a pen and a fingerprint
FOR_A_SEAL = 42 * mm  # a committee's seal is 42 mm across


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs and how: 申请人, 沈佩文, 签名、盖章或按指印."""

    role: str
    name: str = ""
    how: str = "签名"


def signers(people: Sequence[Signer], type_: Type, width: float, *, columns: int = 2) -> list[Flowable]:
    """One flowable for each row of signers; a row is never split. Under each label at least 18 mm stay free."""
    wide = width / columns
    rows = []
    for at in range(0, len(people), columns):
        group = list(people[at : at + columns])
        cells = [Cell((_label(person, type_),), upright=Upright.TOP) for person in group]
        cells += [Cell() for _ in range(columns - len(group))]
        tallest = max(cell.content[0].wrap(wide - 8, 0)[1] for cell in cells if cell.content)
        row = Row(tuple(cells), least=tallest + FOR_A_PEN)
        rows.append(Grid([wide] * columns, [row], ruled=False, across=0, down=0))
    return list(rows)


def closing(committee: str, day: str, type_: Type, width: float) -> Flowable:
    """The committee's name and the date, on the right, with room for its seal over both."""
    words = (
        line(f"{committee}（印章）", type_, Align.CENTRE),
        line(day, type_, Align.CENTRE),
    )
    right = min(width, max(paragraph.natural_width for paragraph in words) + 4)
    row = Row((Cell(), Cell(words)), least=FOR_A_SEAL)
    return Grid([width - right, right], [row], ruled=False, across=0, down=0)


def _label(person: Signer, type_: Type) -> Paragraph:
    name = f" {person.name}" if person.name else ""
    return line(f"{person.role}{name}（{person.how}）：", type_)

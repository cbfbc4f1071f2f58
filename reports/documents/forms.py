"""Rows of the ruled forms: a party field by field, a long answer beside its label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable

from reports.documents.parties import Group, Organisation, PartyBlock, Person
from reports.typesetting.grid import Cell, Row, Side, Upright
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.themes import Look

SIDE = 8.5 * mm
UNITS = 24  # columns of the form besides its side


def columns(width: float) -> list[float]:
    return [SIDE, *[(width - SIDE) / UNITS] * UNITS]


def label(words: str, look: Look, span: int) -> Cell:
    return Cell((line(words, look.label, Align.CENTRE),), span)


def entry(words: str, look: Look, span: int, align: Align = Align.LEFT) -> Cell:
    """A short answer."""
    return Cell(tuple(prose(words, look.entry, indent=0, align=align)), span)


def side(words: str, look: Look) -> Side:
    upright = replace(look.label, leading=look.label.size * 1.25)
    return Side(line(words, upright, Align.CENTRE))


def answer(
    name: str, content: Sequence[Flowable], look: Look, *, least: float, grows: bool = False, with_next: bool = False
) -> Row:
    """A long answer over the whole width; it may run over pages."""
    cell = Cell(tuple(content), UNITS, Upright.TOP)
    return Row((cell,), least=least, breaks=True, side=side(name, look), grows=grows, with_next=with_next)


def row(cells: Sequence[Cell], look: Look) -> Row:
    """A row of short answers over the whole form, side included."""
    return Row(tuple(cells), least=look.label.leading + 11)


def closing_row(content: Sequence[Flowable]) -> Row:
    """Words over the whole form, side included: a declaration and its signatures. Never split."""
    return Row((Cell(tuple(content), UNITS + 1, Upright.TOP),))


def party_rows(party: PartyBlock, look: Look) -> list[Row]:
    """One party beside its role, with its agents."""
    beside = side(party.role, look)
    least = look.label.leading + 11
    match party.who:
        case Person() as person:
            age = "" if person.age is None else str(person.age)
            name = f"{person.name}（字号：{person.trade_name}）" if person.trade_name else person.name
            middle = Align.CENTRE
            cells = [
                (
                    *(label("姓名", look, 3), entry(name, look, 6, middle)),
                    *(label("性别", look, 3), entry(person.sex, look, 2, middle)),
                    *(label("民族", look, 3), entry(person.ethnicity, look, 3, middle)),
                    *(label("年龄", look, 2), entry(age, look, 2, middle)),
                ),
                (
                    *(label("职业或职务", look, 5), entry(person.occupation, look, 7)),
                    *(label("联系方式", look, 4), entry(person.phone, look, 8)),
                ),
                (label("单位或住址", look, 5), entry(_where(person), look, 19)),
            ]
        case Organisation() as body:
            title = f"（{body.representative_title}）" if body.representative_title else ""
            cells = [
                (label("名称", look, 5), entry(body.name, look, 19)),
                (label("统一社会信用代码", look, 8), entry(body.code, look, 16)),
                (
                    *(label("法定代表人", look, 5), entry(body.representative + title, look, 7)),
                    *(label("联系方式", look, 4), entry(body.phone, look, 8)),
                ),
                (label("地址", look, 5), entry(body.address, look, 19)),
            ]
        case Group() as group:
            names = "、".join(person.name for person in group.representatives)
            cells = [
                (label("名称", look, 5), entry(f"{group.name}（共{group.count}人）", look, 19)),
                (label("推选代表", look, 5), entry(names, look, 19)),
            ]
            if group.note:
                cells.append((label("备注", look, 5), entry(group.note, look, 19)))
    for agent in party.agents:
        said = "，".join(filter(None, (agent.name, agent.employer, agent.phone, agent.authority)))
        cells.append((label(agent.kind, look, 5), entry(said, look, 19)))
    return [Row(row, least=least, side=beside) for row in cells]


def _where(person: Person) -> str:
    return "；".join(filter(None, (person.employer, person.address)))

"""The room's files in a few words each, for scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from desktop.commands.desk import Desk
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import NotFound
from desktop.domain.numbering import short_number
from desktop.domain.people import Member
from desktop.storage.schema import TABLES, summaries


def outline(desk: Desk) -> list[dict[str, Any]]:
    """`{case_no, title, category, source, parties, mediators, status}` of every file, oldest number first."""
    with desk.read() as reader:
        names = {m.id: m.name for m in reader.find(Member)}
        ids = [UUID(bytes=row[0]) for row in reader.rows(select(summaries.c.dispute).order_by(summaries.c.number))]
        return [_row(reader.file(id), names) for id in ids]


def _row(file: CaseFile, names: dict[UUID, str]) -> dict[str, Any]:
    d = file.dispute
    return {
        "case_no": d.number,
        "title": d.title,
        "category": d.category_label,
        "source": d.source_label,
        "parties": [file.person(p).name for p in file.sides] + [file.person(c).name for c in file.claimants],
        "mediators": [names[m] for m in d.mediators if m in names],
        "status": file.stage().value,
    }


def find_case(desk: Desk, number: str) -> UUID:
    """The file with this number, in full or short (`2026-041`); NotFound otherwise."""
    d = TABLES["disputes"].c
    with desk.read() as reader:
        found = reader.rows(select(d.id).where(d.gone == 0, or_(d.case_no == number, d.temp_no == number)))
        if not found:
            s = summaries.c
            query = select(s.dispute, s.case_no, s.number).where(s.number == short_number(number))
            found = [
                (UUID(bytes=row[0]),) for row in reader.rows(query) if _letters(number) <= _letters(row[1] + row[2])
            ]
    if len(found) != 1:
        raise NotFound(f"没有编号为“{number}”的纠纷,请用 cases 查看编号。")
    id: UUID = found[0][0]
    return id


def _letters(number: str) -> set[str]:
    """The words of a number: those of another committee's are not ours, whatever its figures are."""
    return {char for char in number if char.isalpha()}

"""What is due in the whole room: every step of every open file, by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from desktop.commands.desk import Desk
from desktop.commands.renewal import followed, is_fresh
from desktop.commands.summaries import due_rows
from desktop.domain.disputes import Risk
from desktop.domain.next_steps import Step, steps
from desktop.storage.schema import dues, summaries
from desktop.storage.store import Reader

RISKS = (Risk.GREEN, Risk.YELLOW, Risk.ORANGE, Risk.RED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One step of one file. `start` is the day from which a limit is counted, `waiting` somebody else's turn.

    `owner` answers for it; `number` is the short number of the file, `case_no` its full one ("" before it has one).
    """

    dispute: UUID
    number: str
    case_no: str
    names: str
    category: str
    risk: Risk
    code: str
    text: str
    start: date | None
    due: date
    basis: str
    owner: UUID | None
    owner_name: str
    overdue: bool
    waiting: bool
    verb: str
    tab: str
    note: str

    def plain(self) -> dict[str, Any]:
        """As the command line gives it; `owner` is the name."""
        return {
            "case_no": self.case_no or self.number,
            "code": self.code,
            "start": self.start.isoformat() if self.start else None,
            "due": self.due.isoformat(),
            "basis": self.basis,
            "owner": self.owner_name,
            "overdue": self.overdue,
            "text": self.text,
        }

    def step(self) -> Step:
        return Step(
            code=self.code,
            what=self.text,
            on=self.due,
            owner=self.owner,
            basis=self.basis,
            verb=self.verb,
            tab=self.tab,
            waiting=self.waiting,
            note=self.note,
            start=self.start,
        )


def due(desk: Desk, on: date | None = None, days: int = 7, *, mine: bool = False) -> list[Due]:
    """What falls due until `days` after `on` (today), the longest overdue first.

    For today it is read as it was kept, in one indexed question; for another day, or before the day's lines were
    looked at, it is worked out from the files themselves.
    """
    day = on or desk.today()
    until = day + timedelta(days=days)
    me = desk.account.member_id if mine else None
    with desk.read() as reader:
        if day == desk.today() and is_fresh(desk):
            query = kept().where(dues.c.due <= until.isoformat())
            if me is not None:
                query = query.where(dues.c.owner == me.bytes)
            rows: Iterator[Any] = iter(reader.rows(query))
        else:
            rows = _worked_out(desk, reader, day)
        names = team_names(reader)
        found = [made(row, names, day) for row in rows]
    wanted = [d for d in found if d.due <= until and (me is None or d.owner == me)]
    return sorted(wanted, key=lambda d: (d.due, -RISKS.index(d.risk), d.number))


def kept() -> Select[Any]:
    """The kept steps with what a line says of their file; to be narrowed by `where`."""
    s = summaries.c
    beside = (s.number, s.case_no, s.names, s.category, s.risk)
    return select(dues, *beside).join_from(dues, summaries, dues.c.dispute == s.dispute)


def team_names(reader: Reader) -> dict[bytes, str]:
    from desktop.domain.people import Member

    return {m.id.bytes: m.name for m in reader.find(Member)}


def made(row: Any, names: dict[bytes, str], on: date) -> Due:
    """A row of `kept` as a value."""
    day = date.fromisoformat(row.due)
    return Due(
        dispute=UUID(bytes=row.dispute),
        number=row.number,
        case_no=row.case_no,
        names=row.names,
        category=row.category,
        risk=RISKS[row.risk],
        code=row.code,
        text=row.what,
        start=date.fromisoformat(row.start) if row.start else None,
        due=day,
        basis=row.basis,
        owner=UUID(bytes=row.owner) if row.owner else None,
        owner_name=names.get(row.owner, "") if row.owner else "",
        overdue=day < on and not row.waiting,
        waiting=bool(row.waiting),
        verb=row.verb,
        tab=row.tab,
        note=row.note,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as `kept` would give it."""

    dispute: bytes
    no: int
    code: str
    what: str
    start: str
    due: str
    owner: bytes | None
    basis: str
    verb: str
    tab: str
    waiting: int
    note: str
    number: str
    case_no: str
    names: str
    category: str
    risk: int


def _worked_out(desk: Desk, reader: Reader, day: date) -> Iterator[_Row]:
    s = summaries.c
    query = select(s.dispute, s.number, s.case_no, s.names, s.category, s.risk).where(s.next_on > "")
    lines = {row[0]: tuple(row[1:]) for row in reader.rows(query)}
    for file in followed(reader):
        line = lines.get(file.dispute.id.bytes)
        if line is not None:
            for row in due_rows(file, steps(file, day, desk.handbook.rules)):
                yield _Row(*row.values(), *line)

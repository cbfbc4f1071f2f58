"""协议: the agreements by where they stand, with what a reader of the queue must know of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from desktop.commands.agreements import look_over
from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.lists import Line, lines
from desktop.domain.agreements import Agreement, Form, Status
from desktop.domain.checks import Level
from desktop.domain.people import Account, Member
from desktop.storage.schema import audit
from desktop.storage.store import Reader

SIGNED_DAYS = 30
_WRITING = ("begin_agreement", "save_agreement", "submit_agreement", "take_back_agreement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One written agreement; `since` is when it came to stand where it stands, None when nobody noted it here."""

    line: Line
    agreement: Agreement
    reds: int = 0
    ambers: int = 0
    terms: int = 0
    writer: str = ""
    since: date | None = None


def standing(desk: Desk) -> dict[Status, tuple[Waiting, ...]]:
    """Every written agreement that is not signed, and those signed in the last 30 days; newest file first."""
    recent = desk.today() - timedelta(days=SIGNED_DAYS)
    found: dict[Status, tuple[Waiting, ...]] = {}
    with desk.read() as reader:
        names = _names(reader)
        for status in Status:
            mine = {
                a.dispute_id: a
                for a in reader.find(Agreement, status=status.value)
                if a.form is Form.WRITTEN
                and (status is not Status.SIGNED or (a.effective_on is not None and a.effective_on >= recent))
            }
            rows = [line for line in lines(reader, list(mine)) if line.agreement_status == status.value]
            rows.sort(key=lambda line: line.number, reverse=True)
            found[status] = tuple(_waiting(desk, reader, line, mine[line.id], names) for line in rows)
    return found


def _waiting(desk: Desk, reader: Reader, line: Line, agreement: Agreement, names: dict[UUID, str]) -> Waiting:
    writer, written = _written(reader, line.id, names)
    since = {
        Status.APPROVED: agreement.reviewed_at,
        Status.ISSUED: agreement.issued_at,
        Status.SIGNED: None,
    }.get(agreement.status, written)
    day = agreement.effective_on if agreement.status is Status.SIGNED else since.date() if since else None
    waiting = Waiting(line=line, agreement=agreement, writer=writer or line.owner_name, since=day)
    if agreement.frozen:
        return waiting
    file = reader.file(line.id)
    levels = [f.level for f in look_over(desk, file, agreement)]
    return Waiting(
        line=line,
        agreement=agreement,
        reds=levels.count(Level.RED),
        ambers=levels.count(Level.AMBER),
        terms=sum(t.agreement_id == agreement.id for t in file.terms),
        writer=waiting.writer,
        since=day,
    )


def _written(reader: Reader, dispute: UUID, names: dict[UUID, str]) -> tuple[str, datetime | None]:
    """Who last wrote at the draft or sent it on, and when; nothing for a draft that came from another room's file."""
    a = audit.c
    query = select(a.account, a.at).where(a.dispute == dispute.bytes, a.act.in_(_WRITING)).order_by(a.seq.desc())
    rows = reader.rows(query.limit(1))
    if not rows:
        return "", None
    at = datetime.fromisoformat(rows[0].at).astimezone(SHANGHAI).replace(tzinfo=None)
    return names.get(UUID(bytes=rows[0].account), "") if rows[0].account else "", at


def _names(reader: Reader) -> dict[UUID, str]:
    """Account -> the name that the room knows the person by."""
    members = {m.id: m.name for m in reader.find(Member)}
    return {a.id: members.get(a.member_id, a.name) if a.member_id else a.name for a in reader.find(Account)}

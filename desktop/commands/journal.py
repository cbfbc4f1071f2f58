"""值班日志: what the room did on one day, read from the audit journal; acts and numbers, nobody's data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands import duty, papers
from desktop.commands.day_words import duty_lines
from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.papers.press import render
from desktop.domain.people import Account, Member
from desktop.domain.permissions import Act, demand
from desktop.storage.schema import audit, summaries

COMING = frozenset({"log_in", "read_audit"})  # coming and looking is not what the room did


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act: when on the wall, who, what (`act` is a code of ui.words.ACTS), in which file; `note` names a paper."""

    seq: int
    at: datetime
    who: str
    act: str
    dispute: UUID | None
    number: str
    note: str = ""
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """`counts`: how often each act was done and not taken back, the most frequent first."""

    on: date
    entries: tuple[Entry, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()


def day(desk: Desk, on: date) -> Day:
    """What was done from midnight to midnight in Shanghai, oldest first."""
    start = datetime.combine(on, time(), SHANGHAI).astimezone(UTC)
    bounds = [moment.isoformat(timespec="milliseconds") for moment in (start, start + timedelta(days=1))]
    a, s = audit.c, summaries.c
    query = (
        select(a.seq, a.at, a.account, a.act, a.dispute, a.detail, a.txn, a.undoes, s.case_no, s.number)
        .join_from(audit, summaries, a.dispute == s.dispute, isouter=True)
        .where(a.at >= bounds[0], a.at < bounds[1])
        .order_by(a.seq)
    )
    with desk.read() as reader:
        rows = reader.rows(query)
        taken_back = {row[0] for row in reader.rows(select(a.undoes).where(a.undoes.is_not(None)))}
        who = _who(reader.find(Account), reader.find(Member))
    entries = tuple(
        Entry(
            seq=row.seq,
            at=datetime.fromisoformat(row.at).astimezone(SHANGHAI).replace(tzinfo=None),
            who=who.get(row.account, "") if row.account else "",
            act=row.act,
            dispute=UUID(bytes=row.dispute) if row.dispute else None,
            number=row.case_no or row.number or "",
            note=_note(row.act, row.detail),
            undone=row.txn in taken_back,
        )
        for row in rows
        if row.act not in COMING
    )
    counted = Counter(e.act for e in entries if not e.undone and e.act != "undo")
    return Day(on=on, entries=entries, counts=tuple(counted.most_common()))


def _who(accounts: list[Account], members: list[Member]) -> dict[bytes, str]:
    names = {m.id: m.name for m in members}
    return {a.id.bytes: names.get(a.member_id, a.name) if a.member_id else a.name for a in accounts}


def _note(act: str, detail: str) -> str:
    """Which paper was printed; no other detail is taken over, for it may speak of people."""
    if act != "print":
        return ""
    told: Mapping[str, Any] = json.loads(detail)
    title = papers.TITLES.get(str(told.get("document", "")), str(told.get("title", "")))
    copies = told.get("copies")
    return "，".join(filter(None, (title, f"{copies} 份" if copies else "")))


def log_sheet(desk: Desk, on: date, words: Mapping[str, str]) -> Callable[[], bytes]:
    """The day's log as a leaf; read now, set when the result is called. `words` says acts in words. NotAllowed."""
    demand(desk.account.role, Act.PRINT)
    told = day(desk, on)
    here = duty_lines(duty.on_duty(desk, on))
    committee, at = desk.committee(), desk.store.now().astimezone(SHANGHAI)

    def press() -> bytes:
        from reports.documents.shift_log import LogLine, ShiftLog

        lines = tuple(LogLine(f"{e.at:%H:%M}", e.who or "系统", said(e, words), e.number or "—") for e in told.entries)
        paper = ShiftLog(
            number=on.isoformat(),
            committee=committee.committee,
            room=committee.room,
            on=on,
            on_duty="；".join(" ".join(filter(None, line)) for line in here),
            counts=tuple((words.get(act, act), count) for act, count in told.counts),
            lines=lines,
            issued_at=at,
        )
        return render("shift_log", paper, draft=False, practice=desk.practice)

    return press


def said(entry: Entry, words: Mapping[str, str]) -> str:
    """登记 · 打印：权利义务告知书，1 份 · 受理（已撤销）."""
    act = words.get(entry.act, entry.act)
    note = f"：{entry.note}" if entry.note else ""
    return f"{act}{note}{'（已撤销）' if entry.undone else ''}"

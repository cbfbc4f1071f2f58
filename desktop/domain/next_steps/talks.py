"""Sessions: those that are planned, and the one that is to be arranged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain.agreements import Status
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing, Intake, Mediation
from desktop.domain.next_steps.step import Step, owner


def hold_session(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.intake is not Intake.ACCEPTED or d.filing is not Filing.OPEN:
        return
    planned = [s for s in file.sessions if s.planned]
    for session in planned:
        nth = f"第{'一二三四五六七八九十'[min(session.no, 10) - 1]}次"
        passed = session.starts.date() < today
        joint = "联合调解" if session.joint else "调解"
        where = f"{session.starts:%H:%M} 开始·{session.place or '调处室'}"
        yield Step(
            code="session_record" if passed else "session",
            what=f"补记调解记录({nth})" if passed else f"{nth}{joint}",
            on=session.starts.date(),
            owner=owner(file),
            basis="开过没有记录·人民调解法第27条" if passed else where,
            verb="补记" if passed else "记笔录",
            tab="sessions",
            note=f"{session.starts:%H:%M}",
        )
    if d.agreed or d.mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN}:
        return
    drafting = file.agreement is not None and file.agreement.status is not Status.SIGNED
    if not planned and not drafting:
        last = max((s.starts.date() for s in file.sessions), default=d.decided_on or today)
        yield Step(
            code="arrange",
            what="安排再次调解" if file.sessions else "安排第一次调解",
            on=rules.calendar.after_days(last, 14 if file.sessions else 7),
            owner=owner(file),
            basis="及时调解·人民调解法第21条",
            verb="安排",
            tab="sessions",
        )

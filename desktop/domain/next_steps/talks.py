"""Sessions, and the limit of the mediation itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain.agreements import Status
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing, Intake, Mediation
from desktop.domain.next_steps.step import AHEAD, LABOUR, Step, brief, owner


def hold_session(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.intake is not Intake.ACCEPTED or d.agreed:
        return
    if d.mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN}:
        return
    planned = [s for s in file.sessions if s.planned]
    for session in planned:
        nth = f"第{'一二三四五六七八九十'[min(session.no, 10) - 1]}次"
        passed = session.starts.date() < today
        joint = "联合调解" if session.joint else "调解"
        yield Step(
            code="session_record" if passed else "session",
            what=f"补记调解记录({nth})" if passed else f"{nth}{joint}",
            on=session.starts.date(),
            owner=owner(file),
            basis=f"{session.starts:%m-%d %H:%M} 已过·调解情况应当记录(人民调解法第27条)"
            if passed
            else f"{session.starts:%H:%M} 开始·{session.place or '调处室'}",
            verb="补记" if passed else "记笔录",
            tab="sessions",
            note=f"{session.starts:%H:%M}",
        )
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


def handling_limit(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    ends = handling_ends(file, rules)
    if ends is None:
        return
    day, basis = ends
    if (day - today).days <= AHEAD:
        labour = file.dispute.category in LABOUR
        yield Step(
            code="limit",
            what="劳动争议调解满 15 日" if labour else "调解期限届满",
            on=day,
            owner=owner(file),
            basis=basis,
            verb="准备告知" if labour else "延期或终止",
            tab="sessions",
        )


def handling_ends(file: CaseFile, rules: Rules) -> tuple[date, str] | None:
    """When the mediation's own limit ends, with its basis; None when it does not run (any more)."""
    d = file.dispute
    running = d.mediation in {Mediation.NOT_STARTED, Mediation.INVESTIGATING, Mediation.MEDIATING}
    if d.intake is not Intake.ACCEPTED or not running or d.filing is not Filing.OPEN or d.decided_on is None:
        return None
    if file.extensions:
        return max(e.until for e in file.extensions), "双方同意延期"
    if d.category in LABOUR:
        limit = rules.limit("labour")
        return limit.ends(d.applied_on or d.decided_on, rules.calendar), brief(limit.basis)
    limit = rules.limit("handling")
    return limit.ends(d.decided_on, rules.calendar), brief(limit.basis)

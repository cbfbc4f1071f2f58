"""Clocks that run by themselves: the limit of the mediation, time that stands still, options and claims that end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from desktop.domain import limits
from desktop.domain.agreements import Form, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules, Unit
from desktop.domain.disputes import Filing, Mediation, Performing
from desktop.domain.limits import Computed, Reckoner
from desktop.domain.next_steps.step import AHEAD, Step, brief, owner

UNDER_WAY = frozenset({Mediation.NOT_STARTED, Mediation.INVESTIGATING, Mediation.MEDIATING})
OPTIONS_AHEAD = 10  # days before the end at which an option is worth a line
CLAIMS_AHEAD = 60  # days before a claim can no longer be enforced
ASK_AFTER = 14  # days after which one asks how far an appraisal is
OPTIONS = {
    "judicial_confirmation": ("可共同申请司法确认", "申请"),
    "arbitration_review": ("可共同申请仲裁审查", "申请"),
}
CLAIMS = {
    "enforcement": "申请强制执行",
    "civil_limitation": "诉讼时效",
    "labour_limitation": "劳动仲裁时效",
}


def running_limit(file: CaseFile, rules: Rules) -> Computed | None:
    """The limit under which the mediation stands; None when none runs (any more)."""
    d = file.dispute
    if d.mediation not in UNDER_WAY or d.filing is not Filing.OPEN:
        return None
    return limits.running(file, rules)


def handling_ends(file: CaseFile, rules: Rules) -> tuple[date, str] | None:
    """When the mediation's own limit ends, with its basis; None when it does not run or stands still."""
    row = running_limit(file, rules)
    return None if row is None or row.due is None else (row.due, brief(row.basis))


def handling_limit(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """Never ends a mediation by itself: it asks for the parties' consent to go on, or for the notice that it ends."""
    row = running_limit(file, rules)
    if row is None or row.due is None:
        return
    labour = row.rule == "labour"
    limit = rules.limits.get(row.rule)
    warn_on = limit.warn_on if limit else ()
    days = replace(limit, unit=Unit.CALENDAR_DAY) if limit else None
    pauses = Reckoner(file, rules).pauses if limit and limit.suspends else ()
    gone = days.counted(row.start, today, rules.calendar, pauses) if days and warn_on else 0
    left = (row.due - today).days
    if left <= AHEAD or (warn_on and gone >= warn_on[0]):
        yield Step(
            code="limit",
            what="劳动争议调解满 15 日" if labour and row.figure == 15 else "调解期限届满",
            on=row.due,
            owner=owner(file),
            basis=brief(row.basis),
            verb="准备告知" if labour else "延期或终止",
            tab="sessions",
            start=row.start,
            note="暂定" if row.provisional else "",
        )
    settling = file.agreement is not None and file.agreement.status is not Status.DRAFT
    for nth in () if settling else warn_on:
        on = replace(days, figure=nth).end(row.start, rules.calendar, pauses).due if days else None
        if left > 0 and today == on:
            yield Step(
                code="limit_warning",
                what=f"调解期限还剩 {left} 日",
                on=today,
                owner=owner(file),
                basis=f"{brief(row.basis)}·第 {nth} 日提醒",
                verb="延期或终止",
                tab="sessions",
                start=row.start,
            )
            break


def stands_still(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """While an appraisal lasts somebody has to ask how far it is."""
    if file.dispute.filing is not Filing.OPEN or file.dispute.mediation not in UNDER_WAY:
        return
    for pause in file.suspensions:
        if pause.ends is None:
            yield Step(
                code="suspended",
                what=f"等{pause.reason[:8]}",
                on=max(rules.calendar.after_days(pause.starts, ASK_AFTER), today),
                owner=owner(file),
                basis=brief(pause.basis) or "期限中止计算",
                verb="查看",
                tab="sessions",
                waiting=True,
                start=pause.starts,
            )


def options(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """What both sides may still do together. An option, no duty: it speaks in its last days and then is silent."""
    d, a = file.dispute, file.agreement
    if d.filing is not Filing.OPEN or not d.agreed or d.performing is Performing.FULFILLED:
        return
    if a is None or a.form is not Form.WRITTEN:
        return
    rows = [r for r in limits.confirmation(file, Reckoner(file, rules)) if r.rule in OPTIONS]
    if any(r.met_on for r in rows):
        return
    for row in rows:
        left = (row.due - today).days if row.due else -1
        if 0 <= left <= OPTIONS_AHEAD and row.due:
            what, verb = OPTIONS[row.rule]
            yield Step(
                code=f"option_{row.rule}",
                what=f"{what},还剩 {left} 日" if left else f"{what},今天最后一日",
                on=row.due,
                owner=owner(file),
                basis=brief(row.basis),
                verb=verb,
                tab="performance",
                start=row.start,
            )


def claims_end(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """A creditor is told in time that the way to court or to enforcement closes."""
    if file.dispute.filing is not Filing.OPEN or file.dispute.performing is Performing.FULFILLED:
        return
    for row in limits.rights(file, Reckoner(file, rules)):
        if row.met_on is None and row.due and 0 <= (row.due - today).days <= CLAIMS_AHEAD:
            yield Step(
                code="claim_ends",
                what=f"提醒权利人:{CLAIMS[row.rule]}届满",
                on=row.due,
                owner=owner(file),
                basis=brief(row.basis),
                verb="告知",
                tab="follow_up",
                start=row.start,
                note="暂定" if row.provisional else "",
            )

"""Deciding whether to take the matter, telling the caller and the organ that sent it, the notice of rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain import limits
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing, Intake, Mediation
from desktop.domain.limits import Computed, Reckoner
from desktop.domain.next_steps.step import HOTLINE, POLICE, Step, brief, owner

WARN_BEFORE = (3, 1)  # working days before the final answer is due


def decide_acceptance(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    if file.dispute.intake is not Intake.RECEIVED:
        return
    row = _row(file, rules, limits.deciding, "accept_decision")
    if row and row.due:
        yield Step(
            code="decide",
            what="决定是否受理",
            on=row.due,
            owner=owner(file),
            basis=brief(row.basis),
            verb="去受理",
            tab="intake",
            start=row.start,
        )


def contact_caller(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    if file.dispute.source not in HOTLINE or file.dispute.intake is not Intake.RECEIVED:
        return
    for row in limits.hotline(file, Reckoner(file, rules)):
        if row.rule == "hotline_first_contact" and row.met_on is None and row.due:
            yield Step(
                code="first_contact",
                what="先行联系来电人",
                on=row.due,
                owner=owner(file),
                basis=f"12345 先行联系·{rules.limit(row.rule).length}",
                verb="记联系",
                tab="follow_up",
                start=row.start,
            )


def feed_back(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """The final answer to whoever sent the matter; what cannot be settled in time gets an interim reply first."""
    d = file.dispute
    if d.feedback_due is None or d.filing is not Filing.OPEN or limits.answered(file):
        return
    over = limits.concluded(file)
    interim = max((f.on for f in file.feedbacks), default=None)
    if over is None and interim:
        return  # told how it stands; the final answer follows the result
    row = _promise(file, rules)
    due = d.feedback_due
    if over and interim:
        due = max(due, rules.calendar.after_workdays(over, 1))
    to = "派出所" if d.source in POLICE else d.department or "交办部门"
    to = to if len(to) <= 6 else "交办部门"
    yield Step(
        code="feedback",
        what=f"向{to}反馈处置结果",
        on=due,
        owner=owner(file),
        basis=d.feedback_due_note or (brief(row.basis) if row else "移交后按约定时限反馈"),
        verb="填反馈",
        tab="follow_up",
        start=row.start if row else d.received_at.date(),
    )
    left = rules.calendar.workdays_between(today, due)
    if left in WARN_BEFORE and today < due and rules.calendar.is_workday(today) and _long(row):
        yield Step(
            code="feedback_warning",
            what=f"{_short(due)}须答复{to},还剩 {left} 个工作日",
            on=today,
            owner=owner(file),
            basis="结果出来的办结答复" if over else "未调成的先作阶段反馈",
            verb="填反馈",
            tab="follow_up",
            start=row.start if row else None,
        )


def sign_notice(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.intake is not Intake.ACCEPTED or d.notice_form == "oral" or d.agreed:
        return
    unsigned = [file.person(p).name for p in file.sides if not p.notice_signed_on]
    if unsigned and d.mediation in {Mediation.NOT_STARTED, Mediation.INVESTIGATING, Mediation.MEDIATING}:
        row = _row(file, rules, limits.deciding, "rights_notice")
        given = [row.due] if row and row.due else []
        who = "、".join(unsigned[:2]) + ("等" if len(unsigned) > 2 else "")
        yield Step(
            code="notice",
            what=f"告知书:{who}未签",
            on=max([meeting, *given]) if (meeting := _next_meeting(file, today)) else max(given, default=today),
            owner=owner(file),
            basis="人民调解法第23条",
            verb="打印",
            tab="papers",
            start=row.start if row else None,
        )


def _row(file: CaseFile, rules: Rules, rule: limits.Rule, code: str) -> Computed | None:
    return next((r for r in rule(file, Reckoner(file, rules)) if r.rule == code), None)


def _promise(file: CaseFile, rules: Rules) -> Computed | None:
    """The limit behind the date of the answer."""
    reckon = Reckoner(file, rules)
    rows = [*limits.hotline(file, reckon), *limits.police(file, reckon)]
    return next((r for r in rows if r.rule != "hotline_first_contact"), None)


def _long(row: Computed | None) -> bool:
    """Whether a limit is so long that a warning ahead says more than the limit itself."""
    return row is None or row.figure > max(WARN_BEFORE)


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _next_meeting(file: CaseFile, today: date) -> date | None:
    """The planned session at which papers can be signed."""
    return min((s.starts.date() for s in file.sessions if s.planned and s.starts.date() >= today), default=None)

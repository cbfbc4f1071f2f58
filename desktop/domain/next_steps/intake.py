"""Deciding whether to take the matter, telling the caller and the organ that sent it, the notice of rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Intake, Mediation
from desktop.domain.next_steps.step import HOTLINE, POLICE, Step, brief, owner


def decide_acceptance(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.intake is Intake.RECEIVED:
        limit = rules.limit("accept_decision")
        yield Step(
            code="decide",
            what="决定是否受理",
            on=limit.ends(d.received_at.date(), rules.calendar),
            owner=owner(file),
            basis=brief(limit.basis),
            verb="去受理",
            tab="intake",
        )


def contact_caller(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    for order in file.work_orders:
        first, met = order.first_contact_due, order.first_contact_on
        if file.dispute.source in HOTLINE and first and not met and file.dispute.intake is Intake.RECEIVED:
            yield Step(
                code="first_contact",
                what="先行联系来电人",
                on=first,
                owner=owner(file),
                basis="12345 先行联系·1 个工作日",
                verb="记联系",
                tab="follow_up",
            )


def feed_back(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.feedback_due is None:
        return
    final = [f for f in file.feedbacks if f.on >= d.feedback_due or "办结" in f.content]
    interim = [f for f in file.feedbacks if f not in final]
    if final or (interim and not d.agreed):
        return
    to = "派出所" if d.source in POLICE else d.department or "交办部门"
    yield Step(
        code="feedback",
        what=f"向{to}反馈处置结果" if len(to) <= 6 else "向交办部门反馈处置结果",
        on=d.feedback_due,
        owner=owner(file),
        basis=d.feedback_due_note or "移交后按约定时限反馈",
        verb="填反馈",
        tab="follow_up",
    )


def sign_notice(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.intake is not Intake.ACCEPTED or d.notice_form == "oral" or d.agreed:
        return
    unsigned = [file.person(p).name for p in file.sides if not p.notice_signed_on]
    if unsigned and d.mediation in {Mediation.NOT_STARTED, Mediation.INVESTIGATING, Mediation.MEDIATING}:
        given = [rules.ends("rights_notice", d.decided_on)] if d.decided_on else []
        who = "、".join(unsigned[:2]) + ("等" if len(unsigned) > 2 else "")
        yield Step(
            code="notice",
            what=f"告知书:{who}未签",
            on=max([meeting, *given]) if (meeting := _next_meeting(file, today)) else max(given, default=today),
            owner=owner(file),
            basis="人民调解法第23条",
            verb="打印",
            tab="papers",
        )


def _next_meeting(file: CaseFile, today: date) -> date | None:
    """The planned session at which papers can be signed."""
    return min((s.starts.date() for s in file.sessions if s.planned and s.starts.date() >= today), default=None)

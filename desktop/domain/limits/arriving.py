"""Limits of a matter that comes in: deciding, telling its rights, answering whoever sent it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Intake, Mediation, WorkOrder
from desktop.domain.limits.computed import POLICE, Computed, Reckoner
from desktop.domain.records import Feedback

ANSWERS = ("hotline_consult", "hotline_supervised", "hotline_general", "hotline_complex")


def deciding(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    d = file.dispute
    yield reckon.row("accept_decision", d.applied_on or d.received_at.date(), d.decided_on)
    if d.intake is Intake.ACCEPTED and d.decided_on:
        signed = [p.notice_signed_on for p in file.sides]
        days = [day for day in signed if day]
        told = d.notice_on if d.notice_form == "oral" else max(days) if days and len(days) == len(signed) else None
        yield reckon.row("rights_notice", d.decided_on, told)


def hotline(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    for order in file.work_orders:
        received = order_received(file, order)
        yield reckon.row(
            "hotline_first_contact", received, order.first_contact_on, set_by_organ=order.first_contact_due
        )
        due = order.due or file.dispute.feedback_due
        code = kind_of_order(order, file.dispute.feedback_due_note, due, reckon.rules)
        yield reckon.row(code, received, answered(file), set_by_organ=due)


def order_received(file: CaseFile, order: WorkOrder) -> date:
    """The day on which the order reached the street, from which its clocks run."""
    return (order.dispatched_at or order.accepted_at or file.dispute.received_at).date()


def kind_of_order(order: WorkOrder, promise: str, due: date | None, rules: Rules) -> str:
    """Which answer limit an order has: the one that ends on the order's own last day, else by its words."""
    words = f"{order.type}{order.urgency}{order.title}{promise}"
    said = (
        "hotline_complex"
        if "复杂" in words
        else "hotline_supervised"
        if any(word in words for word in ("督办", "复核", "重办"))
        else "hotline_consult"
        if any(word in order.type for word in ("咨询", "建议"))
        else "hotline_general"
    )
    received = order.dispatched_at or order.accepted_at
    if due is None or received is None or rules.ends(said, received.date()) == due:
        return said
    return next((code for code in ANSWERS if rules.ends(code, received.date()) == due), said)


def answered(file: CaseFile) -> date | None:
    """The day of the final answer to the organ that sent the dispute; an interim reply is none."""
    return min((f.on for f in file.feedbacks if is_final(file, f)), default=None)


def is_final(file: CaseFile, reply: Feedback) -> bool:
    """Whether a reply closes the matter for the organ: it says so, or came when the matter was concluded."""
    if "阶段" in reply.content:
        return False
    over = concluded(file)
    return "办结" in reply.content or (over is not None and over <= reply.on)


def concluded(file: CaseFile) -> date | None:
    """The day on which the mediation came to an end: settled, ended without a settlement, or never taken up."""
    d, agreement = file.dispute, file.agreement
    if d.intake in {Intake.REFUSED, Intake.REFERRED}:
        return d.decided_on
    if d.agreed and agreement is not None:
        return agreement.effective_on or agreement.agreed_on
    return d.ended_on if d.mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN} else None


def police(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    d = file.dispute
    if d.source in POLICE:
        yield reckon.row("police_feedback", d.received_at.date(), answered(file), set_by_organ=d.feedback_due)


def petition(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    d = file.dispute
    if d.source != "petition":
        return
    received = d.received_at.date()
    yield reckon.row("petition_misrouting", received)
    yield reckon.row("petition_inform", received, answered(file))
    if d.intake is Intake.ACCEPTED and d.decided_on:
        yield reckon.row("petition_decide", d.decided_on, answered(file))

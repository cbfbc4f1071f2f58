"""移送, 转介 and 三所联动: sending, signing for, answering; each way has its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Calendar
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation
from desktop.domain.errors import RuleBroken
from desktop.domain.hand_offs import ORGANS, checked, letter_number
from desktop.domain.people import Committee
from desktop.domain.permissions import Act
from desktop.domain.records import Direction, Feedback, Referral
from desktop.storage.store import Transaction
from resources import rules as cupboard

ENDS = "whole"  # extras: the whole matter went
RETURNED = "feedback"  # extras of an incoming one: the Feedback that answers it
COMMITTEE_FIELDS = {
    "police_station": "police_station",
    "judicial_office": "justice_office",
    "court": "court",
    "arbitration": "arbitration",
    "peace_office": "street_office",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganRule:
    """An organ of the 三所联动: how long it usually has for its answer, and what our letter asks of it."""

    code: str
    label: str
    figure: int
    working: bool
    asks: str

    def due(self, start: date, calendar: Calendar) -> date:
        return (calendar.after_workdays if self.working else calendar.after_days)(start, self.figure)


@cache
def organs() -> tuple[OrganRule, ...]:
    return tuple(
        OrganRule(
            code=row["code"],
            label=row["label"],
            figure=row["figure"],
            working=row["unit"] == "working_day",
            asks=row["asks"],
        )
        for row in cupboard.rows("hand_offs")
    )


def organ(code: str) -> OrganRule:
    return next((o for o in organs() if o.code == code), organs()[-1])


def full_name(committee: Committee, code: str) -> str:
    """The organ's name here, as the committee has it; empty when it is not known."""
    field = COMMITTEE_FIELDS.get(code, "")
    return str(getattr(committee, field)) if field else ""


def answer_due(desk: Desk, code: str, start: date) -> date:
    """By when an organ's answer is usual, from the day that the letter left or was signed for."""
    return organ(code).due(start, desk.handbook.rules.calendar)


def send(desk: Desk, referral: Referral, *, whole: bool = False, reason: str = "") -> Referral:
    """移送: part of the matter, or the whole of it.

    Before acceptance the whole matter is a 转介; after it the mediation ends (终止) with `reason`, for nobody may
    mediate what another organ decides. Numbered by the file.
    """
    if referral.direction is not Direction.OUT:
        raise RuleBroken("direction", "收到的移送请用“接收”。")
    with desk.act(Act.DECIDE if whole else Act.EDIT, "hand_off", dispute=referral.dispute_id) as tx:
        file = tx.file(referral.dispute_id)
        sent = replace(
            referral,
            to=referral.to.strip(),
            organ=referral.organ if referral.organ in ORGANS else "other",
            doc=referral.doc or letter_number(file),
            by=referral.by or desk.account.member_id,
            extras={**referral.extras, ENDS: True} if whole else referral.extras,
        )
        tx.put(checked(sent, desk.today()))
        if whole:
            _give_up(tx, file, referral, reason)
    return sent


def _give_up(tx: Transaction, file: CaseFile, referral: Referral, reason: str) -> None:
    """The room lets go of the matter; what the other organ does with it is followed."""
    d = file.dispute
    if d.filing is not Filing.OPEN:
        raise RuleBroken("whole", "已结案的纠纷不能再整件移送。")
    if d.agreed:
        raise RuleBroken("whole", "已经达成协议,不能整件移送;就履行等事项移送请不勾“整件”。")
    if d.intake is Intake.RECEIVED:
        tx.put(replace(d, intake=Intake.REFERRED, decided_on=referral.on))
        return
    if d.intake is not Intake.ACCEPTED or d.mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN}:
        return
    if not reason.strip():
        raise RuleBroken("reason", "整件移送即终止调解,请写明理由。")
    ended = d.moved(Mediation.TERMINATED)
    tx.put(replace(ended, ended_on=referral.on, ended_reason=f"移送{referral.to.strip()}:{reason.strip()}"))


def receive(desk: Desk, referral: Referral) -> Referral:
    """签收 what another organ hands to us; with `answer_due` our feedback is due."""
    with desk.act(Act.EDIT, "receive", dispute=referral.dispute_id) as tx:
        tx.get(Dispute, referral.dispute_id)
        taken = replace(
            referral,
            direction=Direction.IN,
            to=referral.to.strip(),
            organ=referral.organ if referral.organ in ORGANS else "other",
            by=referral.by or desk.account.member_id,
            received_on=referral.received_on or referral.on,
        )
        tx.put(checked(taken, desk.today()))
    return taken


def change(desk: Desk, referral: Referral) -> Referral:
    """Write down what came of a hand-off: the receipt, the answer, or a correction of what was sent."""
    with desk.act(Act.EDIT, "answer_hand_off", dispute=referral.dispute_id) as tx:
        before = tx.get(Referral, referral.id)
        kept = replace(referral, direction=before.direction, doc=referral.doc or before.doc)
        if kept.direction is Direction.IN:
            kept = _returned(tx, kept)
        tx.put(checked(kept, desk.today()))
    return kept


def signed_for(desk: Desk, referral: Referral, on: date, by: str) -> Referral:
    """Their receipt of our letter."""
    return change(desk, replace(referral, received_on=on, received_by=by.strip()))


def answered(desk: Desk, referral: Referral, on: date, answer: str, receipt: str = "") -> Referral:
    """Out: what they told us. In: what we told them, with their receipt of it."""
    return change(desk, replace(referral, answered_on=on, answer=answer.strip(), receipt=receipt.strip()))


def _returned(tx: Transaction, referral: Referral) -> Referral:
    """Our answer is a 反馈 of the file as well, so that nobody is asked for it twice."""
    if referral.answered_on is None:
        return referral
    known = referral.extras.get(RETURNED)
    kept = tx.maybe(Feedback, UUID(hex=known)) if known else None
    told = kept or Feedback(dispute_id=referral.dispute_id, to=referral.to, on=referral.answered_on)
    told = replace(told, to=referral.to, on=referral.answered_on, content=referral.answer, receipt=referral.receipt)
    tx.put(told)
    return replace(referral, extras={**referral.extras, RETURNED: told.id.hex})


def remove(desk: Desk, referral: Referral) -> None:
    """Take a hand-off out that was entered by mistake; undo brings it back."""
    with desk.act(Act.EDIT, "remove_hand_off", dispute=referral.dispute_id) as tx:
        kept = tx.get(Referral, referral.id)
        if kept.extras.get(ENDS):
            raise RuleBroken("whole", "整件移送已终止调解,不能删除;需要继续调解请用“再次调解”。")
        tx.remove(kept)


def of_file(file: CaseFile, direction: Direction) -> Sequence[Referral]:
    return tuple(r for r in file.referrals if r.direction is direction)

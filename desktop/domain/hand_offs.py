"""移送, 转介 and 三所联动: what goes to another organ or comes from one, and where its answer stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Calendar
from desktop.domain.errors import RuleBroken
from desktop.domain.records import Direction, Referral
from desktop.domain.wording import numeral

ORGANS: dict[str, str] = {
    "police_station": "派出所",
    "judicial_office": "司法所",
    "law_firm": "律师事务所",
    "court": "人民法院",
    "city_operation": "城运中心",
    "peace_office": "街道平安办",
    "arbitration": "劳动人事争议仲裁委员会",
    "legal_aid": "法律援助机构",
    "other": "其他单位",
}
SENDERS = {"police_station": "police_", "city_operation": "city_", "judicial_office": "judicial_", "court": "court"}
RECEIPT_DAYS = 1  # working days in which a letter is signed for


class Standing(StrEnum):
    """Where a hand-off stands. Out: SENT → RECEIVED → ANSWERED. In: OURS → RETURNED → ACKNOWLEDGED."""

    SENT = "sent"  # 已移出,待签收
    RECEIVED = "received"  # 对方已签收,待反馈
    UNANSWERED = "unanswered"  # 逾期未反馈
    ANSWERED = "answered"  # 对方已反馈
    OURS = "ours"  # 待我方反馈
    OVERDUE = "overdue"  # 我方反馈逾期
    RETURNED = "returned"  # 我方已反馈,待回执
    ACKNOWLEDGED = "acknowledged"  # 对方已回执
    NOTED = "noted"  # 只作记录,不等反馈


STANDINGS: dict[Standing, str] = {
    Standing.SENT: "待对方签收",
    Standing.RECEIVED: "等对方反馈",
    Standing.UNANSWERED: "对方逾期未反馈",
    Standing.ANSWERED: "对方已反馈",
    Standing.OURS: "待我方反馈",
    Standing.OVERDUE: "我方反馈逾期",
    Standing.RETURNED: "已反馈,待回执",
    Standing.ACKNOWLEDGED: "对方已回执",
    Standing.NOTED: "已转介",
}


def standing(referral: Referral, today: date) -> Standing:
    due, late = referral.answer_due, referral.answer_due is not None and referral.answer_due < today
    if referral.direction is Direction.IN:
        if referral.answered_on:
            return Standing.ACKNOWLEDGED if referral.receipt else Standing.RETURNED
        return Standing.NOTED if due is None else Standing.OVERDUE if late else Standing.OURS
    if referral.answered_on:
        return Standing.ANSWERED
    if due is None:
        return Standing.SENT if referral.organ and not referral.received_on else Standing.NOTED
    if late:
        return Standing.UNANSWERED
    return Standing.RECEIVED if referral.received_on else Standing.SENT


def other_side(referral: Referral) -> str:
    """The other organ in a word, as a list has room for it."""
    if referral.organ in ORGANS and referral.organ != "other":
        return ORGANS[referral.organ]
    return ORGANS.get(referral.to, referral.to)


def letter_number(file: CaseFile) -> str:
    """The next letter of a file is numbered by the file: (2026)海棠人调字第002号之一."""
    sent = sum(r.direction is Direction.OUT and bool(r.doc) for r in file.referrals)
    return f"{file.dispute.number}之{numeral(sent + 1)}"


def checked(referral: Referral, today: date) -> Referral:
    """The hand-off with its dates in order; RuleBroken with the field that is wrong."""
    if not referral.to.strip():
        raise RuleBroken("to", "请填写对方单位。")
    if not referral.matter.strip():
        raise RuleBroken("matter", "请写明移送的事项。")
    if referral.on > today:
        raise RuleBroken("on", "移送日期不能晚于今天。")
    if referral.received_on and referral.received_on < referral.on:
        raise RuleBroken("received_on", "签收日期早于移送日期,请核对。")
    if referral.answer_due and referral.answer_due < referral.on:
        raise RuleBroken("answer_due", "反馈期限早于移送日期,请核对。")
    if referral.answered_on and referral.answered_on < referral.on:
        raise RuleBroken("answered_on", "反馈日期早于移送日期,请核对。")
    if referral.answered_on and not referral.answer.strip():
        raise RuleBroken("answer", "请写明反馈的内容。")
    if referral.answer.strip() and not referral.answered_on:
        raise RuleBroken("answered_on", "请填写反馈日期。")
    return referral


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a hand-off waits for: by when, and whether it is the other side's turn."""

    referral: Referral
    what: str
    on: date
    theirs: bool


def waits(file: CaseFile, today: date, calendar: Calendar) -> tuple[Waiting, ...]:
    """What each hand-off waits for now. An answer that does not come in time is ours to ask for."""
    found = []
    for r in file.referrals:
        short = other_side(r)
        match standing(r, today):
            case Standing.SENT:
                on = calendar.after_workdays(r.on, RECEIPT_DAYS)
                found.append(Waiting(referral=r, what=f"取{short}签收回执", on=on, theirs=False))
            case Standing.RECEIVED if r.answer_due:
                found.append(Waiting(referral=r, what=f"等{short}反馈", on=r.answer_due, theirs=True))
            case Standing.UNANSWERED if r.answer_due:
                found.append(Waiting(referral=r, what=f"催问{short}反馈", on=r.answer_due, theirs=False))
            case Standing.OURS | Standing.OVERDUE if r.answer_due and not _promised(file, r):
                found.append(Waiting(referral=r, what=f"向{short}反馈", on=r.answer_due, theirs=False))
            case Standing.RETURNED if r.answered_on:
                on = calendar.after_workdays(r.answered_on, RECEIPT_DAYS)
                found.append(Waiting(referral=r, what=f"取{short}反馈回执", on=on, theirs=False))
            case _:
                pass
    return tuple(found)


def _promised(file: CaseFile, referral: Referral) -> bool:
    """The same answer is already asked for as the feedback to whoever sent the dispute."""
    d = file.dispute
    sender = SENDERS.get(referral.organ, "-")
    return d.feedback_due is not None and (d.source.startswith(sender) or referral.answer_due == d.feedback_due)

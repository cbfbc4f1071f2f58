"""How a due stands, in a word with its shape and tone: what the ledger says, for lists and panels."""

from __future__ import annotations

from datetime import date

from desktop.domain.agreements import Obligation
from desktop.domain.casefile import CaseFile
from desktop.domain.ledger import Account, Entry, State, account
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone

Said = tuple[str, Shape, Tone]


def entry_state(entry: Entry, today: date) -> Said:
    """未到期, 今天到期, 逾期 5 日, 已履行, 迟 2 日履行 …"""
    match entry.state:
        case State.PAID | State.DONE:
            return "已履行", Shape.TICK, Tone.GREEN
        case State.LATE:
            return f"迟 {entry.days_late} 日履行", Shape.TICK, Tone.AMBER
        case State.BREACHED:
            late = f"·逾期 {entry.days_late} 日" if entry.days_late else ""
            return f"违约{late}", Shape.TRIANGLE, Tone.RED
        case State.OVERDUE:
            return f"逾期 {entry.days_late} 日", Shape.TRIANGLE, Tone.RED
        case State.PENDING | State.PARTLY:
            pass
    if entry.obligation.continuous:
        return "持续履行", Shape.DOT, Tone.INK_2
    if entry.due is None:
        return "未定期限", Shape.DIAMOND, Tone.AMBER
    if entry.due == today:
        return "今天到期", Shape.DIAMOND, Tone.AMBER
    return ("已付一部分" if entry.state is State.PARTLY else "未到期"), Shape.RING, Tone.INK_2


def account_state(kept: Account, today: date) -> Said:
    """The state of a whole obligation: that of its first open due."""
    first = kept.first_open
    if first is not None:
        return entry_state(first, today)
    late = max((e.days_late for e in kept.entries), default=0)
    return ("已履行(有迟延)", Shape.TICK, Tone.AMBER) if late else ("已履行", Shape.TICK, Tone.GREEN)


def duty_state(file: CaseFile, duty: Obligation, today: date) -> Said:
    return account_state(account(duty, file.performances, today), today)

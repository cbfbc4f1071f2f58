"""When something falls due and whether it was done: the words, shapes and sums of the obligation ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.agreements import Instalment, Obligation
from desktop.domain.casefile import CaseFile
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone

State = tuple[str, Shape, Tone]


@dataclass(frozen=True, slots=True)
class Due:
    """One due with what is still open of it, in 分 (of an act: open is 0 and `done` says it)."""

    nth: int
    part: Instalment
    open_fen: int
    done: bool


def dues(file: CaseFile, duty: Obligation) -> list[Due]:
    """The dues in order; what was paid fills the earliest first (民法典 560: what is due goes first)."""
    paid = file.paid(duty)
    found = []
    for nth, part in enumerate(duty.dues(), 1):
        covered = min(paid, part.amount_fen)
        paid -= covered
        done = covered >= part.amount_fen if part.amount_fen else file.done(duty)
        found.append(Due(nth, part, part.amount_fen - covered, done))
    return found


def state(due: date, done: bool, today: date) -> State:
    """未到期, 到期, 逾期 or 已履行, with its shape and tone."""
    if done:
        return "已履行", Shape.TICK, Tone.GREEN
    if due < today:
        return f"逾期 {(today - due).days} 日", Shape.TRIANGLE, Tone.RED
    return ("今天到期", Shape.DIAMOND, Tone.AMBER) if due == today else ("未到期", Shape.RING, Tone.INK_2)


def duty_state(file: CaseFile, duty: Obligation, today: date) -> State:
    """The state of a whole obligation: that of its first open due."""
    if any(p.status == "breached" for p in file.performances if p.obligation_id == duty.id) and not file.done(duty):
        return "违约", Shape.TRIANGLE, Tone.RED
    if duty.continuous:
        return "持续履行", Shape.DOT, Tone.INK_2
    if file.done(duty):
        return "已履行", Shape.TICK, Tone.GREEN
    waiting = next((d for d in dues(file, duty) if not d.done), None)
    return state(waiting.part.due, False, today) if waiting else ("未定期限", Shape.DIAMOND, Tone.AMBER)

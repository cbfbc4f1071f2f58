"""When something falls due: one day, equal instalments in words, or a list of days and amounts. One field for all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.domain.agreements import Instalment
from desktop.domain.typed import (
    Plan,
    PlanUnclear,
    date_text,
    fen_text,
    fold_code,
    instalments,
    parse_date,
    parse_fen,
    parse_plan,
    weekday_text,
)
from desktop.ui.kit.dates import plan_text
from desktop.ui.kit.fields import ParsedField


@dataclass(frozen=True, slots=True)
class Due:
    """What was typed: a single `day`, or a `plan`, or `parts` (day, fen) one by one."""

    day: date | None = None
    plan: Plan | None = None
    parts: tuple[tuple[date, int], ...] = ()

    def falls(self, total: int, today: date) -> tuple[tuple[date, int], ...]:
        """(day, fen) of every payment of `total`. Raises PlanUnclear when days and amounts do not make the total."""
        if self.plan is not None:
            return instalments(total, self.plan, today)
        if self.parts:
            if sum(fen for _, fen in self.parts) != total:
                together = fen_text(sum(fen for _, fen in self.parts))
                raise PlanUnclear(f"各期合计 {together},不等于金额 {fen_text(total)}。")
            return self.parts
        return ((self.day, total),) if self.day else ()

    @property
    def several(self) -> bool:
        return self.plan is not None or len(self.parts) > 1


def parse_due(text: str, today: date) -> Due:
    """+14 · 1207 · 2 期, 每月 8 日 · 12-15 10000; 01-15 9800. Raises Unclear with the sentence."""
    typed = fold_code(text)
    if re.search(r"[期次底]|个月|每月", typed):
        return Due(plan=parse_plan(typed, today))
    pieces = [piece.strip() for piece in re.split(r"[;、\n]", typed) if piece.strip()]
    if len(pieces) < 2:
        return Due(day=parse_date(typed, today))
    parts = []
    for piece in pieces:
        match = re.fullmatch(r"(\S+)\s+(\S+)", piece)
        if match is None:
            raise PlanUnclear("每期请写日期和金额,如 12-15 10000; 01-15 9800。")
        parts.append((parse_date(match[1], today), parse_fen(match[2])))
    if [day for day, _ in parts] != sorted(day for day, _ in parts):
        raise PlanUnclear("各期日期要由先到后。")
    return Due(parts=tuple(parts))


def due_text(due: Due) -> str:
    """The words that `parse_due` reads back."""
    if due.plan is not None:
        return plan_text(due.plan)
    if due.parts:
        return "; ".join(f"{date_text(day)} {fen_text(fen)}" for day, fen in due.parts)
    return date_text(due.day) if due.day else ""


def due_of(due: date | None, parts: tuple[Instalment, ...], today: date) -> Due | None:
    """What a kept obligation would have been typed as: a plan when its parts are one."""
    if not parts:
        return Due(day=due) if due else None
    falls = tuple((part.due, part.amount_fen) for part in parts)
    total = sum(fen for _, fen in falls)
    last_day = max(day.day for day, _ in falls)
    for first in (None, falls[0][0]):
        for day in dict.fromkeys((falls[0][0].day, last_day, 31)):
            plan = Plan(len(falls), day, first)
            if total >= len(falls) and instalments(total, plan, today) == falls:
                return Due(plan=plan)
    return Due(parts=falls)


class DueField(ParsedField[Due]):
    """The day, or the instalments, with what they come to beside it; `total` gives the fen to divide, None for acts."""

    def __init__(
        self,
        today: Callable[[], date],
        total: Callable[[], int | None],
        *,
        note: Callable[[date], str] | None = None,
        width: int = 136,
        example: str = "如 +14 或 1207",
        parent: QWidget | None = None,
    ) -> None:
        self._today, self._total, self._note = today, total, note
        super().__init__(lambda text: parse_due(text, today()), due_text, width=width, example=example, parent=parent)

    def unclear(self) -> str:
        sentence = super().unclear()
        due, total = self.value(), self._total()
        if sentence or due is None or not due.several:
            return sentence
        if total is None:
            return "一件事只有一个期限,请写一个日期。"
        try:
            due.falls(total, self._today())
        except PlanUnclear as unclear:
            return unclear.for_user() if total else ""
        return ""

    def settle(self) -> None:
        super().settle()
        if sentence := self.unclear():
            self.wrong(sentence)

    def meaning(self, value: Due) -> str:
        if not value.several:
            if value.day is None:
                return ""
            shown = date_text(value.day) if self.line.hasFocus() and self.line.text() != date_text(value.day) else ""
            return " ".join(
                w for w in (shown, weekday_text(value.day), self._note(value.day) if self._note else "") if w
            )
        try:
            falls = value.falls(self._total() or 0, self._today())
        except PlanUnclear:
            return ""
        shown_parts = [f"{day:%m-%d} {fen_text(fen)}" for day, fen in falls]
        return "·".join(shown_parts if len(shown_parts) <= 3 else (shown_parts[0], "…", shown_parts[-1]))

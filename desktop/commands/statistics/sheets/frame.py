"""What stands round every table: whose it is, of which period, by which rules, filled in by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.commands.desk import Desk
from desktop.commands.statistics.figures import by
from desktop.domain.counting import Basis, Counting, Period
from desktop.domain.counting.rules import BASIS_WORDS
from desktop.domain.people import Member

PAPER = str.maketrans({",": "\uff0c", ";": "\uff1b", ":": "\uff1a"})
TOTAL = "合计"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One for all tables of an export."""

    period: Period
    counting: Counting
    office: str
    filled_by: str
    filled_on: date

    @property
    def said(self) -> str:
        """`2026年10月(按结案日)`."""
        return f"{self.period.label}\uff08{BASIS_WORDS[self.counting.basis]}\uff09"

    def round(self, *, counted: bool = True) -> dict[str, Any]:
        """The fields of a `Sheet` that all have in common; a table that counts no cases has no counting rules."""
        return {
            "period": self.said if counted else self.period.label,
            "office": self.office,
            "filled_by": self.filled_by,
            "filled_on": self.filled_on,
            "notes": (printed(self.counting.footing()),) if counted else (),
        }


def frame(desk: Desk, period: Period, basis: Basis | None = None) -> Frame:
    with desk.read() as reader:
        member = reader.maybe(Member, desk.account.member_id)
        office = reader.committee().committee
    return Frame(
        period=period,
        counting=by(desk, basis),
        office=office,
        filled_by=member.name if member else desk.account.name,
        filled_on=desk.today(),
    )


def printed(words: str) -> str:
    """A sentence of the screen as paper has it: with full-width marks. Not for numbers and hours."""
    return words.translate(PAPER)


def thousandths(part: int, whole: int) -> int | None:
    """A share for a RATE column, half up; nothing of nothing is no share."""
    return (part * 2000 + whole) // (whole * 2) if whole else None


def average(total: int, count: int) -> int | None:
    """Whole units, half up; None without anything to divide by."""
    return (total * 2 + count) // (count * 2) if count else None

"""What the committee sets for itself: figures of time limits, and calendars of years that were imported."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from desktop.domain.changes import new_id
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Extras, no_extras


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSetting:
    """The committee's own figure of one time limit (`code` of resources/rules/deadlines); the log keeps who set it."""

    id: UUID = field(default_factory=new_id)
    code: str
    figure: int
    unit: str
    note: str = ""
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not 0 < self.figure <= 3650:
            raise RuleBroken("figure", "天数须在 1 到 3650 之间。")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """Days off and make-up workdays of one year, imported from a notice (`basis` names it)."""

    id: UUID = field(default_factory=new_id)
    year: int
    days_off: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()
    basis: str = ""
    extras: Extras = field(default_factory=no_extras)

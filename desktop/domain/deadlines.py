"""How days are counted (民法典 201–203, 民诉法 85).

The starting day does not count; a limit whose last day is a day off ends on
the next working day. The calendar of days off is data; a year without a
published calendar counts plain weekends and is said to be provisional.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and make-up workdays of the `years` whose notice is known."""

    days_off: frozenset[date]
    workdays: frozenset[date]
    years: frozenset[int]

    @classmethod
    def of(cls, days_off: Iterable[date], workdays: Iterable[date], years: Iterable[int]) -> Calendar:
        return cls(frozenset(days_off), frozenset(workdays), frozenset(years))

    def is_workday(self, day: date) -> bool:
        if day in self.workdays:
            return True
        return day.weekday() < 5 and day not in self.days_off

    def provisional(self, day: date) -> bool:
        """True when the year's calendar is not published (暂定)."""
        return day.year not in self.years

    def next_workday(self, day: date) -> date:
        """`day` itself when it is a working day, else the first one after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def after_days(self, start: date, days: int) -> date:
        """The last day of a limit of calendar days."""
        return self.next_workday(start + timedelta(days=days))

    def after_workdays(self, start: date, days: int) -> date:
        """The last day of a limit of working days."""
        day = start
        while days > 0:
            day += ONE_DAY
            days -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 when end <= start."""
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A time limit of the rules table: `figure` in `unit` from an event, on a legal basis."""

    code: str
    figure: int
    working: bool
    basis: str

    def ends(self, start: date, calendar: Calendar) -> date:
        count = calendar.after_workdays if self.working else calendar.after_days
        return count(start, self.figure)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules data says, as the domain needs it."""

    calendar: Calendar
    limits: dict[str, Limit]

    def limit(self, code: str) -> Limit:
        return self.limits[code]

    def ends(self, code: str, start: date) -> date:
        return self.limits[code].ends(start, self.calendar)

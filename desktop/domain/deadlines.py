"""How time limits are counted (民法典 201-203, 民诉法 85).

The starting day does not count. Days are calendar days unless the rule says working days; months and years end on
the corresponding day, or on the month's last day where there is none. A last day on a day off moves to the next
working day, and a make-up Saturday is a working day. The calendar of days off is data; a year without a published
calendar counts plain weekends, and what was counted through it is said to be provisional (暂定).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from desktop.domain.risk_table import RiskTable

ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    WORKING_DAY = "working_day"  # 工作日
    CALENDAR_DAY = "calendar_day"  # 日
    MONTH = "month"  # 月
    YEAR = "year"  # 年


WORDS = {Unit.WORKING_DAY: "个工作日", Unit.CALENDAR_DAY: "日", Unit.MONTH: "个月", Unit.YEAR: "年"}
SHORT = {Unit.WORKING_DAY: "wd", Unit.CALENDAR_DAY: "d", Unit.MONTH: "m", Unit.YEAR: "y"}


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

    def with_year(self, year: int, days_off: Iterable[date], workdays: Iterable[date]) -> Calendar:
        """This calendar with one year's notice put in the place of what was known of that year."""
        return Calendar.of(
            {*(d for d in self.days_off if d.year != year), *days_off},
            {*(d for d in self.workdays if d.year != year), *workdays},
            {*self.years, year},
        )


@dataclass(frozen=True, slots=True)
class Pause:
    """Days outside the count, the first and the last included; `ends` None while the pause lasts."""

    starts: date
    ends: date | None = None

    def holds(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class End:
    """The last day of a limit; None while a pause without an end stops the clock."""

    due: date | None
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A time limit of the rules table: `figure` in `unit` from an event, on a legal basis.

    `extension` is the rule for making it longer ("" where there is none), `confidence` V read in the source,
    R from memory, C the room's own rule. `suspends`: time of an appraisal (鉴定) is not counted. `warn_on` are the
    days of the count on which it speaks. `default` is the table's figure where the committee has set its own.
    """

    code: str
    figure: int
    unit: Unit
    basis: str
    label: str = ""
    start: str = ""
    start_label: str = ""
    extension: str = ""
    confidence: str = "C"
    alias: str = ""
    note: str = ""
    suspends: bool = False
    warn_on: tuple[int, ...] = ()
    default: tuple[int, Unit] | None = None

    @property
    def public_code(self) -> str:
        """The code outside the program: the table's alias, else code and default figure, as `archive_30d`."""
        figure, unit = self.default or (self.figure, self.unit)
        return self.alias or f"{self.code}_{figure}{SHORT[unit]}"

    @property
    def length(self) -> str:
        return told(self.figure, self.unit)

    @property
    def own(self) -> bool:
        """The committee has set its own figure."""
        return self.default is not None

    def set_to(self, figure: int, unit: Unit) -> Limit:
        """The limit with the committee's own figure; the legal basis stays readable behind it."""
        return replace(
            self,
            figure=figure,
            unit=unit,
            default=self.default or (self.figure, self.unit),
            confidence="C",
            basis=f"本室规则；{self.basis}",
        )

    def ends(self, start: date, calendar: Calendar) -> date:
        end = self.end(start, calendar).due
        assert end is not None  # only a pause stops the clock
        return end

    def end(self, start: date, calendar: Calendar, pauses: Sequence[Pause] = ()) -> End:
        """Where the limit ends when it starts on `start`; the days of `pauses` are not counted."""
        if self.figure == 0:
            return End(start)
        working = self.unit is Unit.WORKING_DAY
        last = start
        if working or pauses:
            left = self._days(start)
            while left:
                last += ONE_DAY
                if _stands_still(last, pauses):
                    return End(None)
                left -= _free(last, pauses) and (not working or calendar.is_workday(last))
        else:
            last += timedelta(days=self._days(start))
        due = last
        while not calendar.is_workday(due) or not _free(due, pauses):
            due += ONE_DAY
            if _stands_still(due, pauses):
                return End(None)
        first = start + ONE_DAY if working else last
        return End(due, any(year not in calendar.years for year in range(first.year, due.year + 1)))

    def counted(self, start: date, day: date, calendar: Calendar, pauses: Sequence[Pause] = ()) -> int:
        """Which day of the count `day` is, in working days where the unit says so; 0 up to `start` itself."""
        days = (start + timedelta(days=n) for n in range(1, (day - start).days + 1))
        working = self.unit is Unit.WORKING_DAY
        return sum(_free(d, pauses) and (not working or calendar.is_workday(d)) for d in days)

    def _days(self, start: date) -> int:
        """The length in days, before days off and pauses."""
        match self.unit:
            case Unit.MONTH:
                return (months_after(start, self.figure) - start).days
            case Unit.YEAR:
                return (months_after(start, 12 * self.figure) - start).days
            case _:
                return self.figure


def told(figure: int, unit: Unit) -> str:
    """`30 日`, `3 个工作日`."""
    return f"{figure} {WORDS[unit]}"


def months_after(start: date, months: int) -> date:
    """The corresponding day so many months later, or that month's last day (民法典 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _free(day: date, pauses: Sequence[Pause]) -> bool:
    return not any(p.holds(day) for p in pauses)


def _stands_still(day: date, pauses: Sequence[Pause]) -> bool:
    return any(p.ends is None and p.starts <= day for p in pauses)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules data says, as the domain needs it; without `risk` nobody is asked to judge a file."""

    calendar: Calendar
    limits: dict[str, Limit]
    risk: RiskTable | None = None

    def limit(self, code: str) -> Limit:
        return self.limits[code]

    def ends(self, code: str, start: date) -> date:
        return self.limits[code].ends(start, self.calendar)

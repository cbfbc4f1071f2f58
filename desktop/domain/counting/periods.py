"""The periods of reports: months, quarters, half-years, years, and the year so far."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from desktop.domain.errors import RuleBroken


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    TO_DATE = "to_date"  # 年初至今: January to a month


MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
_SHAPE = re.compile(r"(\d{4})(?:-?(?:(\d{1,2})|[Qq]([1-4])|[Hh]([12])))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole months, both included: `first` and `last` are `YYYY-MM`."""

    first: str
    last: str
    kind: PeriodKind

    @property
    def code(self) -> str:
        """`2026-10`, `2026-Q4`, `2026-H2`, `2026`, `2026-01..2026-10`."""
        year, month = int(self.first[:4]), int(self.first[5:])
        match self.kind:
            case PeriodKind.MONTH:
                return self.first
            case PeriodKind.QUARTER:
                return f"{year}-Q{(month + 2) // 3}"
            case PeriodKind.HALF:
                return f"{year}-H{1 if month < 7 else 2}"
            case PeriodKind.YEAR:
                return str(year)
            case PeriodKind.TO_DATE:
                return f"{self.first}..{self.last}"

    @property
    def label(self) -> str:
        """`2026年10月`, `2026年第4季度`, `2026年下半年`, `2026年`, `2026年1—10月`."""
        year, month = int(self.first[:4]), int(self.first[5:])
        match self.kind:
            case PeriodKind.MONTH:
                return f"{year}年{month}月"
            case PeriodKind.QUARTER:
                return f"{year}年第{(month + 2) // 3}季度"
            case PeriodKind.HALF:
                return f"{year}年{'上' if month < 7 else '下'}半年"
            case PeriodKind.YEAR:
                return f"{year}年"
            case PeriodKind.TO_DATE:
                return f"{year}年1—{int(self.last[5:])}月" if self.last[5:] != "01" else f"{year}年1月"

    @property
    def months(self) -> tuple[str, ...]:
        """Every month of it, `YYYY-MM`, in order."""
        found, at = [self.first], self.first
        while at < self.last:
            at = shifted(at, 1)
            found.append(at)
        return tuple(found)

    @property
    def starts(self) -> date:
        return date.fromisoformat(f"{self.first}-01")

    @property
    def ends(self) -> date:
        """The last day."""
        return date.fromisoformat(f"{shifted(self.last, 1)}-01") - timedelta(days=1)

    def to_date(self) -> Period:
        """From January to its last month (本年累计)."""
        return Period(f"{self.last[:4]}-01", self.last, PeriodKind.TO_DATE)

    def before(self) -> Period:
        """The one before it, of the same length (环比); of a year so far the year before, as far."""
        return self.a_year_before() if self.kind is PeriodKind.TO_DATE else self.moved(-1)

    def after(self) -> Period:
        return self.moved(1)

    def moved(self, by: int) -> Period:
        """So many periods on."""
        step = by * (12 if self.kind is PeriodKind.TO_DATE else MONTHS[self.kind])
        return Period(shifted(self.first, step), shifted(self.last, step), self.kind)

    def a_year_before(self) -> Period:
        """The same one of the year before (同比)."""
        return Period(shifted(self.first, -12), shifted(self.last, -12), self.kind)

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= f"{day:%Y-%m}" <= self.last


def shifted(month: str, by: int) -> str:
    """`YYYY-MM` so many months on."""
    n = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{n // 12:04d}-{n % 12 + 1:02d}"


def month_of(day: date) -> Period:
    return Period(f"{day:%Y-%m}", f"{day:%Y-%m}", PeriodKind.MONTH)


def around(month: str, kind: PeriodKind) -> Period:
    """The period of a kind in which a month lies."""
    year, number = month[:4], int(month[5:])
    if kind is PeriodKind.TO_DATE:
        return Period(f"{year}-01", month, kind)
    length = MONTHS[kind]
    first = (number - 1) // length * length + 1
    return Period(f"{year}-{first:02d}", f"{year}-{first + length - 1:02d}", kind)


def parse_period(text: str) -> Period:
    """`2026-10`, `2026-Q4`, `2026-H2`, `2026`, full-width digits too; RuleBroken for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _SHAPE.fullmatch(plain)
    if found is None or not 2000 <= int(found[1]) <= 2199:
        raise RuleBroken("period", f"月份“{text[:20]}”看不懂,请写成 2026-10(也可写 2026-Q4、2026-H2、2026)。")
    year, month, quarter, half = found.groups()
    if month is not None:
        if not 1 <= int(month) <= 12:
            raise RuleBroken("period", f"没有 {int(month)} 月,请写 1 到 12,如 2026-10。")
        return around(f"{year}-{int(month):02d}", PeriodKind.MONTH)
    if quarter:
        return around(f"{year}-{int(quarter) * 3:02d}", PeriodKind.QUARTER)
    if half:
        return around(f"{year}-{int(half) * 6:02d}", PeriodKind.HALF)
    return around(f"{year}-01", PeriodKind.YEAR)

"""A table as a value: the same one becomes xlsx, CSV, PDF and the screen, so that no two can disagree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from reports.statistics.charts import Chart

Value = str | int | date | None


class Kind(StrEnum):
    """What a column holds. Money is int in 分; WAN is the same, shown in 万元 with two decimals."""

    TEXT = "text"
    ID = "id"  # identity numbers, phones, case numbers: text, every digit kept
    COUNT = "count"
    MONEY = "money"  # 分, shown as 元 with two decimals
    WAN = "wan"  # 分, shown as 万元 with two decimals
    DAY = "day"
    RATE = "rate"  # thousandths, shown as a percentage with one decimal


def shown(value: Value, kind: Kind) -> str:
    """A cell as it is read: `1,234.50` (元), `91.66` (万元, half up), `95.7%`, `2026-10-08`; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) or kind not in (Kind.MONEY, Kind.WAN, Kind.RATE):
        return str(value)
    if kind is Kind.RATE:
        return f"{Decimal(value) / 10:.1f}%"
    places = Decimal(value) / (100 if kind is Kind.MONEY else 1_000_000)
    return f"{places.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`head` from the top heading down; equal neighbours are merged. `width` in full-width characters.

    `total`: the total row sums it. `code`: the line of the official table that it shows, for formulas and links.
    """

    head: tuple[str, ...]
    kind: Kind = Kind.TEXT
    width: int = 6
    total: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """An identity as a formula: the sum of `left` (times `times`) equals, or is at most, the sum of `right`.

    `left` and `right` are codes of columns; it is asked of every row. `unless`: a code; asked only of rows in which
    that column is 0. `when`: only where it is not 0. (As `Identity` of the counting rules.)
    """

    words: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    exact: bool = True
    times: int = 1
    unless: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A cell that is the sum (or, by `minus`, the difference) of other columns of its row, by their codes."""

    code: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table with all that is printed round it.

    `name`: the sheet's tab and part of the file's name (at most 31 characters, without []:*?/\\). `rows` hold one value
    a column. `unit`: what is counted, printed after 单位 ("件、人、万元"). `office`: 填报单位; `filled_by`: 制表人;
    `reviewed_by`: 审核人; `filled_on`: 日期; an empty one leaves a blank to sign on. `total`: the word of the total row
    ("合计"), or empty for none. `sums` and `checks` become formulas with their values kept. `notes` are the lines of
    the foot (统计口径, 未通过的核对及理由, 脱敏). `tall`: portrait.
    """

    code: str
    name: str
    title: str
    period: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    unit: str = ""
    office: str = ""
    filled_by: str = ""
    reviewed_by: str = ""
    filled_on: date | None = None
    total: str = ""
    sums: tuple[Sum, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tall: bool = False

    @property
    def depth(self) -> int:
        """How many rows its heading takes."""
        return max(len(column.head) for column in self.columns)

    def totals(self) -> tuple[Value, ...]:
        """The values of the total row: its word, then sums of what can be summed."""
        found: list[Value] = []
        for n, column in enumerate(self.columns):
            numbers = [v for row in self.rows if isinstance(v := row[n], int)]
            found.append(sum(numbers) if column.total else self.total if n == 0 else None)
        return tuple(found)

    def lines(self) -> Iterator[tuple[Value, ...]]:
        """Its rows, and the total row when it has one."""
        yield from self.rows
        if self.total:
            yield self.totals()

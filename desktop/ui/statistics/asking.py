"""What the page asks of the figures: the columns of the table, the files of one figure, and how both are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.commands.desk import Desk
from desktop.commands.statistics import reported
from desktop.commands.statistics.figures import CaseTable, Entry
from desktop.commands.statistics.sheets.words import BAND_WORDS, category_words, source_words
from desktop.domain.counting import Basis, Period, PeriodKind
from desktop.domain.counting.table import Line
from desktop.domain.errors import Refused
from desktop.ui.statistics.drill import Item
from desktop.ui.statistics.rows import figure, words_of
from desktop.ui.statistics.table_rows import Measure

NOW, YEAR, BEFORE, YEAR_AGO = "now", "year", "before", "year_ago"
MANY = 1_000  # files above which the list is asked elsewhere
MOST = 400  # files listed under the table; the page 纠纷 shows all
FORMS = {"written": "书面", "oral": "口头"}
_NOW = {
    PeriodKind.MONTH: "本月",
    PeriodKind.QUARTER: "本季",
    PeriodKind.HALF: "本期",
    PeriodKind.YEAR: "全年",
    PeriodKind.TO_DATE: "累计",
}
_BEFORE = {PeriodKind.MONTH: "上月", PeriodKind.QUARTER: "上季", PeriodKind.HALF: "上期", PeriodKind.YEAR: "上年"}
_YEAR_AGO = {PeriodKind.MONTH: "去年同月", PeriodKind.QUARTER: "去年同季"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One column: which period it shows, and its head."""

    key: str
    head: str
    period: Period


def spans(period: Period, *, compare: bool) -> tuple[Span, ...]:
    """本月 and 本年, or 本月 beside 上月 and 去年同月; a year has the year before beside it."""
    now = Span(key=NOW, head=_NOW[period.kind], period=period)
    ago = Span(key=YEAR_AGO, head=_YEAR_AGO.get(period.kind, "去年同期"), period=period.a_year_before())
    if period.kind in (PeriodKind.YEAR, PeriodKind.TO_DATE):
        return now, ago
    if compare:
        return now, Span(key=BEFORE, head=_BEFORE[period.kind], period=period.before()), ago
    return now, Span(key=YEAR, head="本年", period=period.to_date())


def measures(desk: Desk, period: Period, basis: Basis | None, *, compare: bool) -> tuple[CaseTable, list[Measure]]:
    """The table of the period itself, and all columns. Refused `not_counted`."""
    asked = spans(period, compare=compare)
    tables = [reported.table(desk, span.period, basis) for span in asked]
    made = [
        Measure(span.key, span.head, table.values, link=span.key == NOW)
        for span, table in zip(asked, tables, strict=True)
    ]
    return tables[0], made


def listed(desk: Desk, line: Line, period: Period, basis: Basis | None) -> tuple[Entry, ...] | None:
    """The files of a figure, for a job: None when the files are being counted anew meanwhile."""
    try:
        return reported.behind(desk, line, period, basis)
    except Refused as refused:
        if refused.code != "not_counted":
            raise
        return None


def what(line: Line, head: str) -> str:
    """`物业·本月`."""
    words = words_of(line).split("(")[0]
    if line.code.endswith("_people") and line.indent:
        words = f"{line.label.split('(')[0]}涉及"
    return f"{words}·{head}"


def title(line: Line, head: str, value: int) -> str:
    """`物业·本月 4 件`, `涉及当事人·本月 89 人`."""
    return f"{what(line, head)} {figure(line, value)} {'万元' if line.unit == '元' else line.unit}"


def place_words(axis: str, key: str) -> str:
    """`2—7日调好`, `法院委托移送`."""
    if axis == "band":
        return f"{BAND_WORDS.get(key, key)}调好"
    return source_words(key) if axis == "source" else category_words(key) if axis == "category" else key


def items(entries: Sequence[Entry], line: Line | None = None) -> list[Item]:
    """The files as they are listed; of a figure of people or money each with its share."""
    return [Item(e.dispute, e.number, f"{e.names}({e.who})" if e.who else e.names, _beside(e, line)) for e in entries]


def _beside(entry: Entry, line: Line | None) -> str:
    if line is not None and line.unit == "元":
        return f"·{entry.amount / 100:,.2f} 元"
    if line is not None and line.unit != "件":
        return f"·{entry.amount:,} {line.unit}"
    more = f"·{entry.amount:,} 件" if line is not None and entry.amount > 1 else ""
    form = FORMS.get(entry.form, "")
    return (f"·{form}" if form else "·未写形式" if line is None else "") + more

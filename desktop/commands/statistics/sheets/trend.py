"""Twelve months to the end of a period, each beside the same month of the year before."""

from __future__ import annotations

from desktop.commands.desk import Desk
from desktop.commands.statistics import reported
from desktop.commands.statistics.sheets.frame import TOTAL, frame, thousandths
from desktop.domain.counting import Basis, Period, PeriodKind
from desktop.domain.counting.periods import shifted
from reports.statistics.sheets import Column, Kind, Sheet, Value

SHOWN = ("cases", "succeeded", "people", "amount_fen")


def twelve(period: Period) -> Period:
    """The twelve months that end with a period."""
    return Period(shifted(period.last, -11), period.last, PeriodKind.YEAR)


def make(desk: Desk, period: Period, basis: Basis | None = None) -> Sheet:
    """One row a month."""
    span = twelve(period)
    now = reported.by_month(desk, span, basis)
    then = reported.by_month(desk, span.a_year_before(), basis)
    rows: list[tuple[Value, ...]] = []
    for month in span.months:
        cases, succeeded, people, amount = (now[month].get("", "", m) for m in SHOWN)
        a_year_ago = then[shifted(month, -12)].get("", "", "cases")
        rows.append(
            (
                f"{month[:4]}年{int(month[5:])}月",
                cases,
                a_year_ago,
                cases - a_year_ago,
                succeeded,
                thousandths(succeeded, cases),
                people,
                amount,
            )
        )
    round = frame(desk, period, basis)
    first, last = rows[0][0], rows[-1][0]
    return Sheet(
        code="trend",
        name="逐月趋势",
        title="各月案件情况表",
        columns=(
            Column(head=("月份",), width=7),
            Column(head=("案件总数\uff08件\uff09", "本月"), kind=Kind.COUNT, width=6, total=True, code="cases"),
            Column(head=("案件总数\uff08件\uff09", "上年同月"), kind=Kind.COUNT, width=6, total=True),
            Column(head=("案件总数\uff08件\uff09", "增减"), kind=Kind.COUNT, width=6, total=True),
            Column(head=("调解成功\uff08件\uff09",), kind=Kind.COUNT, width=6, total=True, code="succeeded"),
            Column(head=("成功率",), kind=Kind.RATE, width=6),
            Column(head=("当事人\uff08人\uff09",), kind=Kind.COUNT, width=6, total=True),
            Column(head=("涉及金额\uff08元\uff09",), kind=Kind.MONEY, width=9, total=True),
        ),
        rows=tuple(rows),
        unit="件、人、元",
        total=TOTAL,
        tall=True,
        **round.round() | {"period": round.said.replace(period.label, f"{first}—{last}")},
    )

"""How a period and those that it is compared with are called: 本月, 上月, 去年同月."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.counting import Basis, Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Span:
    """An earlier period and its word."""

    word: str
    period: Period


@dataclass(frozen=True, slots=True)
class Spans:
    """`this` word of the period; the earlier ones, the nearest first; what its bulletin is called."""

    this: str
    earlier: tuple[Span, ...]
    bulletin: str


def spans(period: Period) -> Spans:
    before, year = period.before(), period.a_year_before()
    match period.kind:
        case PeriodKind.MONTH:
            return Spans("本月", (Span("上月", before), Span("去年同月", year)), "工作月报")
        case PeriodKind.QUARTER:
            return Spans("本季度", (Span("上季度", before), Span("去年同季度", year)), "工作季报")
        case PeriodKind.HALF:
            return Spans("本半年", (Span("前一个半年", before), Span("去年同期", year)), "工作半年报")
        case PeriodKind.YEAR:
            return Spans("本年", (Span("上年", year),), "工作年报")
        case PeriodKind.TO_DATE:
            return Spans("今年以来", (Span("去年同期", year),), "工作简报")


DONE = {Basis.RECEIVED: "受理纠纷", Basis.CLOSED: "办结纠纷", Basis.AGREED: "有调解结果的纠纷"}

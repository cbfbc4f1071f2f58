"""Instalments from a few words: 2 期, 每月 8 日."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from desktop.domain.typed.dates import add_months, parse_date
from desktop.domain.typed.numerals import number
from desktop.domain.typed.text import Unclear, fold_code

MOST = 120  # ten years of months
_HOW = "请写成 2 期, 每月 8 日,或 12 期 每月 5 日 起 2026-12。"


class PlanUnclear(Unclear):
    """Not one clear plan of payments."""


@dataclass(frozen=True, slots=True)
class Plan:
    """So many monthly payments on one day of the month; 31 means the month's last day.

    `first` is any day of the month of the first payment; None: the first such day after today.
    """

    count: int
    day: int
    first: date | None = None


def parse_plan(text: str, today: date) -> Plan:
    """2 期, 每月 8 日; 12期每月5日起2026-12; 分三期 每月底. Raises PlanUnclear or DateUnclear with the sentence."""
    typed = re.sub(r"[\s,。;、,]", "", fold_code(text))
    typed, first = _start(typed, today)
    count = re.search(r"(\d+|[一二三四五六七八九十两]+)个?(?:期|次|个月)", typed)
    day = re.search(r"每个?月(?:的)?(?:(\d{1,2}|[一二三四五六七八九十]+)[日号]?|(月?底|月?末))", typed)
    rest = typed
    for found in (count, day):
        rest = rest.replace(found.group(), "", 1) if found else rest
    if count is None or day is None or re.sub("共|分|付清|支付|付|前|各|等额|平均", "", rest):
        raise PlanUnclear(f"看不懂这个分期。{_HOW}")
    plan = Plan(_whole(count[1]), 31 if day[2] else _whole(day[1]), first)
    if not 1 <= plan.count <= MOST:
        raise PlanUnclear(f"期数应在 1 到 {MOST} 之间,请核对。")
    if not 1 <= plan.day <= 31:
        raise PlanUnclear(f"每月没有 {plan.day} 日,请核对。")
    return plan


def instalments(total: int, plan: Plan, today: date) -> tuple[tuple[date, int], ...]:
    """(day, fen) of each payment: equal parts, what cannot be divided on the last.

    A month without that day pays on its last one. Raises PlanUnclear when there is less than one fen a payment.
    """
    if total < plan.count:
        raise PlanUnclear("总额太小,分不成这么多期,请核对金额和期数。")
    month = plan.first or _next(plan.day, today)
    part = total // plan.count
    parts = [part] * (plan.count - 1) + [total - part * (plan.count - 1)]
    return tuple((_on(add_months(month.replace(day=1), n), plan.day), fen) for n, fen in enumerate(parts))


def _start(typed: str, today: date) -> tuple[str, date | None]:
    match = re.search(r"(?:自|从|起|首期|第一期)+[于在:]?([\d年月日号./-]+|下月|本月)起?$", typed) or re.search(
        r"(?:自|从)?(\d{4}[-./年]\d{1,2}[\d月日号./-]*|\d{1,2}月\d{1,2}[日号]|下月|本月)(?:起|开始)", typed
    )
    if match is None:
        return typed, None
    left = typed[: match.start()] + typed[match.end() :]
    if match[1] in {"下月", "本月"}:
        return left, add_months(today.replace(day=1), 1 if match[1] == "下月" else 0)
    month = re.fullmatch(r"(\d{4})[-./年]?(\d{1,2})月?", match[1])
    return left, parse_date(f"{month[1]}-{month[2]}-1" if month else match[1], today)


def _next(day: int, today: date) -> date:
    this = _on(today.replace(day=1), day)
    return this if this > today else add_months(today.replace(day=1), 1)


def _on(first: date, day: int) -> date:
    return first.replace(day=min(day, calendar.monthrange(first.year, first.month)[1]))


def _whole(digits: str) -> int:
    value = number(digits)
    if value is None:
        raise PlanUnclear(f"看不懂这个分期。{_HOW}")
    return int(value)

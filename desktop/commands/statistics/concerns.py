"""What of a period needs a hand: cases of it that are not done with, and open files that are late or dangerous now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import func, select

from desktop.commands.desk import Desk
from desktop.commands.statistics.figures import Sums
from desktop.commands.summaries import RISK_ORDER
from desktop.domain.counting import Period
from desktop.domain.disputes import Risk
from desktop.storage.schema import dues, summaries
from reports.statistics.bulletin import Concern, Sign

RECENT = timedelta(days=45)  # after its end a period's bulletin no longer tells how the room stands today
AS_OF = "截至"
OVER_LIMIT, UNPAID = ("limit",), ("overdue", "breached")


def concerns(desk: Desk, period: Period, found: Sums) -> tuple[Concern, ...]:
    """The gravest first; counts only, never a name."""
    today = desk.today()
    now = list(_today(desk, today)) if period.starts <= today <= period.ends + RECENT else []
    made = [*now, *_of_period(found)]
    return tuple(sorted(made, key=lambda one: list(Sign).index(one.sign)))


def _today(desk: Desk, today: date) -> Iterator[Concern]:
    s, d = summaries.c, dues.c
    risks = select(s.risk, func.count()).where(s.unsettled == 1, s.risk >= RISK_ORDER[Risk.ORANGE]).group_by(s.risk)
    late = (
        select(d.code, func.count(d.dispute.distinct()), func.min(d.due))
        .where(d.due < today.isoformat(), d.waiting == 0, d.code.in_((*OVER_LIMIT, *UNPAID)))
        .group_by(d.code)
    )
    with desk.read() as reader:
        by_risk = {row[0]: row[1] for row in reader.rows(risks)}
        by_code = {row[0]: (row[1], row[2]) for row in reader.rows(late)}
    on = f"{AS_OF} {today.month}月{today.day}日"
    if red := by_risk.get(RISK_ORDER[Risk.RED], 0):
        yield Concern(sign=Sign.MUST, words="红色风险未结", count=f"{red} 件", note=on)
    if orange := by_risk.get(RISK_ORDER[Risk.ORANGE], 0):
        yield Concern(sign=Sign.WATCH, words="橙色风险未结", count=f"{orange} 件", note=on)
    if over := by_code.get(OVER_LIMIT[0]):
        days = (today - date.fromisoformat(over[1])).days
        yield Concern(sign=Sign.MUST, words="调解超过期限", count=f"{over[0]} 件", note=f"最长超 {days} 日")
    if unpaid := sum(by_code[code][0] for code in UNPAID if code in by_code):
        yield Concern(sign=Sign.WATCH, words="到期没有履行", count=f"{unpaid} 件", note=on)


def _of_period(found: Sums) -> Iterator[Concern]:
    ended = found.get("outcome", "terminated", "cases")
    late = found.get("band", "over", "succeeded")
    unfulfilled = found.get("", "", "succeeded") - found.get("", "", "fulfilled")
    if ended:
        yield Concern(sign=Sign.NOTE, words="终止调解", count=f"{ended} 件", note="请继续跟踪回访")
    if late:
        yield Concern(sign=Sign.NOTE, words="调解用时超过 30 日", count=f"{late} 件")
    if unfulfilled:
        yield Concern(sign=Sign.NOTE, words="协议还没有履行完", count=f"{unfulfilled} 件")

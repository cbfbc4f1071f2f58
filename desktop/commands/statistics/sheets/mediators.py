"""By mediator: who led how many cases and what came of them; who helped is counted beside."""

from __future__ import annotations

from desktop.commands.desk import Desk
from desktop.commands.statistics import reported
from desktop.commands.statistics.sheets.frame import TOTAL, average, frame, thousandths
from desktop.commands.statistics.sheets.words import NOBODY, UNKNOWN, member_names
from desktop.domain.counting import Basis, Period
from reports.statistics.sheets import Check, Column, Kind, Sheet, Value

MEASURES = ("cases", "succeeded", "people", "amount_fen", "fulfilled", "days")


def make(desk: Desk, period: Period, basis: Basis | None = None) -> Sheet:
    """One row a mediator, the busiest first; cases without one stand last, so that the sum is the whole."""
    found, names = reported.of_period(desk, period, basis), member_names(desk)
    whole = {m: found.get("", "", m) for m in MEASURES}
    rows: list[tuple[Value, ...]] = []
    for key in {*found.keys("mediator"), *found.keys("helper")}:
        led = {m: found.get("mediator", key, m) for m in MEASURES}
        helped = found.get("helper", key, "cases")
        if led["cases"] or helped:
            rows.append(_row(names.get(key, UNKNOWN), led, helped))
        whole = {m: n - led[m] for m, n in whole.items()}
    rows.sort(key=lambda r: (-_number(r[1]), -_number(r[8]), str(r[0])))
    if any(whole.values()):
        rows.append(_row(NOBODY, whole, 0))
    return Sheet(
        code="mediators",
        name="按调解员",
        title="人民调解员办案情况表",
        columns=(
            Column(head=("调解员",), width=6),
            Column(head=("主办\uff08件\uff09",), kind=Kind.COUNT, width=5, total=True, code="cases"),
            Column(head=("调解成功\uff08件\uff09",), kind=Kind.COUNT, width=5, total=True, code="succeeded"),
            Column(head=("成功率",), kind=Kind.RATE, width=5),
            Column(head=("当事人\uff08人\uff09",), kind=Kind.COUNT, width=5, total=True),
            Column(head=("涉及金额\uff08元\uff09",), kind=Kind.MONEY, width=8, total=True),
            Column(head=("已履行\uff08件\uff09",), kind=Kind.COUNT, width=5, total=True, code="fulfilled"),
            Column(head=("平均用时\uff08日\uff09",), kind=Kind.COUNT, width=5),
            Column(head=("协办\uff08件\uff09",), kind=Kind.COUNT, width=5, total=True),
        ),
        rows=tuple(rows),
        unit="件、人、元、日",
        total=TOTAL,
        checks=(
            Check(words="调解成功不多于主办", left=("succeeded",), right=("cases",), exact=False),
            Check(words="已履行不多于调解成功", left=("fulfilled",), right=("succeeded",), exact=False),
        ),
        tall=True,
        **frame(desk, period, basis).round(),
    )


def _row(name: str, led: dict[str, int], helped: int) -> tuple[Value, ...]:
    return (
        name,
        led["cases"],
        led["succeeded"],
        thousandths(led["succeeded"], led["cases"]),
        led["people"],
        led["amount_fen"],
        led["fulfilled"],
        average(led["days"], led["succeeded"]),
        helped,
    )


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0

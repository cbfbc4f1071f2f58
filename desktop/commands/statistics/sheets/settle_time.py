"""Time to settle: how long it took from acceptance to agreement, in bands; the day of acceptance is the first."""

from __future__ import annotations

from desktop.commands.desk import Desk
from desktop.commands.statistics import reported
from desktop.commands.statistics.sheets.frame import TOTAL, average, frame, thousandths
from desktop.commands.statistics.sheets.words import BAND_WORDS
from desktop.domain.counting import Basis, Period
from desktop.domain.counting.units import BANDS
from reports.statistics.sheets import Column, Kind, Sheet, Value

NOTE = "用时从受理当日算起到达成协议为止\uff0c受理当日为第1日\uff1b只计调解成功的。"


def make(desk: Desk, period: Period, basis: Basis | None = None) -> Sheet:
    """One row a band."""
    found = reported.of_period(desk, period, basis)
    whole = found.get("", "", "succeeded")
    rows: list[tuple[Value, ...]] = []
    for code, _ in BANDS:
        succeeded = found.get("band", code, "succeeded")
        rows.append(
            (
                BAND_WORDS[code],
                succeeded,
                thousandths(succeeded, whole),
                average(found.get("band", code, "days"), succeeded),
                found.get("band", code, "amount_fen"),
                found.get("band", code, "fulfilled"),
            )
        )
    unknown = whole - sum(found.get("band", code, "succeeded") for code, _ in BANDS)
    if unknown:
        amount, fulfilled = (
            found.get("", "", m) - sum(found.get("band", code, m) for code, _ in BANDS)
            for m in ("amount_fen", "fulfilled")
        )
        rows.append(("日期不全", unknown, thousandths(unknown, whole), None, amount, fulfilled))
    round = frame(desk, period, basis).round()
    return Sheet(
        code="settle_time",
        name="调解用时",
        title="调解用时情况表",
        columns=(
            Column(head=("用时",), width=8),
            Column(head=("调解成功\uff08件\uff09",), kind=Kind.COUNT, width=7, total=True, code="succeeded"),
            Column(head=("占比",), kind=Kind.RATE, width=6),
            Column(head=("平均用时\uff08日\uff09",), kind=Kind.COUNT, width=7),
            Column(head=("涉及金额\uff08元\uff09",), kind=Kind.MONEY, width=9, total=True),
            Column(head=("已履行\uff08件\uff09",), kind=Kind.COUNT, width=7, total=True),
        ),
        rows=tuple(rows),
        unit="件、日、元",
        total=TOTAL,
        tall=True,
        **round | {"notes": (NOTE, *round["notes"])},
    )

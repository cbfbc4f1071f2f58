"""中止计算: which days may be left out of the count (医疗纠纷预防和处理条例 38; elsewhere the room's own rule)."""

from __future__ import annotations

from datetime import date

from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Intake
from desktop.domain.errors import RuleBroken
from desktop.domain.records import Suspension

MEDICAL = "医疗纠纷预防和处理条例第三十八条"
OWN = "本室规则"


def usual_basis(file: CaseFile) -> str:
    """What an appraisal in this file rests on, as long as nobody says otherwise."""
    return MEDICAL if file.dispute.category == "medical" else OWN


def check(file: CaseFile, pause: Suspension, today: date) -> None:
    """RuleBroken, with the field, for days outside the count that cannot be; `file` may know an older `pause`."""
    accepted = file.dispute.decided_on
    if file.dispute.intake is not Intake.ACCEPTED or accepted is None:
        raise RuleBroken("starts", "还没有受理,调解期限没有起算。")
    if pause.starts < accepted:
        raise RuleBroken("starts", f"受理日是 {accepted:%Y-%m-%d},请填当天或者以后的日期。")
    if pause.starts > today:
        raise RuleBroken("starts", "中止的日子还没到,请到时再记。")
    for other in file.suspensions:
        if other.id != pause.id and _overlap(pause, other):
            held = f"至 {other.ends:%Y-%m-%d}" if other.ends else "起,还没有恢复"
            field = "ends" if pause.starts < other.starts else "starts"
            raise RuleBroken(field, f"与另一次中止({other.starts:%Y-%m-%d} {held})重叠,请核对。")


def _overlap(one: Suspension, other: Suspension) -> bool:
    """Both ends of a suspension are inside it."""
    return one.starts <= (other.ends or date.max) and other.starts <= (one.ends or date.max)

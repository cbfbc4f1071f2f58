"""What the screens say of a file in words: its way, its day count, its risk, when something is due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from desktop.domain import limits
from desktop.domain.agreements import Form
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules, Unit
from desktop.domain.disputes import Filing, Intake, Mediation, Risk, Stage
from desktop.domain.next_steps import Step, brief, running_limit
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.kit.stepper import Step as WayStep
from desktop.ui.kit.stepper import StepState
from desktop.ui.looks import Tone
from desktop.ui.words import MEDIATIONS, RISKS, STAGES, STEPPER

STAGE_KINDS: dict[Stage, Kind] = {
    Stage.REGISTERED: Kind.GREY,
    Stage.ACCEPTED: Kind.BLUE,
    Stage.INVESTIGATION: Kind.BLUE,
    Stage.MEDIATION: Kind.BLUE,
    Stage.AGREEMENT: Kind.BLUE,
    Stage.PERFORMANCE: Kind.GREEN,
    Stage.FOLLOW_UP: Kind.GREEN,
    Stage.CLOSED: Kind.GREY,
    Stage.ARCHIVED: Kind.GREY,
    Stage.REFUSED: Kind.GREY,
    Stage.TERMINATED: Kind.GREY,
}
RISK_KINDS: dict[Risk, Kind] = {
    Risk.GREEN: Kind.GREY,
    Risk.YELLOW: Kind.AMBER,
    Risk.ORANGE: Kind.ORANGE,
    Risk.RED: Kind.RED,
}
RISK_SHAPES: dict[Risk, Shape | None] = {
    Risk.GREEN: None,
    Risk.YELLOW: Shape.DOT,
    Risk.ORANGE: Shape.DIAMOND,
    Risk.RED: Shape.TRIANGLE,
}
RISK_TONES: dict[Risk, Tone] = {
    Risk.GREEN: Tone.INK_3,
    Risk.YELLOW: Tone.AMBER,
    Risk.ORANGE: Tone.ORANGE,
    Risk.RED: Tone.RED,
}
WAITING_FOR: dict[str, tuple[str, str]] = {
    "agreement_in_review": ("等律师", "审核协议"),
    "judicial_confirmation": ("等法院", "司法确认裁定"),
    "arbitration_review": ("等仲裁", "审查结果"),
    "hand_off_received": ("等对方", "反馈移送"),
    "risk_second": ("等第二人", "确认降级"),
}


def short_basis(basis: str) -> str:
    """若干规定第三十三条: what everybody in the room calls it; a time that `due` says is not said twice."""
    return re.sub(r"^\d\d:\d\d 开始·", "", basis).removeprefix("人民调解工作")


def short_day(day: date, today: date) -> str:
    """今天; 11-25 within a year's reach; 2027-03-01 beyond."""
    if day == today:
        return "今天"
    near = day.year == today.year or abs((day - today).days) < 180
    return f"{day:%m-%d}" if near else day.isoformat()


def long_day(day: date, today: date) -> str:
    """今天; 11月25日; 2025年3月1日 in another year."""
    if day == today:
        return "今天"
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"


def due(step: Step, today: date) -> tuple[str, bool]:
    """When a step is due, and whether that is past: 今天 14:00; 11月25日前; 逾期 2 日; 等到 12月8日."""
    late = (today - step.on).days
    if step.waiting:
        return (f"已等过 {long_day(step.on, today)}" if late > 0 else f"等到{_spaced(step.on, today)}"), False
    if late > 0:
        return f"逾期 {late} 日", True
    if step.note:
        return f"{long_day(step.on, today)} {step.note}", False
    return ("今天" if late == 0 else f"{long_day(step.on, today)}前"), False


def _spaced(day: date, today: date) -> str:
    words = long_day(day, today)
    return words if words == "今天" else f" {words}"


def when_and_what(code: str, what: str, on: date | None, waiting: bool, today: date) -> tuple[str, str]:
    """The two halves of 下一步 in a list: (今天, 写协议送审), (等法院, 司法确认裁定)."""
    if on is None:
        return "", what
    if waiting:
        found = WAITING_FOR.get(code)
        return found if found else ("等别人", what.removeprefix("等"))
    late = (today - on).days
    return (f"逾期 {late} 日" if late > 0 else short_day(on, today)), brief_what(what)


def brief_what(what: str) -> str:
    """A step as a narrow cell has room for it; an amount stays whole: 反馈派出所, 付款 54,300.00."""
    said = re.sub(r"^向(.+)反馈处置结果$", r"反馈\1", what)
    return re.sub(r"^(\S+) (第\d+期 )?([\d,]+\.\d\d) 元$", r"\1 \3", said)


@dataclass(frozen=True, slots=True)
class DayCount:
    """第 5 日 `of` / 30 日 over `note`: 12月18日满·若干规定第33条."""

    day: str
    of: str
    note: str
    late: bool = False


def day_count(file: CaseFile, today: date, rules: Rules) -> DayCount:
    """Where the clock of the file stands. The day of the event itself is not counted (民法典第201条)."""
    d = file.dispute
    if d.intake is Intake.RECEIVED and d.filing is Filing.OPEN:
        deciding = next(limits.deciding(file, limits.Reckoner(file, rules)))
        ends = deciding.due or today
        return _running(deciding.start, ends, today, f"{long_day(ends, today)}前决定·{brief(deciding.basis)}")
    row = running_limit(file, rules)
    if row is not None and row.due is None:
        why = next((s.reason for s in file.suspensions if s.ends is None), "")
        unit = "个工作日" if row.unit == Unit.WORKING_DAY else "日"
        return DayCount("停计", f"/ {row.figure} {unit}" if row.figure else "", f"{why[:8]}期间不计入")
    if row is not None and row.due is not None:
        note = f"{long_day(row.due, today)}满{'(暂定)' if row.provisional else ''}·{short_basis(brief(row.basis))}"
        limit = rules.limits.get(row.rule)
        if limit is None:  # a day that people agreed on: counted from the beginning of the mediation
            start = next(limits.mediation(file, limits.Reckoner(file, rules))).start
            return _running(start, row.due, today, note)
        pauses = limits.Reckoner(file, rules).pauses if limit.suspends else ()
        gone = limit.counted(row.start, today, rules.calendar, pauses)
        if limit.unit is Unit.WORKING_DAY:
            return DayCount(f"第 {gone} 日", f"/ {row.figure} 个工作日", note, late=today > row.due)
        whole = row.figure if limit.unit is Unit.CALENDAR_DAY else 0
        whole = whole or limit.counted(row.start, row.due, rules.calendar, pauses)
        day = f"第 {gone} 日" if gone > 0 else "当日"
        return DayCount(day, f"/ {whole} 日", note, late=gone > 0 and today > row.due)
    if d.filing is Filing.ARCHIVED and d.archived_on:
        return DayCount("已归档", f"{long_day(d.archived_on, today)}", f"{d.retention}保管" if d.retention else "")
    if d.filing is not Filing.OPEN and d.closed_on:
        days = (d.closed_on - (d.decided_on or d.received_at.date())).days
        return DayCount("已结案", f"用时 {days} 日", f"{long_day(d.closed_on, today)}·{d.closing_result or '结案'}")
    agreement = file.agreement
    if d.agreed and agreement is not None:
        signed = agreement.effective_on or agreement.agreed_on
        words = "书面协议" if agreement.form is Form.WRITTEN else "口头协议"
        return DayCount("已达成", words, f"{long_day(signed, today)}起履行" if signed else "")
    if d.intake is Intake.ACCEPTED:
        on = f"{long_day(d.ended_on, today)}·" if d.ended_on else ""
        return DayCount(
            MEDIATIONS[d.mediation], "跟踪中", f"{on}{d.ended_reason}" if d.ended_reason else on.rstrip("·")
        )
    decided = f"{long_day(d.decided_on, today)}决定" if d.decided_on else ""
    return DayCount("不予受理" if d.intake is Intake.REFUSED else "已转介", "跟踪中", decided)


def _running(start: date, ends: date, today: date, note: str) -> DayCount:
    gone, whole = (today - start).days, (ends - start).days
    if gone <= 0:
        return DayCount("当日", f"/ {whole} 日", note)
    return DayCount(f"第 {gone} 日", f"/ {whole} 日", note, late=today > ends)


def way(file: CaseFile) -> list[WayStep]:
    """The nine stages: what was gone through, where it stands, what it will not go through."""
    stage = file.stage()
    d = file.dispute
    ended = d.mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN}
    turned = d.intake in {Intake.REFUSED, Intake.REFERRED}
    happened = {
        Stage.REGISTERED: True,
        Stage.ACCEPTED: d.intake is Intake.ACCEPTED,
        Stage.INVESTIGATION: bool(file.investigations),
        Stage.MEDIATION: any(not s.planned for s in file.sessions) or d.agreed or ended,
        Stage.AGREEMENT: d.agreed,
        Stage.PERFORMANCE: bool(file.performances) or d.performing != "none",
        Stage.FOLLOW_UP: bool(file.follow_ups),
        Stage.CLOSED: d.filing is not Filing.OPEN,
        Stage.ARCHIVED: d.filing is Filing.ARCHIVED,
    }
    closed_off: set[Stage] = set()
    if turned:
        closed_off = {Stage.ACCEPTED, Stage.INVESTIGATION, Stage.MEDIATION, Stage.AGREEMENT, Stage.PERFORMANCE}
    elif ended:
        closed_off = {Stage.AGREEMENT, Stage.PERFORMANCE}
    now = _now(stage, turned, file)
    at = STEPPER.index(now)
    made = []
    for n, each in enumerate(STEPPER):
        words = STAGES[each]
        if each is Stage.ACCEPTED and turned:
            words = "不受理" if d.intake is Intake.REFUSED else "转介"
        if each is Stage.MEDIATION and ended:
            words = "终止" if d.mediation is Mediation.TERMINATED else "撤回"
        if d.filing is Filing.ARCHIVED and each is Stage.ARCHIVED:
            state = StepState.DONE
        elif n == at:
            state = StepState.NOW
        elif n < at:
            turn = each is Stage.ACCEPTED and turned
            state = StepState.DONE if happened[each] or turn else StepState.SKIPPED
        else:
            state = StepState.SKIPPED if each in closed_off else StepState.LATER
        made.append(WayStep(words, state))
    return made


def _now(stage: Stage, turned: bool, file: CaseFile) -> Stage:
    """Which of the nine the ring stands on."""
    match file.dispute.filing:
        case Filing.ARCHIVED:
            return Stage.ARCHIVED
        case Filing.CLOSED:
            return Stage.CLOSED
        case Filing.OPEN:
            pass
    if turned:
        return Stage.FOLLOW_UP if file.follow_ups else Stage.ACCEPTED
    return Stage.MEDIATION if stage is Stage.TERMINATED else stage


def risk_words(risk: Risk) -> str:
    """风险 一般; 风险 橙."""
    return f"风险 {RISKS[risk]}"

"""Following a dispute until it is settled: when to ask again, and when asking may end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Performing, Risk, reopened_on
from desktop.domain.errors import RuleBroken
from desktop.domain.records import FollowEnd, FollowKind, FollowUp

LONGEST = 366  # days until the next asking: what is put off for longer is forgotten
ELSEWHERE = "elsewhere"  # among the extras: where the matter went on, in words
SUED = "sued"  # whether either side sued, and what the court said
FAULTS = "faults"  # 调解工作有无差错
MEASURES = "measures"  # what was done about signs of escalation
REOPENED = "reopened_on"  # among the extras of a dispute
ROUNDS = "rounds"  # how each earlier round ended
WAYS: dict[str, tuple[str, str]] = {  # code: (words, basis) of what people are told that they may do (人民调解法 26)
    "judicial_confirmation": ("司法确认", "人民调解法第三十三条"),
    "arbitration": ("仲裁", "劳动争议调解仲裁法第五条"),
    "lawsuit": ("起诉", "人民调解法第二十六条、第三十二条"),
    "payment_order": ("支付令", "民事诉讼法第二百二十五条"),
    "enforcement": ("强制执行", "人民调解法第三十三条"),
    "legal_aid": ("法律援助", "法律援助法第三十一条"),
    "labour_inspection": ("劳动监察投诉", "劳动争议调解仲裁法第九条"),
    "administrative": ("行政处理", "人民调解法第二十六条"),
    "petition": ("信访", "信访工作条例第十七条"),
}
WITHOUT = frozenset({Mediation.TERMINATED, Mediation.WITHDRAWN})


def next_ask(on: date, risk: Risk, rules: Rules) -> date:
    """The day to ask again: a few days from `on` by the level of risk, on a working day."""
    return rules.ends(f"follow_up_{risk.value}", on)


def kind_for(file: CaseFile) -> FollowKind:
    """回访 after an agreement, 跟踪 without one."""
    return FollowKind.VISIT if file.dispute.agreed else FollowKind.TRACKING


def ended_without(file: CaseFile) -> bool:
    """No agreement was made, or the matter went elsewhere: what is then followed until it is settled."""
    d = file.dispute
    return d.mediation in WITHOUT or d.intake in {Intake.REFUSED, Intake.REFERRED}


def latest(file: CaseFile) -> FollowUp | None:
    """The last follow-up of the present round: what was said before the mediation ended, or was reopened, is past."""
    again, ended = reopened_on(file.dispute), file.dispute.ended_on
    since = max((day for day in (again, ended) if day), default=None)
    found = [f for f in file.follow_ups if since is None or f.on >= since]
    answered = not may_reopen(file.dispute)
    found = [f for f in found if f.end is not FollowEnd.REOPEN or not (answered or (again and f.on <= again))]
    return sorted(found, key=lambda f: f.on)[-1] if found else None  # of one day the one written down last


def may_reopen(dispute: Dispute) -> bool:
    """Whether there is a mediation that came to an end and can begin again (before 归档)."""
    if dispute.intake is not Intake.ACCEPTED or dispute.filing is Filing.ARCHIVED:
        return False
    return dispute.agreed or dispute.mediation in WITHOUT


def reopened(dispute: Dispute, *, on: date, why: str) -> Dispute:
    """再次调解: back to the talks; how the round before ended is kept among the extras. RuleBroken if it cannot be."""
    if dispute.filing is Filing.ARCHIVED:
        raise RuleBroken("filing", "已归档的卷宗不能再次调解,请另行登记,并注明原案号。")
    if not may_reopen(dispute):
        raise RuleBroken("mediation", "这件纠纷没有已经结束的调解,不能再次调解。")
    ended = max((day for day in (dispute.ended_on, dispute.closed_on) if day), default=None)
    if ended and on < ended:
        raise RuleBroken("on", f"再次调解的日期早于上次结束的日期({ended:%Y-%m-%d}),请核对。")
    before = {
        "mediation": dispute.mediation.value,
        "ended_on": dispute.ended_on.isoformat() if dispute.ended_on else "",
        "ended_reason": dispute.ended_reason,
        "closed_on": dispute.closed_on.isoformat() if dispute.closed_on else "",
        "reopened_on": on.isoformat(),
        "why": why.strip(),
    }
    return replace(
        dispute,
        mediation=Mediation.MEDIATING,
        ended_on=None,
        ended_reason="",
        filing=Filing.OPEN,
        closed_on=None,
        closing_result="",
        outcome="",
        extras={**dispute.extras, REOPENED: on.isoformat(), ROUNDS: [*_listed(dispute.extras.get(ROUNDS)), before]},
    )


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def where_it_went(record: FollowUp) -> str:
    """The court, organ or way at which the matter is now; empty when nobody said."""
    said = record.extras.get(ELSEWHERE, "")
    return str(said).strip()


def check(file: CaseFile, record: FollowUp) -> None:
    """RuleBroken for a follow-up after which nobody would ask again."""
    if record.end is FollowEnd.GOES_ON and record.next_on is None and file.dispute.filing is Filing.OPEN:
        raise RuleBroken("next_on", "还要继续跟踪的,请约定下次回访的日期。")
    if record.next_on and (record.next_on - record.on).days > LONGEST:
        raise RuleBroken("next_on", "下次回访最迟在一年以内,请核对日期。")
    if record.end is FollowEnd.GOES_ON and record.next_on and file.dispute.filing is Filing.CLOSED:
        raise RuleBroken("next_on", "已结案的不再提醒回访;还要继续的请用“再次调解”,否则不填下次日期。")
    if record.end is FollowEnd.REOPEN and not may_reopen(file.dispute):
        raise RuleBroken("end", "这件纠纷没有已经结束的调解,不能再次调解;还在调解中的请安排下一次调解会。")
    if record.end is FollowEnd.ELSEWHERE and not where_it_went(record):
        raise RuleBroken("elsewhere", "请写明转入了哪一程序、在哪个机关,如 示例区法院起诉。")


def ways_words(record: FollowUp) -> str:
    """The ways that were told, in words."""
    return "、".join(WAYS[code][0] if code in WAYS else code for code in record.ways_told)


def why_still_open(file: CaseFile) -> str:
    """Why following must go on; empty when the last follow-up ended it."""
    last = latest(file)
    if last is None:
        return "没有达成协议的纠纷要跟踪到妥善解决:请先记一次回访,写明已妥善解决或转入了哪一程序。"
    match last.end:
        case FollowEnd.SETTLED:
            return ""
        case FollowEnd.ELSEWHERE:
            return "" if where_it_went(last) else "上次回访没有写明转入了哪一程序,请补写后再结案。"
        case FollowEnd.REOPEN:
            return "双方愿意再次调解,请先办理再次调解。"
        case FollowEnd.GOES_ON:
            return "上次回访还要继续跟踪:请等妥善解决,或记明已转入诉讼、仲裁等程序,再结案。"


def unsettled_because(file: CaseFile) -> str:
    """Why the file may not be closed yet; empty when it may."""
    d = file.dispute
    if d.intake is Intake.RECEIVED:
        return "还没有决定是否受理,不能结案。"
    if d.agreed and d.performing not in {Performing.FULFILLED, Performing.NONE} and why_still_open(file):
        return "协议还没有履行完毕,请继续跟踪;已转入诉讼、执行等程序或者另行了结的,先在回访里写明。"
    if d.intake is Intake.ACCEPTED and d.mediation in {
        Mediation.NOT_STARTED,
        Mediation.INVESTIGATING,
        Mediation.MEDIATING,
    }:
        return "还在调解中:请先达成协议、终止或撤回,再结案。"
    if d.mediation in WITHOUT:
        return why_still_open(file)
    return ""

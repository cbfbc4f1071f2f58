"""What must be done next in a file: small pure rules, each with its reason.

A rule looks at one file on one day and says which steps it sees. The first
step by date is the file's next action; every unsettled file has at least one,
because the last rule speaks when all others are silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from desktop.domain.agreements import Form, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing, Intake, Mediation, Performing, Risk

FIRST_ASK_DAYS = {Risk.RED: 3, Risk.ORANGE: 7, Risk.YELLOW: 15, Risk.GREEN: 30}
LABOUR = frozenset({"labour_migrant_wages", "labour_other"})
HOTLINE = frozenset({"hotline_12345"})
POLICE = frozenset({"police_110", "police_station"})
AHEAD = 7  # days before the end of a long limit at which it is worth a line of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do. `verb` is the word on the button, `tab` where it is done; `waiting` = somebody else's turn."""

    code: str
    what: str
    on: date
    owner: UUID | None
    basis: str
    verb: str
    tab: str
    waiting: bool = False
    note: str = ""


Rule = Callable[[CaseFile, date, Rules], Iterator[Step]]


def owner(file: CaseFile) -> UUID | None:
    """Who answers for the file: its first mediator, else who registered it."""
    d = file.dispute
    return d.mediators[0] if d.mediators else d.registered_by


def brief(basis: str) -> str:
    """A legal basis as a line has room for it: without its remarks."""
    return re.split("[(\uff08;\uff1b]", basis)[0]


def decide_acceptance(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.intake is Intake.RECEIVED:
        limit = rules.limit("accept_decision")
        yield Step(
            code="decide",
            what="决定是否受理",
            on=limit.ends(d.received_at.date(), rules.calendar),
            owner=owner(file),
            basis=brief(limit.basis),
            verb="去受理",
            tab="intake",
        )


def contact_caller(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    for order in file.work_orders:
        first, met = order.first_contact_due, order.first_contact_on
        if file.dispute.source in HOTLINE and first and not met and file.dispute.intake is Intake.RECEIVED:
            yield Step(
                code="first_contact",
                what="先行联系来电人",
                on=first,
                owner=owner(file),
                basis="12345 先行联系·1 个工作日",
                verb="记联系",
                tab="follow_up",
            )


def feed_back(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.feedback_due is None:
        return
    final = [f for f in file.feedbacks if f.on >= d.feedback_due or "办结" in f.content]
    interim = [f for f in file.feedbacks if f not in final]
    if final or (interim and not d.agreed):
        return
    to = "派出所" if d.source in POLICE else d.department or "交办部门"
    yield Step(
        code="feedback",
        what=f"向{to}反馈处置结果" if len(to) <= 6 else "向交办部门反馈处置结果",
        on=d.feedback_due,
        owner=owner(file),
        basis=d.feedback_due_note or "移交后按约定时限反馈",
        verb="填反馈",
        tab="follow_up",
    )


def sign_notice(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.intake is not Intake.ACCEPTED or d.notice_form == "oral" or d.agreed:
        return
    unsigned = [file.person(p).name for p in file.sides if not p.notice_signed_on]
    if unsigned and d.mediation in {Mediation.NOT_STARTED, Mediation.INVESTIGATING, Mediation.MEDIATING}:
        given = [rules.ends("rights_notice", d.decided_on)] if d.decided_on else []
        who = "、".join(unsigned[:2]) + ("等" if len(unsigned) > 2 else "")
        yield Step(
            code="notice",
            what=f"告知书:{who}未签",
            on=max([meeting, *given]) if (meeting := _next_meeting(file, today)) else max(given, default=today),
            owner=owner(file),
            basis="人民调解法第23条",
            verb="打印",
            tab="papers",
        )


def _next_meeting(file: CaseFile, today: date) -> date | None:
    """The planned session at which papers can be signed."""
    return min((s.starts.date() for s in file.sessions if s.planned and s.starts.date() >= today), default=None)


def hold_session(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.intake is not Intake.ACCEPTED or d.agreed:
        return
    if d.mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN}:
        return
    planned = [s for s in file.sessions if s.planned]
    for session in planned:
        yield Step(
            code="session",
            what=f"第{'一二三四五六七八九十'[min(session.no, 10) - 1]}次调解",
            on=session.starts.date(),
            owner=owner(file),
            basis=f"{session.starts:%H:%M} 开始·{session.place or '调处室'}",
            verb="记笔录",
            tab="sessions",
            note=f"{session.starts:%H:%M}",
        )
    drafting = file.agreement is not None and file.agreement.status is not Status.SIGNED
    if not planned and not drafting:
        last = max((s.starts.date() for s in file.sessions), default=d.decided_on or today)
        yield Step(
            code="arrange",
            what="安排再次调解" if file.sessions else "安排第一次调解",
            on=rules.calendar.after_days(last, 14 if file.sessions else 7),
            owner=owner(file),
            basis="及时调解·人民调解法第21条",
            verb="安排",
            tab="sessions",
        )


def handling_limit(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    ends = handling_ends(file, rules)
    if ends is None:
        return
    day, basis = ends
    if (day - today).days <= AHEAD:
        labour = file.dispute.category in LABOUR
        yield Step(
            code="limit",
            what="劳动争议调解满 15 日" if labour else "调解期限届满",
            on=day,
            owner=owner(file),
            basis=basis,
            verb="准备告知" if labour else "延期或终止",
            tab="sessions",
        )


def handling_ends(file: CaseFile, rules: Rules) -> tuple[date, str] | None:
    """When the mediation's own limit ends, with its basis; None when it does not run (any more)."""
    d = file.dispute
    running = d.mediation in {Mediation.NOT_STARTED, Mediation.INVESTIGATING, Mediation.MEDIATING}
    if d.intake is not Intake.ACCEPTED or not running or d.filing is not Filing.OPEN or d.decided_on is None:
        return None
    if file.extensions:
        return max(e.until for e in file.extensions), "双方同意延期"
    if d.category in LABOUR:
        limit = rules.limit("labour")
        return limit.ends(d.applied_on or d.decided_on, rules.calendar), brief(limit.basis)
    limit = rules.limit("handling")
    return limit.ends(d.decided_on, rules.calendar), brief(limit.basis)


def finish_agreement(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    a = file.agreement
    if a is None or a.form is Form.ORAL or a.status is Status.SIGNED or file.dispute.filing is not Filing.OPEN:
        return
    last = max((s.starts.date() for s in file.sessions if not s.planned), default=today)
    what, verb, waiting, basis = {
        Status.DRAFT: ("写协议并送律师审", "写协议", False, f"草稿第 {a.draft_no} 稿"),
        Status.IN_REVIEW: ("等律师审核协议", "查看", True, "驻点律师"),
        Status.APPROVED: ("签发并打印协议", "签发", False, "律师已审"),
        Status.ISSUED: ("协议签字盖章", "记签字", False, "人民调解法第29条·各方签名并盖章后生效"),
        Status.SIGNED: ("", "", False, ""),
    }[a.status]
    yield Step(
        code=f"agreement_{a.status}",
        what=what,
        on=max(last, a.agreed_on or last, today),  # a house rule, never overdue by law
        owner=owner(file),
        basis=basis,
        verb=verb,
        tab="agreement",
        waiting=waiting,
    )


def perform(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    if not file.dispute.agreed or file.dispute.filing is not Filing.OPEN:
        return
    for o in file.obligations:
        if o.continuous or file.done(o):
            continue
        paid = file.paid(o)
        for n, part in enumerate(o.dues(), 1):
            paid -= part.amount_fen
            if part.amount_fen and paid >= 0:
                continue
            late = part.due < today
            money = f"{part.amount_fen / 100:,.2f} 元" if part.amount_fen else o.act[:12]
            nth = f"第{n}期 " if o.instalments else ""
            yield Step(
                code="overdue" if late else "performance",
                what=("催付 " if late else "付款 ") + nth + money if part.amount_fen else f"查验:{money}",
                on=part.due,
                owner=owner(file),
                basis="督促履行·人民调解法第31条" if late else "协议约定的履行日",
                verb="记催付" if late and part.amount_fen else "记履行",
                tab="performance",
            )
            break


def ask_again(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.filing is not Filing.OPEN or d.intake is Intake.RECEIVED:
        return
    last = file.follow_ups[-1] if file.follow_ups else None
    ended = d.mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN} or d.intake in {Intake.REFUSED, Intake.REFERRED}
    if last and last.next_on:
        due, about = last.next_on, last.about or "约定再访"
    elif ended:
        start = last.on if last else d.ended_on or d.decided_on or today
        due, about = start + timedelta(days=FIRST_ASK_DAYS[d.risk]), "未了纠纷跟踪到妥善解决"
    elif d.agreed and last is None:
        a = file.agreement
        agreed_on = (a.effective_on or a.agreed_on) if a else None
        if agreed_on is None:
            return
        due, about = agreed_on + timedelta(days=min(FIRST_ASK_DAYS[d.risk], 15)), "协议后首次回访"
    else:
        return
    yield Step(
        code="follow_up",
        what="回访履行情况" if d.agreed else "跟踪回访",
        on=rules.calendar.next_workday(due),
        owner=owner(file),
        basis=f"{about}·按风险等级",
        verb="回访",
        tab="follow_up",
    )


def await_organ(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    for track in file.tracks:
        if track.applied and not track.decided:
            court = track.kind == "judicial_confirmation"
            yield Step(
                code=track.kind,
                what="等法院司法确认裁定" if court else "等仲裁审查结果",
                on=rules.calendar.after_days(track.accepted or track.applied, 30 if court else 15),
                owner=owner(file),
                basis=track.organ or ("人民法院" if court else "劳动人事争议仲裁委员会"),
                verb="查看",
                tab="performance",
                waiting=True,
            )


def close_file(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.filing is Filing.CLOSED:
        yield Step(
            code="archive",
            what="装订归档",
            on=rules.calendar.after_days(d.closed_on or today, 30),
            owner=owner(file),
            basis="一案一卷·人民调解法第27条",
            verb="归档",
            tab="overview",
        )
    elif d.filing is Filing.OPEN and d.performing is Performing.FULFILLED and file.follow_ups:
        yield Step(
            code="close",
            what="履行完毕,可以结案",
            on=max(rules.calendar.after_days(file.follow_ups[-1].on, 14), today),
            owner=owner(file),
            basis="履行和回访已有记录",
            verb="结案",
            tab="overview",
        )


RULES: tuple[Rule, ...] = (
    contact_caller,
    decide_acceptance,
    feed_back,
    sign_notice,
    hold_session,
    handling_limit,
    finish_agreement,
    perform,
    ask_again,
    await_organ,
    close_file,
)


def last_touched(file: CaseFile) -> date:
    """The last day on which something happened in the file that is written down with a date."""
    d = file.dispute
    days = [d.received_at.date(), d.decided_on, d.ended_on]
    days += [i.at.date() for i in file.investigations] + [s.starts.date() for s in file.sessions if not s.planned]
    days += [f.on for f in file.follow_ups] + [p.on for p in file.performances] + [f.on for f in file.feedbacks]
    return max(day for day in days if day is not None)


def steps(file: CaseFile, today: date, rules: Rules) -> tuple[Step, ...]:
    """All that waits in the file, by date, one's own before others' turn. Never empty for an unsettled file."""
    if file.dispute.filing is Filing.ARCHIVED:
        return ()
    found = [step for rule in RULES for step in rule(file, today, rules)]
    if not found:
        found = [
            Step(
                code="review",
                what="看一看进展",
                on=rules.calendar.next_workday(last_touched(file) + timedelta(days=7)),
                owner=owner(file),
                basis="一周没有新记录·件件有下一步",
                verb="打开",
                tab="overview",
            )
        ]
    return tuple(sorted(found, key=lambda s: (s.waiting, s.on)))

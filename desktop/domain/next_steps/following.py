"""Asking again until the matter is settled, waiting for other organs, closing and archiving."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing, Intake, Mediation, Performing
from desktop.domain.next_steps.step import FIRST_ASK_DAYS, Step, owner


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

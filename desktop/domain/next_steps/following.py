"""Asking again until the matter is settled, waiting for other organs, closing and archiving."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain import tracks
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing, Intake, Performing
from desktop.domain.follow_ups import ended_without, latest, next_ask, why_still_open
from desktop.domain.next_steps.agreed import in_force_on
from desktop.domain.next_steps.step import Step, brief, owner
from desktop.domain.records import FollowEnd, FollowUp

FIRST_AFTER_AGREEMENT = 15  # days at most, whatever the risk: the first visit looks at the first performance


def ask_again(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """The next 回访 or 跟踪; where both sides want it, 再次调解."""
    d = file.dispute
    if d.filing is Filing.ARCHIVED or d.intake is Intake.RECEIVED:
        return
    last = latest(file)
    if last is not None and last.end is FollowEnd.REOPEN:
        yield _reopen(file, last, rules)
        return
    if d.filing is Filing.CLOSED:
        return
    due = _due(file, last, today, rules)
    if due is None:
        return
    on, start, about = due
    yield Step(
        code="follow_up",
        what="回访履行情况" if d.agreed else "跟踪回访",
        on=rules.calendar.next_workday(on),
        owner=owner(file),
        basis=f"{about}·按风险等级",
        verb="回访",
        tab="follow_up",
        start=start,
    )


def _due(file: CaseFile, last: FollowUp | None, today: date, rules: Rules) -> tuple[date, date, str] | None:
    """(day, counted from, why) of the next asking; None when nobody need ask."""
    d = file.dispute
    if last is not None and last.end is not FollowEnd.GOES_ON:
        return None
    if last is not None and last.next_on:
        return last.next_on, last.on, last.about or "约定再访"
    if ended_without(file):
        start = last.on if last else d.ended_on or d.decided_on or today
        return next_ask(start, d.risk, rules), start, "未了纠纷跟踪到妥善解决"
    if d.agreed and last is None:
        start_on = in_force_on(file)
        if start_on is None:
            return None
        soonest = min(next_ask(start_on, d.risk, rules), rules.calendar.after_days(start_on, FIRST_AFTER_AGREEMENT))
        return soonest, start_on, "协议后首次回访"
    return None


def _reopen(file: CaseFile, last: FollowUp, rules: Rules) -> Step:
    return Step(
        code="reopen",
        what="双方愿意再调,办理再次调解",
        on=rules.calendar.next_workday(last.on),
        owner=owner(file),
        basis="跟踪到妥善解决·人民调解法第2条",
        verb="再次调解",
        tab="follow_up",
        start=last.on,
    )


def await_organ(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """Each running clock of a side track; without any, asking the organ after the days of the file's risk."""
    if file.dispute.filing is Filing.ARCHIVED:
        return
    for track in file.tracks:
        kind = tracks.KINDS.get(track.kind)
        if kind is None or (track.decided and track.kind not in {tracks.CONFIRMATION}):
            continue
        running = [c for c in tracks.clocks(track, file, rules) if c.running]
        running = [c for c in running if c.code != "confirmation_objection_party" or c.due >= today]
        for clock in running:
            yield Step(
                code=track.kind,
                what=f"{kind.title}:{clock.what}",
                on=clock.due,
                owner=owner(file),
                basis="·".join(w for w in (track.organ, brief(clock.basis)) if w) or kind.title,
                verb="查看",
                tab="performance",
                waiting=not clock.ours,
                start=clock.start,
            )
        begun = track.accepted or track.applied
        if not running and not track.decided and begun:
            yield Step(
                code=track.kind,
                what=f"问{kind.title}的进展",
                on=next_ask(begun, file.dispute.risk, rules),
                owner=owner(file),
                basis=track.organ or kind.title,
                verb="查看",
                tab="performance",
                waiting=True,
                start=begun,
            )


def close_file(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    d = file.dispute
    if d.filing is Filing.CLOSED:
        limit = rules.limit("archive")
        start = d.closed_on or today
        yield Step(
            code="archive",
            what="装订归档",
            on=limit.ends(start, rules.calendar),
            owner=owner(file),
            basis=f"一案一卷·{brief(limit.basis)}",
            verb="归档",
            tab="overview",
            start=start,
        )
        return
    if d.filing is not Filing.OPEN:
        return
    last = latest(file)
    performed = d.performing is Performing.FULFILLED and bool(file.follow_ups)
    over = last is not None and last.end in {FollowEnd.SETTLED, FollowEnd.ELSEWHERE} and not why_still_open(file)
    bound = ended_without(file) or d.agreed
    if bound and (over or performed):
        start = last.on if last else file.follow_ups[-1].on
        yield Step(
            code="close",
            what="履行完毕,可以结案" if performed else "跟踪结束,可以结案",
            on=max(rules.calendar.after_days(start, 14), today),
            owner=owner(file),
            basis="履行和回访已有记录" if performed else "回访记明已妥善解决或转入其他程序",
            verb="结案",
            tab="overview",
            start=start,
        )

"""Telling the police and others at once, looking at the risk again, the second person for a lower level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Risk
from desktop.domain.next_steps.step import Step, owner
from desktop.domain.risk import latest, pending, points, raised_at, suggest, unreported
from desktop.domain.risk_table import rank
from desktop.domain.vigilance import RiskAssessment

WORDS = {Risk.GREEN: "一般", Risk.YELLOW: "黄", Risk.ORANGE: "橙", Risk.RED: "红"}


def report_at_once(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    if not file.dispute.unsettled:
        return
    organs = unreported(file)
    if organs:
        yield Step(
            code="risk_report",
            what=f"立即报告{'、'.join(organs) if len(organs) < 3 else f'{organs[0]}等 {len(organs)} 个单位'}",
            on=raised_at(file).date() if latest(file) else today,
            owner=owner(file),
            basis="人民调解法第25条·可能激化的及时报告",
            verb="报告",
            tab="risk",
            start=raised_at(file).date(),
        )


def judge_risk(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """The written rules find something grave and nobody has looked: a person judges, the program only asks."""
    d = file.dispute
    if rules.risk is None or not d.unsettled or latest(file) is not None or d.risk_reasons:
        return
    found = points(file, (), today, rules.risk)
    if rank(suggest(found)) >= rank(Risk.ORANGE) and rank(suggest(found)) > rank(d.risk):
        yield Step(
            code="risk_judge",
            what=f"评定风险:{found[0].label}",
            on=max(rules.calendar.after_workdays(d.received_at.date(), 1), today),  # asked, never overdue by law
            owner=owner(file),
            basis="人民调解法第25条·按写明的规则提示,由人评定",
            verb="评定",
            tab="risk",
            start=d.received_at.date(),
        )


def review_risk(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    assessment = latest(file)
    if assessment is None or assessment.review_on is None or pending(file) is not None:
        return
    if file.dispute.unsettled and file.dispute.risk is not Risk.GREEN:
        yield Step(
            code="risk_review",
            what=f"复评风险(现为{WORDS[file.dispute.risk]})",
            on=assessment.review_on,
            owner=owner(file),
            basis="人民调解法第25条·本室复评规则",
            verb="复评",
            tab="risk",
            start=assessment.at.date(),
        )


def second_person(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    assessment = pending(file)
    if assessment is None or not file.dispute.unsettled:
        return
    other = _other(file, assessment)
    yield Step(
        code="risk_second",
        what=f"{'' if other else '等第二人'}确认风险降为{WORDS[assessment.level]}",
        on=rules.calendar.after_workdays(assessment.at.date(), 1),
        owner=other or owner(file),
        basis="降级须第二人确认·本室规则",
        verb="确认" if other else "查看",
        tab="risk",
        waiting=other is None,
        start=assessment.at.date(),
    )


def _other(file: CaseFile, assessment: RiskAssessment) -> UUID | None:
    """A mediator of the file who is not the one that asks; None when the file has no other."""
    return next((m for m in file.dispute.mediators if m != assessment.by), None)

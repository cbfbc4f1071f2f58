"""What must be done next in a file: small pure rules, each with its reason.

A rule looks at one file on one day and says which steps it sees. The first
step by date is the file's next action; every unsettled file has at least one,
because the last rule speaks when all others are silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing
from desktop.domain.next_steps.agreed import finish_agreement, perform
from desktop.domain.next_steps.clocks import (
    claims_end,
    handling_ends,
    handling_limit,
    options,
    running_limit,
    stands_still,
)
from desktop.domain.next_steps.following import ask_again, await_organ, close_file
from desktop.domain.next_steps.hand_offs import follow_hand_offs
from desktop.domain.next_steps.intake import contact_caller, decide_acceptance, feed_back, sign_notice
from desktop.domain.next_steps.numbers import await_number, write_number
from desktop.domain.next_steps.papers import authority_ends, finish_dossier, lacking_marks
from desktop.domain.next_steps.risk import judge_risk, report_at_once, review_risk, second_person
from desktop.domain.next_steps.step import HOTLINE, LABOUR, POLICE, Rule, Step, brief, owner
from desktop.domain.next_steps.talks import hold_session
from desktop.domain.next_steps.team import complete_team, confirm_invited, stand_aside

__all__ = [
    "HOTLINE",
    "LABOUR",
    "POLICE",
    "RULES",
    "Rule",
    "Step",
    "brief",
    "handling_ends",
    "last_touched",
    "owner",
    "running_limit",
    "spoken",
    "steps",
]

RULES: tuple[Rule, ...] = (
    report_at_once,
    contact_caller,
    decide_acceptance,
    feed_back,
    await_number,
    sign_notice,
    stand_aside,
    complete_team,
    confirm_invited,
    hold_session,
    handling_limit,
    stands_still,
    authority_ends,
    finish_agreement,
    write_number,
    lacking_marks,
    perform,
    ask_again,
    await_organ,
    follow_hand_offs,
    judge_risk,
    review_risk,
    second_person,
    options,
    claims_end,
    close_file,
    finish_dossier,
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
    return tuple(sorted((_ours_again(s, today) for s in found), key=lambda s: (s.waiting, s.on)))


def _ours_again(step: Step, today: date) -> Step:
    """Whoever has let the day go by is asked: from then on it is our turn."""
    if not step.waiting or step.on >= today:
        return step
    return replace(step, waiting=False, what=f"催问 {step.what}", verb="去问")


def spoken(found: Sequence[Step]) -> tuple[Step, ...]:
    """The steps as a person is told them: on the day of a warning the end of the limit need not be said twice."""
    warned = any(s.code == "limit_warning" for s in found)
    return tuple(s for s in found if not (warned and s.code == "limit"))

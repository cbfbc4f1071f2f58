"""Letters to other organs that nobody signed for, answers that are due or did not come, and our own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.hand_offs import Standing, standing, waits
from desktop.domain.next_steps.step import Step, owner
from desktop.domain.records import Direction

VERBS = {
    Standing.SENT: "记签收",
    Standing.RECEIVED: "记反馈",
    Standing.UNANSWERED: "催问",
    Standing.OURS: "反馈",
    Standing.OVERDUE: "反馈",
    Standing.RETURNED: "记回执",
}


def follow_hand_offs(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    if not file.dispute.unsettled:
        return
    for waiting in waits(file, today, rules.calendar):
        r = waiting.referral
        stands = standing(r, today)
        yield Step(
            code=f"hand_off_{stands}",
            what=waiting.what,
            on=waiting.on,
            owner=owner(file),
            basis=f"{r.on:%m-%d} {'移送' if r.direction is Direction.OUT else '收到移送'}·三所联动",
            verb=VERBS[stands],
            tab="hand_offs",
            waiting=waiting.theirs,
            start=r.received_on or r.on,
        )

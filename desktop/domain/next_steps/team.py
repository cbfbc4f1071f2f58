"""The team of a file: who must stand aside, who is lacking in a joint session, who has not said yet that they come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing
from desktop.domain.next_steps.step import Step, owner
from desktop.domain.quorum import lacking, role_words, seats_of, unconfirmed
from desktop.domain.recusal import BASIS, must_stand_aside

NEAR = 3  # days before a session at which its team should stand


def stand_aside(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    if file.dispute.filing is not Filing.OPEN:
        return
    for member, why in must_stand_aside(file):
        yield Step(
            code="recusal",
            what=f"回避:{member.name}须回避,请另行安排",
            on=today,
            owner=owner(file),
            basis=f"{why}·{BASIS}",
            verb="换人",
            tab="sessions",
        )


def complete_team(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """From three days before a planned joint session on: the roles that nobody fills."""
    for session in file.sessions:
        day = session.starts.date()
        if not session.planned or not today <= day <= today + timedelta(days=NEAR) or session.waiver.strip():
            continue
        missing = lacking(session, seats_of(file, session), present=False)
        if missing:
            yield Step(
                code="quorum",
                what=f"联合调解还缺{role_words(missing)}",
                on=max(today, day - timedelta(days=1)),
                owner=owner(file),
                basis=f"{day:%m-%d} {session.starts:%H:%M} 联合调解·三方到场或写明缺席说明",
                verb="安排",
                tab="sessions",
            )


def confirm_invited(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """Those invited to a session of the next days who have not said that they come."""
    for session in file.sessions:
        day = session.starts.date()
        if not session.planned or not today <= day <= today + timedelta(days=NEAR):
            continue
        silent = unconfirmed(seats_of(file, session))
        if silent:
            names = "、".join(s.name for s in silent[:2]) + (f"等{len(silent)}人" if len(silent) > 2 else "")
            yield Step(
                code="confirm_invited",
                what=f"确认{names}到场",
                on=max(today, day - timedelta(days=1)),
                owner=owner(file),
                basis=f"{day:%m-%d} {session.starts:%H:%M} 调解·已邀请未答复",
                verb="确认",
                tab="sessions",
            )

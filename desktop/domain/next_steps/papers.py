"""Papers that are not as they must be: signatures, seals, authority that ends, a dossier that is not finished."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from desktop.domain.agreements import Form, Status
from desktop.domain.casefile import CaseFile, dossier
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing, Intake
from desktop.domain.limits import concluded
from desktop.domain.next_steps.step import AHEAD, Step, brief, owner


def lacking_marks(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """A signed agreement without a signature or the seal has no effect (人民调解法 29)."""
    a, d = file.agreement, file.dispute
    if a is None or a.form is not Form.WRITTEN or a.status is not Status.SIGNED or d.filing is Filing.ARCHIVED:
        return
    lacking = [
        what
        for what, there in (
            ("当事人签名", a.signed_parties),
            ("调解员签名", a.signed_mediators),
            ("调委会印章", a.seal),
        )
        if not there
    ]
    if lacking:
        yield Step(
            code="agreement_marks",
            what=f"协议缺{'、'.join(lacking)}",
            on=rules.calendar.after_workdays(a.agreed_on or today, 1),
            owner=owner(file),
            basis="人民调解法第29条·缺签名印章不生效",
            verb="补签盖",
            tab="agreement",
            start=a.agreed_on,
        )


def authority_ends(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """While something is still to be signed, an agent needs papers that are in force."""
    d = file.dispute
    if d.filing is not Filing.OPEN or d.intake is not Intake.ACCEPTED or concluded(file):
        return
    meetings = [s.starts.date() for s in file.sessions if s.planned and s.starts.date() >= today]
    horizon = max([today + timedelta(days=AHEAD), *meetings])
    for agent in file.agents:
        until = agent.authority_until
        if until is None or until > horizon or agent.agent_type.startswith("法定"):
            continue
        over = until < today
        day = f"{until.month}月{until.day}日"
        yield Step(
            code="authority",
            what=f"{file.person(agent).name}的授权{day}{'已到期' if over else '到期'}",
            on=until,
            owner=owner(file),
            basis="授权委托书期限·民法典第165条",
            verb="补授权",
            tab="parties",
        )


def finish_dossier(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """After closing, what the dossier still lacks; by the day on which it has to be archived."""
    d = file.dispute
    if d.filing is not Filing.CLOSED or d.closed_on is None:
        return
    lacking = [item for item in dossier(file) if item.state == "lack"]
    if lacking:
        first = lacking[0]
        more = f"等 {len(lacking)} 项" if len(lacking) > 1 else f"({first.missing})" if first.missing else ""
        limit = rules.limit("archive")
        yield Step(
            code="dossier",
            what=f"卷宗缺{first.title}{more}",
            on=limit.ends(d.closed_on, rules.calendar),
            owner=owner(file),
            basis=f"一案一卷·{brief(limit.basis)}",
            verb="补齐",
            tab="papers",
            start=d.closed_on,
        )

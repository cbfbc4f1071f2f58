"""Judging a file's risk: what the rules find, what a person says, who seconds a lower level, who was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from desktop.commands import chains
from desktop.commands.desk import Desk
from desktop.commands.risk_rules import table
from desktop.domain import risk
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Filing, Risk
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Account, Committee, Member
from desktop.domain.permissions import Act
from desktop.domain.records import RiskReport
from desktop.domain.recusal import barred
from desktop.domain.risk_table import Organ, Related, rank
from desktop.domain.vigilance import RiskAssessment, Standing
from desktop.storage.store import Reader, Transaction

ACCOUNT = "account"  # extras: which account assessed, beside the member
SUPERSEDED = "已另行评定"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What stands before the person who judges."""

    file: CaseFile
    points: tuple[risk.Point, ...]
    suggestion: Risk
    organs: tuple[Organ, ...]  # who must be told at once and has not been
    pending: RiskAssessment | None
    may_second: bool
    related: tuple[chains.Link, ...]


def look(desk: Desk, id: UUID) -> Looked:
    """The points of a file with their evidence, the level they suggest, and what waits; nothing is changed."""
    with desk.read() as reader:
        file = reader.file(id)
        links = chains.links(reader, file)
        pending = risk.pending(file)
        same = pending is not None and _same_person(desk, reader, pending)
    found = risk.points(file, related(links), desk.today(), table())
    return Looked(
        file=file,
        points=found,
        suggestion=risk.suggest(found),
        organs=risk.needs_report(file, found, table()),
        pending=pending,
        may_second=pending is not None and desk.may(Act.EDIT) and not same,
        related=links,
    )


def related(links: Sequence[chains.Link]) -> tuple[Related, ...]:
    """The links as the rules need them."""
    return tuple(
        Related(
            number=link.line.number,
            received_on=link.line.received_on,
            source=link.line.source,
            category=link.line.category,
            why=link.codes,
        )
        for link in links
    )


def assess(
    desk: Desk, id: UUID, level: Risk, points: Sequence[str], reasons: Sequence[str], told: Sequence[str] = ()
) -> RiskAssessment:
    """A person sets the level. Raising counts at once; lowering waits for somebody else (`second`).

    `points` are the codes that were looked at, `told` who was told already (人民调解法 25).
    """
    reasons = tuple(r.strip() for r in reasons if r.strip())
    with desk.act(Act.EDIT, "risk", dispute=id) as tx:
        file = tx.file(id)
        before = file.dispute.risk
        if file.dispute.filing is not Filing.OPEN:
            raise RuleBroken("level", "已结案的纠纷不再评定风险。")
        lower = rank(level) < rank(before)
        if (lower or level is not Risk.GREEN) and not reasons:
            raise RuleBroken("reasons", "请写明降低等级的理由。" if lower else "请写明风险理由。")
        _supersede(tx, file)
        today = desk.today()
        assessment = RiskAssessment(
            dispute_id=id,
            level=level,
            before=before,
            points=tuple(points),
            reasons=reasons,
            by=desk.account.member_id,
            at=desk.now(),
            standing=Standing.AWAITS_SECOND if lower else Standing.IN_FORCE,
            review_on=None if lower else review_day(desk, level, today),
            extras=_extras(desk, points, level),
        )
        tx.put(assessment)
        if not lower:
            tx.put(replace(file.dispute, risk=level, risk_reasons=reasons))
        if names := [t.strip() for t in told if t.strip()]:
            tx.put(RiskReport(dispute_id=id, at=desk.now(), to=tuple(names), by=desk.account.member_id))
    return assessment


def _extras(desk: Desk, points: Sequence[str], level: Risk) -> dict[str, Any]:
    """Which account it was, and the organs that the rules looked at ask to be told at once."""
    codes = {code for p in points if (rule := table().rule(p)) is not None for code in rule.report}
    red_signs = any((s := table().sign(p.removeprefix("sign_"))) is not None and s.level is Risk.RED for p in points)
    organs = [o.label for n, o in enumerate(table().organs) if o.code in codes or (red_signs and n < 2)]
    found: dict[str, Any] = {ACCOUNT: desk.account.id.hex}
    return found | ({risk.REPORT_TO: organs} if organs and level is not Risk.GREEN else {})


def _supersede(tx: Transaction, file: CaseFile) -> None:
    """A new judgement takes the place of a lowering that still waits."""
    waiting = risk.pending(file)
    if waiting is not None:
        tx.put(replace(waiting, standing=Standing.DECLINED, second_note=SUPERSEDED))


def review_day(desk: Desk, level: Risk, on: date) -> date | None:
    """When a level is looked at again; None for 一般."""
    days = table().review.get(level)
    return desk.handbook.rules.calendar.after_days(on, days) if days else None


def second(desk: Desk, assessment: UUID, yes: bool, note: str = "") -> RiskAssessment:
    """Somebody else agrees to a lower level, or does not (with a reason). The same person is refused."""
    with desk.read() as reader:
        found = reader.get(RiskAssessment, assessment)
    with desk.act(Act.EDIT, "second_risk", dispute=found.dispute_id) as tx:
        found = tx.get(RiskAssessment, assessment)
        if found.standing is not Standing.AWAITS_SECOND:
            raise RuleBroken("second", "这次降级已经有人确认过了。")
        if _same_person(desk, tx, found):
            raise RuleBroken("second", "降低风险等级须由另一个人确认,不能自己确认自己的评定。")
        me = tx.maybe(Member, desk.account.member_id)
        if me is not None and (why := barred(me, tx.file(found.dispute_id))):
            raise RuleBroken("second", f"本人在本件须回避({why}),请由其他同事确认。")
        if not yes and not note.strip():
            raise RuleBroken("note", "请写明不同意的理由。")
        settled = replace(
            found,
            standing=Standing.IN_FORCE if yes else Standing.DECLINED,
            second=desk.account.member_id,
            second_at=desk.now(),
            second_note=note.strip(),
            review_on=review_day(desk, found.level, desk.today()) if yes else None,
        )
        tx.put(settled)
        if yes:
            dispute = tx.get(Dispute, found.dispute_id)
            tx.put(replace(dispute, risk=found.level, risk_reasons=found.reasons))
    return settled


def _same_person(desk: Desk, reader: Reader, assessment: RiskAssessment) -> bool:
    """The same member, account or name: one person with two accounts is still one."""
    account = assessment.extras.get(ACCOUNT)
    if account == desk.account.id.hex or (assessment.by is not None and assessment.by == desk.account.member_id):
        return True
    theirs = {a.name for a in reader.find(Account) if a.id.hex == account}
    mine = {desk.account.name}
    for names, member in ((theirs, assessment.by), (mine, desk.account.member_id)):
        known = reader.maybe(Member, member)
        names |= {known.name} if known is not None else set()
    return bool(theirs & mine)


def report(desk: Desk, id: UUID, to: Sequence[str], how: str = "", receipt: str = "") -> RiskReport:
    """Tell the police and others at once: who was told, how, and who took it down on the other side."""
    names = tuple(dict.fromkeys(t.strip() for t in to if t.strip()))
    if not names:
        raise RuleBroken("to", "请选择或填写报告了谁。")
    told = RiskReport(
        dispute_id=id,
        at=desk.now(),
        to=names,
        by=desk.account.member_id,
        extras={k: v.strip() for k, v in (("how", how), ("receipt", receipt)) if v.strip()},
    )
    with desk.act(Act.EDIT, "risk_report", dispute=id) as tx:
        tx.put(told)
    return told


def organ_names(committee: Committee) -> dict[str, str]:
    """Code of an organ that is told at once -> its full name here."""
    return {o.code: _full(getattr(committee, o.committee), o.label) for o in table().organs}


def _full(name: str, label: str) -> str:
    """海棠路派出所 as it stands; 海棠街道办事处 and 街道平安办 make 海棠街道平安办."""
    return name if label in name else f"{name.removesuffix('办事处').removesuffix('街道')}{label}"

"""回避: keeping out whom a file's people are tied to, finding whom to ask instead, and deciding either way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute
from desktop.domain.errors import NotFound, RuleBroken
from desktop.domain.people import Member, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.recusal import CLEARED, NEVER_SEATED, barred, conflicts, namesakes, refusal, substitutes
from desktop.domain.team import Recusal, Shift
from desktop.storage.store import Reader

if TYPE_CHECKING:
    from desktop.commands.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody of the team as a file sees them on one day; `why` is the reason for 回避, empty when there is none."""

    member: Member
    why: str
    on_duty: bool


def refuse_barred(
    tx: Reader, file: CaseFile, members: Iterable[UUID | None], *, field: str = "mediators", on: date | None = None
) -> None:
    """RuleBroken at `field` when one of the members must stand aside: who, why, and whom to ask instead."""
    named = [id for id in dict.fromkeys(members) if id is not None]
    for id in named:
        member = file.team.get(id) or tx.maybe(Member, id)
        why = barred(member, file) if member is not None else ""
        if member is None or not why:
            continue
        shifts = shifts_on(tx, on)
        instead = substitutes(file, member.role, shifts, without=named)
        raise RuleBroken(field, refusal(member, why, instead, shifts, on))


def refuse_guest(tx: Reader, file: CaseFile, name: str, *, on: date | None = None) -> None:
    """RuleBroken at `seats` when a guest is entered under the name of somebody who must stand aside."""
    refuse_barred(tx, file, [m.id for m in namesakes(name, file)], field="seats", on=on)


def refuse_newly_barred(tx: Reader, before: Dispute, after: Dispute, *, on: date) -> None:
    """Naming somebody barred is refused; who was named before is a next step, so that nothing typed is."""
    named = [m for m in after.mediators if m not in before.mediators]
    recorder = after.recorder if after.recorder != before.recorder else None
    if named or recorder:
        file = tx.file(after.id)
        refuse_barred(tx, file, named, on=on)
        refuse_barred(tx, file, [recorder], field="recorder", on=on)


def shifts_on(reader: Reader, on: date | None) -> list[Shift]:
    return reader.find(Shift, "starts", "id", on=on) if on is not None else []


def proposal(desk: Desk, file: CaseFile, role: TeamRole, on: date, *, without: Sequence[UUID] = ()) -> list[Candidate]:
    """Whom to ask for a role on a day: active, not barred from the file, those on duty first."""
    with desk.read() as reader:
        shifts = shifts_on(reader, on)
    duty = {shift.member_id for shift in shifts}
    return [Candidate(member=m, why="", on_duty=m.id in duty) for m in substitutes(file, role, shifts, without=without)]


def candidates(
    desk: Desk, file: CaseFile, on: date | None = None, *, keep: Iterable[UUID | None] = ()
) -> list[Candidate]:
    """Everybody of the active team who may ever sit in a session, barred ones with their reason.

    `keep` are shown although they have left: they sit already.
    """
    with desk.read() as reader:
        duty = {shift.member_id for shift in shifts_on(reader, on)}
    kept = set(keep)
    team = [m for m in file.team.values() if m.id in kept or (m.active and m.role not in NEVER_SEATED)]
    return [Candidate(member=m, why=barred(m, file), on_duty=m.id in duty) for m in team]


def decide(desk: Desk, finding: Recusal) -> Recusal:
    """认定: the member stands aside, or (not `barred`) nothing stands in the way, e.g. 查明同名不同人.

    The latter covers what is known now and nothing that comes later. RuleBroken when somebody finds so of themselves.
    """
    if not finding.barred and desk.account.member_id == finding.member_id:
        raise RuleBroken("reason", "本人不能认定自己不须回避,请由其他同事登录后认定。")
    with desk.act(Act.DECIDE, "recusal", dispute=finding.dispute_id) as tx:
        file = tx.file(finding.dispute_id)
        member = file.team.get(finding.member_id)
        if member is None:
            raise NotFound("这位成员已不在人员名册里,请刷新后再看。")
        judge = file.team.get(desk.account.member_id) if desk.account.member_id else None
        if not finding.barred and judge is not None and barred(judge, file):
            raise RuleBroken("reason", f"{judge.name}在本件也须回避,请由其他同事登录后认定。")
        known = {} if finding.barred else {CLEARED: [c.key for c in conflicts(member, file)]}
        made = replace(finding, by=desk.account.member_id, extras={**finding.extras, **known})
        tx.put(made)
    return made


def recuse(desk: Desk, dispute: UUID, member: UUID, reason: str) -> Recusal:
    """The member stands aside in this file, by decision or of their own will."""
    return decide(desk, Recusal(dispute_id=dispute, member_id=member, reason=reason, on=desk.today()))


def clear(desk: Desk, dispute: UUID, member: UUID, reason: str) -> Recusal:
    """Nothing stands in the way after all."""
    return decide(desk, Recusal(dispute_id=dispute, member_id=member, barred=False, reason=reason, on=desk.today()))

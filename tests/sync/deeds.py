"""What people do on a station of the world: the program's own commands, with a token in what they write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from desktop.commands import agreements, records
from desktop.commands import disputes as verbs
from desktop.commands.desk import Desk
from desktop.commands.history import undo_last
from desktop.commands.syncing.concerned import choices
from desktop.commands.syncing.decisions import decisions
from desktop.commands.syncing.settling import settle
from desktop.domain.agreements import Agreement, Status, Term
from desktop.domain.disputes import Dispute, Mediation
from desktop.domain.errors import NotFound
from desktop.domain.people import Member, Party, Person
from desktop.domain.permissions import Act
from desktop.domain.records import Investigation
from tests.sync.seats import Seat
from tests.sync.world import World

T = TypeVar("T")
Deed = Callable[[Desk, str, int], UUID]


def register(desk: Desk, token: str, _pick: int) -> UUID:
    arrival = verbs.Arrival(name="申请人", other="被申请人", facts=f"楼上漏水{token}", category="neighbourhood")
    return verbs.register(desk, arrival).id


def edit_facts(desk: Desk, token: str, pick: int) -> UUID:
    dispute = _one(desk, Dispute, pick)
    verbs.edit(desk, replace(dispute, facts=f"{dispute.facts[:8]}{token}"))
    return dispute.id


def edit_title(desk: Desk, token: str, pick: int) -> UUID:
    dispute = _one(desk, Dispute, pick)
    verbs.edit(desk, replace(dispute, title=f"漏水{token}"))
    return dispute.id


def edit_person(desk: Desk, token: str, pick: int) -> UUID:
    party = _one(desk, Party, pick)
    with desk.read() as reader:
        person = reader.get(Person, party.person_id)
    verbs.save_person(desk, party.dispute_id, replace(person, address=f"示例路{token}"))
    return person.id


def investigate(desk: Desk, token: str, pick: int) -> UUID:
    dispute = _one(desk, Dispute, pick)
    record = Investigation(dispute_id=dispute.id, at=desk.now(), place="现场", record=f"看见{token}")
    records.save(desk, record)
    return record.id


def edit_investigation(desk: Desk, token: str, pick: int) -> UUID:
    record = _one(desk, Investigation, pick)
    records.save(desk, replace(record, record=f"又看见{token}"))
    return record.id


def remove_investigation(desk: Desk, _token: str, pick: int) -> UUID:
    record = _one(desk, Investigation, pick)
    records.remove(desk, record)
    return record.id


def remove_file(desk: Desk, _token: str, pick: int) -> UUID:
    dispute = _one(desk, Dispute, pick)
    with desk.act(Act.EDIT, "remove_dispute", dispute=dispute.id) as tx:
        tx.remove(dispute)
    return dispute.id


def accept(desk: Desk, token: str, pick: int) -> UUID:
    dispute = _one(desk, Dispute, pick)
    mediator = _one(desk, Member, pick)
    verbs.accept(desk, dispute.id, on=desk.today(), mediators=[mediator.id], consent=f"同意{token}")
    return dispute.id


def withdraw(desk: Desk, token: str, pick: int) -> UUID:
    dispute = _one(desk, Dispute, pick)
    verbs.move(desk, dispute.id, Mediation.WITHDRAWN, on=desk.today(), reason=f"不调了{token}")
    return dispute.id


def draft(desk: Desk, token: str, pick: int) -> UUID:
    agreement = agreements.begin(desk, _one(desk, Dispute, pick).id)
    with desk.read() as reader:
        terms = reader.find(Term, agreement_id=agreement.id)
    term = Term(
        dispute_id=agreement.dispute_id, agreement_id=agreement.id, position=len(terms) + 1, text=f"修好{token}"
    )
    kept = [replace(t, text=f"{t.text[:4]}{token}") if pick % 2 else t for t in terms[:3]]
    agreements.save_draft(desk, replace(agreement, facts=f"经查{token}"), [*kept, term], [])
    return agreement.id


def seal(desk: Desk, token: str, pick: int) -> UUID:
    """Issue it as `agreements.issue` does, without setting the page."""
    drafts = [a for a in _all(desk, Agreement) if not a.frozen]
    agreement = _of(drafts, pick)
    with desk.act(Act.ISSUE, "issue_agreement", dispute=agreement.dispute_id, undoable=False) as tx:
        terms = [t.text for t in tx.find(Term, "position", agreement_id=agreement.id)]
        content = json.dumps({"facts": agreement.facts, "terms": terms, "mark": token}, ensure_ascii=False)
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        tx.put(replace(agreement, status=Status.ISSUED, content=content, content_sha256=sha256, issued_at=desk.now()))
    return agreement.id


def sign(desk: Desk, _token: str, pick: int) -> UUID:
    agreement = _of([a for a in _all(desk, Agreement) if a.status is Status.ISSUED], pick)
    agreements.sign(desk, agreement.id, on=desk.today())
    return agreement.id


def decide(desk: Desk, _token: str, pick: int) -> UUID:
    """Settle one of what waits for a person."""
    decision = _of(decisions(desk), pick)
    offered = choices(decision) if decision.concern else range(len(decision.sides))
    settle(desk, decision, pick % len(offered), note="已同两边核对")
    return decision.object


def undo(desk: Desk, _token: str, _pick: int) -> UUID:
    undo_last(desk)
    return desk.account.id


WITH_TOKEN: Mapping[str, Deed] = {
    "register": register,
    "facts": edit_facts,
    "title": edit_title,
    "person": edit_person,
    "investigate": investigate,
    "investigation": edit_investigation,
    "accept": accept,
    "withdraw": withdraw,
    "draft": draft,
    "seal": seal,
}
WITHOUT: Mapping[str, Deed] = {
    "remove record": remove_investigation,
    "remove file": remove_file,
    "sign": sign,
    "decide": decide,
    "undo": undo,
}
ALL: Mapping[str, Deed] = {**WITH_TOKEN, **WITHOUT}


def do(world: World, seat: Seat, what: str, pick: int) -> bool:
    """Whether the program did it. What a screen would not even offer counts as refused."""
    deed = ALL[what]

    def work(desk: Desk, token: str) -> UUID:
        return deed(desk, token, pick)

    about = world.write(seat, what, work, lasting=what in WITH_TOKEN)
    if about is not None and what == "seal" and not seat.revoked:
        with seat.desk.read() as reader:
            world.signed.setdefault(about, set()).add(reader.get(Agreement, about).content_sha256)
    return about is not None


def _all(desk: Desk, kind: type[T]) -> list[T]:
    with desk.read() as reader:
        return reader.find(kind)


def _one(desk: Desk, kind: type[T], pick: int) -> T:
    return _of(_all(desk, kind), pick)


def _of(found: Sequence[T], pick: int) -> T:
    if not found:
        raise NotFound("还没有。")
    return found[pick % len(found)]

"""What is written down while a file is worked on: looking into it, sitting together, asking again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from desktop.commands import sessions
from desktop.commands.desk import Desk
from desktop.domain import follow_ups, tracks
from desktop.domain.agreements import Performance
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Intake, Mediation, Performing, Track, WorkOrder
from desktop.domain.errors import RuleBroken
from desktop.domain.ledger import State, in_force, ledger
from desktop.domain.people import Claimant
from desktop.domain.permissions import Act, demand
from desktop.domain.records import Attachment, Evidence, FollowUp, Investigation, Session, Suspension
from desktop.storage.store import Transaction

Record = Investigation | Evidence | Session | FollowUp | Performance | WorkOrder | Claimant | Track | Suspension
DEEDS: dict[type, str] = {
    Investigation: "investigation",
    Evidence: "evidence",
    Session: "session",
    FollowUp: "follow_up",
    Performance: "performance",
    WorkOrder: "work_order",
    Claimant: "claimant",
    Track: "track",
    Suspension: "suspension",
}


def save(desk: Desk, record: Record) -> None:
    """Write a record into its file; the tracks of the file follow from it."""
    with desk.act(Act.EDIT, DEEDS[type(record)], dispute=record.dispute_id) as tx:
        if isinstance(record, Session):
            sessions.guard(tx, record)
        tx.put(record)
        match record:
            case Investigation():
                _move(tx, record.dispute_id, Mediation.INVESTIGATING, only_from={Mediation.NOT_STARTED})
            case Session() if not record.planned:
                early = {Mediation.NOT_STARTED, Mediation.INVESTIGATING}
                _move(tx, record.dispute_id, Mediation.MEDIATING, only_from=early)
            case FollowUp():
                follow_ups.check(tx.file(record.dispute_id), record)
            case Track():
                tracks.check(record)
            case Performance():
                follow_performance(tx, record.dispute_id)
            case _:
                pass


def remove(desk: Desk, record: Record) -> None:
    """Take a record out; undo brings it back."""
    with desk.act(Act.EDIT, f"remove_{DEEDS[type(record)]}", dispute=record.dispute_id) as tx:
        tx.remove(record)
        if isinstance(record, Performance):
            follow_performance(tx, record.dispute_id)


def follow_performance(tx: Transaction, id: UUID) -> None:
    """Set the performance track from what was paid and done."""
    file = tx.file(id)
    if not file.dispute.agreed:
        return
    state = performing(file)
    if state is not file.dispute.performing:
        tx.put(replace(file.dispute, performing=state))


def performing(file: CaseFile) -> Performing:
    """How far the agreement in force is performed; lasting duties hold a file open only when they are broken.

    The calendar has no say: what is merely late is PERFORMING or PARTIAL, BREACHED is what somebody wrote down.
    """
    if in_force(file) is None:
        return Performing.NONE
    accounts = ledger(file, date.max)
    if any(e.state is State.BREACHED for a in accounts for e in a.entries):
        return Performing.BREACHED
    ending = [a for a in accounts if not a.obligation.continuous]
    if all(a.done for a in ending):
        return Performing.FULFILLED
    begun = any(e.state.closed or e.paid_fen for a in ending for e in a.entries)
    return Performing.PARTIAL if begun else Performing.PERFORMING


def next_session_no(file: CaseFile) -> int:
    return max((s.no for s in file.sessions), default=0) + 1


def attach(desk: Desk, id: UUID, name: str, content: bytes, *, kind: str = "", media_type: str = "") -> Attachment:
    """Keep a file with the dispute, sealed on disk before the row that names it."""
    demand(desk.account.role, Act.EDIT)
    with desk.keeping(content) as sha256:
        attachment = Attachment(
            dispute_id=id,
            name=name,
            kind=kind,
            media_type=media_type,
            size=len(content),
            sha256=sha256,
            added_at=desk.now(),
            added_by=desk.account.id,
        )
        with desk.act(Act.EDIT, "attach", dispute=id) as tx:
            tx.get(Dispute, id)
            tx.put(attachment)
    return attachment


def detach(desk: Desk, attachment: Attachment) -> None:
    """Take an attached file out of the dispute; undo brings it back. RuleBroken for an issued agreement."""
    if attachment.kind == "agreement":
        raise RuleBroken("attachment", "这是已签发的协议书,须随卷保存,不能移除。")
    with desk.act(Act.EDIT, "detach", dispute=attachment.dispute_id) as tx:
        tx.remove(attachment)


def copy_out(desk: Desk, attachment: Attachment) -> bytes:
    """The plain bytes of an attached file for a copy outside the encrypted store; who took it is on record."""
    content = desk.attached(attachment.sha256)
    desk.note(Act.PRINT, "copy_out", dispute=attachment.dispute_id, sha256=attachment.sha256, kind=attachment.kind)
    return content


def order_evidence(desk: Desk, id: UUID, order: Sequence[UUID]) -> None:
    """Number the evidence list from 1 in this order, as one act; items that are not named come after."""
    with desk.act(Act.EDIT, "evidence", dispute=id) as tx:
        places = {item: n for n, item in enumerate(order)}
        items = sorted(tx.find(Evidence, dispute_id=id), key=lambda e: (places.get(e.id, len(places)), e.no))
        for no, item in enumerate(items, 1):
            if item.no != no:
                tx.put(replace(item, no=no))


def first_contact(desk: Desk, order: WorkOrder, on: date) -> None:
    """先行联系来电人, within a working day."""
    save(desk, replace(order, first_contact_on=on))


def _move(tx: Transaction, id: UUID, to: Mediation, *, only_from: set[Mediation]) -> None:
    dispute = tx.get(Dispute, id)
    if dispute.intake is Intake.ACCEPTED and dispute.mediation in only_from:
        tx.put(replace(dispute, mediation=to))

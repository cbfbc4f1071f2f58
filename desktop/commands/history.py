"""Every change of a file: who, when, from what to what; taking the last act back; restoring a field."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TEXT, func, select, type_coerce

from desktop.commands.desk import SHANGHAI, Desk, refuse_archived
from desktop.commands.private_notes import may_read, refuse_outsiders
from desktop.commands.records import follow_performance
from desktop.commands.syncing.replaced import replaced
from desktop.domain import follow_ups, tracks
from desktop.domain.agreements import Agreement, Performance, Status
from desktop.domain.disputes import Track
from desktop.domain.errors import RuleBroken
from desktop.domain.merging import DELETED
from desktop.domain.people import Account, Member
from desktop.domain.permissions import Act
from desktop.domain.records import FollowUp
from desktop.storage.columns import field_types, rich
from desktop.storage.rows import empty
from desktop.storage.schema import GONE, KINDS, REFERS, TABLES, acts, audit, devices, operations
from desktop.storage.store import Reader, Transaction

# Looking, printing and giving out stand on record, but there is nothing in them to take back.
CHANGING_NOTHING = frozenset(
    {
        "undo",
        "reveal",
        "log_in",
        "print",
        "copy_out",
        "export",
        "export_calendar",
        "export_ledger",
        "read_audit",
        "change_password",
        "recover",
    }
)
PRIVATE = frozenset({"private_notes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field's change; `before` is None for a first value."""

    kind: str
    object: UUID
    field: str
    before: Any
    after: Any
    device: int
    n: int
    born: bool = False  # part of the act that made the object


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One act in the life of a file."""

    at: datetime
    who: str
    act: str
    changes: tuple[FieldChange, ...]
    txn: UUID
    undone: bool = False


def timeline(desk: Desk, id: UUID, *, most: int = 200) -> list[Event]:
    """The acts of a file, newest first; of an act on many files only what it changed in this one.

    That somebody wrote down a private talk is said to everybody, what was said only to the file's mediators.
    """
    with desk.read() as reader:
        who = _names(reader)
        mine = _objects(reader, id)
        hidden = () if may_read(desk, reader.file(id)) else PRIVATE
        a = audit.c
        query = select(audit).where(a.dispute == id.bytes).order_by(a.seq.desc()).limit(most)
        rows = reader.rows(query)
        born = reader.rows(
            select(audit).where(a.txn.in_(select(operations.c.txn).where(operations.c.object == id.bytes)))
        )
        known = {row.seq for row in rows}
        rows += [row for row in born if row.seq not in known]
        rows.sort(key=lambda row: (row.at, row.seq), reverse=True)
        undone = {row.undoes for row in rows if row.undoes}
        return [
            Event(
                at=datetime.fromisoformat(row.at).astimezone(SHANGHAI).replace(tzinfo=None),
                who=who.get(UUID(bytes=row.account), "") if row.account else "",
                act=row.act,
                changes=tuple(c for c in _changes(reader, row.txn, mine) if c.kind not in hidden),
                txn=UUID(bytes=row.txn),
                undone=row.txn in undone,
            )
            for row in rows
        ]


def undo_last(desk: Desk) -> str:
    """Take back this person's last act at this workstation; the act's name. RuleBroken when it cannot be taken back."""
    with desk.read() as reader:
        a, d = audit.c, devices.c
        here = select(d.no).where(d.id == desk.store.device.bytes).scalar_subquery()
        query = select(audit).join(acts, acts.c.txn == a.txn).where(acts.c.device == here)
        rows = reader.rows(query.where(a.account == desk.account.id.bytes).order_by(a.seq.desc()).limit(50))
    undone = {row.undoes for row in rows if row.undoes}
    last = next((row for row in rows if row.act not in CHANGING_NOTHING and row.txn not in undone), None)
    if last is None or not last.undoable:
        raise RuleBroken("undo", "上一步不能撤销(已编号、签发或打印的不可撤销)。")
    dispute = UUID(bytes=last.dispute) if last.dispute else None
    txn = UUID(bytes=last.txn)
    _refuse_late(desk, last)
    with desk.act(_need(last.act), "undo", dispute=dispute, undoable=False, undoes=txn) as tx:
        if dispute and last.act != "archive":
            refuse_archived(tx, dispute)
        reversal = _reversal(tx, last.txn)
        if dispute and any(kind in PRIVATE for kind, _id in reversal):
            refuse_outsiders(desk, tx, dispute)
        _refuse_needed(tx, reversal)
        _refuse_past_draft(tx, reversal)
        for (kind, id), values in reversal.items():
            tx.set_fields(kind, id, values)
        tx.detail = {"act": last.act}
    return str(last.act)


def _refuse_late(desk: Desk, last: Any) -> None:
    """A slip of the hand is taken back on the same day; later a level only goes down by two persons."""
    done = datetime.fromisoformat(last.at).astimezone(SHANGHAI).date()
    if last.act == "risk" and done != desk.today():
        raise RuleBroken("undo", "风险等级已评定过一天,不能撤销;要降低请重新评定,由另一个人确认。")


def restorable(change: FieldChange) -> bool:
    """Whether one field may be given back its former value: not what a numbered verb decided, not a first value."""
    if change.kind in _KEPT or (change.kind, change.field) in _DECIDED:
        return False
    return bool(change.after) if change.field == DELETED else not change.born


def restore(desk: Desk, dispute: UUID, change: FieldChange) -> None:
    """Give a field the value it had before this change. RuleBroken where the whole would no longer make sense."""
    if not restorable(change):
        raise RuleBroken("restore", "这一项由办理手续决定,不能单独恢复。")
    with desk.act(Act.EDIT, "restore", dispute=dispute) as tx:
        if change.object.bytes not in {getattr(one, "bytes", one) for one in _objects(tx, dispute)}:
            raise RuleBroken("restore", "这一项不在这件纠纷里,请打开它所在的纠纷再恢复。")
        _refuse_frozen(tx, change)
        if change.kind in PRIVATE:
            refuse_outsiders(desk, tx, _dispute_of(tx, change))
        tx.set_fields(
            change.kind, change.object, {change.field: _blank(change) if change.before is None else change.before}
        )
        refuse_nonsense(tx, dispute, tx.get(KINDS[change.kind], change.object))


def refuse_nonsense(tx: Transaction, dispute: UUID, kept: Any) -> None:
    """A record that came another way than through its form keeps the rules of its form; RuleBroken otherwise.

    What follows from it in the file is followed.
    """
    match kept:
        case FollowUp():
            follow_ups.check(tx.file(dispute), kept)
        case Track():
            tracks.check(kept)
        case Performance():
            follow_performance(tx, dispute)
        case _:
            pass


def _dispute_of(tx: Transaction, change: FieldChange) -> UUID:
    """The file of a record, whether it still stands or was taken out."""
    table = TABLES[change.kind].c
    found: UUID = tx.rows(select(table.dispute_id).where(table.id == change.object))[0][0]
    return found


_KEPT = frozenset(  # a level and a finding have two persons, a visit has its reception day
    {"committees", "members", "accounts", "printings", "risk_assessments", "recusals", "visits"}
)
_DECIDED = frozenset(
    ("disputes", field)
    for field in (
        "key",
        "case_no",
        "temp_no",
        "intake",
        "mediation",
        "performing",
        "risk",
        "risk_reasons",
        "filing",
        "outcome",
        "ended_on",
        "ended_reason",
        "closed_on",
        "closing_result",
        "archived_on",
        "extras",
    )
) | frozenset(
    ("agreements", field)
    for field in ("no", "status", "draft_no", "content", "content_sha256", "template", "issued_at", "issued_by")
)


def _refuse_frozen(tx: Transaction, change: FieldChange) -> None:
    """The words of an issued agreement never change, nor what hangs on them."""
    if change.kind not in {"agreements", "terms", "obligations"}:
        return
    table = TABLES[change.kind].c
    column = table.id if change.kind == "agreements" else table.agreement_id
    agreement = tx.maybe(Agreement, tx.rows(select(column).where(table.id == change.object))[0][0])
    if agreement is not None and agreement.frozen:
        raise RuleBroken("agreement", "协议已签发,文字不能再改;需要变动请另订补充协议。")


def _need(act: str) -> Act:
    """The right that taking an act back asks for: that of the act, so that who lost it cannot."""
    if "agreement" in act:
        return Act.DRAFT
    return _NEEDS.get(act, Act.EDIT)


_NEEDS = {
    "register": Act.REGISTER,
    "visit": Act.REGISTER,
    "open_reception": Act.REGISTER,
    "close_reception": Act.REGISTER,
    "committee": Act.MANAGE,
    "limit_setting": Act.MANAGE,
    "calendar_year": Act.MANAGE,
    "remove_calendar_year": Act.MANAGE,
    "ledger_map": Act.MANAGE,
    "remove_ledger_map": Act.MANAGE,
    "member": Act.TEAM,
    "shift": Act.TEAM,
    "remove_shift": Act.TEAM,
    "reception_rule": Act.TEAM,
    "hand_over": Act.TEAM,
    "recusal": Act.DECIDE,
    "close": Act.DECIDE,
    "archive": Act.DECIDE,
    "reopen": Act.DECIDE,
    "refuse": Act.DECIDE,
    "refer": Act.DECIDE,
    "extend": Act.DECIDE,
    "terminated": Act.DECIDE,
    "withdrawn": Act.DECIDE,
    "waive_quorum": Act.DECIDE,
}


Reversal = dict[tuple[str, UUID], dict[str, Any]]


def _reversal(tx: Transaction, txn: bytes) -> Reversal:
    """What each touched object must be set to; RuleBroken when somebody changed it since."""
    found: Reversal = {}
    o = operations.c
    mine = tx.rows(select(operations).where(o.txn == txn).order_by(o.device, o.n))
    for op in mine:
        later = tx.rows(
            select(o.n).where(o.object == op.object, o.field == op.field, o.hlc > op.hlc, o.txn != txn).limit(1)
        )
        if later:
            raise RuleBroken("undo", "这一步之后同一处又有改动,不能直接撤销;可在“记录”里逐项恢复。")
    for op in reversed(mine):
        kind, id = op.kind, UUID(bytes=op.object)
        if _maker(tx, op.object) == txn:
            found[(kind, id)] = {DELETED: True}
            continue
        parent = _parent(tx, op)
        values = found.setdefault((kind, id), {})
        if op.field == DELETED:
            values[DELETED] = json.loads(parent.value) if parent is not None else False
        else:
            hint = field_types(KINDS[kind])[op.field][0]
            values[op.field] = rich(json.loads(parent.value), hint) if parent is not None else empty(kind, op.field)
    return found


def _refuse_needed(tx: Transaction, reversal: Reversal) -> None:
    """What is taken back as if it had never been must not be what something else by now rests on."""
    going = {key for key, values in reversal.items() if values == {DELETED: True}}
    for kind, id in going:
        for name, table in TABLES.items():
            for field, (hint, _) in field_types(KINDS[name]).items():
                column = table.c[field]
                if hint is UUID and field != "id" and REFERS.get(field, "members") == kind:
                    where = column == id
                elif hint == tuple[UUID, ...] and kind in {"members", "parties"}:
                    where = func.instr(type_coerce(column, TEXT), id.hex) > 0
                else:
                    continue
                rows = tx.rows(select(table.c.id).where(where, table.c[GONE] == 0))
                if any((name, row[0]) not in going and field not in reversal.get((name, row[0]), ()) for row in rows):
                    raise RuleBroken("undo", "这一步之后又有别的记录用到了它,不能直接撤销。")


def _refuse_past_draft(tx: Transaction, reversal: Reversal) -> None:
    """The words of an agreement change only while it is a draft; what undoing brings back counts too."""
    for (kind, id), values in reversal.items():
        if kind not in {"agreements", "terms", "obligations"}:
            continue
        column = TABLES[kind].c["id" if kind == "agreements" else "agreement_id"]
        of = tx.rows(select(column).where(TABLES[kind].c.id == id))[0][0]
        agreement = tx.maybe(Agreement, of)
        said = reversal.get(("agreements", of), {})
        if agreement is None or said == {DELETED: True} or (kind == "agreements" and "status" in values):
            continue
        if agreement.status is not Status.DRAFT:
            raise RuleBroken("undo", "协议已送审或签发,不能再撤销对文字的改动;请先退回修改。")


def _parent(reader: Reader, op: Any) -> Any:
    """The operation that an operation replaced on the screen; None for a first value."""
    return replaced(reader, op.parents)


def _blank(change: FieldChange) -> Any:
    return False if change.field == DELETED else empty(change.kind, change.field)


def _objects(reader: Reader, id: UUID) -> frozenset[bytes]:
    """Everything that is or was part of a file: the dispute, its records, the visits about it, the people in it."""
    visits = TABLES["visits"].c
    found = {id.bytes} | {row[0].bytes for row in reader.rows(select(visits.id).where(visits.about_id == id))}
    for table in TABLES.values():
        if "dispute_id" in table.c:
            found |= {row[0].bytes for row in reader.rows(select(table.c.id).where(table.c.dispute_id == id))}
        if "dispute_id" in table.c and "person_id" in table.c:
            found |= {row[0].bytes for row in reader.rows(select(table.c.person_id).where(table.c.dispute_id == id))}
    return frozenset(found)


def _changes(reader: Reader, txn: bytes, mine: frozenset[bytes]) -> list[FieldChange]:
    o = operations.c
    found: list[FieldChange] = []
    first: dict[bytes, bytes] = {}
    here = select(operations).where(o.txn == txn, o.object.in_(mine))
    for op in reader.rows(here.order_by(o.device, o.n).limit(400)):
        if op.object not in first:
            first[op.object] = _maker(reader, op.object)
        parent = _parent(reader, op)
        hint = bool if op.field == DELETED else field_types(KINDS[op.kind])[op.field][0]
        found.append(
            FieldChange(
                kind=op.kind,
                object=UUID(bytes=op.object),
                field=op.field,
                before=rich(json.loads(parent.value), hint) if parent is not None else None,
                after=rich(json.loads(op.value), hint),
                device=op.device,
                n=op.n,
                born=first[op.object] == txn,
            )
        )
    return found


def _maker(reader: Reader, object_: bytes) -> bytes:
    """The act that made an object: the first about it that came here, whatever the clocks of the stations said."""
    o = operations.c
    here = select(o.txn).join_from(operations, acts, acts.c.txn == o.txn).where(o.object == object_)
    return bytes(reader.rows(here.order_by(acts.c.seq).limit(1))[0][0])


def _names(reader: Reader) -> dict[UUID, str]:
    """Account -> the name that the room knows the person by."""
    members = {m.id: m.name for m in reader.find(Member)}
    return {a.id: members.get(a.member_id, a.name) if a.member_id else a.name for a in reader.find(Account)}


def trail(desk: Desk, *, most: int = 500) -> list[tuple[datetime, str, str, UUID | None]]:
    """The audit trail for the auditor, newest first: when, who, act, file."""
    with desk.act(Act.AUDIT, "read_audit", undoable=False) as tx:
        who = _names(tx)
        rows = tx.rows(select(audit).order_by(audit.c.seq.desc()).limit(most))
    return [
        (
            datetime.fromisoformat(row.at).astimezone(SHANGHAI).replace(tzinfo=None),
            who.get(UUID(bytes=row.account), "") if row.account else "",
            row.act,
            UUID(bytes=row.dispute) if row.dispute else None,
        )
        for row in rows
    ]


def table_count(reader: Reader) -> dict[str, int]:
    """Rows per kind, for verify and for tests."""
    from sqlalchemy import func

    return {
        name: int(reader.rows(select(func.count()).where(table.c.gone == 0))[0][0]) for name, table in TABLES.items()
    }

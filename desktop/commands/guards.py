"""What no act may leave behind, whichever door it came through: asked of what was written, at the act's end.

The verbs refuse with better words at their own fields; editing, restoring, undoing and saving a record as it is come
past here all the same. Loading is exempt: what a room's file tells is history and becomes a next step.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from desktop.commands.recusal import refuse_barred, refuse_guest
from desktop.commands.syncing.replaced import replaced
from desktop.domain import quorum, suspensions
from desktop.domain.agreements import Performance
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Filing, Performing, Risk
from desktop.domain.errors import RuleBroken
from desktop.domain.follow_ups import unsettled_because
from desktop.domain.ledger import received
from desktop.domain.merging import DELETED
from desktop.domain.people import Claimant
from desktop.domain.permissions import Act
from desktop.domain.records import FollowUp, Session, Suspension
from desktop.domain.risk_table import rank
from desktop.domain.team import Seat
from desktop.domain.typed import fen_text
from desktop.storage.columns import field_types
from desktop.storage.schema import KINDS, NAMES, TABLES, operations
from desktop.storage.store import Transaction

YEARS = range(1850, 2201)
LOOKS = frozenset({Act.READ, Act.PRINT, Act.REVEAL, Act.EXPORT, Act.AUDIT})  # at most they leave a trace
SECOND = "second_risk"
NAMING: dict[tuple[str, str], str] = {  # (kind, field) that names somebody of the team -> where the refusal is shown
    ("disputes", "mediators"): "mediators",
    ("disputes", "recorder"): "recorder",
    ("sessions", "attendees"): "seats",
    ("seats", "member_id"): "seats",
    ("investigations", "investigators"): "investigators",
    ("agreements", "signed_mediators"): "mediators",
    ("agreements", "signed_recorder"): "recorder",
}
OVER = frozenset({Performing.FULFILLED, Performing.NONE})
SHARES = frozenset({"signed_agreement", "owed_fen", "instalments_fen", DELETED})
ASIDE = frozenset({"correction_notes", "settlements"})  # said about a file, not in it
QUORUM = frozenset({"joint", "waiver", "planned", "attendees", "extras"})


def check(tx: Transaction, need: Act, deed: str, today: date, *, undoing: bool) -> None:
    """RuleBroken for what may not be, however it was written."""
    if need is Act.LOAD or need in LOOKS:
        return
    wrote = _Written(tx)
    for rule in (_years, _moved, _archived, _closed, _barred, _teams, _shares, _follow_ups, _suspensions, _frozen):
        rule(wrote, today)
    _payments(wrote, today)
    if deed != SECOND and not undoing:
        _risk(wrote)


class _Written:
    """The operations of one act by object: the first on each field, for what stood there before."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.ops: dict[tuple[str, UUID], dict[str, dict[str, Any]]] = {}
        for op in tx.operations:
            self.ops.setdefault((op["kind"], UUID(bytes=op["object"])), {}).setdefault(op["field"], op)
        self.file = cache(self._file)
        self.existed = cache(self._existed)

    def of(self, kind: str) -> Iterator[tuple[UUID, dict[str, dict[str, Any]]]]:
        """(identity, field -> operation) of each object of a kind that was written."""
        for (name, id), fields in self.ops.items():
            if name == kind:
                yield id, fields

    def before(self, op: dict[str, Any]) -> Any:
        """The plain value that the act found; None for a first one."""
        before = replaced(self.tx, op["parents"])
        return json.loads(before.value) if before is not None else None

    def nothing_new(self) -> bool:
        """Whether every value that was written is the one that people saw before."""
        ops = [op for fields in self.ops.values() for op in fields.values()]
        return all(op["parents"] and self.before(op) == json.loads(op["value"]) for op in ops)

    def _existed(self, id: UUID) -> bool:
        o = operations.c
        return bool(self.tx.rows(select(o.n).where(o.object == id.bytes, o.txn != self.tx.txn.bytes).limit(1)))

    def _file(self, id: UUID) -> CaseFile | None:
        return next(iter(self.tx.files([id])), None)


def _years(wrote: _Written, today: date) -> None:
    """No date lies where no limit can be counted from."""
    for (kind, _id), fields in wrote.ops.items():
        types = field_types(KINDS[kind])
        for field, op in fields.items():
            if field == "instalments":
                said = [part["due"] for part in json.loads(op["value"])]
            elif field != DELETED and types[field][0] in (date, datetime):
                said = [json.loads(op["value"])]
            else:
                continue
            for day in said:
                if day and int(day[:4]) not in YEARS:
                    raise RuleBroken(field, f"日期 {day[:10]} 不合常理,请核对。")


def _moved(wrote: _Written, today: date) -> None:
    """A record stays in its file."""
    for (_kind, id), fields in wrote.ops.items():
        if "dispute_id" in fields and wrote.existed(id):
            raise RuleBroken("dispute_id", "这条记录属于另一件纠纷,不能移过来。")


def _archived(wrote: _Written, today: date) -> None:
    """What is archived stays as it is, also when an act on many files, or undoing one, comes by.

    Why its figures were corrected is said of a frozen month, not of the file; and what two stations wrote apart may
    be settled as it stands.
    """
    if all(kind in ASIDE for kind, _ in wrote.ops) or wrote.nothing_new():
        return
    for id in wrote.tx.changed.disputes:
        dispute = wrote.tx.maybe(Dispute, id)
        if dispute is None or dispute.filing is not Filing.ARCHIVED:
            continue
        if "filing" not in wrote.ops.get(("disputes", id), {}):
            raise RuleBroken("filing", f"{dispute.number} 已归档,不能修改。")


def _closed(wrote: _Written, today: date) -> None:
    """What let a file be closed is not taken from under it: nobody looks after a closed file."""
    for id in wrote.tx.changed.disputes:
        dispute = wrote.tx.maybe(Dispute, id)
        fields = wrote.ops.get(("disputes", id), {})
        if dispute is None or dispute.filing is not Filing.CLOSED or "filing" in fields:
            continue
        if _loosened(wrote, id, fields):
            file = wrote.file(id)
            why = unsettled_because(file) if file else ""
            if why:
                raise RuleBroken("filing", f"{dispute.number} 已结案,这样改它就没有了结,请先“再次调解”:{why}")


def _loosened(wrote: _Written, id: UUID, fields: dict[str, dict[str, Any]]) -> bool:
    if {"intake", "mediation", "ended_on"} & set(fields):
        return True
    if "performing" in fields and wrote.before(fields["performing"]) in (None, *OVER):
        return True
    table = KINDS["follow_ups"]
    return any(wrote.existed(one) and _of_file(wrote, table, one) == id for one, _ in wrote.of("follow_ups"))


def _of_file(wrote: _Written, kind: type[Any], id: UUID) -> UUID | None:
    """The file of a record, whether it still stands or was taken out."""
    table = TABLES[NAMES[kind]].c
    found = wrote.tx.rows(select(table.dispute_id).where(table.id == id))
    return found[0][0] if found else None


def _barred(wrote: _Written, today: date) -> None:
    """回避 at every door: nobody barred is newly named, by a field or by a record that comes back."""
    for (kind, field), place in NAMING.items():
        for id, fields in wrote.of(kind):
            if field in fields or DELETED in fields or "planned" in fields:
                named = _newly(wrote, kind, id, field, fields)
                file = wrote.file(_file_of(wrote, kind, id)) if named else None
                if file is not None:
                    refuse_barred(wrote.tx, file, named, field=place, on=today)
    for id, fields in wrote.of("seats"):
        seat = wrote.tx.maybe(Seat, id)
        if seat is not None and seat.member_id is None and {"name", "member_id", "present"} & set(fields):
            file = wrote.file(seat.dispute_id)
            if file is not None:
                refuse_guest(wrote.tx, file, seat.name, on=today)


def _file_of(wrote: _Written, kind: str, id: UUID) -> UUID:
    value: Any = wrote.tx.get(KINDS[kind], id)
    of: UUID = id if kind == "disputes" else value.dispute_id
    return of


def _newly(wrote: _Written, kind: str, id: UUID, field: str, fields: dict[str, dict[str, Any]]) -> list[UUID]:
    """Whom the act itself put there; what a session was that took place is not asked again."""
    value: Any = wrote.tx.maybe(KINDS[kind], id)
    if value is None:
        return []
    now = getattr(value, field)
    named = list(now) if isinstance(now, tuple) else [now] if now is not None else []
    if kind == "sessions" and "planned" in fields and not value.planned:
        return named
    if DELETED in fields and field not in fields:
        of = {"sessions": id, "seats": getattr(value, "session_id", None)}.get(kind)
        session = wrote.tx.maybe(Session, of)
        return named if session is not None and session.planned else []
    if field not in fields:
        return []
    found = wrote.before(fields[field])
    before = {UUID(hex=one) for one in (found if isinstance(found, list) else [found] if found else [])}
    return [one for one in named if one not in before]


def _teams(wrote: _Written, today: date) -> None:
    """A joint session that was held has its roles or its waiver; consent to others is not taken away again."""
    ids = {id for id, fields in wrote.of("sessions") if (QUORUM | {"others_consent"}) & set(fields)}
    seats = [wrote.tx.maybe(Seat, id) for id, _ in wrote.of("seats")]
    for id in ids | {seat.session_id for seat in seats if seat is not None}:
        session = wrote.tx.maybe(Session, id)
        file = wrote.file(session.dispute_id) if session is not None else None
        if session is None or file is None or session.planned:
            continue
        there = quorum.seats_of(file, session)
        lacking = quorum.lacking(session, there, present=True)
        if lacking and not session.waiver.strip():
            raise RuleBroken("waiver", f"联合调解缺{quorum.role_words(lacking)}到场,请写明谁同意、因何缺席。")
        op = wrote.ops.get(("sessions", id), {}).get("others_consent")
        if op and wrote.before(op) and not session.others_consent.strip() and quorum.others(there):
            raise RuleBroken("others_consent", "有受邀的人在场,当事人同意的话不能删去(人民调解法第20条)。")


def _shares(wrote: _Written, today: date) -> None:
    """Who signs, and for how much, stands in the list of the issued agreement."""
    for id, fields in wrote.of("claimants"):
        if not SHARES & set(fields) or not wrote.existed(id):
            continue
        dispute = _of_file(wrote, Claimant, id)
        file = wrote.file(dispute) if dispute else None
        if file is None or file.agreement is None or not file.agreement.frozen:
            continue
        changed = {f for f in SHARES & set(fields) if f != "instalments_fen" or wrote.before(fields[f])}
        if "signed_agreement" in changed or (changed and _signs(wrote, id)):
            raise RuleBroken("agreement", "协议已签发,谁签、签多少已写在附表里,不能再改;需要变动请另订补充协议。")


def _signs(wrote: _Written, id: UUID) -> bool:
    """Whether a claimant agreed, also one who was taken out of the list."""
    table = TABLES["claimants"].c
    return any(row[0] for row in wrote.tx.rows(select(table.signed_agreement).where(table.id == id)))


def _follow_ups(wrote: _Written, today: date) -> None:
    """Nobody was asked tomorrow."""
    for id, fields in wrote.of("follow_ups"):
        record = wrote.tx.maybe(FollowUp, id)
        if record is not None and "on" in fields and record.on > today:
            raise RuleBroken("on", "回访的日期还没到,请核对;要约定下次,请填“下次回访”。")


def _suspensions(wrote: _Written, today: date) -> None:
    """The clock of a closed file is not moved any more, and no day is left out of a count twice."""
    for id, _fields in wrote.of("suspensions"):
        dispute = _of_file(wrote, Suspension, id)
        file = wrote.file(dispute) if dispute else None
        if file is None:
            continue
        if file.dispute.filing is not Filing.OPEN:
            raise RuleBroken("filing", f"{file.dispute.number} 已结案,期限不再计算。")
        pause = wrote.tx.maybe(Suspension, id)
        if pause is not None:
            suspensions.check(file, pause, today)


def _frozen(wrote: _Written, today: date) -> None:
    """A month that was handed in never changes, and is handed in once."""
    written = [id for id, _ in wrote.of("frozen_months")]
    if any(wrote.existed(id) for id in written):
        raise RuleBroken("month", "已封存的月报不能改动,以后的改动会列入“更正”。")
    if written:
        c = TABLES["frozen_months"].c
        if wrote.tx.rows(select(c.month).where(c.gone == 0).group_by(c.month).having(func.count() > 1)):
            raise RuleBroken("month", "这个月已经封存过了,不能再封存一次。")


def _payments(wrote: _Written, today: date) -> None:
    """A payment belongs to an obligation of its own file, lies in the past, and is not more than is owed."""
    for id, fields in wrote.of("performances"):
        paid = wrote.tx.maybe(Performance, id)
        file = wrote.file(paid.dispute_id) if paid is not None else None
        if paid is None or file is None:
            continue
        if paid.amount_fen < 0:
            raise RuleBroken("amount", "金额不能为负数,多记的请删除那一笔。")
        if "on" in fields and paid.on > today:
            raise RuleBroken("on", "履行的日期还没到,请到时再记。")
        duty = next((o for o in file.obligations if o.id == paid.obligation_id), None)
        if paid.obligation_id is not None and duty is None:
            raise RuleBroken("obligation_id", "这笔履行对不上本件的义务,请刷新后再记。")
        if paid.claimant_id is not None and all(c.id != paid.claimant_id for c in file.claimants):
            raise RuleBroken("claimant", "名单里没有这个人,请刷新后再选。")
        if duty is None or not {"amount_fen", "obligation_id", DELETED} & set(fields):
            continue
        over = received(duty, file.performances) - duty.amount_fen
        if over > 0 and paid.amount_fen > (_was(wrote, fields) if "obligation_id" not in fields else 0):
            raise RuleBroken("amount", f"超过应付的金额 {fen_text(over)} 元,请核对。")


def _was(wrote: _Written, fields: dict[str, dict[str, Any]]) -> int:
    """分 that the payment counted before the act; nothing when it was not there."""
    return int(wrote.before(fields["amount_fen"]) or 0) if "amount_fen" in fields else 0


def _risk(wrote: _Written) -> None:
    """A level goes down by two persons and in no other way."""
    for id, fields in wrote.of("disputes"):
        if "risk" not in fields or not wrote.existed(id):
            continue
        before = Risk(wrote.before(fields["risk"]) or Risk.GREEN)
        dispute = wrote.tx.maybe(Dispute, id)
        if dispute is not None and rank(dispute.risk) < rank(before):
            raise RuleBroken("risk", "降低风险等级须由另一个人确认,请用“评定风险”。")

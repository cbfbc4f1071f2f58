"""What two stations made of one file together that neither would have been allowed to do alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import func, select

from desktop.commands.numbers.register import doubled
from desktop.domain.agreements import Form, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing
from desktop.domain.ledger import received
from desktop.domain.merging import apart, heads_of
from desktop.storage.merged import Lookup
from desktop.storage.questions import SPACE, keep_concern
from desktop.storage.schema import GONE, TABLES, concerns, devices, operations
from desktop.storage.store import Reader, Transaction

CODES = ("overpaid", "double_number", "changed_after_close", "double_signed_file", "double_draft")  # of a file


@dataclass(frozen=True, slots=True)
class Found:
    """A concern of a file: the objects (kind, id) that it is about, told apart by `mark`."""

    code: str
    kind: str
    object: UUID
    mark: str
    about: tuple[UUID, ...]


def look_over(tx: Transaction, ids: Sequence[UUID]) -> None:
    """Write the concerns of these files anew. The same state gives the same ones on every station."""
    files = tx.files(_worth(tx, ids))
    c = concerns.c
    gone = concerns.delete().where(c.dispute.in_([id.bytes for id in ids]), c.code.in_(CODES))
    tx.connection.execute(gone)
    for file in files:
        for found in (*_overpaid(file), *_signed_twice(file), *_drafted_twice(file), *_changed_after_close(tx, file)):
            _keep(tx, found)
    for double in doubled(tx, ids):
        for id in double.disputes:
            _keep(tx, Found("double_number", "disputes", id, double.number, tuple(sorted(double.disputes))))


def _worth(tx: Reader, ids: Sequence[UUID]) -> list[UUID]:
    """Those that may be asked about: something was paid, there are two agreements, or they are archived."""
    p, a, d = TABLES["performances"].c, TABLES["agreements"].c, TABLES["disputes"].c
    several = select(a.dispute_id).where(a.dispute_id.in_(ids), a[GONE] == 0).group_by(a.dispute_id)
    found = {
        row[0]
        for query in (
            select(p.dispute_id).where(p.dispute_id.in_(ids), p[GONE] == 0).distinct(),
            several.having(func.count() > 1),
            select(d.id).where(d.id.in_(ids), d.filing == Filing.ARCHIVED.value, d[GONE] == 0),
        )
        for row in tx.rows(query)
    }
    return [id for id in ids if id in found]


def look_over_months(tx: Transaction) -> None:
    """A month that two stations froze before they met: the first counts, and somebody should know of the other."""
    c = TABLES["frozen_months"].c
    rows = tx.rows(select(c.month, c.id).where(c[GONE] == 0).order_by(c.month, c.at, c.id))
    tx.connection.execute(concerns.delete().where(concerns.c.code == "frozen_twice"))
    first: dict[str, UUID] = {}
    for month, id in rows:
        if month in first:
            _keep(tx, Found("frozen_twice", "frozen_months", id, month, (first[month], id)))
        first.setdefault(month, id)


def _overpaid(file: CaseFile) -> Iterator[Found]:
    """Two stations noted payments that are more together than was owed."""
    for duty in file.obligations:
        over = received(duty, file.performances) - duty.amount_fen
        if duty.amount_fen and over > 0:
            paid = tuple(p.id for p in file.performances if p.obligation_id == duty.id)
            yield Found("overpaid", "obligations", duty.id, str(over), paid)


def _signed_twice(file: CaseFile) -> Iterator[Found]:
    """Two agreements of one file were signed on one day, each without the other."""
    signed = [a for a in file.agreements if a.status is Status.SIGNED and a.form is Form.WRITTEN]
    if len(signed) > 1 and len({a.agreed_on for a in signed}) < len(signed):
        ids = tuple(sorted(a.id for a in signed))
        yield Found("double_signed_file", "disputes", file.dispute.id, " ".join(id.hex for id in ids), ids)


def _drafted_twice(file: CaseFile) -> Iterator[Found]:
    """Two drafts were begun, each without the other; the pages show one of them, the later."""
    drafts = tuple(a.id for a in file.agreements if not a.frozen and a.form is Form.WRITTEN)
    if len(drafts) > 1:
        yield Found("double_draft", "disputes", file.dispute.id, " ".join(id.hex for id in drafts), drafts)


def _changed_after_close(tx: Reader, file: CaseFile) -> Iterator[Found]:
    """Somebody worked on a file that had been archived elsewhere without knowing of it."""
    if file.dispute.filing is not Filing.ARCHIVED:
        return
    inside = (file.sessions, file.follow_ups, file.performances, file.parties)
    parts = [file.dispute.id, *(one.id for some in inside for one in some)]
    said = Lookup(tx.connection).ops([id.bytes for id in parts])
    closing = next(iter(heads_of([op for op in said[file.dispute.id.bytes] if op.field == "filing"])), None)
    if closing is None:
        return
    late = tuple(id for id in parts if any(apart(op, closing) for op in said[id.bytes]))
    if late:
        yield Found("changed_after_close", "disputes", file.dispute.id, closing.txn.hex(), late)


def _keep(tx: Transaction, found: Found) -> None:
    id = uuid5(SPACE, f"{found.code} {found.object.hex} {found.mark}").bytes
    marks = _marks(tx, found.about)
    detail = {
        "about": [one.hex for one in found.about],
        "mark": found.mark,
        "ops": [[device, n] for device, n, _hlc in marks],
    }
    newest = max((hlc for _device, _n, hlc in marks), default=0)
    keep_concern(tx.connection, id, found.code, found.kind, found.object.bytes, detail, newest)


def _marks(tx: Reader, about: Sequence[UUID]) -> list[tuple[str, int, int]]:
    """The newest operation on each of the things that a concern is about."""
    o, d = operations.c, devices.c
    found = []
    for id in about:
        query = select(d.id, o.n, o.hlc).join(devices, d.no == o.device).where(o.object == id.bytes)
        row = next(iter(tx.rows(query.order_by(o.hlc.desc()).limit(1))), None)
        if row is not None:
            found.append((bytes(row[0]).hex(), int(row[1]), int(row[2])))
    return found

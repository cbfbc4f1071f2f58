"""The small steps of taking in: what is ready, how much at a time, where reading goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError, StatementError

from desktop.domain.merging import DELETED
from desktop.storage.cipher import in_words
from desktop.storage.schema import devices
from desktop.storage.store import Transaction
from desktop.storage.taking import TakenAct, TakenOp
from desktop.sync.envelope import Manifest

SLICE = 400  # operations taken in by one transaction, unless one act alone has more


def keep_manifests(tx: Transaction, attached: Sequence[Manifest]) -> None:
    """What was attached elsewhere is away until somebody fetches it."""
    rows = [(m.sha256, m.size, m.epoch, " ".join(m.chunks)) for m in attached]
    if rows:
        new = "INSERT OR IGNORE INTO manifests (sha256, size, epoch, chunks, state) VALUES (?, ?, ?, ?, 'away')"
        tx.connection.exec_driver_sql(new, rows)


def local_numbers(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, int]:
    known = {UUID(bytes=id): no for no, id in tx.devices().items()}
    for id in sorted(set(ids) - known.keys()):
        known[id] = max(known.values(), default=0) + 1
        with in_words():
            tx.connection.execute(insert(devices), {"no": known[id], "id": id.bytes})
    return known


def turn_page(tx: Transaction, target: str, cursor: bytes | None) -> None:
    new = "INSERT OR IGNORE INTO targets (key, cursor, acked) VALUES (?, x'', 0)"
    tx.connection.exec_driver_sql(new, (target,))
    if cursor is not None:
        tx.connection.exec_driver_sql("UPDATE targets SET cursor = ? WHERE key = ?", (cursor, target))


def deletes_file(op: TakenOp) -> bool:
    return op.kind == "disputes" and op.field == DELETED and op.value == "true"


def ready(tx: Transaction, number: int, some: Sequence[TakenAct]) -> list[TakenAct]:
    """The first of these acts that follow on what is here, with all that their authors had seen (asked anew here)."""
    known = tx.devices()
    place = {known[device]: (act, n) for device, act, n in tx.fetched("SELECT device, act, n FROM reached")}
    act, n = place.get(known[number], (0, 0))
    found: list[TakenAct] = []
    for one in some:
        if one.no != act + 1 or one.first != n + 1:
            break
        if any(place.get(id, (0, 0))[1] < upto for id, upto in one.seen):
            break
        found.append(one)
        act, n = one.no, one.first - 1 + len(one.ops)
    return found


def slices(waiting: Sequence[TakenAct]) -> Iterator[list[TakenAct]]:
    some: list[TakenAct] = []
    size = 0
    for one in waiting:
        if some and size + len(one.ops) > SLICE:
            yield some
            some, size = [], 0
        some.append(one)
        size += len(one.ops) + 1
    if some:
        yield some


def its_own_fault(error: Exception) -> bool:
    """Whether what was in the envelope broke a rule of the database or of its shape."""
    return isinstance(error, (IntegrityError, StatementError, ValueError, KeyError, TypeError, AttributeError))

"""Going on under a new identity: for a workstation that was restored from a copy, or cloned (sync design 4.7).

The target knows other acts under this station's numbers. What they have in common stays with the old identity, which
is from now on another station; what was done here since moves to a new one, numbered from 1.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from uuid import UUID

from nacl.signing import SigningKey
from sqlalchemy import Connection, func, insert, select

from desktop.domain.changes import new_id
from desktop.domain.errors import Refused
from desktop.storage import schema
from desktop.storage.heads import DIGEST
from desktop.storage.keys import Keyring
from desktop.storage.merged import concerned, made_again
from desktop.storage.questions import dispute_of
from desktop.storage.renumbered import Move, keep_move, read_marks, write_marks
from desktop.storage.store import Store

MARK = slice(11, 16)  # the bytes of a new id that name the key it is vouched for with
CHANCE = slice(6, 11)


def heir(sign_key: str) -> UUID:
    """A new id that names the public key (hex) of the station that goes on under it."""
    made = bytearray(new_id().bytes)
    made[CHANCE] = secrets.token_bytes(CHANCE.stop - CHANCE.start)  # two clones may do this at the same moment
    made[MARK] = _mark(sign_key)
    made[6] = made[6] & 0x0F | 0x70  # still a UUIDv7
    made[8] = made[8] & 0x3F | 0x80
    return UUID(bytes=bytes(made))


def vouches(sign_key: str, device: UUID) -> bool:
    """Whether the id was made by `heir` for this key. The envelopes must be signed with it all the same."""
    return device.bytes[MARK] == _mark(sign_key)


def _mark(sign_key: str) -> bytes:
    return hashlib.sha256(b"heir of " + sign_key.encode()).digest()[: MARK.stop - MARK.start]


def reissue(store: Store, upto_act: int) -> UUID:
    """The new identity of this station, which from now on owns its acts after `upto_act` (0: all of them).

    One transaction; the keyring's file follows, and where it could not, the next opening lets it follow. The acts
    keep their lines in the audit trail. Everything is fetched anew from the targets.
    """
    before = store._device
    key = store.keys.derived("audit")
    try:
        with store.aside() as tx:
            connection, number = tx.connection, before[0]
            cut = _last_operation(connection, number, upto_act)
            new = heir(_public(tx.meta("sign_seed")))
            move = Move(_audit_head(connection), number, _next_number(connection), cut)
            connection.execute(insert(schema.devices), {"no": move.new, "id": new.bytes})
            _renumber(connection, move, upto_act)
            keep_move(connection, key, move)
            tx.set_meta("device", new.hex)
            connection.exec_driver_sql("DELETE FROM meta WHERE key = ?", (DIGEST,))
            _look_again(connection, move)
            store._device = (move.new, new)  # who waits for the lock already writes as the new one
    except BaseException:
        store._device = before
        raise
    follow(store)
    return new


def follow(store: Store) -> None:
    """Let the keyring's file name the device that the database has: a crash may have come between the two."""
    ring = Keyring(store.folder, lambda: store.now().timestamp())
    try:
        if ring.device != store.device:
            ring.set_device(store.device)
    except Refused:
        pass  # read-only or full: the database decides, and the next opening tries again


def _last_operation(connection: Connection, number: int, act: int) -> int:
    """The number of the last operation of the acts up to `act`. ValueError when there is no such act."""
    if act == 0:
        return 0
    a = schema.acts.c
    found = connection.execute(select(a.last).where(a.device == number, a.no == act)).scalar()
    if found is None:
        raise ValueError(f"no act {act}")
    return int(found)


def _public(seed: str | None) -> str:
    if seed is None:
        raise ValueError("no identity to inherit from")
    return bytes(SigningKey(bytes.fromhex(seed)).verify_key).hex()


def _audit_head(connection: Connection) -> int:
    return int(connection.execute(select(func.max(schema.audit.c.seq))).scalar() or 0)


def _next_number(connection: Connection) -> int:
    return int(connection.execute(select(func.max(schema.devices.c.no))).scalar() or 0) + 1


def _renumber(connection: Connection, move: Move, upto_act: int) -> None:
    """Acts, operations, heads and everything that names them; what was sealed under the old numbers goes."""
    run = connection.exec_driver_sql
    after = (move.new, move.cut, move.old, move.cut)
    run("UPDATE operations SET device = ?, n = n - ? WHERE device = ? AND n > ?", after)
    run("UPDATE heads SET device = ?, n = n - ? WHERE device = ? AND n > ?", after)
    run(
        "UPDATE acts SET device = ?, no = no - ?, first = first - ?, last = last - ? WHERE device = ? AND no > ?",
        (move.new, upto_act, move.cut, move.cut, move.old, upto_act),
    )
    _rename_parents(connection, move)
    _rename_seen(connection, move)
    run("DELETE FROM envelopes WHERE device = ? AND hi > ?", (move.old, upto_act))
    run("DELETE FROM reached WHERE device = ?", (move.old,))
    for device, first in ((move.old, upto_act), (move.new, 0)):
        run(
            "INSERT INTO reached (device, act, n) SELECT ?, coalesce(max(no), ?), coalesce(max(last), 0) "
            "FROM acts WHERE device = ?",
            (device, first, device),
        )
    run("UPDATE targets SET cursor = x'', acked = 0")


def _rename_parents(connection: Connection, move: Move) -> None:
    o = schema.operations.c
    named = (o.parents.like(f"{move.old}:%")) | (o.parents.like(f"% {move.old}:%"))
    changed = []
    for device, n, parents in connection.execute(select(o.device, o.n, o.parents).where(named)):
        after = write_marks([move.forth(mark) for mark in read_marks(parents)])
        if after != parents:
            changed.append((after, device, n))
    if changed:
        connection.exec_driver_sql("UPDATE operations SET parents = ? WHERE device = ? AND n = ?", changed)


def _rename_seen(connection: Connection, move: Move) -> None:
    """Whoever had seen an operation that moved has seen all that stayed; so has this station itself."""
    a = schema.acts.c
    changed = []
    for device, no, seen in connection.execute(select(a.device, a.no, a.seen)):
        marks = dict(read_marks(seen))
        if marks.get(move.old, 0) > move.cut:
            marks[move.new] = marks[move.old] - move.cut
            marks[move.old] = move.cut
        if device == move.new and move.cut:
            marks[move.old] = move.cut
        after = write_marks(sorted(marks.items()))
        if after != seen:
            changed.append((after, device, no))
    if changed:
        connection.exec_driver_sql("UPDATE acts SET seen = ? WHERE device = ? AND no = ?", changed)


def _look_again(connection: Connection, move: Move) -> None:
    """Which of several values is shown, and what a concern is called, hangs on who wrote them."""
    o, h = schema.operations.c, schema.heads.c
    moved = select(o.object, o.kind).where(o.device == move.new).distinct()
    kinds = {bytes(id): str(kind) for id, kind in connection.execute(moved)}
    several = select(h.object).group_by(h.object, h.field).having(func.count() > 1)
    apart = {bytes(row[0]) for row in connection.execute(several)}
    again = {id: kinds[id] for id in kinds.keys() & (apart | concerned(connection, kinds))}
    made_again(connection, again)
    _mark_stale(connection, again.items())


def _mark_stale(connection: Connection, objects: Iterable[tuple[bytes, str]]) -> None:
    files = {dispute_of(connection, kind, id) for id, kind in objects} - {None}
    if files:
        connection.exec_driver_sql("INSERT OR IGNORE INTO stale (dispute) VALUES (?)", [(id,) for id in files])

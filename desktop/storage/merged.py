"""Rows of objects on which stations worked apart: made anew from all their operations, the same everywhere.

Where nobody worked apart, a row simply takes the newest value; that is done elsewhere and never comes here.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from desktop.domain import merging
from desktop.domain.merging import DELETED, Op
from desktop.storage import schema
from desktop.storage.questions import Concern, dispute_of, keep_concerns, keep_conflicts, lay_aside
from desktop.storage.rows import Unknown, replacement, row_of, value_of, whole
from desktop.storage.schema import KINDS, TABLES

PARTS_OF_AGREEMENT = ("terms", "obligations")
SEALING = frozenset({'"issued"', '"signed"'})
STEPS = frozenset({"intake", "mediation", "performing", "filing", "outcome"})


class Lookup:
    """Operations of objects with what their authors had seen."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        d, r = schema.devices.c, schema.reached.c
        self.devices = {int(no): bytes(id) for no, id in connection.execute(select(d.no, d.id))}
        reach = connection.execute(select(r.device, r.n))
        self._now = {self.devices[device]: int(n) for device, n in reach}

    def ops(self, objects: Iterable[bytes]) -> dict[bytes, list[Op]]:
        """By object; the operations of an act that is being written have seen all that is here."""
        o, a = schema.operations.c, schema.acts.c
        columns = (o.object, o.device, o.n, o.hlc, o.field, o.value, o.txn, o.parents, a.seen)
        joined = schema.operations.outerjoin(schema.acts, a.txn == o.txn)
        found: dict[bytes, list[Op]] = {id: [] for id in objects}
        ids = list(found)
        for n in range(0, len(ids), 500):
            query = select(*columns).select_from(joined).where(o.object.in_(ids[n : n + 500]))
            for object_, device, number, hlc, field, value, txn, parents, seen in self.connection.execute(query):
                found[object_].append(
                    Op(
                        device=self.devices[device],
                        n=number,
                        hlc=hlc,
                        field=field,
                        value=value,
                        txn=txn,
                        parents=tuple(self._marks(parents)),
                        seen=self._now if seen is None else dict(self._marks(seen)),
                    )
                )
        return found

    def _marks(self, text: str) -> Iterable[tuple[bytes, int]]:
        for part in text.split():
            device, n = part.split(":")
            yield self.devices[int(device)], int(n)


def concerned(connection: Connection, kinds: Mapping[bytes, str]) -> set[bytes]:
    """Those of the objects that must be made anew whenever somebody writes on them."""
    c = schema.concerns.c
    if not kinds or connection.execute(select(c.id).limit(1)).first() is None:
        return set()
    known = {bytes(row[0]) for row in connection.execute(select(c.object))}
    agreements = {
        id for id, kind in kinds.items() if kind in PARTS_OF_AGREEMENT and _agreement(connection, id) in known
    }
    return (known & kinds.keys()) | agreements


@dataclass(slots=True)
class Row:
    """What an object is made of: its value (None: nothing of it can be shown), its tombstone, what is laid aside."""

    kind: str
    id: bytes
    value: Any = None
    gone: bool = False
    tops: Mapping[str, list[Op]] = dataclasses.field(default_factory=dict)
    aside: list[str] = dataclasses.field(default_factory=list)


@dataclass(slots=True)
class Unit:
    """Objects that are made together, and the concerns about them."""

    rows: list[Row]
    concerns: list[Concern] = dataclasses.field(default_factory=list)


def look(connection: Connection, kinds: Mapping[bytes, str]) -> list[Unit]:
    """What these objects (and what is sealed with them) come to; writes nothing."""
    if not kinds:
        return []
    lookup = Lookup(connection)
    agreements: dict[bytes, set[bytes]] = {}
    found: list[Unit] = []
    for id, kind in kinds.items():
        agreement = _agreement_of(connection, lookup, kind, id)
        if agreement is not None:
            agreements.setdefault(agreement, set()).add(id)
        elif kind in KINDS:
            found.append(_one(lookup, kind, id, kinds))
    return found + [_sealed_unit(lookup, agreement, parts) for agreement, parts in agreements.items()]


def made_again(connection: Connection, kinds: Mapping[bytes, str]) -> None:
    """Make the rows of these objects anew (and of what is sealed with them), their conflicts and concerns too."""
    for unit in look(connection, kinds):
        for row in unit.rows:
            _write(connection, row)
        keep_concerns(connection, [row.id for row in unit.rows], unit.concerns)


def _write(connection: Connection, row: Row) -> None:
    for name in row.aside:
        lay_aside(connection, row.kind, row.id, name)
    if row.value is None:
        connection.exec_driver_sql(f"UPDATE {row.kind} SET gone = 1 WHERE id = ?", (row.id,))
    else:
        connection.exec_driver_sql(replacement(row.kind), row_of(row.kind, row.value) | {"gone": int(row.gone)})
    keep_conflicts(connection, row.kind, row.id, row.tops)


def _agreement_of(connection: Connection, lookup: Lookup, kind: str, id: bytes) -> bytes | None:
    if kind == "agreements":
        return id
    if kind not in PARTS_OF_AGREEMENT:
        return None
    for op in lookup.ops([id])[id]:
        if op.field == "agreement_id":
            return bytes.fromhex(json.loads(op.value))
    return _agreement(connection, id)


def _agreement(connection: Connection, part: bytes) -> bytes | None:
    for kind in PARTS_OF_AGREEMENT:
        query = f"SELECT agreement_id FROM {kind} WHERE id = ?"
        found = connection.exec_driver_sql(query, (part,)).first()
        if found:
            return bytes(found[0])
    return None


# -- one object


def _one(lookup: Lookup, kind: str, id: bytes, near: Iterable[bytes]) -> Unit:
    """`near`: what is made anew together with it, which may have no row yet."""
    ops = lookup.ops([id])[id]
    row, concerns = _row(kind, id, ops, merging.heads_of)
    kept = _kept_from_deletion(lookup, kind, id, ops, near)
    if kept is not None:
        row.gone = False
        concerns.append(kept)
    if kind == "disputes":
        concerns += _both_moved(id, ops)
    return Unit([row], concerns)


def _row(
    kind: str, id: bytes, ops: Sequence[Op], heads: Callable[[Sequence[Op]], list[Op]]
) -> tuple[Row, list[Concern]]:
    """What counts of an object; the view of one author where what several wrote cannot stand together."""
    tops = {name: heads(said) for name, said in _by_field(ops).items()}
    row = Row(kind, id, tops=tops)
    shown = {name: said[0] for name, said in tops.items()}
    row.value = _value(row, shown)
    concerns: list[Concern] = []
    if row.value is None and shown:
        found = _coherent(row, ops, shown)
        if found is None:
            row.aside = list(tops)
        else:
            winner, chosen = found
            hidden = tuple(op for name, op in shown.items() if chosen.get(name) != op)
            concerns.append(Concern("invalid_merge", kind, id, hidden, (winner,)))
    row.gone = merging.is_gone(tops.get(DELETED, []), [op for op in ops if op.field != DELETED])
    return row, concerns


def _coherent(row: Row, ops: Sequence[Op], shown: Mapping[str, Op]) -> tuple[Op, dict[str, Op]] | None:
    """Whose view can stand, with what was written by people who had it before them; (its author's act, what is shown).

    Somebody who had all of it before them wrote on the view that was shown, not on what cannot stand.
    """
    for winner in sorted(shown.values(), key=lambda op: merging.rank(op.hlc, op.device), reverse=True):
        seen = _by_field(merging.as_seen_by(ops, winner))
        chosen = {name: top for name, said in seen.items() if (top := merging.latest(said))}
        row.value = _value(row, chosen)
        if row.value is None:
            continue
        later: dict[bytes, dict[str, Op]] = {}
        for name, op in sorted(shown.items(), key=lambda item: item[1].hlc):
            if chosen.get(name) != op and merging.knew(op, winner):
                later.setdefault(op.txn, {})[name] = op
        for act in later.values():
            value = _value(row, chosen | act)
            if value is not None:
                row.value, chosen = value, chosen | act
        return winner, chosen
    return None


def _by_field(ops: Sequence[Op]) -> dict[str, list[Op]]:
    found: dict[str, list[Op]] = {}
    for op in ops:
        found.setdefault(op.field, []).append(op)
    return found


def _top(said: Sequence[Op]) -> list[Op]:
    top = merging.latest(said)
    return [top] if top else []


def _value(row: Row, shown: Mapping[str, Op]) -> Any:
    """The object, or None when what is shown of it cannot be one; what only a newer program knows is laid aside."""
    said: dict[str, Any] = {}
    for name, op in shown.items():
        if name == DELETED:
            continue
        try:
            said[name] = value_of(row.kind, name, op.value)
        except Unknown:
            row.aside.append(name)
    try:
        return whole(row.kind, UUID(bytes=row.id), said)
    except Unknown:
        return None


def _kept_from_deletion(
    lookup: Lookup, kind: str, id: bytes, ops: Sequence[Op], near: Iterable[bytes]
) -> Concern | None:
    """Deleted here, worked on there: it stays, and somebody decides."""
    deletions = merging.heads_of([op for op in ops if op.field == DELETED])
    if not deletions or any(op.value != "true" for op in deletions):
        return None
    others = [op for op in ops if op.field != DELETED]
    if kind == "disputes":
        inside = {row for name in _children() for row in _ids(lookup.connection, name, id)}
        inside |= {other for other, said in lookup.ops(near).items() if any(_is_of_file(op, id) for op in said)}
        others += [op for said in lookup.ops(inside).values() for op in said]
    kept = merging.kept_by(deletions, others)
    return Concern("delete_edit", kind, id, tuple(kept), tuple(deletions)) if kept else None


def _is_of_file(op: Op, dispute: bytes) -> bool:
    return op.field == "dispute_id" and op.value == f'"{dispute.hex()}"'


def _children() -> list[str]:
    return [name for name, table in TABLES.items() if "dispute_id" in table.c and name != "settlements"]


def _ids(connection: Connection, name: str, dispute: bytes) -> list[bytes]:
    query = f"SELECT id FROM {name} WHERE dispute_id = ?"
    return [bytes(row[0]) for row in connection.exec_driver_sql(query, (dispute,))]


def _both_moved(id: bytes, ops: Sequence[Op]) -> list[Concern]:
    """Two acts took the file through its steps, neither knowing of the other, and both still stand."""
    steps: dict[str, list[Op]] = {}
    for op in ops:
        if op.field in STEPS:
            steps.setdefault(op.field, []).append(op)
    heads = [op for said in steps.values() for op in merging.heads_of(said)]
    pairs = [(a, b) for a in heads for b in heads if a.field < b.field and merging.apart(a, b)]
    if not pairs:
        return []
    first = tuple({op.mark: op for op, _ in pairs}.values())
    return [Concern("both_moved", "disputes", id, first, tuple({op.mark: op for _, op in pairs}.values()))]


# -- what is sealed together


def _sealed_unit(lookup: Lookup, agreement: bytes, named: set[bytes]) -> Unit:
    """An agreement with its clauses and obligations: what was written apart from the sealing does not count."""
    parts = _parts(lookup, agreement, named)
    found = lookup.ops(parts)
    seal = sealing(found[agreement])
    unit = Unit([])
    left_out: list[Op] = []
    for id, kind in parts.items():
        counting, outside = merging.under_seal(found[id], seal) if seal else (found[id], [])
        left_out += outside
        row, concerns = _row(kind, id, counting, _top if outside else merging.heads_of)
        unit.rows.append(row)
        unit.concerns += concerns
    if seal:
        signed = tuple(op for op in left_out if op.field == "status" and op.value in SEALING)
        if signed:
            unit.concerns.append(Concern("double_signed", "agreements", agreement, signed, (seal,)))
        acts = {op.txn for op in signed}
        edits = tuple(op for op in left_out if op.txn not in acts)
        if edits:
            unit.concerns.append(Concern("unmerged_edit", "agreements", agreement, edits, (seal,)))
    return unit


def _parts(lookup: Lookup, agreement: bytes, named: set[bytes]) -> dict[bytes, str]:
    """The agreement and everything that was ever part of it; `named` are some that may have no row yet."""
    o = schema.operations.c
    files = {op.value for op in lookup.ops([agreement])[agreement] if op.field == "dispute_id"}
    near = set(named)
    for file in files:
        for name in PARTS_OF_AGREEMENT:
            near |= set(_ids(lookup.connection, name, bytes.fromhex(json.loads(file))))
    said = (o.field == "agreement_id", o.value == f'"{agreement.hex()}"', o.kind.in_(PARTS_OF_AGREEMENT))
    query = select(o.object, o.kind).where(o.object.in_(near), *said)
    return {agreement: "agreements"} | {bytes(id): str(kind) for id, kind in lookup.connection.execute(query)}


def sealing(ops: Sequence[Op]) -> Op | None:
    """The operation that sealed an agreement: the first of the unbroken line of sealed states that is shown."""
    states = [op for op in ops if op.field == "status"]
    tops = [op for op in merging.heads_of(states) if op.value in SEALING]
    if not tops:
        return None
    seal = tops[0]
    past = sorted((op for op in states if merging.knew(seal, op)), key=lambda op: op.hlc, reverse=True)
    for op in past:
        if op.value not in SEALING:
            break
        seal = op
    return seal


def read_again(connection: Connection) -> int:
    """After an upgrade: make anew what was laid aside because an older program could not show it; how many objects."""
    u = schema.unread.c
    kinds = {bytes(id): str(kind) for id, kind in connection.execute(select(u.object, u.kind)) if kind in KINDS}
    if kinds:
        connection.exec_driver_sql("DELETE FROM unread WHERE object = ?", [(id,) for id in kinds])
        made_again(connection, kinds)
        files = {dispute_of(connection, kind, id) for id, kind in kinds.items()} - {None}
        if files:
            marks = [{"dispute": id} for id in files]
            connection.execute(insert(schema.stale).prefix_with("OR IGNORE"), marks)
    return len(kinds)

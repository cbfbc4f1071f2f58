"""What merging made of two honest acts and no field can say: deleted and edited, signed twice, numbered twice …"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.history import PRIVATE
from desktop.commands.syncing.acted import Acted, acted
from desktop.commands.syncing.asked import (
    Decision,
    Place,
    Side,
    file_of,
    known_place,
    line_of,
    may_read_of,
    named,
    value_of,
)
from desktop.domain.stations import Settlement
from desktop.storage.schema import KINDS, concerns, devices, operations
from desktop.storage.store import Reader

KEEP, DELETE, SEEN, SUPPLEMENT, RENUMBER = "keep", "delete", "seen", "supplement", "renumber"
CHOICES: Mapping[str, tuple[str, ...]] = {  # what may be chosen; of the codes not named here only SEEN
    "delete_edit": (KEEP, DELETE),
    "unmerged_edit": (SEEN, SUPPLEMENT),
    "double_number": (RENUMBER, SEEN),
}
BY_SIDE = frozenset({"double_signed"})  # decided between the acts themselves, each by its transaction (hex)
WITH_REASON = frozenset({"double_signed"})


def choices(decision: Decision) -> tuple[str, ...]:
    """What a concern may be settled with."""
    if decision.code in BY_SIDE:
        return tuple(side.choice for side in decision.sides)
    return CHOICES.get(decision.code, (SEEN,))


def open_concerns(desk: Desk, reader: Reader) -> list[Any]:
    """The rows of those that nobody has settled and that this person may read, newest first."""
    settled = {settlement.id.bytes for settlement in reader.find(Settlement)}
    rows = reader.rows(select(concerns).order_by(concerns.c.hlc.desc(), concerns.c.id))
    return [
        row
        for row in rows
        if row.id not in settled
        and row.kind in KINDS
        and (row.kind not in PRIVATE or may_read_of(desk, reader, UUID(bytes=row.dispute) if row.dispute else None))
    ]


def concerned(desk: Desk, reader: Reader, rows: Sequence[Any]) -> list[Decision]:
    """Of these rows: who, when and what on both sides.

    The first side did what the places tell, the other did not know of it; where both signed, each act is a side.
    """
    written = {row.id: _written(reader, json.loads(row.detail)) for row in rows}
    txns = (op.txn for pair in written.values() for ops in pair for op in ops)
    known = acted(reader, txns)
    return [_made(desk, reader, row, written[row.id], known) for row in rows]


Pair = tuple[list[Any], list[Any]]  # operations that it is about, and those that they did not know of


def _written(reader: Reader, detail: Mapping[str, Any]) -> Pair:
    """The operations behind the marks of a concern's detail."""
    o, d = operations.c, devices.c

    def of(marks: Sequence[Sequence[Any]]) -> list[Any]:
        found = []
        for device, n in marks:
            query = select(o.txn, o.hlc, o.kind, o.object, o.field, o.value).where(
                d.id == bytes.fromhex(device), o.device == d.no, o.n == n
            )
            found += reader.rows(query)
        return found

    return of(detail.get("ops", ())), of(detail.get("against", ()))


def _made(desk: Desk, reader: Reader, row: Any, written: Pair, known: Mapping[bytes, Acted]) -> Decision:
    object_ = UUID(bytes=row.object)
    dispute = file_of(reader, row.kind, object_, UUID(bytes=row.dispute) if row.dispute else None)
    line = line_of(reader, dispute)
    subject, role = named(reader, row.kind, object_, dispute)
    sides = _sides(desk, row.code, written, known)
    mine, _others = written
    places = tuple(
        dict.fromkeys(
            place
            for op in mine
            if known_place(place := Place(kind=op.kind, object=UUID(bytes=op.object), field=op.field))
        )
    )
    last = {(op.object, op.field): op.value for op in sorted(mine, key=lambda op: int(op.hlc))}
    wrote = tuple(value_of(place, last[place.object.bytes, place.field]) for place in places)
    return Decision(
        key=UUID(bytes=row.id).hex,
        code=row.code,
        at=max((side.at for side in sides), default=desk.now()),
        kind=row.kind,
        object=object_,
        dispute=dispute,
        number=line.number if line else "",
        names=line.names if line else "",
        subject=subject,
        role=role,
        places=places,
        sides=tuple(replace(side, values=wrote) if n == 0 else side for n, side in enumerate(sides)),
        concern=UUID(bytes=row.id),
        detail=json.loads(row.detail),
    )


def _sides(desk: Desk, code: str, written: Pair, known: Mapping[bytes, Acted]) -> tuple[Side, ...]:
    """Who did the one and who the other; where both were signed, every act that signed."""
    first, other = (_acts(desk, ops, known) for ops in written)
    if code in BY_SIDE:
        found = {side.choice: side for side in (*other[:1], *first)}
        shown = other[0].choice if other else ""
        return tuple(replace(side, shown=side.choice == shown) for side in found.values())
    return (*first[-1:], *other[-1:])


def _acts(desk: Desk, ops: Sequence[Any], known: Mapping[bytes, Acted]) -> list[Side]:
    """The acts of these operations, by time."""
    found = {op.txn: known[op.txn] for op in ops if op.txn in known}
    sides = [
        Side(
            who=by.who,
            at=by.at,
            act=by.act,
            station=by.station,
            here=by.device == desk.store.device,
            choice=by.txn.hex(),
        )
        for by in found.values()
    ]
    return sorted(sides, key=lambda side: side.at)

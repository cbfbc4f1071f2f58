"""需要您决定: what two stations wrote without knowing of each other, with who, when and where on every side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.history import PRIVATE
from desktop.commands.syncing.acted import Acted, acted
from desktop.commands.syncing.asked import (
    FIELDS,
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
from desktop.commands.syncing.concerned import concerned, open_concerns
from desktop.commands.syncing.replaced import marks
from desktop.domain.merging import DELETED
from desktop.storage.columns import field_types
from desktop.storage.schema import KINDS, TABLES, conflicts, heads, operations
from desktop.storage.store import Reader

__all__ = ["FIELDS", "Decision", "Place", "Side", "between", "count", "decisions", "find", "keys"]

OLDER = 400  # operations looked at behind the heads of a field for what was there before


def decisions(desk: Desk) -> tuple[Decision, ...]:
    """Everything that waits for a person, newest first, in full; a page asks for `keys` and then for one."""
    with desk.read() as reader:
        groups, rows = _readable(desk, reader), open_concerns(desk, reader)
        found = [*_between_values(desk, reader, groups), *concerned(desk, reader, rows)]
    order = {key: n for n, key in enumerate(_in_order(groups, rows))}
    return tuple(sorted(found, key=lambda decision: order[decision.key]))


def keys(desk: Desk) -> tuple[str, ...]:
    """Which decisions wait, newest first, without reading what they are about."""
    with desk.read() as reader:
        return tuple(_in_order(_readable(desk, reader), open_concerns(desk, reader)))


def find(desk: Desk, key: str) -> Decision | None:
    """One of them in full; None when it is settled, or changed its fields."""
    with desk.read() as reader:
        group = [group for group in _readable(desk, reader) if _key(group) == key]
        rows = [row for row in open_concerns(desk, reader) if UUID(bytes=row.id).hex == key]
        found = [*_between_values(desk, reader, group), *concerned(desk, reader, rows)]
    return found[0] if found else None


def count(desk: Desk) -> int:
    """How many wait: for the badge."""
    return len(keys(desk))


def between(desk: Desk, reader: Reader, object_: UUID) -> tuple[Decision, ...]:
    """Those about the fields of one object."""
    return tuple(_between_values(desk, reader, _grouped(_rows(reader, object_))))


@dataclass(frozen=True, slots=True)
class _Head:
    """A head of a field on which the stations disagree."""

    place: Place
    dispute: UUID | None
    device: int
    n: int
    hlc: int
    txn: bytes
    value: str
    parents: str


_Group = Mapping[Place, list[_Head]]


def _rows(reader: Reader, object_: UUID | None = None) -> list[_Head]:
    c, h, o = conflicts.c, heads.c, operations.c
    query = (
        select(c.kind, c.object, c.field, c.dispute, o.device, o.n, o.hlc, o.txn, o.value, o.parents)
        .where(h.object == c.object, h.field == c.field, o.device == h.device, o.n == h.n)
        .order_by(c.hlc.desc(), c.object, c.field, o.device, o.n)
    )
    if object_ is not None:
        query = query.where(c.object == object_.bytes)
    return [
        _Head(
            place,
            UUID(bytes=row.dispute) if row.dispute else None,
            row.device,
            row.n,
            row.hlc,
            row.txn,
            row.value,
            row.parents,
        )
        for row in reader.rows(query)
        if known_place(place := Place(kind=row.kind, object=UUID(bytes=row.object), field=row.field))
    ]


def _grouped(rows: Iterable[_Head]) -> list[_Group]:
    """What is decided together: the fields of one object on which the same acts disagree."""
    places: dict[Place, list[_Head]] = {}
    for head in rows:
        places.setdefault(head.place, []).append(head)
    groups: dict[tuple[UUID, frozenset[bytes]], dict[Place, list[_Head]]] = {}
    for place, found in places.items():
        groups.setdefault((place.object, frozenset(head.txn for head in found)), {})[place] = found
    return list(groups.values())


def _readable(desk: Desk, reader: Reader) -> list[_Group]:
    """Without those of private talks that this person may not read."""
    return [
        group
        for group in _grouped(_rows(reader))
        if (first := next(iter(group))).kind not in PRIVATE
        or may_read_of(desk, reader, file_of(reader, first.kind, first.object, group[first][0].dispute))
    ]


def _places(group: _Group) -> tuple[Place, ...]:
    return tuple(sorted(group, key=_order))


def _key(group: _Group) -> str:
    places = _places(group)
    return f"{places[0].object.hex}:{','.join(place.field for place in places)}"


def _in_order(groups: Sequence[_Group], rows: Sequence[Any]) -> list[str]:
    """Their keys, the newest first."""
    newest = [(max(head.hlc for found in group.values() for head in found), _key(group)) for group in groups]
    newest += [(int(row.hlc), UUID(bytes=row.id).hex) for row in rows]
    return [key for _hlc, key in sorted(newest, reverse=True)]


def _between_values(desk: Desk, reader: Reader, groups: Sequence[_Group]) -> list[Decision]:
    known = acted(reader, (head.txn for group in groups for found in group.values() for head in found))
    return [_decision(desk, reader, group, known) for group in groups]


def _decision(desk: Desk, reader: Reader, group: _Group, known: Mapping[bytes, Acted]) -> Decision:
    places = _places(group)
    first = places[0]
    dispute = file_of(reader, first.kind, first.object, group[first][0].dispute)
    line = line_of(reader, dispute)
    newest = max((head for found in group.values() for head in found), key=lambda head: head.hlc)
    subject, role = named(reader, first.kind, first.object, dispute)
    now = _now(reader, places)
    return Decision(
        key=_key(group),
        code=FIELDS,
        at=known[newest.txn].at if newest.txn in known else desk.now(),
        kind=first.kind,
        object=first.object,
        dispute=dispute,
        number=line.number if line else "",
        names=line.names if line else "",
        subject=subject,
        role=role,
        places=places,
        before=tuple(_before(reader, place, group[place]) for place in places),
        sides=_sides(desk, group, places, known, now),
        heads=tuple(frozenset((head.device, head.n) for head in group[place]) for place in places),
    )


def _order(place: Place) -> int:
    """Fields in the order in which the object has them."""
    return -1 if place.field == DELETED else list(field_types(KINDS[place.kind])).index(place.field)


def _sides(
    desk: Desk,
    group: _Group,
    places: Sequence[Place],
    known: Mapping[bytes, Acted],
    now: tuple[Any, ...],
) -> tuple[Side, ...]:
    """One per act, this workstation's first, then by time; acts that wrote the same are one, the latest of them."""
    values: dict[bytes, dict[Place, Any]] = {}
    for place, found in group.items():
        for head in found:
            values.setdefault(head.txn, {})[place] = value_of(place, head.value)
    found_sides: dict[str, Side] = {}
    for txn, said in sorted(values.items(), key=lambda item: known[item[0]].at if item[0] in known else desk.now()):
        by = known.get(txn)
        wrote = tuple(said[place] for place in places)
        found_sides[repr(wrote)] = Side(
            values=wrote,
            who=by.who if by else "",
            at=by.at if by else desk.now(),
            act=by.act if by else "",
            station=by.station if by else "",
            here=by is not None and by.device == desk.store.device,
            shown=wrote == now,
        )
    return tuple(sorted(found_sides.values(), key=lambda side: (not side.here, side.at)))


def _now(reader: Reader, places: Sequence[Place]) -> tuple[Any, ...]:
    """What stands there on the screens meanwhile."""
    table = TABLES[places[0].kind].c
    columns = [table["gone" if place.field == DELETED else place.field] for place in places]
    rows = reader.rows(select(*columns).where(table.id == places[0].object))
    if not rows:
        return ()
    return tuple(bool(v) if p.field == DELETED else v for p, v in zip(places, rows[0], strict=True))


def _before(reader: Reader, place: Place, found: Sequence[_Head]) -> Any:
    """The value from which they parted: of the operations behind all of them the latest; None when there is none."""
    o = operations.c
    rows = reader.rows(
        select(o.device, o.n, o.hlc, o.value, o.parents)
        .where(o.object == place.object.bytes, o.field == place.field)
        .order_by(o.hlc.desc())
        .limit(OLDER)
    )
    by_mark = {(row.device, row.n): row for row in rows}
    behind = [_behind(by_mark, head.parents) for head in found]
    common = frozenset.intersection(*behind) if behind else frozenset()
    latest = max((by_mark[mark] for mark in common), key=lambda row: row.hlc, default=None)
    return value_of(place, latest.value) if latest is not None else None


def _behind(by_mark: Mapping[tuple[int, int], Any], parents: str) -> frozenset[tuple[int, int]]:
    """All operations that these parents rest on, themselves included."""
    seen: set[tuple[int, int]] = set()
    left = marks(parents)
    while left:
        mark = left.pop()
        if mark in by_mark and mark not in seen:
            seen.add(mark)
            left += marks(by_mark[mark].parents)
    return frozenset(seen)

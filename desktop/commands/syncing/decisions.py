"""需要您决定: what two stations wrote without knowing of each other, with who, when and where on every side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.history import PRIVATE
from desktop.commands.lists import Line, lines
from desktop.commands.private_notes import may_read
from desktop.commands.syncing.acted import Acted, acted
from desktop.commands.syncing.replaced import marks
from desktop.domain.merging import DELETED
from desktop.domain.people import Agent, Claimant, Party, PartyRole, Person
from desktop.storage.columns import field_types, rich
from desktop.storage.schema import KINDS, TABLES, conflicts, heads, operations
from desktop.storage.store import Reader

FIELDS = "fields"  # the code of a decision between values; a concern has its own
OLDER = 400  # operations looked at behind the heads of a field for what was there before


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One field of one object."""

    kind: str
    object: UUID
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one station wrote: a value for each place of the decision. `shown`: what the screens show meanwhile.

    `here`: written on this workstation. `choice` names the side where a concern is decided between acts.
    """

    values: tuple[Any, ...] = ()
    who: str
    at: datetime
    act: str
    station: str = ""
    here: bool = False
    shown: bool = False
    choice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What waits for a person. `key` is the same on every station and at every look.

    `code`: FIELDS, or a concern's code. `before`: what stood in each place when they parted. `heads`: the operations
    that settling replaces, by place, as (device, n). `subject`: whose fields they are (a person, a record), with
    `role` where it is a party's. `concern`: the identity under which a concern is settled.
    """

    key: str
    code: str
    at: datetime
    kind: str
    object: UUID
    dispute: UUID | None = None
    number: str = ""
    names: str = ""
    subject: str = ""
    role: PartyRole | None = None
    places: tuple[Place, ...] = ()
    before: tuple[Any, ...] = ()
    sides: tuple[Side, ...] = ()
    heads: tuple[frozenset[tuple[int, int]], ...] = ()
    concern: UUID | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> int:
        """The side whose values the screens show; the first when none of them is."""
        return next((n for n, side in enumerate(self.sides) if side.shown), 0)


def decisions(desk: Desk) -> tuple[Decision, ...]:
    """Everything that waits for a person, newest first."""
    from desktop.commands.syncing.concerned import concerned

    with desk.read() as reader:
        found = [*_between_values(desk, reader), *concerned(desk, reader)]
    return tuple(sorted(found, key=lambda d: (d.at, d.key), reverse=True))


def count(desk: Desk) -> int:
    """How many wait, without reading what they are about: for the badge."""
    from desktop.commands.syncing.concerned import open_concerns

    with desk.read() as reader:
        return len(_grouped(_rows(reader))) + len(open_concerns(reader))


def between(desk: Desk, reader: Reader, object_: UUID) -> tuple[Decision, ...]:
    """Those about the fields of one object."""
    return tuple(_between_values(desk, reader, object_))


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


def _grouped(rows: Iterable[_Head]) -> list[dict[Place, list[_Head]]]:
    """What is decided together: the fields of one object on which the same acts disagree."""
    places: dict[Place, list[_Head]] = {}
    for head in rows:
        places.setdefault(head.place, []).append(head)
    groups: dict[tuple[UUID, frozenset[bytes]], dict[Place, list[_Head]]] = {}
    for place, found in places.items():
        groups.setdefault((place.object, frozenset(head.txn for head in found)), {})[place] = found
    return list(groups.values())


def _between_values(desk: Desk, reader: Reader, object_: UUID | None = None) -> list[Decision]:
    groups = _grouped(_rows(reader, object_))
    known = acted(reader, (head.txn for group in groups for found in group.values() for head in found))
    return [made for group in groups if (made := _decision(desk, reader, group, known)) is not None]


def _decision(
    desk: Desk, reader: Reader, group: Mapping[Place, list[_Head]], known: Mapping[bytes, Acted]
) -> Decision | None:
    """None for what this person may not read."""
    places = tuple(sorted(group, key=_order))
    first = places[0]
    dispute = file_of(reader, first.kind, first.object, group[first][0].dispute)
    if first.kind in PRIVATE and not may_read_of(desk, reader, dispute):
        return None
    line = line_of(reader, dispute)
    newest = max((head for found in group.values() for head in found), key=lambda head: head.hlc)
    subject, role = named(reader, first.kind, first.object, dispute)
    now = _now(reader, places)
    return Decision(
        key=f"{first.object.hex}:{','.join(p.field for p in places)}",
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
    group: Mapping[Place, list[_Head]],
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


def known_place(place: Place) -> bool:
    """Whether this program has the field; one of a newer version waits for the upgrade."""
    return place.kind in KINDS and (place.field == DELETED or place.field in field_types(KINDS[place.kind]))


def value_of(place: Place, text: str) -> Any:
    """What an operation wrote there."""
    hint = bool if place.field == DELETED else field_types(KINDS[place.kind])[place.field][0]
    return rich(json.loads(text), hint)


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


def file_of(reader: Reader, kind: str, id: UUID, said: UUID | None) -> UUID | None:
    """The file in which an object is met: its own, or for a person the newest in which they stand."""
    if said is not None:
        return said
    if kind == "disputes":
        return id
    if kind == "people":
        parts: list[Party | Agent | Claimant] = [
            *reader.find(Party, person_id=id),
            *reader.find(Agent, person_id=id),
            *reader.find(Claimant, person_id=id),
        ]
        return max((part.dispute_id for part in parts), key=lambda one: one.int, default=None)
    table = TABLES[kind].c
    if "dispute_id" not in table:
        return None
    rows = reader.rows(select(table.dispute_id).where(table.id == id))
    found: UUID | None = rows[0][0] if rows else None
    return found


def line_of(reader: Reader, dispute: UUID | None) -> Line | None:
    """What lists show of the file."""
    return next(iter(lines(reader, [dispute])), None) if dispute else None


def named(reader: Reader, kind: str, id: UUID, dispute: UUID | None) -> tuple[str, PartyRole | None]:
    """Whose it is: a name that tells it from others of its kind, and the role of a party."""
    if kind in {"people", "parties", "agents", "claimants"}:
        person = id
        if kind != "people":
            table = TABLES[kind].c
            rows = reader.rows(select(table.person_id).where(table.id == id))
            person = rows[0][0] if rows else id
        known = reader.maybe(Person, person)
        parts = reader.find(Party, person_id=person, dispute_id=dispute) if dispute else []
        return known.name if known else "", parts[0].role if parts else None
    table = TABLES[kind].c
    column = next((name for name in ("name", "title", "order_no", "no", "position") if name in table), None)
    if column is None or kind == "disputes":
        return "", None
    rows = reader.rows(select(table[column]).where(table.id == id))
    return str(rows[0][0]) if rows and rows[0][0] else "", None


def may_read_of(desk: Desk, reader: Reader, dispute: UUID | None) -> bool:
    """Whether what was said in private in this file may be shown to the person at the desk."""
    file = next(iter(reader.files([dispute])), None) if dispute else None
    return file is not None and may_read(desk, file)

"""A question that two stations left behind, as a value, and what it takes to tell it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.lists import Line, lines
from desktop.commands.private_notes import may_read
from desktop.domain.merging import DELETED
from desktop.domain.people import Agent, Claimant, Party, PartyRole, Person
from desktop.storage.columns import field_types, rich
from desktop.storage.schema import KINDS, TABLES
from desktop.storage.store import Reader

FIELDS = "fields"  # the code of a decision between values; a concern has its own


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


def known_place(place: Place) -> bool:
    """Whether this program has the field; one of a newer version waits for the upgrade."""
    return place.kind in KINDS and (place.field == DELETED or place.field in field_types(KINDS[place.kind]))


def value_of(place: Place, text: str) -> Any:
    """What an operation wrote there."""
    hint = bool if place.field == DELETED else field_types(KINDS[place.kind])[place.field][0]
    return rich(json.loads(text), hint)


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

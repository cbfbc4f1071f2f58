"""The workstations of a room, who keeps its numbers, and what people settled after two of them met (sync design 4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from desktop.domain.changes import new_id
from desktop.domain.people import Extras, no_extras

SHARING_ID = UUID("0192a5c0-0000-7000-8000-000000000005")  # a room has one row of sharing rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One workstation; `id` is its device. `sign_key` (Ed25519) and `box_key` (X25519) are public, in hex.

    `no` tells temporary numbers apart. A station that was restored from a copy or cloned goes on under a new identity
    and names the old one in `replaces`. Of a revoked one, acts up to number `last_act` count.
    """

    id: UUID = field(default_factory=new_id)
    name: str
    no: int
    sign_key: str
    box_key: str
    added_on: date | None = None
    replaces: UUID | None = None
    revoked_on: date | None = None
    last_act: int | None = None
    extras: Extras = field(default_factory=no_extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWrap:
    """The room's key of an epoch, sealed for one station's box key (base64)."""

    id: UUID = field(default_factory=new_id)
    epoch: int
    station_id: UUID
    sealed: str
    extras: Extras = field(default_factory=no_extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberBlock:
    """Numbers `first`…`last` of a series and year that a station may give without asking; both included.

    When it is ended, those that no file bears are void, for `reason`.
    """

    id: UUID = field(default_factory=new_id)
    station_id: UUID
    series: str
    year: int
    first: int
    last: int
    given_on: date | None = None
    ended_on: date | None = None
    reason: str = ""
    extras: Extras = field(default_factory=no_extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """The room's one row of rules for sharing; `keeper` is the station that gives out numbers (编号机)."""

    id: UUID = SHARING_ID
    keeper: UUID | None = None
    statistics: bool = False  # monthly sums go up in clear, signed
    extras: Extras = field(default_factory=no_extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A person looked at what two stations did to each other's work and decided; `id` is the concern's."""

    id: UUID
    code: str
    dispute_id: UUID | None = None
    choice: str = ""
    note: str = ""
    settled_by: UUID | None = None
    settled_on: date | None = None
    extras: Extras = field(default_factory=no_extras)

"""Open work that changes hands or goes out of the door: 交接清单 and 口袋清单."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from desktop.domain.changes import new_id
from desktop.domain.people import Extras, no_extras


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One item of a handover: what it was, in words as printed, and who has it now."""

    dispute: UUID | None
    number: str
    what: str
    to: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """交接: everything open of one member went to others, in one act."""

    id: UUID = field(default_factory=new_id)
    member_id: UUID
    on: date
    by: UUID | None = None
    reason: str = ""
    items: tuple[Moved, ...] = ()
    extras: Extras = field(default_factory=no_extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class PocketLine:
    """One line of a pocket list: a short code for typing back, the file and the step that it asks about."""

    code: str
    dispute: UUID
    step: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PocketList:
    """口袋清单: an A5 list for visits without a computer; `done` are the codes whose results were typed back."""

    id: UUID = field(default_factory=new_id)
    made_at: datetime
    by: UUID | None = None
    lines: tuple[PocketLine, ...] = ()
    done: tuple[str, ...] = ()
    extras: Extras = field(default_factory=no_extras)

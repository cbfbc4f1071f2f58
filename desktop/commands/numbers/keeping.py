"""Who gives out the room's numbers, and which ones are known: read from rows that every station has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import BLOB, TEXT, ColumnElement, and_, func, literal, select, type_coerce

from desktop.domain.numbering import opening
from desktop.domain.numbering import read as read_number
from desktop.domain.people import Committee
from desktop.domain.stations import NumberBlock, Sharing, Station
from desktop.storage.schema import GONE, TABLES, numbers, operations
from desktop.storage.store import Reader

CASE = "case"  # the series of statutory numbers; a year begins at 1
HUB = "hub"  # in the extras of Sharing: the room's numbers come from a hub; of a block: whether it is open there
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Who gives out numbers, seen from the station `me`. `stations` are those that are not revoked, by number.

    `hub`: the room's numbers come from its hub. That is so once the keeper has met it and told it what was given
    before; until then the keeper counts, and nobody else may ask.
    """

    me: UUID
    stations: tuple[Station, ...] = ()
    keeper: UUID | None = None
    hub: bool = False

    @property
    def shared(self) -> bool:
        """Whether other stations work on the same room."""
        return any(s.id != self.me for s in self.stations)

    @property
    def keeps(self) -> bool:
        return not self.stations or self.keeper == self.me

    @property
    def counts(self) -> bool:
        """Whether this station just counts on: it alone gives out numbers, and no hub does."""
        return self.keeps and not self.hub

    @property
    def no(self) -> int | None:
        """This station's own number; None before it is in the room's list."""
        return next((s.no for s in self.stations if s.id == self.me), None)

    @property
    def keeper_lost(self) -> bool:
        """The station that was to give out numbers is revoked: an administrator names another."""
        return bool(self.stations) and all(s.id != self.keeper for s in self.stations)


def keeping(reader: Reader, me: UUID) -> Keeping:
    """Until an administrator says otherwise, the room's first station keeps the numbers."""
    ever = reader.find(Station, "no", "id")
    sharing = next(iter(reader.find(Sharing)), None)
    said = sharing.keeper if sharing else None
    return Keeping(
        me=me,
        stations=tuple(s for s in ever if s.revoked_on is None),
        keeper=said or (ever[0].id if ever else None),
        hub=bool(sharing and sharing.extras.get(HUB)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What this station knows of a year's numbers.

    `borne`: number -> the files that show it; `was`: number -> files that once had it and show another now;
    `void`: number -> why this station's own register says it is void; `counted`: the highest number that its own
    register holds (also one of an older pattern).
    """

    borne: dict[int, tuple[UUID, ...]] = field(default_factory=dict)
    was: dict[int, tuple[UUID, ...]] = field(default_factory=dict)
    blocks: tuple[NumberBlock, ...] = ()
    void: dict[int, str] = field(default_factory=dict)
    counted: int = 0

    @property
    def highest(self) -> int:
        """Every number up to this one is spoken for."""
        return max([self.counted, *self.borne, *self.was, *self.void, *(b.last for b in self.blocks)], default=0)

    def taken(self, number: int) -> bool:
        return number in self.borne or number in self.was or number in self.void

    def given(self, station: UUID) -> list[int]:
        """The numbers of a station's blocks that files bear."""
        return sorted(
            n for b in self.blocks if b.station_id == station for n in range(b.first, b.last + 1) if n in self.borne
        )

    def free(self, station: UUID) -> list[int]:
        """The unused numbers that a station may give without asking, in order."""
        live = [b for b in self.blocks if b.ended_on is None and b.station_id == station]
        return sorted(n for b in live for n in range(b.first, b.last + 1) if not self.taken(n))


def known(reader: Reader, committee: Committee, year: int) -> Known:
    borne = _borne(reader, committee, year)
    n = numbers.c
    register = reader.rows(select(n.seq, n.voided).where(n.series == CASE, n.year == year))
    return Known(
        borne={seq: tuple(found) for seq, found in borne.items()},
        was=_was(reader, committee, year, borne),
        blocks=tuple(reader.find(NumberBlock, "first", "id", series=CASE, year=year)),
        void={int(seq): str(why) for seq, why in register if why and seq not in borne},
        counted=max((int(seq) for seq, _ in register), default=0),
    )


def counted(reader: Reader, year: int) -> int:
    """The highest number in this station's own register."""
    n = numbers.c
    return int(reader.rows(select(func.max(n.seq)).where(n.series == CASE, n.year == year))[0][0] or 0)


def _bear(committee: Committee, year: int) -> ColumnElement[bool]:
    """Files whose number may be of the year, as far as an index can tell."""
    d, start = TABLES["disputes"].c, opening(committee, year)
    if not start:
        return d.case_no > ""
    return and_(d.case_no >= start, d.case_no < start[:-1] + chr(ord(start[-1]) + 1))


def _borne(reader: Reader, committee: Committee, year: int) -> dict[int, list[UUID]]:
    """Number -> files with it, also taken-out ones: what was given once stays given."""
    d = TABLES["disputes"].c
    found: dict[int, list[UUID]] = {}
    for id, text in reader.rows(select(d.id, d.case_no).where(_bear(committee, year)).order_by(d.id)):
        ours = read_number(committee, text)
        if ours and ours[0] == year:
            found.setdefault(ours[1], []).append(id)
    return found


def _was(reader: Reader, committee: Committee, year: int, borne: dict[int, list[UUID]]) -> dict[int, tuple[UUID, ...]]:
    """Numbers that files of the year had before the one they show, and that no file shows: by what was ever written.

    A number that a file gave up for none is in a block of its own.
    """
    d, o = TABLES["disputes"].c, operations.c
    other = o.value != literal('"').concat(type_coerce(d.case_no, TEXT)).concat('"')
    written = select(o.object, o.value).join_from(
        TABLES["disputes"], operations, and_(o.object == type_coerce(d.id, BLOB), o.field == "case_no", other)
    )
    found: dict[int, set[UUID]] = {}
    for object_, value in reader.rows(written.where(_bear(committee, year))):
        ours = read_number(committee, str(json.loads(value) or ""))
        if ours and ours[0] == year and ours[1] not in borne:
            found.setdefault(ours[1], set()).add(UUID(bytes=object_))
    return {seq: tuple(sorted(files)) for seq, files in found.items()}


def here(reader: Reader, ids: Iterable[UUID]) -> set[UUID]:
    """Those of the files that were not taken out."""
    d = TABLES["disputes"].c
    return {
        row[0] for some in slices(sorted(ids)) for row in reader.rows(select(d.id).where(d.id.in_(some), d[GONE] == 0))
    }


def slices(ids: list[UUID]) -> Iterator[list[UUID]]:
    for at in range(0, len(ids), AT_ONCE):
        yield ids[at : at + AT_ONCE]

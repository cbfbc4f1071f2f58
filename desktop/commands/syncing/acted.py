"""Who did what and where: the acts of every station, told by their transactions."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import SHANGHAI, Desk
from desktop.domain.people import Account, Member, Party, Person
from desktop.domain.stations import Station
from desktop.storage.schema import acts, audit, devices
from desktop.storage.store import Reader

AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """One act; `station` is empty for a workstation that nobody named."""

    txn: bytes
    who: str
    at: datetime
    act: str
    device: UUID | None
    station: str
    dispute: UUID | None
    detail: Mapping[str, Any]


def acted(reader: Reader, txns: Iterable[bytes]) -> dict[bytes, Acted]:
    """The acts of these transactions, as far as they are known here."""
    wanted = list(dict.fromkeys(txns))
    people, stations = people_names(reader), station_names(reader)
    found: dict[bytes, Acted] = {}
    for n in range(0, len(wanted), AT_ONCE):
        some = wanted[n : n + AT_ONCE]
        a = audit.c
        where = dict(map(tuple, reader.rows(_stations_of(some))))
        for row in reader.rows(select(a.txn, a.account, a.at, a.act, a.dispute, a.detail).where(a.txn.in_(some))):
            device = UUID(bytes=where[row.txn]) if row.txn in where else None
            found[row.txn] = Acted(
                txn=row.txn,
                who=people.get(UUID(bytes=row.account), "") if row.account else "",
                at=on_the_wall(row.at),
                act=row.act,
                device=device,
                station=stations.get(device, "") if device else "",
                dispute=UUID(bytes=row.dispute) if row.dispute else None,
                detail=json.loads(row.detail),
            )
    return found


def _stations_of(txns: list[bytes]) -> Any:
    return select(acts.c.txn, devices.c.id).where(acts.c.device == devices.c.no, acts.c.txn.in_(txns))


def on_the_wall(at: str) -> datetime:
    """The moment of an audit line as the room's clock showed it (no zone)."""
    return datetime.fromisoformat(at).astimezone(SHANGHAI).replace(tzinfo=None)


def people_names(reader: Reader) -> dict[UUID, str]:
    """Members and accounts by the name that the room knows them by."""
    members = {m.id: m.name for m in reader.find(Member)}
    accounts = {a.id: members.get(a.member_id, a.name) if a.member_id else a.name for a in reader.find(Account)}
    return members | accounts


def station_names(reader: Reader) -> dict[UUID, str]:
    """Stations by name; one that goes on under a new identity has its old one's acts under its name too."""
    found: dict[UUID, str] = {}
    for station in reader.find(Station):
        found[station.id] = station.name
        if station.replaces is not None:
            found.setdefault(station.replaces, station.name)
    return found


def known_names(desk: Desk, ids: Collection[UUID]) -> dict[UUID, str]:
    """What those are called who are named by their identity: the team, and of `ids` people, parties and stations."""
    with desk.read() as reader:
        found = people_names(reader) | station_names(reader)
        left = [id for id in ids if id not in found]
        parts = {part.id: part.person_id for part in reader.find(Party, id=left)} if left else {}
        people = {person.id: person.name for person in reader.find(Person, id=[*left, *parts.values()])} if left else {}
    return found | people | {id: people[person] for id, person in parts.items() if person in people}

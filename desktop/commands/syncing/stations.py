"""各台电脑: who belongs to the room, and when each was last heard of; the hub and the folders beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select

from desktop.commands.desk import Desk
from desktop.commands.syncing.acted import on_the_wall
from desktop.commands.syncing.status import BUNDLE, HUB, moment
from desktop.domain.stations import Station
from desktop.storage.schema import acts, audit, devices, targets
from desktop.storage.store import Reader

LATE = timedelta(hours=24)  # without a word for longer: what lies there could be lost with it


class Reach(StrEnum):
    HERE = "here"  # 这台
    FINE = "fine"  # 正常
    LATE = "late"  # 该联
    NEVER = "never"  # 还没有联过
    REVOKED = "revoked"  # 已停用


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A workstation, or the hub (`station` None). `at`: the last act of it that is here, the hub's last answer."""

    name: str
    reach: Reach
    at: datetime | None = None
    station: UUID | None = None

    def days(self, now: datetime) -> int:
        """Whole days since the last word of it."""
        return (now - self.at).days if self.at is not None else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """When something was last written to a folder (or stick), and last read from one."""

    written: datetime | None = None
    read: datetime | None = None


def contacts(desk: Desk) -> tuple[Contact, ...]:
    """This workstation, the hub, the others by name, the revoked ones last."""
    now = desk.now()
    with desk.read() as reader:
        known = {station.id: station for station in reader.find(Station)}
        heard = _heard(reader)
        here = known.get(desk.store.device)
        first = Contact(name=here.name if here else "", reach=Reach.HERE, at=now, station=desk.store.device)
        hub = _hub(reader, now)
        replaced = {station.replaces for station in known.values() if station.replaces is not None}
        others = [
            _contact(station, heard.get(station.id), now)
            for station in known.values()
            if station.id != desk.store.device and station.id not in replaced
        ]
    others.sort(key=lambda contact: (contact.reach is Reach.REVOKED, contact.name))
    return (first, *([hub] if hub else []), *others)


def carried(desk: Desk) -> Carried:
    """By stick or folder."""
    t = targets.c
    with desk.read() as reader:
        query = select(func.max(t.pushed_at), func.max(t.pulled_at)).where(t.key.startswith(BUNDLE, autoescape=True))
        written, read = reader.rows(query)[0]
    return Carried(written=moment(written or ""), read=moment(read or ""))


def _contact(station: Station, at: datetime | None, now: datetime) -> Contact:
    if station.revoked_on is not None:
        reach = Reach.REVOKED
    elif at is None:
        reach = Reach.NEVER
    else:
        reach = Reach.LATE if now - at > LATE else Reach.FINE
    return Contact(name=station.name, reach=reach, at=at, station=station.id)


def _hub(reader: Reader, now: datetime) -> Contact | None:
    if reader.meta(HUB) is None:
        return None
    rows = reader.rows(select(targets.c.pushed_at, targets.c.pulled_at).where(targets.c.key == HUB))
    last = max(rows[0]) if rows else ""
    at = moment(last)
    if at is None:
        return Contact(name="街道服务器", reach=Reach.NEVER)
    return Contact(name="街道服务器", reach=Reach.LATE if now - at > LATE else Reach.FINE, at=at)


def _heard(reader: Reader) -> dict[UUID, datetime]:
    """The time of the newest act that is here of each workstation."""
    query = (
        select(devices.c.id, func.max(audit.c.at))
        .where(devices.c.no == acts.c.device, audit.c.seq == acts.c.seq)
        .group_by(devices.c.id)
    )
    return {UUID(bytes=row[0]): on_the_wall(row[1]) for row in reader.rows(query)}

"""How this workstation stands with the others: saved, receipted, waiting to go up, just come in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from desktop.commands.desk import Desk
from desktop.commands.lists import lines
from desktop.commands.syncing import decisions
from desktop.commands.syncing.acted import Acted, acted, on_the_wall
from desktop.storage.schema import acts, audit, devices, operations, targets
from desktop.storage.store import Reader

HUB, BUNDLE = "hub", "bundle"  # the target's key, and how the keys of folders begin
PAUSED, METERED, SEEN = "sync_paused", "sync_metered", "sync_seen"  # this workstation's own notes, never synced
MOST = 60  # lines of a list
AT_ONCE = 600  # acts read for them
FIELDS = 6  # fields named of one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`synced_at` is the hub's last receipt, `received_at` the last time it was asked; None: never.

    `waiting`: own acts that changed something and of which there is no receipt yet. `connected`: there is a hub.
    """

    saved_at: datetime | None = None
    synced_at: datetime | None = None
    received_at: datetime | None = None
    waiting: int = 0
    decisions: int = 0
    connected: bool = False
    paused: bool = False
    metered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What was done to one file (or to the room, without `dispute`) in acts of one kind.

    `fields`: the (kind, field) that were written, at most FIELDS of them; `times`: how many acts.
    """

    dispute: UUID | None
    number: str
    names: str
    act: str
    fields: tuple[tuple[str, str], ...]
    times: int
    at: datetime
    who: str
    station: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The first lines of a list, newest first, and how many acts there are in all."""

    items: tuple[Item, ...] = ()
    total: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the background job asks before each try."""

    connected: bool
    paused: bool
    metered: bool


def standing(desk: Desk) -> Standing:
    """Whether there is a hub, and whether it may be spoken to."""
    with desk.store.read() as reader:
        return Standing(reader.meta(HUB) is not None, reader.meta(PAUSED) == "1", reader.meta(METERED) == "1")


def status(desk: Desk) -> Status:
    """Where things stand now; a few short questions."""
    with desk.store.read() as reader:
        own = own_number(reader, desk)
        hub = _target(reader, HUB)
        connected = reader.meta(HUB) is not None
        return Status(
            saved_at=_last_act(reader, own),
            synced_at=moment(hub.pushed_at) if hub else None,
            received_at=moment(hub.pulled_at) if hub else None,
            waiting=_count(reader, _unsent(reader, own)),
            decisions=decisions.count(desk),
            connected=connected,
            paused=reader.meta(PAUSED) == "1",
            metered=reader.meta(METERED) == "1",
        )


def pause(desk: Desk, on: bool) -> None:
    """Nothing is exchanged until it is taken back; only on this workstation."""
    with desk.store.aside() as tx:
        tx.set_meta(PAUSED, "1" if on else "0")


def meter(desk: Desk, on: bool) -> None:
    """按流量计费: attachments wait, words go at once; only on this workstation."""
    with desk.store.aside() as tx:
        tx.set_meta(METERED, "1" if on else "0")


def waiting(desk: Desk, *, most: int = MOST) -> Listed:
    """待上传: what was done here and is on no other machine for certain."""
    with desk.read() as reader:
        where = _unsent(reader, own_number(reader, desk))
        return _listed(reader, where, most)


def received(desk: Desk, *, most: int = MOST) -> Listed:
    """刚收到: what came from other workstations since somebody here said that all was seen."""
    with desk.read() as reader:
        seen = int(reader.meta(SEEN) or 0)
        where = [acts.c.device != own_number(reader, desk), acts.c.seq > seen, acts.c.last >= acts.c.first]
        return _listed(reader, where, most)


def see_all(desk: Desk) -> None:
    """全部看过: the list of what came begins anew."""
    with desk.store.aside() as tx:
        last = tx.rows(select(func.max(acts.c.seq)).where(acts.c.device != own_number(tx, desk)))[0][0]
        tx.set_meta(SEEN, str(last or 0))


def own_number(reader: Reader, desk: Desk) -> int:
    """This workstation's short number here."""
    found = reader.rows(select(devices.c.no).where(devices.c.id == desk.store.device.bytes))
    return int(found[0][0]) if found else 0


def moment(at: str) -> datetime | None:
    return on_the_wall(at) if at else None


def _target(reader: Reader, key: str) -> Any:
    return next(iter(reader.rows(select(targets).where(targets.c.key == key))), None)


def _last_act(reader: Reader, own: int) -> datetime | None:
    query = (
        select(audit.c.at)
        .where(audit.c.seq == acts.c.seq, acts.c.device == own, acts.c.last >= acts.c.first)
        .order_by(acts.c.no.desc())
        .limit(1)
    )
    rows = reader.rows(query)
    return on_the_wall(rows[0][0]) if rows else None


def _unsent(reader: Reader, own: int) -> list[Any]:
    """Own acts without the hub's receipt; where there is no hub, those that no folder has."""
    hub = _target(reader, HUB)
    if hub is not None or reader.meta(HUB) is not None:
        acked = int(hub.acked) if hub is not None else 0
    else:
        acked = int(reader.rows(select(func.max(targets.c.acked)))[0][0] or 0)
    return [acts.c.device == own, acts.c.no > acked, acts.c.last >= acts.c.first]


def _count(reader: Reader, where: Sequence[Any]) -> int:
    return int(reader.rows(select(func.count()).select_from(acts).where(*where))[0][0])


def _listed(reader: Reader, where: Sequence[Any], most: int) -> Listed:
    rows = reader.rows(select(acts.c.txn).where(*where).order_by(acts.c.seq.desc()).limit(AT_ONCE))
    known = acted(reader, (row.txn for row in rows))
    done = [known[row.txn] for row in rows if row.txn in known]
    groups: dict[tuple[UUID | None, str, str], list[Acted]] = {}
    for one in done:
        groups.setdefault((one.dispute, one.act, one.who), []).append(one)
    shown = list(groups.values())[:most]
    return Listed(
        items=tuple(_items(reader, shown)),
        total=_count(reader, where),
        last=max((one.at for one in done), default=None),
    )


def _items(reader: Reader, groups: Sequence[Sequence[Acted]]) -> Iterable[Item]:
    files = {line.id: line for line in lines(reader, [g[0].dispute for g in groups if g[0].dispute is not None])}
    written = _written(reader, [one.txn for group in groups for one in group])
    for group in groups:
        newest = group[0]
        line = files.get(newest.dispute) if newest.dispute else None
        fields = dict.fromkeys(place for one in group for place in written.get(one.txn, ()))
        yield Item(
            dispute=newest.dispute if line else None,
            number=line.number if line else "",
            names=line.names if line else "",
            act=newest.act,
            fields=tuple(fields)[:FIELDS],
            times=len(group),
            at=newest.at,
            who=newest.who,
            station=newest.station,
        )


def _written(reader: Reader, txns: Sequence[bytes]) -> dict[bytes, list[tuple[str, str]]]:
    """What each transaction wrote, as (kind, field)."""
    found: dict[bytes, list[tuple[str, str]]] = {}
    o = operations.c
    for n in range(0, len(txns), 500):
        query = select(o.txn, o.kind, o.field).where(o.txn.in_(txns[n : n + 500])).order_by(o.device, o.n)
        for txn, kind, field in reader.rows(query):
            found.setdefault(txn, []).append((kind, field))
    return found

"""Whose acts count: a station's public key, and how far a revoked one is believed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from nacl.signing import VerifyKey
from sqlalchemy import select

from desktop.domain.stations import Station
from desktop.storage import schema
from desktop.storage.reissue import vouches
from desktop.storage.store import Deed, Reader, Store
from desktop.sync.contents import taken
from desktop.sync.envelope import open_sealed, read_cover
from desktop.sync.errors import Tampered
from desktop.sync.keys import room_keys

KNOWN = "known_stations"  # meta: {device: public sign key}, as an invitation told them before any data had come


def verify_key(reader: Reader, device: UUID) -> VerifyKey | None:
    """The key that `device` signs with; None for one that nobody here has heard of (yet).

    A station that went on under a new identity keeps its key, and its new id names that key: its first envelopes
    can be checked before the act that introduces it has arrived.
    """
    return key_of(_keys(reader), device)


def key_of(known: Mapping[UUID, str], device: UUID) -> VerifyKey | None:
    """The same, where these public keys are known."""
    key = known.get(device) or next((k for k in known.values() if vouches(k, device)), None)
    try:
        return VerifyKey(bytes.fromhex(key)) if key else None
    except ValueError:
        return None


def allowed(reader: Reader, device: UUID, hi: int) -> bool:
    """Whether act `hi` of the device counts here.

    Of a revoked one, what its revoker knew counts, and what any station in good standing built upon before it heard:
    such a station's acts wait here for them, and without them nothing of that station could ever be taken in.
    """
    last = last_act(reader, device)
    return last is None or hi <= last or _waited_for(reader, device)


def last_act(reader: Reader, device: UUID) -> int | None:
    """The last act that counts; None when all do. Of an unknown station under a revoked one's key, none does."""
    stations = reader.find(Station)
    own = next((s for s in stations if s.id == device), None)
    if own is not None:
        return (own.last_act or 0) if own.revoked_on is not None else None
    vouching = [s for s in stations if vouches(s.sign_key, device)]
    return 0 if vouching and all(s.revoked_on is not None for s in vouching) else None


def vouch(store: Store) -> bool:
    """When more of a revoked station had arrived here than its revoker knew of, say so by an act.

    The act itself says nothing; that its author had seen those acts makes them count for everybody who gets it.
    """
    d, r = schema.devices.c, schema.reached.c
    with store.read() as reader:
        limits = {s.id: s.last_act or 0 for s in reader.find(Station) if s.revoked_on is not None}
        if not limits or store.device in limits:
            return False
        reached = {
            UUID(bytes=id): int(act)
            for id, act in reader.rows(select(d.id, r.act).join(schema.reached, r.device == d.no))
        }
        said = json.loads(reader.meta("vouched") or "{}")
    more = {
        id.hex: reached[id] for id, last in limits.items() if reached.get(id, 0) > max(last, int(said.get(id.hex, 0)))
    }
    if not more:
        return False
    with store.begin(Deed(account=None, act="vouch_acts")) as tx:
        tx.set_meta("vouched", json.dumps(said | more))
        tx.detail = {"stations": sorted(more)}
    return True


def _waited_for(reader: Reader, device: UUID) -> bool:
    """Whether the next envelope of a station in good standing has seen more of the device than is here."""
    e, r = schema.envelopes.c, schema.reached.c
    ids = {no: UUID(bytes=id) for no, id in reader.devices().items()}
    place = {ids[row[0]]: (int(row[1]), int(row[2])) for row in reader.rows(select(r.device, r.act, r.n))}
    here, known = place.get(device, (0, 0))[1], room_keys(reader)
    for number, lo, wire in reader.rows(select(e.device, e.lo, e.body).where(e.state == "held")):
        author = ids[number]
        if author == device or lo > place.get(author, (0, 0))[0] + 1 or last_act(reader, author) is not None:
            continue
        verify = verify_key(reader, author)
        try:
            if verify is None:
                continue
            cover = read_cover(wire)
            waiting = taken(cover, open_sealed(wire, known, verify))
        except (Tampered, KeyError):
            continue
        if any(id == device.bytes and n > here for act in waiting for id, n in act.seen):
            return True
    return False


def told(reader: Reader) -> dict[UUID, str]:
    """The public keys that came with the invitation."""
    return {UUID(hex=id): key for id, key in json.loads(reader.meta(KNOWN) or "{}").items()}


def _keys(reader: Reader) -> dict[UUID, str]:
    return told(reader) | {s.id: s.sign_key for s in reader.find(Station)}

"""This station's own keys and the room's: made, wrapped for a station, taken over when they arrive.

All of them lie inside the encrypted database: the master key opens it, and the recovery code opens the master key,
so the recovery sheet brings them back with the room. Nothing here is ever written to a file in clear.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import socket
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey
from sqlalchemy import insert, select

from desktop.domain.errors import Refused
from desktop.domain.stations import SHARING_ID, KeyWrap, Sharing, Station
from desktop.storage import schema
from desktop.storage.cipher import in_words
from desktop.storage.store import Deed, Reader, Store, Transaction
from desktop.storage.taking import TakenAct

KEY_BYTES = 32
FIRST_EPOCH = 1
MARK_BITS = 16  # of an epoch's number: they tell apart two epochs that two stations made without knowing
SHANGHAI = timezone(timedelta(hours=8))
UNNAMED = "这台电脑"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this station is in its room, with its private keys."""

    device: UUID
    room: UUID
    sign: SigningKey
    box: PrivateKey

    @property
    def sign_key(self) -> str:
        return bytes(self.sign.verify_key).hex()

    @property
    def box_key(self) -> str:
        return bytes(self.box.public_key).hex()

    def __repr__(self) -> str:
        return f"Identity({self.device})"


def room_of(reader: Reader) -> UUID:
    """The room that everything is sealed for. A station that joined knows it before the committee has come."""
    told = reader.meta("room")
    return UUID(hex=told) if told else reader.committee().id


def has_identity(reader: Reader) -> bool:
    return reader.meta("sign_seed") is not None


def identity(reader: Reader, device: UUID) -> Identity:
    """Refused `not_shared` in a room that no other station has been added to yet."""
    sign, box = reader.meta("sign_seed"), reader.meta("box_seed")
    if sign is None or box is None:
        raise Refused("not_shared", "这间调处室还没有开通同步,请先在“同步”里添加电脑或连接服务器。")
    return Identity(device, room_of(reader), SigningKey(bytes.fromhex(sign)), PrivateKey(bytes.fromhex(box)))


def ensure_identity(store: Store, *, account: UUID | None = None, name: str = "") -> Identity:
    """This station's identity; made, with the room's first key and first Station row, where there is none.

    A station that goes on under a new identity is introduced to the others by its next act.
    """
    with store.read() as reader:
        mine = identity(reader, store.device) if has_identity(reader) else None
        former = _former(reader, mine) if mine is not None else None
    if mine is not None:
        if former is not None:
            _introduce(store, mine)
        return mine
    with store.begin(Deed(account=account, act="share_room")) as tx:
        if has_identity(tx):
            return identity(tx, store.device)
        mine = Identity(store.device, room_of(tx), SigningKey.generate(), PrivateKey.generate())
        key = secrets.token_bytes(KEY_BYTES)
        keep_identity(tx, mine)
        keep_key(tx, FIRST_EPOCH, key, store.now().isoformat(timespec="seconds"))
        tx.put(
            Station(
                id=store.device,
                name=name.strip() or host_name(),
                no=1,
                sign_key=mine.sign_key,
                box_key=mine.box_key,
                added_on=today(store),
            )
        )
        tx.put(KeyWrap(epoch=FIRST_EPOCH, station_id=store.device, sealed=wrapped(key, mine.box_key)))
        if tx.maybe(Sharing, SHARING_ID) is None:
            tx.put(Sharing(keeper=store.device))
    return mine


def _former(reader: Reader, mine: Identity) -> Station | None:
    """What this station was before it took a new identity that nobody was told of yet."""
    known = reader.find(Station)
    if any(s.id == mine.device for s in known):
        return None
    same = [s for s in known if s.sign_key == mine.sign_key]
    return max(same, key=lambda s: s.no, default=None)


def _introduce(store: Store, mine: Identity) -> None:
    with store.begin(Deed(account=None, act="new_identity")) as tx:
        known, former = tx.find(Station), _former(tx, mine)
        if former is None:
            return
        stem = former.name.rstrip("0123456789 ")
        names = {s.name for s in known}
        name = next(n for n in (f"{stem} {k}" for k in range(2, len(known) + 3)) if n not in names)
        station = replace(
            former,
            id=mine.device,
            name=name,
            no=max(s.no for s in known) + 1,
            added_on=today(store),
            replaces=former.id,
            last_act=None,
            extras={},
        )
        tx.put(station)
        wrap_known(tx, [station])


def keep_identity(tx: Transaction, mine: Identity) -> None:
    tx.set_meta("room", mine.room.hex)
    tx.set_meta("sign_seed", bytes(mine.sign).hex())
    tx.set_meta("box_seed", bytes(mine.box).hex())


def host_name() -> str:
    """What the computer is called, unless it is called like every other."""
    name = socket.gethostname().split(".")[0].strip()
    return name if name and name.lower() != "localhost" else UNNAMED


def today(store: Store) -> date:
    return store.now().astimezone(SHANGHAI).date()


# -- the room's keys


def room_keys(reader: Reader) -> dict[int, bytes]:
    """Every key of the room that this station holds, by epoch."""
    return dict(reader.fetched("SELECT epoch, key FROM room_keys ORDER BY epoch"))


def sealing_key(reader: Reader) -> tuple[int, bytes]:
    """The epoch and key that what goes out now is sealed with: the newest that every station has been sent.

    A station that was added by one who did not know the newest key yet could not open anything under it.
    """
    known = room_keys(reader)
    if not known:
        raise Refused("not_shared", "这间调处室还没有开通同步,请先在“同步”里添加电脑或连接服务器。")
    newest = max(known)
    if len(known) == 1 or not _lacks(reader, newest):
        return newest, known[newest]
    sent = [epoch for epoch in known if not _lacks(reader, epoch)]
    epoch = max(sent, default=newest)
    return epoch, known[epoch]


def _lacks(reader: Reader, epoch: int) -> bool:
    """Whether some station of the room has no wrap of the epoch yet, or one that has not left this station."""
    sent = {w.station_id for w in reader.find(KeyWrap, epoch=epoch) if _has_left(reader, w)}
    return any(s.id not in sent for s in live_stations(reader))


def keep_key(tx: Transaction, epoch: int, key: bytes, made_at: str) -> None:
    with in_words():
        tx.connection.execute(insert(schema.room_keys), {"epoch": epoch, "key": key, "made_at": made_at})


def wrapped(key: bytes, box_key: str) -> str:
    """`key` sealed for whoever has the private half of `box_key`: base64."""
    return b64encode(SealedBox(PublicKey(bytes.fromhex(box_key))).encrypt(key)).decode()


def unwrapped(sealed: str, epoch: int, box: PrivateKey) -> bytes | None:
    """The key in a wrap; None when it was not meant for this box, or is not the key of that epoch."""
    try:
        key = SealedBox(box).decrypt(b64decode(sealed, validate=True))
    except (CryptoError, ValueError, TypeError):
        return None
    mark = epoch & ((1 << MARK_BITS) - 1)
    return key if len(key) == KEY_BYTES and (epoch == FIRST_EPOCH or mark == _mark(key)) else None


def _mark(key: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"room key " + key).digest()[: MARK_BITS // 8], "big")


def live_stations(reader: Reader) -> list[Station]:
    return [s for s in reader.find(Station) if s.revoked_on is None]


def rotate(tx: Transaction) -> int:
    """A new key of the room, wrapped for every station that is not revoked; the epoch's number.

    The key itself is not kept here: it comes back by `adopt_keys` from this station's own wrap, once the act with
    the wraps has been sealed with the key before. Otherwise nobody could open the envelope that brings the new key.
    """
    key = secrets.token_bytes(KEY_BYTES)
    told = [*(w.epoch for w in tx.find(KeyWrap)), *room_keys(tx)]
    epoch = ((max(told, default=0) >> MARK_BITS) + 1) << MARK_BITS | _mark(key)
    for station in live_stations(tx):
        tx.put(KeyWrap(epoch=epoch, station_id=station.id, sealed=wrapped(key, station.box_key)))
    return epoch


def wrap_known(tx: Transaction, stations: Iterable[Station]) -> None:
    """Give each of the stations every key of the room that it has no wrap of."""
    held = {(w.station_id, w.epoch) for w in tx.find(KeyWrap)}
    for station in stations:
        for epoch, key in room_keys(tx).items():
            if (station.id, epoch) not in held:
                tx.put(KeyWrap(epoch=epoch, station_id=station.id, sealed=wrapped(key, station.box_key)))


def adopt_keys(store: Store) -> int:
    """Take over what was wrapped for this station and is not known yet; how many keys that were."""
    with store.read() as reader:
        found = _arrived(reader, store.device)
    if not found:
        return 0
    with store.aside() as tx:
        known = room_keys(tx)
        new = {epoch: key for epoch, key in found.items() if epoch not in known}
        for epoch, key in new.items():
            keep_key(tx, epoch, key, store.now().isoformat(timespec="seconds"))
    return len(new)


def _arrived(reader: Reader, device: UUID) -> dict[int, bytes]:
    if not has_identity(reader):
        return {}
    mine, known = identity(reader, device), room_keys(reader)
    mates = [s.id for s in reader.find(Station) if s.box_key == mine.box_key]  # this one, under older names too
    found: dict[int, bytes] = {}
    for wrap in reader.find(KeyWrap, station_id=mates) if mates else []:
        if wrap.epoch not in known and wrap.epoch not in found and _has_left(reader, wrap):
            key = unwrapped(wrap.sealed, wrap.epoch, mine.box)
            if key is not None:
                found[wrap.epoch] = key
    return found


def _has_left(reader: Reader, wrap: KeyWrap) -> bool:
    """Whether the act with the wrap is in an envelope: it came in one, or has been sealed here."""
    o, a, e = schema.operations.c, schema.acts.c, schema.envelopes.c
    acts = select(a.device, a.no).join(schema.operations, (o.device == a.device) & o.n.between(a.first, a.last))
    made = reader.rows(acts.where(o.object == wrap.id.bytes).limit(1))
    if not made:
        return False
    device, no = made[0]
    return bool(reader.rows(select(e.hi).where(e.device == device, e.lo > 0, e.hi >= no).limit(1)))


def glimpse(store: Store, acts: Iterable[TakenAct]) -> int:
    """Keys for this station in acts that cannot be taken in yet, because what they build on is under those very keys.

    So it goes when one station turns the key while another lets a new one in. How many keys were kept.
    """
    wraps: dict[bytes, dict[str, object]] = {}
    for op in (op for act in acts for op in act.ops if op.kind == "key_wraps"):
        wraps.setdefault(op.object, {})[op.field] = json.loads(op.value)
    if not wraps:
        return 0
    with store.aside() as tx:
        mine, known = identity(tx, store.device), room_keys(tx)
        kept = 0
        for wrap in wraps.values():
            epoch, sealed = wrap.get("epoch"), wrap.get("sealed")
            if not isinstance(epoch, int) or not isinstance(sealed, str) or epoch in known:
                continue
            key = unwrapped(sealed, epoch, mine.box)
            if key is not None:
                keep_key(tx, epoch, key, store.now().isoformat(timespec="seconds"))
                known[epoch] = key
                kept += 1
    return kept


def rotation_due(reader: Reader) -> bool:
    """Whether a revoked station holds the newest key: two stations revoked, each without knowing of the other."""
    wraps = reader.find(KeyWrap)
    newest = max((w.epoch for w in wraps), default=0)
    gone = {s.id for s in reader.find(Station) if s.revoked_on is not None}
    return any(w.epoch == newest and w.station_id in gone for w in wraps)


def lacking(reader: Reader) -> list[Station]:
    """Stations that were added by one who did not know the newest key."""
    known: Collection[int] = room_keys(reader)
    held: dict[UUID, set[int]] = {}
    for wrap in reader.find(KeyWrap):
        held.setdefault(wrap.station_id, set()).add(wrap.epoch)
    return [s for s in live_stations(reader) if set(known) - held.get(s.id, set())]


def mend_keys(store: Store) -> bool:
    """After an exchange: what two stations did to the keys without knowing of each other is put right by an act."""
    with store.read() as reader:
        if not has_identity(reader) or not (rotation_due(reader) or lacking(reader)):
            return False
        station = reader.maybe(Station, store.device)
        if station is None or station.revoked_on is not None:
            return False
    with store.begin(Deed(account=None, act="room_keys")) as tx:
        wrap_known(tx, lacking(tx))
        if rotation_due(tx):
            rotate(tx)
    return True

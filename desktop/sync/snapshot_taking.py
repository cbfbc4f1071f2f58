"""A new station fills its empty database from a snapshot, in one transaction, and believes as little of it as it can.

Every act comes from an envelope that its own station signed, along the chain of that station, and from stations that
acts before had introduced: operations, heads, audit trail and keys are made from these as a replay would make them,
and the digest of the heads must be the one that the manifest names. Only rows and lists are taken as the maker of the
snapshot has them. What does not hold is thrown away whole, and the room comes envelope by envelope instead.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from desktop import __version__
from desktop.domain.changes import Changed
from desktop.domain.stations import Station
from desktop.storage.audit import Line
from desktop.storage.files import make_private_folder
from desktop.storage.heads import keep_digest, whole_digest
from desktop.storage.loading import Loading, columns, is_empty, make_empty, tables
from desktop.storage.rechecking import unsaid
from desktop.storage.schema import KINDS, envelopes
from desktop.storage.store import ANCHOR, Store, Transaction
from desktop.storage.taking import LAST_STAMP
from desktop.sync import keys, trust
from desktop.sync.envelope import FIRST, SCHEMA, ActPart, open_sealed, read_cover
from desktop.sync.errors import Tampered
from desktop.sync.replica import Replica
from desktop.sync.snapshot import Manifest, check_signature, opened, read_manifest
from desktop.sync.steps import keep_manifests, turn_page
from desktop.sync.targets import Target

FOLDER = "incoming"
TAKEN = "snapshot"  # meta: {"by": device hex, …} of a snapshot that the room here began with
REFUSED = "snapshot_refused"  # meta: {"by": device hex, "code"} of one that did not hold
TRIES = 3  # snapshots that are replaced while they are fetched
MOST = 65_536  # pieces: 64 GiB


@dataclass(frozen=True, slots=True)
class Going:
    """What taking a snapshot tells and asks; `reach` hears the name of every moment that matters."""

    told: Callable[[Changed], None] = lambda _changed: None
    go_on: Callable[[], bool] = lambda: True
    reach: Callable[[str], None] = lambda _name: None


_QUIET = Going()


class _Stopped(Exception):
    """Somebody does not want to wait: what was fetched stays for the next try."""


class _Closed(Exception):
    """Something in it is under a key that comes to this station only later: a replay waits for it."""


def take(store: Store, target: Target, going: Going = _QUIET, beside: Sequence[str] = ()) -> bool:
    """Fill the empty database from the snapshot of an open target; False: replay instead, nothing was changed.

    `beside`: the keys of `meta` that may come along. Raises what the target raises; pieces that came are kept for the
    next try. Of a snapshot that does not hold it is remembered who left it, and none is tried again.
    """
    with store.read() as reader:
        if not is_empty(reader.connection) or reader.meta(REFUSED):
            return False
    for _ in range(TRIES):
        wire = target.snapshot()
        manifest = _acceptable(store, wire) if wire is not None else None
        if manifest is None:
            break
        try:
            if not _fetch(store, target, manifest, going):
                if going.go_on():
                    continue  # it was replaced meanwhile
                return False
            _fill(store, target, manifest, going, beside)
        except Tampered as error:
            _refuse(store, manifest, error.code)
            return False
        except _Stopped:
            return False
        except _Closed:
            break
        shutil.rmtree(_folder(store), ignore_errors=True)
        return True
    shutil.rmtree(_folder(store), ignore_errors=True)
    return False


def settle(store: Store, target: Target) -> bool:
    """After the tail has come: whether the exchange must run once more, because the snapshot cannot be relied on.

    Its maker is no station any more: everything is thrown away and comes anew. It said it had read further than it
    had: reading begins at the start, and what is here is left out.
    """
    with store.read() as reader:
        told = json.loads(reader.meta(TAKEN) or "{}")
        if not told:
            return False
        by = reader.maybe(Station, UUID(hex=told["by"]))
    if by is None or by.revoked_on is not None:
        begin_anew(store, told["by"], "snapshot_revoked")
        return True
    have = Replica(store).have()
    if all(place.hi <= have.get(device, 0) for device, place in target.open().positions.items()):
        return False
    with store.aside() as tx:
        turn_page(tx, target.key, b"")
    return True


def begin_anew(store: Store, by: str, code: str) -> None:
    """Forget the room that came, and that snapshots are to be taken here; only before anybody works here."""
    with store.aside() as tx:
        make_empty(tx.connection)
        tx.set_meta(TAKEN, "")
        tx.set_meta(REFUSED, json.dumps({"by": by, "code": code}))
    (store.folder / ANCHOR).unlink(missing_ok=True)  # it remembers the trail that went


def _folder(store: Store) -> Path:
    return store.folder / FOLDER


def _refuse(store: Store, manifest: Manifest, code: str) -> None:
    with store.aside() as tx:
        tx.set_meta(REFUSED, json.dumps({"by": manifest.device.hex(), "code": code}))
    shutil.rmtree(_folder(store), ignore_errors=True)


def _acceptable(store: Store, wire: bytes) -> Manifest | None:
    """The manifest of a snapshot of this room, by a station that is known, in a form that this program reads."""
    try:
        manifest = read_manifest(wire)
        with store.read() as reader:
            author = trust.verify_key(reader, UUID(bytes=manifest.device))
            good = manifest.room == keys.room_of(reader).bytes and manifest.epoch in keys.room_keys(reader)
        if author is None or not good or len(manifest.chunks) > MOST:
            return None
        check_signature(wire, author)
    except Tampered:
        return None
    known = manifest.schema == SCHEMA and _version(manifest.program) <= _version(__version__)
    return manifest if known else None


def _version(text: str) -> tuple[int, ...]:
    parts = text.split(".")
    return tuple(int(p) if p.isascii() and p.isdigit() and len(p) < 9 else 1 << 30 for p in parts)


def _fetch(store: Store, target: Target, manifest: Manifest, going: Going) -> bool:
    """Have every piece on this disk; whether all are."""
    folder = _folder(store)
    make_private_folder(folder)
    wanted = set(manifest.addresses)
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()
    for address in manifest.addresses:
        path = folder / address
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == address:
            continue
        if not going.go_on():
            return False
        piece = target.get_chunk(address)
        if piece is None:
            return False
        path.write_bytes(piece)
        going.reach("piece")
    return True


def _fill(store: Store, target: Target, manifest: Manifest, going: Going, beside: Sequence[str]) -> None:
    """One transaction. Tampered when anything of it does not hold."""
    folder = _folder(store)
    try:
        with store.loading() as (loading, tx):
            if not is_empty(tx.connection):
                return
            filling = _Filling(tx, loading, store.device, manifest, going, set(beside))
            with_key = keys.room_keys(tx)[manifest.epoch]
            for name, rows in opened(manifest, with_key, lambda address: (folder / address).read_bytes()):
                filling.add(name, rows)
            filling.end()
            turn_page(tx, target.key, manifest.cursor)
            tx.set_meta(TAKEN, json.dumps({"by": manifest.device.hex()}))
            going.reach("before_commit")
    except (IntegrityError, StatementError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        raise _ODD from None
    going.reach("after_commit")


class _Filling:
    """The frames of one snapshot on their way into the database."""

    def __init__(
        self, tx: Transaction, loading: Loading, device: UUID, manifest: Manifest, going: Going, beside: set[str]
    ) -> None:
        self._tx, self._loading, self._manifest, self._going = tx, loading, manifest, going
        self._beside = beside
        self._mine = keys.identity(tx, device)
        self._keys = keys.room_keys(tx)
        self._stations = trust.told(tx)
        self._devices: list[bytes] = []
        self._runs: list[list[int]] = []
        self._wraps: dict[bytes, dict[str, Any]] = {}
        self._begun = self._acted = False

    def add(self, name: str, rows: list[Any]) -> None:
        if (name == "sizes") is self._begun:
            raise _ODD
        if name == "sizes":
            self._begun = True
            self._loading.begin(table for table, _count in rows if table in tables())
        elif name == "devices":
            self._devices = [_sixteen(id) for id in rows]
        elif name == "envelopes" and not self._acted:
            self._keep(rows)
        elif name == "order" and not self._acted:
            self._runs += rows
        elif name == "meta" or name in tables():
            self._act()
            if name == "meta":
                self._say(rows)
            else:
                self._rows(name, rows)
        else:
            raise _ODD

    def end(self) -> None:
        if not self._begun:
            raise _ODD
        self._act()
        self._loading.end()
        if unsaid(self._tx.connection):
            raise _ODD
        ids = {no: id for id, no in self._loading.numbers.items()}
        digest = whole_digest(self._tx.connection, ids)
        if digest.to_bytes(16, "big") != self._manifest.digest:
            raise _ODD
        keep_digest(self._tx.connection, digest)
        if self._manifest.program != __version__:
            self._tx.connection.exec_driver_sql("INSERT OR IGNORE INTO stale (dispute) SELECT id FROM disputes")

    # -- history

    def _keep(self, rows: list[Any]) -> None:
        """Envelopes as they came; those that their maker could not take in yet wait here too."""
        kept = []
        for id, lo, body in rows:
            cover = read_cover(body)
            if cover.room.bytes != self._manifest.room or cover.device.bytes != id or lo not in (0, cover.lo):
                raise _ODD
            state = "" if lo else "held"
            number = self._loading.number(id)
            kept.append((number, cover.lo, cover.hi, hashlib.sha256(body).digest(), state, body))
        said = "INSERT INTO envelopes (device, lo, hi, hash, state, body) VALUES (?, ?, ?, ?, ?, ?)"
        self._tx.connection.exec_driver_sql(said, kept)

    def _act(self) -> None:
        """Once all envelopes are here: their acts, in the order of the snapshot."""
        if self._acted:
            return
        self._acted = True
        threads = [self._acts_of(id) for id in self._devices]
        for at, count in self._runs:
            thread = threads[at]
            for _ in range(count):
                if next(thread, None) is None:
                    raise _ODD
        if any(next(thread, None) is not None for thread in threads):
            raise _ODD
        self._loading.end_acts()
        numbers = self._loading.numbers
        vector = {id: self._loading.reached.get(numbers[id], (0, 0))[0] for id in self._devices}
        if vector != {one.device: one.act for one in self._manifest.vector}:
            raise _ODD

    def _acts_of(self, device: bytes) -> Iterator[int]:
        """Take in one act of the device at each turn; its number."""
        number = self._loading.number(device)
        prev, hi = FIRST, 0
        e = envelopes.c
        query = select(e.lo, e.hash, e.body).where(e.device == number, e.state == "", e.lo > 0)
        while rows := self._tx.rows(query.where(e.lo > hi).order_by(e.lo).limit(1)):
            if not self._going.go_on():
                raise _Stopped
            lo, hash_, body = rows[0]
            cover = read_cover(body)
            if lo != hi + 1 or cover.prev != prev or cover.schema > SCHEMA:
                raise _ODD
            if cover.epoch not in self._keys:
                raise _Closed
            content = open_sealed(body, self._keys, self._sign_key(device))
            devices = [self._loading.number(id) for id in content.devices]
            for act in content.acts:
                self._take(device, number, act, devices)
                yield act.no
            keep_manifests(self._tx, content.manifests)
            prev, hi = bytes(hash_), cover.hi

    def _sign_key(self, device: bytes) -> Any:
        key = trust.key_of(self._stations, UUID(bytes=device))
        if key is None:
            raise _ODD
        return key

    def _take(self, device: bytes, number: int, act: ActPart, devices: list[int]) -> None:
        loading = self._loading
        no, n = loading.reached.get(number, (0, 0))
        if act.no != no + 1 or act.first != n + 1:
            raise _ODD
        seen = [(d, upto) for d, upto in _pairs(devices, act.seen) if d != number]
        if any(loading.reached.get(d, (0, 0))[1] < upto for d, upto in seen):
            raise _ODD
        last = n + len(act.ops)
        ops = []
        at, start, txn = n, act.start, act.txn
        low = high = act.hlc
        for op in act.ops:
            at += 1
            hlc = start + op.step
            low, high = min(low, hlc), max(high, hlc)
            parents = ""
            if op.parents:
                marks = list(_pairs(devices, op.parents))
                if any(d == number and k > last for d, k in marks):
                    raise _ODD
                loading.named(marks)
                parents = " ".join(f"{d}:{k}" for d, k in marks)
            ops.append((number, at, txn, hlc, op.kind, op.object, op.field, op.value, parents))
            if op.kind == "stations":
                self._introduce(op.object, op.field, op.value)
            elif op.kind == "key_wraps":
                self._wraps.setdefault(op.object, {})[op.field] = json.loads(op.value)
        if low < 0 or high >= LAST_STAMP:
            raise _ODD
        line = Line(
            at=act.at,
            hlc=act.hlc,
            account=_id(act.account),
            act=act.act,
            dispute=_id(act.dispute),
            detail=act.detail,
            txn=UUID(bytes=txn),
            undoes=_id(act.undoes),
            undoable=act.undoable,
        )
        loading.act(number, act.no, line, seen, act.first, ops)
        if self._wraps:
            self._unwrap()

    def _introduce(self, id: bytes, field: str, value: str) -> None:
        if field == "sign_key":
            self._stations[UUID(bytes=id)] = str(json.loads(value))
        elif field == "revoked_on" and id == self._manifest.device and value != "null":
            raise _ODD

    def _unwrap(self) -> None:
        """Keys of the room that are meant for this station: what comes next may be sealed with them."""
        for wrap in self._wraps.values():
            epoch, sealed = wrap.get("epoch"), wrap.get("sealed")
            if isinstance(epoch, int) and isinstance(sealed, str) and epoch not in self._keys:
                key = keys.unwrapped(sealed, epoch, self._mine.box)
                if key is not None:
                    keys.keep_key(self._tx, epoch, key, "")
                    self._keys[epoch] = key
        self._wraps.clear()

    # -- what came of it

    def _rows(self, table: str, rows: list[Any]) -> None:
        if not self._going.go_on():
            raise _Stopped
        if any(len(row) != len(columns(table)) for row in rows):
            raise _ODD
        self._loading.rows(table, rows)
        if table in KINDS:
            at = columns(table).index("id")
            self._going.told(Changed(frozenset((table, UUID(bytes=row[at])) for row in rows)))
        self._going.reach("mid_apply")

    def _say(self, rows: list[Any]) -> None:
        for name, value in rows:
            if name in self._beside:
                self._tx.set_meta(name, str(value))


def _pairs(devices: Sequence[int], flat: Sequence[int]) -> Iterator[tuple[int, int]]:
    numbers = iter(flat)
    return ((devices[at], n) for at, n in zip(numbers, numbers, strict=True))


def _sixteen(id: Any) -> bytes:
    if not isinstance(id, bytes) or len(id) != 16:
        raise _ODD
    return id


def _id(id: bytes) -> UUID | None:
    return UUID(bytes=id) if len(id) == 16 else None


_ODD = Tampered("snapshot_odd", "收到的整室数据与各台电脑签名的记录不符,没有采用;会改为逐笔接收。")

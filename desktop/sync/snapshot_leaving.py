"""Leaving a snapshot at a target for newcomers: when it is time, by whom, and how it goes on after a cut.

Its pieces are first written here, sealed as they travel, then put; a cut costs no piece that arrived. What it holds are
the envelopes of all stations, the order in which their acts stand here, and the rows that came of them.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from nacl.signing import VerifyKey
from sqlalchemy import func, select

from desktop import __version__
from desktop.domain.stations import Station
from desktop.storage.files import make_private_folder, write_private
from desktop.storage.heads import read_digest, whole_digest
from desktop.storage.loading import LARGE, blocks, tables
from desktop.storage.schema import acts, envelopes, metadata, reached, targets
from desktop.storage.store import Reader, Store
from desktop.sync import keys
from desktop.sync.envelope import SCHEMA
from desktop.sync.errors import Tampered
from desktop.sync.snapshot import Manifest, Reach, Sealer, check_signature, read_manifest, signed
from desktop.sync.targets import Target

FOLDER, MANIFEST = "outgoing", "manifest"
KNOWN = "snapshot_at:"  # meta, and the target's key: how far the snapshot reached that was seen there last
AT_ONCE = 8  # pieces put together
ASKED = 4_096  # addresses asked for together
BLOCK = 1 << 20  # bytes of envelopes in a frame, unless one alone has more


@dataclass(frozen=True, slots=True)
class When:
    """A snapshot is due when at least so much came since the last: envelopes, or bytes of them.

    `little`: bytes that are enough when a new station has been let in and has not come yet.
    """

    many: int = 5_000
    much: int = 16 << 20
    little: int = 256 << 10


USUAL = When()


def leave(
    store: Store,
    target: Target,
    *,
    when: When = USUAL,
    beside: Sequence[str] = (),
    go_on: Callable[[], bool] = lambda: True,
) -> bool:
    """Leave a snapshot if one is due and this station has everything; whether it did. Raises what the target raises.

    `beside`: keys of `meta` that say what the derived rows were made for.
    """
    with store.read() as reader:
        waited_for = _newcomers(reader, store.device)
        known = json.loads(reader.meta(KNOWN + target.key) or "{}")
        seen = {UUID(hex=id): int(act) for id, act in known.items()}
        if not _due(reader, {} if waited_for else seen, when, waited_for) or not is_complete(reader, store.device):
            return False
    there = _there(store, target)
    _remember(store, target, there)
    with store.read() as reader:
        if not _due(reader, there, when, waited_for):
            return False
    wire = _kept(store, when) or _make(store, target.key, beside)
    if wire is None or not _put(store, target, read_manifest(wire), go_on):
        return False
    target.leave_snapshot(wire)
    _remember(store, target, read_manifest(wire).acts)
    shutil.rmtree(_folder(store), ignore_errors=True)
    return True


def is_complete(reader: Reader, device: UUID) -> bool:
    """Whether every act that is here is in an envelope and none waits, so that nobody would miss anything.

    A station that is revoked, or not introduced yet, leaves none: nobody would take it.
    """
    stations = {s.id: s for s in reader.find(Station)}
    own = stations.get(device)
    if own is None or own.revoked_on is not None:
        return False
    ids = {no: UUID(bytes=id) for no, id in reader.devices().items()}
    e, r = envelopes.c, reached.c
    waiting = reader.rows(select(e.device).where(e.state != "", e.lo > 0).distinct())
    if any(ids[no] not in stations or stations[ids[no]].revoked_on is None for (no,) in waiting):
        return False
    done = select(e.device, func.min(e.lo), func.max(e.hi), func.sum(e.hi - e.lo + 1)).where(e.state == "", e.lo > 0)
    sealed = {no: (lo, hi, count) for no, lo, hi, count in reader.rows(done.group_by(e.device))}
    return all(sealed.get(no) == (1, act, act) for no, act in reader.rows(select(r.device, r.act)) if act)


def _newcomers(reader: Reader, device: UUID) -> bool:
    """Whether a station has been let in of which nothing has come yet."""
    known = reader.devices()
    come = {known[row[0]] for row in reader.rows(select(reached.c.device))}
    return any(s.id.bytes not in come and s.id != device for s in keys.live_stations(reader))


def _due(reader: Reader, there: dict[UUID, int], when: When, waited_for: bool) -> bool:
    e = envelopes.c
    count = size = 0
    for no, id in reader.devices().items():
        more = select(func.count(), func.coalesce(func.sum(func.length(e.body)), 0))
        found = reader.rows(more.where(e.device == no, e.lo > there.get(UUID(bytes=id), 0), e.state == ""))[0]
        count, size = count + int(found[0]), size + int(found[1])
    return count >= when.many or size >= when.much or (waited_for and size >= when.little)


def _there(store: Store, target: Target) -> dict[UUID, int]:
    """How far the target's snapshot reaches; nothing when it has none that a newcomer could take."""
    wire = target.snapshot()
    if wire is None:
        return {}
    try:
        manifest = read_manifest(wire)
        with store.read() as reader:
            author = reader.maybe(Station, UUID(bytes=manifest.device))
            room = keys.room_of(reader)
        if author is None or author.revoked_on is not None or manifest.room != room.bytes:
            return {}
        check_signature(wire, VerifyKey(bytes.fromhex(author.sign_key)))
    except (Tampered, ValueError):
        return {}
    return manifest.acts if manifest.schema == SCHEMA else {}


def _remember(store: Store, target: Target, reach: dict[UUID, int]) -> None:
    with store.aside(background=True) as tx:
        tx.set_meta(KNOWN + target.key, json.dumps({id.hex: act for id, act in reach.items()}))


# -- making


def _folder(store: Store) -> Path:
    return store.folder / FOLDER


def is_under_way(store: Store) -> bool:
    """Whether one was made that has not come whole to a target."""
    return (_folder(store) / MANIFEST).exists()


def _kept(store: Store, when: When) -> bytes | None:
    """The manifest of a snapshot that was made before and never came whole to its target, while it is still good."""
    folder = _folder(store)
    try:
        wire = (folder / MANIFEST).read_bytes()
        manifest = read_manifest(wire)
    except (OSError, Tampered):
        return None
    with store.read() as reader:
        good = manifest.schema == SCHEMA and manifest.program == __version__ and manifest.device == store.device.bytes
        good = good and manifest.epoch == keys.sealing_key(reader)[0] and not _due(reader, manifest.acts, when, False)
    return wire if good and all((folder / address).exists() for address in manifest.addresses) else None


def _make(store: Store, target: str, beside: Sequence[str]) -> bytes | None:
    """Write the pieces, then the manifest; None when something came between and is not sealed yet."""
    folder = _folder(store)
    shutil.rmtree(folder, ignore_errors=True)
    make_private_folder(folder)
    mark = secrets.token_bytes(16)

    def keep(address: str, piece: bytes) -> None:
        (folder / address).write_bytes(piece)

    with store.read() as reader:
        if not is_complete(reader, store.device):
            return None
        mine = keys.identity(reader, store.device)
        epoch, key = keys.sealing_key(reader)
        sealer = Sealer(key, mark, keep)
        ids = reader.devices()
        vector = [Reach(ids[no], act) for no, act in reader.rows(select(reached.c.device, reached.c.act)) if act]
        sealer.add("sizes", _sizes(reader))
        _add_history(reader, sealer, [one.device for one in vector])
        sealer.add("meta", [(name, value) for name in beside if (value := reader.meta(name)) is not None])
        for table in tables():
            for rows in blocks(reader.connection, table):
                sealer.add(table, rows)
        sealer.close()
        digest = read_digest(reader.connection)
        cursor = reader.rows(select(targets.c.cursor).where(targets.c.key == target))
        manifest = Manifest(
            room=mine.room.bytes,
            device=store.device.bytes,
            mark=mark,
            schema=SCHEMA,
            program=__version__,
            epoch=epoch,
            vector=sorted(vector, key=lambda one: one.device),
            digest=(whole_digest(reader.connection, ids) if digest is None else digest).to_bytes(16, "big"),
            cursor=bytes(cursor[0][0]) if cursor else b"",
            chunks=sealer.addresses,
        )
    wire = signed(manifest, mine.sign)
    write_private(folder / MANIFEST, wire)
    return wire


def _add_history(reader: Reader, sealer: Sealer, devices: list[bytes]) -> None:
    """The devices; every envelope, those that wait too; then whose act stands next, in the order of the trail here."""
    numbers = {id: no for no, id in reader.devices().items()}
    e = envelopes.c
    sealer.add("devices", devices)
    others = [id for id in numbers if id not in devices]
    for id in (*devices, *others):
        query = select(e.lo, e.state, e.body).where(e.device == numbers[id], e.lo > 0).order_by(e.lo)
        rows = reader.connection.execute(query.execution_options(yield_per=8))
        some: list[tuple[bytes, int, bytes]] = []
        size = 0
        for lo, state, body in rows:
            some.append((id, 0 if state else int(lo), bytes(body)))
            size += len(body)
            if size >= BLOCK:
                sealer.add("envelopes", some)
                some, size = [], 0
        if some:
            sealer.add("envelopes", some)
    a = acts.c
    index = {numbers[id]: at for at, id in enumerate(devices)}
    runs: list[list[int]] = []
    for (no,) in reader.connection.execute(select(a.device).order_by(a.seq)):
        if runs and runs[-1][0] == index[no]:
            runs[-1][1] += 1
        else:
            runs.append([index[no], 1])
    for start in range(0, len(runs), ASKED):
        sealer.add("order", runs[start : start + ASKED])


def _sizes(reader: Reader) -> list[tuple[str, int]]:
    """The tables that are large, with how many rows they have."""
    counts = {
        table: int(reader.rows(select(func.count()).select_from(metadata.tables[table]))[0][0])
        for table in ("operations", *tables())
    }
    return [(table, count) for table, count in counts.items() if count >= LARGE]


# -- putting


def _put(store: Store, target: Target, manifest: Manifest, go_on: Callable[[], bool]) -> bool:
    """Put the pieces that are not there yet; whether all are."""
    folder, addresses = _folder(store), manifest.addresses
    for start in range(0, len(addresses), ASKED):
        missing = target.missing(addresses[start : start + ASKED])
        waiting = [address for address in addresses[start : start + ASKED] if address in missing]
        for first in range(0, len(waiting), AT_ONCE):
            if not go_on():
                return False
            some = [(address, (folder / address).read_bytes()) for address in waiting[first : first + AT_ONCE]]
            if any(hashlib.sha256(piece).hexdigest() != address for address, piece in some):
                shutil.rmtree(folder, ignore_errors=True)  # damaged on this disk: made anew next time
                return False
            target.put_chunks(some)
    return True

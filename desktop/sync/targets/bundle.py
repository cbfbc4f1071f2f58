"""A folder or a USB stick as a target: the same sealed envelopes where there is no network (sync design 4.12).

`room-<id>/<device>/<lo>-<hi>.<hash>.env`, `chunks/aa/<sha>`, a signed `HEAD` per device, the folder's `identity` and a
`SNAPSHOT` for newcomers, whose pieces lie among the chunks. All other files are only added, so folders may be copied
onto each other in any order, twice or in part.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from nacl.signing import SigningKey, VerifyKey

from desktop.sync import envelope
from desktop.sync.errors import Behind, Rejected, Tampered, Unreachable
from desktop.sync.snapshot import read_manifest
from desktop.sync.targets import Greeting, Page, Position, Report, Sealed, bundle_snapshot
from desktop.sync.targets import bundle_files as files
from desktop.sync.targets import bundle_heads as heads
from desktop.sync.targets.bundle_chains import Flaw, Note, Run, held, run
from desktop.sync.targets.bundle_files import LARGEST, LARGEST_CHUNK, Entry, State, in_words

HEAD, IDENTITY, CHUNKS = "HEAD", "identity", "chunks"
SMALL = 4096  # bytes of a HEAD or an identity
ADDRESS = re.compile(r"[0-9a-f]{64}")

Keys = Callable[[UUID], bytes | None]
Names = Callable[[UUID], str]


def short_name(device: UUID) -> str:
    """A station that nobody named."""
    return f"工作站 {device.hex[-8:]}"


class Bundle:
    """One room's folder, as one station sees it.

    `sign` signs this station's HEAD; `keys` gives each station's public key (Ed25519), None for one that is not known
    here (its envelopes are carried and handed on as they are); `names` what a station is called, for sentences. With
    `writing=False` the folder takes nothing, and one without this room's data is refused.
    """

    def __init__(
        self,
        folder: Path,
        room: UUID,
        device: UUID,
        sign: SigningKey,
        keys: Keys,
        *,
        names: Names = short_name,
        writing: bool = True,
    ) -> None:
        top = f"room-{room.hex}"
        self.folder = folder if folder.name.lower() != top else folder.parent
        self.key = f"bundle:{self.folder.absolute()}"
        self._room, self._device, self._sign = room, device, sign
        self._keys, self._names, self._writing = keys, names, writing
        self._place = self.folder / top
        self._seen: dict[Path, tuple[tuple[int, int], Entry]] = {}  # by size and time: the rest was looked at before
        self._notes: dict[Note, None] = {}
        self._opened: str | None = None
        self._far: dict[UUID, int] = {}  # the act of each device up to which the reader has come

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of the folder, from what was read since it was opened: whole sentences."""
        return tuple(flaw.sentence for flaw in self.flaws)

    @property
    def flaws(self) -> tuple[Note, ...]:
        return tuple(replace(note, name=self._names(note.device)) for note in self._notes)

    def open(self) -> Greeting:
        """Unreachable `no_folder`, Rejected `no_bundle`, `other_room`, `folder_link`."""
        self._notes.clear()
        self._far.clear()
        self._opened = None
        with in_words():
            if not self.folder.is_dir():
                raise Unreachable(
                    "no_folder",
                    f"找不到文件夹 {self.folder.name or self.folder}。请插好 U 盘\uff0c核对位置后再试。",
                )
            self._check_place()
            positions: dict[UUID, Position] = {}
            for device, found in self._look().items():
                positions.update(_position(device, self._held(device, found)))
            self._opened = self._identity()
            return Greeting(self._opened, positions, carries=self._writing)

    def known_as(self, device: UUID) -> None:
        self._device = device

    def push(self, envelopes: Sequence[Sealed]) -> Mapping[UUID, Position]:
        """As the Protocol says; Rejected `too_large` above 64 MB. A cut copy is replaced by the whole.

        A folder that is only read takes nothing, and its receipt says so.
        """
        with self._in_place():
            self._check_place()
            if not self._writing:
                return self._receipt(envelopes)
            waiting = self._to_write(envelopes, self._look())
            self._make(self._place)
            self._identity()
            touched: dict[Path, None] = {}
            for one in waiting:
                place = self._place / one.device.hex
                self._make(place)
                path = place / files.name_of(one.lo, one.hi, one.hash)
                files.write(path, files.frame(self._room, one), self._device.hex)
                self._seen.pop(path, None)
                touched[place] = None
            for place in touched:
                files.sync_folder(place)
            return self._receipt(envelopes)

    def pull(self, cursor: bytes, have: Mapping[UUID, int], most: int) -> Page:
        with self._in_place():
            identity = self._identity()
            at = _places(cursor, identity)
            envelopes: list[Sealed] = []
            size, more = 0, False
            self._far |= have
            for device, found in sorted(self._look().items()):
                here = self._run(found, at.get(device), have.get(device, 0))
                for entry in here.entries:
                    if envelopes and size >= most:
                        more = True
                        break
                    one = files.unframe(entry)
                    if one is None or not self._genuine(one):
                        raise self._tampered(entry)
                    envelopes.append(one)
                    size += len(one.wire)
                    at[device] = Position(one.hi, one.hash)
                    self._far[device] = max(one.hi, self._far.get(device, 0))
                more = more or here.changed is not None  # to be refused when it is next
                if more:
                    break
            return Page(tuple(envelopes), _cursor(identity, at), more)

    def missing(self, addresses: Sequence[str]) -> set[str]:
        """None for a folder that is only read: it wants nothing."""
        with self._in_place():
            return {address for address in addresses if self._writing and not self._has_chunk(address)}

    def put_chunks(self, chunks: Sequence[tuple[str, bytes]]) -> None:
        """Tampered when bytes do not have the hash that they are given under."""
        with self._in_place():
            for address, content in chunks:
                if hashlib.sha256(content).hexdigest() != address or len(content) > LARGEST_CHUNK:
                    raise Tampered("chunk_changed", "要写出的附件数据与校验值不符\uff0c没有写入。请核对数据完整性。")
            self._check_place()
            touched: dict[Path, None] = {}
            for address, content in chunks:
                if self._has_chunk(address):
                    continue
                path = self._chunk(address)
                for folder in (self._place, path.parent.parent, path.parent):
                    self._make(folder)
                files.write(path, files.frame_chunk(content), self._device.hex)
                touched[path.parent] = None
            for place in touched:
                files.sync_folder(place)

    def get_chunk(self, address: str) -> bytes | None:
        with self._in_place():
            if not self._has_chunk(address):
                return None
            framed = files.read(self._chunk(address), LARGEST_CHUNK + SMALL)
            content = files.unframe_chunk(framed) if framed is not None else None
            if content is None or hashlib.sha256(content).hexdigest() != address:
                raise Tampered(
                    "chunk_changed",
                    "文件夹里的一份附件数据被改动或损坏\uff0c没有采用。请从原处重新拷贝一次\uff0c或换一只 U 盘。",
                )
            return content

    def leave_snapshot(self, manifest: bytes) -> None:
        with self._in_place():
            if not self._writing:
                return
            self._check_place()
            new = read_manifest(manifest).addresses
            if not all(self._has_chunk(address) for address in new):
                raise Rejected("snapshot_incomplete", "写入文件夹的整室数据不完整\uff0c没有采用。下次写出时会重写。")
            before = bundle_snapshot.kept(self._place)
            old = set(read_manifest(before).addresses) - set(new) if before is not None else ()
            bundle_snapshot.replace(self._place, manifest, self._device.hex, map(self._chunk, sorted(old)))

    def snapshot(self) -> bytes | None:
        with self._in_place():
            return bundle_snapshot.kept(self._place)

    def report(self, mine: Report) -> Sequence[Report]:
        """The others' HEADs that are signed by them; those of stations not known here are left out."""
        with self._in_place():
            if self._writing:
                self._make(self._place)
                self._make(self._place / mine.device.hex)
                self._write_head(mine)
            heads = (self._read_head(device) for device, _place in self._devices() if device != mine.device)
            return [head for head in heads if head is not None]

    def close(self) -> None:
        self._seen.clear()
        self._opened = None

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        """Faults of the disk in words; a folder that is no longer the one that was opened is such a fault."""
        with in_words():
            if self._opened is not None and self._identity() != self._opened:
                raise FileNotFoundError(errno.ENOENT, "pulled out", str(self._place))
            yield

    def _genuine(self, one: Sealed) -> bool:
        """Whether its cover says what its file says, and it is signed by its device if that is known here."""
        key = self._keys(one.device)
        try:
            cover = envelope.read_cover(one.wire)
            if key is not None:
                envelope.check_signature(one.wire, VerifyKey(key))
        except Tampered:
            return False
        said = (self._room, one.device, one.lo, one.hi, one.prev, one.schema)
        return said == (cover.room, cover.device, cover.lo, cover.hi, cover.prev, cover.schema)

    def _receipt(self, envelopes: Sequence[Sealed]) -> dict[UUID, Position]:
        now = self._look()
        receipt: dict[UUID, Position] = {}
        for device in {one.device: None for one in envelopes}:
            receipt.update(_position(device, held(now.get(device, []))))
        return receipt

    def _to_write(self, envelopes: Sequence[Sealed], found: Mapping[UUID, list[Entry]]) -> list[Sealed]:
        """Those that are not there yet, or only in part. Behind before anything is written."""
        chains = {device: list(self._held(device, entries).entries) for device, entries in found.items()}
        there = {(one.device, one.lo, one.hi, one.hash) for rows in found.values() for one in _whole(rows)}
        waiting: list[Sealed] = []
        for one in envelopes:
            if hashlib.sha256(one.wire).digest() != one.hash:
                raise Tampered("not_as_sealed", "要写出的数据与校验值不符\uff0c没有写入。请核对数据完整性。")
            if len(one.wire) > LARGEST:
                raise Rejected("too_large", "有一笔操作的数据超过 64 MB\uff0c不能写入文件夹。请联系维护人员。")
            chain = chains.setdefault(one.device, [])
            last = Position(chain[-1].hi, chain[-1].hash) if chain else Position(0, files.ZERO)
            if one.hi <= last.hi and any((e.lo, e.hi, e.hash) == (one.lo, one.hi, one.hash) for e in chain):
                continue
            if one.lo != last.hi + 1 or one.prev != last.hash or one.hi < one.lo:
                raise _behind(last)
            path = self._place / one.device.hex / files.name_of(one.lo, one.hi, one.hash)
            chain.append(Entry(path, one.device, one.lo, one.hi, State.WHOLE, one.prev, one.hash, one.schema))
            if (one.device, one.lo, one.hi, one.hash) not in there:
                waiting.append(one)
        return waiting

    def _held(self, device: UUID, found: list[Entry]) -> Run:
        """The chain of a device whose last file was read to the end: each names the hash of the one before."""
        while True:
            chain = held(found)
            if not chain.entries:
                return chain
            last = chain.entries[-1]
            one = files.unframe(last)
            if one is not None and self._genuine(one):
                return chain
            found[found.index(last)] = last.as_changed()

    def _run(self, found: Sequence[Entry], at: Position | None, have: int) -> Run:
        """What the reader lacks of one device, after the cursor or after what it has, whichever is further."""
        known = at is not None and any((one.hi, one.hash) == (at.hi, at.hash) for one in _whole(found))
        if at is not None and known and at.hi >= have:
            here = run(found, at.hi, at.hash)
        else:
            here = run(found, have, files.ZERO if have == 0 else None)
        self._notes.update(dict.fromkeys(here.notes))
        if here.changed is not None and not here.entries:
            raise self._tampered(here.changed)
        return here

    def _look(self) -> dict[UUID, list[Entry]]:
        """All files that are named like envelopes, by device; only new ones are opened."""
        return {device: list(self._entries(device, place)) for device, place in self._devices()}

    def _devices(self) -> Iterator[tuple[UUID, Path]]:
        for one in files.entries(self._place):
            if files.FOLDER.fullmatch(one.name.lower()) and one.is_dir(follow_symlinks=False):
                yield UUID(hex=one.name.lower()), Path(one.path)

    def _entries(self, device: UUID, place: Path) -> Iterator[Entry]:
        for one in files.entries(place):
            name = files.NAME.fullmatch(one.name.lower())
            if name is None or not one.is_file(follow_symlinks=False):
                continue
            path, state = Path(one.path), one.stat(follow_symlinks=False)
            stamp = (state.st_size, state.st_mtime_ns)
            before = self._seen.get(path)
            if before is None or before[0] != stamp:
                before = self._seen[path] = (stamp, files.look(path, self._room, device, name))
            yield before[1]

    def _check_place(self) -> None:
        if self._place.is_symlink() or self._writing:
            if self._place.is_symlink() or (self._place.exists() and not self._place.is_dir()):
                files.make_folder(self._place)
            return
        if self._place.is_dir():
            return
        if any(re.fullmatch(r"room-[0-9a-f]{32}", one.name.lower()) for one in files.entries(self.folder)):
            raise Rejected("other_room", "这个文件夹里是别的调处室的数据\uff0c没有读入。请核对 U 盘或文件夹。")
        raise Rejected("no_bundle", "这个文件夹里没有本室的同步数据。请选写出时所选的那个文件夹\uff0c或核对 U 盘。")

    def _make(self, folder: Path) -> None:
        if not self._writing:
            raise Rejected("folder_read_only", "这个文件夹是以只读方式打开的\uff0c没有写入。")
        files.make_folder(folder)

    def _identity(self) -> str:
        """The folder's own; made by the first that writes, and copied along."""
        path = self._place / IDENTITY
        try:
            content = files.read(path, SMALL)
            found = str(UUID(hex=(content or b"").decode("ascii").strip()))
        except (FileNotFoundError, ValueError):
            found = ""
        if found or self._opened is not None or not self._writing:
            return found
        made = uuid4()
        self._make(self._place)
        files.write(path, made.hex.encode(), self._device.hex)
        files.sync_folder(self._place)
        return str(made)

    def _chunk(self, address: str) -> Path:
        return self._place / CHUNKS / address[:2] / address

    def _has_chunk(self, address: str) -> bool:
        try:
            return ADDRESS.fullmatch(address) is not None and files.chunk_is_whole(self._chunk(address))
        except FileNotFoundError:
            return False

    def _write_head(self, mine: Report) -> None:
        last = _last(held(self._look().get(mine.device, [])))
        place = self._place / mine.device.hex
        files.write(place / HEAD, heads.signed(self._room, mine, last, self._sign), self._device.hex)
        files.sync_folder(place)

    def _read_head(self, device: UUID) -> Report | None:
        """None when it is not there, cut short, of somebody unknown, or not signed by whom it names."""
        try:
            content = files.read(self._place / device.hex / HEAD, SMALL)
        except FileNotFoundError:
            return None
        key = self._keys(device)
        said = heads.verified(content or b"", self._room, device, key) if key is not None else None
        if said is None:
            return None
        far = self._far.get(device, 0)
        if far < said[1] and not any(note.device == device for note in self._notes):
            self._notes[Note(Flaw.GAP, device, far + 1, said[1])] = None
        return said[0]

    def _tampered(self, entry: Entry) -> Tampered:
        return Tampered(
            "bundle_changed",
            f"文件夹里的一份数据被改动或损坏(“{self._names(entry.device)}”的第 {entry.lo} 至 {entry.hi} 笔)\uff0c"
            f"没有读入。请删去 {self._place.name} 文件夹\uff0c从原处重新拷贝一次。",
        )


def _last(chain: Run) -> Position:
    """Where a chain ends; before the first act when it is empty."""
    return Position(chain.entries[-1].hi, chain.entries[-1].hash) if chain.entries else Position(0, files.ZERO)


def _position(device: UUID, chain: Run) -> dict[UUID, Position]:
    return {device: _last(chain)} if chain.entries else {}


def _whole(found: Sequence[Entry]) -> Iterator[Entry]:
    return (one for one in found if one.state is State.WHOLE)


def _behind(last: Position) -> Behind:
    return Behind(
        "behind",
        "文件夹里这台工作站的数据与本机对不上\uff0c本机可能是从备份恢复或整机复制的。程序会换一个新身份继续\uff0c数据不会丢。",
        last.hi,
        last.hash,
    )


def _cursor(identity: str, at: Mapping[UUID, Position]) -> bytes:
    places = {device.hex: [one.hi, one.hash.hex()] for device, one in sorted(at.items())}
    return json.dumps({"identity": identity, "at": places}, separators=(",", ":")).encode()


def _places(cursor: bytes, identity: str) -> dict[UUID, Position]:
    """How far a cursor of this folder had come by device; nothing for another folder's."""
    try:
        said: Any = json.loads(cursor or b"{}")
        if not isinstance(said, dict) or said.get("identity") != identity:
            return {}
        return {UUID(hex=device): Position(int(hi), bytes.fromhex(hash)) for device, (hi, hash) in said["at"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}

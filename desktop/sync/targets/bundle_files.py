"""The files of a bundle: each is whole or counts as not there, whoever copied it and whatever file system holds it."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from desktop.sync.errors import Rejected, SyncFailed, Unreachable
from desktop.sync.targets import Sealed

LARGEST = 64 * 1024 * 1024  # bytes of one envelope, as at the hub: a whole act is never split; nothing larger is read
LARGEST_CHUNK = 2 * 1024 * 1024
ZERO = bytes(32)
FOLDER = re.compile(r"[0-9a-f]{32}")
NAME = re.compile(r"(\d{12})-(\d{12})\.([0-9a-f]{16})\.env")

_HEADER = struct.Struct(">4s16s16sQQ32s32sII")  # magic, room, device, lo, hi, prev, hash, schema, length
_MAGIC = b"MDE1"
_SEAL = 32  # SHA-256 of all before it; the last bytes to be written, so that an interrupted copy lacks them
_CHUNK_END = struct.Struct(">4sI")  # magic, length: ends a chunk's file for the same reason
_CHUNK_MAGIC = b"MDC1"

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_GONE = frozenset(
    {errno.ENOENT, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN, errno.ENETUNREACH}
    | {errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ETIMEDOUT, errno.ECONNRESET, errno.ENOTDIR}
)
_DENIED = frozenset({errno.EACCES, errno.EPERM})
_GONE_ON_WINDOWS = frozenset({21, 31, 53, 55, 59, 64, 67, 121, 433, 1006, 1110, 1112, 1117, 1167, 1231})
_PROTECTED_ON_WINDOWS = 19
_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS})


class State(StrEnum):
    WHOLE = "whole"
    CUT = "cut"  # a copy that was interrupted
    CHANGED = "changed"  # not what was written, or never was an envelope


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that is named like an envelope. `prev`, `hash`, `schema` are only known of a whole one."""

    path: Path
    device: UUID
    lo: int
    hi: int
    state: State
    prev: bytes = ZERO
    hash: bytes = ZERO
    schema: int = 0

    def as_changed(self) -> Entry:
        return Entry(self.path, self.device, self.lo, self.hi, State.CHANGED)


def name_of(lo: int, hi: int, hash: bytes) -> str:
    """Small letters and zero-padded numbers: sorts, and means the same where case is not kept."""
    return f"{lo:012d}-{hi:012d}.{hash[:8].hex()}.env"


def frame(room: UUID, one: Sealed) -> bytes:
    """An envelope as a file."""
    head = _HEADER.pack(
        _MAGIC, room.bytes, one.device.bytes, one.lo, one.hi, one.prev, one.hash, one.schema, len(one.wire)
    )
    return head + one.wire + hashlib.sha256(head + one.wire).digest()


def look(path: Path, room: UUID, device: UUID, found: re.Match[str]) -> Entry:
    """What a file's head and tail say; its middle is only read by `unframe`."""
    lo, hi = int(found[1]), int(found[2])
    changed = Entry(path, device, lo, hi, State.CHANGED)
    cut = Entry(path, device, lo, hi, State.CUT)
    handle = _open(path)
    if handle is None:
        return changed
    with os.fdopen(handle, "rb") as file:
        size = os.fstat(handle).st_size
        head = file.read(_HEADER.size)
        if len(head) < _HEADER.size:
            return cut
        file.seek(size - _SEAL)  # room set aside for a file is zeros until it is written
        if file.read(_SEAL) == ZERO:
            return cut
        magic, of_room, of_device, first, last, prev, hash, schema, length = _HEADER.unpack(head)
        named = (magic, of_room, of_device, first, last, hash[:8].hex())
        if named != (_MAGIC, room.bytes, device.bytes, lo, hi, found[3]) or not 0 < lo <= hi or length > LARGEST:
            return changed
        whole = _HEADER.size + length + _SEAL
        if size != whole:
            return cut if size < whole else changed
    return Entry(path, device, lo, hi, State.WHOLE, prev, hash, schema)


def unframe(entry: Entry) -> Sealed | None:
    """The envelope of a file that looked whole; None when any byte of it is another one."""
    content = read(entry.path, _HEADER.size + LARGEST + _SEAL)
    if content is None or len(content) < _HEADER.size + _SEAL:
        return None
    wire = content[_HEADER.size : -_SEAL]
    said = _HEADER.unpack_from(content)[3:8]
    if said != (entry.lo, entry.hi, entry.prev, entry.hash, entry.schema):
        return None
    if hashlib.sha256(content[:-_SEAL]).digest() != content[-_SEAL:] or hashlib.sha256(wire).digest() != entry.hash:
        return None
    return Sealed(entry.device, entry.lo, entry.hi, entry.prev, entry.hash, entry.schema, wire)


def frame_chunk(content: bytes) -> bytes:
    return content + _CHUNK_END.pack(_CHUNK_MAGIC, len(content))


def unframe_chunk(framed: bytes) -> bytes | None:
    """A chunk's bytes, not yet compared with its address; None when the file was cut short."""
    length = len(framed) - _CHUNK_END.size
    return framed[:length] if length >= 0 and _CHUNK_END.unpack_from(framed, length) == (_CHUNK_MAGIC, length) else None


def chunk_is_whole(path: Path) -> bool:
    """Whether a chunk's file is there to its last byte."""
    handle = _open(path)
    if handle is None:
        return False
    with os.fdopen(handle, "rb") as file:
        length = os.fstat(handle).st_size - _CHUNK_END.size
        if length < 0:
            return False
        file.seek(length)
        return _CHUNK_END.unpack(file.read(_CHUNK_END.size)) == (_CHUNK_MAGIC, length)


def read(path: Path, most: int) -> bytes | None:
    """A plain file's bytes; None when it is a link, a folder or larger than `most`. OSError when it is not there."""
    handle = _open(path)
    if handle is None:
        return None
    with os.fdopen(handle, "rb") as file:
        if os.fstat(handle).st_size > most:
            return None
        content = file.read(most + 1)
    return content if len(content) <= most else None


def _open(path: Path) -> int | None:
    """Open for reading without following a link or waiting at a pipe; None for anything but a plain file."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR) or (error.errno in _DENIED and path.is_dir()):
            return None
        raise
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    return None


def write(path: Path, content: bytes, writer: str) -> None:
    """Write beside, fsync, rename. `writer` keeps two stations at one shared folder apart.

    Everything in a bundle is sealed; it may be read by all, so that a stick or share works between user accounts.
    """
    temporary = path.with_name(f".{path.name}.{writer}.part")
    temporary.unlink(missing_ok=True)
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _open_to_all(temporary, 0o644)
        os.replace(temporary, path)  # noqa: PTH105 - one place for tests to fail it
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """A real folder, not a link to one. Rejected `folder_link`."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Rejected("folder_link", f"{folder.name} 不是普通文件夹\uff0c为安全起见没有写入。请换一个空文件夹再试。")
    if not folder.exists():
        folder.mkdir(exist_ok=True)
        _open_to_all(folder, 0o755)


def _open_to_all(path: Path, mode: int) -> None:
    with contextlib.suppress(OSError):  # FAT and shares have no modes
        path.chmod(mode)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable; a no-op where folders cannot be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)


def entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What lies in a folder, by name, links left out; nothing when the folder is not there."""
    try:
        found = sorted(os.scandir(folder), key=lambda one: one.name)
    except FileNotFoundError:
        return
    yield from (one for one in found if not one.is_symlink())


@contextlib.contextmanager
def in_words() -> Iterator[None]:
    """A fault of the disk as a SyncFailed with its own sentence."""
    try:
        yield
    except OSError as error:
        raise _said(error) from None


def _said(error: OSError) -> SyncFailed:
    windows = getattr(error, "winerror", None)
    if error.errno in _FULL:
        return Rejected(
            "folder_full",
            "U 盘或文件夹空间不足\uff0c没有写完\uff1b已写好的部分完整可用。请腾出空间\uff0c再写一次\uff0c会接着写。",
        )
    if error.errno == errno.EROFS or windows == _PROTECTED_ON_WINDOWS:
        return Rejected("folder_read_only", "U 盘或文件夹是只读的\uff0c没有写入。请关掉写保护开关或换一个文件夹。")
    if error.errno in _GONE or windows in _GONE_ON_WINDOWS:
        return Unreachable(
            "folder_gone",
            "U 盘可能已拔出\uff0c或共享文件夹已断开\uff0c这一次没有做完\uff1b本机数据不受影响。请重新插好再做一次。",
        )
    if error.errno in _DENIED:
        return Rejected("folder_denied", "没有权限读写这个文件夹。请换一个文件夹\uff0c或请管理员放开权限后再试。")
    return Unreachable(
        "folder_error", "读写 U 盘或文件夹出错\uff0c这一次没有做完\uff1b本机数据不受影响。请换一个再试。"
    )

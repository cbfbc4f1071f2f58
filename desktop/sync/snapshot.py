"""A room as it is at one moment, for whoever comes new: sealed pieces and a signed manifest (sync design 4.9).

The inside is a stream of msgpack frames, compressed as a whole (zstd), cut into pieces of 1 MiB and sealed under the
room's key of an epoch; each piece is bound to its snapshot and its place in it. The manifest is readable by whoever
keeps it and holds no personal data: who made it, how far it reaches, and the addresses of the pieces.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import msgspec
import zstandard
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl import bindings
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey, VerifyKey

from desktop.sync.errors import Tampered

MAGIC = b"MDN1"
PIECE = b"MDSNAP1\0"  # begins every sealed piece: a target throws away nothing else when a snapshot is replaced
CHUNK = 1 << 20
SIGNATURE, NONCE = 64, 24
LEVEL = 3
MOST_WINDOW = 1 << 27
MOST_FRAME = 96 * 1024 * 1024  # an envelope of one large act, and something around it


class Reach(msgspec.Struct, array_like=True, frozen=True):
    """How far a snapshot reaches into a device's acts: a target knows as much by the envelopes."""

    device: bytes
    act: int


class Manifest(msgspec.Struct, array_like=True, frozen=True, kw_only=True):
    """What a snapshot says of itself; `digest` is that of its heads, `cursor` where its maker had read the target to.

    `mark` tells it from every other.
    """

    room: bytes
    device: bytes
    mark: bytes
    schema: int
    program: str
    epoch: int
    vector: list[Reach]
    digest: bytes
    cursor: bytes
    chunks: list[bytes]

    @property
    def addresses(self) -> list[str]:
        return [address.hex() for address in self.chunks]

    @property
    def acts(self) -> dict[UUID, int]:
        return {UUID(bytes=one.device): one.act for one in self.vector}


_ENCODE = msgspec.msgpack.Encoder()
_MANIFEST = msgspec.msgpack.Decoder(Manifest)


def signed(manifest: Manifest, sign: SigningKey) -> bytes:
    unsigned = MAGIC + _ENCODE.encode(manifest)
    return unsigned + sign.sign(unsigned).signature


def read_manifest(wire: bytes) -> Manifest:
    """What it says, not yet who said it. Tampered when it is none."""
    try:
        if wire[:4] != MAGIC:
            raise _CHANGED
        found = _MANIFEST.decode(wire[4:-SIGNATURE])
    except (msgspec.MsgspecError, ValueError):
        raise _CHANGED from None
    ids = [found.room, found.device, found.mark, *(one.device for one in found.vector)]
    if any(len(id) != 16 for id in ids) or any(len(address) != 32 for address in found.chunks):
        raise _CHANGED
    if not found.chunks or len(set(found.chunks)) != len(found.chunks):
        raise _CHANGED
    return found


def check_signature(wire: bytes, verify: VerifyKey) -> None:
    """Tampered unless the station signed every byte of it."""
    try:
        verify.verify(wire[:-SIGNATURE], wire[-SIGNATURE:])
    except (BadSignatureError, ValueError):
        raise _CHANGED from None


def is_piece(content: bytes) -> bool:
    """Whether sealed bytes are of a snapshot: only those may go with it."""
    return content.startswith(PIECE)


class Sealer:
    """Frames in, sealed pieces out, one at a time; `addresses` are theirs so far."""

    def __init__(self, room_key: bytes, mark: bytes, keep: Callable[[str, bytes], None]) -> None:
        """`keep` gets each piece with its address."""
        self._key, self._mark, self._keep = _derived(room_key), mark, keep
        self._small = zstandard.ZstdCompressor(level=LEVEL).compressobj()
        self._waiting = bytearray()
        self.addresses: list[bytes] = []

    def add(self, name: str, rows: list[Any]) -> None:
        frame = _ENCODE.encode((name, rows))
        self._waiting += self._small.compress(len(frame).to_bytes(4, "big") + frame)
        while len(self._waiting) >= CHUNK:
            self._seal(CHUNK)

    def close(self) -> None:
        self._waiting += self._small.flush()
        while self._waiting or not self.addresses:
            self._seal(CHUNK)

    def _seal(self, size: int) -> None:
        plain = bytes(self._waiting[:size])
        del self._waiting[:size]
        nonce = secrets.token_bytes(NONCE)
        about = _about(self._mark, len(self.addresses))
        piece = PIECE + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, about, nonce, self._key)
        address = hashlib.sha256(piece).digest()
        self.addresses.append(address)
        self._keep(address.hex(), piece)


def opened(manifest: Manifest, room_key: bytes, piece: Callable[[str], bytes]) -> Iterator[tuple[str, list[Any]]]:
    """The frames again; `piece` gives the sealed bytes of an address. Tampered for anything that was not sealed so."""
    source: Any = _Pieces(manifest, _derived(room_key), piece)
    reader = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW).stream_reader(source, read_size=CHUNK)
    decode = msgspec.msgpack.Decoder(tuple[str, list[Any]]).decode
    try:
        while size := _exactly(reader, 4, end=True):
            length = int.from_bytes(size, "big")
            if length > MOST_FRAME:
                raise _CHANGED
            yield decode(_exactly(reader, length))
    except (zstandard.ZstdError, msgspec.MsgspecError, ValueError):
        raise _CHANGED from None


def _exactly(reader: Any, size: int, *, end: bool = False) -> bytes:
    """So many bytes; nothing at all where the stream may end."""
    found = reader.read(size)
    while found and len(found) < size:
        more = reader.read(size - len(found))
        if not more:
            break
        found += more
    if len(found) < size and not (end and not found):
        raise _CHANGED
    return bytes(found)


class _Pieces(io.RawIOBase):
    """The compressed stream, one opened piece at a time."""

    def __init__(self, manifest: Manifest, key: bytes, piece: Callable[[str], bytes]) -> None:
        super().__init__()
        self._manifest, self._key, self._piece = manifest, key, piece
        self._at, self._rest = 0, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._rest and self._at < len(self._manifest.chunks):
            self._rest = self._open(self._at)
            self._at += 1
        found, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return found

    def _open(self, at: int) -> bytes:
        address = self._manifest.chunks[at]
        sealed = self._piece(address.hex())
        start = len(PIECE)
        if hashlib.sha256(sealed).digest() != address or not is_piece(sealed):
            raise _CHANGED
        about = _about(self._manifest.mark, at)
        nonce, box = sealed[start : start + NONCE], sealed[start + NONCE :]
        try:
            return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(box, about, nonce, self._key)
        except (CryptoError, ValueError):
            raise _CHANGED from None


def _about(mark: bytes, at: int) -> bytes:
    return PIECE + mark + at.to_bytes(4, "big")


def _derived(room_key: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"mediation-desk snapshot").derive(room_key)


_CHANGED = Tampered("snapshot_changed", "收到的整室数据被改动过或已损坏,没有采用;会改为逐笔接收。")

"""Envelopes: whole acts of one station, packed, sealed for the room and signed by the station (sync design 4.10).

On the wire: `MDE1`, the suite, the cover in clear (who, which acts, which key), the sealed body, the signature over all
of it. The body is msgpack, compressed (zstd), padded so that its length tells little, and sealed with
XChaCha20-Poly1305 under the room's key of an epoch; the cover is bound to it as associated data. Ed25519 signs.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec
import zstandard
from nacl import bindings
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey, VerifyKey

from desktop.sync.errors import Tampered
from desktop.sync.targets import Sealed

MAGIC = b"MDE1"
SUITE = 1  # zstd, XChaCha20-Poly1305, Ed25519; another suite (SM4, SM2) would be another number
FIRST = bytes(32)  # `prev` of a device's first envelope
SIGNATURE = 64
NONCE = 24
LEAST = 192  # bytes that a body has at least
MOST_PLAIN = 256 * 1024 * 1024
SCHEMA = 4  # the shape of what is inside: revision 0004


class OpPart(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One operation. `step`: its stamp less the act's first; `parents` flat: index into `devices`, n, index, n …"""

    step: int
    kind: str
    object: bytes
    field: str
    value: str
    parents: list[int]


class ActPart(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One whole act: its audit line and its operations `first`, `first` + 1 …; `seen` is flat as parents are."""

    no: int
    txn: bytes
    at: str
    hlc: int
    account: bytes
    act: str
    dispute: bytes
    detail: str
    undoes: bytes
    undoable: bool
    seen: list[int]
    first: int
    start: int
    ops: list[OpPart]


class Manifest(msgspec.Struct, array_like=True, frozen=True):
    """An attachment's bytes as they travel: sealed chunks of 1 MiB under the key of `epoch`."""

    sha256: str
    size: int
    epoch: int
    chunks: list[str]


class Content(msgspec.Struct, array_like=True, frozen=True):
    """What is inside: the devices that marks point to, whole acts, and the manifests of what they attach.

    `before` is the transaction of the act before the first: by it acts are known that were sealed twice.
    """

    devices: list[bytes]
    acts: list[ActPart]
    manifests: list[Manifest] = []
    before: bytes = b""


@dataclass(frozen=True, slots=True)
class Cover:
    """The outside, readable by anybody who carries it: no personal data. `schema` is that of the content."""

    room: UUID
    device: UUID
    lo: int
    hi: int
    prev: bytes
    schema: int
    epoch: int


_ENCODE = msgspec.msgpack.Encoder()
_CONTENT = msgspec.msgpack.Decoder(Content)
_COVER = msgspec.msgpack.Decoder(tuple[bytes, bytes, int, int, bytes, int, int])


def pack(content: Content, cover: Cover, key: bytes, sign: SigningKey) -> Sealed:
    """Seal and sign; `key` is the room's of `cover.epoch` (32 bytes)."""
    parts = (cover.room.bytes, cover.device.bytes, cover.lo, cover.hi, cover.prev, cover.schema, cover.epoch)
    outside = _ENCODE.encode(parts)
    head = MAGIC + bytes((SUITE,)) + len(outside).to_bytes(2, "big") + outside
    small = zstandard.ZstdCompressor(level=3).compress(_ENCODE.encode(content))
    plain = len(small).to_bytes(4, "big") + small
    plain += bytes(padded(len(plain)) - len(plain))
    nonce = secrets.token_bytes(NONCE)
    box = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, head, nonce, key)
    unsigned = head + nonce + box
    wire = unsigned + sign.sign(unsigned).signature
    return Sealed(cover.device, cover.lo, cover.hi, cover.prev, hashlib.sha256(wire).digest(), cover.schema, wire)


def padded(size: int) -> int:
    """The length that a body of this size is given: few different ones, at most an eighth more."""
    if size <= LEAST:
        return LEAST
    step = 1 << max((size - 1).bit_length() - 4, 5)
    return -(-size // step) * step


def read_cover(wire: bytes) -> Cover:
    """The outside, without any key. Tampered when this is no envelope."""
    try:
        if wire[:4] != MAGIC or wire[4] != SUITE or len(wire) < 7 + NONCE + SIGNATURE:
            raise _TAMPERED
        size = int.from_bytes(wire[5:7], "big")
        room, device, lo, hi, prev, schema, epoch = _COVER.decode(wire[7 : 7 + size])
        if not 1 <= lo <= hi or len(prev) != len(FIRST):
            raise _TAMPERED
        return Cover(UUID(bytes=room), UUID(bytes=device), lo, hi, prev, schema, epoch)
    except (msgspec.MsgspecError, ValueError, IndexError):
        raise _TAMPERED from None


def sealed(wire: bytes) -> Sealed:
    """The envelope that these bytes are. Tampered when they are none."""
    cover = read_cover(wire)
    return Sealed(cover.device, cover.lo, cover.hi, cover.prev, hashlib.sha256(wire).digest(), cover.schema, wire)


def check_signature(wire: bytes, verify: VerifyKey) -> None:
    """Tampered unless the station signed every byte of it."""
    try:
        verify.verify(wire[:-SIGNATURE], wire[-SIGNATURE:])
    except (BadSignatureError, ValueError):
        raise _TAMPERED from None


def open_sealed(wire: bytes, keys: Mapping[int, bytes], verify: VerifyKey) -> Content:
    """What is inside. Tampered when signature, seal or shape do not hold; KeyError without the epoch's key."""
    check_signature(wire, verify)
    cover = read_cover(wire)
    key = keys[cover.epoch]
    start = 7 + int.from_bytes(wire[5:7], "big")
    nonce, box = wire[start : start + NONCE], wire[start + NONCE : -SIGNATURE]
    try:
        plain = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(box, wire[:start], nonce, key)
        size = int.from_bytes(plain[:4], "big")
        packed = zstandard.ZstdDecompressor().decompress(plain[4 : 4 + size], max_output_size=MOST_PLAIN)
        content = _CONTENT.decode(packed)
    except (CryptoError, zstandard.ZstdError, msgspec.MsgspecError, ValueError, MemoryError):
        raise _TAMPERED from None
    _check_shape(cover, content)
    return content


def _check_shape(cover: Cover, content: Content) -> None:
    """The acts that the cover names, each dense; every mark points to a device that is listed."""
    known = range(len(content.devices))
    numbers = [act.no for act in content.acts]
    if numbers != list(range(cover.lo, cover.hi + 1)) or any(len(id) != 16 for id in content.devices):
        raise _TAMPERED
    for act in content.acts:
        marks = [act.seen, *(op.parents for op in act.ops)]
        if any(len(flat) % 2 or any(at not in known for at in flat[::2]) for flat in marks):
            raise _TAMPERED
        if any(len(op.object) != 16 for op in act.ops) or len(act.txn) != 16:
            raise _TAMPERED


_TAMPERED = Tampered("tampered", "收到的一份数据被改动过或已损坏,没有采用;请让对方电脑重新同步,并告诉管理员。")


def size_of(acts: Sequence[ActPart]) -> int:
    """About how many bytes acts take before they are packed."""
    return sum(64 + len(act.detail) + sum(48 + len(op.value) for op in act.ops) for act in acts)

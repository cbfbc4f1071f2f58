"""HEAD, the one small file of a bundle that is replaced: how far its station was and what it made of it, signed."""

from __future__ import annotations

import json
from uuid import UUID

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from desktop.sync.targets import Position, Report


def signed(room: UUID, mine: Report, last: Position, sign: SigningKey) -> bytes:
    """A HEAD: one line of JSON, one of signature. `last`: how far the folder holds this station's acts."""
    text = json.dumps(
        {
            "room": room.hex,
            "device": mine.device.hex,
            "hi": last.hi,
            "hash": last.hash.hex(),
            "vector": mine.vector.hex(),
            "digest": mine.digest.hex(),
        }
    ).encode()
    return text + b"\n" + sign.sign(text).signature.hex().encode()


def verified(content: bytes, room: UUID, device: UUID, key: bytes) -> tuple[Report, int] | None:
    """What a HEAD says, and how far its station was; None when it is cut short or not signed by that station."""
    text, _, signature = content.rpartition(b"\n")
    try:
        VerifyKey(key).verify(text, bytes.fromhex(signature.decode("ascii")))
        said = json.loads(text)
        if (said["room"], said["device"]) != (room.hex, device.hex):
            return None
        return Report(device, bytes.fromhex(said["vector"]), bytes.fromhex(said["digest"])), int(said["hi"])
    except (BadSignatureError, ValueError, KeyError, TypeError):
        return None

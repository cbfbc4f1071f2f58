"""What a new identity did to the numbers of this station's operations, so that older audit lines still verify.

An audit line holds a digest of its operations as they were numbered then. When a station goes on under a new identity
(`reissue`), a record of how the numbers moved is kept in `meta`, under the key of the audit chain; walking the chain
takes each move back for the lines before it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desktop.storage.keys import mac

RENUMBERED = "reissued"
Mark = tuple[int, int]  # (local number of a device, n)


@dataclass(frozen=True, slots=True)
class Move:
    """Up to audit line `seq`, operation n of device `new` was operation n + `cut` of device `old`."""

    seq: int
    old: int
    new: int
    cut: int

    def forth(self, mark: Mark) -> Mark:
        return (self.new, mark[1] - self.cut) if mark[0] == self.old and mark[1] > self.cut else mark

    def back(self, mark: Mark) -> Mark:
        return (self.old, mark[1] + self.cut) if mark[0] == self.new else mark


def read_marks(text: str) -> list[Mark]:
    """`1:12 2:5` as numbers."""
    return [(int(device), int(n)) for device, n in (part.split(":") for part in text.split())]


def write_marks(marks: Sequence[Mark]) -> str:
    return " ".join(f"{device}:{n}" for device, n in marks)


def moves(connection: Connection, key: bytes) -> list[Move]:
    """The moves in their order; those that were not written under this key do not count."""
    found = connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (RENUMBERED,)).first()
    kept: list[Move] = []
    seal = b""
    for record in json.loads(found[0]) if found else ():
        move = Move(*(int(n) for n in record["move"]))
        seal = _seal(key, seal, move)
        if not hmac.compare_digest(seal.hex(), str(record["mac"])):
            break
        kept.append(move)
    return kept


def keep_move(connection: Connection, key: bytes, move: Move) -> None:
    """Write the move after those that are there."""
    kept = [*moves(connection, key), move]
    records, seal = [], b""
    for each in kept:
        seal = _seal(key, seal, each)
        records.append({"move": [each.seq, each.old, each.new, each.cut], "mac": seal.hex()})
    text = json.dumps(records)
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (RENUMBERED, text))


def as_written(op: Mapping[str, Any], seq: int, known: Sequence[Move]) -> Mapping[str, Any]:
    """An operation of audit line `seq` under the numbers that it had when the line was written."""
    later = [move for move in known if move.seq >= seq]
    if not later:
        return op
    own, parents = (op["device"], op["n"]), read_marks(op["parents"])
    for move in reversed(later):
        own, parents = move.back(own), [move.back(mark) for mark in parents]
    return {**op, "device": own[0], "n": own[1], "parents": write_marks(parents)}


def _seal(key: bytes, before: bytes, move: Move) -> bytes:
    return mac(key, b"reissued", before, *(str(n).encode() for n in (move.seq, move.old, move.new, move.cut)))

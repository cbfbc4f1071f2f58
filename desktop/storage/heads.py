"""The heads of what one transaction touches, and the digest over all heads of the room."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from desktop.domain.merging import rank
from desktop.storage import schema

DIGEST = "heads_digest"
MODULUS = 1 << 128
AT_ONCE = 900  # parameters of one question
Local = tuple[int, int]  # (local number of a device, n)
Fields = dict[str, list[Local]]

_H = schema.heads.c
_ASK = select(_H.object, _H.field, _H.device, _H.n).where(_H.object.in_(bindparam("ids", expanding=True)))


class Heads:
    """Heads by object and field, read when first asked for; what the transaction writes is kept here until `write`."""

    def __init__(self, connection: Connection, devices: Callable[[], dict[int, bytes]]) -> None:
        self._connection, self._devices = connection, devices
        self._found: dict[bytes, Fields] = {}
        self._before: dict[tuple[bytes, str], list[Local]] = {}

    def load(self, objects: Iterable[bytes]) -> None:
        """Read those of many objects in few questions."""
        ids = [id for id in dict.fromkeys(objects) if id not in self._found]
        for n in range(0, len(ids), AT_ONCE):
            some = ids[n : n + AT_ONCE]
            self._found |= {id: {} for id in some}
            for object_, field, device, number in self._connection.execute(_ASK, {"ids": some}):
                self._found[object_].setdefault(field, []).append((device, number))

    def fresh(self, object_: bytes) -> None:
        """An object that nobody wrote on before."""
        self._found.setdefault(object_, {})

    def of(self, object_: bytes) -> Fields:
        if object_ not in self._found:
            self.load([object_])
        return self._found[object_]

    def set(self, object_: bytes, field: str, heads: list[Local]) -> None:
        fields = self._found[object_]
        self._before.setdefault((object_, field), fields.get(field, []))
        fields[field] = heads

    def shown(self, heads: list[Local]) -> Local:
        """The one of several that people see."""
        if len(heads) == 1:
            return heads[0]
        devices, o = self._devices(), schema.operations.c
        stamps = {
            head: self._connection.execute(select(o.hlc).where(o.device == head[0], o.n == head[1])).scalar_one()
            for head in heads
        }
        return max(heads, key=lambda head: rank(stamps[head], devices[head[0]]))

    def touched(self) -> dict[tuple[bytes, str], tuple[list[Local], list[Local]]]:
        """(object, field) -> heads before and now."""
        return {key: (before, self._found[key[0]][key[1]]) for key, before in self._before.items()}

    def write(self) -> None:
        """Make the table say what was set, and move the digest by it."""
        touched = self.touched()
        again = [key for key, (before, _now) in touched.items() if before]
        if again:
            self._connection.exec_driver_sql("DELETE FROM heads WHERE object = ? AND field = ?", again)
        rows = [
            {"object": object_, "field": field, "device": device, "n": n}
            for (object_, field), (_before, now) in touched.items()
            for device, n in now
        ]
        if rows:
            self._connection.execute(insert(schema.heads), rows)
        self._move_digest(touched)
        self._before = {}

    def _move_digest(self, touched: dict[tuple[bytes, str], tuple[list[Local], list[Local]]]) -> None:
        kept = read_digest(self._connection)
        if kept is None:
            return  # nobody asked for it yet
        devices = self._devices()
        for (object_, field), (before, now) in touched.items():
            kept -= sum(weight(object_, field, devices[d], n) for d, n in before if (d, n) not in now)
            kept += sum(weight(object_, field, devices[d], n) for d, n in now if (d, n) not in before)
        keep_digest(self._connection, kept)


def weight(object_: bytes, field: str, device: bytes, n: int) -> int:
    """What one head adds to the digest: a sum, so that the order of arrival does not matter."""
    text = b"%b%b%b%d" % (object_, device, field.encode(), n)
    return int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "big")


def read_digest(connection: Connection) -> int | None:
    found = connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (DIGEST,)).first()
    return int(found[0], 16) if found else None


def keep_digest(connection: Connection, digest: int) -> None:
    text = f"{digest % MODULUS:032x}"
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (DIGEST, text))


def whole_digest(connection: Connection, devices: dict[int, bytes]) -> int:
    """The digest from the table itself: for a room that never kept one, and to check the kept one."""
    h: Any = schema.heads.c
    total = 0
    for object_, field, device, n in connection.execute(select(h.object, h.field, h.device, h.n)):
        total += weight(object_, field, devices[device], n)
    return total % MODULUS

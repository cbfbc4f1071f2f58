"""The heads of what one transaction touches, and the digest over all heads of the room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, select

from desktop.domain.merging import rank
from desktop.storage import schema

DIGEST = "heads_digest"
MODULUS = 1 << 128
AT_ONCE = 900  # parameters of one question
Local = tuple[int, int]  # (local number of a device, n)
Fields = dict[str, list[Local]]


class Heads:
    """Heads by object and field, read when first asked for; what the transaction writes is kept here until `write`."""

    def __init__(self, connection: Connection, devices: Callable[[], dict[int, bytes]]) -> None:
        self._connection, self._devices = connection, devices
        self._found: dict[bytes, Fields] = {}
        self._before: dict[tuple[bytes, str], list[Local]] = {}

    def load(self, objects: Iterable[bytes], fields: Collection[str] = ()) -> None:
        """Read those of many objects in few questions; with `fields` (a few names), of these alone."""
        ids = [id for id in dict.fromkeys(objects) if id not in self._found]
        only = f" AND field IN ({', '.join('?' * len(fields))})" if fields else ""
        for n in range(0, len(ids), AT_ONCE):
            some = ids[n : n + AT_ONCE]
            found = {id: {} for id in some}  # type: dict[bytes, Fields]
            query = f"SELECT object, field, device, n FROM heads WHERE object IN ({', '.join('?' * len(some))}){only}"
            for object_, field, device, number in fetched(self._connection, query, (*some, *fields)):
                found[object_].setdefault(field, []).append((device, number))
            self._found |= found

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
        rows = [(object_, field, d, n) for (object_, field), (_before, now) in touched.items() for d, n in now]
        if rows:
            self._connection.exec_driver_sql("INSERT INTO heads (object, field, device, n) VALUES (?, ?, ?, ?)", rows)
        self._move_digest(touched)
        self._before = {}

    def _move_digest(self, touched: dict[tuple[bytes, str], tuple[list[Local], list[Local]]]) -> None:
        kept = read_digest(self._connection)
        if kept is None:
            return  # nobody asked for it yet
        devices = self._devices()
        for (object_, field), (before, now) in touched.items():
            for head in before:
                if head not in now:
                    kept -= weight(object_, field, devices[head[0]], head[1])
            for head in now:
                if head not in before:
                    kept += weight(object_, field, devices[head[0]], head[1])
        keep_digest(self._connection, kept)


def weight(object_: bytes, field: str, device: bytes, n: int) -> int:
    """What one head adds to the digest: a sum, so that the order of arrival does not matter."""
    text = b"%b%b%b%d" % (object_, device, field.encode(), n)
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big")


def fetched(connection: Connection, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The rows as the driver gives them: what reads thousands does not wrap each of them."""
    return list(connection.exec_driver_sql(query, values).cursor.fetchall())


def read_digest(connection: Connection) -> int | None:
    found = connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (DIGEST,)).first()
    return int(found[0], 16) if found else None


def keep_digest(connection: Connection, digest: int) -> None:
    text = f"{digest % MODULUS:032x}"
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (DIGEST, text))


def whole_digest(connection: Connection, devices: dict[int, bytes]) -> int:
    """The digest from the table itself: for a room that never kept one, and to check the kept one."""
    total = 0
    for object_, field, device, n in fetched(connection, "SELECT object, field, device, n FROM heads"):
        total += weight(object_, field, devices[device], n)
    return total % MODULUS

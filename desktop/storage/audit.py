"""The audit trail: a keyed hash chain over who did what and over the operations that each act wrote."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from desktop.storage.keys import mac
from desktop.storage.renumbered import as_written, moves
from desktop.storage.schema import audit, operations

FIELDS = ("device", "n", "txn", "hlc", "kind", "object", "field", "value", "parents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One act as the trail keeps it; `detail` is JSON."""

    at: str
    hlc: int
    account: UUID | None
    act: str
    dispute: UUID | None
    detail: str
    txn: UUID
    undoes: UUID | None
    undoable: bool


_LENGTH = struct.Struct(">Q").pack


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the chain no longer holds."""

    seq: int
    why: str


def digest(rows: Iterable[Mapping[Any, Any]]) -> bytes:
    """SHA-256 over operations in the order of their numbers."""
    return digest_of(tuple(row[name] for name in FIELDS) for row in rows)


def digest_of(rows: Iterable[Sequence[Any]]) -> bytes:
    """The same over operations that are tuples of FIELDS."""
    whole = hashlib.sha256()
    for row in rows:
        parts = [value if isinstance(value, bytes) else str(value).encode() for value in row]
        whole.update(b"".join([piece for part in parts for piece in (_LENGTH(len(part)), part)]))
    return whole.digest()


class Chain:
    """Appends lines and walks them; the key never lies in the database."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def head(self, connection: Connection) -> tuple[int, bytes] | None:
        found = connection.execute(select(audit.c.seq, audit.c.mac).order_by(audit.c.seq.desc()).limit(1)).first()
        return (found[0], found[1]) if found else None

    def holds(self, connection: Connection, anchor: tuple[int, bytes]) -> bool:
        """Whether the line that the anchor remembers is still there, as it was."""
        return connection.execute(select(audit.c.mac).where(audit.c.seq == anchor[0])).scalar() == anchor[1]

    def append(self, connection: Connection, line: Line, ops: Sequence[Mapping[str, Any]]) -> int:
        """Write the line after the last; its number."""
        return self.extend(connection, [(line, ops)])

    def extend(self, connection: Connection, lines: Sequence[tuple[Line, Sequence[Mapping[str, Any]]]]) -> int:
        """Write lines after the last, each with the operations of its act; the number of the first."""
        return self.extend_by(connection, [(line, digest(ops)) for line, ops in lines])

    def extend_by(self, connection: Connection, lines: Sequence[tuple[Line, bytes]]) -> int:
        """The same, each with the digest of its operations."""
        last, before = self.head(connection) or (0, b"")
        rows = []
        for seq, (line, digest_) in enumerate(lines, last + 1):
            row: dict[str, Any] = {
                "seq": seq,
                "at": line.at,
                "hlc": line.hlc,
                "account": line.account.bytes if line.account else None,
                "act": line.act,
                "dispute": line.dispute.bytes if line.dispute else None,
                "detail": line.detail,
                "txn": line.txn.bytes,
                "digest": digest_,
                "undoes": line.undoes.bytes if line.undoes else None,
                "undoable": int(line.undoable),
            }
            before = self._mac(before, row)
            rows.append(row | {"mac": before})
        connection.execute(insert(audit), rows)
        return int(last + 1)

    def walk(self, connection: Connection, anchor: tuple[int, bytes] | None) -> list[Broken]:
        """Every place where the trail was cut, changed or reordered; also a cut tail, when an anchor remembers it."""
        found: list[Broken] = []
        before, expected = b"", 1
        known: dict[int, bytes] = {}
        moved = moves(connection, self._key)
        for found_row in connection.execute(select(audit).order_by(audit.c.seq)).mappings():
            row = {str(k): v for k, v in found_row.items()}
            if row["seq"] != expected:
                found.append(Broken(row["seq"], "中间缺少记录"))
            if self._mac(before, row) != row["mac"]:
                found.append(Broken(row["seq"], "记录被改动过"))
            by_number = (operations.c.device, operations.c.n)
            ops = connection.execute(select(operations).where(operations.c.txn == row["txn"]).order_by(*by_number))
            written = (as_written({str(k): v for k, v in op.items()}, row["seq"], moved) for op in ops.mappings())
            if digest(written) != row["digest"]:
                found.append(Broken(row["seq"], "这一步写入的内容被改动过"))
            before, expected = row["mac"], row["seq"] + 1
            known[row["seq"]] = row["mac"]
        if anchor and known.get(anchor[0]) != anchor[1]:
            found.append(Broken(anchor[0], "末尾的记录被截去,或整库被换成较早的一份"))
        return found

    def _mac(self, before: bytes, row: Mapping[str, Any]) -> bytes:
        parts = [before]
        for name in ("seq", "at", "hlc", "account", "act", "dispute", "detail", "txn", "digest", "undoes", "undoable"):
            value = row[name]
            parts.append(value if isinstance(value, bytes) else b"" if value is None else str(value).encode())
        return mac(self._key, *parts)

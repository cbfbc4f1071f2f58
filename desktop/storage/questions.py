"""What waits for a person after stations worked apart: conflicts of fields, concerns, and what is laid aside."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection

from desktop.domain.merging import DELETED, Op
from desktop.storage.schema import TABLES

SPACE = UUID("0192a5c0-0000-7000-8000-00000000c0de")
QUIET = frozenset({DELETED})  # said by a concern, not as two values side by side


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that two stations did apart and that only a person can put right."""

    code: str
    kind: str
    object: bytes
    ops: tuple[Op, ...]  # those that it is about
    against: tuple[Op, ...] = ()  # those that they did not know of

    @property
    def id(self) -> bytes:
        marks = sorted(f"{op.device.hex()}:{op.n}" for op in (*self.ops, *self.against))
        return uuid5(SPACE, " ".join((self.code, self.object.hex(), *marks))).bytes

    @property
    def hlc(self) -> int:
        return max(op.hlc for op in (*self.ops, *self.against))


def lay_aside(connection: Connection, kind: str, id: bytes, name: str) -> None:
    """Keep in mind that something could not be shown; an upgrade looks at it again."""
    connection.exec_driver_sql("INSERT OR REPLACE INTO unread (object, field, kind) VALUES (?, ?, ?)", (id, name, kind))


def keep_conflicts(connection: Connection, kind: str, id: bytes, tops: Mapping[str, list[Op]]) -> None:
    connection.exec_driver_sql("DELETE FROM conflicts WHERE object = ?", (id,))
    for field, heads in tops.items():
        if field not in QUIET and len({op.value for op in heads}) > 1:
            newest = max(op.hlc for op in heads)
            keep_conflict(connection, kind, id, field, newest)


def keep_conflict(connection: Connection, kind: str, id: bytes, field: str, hlc: int) -> None:
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO conflicts (object, field, kind, dispute, hlc) VALUES (?, ?, ?, ?, ?)",
        (id, field, kind, dispute_of(connection, kind, id), hlc),
    )


def keep_concerns(connection: Connection, ids: Sequence[bytes], concerns: Sequence[Concern]) -> None:
    codes = ("delete_edit", "both_moved", "invalid_merge", "unmerged_edit", "double_signed")
    marks = ", ".join("?" * len(codes))
    gone = f"DELETE FROM concerns WHERE object = ? AND code IN ({marks})"
    connection.exec_driver_sql(gone, [(id, *codes) for id in ids])
    for concern in concerns:
        detail = {"ops": _marks(concern.ops), "against": _marks(concern.against)}
        keep_concern(connection, concern.id, concern.code, concern.kind, concern.object, detail, concern.hlc)


def _marks(ops: Sequence[Op]) -> list[list[Any]]:
    """The same on every station, whatever came first there."""
    return [[op.device.hex(), op.n] for op in sorted(ops, key=lambda op: (op.hlc, op.device, op.n))]


def keep_concern(
    connection: Connection, id: bytes, code: str, kind: str, object_: bytes, detail: Mapping[str, Any], hlc: int
) -> None:
    """`detail` holds marks [device hex, n] under `ops` and `against`, or whatever the code's own words need."""
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO concerns (id, code, kind, object, dispute, detail, hlc) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (id, code, kind, object_, dispute_of(connection, kind, object_), json.dumps(detail, sort_keys=True), hlc),
    )


def dispute_of(connection: Connection, kind: str, id: bytes) -> bytes | None:
    """The file that a record belongs to, when it belongs to one."""
    if kind == "disputes":
        return id
    if kind not in TABLES or "dispute_id" not in TABLES[kind].c:
        return None
    found = connection.exec_driver_sql(f"SELECT dispute_id FROM {kind} WHERE id = ?", (id,)).first()
    return bytes(found[0]) if found and found[0] else None

"""Whether rows that another station made are what the operations come to; those that are not are made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from desktop.domain.merging import Op
from desktop.storage import schema
from desktop.storage.loading import columns
from desktop.storage.merged import Row, look, made_again
from desktop.storage.questions import QUIET, dispute_of
from desktop.storage.rows import row_of
from desktop.storage.schema import GONE, KINDS


def objects(connection: Connection, after: bytes, most: int) -> dict[bytes, str]:
    """The next objects by identity, with their kinds; nothing after the last."""
    following = "SELECT DISTINCT object FROM operations WHERE object > ? ORDER BY object LIMIT ?"
    ids = [bytes(row[0]) for row in connection.exec_driver_sql(following, (after, most))]
    marks = ", ".join("?" * len(ids))
    said = f"SELECT object, min(kind) FROM operations WHERE object IN ({marks}) GROUP BY object"
    return {bytes(id): str(kind) for id, kind in connection.exec_driver_sql(said, tuple(ids))}


def unsaid(connection: Connection) -> bool:
    """Whether a row is there of which no operation speaks."""
    said = "SELECT 1 FROM operations o WHERE o.object = t.id AND o.kind = '{0}'"
    asked = "SELECT EXISTS (SELECT 1 FROM {0} t WHERE NOT EXISTS (" + said + "))"
    return any(connection.exec_driver_sql(asked.format(kind)).scalar() for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Differing:
    """Objects, with their kinds, of which something here is not what their operations come to."""

    rows: Mapping[bytes, str]
    questions: Mapping[bytes, str]  # what is asked about them: conflicts and concerns


def differing(connection: Connection, kinds: Mapping[bytes, str]) -> Differing:
    """Those of the objects whose row says something else than their operations, or of which too little is asked."""
    known = {id: kind for id, kind in kinds.items() if kind in KINDS}
    units = look(connection, known)
    rows = [row for unit in units for row in unit.rows]
    wrong = {row.id: row.kind for row in rows if row.id in known and _differs(connection, row)}
    asked = _asked(connection, "concerns", "id", [row.id for row in rows])
    fields = _asked(connection, "conflicts", "field", [row.id for row in rows])
    lacking = {
        row.id: row.kind
        for unit in units
        for row in unit.rows
        if not {c.id for c in unit.concerns if c.object == row.id} <= asked.get(row.id, set())
        or {name for name, tops in row.tops.items() if _apart(name, tops)} != fields.get(row.id, set())
    }
    return Differing(wrong, lacking)


def _apart(field: str, tops: Sequence[Op]) -> bool:
    return field not in QUIET and len({op.value for op in tops}) > 1


def _asked(connection: Connection, table: str, column: str, ids: Sequence[bytes]) -> dict[bytes, set[Any]]:
    found: dict[bytes, set[Any]] = {}
    for n in range(0, len(ids), 900):
        some = tuple(ids[n : n + 900])
        query = f"SELECT object, {column} FROM {table} WHERE object IN ({', '.join('?' * len(some))})"
        for object_, value in connection.exec_driver_sql(query, some):
            found.setdefault(bytes(object_), set()).add(value)
    return found


def make_anew(connection: Connection, kinds: Mapping[bytes, str]) -> None:
    """Make these rows from the operations; the files that they belong to are stale."""
    made_again(connection, kinds)
    files = {dispute_of(connection, kind, id) for id, kind in kinds.items()} - {None}
    if files:
        connection.execute(insert(schema.stale).prefix_with("OR IGNORE"), [{"dispute": id} for id in files])


def _differs(connection: Connection, row: Row) -> bool:
    names = columns(row.kind)
    listed = ", ".join(f'"{name}"' for name in names)
    found = connection.exec_driver_sql(f"SELECT {listed} FROM {row.kind} WHERE id = ?", (row.id,)).first()
    kept = dict(zip(names, found, strict=True)) if found else None
    if row.value is None:
        return kept is not None and not kept[GONE]
    if kept is None:
        return True
    said = row_of(row.kind, row.value) | {GONE: int(row.gone)}
    return any(said[name] != kept[name] for name in names if name not in row.aside)

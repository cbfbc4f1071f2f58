"""Whether rows that another station made are what the operations come to; those that are not are made anew."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert

from desktop.storage import schema
from desktop.storage.loading import columns
from desktop.storage.merged import Row, dispute_of, look, made_again
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


def differing(connection: Connection, kinds: Mapping[bytes, str]) -> dict[bytes, str]:
    """Those of the objects whose row says something else than their operations."""
    known = {id: kind for id, kind in kinds.items() if kind in KINDS}
    rows = [row for unit in look(connection, known) for row in unit.rows if row.id in known]
    return {row.id: row.kind for row in rows if _differs(connection, row)}


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

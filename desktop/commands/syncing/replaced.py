"""What an operation replaced: of several heads the one that people saw."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select

from desktop.domain.merging import rank
from desktop.storage.schema import devices, operations
from desktop.storage.store import Reader


def marks(parents: str) -> list[tuple[int, int]]:
    """`2:7 1:31` as (device, n), devices by their number here."""
    pairs = (part.split(":") for part in parents.split())
    return [(int(device), int(n)) for device, n in pairs]


def replaced(reader: Reader, parents: str) -> Any:
    """The row of the operation that was shown before; None for a first value. An act that settles replaces several."""
    wanted = marks(parents)
    if not wanted:
        return None
    o, d = operations.c, devices.c
    these = or_(*(and_(o.device == device, o.n == n) for device, n in wanted))
    rows = reader.rows(select(operations, d.id.label("station")).where(these, d.no == o.device))
    return max(rows, key=lambda row: rank(row.hlc, row.station), default=None)

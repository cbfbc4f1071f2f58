"""Filling an empty database as a whole: the acts of every station in one order, then rows as they are.

For a new station that takes a snapshot of the room. What is derived from the operations alone (heads, the audit
chain) is made here; rows are taken as another station has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import uuid5

from sqlalchemy import Connection, insert, select

from desktop.domain.changes import Clock
from desktop.domain.merging import COUNTER
from desktop.storage import questions, schema
from desktop.storage.audit import Chain, Line, digest_of
from desktop.storage.heads import DIGEST
from desktop.storage.schema import KINDS, metadata

DERIVED = ("summaries", "dues", "tallies", "sums")
BESIDE = ("conflicts", "concerns", "unread", "stale")
OWN_CONCERNS = ("clock_far_ahead",)  # hangs on this station's own clock
AHEAD_MS = 24 * 3600 * 1000
LARGE = 10_000  # rows: from here on it pays to make an index at the end
AT_ONCE = 5_000  # operations written together
CACHE = 128 * 1024  # KiB
KEPT = ("meta", "devices", "room_keys", "targets", "drafts")  # what is this station's own

Row = Sequence[Any]
Mark = tuple[int, int]  # (local number of a device, n)


@cache
def tables() -> tuple[str, ...]:
    """The tables whose rows travel, those that others refer to first."""
    wanted = {*KINDS, *BESIDE, *DERIVED}
    return tuple(str(table.name) for table in metadata.sorted_tables if table.name in wanted)


@cache
def columns(table: str) -> tuple[str, ...]:
    return tuple(str(column.name) for column in metadata.tables[table].columns)


def blocks(connection: Connection, table: str, size: int = 256) -> Iterator[list[Row]]:
    """The rows of a table in the order of its key, a few at a time."""
    names = ", ".join(f'"{name}"' for name in columns(table))
    key = ", ".join(f'"{column.name}"' for column in metadata.tables[table].primary_key)
    where = f" WHERE code NOT IN ({', '.join(repr(c) for c in OWN_CONCERNS)})" if table == "concerns" else ""
    found = connection.exec_driver_sql(f"SELECT {names} FROM {table}{where} ORDER BY {key}")
    while some := found.fetchmany(size):
        yield [tuple(row) for row in some]


class Loading:
    """One transaction that fills an empty database. Acts come first, in the order in which they are to stand."""

    def __init__(self, connection: Connection, chain: Chain, clock: Clock, now: datetime) -> None:
        """`now` is aware; stamps more than a day ahead of it do not move this station's clock."""
        self._connection, self._chain, self._clock = connection, chain, clock
        self._believed = (int(now.astimezone(UTC).timestamp() * 1000) + AHEAD_MS) << COUNTER
        d = schema.devices.c
        self.numbers = {bytes(id): int(no) for no, id in connection.execute(select(d.no, d.id))}
        self.reached: dict[int, tuple[int, int]] = {}  # by local number: (act, n)
        self._operations: list[Row] = []
        self._lines: list[tuple[Line, bytes]] = []
        self._acts: list[tuple[Any, ...]] = []
        self._named: list[Mark] = []
        self._dropped: list[str] = []

    def begin(self, large: Iterable[str]) -> None:
        """`large`: tables of many rows, whose indexes are made at the end."""
        run = self._connection.exec_driver_sql
        run("PRAGMA defer_foreign_keys = ON")
        run(f"PRAGMA cache_size = -{CACHE}")  # what does not fit is sealed and written more than once
        run("CREATE TEMP TABLE loading_named (device INTEGER, n INTEGER, PRIMARY KEY (device, n)) WITHOUT ROWID")
        for table in sorted({"operations", *large}):
            asked = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
            for name, sql in run(asked, (table,)).all():
                run(f'DROP INDEX "{name}"')
                self._dropped.append(sql)

    def number(self, device: bytes) -> int:
        """The short number that the device has here."""
        found = self.numbers.get(device)
        if found is None:
            found = self.numbers[device] = max(self.numbers.values(), default=0) + 1
            self._connection.execute(insert(schema.devices), {"no": found, "id": device})
        return found

    def act(self, number: int, no: int, line: Line, seen: Sequence[Mark], first: int, ops: Sequence[Row]) -> None:
        """The next act; `ops` are rows of the operations' columns. `named` tells of their parents."""
        last = first - 1 + len(ops)
        believed = min(line.hlc, max(self._believed, self._clock.last))
        stamp = max((line.hlc, *(op[3] for op in ops)))
        if stamp <= self._believed:
            self._clock.saw(stamp)
        else:
            self._doubt(number, line.at, stamp)
        kept = line if believed == line.hlc else replace(line, hlc=believed)
        self._operations += ops
        self._lines.append((kept, digest_of(ops)))
        text = " ".join(f"{device}:{n}" for device, n in seen)
        self._acts.append((number, no, line.txn.bytes, first, last, text))
        self.reached[number] = (no, last)
        if len(self._operations) + len(self._acts) >= AT_ONCE:
            self._write()

    def named(self, parents: Iterable[Mark]) -> None:
        """Operations that others name as parents: they are no heads any more."""
        self._named += parents

    def end_acts(self) -> None:
        """After the last act: how far each device is here, and the heads."""
        self._write()
        run = self._connection.exec_driver_sql
        rows = [(number, *place) for number, place in self.reached.items()]
        if rows:
            run("INSERT INTO reached (device, act, n) VALUES (?, ?, ?)", rows)
        for sql in [sql for sql in self._dropped if _indexed(sql) == "operations"]:
            run(sql)
            self._dropped.remove(sql)
        run(
            "INSERT INTO heads (object, field, device, n) SELECT object, field, device, n FROM operations o "
            "WHERE NOT EXISTS (SELECT 1 FROM loading_named p WHERE p.device = o.device AND p.n = o.n) "
            "ORDER BY object, field, device, n"
        )
        run("DROP TABLE loading_named")

    def rows(self, table: str, rows: Sequence[Row]) -> None:
        """Rows of one of `tables()`, each with all `columns(table)`."""
        names = columns(table)
        listed, asked = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        how = "INSERT OR IGNORE" if table in BESIDE else "INSERT"  # some are made here too
        self._connection.exec_driver_sql(f"{how} INTO {table} ({listed}) VALUES ({asked})", [tuple(r) for r in rows])

    def end(self) -> None:
        """After the last row. The connection keeps its larger cache until the store is opened again."""
        for sql in self._dropped:
            self._connection.exec_driver_sql(sql)
        self._dropped.clear()

    def _write(self) -> None:
        run = self._connection.exec_driver_sql
        if self._operations:
            asked = ", ".join("?" * len(columns("operations")))
            run(f"INSERT INTO operations ({', '.join(columns('operations'))}) VALUES ({asked})", self._operations)
        if self._named:
            run("INSERT OR IGNORE INTO loading_named (device, n) VALUES (?, ?)", self._named)
        if self._acts:
            first = self._chain.extend_by(self._connection, self._lines)
            said = "INSERT INTO acts (device, no, txn, seq, first, last, seen) VALUES (?, ?, ?, ?, ?, ?, ?)"
            run(said, [(*a[:3], first + at, *a[3:]) for at, a in enumerate(self._acts)])
        self._operations, self._lines, self._acts, self._named = [], [], [], []

    def _doubt(self, number: int, at: str, stamp: int) -> None:
        device = next(id for id, no in self.numbers.items() if no == number)
        id = uuid5(questions.SPACE, f"clock_far_ahead {device.hex()}").bytes
        detail = {"device": device.hex(), "at": at}
        questions.keep_concern(self._connection, id, "clock_far_ahead", "stations", device, detail, stamp)


def _indexed(sql: str) -> str:
    """The table that a CREATE INDEX names."""
    return sql.split(" ON ", 1)[1].split("(", 1)[0].strip().strip('"')


def make_empty(connection: Connection) -> None:
    """Throw away all data of the room, so that it can come anew; only before anybody works here."""
    run = connection.exec_driver_sql
    run("PRAGMA defer_foreign_keys = ON")
    for table in reversed(metadata.sorted_tables):
        if table.name not in KEPT:
            run(f"DELETE FROM {table.name}")
    run("UPDATE targets SET cursor = x'', acked = 0")
    run("DELETE FROM meta WHERE key = ?", (DIGEST,))


def is_empty(connection: Connection) -> bool:
    """Whether nothing of the room has come yet, not even in part."""
    seen = "SELECT EXISTS (SELECT 1 FROM acts) OR EXISTS (SELECT 1 FROM envelopes) OR EXISTS (SELECT 1 FROM operations)"
    return not connection.exec_driver_sql(seen).scalar()

"""Writes that happen together or not at all: rows, one operation for each field that differs, and the heads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update

from desktop.domain.changes import Changed, Clock
from desktop.domain.merging import DELETED
from desktop.storage import schema
from desktop.storage.cipher import in_words
from desktop.storage.columns import as_text
from desktop.storage.heads import Heads
from desktop.storage.merged import concerned, made_again
from desktop.storage.reader import Reader
from desktop.storage.schema import GONE, NAMES, TABLES


class Transaction(Reader):
    """Reads and writes that happen together or not at all."""

    def __init__(self, connection: Connection, clock: Clock, device: tuple[int, UUID], txn: UUID) -> None:
        super().__init__(connection)
        self._clock, self._device, self.txn = clock, device, txn
        self._operations: list[dict[str, Any]] = []
        self._flushed = 0  # of them
        self._heads = Heads(connection, self.devices)
        self._next_n: int | None = None
        self._doubts: bool | None = None
        self._objects: set[tuple[str, UUID]] = set()
        self._disputes: set[UUID] = set()
        self.detail: dict[str, Any] = {}

    @property
    def operations(self) -> list[dict[str, Any]]:
        return self._operations

    @property
    def changed(self) -> Changed:
        """What was written so far."""
        return Changed(frozenset(self._objects), frozenset(self._disputes), self.txn)

    def hearing(self, changed: Changed) -> Transaction:
        """This transaction as if it had written what another did."""
        self._objects |= changed.objects
        self._disputes |= changed.disputes
        return self

    def put(self, value: Any, *, settles: Collection[str] = ()) -> None:
        """Save it, and log each field that really differs; the fields in `settles` also when they do not.

        Of a field on which stations disagree only the value on the screen is replaced, unless this settles it.
        """
        kind = NAMES[type(value)]
        table = TABLES[kind]
        after = {f.name: getattr(value, f.name) for f in fields(value)}
        names = list(after)
        found = self.rows(select(*(table.c[n] for n in names), table.c[GONE]).where(table.c.id == value.id))
        if not found:
            with in_words():
                self.connection.execute(insert(table), after)
            self._heads.fresh(value.id.bytes)
            # An absent field of a new object is its empty value: only what says something is logged.
            self._log(kind, value.id, {n: v for n, v in after.items() if n != "id" and v not in (None, "", (), {})})
        else:
            before = dict(zip(names, found[0], strict=False))
            differing = {n: v for n, v in after.items() if before[n] != v or n in settles}
            if found[0][-1]:
                differing[DELETED] = False
            if not differing:
                return
            columns = {n: v for n, v in differing.items() if n != DELETED} | {GONE: 0}
            with in_words():
                self.connection.execute(update(table).where(table.c.id == value.id), columns)
            self._log(kind, value.id, differing, settles)
        self._note(kind, value.id, getattr(value, "dispute_id", value.id if kind == "disputes" else None))

    def remove(self, value: Any) -> None:
        """Lay a tombstone; nothing is erased, and undo or restore bring it back."""
        kind = NAMES[type(value)]
        table = TABLES[kind]
        with in_words():
            self.connection.execute(update(table).where(table.c.id == value.id), {GONE: 1})
        self._log(kind, value.id, {DELETED: True})
        self._note(kind, value.id, getattr(value, "dispute_id", value.id if kind == "disputes" else None))

    def set_fields(self, kind: str, id: UUID, values: dict[str, Any], *, settles: bool = False) -> None:
        """Write single fields (or the tombstone) as they are: for undo, restoring and settling."""
        table = TABLES[kind]
        columns = {(GONE if n == DELETED else n): (int(v) if n == DELETED else v) for n, v in values.items()}
        with in_words():
            self.connection.execute(update(table).where(table.c.id == id), columns)
        self._log(kind, id, values, values if settles else ())
        dispute = id if kind == "disputes" else None
        if "dispute_id" in table.c:
            dispute = self.rows(select(table.c.dispute_id).where(table.c.id == id))[0][0]
        self._note(kind, id, dispute)

    def keep_draft(self, key: str, account: UUID, body: str, at: str) -> None:
        d = schema.drafts
        with in_words():
            self.connection.execute(delete(d).where(d.c.key == key, d.c.account == account.bytes))
            self.connection.execute(insert(d), {"key": key, "account": account.bytes, "saved_at": at, "body": body})

    def drop_draft(self, key: str, account: UUID) -> None:
        d = schema.drafts
        with in_words():
            self.connection.execute(delete(d).where(d.c.key == key, d.c.account == account.bytes))

    def set_meta(self, key: str, value: str) -> None:
        m = schema.meta
        with in_words():
            self.connection.execute(delete(m).where(m.c.key == key))
            self.connection.execute(insert(m), {"key": key, "value": value})

    def flush(self) -> None:
        """Write what was logged since the last time, and what became of the heads: then the rows are final."""
        fresh = self._operations[self._flushed :]
        if not fresh:
            return
        self._flushed = len(self._operations)
        with in_words():
            self.connection.execute(insert(schema.operations), fresh)
            touched = self._heads.touched()
            self._heads.write()
            merged = {object_ for (object_, _field), (before, _now) in touched.items() if len(before) > 1}
            made_again(self.connection, self._kinds(fresh, merged))

    def act(self, seq: int) -> None:
        """Give the act its number among this station's, with what its author had seen of the others."""
        number = self._device[0]
        known = {row[0]: (row[1], row[2]) for row in self.connection.execute(select(schema.reached))}
        no, n = known.pop(number, (0, 0))
        last = int(self._operations[-1]["n"]) if self._operations else n
        row = {"device": number, "no": no + 1, "txn": self.txn.bytes, "seq": seq, "first": n + 1, "last": last}
        row["seen"] = " ".join(f"{device}:{reach[1]}" for device, reach in sorted(known.items()))
        self.connection.execute(insert(schema.acts), row)
        self.connection.exec_driver_sql(
            "INSERT OR REPLACE INTO reached (device, act, n) VALUES (?, ?, ?)", (number, no + 1, last)
        )

    def _kinds(self, fresh: list[dict[str, Any]], objects: set[bytes]) -> dict[bytes, str]:
        """Those of the objects, and of all that was written, that stations made something of together."""
        written = {op["object"]: op["kind"] for op in fresh}
        merged = objects | concerned(self.connection, written)
        return {id: kind for id, kind in written.items() if id in merged}

    def _log(self, kind: str, id: UUID, values: dict[str, Any], settles: Collection[str] = ()) -> None:
        number = self._device[0]
        heads = self._heads.of(id.bytes)
        for field, value in values.items():
            if self._next_n is None:
                o = schema.operations.c
                self._next_n = (self.rows(select(func.max(o.n)).where(o.device == number))[0][0] or 0) + 1
            known = heads.get(field, [])
            parents = known if len(known) < 2 or field in settles else [self._heads.shown(known)]
            stamp = self._clock.step() if self._operations else self._clock.tick()
            self._operations.append(
                {
                    "device": number,
                    "n": self._next_n,
                    "txn": self.txn.bytes,
                    "hlc": max([stamp, *(p + 1 for p in self._doubted_stamps(parents))]),
                    "kind": kind,
                    "object": id.bytes,
                    "field": field,
                    "value": as_text(value),
                    "parents": " ".join(f"{d}:{n}" for d, n in parents),
                }
            )
            self._heads.set(id.bytes, field, [h for h in known if h not in parents] + [(number, self._next_n)])
            self._next_n += 1

    def _doubted_stamps(self, parents: list[tuple[int, int]]) -> list[int]:
        """Stamps of parents, when a clock that cannot be right wrote some here: a child stands above all the same."""
        if self._doubts is None:
            c = schema.concerns.c
            self._doubts = bool(self.rows(select(c.id).where(c.code == "clock_far_ahead").limit(1)))
        if not self._doubts:
            return []
        o = schema.operations.c
        mine = {(op["device"], op["n"]): int(op["hlc"]) for op in self._operations}
        return [
            mine.get(p) or int(self.rows(select(o.hlc).where(o.device == p[0], o.n == p[1]))[0][0]) for p in parents
        ]

    def _note(self, kind: str, id: UUID, dispute: UUID | None) -> None:
        self._objects.add((kind, id))
        if dispute:
            self._disputes.add(dispute)

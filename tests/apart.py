"""Another workstation by hand: what it wrote without knowing of this one, as it stands here after merging."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from desktop.commands.desk import Desk
from desktop.domain.changes import new_id
from desktop.domain.people import Account, Role
from desktop.domain.permissions import Act
from desktop.domain.stations import Station
from desktop.storage import schema
from desktop.storage.audit import Line
from desktop.storage.columns import as_text
from desktop.storage.merged import made_again
from tests.conftest import NOON

Wrote = Mapping[tuple[str, UUID], Mapping[str, Any]]


def name_here(desk: Desk, name: str = "调处室台式机") -> None:
    """This workstation gets its name."""
    with desk.act(Act.READ, "station", undoable=False) as tx:
        tx.put(Station(id=desk.store.device, name=name, no=1, sign_key="", box_key=""))


class Elsewhere:
    """A workstation that knows what stood here when it was made, and nothing since."""

    def __init__(self, desk: Desk, name: str, who: str, *, no: int = 2) -> None:
        self.desk, self.id = desk, uuid4()
        self.account = self._account(who)
        with desk.act(Act.READ, "station", undoable=False) as tx:
            tx.put(Station(id=self.id, name=name, no=no, sign_key="", box_key=""))
        with desk.store.aside() as tx:
            last = tx.rows(select(schema.devices.c.no).order_by(schema.devices.c.no.desc()).limit(1))[0][0]
            self.number = int(last) + 1
            tx.connection.execute(insert(schema.devices), {"no": self.number, "id": self.id.bytes})
        self._n, self._no = 0, 0
        self.part()

    def part(self) -> None:
        """From now on it hears nothing from here."""
        h = schema.heads.c
        self._heads: dict[tuple[bytes, str], list[tuple[int, int]]] = {}
        with self.desk.store.read() as reader:
            for object_, field, device, n in reader.rows(select(h.object, h.field, h.device, h.n)):
                self._heads.setdefault((object_, field), []).append((device, n))
            reached = reader.rows(select(schema.reached))
        self._seen = " ".join(f"{row[0]}:{row[2]}" for row in reached if row[0] != self.number)

    def wrote(
        self, act: str, what: Wrote, *, dispute: UUID | None = None, at: datetime | None = None, **detail: Any
    ) -> bytes:
        """One act of it, merged in here; the act's transaction."""
        when = at or NOON + timedelta(minutes=1 + self._no)
        txn = new_id()
        ops = self._operations(txn, what, when)
        with self.desk.store.aside() as tx:
            connection = tx.connection
            line = Line(
                at=when.astimezone(UTC).isoformat(timespec="milliseconds"),
                hlc=int(when.timestamp() * 1000) << 16,
                account=self.account,
                act=act,
                dispute=dispute,
                detail=json.dumps(detail, ensure_ascii=False),
                txn=txn,
                undoes=None,
                undoable=False,
            )
            seq = self.desk.store.chain.append(connection, line, ops)
            if ops:
                connection.execute(insert(schema.operations), ops)
            self._no += 1
            connection.execute(
                insert(schema.acts),
                {
                    "device": self.number,
                    "no": self._no,
                    "txn": txn.bytes,
                    "seq": seq,
                    "first": self._n - len(ops) + 1,
                    "last": self._n,
                    "seen": self._seen,
                },
            )
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO reached (device, act, n) VALUES (?, ?, ?)", (self.number, self._no, self._n)
            )
            for op in ops:
                parents = [tuple(map(int, mark.split(":"))) for mark in op["parents"].split()]
                for device, n in parents:
                    connection.exec_driver_sql(
                        "DELETE FROM heads WHERE object = ? AND field = ? AND device = ? AND n = ?",
                        (op["object"], op["field"], device, n),
                    )
                connection.execute(insert(schema.heads), {k: op[k] for k in ("object", "field", "device", "n")})
            made_again(connection, {op["object"]: op["kind"] for op in ops})
        for op in ops:
            self.desk.store._clock.saw(op["hlc"])
        return txn.bytes

    def _operations(self, txn: UUID, what: Wrote, when: datetime) -> list[dict[str, Any]]:
        ops: list[dict[str, Any]] = []
        for (kind, id), fields in what.items():
            for field, value in fields.items():
                self._n += 1
                known = self._heads.get((id.bytes, field), [])
                ops.append(
                    {
                        "device": self.number,
                        "n": self._n,
                        "txn": txn.bytes,
                        "hlc": (int(when.timestamp() * 1000) << 16) + len(ops),
                        "kind": kind,
                        "object": id.bytes,
                        "field": field,
                        "value": as_text(value),
                        "parents": " ".join(f"{device}:{n}" for device, n in known),
                    }
                )
                self._heads[id.bytes, field] = [(self.number, self._n)]
        return ops

    def _account(self, who: str) -> UUID:
        member = next((m for m in self.desk.members() if m.name == who), None)
        account = Account(name=who, role=Role.MEDIATOR, member_id=member.id if member else None)
        with self.desk.act(Act.READ, "add_account", undoable=False) as tx:
            tx.put(account)
        return account.id

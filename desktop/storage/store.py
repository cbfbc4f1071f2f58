"""The door to the data: a transaction writes rows, operations and the audit line together, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from desktop.domain.casefile import CaseFile
from desktop.domain.changes import Changed, Clock, OpId, new_id
from desktop.domain.disputes import Dispute
from desktop.domain.errors import NotFound, Refused
from desktop.domain.people import Committee, Member, Person
from desktop.storage import schema
from desktop.storage.audit import Chain, Line
from desktop.storage.cipher import check_file, engine, in_words
from desktop.storage.columns import as_text
from desktop.storage.files import write_private
from desktop.storage.keys import Keys
from desktop.storage.schema import GONE, KINDS, NAMES, TABLES

T = TypeVar("T")

DATABASE = "room.db"
ANCHOR = "anchor.json"
DELETED = "_deleted"

FILE_PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    # CaseFile field -> (table, order)
    "parties": ("parties", ("position", "id")),
    "agents": ("agents", ("id",)),
    "claimants": ("claimants", ("no", "id")),
    "work_orders": ("work_orders", ("id",)),
    "investigations": ("investigations", ("at", "id")),
    "evidence": ("evidence", ("no", "id")),
    "sessions": ("sessions", ("no", "id")),
    "seats": ("seats", ("id",)),
    "recusals": ("recusals", ("on", "id")),
    "suspensions": ("suspensions", ("starts", "id")),
    "extensions": ("extensions", ("on", "id")),
    "agreements": ("agreements", ("id",)),
    "terms": ("terms", ("position", "id")),
    "obligations": ("obligations", ("seq", "id")),
    "performances": ("performances", ("on", "seq", "id")),
    "follow_ups": ("follow_ups", ("on", "id")),
    "tracks": ("tracks", ("id",)),
    "risk_assessments": ("risk_assessments", ("at", "id")),
    "risk_reports": ("risk_reports", ("at", "id")),
    "referrals": ("referrals", ("on", "id")),
    "feedbacks": ("feedbacks", ("on", "id")),
    "attachments": ("attachments", ("added_at", "id")),
    "printings": ("printings", ("at", "id")),
}
WITH_PEOPLE = ("parties", "agents", "claimants")
NOT_THERE = "这条记录已被删除或不存在,请刷新后再看。"


@cache
def _finding(name: str, order: tuple[str, ...], how: tuple[tuple[str, bool | None], ...]) -> Select[Any]:
    """The question `find` asks. `how`: column, whether it is one of several (True), one (False) or empty (None).

    Kept, because building it takes longer than asking it.
    """
    c = TABLES[name].c
    query = select(*(c[f.name] for f in fields(KINDS[name]))).where(c[GONE] == 0)
    for column, several in how:
        if several is None:
            query = query.where(c[column].is_(None))
        elif several:
            query = query.where(c[column].in_(bindparam(column, expanding=True)))
        else:
            query = query.where(c[column] == bindparam(column))
    return query.order_by(*(c[column] for column in order))


def _bound(
    dispute: Dispute, parts: dict[str, list[Any]], known: dict[UUID, Person], team: dict[UUID, Member]
) -> CaseFile:
    wanted = {part.person_id for name in WITH_PEOPLE for part in parts[name]}
    people = {id: known[id] for id in wanted if id in known}
    return CaseFile(
        dispute=dispute, people=people, team=team, **{field: tuple(found) for field, found in parts.items()}
    )


class Reader:
    """Reads that see one moment of the data."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, kind: type[T], id: UUID) -> T:
        """The object, or NotFound; a deleted one is not found."""
        found = self.find(kind, id=id)
        if not found:
            raise NotFound(NOT_THERE)
        return found[0]

    def maybe(self, kind: type[T], id: UUID | None) -> T | None:
        found = self.find(kind, id=id) if id is not None else []
        return found[0] if found else None

    def find(self, kind: type[T], *order: str, **equals: Any) -> list[T]:
        """Objects whose columns equal; by `order`, else by identity (that is by time of making)."""
        asked = {
            name: list(value) if isinstance(value, (list, set, frozenset)) else value
            for name, value in equals.items()
            if value is not None
        }
        how = tuple((name, None if v is None else isinstance(asked[name], list)) for name, v in equals.items())
        names = [f.name for f in fields(kind)]  # type: ignore[arg-type]
        found = self.rows(_finding(NAMES[kind], order or ("id",), how), asked)
        return [kind(**dict(zip(names, row, strict=True))) for row in found]

    def rows(self, query: Select[Any], values: dict[str, Any] | None = None) -> list[Any]:
        with in_words():
            return list(self.connection.execute(query, values))

    def file(self, id: UUID) -> CaseFile:
        """One whole file."""
        found = self.files([id])
        if not found:
            raise NotFound(NOT_THERE)
        return found[0]

    def files(self, ids: Sequence[UUID]) -> list[CaseFile]:
        """Whole files in the given order, without those that are gone: one query a table, however many there are."""
        disputes = {d.id: d for d in self.find(Dispute, id=list(ids))}
        parts: dict[UUID, dict[str, list[Any]]] = {id: {field: [] for field in FILE_PARTS} for id in disputes}
        if not disputes:
            return []
        people: set[UUID] = set()
        for field, (table, order) in FILE_PARTS.items():
            found: list[Any] = self.find(KINDS[table], *order, dispute_id=list(disputes))
            for part in found:
                parts[part.dispute_id][field].append(part)
                if field in WITH_PEOPLE:
                    people.add(part.person_id)
        known = {p.id: p for p in self.find(Person, id=people)} if people else {}
        team = {m.id: m for m in self.find(Member)}
        return [_bound(disputes[id], parts[id], known, team) for id in ids if id in disputes]

    def committee(self) -> Committee:
        found = self.find(Committee)
        if not found:
            raise Refused("not_set_up", "这间调处室还没有设置完,请重新运行首次设置。")
        return found[0]

    def draft(self, key: str, account: UUID) -> str | None:
        d = schema.drafts.c
        found = self.rows(select(d.body).where(d.key == key, d.account == account.bytes))
        return str(found[0][0]) if found else None

    def drafts(self, account: UUID) -> list[tuple[str, str, str]]:
        """(key, saved at, body) of an account's unsaved typing, newest first."""
        d = schema.drafts.c
        query = select(d.key, d.saved_at, d.body).where(d.account == account.bytes).order_by(d.saved_at.desc())
        return [tuple(row) for row in self.rows(query)]

    def meta(self, key: str) -> str | None:
        m = schema.meta.c
        found = self.rows(select(m.value).where(m.key == key))
        return str(found[0][0]) if found else None


class Transaction(Reader):
    """Reads and writes that happen together or not at all."""

    def __init__(self, connection: Connection, clock: Clock, device: tuple[int, UUID], txn: UUID) -> None:
        super().__init__(connection)
        self._clock, self._device, self.txn = clock, device, txn
        self._operations: list[dict[str, Any]] = []
        self._next_n: int | None = None
        self.changed = Changed(txn=txn)
        self.detail: dict[str, Any] = {}

    @property
    def operations(self) -> list[dict[str, Any]]:
        return self._operations

    def put(self, value: Any) -> None:
        """Save it, and log each field that really differs."""
        kind = NAMES[type(value)]
        table = TABLES[kind]
        after = {f.name: getattr(value, f.name) for f in fields(value)}
        names = list(after)
        found = self.rows(select(*(table.c[n] for n in names), table.c[GONE]).where(table.c.id == value.id))
        if not found:
            with in_words():
                self.connection.execute(insert(table), after)
            # An absent field of a new object is its empty value: only what says something is logged.
            self._log(kind, value.id, {n: v for n, v in after.items() if n != "id" and v not in (None, "", (), {})}, {})
        else:
            before = dict(zip(names, found[0], strict=False))
            differing = {n: v for n, v in after.items() if before[n] != v}
            if found[0][-1]:
                differing[DELETED] = False
            if not differing:
                return
            columns = {n: v for n, v in differing.items() if n != DELETED} | {GONE: 0}
            with in_words():
                self.connection.execute(update(table).where(table.c.id == value.id), columns)
            self._log(kind, value.id, differing, self._heads(value.id))
        self._note(kind, value.id, getattr(value, "dispute_id", value.id if kind == "disputes" else None))

    def remove(self, value: Any) -> None:
        """Lay a tombstone; nothing is erased, and undo or restore bring it back."""
        kind = NAMES[type(value)]
        table = TABLES[kind]
        with in_words():
            self.connection.execute(update(table).where(table.c.id == value.id), {GONE: 1})
        self._log(kind, value.id, {DELETED: True}, self._heads(value.id))
        self._note(kind, value.id, getattr(value, "dispute_id", value.id if kind == "disputes" else None))

    def set_fields(self, kind: str, id: UUID, values: dict[str, Any]) -> None:
        """Write single fields (or the tombstone) as they are: for undo and restoring."""
        table = TABLES[kind]
        columns = {(GONE if n == DELETED else n): (int(v) if n == DELETED else v) for n, v in values.items()}
        with in_words():
            self.connection.execute(update(table).where(table.c.id == id), columns)
        self._log(kind, id, values, self._heads(id))
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
        """Write the logged operations; the heads of each field become exactly them."""
        if not self._operations:
            return
        with in_words():
            self.connection.execute(
                insert(schema.operations),
                [{k: v for k, v in op.items() if k != "new"} for op in self._operations],
            )
            last = {(op["object"], op["field"]): op for op in self._operations}
            known = [{"o": o, "f": f} for (o, f), op in last.items() if not op["new"]]
            if known:
                self.connection.exec_driver_sql(
                    "DELETE FROM heads WHERE object = ? AND field = ?", [(k["o"], k["f"]) for k in known]
                )
            self.connection.execute(
                insert(schema.heads),
                [{k: op[k] for k in ("object", "field", "device", "n")} for op in last.values()],
            )

    def _heads(self, id: UUID) -> dict[str, list[tuple[int, int]]]:
        h = schema.heads.c
        found: dict[str, list[tuple[int, int]]] = {}
        for field, device, n in self.rows(select(h.field, h.device, h.n).where(h.object == id.bytes)):
            found.setdefault(field, []).append((device, n))
        for op in self._operations:  # what this very transaction wrote
            if op["object"] == id.bytes:
                found[op["field"]] = [(op["device"], op["n"])]
        return found

    def _log(self, kind: str, id: UUID, values: dict[str, Any], heads: dict[str, list[tuple[int, int]]]) -> None:
        number = self._device[0]
        for field, value in values.items():
            if self._next_n is None:
                o = schema.operations.c
                self._next_n = (self.rows(select(func.max(o.n)).where(o.device == number))[0][0] or 0) + 1
            parents = heads.get(field, [])
            self._operations.append(
                {
                    "device": number,
                    "n": self._next_n,
                    "txn": self.txn.bytes,
                    "hlc": self._clock.tick(),
                    "kind": kind,
                    "object": id.bytes,
                    "field": field,
                    "value": as_text(value),
                    "parents": " ".join(f"{d}:{n}" for d, n in parents),
                    "new": not parents,
                }
            )
            self._next_n += 1

    def _note(self, kind: str, id: UUID, dispute: UUID | None) -> None:
        self.changed |= Changed(frozenset({(kind, id)}), frozenset({dispute}) if dispute else frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who does what, for the audit line; `undoable` when the last act may be taken back."""

    account: UUID | None
    act: str
    dispute: UUID | None = None
    undoable: bool = False
    undoes: UUID | None = None


class Store:
    """One room's encrypted database, open."""

    def __init__(self, folder: Path, keys: Keys, device: UUID, now: Callable[[], datetime]) -> None:
        """`now` gives aware UTC time. Raises Refused when the file is missing, foreign, damaged or newer."""
        from desktop.storage.upgrade import bring_up_to_date

        self.folder, self.keys = folder, keys
        self._now = now
        path = folder / DATABASE
        check_file(path)
        self._engine = engine(path, keys.derived("database"))
        try:
            with in_words():
                bring_up_to_date(self._engine)
            self.chain = Chain(keys.derived("audit"))
            self._device = self._register(device)
            self._clock = Clock(lambda: int(now().timestamp() * 1000), self._last_hlc())
        except BaseException:
            self._engine.dispose()
            raise

    @classmethod
    def create(cls, folder: Path, keys: Keys, device: UUID, now: Callable[[], datetime]) -> Store:
        """Make the empty database of a new room and open it."""
        from desktop.storage.upgrade import make

        path = folder / DATABASE
        if path.exists():
            raise Refused("room_exists", "这个文件夹里已有一间调处室,请换一个空文件夹。")
        made = engine(path, keys.derived("database"))
        try:
            with in_words():
                make(made)
        finally:
            made.dispose()
        path.chmod(0o600)
        return cls(folder, keys, device, now)

    def now(self) -> datetime:
        return self._now()

    @contextmanager
    def read(self) -> Iterator[Reader]:
        with in_words(), self._engine.connect() as connection:
            looking = connection.begin()
            try:
                yield Reader(connection)
            finally:
                looking.rollback()  # nothing was written; a commit would stumble over a damaged page once more

    @contextmanager
    def begin(self, deed: Deed) -> Iterator[Transaction]:
        """One act: its rows, operations and audit line, in one durable commit."""
        with in_words(), self._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            with connection.begin():
                tx = Transaction(connection, self._clock, self._device, new_id())
                yield tx
                tx.flush()
                self.chain.append(
                    connection,
                    Line(
                        at=self._now().astimezone(UTC).isoformat(timespec="milliseconds"),
                        hlc=self._clock.tick(),
                        account=deed.account,
                        act=deed.act,
                        dispute=deed.dispute,
                        detail=json.dumps(tx.detail, ensure_ascii=False, sort_keys=True),
                        txn=tx.txn,
                        undoes=deed.undoes,
                        undoable=deed.undoable,
                    ),
                    tx.operations,
                )

    @contextmanager
    def aside(self) -> Iterator[Transaction]:
        """A write that is no act of the room: drafts and derived rows. Logging an operation here is a bug."""
        with in_words(), self._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            with connection.begin():
                tx = Transaction(connection, self._clock, self._device, new_id())
                yield tx
                if tx.operations:
                    raise RuntimeError("operations outside an audited act")

    def close(self) -> None:
        """Leave the head of the audit chain beside the database, then let go of it.

        An anchor that the chain no longer holds stays: it is the proof that the tail was cut.
        """
        try:
            with self.read() as reader:
                head, anchor = self.chain.head(reader.connection), self.anchor()
                if head and (anchor is None or self.chain.holds(reader.connection, anchor)):
                    write_private(self.folder / ANCHOR, json.dumps({"seq": head[0], "mac": head[1].hex()}).encode())
        except (Refused, OSError, ValueError):
            pass  # a damaged or full disk must not keep the program from closing; verify says what is wrong
        self._engine.dispose()

    def anchor(self) -> tuple[int, bytes] | None:
        """(seq, mac) of the chain's head at the last closing; ValueError when the file makes no sense."""
        try:
            kept = json.loads((self.folder / ANCHOR).read_bytes())
            return int(kept["seq"]), bytes.fromhex(kept["mac"])
        except FileNotFoundError:
            return None
        except (KeyError, TypeError):
            raise ValueError(ANCHOR) from None

    @property
    def device(self) -> UUID:
        return self._device[1]

    def op_id(self, device: int, n: int) -> OpId:
        """The travelling identity of an operation kept under a device's short local number."""
        with self.read() as reader:
            found = reader.rows(select(schema.devices.c.id).where(schema.devices.c.no == device))
        return OpId(UUID(bytes=found[0][0]), n)

    def _register(self, device: UUID) -> tuple[int, UUID]:
        d = schema.devices
        with self.read() as reader:
            found = reader.rows(select(d.c.no).where(d.c.id == device.bytes))
        if found:
            return int(found[0][0]), device
        with in_words(), self._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            with connection.begin():
                number = (connection.execute(select(func.max(d.c.no))).scalar() or 0) + 1
                connection.execute(insert(d), {"no": number, "id": device.bytes})
        return number, device

    def _last_hlc(self) -> int:
        with self.read() as reader:
            return int(reader.rows(select(func.max(schema.audit.c.hlc)))[0][0] or 0)

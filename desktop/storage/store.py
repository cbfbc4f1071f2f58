"""The door to the data: a transaction writes rows, operations and the audit line together, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from desktop import __version__
from desktop.domain.casefile import CaseFile
from desktop.domain.changes import Changed, Clock, OpId, new_id
from desktop.domain.disputes import Dispute
from desktop.domain.errors import NotFound, Refused
from desktop.domain.merging import DELETED
from desktop.domain.people import Committee, Member, Person
from desktop.storage import schema
from desktop.storage.audit import Chain, Line
from desktop.storage.cipher import check_file, engine, in_words
from desktop.storage.columns import as_text
from desktop.storage.files import write_private
from desktop.storage.heads import Heads
from desktop.storage.keys import Keys
from desktop.storage.merged import concerned, made_again, read_again
from desktop.storage.schema import GONE, KINDS, NAMES, TABLES
from desktop.storage.taking import Taking
from desktop.storage.turn import Turn

T = TypeVar("T")

DATABASE = "room.db"
ANCHOR = "anchor.json"

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

    def devices(self) -> dict[int, bytes]:
        """The identity of each station by the short number that it has here."""
        d = schema.devices.c
        return {int(row[0]): bytes(row[1]) for row in self.rows(select(d.no, d.id))}

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
        """Write the logged operations and what became of the heads."""
        if not self._operations:
            return
        with in_words():
            self.connection.execute(insert(schema.operations), self._operations)
            touched = self._heads.touched()
            self._heads.write()
            merged = {object_ for (object_, _field), (before, _now) in touched.items() if len(before) > 1}
            made_again(self.connection, self._kinds(merged))

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

    def _kinds(self, objects: set[bytes]) -> dict[bytes, str]:
        """Those of the objects, and of all that was written, that stations made something of together."""
        written = {op["object"]: op["kind"] for op in self._operations}
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
        self._turn = Turn()
        path = folder / DATABASE
        check_file(path)
        self._engine = engine(path, keys.derived("database"))
        try:
            with in_words():
                bring_up_to_date(self._engine)
            self.chain = Chain(keys.derived("audit"))
            self._device = self._register(device)
            self._clock = Clock(lambda: int(now().timestamp() * 1000), self._last_hlc())
            self._look_again()
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
        with self._turn.person(), self._writing() as connection:
            tx = Transaction(connection, self._clock, self._device, new_id())
            yield tx
            tx.flush()
            seq = self.chain.append(
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
            tx.act(seq)

    @contextmanager
    def aside(self, *, background: bool = False) -> Iterator[Transaction]:
        """A write that is no act of the room: drafts and derived rows. Logging an operation here is a bug.

        In the background it waits until nobody at the screen wants to write.
        """
        with self._turn.background() if background else self._turn.person(), self._writing() as connection:
            tx = Transaction(connection, self._clock, self._device, new_id())
            yield tx
            if tx.operations:
                raise RuntimeError("operations outside an audited act")

    @contextmanager
    def taking(self) -> Iterator[tuple[Taking, Transaction]]:
        """Take in what other stations did, in the background; beside it, a transaction for derived rows."""
        with self._turn.background(), self._writing() as connection:
            yield (
                Taking(connection, self.chain, self._clock, self._now()),
                Transaction(connection, self._clock, self._device, new_id()),
            )

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with in_words(), self._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            with connection.begin():
                yield connection

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
        """The station's number and identity: what the database itself says goes before `device`, the keyring's."""
        d = schema.devices
        with self.read() as reader:
            told = reader.meta("device")  # written when the station went on under a new identity
            device = UUID(hex=told) if told else device
            found = reader.rows(select(d.c.no).where(d.c.id == device.bytes))
        if found:
            return int(found[0][0]), device
        with in_words(), self._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            with connection.begin():
                number = (connection.execute(select(func.max(d.c.no))).scalar() or 0) + 1
                connection.execute(insert(d), {"no": number, "id": device.bytes})
        return number, device

    def _look_again(self) -> None:
        """What an older program laid aside because it could not show it, this one may know."""
        with self.read() as reader:
            aside = reader.rows(select(schema.unread.c.object).limit(1))
            looked = reader.meta("looked_by") == __version__
        if aside and not looked:
            with self.aside() as tx:
                read_again(tx.connection)
                tx.set_meta("looked_by", __version__)

    def _last_hlc(self) -> int:
        with self.read() as reader:
            return int(reader.rows(select(func.max(schema.audit.c.hlc)))[0][0] or 0)

"""Taking in what other stations did: whole acts, in one local transaction, each at most once.

Where an act follows on what is here, the rows take its values; where its author did not know of something that is
here, the rows are made anew from all operations (`merged`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import Connection, insert, select

from desktop.domain.changes import Changed, Clock
from desktop.domain.merging import COUNTER, DELETED
from desktop.storage import merged, questions, schema
from desktop.storage.audit import FIELDS, Chain, Line, digest_of
from desktop.storage.heads import Heads, Local
from desktop.storage.rows import Unknown, change, columns_of, insertion, stored, value_of, whole
from desktop.storage.schema import KINDS, TABLES

AHEAD_MS = 24 * 3600 * 1000  # a clock further ahead than this is not believed
LAST_STAMP = 1 << 62  # the year 4199
AT_ONCE = 900
Written = tuple[int, int, bytes, int, str, bytes, str, str, str]  # an operation's columns, as FIELDS names them
FEW = 24  # fields asked for by name in one question
_INSERT = f"INSERT INTO operations ({', '.join(FIELDS)}) VALUES ({', '.join('?' * len(FIELDS))})"


class TakenOp(NamedTuple):
    """One operation that came; parents by (device, n). There are many of them: a tuple is made quickly."""

    n: int
    hlc: int
    kind: str
    object: bytes
    field: str
    value: str
    parents: tuple[tuple[bytes, int], ...]


@dataclass(frozen=True, slots=True)
class TakenAct:
    """One whole act that came; `seen` is how far its author had read the other devices."""

    device: bytes
    no: int
    txn: bytes
    at: str
    hlc: int
    account: bytes
    act: str
    dispute: bytes
    detail: str
    undoes: bytes
    undoable: bool
    seen: tuple[tuple[bytes, int], ...]
    first: int
    ops: tuple[TakenOp, ...]


class Taking:
    """One transaction that takes acts in. The caller sees to it that they come in order and nothing is missing."""

    def __init__(self, connection: Connection, chain: Chain, clock: Clock, now: datetime) -> None:
        """`now` is aware; stamps more than a day ahead of it are taken but do not move this station's clock."""
        self._connection, self._chain, self._clock = connection, chain, clock
        self._believed = (int(now.astimezone(UTC).timestamp() * 1000) + AHEAD_MS) << COUNTER
        d = schema.devices.c
        self._numbers = {bytes(id): int(no) for no, id in connection.execute(select(d.no, d.id))}
        r = schema.reached.c
        self._reached = {int(device): int(n) for device, n in connection.execute(select(r.device, r.n))}
        self._heads = Heads(connection, lambda: {no: id for id, no in self._numbers.items()})
        self._values: dict[tuple[str, bytes], dict[str, str]] = {}
        self._new: set[bytes] = set()
        self._anew: dict[bytes, str] = {}
        self._acts: list[TakenAct] = []

    def take(self, acts: Sequence[TakenAct]) -> Changed:
        """Write all of it; what changed on the screen."""
        self._connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        self._know({id for act in acts for id in _mentioned(act)})
        self._load(acts)
        rows = [self._join(act) for act in acts]
        flat = [row for ops in rows for row in ops]
        if flat:
            self._connection.exec_driver_sql(_INSERT, flat)
        self._heads.write()
        self._log(acts, rows)
        changed = self._changed(acts)
        self._anew |= self._standing(acts, changed.disputes)
        for key in [key for key in self._values if key[1] in self._anew]:
            del self._values[key]
        self._write_rows()
        merged.made_again(self._connection, self._anew)
        self._clocks(acts)
        return changed

    # -- the log

    def _know(self, ids: Iterable[bytes]) -> None:
        for id in sorted(set(ids) - self._numbers.keys()):
            number = max(self._numbers.values(), default=0) + 1
            self._connection.execute(insert(schema.devices), {"no": number, "id": id})
            self._numbers[id] = number

    def _load(self, acts: Sequence[TakenAct]) -> None:
        """The heads of what is written on; where the authors had seen all that is here, of the fields written alone."""
        objects = dict.fromkeys(op.object for act in acts for op in act.ops)
        if all(self._saw_all(act) for act in acts):
            known: dict[bytes, None] = {}
            fields: set[str] = set()
            for act in acts:
                for op in act.ops:
                    if op.parents:
                        known[op.object] = None
                        fields.add(op.field)
            written = {op.field for act in acts for op in act.ops if op.object in known}
            if len(written) <= FEW:
                self._heads.load(known, sorted(written))
        self._heads.load(objects)

    def _saw_all(self, act: TakenAct) -> bool:
        """Whether nothing is here that the author had not seen: then nothing on its objects can be strange to it."""
        seen = {self._numbers[id]: n for id, n in act.seen} | {self._numbers[act.device]: act.first}
        return all(n <= seen.get(device, 0) for device, n in self._reached.items())

    def _join(self, act: TakenAct) -> list[Written]:
        """The act's operations as rows; the heads as they become by them."""
        number = self._numbers[act.device]
        seen = {self._numbers[id]: n for id, n in act.seen} | {number: act.first - 1 + len(act.ops)}
        caught_up = self._saw_all(act)
        rows: list[Written] = []
        heads, anew, new, values, txn = self._heads, self._anew, self._new, self._values, act.txn
        for n, hlc, kind, object_, field, value, named in act.ops:
            fields = heads.of(object_)
            if not fields:
                new.add(object_)
            elif not caught_up and object_ not in anew and _strange(fields, seen):
                anew[object_] = kind
            mark = (number, n)
            before = fields.get(field)
            if named:
                parents = [(self._numbers[id], at) for id, at in named]
                told = " ".join([f"{d}:{at}" for d, at in parents])
            else:
                parents, told = [], ""
            if before:
                left = [head for head in before if head not in parents and head != mark]
                if left or len(before) > 1:
                    anew[object_] = kind
                heads.set(object_, field, [*left, mark])
            else:
                heads.set(object_, field, [mark])
            values.setdefault((kind, object_), {})[field] = value
            rows.append((number, n, txn, hlc, kind, object_, field, value, told))
        return rows

    def _log(self, acts: Sequence[TakenAct], rows: Sequence[list[Written]]) -> None:
        lines = [
            Line(
                at=act.at,
                hlc=min(act.hlc, max(self._believed, self._clock.last)),
                account=_uuid(act.account),
                act=act.act,
                dispute=_uuid(act.dispute),
                detail=act.detail,
                txn=UUID(bytes=act.txn),
                undoes=_uuid(act.undoes),
                undoable=act.undoable,
            )
            for act in acts
        ]
        first = self._chain.extend_by(
            self._connection, [(line, digest_of(ops)) for line, ops in zip(lines, rows, strict=True)]
        )
        reached: dict[int, tuple[int, int]] = {}
        kept = []
        for seq, act in enumerate(acts, first):
            number, last = self._numbers[act.device], act.first - 1 + len(act.ops)
            seen = " ".join(f"{self._numbers[id]}:{n}" for id, n in act.seen)
            place = {"device": number, "no": act.no, "txn": act.txn, "seq": seq}
            kept.append(place | {"first": act.first, "last": last, "seen": seen})
            reached[number] = (act.no, last)
        self._connection.execute(insert(schema.acts), kept)
        self._connection.exec_driver_sql(
            "INSERT OR REPLACE INTO reached (device, act, n) VALUES (?, ?, ?)",
            [(number, no, n) for number, (no, n) in reached.items()],
        )

    # -- the rows

    def _standing(self, acts: Sequence[TakenAct], disputes: Iterable[UUID]) -> dict[bytes, str]:
        """What must be made anew though nobody wrote apart on that very thing: what is sealed, deleted or in doubt.

        `disputes`: the files in which anything was written.
        """
        kinds = {id: kind for kind, id in self._values}
        found = {id: kinds[id] for id in merged.concerned(self._connection, kinds)}
        found |= {id: kind for (kind, id), said in self._values.items() if kind == "disputes" and DELETED in said}
        found |= self._unread(kinds)
        files = {act.dispute for act in acts if act.dispute} | {id.bytes for id in disputes}
        gone = self._marked("disputes", "gone = 1", files)
        c = schema.concerns.c
        doubted = {bytes(row[0]) for row in self._connection.execute(select(c.object).where(c.code == "delete_edit"))}
        found |= dict.fromkeys(gone | (doubted & files), "disputes")
        sealed = self._marked("agreements", "status IN ('issued', 'signed')", self._agreements(kinds))
        sealed |= {id for (kind, id), said in self._values.items() if kind == "agreements" and _seals(said)}
        return found | dict.fromkeys(sealed, "agreements")

    def _agreements(self, kinds: Mapping[bytes, str]) -> set[bytes]:
        """The agreements that these things are, or are part of."""
        found = {id for id, kind in kinds.items() if kind == "agreements"}
        for (kind, id), said in self._values.items():
            if kind in merged.PARTS_OF_AGREEMENT:
                if "agreement_id" in said:
                    found.add(_hex(said["agreement_id"]))
                else:
                    row = self._connection.exec_driver_sql(f"SELECT agreement_id FROM {kind} WHERE id = ?", (id,))
                    found |= {bytes(each[0]) for each in row}
        return found

    def _unread(self, kinds: Mapping[bytes, str]) -> dict[bytes, str]:
        u = schema.unread.c
        if self._connection.execute(select(u.object).limit(1)).first() is None:
            return {}
        aside = {bytes(row[0]) for row in self._connection.execute(select(u.object))}
        return {id: kind for id, kind in kinds.items() if id in aside}

    def _marked(self, kind: str, test: str, ids: Iterable[bytes]) -> set[bytes]:
        wanted, found = list(ids), set()
        for n in range(0, len(wanted), AT_ONCE):
            some = wanted[n : n + AT_ONCE]
            query = f"SELECT id FROM {kind} WHERE {test} AND id IN ({', '.join('?' * len(some))})"
            found |= {bytes(row[0]) for row in self._connection.exec_driver_sql(query, tuple(some))}
        return found

    def _write_rows(self) -> None:
        """New things whole, others by the fields that were written; many at a time."""
        made: dict[str, list[tuple[Any, ...]]] = {}
        changed: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = {}
        for (kind, id), texts in self._values.items():
            said = self._said(kind, id, texts)
            if id in self._new:
                try:
                    made.setdefault(kind, []).append(columns_of(kind, whole(kind, UUID(bytes=id), said)))
                except (Unknown, KeyError):
                    for field in texts:
                        questions.lay_aside(self._connection, kind, id, field)
                    continue
            elif said:
                names = tuple(sorted(said))
                row = (*(stored(kind, name, said[name]) for name in names), id)
                changed.setdefault((kind, names), []).append(row)
            if DELETED in texts:
                changed.setdefault((kind, ("gone",)), []).append((int(texts[DELETED] == "true"), id))
        for kind, rows in made.items():
            self._connection.exec_driver_sql(insertion(kind), rows)
        for (kind, names), rows in changed.items():
            self._connection.exec_driver_sql(change(kind, names), rows)

    def _said(self, kind: str, id: bytes, texts: Mapping[str, str]) -> dict[str, Any]:
        said = {}
        for field, text in texts.items():
            if field == DELETED:
                continue
            try:
                said[field] = value_of(kind, field, text)
            except Unknown:
                questions.lay_aside(self._connection, kind, id, field)
        return said

    def _changed(self, acts: Sequence[TakenAct]) -> Changed:
        objects = {(kind, UUID(bytes=id)) for act in acts for kind, id in {(op.kind, op.object) for op in act.ops}}
        disputes = set()
        for act in acts:
            for op in act.ops:
                if _names_file(op):
                    disputes.add(_hex(op.value))
        asked: dict[str, list[bytes]] = {}
        for kind, id in objects:
            if kind == "disputes":
                disputes.add(id.bytes)
            elif kind in TABLES and "dispute_id" in TABLES[kind].c and id.bytes not in self._new:
                asked.setdefault(kind, []).append(id.bytes)
        for kind, ids in asked.items():
            for n in range(0, len(ids), AT_ONCE):
                some = ids[n : n + AT_ONCE]
                query = f"SELECT DISTINCT dispute_id FROM {kind} WHERE id IN ({', '.join('?' * len(some))})"
                rows = self._connection.exec_driver_sql(query, tuple(some))
                disputes |= {bytes(row[0]) for row in rows if row[0]}
        return Changed(frozenset(objects), frozenset(UUID(bytes=id) for id in disputes))

    # -- the clock

    def _clocks(self, acts: Sequence[TakenAct]) -> None:
        """Never stamp behind what was seen, unless its clock cannot be right: that is said instead."""
        for act in acts:
            stamp = max((act.hlc, *(op.hlc for op in act.ops)))
            if stamp <= self._believed:
                self._clock.saw(stamp)
                continue
            id = uuid5(questions.SPACE, f"clock_far_ahead {act.device.hex()}").bytes
            detail = {"device": act.device.hex(), "at": act.at}
            questions.keep_concern(self._connection, id, "clock_far_ahead", "stations", act.device, detail, stamp)


def _strange(fields: Mapping[str, Sequence[Local]], seen: Mapping[int, int]) -> bool:
    """Whether something was written on the object that the author had not seen."""
    return any(n > seen.get(device, 0) for heads in fields.values() for device, n in heads)


def _seals(said: Mapping[str, str]) -> bool:
    return said.get("status") in merged.SEALING


def _names_file(op: TakenOp) -> bool:
    """Whether the operation says to which file its object belongs."""
    named = op.field == "dispute_id" and op.kind in KINDS and op.value.startswith('"') and len(op.value) == 34
    return named and all(c in "0123456789abcdef" for c in op.value[1:-1])


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text.strip('"'))
    except ValueError:
        return b""


def _mentioned(act: TakenAct) -> Iterable[bytes]:
    yield act.device
    for id, _n in act.seen:
        yield id
    for op in act.ops:
        for id, _n in op.parents:
            yield id


def _uuid(id: bytes) -> UUID | None:
    return UUID(bytes=id) if len(id) == 16 else None

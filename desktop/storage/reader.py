"""Reads that see one moment of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, select

from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute
from desktop.domain.errors import NotFound, Refused
from desktop.domain.people import Committee, Member, Person
from desktop.storage import schema
from desktop.storage.cipher import in_words
from desktop.storage.heads import fetched
from desktop.storage.schema import GONE, KINDS, NAMES, TABLES

T = TypeVar("T")

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

    def fetched(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows as the driver gives them: for what is asked often, and for what reads thousands."""
        with in_words():
            return fetched(self.connection, query, values)

    def devices(self) -> dict[int, bytes]:
        """The identity of each station by the short number that it has here."""
        return dict(self.fetched("SELECT no, id FROM devices"))

    def meta(self, key: str) -> str | None:
        found = self.fetched("SELECT value FROM meta WHERE key = ?", key)
        return str(found[0][0]) if found else None

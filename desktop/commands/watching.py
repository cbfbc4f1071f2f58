"""The eye on companies: a rule of the table is looked at in the act that touched a file it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnClause, literal_column, select

from desktop.domain import likeness
from desktop.domain.people import PartyRole, Person, PersonKind
from desktop.domain.vigilance import Alert
from desktop.storage.schema import TABLES, summaries
from desktop.storage.store import Reader, Transaction
from resources import rules as cupboard

AT_ONCE = 500  # files asked for in one question
TOUCHING = frozenset({"disputes", "parties", "people"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the 三所联动 check-list."""

    code: str
    label: str
    who: str
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """`files` disputes of these categories on one company, the last at most `days` days after the first.

    Files whose intake is in `not_counted` do not count. The day of the first file is not counted among the days.
    """

    code: str
    label: str
    categories: frozenset[str]
    files: int
    days: int
    not_counted: frozenset[str]
    basis: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A file that a rule counts against a company."""

    dispute: UUID
    on: date
    company: Person


@cache
def rules() -> tuple[AlertRule, ...]:
    return tuple(
        AlertRule(
            code=row["code"],
            label=row["label"],
            categories=frozenset(row["categories"]),
            files=row["files"],
            days=row["days"],
            not_counted=frozenset(row["not_counted"]),
            basis=row["basis"],
            checks=tuple(Check(**check) for check in row["checks"]),
        )
        for row in cupboard.load("risk")["alerts"]
    )


def watch_companies(tx: Transaction, touched: Iterable[UUID], today: date) -> None:
    """Raise what this act makes true, in this act; add files to what is open already.

    Only files that came within the rule's days before `today` are looked at, so what is old stays quiet.
    """
    if not any(kind in TOUCHING for kind, _ in tx.changed.objects):
        return
    ids = list(touched)
    for rule in rules():
        seen: list[Person] = []
        found = [
            f for n in range(0, len(ids), AT_ONCE) for f in _counted(tx, rule, today, disputes=ids[n : n + AT_ONCE])
        ]
        for file in found:
            if not any(likeness.same_company(file.company, other) for other in seen):
                seen.append(file.company)
                _look(tx, rule, file, today)


def _look(tx: Transaction, rule: AlertRule, newest: Counted, today: date) -> None:
    """Count the files on one company; the alert when the figure is reached."""
    on_it = _counted(tx, rule, today, company=newest.company)
    window = max((heaped(group, rule) for group in _by_code(on_it)), key=len, default=())
    if not window:
        return
    known = [a for a in tx.find(Alert, rule=rule.code) if _about(a, newest.company)]
    open_ones = sorted((a for a in known if a.closed_on is None), key=lambda a: a.id)
    standing = next(iter(open_ones), None)
    ids = {f.dispute: None for f in window}
    if standing is not None:
        for twin in open_ones[1:]:  # another station raised it too, before they met
            ids |= dict.fromkeys(twin.disputes)
            tx.remove(twin)
        more = tuple(id for id in ids if id not in standing.disputes)
        if more:
            tx.put(replace(standing, disputes=(*standing.disputes, *more)))
        return
    if set(ids) <= {id for a in known for id in a.disputes}:
        return  # all of them were worked off already
    subject = max((f.company for f in window), key=lambda p: (bool(p.uscc), len(p.name)))
    tx.put(
        Alert(
            rule=rule.code,
            subject=subject.name,
            subject_key=likeness.company_key(subject),
            raised_on=today,
            disputes=tuple(ids),
            owner=_owner(tx, newest.dispute),
        )
    )


def _by_code(files: Sequence[Counted]) -> list[list[Counted]]:
    """Files on one name, apart where two credit codes say that they are two companies; those without go with each."""
    codes = {f.company.uscc for f in files} - {""}
    return [[f for f in files if f.company.uscc in {"", code}] for code in codes or {""}]


def heaped(files: Sequence[Counted], rule: AlertRule) -> tuple[Counted, ...]:
    """The files of the latest stretch of `days` days that reaches the figure, oldest first; empty when none does."""
    each = {f.dispute: f for f in files}
    sorted_ = sorted(each.values(), key=lambda f: (f.on, f.dispute))
    for last in reversed(sorted_):
        stretch = [f for f in sorted_ if last.on - timedelta(days=rule.days) <= f.on <= last.on]
        if len(stretch) >= rule.files:
            return tuple(stretch)
    return ()


def _owner(tx: Reader, dispute: UUID) -> UUID | None:
    """Who answers for a file answers for the alert that it raised."""
    s = summaries.c
    found = tx.rows(select(s.owner).where(s.dispute == dispute.bytes))
    return UUID(bytes=found[0][0]) if found and found[0][0] else None


def _about(alert: Alert, company: Person) -> bool:
    named = Person(kind=PersonKind.LEGAL, name=alert.subject)
    same_name = likeness.same_company(replace(company, uscc=""), named)
    return alert.subject_key == likeness.company_key(company) or same_name


def _counted(
    tx: Reader,
    rule: AlertRule,
    today: date,
    *,
    disputes: list[UUID] | None = None,
    company: Person | None = None,
) -> list[Counted]:
    """Recent files of the rule's categories with the organisations in them: of some files, or on one company."""
    d, p, q = TABLES["disputes"].c, TABLES["parties"].c, TABLES["people"].c
    since = datetime.combine(today - timedelta(days=rule.days), time())
    if company is not None:
        since -= timedelta(days=rule.days)  # so that a stretch that ends within the days is whole
    query = (
        select(d.id, d.received_at, p.person_id, p.role)
        .select_from(TABLES["disputes"].join(TABLES["parties"], p.dispute_id == d.id))
        .where(
            d.gone == 0,
            p.gone == 0,
            p.role != PartyRole.WITNESS,
            d.category.in_(rule.categories),
            d.intake.not_in(rule.not_counted),
            d.received_at >= since,
        )
    )
    if disputes is not None:
        query = query.where(d.id.in_(disputes))
    if company is not None:
        probe = likeness.company(company.name).core[: likeness.PROBE]
        row: ColumnClause[int] = literal_column("people.rowid")
        named = select(row).where(q.name.contains(probe, autoescape=True))
        same = select(q.id).where(row.in_(named) | ((q.uscc == company.uscc) if company.uscc else (q.uscc == "-")))
        query = query.where(p.person_id.in_(same))
    rows = tx.rows(query)
    people = {x.id: x for x in tx.find(Person, id={row[2] for row in rows})} if rows else {}
    found = [
        Counted(dispute=row[0], on=row[1].date(), company=replace(person, kind=PersonKind.OTHER))
        for row in rows
        if (person := people.get(row[2])) and likeness.firm(person) and not (person.natural and row[3].asks)
    ]
    return [f for f in found if company is None or likeness.same_company(f.company, company)]

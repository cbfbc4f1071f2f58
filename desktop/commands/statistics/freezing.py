"""封存 and 更正: a month's figures as they were handed in never change; what changed since is listed with its cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.statistics.figures import Sums, add_up, live_table, refuse_uncounted, screenings, table_lines
from desktop.commands.statistics.tallies import as_row as unit_row
from desktop.domain.counting import MEASURES, Counting, parse_period, units
from desktop.domain.counting.frozen import (
    Change,
    as_row,
    case_line,
    changes,
    digest,
    effect,
    renamed,
    rules_said,
    said_rules,
)
from desktop.domain.counting.periods import Period, PeriodKind
from desktop.domain.errors import Refused, RuleBroken
from desktop.domain.merging import DELETED
from desktop.domain.permissions import Act
from desktop.domain.reporting import CorrectionNote, FrozenMonth
from desktop.storage.schema import TABLES, audit, operations, summaries, tallies
from desktop.storage.store import Reader

AT_ONCE = 500
SUMS = "sums"  # among the extras of a frozen month: what its cases add up to, [axis, key, {measure: value}]
CAME = "came"  # among the extras of one that was loaded: identity here -> identity under which it was frozen (hex)
COUNTS: dict[str, frozenset[str] | None] = {  # what of a file moves figures; None: all of it
    "disputes": frozenset(
        {
            *("category", "category_list", "category_label", "source", "mediators", "is_mass", "is_difficult"),
            *("parties_count", "intake", "decided_on", "received_at", "mediation", "ended_on", "performing"),
            *("closed_on", "prevention", "extras", DELETED),
        }
    ),
    "agreements": frozenset({"form", "status", "agreed_on", "effective_on", "amount_fen", DELETED}),
    "parties": None,
    "claimants": None,
    "tracks": None,
    "people": frozenset({"kind"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """An act since the freezing that moved figures: `act` is its code (words: ui.words.ACTS)."""

    at: datetime
    act: str
    account: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One 件 of a frozen month that counts otherwise now (更正), or 排查 written later (`dispute` is None).

    `kind`: `gone` (counts no more in this month), `added` (counts there now), `changed`, `screening`. `effect`: line
    code -> difference. `note`: the cause in somebody's own words. `made_on`: the day of the last act behind it.
    """

    month: str
    kind: str
    dispute: UUID | None
    no: int
    number: str
    names: str
    changes: tuple[Change, ...]
    effect: Mapping[str, int]
    causes: tuple[Cause, ...]
    note: str
    made_on: date | None


def freeze(desk: Desk, month: str, reason: str = "") -> FrozenMonth:
    """封存 a month by the room's counting rules; it can never be taken back.

    RuleBroken with the failed identities until a reason is given; Refused for a month that is frozen already, has
    not begun, or was not counted to the end.
    """
    period = parse_period(month)
    if period.kind is not PeriodKind.MONTH:
        raise RuleBroken("period", "封存以月为单位,请写成 2026-10。")
    if period.first > f"{desk.today():%Y-%m}":
        raise RuleBroken("period", f"{period.label}还没有到,不能封存。")
    reason = " ".join(reason.split())
    with desk.act(Act.REPORT, "freeze", undoable=False) as tx:
        refuse_uncounted(desk, tx)
        if there := frozen_month(tx, period.first):
            raise Refused(
                "frozen",
                f"{period.label}已于 {there.at:%Y-%m-%d %H:%M} 由{there.by_name}封存,数字不再变动;"
                "以后的改动列入“更正”。",
            )
        counting = desk.handbook.counting
        table = live_table(tx, period, counting)
        sentences = tuple(f.sentence for f in table.failed)
        if sentences and not reason:
            raise RuleBroken("reason", f"核对不平:{sentences[0]}请先改好;确需封存的,请写明理由。")
        cases = tuple(_lines(tx, period, counting))
        rules, values = said_rules(counting), dict(table.values)
        kept = reason if sentences else ""
        made = FrozenMonth(
            month=period.first,
            counting=rules,
            figures=values,
            cases=cases,
            failed=sentences,
            reason=kept,
            digest=digest(period.first, rules, values, cases, sentences, kept),
            at=desk.now(),
            by=desk.account.id,
            by_name=desk.account.name,
            extras={SUMS: _summed(tx, period, counting)},
        )
        tx.put(made)
        tx.detail = {"month": made.month, "digest": made.digest}
    return made


def _summed(reader: Reader, period: Period, counting: Counting) -> list[list[object]]:
    found = add_up(reader, period, counting.basis)
    return [
        [axis, key, {m: n for m, n in zip(MEASURES, figures, strict=True) if n}]
        for (axis, key), figures in sorted(found.rows.items())
        if any(figures)
    ]


def _lines(reader: Reader, period: Period, counting: Counting) -> Iterator[dict[str, Any]]:
    on = tallies.c[f"{counting.basis.value}_on"]
    query = (
        select(tallies, summaries.c.number)
        .join(summaries, summaries.c.dispute == tallies.c.dispute)
        .where(on.between(f"{period.first}-01", f"{period.last}-31"))
        .order_by(summaries.c.number, tallies.c.dispute, tallies.c.no)
    )
    for found in reader.rows(query):
        row = dict(found._mapping)
        yield case_line(row | {"dispute": UUID(bytes=row["dispute"]).hex}, row["number"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A frozen month without its list of cases: who, when, by which rules, and what it adds up to."""

    id: UUID
    month: str
    rules: Counting
    figures: Mapping[str, int]
    sums: Sums
    failed: tuple[str, ...]
    reason: str
    digest: str
    at: datetime
    by_name: str


def frozen_months(reader: Reader, months: Sequence[str] | None = None) -> list[Frozen]:
    """The frozen months (of some), in order; of two that two workstations froze the first counts."""
    c = TABLES["frozen_months"].c
    names = ("id", "month", "counting", "figures", "extras", "failed", "reason", "digest", "at", "by_name")
    query = select(*(c[name] for name in names)).where(c.gone == 0).order_by(c.month, c.at, c.id)
    if months is not None:
        query = query.where(c.month.in_(months))
    found: dict[str, Frozen] = {}
    for id, month, counting, figures, extras, failed, reason, seal, at, by_name in reader.rows(query):
        if month not in found:
            found[month] = Frozen(
                id=id,
                month=month,
                rules=rules_said(counting),
                figures=figures,
                sums=_sums(extras.get(SUMS, ())),
                failed=failed,
                reason=reason,
                digest=seal,
                at=at,
                by_name=by_name,
            )
    return list(found.values())


def _sums(said: Sequence[tuple[str, str, Mapping[str, int]]]) -> Sums:
    return Sums({(axis, key): tuple(int(kept.get(m, 0)) for m in MEASURES) for axis, key, kept in said})


def frozen_month(reader: Reader, month: str) -> Frozen | None:
    return next(iter(frozen_months(reader, [month])), None)


def is_whole(frozen: FrozenMonth) -> bool:
    """Whether a frozen month still is what its digest says."""
    came = frozen.extras.get(CAME, {})
    cases = [renamed(line, came) for line in frozen.cases] if came else frozen.cases
    said = digest(frozen.month, frozen.counting, frozen.figures, cases, frozen.failed, frozen.reason)
    return said == frozen.digest


def note_cause(desk: Desk, month: str, dispute: UUID, cause: str) -> None:
    """Say in words why a file of a frozen month counts otherwise now; the last word counts."""
    with desk.act(Act.REPORT, "correction_note", dispute=dispute) as tx:
        if frozen_month(tx, month) is None:
            raise Refused("not_frozen", f"{parse_period(month).label}还没有封存,不用写更正。")
        tx.put(CorrectionNote(month=month, dispute_id=dispute, cause=cause.strip(), at=desk.now(), by=desk.account.id))


def corrections(desk: Desk, month: str | None = None) -> tuple[Correction, ...]:
    """What differs between the frozen months (or one) and the files now, by month and number."""
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        months = frozen_months(reader, [month] if month else None)
        return tuple(c for one in months for c in _corrections(desk, reader, reader.get(FrozenMonth, one.id)))


def _corrections(desk: Desk, reader: Reader, frozen: FrozenMonth) -> Iterator[Correction]:
    before = {(line["dispute"], line["no"]): as_row(line) for line in frozen.cases}
    now = _now(desk, reader, frozen, {UUID(hex=d) for d, _ in before})
    table, committee = table_lines(), reader.committee().counts_as
    differing = [key for key in {**before, **now} if _plain(before.get(key)) != _plain(now.get(key))]
    ids = {UUID(hex=d) for d, _ in differing}
    known = _known(reader, ids)
    notes = {n.dispute_id: n.cause for n in reader.find(CorrectionNote, "at", month=frozen.month)}
    causes = {id: tuple(_causes(reader, id, frozen)) for id in ids}
    frozen_numbers = {line["dispute"]: line["number"] for line in frozen.cases}
    for key in sorted(differing, key=lambda k: (known.get(UUID(hex=k[0]), ("~", ""))[0], k)):
        was, is_now, id = before.get(key), now.get(key), UUID(hex=key[0])
        number, names = known.get(id, (frozen_numbers.get(key[0], ""), "已删除的纠纷"))
        yield Correction(
            month=frozen.month,
            kind="added" if was is None else "gone" if is_now is None else "changed",
            dispute=id,
            no=key[1],
            number=number,
            names=names,
            changes=changes(was, is_now),
            effect=effect(was, is_now, table, committee),
            causes=causes[id],
            note=notes.get(id, ""),
            made_on=causes[id][-1].at.date() if causes[id] else None,
        )
    yield from _screened(reader, frozen)


def _plain(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What of a case can move a figure: not whose name stands beside it."""
    return {name: value for name, value in row.items() if name != "who"} if row else None


def _screened(reader: Reader, frozen: FrozenMonth) -> Iterator[Correction]:
    found = screenings(reader, parse_period(frozen.month))
    codes = {line.event: line.code for line in table_lines() if line.event}
    moved = {
        codes[event]: value - int(frozen.figures.get(codes[event], 0))
        for event, value in found.items()
        if value != frozen.figures.get(codes[event], 0)
    }
    if moved:
        yield Correction(
            month=frozen.month,
            kind="screening",
            dispute=None,
            no=0,
            number="",
            names="排查记录",
            changes=(),
            effect=moved,
            causes=(),
            note="",
            made_on=None,
        )


def _now(desk: Desk, reader: Reader, frozen: FrozenMonth, ids: set[UUID]) -> dict[tuple[str, int], dict[str, Any]]:
    """The cases that the month would have now, by the rules by which it was frozen."""
    rules, period = rules_said(frozen.counting), parse_period(frozen.month)
    column = f"{rules.basis.value}_on"
    on = tallies.c[column]
    query = select(tallies).where(on.between(f"{period.first}-01", f"{period.last}-31"))
    rows = [dict(found._mapping) for found in reader.rows(query)]
    room = desk.handbook.counting
    if (room.mass, room.reopened, room.refused) != (rules.mass, rules.reopened, rules.refused):
        ids = ids | {UUID(bytes=row["dispute"]) for row in rows}
        wanted = sorted(ids, key=lambda id: id.bytes)
        rows = [
            row
            for n in range(0, len(wanted), AT_ONCE)
            for file in reader.files(wanted[n : n + AT_ONCE])
            for row in map(unit_row, units(file, rules, desk.handbook.catalogue))
            if row[column][:7] == frozen.month
        ]
    found = [row | {"dispute": UUID(bytes=row["dispute"]).hex} for row in rows]
    return {(row["dispute"], row["no"]): row for row in found}


def _known(reader: Reader, ids: set[UUID]) -> dict[UUID, tuple[str, str]]:
    """(number, names) of files."""
    s, wanted = summaries.c, sorted(id.bytes for id in ids)
    found: dict[UUID, tuple[str, str]] = {}
    for n in range(0, len(wanted), AT_ONCE):
        query = select(s.dispute, s.number, s.names).where(s.dispute.in_(wanted[n : n + AT_ONCE]))
        found |= {UUID(bytes=row[0]): (row[1], row[2]) for row in reader.rows(query)}
    return found


def _causes(reader: Reader, dispute: UUID, frozen: FrozenMonth) -> Iterator[Cause]:
    """The acts since the freezing that wrote what moves figures of a file, the oldest first."""
    froze = reader.rows(
        select(audit.c.seq)
        .join(operations, operations.c.txn == audit.c.txn)
        .where(operations.c.object == frozen.id.bytes)
        .limit(1)
    )
    o = operations.c
    moving = or_(
        *(
            o.kind == kind if names is None else and_(o.kind == kind, o.field.in_(sorted(names)))
            for kind, names in COUNTS.items()
        )
    )
    query = (
        select(audit.c.at, audit.c.act, audit.c.account)
        .where(
            audit.c.seq > (froze[0][0] if froze else 0),
            or_(audit.c.dispute == dispute.bytes, audit.c.txn.in_(select(o.txn).where(o.object == dispute.bytes))),
            audit.c.txn.in_(select(o.txn).where(moving)),
        )
        .order_by(audit.c.seq)
    )
    for at, act, account in reader.rows(query):
        when = datetime.fromisoformat(at).astimezone(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)
        yield Cause(at=when, act=act, account=UUID(bytes=account) if account else None)

"""补贴核算表: for each mediator the files of a period with what they earn, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select, union

from desktop.commands.desk import Desk
from desktop.commands.duty import ORDER
from desktop.commands.statistics.allowance_rates import local_rules, payee, rules_of
from desktop.commands.statistics.sheets.frame import TOTAL, frame, printed
from desktop.domain import tracks
from desktop.domain.allowances import Item, Judged, Rate, Rules, judge
from desktop.domain.casefile import CaseFile
from desktop.domain.counting import Period
from desktop.domain.follow_ups import ROUNDS
from desktop.domain.people import Member
from desktop.storage.schema import GONE, TABLES
from desktop.storage.store import Reader
from reports.statistics.sheets import Column, Kind, Sheet, Sum, Value

AT_ONCE = 500  # whole files read together
NOBODY = "没有主办"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One file of a mediator in a period. `items` only those that are of this period, `later` those of others."""

    dispute: UUID
    number: str
    names: str
    rate: Rate
    closed_on: date | None
    helpers: tuple[str, ...]
    lacking: tuple[str, ...]
    items: tuple[Item, ...]
    later: tuple[Item, ...]

    @property
    def total_fen(self) -> int:
        return sum(item.payable_fen for item in self.items)

    def fen(self, code: str) -> int:
        """What of one allowance is payable here."""
        return sum(item.payable_fen for item in self.items if item.code == code)

    def why(self) -> str:
        """Why something of it is not payable, each reason once with what it is said of."""
        reasons: dict[str, list[str]] = {}
        for item in self.items:
            if item.why:
                reasons.setdefault(item.why, []).append(item.label)
        if len(reasons) == 1 and len(self.items) == len(next(iter(reasons.values()))):
            return next(iter(reasons))
        return "\uff1b".join(f"{'、'.join(labels)}:{why}" for why, labels in reasons.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Worksheet:
    """One mediator's files of a period. `mediator` None: files that nobody leads."""

    period: Period
    mediator: UUID | None
    name: str
    lines: tuple[Line, ...]

    @property
    def total_fen(self) -> int:
        return sum(line.total_fen for line in self.lines)

    @property
    def paid(self) -> int:
        """How many files earn something in this period."""
        return sum(1 for line in self.lines if line.total_fen)

    def fen(self, code: str) -> int:
        return sum(line.fen(code) for line in self.lines)


def worksheet(desk: Desk, period: Period, mediator: UUID | None = None) -> tuple[Worksheet, ...]:
    """The period mediator by mediator, in the order of the team; only those with a file, or the one asked for."""
    with desk.read() as reader:
        rules, catalogue = local_rules(reader), desk.handbook.catalogue
        found: dict[UUID | None, list[Line]] = {} if mediator is None else {mediator: []}
        for file in _files(reader, period):
            lead = next(iter(file.dispute.mediators), None)
            if mediator is None or lead == mediator:
                for judged in judge(file, rules, catalogue):
                    found.setdefault(lead, []).extend(_lines(file, judged, period))
        members = {m.id: m for m in reader.find(Member)}
    order: dict[UUID | None, str] = {m.id: m.name for m in sorted(members.values(), key=lambda m: ORDER[m.role])}
    order[None] = NOBODY
    return tuple(
        Worksheet(period=period, mediator=id, name=name, lines=tuple(sorted(found[id], key=lambda line: line.number)))
        for id, name in order.items()
        if found.get(id) or (id is not None and id == mediator)
    )


def _files(reader: Reader, period: Period) -> Iterator[CaseFile]:
    """The files of which something ended, was performed or confirmed in the period."""
    days = (period.starts, period.ends)
    d, a, p, t = (TABLES[name].c for name in ("disputes", "agreements", "performances", "tracks"))
    wanted = union(
        select(d.id).where(
            d[GONE] == 0,
            or_(d.closed_on.between(*days), d.ended_on.between(*days), func.instr(d.extras, f'"{ROUNDS}"') > 0),
        ),
        select(a.dispute_id).where(a[GONE] == 0, a.agreed_on.between(*days)),
        select(p.dispute_id).where(p[GONE] == 0, p.on.between(*days)),
        select(t.dispute_id).where(
            t[GONE] == 0, t.kind == tracks.CONFIRMATION, or_(t.decided.between(*days), t.served.between(*days))
        ),
    )
    ids = [row[0] for row in reader.rows(select(wanted.subquery()))]
    for n in range(0, len(ids), AT_ONCE):
        yield from reader.files(ids[n : n + AT_ONCE])


def _lines(file: CaseFile, judged: Judged, period: Period) -> Iterator[Line]:
    """The line of a mediation in a period; one that ended in it and is not closed yet stands there with its reason."""
    pending = judged.items[0].on is None and period.holds(judged.ended)
    here = judged.items if pending else tuple(i for i in judged.items if period.holds(i.on))
    if here:
        names = [m.name for id in file.dispute.mediators[1:] if (m := file.team.get(id))]
        yield Line(
            dispute=file.dispute.id,
            number=file.dispute.number,
            names=file.names(),
            rate=judged.rate,
            closed_on=judged.items[0].on,
            helpers=tuple(names),
            lacking=judged.lacking,
            items=here,
            later=tuple(i for i in judged.items if i not in here),
        )


def sheet(desk: Desk, period: Period) -> Sheet:
    """补贴核算表: one row a mediator, one column an allowance."""
    rules = rules_of(desk)
    rows: list[tuple[Value, ...]] = [
        (w.name, len(w.lines), w.paid, *(w.fen(r.code) for r in _paying(rules)), w.total_fen)
        for w in worksheet(desk, period)
    ]
    columns = (
        Column(head=("调解员",), width=6),
        Column(head=("案卷\uff08件\uff09",), kind=Kind.COUNT, width=4, total=True, code="files"),
        Column(head=("可补\uff08件\uff09",), kind=Kind.COUNT, width=4, total=True, code="paid"),
        *_money(rules),
        Column(head=("合计",), kind=Kind.MONEY, width=7, total=True, code="sum"),
    )
    return _sheet(desk, period, "allowances", "补贴核算", "人民调解员案件补贴核算表", columns, tuple(rows), rules)


def detail(desk: Desk, period: Period, mediator: UUID | None = None) -> Sheet:
    """补贴明细: one row a file, of one mediator or of all, with the reason where something is not payable."""
    rules = rules_of(desk)
    rows: list[tuple[Value, ...]] = [
        (
            w.name,
            line.number,
            line.names,
            line.rate.label,
            line.closed_on,
            *(line.fen(r.code) or None for r in _paying(rules)),
            line.total_fen,
            printed(line.why()),
        )
        for w in worksheet(desk, period, mediator)
        for line in w.lines
    ]
    columns = (
        Column(head=("调解员",), width=5),
        Column(head=("案号",), kind=Kind.ID, width=11),
        Column(head=("当事人",), width=14),
        Column(head=("类型",), width=6),
        Column(head=("结案",), kind=Kind.DAY, width=6),
        *_money(rules),
        Column(head=("合计",), kind=Kind.MONEY, width=6, total=True, code="sum"),
        Column(head=("不补的原因",), width=16),
    )
    return _sheet(
        desk, period, "allowances_detail", "补贴明细", "人民调解员案件补贴明细表", columns, tuple(rows), rules
    )


def _paying(rules: Rules) -> tuple[Rate, ...]:
    """The allowances for which there is money."""
    return tuple(rate for rate in rules.all() if rate.amount_fen)


def _money(rules: Rules) -> tuple[Column, ...]:
    return tuple(
        Column(
            head=("案卷补贴" if rate in rules.classes else "另加", rate.short),
            kind=Kind.MONEY,
            width=5,
            total=True,
            code=rate.code,
        )
        for rate in _paying(rules)
    )


def _sheet(
    desk: Desk,
    period: Period,
    code: str,
    name: str,
    title: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[Value, ...], ...],
    rules: Rules,
) -> Sheet:
    amounts = "\uff0c".join(f"{r.label} {r.amount_fen // 100} 元" for r in _paying(rules))
    notes = (
        printed(f"标准:{amounts}。"),
        f"{payee()}。",
        printed("案卷补贴和成功按结案的月份,履行和司法确认按办成的月份,不早于结案。"),
    )
    return Sheet(
        code=code,
        name=name,
        title=title,
        columns=columns,
        rows=rows,
        unit="件、元",
        total=TOTAL,
        sums=(Sum(code="sum", plus=tuple(r.code for r in _paying(rules))),),
        **frame(desk, period).round(counted=False) | {"notes": notes},
    )

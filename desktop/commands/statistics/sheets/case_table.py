"""人民调解案件情况统计表: the official table, its two parts as two sheets with the columns in the official order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop.commands.desk import Desk
from desktop.commands.statistics import reported
from desktop.commands.statistics.figures import CaseTable, line_of, table_lines
from desktop.commands.statistics.sheets.frame import TOTAL, frame
from desktop.domain.counting import Basis, Period, PeriodKind, parse_period
from desktop.domain.counting.table import Identity, Line, identities
from reports.statistics.sheets import Check, Column, Kind, Sheet, Sum, Value

CODE = {1: "case_table", 2: "case_table_2"}
TITLE = "人民调解案件情况统计表"
CARRIED = ("cases_total", "cases_succeeded", "form_written")  # of part 1, repeated in part 2: its checks ask for them
REFERRAL = "接受委托移送调解"
ENDING = "委托移送"
WORDS = {
    "committees": "不同主体调解情况各项之和等于案件总数",
    "sources": "主动、依申请、接受委托移送之和等于案件总数",
    "referrals": "各部门委托移送之和等于接受委托移送小计",
    "categories": "18类案件之和等于案件总数",
    "relations": "当事人关系各项之和等于案件总数",
    "forms": "口头协议与书面协议之和等于调解成功",
    "succeeded": "调解成功不多于案件总数",
    "difficult": "疑难复杂不多于案件总数",
    "valid": "司法确认有效不多于申请",
    "applied": "申请司法确认不多于书面协议",
    "fulfilled": "已履行不多于调解成功",
    "two_sides": "当事人数不少于案件总数的2倍",
    "amount": "没有调解成功的\uff0c金额为零",
}


def make(desk: Desk, period: Period, basis: Basis | None = None, part: int = 1) -> Sheet:
    """One part of the table. A month has the rows 本月 and 本年累计; a longer period one a month, and 合计."""
    round = frame(desk, period, basis)
    shown = _columns(part)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (said, *(table.values[line.code] for line in shown)) for said, table in tables(desk, period, basis)
    )
    codes = {line.code for line in shown}
    whole = period.kind is not PeriodKind.MONTH
    return Sheet(
        code=CODE[part],
        name=TITLE[4:] if part == 1 else f"{TITLE[4:]}\uff08续\uff09",
        title=TITLE if part == 1 else f"{TITLE}\uff08续\uff09",
        columns=(Column(head=("期间",), width=5), *(_column(line, part, total=whole) for line in shown)),
        rows=rows,
        unit="件、人、万元" if part == 1 else "件、人、次",
        total=TOTAL if whole else "",
        sums=tuple(s for s in _sums() if s.code in codes and {*s.plus, *s.minus} <= codes),
        checks=tuple(check for i in identities(table_lines()) for check in _check(i, codes, part)),
        **round.round(),
    )


def _columns(part: int) -> tuple[Line, ...]:
    carried = CARRIED if part == 2 else ()
    return tuple(line for line in table_lines() if line.part == part or line.code in carried)


def tables(desk: Desk, period: Period, basis: Basis | None) -> Iterator[tuple[str, CaseTable]]:
    """Every row of the table and what it is called."""
    if period.kind is PeriodKind.MONTH:
        yield "本月", reported.table(desk, period, basis)
        yield "本年累计", reported.table(desk, period.to_date(), basis)
        return
    for month in period.months:
        yield f"{int(month[5:])}月", reported.table(desk, parse_period(month), basis)


def _column(line: Line, part: int, *, total: bool) -> Column:
    carried = part == 2 and line.part == 1
    kind = Kind.WAN if line.unit == "元" else Kind.COUNT
    return Column(
        head=(line.label,) if carried else _head(line),
        kind=kind,
        width=5 if kind is Kind.WAN else 3,
        total=total,
        code=line.code,
    )


def _head(line: Line) -> tuple[str, ...]:
    """The headings over a column, the outermost first."""
    unit = {"人": "\uff08人\uff09", "次": "\uff08次\uff09", "元": "\uff08万元\uff09"}.get(line.unit, "")
    if not line.group:
        return (line.label + unit,)
    if line.code == "source_referral":
        return (line.group, REFERRAL, "小计")
    if line.code.startswith("source_referral_"):
        return (line.group, REFERRAL, line.label.removesuffix(ENDING))
    if line.code.startswith("prevent_"):
        return (line.group, line.label, line.unit)
    return (line.group, line.label + unit)


def _sums() -> Sequence[Sum]:
    """The columns that are sums of others."""
    referred = tuple(line.code for line in table_lines() if line.code.startswith("source_referral_"))
    return (
        Sum(code="source_referral", plus=referred),
        Sum(code="unfulfilled", plus=("cases_succeeded",), minus=("fulfilled",)),
    )


def _check(identity: Identity, codes: set[str], part: int) -> Iterator[Check]:
    """The identity as a formula on the part that has all its columns (on one part only)."""
    touched = {*identity.left, *identity.right, *filter(None, (identity.unless, identity.when))}
    if not touched <= codes or (part == 2 and touched <= set(CARRIED)):
        return
    yield Check(
        words=WORDS.get(identity.code) or f"{line_of(identity.left[0]).label}的人数不少于件数",
        left=identity.left,
        right=identity.right,
        exact=identity.exact,
        times=identity.times,
        unless=identity.unless,
        when=identity.when,
    )

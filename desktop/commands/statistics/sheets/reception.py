"""接待日: the days that were held, who came and with what, and what became of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from desktop.commands.desk import Desk
from desktop.commands.reception import END_WORDS
from desktop.commands.statistics.sheets.frame import TOTAL, frame
from desktop.domain.counting import Basis, Period
from desktop.domain.team import DayKind, VisitEnd
from desktop.storage.schema import GONE, TABLES
from reports.statistics.sheets import Column, Kind, Sheet, Sum, Value

KIND_WORDS = {DayKind.RECEPTION: "接待日", DayKind.POLICY: "政策咨询日"}
ENDS = (VisitEnd.CONSULTED, VisitEnd.REGISTERED, VisitEnd.KNOWN, VisitEnd.LEFT)
GOING = "尚未办完"
UNSORTED = "未归类"
NOTE = "按接待日计来访人次。"


def days(desk: Desk, period: Period, basis: Basis | None = None) -> Sheet:
    """One row a day that was held."""
    c = TABLES["receptions"].c
    query = (
        select(c.id, c.on, c.kind).where(c[GONE] == 0, c.on.between(period.starts, period.ends)).order_by(c.on, c.id)
    )
    with desk.read() as reader:
        held: list[tuple[UUID, date, str]] = [tuple(row) for row in reader.rows(query)]
    came = _came(desk, period)
    rows: list[tuple[Value, ...]] = []
    for id, on, kind in held:
        mine: Counter[str] = Counter()
        for (day, _, end), times in came.items():
            if day == id:
                mine[end] += times
        rows.append((on, KIND_WORDS[DayKind(kind)], mine.total(), *_cells(mine)))
    heads = (Column(head=("日期",), kind=Kind.DAY, width=7), Column(head=("种类",), width=6))
    return _sheet(desk, period, basis, "reception", "接待日", "接待日情况表", heads, tuple(rows))


def matters(desk: Desk, period: Period, basis: Basis | None = None) -> Sheet:
    """One row a category of what people came with, in the official order."""
    found: dict[str, Counter[str]] = {}
    known = {c.code: c.label for c in desk.handbook.categories}
    for (_, category, end), times in _came(desk, period).items():
        found.setdefault(category if category in known else "", Counter())[end] += times
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (label, found[code].total(), *_cells(found[code]))
        for code, label in (*known.items(), ("", UNSORTED))
        if code in found
    )
    heads = (Column(head=("来访事项",), width=10),)
    return _sheet(desk, period, basis, "reception_matters", "接待日事项", "接待日来访事项表", heads, rows)


def _came(desk: Desk, period: Period) -> Counter[tuple[UUID, str, str]]:
    """(day held, category, end) -> visitors, by one query."""
    r, v = TABLES["receptions"].c, TABLES["visits"].c
    query = (
        select(v.reception_id, v.category, v.end, func.count())
        .join(TABLES["receptions"], r.id == v.reception_id)
        .where(r[GONE] == 0, v[GONE] == 0, r.on.between(period.starts, period.ends))
        .group_by(v.reception_id, v.category, v.end)
    )
    with desk.read() as reader:
        return Counter({(row[0], row[1], VisitEnd(row[2]).value): row[3] for row in reader.rows(query)})


def _cells(ends: Counter[str]) -> tuple[int, ...]:
    over = [ends[end.value] for end in ENDS]
    return (*over, ends.total() - sum(over))


def _sheet(
    desk: Desk,
    period: Period,
    basis: Basis | None,
    code: str,
    name: str,
    title: str,
    heads: tuple[Column, ...],
    rows: tuple[tuple[Value, ...], ...],
) -> Sheet:
    words = (*(END_WORDS[end] for end in ENDS), GOING)
    codes = tuple(f"e{n}" for n in range(len(words)))
    return Sheet(
        code=code,
        name=name,
        title=title,
        columns=(
            *heads,
            Column(head=("来访\uff08人次\uff09",), kind=Kind.COUNT, width=6, total=True, code="came"),
            *(
                Column(head=("办理结果", said), kind=Kind.COUNT, width=6, total=True, code=one)
                for said, one in zip(words, codes, strict=True)
            ),
        ),
        rows=rows,
        unit="人次",
        total=TOTAL,
        sums=(Sum(code="came", plus=codes),),
        tall=True,
        **frame(desk, period, basis).round(counted=False) | {"notes": (NOTE,)},
    )

"""人民调解案件汇总登记表: one line a 件, as many lines as the table counts cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from desktop.commands.desk import Desk
from desktop.commands.statistics import reported
from desktop.commands.statistics.figures import by, refuse_uncounted
from desktop.commands.statistics.masking import Cover
from desktop.commands.statistics.sheets.frame import TOTAL, frame
from desktop.commands.statistics.sheets.words import (
    OUTCOME_WORDS,
    UNKNOWN,
    category_words,
    member_names,
    source_words,
)
from desktop.domain.counting import Basis, Period
from desktop.domain.counting.frozen import as_row
from desktop.domain.people import PartyRole, PersonKind
from desktop.domain.reporting import FrozenMonth
from desktop.storage.schema import GONE, TABLES, summaries, tallies
from desktop.storage.store import Reader
from reports.statistics.sheets import Column, Kind, Sheet, Value

AT_ONCE = 500
REMOVED = "已删除的纠纷"


@dataclass(slots=True)
class _Case:
    """What a line needs beside what is counted."""

    number: str
    mass: bool = False
    asking: list[tuple[str, bool, str]] = field(default_factory=list)  # (name, natural, identity number)
    answering: list[tuple[str, bool, str]] = field(default_factory=list)
    claimants: list[str] = field(default_factory=list)


def make(desk: Desk, period: Period, basis: Basis | None = None, *, unmasked: bool = False) -> Sheet:
    """Names are covered and identity numbers left out unless `unmasked` (whoever asks for it has checked the right)."""
    round, names = frame(desk, period, basis), member_names(desk)
    rows: list[tuple[Value, ...]] = []
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        counted = sorted(_counted(desk, reader, period, basis), key=lambda r: (r["number"], r["no"]))
        cases = known(reader, {UUID(hex=row["dispute"]) for row in counted})
    for n, row in enumerate(counted, 1):
        rows.append((n, *_line(row, cases.get(row["dispute"]), names, unmasked=unmasked)))
    numbers = (Column(head=("证件号码",), kind=Kind.ID, width=11),) if unmasked else ()
    return Sheet(
        code="register",
        name="汇总登记表",
        title="人民调解案件汇总登记表",
        columns=(
            Column(head=("序号",), kind=Kind.COUNT, width=3),
            Column(head=("案号",), kind=Kind.ID, width=12),
            Column(head=("受理日期",), kind=Kind.DAY, width=6),
            Column(head=("当事人",), width=12),
            *numbers,
            Column(head=("纠纷类型",), width=6),
            Column(head=("案件来源",), width=6),
            Column(head=("调解结果",), width=5),
            Column(head=("协议形式",), width=5),
            Column(head=("涉及金额\uff08元\uff09",), kind=Kind.MONEY, width=7, total=True, code="amount_fen"),
            Column(head=("履行",), width=4),
            Column(head=("结案日期",), kind=Kind.DAY, width=6),
            Column(head=("调解员",), width=6),
        ),
        rows=tuple(rows),
        unit="元",
        total=TOTAL if rows else "",
        **round.round(),
    )


def _counted(desk: Desk, reader: Reader, period: Period, basis: Basis | None) -> Iterator[Mapping[str, Any]]:
    """The counted 件 as they are reported: those of frozen months as they were frozen. `number` is the case number."""
    frozen = reported.frozen_in(reader, period, basis)
    t, s = tallies.c, summaries.c
    on = t[f"{by(desk, basis).basis.value}_on"]
    query = (
        select(tallies, s.number)
        .join(summaries, s.dispute == t.dispute)
        .where(
            on.between(f"{period.first}-01", f"{period.last}-31"),
            func.substr(on, 1, 7).not_in([f.month for f in frozen]),
            t.cases != 0,
        )
    )
    for found in reader.rows(query):
        row = dict(found._mapping)
        yield row | {"dispute": UUID(bytes=row["dispute"]).hex}
    for one in frozen:
        for line in reader.get(FrozenMonth, one.id).cases:
            kept = as_row(line)
            if kept["cases"]:
                yield kept | {"number": line["number"]}


def known(reader: Reader, ids: set[UUID]) -> dict[str, _Case]:
    """Who stands in the files, by the hex of their identity; those that are gone are missing."""
    d, p, c, n = (TABLES[name].c for name in ("disputes", "parties", "claimants", "people"))
    found: dict[str, _Case] = {}
    wanted = sorted(ids, key=lambda id: id.bytes)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        files = select(d.id, d.case_no, d.temp_no, d.is_mass).where(d.id.in_(some), d[GONE] == 0)
        found |= {row[0].hex: _Case(row[1] or row[2], bool(row[3])) for row in reader.rows(files)}
        listed = (
            select(c.dispute_id, n.id, n.name)
            .join(TABLES["people"], n.id == c.person_id)
            .where(c.dispute_id.in_(some), c[GONE] == 0)
            .order_by(c.no, c.id)
        )
        on_list: set[tuple[UUID, UUID]] = set()
        for dispute, person, name in reader.rows(listed):
            on_list.add((dispute, person))
            if dispute.hex in found:
                found[dispute.hex].claimants.append(name)
        sides = (
            select(p.dispute_id, p.role, n.id, n.name, n.kind, n.id_number, n.uscc)
            .join(TABLES["people"], n.id == p.person_id)
            .where(p.dispute_id.in_(some), p[GONE] == 0)
            .order_by(p.position, p.id)
        )
        for dispute, role, person, name, kind, id_number, uscc in reader.rows(sides):
            part = PartyRole(role)
            if dispute.hex not in found or not part.is_party or (dispute, person) in on_list:
                continue
            side = found[dispute.hex].asking if part.asks else found[dispute.hex].answering
            side.append((name, PersonKind(kind) is PersonKind.NATURAL, id_number or uscc))
    return found


def people_in(cases: Mapping[str, _Case]) -> set[str]:
    """The names of all natural persons in some files."""
    sides = (name for case in cases.values() for name, natural, _ in (*case.asking, *case.answering) if natural)
    return {*sides, *(name for case in cases.values() for name in case.claimants)}


def _line(row: Mapping[str, Any], case: _Case | None, names: Mapping[str, str], *, unmasked: bool) -> Iterator[Value]:
    yield case.number if case else row["number"]
    yield _day(row["received_on"])
    yield _parties(case, row["who"], unmasked=unmasked) if case else REMOVED
    if unmasked:
        yield "、".join(filter(None, (number for _, _, number in (*case.asking, *case.answering)))) if case else ""
    yield category_words(row["category"])
    yield source_words(row["source"])
    yield OUTCOME_WORDS[row["outcome"]]
    yield "书面" if row["written"] else "口头" if row["oral"] else ""
    yield row["amount_fen"] if row["succeeded"] else None
    yield ("已履行" if row["fulfilled"] else "未履行") if row["succeeded"] else ""
    yield _day(row["closed_on"])
    led = [row["mediator"], *row["helpers"].split()]
    yield "、".join(names.get(key, UNKNOWN) for key in led if key)


def _parties(case: _Case, who: str, *, unmasked: bool) -> str:
    """`37名职工 与 澜图云科…`; where everybody on the list is a case, the one."""
    cover = Cover(open=True) if unmasked else Cover.over(people_in({"": case}))
    asking = [_named(cover, *one[:2]) for one in case.asking]
    if who:
        asking.insert(0, cover.name(who))
    elif case.claimants:
        asking.insert(0, f"{len(case.claimants)}名申请人")
    answering = [_named(cover, *one[:2]) for one in case.answering]
    return " 与 ".join("、".join(side) for side in (asking, answering) if side)


def _named(cover: Cover, name: str, natural: bool) -> str:
    return cover.name(name) if natural else cover.words(name)


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None

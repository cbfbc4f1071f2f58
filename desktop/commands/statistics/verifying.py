"""Are the figures those of the files? Sums against tallies, tallies against files, frozen months against their list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select

from desktop.commands.desk import Desk
from desktop.commands.handbook import Handbook
from desktop.commands.statistics.figures import table_lines
from desktop.commands.statistics.freezing import SUMS, is_whole
from desktop.commands.statistics.tallies import Place, add_up, as_row, is_counted
from desktop.domain.casefile import CaseFile
from desktop.domain.counting import AXES, MEASURES, units
from desktop.domain.counting.frozen import as_row as thawed
from desktop.domain.counting.rules import BASIS_WORDS, Basis
from desktop.domain.counting.table import COMMITTEE, fill
from desktop.domain.counting.units import CROSSED
from desktop.domain.errors import RuleBroken
from desktop.domain.reporting import FrozenMonth
from desktop.storage.schema import GONE, TABLES, sums, tallies
from desktop.storage.store import Reader

AT_ONCE = 200  # whole files read together
MOST = 20_000  # files counted anew; of a larger room so many, evenly spread
UNREADABLE = (ValueError, TypeError, KeyError, RuleBroken)  # what reading a row raises that makes no sense
SAID = 5  # faults of one kind that are named


def faults(desk: Desk, reader: Reader) -> list[str]:
    """What does not agree, in sentences; nothing is changed."""
    found = [*_sums(reader), *_frozen(reader)]
    if is_counted(reader, desk.handbook):  # else the files wait for a recount, which is no damage
        found += _tallies(desk, reader)
    return found


def _sums(reader: Reader) -> Iterator[str]:
    """Each place of the sums is what the tallies of its month add up to."""
    s = sums.c
    for basis in Basis:
        kept: dict[tuple[str, str, str], tuple[int, ...]] = {}
        for month, axis, key, *figures in reader.rows(
            select(s.month, s.axis, s.key, *(s[m] for m in MEASURES)).where(s.basis == basis.value)
        ):
            if any(figures):
                kept[month, axis, key] = tuple(figures)
        added = dict(_added(reader, basis))
        wrong = sorted({month for month, axis, key in {*kept, *added} if _differ(kept, added, (month, axis, key))})
        for month in wrong[:SAID]:
            yield f"{month} 的统计汇总({BASIS_WORDS[basis]})与各件之和不符"


def _differ(one: dict[Any, Any], other: dict[Any, Any], key: Any) -> bool:
    return bool(one.get(key) != other.get(key))


def _added(reader: Reader, basis: Basis) -> Iterator[tuple[tuple[str, str, str], tuple[int, ...]]]:
    t = tallies.c
    on = t[f"{basis.value}_on"]
    month = func.substr(on, 1, 7)
    places: list[tuple[str, ColumnElement[str]]] = [("", literal("")), *((axis, t[axis]) for axis in AXES)]
    places += [(f"{one}*{other}", t[one].concat("|").concat(t[other])) for one, other in CROSSED]
    for axis, key in places:
        query = (
            select(month, key, *(func.sum(t[m]) for m in MEASURES))
            .where(on > "", literal(True) if not axis or "*" in axis else key > "")
            .group_by(month, key)
        )
        for row in reader.rows(query):
            if any(row[2:]):
                yield (row[0], axis, row[1]), tuple(row[2:])
    helped: dict[tuple[str, str, str], list[int]] = {}
    query = select(month, t.helpers, *(t[m] for m in MEASURES)).where(on > "", t.helpers > "")
    for in_month, helpers, *figures in reader.rows(query):
        for helper in helpers.split():
            kept = helped.setdefault((in_month, "helper", helper), [0] * len(MEASURES))
            for n, figure in enumerate(figures):
                kept[n] += figure
    yield from ((place, tuple(kept)) for place, kept in helped.items() if any(kept))


def _tallies(desk: Desk, reader: Reader) -> Iterator[str]:
    """What each file is kept as counting for is what it counts for."""
    d, handbook = TABLES["disputes"].c, desk.handbook
    here = select(d.id).where(d[GONE] == 0)
    gone = reader.rows(select(func.count()).where(tallies.c.dispute.not_in(here)))[0][0]
    if gone:
        yield f"统计里还有 {gone} 件已不在的纠纷"
    ids = [row[0] for row in reader.rows(here.order_by(d.id))]
    ids = ids[:: max(1, -(-len(ids) // MOST))]
    wrong = 0
    for n in range(0, len(ids), AT_ONCE):
        some = ids[n : n + AT_ONCE]
        query = select(tallies).where(tallies.c.dispute.in_([id.bytes for id in some]))
        kept: dict[bytes, list[dict[str, Any]]] = {}
        for found in reader.rows(query.order_by(tallies.c.dispute, tallies.c.no)):
            kept.setdefault(found.dispute, []).append(dict(found._mapping))
        for file in _readable(reader, some):
            if _counted(file, handbook) != kept.get(file.dispute.id.bytes, []):
                wrong += 1
                if wrong <= SAID:
                    yield f"{file.dispute.number} 的统计与卷内不符"
    if wrong > SAID:
        yield f"另有 {wrong - SAID} 件的统计与卷内不符"


def _readable(reader: Reader, ids: Sequence[UUID]) -> list[CaseFile]:
    """The files, without those that cannot be read: their rows are named as such."""
    try:
        return reader.files(ids)
    except UNREADABLE:
        half = len(ids) // 2
        return [*_readable(reader, ids[:half]), *_readable(reader, ids[half:])] if half else []


def _counted(file: CaseFile, handbook: Handbook) -> list[dict[str, Any]] | None:
    try:
        return [as_row(unit) for unit in units(file, handbook.counting, handbook.catalogue)]
    except UNREADABLE:
        return None


def _frozen(reader: Reader) -> Iterator[str]:
    """A frozen month is what its digest says, and its figures are those of its list of cases."""
    c = TABLES["frozen_months"].c
    for id, in_month in reader.rows(select(c.id, c.month).where(c.gone == 0).order_by(c.month, c.id)):
        try:
            month = reader.get(FrozenMonth, id)
            whole = is_whole(month)
            sound = whole and _adds_up(month)
        except UNREADABLE:
            whole = sound = False
        if not whole:
            yield f"{in_month} 封存的数字或清单与校验值不符,已被改动"
        elif not sound:
            yield f"{in_month} 封存的数字与所附清单不符"


def _adds_up(month: FrozenMonth) -> bool:
    basis = str(month.counting["basis"])
    found: dict[Place, list[int]] = {}
    for case in month.cases:
        row = thawed(case)
        add_up(found, row | {"dispute": UUID(hex=row["dispute"]).bytes})
    added = {
        (axis, key): {m: n for m, n in zip(MEASURES, figures, strict=True) if n}
        for (of, in_month, axis, key), figures in found.items()
        if (of, in_month) == (basis, month.month) and any(figures)
    }
    if added != {(axis, key): dict(kept) for axis, key, kept in month.extras.get(SUMS, ())}:
        return False
    values = fill(table_lines(), lambda axis, key, m: added.get((axis, key), {}).get(m, 0), {}, "")
    cases = [line for line in table_lines() if line.terms and line.terms[0].axis != COMMITTEE]
    return all(month.figures[line.code] == values[line.code] for line in cases if line.code in month.figures)

"""人民调解组织队伍经费保障情况统计表: what the team and the settings count by themselves, and what is typed each half.

The official print was not found; every line says so by its confidence (resources/rules/organisation).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from desktop.commands.desk import Desk
from desktop.commands.statistics.kept import fact_id
from desktop.commands.statistics.sheets.frame import frame, printed
from desktop.domain.counting import Period, PeriodKind, parse_period
from desktop.domain.counting.periods import around
from desktop.domain.errors import NotFound, RuleBroken
from desktop.domain.people import Committee, Member, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.reporting import OrganisationFact
from desktop.storage.store import Reader
from reports.statistics.sheets import Check, Column, Kind, Sheet, Sum
from resources import rules as cupboard

MOST = 10**8  # 个, 人, 次
MOST_FEN = 10**13


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationLine:
    """One cell of the table. Exactly one of: `parts` (a sum), `count` with its `key` (counted), or typed by somebody.

    `flow`: a year is both halves together; any other line of a year is that of its second half. `quiet`: counted
    only so that the others add up, e.g. 未填. Money in 分.
    """

    code: str
    label: str
    unit: str
    group: str
    parts: tuple[str, ...] = ()
    count: str = ""
    key: str = ""
    flow: bool = False
    quiet: bool = False
    hint: str = ""
    confidence: str = "C"

    @property
    def typed(self) -> bool:
        return not self.parts and not self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A line with its value; None where nobody has typed one."""

    line: OrganisationLine
    value: int | None
    note: str = ""


@cache
def lines() -> tuple[OrganisationLine, ...]:
    """The lines of the table, in its order."""
    return tuple(_line(row) for row in cupboard.rows("organisation"))


def _line(row: Mapping[str, Any]) -> OrganisationLine:
    return OrganisationLine(
        code=row["code"],
        label=row["label"],
        unit=row["unit"],
        group=row["group"],
        parts=tuple(row.get("sum", ())),
        count=row.get("count", ""),
        key=row.get("key", ""),
        flow=row.get("flow", False),
        quiet=row.get("quiet", False),
        hint=row.get("hint", ""),
        confidence=row["confidence"],
    )


def educations() -> tuple[tuple[str, str], ...]:
    """(code, words) of what a member may have learnt."""
    return _listed("educations")


def employments() -> tuple[tuple[str, str], ...]:
    return _listed("employments")


def title() -> str:
    said: str = cupboard.load("organisation")["title"]
    return said


def sexes() -> tuple[str, ...]:
    return tuple(cupboard.load("organisation")["sexes"])


def _listed(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((row["code"], row["label"]) for row in cupboard.load("organisation")[name])


def half_of(period: Period) -> Period:
    """The half-year or the year that a period is reported in."""
    if period.kind in (PeriodKind.HALF, PeriodKind.YEAR):
        return period
    return around(period.last, PeriodKind.HALF)


# -- the figures


def figures(desk: Desk, period: Period) -> tuple[Figure, ...]:
    """Every line of a half-year or a year, in the order of the table."""
    period = half_of(period)
    with desk.read() as reader:
        counted = _counted(reader.committee(), _mediators(reader), reader.find(Member), period.ends)
        typed = _typed(reader, period)
    values: dict[str, int | None] = {}
    notes: dict[str, str] = {}
    for line in lines():
        if line.count:
            values[line.code] = counted[line.code]
        elif line.typed:
            values[line.code], notes[line.code] = typed.get(line.code, (None, ""))
    for line in lines():
        if line.parts:
            found = [value for code in line.parts if (value := values[code]) is not None]
            values[line.code] = sum(found) if found else None
    return tuple(Figure(line=line, value=values[line.code], note=notes.get(line.code, "")) for line in lines())


def _mediators(reader: Reader) -> list[Member]:
    return [m for m in reader.find(Member, role=TeamRole.PEOPLE_MEDIATOR.value) if m.active]


def _counted(committee: Committee, mediators: Sequence[Member], team: Sequence[Member], on: date) -> dict[str, int]:
    """What can be counted; ages on the last day of the period."""
    active = [m for m in team if m.active]
    known = dict(educations())

    def count(line: OrganisationLine) -> int:
        match line.count:
            case "committee":
                return int(committee.counts_as == line.key)
            case "mediators":
                return len(mediators)
            case "education":
                said = [m.education for m in mediators]
                return sum((value if value in known else "") == line.key for value in said)
            case "employment":
                return sum(employment_of(m) == line.key for m in mediators)
            case "sex":
                return sum(m.sex == line.key for m in mediators)
            case "age":
                return sum(_in_band(m.born, line.key, on) for m in mediators)
            case "role":
                return sum(m.role == line.key for m in active)
        raise ValueError(line.count)

    return {line.code: count(line) for line in lines() if line.count}


def employment_of(member: Member) -> str:
    """专职 or 兼职 as it was filled in, or as the title says it (`人民调解员(专职)`); empty when nobody said."""
    known = dict(employments())
    if member.employment in known:
        return member.employment
    return next((code for code, words in known.items() if words in member.title), "")


def age_on(born: date | None, day: date) -> int | None:
    """Full years; None when the birth date is unknown or lies after the day."""
    if born is None or born > day:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _in_band(born: date | None, band: str, day: date) -> bool:
    age = age_on(born, day)
    if age is None or not band:
        return age is None and not band
    least, most = (int(part) for part in band.split("-"))
    return least <= age <= most


def _typed(reader: Reader, period: Period) -> dict[str, tuple[int, str]]:
    """code -> (value, note) of a half; of a year what flows is added up, the rest is that of the later half."""
    halves = sorted({around(month, PeriodKind.HALF).code for month in period.months})
    found: dict[str, tuple[int, str]] = {}
    flows = {line.code for line in lines() if line.flow}
    for fact in sorted(reader.find(OrganisationFact, half=halves), key=lambda f: f.half):
        before = found.get(fact.code, (0, ""))[0] if fact.code in flows else 0
        found[fact.code] = (before + fact.value, fact.note)
    return found


@dataclass(frozen=True, slots=True)
class Lack:
    """What of the team is not filled in yet, and of whom."""

    what: str
    names: tuple[str, ...]


def lacking(desk: Desk) -> tuple[Lack, ...]:
    """The mediators of whom the table does not know something."""
    asked: dict[str, Callable[[Member], object]] = {
        "性别": lambda m: m.sex,
        "出生日期": lambda m: m.born,
        "文化程度": lambda m: m.education,
        "专职或兼职": employment_of,
    }
    with desk.read() as reader:
        mediators = _mediators(reader)
    found = ((what, tuple(m.name for m in mediators if not said(m))) for what, said in asked.items())
    return tuple(Lack(what, names) for what, names in found if names)


# -- what is typed


def set_facts(desk: Desk, half: str, values: Mapping[str, int | None]) -> None:
    """Write figures of a half (`2026-H2`), in their line's unit, money in 分; None takes one back.

    RuleBroken, with the line's code as its field, for what makes no sense or is counted by itself.
    """
    period = parse_period(half)
    if period.kind is not PeriodKind.HALF:
        raise RuleBroken("half", "组织情况按半年填写,请选上半年或下半年。")
    known = {line.code: line for line in lines()}
    for code, value in values.items():
        line = known.get(code)
        if line is None:
            raise NotFound(f"组织情况表里没有“{code[:40]}”这一栏。")
        if not line.typed:
            raise RuleBroken(code, f"“{line.label}”由程序数出,不用填写。")
        if value is not None and not 0 <= value < (MOST_FEN if line.unit == "元" else MOST):
            raise RuleBroken(code, f"“{line.label}”的数值不合常理,请核对。")
    with desk.act(Act.REPORT, "organisation_fact") as tx:
        for code, value in values.items():
            id = fact_id(period.code, code)
            now = tx.maybe(OrganisationFact, id)
            if value is not None and (now is None or now.value != value):
                tx.put(OrganisationFact(id=id, half=period.code, code=code, value=value, note=now.note if now else ""))
            elif value is None and now is not None:
                tx.remove(now)


def set_fact(desk: Desk, half: str, code: str, value: int | None) -> None:
    """One figure; see `set_facts`."""
    set_facts(desk, half, {code: value})


# -- the sheet


def sheet(desk: Desk, period: Period) -> Sheet:
    """The table of the half-year (or the year) in which a period ends: one row, as the committee fills it in."""
    period = half_of(period)
    found = figures(desk, period)
    shown = [f for f in found if not f.line.quiet or f.value]
    lacks = [f.line.label for f in found if f.value is None and f.line.typed]
    notes = [
        f"队伍情况按 {desk.today():%Y-%m-%d} 在岗的名册,年龄算到 {period.ends:%Y-%m-%d}。",
        *([f"还没有填:{'、'.join(dict.fromkeys(lacks))}。"] if lacks else []),
        *(f"{'、'.join(lack.names)}没有填{lack.what}。" for lack in lacking(desk)),
    ]
    codes = {f.line.code for f in shown}
    committee = desk.committee()
    return Sheet(
        code="organisation",
        name="组织情况",
        title=title(),
        columns=(Column(head=("调委会",), width=6), *(_column(f.line) for f in shown)),
        rows=((committee.short or committee.committee, *(f.value for f in shown)),),
        unit="个、人、元",
        sums=tuple(Sum(code=f.line.code, plus=f.line.parts) for f in shown if f.line.parts),
        checks=tuple(_check(row, codes) for row in cupboard.load("organisation")["checks"]),
        **frame(desk, period).round(counted=False) | {"notes": tuple(map(printed, notes))},
    )


def _column(line: OrganisationLine) -> Column:
    money = line.unit == "元"
    label = f"{line.label}\uff08{line.unit}\uff09"
    return Column(
        head=(line.group, label), kind=Kind.MONEY if money else Kind.COUNT, width=6 if money else 4, code=line.code
    )


def _check(row: Mapping[str, Any], codes: set[str]) -> Check:
    """A check of what is shown; a quiet column that is 0 stands on no sheet and changes no sum."""
    left = tuple(code for code in row["left"] if code in codes)
    return Check(words=row["words"], left=left, right=tuple(row["right"]), exact=row["exact"])

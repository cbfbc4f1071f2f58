"""The official case table (人民调解案件情况统计表) as lines: what each adds up, and whether they agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.domain.counting.units import MEASURES

Ask = Callable[[str, str, str], int]  # (axis, key, measure) -> sum
COMMITTEE = "committee"  # the axis that the room's own committee answers: all its cases are of its type


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of a line: `sign` times a measure of the cases at a place."""

    axis: str
    key: str
    measure: str
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of the official table. `unit`: 件, 人, 次 or 元 (values in 分).

    `terms` add up cases; a line with `event` counts what is no case (排查) and has none. `group` is the heading under
    which it stands, `indent` 1 for a part of the line above, `part` 1 or 2 of the form.
    """

    code: str
    label: str
    unit: str
    part: int
    group: str
    indent: int
    terms: tuple[Term, ...] = ()
    event: str = ""


def lines(rows: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The lines from their data (resources/rules/case_table); sums and differences become the terms of their parts."""
    by_code = {row["code"]: row for row in rows}
    found = tuple(_line(row, _terms(row, by_code)) for row in rows)
    if unknown := {t.measure for line in found for t in line.terms} - set(MEASURES):
        raise ValueError(f"no such measure: {unknown}")
    return found


def _terms(row: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> tuple[Term, ...]:
    of = row.get("of")
    own = (Term(of["axis"], of["key"], of["measure"]),) if of else ()
    added = [t for code in row.get("sum", ()) for t in _terms(rows[code], rows)]
    taken = [replace(t, sign=-t.sign) for code in row.get("minus", ()) for t in _terms(rows[code], rows)]
    return (*own, *added, *taken)


def _line(row: Mapping[str, Any], terms: tuple[Term, ...]) -> Line:
    return Line(
        code=row["code"],
        label=row["label"],
        unit=row["unit"],
        part=row["part"],
        group=row["group"],
        indent=row["indent"],
        terms=terms,
        event=row.get("event", ""),
    )


def fill(table: Sequence[Line], ask: Ask, events: Mapping[str, int], committee: str) -> dict[str, int]:
    """Line code -> value. `committee`: the type of the room's committee. Every line has a value: zero is an answer."""

    def of(term: Term) -> int:
        if term.axis == COMMITTEE:
            return ask("", "", term.measure) if term.key == committee else 0
        return ask(term.axis, term.key, term.measure)

    return {
        line.code: events.get(line.event, 0) if line.event else sum(t.sign * of(t) for t in line.terms)
        for line in table
    }


@dataclass(frozen=True, slots=True)
class Identity:
    """What must hold in every table, whatever was counted (for the whole and, where it can be said so, for each 件).

    The sum of the lines `left` equals (or is at most) that of `right`, `right` taken `times`. `unless`: a line; the
    identity is asked only while that line is 0. `when`: only while that line is not 0.
    """

    code: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    exact: bool
    times: int = 1
    unless: str = ""
    when: str = ""


def _equal(code: str, left: tuple[str, ...], right: tuple[str, ...]) -> Identity:
    return Identity(code, left, right, exact=True)


def _most(code: str, left: tuple[str, ...], right: tuple[str, ...], when: str = "") -> Identity:
    return Identity(code, left, right, exact=False, when=when)


@dataclass(frozen=True, slots=True)
class Failed:
    """An identity that does not hold: the sentence that says so with its figures, and the lines that it touches."""

    code: str
    sentence: str
    lines: tuple[str, ...]


def identities(table: Sequence[Line]) -> tuple[Identity, ...]:
    """Those of the official table (domain: per row and for totals)."""

    def group(prefix: str) -> tuple[str, ...]:
        return tuple(line.code for line in table if line.code.startswith(prefix))

    sources = group("source_")
    referrals = tuple(code for code in sources if code.startswith("source_referral_"))
    whole = ("cases_total",)
    return (
        _equal("committees", group("committee_"), whole),
        _equal("sources", ("source_initiative", "source_application", "source_referral"), whole),
        _equal("referrals", referrals, ("source_referral",)),
        _equal("categories", group("category_"), whole),
        _equal("relations", group("relation_"), whole),
        _equal("forms", ("form_oral", "form_written"), ("cases_succeeded",)),
        _most("succeeded", ("cases_succeeded",), whole),
        _most("difficult", ("difficult",), whole),
        _most("valid", ("confirmation_valid",), ("confirmation_applied",)),
        _most("applied", ("confirmation_applied",), ("form_written",)),
        _most("fulfilled", ("fulfilled",), ("cases_succeeded",)),
        Identity("two_sides", whole, ("parties_people",), exact=False, times=2),
        Identity("amount", ("amount_fen",), (), exact=True, unless="cases_succeeded"),
        *(
            _most(code, (code,), (code.replace("_cases", "_people"),), when=code)
            for code in group("prevent_")
            if code.endswith("_cases")
        ),
    )


def failed(table: Sequence[Line], values: Mapping[str, int]) -> tuple[Failed, ...]:
    """The identities that do not hold, in the order of the table."""
    labels = {line.code: line for line in table}
    return tuple(
        Failed(i.code, _sentence(i, labels, values), (*i.left, *i.right))
        for i in identities(table)
        if not _holds(i, values)
    )


def _holds(i: Identity, values: Mapping[str, int]) -> bool:
    if (i.unless and values[i.unless]) or (i.when and not values[i.when]):
        return True
    left, right = sum(values[c] for c in i.left) * i.times, sum(values[c] for c in i.right)
    return left == right if i.exact else left <= right


def _sentence(i: Identity, labels: Mapping[str, Line], values: Mapping[str, int]) -> str:
    """`口头协议 6 + 书面协议 15 = 21，比调解成功 22 少 1 件。`"""

    def said(code: str) -> str:
        line = labels[code]
        value = f"{values[code] / 100:,.2f} 元" if line.unit == "元" else str(values[code])
        return f"{line.label} {value}"

    if not i.right:
        return f"{said(i.left[0])}\uff0c但没有一件调解成功。"
    left, right = sum(values[c] for c in i.left) * i.times, sum(values[c] for c in i.right)
    goal, unit = said(i.right[0]), labels[i.right[0]].unit
    if i.times > 1:
        return f"{goal} 人\uff0c少于{said(i.left[0])} 件的 {i.times} 倍。"
    many = len(i.left) > 3
    shown = f"{labels[i.left[0]].group}各项" if many else " + ".join(said(c) for c in i.left)
    total = f"合计 {left}" if many else f" = {left}" if len(i.left) > 1 else ""
    more = "少" if left < right else "多"
    return f"{shown}{total}\uff0c比{goal} {more} {abs(right - left)} {unit}。"

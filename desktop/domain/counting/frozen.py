"""封存: what is kept of a month that was handed in, its digest, and how a case counts otherwise since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.counting.rules import Basis, Counting, Mass, Reopened
from desktop.domain.counting.table import COMMITTEE, Line, Term
from desktop.domain.counting.units import AXES, MEASURES

DAYS = ("received_on", "closed_on", "agreed_on")
Row = Mapping[str, Any]  # one 件 as plain columns, as the derived table `tallies` holds it; `dispute` as hex


def case_line(row: Row, number: str) -> dict[str, Any]:
    """One counted case as it is frozen: no name is in it."""
    return {
        "dispute": row["dispute"],
        "no": row["no"],
        "number": number,
        **{name: row[name] for name in (*DAYS, *AXES, "helpers")},
        "figures": {measure: row[measure] for measure in MEASURES if row[measure]},
    }


def as_row(line: Mapping[str, Any]) -> dict[str, Any]:
    """The plain columns of a frozen case; a measure that its program did not know is 0."""
    kept = line.get("figures", {})
    return {
        "dispute": line["dispute"],
        "no": line["no"],
        **{name: line.get(name, "") for name in (*DAYS, *AXES, "helpers")},
        "who": "",
        **{measure: int(kept.get(measure, 0)) for measure in MEASURES},
    }


def renamed(line: Row, names: Mapping[str, str]) -> dict[str, Any]:
    """A frozen case under other identities (hex -> hex): a month that came from another room's file."""
    helpers = " ".join(names.get(one, one) for one in line["helpers"].split())
    here = {name: names.get(line[name], line[name]) for name in ("dispute", "mediator")}
    return {**line, **here, "helpers": helpers}


def digest(
    month: str,
    counting: Mapping[str, Any],
    figures: Mapping[str, int],
    cases: Sequence[Mapping[str, Any]],
    failed: Sequence[str],
    reason: str,
) -> str:
    """SHA-256 (hex) over the month's figures and its list of cases, in canonical JSON."""
    said = [month, dict(counting), dict(figures), [dict(c) for c in cases], list(failed), reason]
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def said_rules(counting: Counting) -> dict[str, Any]:
    """Counting rules as plain values."""
    return {
        "basis": counting.basis.value,
        "mass": counting.mass.value,
        "reopened": counting.reopened.value,
        "refused": counting.refused,
    }


def rules_said(said: Mapping[str, Any]) -> Counting:
    """The rules by which a month was frozen."""
    return Counting(
        basis=Basis(said["basis"]),
        mass=Mass(said["mass"]),
        reopened=Reopened(said["reopened"]),
        refused=bool(said["refused"]),
    )


def stands_at(row: Row, term: Term, committee: str) -> bool:
    """Whether a case is at the place of a term."""
    if term.axis == COMMITTEE:
        return term.key == committee
    if not term.axis:
        return True
    if term.axis == "helper":
        return term.key in row["helpers"].split()
    pairs = zip(term.axis.split("*"), term.key.split("|"), strict=True)
    return all(row[axis] == key for axis, key in pairs)


def share(row: Row, terms: Sequence[Term], committee: str) -> int:
    """What one case adds to a line."""
    return sum(t.sign * row[t.measure] for t in terms if stands_at(row, t, committee))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing by which a case counts otherwise: a day, an axis or a measure, with its plain values."""

    what: str
    before: str | int
    after: str | int


def changes(before: Row | None, after: Row | None) -> tuple[Change, ...]:
    """What differs between a frozen case and the same one now; nothing where one of the two is not counted at all."""
    if before is None or after is None:
        return ()
    names = (*DAYS, *AXES, "helpers", *MEASURES)
    return tuple(Change(name, before[name], after[name]) for name in names if before[name] != after[name])


def effect(before: Row | None, after: Row | None, table: Sequence[Line], committee: str) -> dict[str, int]:
    """Line code -> by how much the figure would be another now."""
    found = {}
    for line in table:
        was = share(before, line.terms, committee) if before else 0
        now = share(after, line.terms, committee) if after else 0
        if was != now:
            found[line.code] = now - was
    return found

"""figures.json: the figures of a period for other programs, under the names and labels of the official table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from desktop.commands.desk import Desk
from desktop.commands.statistics import freezing, reported
from desktop.commands.statistics.figures import CaseTable, table_lines
from desktop.commands.statistics.freezing import Correction, Frozen
from desktop.commands.statistics.masking import Cover
from desktop.domain.counting import Basis, Period
from desktop.domain.counting.table import Line

NAME = "figures.json"
RENAMED = {"confirmation_applied": "judicial_confirmation_applied", "confirmation_valid": "judicial_confirmation_valid"}
GROUPS = {"by_source": "source_", "by_category": "category_", "by_form": "form_", "by_committee_type": "committee_"}
GROUPS |= {"by_relation": "relation_"}
SUBTOTALS = frozenset({"source_referral"})  # left out, so that the parts add up to the whole
PREVENTED = "prevent_"


def plain(desk: Desk, period: Period, basis: Basis | None, cover: Cover, failed_reason: str = "") -> dict[str, Any]:
    """Everything as plain JSON values; money in 分 as a whole number. Zeros are there too."""
    table = reported.table(desk, period, basis)
    with desk.read() as reader:
        frozen = reported.frozen_in(reader, period, basis)
        committee = reader.committee()
    return {
        "period": {"code": period.code, "label": period.label, "first": period.first, "last": period.last},
        "by": table.counting.basis.value,
        "rules": list(table.counting.sentences()),
        "committee": {"committee": committee.committee, "room": committee.room, "type": committee.counts_as},
        "practice": desk.practice,
        **by_name(table),
        "to_date": by_name(reported.table(desk, period.to_date(), basis)),
        "failed": [{"code": f.code, "sentence": f.sentence, "lines": list(f.lines)} for f in table.failed],
        "failed_reason": cover.words(failed_reason),
        "frozen": _frozen(period, frozen),
        "frozen_months": [_seal(one) for one in frozen],
        "corrections": [_corrected(c, cover) for one in frozen for c in freezing.corrections(desk, one.month)],
    }


def written(values: Mapping[str, Any]) -> bytes:
    """As the bytes of the file."""
    return json.dumps(values, ensure_ascii=False, indent=1).encode() + b"\n"


def by_name(table: CaseTable) -> dict[str, Any]:
    """The lines of a table: the grouped ones by label, the others by code."""
    values = table.values
    found: dict[str, Any] = {}
    grouped: set[str] = set()
    for name, prefix in GROUPS.items():
        lines = [line for line in table_lines() if line.code.startswith(prefix)]
        grouped |= {line.code for line in lines}
        found[name] = _labelled((line for line in lines if line.code not in SUBTOTALS), values)
    for line in table_lines():
        if line.code in grouped:
            continue
        if line.code.startswith(PREVENTED):
            what, _, of = line.code.rpartition("_")
            found.setdefault(what, {})[of] = values[line.code]
        else:
            found[RENAMED.get(line.code, line.code)] = values[line.code]
    return found


def _labelled(lines: Iterable[Line], values: Mapping[str, int]) -> dict[str, int]:
    return {line.label: values[line.code] for line in lines}


def _frozen(period: Period, frozen: list[Frozen]) -> dict[str, Any] | None:
    """The seal of a month that is frozen; None for any other, and for a period of several months."""
    return _seal(frozen[0]) if len(period.months) == 1 and frozen else None


def _seal(one: Frozen) -> dict[str, Any]:
    return {"month": one.month, "at": one.at.isoformat(timespec="minutes"), "by": one.by_name, "digest": one.digest}


def _corrected(c: Correction, cover: Cover) -> dict[str, Any]:
    """A correction by its file's number: whose it is stands in no file that leaves the room."""
    return {
        "month": c.month,
        "kind": c.kind,
        "number": c.number,
        "effect": dict(c.effect),
        "acts": [cause.act for cause in c.causes],
        "note": cover.words(c.note),
        "made_on": c.made_on.isoformat() if c.made_on else "",
    }

"""The month's report in a room's file: counting rules, frozen months, corrections, allowances, ledgers, screenings."""

from __future__ import annotations

from typing import Any

from desktop.commands.statistics.kept import allowance_id, fact_id
from desktop.commands.transfer.frozen import frozen_in, frozen_out
from desktop.commands.transfer.part import Part, read_part
from desktop.commands.transfer.reading import Node
from desktop.commands.transfer.shapes import Names, written
from desktop.domain.counting import COUNTING_ID, CountingSetting, PeriodKind, parse_period
from desktop.domain.errors import RuleBroken
from desktop.domain.reporting import (
    AllowanceSetting,
    CorrectionNote,
    FrozenMonth,
    LedgerMap,
    OrganisationFact,
    Screening,
)


def _counting(kind: type[Any], node: Node, names: Names) -> CountingSetting:
    setting: CountingSetting = read_part(kind, node, names, id=COUNTING_ID)
    return setting


def _frozen(kind: type[Any], node: Node, names: Names) -> FrozenMonth:
    _period(node, "month", PeriodKind.MONTH)
    return frozen_in(kind, node, names)


def _note_out(note: CorrectionNote, names: Names) -> dict[str, Any]:
    return {"dispute": names.of("dispute").get(note.dispute_id)} | written(note, names)


def _note(kind: type[Any], node: Node, names: Names) -> CorrectionNote:
    _period(node, "month", PeriodKind.MONTH)
    key = node.text("dispute", needed=True)
    if key not in names.of("dispute"):
        raise node.wrong("dispute", f"文件里没有“{key[:40]}”")
    note: CorrectionNote = read_part(kind, node, names, dispute_id=names.of("dispute")[key])
    return note


def _allowance(kind: type[Any], node: Node, names: Names) -> AllowanceSetting:
    setting: AllowanceSetting = read_part(kind, node, names, id=allowance_id(node.text("code", needed=True)))
    return setting


def _fact(kind: type[Any], node: Node, names: Names) -> OrganisationFact:
    _period(node, "half", PeriodKind.HALF)
    known = fact_id(node.text("half"), node.text("code", needed=True))
    fact: OrganisationFact = read_part(kind, node, names, id=known)
    return fact


def _period(node: Node, key: str, kind: PeriodKind) -> None:
    """Refuse what is not the code of a period of this kind: everything that asks for it would stumble."""
    said = node.text(key, needed=True)
    try:
        right = (found := parse_period(said)).kind is kind and found.code == said
    except RuleBroken:
        right = False
    if not right:
        raise node.wrong(key, f"“{said[:20]}”不是{'月份' if kind is PeriodKind.MONTH else '半年'}")


PARTS = (
    Part("counting_settings", CountingSetting, lambda s: s.id, read=_counting),
    Part("frozen_months", FrozenMonth, lambda f: f.month, write=frozen_out, read=_frozen),
    Part("correction_notes", CorrectionNote, lambda n: (n.month, n.dispute_id, n.cause), write=_note_out, read=_note),
    Part("allowance_settings", AllowanceSetting, lambda s: s.code, read=_allowance),
    Part("ledger_maps", LedgerMap, lambda m: (m.code, m.name)),
    Part("screenings", Screening, lambda s: (s.on, s.place, s.members, s.found, s.prevented, s.note)),
    Part("organisation_facts", OrganisationFact, lambda f: (f.half, f.code), read=_fact),
)

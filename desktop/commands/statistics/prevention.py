"""防激化: what a mediation kept from happening (自杀、民转刑、群体性上访、械斗、事件), in 件 and people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.statistics.figures import line_of
from desktop.domain.counting.units import PREVENTED
from desktop.domain.disputes import Dispute
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act

MOST = 99_999  # people


@dataclass(frozen=True, slots=True)
class Prevented:
    """One column of the table as a file says it. `cases` is 1 at most: one file is one 件."""

    what: str
    label: str
    cases: int
    people: int

    def words(self) -> str:
        """`防止民间纠纷转化为刑事案件 1 件 3 人`."""
        return f"{self.label} {self.cases} 件 {self.people} 人"


def prevented(said: Mapping[str, Any]) -> tuple[Prevented, ...]:
    """Each column in the order of the official table; 0 where the file says nothing, or nothing that makes sense."""
    return tuple(
        Prevented(what, line_of(f"prevent_{what}_cases").label, min(1, _read(said, what, "cases")), people)
        for what in PREVENTED
        for people in (_read(said, what, "people"),)
    )


def words(said: Mapping[str, Any]) -> str:
    """All that a file prevented in one line; empty for nothing."""
    return "、".join(p.words() for p in prevented(said) if p.cases or p.people)


def set_prevention(desk: Desk, id: UUID, said: Mapping[str, tuple[int, int]]) -> None:
    """Set (件, people) of the named columns; others stay as they are. (0, 0) takes one back.

    RuleBroken, with the column as its field, when there are fewer people than 件, or people without a 件.
    """
    for what, (cases, people) in said.items():
        if what not in PREVENTED:
            raise RuleBroken("prevention", "统计表没有这一栏。")
        label = line_of(f"prevent_{what}_cases").label
        if cases not in (0, 1):
            raise RuleBroken(what, f"一卷最多计 1 件“{label}”。")
        if cases and people < cases:
            raise RuleBroken(what, f"“{label}”计了 {cases} 件,请写明涉及几人。")
        if people and not cases:
            raise RuleBroken(what, f"“{label}”写了 {people} 人,却没有计件,请核对。")
        if not 0 <= people <= MOST:
            raise RuleBroken(what, f"人数须在 1 到 {MOST:,} 之间。")
    with desk.act(Act.EDIT, "prevention", dispute=id) as tx:
        now = tx.get(Dispute, id)
        kept = dict(now.prevention)
        for what, figures in said.items():
            for of, n in zip(("cases", "people"), figures, strict=True):
                kept.pop(f"{what}_{of}", None)
                if n:
                    kept[f"{what}_{of}"] = n
        if kept != dict(now.prevention):
            tx.put(replace(now, prevention=kept))


def _read(said: Mapping[str, Any], what: str, of: str) -> int:
    value = said.get(f"{what}_{of}")
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST else 0

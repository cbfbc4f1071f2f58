"""Who came before, in one line: a hint for the hand that registers, never a stop."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from desktop.commands import lists
from desktop.commands.desk import Desk
from desktop.ui.words import STAGES


@dataclass(frozen=True, slots=True)
class Before:
    """The likeliest earlier file and the sentence about it."""

    dispute: UUID
    sentence: str


def who_came_before(desk: Desk, name: str, phone: str) -> Before | None:
    """Same phone first, then same name; unsettled files before settled ones."""
    by_phone = lists.same_people(desk, "", phone)
    by_name = lists.same_people(desk, name, "")
    named = {line.id for line in by_name}
    found = by_phone or by_name
    if not found:
        return None
    found = sorted(found, key=lambda line: (line.id not in named, not line.unsettled))
    first = found[0]
    how = "同名" if not by_phone else "同名同号" if first.id in named else "同号不同名"
    kind = desk.handbook.category(first.category).short
    more = f",另有 {len(found) - 1} 件" if len(found) > 1 else ""
    return Before(first.id, f"{how}:{first.number} {first.names},{kind},{STAGES[first.stage]}{more}")

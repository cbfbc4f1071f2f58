"""Every time limit that the law or the room sets for a file, met or not: one truth for lists, steps and exports.

A row is computed from the facts of the file alone, so it can be proven by hand; what to do about it, and when to
speak, is the business of `next_steps`.
"""

from __future__ import annotations

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.limits.agreed import confirmation, confirmed, effect, performance, rights
from desktop.domain.limits.arriving import answered, concluded, deciding, hotline, is_final, petition, police
from desktop.domain.limits.computed import AGREED_DATE, LABOUR, POLICE, Computed, Reckoner, Rule
from desktop.domain.limits.keeping import archiving, follow_up, risk
from desktop.domain.limits.talking import mediation, running

__all__ = [
    "AGREED_DATE",
    "LABOUR",
    "POLICE",
    "RULES",
    "Computed",
    "Reckoner",
    "Rule",
    "answered",
    "concluded",
    "confirmation",
    "confirmed",
    "deciding",
    "hotline",
    "is_final",
    "limits",
    "mediation",
    "police",
    "rights",
    "running",
]

RULES: tuple[Rule, ...] = (
    deciding,
    hotline,
    police,
    petition,
    mediation,
    effect,
    confirmation,
    performance,
    rights,
    follow_up,
    risk,
    archiving,
)


def limits(file: CaseFile, rules: Rules) -> tuple[Computed, ...]:
    """All limits of the file, in the order of its life."""
    reckon = Reckoner(file, rules)
    return tuple(row for rule in RULES for row in rule(file, reckon))

"""The written rules of the risk ladder as the domain needs them (resources/rules/risk)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from desktop.domain.disputes import Risk

LADDER = (Risk.GREEN, Risk.YELLOW, Risk.ORANGE, Risk.RED)


def rank(level: Risk) -> int:
    """0 for 一般 up to 3 for 红."""
    return LADDER.index(level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what `measure` finds in a file reaches `threshold`, or one of its words or cautions is there.

    `report` are codes of organs that must be told at once when it speaks (人民调解法 25).
    """

    code: str
    label: str
    level: Risk
    measure: str
    threshold: int = 1
    unit: str = ""
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    advice: str = ""
    basis: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A sign of escalation that a follow-up may find."""

    code: str
    label: str
    level: Risk
    initials: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """Somebody who must be told at once; `committee` names the committee's field that holds its full name."""

    code: str
    label: str
    when: str = ""
    committee: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskTable:
    """All of it. `review` says after how many days a level is looked at again; `cautions` are code -> label."""

    rules: tuple[Rule, ...]
    signs: tuple[Sign, ...] = ()
    organs: tuple[Organ, ...] = ()
    review: dict[Risk, int] = field(default_factory=dict)
    negations: tuple[str, ...] = ()
    cautions: dict[str, str] = field(default_factory=dict)

    def rule(self, code: str) -> Rule | None:
        return next((r for r in self.rules if r.code == code), None)

    def sign(self, code: str) -> Sign | None:
        return next((s for s in self.signs if s.code == code), None)

    def organ(self, code: str) -> Organ | None:
        return next((o for o in self.organs if o.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """What the rules know of another file of the chain. `why`: codes company, person, phone, address."""

    number: str
    received_on: date
    source: str = ""
    category: str = ""
    why: tuple[str, ...] = ()

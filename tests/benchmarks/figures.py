"""What is made of the measured times: medians of rounds, ratios, a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

Sample = list[float]  # the times of one round


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing measured, one value per round; `median` is what ratios are made of, `least` the quietest round."""

    name: str
    unit: str
    rounds: tuple[float, ...]
    note: str = ""

    @property
    def median(self) -> float:
        return median(self.rounds)

    @property
    def least(self) -> float:
        return min(self.rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Ours over the peer, taken round by round; `goal` is the most it should be."""

    name: str
    rounds: tuple[float, ...]
    least: float  # of the two quietest rounds
    goal: float | None = None
    missing: str = ""  # why there is none

    @property
    def median(self) -> float | None:
        return median(self.rounds) if self.rounds else None


def ratio(name: str, ours: Figure | None, peer: Figure | None, goal: float | None = None, why: str = "") -> Ratio:
    """Rounds are paired: both sides of a pair met the same load. Without one side there is no ratio, but a reason."""
    if ours is None or peer is None:
        return Ratio(name=name, rounds=(), least=0, goal=goal, missing=why or "not measured")
    pairs = tuple(a / b for a, b in zip(ours.rounds, peer.rounds, strict=True))
    return Ratio(name=name, rounds=pairs, least=ours.least / peer.least, goal=goal)


def p95(sample: Sequence[float]) -> float:
    return quantiles(sample, n=20)[-1]


def table(figures: Sequence[Figure], ratios: Sequence[Ratio]) -> str:
    """Markdown."""
    lines = ["| measured | median | least | rounds |", "|---|---:|---:|---|"]
    for f in figures:
        rounds = " ".join(f"{value:.3g}" for value in f.rounds)
        lines.append(f"| {f.name} | {f.median:.3g} {f.unit} | {f.least:.3g} {f.unit} | {rounds} |")
    lines += ["", "| ratio | median of rounds | of the least | goal | |", "|---|---:|---:|---:|---|"]
    for r in ratios:
        goal = "" if r.goal is None else f"≤ {r.goal:g}"
        if r.median is None:
            lines.append(f"| {r.name} | missing | missing | {goal} | {r.missing} |")
            continue
        verdict = "" if r.goal is None else "reached" if r.median <= r.goal else "not reached"
        lines.append(f"| {r.name} | {r.median:.2f} | {r.least:.2f} | {goal} | {verdict} |")
    notes = [f"- {f.name}: {f.note}" for f in figures if f.note]
    return "\n".join([*lines, "", *notes]) + "\n"

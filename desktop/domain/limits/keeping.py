"""Limits of watching a file and of keeping it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain import ledger
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Intake, Risk
from desktop.domain.limits.arriving import concluded
from desktop.domain.limits.computed import Computed, Reckoner
from desktop.domain.vigilance import Standing


def follow_up(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    """The first visit after the agreement and after each day of performance, or after an end without agreement."""
    d = file.dispute
    if d.intake is Intake.RECEIVED:
        return
    starts: set[date] = set()
    over = concluded(file)
    if over:
        starts.add(over)
    for account in ledger.ledger(file, date.min):
        starts |= {e.agreed for e in account.entries if e.agreed and not account.obligation.continuous}
    for start in sorted(starts):
        asked = min((f.on for f in file.follow_ups if f.on >= start), default=None)
        yield reckon.row(f"follow_up_{d.risk}", start, asked)


def risk(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    """When the level has to be looked at again; a green file needs no review."""
    in_force = [a for a in file.risk_assessments if a.standing is Standing.IN_FORCE]
    for n, assessed in enumerate(in_force):
        if assessed.level is Risk.GREEN:
            continue
        following = in_force[n + 1].at.date() if n + 1 < len(in_force) else None
        yield reckon.row("risk_review", assessed.at.date(), following, set_by_organ=assessed.review_on)


def archiving(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    d = file.dispute
    if d.closed_on:
        yield reckon.row("archive", d.closed_on, d.archived_on)
    if d.archived_on and "永久" not in d.retention:
        kept = reckon.row(
            "retention_long" if "长" in d.retention or "30" in d.retention else "retention_short", d.archived_on
        )
        yield kept
        if kept.due:
            yield reckon.row("privacy_erasure", kept.due)

"""The limit of the mediation itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Intake, reopened_on
from desktop.domain.limits.arriving import concluded
from desktop.domain.limits.computed import AGREED_DATE, LABOUR, Computed, Reckoner

COURT = frozenset({"court_delegated", "court_entrusted"})


def mediation(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    """The limit of the mediation by its category or its court, and the day to which the parties extended it."""
    d = file.dispute
    if d.intake is not Intake.ACCEPTED or d.decided_on is None:
        return
    start, over = reopened_on(d) or d.decided_on, concluded(file)
    until = max((e.until for e in file.extensions if e.on >= start), default=None)
    if d.category in LABOUR:
        applied = d.applied_on or d.decided_on
        first = reckon.row("labour", max(applied, start) if reopened_on(d) else applied, over)
    else:
        first = reckon.row("medical" if d.category == "medical" else "handling", start, over)
    rows = [first, *(reckon.row(c, signed, over, set_by_organ=due) for c, signed, due in court_papers(file))]
    for row in rows:
        yield replace(row, extended=True) if until and row is rows[-1] else row
    if until:
        agreed = max((e for e in file.extensions if e.until == until), key=lambda e: e.on)
        last = rows[-1]
        stands = last.due is None
        yield Computed(
            code=f"{last.rule}_extended",
            rule="extended",
            label=f"{last.label}(延期)",
            start=agreed.starts or last.due or agreed.on,
            due=None if stands else max(until, last.due or until),
            unit=AGREED_DATE,
            figure=0,
            basis="双方同意延期",
            confidence="V",
            met_on=over,
        )


def running(file: CaseFile, rules: Rules) -> Computed | None:
    """The limit that the mediation stands under now: the court's before the category's, the agreed day before both."""
    found = list(mediation(file, Reckoner(file, rules)))
    return found[-1] if found and found[-1].met_on is None else None


def court_papers(file: CaseFile) -> Iterator[tuple[str, date, date | None]]:
    """The rule, the day on which the papers of the court were signed for, and the last day that it named itself."""
    tracks = [t for t in file.tracks if t.kind in COURT]
    for track in tracks:
        signed = track.accepted or track.applied
        if signed:
            summary = track.procedure == "summary"
            kind = f"court_entrusted_{'summary' if summary else 'ordinary'}"
            yield ("court_delegated" if track.kind == "court_delegated" else kind), signed, track.due
    if not tracks and file.dispute.source == "court":
        yield "court_delegated", file.dispute.received_at.date(), None

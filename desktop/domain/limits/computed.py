"""One computed limit, and what makes it from the rules table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Pause, Rules

LABOUR = frozenset({"labour_migrant_wages", "labour_other"})
POLICE = frozenset({"police_110", "police_station"})
COURT = frozenset({"court_delegated", "court_entrusted"})
AGREED_DATE = "date"  # the unit of a day that people agreed on: it is not counted and does not move


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """One limit of one file: `rule` is the row of the table ("" for a day that was agreed), `code` its public name.

    `due` is None while a pause stops the clock; `extended`: by consent or approval it goes on past its own end.
    """

    code: str
    rule: str
    label: str
    start: date
    due: date | None
    unit: str
    figure: int
    basis: str
    confidence: str
    provisional: bool = False
    met_on: date | None = None
    extended: bool = False
    note: str = ""


class Reckoner:
    """Makes rows from the rules table."""

    def __init__(self, file: CaseFile, rules: Rules) -> None:
        self.file, self.rules = file, rules
        self.pauses = tuple(Pause(s.starts, s.ends) for s in file.suspensions)

    def row(
        self,
        code: str,
        start: date,
        met_on: date | None = None,
        *,
        set_by_organ: date | None = None,
        extended: bool = False,
        note: str = "",
    ) -> Computed:
        """The limit `code` from `start`; `set_by_organ` is the last day that an organ itself has named."""
        limit = self.rules.limit(code)
        end = limit.end(start, self.rules.calendar, self.pauses if limit.suspends else ())
        later = set_by_organ is not None and end.due is not None and set_by_organ > end.due
        return Computed(
            code=limit.public_code,
            rule=code,
            label=limit.label,
            start=start,
            due=set_by_organ or end.due,
            unit=limit.unit,
            figure=limit.figure,
            basis=limit.basis,
            confidence=limit.confidence,
            provisional=end.provisional and set_by_organ is None,
            met_on=met_on,
            extended=extended or later,
            note=note,
        )

    def agreed(self, code: str, label: str, start: date, due: date, basis: str, met_on: date | None) -> Computed:
        """A day that people agreed on themselves."""
        return Computed(
            code=code,
            rule="",
            label=label,
            start=start,
            due=due,
            unit=AGREED_DATE,
            figure=0,
            basis=basis,
            confidence="V",
            met_on=met_on,
        )


Rule = Callable[[CaseFile, Reckoner], Iterator[Computed]]

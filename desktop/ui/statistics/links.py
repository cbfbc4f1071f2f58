"""Which files stand behind a cell of a sheet: the sheets say their figures, the counting says whose they are."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.commands.desk import Desk
from desktop.commands.statistics.figures import line_of, place_line
from desktop.commands.statistics.sheets.trend import twelve
from desktop.commands.statistics.sheets.words import member_names
from desktop.domain.counting import Period, PeriodKind, parse_period
from desktop.domain.counting.table import Line
from desktop.domain.counting.units import BANDS
from reports.statistics.sheets import Sheet

MEDIATORS = ("", "cases", "succeeded", "", "people", "amount_fen", "fulfilled", "", "helper")
SETTLE = ("", "succeeded", "", "", "amount_fen", "fulfilled")
TREND = ("", "cases", "cases", "", "succeeded", "", "people", "amount_fen")
YEAR_AGO = 2  # the column of the trend that shows the year before
CROSSED = {
    "source_outcome": ("source", "outcome"),
    "category_outcome": ("category", "outcome"),
    "category_source": ("category", "source"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A figure as a line of counting and its period."""

    line: Line
    period: Period


def link(desk: Desk, sheet: Sheet, row: int, column: int, period: Period) -> Link | None:
    """What stands behind a cell; None for words, shares, and what counts no files. The total row is the whole."""
    total = bool(sheet.total) and row == len(sheet.rows)
    match sheet.code:
        case "case_table" | "case_table_2":
            return _official(sheet, row, column, period, total)
        case code if code in CROSSED:
            return _crossed(desk, sheet, row, column, period, total)
        case "mediators":
            return _mediator(desk, sheet, row, column, period, total)
        case "settle_time":
            measure = SETTLE[column]
            if not measure or (row >= len(BANDS) and not total):
                return None
            return _place("" if total else "band", "" if total else BANDS[row][0], measure, period)
        case "trend":
            return _trend(row, column, period, total)
        case _:
            return None


def _place(axis: str, key: str, measure: str, period: Period) -> Link:
    return Link(place_line(axis, key, measure), period)


def _official(sheet: Sheet, row: int, column: int, period: Period, total: bool) -> Link | None:
    code = sheet.columns[column].code
    if not code:
        return None
    line = line_of(code)
    if line.event:
        return None
    if period.kind is PeriodKind.MONTH:
        return Link(line, period if row == 0 else period.to_date())
    return Link(line, period if total else parse_period(period.months[row]))


def _crossed(desk: Desk, sheet: Sheet, row: int, column: int, period: Period, total: bool) -> Link | None:
    code = sheet.columns[column].code
    if not code:
        return None
    one, other = CROSSED[sheet.code]
    keys = desk.handbook.catalogue.sources if one == "source" else desk.handbook.catalogue.categories
    measure = code if code in ("refused", "referred") else "cases"
    if total:
        return _place("", "", "cases", period) if code == "cases" else _place(other, code, measure, period)
    if code == "cases":
        return _place(one, keys[row], "cases", period)
    return _place(f"{one}*{other}", f"{keys[row]}|{code}", measure, period)


def _mediator(desk: Desk, sheet: Sheet, row: int, column: int, period: Period, total: bool) -> Link | None:
    measure = MEDIATORS[column]
    if not measure or (total and measure == "helper"):
        return None
    if total:
        return _place("", "", measure, period)
    known = [key for key, name in member_names(desk).items() if name == sheet.rows[row][0]]
    if len(known) != 1:
        return None
    return (
        _place("helper", known[0], "cases", period)
        if measure == "helper"
        else _place("mediator", known[0], measure, period)
    )


def _trend(row: int, column: int, period: Period, total: bool) -> Link | None:
    measure, span = TREND[column], twelve(period)
    if not measure:
        return None
    if total:
        shown = Period(span.first, span.last, PeriodKind.YEAR)
        return _place("", "", measure, shown.a_year_before() if column == YEAR_AGO else shown)
    month = parse_period(span.months[row])
    return _place("", "", measure, month.a_year_before() if column == YEAR_AGO else month)

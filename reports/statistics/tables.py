"""One table on its worksheet: title, heads, body and total; its foot is written below."""

from __future__ import annotations

from datetime import date, datetime

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports.statistics.csv import FORMULA
from reports.statistics.feet import checks, notes, signed
from reports.statistics.formulas import Formulas, number
from reports.statistics.leaf import Leaf, held
from reports.statistics.sheets import Column, Kind, Sheet, Value
from reports.statistics.spread import PAD, Spread, breadth, height, lines, one_below_another, px, spread
from reports.statistics.styles import Styles

NOTHING = "本期没有"
A_WORD = 6  # full-width characters; a column of such short words is centred


def write(page: Worksheet, sheet: Sheet, styles: Styles, *, practice: bool) -> None:
    """The whole worksheet, its panes, its print area and the rows that repeat on each leaf."""
    found = spread(sheet)
    leaf = Leaf(page, styles, found.widths, tall=sheet.tall, practice=practice)
    _title(leaf, sheet)
    top = leaf.row
    _heads(leaf, found)
    first = leaf.row
    formulas = Formulas(sheet, first + 1, first + max(1, len(sheet.rows)))
    _body(leaf, sheet, found, formulas)
    _total(leaf, sheet, found, formulas)
    whole = f"A{first + 1}:{xl_rowcol_to_cell(leaf.row - 1, leaf.last)}"
    checks(leaf, sheet, formulas, found.size)
    signed(leaf, sheet)
    notes(leaf, sheet)
    leaf.settle()
    page.freeze_panes(first, 1 if leaf.last else 0)
    page.repeat_rows(top, first - 1)
    page.print_area(0, 0, leaf.row - 1, leaf.last)
    page.ignore_errors({"number_stored_as_text": whole, "formula_range": whole, "two_digit_text_year": whole})


def _title(leaf: Leaf, sheet: Sheet) -> None:
    size = next((s for s in (20, 18, 16) if lines(sheet.title, leaf.width, s) == 1), 14)
    tall = height(lines(sheet.title, leaf.width, size), size)
    leaf.across(sheet.title, leaf.styles.of(size, bold=True, align="center"), tall + 4)
    if sheet.period:
        leaf.across(sheet.period, leaf.styles.of(11, align="center"), 20)
    office = f"填报单位\uff1a{sheet.office}" if sheet.office else ""
    unit = f"单位\uff1a{sheet.unit}" if sheet.unit else ""
    if leaf.last == 0 or px(breadth(office + unit) + 2, 10) > leaf.width:
        for words in filter(None, (office, unit)):
            leaf.across(words, leaf.styles.of(10, align="left"), height(lines(words, leaf.width, 10), 10))
    elif office or unit:
        leaf.block(office, leaf.styles.line(10, align="left"), (0, 0))
        leaf.block(unit, leaf.styles.line(10, align="right"), (leaf.last, leaf.last))
        leaf.end_row(20)


def _heads(leaf: Leaf, found: Spread) -> None:
    top = leaf.row
    for head in found.heads:
        leaf.row = top + head.top
        style = leaf.styles.head(found.size, upright=head.upright)
        leaf.block(head.words, style, (head.left, head.right), head.bottom - head.top)
    leaf.row = top
    for tall in found.head_heights:
        leaf.end_row(tall)


def _body(leaf: Leaf, sheet: Sheet, found: Spread, formulas: Formulas) -> None:
    short = [_short(sheet, n, found) for n in range(len(sheet.columns))]
    subtotals = formulas.subtotals()
    for n, row in enumerate(sheet.rows):
        for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            formula = formulas.subtotal(subtotals[at], n) if at in subtotals and value is not None else ""
            _value(leaf, found.size, at, column, value, formula, short=short[at])
        leaf.end_row(found.heights[n], found.least[n])
    if not sheet.rows:
        leaf.across(NOTHING, leaf.styles.of(found.size, border=1, align="center"), 24)


def _short(sheet: Sheet, n: int, found: Spread) -> bool:
    """Whether a column of words holds only short ones, each on one line."""
    room = found.widths[n] - PAD + 2
    texts = [value for row in sheet.rows if isinstance(value := row[n], str)]
    return all(breadth(text) <= A_WORD and px(breadth(text), found.size) <= room for text in texts)


def _total(leaf: Leaf, sheet: Sheet, found: Spread, formulas: Formulas) -> None:
    """The word of the total stands over the columns before the first that is summed."""
    if not sheet.total:
        return
    named = next((n for n, column in enumerate(sheet.columns) if column.total), len(sheet.columns))
    if named:
        leaf.block(sheet.total, leaf.styles.cell(Kind.TEXT, found.size, total=True), (0, named - 1))
    for at, (column, value) in enumerate(zip(sheet.columns, sheet.totals(), strict=True)):
        if at >= named:
            formula = formulas.total(at) if column.total else ""
            _value(leaf, found.size, at, column, value, formula, total=True)
    leaf.end_row(found.heights[-1], found.least[-1])


def _value(
    leaf: Leaf,
    size: int,
    at: int,
    column: Column,
    value: Value,
    formula: str = "",
    *,
    total: bool = False,
    short: bool = False,
) -> None:
    """One cell of body or total: what it holds decides how it is written, its column how it looks."""
    page, cell = leaf.page, leaf.styles.cell
    match value:
        case str() if value:
            kind = Kind.ID if column.kind is Kind.ID and len(value) < 256 else Kind.TEXT
            said = one_below_another(value, leaf.widths[at], size) if kind is Kind.ID else value
            middle = "\n" not in said if kind is Kind.ID else short or column.kind is not Kind.TEXT
            guarded = value.lstrip().startswith((*FORMULA, "'"))
            page.write_string(leaf.row, at, held(said), cell(kind, size, total=total, short=middle, guarded=guarded))
        case date():
            day = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
            page.write_datetime(leaf.row, at, day, cell(Kind.DAY, size, total=total))
        case int():
            kind = Kind.COUNT if column.kind in (Kind.TEXT, Kind.ID, Kind.DAY) else column.kind
            style = cell(kind, size, total=total)
            if formula:
                page.write_formula(leaf.row, at, formula, style, number(value, kind))
            else:
                page.write_number(leaf.row, at, number(value, kind), style)
        case _:
            page.write_blank(leaf.row, at, None, cell(column.kind, size, total=total, short=short))

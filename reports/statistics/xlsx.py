"""Tables as a workbook that WPS and Excel print as an office hands them in: one leaf of A4 wide, with their formulas.

Nothing that was typed becomes a formula, a link or a number; every formula carries the value that it will find, so that
a reader without a calculator shows the same figures. The same tables give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook

from reports.statistics.drawn import chart_page
from reports.statistics.leaf import held
from reports.statistics.sheets import Sheet
from reports.statistics.styles import FONT, Styles
from reports.statistics.tables import write

NAME = 31  # UTF-16 units of a tab's name
OPTIONS = {
    "in_memory": True,  # no temporary file: personal data is never on the disk unencrypted
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": 11, "font_charset": 134, "font_scheme": "none"},
    "default_column_width": 72,  # px, as spreadsheets have it with 宋体 11 pt
    "default_row_height": 18,
}


def workbook(sheets: Sequence[Sheet], *, made_at: datetime, practice: bool = False) -> bytes:
    """One tab per table, and one for its charts. `made_at` is the only time in it; nobody's name is in its properties.

    `practice` marks every page as of no effect. Raises ValueError for no tables, and for a table that contradicts
    itself (a subtotal that is not the sum of its parts, a check of columns that it does not have).
    """
    if not sheets:
        raise ValueError("a workbook of no tables")
    out = BytesIO()
    book = Workbook(out, OPTIONS)
    made = made_at.astimezone(UTC).replace(tzinfo=None) if made_at.tzinfo else made_at
    book.set_properties({"title": held(sheets[0].title), "created": made.replace(microsecond=0)})
    styles = Styles(book)
    names = tabs(sheets)
    for sheet, (name, _) in zip(sheets, names, strict=True):
        write(book.add_worksheet(name), sheet, styles, practice=practice)
    for sheet, (_, charts) in zip(sheets, names, strict=True):
        if sheet.charts:
            chart_page(book, book.add_worksheet(charts), sheet, styles, practice=practice)
    book.close()
    return out.getvalue()


def tabs(sheets: Sequence[Sheet]) -> list[tuple[str, str]]:
    """A legal name for each table's tab and, where it has charts, for theirs; no two alike."""
    taken: set[str] = set()
    tables = [_free(sheet.name, "", taken) for sheet in sheets]
    alone = sum(1 for sheet in sheets if sheet.charts) == 1
    charts = [_free("" if alone else sheet.name, "图表", taken) if sheet.charts else "" for sheet in sheets]
    return list(zip(tables, charts, strict=True))


def _free(wish: str, tail: str, taken: set[str]) -> str:
    """Without what Excel forbids in a tab's name, at most 31 UTF-16 units, unlike all that are `taken`."""
    base = re.sub(r"[\s\[\]:*?/\\]+", " ", held(wish)).strip(" '")
    if base.casefold() == "history":
        base = f"{base}表"
    for n in range(1, len(taken) + 2):
        end = tail + (f" {n}" if n > 1 else "")
        found = (_cut(base, NAME - _units(end)).rstrip(" '") + end).strip() or "表"
        if found.casefold() not in taken:
            break
    taken.add(found.casefold())
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, units: int) -> str:
    while _units(text) > units:
        text = text[:-1]
    return text

"""A table as CSV for other programs: heads in one row, then the rows and the total; nothing else.

UTF-8 with BOM and CRLF, as Excel and WPS open it without asking. A number is a number: counts plain, 元 with two
decimals, 万元 with all its digits, a rate as 95.7%, a day as 2026-10-08.

A CSV cell cannot say that it is text, so two marks say it, and `plain` takes them off again:
- A text that a spreadsheet would take for a formula (= + - @ and their full-width forms, also after blanks; a tab or a
  line end in front) gets an apostrophe in front of it. It is seen, nothing is executed, nothing is lost.
- An identity number, phone or case number, and any text that would be read as a number or a day (007, 3-5, 1E5), gets
  a tab behind it, as banks' bills have it: every digit is kept.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from io import StringIO

from reports.statistics.sheets import Column, Kind, Sheet, Value, shown

FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
NUMBER = re.compile(r"[\d\s.,:/%eE+\-]*\d[\d\s.,:/%eE+\-]*")


def text(sheet: Sheet) -> bytes:
    """The whole file. Line ends within a cell are LF."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(_safe(_head(column), Kind.TEXT) for column in sheet.columns)
    rows.writerows(
        [_cell(value, column.kind) for value, column in zip(row, sheet.columns, strict=True)] for row in sheet.lines()
    )
    return out.getvalue().encode("utf-8-sig")


def plain(cell: str) -> str:
    """A cell without the marks that keep it text."""
    cell = cell.removesuffix("\t")
    return cell[1:] if cell.startswith("'") and (_acts(cell[1:]) or cell.startswith("''")) else cell


def _head(column: Column) -> str:
    """`案件来源·法院委托移送`: the heads from the top down, each once."""
    return "·".join(dict.fromkeys(word for word in column.head if word))


def _cell(value: Value, kind: Kind) -> str:
    if isinstance(value, str):
        return _safe(value, kind)
    if isinstance(value, int) and kind is Kind.MONEY:
        return f"{Decimal(value) / 100:.2f}"
    if isinstance(value, int) and kind is Kind.WAN:
        exact = Decimal(value).scaleb(-6)
        return f"{exact:.2f}" if value % 10_000 == 0 else f"{exact:f}".rstrip("0")
    return shown(value, kind)


def _safe(words: str, kind: Kind) -> str:
    words = words.replace("\r\n", "\n")
    marked = f"'{words}" if _acts(words) or words.startswith("'") else words
    kept = kind is Kind.ID or NUMBER.fullmatch(words) or words.endswith("\t")
    return f"{marked}\t" if words and kept else marked


def _acts(words: str) -> bool:
    return words.startswith(("\t", "\r", "\n")) or words.lstrip().startswith(FORMULA)

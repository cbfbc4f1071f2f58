"""Sheets and the bulletin as bytes: the one place that calls the builders, and only when something is given out."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.papers.press import NotPrintable
from reports.errors import PaperError
from reports.statistics.bulletin import Bulletin
from reports.statistics.sheets import Sheet


def workbook(desk: Desk, sheets: Sequence[Sheet]) -> bytes:
    from reports.statistics import xlsx

    return xlsx.workbook(sheets, made_at=desk.now().replace(tzinfo=SHANGHAI), practice=desk.practice)


def csv(sheet: Sheet) -> bytes:
    from reports.statistics import csv as values

    return values.text(sheet)


def paper(desk: Desk, sheet: Sheet) -> bytes:
    """The table as PDF; NotPrintable names what the press refuses."""
    from reports.statistics import table_pdf

    at = desk.now().replace(tzinfo=SHANGHAI)
    try:
        return table_pdf.build(sheet, issued_at=at, author=sheet.office, practice=desk.practice)
    except PaperError as refused:
        raise NotPrintable(refused.for_user()) from None


def bulletin(desk: Desk, leaf: Bulletin) -> bytes:
    """The bulletin as PDF; NotPrintable names what the press refuses."""
    from reports.statistics import bulletin_pdf

    try:
        return bulletin_pdf.build(leaf, practice=desk.practice)
    except PaperError as refused:
        raise NotPrintable(refused.for_user()) from None

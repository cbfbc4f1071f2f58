"""A sheet on paper: A4, one page wide, as many pages as its rows take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents.document import Binding, text_width
from reports.documents.room_lists import ON_A4
from reports.documents.wording import day
from reports.statistics.drawing_ink import wide
from reports.statistics.sheets import Sheet
from reports.statistics.table_pdf_columns import plan
from reports.statistics.table_pdf_grid import Setting, Table
from reports.typesetting.fonts import Style
from reports.typesetting.grid import Cell, Grid, Row, Upright
from reports.typesetting.paragraph import Align, Paragraph, Run
from reports.typesetting.prose import line, prose
from reports.typesetting.themes import Look, Theme, Type

LYING: Look = replace(
    ON_A4,
    title=Type(style=Style.SONG_BOLD, size=18, leading=26),
    small=Type(style=Style.SONG, size=9, leading=13),
    left=13 * mm,
    right=13 * mm,
    top=16 * mm,
    bottom=17 * mm,
)
STANDING: Look = replace(LYING, left=16 * mm, right=16 * mm)
NO_ROWS = "本期没有记录。"
_LEAF = 45  # rows that might stand on one leaf
_LEAD = 8  # characters of a note before its colon that are set in 黑体
_USUAL = Setting(least=16.0)
_APART = (Setting(least=27.0), Setting(least=21.0))  # few rows, set as on a form
_TIGHT = (Setting(least=15.0, size=9.0, down=2.4), Setting(least=13.0, size=8.5, down=1.6))  # to keep to one leaf
_BETWEEN = 12.0  # points between bands


def build(
    sheet: Sheet,
    /,
    *,
    issued_at: datetime,
    author: str = "",
    practice: bool = False,
    source: bytes | None = None,
) -> bytes:
    """PDF/A-3b. `author`: the committee, for the file's own data. Charts are the bulletin's. Raises PaperError."""
    look, page = (STANDING, A4) if sheet.tall else (LYING, landscape(A4))
    return Binding(
        title=sheet.title,
        number=sheet.period,
        committee=author or sheet.office,
        issued_at=issued_at,
        theme=Theme.COMPACT,
        draft=False,
        practice=practice,
        source=source,
        look=look,
        page=page,
    ).bound(_story(sheet, look, page))


def _story(sheet: Sheet, look: Look, page: tuple[float, float]) -> list[Flowable]:
    """On one leaf where a setting allows it, the widest first."""
    width = text_width(look, page)
    room = page[1] - look.top - look.bottom - 1
    head = _head(sheet, look, width)
    left = room - _tall(head, width, room)
    for setting in (*_APART, _USUAL, *_TIGHT) if len(sheet.rows) <= _LEAF else ():
        parts = _tables(sheet, look, width, setting, left)
        if _tall(parts, width, room) <= left:
            return [*head, *parts]
    story = head
    for n, part in enumerate(_tables(sheet, look, width, _USUAL, left)):
        if n and isinstance(part, Table):
            story.append(CondPageBreak(min(part.wrap(width, room)[1], room)))
        story.append(part)
    return story


def _tables(sheet: Sheet, look: Look, width: float, setting: Setting, page: float) -> list[Flowable]:
    """The bands one below another; what closes the sheet hangs on the last one."""
    chosen = plan(sheet, width, setting.size)
    foot: list[Flowable] = [*_notes(sheet.notes, look), Spacer(0, 4), _signed(sheet, look, width)]
    if not sheet.rows:
        foot = [Spacer(0, 6), line(NO_ROWS, look.entry, Align.CENTRE), *foot]
    made: list[Flowable] = []
    for n, band in enumerate(chosen.bands):
        made += [Spacer(0, _BETWEEN)] if n else []
        made.append(
            Table(
                [sheet.columns[at] for at in band.columns],
                band.widths,
                [[row[at] for at in band.columns] for row in sheet.rows],
                chosen.type,
                total=[sheet.totals()[at] for at in band.columns] if sheet.total else None,
                setting=setting,
                page=page,
                foot=foot if n == len(chosen.bands) - 1 else (),
            )
        )
    return made


def _tall(story: Sequence[Flowable], width: float, room: float) -> float:
    return sum(each.wrap(width, room)[1] for each in story)


def _head(sheet: Sheet, look: Look, width: float) -> list[Flowable]:
    office = f"填报单位：{sheet.office}" if sheet.office else ""
    unit = f"单位：{sheet.unit}" if sheet.unit else ""
    right = min(width / 2, wide(unit, look.small) + 4)
    sides = Row(
        (
            Cell((line(office, look.small),), upright=Upright.BOTTOM),
            Cell((line(unit, look.small, Align.RIGHT),), upright=Upright.BOTTOM),
        )
    )
    return [
        *prose(sheet.title, look.title, indent=0, align=Align.CENTRE),
        line(sheet.period, replace(look.small, style=Style.HEI, size=10.5, leading=14), Align.CENTRE),
        Grid([width - right, right], [sides], ruled=False, across=0, down=1),
        Spacer(0, 2),
    ]


def _notes(notes: Sequence[str], look: Look) -> list[Flowable]:
    """What a note is about (统计口径：) in 黑体 before it."""
    made: list[Flowable] = [Spacer(0, 6)] if notes else []
    for note in notes:
        about, colon, rest = note.replace(":", "：", 1).partition("：")
        if colon and len(about) <= _LEAD:
            lead = Run(about + colon, replace(look.small, style=Style.HEI_BOLD))
            made += prose(rest, look.small, lead=lead, indent=0, align=Align.LEFT)
        else:
            made += prose(note, look.small, indent=0, align=Align.LEFT)
    return made


def _signed(sheet: Sheet, look: Look, width: float) -> Grid:
    date = day(sheet.filled_on) if sheet.filled_on else ""
    places = (("制表人：", sheet.filled_by), ("审核人：", sheet.reviewed_by), ("日期：", date))
    gap = 16.0
    each = (width - 2 * gap) / 3
    cells: list[Cell] = []
    for n, (role, name) in enumerate(places):
        cells += [Cell()] if n else []
        words = Paragraph([Run(role, look.label), Run(name, look.entry)], align=Align.LEFT)
        cells.append(Cell((words,), upright=Upright.BOTTOM, underlined=True))
    return Grid([each, gap, each, gap, each], [Row(tuple(cells), least=30)], ruled=False, across=2, down=2)

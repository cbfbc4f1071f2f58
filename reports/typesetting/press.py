"""A story becomes a file: pages, their heads and feet, the archive format. The same story gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus.flowables import Flowable

from reports.typesetting.archive import Imprint, finish
from reports.typesetting.cid import register
from reports.typesetting.fonts import Style
from reports.typesetting.paragraph import Align, Paragraph, Run
from reports.typesetting.themes import Look, Type

_FIRST_FONT: dict[str, Any] = {"initialFontName": Style.SONG.name}  # the stubs take it for a number
_PALE, _RULE, _QUIET, _INK = 0.91, 0.6, 0.35, 0.0  # grey levels


class Mark(Enum):
    """What is written large and pale across every page, under the text."""

    NONE = ""
    DRAFT = "草稿"
    PRACTICE = "练习"


NOTICES = {Mark.DRAFT: "草稿，未签发", Mark.PRACTICE: "练习用，没有效力"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What every page of a paper carries besides its text."""

    title: str
    number: str
    look: Look
    mark: Mark = Mark.NONE
    page: tuple[float, float] = A4  # points


def bind(story: Sequence[Flowable], sheet: Sheet, imprint: Imprint) -> bytes:
    """The paper as PDF/A-3b."""
    _prepare()
    look = sheet.look
    width, height = sheet.page
    frame = Frame(
        look.left,
        look.bottom,
        width - look.left - look.right,
        height - look.top - look.bottom,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )

    def under_the_text(canvas: Any, _: Any) -> None:
        if sheet.mark is not Mark.NONE:
            _draw_mark(canvas, sheet)

    out = BytesIO()
    template: Any = BaseDocTemplate(out, pagesize=sheet.page)
    template.addPageTemplates([PageTemplate(frames=[frame], onPage=under_the_text)])

    def canvas_for(*_: Any, **__: Any) -> Canvas:
        return _Pages(out, sheet, imprint)

    template.build(list(story), canvasmaker=canvas_for)
    return out.getvalue()


@cache
def _prepare() -> None:
    """ReportLab keeps its fonts and its habits process-wide; they are set once, before the first page."""
    rl_config.useA85 = 0
    register()


class _Pages(Canvas):
    """Holds the pages back until their count is known."""

    _code: list[str]
    _doc: Any
    _filename: Any
    _startPage: Any

    def __init__(self, out: BytesIO, sheet: Sheet, imprint: Imprint) -> None:
        super().__init__(out, pagesize=sheet.page, invariant=1, pageCompression=1, pdfVersion=(1, 7), **_FIRST_FONT)
        self._sheet = sheet
        self._imprint = imprint
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        pages = self._held
        written = []
        for number, page in enumerate(pages, 1):
            self.__dict__.update(page)
            _draw_margins(self, self._sheet, number, len(pages))
            written.append("\n".join(self._code))
            Canvas.showPage(self)
        self._held = []
        self.setViewerPreference("PrintScaling", "None")
        self.setViewerPreference("DisplayDocTitle", "true")
        finish(self._doc, self._imprint, "\f".join(written).encode())
        self._doc.SaveToFile(self._filename, self)


def _draw_margins(canvas: Any, sheet: Sheet, number: int, count: int) -> None:
    look = sheet.look
    width, height = sheet.page
    text_width = width - look.left - look.right
    foot = f"第{number}页 共{count}页"
    _set(canvas, foot, look.footer, look.left, look.bottom - 7 * mm - look.footer.leading, text_width, Align.CENTRE)
    head = height - look.top + 6 * mm
    if number > 1:
        quiet = Type(style=Style.SONG, size=9, leading=12)
        canvas.setFillGray(_QUIET)
        _set(canvas, sheet.title, quiet, look.left, head, text_width, Align.LEFT)
        _set(canvas, sheet.number, quiet, look.left, head, text_width, Align.RIGHT)
        canvas.setFillGray(_INK)
        canvas.setStrokeGray(_RULE)
        canvas.setLineWidth(0.4)
        canvas.line(look.left, head - 1.5, look.left + text_width, head - 1.5)
        canvas.setStrokeGray(_INK)
    if sheet.mark is not Mark.NONE:
        notice = Type(style=Style.HEI, size=9, leading=12)
        align = Align.CENTRE if number > 1 else Align.RIGHT
        _set(canvas, NOTICES[sheet.mark], notice, look.left, head, text_width, align)


def _draw_mark(canvas: Any, sheet: Sheet) -> None:
    """Pale and opaque, drawn before the text: the archive format asks for no transparency, and nothing is covered."""
    width, height = sheet.page
    size = 150 * width / A4[0]
    huge = Type(style=Style.SONG_BOLD, size=size, leading=size)
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(40)
    canvas.setFillGray(_PALE)
    _set(canvas, sheet.mark.value, huge, -width / 2, -size / 2, width, Align.CENTRE)
    canvas.restoreState()


def _set(canvas: Any, words: str, type_: Type, x: float, y: float, width: float, align: Align) -> None:
    """One line of words with the foot of its leading at y."""
    if not words:
        return
    line = Paragraph([Run(words, type_)], align=align)
    line.wrap(width, 0)
    line.drawOn(canvas, x, y)

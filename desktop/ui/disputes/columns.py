"""The columns of the list of files, and where its rows come from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import cast
from uuid import UUID

from PySide6.QtGui import QPainter

from desktop.commands.handbook import Handbook
from desktop.commands.lists import Files, Line
from desktop.ui.file.said import RISK_SHAPES, RISK_TONES, STAGE_KINDS, when_and_what
from desktop.ui.kit.delegates import Piece, one, paint_piece, sheltering, two
from desktop.ui.kit.models import Cell, Column
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.text import draw_text, wide
from desktop.ui.looks import Tone, look
from desktop.ui.words import RISKS, STAGES

NEXT_AT = 82  # px at 100 %: the second of the two columns of 下一步
FULL_NAMES = 26  # characters of a cell from which on the whole title is shown instead of the short names


class FilesSource:
    """Feeds a windowed list from one filtered question."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def ids(self, sort: str, descending: bool) -> Sequence[Hashable]:
        self.files.sort, self.files.descending = (sort, descending) if sort else ("number", True)
        return self.files.ids()

    def rows(self, ids: Sequence[Hashable]) -> Sequence[Line]:
        return self.files.rows(cast(Sequence[UUID], ids))


def columns(handbook: Handbook, today: Callable[[], date]) -> list[Column[Line]]:
    """They give way in this order: 来源, 类型, 调解员, then 风险, which moves into the names. `today` may change."""

    def next_of(line: Line) -> tuple[str, str]:
        return when_and_what(line.next_code, line.next_what, line.next_on, line.waiting, today())

    def when(line: Line) -> Piece:
        words = next_of(line)[0]
        if line.next_on is None or line.waiting:
            return Piece(words, Tone.INK_2)
        now = today()
        if line.next_on < now:
            return Piece(words, Tone.RED, bold=True, shape=Shape.TRIANGLE)
        return Piece(words, Tone.INK if line.next_on == now else Tone.INK_2, bold=line.next_on == now)

    def risk(line: Line) -> Piece:
        shape = RISK_SHAPES[line.risk]
        return Piece(RISKS[line.risk], RISK_TONES[line.risk], shape=shape) if shape else Piece("", shape=Shape.DASH)

    shelter = sheltering(lambda line: Piece(line.names), risk, of="risk")

    def names(painter: QPainter, cell: Cell[Line]) -> None:
        roomy = cell.box.width() >= FULL_NAMES * wide("国", look().font())
        if roomy and cell.row.title and "risk" not in cell.folded:
            paint_piece(painter, cell.box, Piece(cell.row.title))
        else:
            shelter(painter, cell)

    def category(line: Line) -> str:
        short = handbook.category(line.category).short
        return short.removeprefix("拖欠").removesuffix("争议" if len(short) > 4 else "").removesuffix("事故")

    def source(line: Line) -> str:
        return handbook.source(line.source).short

    return [
        Column(name="number", title="案号", text=lambda line: line.number, width=88, paint=paint_number),
        Column(name="names", title="纠纷", text=lambda line: line.names, width=176, stretch=3, paint=names),
        Column(name="category", title="类型", text=category, width=88, rank=3),
        Column(name="source", title="来源", text=source, width=76, rank=4),
        Column(
            name="stage",
            title="阶段",
            text=lambda line: STAGES[line.stage],
            width=76,
            paint=one(lambda line: Piece(STAGES[line.stage], chip=STAGE_KINDS[line.stage])),
        ),
        Column(
            name="next",
            title="下一步 / 期限",
            text=lambda line: " ".join(next_of(line)).strip(),
            width=208,
            stretch=2,
            paint=two(when, lambda line: Piece(next_of(line)[1], Tone.INK_2), at=NEXT_AT),
        ),
        Column(name="owner", title="调解员", text=lambda line: line.owner_name, width=68, rank=2),
        Column(name="risk", title="风险", text=lambda line: RISKS[line.risk], width=56, rank=1, paint=one(risk)),
    ]


def paint_number(painter: QPainter, cell: Cell[Line]) -> None:
    """2026-045; without the century, then without the year, when there is no room."""
    number, font = cell.row.number, look().font()
    for shorter in (number, number.removeprefix("20"), number.rpartition("-")[2]):
        if wide(shorter, font) <= cell.box.width():
            break
    draw_text(painter, cell.box, shorter, font, look().color(Tone.INK_2))

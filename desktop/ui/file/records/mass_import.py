"""A list before it is taken in: every row, every wrong cell, what would be new and what would change."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.mass import claimants
from desktop.commands.mass.claimants import Preview
from desktop.domain.casefile import CaseFile
from desktop.domain.mass.entries import Entry, Fault, Level
from desktop.domain.mass.heads import Field, Head
from desktop.domain.mass.matching import Change
from desktop.domain.typed import fen_text, fold_id, fold_phone, mask_id, mask_phone
from desktop.ui.file.records.mass_table import PeopleList
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, primary
from desktop.ui.kit.cards import Banner, Hairline
from desktop.ui.kit.delegates import Piece, one, paint_piece
from desktop.ui.kit.edits import Move, move_of
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.kit.models import Cell, Column, RowsModel
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.kit.text import LEFT, RIGHT, draw_text
from desktop.ui.kit.toggle import Tick
from desktop.ui.looks import Tone, look

_MONEY = {Field.OWED, Field.INSTALMENT}
_WIDTHS = {
    Field.NAME: 92,
    Field.SEX: 52,
    Field.ID_NUMBER: 176,
    Field.PHONE: 116,
    Field.POSITION: 92,
    Field.MONTHS: 132,
    Field.OWED: 108,
    Field.INSTALMENT: 108,
    Field.MIGRANT: 68,
    Field.REPRESENTATIVE: 56,
}
_RANKS = {Field.POSITION: 6, Field.SEX: 7, Field.MIGRANT: 5, Field.REPRESENTATIVE: 4, Field.MONTHS: 3, Field.PHONE: 2}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list with what it would do; `change` is None for a row that is left out."""

    entry: Entry
    change: Change | None

    @property
    def state(self) -> Piece:
        if self.change is None:
            return Piece("有错", Tone.RED, bold=True, shape=Shape.TRIANGLE)
        if self.entry.faults:
            return Piece(f"{self.change.value},请核对", Tone.AMBER, shape=Shape.DIAMOND)
        if self.change is Change.SAME:
            return Piece("不变", Tone.INK_3, shape=Shape.DASH)
        return Piece(self.change.value, Tone.GREEN, shape=Shape.TICK)


def lines_of(shown: Preview) -> list[Line]:
    change = {p.entry.row: p.change for p in shown.planned}
    return [Line(entry, change.get(entry.row)) for entry in shown.listing.entries]


def _row(line: Line) -> str:
    return str(line.entry.row)


def _state(line: Line) -> Piece:
    return line.state


def _state_words(line: Line) -> str:
    return line.state.text


def _covered(field: Field, text: str) -> str:
    """Numbers are masked here too: the list itself lies beside."""
    if field is Field.ID_NUMBER:
        return mask_id(fold_id(text))
    return mask_phone(fold_phone(text)) if field is Field.PHONE else text


def _shown(head: Head, at: int, line: Line) -> str:
    text = _covered(head.field, line.entry.cells[at])
    if head.field is Field.OWED and line.entry.owed_fen is not None:
        return fen_text(line.entry.owed_fen)
    if head.field is Field.INSTALMENT and text and len(line.entry.instalments) >= head.nth:
        return fen_text(line.entry.instalments[head.nth - 1])
    return text


def _fault(head: Head, line: Line) -> Fault | None:
    """The worst thing wrong with one cell."""
    mine = [f for f in line.entry.faults if f.column == head.column]
    return next((f for f in mine if f.level is Level.RED), mine[0] if mine else None)


def _column(head: Head, at: int) -> Column[Line]:
    right = head.field in _MONEY

    def text(line: Line) -> str:
        return _shown(head, at, line)

    def paint(painter: QPainter, cell: Cell[Line]) -> None:
        fault, words = _fault(head, cell.row), text(cell.row)
        if fault is None:
            draw_text(painter, cell.box, words, look().font(), look().color(Tone.INK), RIGHT if right else LEFT)
            return
        red = fault.level is Level.RED
        worn = look()
        ground = QRect(cell.box).adjusted(-6, 4, 2, -4)
        painter.fillRect(ground, worn.color(Tone.RED_TINT if red else Tone.AMBER_TINT))
        shape, tone = (Shape.TRIANGLE, Tone.RED) if red else (Shape.DIAMOND, Tone.AMBER)
        paint_piece(painter, cell.box, Piece(words or "空", tone, bold=red, shape=shape))

    return Column[Line](
        name=f"{head.field.name}{head.nth}",
        title=head.words,
        text=text,
        width=_WIDTHS[head.field],
        stretch=int(head.field in {Field.NAME, Field.POSITION, Field.MONTHS}),
        rank=_RANKS.get(head.field, 8 + head.nth if head.nth else 0),
        sortable=False,
        align=RIGHT if right else LEFT,
        paint=paint,
    )


class ImportView(QWidget):
    """The preview in the place of the table. `ended` when the list is taken in or put away."""

    ended = Signal()
    again_asked = Signal()  # the list was mended: read it once more

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.file: CaseFile | None = None
        self.shown: Preview | None = None
        self.table: PeopleList | None = None
        self.title = ElidedLabel("", 11, bold=True, least=8)
        self.sums = Label("", tone=Tone.INK_2, wrap=True)
        self.notice = Banner("", Kind.AMBER)
        self.only = Tick("只看有问题的")
        self.only.toggled.connect(self._filter)
        self.fault = Label("", tone=Tone.INK_2, wrap=True)
        self.yes = primary("导入", hint="Ctrl+Enter")
        self.yes.clicked.connect(self.accept)
        self.again = plain("重新读取")
        self.again.clicked.connect(self.again_asked)
        self.no = plain("取消")
        self.no.clicked.connect(self.cancel)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title, 1)
        head.addWidget(self.only)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.fault, 1)
        for button in (self.no, self.again, self.yes):
            foot.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(head)
        self._column.addWidget(self.sums)
        self._column.addWidget(self.notice)
        self._column.addWidget(Hairline())
        self._column.addLayout(foot)

    def open(self, file: CaseFile, shown: Preview) -> None:
        self.file, self.shown = file, shown
        listing, counts = shown.listing, shown.counts
        self.title.setText(f"{shown.name}·{len(listing.entries)} 行")
        parts = [f"{change.value} {counts[change]} 人" for change in Change if counts[change]]
        parts += [f"有错 {shown.wrong} 行,不会导入"] if shown.wrong else []
        self.sums.setText(f"{'·'.join(parts)}。可导入的欠款合计 {fen_text(listing.total)} 元,导入后可以撤销")
        said = [*listing.notices]
        if listing.unused:
            said.append(f"没有用到的列:{'、'.join(listing.unused[:6])}")
        self.notice.show_text(";".join(said))
        self.notice.setVisible(bool(said))
        ready = counts[Change.NEW] + counts[Change.UPDATED]
        self.yes.set_words(f"导入 {ready} 人" if ready else "没有可导入的")
        self.yes.setEnabled(bool(ready))
        self._make_table()
        faulty = any(e.faults for e in listing.entries)
        self.only.setVisible(faulty)
        self.only.setChecked(False)
        self._filter()

    def begin_focus(self) -> None:
        if self.yes.isEnabled() and self.shown is not None and not self.shown.wrong:
            self.yes.setFocus()
        elif self.table is not None:
            self.table.start()

    def accept(self) -> None:
        """Take the right rows in; wrong ones stay in the list file to be mended."""
        if self.file is None or self.shown is None or not self.yes.isEnabled():
            return
        id, shown = self.file.dispute.id, self.shown
        left = f",{shown.wrong} 行有错没有导入" if shown.wrong else ""
        done = self.host.do(lambda: claimants.accept(self.host.desk, id, shown), said=f"名单已导入{left}", undo=True)
        if done is not None:
            self.ended.emit()

    def cancel(self) -> None:
        self.ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match move_of(event):
            case Move.LEAVE:
                self.cancel()
            case Move.DONE:
                self.accept()
            case _:
                super().keyPressEvent(event)

    def _make_table(self) -> None:
        assert self.shown is not None
        if self.table is not None:
            self._column.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        columns: list[Column[Line]] = [
            Column[Line](name="row", title="行", text=_row, width=48, sortable=False),
            Column[Line](name="state", title="", text=_state_words, width=120, sortable=False, paint=one(_state)),
        ]
        columns += [_column(head, at) for at, head in enumerate(self.shown.listing.heads)]
        self.rows: RowsModel[Line] = RowsModel(columns, lambda line: line.entry.row)
        self.table = PeopleList(self.rows, name="名单预览", unit="行")
        self.rows.setParent(self.table)
        self.table.current_changed.connect(self._show_fault)
        self._column.insertWidget(4, self.table, 1)

    def _filter(self) -> None:
        if self.shown is None or self.table is None:
            return
        lines = lines_of(self.shown)
        self.rows.show([line for line in lines if line.entry.faults] if self.only.isChecked() else lines)
        first = next((line for line in lines if line.change is None), None) or next(
            (line for line in lines if line.entry.faults), None
        )
        if first is not None:
            self.table.go_to(first.entry.row)
        self._show_fault(self.table.current_key())

    def _show_fault(self, key: object) -> None:
        """What is wrong with the current row, cell by cell."""
        line = next((x for x in lines_of(self.shown) if x.entry.row == key), None) if self.shown else None
        if line is None or not line.entry.faults:
            self.fault.setText(
                "各行都没有问题" if self.shown and not any(e.faults for e in self.shown.listing.entries) else ""
            )
            return
        said = ";".join(f"{f.field.value.removesuffix('(元)')}:{f.sentence}" for f in line.entry.faults)
        self.fault.setText(f"第 {line.entry.row} 行 {said}")

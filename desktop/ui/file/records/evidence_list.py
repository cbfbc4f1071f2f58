"""证据清单: typed row by row; what is typed in a row is saved when the row is left."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import drafts, records
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.records import Evidence
from desktop.ui.file.records.pane import DRAFT_MS, locked
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, bare, link
from desktop.ui.kit.cards import Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.edits import Move
from desktop.ui.kit.fields import CodeField, Field, Remark, TextField
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone, look

DIGITS = "0123456789"
HEADS = ("序号", "证据名称", "页数", "提供人")


class Line(QWidget):
    """One row of the list; `no` 0 is the row in which a new one is typed."""

    left = Signal()  # the focus, or a key, went out of the row
    typed = Signal()

    def __init__(self, no: int) -> None:
        super().__init__()
        self.number = Label(str(no) if no else "＋", tone=Tone.INK_2)
        self.name = TextField(width=None, most=120, example="" if no else "证据名称,Enter 到下一格")
        self.pages = CodeField(width=56, most=4, keep=DIGITS)
        self.by = TextField(width=120, most=40)
        for field, words in zip(self.fields, HEADS[1:], strict=True):
            field.set_name(f"第 {no} 项{words}" if no else f"新证据{words}")
            field.changed.connect(self.typed)

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.name, self.pages, self.by

    def show_values(self, name: str, pages: int | None, by: str) -> None:
        self.name.set_value(name)
        self.pages.set_value(str(pages) if pages else "")
        self.by.set_value(by)


class EvidenceList(Dressed, QWidget):
    """The list with a row for the next item; moved and renumbered with the arrows beside."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self.host = host
        self.file: CaseFile | None = None
        self._lines: list[tuple[Evidence, Line]] = []
        self._dirty: set[UUID] = set()
        self._saving = False
        self.fresh = Line(0)
        self._wire(self.fresh, None)
        self.head = ElidedLabel("证据清单", 11, bold=True)
        self.state = Remark()
        self.renumber = link("按顺序重新编号")
        self.renumber.clicked.connect(self._renumber)
        self._timer = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._timer.timeout.connect(self.keep)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        for column, words in enumerate(HEADS):
            self._grid.addWidget(Label(words, tone=Tone.INK_2), 0, column)
        self._hint = Label("", tone=Tone.INK_3)
        self._lay()
        self.dress()

    def _lay(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.head, 1)
        head.addWidget(self.renumber)
        head.addWidget(self.state)
        area = PageColumn()
        area.column.setContentsMargins(24, 16, 24, 12)
        area.column.addLayout(head)
        area.add(self._holder)
        area.column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(24, 0, 24, 0)
        foot.setSpacing(0)
        foot.addWidget(Hairline())
        self._hint.setContentsMargins(0, 12, 0, 12)
        foot.addWidget(self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        column.addLayout(foot)

    def dress(self) -> None:
        self._grid.setColumnMinimumWidth(0, look().px(32))

    def key(self) -> str:
        assert self.file is not None
        return f"evidence:{self.file.dispute.id}:new"

    def show_file(self, file: CaseFile) -> None:
        same = self.file is not None and self.file.dispute.id == file.dispute.id
        if not same:
            self._dirty.clear()
        self.file = file
        if self._saving:
            return
        if same and [e.id for e in file.evidence] == [e.id for e, _ in self._lines]:
            for at, evidence in enumerate(file.evidence):
                line = self._lines[at][1]
                self._lines[at] = (evidence, line)
                line.number.setText(str(evidence.no))
                if evidence.id not in self._dirty:
                    line.show_values(evidence.name, evidence.pages, evidence.provided_by)
        else:
            self._rebuild(file)
        if not same:
            self._fill_fresh()
        self._dress_state()

    def begin_focus(self) -> None:
        self.fresh.name.setFocus()

    def settle(self) -> None:
        """Rows that can be saved are saved, the new one is kept."""
        if self.file is None:
            return
        for evidence, _line in list(self._lines):
            if evidence.id in self._dirty:
                self._save(evidence.id, quietly=True)
        self.keep()

    def keep(self) -> None:
        """What stands in the new row, put aside."""
        self._timer.stop()
        if self.file is None:
            return
        values = {n: f.raw() for n, f in zip(("name", "pages", "by"), self.fresh.fields, strict=True)}
        if values["name"].strip():
            drafts.keep(self.host.desk, self.key(), values)
        elif drafts.find(self.host.desk, self.key()) is not None:
            drafts.drop(self.host.desk, self.key())

    def _rebuild(self, file: CaseFile) -> None:
        typed = {e.id: [f.raw() for f in line.fields] for e, line in self._lines if e.id in self._dirty}
        for n in reversed(range(self._grid.count())):
            item = self._grid.itemAt(n)
            widget = item.widget() if item else None
            if widget is not None and self._grid.getItemPosition(n)[0] > 0:  # type: ignore[index]
                self._grid.removeWidget(widget)
                if widget not in (self.fresh.number, *self.fresh.fields):
                    widget.hide()
                    widget.deleteLater()
        why = locked(self.host, file)
        self._lines = []
        for row, evidence in enumerate(file.evidence, 1):
            line = Line(evidence.no)
            line.show_values(evidence.name, evidence.pages, evidence.provided_by)
            for field, text in zip(line.fields, typed.get(evidence.id, ()), strict=False):
                field.set_raw(text)
            self._wire(line, evidence.id)
            self._lines.append((evidence, line))
            self._place(line, row, [] if why else self._buttons(evidence.id, row == 1, row == len(file.evidence)))
            for field in line.fields:
                field.line.setReadOnly(bool(why))  # type: ignore[attr-defined]
        self._place(self.fresh, len(file.evidence) + 1, [])
        for widget in (self.fresh.number, *self.fresh.fields):
            widget.setVisible(not why)

    def _place(self, line: Line, row: int, buttons: list[Button]) -> None:
        for column, widget in enumerate((line.number, *line.fields, *buttons)):
            self._grid.addWidget(widget, row, column)

    def _buttons(self, id: UUID, first: bool, last: bool) -> list[Button]:
        made = []
        for icon, name, step in (("ph.caret-up", "上移", -1), ("ph.caret-down", "下移", 1)):
            button = bare(icon, name)
            button.clicked.connect(lambda _checked=False, step=step: self._shift(id, step))
            button.setEnabled(not (first if step < 0 else last))
            made.append(button)
        cross = bare("ph.x", "删除这一项")
        cross.clicked.connect(lambda: self._remove(id))
        return [*made, cross]

    def _wire(self, line: Line, id: UUID | None) -> None:
        line.typed.connect(lambda: self._on_typed(id))
        for field in line.fields:
            field.moved.connect(lambda move, field=field: self._on_moved(id, field, move))
            field.editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            at = next((e.id for e, line in self._lines if any(f.editor is watched for f in line.fields)), None)
            for id in [i for i in self._dirty if i != at]:
                self._save(id, quietly=True)
        return False

    def _on_typed(self, id: UUID | None) -> None:
        if id is None:
            if not self._timer.isActive():
                self._timer.start()
        else:
            self._dirty.add(id)
            self.state.say("正在写", Tone.INK_3, Shape.RING)

    def _on_moved(self, id: UUID | None, field: Field, move: Move) -> None:
        line = self.fresh if id is None else next(line for e, line in self._lines if e.id == id)
        at = line.fields.index(field)
        if move is Move.DONE or (move is Move.ON and at == len(line.fields) - 1):
            if id is None:
                self._add()
            elif self._save(id):
                self._down(id)
        elif move is Move.ON:
            line.fields[at + 1].setFocus()
        elif move is Move.BACK and at:
            line.fields[at - 1].setFocus()
        elif move is Move.LEAVE:
            self.settle()

    def _down(self, id: UUID) -> None:
        """The same column of the next row: the name of it, or the new row."""
        at = next(n for n, (e, _) in enumerate(self._lines) if e.id == id)
        following = self._lines[at + 1][1] if at + 1 < len(self._lines) else self.fresh
        following.name.setFocus()

    def _add(self) -> None:
        assert self.file is not None
        if locked(self.host, self.file):
            return
        no = max((e.no for e in self.file.evidence), default=0) + 1
        try:
            made = Evidence(
                dispute_id=self.file.dispute.id,
                no=no,
                name=self.fresh.name.value(),
                pages=int(self.fresh.pages.value() or 1),
                provided_by=self.fresh.by.value(),
                received_on=self.host.desk.today(),
            )
            records.save(self.host.desk, made)
        except MediationError as error:
            self._say_wrong(self.fresh, error)
            return
        self.fresh.show_values("", None, made.provided_by)  # the next item mostly comes from the same hand
        self.keep()
        self._said_saved()
        self.fresh.name.setFocus()

    def _save(self, id: UUID, *, quietly: bool = False) -> bool:
        evidence, line = next((e, line) for e, line in self._lines if e.id == id)
        try:
            changed = replace(
                evidence,
                name=line.name.value(),
                pages=int(line.pages.value() or 1),
                provided_by=line.by.value(),
            )
            if changed != evidence:
                self._saving = True
                records.save(self.host.desk, changed)
        except MediationError as error:
            if quietly:  # an emptied name is no way to delete: the saved one comes back
                line.show_values(evidence.name, evidence.pages, evidence.provided_by)
                self._dirty.discard(id)
            else:
                self._say_wrong(line, error)
            return False
        finally:
            self._saving = False
        self._dirty.discard(id)
        self._lines = [(changed if e.id == id else e, each) for e, each in self._lines]
        if self.file is not None:
            self.show_file(self.file)
        self._said_saved()
        return True

    def _say_wrong(self, line: Line, error: MediationError) -> None:
        field = line.pages if isinstance(error, RuleBroken) and error.field == "pages" else line.name
        if isinstance(error, RuleBroken) and error.field in {"name", "pages"}:
            field.wrong(error.sentence)
            field.setFocus()
        else:
            self.host.problem(error)

    def _shift(self, id: UUID, step: int) -> None:
        assert self.file is not None
        order = [e.id for e in self.file.evidence]
        at = order.index(id)
        order.insert(at + step, order.pop(at))
        dispute = self.file.dispute.id
        self.host.do(lambda: records.order_evidence(self.host.desk, dispute, order))

    def _renumber(self) -> None:
        assert self.file is not None
        id, order = self.file.dispute.id, [e.id for e in self.file.evidence]
        self.host.do(lambda: records.order_evidence(self.host.desk, id, order), said="已重新编号", undo=True)

    def _remove(self, id: UUID) -> None:
        evidence = next(e for e, _ in self._lines if e.id == id)
        self._dirty.discard(id)
        self.host.do(lambda: records.remove(self.host.desk, evidence), said=f"已删除证据:{evidence.name}", undo=True)
        self.fresh.name.setFocus()

    def _fill_fresh(self) -> None:
        draft = drafts.find(self.host.desk, self.key())
        values = draft.values if draft else {}
        for name, field in zip(("name", "pages", "by"), self.fresh.fields, strict=True):
            field.set_raw(values.get(name, ""))
        self.state.say("")

    def _said_saved(self) -> None:
        self.state.say(f"已存 {self.host.desk.now():%H:%M}", Tone.GREEN, Shape.TICK)

    def _dress_state(self) -> None:
        assert self.file is not None
        items = self.file.evidence
        sheets = sum(e.pages for e in items)
        self.head.setText(f"证据清单 {len(items)} 件·{sheets} 页" if items else "证据清单")
        why = locked(self.host, self.file)
        self.renumber.setVisible(not why and [e.no for e in items] != list(range(1, len(items) + 1)))
        self._hint.setText(why or "在最后一行写名称,Enter 换格,写完提供人再按 Enter 就加上了")

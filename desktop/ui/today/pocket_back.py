"""录回: the results of a pocket list, line by line, saved in one act; kept as a draft while they are typed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import drafts, pocket
from desktop.domain.errors import MediationError, RuleBroken
from desktop.ui.host import Host
from desktop.ui.kit.buttons import primary
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.forms import Chain
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone
from desktop.ui.today.pocket_row import PocketRow

KEY = "pocket"
KEEP_MS = 400
SAID = "照清单左上角的代码一条一条录,Enter 到下一格,录完一起保存。没有写下次日期的,按风险等级定。"


class TypeBack(QWidget):
    """A row for each code, always one empty row at the end."""

    saved = Signal(int)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.rows: list[PocketRow] = []
        self.chain = Chain([], self)
        self.chain.done.connect(self.save)
        self.chain.ended.connect(self._last)
        self.on = DateField(host.desk.today, example="如 昨天 或 1122")
        self.on.set_name("走访日期")
        self.on.set_value(host.desk.today())
        self.keep = primary("保存", hint="Ctrl+Enter")
        self.keep.clicked.connect(self.save)
        self._area = PageColumn()
        self._area.column.setSpacing(0)
        self._area.column.addStretch(1)
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 16, 4)
        top.setSpacing(12)
        top.addWidget(Label("走访日期", tone=Tone.INK_2))
        top.addWidget(self.on)
        top.addStretch(1)
        top.addWidget(self.keep)
        words = Label(SAID, tone=Tone.INK_2, wrap=True)
        words.setContentsMargins(16, 0, 16, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(words)
        column.addWidget(self._area, 1)
        self._soon = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._soon.timeout.connect(self.put_aside)
        self._restore()

    def begin_focus(self) -> None:
        """The first row without a code."""
        empty = next((row for row in self.rows if row.code.empty), self.rows[-1])
        self.chain.go(empty.code)

    def settle(self) -> None:
        if self._soon.isActive():
            self._soon.stop()
            self.put_aside()

    def put_aside(self) -> None:
        """The typed rows survive a crash."""
        kept = [row.draft() for row in self.rows if not row.code.empty]
        if kept:
            drafts.keep(self._host.desk, KEY, {"on": self.on.raw(), "rows": kept})
        else:
            drafts.drop(self._host.desk, KEY)

    def filled(self) -> list[PocketRow]:
        return [row for row in self.rows if not row.code.empty]

    def save(self) -> None:
        """All in one act; what is wrong gets the cursor and nothing is written."""
        for row in self.filled():
            name, sentence = row.unclear()
            if name:
                self._show_wrong(row, name, sentence)
                return
        day: date | None = self.on.value()
        desk, results = self._host.desk, [row.result() for row in self.filled()]
        try:
            count = pocket.type_back(desk, results, day)
        except RuleBroken as broken:
            code, _, field = broken.field.partition(".")
            wrong = next((row for row in self.filled() if row.code.value() == code), None)
            if wrong is None:
                self._host.problem(broken)
                self.begin_focus()
            else:
                self._show_wrong(wrong, field, broken.sentence)
            return
        except MediationError as refused:
            self._host.problem(refused)
            return
        self._soon.stop()
        drafts.drop(desk, KEY)
        self._clear()
        self._add()
        self.begin_focus()
        self.saved.emit(count)

    # Within

    def _restore(self) -> None:
        kept = drafts.find(self._host.desk, KEY)
        if kept is not None:
            self.on.set_raw(str(kept.values.get("on", "")))
            for values in kept.values.get("rows", []):
                row = self._add()
                row.fill_draft(values)
                self._look_up(row)
        self._add()
        self._tell()

    def _add(self) -> PocketRow:
        row = PocketRow(self._host.desk.today)
        self.rows.append(row)
        self._area.column.insertWidget(self._area.column.count() - 1, row)
        for field in row.fields.values():
            self.chain.add(field)
        row.changed.connect(self._typed)
        row.coded.connect(lambda: self._look_up(row))
        return row

    def _clear(self) -> None:
        for row in self.rows:
            row.hide()
            self._area.column.removeWidget(row)
            row.deleteLater()
        self.rows = []
        self.chain.fields.clear()

    def _look_up(self, row: PocketRow) -> None:
        code = row.code.value()
        if len(code) < 2:
            row.show_found(None, "")
            return
        try:
            row.show_found(pocket.find(self._host.desk, code), "")
        except RuleBroken as broken:
            row.show_found(None, broken.sentence)
        if row is self.rows[-1] and row.found is not None:
            self._add()

    def _typed(self) -> None:
        self._soon.start()
        self._tell()

    def _tell(self) -> None:
        count = len(self.filled())
        self.keep.set_words(f"保存 {count} 条" if count else "保存")

    def _last(self) -> None:
        """Enter behind the last field of an empty row: everything is typed."""
        self.keep.setFocus()

    def _show_wrong(self, row: PocketRow, name: str, sentence: str) -> None:
        field = row.fields.get(name, row.code)
        self.chain.go(field)
        field.wrong(sentence)

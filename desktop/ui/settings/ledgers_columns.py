"""The columns of a ledger: a table of heads, fields and what one file becomes in them; the chosen one below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.commands.ledgers.fields import fields
from desktop.commands.ledgers.make import Tried
from desktop.commands.ledgers.maps import LONGEST_HEAD, WIDEST, words_from, words_text
from desktop.domain.errors import RuleBroken
from desktop.domain.reporting import LedgerColumn
from desktop.domain.typed.text import Unclear
from desktop.ui.kit.buttons import plain, quiet
from desktop.ui.kit.cards import Card
from desktop.ui.kit.choices import Choice, Option
from desktop.ui.kit.delegates import Piece, one
from desktop.ui.kit.fields import LongText, ParsedField, TextField
from desktop.ui.kit.forms import Ask, Beside, Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.tables import HEAD, ROW, ListView
from desktop.ui.kit.text import RIGHT
from desktop.ui.looks import Tone, look
from desktop.ui.settings.section import beside

SHOWN, SHOWN_LARGE = 8, 5  # rows of the table at 100 % and from 125 % on; the rest is scrolled
EXAMPLE = "一行一个\uff0c本室的说法=对方的说法\uff0c如\n履行完毕=已履行"
NO_SOURCE = "(不取,写固定文字或留空)"
FIXED, LEFT_OUT = "固定文字", "留空"


@dataclass(frozen=True, slots=True)
class Row:
    """A column at its place; `uid` stays with it when it moves. `tried`: what the file on trial becomes in it."""

    uid: int
    n: int
    column: LedgerColumn
    tried: Tried | None = None


def source_words(column: LedgerColumn) -> str:
    known = fields().get(column.source)
    if known is not None:
        return known.label
    return column.source or (FIXED if column.fixed else LEFT_OUT)


def standing(row: Row) -> Piece:
    """Whether the value of the file on trial fits, in a word; the sentence is below."""
    said = row.tried.problem if row.tried else ""
    if not said:
        return Piece("")
    word = "超长" if said.startswith("超过") else "无对应词" if said.startswith("没有") else "无此字段"
    return Piece(word, Tone.AMBER, shape=Shape.DIAMOND)


def whole(text: str) -> int:
    """A width as typed: a whole number up to what a map allows; Unclear for anything else."""
    said = text.strip()
    if not said.isdecimal() or int(said) > WIDEST:
        raise Unclear(f"请填 0(不限)到 {WIDEST} 的整数。")
    return int(said)


class ColumnForm(Form):
    """What one column is called, where its value comes from, and what becomes of it."""

    def __init__(self) -> None:
        self.fill_words = quiet("列出本室的全部说法", icon="ph.plus")
        among = [Option(f.code, f"{f.group}·{f.label}", f.code) for f in fields().values()]
        super().__init__(
            [
                Ask("head", "栏目", lambda: TextField(width=260, most=LONGEST_HEAD), needed=True),
                Ask(
                    "source",
                    "取自",
                    lambda: Choice(among, blank=NO_SOURCE, width=340),
                    tip="打字可筛选",
                ),
                Ask("fixed", "固定文字", lambda: TextField(width=None, most=200)),
                Ask("width", "最多字数", lambda: ParsedField(whole, str, width=72), hint="0 或不填为不限"),
                Ask("words", "对应词", lambda: LongText(lines=4, most=4000, example=EXAMPLE)),
                Beside(lambda: self.fill_words),
            ]
        )
        self.fill_words.clicked.connect(self._fill_words)

    def show_column(self, column: LedgerColumn) -> None:
        self.fill(
            {
                "head": column.head,
                "source": column.source or None,
                "fixed": column.fixed,
                "width": column.width or None,
                "words": words_text(column.words),
            }
        )
        self.clear_problems()
        self.follow()

    def written(self, column: LedgerColumn) -> LedgerColumn:
        """The column as the form says; what is unclear stays as it was, and is said at its field."""
        said = self.values()
        words = dict(column.words)
        try:
            words = words_from(self.field("words").raw())
            self.field("words").wrong("")
        except RuleBroken as broken:
            self.field("words").wrong(broken.sentence)
        width = column.width if self.field("width").unclear() else said["width"] or 0
        source = said["source"] or ""
        return replace(column, head=said["head"], source=source, fixed=said["fixed"], width=width, words=words)

    def faults(self) -> list[tuple[str, str]]:
        """What cannot be kept as it is typed."""
        found = [pair for pair in self.problems() if pair[0] != "head"]
        try:
            words_from(self.field("words").raw())
        except RuleBroken as broken:
            found.append(("words", broken.sentence))
        return found

    def follow(self) -> None:
        """A column has its own words or those of a field."""
        source = self.field("source").value()
        known = fields().get(source or "")
        self.show_ask("fixed", source is None)
        for name in ("width", "words"):
            self.show_ask(name, source is not None)
        self.fill_words.setVisible(known is not None and bool(known.values))

    def _fill_words(self) -> None:
        """Every value of the field that has no line yet gets one, to be filled in."""
        known = fields().get(self.field("source").value() or "")
        if known is None:
            return
        text = self.field("words").raw().rstrip()
        there = {line.partition("=")[0].strip() for line in text.splitlines()}
        lines = [text, *(f"{value}=" for value in known.values if value not in there)]
        self.field("words").set_raw("\n".join(line for line in lines if line))
        self.changed.emit("words")
        self.chain.go(self.field("words"))


class ColumnsBlock(QWidget):
    """Enter on a row goes into its form; Alt+↑ Alt+↓ move it, Insert adds one after it, Delete takes it out."""

    changed = Signal()
    saved = Signal()  # Ctrl+Enter

    def __init__(self) -> None:
        super().__init__()
        self._uids = count(1)
        self._rows: list[Row] = []
        columns: list[Column[Row]] = [
            Column(name="n", title="列", text=lambda r: str(r.n), width=44, align=RIGHT, sortable=False),
            Column(
                name="head",
                title="栏目",
                text=lambda r: r.column.head,
                width=116,
                stretch=2,
                tone=Tone.INK,
                sortable=False,
            ),
            Column(
                name="source",
                title="取自",
                text=lambda r: source_words(r.column),
                width=128,
                stretch=2,
                rank=1,
                sortable=False,
            ),
            Column(
                name="width",
                title="字数",
                text=lambda r: str(r.column.width or ""),
                width=60,
                rank=2,
                align=RIGHT,
                sortable=False,
            ),
            Column(
                name="value",
                title="试填",
                text=lambda r: " ".join(r.tried.value.split()) if r.tried else "",
                width=140,
                stretch=3,
                sortable=False,
            ),
            Column(
                name="fits",
                title="核对",
                text=lambda r: standing(r).text,
                width=100,
                paint=one(standing),
                sortable=False,
            ),
        ]
        self.model = RowsModel[Row](columns, lambda r: r.uid)
        self.list = ListView(self.model, name="台账的列", unit="列")
        self._card = Card(flush=True)
        self._card.add(self.list)
        self.add, self.drop = plain("添加列", hint="Insert"), plain("删除列", hint="Delete")
        self.up, self.down = plain("上移", hint="Alt+↑"), plain("下移", hint="Alt+↓")
        self.acts = QWidget()
        acts = beside(self.add, self.up, self.down, self.drop)
        acts.setContentsMargins(0, 0, 0, 0)
        self.acts.setLayout(acts)
        self.form = ColumnForm()
        self.told = Label("", tone=Tone.INK_2, wrap=True)
        self.problem = Label("", tone=Tone.AMBER, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._card, self.acts, self.told, self.problem, self.form):
            column.addWidget(widget)
        self._wire()
        self._measure()

    def columns(self) -> tuple[LedgerColumn, ...]:
        return tuple(row.column for row in self._rows)

    def show_columns(self, columns: Sequence[LedgerColumn], *, at: int = 0) -> None:
        """Other columns; the one at this place is chosen."""
        self._rows = [Row(next(self._uids), n, column) for n, column in enumerate(columns, 1)]
        self.model.show(self._rows)
        self.choose(at)

    def show_tried(self, tried: Sequence[Tried]) -> None:
        """What a file becomes in each column; none: nothing is on trial."""
        values = [*tried, *[None] * (len(self._rows) - len(tried))]
        self._rows = [replace(row, tried=value) for row, value in zip(self._rows, values, strict=True)]
        self.model.show(self._rows)
        self._tell()

    def choose(self, at: int) -> None:
        if self._rows:
            self.list.go_to(self._rows[min(max(at, 0), len(self._rows) - 1)].uid)
        self._show()

    def place(self) -> int:
        """The place of the chosen column, from 0; -1 for none."""
        key = self.list.current_key()
        return next((n for n, row in enumerate(self._rows) if row.uid == key), -1)

    def allow(self, may: bool) -> None:
        """Change them, or only look."""
        self.acts.setVisible(may)
        self.form.setVisible(may)

    def add_column(self) -> None:
        at = self.place() + 1
        self._put([*self.columns()[:at], LedgerColumn(head=""), *self.columns()[at:]], at)
        self.form.chain.go(self.form.field("head"))

    def drop_column(self) -> None:
        at = self.place()
        if at >= 0:
            self._put([c for n, c in enumerate(self.columns()) if n != at], at)
            self.list.setFocus()

    def shift(self, by: int) -> None:
        at = self.place()
        if at < 0 or not 0 <= at + by < len(self._rows):
            return
        moved = list(self.columns())
        moved.insert(at + by, moved.pop(at))
        self._put(moved, at + by)

    def _put(self, columns: Sequence[LedgerColumn], at: int) -> None:
        self.show_columns(columns, at=at)
        self.changed.emit()

    def _typed(self, name: str) -> None:
        at = self.place()
        if at < 0:
            return
        if name == "source":
            self.form.follow()
        self._rows[at] = replace(self._rows[at], column=self.form.written(self._rows[at].column))
        self.model.show(self._rows)
        self.changed.emit()

    def _show(self) -> None:
        at = self.place()
        self.form.setEnabled(at >= 0)
        for button, ready in ((self.up, at > 0), (self.down, 0 <= at < len(self._rows) - 1), (self.drop, at >= 0)):
            button.setEnabled(ready)
        if at >= 0:
            self.form.show_column(self._rows[at].column)
        self._tell()

    def _tell(self) -> None:
        """The whole value of the chosen column, and what is wrong with it."""
        at = self.place()
        tried = self._rows[at].tried if at >= 0 else None
        head = self._rows[at].column.head or "(没有栏目名)" if at >= 0 else ""
        self.told.setText(f"第 {at + 1} 列 {head}:{tried.value or '空'}" if tried else "")
        self.problem.setText(tried.problem if tried else "")
        self.told.setVisible(tried is not None)
        self.problem.setVisible(bool(tried and tried.problem))

    def _go_in(self, _key: object = None) -> None:
        if self.form.isVisibleTo(self) and self.form.isEnabled():
            self.form.chain.go(self.form.field("head"))

    def _wire(self) -> None:
        self.list.current_changed.connect(lambda _key: self._show())
        self.list.opened.connect(self._go_in)
        self.add.clicked.connect(self.add_column)
        self.drop.clicked.connect(self.drop_column)
        self.up.clicked.connect(lambda: self.shift(-1))
        self.down.clicked.connect(lambda: self.shift(1))
        self.form.changed.connect(self._typed)
        self.form.left.connect(self.list.setFocus)
        self.form.done.connect(self.saved)
        for keys, button in (("Insert", self.add), ("Delete", self.drop), ("Alt+Up", self.up), ("Alt+Down", self.down)):
            shortcut = QShortcut(QKeySequence(keys), self.list, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda button=button: button.click() if button.isVisibleTo(self) else None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_card"):
            self._measure()

    def _measure(self) -> None:
        rows = SHOWN if look().scale < 1.25 else SHOWN_LARGE
        self._card.setFixedHeight(look().px(HEAD) + rows * look().px(ROW) + 2)

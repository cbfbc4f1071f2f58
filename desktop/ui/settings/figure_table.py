"""A table of figures that the room may set for itself: the chosen one is explained below and changed in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import drafts
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Card
from desktop.ui.kit.delegates import Piece
from desktop.ui.kit.forms import LABELS, Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.tables import HEAD, ROW, ListView
from desktop.ui.looks import Tone, look
from desktop.ui.people.autosave import Autosave
from desktop.ui.settings.section import Facts, beside

T = TypeVar("T")

SOURCES = {
    "V": Piece("已核对原文", Tone.INK_2, shape=Shape.TICK),
    "R": Piece("凭记忆,待核", Tone.AMBER, shape=Shape.DIAMOND),
    "C": Piece("本室规则", Tone.INK_2, shape=Shape.DOT),
}
OWN = Piece("本室已改", Tone.ACCENT, shape=Shape.DOT)


class FigureTable(QWidget, Generic[T]):
    """Enter on a row goes to its figure; what is typed is a draft until 保存. Who may not manage reads.

    `T` is a row: what it says and what can be done with it is the subclass's.
    """

    def __init__(
        self, host: Host, columns: Sequence[Column[T]], key: Callable[[T], str], form: Form, *, name: str, kept_as: str
    ) -> None:
        """`kept_as` stands before a row's key in the name of its draft."""
        super().__init__()
        self._host = host
        self._row_key, self._kept_as = key, kept_as
        self._may = host.desk.may(Act.MANAGE)
        self._line: T | None = None
        self.model = RowsModel[T](columns, key)
        self.list = ListView(self.model, name=name, unit="项")
        self._card = Card(flush=True)
        self._card.add(self.list)
        self.title = Label("", 11, bold=True)
        self.facts = Facts(LABELS)
        self.form = form
        self.save, self.reset = plain("保存"), plain("恢复默认")
        self.state = Label("", tone=Tone.INK_2, wrap=True)
        self._lay()
        self.saving = Autosave(host, form, self._key, lambda: False)
        self.saving.told.connect(lambda words, _saved: self.state.setText(words))
        self.list.current_changed.connect(self._choose)
        self.list.opened.connect(self._go_in)
        self.save.clicked.connect(self.save_now)
        self.reset.clicked.connect(self.reset_now)
        form.done.connect(self.save_now)
        form.ended.connect(self.save_now)
        form.left.connect(self.list.setFocus)
        self.refresh()

    # -- what a row is

    def rows(self) -> Sequence[T]:
        """All of them, as they are now."""
        raise NotImplementedError

    def explain(self, line: T) -> None:
        """Title and facts of the chosen one, and what giving it back would bring."""
        raise NotImplementedError

    def values(self, line: T) -> dict[str, Any]:
        """What the form begins with."""
        raise NotImplementedError

    def own(self, line: T) -> bool:
        """Whether the room has set it."""
        raise NotImplementedError

    def editable(self, line: T) -> bool:
        return True

    def seen(self) -> int:
        """Rows of the table that are seen at once; the rest is scrolled."""
        raise NotImplementedError

    def put(self, line: T, said: dict[str, Any]) -> None:
        """Set it to what the form says."""
        raise NotImplementedError

    def give_back(self, line: T) -> None:
        """The default again."""
        raise NotImplementedError

    # -- the same for all

    def refresh(self) -> None:
        """The figures as they are now; what is being typed stays."""
        self.model.show(self.rows())
        self._measure()
        if self.list.current_key() is None and self.model.rowCount():
            self.list.go_to(self.model.key_at(0))
        self._show(keep=self.saving.dirty)

    def settle(self) -> None:
        self.saving.keep()

    def save_now(self) -> None:
        """Set the figure; the cursor goes where the room refuses."""
        line = self._line
        if line is not None and self._may and self.form.isEnabled() and self.form.check():
            self.put(line, self.form.values())

    def reset_now(self) -> None:
        line = self._line
        if line is not None and self._may and self.form.isEnabled():
            self.give_back(line)

    def written(self) -> None:
        """It is done: no draft any more, and back to the table."""
        drafts.drop(self._host.desk, self._key())
        self.saving.forget()
        self.refresh()
        self.list.setFocus()

    def _choose(self, _key: object) -> None:
        self.saving.keep()
        self._show(keep=False)

    def _show(self, *, keep: bool) -> None:
        """The chosen figure below the table."""
        key = self.list.current_key()
        row = self.model.row_of(key) if key is not None else None
        line = self._line = self.model.at(row) if row is not None else None
        if line is None:
            return
        self.explain(line)
        self._editing.setVisible(self._may and self.editable(line))
        self.reset.setVisible(self.own(line))
        if not keep:
            self.form.fill(self.values(line))
            self.form.clear_problems()
            self.saving.forget()
            self.saving.bring_back()

    def _go_in(self, _key: object = None) -> None:
        if self._editing.isVisibleTo(self):
            self.form.chain.go(self.form.field(self.form.names()[0]))

    def _key(self) -> str:
        return f"{self._kept_as}:{self._row_key(self._line)}" if self._line is not None else self._kept_as

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_card"):
            self._measure()

    def _measure(self) -> None:
        self._card.setFixedHeight(look().px(HEAD) + self.seen() * look().px(ROW) + 2)

    def _lay(self) -> None:
        self._editing = QWidget()
        edit = QVBoxLayout(self._editing)
        edit.setContentsMargins(0, 0, 0, 0)
        edit.setSpacing(8)
        edit.addWidget(self.form)
        feet = QHBoxLayout()
        feet.setSpacing(8)
        feet.addLayout(beside(self.save, self.reset))
        feet.addWidget(self.state, 1)
        edit.addLayout(feet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._card, self.title, self._editing, self.facts):
            column.addWidget(widget)

"""A tab with its records at the left and the chosen one as a form at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.casefile import CaseFile
from desktop.ui.file.records.pane import Pane, locked
from desktop.ui.file.records.rows import Row, RowList
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, quiet
from desktop.ui.kit.cards import EmptyState, Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone, look

NEW = "new:"  # before the kind of a record that is not saved yet
LIST = 186  # px at 100 %


class Ledger(Dressed, QWidget):
    """Rows, what can be added, and one pane for each kind. The child class fills it in `rows` and `open_row`."""

    def __init__(self, host: Host, *, name: str, nothing: str, strung: bool = False) -> None:
        """`name` is what the list is called, `nothing` the sentence while there is no record."""
        QWidget.__init__(self)
        self.host = host
        self.file: CaseFile | None = None
        self.list = RowList(strung=strung, name=name)
        self.list.chosen.connect(self._on_chosen)
        self.list.entered.connect(self._enter)
        self._panes: dict[str, Pane[Any]] = {}
        self._adders: list[Button] = []
        self.empty = EmptyState(nothing, icon="ph.note-pencil")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        side = PageColumn()
        side.column.setContentsMargins(0, 8, 0, 8)
        side.column.setSpacing(0)
        side.add(self.list)
        self._adding = QVBoxLayout()
        self._adding.setContentsMargins(9, 8, 8, 0)
        self._adding.setSpacing(0)
        side.column.addLayout(self._adding)
        side.column.addStretch(1)
        self.side = side
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(Hairline(vertical=True))
        row.addWidget(self.stack, 1)
        self.dress()

    # -- what a child class says

    def rows(self, file: CaseFile) -> list[Row]:
        """All saved records, in order; `draft_rows` come first."""
        raise NotImplementedError

    def open_row(self, file: CaseFile, key: str) -> bool:
        """Show the record with this key; False when it is not one of this tab's any more."""
        return self.open_record(file, key)

    def first_key(self, file: CaseFile) -> str:
        """What is shown when the file is opened."""
        rows = self._all(file)
        return rows[0].key if rows else ""

    # -- for the child class

    def add_pane(self, pane: Pane[Any]) -> None:
        self._panes[pane.kind] = pane
        self.stack.addWidget(pane)
        pane.saved.connect(self._on_saved)
        pane.gone.connect(self._on_gone)
        pane.typed.connect(self._show_rows)

    def add_adder(self, words: str, act: Callable[[], object]) -> Button:
        button = quiet(words, icon="ph.plus")
        button.clicked.connect(act)
        self._adders.append(button)
        self._adding.addWidget(button)
        return button

    def pane(self, kind: str) -> Pane[Any]:
        return self._panes[kind]

    def begin_new(self, kind: str) -> None:
        """A new record of a kind (or the one begun and not saved)."""
        if self.file is None:
            return
        self._settle_shown()
        self._open(f"{NEW}{kind}")
        self._panes[kind].begin_focus()

    def open_record(self, file: CaseFile, key: str) -> bool:
        """The pane that knows the record shows it."""
        if key.startswith(NEW):
            pane = self._panes[key.removeprefix(NEW)]
            pane.open(file, None)
            self.stack.setCurrentWidget(pane)
            return True
        for pane in self._panes.values():
            id = _uuid(key)
            record = pane.look_up(file, id) if id is not None else None
            if record is not None:
                pane.open(file, record)
                self.stack.setCurrentWidget(pane)
                return True
        return False

    def draft_rows(self, file: CaseFile) -> list[Row]:
        """New records that were begun, and the one that is being begun now."""
        found = []
        for kind, pane in self._panes.items():
            key = f"{NEW}{kind}"
            if key == self.list.key() or pane.has_draft(file):
                found.append(Row(key, f"新{pane.noun}", "未保存", Shape.RING, Tone.INK_3))
        return found

    # -- what the page asks

    def show_file(self, file: CaseFile) -> None:
        same = self.file is not None and self.file.dispute.id == file.dispute.id
        if not same:
            self.settle()
        self.file = file
        may = not locked(self.host, file)
        for button in self._adders:
            button.setVisible(may)
        if not same:
            self.list.show_rows([], "")
            self._open(self.first_key(file))
            return
        self._show_rows()
        shown = self.stack.currentWidget()
        if isinstance(shown, Pane):
            shown.show_again(file)
        elif self.list.key() not in [row.key for row in self.list.rows()] or not self.open_row(file, self.list.key()):
            self._open(self.first_key(file))

    def settle(self) -> None:
        self._settle_shown()

    def begin_focus(self) -> None:
        if self.list.rows():
            self.list.setFocus()
        elif self._adders and not self._adders[0].isHidden():
            self._adders[0].setFocus()

    def dress(self) -> None:
        self.side.setFixedWidth(round(LIST * min(look().scale, 1.25)))

    # -- inside

    def _all(self, file: CaseFile) -> list[Row]:
        return [*self.draft_rows(file), *self.rows(file)]

    def _show_rows(self) -> None:
        if self.file is not None:
            self.list.show_rows(self._all(self.file), self.list.key())

    def _open(self, key: str) -> None:
        assert self.file is not None
        self.list.show_rows(self.list.rows(), key)
        self._show_rows()
        if not key or not self.open_row(self.file, key):
            self.list.show_rows(self.list.rows(), "")
            self.stack.setCurrentWidget(self.empty)

    def _settle_shown(self) -> None:
        shown = self.stack.currentWidget()
        if isinstance(shown, Pane):
            shown.settle()

    def _on_chosen(self, key: str) -> None:
        self._settle_shown()
        self._open(key)

    def _on_saved(self, id: UUID) -> None:
        """The saved record is the one chosen now, unless the person already went elsewhere."""
        pane = self.sender()
        if isinstance(pane, Pane) and self.stack.currentWidget() is pane:
            self.list.show_rows(self.list.rows(), str(id))
        self._show_rows()

    def _on_gone(self) -> None:
        if self.file is None:
            return
        keys = [row.key for row in self.list.rows()]
        here = keys.index(self.list.key()) if self.list.key() in keys else 0
        self.list.show_rows([], "")
        left = [row.key for row in self._all(self.file)]
        self._open(left[min(here, len(left) - 1)] if left else "")
        self.begin_focus()

    def _enter(self) -> None:
        shown = self.stack.currentWidget()
        if isinstance(shown, Pane):
            shown.begin_focus()


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def described(*parts: str) -> str:
    """Words with a dot between, without the empty ones."""
    return "·".join(part for part in parts if part)

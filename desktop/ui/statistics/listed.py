"""Rows in groups at the left, the card of the chosen one at the right; a sentence where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.ui.kit.cards import Card, CardHead, EmptyState
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.sided import Sided
from desktop.ui.people.rows import Group, Rows


class Listed(Sided):
    """What is said of the chosen one is added to `inner`, below `title`."""

    def __init__(self, name: str, nothing: str, icon: str) -> None:
        QWidget.__init__(self)
        self.rows = Rows(name)
        self.none = EmptyState(nothing, icon=icon)
        self.title = CardHead("")
        area = PageColumn()
        area.column.setSpacing(0)
        area.add(self.rows)
        area.add(self.none)
        area.column.addStretch(1)
        left = Card(flush=True)
        left.add(area, 1)
        self.side = Card()
        self.inner = PageColumn()
        self.side.add(self.title)
        self.side.add(self.inner, 1)
        self.sit(left, self.side)

    def show_groups(self, groups: Sequence[Group]) -> None:
        self.rows.show_groups(groups)
        self.rows.setVisible(bool(groups))
        self.none.setVisible(not groups)

    def begin_focus(self) -> None:
        self.rows.setFocus()

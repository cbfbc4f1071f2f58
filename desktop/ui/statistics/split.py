"""A card of two halves for what the room writes down itself: what there is at the left, one of it at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit.cards import Card, CardHead, EmptyState, Hairline
from desktop.ui.kit.columns import PageColumn


class SplitCard(Card):
    """`head` over both; `list` (a widget as tall as its rows) scrolls; `right` is a column that scrolls by itself."""

    def __init__(self, title: str, rows: QWidget, empty: EmptyState, *, left: int = 6, right: int = 5) -> None:
        super().__init__(flush=True)
        self.head = CardHead(title, barred=True)
        self.rows, self.empty = rows, empty
        area = PageColumn()
        area.column.setSpacing(0)
        area.add(rows)
        area.column.addStretch(1)
        self._list = area
        side = PageColumn()
        side.column.setContentsMargins(16, 12, 16, 12)
        self.right: QVBoxLayout = side.column
        self.side = side
        halves = QHBoxLayout()
        halves.setSpacing(0)
        for widget, share in ((empty, left), (area, left), (Hairline(vertical=True), 0), (side, right)):
            halves.addWidget(widget, share)
        self.add(self.head)
        self.body.addLayout(halves, 1)
        self.show_list(False)

    def show_list(self, any_rows: bool) -> None:
        self._list.setVisible(any_rows)
        self.empty.setVisible(not any_rows)

"""待上传 and 刚收到: what was done, to which file, when or by whom; in plain words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from desktop.commands.syncing.status import Item, Listed
from desktop.ui.kit.buttons import link
from desktop.ui.kit.cards import Card, CardHead, Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone, look
from desktop.ui.sync.marks import Entry, Rows
from desktop.ui.sync.said import clock, item_words, when

LEAST_ROWS, MOST_ROWS = 3, 8
ROOM = "设置"  # where no file is meant


class _Scroll(PageColumn):
    """Rows that scroll inside their card; three of them always have room."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self._rows = rows
        self.column.setSpacing(0)
        self.add(rows)

    def minimumSizeHint(self) -> QSize:
        """Where the page itself scrolls, more of them stand before anything scrolls inside it."""
        rows = min(max(len(self._rows.rows), LEAST_ROWS), MOST_ROWS) if look().folded else LEAST_ROWS
        return QSize(look().px(160), rows * (look().px(36) + 1))

    def sizeHint(self) -> QSize:
        return QSize(look().px(240), self.minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list ends on a whole row."""
        super().resizeEvent(event)
        self.end_on_a_row()

    def end_on_a_row(self) -> None:
        row = look().px(36) + 1
        over = len(self._rows.rows) * row > self.height()
        self.setViewportMargins(0, 0, 0, self.height() % row if over else 0)


class ListCard(Card):
    """A head, lines, and a quiet sentence at the foot."""

    opened = Signal(object)  # UUID of a file

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.head = CardHead(title)
        self.rows = Rows()
        self._said: tuple[tuple[Item, str], ...] = ()
        self._scroll = _Scroll(self.rows)
        self.nothing = Label("", tone=Tone.INK_2, wrap=True)
        self.nothing.setContentsMargins(0, 8, 0, 0)
        self._scroll.add(self.nothing)
        self._scroll.column.addStretch(1)
        self.foot = Label("", tone=Tone.INK_2, wrap=True)
        self.add(self.head)
        self.body.addSpacing(4)
        self.add(Hairline())
        self.body.setSpacing(0)
        self.add(self._scroll, 1)
        self.add(self.foot)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.dress()

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "head"):
            self.head.setFixedHeight(look().px(28))

    def show_items(self, listed: Listed, end: Callable[[Item], str], beside: str, nothing: str) -> None:
        self.head.show_words(self.title, beside)
        shown = sum(item.times for item in listed.items)
        more = f"还有更早的 {listed.total - shown} 项" if listed.items and listed.total > shown else ""
        self.nothing.setText(more if listed.items else nothing)
        self.nothing.setVisible(not listed.items or bool(more))
        said = tuple((item, end(item)) for item in listed.items)
        if said == self._said:
            return  # the lines, and where one stands among them, stay
        self._said = said
        made = []
        for item in listed.items:
            words = item_words(item)
            tip = "\n".join(part for part in (item.names, words, f"{item.who} {item.station}".strip()) if part)
            entry = Entry(item.number or ROOM, words, end(item), tip, opens=item.dispute is not None)
            if isinstance(item.dispute, UUID):
                entry.clicked.connect(lambda _checked=False, id=item.dispute: self.opened.emit(id))
            made.append(entry)
        if made:
            made[-1].last = not more
        self.rows.show_rows(made)
        self._scroll.updateGeometry()
        self._scroll.end_on_a_row()


class WaitingCard(ListCard):
    """What was done here and is on no other machine for certain."""

    def __init__(self) -> None:
        super().__init__("待上传")

    def show_waiting(self, listed: Listed, now: datetime, *, connected: bool) -> None:
        self.title = "待上传" if connected else "还没有写到 U 盘"
        beside = f"{listed.total} 项" if listed.total else ""
        done = "都已上传,街道服务器给了回执。" if connected else "都已写到 U 盘。"
        self.show_items(listed, lambda item: clock(item.at, now), beside, done)
        self.foot.setText(
            "联网后自动上传。街道服务器给了回执,才算已同步。" if connected else "写到 U 盘后,带到另一台电脑读入。"
        )


class ReceivedCard(ListCard):
    """What others did, until somebody here has seen it."""

    def __init__(self) -> None:
        super().__init__("刚收到")
        self.seen = link("全部看过")
        self.head.add_right(self.seen)
        self.foot.hide()

    def show_received(self, listed: Listed, at: datetime | None, now: datetime) -> None:
        parts = [when(at, now).removeprefix("今天 ")] if at is not None else []
        parts += [f"{listed.total} 项"] if listed.total else []
        self.show_items(listed, lambda item: item.who, "·".join(parts), "别的电脑没有新的内容。")
        self.seen.setVisible(bool(listed.total))

"""回访与履行: whom to ask and what is to be paid, one list over the other, and beside them the call or the payment."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands.follow_ups import Asking, Owing, Waiting, waiting
from desktop.domain.changes import Changed
from desktop.domain.errors import NotFound
from desktop.ui.follow_ups.call import CallPane
from desktop.ui.follow_ups.list import WaitList
from desktop.ui.follow_ups.receipt import ReceiptPane
from desktop.ui.follow_ups.rows import Group, ask_line, owe_line
from desktop.ui.host import Host
from desktop.ui.kit.buttons import quiet
from desktop.ui.kit.cards import Card, EmptyState
from desktop.ui.kit.columns import PageColumn, PageHead
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.text import wide
from desktop.ui.looks import look

SPANS = (("week", "本周", 0), ("late", "逾期", 0), ("today", "今天", 0), ("all", "全部", 0))
PANEL = 372  # px at 100 %
LEAST_LIST = 30  # characters of the list below which the panel goes under a key
REST_MS = 120  # a row held that long is read and shown beside the list


class FollowUpsPage(Dressed, QWidget):
    """↑ ↓ choose, Enter opens the file, Tab goes into the panel, Ctrl+Enter writes down and goes on to the next."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._shown: Waiting | None = None
        self._rows: dict[str, Asking | Owing] = {}
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._show_current)
        self.head = PageHead("回访与履行")
        self.spans = Segments([Segment(key, words) for key, words, _rank in SPANS], name="时间")
        self.spans.chosen.connect(self.refresh)
        self.head.add_beside(self.spans)
        self.mine = quiet("只看我的", icon="ph.user")
        self.mine.setCheckable(True)
        self.mine.toggled.connect(self.refresh)
        if host.desk.account.member_id is not None:
            self.head.add_action(self.mine)
        self.list = WaitList()
        self.list.chosen.connect(lambda _key: self._rest.start())
        self.list.opened.connect(self._open)
        self.area = PageColumn()
        self.area.add(self.list)
        self.area.column.addStretch(1)
        self.card = Card(flush=True)
        self.card.add(self.area)
        self.call, self.receipt = CallPane(host), ReceiptPane(host)
        self.none = EmptyState("在左边选一行,这里记回访或者收款。", icon="ph.phone-call")
        self.stack = QStackedWidget()
        for pane in (self.none, self.call, self.receipt):
            self.stack.addWidget(pane)
        for form in (self.call, self.receipt):
            form.column.column.setContentsMargins(16, 12, 16, 12)
            form.saved.connect(self._saved)
            form.gone.connect(self._given_up)
        self.panel = Card(flush=True)
        self.panel.add(self.stack)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.card, 1)
        row.addWidget(self.panel)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addLayout(row, 1)
        self.dress()
        self.refresh()

    # -- what the window asks

    def refresh(self) -> None:
        desk = self._host.desk
        shown = waiting(desk, self.spans.key(), mine=self.mine.isChecked())
        self._shown = shown
        asks = tuple(ask_line(one, shown.on, desk.handbook) for one in shown.asking)
        owes = tuple(owe_line(one, shown.on, desk.handbook) for one in shown.owing)
        self._rows = dict(zip([line.key for line in (*asks, *owes)], (*shown.asking, *shown.owing), strict=True))
        self.spans.show_segments([Segment(key, words, shown.counts[key], rank) for key, words, rank in SPANS])
        self.head.show_words("回访与履行")
        self.list.show_groups(
            [
                Group("要问的人", shown.to_ask, asks, "没有要问的人。下次回访的日子到了会出现在这里。"),
                Group("要付的钱", shown.to_pay, owes, "没有到期的款项和义务。"),
            ]
        )
        self._show_current()

    def heard(self, changed: Changed) -> None:
        if self.isVisible():
            self._soon.start()

    def begin_focus(self) -> None:
        if self.list.row_keys():
            self.list.setFocus()
        else:
            self.spans.setFocus()

    def settle(self) -> None:
        """What was begun in the panel stays a draft."""
        for pane in (self.call, self.receipt):
            pane.settle()

    def print_asked(self) -> None:
        if self.stack.currentWidget() is self.receipt:
            self.receipt.notice_button.click()

    # -- within

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The panel yields when the list would have no room for its words."""
        worn = look()
        room = self.width() - 2 * worn.page_margin
        wanted = worn.px(PANEL) if room < 1500 * worn.scale else worn.px(420)
        self.panel.setFixedWidth(min(wanted, round(room * 0.46)))
        self.panel.setVisible(room - self.panel.width() - 16 >= LEAST_LIST * wide("国", worn.font()))

    def _show_current(self) -> None:
        """The panel for the chosen row: the same file keeps what is typed, another one begins anew."""
        self._rest.stop()
        row = self._rows.get(self.list.key())
        if row is None:
            self.settle()
            self.stack.setCurrentWidget(self.none)
            return
        try:
            with self._host.desk.read() as reader:
                file = reader.file(row.due.dispute)
        except NotFound:
            self.stack.setCurrentWidget(self.none)
            return
        if isinstance(row, Asking):
            if self.call.file is not None and self.call.file.dispute.id == row.due.dispute and self._is_up(self.call):
                self.call.show_again(file)
                return
            self.settle()
            self.call.open_file(file)
            self.stack.setCurrentWidget(self.call)
            return
        same = self.receipt.owing is not None and self.receipt.owing.key == row.key
        if same and self._is_up(self.receipt) and self.receipt.dirty:
            self.receipt.show_again(file)
            return
        self.settle()
        self.receipt.open_owing(file, row)
        self.stack.setCurrentWidget(self.receipt)

    def _is_up(self, pane: QWidget) -> bool:
        return self.stack.currentWidget() is pane

    def _saved(self, _id: UUID) -> None:
        """On to the next row, ready for the next call; a willing one waits for its 再次调解."""
        if self._is_up(self.call) and self.call.willing() is not None:
            return
        pane = self.call if self._is_up(self.call) else self.receipt
        pane.record, pane.file = None, None
        if isinstance(pane, ReceiptPane):
            pane.owing = None
        self.refresh()
        self.begin_focus()

    def _given_up(self) -> None:
        self.call.file = None
        self.receipt.owing = None
        self._show_current()
        self.begin_focus()

    def _open(self, key: str) -> None:
        row = self._rows.get(key)
        if row is not None:
            tab = "follow_up" if isinstance(row, Asking) else "performance"
            self._host.open_file(row.due.dispute, tab)

"""纠纷: the list of files with the panel of the current one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands import lists
from desktop.commands.lists import Files, Filter
from desktop.domain.changes import Changed
from desktop.domain.errors import NotFound
from desktop.domain.permissions import Act
from desktop.ui.disputes.columns import FilesSource, columns
from desktop.ui.disputes.detail import Detail
from desktop.ui.disputes.filters import FilterBar, SearchLine
from desktop.ui.host import Host
from desktop.ui.kit.buttons import MenuButton, Rank, plain
from desktop.ui.kit.cards import Card, EmptyState, Hairline
from desktop.ui.kit.columns import PageHead
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.kit.models import WindowedModel
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.tables import ListView
from desktop.ui.kit.text import wide
from desktop.ui.looks import Tone, look

VIEWS = (
    ("unsettled", "未结", 0),
    ("mine", "我的", 0),
    ("risky", "高风险", 1),
    ("mass", "群体性", 2),
    ("all", "全部", 0),
)
DETAIL = 316  # px at 100 %
SETTLE_MS = 60  # the panel follows the row when the arrow key rests
LEAST_LIST = 30  # characters the list keeps; with fewer the panel goes


class FilesPage(Dressed, QWidget):
    """The list asks again after every change and keeps what is selected and seen."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._words = ""
        self._only: tuple[UUID, ...] | None = None  # the files behind a figure, and what it is called
        self._only_title = ""
        self._view_before = "unsettled"
        self._filters_open = False
        self._files = Files(host.desk, Filter(view="unsettled"))
        self.model = WindowedModel(columns(host.desk.handbook, host.desk.today), _key, FilesSource(self._files))
        self.list = ListView(self.model, name="纠纷列表")
        self.model.sort_by("number", True)
        self.head = PageHead("纠纷")
        self.columns_button = MenuButton("列", Rank.QUIET, icon="ph.columns")
        self.head.add_action(self.columns_button)
        self.views = Segments([Segment(key, words, rank=rank) for key, words, rank in VIEWS], name="范围")
        self.filters = FilterBar(host)
        self.fold = plain("筛选", icon="ph.funnel")
        self.fold.setCheckable(True)
        self.searching = SearchLine()
        self.detail = Detail(host)
        self._rest = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._build()
        self._wire()
        self.dress()

    def _build(self) -> None:
        self._top = QHBoxLayout()
        self._top.setSpacing(16)
        self._top.addWidget(self.views)
        self._top.addStretch(1)
        self._top.addWidget(self.filters)
        self._top.addWidget(self.fold)
        self.none_yet = EmptyState(
            "还没有纠纷。来人、来电、移送的纠纷,先登记姓名和发生了什么。",
            icon="ph.folder-open",
            action="登记纠纷" if self._host.desk.may(Act.REGISTER) else "",
            hint="Ctrl+N",
        )
        self.nothing = EmptyState(
            "没有找到。可以只输姓氏、电话后四位或拼音首字母,或看“全部”。",
            icon="ph.magnifying-glass",
            action="清除搜索和筛选",
        )
        self.pages = QStackedWidget()
        for page in (self.list, self.none_yet, self.nothing):
            self.pages.addWidget(page)
        self.place = Label(tone=Tone.INK_2)
        self.keys = ElidedLabel("↑ ↓ 选择   Enter 打开   Ctrl+C 复制为表格", tone=Tone.INK_2, least=0)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        foot.setSpacing(24)
        foot.addWidget(self.place)
        foot.addStretch(1)
        foot.addWidget(self.keys)
        self.card = Card(flush=True)
        self.card.add(self.searching)
        self.card.add(self.pages, 1)
        self.card.add(Hairline())
        self.card.body.addLayout(foot)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.card, 1)
        body.addWidget(self.detail)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addLayout(self._top)
        self._column.addLayout(body, 1)

    def _wire(self) -> None:
        self.list.opened.connect(self._open)
        self.list.current_changed.connect(self._rest.start)
        self.list.told.connect(self.place.setText)
        self.list.folded.connect(self._tell_folded)
        self._rest.timeout.connect(self._show_current)
        self.views.chosen.connect(self._choose_view)
        self.filters.changed.connect(self._ask)
        self.fold.toggled.connect(self._toggle_filters)
        self.searching.cleared.connect(lambda: self.search(""))
        self.none_yet.acted.connect(self._host.open_intake)
        self.nothing.acted.connect(self._clear)
        for column in self.model.columns[2:]:
            action = self.columns_button.add(column.title, self._hide_columns)
            action.setCheckable(True)
            action.setChecked(True)
            action.setData(column.name)

    # -- what the window asks

    def search(self, words: str) -> None:
        """Show the files of these words, whatever their state; no words: back to the view of before."""
        words = words.strip()
        narrowed = bool(self._words) or self._only is not None
        if words and not narrowed:
            self._view_before = self.views.key()
            self.views.choose("all")
        elif narrowed and not words:
            self.views.choose(self._view_before)
        self._words, self._only = words, None
        self._ask()

    def show_only(self, title: str, ids: Sequence[UUID]) -> None:
        """These files, whatever their state, until the search is cleared; `title` says whose they are."""
        if not self._words and self._only is None:
            self._view_before = self.views.key()
        self.filters.clear()
        self.views.choose("all")
        self._words, self._only, self._only_title = "", tuple(ids), title
        self._ask()

    def refresh(self) -> None:
        self.filters.offer()
        counts = lists.views(self._host.desk)
        self.views.show_segments([Segment(key, words, counts[key], rank) for key, words, rank in VIEWS])
        self.head.show_words("纠纷", f"未结 {counts['unsettled']:,} 件·共 {counts['all']:,} 件")
        self._reload(counts["all"])
        self._fold()

    def heard(self, changed: Changed) -> None:
        if self.isVisible():
            self.refresh()

    def begin_focus(self) -> None:
        if self.pages.currentWidget() is self.list:
            self.list.start()
        elif self.pages.currentWidget() is self.nothing and self.nothing.button is not None:
            self.nothing.button.setFocus()
        else:
            self.views.setFocus()

    def print_asked(self) -> None:
        if self.detail.printer.isEnabled():
            self.detail.printer.click()

    # -- asking

    def _ask(self) -> None:
        """The question changed: the list begins at its top, unless the current file is still in it."""
        self._reload(-1)
        if self.list.current_key() is None and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0, 0))
            self._show_current()

    def _reload(self, total: int) -> None:
        self._files.filter = self.filters.apply(Filter(view=self.views.key(), words=self._words, only=self._only))
        self.model.reload()
        count = self.model.rowCount()
        if total < 0:
            total = count or Files(self._host.desk).count()
        if self._only is not None:
            self.searching.show_title(self._only_title, count)
        else:
            self.searching.show_search(self._words, count)
        self.pages.setCurrentWidget(self.list if count else self.nothing if total else self.none_yet)
        self.place.setText(self.list.foot())
        narrowed = self.filters.count()
        self.fold.set_words(f"筛选 {narrowed}" if narrowed else "筛选")
        self._show_current()

    def _choose_view(self, _key: str) -> None:
        self._ask()

    def _clear(self) -> None:
        self.filters.clear()
        self._words, self._only = "", None
        self.views.choose("all")
        self._ask()
        self.begin_focus()

    def _show_current(self) -> None:
        self._rest.stop()
        key = self.list.current_key()
        try:
            with self._host.desk.read() as reader:
                file = reader.file(cast(UUID, key)) if key is not None else None
        except NotFound:
            file = None
        self.detail.show_file(file)

    def _open(self, key: object) -> None:
        self._host.open_file(cast(UUID, key))

    # -- room

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """The filters go behind their button, then the panel goes, when there is no room for them."""
        room = self.width() - 2 * look().page_margin
        fits = self.views.sizeHint().width() + self.filters.one_line() + 24 <= room
        self.fold.setVisible(not fits)
        inline = self._top.indexOf(self.filters) >= 0
        if fits != inline:
            self._top.removeWidget(self.filters)
            self._column.removeWidget(self.filters)
            if fits:
                self._top.insertWidget(2, self.filters)
            else:
                self._column.insertWidget(2, self.filters)
        self.filters.setVisible(fits or self._filters_open)
        scale = look().scale
        wanted = 400 if room > 1500 * scale else DETAIL if scale <= 1.25 else round(253 * scale)
        self.detail.setFixedWidth(wanted)
        self.detail.setVisible(room - wanted - 16 >= LEAST_LIST * wide("国", look().font()))
        self.keys.setVisible(room > 36 * wide("国", look().font()))

    def _toggle_filters(self, opened: bool) -> None:
        self._filters_open = opened
        self._fold()
        if opened:
            self.filters.category.setFocus()

    def _hide_columns(self) -> None:
        actions = self.columns_button.menu_shown().actions()
        self.list.hide_columns(action.data() for action in actions if not action.isChecked())

    def _tell_folded(self, count: int) -> None:
        self.columns_button.set_words(f"列(收起 {count})" if count else "列设置")


def _key(line: lists.Line) -> UUID:
    return line.id

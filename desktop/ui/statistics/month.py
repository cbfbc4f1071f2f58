"""月报: the official table, the files of the figure stood on, and the charts beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.commands.statistics import reported
from desktop.commands.statistics.figures import CaseTable, Entry, line_of, table_lines
from desktop.domain.counting import Basis, Period
from desktop.domain.counting.table import Line, identities
from desktop.ui.host import Host
from desktop.ui.kit.cards import Card
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.looks import look
from desktop.ui.statistics.asking import MANY, MOST, Span, items, listed, measures, place_words, spans, title, what
from desktop.ui.statistics.banner import FailedBanner
from desktop.ui.statistics.deck import Deck
from desktop.ui.statistics.drill import Drill
from desktop.ui.statistics.table import StatTable
from desktop.ui.statistics.table_head import TableHead
from desktop.ui.statistics.table_rows import Measure
from reports.statistics.charts import Chart

REST_MS = 40  # the files follow the figure when the arrow key rests
SCROLLED = 16  # px of the card's edges and the scroll bar beside the table
ROWS = 18  # of the table that are seen before its files take more room


NONE = "没有这样的案件。"
NO_CASES = "排查不是案件,在分表“排查记录”里逐次登记和查看。"


@dataclass(frozen=True, slots=True)
class Aside:
    """Whose files are shown instead of those of the figure: a failed identity, or a bar (a place of a table)."""

    identity: str = ""
    axis: str = ""
    key: str = ""
    measure: str = ""


class MonthView(Dressed, QWidget):
    """`opened(id)`: one file; `listed(title, ids)`: these in 纠纷."""

    opened = Signal(object)
    listed = Signal(str, object)

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._period: Period | None = None
        self._basis: Basis | None = None
        self._spans: dict[str, Span] = {}
        self._measures: dict[str, Measure] = {}
        self._aside: Aside | None = None
        self._asked = 0  # which asking for files is the last
        self._entries: tuple[Entry, ...] = ()
        self._what = ""  # whose files they are, without the figure
        self.table = StatTable()
        self.head = TableHead(self.table)
        self.drill = Drill()
        self.deck = Deck()
        self.area = PageColumn()
        self.area.column.setSpacing(0)
        self.area.add(self.table)
        self.card = Card(flush=True)
        self.card.add(self.head)
        self.card.add(self.area, 1)
        self.left = QWidget(self)
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.card, 1)
        column.addWidget(self.drill)
        self.deck.setParent(self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._wire()

    def _wire(self) -> None:
        self._rest.timeout.connect(self.show_files)
        self.table.chosen.connect(self._moved)
        self.table.entered.connect(self._into_files)
        self.area.verticalScrollBar().valueChanged.connect(self.head.show_offset)
        self.drill.entered.connect(self.opened)
        self.drill.left.connect(self.table.setFocus)
        self.drill.closed.connect(self._back_to_figure)
        self.drill.wanted.connect(self._list)

    # -- what the page asks

    def show_period(
        self,
        period: Period,
        basis: Basis | None,
        *,
        compare: bool,
        banner: FailedBanner,
        frozen: bool,
        may_freeze: bool,
    ) -> CaseTable:
        """Ask everything again and show it; Refused `not_counted`."""
        table, made = measures(self._host.desk, period, basis, compare=compare)
        if (period, basis) != (self._period, self._basis):
            self._aside = None
        self._period, self._basis = period, basis
        self._spans = {span.key: span for span in spans(period, compare=compare)}
        self._measures = {measure.key: measure for measure in made}
        banner.show_failed(table.failed, len(identities(table.lines)), frozen=frozen, may_freeze=may_freeze)
        if table.failed:
            found = reported.offenders(self._host.desk, banner.current.code, period, basis)
            banner.show_offenders(len(found))
        self.table.show_table(table.lines, made, banner.codes())
        self.head.update()
        self.show_files()
        return table

    def show_charts(self, charts: Sequence[Chart]) -> None:
        self.deck.show_charts(charts)

    def mark(self, banner: FailedBanner) -> None:
        """Another failed identity is shown."""
        if self._period is None:
            return
        found = reported.offenders(self._host.desk, banner.current.code, self._period, self._basis)
        banner.show_offenders(len(found))
        self.table.show_table(table_lines(), list(self._measures.values()), banner.codes())
        if self._aside is not None and self._aside.identity:
            self.show_offenders(banner.current.code)

    def show_offenders(self, code: str) -> None:
        """The files that make an identity fail, in place of those of the figure."""
        self._aside = Aside(identity=code)
        self.show_files()
        self.drill.items.start()

    def show_code(self, code: str) -> None:
        """Stand on a line, as from a chart, and go to its files."""
        self.table.choose(code, next(iter(self._measures)))
        self._aside = None
        self.show_files()
        self._into_files()

    def show_place(self, axis: str, key: str, measure: str) -> None:
        """The files of a place of the other tables, as a bar counts them; the figure's own come back by ✕."""
        self._aside = Aside(axis=axis, key=key, measure=measure)
        self.show_files()
        self.drill.items.start()

    def begin_focus(self) -> None:
        self.table.setFocus()

    def hide_charts(self, hidden: bool) -> None:
        """While a panel stands in their place."""
        self.deck.setHidden(hidden)
        self._lay()

    # -- what Qt calls

    def dress(self) -> None:
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    # -- inside

    def show_files(self) -> None:
        """The files of the figure stood on, of the failed identity, or of the bar; a great many are asked elsewhere."""
        if self._period is None:
            return
        desk, period, basis, aside = self._host.desk, self._period, self._basis, self._aside
        self._asked += 1
        if aside is not None and aside.identity:
            self._what = "核对不平的案件"
            self._put(reported.offenders(desk, aside.identity, period, basis), "对不上的 {n} 件", None)
            return
        if aside is not None:
            self._what = place_words(aside.axis, aside.key)
            found = reported.at(desk, aside.axis, aside.key, aside.measure, period, basis)
            self._put(found, f"{self._what}·{{n}} 件", line_of("cases_total"))
            return
        line, span = line_of(self.table.code()), self._spans[self.table.column()]
        values = self._measures[span.key].values
        value = values.get(line.code, 0)
        words, self._what = title(line, span.head, value), what(line, span.head)
        if line.event or not value:
            self._put((), words, line, note=NO_CASES if line.event else NONE)
        elif min(abs(value), values["cases_total"]) > MANY:
            self._put((), words, line, note="案件较多,正在列出…")
            ask = partial(listed, desk, line, span.period, basis)
            self._host.submit(ask, partial(self._found_many, self._asked, words, line))
        else:
            self._put(reported.behind(desk, line, span.period, basis), words, line)

    def _found_many(self, asked: int, words: str, line: Line, found: tuple[Entry, ...] | None) -> None:
        """Home from a job: shown unless another figure is stood on now."""
        if asked == self._asked and found is not None:
            self._put(found, words, line)

    def _put(self, entries: tuple[Entry, ...], words: str, line: Line | None, *, note: str = "") -> None:
        """`words` may hold {n} for the count of 件; of people and money the count follows them."""
        self._entries, count = entries, len(entries)
        counted = words.replace("{n}", f"{count:,}")
        if line is not None and line.unit != "件" and count:
            counted += f",{count:,} 件"
        more = f"另有 {count - MOST:,} 件,在“纠纷”里看全部。" if count > MOST else ""
        self.drill.show_files(counted, items(entries[:MOST], line), note=note or more, closable=self._aside is not None)
        self._lay()

    def _moved(self, _code: str, _column: str) -> None:
        self._aside = None
        self._rest.start()

    def _into_files(self) -> None:
        if self._rest.isActive():
            self._rest.stop()
            self.show_files()
        if self.drill.items.items:
            self.drill.items.start()

    def _back_to_figure(self) -> None:
        self._aside = None
        self.show_files()
        self.table.setFocus()

    def _list(self) -> None:
        ids: list[UUID] = list(dict.fromkeys(entry.dispute for entry in self._entries))
        self.listed.emit(f"统计:{self._what}", ids)

    def _lay(self) -> None:
        """Table and files at the left, charts at the right; the table shows whole rows, the files what they need."""
        wide, high = self.width(), self.height()
        if wide < 100 or high < 100:
            return
        right = 0
        if not self.deck.isHidden():
            share = 50 if wide > look().px(1400) else 41
            right = max(min(wide * share // 100, wide - 16 - self._least_table()), look().px(260))
            self.deck.setGeometry(wide - right, 0, right, high)
        self.left.setGeometry(0, 0, wide - right - (16 if right else 0), high)
        row, head = self.table.row_height(), self.head.height() + 2
        usual = head + min(ROWS * row, self.table.sizeHint().height())
        room = high - 12
        files = min(max(room - usual, self.drill.least()), self.drill.whole())
        rest = room - files - head
        spare = rest % row if rest < self.table.sizeHint().height() else rest - self.table.sizeHint().height()
        self.drill.setFixedHeight(max(files + spare, 40))

    def _least_table(self) -> int:
        return self.table.least_beside() + SCROLLED

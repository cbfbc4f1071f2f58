"""统计: one period in figures that are right, open their files, and can be frozen and given out."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands.statistics import charts, figures, freezing, reported
from desktop.commands.statistics.figures import CaseTable
from desktop.commands.statistics.freezing import Frozen
from desktop.domain.changes import Changed
from desktop.domain.counting import Basis, Period, PeriodKind
from desktop.domain.counting.periods import around, parse_period
from desktop.domain.errors import Refused
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.cards import Card, EmptyState
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.segments import Segment
from desktop.ui.looks import look
from desktop.ui.statistics.banner import FailedBanner
from desktop.ui.statistics.corrections import CorrectionsView
from desktop.ui.statistics.exporting import ExportPane
from desktop.ui.statistics.freezing import FreezePane
from desktop.ui.statistics.frozen import FrozenView
from desktop.ui.statistics.head import StatisticsHead
from desktop.ui.statistics.month import MonthView
from desktop.ui.statistics.pane import Pane
from desktop.ui.statistics.sheets import SheetsView

REPORT, TABLES, FIXES, FROZEN = "report", "tables", "corrections", "frozen"
WAITING = "正在清点各卷…清点完自动显示,可以先办别的事。"


class StatisticsPage(Dressed, QWidget):
    """One view at a time of one period by one basis. While files are being counted it waits and comes back."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._basis: Basis | None = None  # None: the room's own
        self._counting = False
        self._table: CaseTable | None = None
        self.head = StatisticsHead(host.desk.today, self._sealed, self._views(0))
        self.banner = FailedBanner()
        self.month, self.tables = MonthView(host), SheetsView(host)
        self.corrections, self.frozen = CorrectionsView(host), FrozenView(host)
        self.waiting = Card()
        self.waiting.add(EmptyState(WAITING, icon="ph.arrows-clockwise"), 1)
        self.empty = Card()
        self.nothing = EmptyState("", icon="ph.chart-bar", action="看上一期")
        self.empty.add(self.nothing, 1)
        self.stack = QStackedWidget()
        for view in (self.month, self.tables, self.corrections, self.frozen, self.waiting, self.empty):
            self.stack.addWidget(view)
        self.freezing, self.exporting = FreezePane(host), ExportPane(host)
        self.panes: tuple[Pane, ...] = (self.freezing, self.exporting)
        self._body = QHBoxLayout()
        self._body.setSpacing(16)
        self._body.addWidget(self.stack, 1)
        for pane in self.panes:
            pane.hide()
            self._body.addWidget(pane)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(self.banner)
        self._column.addLayout(self._body, 1)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._wire()
        self.dress()
        self.refresh()

    def _wire(self) -> None:
        self._soon.timeout.connect(self.refresh)
        head = self.head
        head.picker.changed.connect(lambda _period: self._turned())
        head.based.connect(self.show_basis)
        head.compared.connect(lambda _on: self.refresh())
        head.views.chosen.connect(self.show_view)
        head.export.clicked.connect(lambda: self.open_pane(self.exporting))
        head.freeze.clicked.connect(lambda: self.open_pane(self.freezing))
        self.nothing.acted.connect(lambda: head.picker.turn(-1))
        self.banner.wanted.connect(self.month.show_offenders)
        self.banner.reasoned.connect(lambda: self.open_pane(self.freezing))
        self.banner.turned.connect(lambda _code: self.month.mark(self.banner))
        for view in (self.month, self.tables):
            view.opened.connect(self._open)
            view.listed.connect(self._host.open_files)
        self.month.deck.chosen.connect(self.open_bar)
        self.corrections.opened.connect(self._open)
        self.corrections.counted.connect(lambda count: head.views.show_segments(self._views(count)))
        self.frozen.wanted.connect(self.show_report)
        for pane in self.panes:
            pane.left.connect(self.close_pane)
        for keys, by in (("PgUp", -1), ("PgDown", 1), ("Alt+Left", -1), ("Alt+Right", 1)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(head.picker.turn, by))

    # -- Page

    def refresh(self) -> None:
        """Ask the period again; where the keys are stays."""
        try:
            frozen = self._frozen_months()
            self._table = self.month.show_period(
                self.period,
                self._basis,
                compare=self.head.compare.isChecked(),
                banner=self.banner,
                frozen=bool(frozen),
                may_freeze=self._may_freeze(),
            )
            self.month.show_charts(charts.make(self._host.desk, self.period, self._basis))
            if self.head.views.key() == TABLES:
                self.tables.show_period(self.period, self._basis)
            if self.head.views.key() == FROZEN:
                self.frozen.refresh()
        except Refused as refused:
            if refused.code != "not_counted":
                raise
            self._wait()
            return
        self.corrections.ask(around(self.period.last, PeriodKind.YEAR).months)
        self._show_head(frozen, self._table)
        if self.freezing.isVisibleTo(self) and not frozen:
            self.freezing.show_month(self._table)
        if self.exporting.isVisibleTo(self):
            self.exporting.show_period(self.period, self._basis)
        self.nothing.sentence.setText(f"{self.period.label}还没有可以统计的案件。")
        self._show(self._view())

    def heard(self, changed: Changed) -> None:
        """Any act may move a figure."""
        self.tables.heard(changed)
        if self.isVisible():
            self._soon.start()

    def settle(self) -> None:
        self.tables.settle()
        self.corrections.settle()
        for pane in self.panes:
            pane.settle()

    def begin_focus(self) -> None:
        view: Any = self.stack.currentWidget()
        if view is self.empty and self.nothing.button is not None:
            self.nothing.button.setFocus()
        elif view is self.waiting:
            self.head.picker.face.setFocus()
        else:
            view.begin_focus()

    def print_asked(self) -> None:
        """Ctrl+P: the bulletin, or the table that is shown; by the rules of an export."""
        if self._table is None or not self._host.desk.may(Act.REPORT):
            return
        if self.head.views.key() == TABLES:
            self.tables.print_asked()
        elif self.stack.currentWidget() is self.month:
            self.exporting.show_period(self.period, self._basis)
            if self.exporting.ready:
                self.exporting.leaf.click()
            else:
                self.open_pane(self.exporting)

    # -- what is looked at

    @property
    def period(self) -> Period:
        return self.head.picker.period

    @property
    def basis(self) -> Basis:
        """By which it is looked at now."""
        return self._basis or self._host.desk.handbook.counting.basis

    def show_basis(self, basis: Basis) -> None:
        """Look by another basis; the room's own setting stays."""
        self._basis = None if basis is self._host.desk.handbook.counting.basis else basis
        self.refresh()

    def show_view(self, key: str) -> None:
        """月报, 更正 or 已封存."""
        self.settle()
        self.head.views.choose(key)
        self.refresh()

    def show_report(self, period: Period) -> None:
        """The report of a period, with the keys in it."""
        self.head.picker.show_period(period)
        self.show_view(REPORT)
        self.begin_focus()

    def open_bar(self, _chart: str, key: str) -> None:
        """What stands behind a bar: a line of the table, a place of another table, or a month."""
        axis, _, place = key.partition(":")
        if not place:
            self.month.show_code(key)
        elif axis == "month":
            self.show_report(parse_period(place))
        else:
            self.month.show_place(axis, place, "succeeded" if axis == "band" else "cases")

    # -- panes

    def open_pane(self, pane: Pane) -> None:
        """In place of the charts, the table beside it stays."""
        if self._table is None:
            return
        for other in self.panes:
            other.setVisible(other is pane)
        if pane is self.freezing:
            self.freezing.show_month(self._table)
        else:
            self.exporting.show_period(self.period, self._basis)
        self.month.hide_charts(True)
        self._fit()
        pane.begin_focus()

    def close_pane(self) -> None:
        for pane in self.panes:
            pane.settle()
            pane.hide()
        self.month.hide_charts(False)
        self.begin_focus()

    # -- what Qt calls

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # -- inside

    @staticmethod
    def _views(corrections: int) -> list[Segment]:
        return [
            Segment(REPORT, "月报"),
            Segment(TABLES, "分表"),
            Segment(FIXES, "更正", corrections or None),
            Segment(FROZEN, "已封存"),
        ]

    def _view(self) -> QWidget:
        others = {TABLES: self.tables, FIXES: self.corrections, FROZEN: self.frozen}
        if self.head.views.key() in others:
            return others[self.head.views.key()]
        none = self._table is None or not any(self._table.values.values())
        return self.empty if none else self.month

    def _fit(self) -> None:
        for pane in self.panes:
            pane.setFixedWidth(min(look().px(440), max(self.width() * 42 // 100, 240)))

    def _may_freeze(self) -> bool:
        may = self._host.desk.may(Act.REPORT)
        return may and self.period.kind is PeriodKind.MONTH and self._basis is None

    def _sealed(self) -> frozenset[str]:
        """The months that carry a lock in the picker."""
        with self._host.desk.read() as reader:
            return frozenset(one.month for one in freezing.frozen_months(reader))

    def _frozen_months(self) -> list[Frozen]:
        with self._host.desk.read() as reader:
            return reported.frozen_in(reader, self.period, self._basis)

    def _show_head(self, frozen: list[Frozen], table: CaseTable) -> None:
        months, month = self.period.months, int(self.period.first[5:])
        if len(frozen) == len(months) == 1:
            state = f"{frozen[0].at:%m-%d} 由{frozen[0].by_name}封存"
        elif len(frozen) == len(months):
            state = "已封存"
        else:
            state = f"已封存 {len(frozen)}/{len(months)} 个月" if frozen else "未封存"
        self.head.show_state(self.basis, state)
        reporting = self.head.views.key() == REPORT
        self.head.show_acts(
            export=self._host.desk.may(Act.REPORT),
            freeze=reporting and self._may_freeze() and not frozen,
            compare=reporting and self.period.kind not in (PeriodKind.YEAR, PeriodKind.TO_DATE),
        )
        why = "核对不平,改好才能封存;确需封存的,先写明理由" if table.failed else ""
        self.head.show_freeze(f"封存 {month} 月", may=not table.failed, why_not=why)

    def _turned(self) -> None:
        """Another period: the keys stay where they were, or go to what there is."""
        self.refresh()
        if self.freezing.isVisibleTo(self) and not self._may_freeze():
            self.close_pane()
        if self.stack.currentWidget() is self.empty:
            self.begin_focus()

    def _open(self, id: UUID) -> None:
        self._host.open_file(id)

    def _show(self, view: QWidget) -> None:
        before = self.stack.currentWidget()
        focus = QApplication.focusWidget()
        had = before is not None and focus is not None and before.isAncestorOf(focus)
        self.stack.setCurrentWidget(view)
        self.banner.setVisible(view is self.month and self.banner.needed)
        if had and view is not before:
            self.begin_focus()

    def _wait(self) -> None:
        """Files are being counted: count them elsewhere, once, and come back."""
        self._show(self.waiting)
        self.banner.hide()
        if self._counting:
            return
        self._counting = True
        desk = self._host.desk
        self._host.submit(lambda: figures.count_all(desk), self._counted)

    def _counted(self, _anew: bool) -> None:
        self._counting = False
        self.refresh()

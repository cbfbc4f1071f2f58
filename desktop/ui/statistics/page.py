"""统计: one period in figures that are right, open their files, and can be frozen and given out."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.commands.statistics import figures, freezing, reported
from desktop.commands.statistics.freezing import Frozen
from desktop.domain.changes import Changed
from desktop.domain.counting import Basis, Period, PeriodKind
from desktop.domain.errors import Refused
from desktop.ui.host import Host
from desktop.ui.kit.cards import Card, EmptyState
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.segments import Segment
from desktop.ui.looks import look
from desktop.ui.statistics.banner import FailedBanner
from desktop.ui.statistics.head import StatisticsHead
from desktop.ui.statistics.month import MonthView

REPORT = "report"
VIEWS = ((REPORT, "月报"),)


class StatisticsPage(Dressed, QWidget):
    """One view at a time of one period by one basis. While files are being counted it waits and comes back."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._basis: Basis | None = None  # None: the room's own
        self._counting = False
        self.head = StatisticsHead(host.desk.today, [Segment(key, words) for key, words in VIEWS])
        self.banner = FailedBanner()
        self.month = MonthView(host)
        self.waiting = Card()
        self.waiting.add(EmptyState("正在清点各卷…清点完自动显示,可以先办别的事。", icon="ph.arrows-clockwise"), 1)
        self.empty = Card()
        self.nothing = EmptyState("", icon="ph.chart-bar", action="看上一期")
        self.empty.add(self.nothing, 1)
        self.stack = QStackedWidget()
        for view in (self.month, self.waiting, self.empty):
            self.stack.addWidget(view)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(self.banner)
        self._column.addWidget(self.stack, 1)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._wire()
        self.dress()
        self.refresh()

    def _wire(self) -> None:
        self._soon.timeout.connect(self.refresh)
        self.head.picker.changed.connect(lambda _period: self._turned())
        self.head.based.connect(self.show_basis)
        self.head.compared.connect(lambda _on: self.refresh())
        self.nothing.acted.connect(lambda: self.head.picker.turn(-1))
        self.banner.wanted.connect(self.month.show_offenders)
        self.banner.turned.connect(lambda _code: self.month.mark(self.banner))
        self.month.opened.connect(lambda id: self._host.open_file(id))
        for keys, by in (("PgUp", -1), ("PgDown", 1), ("Alt+Left", -1), ("Alt+Right", 1)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=by: self.head.picker.turn(by))

    # -- Page

    def refresh(self) -> None:
        """Ask the period again; where the keys are stays."""
        try:
            frozen = self._frozen()
            self._show_head(frozen)
            table = self.month.show_period(
                self.period,
                self._basis,
                compare=self.head.compare.isChecked(),
                banner=self.banner,
                frozen=bool(frozen),
                may_freeze=False,
            )
        except Refused as refused:
            if refused.code != "not_counted":
                raise
            self._wait()
            return
        none = not any(table.values.values())
        self.nothing.sentence.setText(f"{self.period.label}还没有可以统计的案件。")
        self._show(self.empty if none else self.month)

    def heard(self, changed: Changed) -> None:
        """Any act may move a figure."""
        if self.isVisible():
            self._soon.start()

    def begin_focus(self) -> None:
        if self.stack.currentWidget() is self.month:
            self.month.begin_focus()
        elif self.stack.currentWidget() is self.empty and self.nothing.button is not None:
            self.nothing.button.setFocus()
        else:
            self.head.picker.face.setFocus()

    # -- within

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

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)

    def _frozen(self) -> list[Frozen]:
        with self._host.desk.read() as reader:
            self.head.picker.frozen = frozenset(f.month for f in freezing.frozen_months(reader))
            return reported.frozen_in(reader, self.period, self._basis)

    def _show_head(self, frozen: list[Frozen]) -> None:
        months = self.period.months
        if len(frozen) == len(months):
            last = frozen[-1]
            state = f"已封存 {last.at:%m-%d} {last.by_name}" if len(months) == 1 else "已封存"
        else:
            state = f"已封存 {len(frozen)}/{len(months)} 月" if frozen else "未封存"
        self.head.show_state(self.basis, state)
        self.head.show_acts(
            export=False,
            freeze=False,
            compare=self.period.kind not in (PeriodKind.YEAR, PeriodKind.TO_DATE),
        )

    def _turned(self) -> None:
        """Another period: the keys stay where they were, or go to what there is."""
        self.refresh()
        if self.stack.currentWidget() is self.empty:
            self.begin_focus()

    def _show(self, view: QWidget) -> None:
        before = self.stack.currentWidget()
        had = before is not None and before.isAncestorOf(self.focusWidget() or self)
        self.stack.setCurrentWidget(view)
        self.banner.setVisible(view is self.month and self.banner.needed)
        if had and view is not before:
            self.begin_focus()

    def _wait(self) -> None:
        """Files are being counted: count them elsewhere, once, and come back."""
        self._show(self.waiting)
        if self._counting:
            return
        self._counting = True
        desk = self._host.desk
        self._host.submit(lambda: figures.count_all(desk), self._counted)

    def _counted(self, _anew: bool) -> None:
        self._counting = False
        self.refresh()

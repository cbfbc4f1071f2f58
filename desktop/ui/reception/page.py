"""接待日: before the door opens, while people come, and the rota of the week."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands import reception
from desktop.commands.reception_sheet import sheet
from desktop.domain.changes import Changed
from desktop.domain.permissions import Act
from desktop.domain.team import Reception, VisitEnd
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, quiet
from desktop.ui.kit.columns import PageHead
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.looks import look
from desktop.ui.reception.before import Before, day_words
from desktop.ui.reception.rota import Rota
from desktop.ui.reception.work import Work

RECEIVE, DUTY = "receive", "duty"
TICK_MS = 20_000
KINDS = ("reception_rules", "receptions", "visits", "shifts", "members", "committees")


class ReceptionPage(Dressed, QWidget):
    """接待 and 值班. While a day is open it is shown; an earlier day only when it was asked for."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._wanted: UUID | None = None  # an earlier day
        self.head = PageHead("接待日")
        self.views = Segments([Segment(RECEIVE, "接待"), Segment(DUTY, "值班")], name="接待日")
        self.head.add_beside(self.views)
        self.leave = quiet("返回", icon="ph.arrow-left")
        self.last = plain("上周照排", icon="ph.arrow-arc-right")
        self.print = plain("打印", icon="ph.printer")
        self.end = plain("结束并小结")
        self._acts = QWidget()
        acts = QHBoxLayout(self._acts)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(8)
        for button in (self.leave, self.last, self.print, self.end):
            acts.addWidget(button)
        self.head.add_action(self._acts)
        self.before, self.work, self.rota = Before(host), Work(host), Rota(host)
        self.stack = QStackedWidget()
        for view in (self.before, self.work, self.rota):
            self.stack.addWidget(view)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(self.stack, 1)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._wire()
        self.dress()
        self.refresh()

    def _wire(self) -> None:
        self.views.chosen.connect(self.show_view)
        self.before.begun.connect(self._begun)
        self.before.wanted.connect(self._look_at)
        self.work.closed.connect(self._print_summary)
        self.end.clicked.connect(self.work.begin_closing)
        self.leave.clicked.connect(self._go_back)
        self.last.clicked.connect(self.rota.copy_last)
        self.print.clicked.connect(self.print_asked)

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)

    # -- Page

    def refresh(self) -> None:
        day = None
        if self.views.key() == DUTY:
            self.rota.refresh()
            self.stack.setCurrentWidget(self.rota)
        else:
            day = self.day()
            if day is not None:
                self.work.show_day(day)
                self.stack.setCurrentWidget(self.work)
            else:
                self.before.refresh()
                self.stack.setCurrentWidget(self.before)
        self._show_acts()
        self.head.show_words("接待日", self.rota.words() if self.views.key() == DUTY else self._words(day))

    def heard(self, changed: Changed) -> None:
        """At once while the person works here: the next key must meet what is now true."""
        if not any(changed.touches(kind) for kind in KINDS):
            return
        if self.isVisible():
            self.refresh()
        else:
            self._soon.start()

    def settle(self) -> None:
        self.work.settle()
        self.rota.settle()

    def begin_focus(self) -> None:
        view = self.stack.currentWidget()
        assert isinstance(view, Before | Work | Rota)
        view.begin_focus()

    def print_asked(self) -> None:
        """Ctrl+P: the 小结 of the day that is shown, or the week's rota."""
        if not self._host.desk.may(Act.PRINT):
            return
        if self.views.key() == DUTY:
            self.rota.print_week()
        elif self.stack.currentWidget() is self.work and self.work.day is not None:
            self._print_summary(self.work.day.id)

    # -- within

    def show_view(self, key: str) -> None:
        self.settle()
        self.views.choose(key)
        self.refresh()
        self.begin_focus()

    def day(self) -> Reception | None:
        """The day to show: the earlier one that was asked for, else today's that is open."""
        desk = self._host.desk
        if self._wanted is not None:
            return reception.get(desk, self._wanted)
        now = reception.current(desk)
        return now if now is not None and now.on == desk.today() else None

    def _words(self, day: Reception | None) -> str:
        if day is None:
            return ""
        visits = self.work.visits
        waiting = sum(v.end is VisitEnd.WAITING for v in visits)
        state = "已小结" if day.closed_at else f"等候 {waiting} 人" if waiting else "没有人等"
        name = "" if day.name == "接待日" else f"{day.name}·"
        return f"{name}{day_words(day.on)}·来访 {len(visits)} 人,{state}"

    def _show_acts(self) -> None:
        may = self._host.desk.may
        working = self.stack.currentWidget() is self.work
        on_rota = self.views.key() == DUTY
        closed = working and self.work.day is not None and self.work.day.closed_at is not None
        wanted = {
            self.leave: working and self._wanted is not None,
            self.last: on_rota and may(Act.TEAM),
            self.print: (on_rota or closed) and may(Act.PRINT),
            self.end: working and may(Act.REGISTER),
        }
        self.print.set_words("打印值班表" if on_rota else "打印小结")
        self.end.set_words("看小结" if closed else "结束并小结")
        for button, shown in wanted.items():
            button.setVisible(shown)
        self._acts.setVisible(any(wanted.values()))

    def _begun(self) -> None:
        self.refresh()
        self.begin_focus()

    def _look_at(self, id: UUID) -> None:
        self._wanted = id
        self.refresh()
        if self.work.day is not None and self.work.day.closed_at is not None:
            self.work.begin_closing()
        else:
            self.begin_focus()

    def _go_back(self) -> None:
        self.settle()
        self._wanted = None
        self.work.go_on()
        self.refresh()
        self.begin_focus()

    def _print_summary(self, id: UUID) -> None:
        """The paper; the day stays on the page behind it, so that what is wrong can be put right."""
        desk = self._host.desk
        self._wanted = id
        day = reception.get(desk, id)
        self.refresh()
        made = self._host.do(lambda: sheet(desk, id))
        if made is not None:
            self._host.show_sheet(f"{day.name}小结", made, name=f"{day.name}小结-{day.on:%Y%m%d}")

    def _tick(self) -> None:
        if self.isVisible() and self.stack.currentWidget() is self.work:
            self.work.tick()

"""The reception day at work: the ticket line and the queue at the left, one visitor or the 小结 at the right."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.commands import duty, reception
from desktop.commands.lists import Files, Filter
from desktop.domain.numbering import short_number
from desktop.domain.permissions import Act
from desktop.domain.team import Reception, Visit, VisitEnd
from desktop.ui.host import Host
from desktop.ui.kit.cards import Card, EmptyState, Hairline
from desktop.ui.kit.choices import Option
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.labels import ElidedLabel
from desktop.ui.kit.sided import Sided
from desktop.ui.looks import Tone
from desktop.ui.reception.closing import ClosingPanel
from desktop.ui.reception.queue import LIVE, Queue, QueueHead
from desktop.ui.reception.taking import Taking
from desktop.ui.reception.visitor import Seen, VisitorPanel

OFFERED = 200  # unsettled files among which an old one is looked for
KEYS = "↑↓ 选人   Enter 叫号、写谈话   1 咨询解答   2 登记为纠纷   3 记入原卷   4 已离开   0 取号"
NOBODY = "还没有人来。来人先在上面记称呼和事由,Enter 取号。"


class Work(Sided):
    """One reception day. `counted(words)` says how it stands; `closed(id)`: the 小结 is wanted on paper."""

    closed = Signal(object)
    WIDE, SHARE = 376, 46  # what the visitor's buttons need

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self.day: Reception | None = None
        self.visits: list[Visit] = []
        self.taking = Taking(host)
        self.queue = Queue(host.desk.now)
        self.heads = QueueHead(self.queue)
        self.nobody = EmptyState(NOBODY, icon="ph.users-three")
        self.keys = ElidedLabel(KEYS, tone=Tone.INK_3, least=8)
        self.visitor = VisitorPanel(host)
        self.closing = ClosingPanel(host)
        self.blank = Card()
        self.side = QStackedWidget()
        for panel in (self.blank, self.visitor, self.closing):
            self.side.addWidget(panel)
        self._lay()
        self._wire()

    def _lay(self) -> None:
        area = PageColumn()
        area.column.setSpacing(0)
        area.add(self.queue)
        area.column.addStretch(1)
        self.list = Card(flush=True)
        self.list.add(self.taking)
        self.list.add(self.heads)
        self.list.add(self.nobody)
        self.list.add(area, 1)
        self.list.add(Hairline())
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 6, 16, 6)
        foot.addWidget(self.keys)
        self.list.body.addLayout(foot)
        self._area = area
        self.sit(self.list, self.side)

    def _wire(self) -> None:
        self.taking.taken.connect(self._taken)
        self.taking.left.connect(self.queue.setFocus)
        self.queue.chosen.connect(self._show_visit)
        self.queue.entered.connect(self._enter)
        self.queue.ended.connect(self._end)
        self.queue.wants_ticket.connect(self._to_ticket)
        self.visitor.finished.connect(self._finished)
        self.visitor.left.connect(self.queue.setFocus)
        self.closing.left.connect(self.go_on)
        self.closing.closed.connect(self.closed)

    # -- what the page asks

    def show_day(self, day: Reception) -> None:
        """This day as it stands now; what is typed stays."""
        fresh = self.day is None or self.day.id != day.id
        self.day = day
        desk = self._host.desk
        self.visits = reception.visits(desk, day.id)
        names = {m.id: m.name for m in desk.members()}
        numbers = self._numbers()
        may = desk.may(Act.REGISTER)
        self.taking.setVisible(may)
        following = max((v.ticket for v in self.visits), default=0) + 1
        self.taking.show_day(day.id, following, late=day.closed_at is not None)
        self.queue.show_visits(self.visits, names, numbers)
        self.heads.update()
        self.nobody.setVisible(not self.visits)
        self.heads.setVisible(bool(self.visits))
        self._area.setVisible(bool(self.visits))
        if fresh and self.side.currentWidget() is self.closing:
            self.side.setCurrentWidget(self.blank)
        self._names, self._files_by_number = names, numbers
        self._show_side()

    def begin_focus(self) -> None:
        """Somebody stands at the door: the ticket line; else the queue, or the 小结 of a closed day."""
        if self.side.currentWidget() is self.closing:
            self.closing.begin()
        elif self.day is not None and self.day.closed_at is None and self.taking.isVisibleTo(self):
            self.taking.begin()
        else:
            self.queue.setFocus()

    def begin_closing(self) -> None:
        """The 小结 in place of the visitor."""
        if self.day is None:
            return
        self.visitor.settle()
        self.closing.show_day(self.day.id)
        self.side.setCurrentWidget(self.closing)
        self.closing.begin()

    def go_on(self) -> None:
        """Back from the 小结: somebody still waits, or something is to be put right."""
        self.side.setCurrentWidget(self.blank)
        self._show_side()
        self.queue.setFocus()

    def tick(self) -> None:
        self.queue.tick()
        self.visitor.tick()

    def settle(self) -> None:
        for part in (self.taking, self.visitor, self.closing):
            part.settle()

    # -- inside

    def _show_side(self) -> None:
        if self.side.currentWidget() is self.closing:
            assert self.day is not None
            self.closing.show_day(self.day.id)
            return
        visit = self.queue.visit()
        if visit is None:
            self.side.setCurrentWidget(self.blank)
            return
        self._put(visit)

    def _show_visit(self, id: UUID) -> None:
        visit = next((v for v in self.visits if v.id == id), None)
        if visit is not None:
            self._put(visit)

    def _put(self, visit: Visit) -> None:
        assert self.day is not None
        desk = self._host.desk
        live = visit.end in LIVE
        self.visitor.show_seen(
            Seen(
                visit=visit,
                day=self.day,
                known=reception.known(desk, visit.name, visit.phone) if live else (),
                before=len(reception.came_before(desk, visit)),
                names=self._names,
                files=self._files() if live else (),
                team=[m.id for m in duty.roster(desk)],
                number=self._files_by_number.get(visit.about_id, "") if visit.about_id else "",
            )
        )
        self.side.setCurrentWidget(self.visitor)

    def _files(self) -> list[Option]:
        files = Files(self._host.desk, Filter(view="unsettled"))
        return [Option(line.id, f"{line.number} {line.names}") for line in files.rows(files.ids()[:OFFERED])]

    def _numbers(self) -> dict[UUID, str]:
        about = [v.about_id for v in self.visits if v.about_id is not None]
        rows = Files(self._host.desk).rows(about) if about else []
        return {line.id: short_number(line.number) for line in rows}

    def _taken(self, id: UUID) -> None:
        """A new ticket does not take the visitor away from whom one is talking to."""
        self._host.say(f"{self._ticket(id):03d} 号已取")
        chosen = self.queue.visit()
        if chosen is None or chosen.end not in LIVE:
            self.queue.choose(id)
            self._show_visit(id)

    def _ticket(self, id: UUID) -> int:
        return next((v.ticket for v in self.visits if v.id == id), 0)

    def _enter(self, id: UUID) -> None:
        self._show_visit(id)
        if self._host.desk.may(Act.REGISTER):
            self.visitor.call_now()

    def _end(self, id: UUID, way: int) -> None:
        self._show_visit(id)
        self.visitor.finish(way)

    def _finished(self, id: UUID) -> None:
        """On to the next who waits; the queue has the keys."""
        following = self.queue.next_waiting() or id
        talking = next((v.id for v in self.visits if v.end is VisitEnd.TALKING), None)
        self.queue.choose(talking or following)
        self._show_side()
        self.queue.setFocus()

    def _to_ticket(self) -> None:
        if self.taking.isVisibleTo(self):
            self.taking.begin()

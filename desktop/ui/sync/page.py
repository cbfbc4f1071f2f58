"""同步: what waits for a decision, what goes up, what came in, each computer's last word, and the stick."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import disputes
from desktop.commands.syncing import decisions, hub_card, stations, status
from desktop.commands.syncing.acted import known_names
from desktop.commands.syncing.decisions import Decision, Place
from desktop.commands.syncing.settling import Choice, needed, settle
from desktop.commands.syncing.stations import Reach
from desktop.commands.syncing.status import Status
from desktop.commands.syncing.street import sharing
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.people import Person
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.looks import look
from desktop.ui.sync.asking import MASKED, Asker, names_in
from desktop.ui.sync.banners import Banners
from desktop.ui.sync.carrying import Carrier
from desktop.ui.sync.computers import ComputersCard, StickCard
from desktop.ui.sync.decide import DecisionCard
from desktop.ui.sync.head import SyncHead
from desktop.ui.sync.lists import ReceivedCard, WaitingCard
from desktop.ui.sync.quiet import AloneCard, SettledCard
from desktop.ui.sync.room import RoomWork

SIDE = 316  # px at 100 %
LEAST_LEFT = 46  # characters beside the side column; with less room it goes under
KEYS = 6  # number keys that choose


class SyncPage(Dressed, QWidget):
    """1 2 3 choose, Enter decides, 先放着 goes on; F5 exchanges."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._keys: tuple[str, ...] = ()
        self._question: Decision | None = None
        self._at = 0
        self._uncovered: set[str] = set()
        self._asker: Asker | None = None
        self.head = SyncHead()
        self.banners = Banners()
        self.deciding = DecisionCard(self._say)
        self.settled, self.alone = SettledCard(), AloneCard()
        self.waiting, self.received = WaitingCard(), ReceivedCard()
        self.computers, self.stick = ComputersCard(), StickCard()
        self.carrier = Carrier(host, self)
        self.room = RoomWork(host, self)
        self._lay()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._wire()
        self.dress()
        self.refresh()

    def _lay(self) -> None:
        lists = QHBoxLayout()
        lists.setSpacing(12)
        lists.addWidget(self.waiting, 1)
        lists.addWidget(self.received, 1)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        for card in (self.deciding, self.settled, self.alone):
            left.addWidget(card)
        left.addLayout(lists, 1)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(self.computers)
        side.addWidget(self.stick, 1)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        self.area = PageColumn()
        self.area.column.addLayout(self._grid, 1)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(self.banners)
        self._column.addWidget(self.area, 1)
        self._beside: bool | None = None

    def _wire(self) -> None:
        syncing = self._host.syncing
        self._soon.timeout.connect(self.refresh)
        syncing.moved.connect(self._moved)
        self.head.now.clicked.connect(self._now)
        self.head.write.clicked.connect(self.carrier.write)
        self.head.read.clicked.connect(self.carrier.read)
        self.head.paused.connect(syncing.pause)
        self.head.metered.connect(syncing.meter)
        self.head.hub_asked.connect(self.room.load_card)
        self.head.statistics_asked.connect(self.room.share_statistics)
        self.banners.resumed.connect(lambda: syncing.pause(False))
        self.banners.retried.connect(self._now)
        self.banners.accepted.connect(self.room.accept_deletions)
        self.deciding.decided.connect(self._settle)
        self.deciding.put_off.connect(self.put_off)
        self.deciding.uncover_asked.connect(self._uncover)
        for card in (self.deciding, self.waiting, self.received):
            card.opened.connect(self._open)
        self.received.seen.clicked.connect(self._see_all)
        self.computers.add_asked.connect(self.room.add_station)
        self.computers.asked.connect(self.room.ask_about)
        self.alone.add_asked.connect(self.room.add_station)
        self.alone.hub_asked.connect(self.room.load_card)
        self.alone.help_asked.connect(lambda: self._host.open_help("sync"))
        self.carrier.done.connect(self.refresh)
        for key in range(1, KEYS + 1):
            shortcut = QShortcut(QKeySequence(str(key)), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda key=key: self._press(key))

    # -- Page

    def refresh(self) -> None:
        """Ask everything again; the question being looked at stays."""
        desk, now = self._host.desk, self._host.desk.now()
        standing = status.status(desk)
        self._show_decisions()
        contacts = stations.contacts(desk)
        others = [contact for contact in contacts if contact.reach is not Reach.HERE]
        alone = not others and not standing.connected
        self.alone.setVisible(alone)
        self.alone.show_for(may_manage=desk.may(Act.MANAGE), practice=desk.practice, room=hub_card.room_id(desk))
        self.settled.setVisible(not alone and not self._keys)
        for card in (self.waiting, self.received, self.stick):
            card.setVisible(not alone)
        self._side.setVisible(not alone)
        self._grid.setRowStretch(0, 0 if alone else 1)
        self._grid.setRowStretch(2, 1 if alone else 0)
        self.waiting.show_waiting(status.waiting(desk), now, connected=standing.connected)
        self.received.show_received(status.received(desk), standing.received_at, now)
        manage = desk.may(Act.MANAGE) and not desk.practice
        self.computers.show_contacts(contacts, now, may_manage=manage and not alone)
        self.stick.show_carried(stations.carried(desk), [c for c in others if c.reach is Reach.LATE], now)
        self._show_head(standing, alone)
        self._order_tabs()

    def heard(self, changed: Changed) -> None:
        """Any act may be one that waits to go up."""
        if self.isVisible():
            self._soon.start()

    def begin_focus(self) -> None:
        if self._keys:
            self.deciding.begin_focus()
        elif self.alone.isVisibleTo(self):
            self.alone.begin_focus()
        else:
            (self.head.now if self.head.now.isEnabled() else self.head.write).setFocus()

    def settle(self) -> None:
        """What was typed in place of both values stays in its line while the page lives."""

    # -- decisions

    @property
    def question(self) -> Decision | None:
        """The one being looked at."""
        return self._question

    def put_off(self, step: int = 1) -> None:
        """先放着: to the next one; it stays in the list."""
        if self._keys:
            self._at = (self._at + step) % len(self._keys)
            self._read_question()
            self.deciding.begin_focus()

    def _show_decisions(self) -> None:
        before = self._keys[self._at] if self._keys else ""
        self._keys = decisions.keys(self._host.desk)
        if before in self._keys:
            self._at = self._keys.index(before)
        self._at = min(self._at, max(len(self._keys) - 1, 0))
        self.deciding.setVisible(bool(self._keys))
        self._read_question()

    def _read_question(self) -> None:
        """Only the one that is shown: there may be hundreds after weeks apart."""
        desk = self._host.desk
        self._question = decisions.find(desk, self._keys[self._at]) if self._keys else None
        names = known_names(desk, names_in([self._question])) if self._question is not None else {}
        self._asker = Asker(names, desk.handbook, desk.now())
        self._ask()

    def _ask(self) -> None:
        decision = self.question
        if decision is None or self._asker is None:
            return
        question = self._asker.ask(decision, uncovered=decision.key in self._uncovered)
        may = self._host.desk.may(needed(decision))
        self.deciding.ask(question, self._at, len(self._keys), may=may)
        self._order_tabs()

    def _settle(self, choice: Choice, note: str) -> None:
        decision = self.question
        if decision is None or self._asker is None:
            return
        label = self._asker.ask(decision).label
        try:
            settle(self._host.desk, decision, choice, note)
        except RuleBroken as broken:
            if not self.deciding.refuse(broken):
                self._host.problem(broken)
                self.refresh()
            return
        except MediationError as error:
            self._host.problem(error)
            return
        self._uncovered.discard(decision.key)
        self._host.do(lambda: None, said=f"已定下:{label}", undo=True)
        self.refresh()
        self.begin_focus()

    def _uncover(self) -> None:
        """Phones and identity numbers in full, on record."""
        decision = self.question
        if decision is None or decision.dispute is None:
            return
        dispute, what = decision.dispute, "、".join(p.field for p in decision.places if p.field in MASKED)
        with self._host.desk.read() as reader:
            person = reader.maybe(Person, decision.object)
        if person is not None and self._reveal(dispute, person, what):
            self._uncovered.add(decision.key)
            self._ask()

    def _reveal(self, dispute: UUID, person: Person, what: str) -> bool:
        try:
            disputes.reveal(self._host.desk, dispute, person, what)
        except MediationError as error:
            self._host.problem(error)
            return False
        return True

    def _say(self, place: Place, value: object) -> str:
        return self._asker.say(place, value) if self._asker is not None else str(value)

    def _press(self, key: int) -> None:
        if self._keys:
            self.deciding.press(key)

    # -- the rest

    def _show_head(self, standing: Status, alone: bool) -> None:
        syncing, desk = self._host.syncing, self._host.desk
        manage = desk.may(Act.MANAGE) and not desk.practice
        shares = sharing(desk).statistics
        self.head.show_state(standing, desk.now(), running=syncing.running, alone=alone, manage=manage, shares=shares)
        self.banners.show_state(standing, syncing.problem, syncing.skew, syncing.findings)

    def _moved(self) -> None:
        if self.isVisible():
            self._soon.start()

    def _now(self) -> None:
        self._host.syncing.now()

    def _see_all(self) -> None:
        status.see_all(self._host.desk)
        self.refresh()

    def _open(self, id: UUID) -> None:
        self._host.open_file(id)

    def _order_tabs(self) -> None:
        """Tab goes in reading order although questions and lines are made anew."""
        stops: list[QWidget] = [*self.head.stops(), *self.banners.stops(), *self.deciding.stops()]
        stops += [*self.waiting.rows.rows, self.received.seen, *self.received.rows.rows]
        stops += [self.computers.join, *self.computers.rows.rows]
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)

    # -- what Qt calls

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The side column beside the lists while both have room, else under them."""
        room = self.width() - 2 * look().page_margin - look().px(SIDE) - 16
        beside = room >= LEAST_LEFT * look().px(14)
        self._side.setMaximumWidth(look().px(SIDE) if beside else 16_777_215)
        if beside:
            self._side.setMinimumWidth(look().px(SIDE))
        else:
            self._side.setMinimumWidth(0)
        if beside == self._beside:
            return
        self._beside = beside
        for part in (self._left, self._side):
            self._grid.removeWidget(part)
        self._grid.addWidget(self._left, 0, 0)
        self._grid.addWidget(self._side, 0 if beside else 1, 1 if beside else 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setRowStretch(0, 1)

"""人员: the room's 3+X team with its papers, and the register of everybody who came."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands.registry import LEAST, Known, search
from desktop.domain.changes import Changed
from desktop.domain.people import Member, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.typed import mask_phone
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Card, EmptyState, Hairline
from desktop.ui.kit.columns import PageColumn, PageHead
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.edits import Move
from desktop.ui.kit.picklist import FilterEdit
from desktop.ui.kit.pinyin import by_sound
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.looks import look
from desktop.ui.people.known import KnownCard, row
from desktop.ui.people.member import MemberEditor
from desktop.ui.people.rows import Group, Row, Rows
from desktop.ui.words import TEAM_ROLES

SEARCH_MS = 150
TEAM, REGISTER = "team", "register"
ASK = "输入姓名、拼音首字母、电话或证件尾号,查以前来过的人和单位。"
NOBODY = "没有找到。换一个字、拼音首字母或电话试试。"
NO_TEAM = "还没有成员。先添加调解员,登记纠纷时才能选。"


class PeoplePage(Dressed, QWidget):
    """Two views of one card: the list at the left, the chosen one at the right."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._known: list[Known] = []
        self.head = PageHead("人员")
        self.views = Segments([Segment(TEAM, "调解团队"), Segment(REGISTER, "名册查询")], name="人员")
        self.add = plain("添加成员", icon="ph.plus")
        if not host.desk.may(Act.TEAM):
            self.add.hide()
        self.head.add_beside(self.views)
        self.hand = plain("办理交接", icon="ph.paper-plane-tilt")
        self.hand.setEnabled(False)
        if host.desk.may(Act.TEAM):
            self.head.add_action(self.hand)
        self.head.add_action(self.add)
        self.team = Rows("成员")
        self.editor = MemberEditor(host, self._added)
        self.editor.gave_up = self._gave_up
        self.words = FilterEdit()
        self.words.setPlaceholderText("姓名、拼音首字母、电话、证件尾号")
        self.words.setAccessibleName("查名册")
        self.found = Rows("名册")
        self.card = KnownCard(host)
        self.nothing = EmptyState(ASK, icon="ph.magnifying-glass")
        self.nobody = EmptyState(NO_TEAM, icon="ph.users-three")
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_MS)
        self._timer.timeout.connect(self.search)
        self._lay()
        self._wire()
        self.refresh()

    def _lay(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(_split(self.team, self.editor, self.nobody))
        self.stack.addWidget(_split(self.found, self.card, self.nothing, self.words))
        card = Card(flush=True)
        card.add(self.stack)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(card, 1)
        self.dress()

    def _wire(self) -> None:
        self.views.chosen.connect(self.show_view)
        self.add.clicked.connect(self._add)
        self.hand.clicked.connect(self._hand_over)
        self.team.chosen.connect(self._show_member)
        self.team.entered.connect(self._go_in)
        self.editor.form.left.connect(self.team.setFocus)
        self.words.filtered.connect(self._typed)
        self.words.moved.connect(self._searched)
        self.found.chosen.connect(self._show_known)
        self.found.entered.connect(self._open_first)

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)

    def refresh(self) -> None:
        """The team anew; the register only when something has been asked."""
        members = self._host.desk.members()
        active = [m for m in members if m.active]
        self.head.show_words("人员", f"在岗 {len(active)} 人" if members else "")
        self.team.show_groups(groups(members))
        self.nobody.setVisible(not members and not self.editor.adding)
        chosen = self.team.value()
        if chosen is None and members and not self.editor.adding:
            self.team.choose(self.team.ids()[0])
            chosen = self.team.value()
        if chosen is not None:
            self._show_member(chosen)
        self._place_team()
        if self.views.key() == REGISTER:
            self.search()

    def heard(self, changed: Changed) -> None:
        if changed.touches("members") or (self.views.key() == REGISTER and changed.touches("people")):
            self.refresh()

    def settle(self) -> None:
        self.editor.settle()

    def begin_focus(self) -> None:
        if self.views.key() == REGISTER:
            self.words.setFocus()
        elif self.editor.adding:
            self.editor.form.start()
        else:
            self.team.setFocus()

    def show_view(self, key: str) -> None:
        """The team or the register."""
        self.settle()
        self.views.choose(key)
        self.stack.setCurrentIndex(0 if key == TEAM else 1)
        self.add.setVisible(key == TEAM and self._host.desk.may(Act.TEAM))
        if key == REGISTER:
            self.search()
        self.begin_focus()

    def search(self) -> None:
        """Ask the register for what is typed now."""
        self._timer.stop()
        typed = self.words.whole_text()
        self._known = search(self._host.desk, typed)
        self.found.show_groups([Group("", tuple(row(known) for known in self._known))] if self._known else [])
        asked = len(typed.strip()) >= LEAST
        self.nothing.sentence.setText(NOBODY if asked else ASK)
        self.nothing.setVisible(not self._known)
        self.found.setVisible(bool(self._known))
        chosen = self.found.value()
        if chosen is None and self._known:
            self.found.choose(self._known[0].person.id)
            chosen = self.found.value()
        if chosen is not None:
            self._show_known(chosen)
        else:
            self.card.clear()

    def _typed(self, _words: str) -> None:
        self._timer.start()

    def _searched(self, move: Move) -> None:
        if move in (Move.ON, Move.DONE):
            self.search()
            if self._known:
                self.found.setFocus()
        elif move is Move.LEAVE:
            self.words.clear()
            self.search()

    def _show_known(self, id: UUID) -> None:
        known = next((k for k in self._known if k.person.id == id), None)
        if known is not None:
            self.card.show_known(known)

    def _open_first(self, id: UUID) -> None:
        known = next((k for k in self._known if k.person.id == id), None)
        if known is not None and known.parts:
            self._host.open_file(known.parts[0].dispute, "parties")

    def _show_member(self, id: UUID) -> None:
        member = next((m for m in self._host.desk.members() if m.id == id), None)
        if member is not None:
            self.editor.show_member(member)
            self.hand.setEnabled(member.active)
            self._place_team()

    def _hand_over(self) -> None:
        """What is open of the chosen member goes to others."""
        chosen = self.team.value()
        if chosen is not None:
            self.settle()
            self._host.open_handover(chosen)

    def _go_in(self, id: UUID) -> None:
        self._show_member(id)
        if self.editor.form.isEnabled():
            self.editor.form.chain.go(self.editor.form.field("name"))

    def _add(self) -> None:
        self.team.choose(None)
        self.editor.begin_new()
        self._place_team()
        self.nobody.hide()
        self.editor.form.start()

    def _added(self, id: UUID) -> None:
        self.refresh()
        self.team.choose(id)
        self.team.setFocus()

    def _gave_up(self) -> None:
        self.refresh()
        self.team.setFocus()

    def _place_team(self) -> None:
        self.editor.setVisible(self.team.value() is not None or self.editor.adding)


def groups(members: list[Member]) -> list[Group]:
    """By part in the 3+X, in its order; inside by pinyin; those who have left stand last."""
    sound = by_sound()
    made = []
    for role in TeamRole:
        rows = tuple(_row(m) for m in sorted(members, key=lambda m: sound(m.name)) if m.role is role and m.active)
        if rows:
            made.append(Group(TEAM_ROLES[role], rows))
    gone = tuple(_row(m) for m in members if not m.active)
    return made + ([Group("不在岗", gone)] if gone else [])


def _row(member: Member) -> Row:
    under = "  ".join(filter(None, (member.organisation, member.certificate))) or "未填单位和证件"
    phone = mask_phone(member.phone) if member.phone else ""
    return Row(member.id, member.name, beside=member.title, under=under, right=phone, quiet=not member.active)


class _Left(Dressed, QWidget):
    """The list column: 5 of 12 of the card, what to type above, what to say when nothing is there."""

    def __init__(self, rows: Rows, empty: EmptyState, over: QWidget | None) -> None:
        QWidget.__init__(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if over is not None:
            top = QVBoxLayout()
            top.setContentsMargins(16, 16, 16, 8)
            top.addWidget(over)
            column.addLayout(top)
        area = PageColumn()
        area.column.setSpacing(0)
        area.add(rows)
        area.column.addStretch(1)
        column.addWidget(empty)
        column.addWidget(area, 1)
        empty.hide()

    def dress(self) -> None:
        self.updateGeometry()


def _split(rows: Rows, right: QWidget, empty: EmptyState, over: QWidget | None = None) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(0)
    line.addWidget(_Left(rows, empty, over), 5)
    line.addWidget(Hairline(vertical=True))
    line.addWidget(right, 7)
    return holder

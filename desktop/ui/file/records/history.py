"""记录: every change of a file in words: who, when, what, from what to what; restorable field by field."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import history
from desktop.commands.desk import Desk
from desktop.commands.history import Event, FieldChange
from desktop.domain.casefile import CaseFile
from desktop.domain.people import Account, Agent, Claimant, Party
from desktop.ui.file.records.names import what_is_owed, who_to_whom
from desktop.ui.file.records.pane import locked
from desktop.ui.host import Host
from desktop.ui.kit.buttons import link, quiet, small
from desktop.ui.kit.cards import Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import Chip, ElidedLabel, Label
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone, look
from desktop.ui.words import ACTS
from desktop.ui.words_fields import DELETED, KIND_WORDS, NOTHING, QUIET, Speaker, field_word

PAGE = 25  # events shown at a time
FEW = 4  # fields shown of one event before the rest is asked for
MOST = 400
LABELS = 140  # px at 100 %
HANDLING = frozenset(
    {
        "register",
        "accept",
        "number",
        "renumber",
        "write_number",
        "refuse",
        "refer",
        "terminated",
        "withdrawn",
        "mediating",
        "extend",
        "close",
        "archive",
        "notice",
        "feedback",
        "risk",
        "print",
        "reveal",
        "copy_out",
        "submit_agreement",
        "take_back_agreement",
        "approve_agreement",
        "send_back_agreement",
        "issue_agreement",
        "sign_agreement",
        "oral_agreement",
        "load",
    }
)


class EventView(Dressed, QWidget):
    """One act with its changes."""

    restore_asked = Signal(object)  # FieldChange

    def __init__(self, event: Event, speaker: Speaker, current: dict[tuple[UUID, str], object], may: bool) -> None:
        QWidget.__init__(self)
        self.event_shown = event
        self._speaker, self._current, self._may = speaker, current, may
        self.changes = [c for c in event.changes if c.field not in QUIET]
        tone = Tone.INK_3 if event.undone else Tone.INK
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Label(f"{event.at:%Y-%m-%d %H:%M}", tone=Tone.INK_2))
        self.act = Label(ACTS.get(event.act, event.act), bold=True, tone=tone)
        head.addWidget(self.act)
        if event.undone:
            head.addWidget(Chip("已撤销", Kind.GREY))
        head.addStretch(1)
        head.addWidget(Label(event.who, tone=Tone.INK_2))
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self._grid)
        self.more = link("")
        self.more.clicked.connect(self.unfold)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._shown = 0
        self._show(FEW)
        self.dress()

    def dress(self) -> None:
        self._grid.setColumnMinimumWidth(0, look().px(LABELS))

    def unfold(self) -> None:
        """Show the fields that were folded away."""
        self._show(len(self.changes))

    def lines(self) -> list[str]:
        """What is read: label and words of each field shown."""
        found = []
        for row in range(self._shown):
            items = [self._grid.itemAtPosition(row, column) for column in (0, 1)]
            parts = [w.text() for item in items if item and isinstance(w := item.widget(), Label)]
            found.append(" ".join(parts))
        return found

    def _show(self, most: int) -> None:
        for row in range(self._shown, min(most, len(self.changes))):
            self._add(row, self.changes[row])
        self._shown = min(most, len(self.changes))
        left = len(self.changes) - self._shown
        self.more.set_words(f"还有 {left} 项")
        self.more.setVisible(bool(left))

    def _add(self, row: int, change: FieldChange) -> None:
        undone = self.event_shown.undone
        label = ElidedLabel(self._label(change), tone=Tone.INK_2)
        label.setFixedWidth(look().px(LABELS))
        self._grid.addWidget(label, row, 0)
        words = ElidedLabel(self.words(change), tone=Tone.INK_3 if undone else Tone.INK)
        self._grid.addWidget(words, row, 1)
        if self._may and not undone and self.can_restore(change):
            button = small("恢复")
            button.setAccessibleName(f"恢复 {self._label(change)}")
            button.clicked.connect(lambda: self.restore_asked.emit(change))
            self._grid.addWidget(button, row, 2)

    def words(self, change: FieldChange) -> str:
        """From → to; of a first value only the value."""
        if change.field == DELETED:
            name = self._speaker.names.get(change.object, "")
            return f"{name} {'已删除' if change.after else '已恢复'}".strip()
        after = self._speaker.say(change.kind, change.field, change.after).replace("\n", " ")
        before = self._speaker.say(change.kind, change.field, change.before).replace("\n", " ")
        return after if change.born or before == NOTHING else f"{before} → {after}"

    def can_restore(self, change: FieldChange) -> bool:
        """Allowed, and not what stands there now."""
        now = self._current.get((change.object, change.field))
        return history.restorable(change) and now != change.before

    def _label(self, change: FieldChange) -> str:
        word = field_word(change.kind, change.field)
        kind = KIND_WORDS.get(change.kind, "")
        return kind if change.field == DELETED else word if change.kind == "disputes" else f"{kind}·{word}"


class HistoryTab(QWidget):
    """记录 of one file, newest first."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.file: CaseFile | None = None
        self._events: list[Event] = []
        self._stale = False
        self._most = PAGE
        self.views: list[EventView] = []
        self._rules: list[QWidget] = []
        self.filter = Segments(
            [Segment("all", "全部"), Segment("content", "内容"), Segment("handling", "办理")], name="记录"
        )
        self.filter.chosen.connect(self._on_filter)
        self.page = PageColumn()
        self.page.column.setContentsMargins(24, 8, 24, 16)
        self.page.column.setSpacing(0)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._nothing = Label("这一类还没有记录", tone=Tone.INK_2)
        self.older = quiet("更早的记录", icon="ph.caret-down")
        self.older.clicked.connect(self._show_older)
        self.page.add(self._nothing)
        self.page.column.addLayout(self._list)
        self.page.column.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)
        self.page.column.addStretch(1)
        head = QHBoxLayout()
        head.setContentsMargins(24, 12, 24, 8)
        head.addWidget(self.filter)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline())
        column.addWidget(self.page, 1)

    def show_file(self, file: CaseFile) -> None:
        """Read again when it is looked at: nobody waits for what nobody sees."""
        if self.file is None or self.file.dispute.id != file.dispute.id:
            self._most = PAGE
            self.page.verticalScrollBar().setValue(0)
        self.file = file
        self._stale = True
        if self.isVisible():
            self._read()

    def settle(self) -> None:
        """Nothing is typed here."""

    def begin_focus(self) -> None:
        self.filter.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        assert self.file is not None
        self._stale = False
        self._events = history.timeline(self.host.desk, self.file.dispute.id, most=MOST)
        self._show()

    def _show(self) -> None:
        assert self.file is not None
        for old in (*self.views, *self._rules):
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.views, self._rules = [], []
        speaker = Speaker(names(self.host.desk, self.file, self._events), self.host.desk.handbook)
        current: dict[tuple[UUID, str], object] = {}
        for event in self._events:
            for change in event.changes:
                current.setdefault((change.object, change.field), change.after)
        may = not locked(self.host, self.file)
        chosen = [event for event in self._events if self._wanted(event)]
        for event in chosen[: self._most]:
            view = EventView(event, speaker, current, may)
            view.restore_asked.connect(self._restore)
            rule = Hairline()
            self._list.addWidget(view)
            self._list.addWidget(rule)
            self.views.append(view)
            self._rules.append(rule)
        self._nothing.setVisible(not chosen)
        self.older.setVisible(len(chosen) > self._most)
        self.older.set_words(f"更早的记录 {len(chosen) - self._most} 条")

    def _wanted(self, event: Event) -> bool:
        key = self.filter.key()
        return key == "all" or (event.act in HANDLING) is (key == "handling")

    def _on_filter(self, _key: str) -> None:
        self._most = PAGE
        if self.file is not None:
            self._show()

    def _show_older(self) -> None:
        self._most += PAGE
        self._show()

    def _restore(self, change: FieldChange) -> None:
        if self.file is None:
            return
        id = self.file.dispute.id
        word = field_word(change.kind, change.field)
        said = "已恢复" if change.field == DELETED else f"已恢复:{word}"
        self.host.do(lambda: history.restore(self.host.desk, id, change), said=said, undo=True)


def names(desk: Desk, file: CaseFile, events: list[Event]) -> dict[UUID, str]:
    """What every identity in the file is called, also of those that are gone (their names are in the changes)."""
    found: dict[UUID, str] = {}
    for event in reversed(events):
        for change in event.changes:
            if change.field in {"name", "title", "order_no"} and isinstance(change.after, str):
                found[change.object] = change.after
    with desk.read() as reader:
        accounts = reader.find(Account)
    members = {m.id: m.name for m in desk.members()}
    found |= members
    found |= {a.id: members.get(a.member_id, a.name) if a.member_id else a.name for a in accounts}
    found |= {person.id: person.name for person in file.people.values()}
    parts: list[Party | Agent | Claimant] = [*file.parties, *file.agents, *file.claimants]
    for part in parts:
        found[part.id] = file.person(part).name
    for duty in file.obligations:
        found[duty.id] = f"{who_to_whom(file, duty)} {what_is_owed(duty)}"
    for term in file.terms:
        found[term.id] = f"第{term.position}条"
    for agreement in file.agreements:
        found[agreement.id] = agreement.no or "协议"
    found[file.dispute.id] = file.dispute.number
    return found

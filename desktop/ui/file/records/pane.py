"""One record as a form: kept as a draft while it is typed, saved with Ctrl+Enter or on leaving, removed with undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import drafts, records
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, plain, quiet
from desktop.ui.kit.cards import Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.fields import LongText, ReadOnly, Remark, TextField
from desktop.ui.kit.forms import Ask, Beside, Form, Line, Rule
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone
from desktop.ui.sheet import repolish

R = TypeVar("R")
DRAFT_MS = 350  # after the last key
HINTS = "Enter 下一项   Ctrl+Enter 保存   Esc 留作草稿"


def locked(host: Host, file: CaseFile, need: Act = Act.EDIT) -> str:
    """Why nothing can be typed here; empty when it can."""
    if file.dispute.filing is Filing.ARCHIVED:
        return "已归档,只能查看"
    return "" if host.desk.may(need) else "您的角色只能查看"


def lock_form(form: Form, on: bool) -> None:
    """Show without letting type: words can still be selected, copied and scrolled."""
    for name in form.names():
        field = form.field(name)
        match field:
            case ReadOnly():
                pass
            case LongText():
                field.text.setReadOnly(on)
                repolish(field.text, "derived", "true" if on else "false")
            case TextField():
                field.line.setReadOnly(on)
                repolish(field.line, "derived", "true" if on else "false")
            case _:
                field.setEnabled(not on)


class Pane(QWidget, Generic[R]):
    """A form for records of one kind. The child class says what is asked and how values become a record."""

    saved = Signal(object)  # UUID of the record
    gone = Signal()  # the record was removed, or a new one given up
    typed = Signal()  # a draft of a new record came or went

    kind = ""  # the draft's key
    noun = ""  # 回访, 调查记录: for sentences
    need = Act.EDIT

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.file: CaseFile | None = None
        self.record: R | None = None
        self._touched: set[str] = set()
        self._saving = False
        self._timer = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._timer.timeout.connect(self.keep)
        self.form = Form(self.asks())
        self.form.changed.connect(self._on_changed)
        self.form.done.connect(self.save)
        self.form.left.connect(self.leave)
        self.form.ended.connect(self._on_ended)
        self._lay()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    # -- what a child class says

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        raise NotImplementedError

    def title(self) -> str:
        """The head of the form for `self.record` (None: a new one)."""
        return self.noun if self.record is not None else f"新{self.noun}"

    def blank(self, file: CaseFile) -> dict[str, Any]:
        """What a new record begins with."""
        return {}

    def values(self, record: R) -> dict[str, Any]:
        raise NotImplementedError

    def build(self, file: CaseFile, record: R | None, values: dict[str, Any]) -> R:
        """The record to save. May raise RuleBroken with the name of a field."""
        raise NotImplementedError

    def look_up(self, file: CaseFile, id: UUID) -> R | None:
        raise NotImplementedError

    def store(self, record: R) -> None:
        records.save(self.host.desk, record)  # type: ignore[arg-type]

    def erase(self, record: R) -> None:
        records.remove(self.host.desk, record)  # type: ignore[arg-type]

    def removable(self) -> bool:
        return self.record is not None

    def why_locked(self, file: CaseFile) -> str:
        """Why nothing can be typed in this form; empty when it can."""
        return locked(self.host, file, self.need)

    def prepare(self, file: CaseFile) -> None:
        """Before filling: offer the choices that depend on the file."""

    def shown(self) -> None:
        """After filling: enable what depends on the record."""

    # -- what the tab asks

    def open(self, file: CaseFile, record: R | None) -> None:
        """Show a record, or a new one; a draft of it comes back."""
        self.file, self.record = file, record
        self._touched.clear()
        self._timer.stop()
        self.prepare(file)
        self.form.clear_problems()
        self._fill(self.form.names())
        self._say("")
        draft = drafts.find(self.host.desk, self.key()) if not self.why_locked(file) else None
        if draft is not None:
            self.form.fill_draft(draft.values)
            self._touched = set(draft.values) & set(self.form.names())
            self._say(f"草稿 {draft.saved_at:%m-%d %H:%M}", Tone.AMBER, Shape.DIAMOND)
        self._dress_foot()

    def show_again(self, file: CaseFile) -> None:
        """The same file after a change: what was typed stays, the rest shows what is now true."""
        self.file = file
        if self._saving:
            return
        if self.record is not None:
            found = self.look_up(file, self.id_of(self.record))
            if found is None:
                self.gone.emit()
                return
            self.record = found
        self.prepare(file)
        self._fill([name for name in self.form.names() if name not in self._touched])
        self._dress_foot()

    @property
    def dirty(self) -> bool:
        return bool(self._touched)

    def key(self) -> str:
        assert self.file is not None
        which = str(self.id_of(self.record)) if self.record is not None else "new"
        return f"{self.kind}:{self.file.dispute.id}:{which}"

    def has_draft(self, file: CaseFile) -> bool:
        """Whether a new record of this file was begun and not saved."""
        return drafts.find(self.host.desk, f"{self.kind}:{file.dispute.id}:new") is not None

    def settle(self) -> None:
        """Save changes of a record that stands; a new one, or one that cannot be saved yet, is kept as a draft."""
        if not self._touched or self.file is None:
            return
        if self.record is None or not self.save(quietly=True):
            self.keep()

    def keep(self) -> None:
        """What was typed, put aside."""
        self._timer.stop()
        if not self._touched or self.file is None:
            return
        draft = {name: text for name, text in self.form.draft().items() if name in self._touched}
        at = drafts.keep(self.host.desk, self.key(), draft)
        self._say(f"草稿 {at:%H:%M} 已存", Tone.INK_3, Shape.RING)
        if self.record is None:
            self.typed.emit()

    def save(self, *, quietly: bool = False) -> bool:
        """Write the record; False when something is wrong (said at the field unless `quietly`)."""
        if self.file is None or self.why_locked(self.file):
            return False
        if not self._touched and self.record is not None:
            return True
        if self.form.problems():
            if not quietly:
                self.form.check()
            return False
        key = self.key()
        try:
            record = self.build(self.file, self.record, self.form.values())
            if record != self.record:
                self._saving = True
                self.store(record)
        except MediationError as error:
            if not quietly:
                self._refuse(error)
            return False
        finally:
            self._saving = False
        self._timer.stop()
        drafts.drop(self.host.desk, key)
        self._touched.clear()
        self.record = self.look_up(self.file, self.id_of(record)) or record
        self._fill(self.form.names())
        self._say(f"已存 {self.host.desk.now():%H:%M}", Tone.GREEN, Shape.TICK)
        self._dress_foot()
        if not quietly:
            self.host.say(f"已保存:{self.noun}", undo=True)
        self.saved.emit(self.id_of(record))
        return True

    def discard(self) -> None:
        """Take a saved record out (undo brings it back), or give up a new one."""
        assert self.file is not None
        drafts.drop(self.host.desk, self.key())
        self._touched.clear()
        self._timer.stop()
        if self.record is None:
            self.gone.emit()
            return
        record = self.record
        self._saving = True
        self.host.do(lambda: self.erase(record), said=f"已删除:{self.noun}", undo=True)
        self._saving = False
        if self.look_up(self.file, self.id_of(record)) is None:
            self.gone.emit()

    def leave(self) -> None:
        """Esc: step out to the list, what was typed stays a draft."""
        self.keep()
        self.setFocus()

    def begin_focus(self) -> None:
        self.form.start()

    @staticmethod
    def id_of(record: Any) -> UUID:
        found: UUID = record.id
        return found

    # -- inside

    def _lay(self) -> None:
        self._title = ElidedLabel("", 11, bold=True, least=6)
        self._state = Remark()
        self.head = QHBoxLayout()
        self.head.setSpacing(12)
        self.head.addWidget(self._title, 1)
        self.head.addWidget(self._state)
        self.column = PageColumn()
        self.column.column.setContentsMargins(24, 16, 24, 12)
        self.column.column.addLayout(self.head)
        self.above()
        self.column.add(self.form)
        self.below()
        self.column.column.addStretch(1)
        self._hints = Label(HINTS, tone=Tone.INK_3)
        self.remove_button = quiet("删除", icon="ph.trash")
        self.remove_button.clicked.connect(self.discard)
        self.save_button = plain("保存", hint="Ctrl+Enter")
        self.save_button.clicked.connect(lambda: self.save())
        self._acts = QHBoxLayout()
        self._acts.setSpacing(8)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 8, 0, 12)
        foot.setSpacing(8)
        foot.addWidget(self._hints)
        foot.addStretch(1)
        foot.addLayout(self._acts)
        foot.addWidget(self.remove_button)
        foot.addWidget(self.save_button)
        self._foot = foot
        bottom = QVBoxLayout()
        bottom.setContentsMargins(24, 0, 24, 0)
        bottom.setSpacing(0)
        bottom.addWidget(Hairline())
        bottom.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.column, 1)
        column.addLayout(bottom)

    def above(self) -> None:
        """Between the head and the form: a child class may add something to `self.column`."""

    def below(self) -> None:
        """Under the form."""

    def add_act(self, button: Button) -> Button:
        """One more button in the foot."""
        self._acts.addWidget(button)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drop_hints()

    def _drop_hints(self) -> None:
        """Hints are the first to go when the foot is full."""
        buttons = [self.remove_button, self.save_button]
        buttons += [w for n in range(self._acts.count()) if isinstance(w := _widget(self._acts, n), Button)]
        needed = sum(b.sizeHint().width() + 8 for b in buttons if not b.isHidden()) + 48
        self._hints.setVisible(needed + self._hints.sizeHint().width() + 16 <= self.width())

    def _fill(self, names: Sequence[str]) -> None:
        assert self.file is not None
        values = self.values(self.record) if self.record is not None else self.blank(self.file)
        empty: dict[str, Any] = dict.fromkeys(names)
        self.form.fill({name: values.get(name, empty[name]) for name in names})
        self.shown()

    def _dress_foot(self) -> None:
        assert self.file is not None
        why = self.why_locked(self.file)
        lock_form(self.form, bool(why))
        self._title.setText(self.title())
        self._hints.setText(why or HINTS)
        self.save_button.setVisible(not why)
        self.remove_button.setVisible(not why and (self.record is None or self.removable()))
        self.remove_button.set_words("删除" if self.record is not None else "放弃")
        self._drop_hints()

    def _say(self, text: str, tone: Tone = Tone.INK_3, shape: Shape | None = None) -> None:
        self._state.say(text, tone, shape)

    def _refuse(self, error: MediationError) -> None:
        if isinstance(error, RuleBroken) and error.field in self.form.names():
            self.form.show_problem(error.field, error.sentence)
        else:
            self.host.problem(error)

    def _on_changed(self, name: str) -> None:
        if self.file is None:
            return
        self._touched.add(name)
        self._say("正在写", Tone.INK_3, Shape.RING)
        if not self._timer.isActive():  # counted from the first key not yet kept, so that nobody types ahead of it
            self._timer.start()

    def _on_ended(self) -> None:
        self.save_button.setFocus()

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        if self._touched and old is not None and isinstance(old, QWidget) and self.isAncestorOf(old):
            self.keep()


def _widget(layout: QHBoxLayout, n: int) -> QWidget | None:
    item = layout.itemAt(n)
    return item.widget() if item is not None else None

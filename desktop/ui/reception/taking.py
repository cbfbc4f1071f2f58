"""取号: name, phone, matter, Enter — the next ticket, and the cursor is back at the name."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import drafts, reception
from desktop.ui.attempt import attempt
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Form, Line
from desktop.ui.kit.labels import Label
from desktop.ui.kit.masks import PhoneField
from desktop.ui.kit.text import wide
from desktop.ui.looks import Tone, look

DRAFT_MS = 350
LOOK_MS = 200
BUTTON_FROM = 48  # characters of the line
FIELDS = {"name": "来访人", "phone": "电话", "matter": "事由"}


class Taking(QWidget):
    """`taken(id)`: a ticket was given; `left`: Esc."""

    taken = Signal(object)
    left = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._day: UUID | None = None
        self.number = Label("", 16, bold=True, tone=Tone.ACCENT)
        self.form = Form(
            [
                Line(
                    Ask("name", "来访人", lambda: TextField(width=96, most=100, name=True), needed=True),
                    Ask("phone", "电话", lambda: PhoneField(width=128)),
                    Ask("matter", "事由", lambda: TextField(width=None, most=200, example="一句话")),
                )
            ],
            labels=48,
        )
        for name, words in FIELDS.items():
            self.form.field(name).line.setAccessibleName(f"取号{words}")
        self.button = plain("取号", hint="Enter")
        self.before = Banner("")
        self.before.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.number)
        row.addWidget(self.form, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.before)
        self._keep = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._keep.timeout.connect(self.keep)
        self._look = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._look.timeout.connect(self._look_for_before)
        self.form.changed.connect(self._changed)
        self.form.ended.connect(self.take)
        self.form.done.connect(self.take)
        self.form.left.connect(self._leave)
        self.button.clicked.connect(self.take)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    def show_day(self, day: UUID, next_ticket: int, *, late: bool) -> None:
        """For this day; what was being typed for it before a crash comes back. `late`: after its 小结."""
        self.button.set_words("补记" if late else "取号")
        self.number.setText(f"{next_ticket:03d}")
        self.number.setMinimumWidth(wide("000", look().font(16, bold=True)))
        self.number.setAccessibleName(f"下一号 {next_ticket:03d}")
        if day == self._day:
            return
        self.settle()
        self._day = day
        self._clear()
        draft = drafts.find(self._host.desk, self._key())
        if draft is not None:
            self.form.fill_draft({name: str(text) for name, text in draft.values.items()})
            self.form.field("phone").reveal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where letters are large the fields need the button's room; Enter gives the ticket all the same."""
        super().resizeEvent(event)
        self.button.setVisible(self.width() >= wide("国", look().font()) * BUTTON_FROM)

    def begin(self) -> None:
        self.form.chain.go(self.form.field("name"))

    def take(self) -> None:
        """Give the ticket; what lacks is said at its field."""
        if self._day is None or not self.form.check():
            return
        said = self.form.values()
        desk = self._host.desk
        take = partial(reception.take, desk, self._day, said["name"], said["phone"] or "", said["matter"])
        taken = attempt(self._host, self.form, take, at="name")
        if taken is None:
            return
        drafts.drop(desk, self._key())
        self._clear()
        self.begin()
        self.taken.emit(taken.value.id)

    def keep(self) -> None:
        self._keep.stop()
        if self._day is None:
            return
        if any(not self.form.field(name).empty for name in FIELDS):
            drafts.keep(self._host.desk, self._key(), self.form.draft())
        else:
            drafts.drop(self._host.desk, self._key())

    def settle(self) -> None:
        """The page goes: what is waiting to be kept is kept now."""
        if self._keep.isActive():
            self.keep()

    def _clear(self) -> None:
        self._keep.stop()
        self.form.fill(dict.fromkeys(FIELDS, ""))
        self.form.clear_problems()
        self.before.hide()

    def _key(self) -> str:
        return f"take:{self._day}"

    def _changed(self, name: str) -> None:
        if not self._keep.isActive():
            self._keep.start()
        if name in ("name", "phone"):
            self._look.start()

    def _look_for_before(self) -> None:
        name, phone = (str(self.form.field(n).value() or "") for n in ("name", "phone"))
        found = reception.known(self._host.desk, name, phone)
        if found:
            line, more = found[0].line, f",另有 {len(found) - 1} 件" if len(found) > 1 else ""
            self.before.show_text(f"{found[0].how}:{line.number} {line.names}{more}")
        self.before.setVisible(bool(found))

    def _leave(self) -> None:
        self.keep()
        self.left.emit()

    def _on_focus(self, old: QWidget | None, _now: QWidget | None) -> None:
        if old is not None and self.isAncestorOf(old):
            self.settle()

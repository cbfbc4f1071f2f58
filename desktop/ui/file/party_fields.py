"""Fields that only the people of a file need: a derived birthday, the service address, a consent with its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.typed import clean_line, id_facts
from desktop.ui.kit.buttons import Button, Rank
from desktop.ui.kit.choices import Box
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.edits import LineEdit
from desktop.ui.kit.fields import Field
from desktop.ui.kit.masks import IdField
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone, look
from desktop.ui.sheet import repolish

CARD = "居民身份证"


class PaperField(IdField):
    """An identity number; other papers than the identity card are not measured by its rules."""

    def __init__(self, on: Callable[[], date]) -> None:
        self._card = True
        super().__init__(on=on)

    def be_card(self, card: bool) -> None:
        self._card = card
        self.show_remark()

    def doubt(self, number: str) -> None:
        if self._card:
            super().doubt(number)
        else:
            self.remark.say(f"{len(number)} 位" if number else "")

    def settle(self) -> None:
        if self._card:
            super().settle()

    def birth(self) -> date | None:
        """What the number says, when it can be right."""
        facts = id_facts(self.value(), self._on() if self._on else None) if self._card and self.value() else None
        return facts.birth if facts and facts.valid else None

    def sex(self) -> str:
        facts = id_facts(self.value()) if self._card and self.value() else None
        return facts.sex if facts and facts.valid else ""


class BirthField(DateField):
    """A birthday: read-only while the identity number says it, with the age of today beside it."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._derived = False
        self._now = today
        super().__init__(today, width=200, example="如 19831105")

    def derive(self, born: date | None) -> None:
        """From the number, or None: it is typed."""
        changed = self._derived != (born is not None)
        self._derived = born is not None
        if born is not None and self.value() != born:
            self.set_value(born)
        if changed:
            self.line.setReadOnly(self._derived)
            policy = Qt.FocusPolicy.NoFocus if self._derived else Qt.FocusPolicy.StrongFocus
            self.line.setFocusPolicy(policy)
            repolish(self.line, "derived", "true" if self._derived else "false")
            self._pick.setVisible(not self._derived)
        self.show_remark()

    def meaning(self, value: date) -> str:
        today = self._now()
        age = today.year - value.year - ((today.month, today.day) < (value.month, value.day))
        return f"{age} 岁·由证件号得出" if self._derived else f"{age} 岁"


class AlsoLink(Field):
    """也出现在 2026-017: a way to the other file, on the line of the phone while there is room. Holds no value."""

    def __init__(self) -> None:
        super().__init__()
        self.button = Button("", Rank.LINK)
        self.furnish(self.button, width=1)
        self.hide()

    def wanted_width(self) -> int:
        return self.button.sizeHint().width()

    @property
    def empty(self) -> bool:
        return False

    @property
    def takes_focus(self) -> bool:
        """Enter passes it by; Tab reaches it."""
        return False

    def show_words(self, words: str) -> None:
        self.button.set_words(words)
        self.setVisible(bool(words))
        self.dress()

    def value(self) -> None:
        return None

    def set_value(self, value: object) -> None:
        """Nothing: the words are shown by `show_words`."""

    def raw(self) -> str:
        return ""

    def set_raw(self, text: str) -> None:
        """Nothing to bring back."""


class SignedOn(Field):
    """A box whose value is the day on which it was signed, or None. Ticking it means today."""

    at_once = True

    def __init__(self, words: str, today: Callable[[], date], missing: str) -> None:
        super().__init__()
        self._today, self._missing = today, missing
        self._day: date | None = None
        self._wanted = True
        self.box = Box(words)
        self.box.clicked.connect(self._on_clicked)
        self.box.moved.connect(self._on_moved)
        self.furnish(self.box, width=1)

    def wanted_width(self) -> int:
        return self.box.sizeHint().width() + 4

    def dress(self) -> None:
        self.box.setMinimumHeight(look().px(32))
        super().dress()

    def value(self) -> date | None:
        return self._day

    def set_value(self, value: date | None) -> None:
        self._day = value
        self.box.setChecked(value is not None)
        self.wrong("")

    def want(self, wanted: bool) -> None:
        """Whether its absence is worth a word."""
        self._wanted = wanted
        self.show_remark()

    def raw(self) -> str:
        return self._day.isoformat() if self._day else ""

    def set_raw(self, text: str) -> None:
        self.set_value(date.fromisoformat(text) if text else None)

    def show_remark(self) -> None:
        if self._day is not None:
            self.remark.say(f"{self._day.month}月{self._day.day}日签", Tone.INK_2)
        elif self._wanted:
            self.remark.say(self._missing, Tone.RED, Shape.TRIANGLE)
        else:
            self.remark.say("")

    def _on_clicked(self, on: bool) -> None:
        self._day = self._today() if on else None
        self._on_edited()


class ServiceAddress(Field):
    """送达地址: 同住址, or words of its own. The value is the address itself."""

    def __init__(self, home: Callable[[], str]) -> None:
        super().__init__()
        self._home = home
        self.same = Box("同住址")
        self.line = LineEdit()
        self.line.setPlaceholderText("送达法律文书的地址")
        self.line.setAccessibleName("送达地址")
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.same)
        row.addWidget(self.line, 1)
        self.same.toggled.connect(self.line.setHidden)
        self.same.clicked.connect(self._on_same)
        self.same.moved.connect(self._on_moved)
        self.line.edited.connect(self._on_edited)
        self.line.moved.connect(self._on_moved)
        self.furnish(holder, width=None)
        self.setFocusProxy(self.same)

    def dress(self) -> None:
        self.same.setMinimumHeight(look().px(32))
        super().dress()

    @property
    def at_once(self) -> bool:
        """A tick is whole when it is set; words are whole when they are left."""
        return self.same.isChecked()

    @property
    def takes_focus(self) -> bool:
        return self.isEnabled() and not self.isHidden()

    def value(self) -> str:
        return clean_line(self._home() if self.same.isChecked() else self.line.whole_text())

    def set_value(self, value: str | None) -> None:
        same = bool(value) and value == self._home()
        self.same.setChecked(same)
        self.line.setText("" if same else value or "")
        self.line.home(False)
        self.wrong("")

    def raw(self) -> str:
        return "=" if self.same.isChecked() else self.line.whole_text()

    def set_raw(self, text: str) -> None:
        self.same.setChecked(text == "=")
        self.line.setText("" if text == "=" else text)

    def _on_same(self, on: bool) -> None:
        self._on_edited()
        if not on:
            self.line.setFocus(Qt.FocusReason.TabFocusReason)

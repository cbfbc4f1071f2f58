"""One line of the grid into which a pocket list is typed back: its code, what it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.pocket import REACHED, Found, Result
from desktop.ui.kit.cards import Hairline
from desktop.ui.kit.choices import Choice, Option
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.field import Field
from desktop.ui.kit.fields import CodeField, MoneyField, TextField
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.looks import Tone, look

LABELS = {
    "code": "代码",
    "reached": "找到",
    "said": "说了什么",
    "paid": "已付",
    "paid_on": "付款日",
    "next_on": "下次",
}


class _Day(DateField):
    """A day whose meaning is not said beside it: the grid has no room."""

    def meaning(self, value: date) -> str:
        return ""


class PocketRow(Dressed, QWidget):
    """`coded` when a whole code was typed; `changed` on every key."""

    changed = Signal()
    coded = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        QWidget.__init__(self)
        self.found: Found | None = None
        self.code = CodeField(width=64, most=3, upper=True, example="K3")
        self.about = ElidedLabel("", tone=Tone.INK_2)
        self.reached = Choice([Option(word, word) for word in REACHED], blank="")
        self.said = TextField(width=None, most=500, example="原话、诉求、情绪")
        self.paid = MoneyField(width=88, words=False)
        self.paid_on = _Day(today, width=120, example="如 1122")
        self.next_on = _Day(today, width=120, example="如 +7")
        self.fields: dict[str, Field] = {
            "code": self.code,
            "reached": self.reached,
            "said": self.said,
            "paid": self.paid,
            "paid_on": self.paid_on,
            "next_on": self.next_on,
        }
        self._money = (Label(LABELS["paid"], tone=Tone.INK_2), self.paid, Label(LABELS["paid_on"], tone=Tone.INK_2))
        first, second = QHBoxLayout(), QHBoxLayout()
        for line in (first, second):
            line.setSpacing(8)
        first.addWidget(self.code)
        first.addWidget(self.about, 1)
        for name, field in self.fields.items():
            field.set_name(LABELS[name])
            field.changed.connect(self.changed)
        self._indent = QWidget()
        second.addWidget(self._indent)
        second.addWidget(self.reached)
        second.addWidget(self.said, 1)
        for widget in (*self._money, self.paid_on, Label(LABELS["next_on"], tone=Tone.INK_2), self.next_on):
            second.addWidget(widget)
        self._second = second
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 0)
        column.setSpacing(8)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(Hairline())
        self.code.changed.connect(self._code_typed)
        self.show_found(None, "")
        self.dress()

    def dress(self) -> None:
        self._indent.setFixedWidth(look().px(64))
        self.code.setMinimumHeight(look().px(32))

    def show_found(self, found: Found | None, problem: str) -> None:
        """What the code stands for, or why it stands for nothing."""
        self.found = found
        self.about.setText(f"{found.number}·{found.names}·{found.line.what}" if found else problem)
        self.about.set_tone(Tone.INK if found else Tone.RED)
        for name in ("reached", "said", "next_on"):
            self.fields[name].setEnabled(found is not None)
        for widget in (*self._money, self.paid_on):
            widget.setVisible(found is not None and found.money)
        if found is not None and self.next_on.empty:
            self.next_on.set_value(found.next_on)

    def result(self) -> Result:
        return Result(
            code=self.code.value(),
            reached=self.reached.value() or "",
            said=self.said.value(),
            paid_fen=self.paid.value() or 0,
            paid_on=self.paid_on.value(),
            next_on=self.next_on.value(),
        )

    def unclear(self) -> tuple[str, str]:
        """The first field that holds no value, and why; two empty words when all is clear."""
        for name, field in self.fields.items():
            if sentence := field.unclear():
                return name, sentence
        return "", ""

    def draft(self) -> dict[str, str]:
        return {name: field.raw() for name, field in self.fields.items()}

    def fill_draft(self, kept: Mapping[str, Any]) -> None:
        for name, field in self.fields.items():
            field.set_raw(str(kept.get(name, "")))

    def _code_typed(self) -> None:
        self.coded.emit()

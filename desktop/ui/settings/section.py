"""One part of the settings: a scrolling column of blocks with a title each."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.changes import Changed
from desktop.ui.kit.cards import Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone, look

WIDEST = 760  # px at 100 %: nothing is wider, the rest of the card stays empty


class Section(PageColumn):
    """A part of the settings. `refresh` asks again; `heard` tells what was saved elsewhere; `settle` saves typing."""

    def __init__(self) -> None:
        super().__init__()
        self.column.setContentsMargins(24, 16, 24, 16)
        self.column.setSpacing(12)
        self._blocks = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        spare = self.width() - 24 - round(WIDEST * look().scale)
        self.column.setContentsMargins(24, 16, max(24, spare), 16)

    def block(self, title: str, note: str = "") -> QVBoxLayout:
        """A titled group; what belongs to it is added to the column that comes back."""
        if self._blocks:
            self.column.addWidget(Hairline())
        self._blocks += 1
        self.column.addWidget(Label(title, 11, bold=True))
        if note:
            self.column.addWidget(Label(note, tone=Tone.INK_2, wrap=True))
        inner = QVBoxLayout()
        inner.setSpacing(8)
        self.column.addLayout(inner)
        return inner

    def finish(self) -> None:
        """No more blocks: the rest of the height stays empty."""
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Ask the data again; what is being typed survives."""

    def heard(self, changed: Changed) -> None:
        """Something was saved."""

    def settle(self) -> None:
        """Save what is being typed."""

    def begin_focus(self) -> None:
        """Put the cursor where the part's work begins."""
        self.focusNextPrevChild(True)


class Facts(QWidget):
    """Quiet labels with their values, one under the other; the values can be selected and copied."""

    def __init__(self, labels: int = 96) -> None:
        super().__init__()
        self._labels = labels
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._values: dict[str, Label] = {}
        self._measure()

    def show_fact(self, name: str, value: str, tone: Tone = Tone.INK) -> None:
        if name not in self._values:
            row = len(self._values)
            self._values[name] = Label("", wrap=True)
            self._grid.addWidget(Label(name, tone=Tone.INK_2), row, 0)
            self._grid.addWidget(self._values[name], row, 1)
        self._values[name].setText(value)
        self._values[name].set_tone(tone)

    def text(self) -> str:
        """All of it, a line each, to be copied."""
        return "\n".join(f"{name}:{label.text()}" for name, label in self._values.items())

    def value(self, name: str) -> str:
        return self._values[name].text()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_grid"):
            self._measure()

    def _measure(self) -> None:
        self._grid.setColumnMinimumWidth(0, look().px(self._labels))


def beside(*widgets: QWidget) -> QHBoxLayout:
    """Widgets on one line, from the left."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row

"""Obligation lines that read as a sentence: a word, its field, the next word, its field; wrapping like text."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone, look

_NEAR, _APART, _DOWN = 8, 12, 6
_LEAST = 120  # px at 100 % that a field keeps which takes the rest of its line


class SentenceLayout(QLayout):
    """Pairs of label and field, in turn. Fields whose policy expands share what is left of their line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return QSize(look().px(480), look().px(32))

    def minimumSize(self) -> QSize:
        least = [_lead(label) + field.minimumSize().width() for label, field in self._pairs()]
        return QSize(max(least, default=0), look().px(32))

    def _pairs(self) -> list[tuple[QLayoutItem, QLayoutItem]]:
        pairs = zip(self._items[::2], self._items[1::2], strict=False)
        return [(label, field) for label, field in pairs if not field.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        high, y = look().px(32), rect.y()
        for line in self._lines(rect.width()):
            used = sum(_lead(label) + _least(field) for label, field in line)
            used += _APART * (len(line) - 1)
            growing = sum(_grows(field) for _, field in line)
            spare = max(rect.width() - used, 0) // growing if growing else 0
            x, tallest = rect.x(), high
            for label, field in line:
                lead = _lead(label)
                room = rect.x() + rect.width() - x - lead
                across = min(_least(field) + (spare if _grows(field) else 0), room)
                tall = max(_high(field, across), high)
                if move:
                    label.setGeometry(QRect(x, y, label.sizeHint().width(), high))
                    field.setGeometry(QRect(x + lead, y, across, tall))
                x += lead + across + _APART
                tallest = max(tallest, tall)
            y += tallest + _DOWN
        return max(y - _DOWN - rect.y(), 0)

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QLayoutItem]]]:
        lines: list[list[tuple[QLayoutItem, QLayoutItem]]] = []
        x = 0
        for label, field in self._pairs():
            needed = _lead(label) + _least(field)
            if lines and x + _APART + needed <= width:
                lines[-1].append((label, field))
                x += _APART + needed
            else:
                lines.append([(label, field)])
                x = needed
        return lines


class Sentence(QWidget):
    """One line of an obligation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = SentenceLayout(self)
        self._labels: dict[QWidget, Label] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, word: str, field: QWidget) -> None:
        """The next word and its field."""
        label = Label(word, tone=Tone.INK_2)
        label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._labels[field] = label
        self._row.addWidget(label)
        self._row.addWidget(field)

    def reword(self, field: QWidget, word: str) -> None:
        if self._labels[field].text() != word:
            self._labels[field].setText(word)
            self._row.invalidate()

    def show_field(self, field: QWidget, on: bool) -> None:
        """A field and its word come and go together."""
        self._labels[field].setVisible(on)
        field.setVisible(on)


def _lead(label: QLayoutItem) -> int:
    """The word and the gap behind it; nothing for a field without a word."""
    wide = label.sizeHint().width()
    return wide + _NEAR if wide else 0


def _grows(item: QLayoutItem) -> bool:
    widget = item.widget()
    return widget is not None and bool(widget.sizePolicy().expandingDirections() & Qt.Orientation.Horizontal)


def _least(item: QLayoutItem) -> int:
    return max(item.minimumSize().width(), look().px(_LEAST)) if _grows(item) else item.sizeHint().width()


def _high(item: QLayoutItem, width: int) -> int:
    widget = item.widget()
    if widget is not None and widget.hasHeightForWidth():
        return widget.heightForWidth(width)
    return item.sizeHint().height()

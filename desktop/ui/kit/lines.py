"""The rows of a form: one column of labels, fields that share a line while there is room."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QWidget

from desktop.ui.looks import look

GAP = 12  # between a label and its field on a shared line, and between two such pairs
DOWN = 8  # fields of 32 px, a row every 40


class LineLayout(QLayout):
    """A row of a form: a label column, then fields with their own labels between them.

    Fields that no longer fit go to a line below, their label into the label column: reading order stays.
    The last field of a line takes the rest of it when its policy expands.
    """

    def __init__(self, parent: QWidget, label_width: int) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._pairs: list[tuple[QLayoutItem, QLayoutItem]] = []
        self._waiting: QLayoutItem | None = None
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        """Label, field, label, field, in turn."""
        if self._waiting is None:
            self._waiting = item
        else:
            self._pairs.append((self._waiting, item))
            self._waiting = None

    def count(self) -> int:
        return 2 * len(self._pairs) + (self._waiting is not None)

    def itemAt(self, index: int) -> QLayoutItem | None:
        if 0 <= index < 2 * len(self._pairs):
            return self._pairs[index // 2][index % 2]
        return self._waiting if index == 2 * len(self._pairs) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        item = self.itemAt(index)
        if item is self._waiting:
            self._waiting = None
        elif item is not None:
            label, field = self._pairs.pop(index // 2)
            self._waiting = field if item is label else label
        return item

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
        widths = [_before(label) + field.sizeHint().width() + GAP for label, field in self._pairs[1:]]
        first = self._pairs[0][1].sizeHint() if self._pairs else QSize()
        return QSize(self._indent() + first.width() + sum(widths), look().px(32))

    def minimumSize(self) -> QSize:
        widest = max((field.minimumSize().width() for _, field in self._pairs), default=0)
        return QSize(self._indent() + widest, look().px(32))

    def _indent(self) -> int:
        return look().px(self._label_width) + 16

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QLayoutItem]]]:
        lines: list[list[tuple[QLayoutItem, QLayoutItem]]] = []
        x = 0
        for label, field in self._pairs:
            if field.isEmpty():
                continue
            needed = GAP + _before(label) + self._least(field)
            if lines and x + needed <= width:
                lines[-1].append((label, field))
                x += needed
            else:
                lines.append([(label, field)])
                x = self._indent() + self._least(field)
        return lines

    @staticmethod
    def _least(field: QLayoutItem) -> int:
        if _grows(field):
            return max(field.minimumSize().width(), look().px(120))
        return field.sizeHint().width()

    def _place(self, rect: QRect, *, move: bool) -> int:
        line_high, y = look().px(32), rect.y()
        for line in self._lines(rect.width()):
            x, tallest = rect.x(), line_high
            spare = self._spare(line, rect.width())
            for n, (label, field) in enumerate(line):
                label_width = look().px(self._label_width) if n == 0 else max(_before(label) - GAP, 0)
                if move:
                    label.setGeometry(QRect(x, y, label_width, line_high))
                x += label_width + 16 if n == 0 else _before(label)
                grows = _grows(field)
                width = self._least(field) + (spare if grows else 0)
                width = min(width, rect.right() + 1 - x)
                high = _high(field, width)
                if move:
                    field.setGeometry(QRect(x, y, width, max(high, line_high)))
                x += width + GAP
                tallest = max(tallest, high)
            y += tallest + DOWN
        return y - DOWN - rect.y() if y > rect.y() else 0

    def _spare(self, line: list[tuple[QLayoutItem, QLayoutItem]], width: int) -> int:
        """What each growing field of the line gets beyond its least."""
        used = self._indent() + self._least(line[0][1])
        used += sum(GAP + _before(label) + self._least(field) for label, field in line[1:])
        growing = sum(_grows(f) for _, f in line)
        return max(width - used, 0) // growing if growing else 0


def _before(label: QLayoutItem) -> int:
    """What a label on a shared line takes before its field; a field without words takes nothing."""
    words = label.widget()
    silent = isinstance(words, QLabel) and not words.text()
    return 0 if silent else label.sizeHint().width() + GAP


def _grows(field: QLayoutItem) -> bool:
    """Whether the widget itself asks for room; a layout item would also report the stretch inside it."""
    widget = field.widget()
    return widget is not None and bool(widget.sizePolicy().expandingDirections() & Qt.Orientation.Horizontal)


def _high(field: QLayoutItem, width: int) -> int:
    """The height at a width; from the widget, because a layout item asks the layout inside it instead."""
    widget = field.widget()
    if widget is not None and widget.hasHeightForWidth():
        return max(widget.heightForWidth(width), widget.minimumHeight())
    return field.sizeHint().height()

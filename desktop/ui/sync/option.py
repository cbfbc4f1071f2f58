"""One of the cards to choose from: whose value it is, what differs in it, who wrote it and when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.kit.text import TextBox
from desktop.ui.looks import Tone, look
from desktop.ui.sync.asking import Answer, Spoken
from desktop.ui.sync.differing import Piece, excerpt

LINE_BREAK = "\u2028"  # what QTextLayout takes for a new line
RADIO = 18  # px at 100 %


class DiffText(Dressed, QWidget):
    """A value in bold, wrapped; what differs stands on a tint with a line under it."""

    def __init__(self, pieces: Sequence[Piece], points: float = 12, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._pieces, self._points = tuple(pieces), points
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.text())

    def text(self) -> str:
        return "".join(piece.text for piece in self._pieces)

    def marked(self) -> list[str]:
        """What is tinted."""
        return [piece.text for piece in self._pieces if piece.other]

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self._layout(width)
        return round(sum(layout.lineAt(n).height() for n in range(layout.lineCount()))) + 2

    def sizeHint(self) -> QSize:
        width = look().px(240)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(80), self.heightForWidth(max(self.width(), look().px(80))))

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        layout = self._layout(self.width())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box in self._tinted(layout):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(worn.color(Tone.AMBER_TINT))
            painter.drawRoundedRect(box, 2, 2)
            painter.setPen(QPen(worn.color(Tone.AMBER), worn.scale))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(worn.color(Tone.INK))
        layout.draw(painter, QPointF(0, 0))

    def text_boxes(self) -> list[TextBox]:
        layout, whole = self._layout(self.width()), self._plain()
        found = []
        for n in range(layout.lineCount()):
            line = layout.lineAt(n)
            text = whole[line.textStart() : line.textStart() + line.textLength()].strip().replace(LINE_BREAK, "")
            box = QRect(0, round(line.y()), self.width(), round(line.height()))
            found.append(TextBox(text, box, self._font()))
        return found

    def _font(self) -> QFont:
        return look().font(self._points, bold=True)

    def _plain(self) -> str:
        return self.text().replace("\n", LINE_BREAK)

    def _layout(self, width: int) -> QTextLayout:
        layout = QTextLayout(self._plain(), self._font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, y))
            y += line.height()
        layout.endLayout()
        return layout

    def _tinted(self, layout: QTextLayout) -> list[QRectF]:
        """The boxes of what differs, one per line that it touches."""
        boxes, at = [], 0
        for piece in self._pieces:
            end = at + len(piece.text)
            for n in range(layout.lineCount() if piece.other else 0):
                line = layout.lineAt(n)
                first, last = max(at, line.textStart()), min(end, line.textStart() + line.textLength())
                if first < last:
                    left, right = _x(line.cursorToX(first)), _x(line.cursorToX(last))
                    boxes.append(QRectF(left, line.y() + 1, right - left, line.height() - 1))
            at = end
        return boxes


def _only_words(label: Label) -> None:
    """In its own tone although it stands on a button, and deaf to the mouse."""
    label.setForegroundRole(QPalette.ColorRole.WindowText)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def _x(found: object) -> float:
    """PySide gives the place alone or with the cursor."""
    return float(found[0] if isinstance(found, (tuple, list)) else found)  # type: ignore[arg-type]


class OptionCard(Dressed, QAbstractButton):
    """One answer. Chosen by its key, an arrow or a click; Enter on it decides."""

    decided = Signal()
    walked = Signal(int)  # -1 to the answer before, +1 to the next

    def __init__(self, answer: Answer, key: int, parent: QWidget | None = None) -> None:
        QAbstractButton.__init__(self, parent)
        self.answer = answer
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.title = ElidedLabel(answer.title, bold=True)
        self.now = Label("现在显示" if answer.shown else "", tone=Tone.INK_3)
        self.hint = Label(f"按 {key}", tone=Tone.INK_2)
        self.texts: list[DiffText] = []
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.now)
        self._head.addWidget(self.hint)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(4)
        self._column.addLayout(self._head)
        self.lines = [Label(line, tone=Tone.INK_2, wrap=True) for line in answer.lines]
        self._values = QVBoxLayout()
        self._values.setSpacing(4)
        self._column.addLayout(self._values)
        for line in self.lines:
            self._column.addWidget(line)
        self._column.addStretch(1)
        for label in self.findChildren(Label):
            _only_words(label)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_whole(False)
        self.toggled.connect(lambda _on: self.update())
        self.dress()

    def show_whole(self, whole: bool) -> None:
        """Long values in full, or only round what differs."""
        while (item := self._values.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.texts = []
        for spoken in self.answer.values:
            self._add(spoken, whole)
        self.setAccessibleName(f"{self.answer.title}:{self.spoken()}")
        self.setAccessibleDescription("\u3002".join(self.answer.lines))

    def shortened(self) -> bool:
        """Whether a value is shown in part."""
        return any(excerpt(spoken.pieces) != tuple(spoken.pieces) for spoken in self.answer.values)

    def spoken(self) -> str:
        """The values as one line."""
        return "\uff1b".join(
            (f"{s.label} " if s.label else "") + "".join(piece.text for piece in s.pieces) for s in self.answer.values
        )

    def _add(self, spoken: Spoken, whole: bool) -> None:
        if spoken.label:
            label = Label(spoken.label, tone=Tone.INK_2)
            _only_words(label)
            self._values.addWidget(label)
        several = len(self.answer.values) > 1
        text = DiffText(spoken.pieces if whole else excerpt(spoken.pieces), 10.5 if several else 12)
        self._values.addWidget(text)
        self.texts.append(text)

    def dress(self) -> None:
        self._column.setContentsMargins(17, 12, 17, 12)
        self._head.setContentsMargins(look().px(RADIO) + 8, 0, 0, 0)
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._column.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        width = look().px(320)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), self.heightForWidth(max(self.width(), look().px(200))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.isAutoRepeat():
                self.decided.emit()
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self.walked.emit(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self.walked.emit(1)
            case _:
                super().keyPressEvent(event)

    def nextCheckState(self) -> None:
        self.setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setBrush(worn.color(Tone.SOFT if on else Tone.SUNK if self.underMouse() else Tone.SURFACE))
        painter.setPen(QPen(worn.color(Tone.ACCENT if on else Tone.FIELD), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        side = worn.px(RADIO)
        box = QRectF(17, self.title.y() + (self.title.height() - side) / 2, side, side).adjusted(1, 1, -1, -1)
        painter.setBrush(worn.color(Tone.SURFACE))
        painter.setPen(QPen(worn.color(Tone.ACCENT if on else Tone.FIELD), 1.5 * worn.scale))
        painter.drawEllipse(box)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(worn.color(Tone.ACCENT))
            inset = side * 0.24
            painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))

"""Free sentences of the agreement: an editor without an edge that is as high as its words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.domain.typed import clean_text
from desktop.ui.kit.buttons import link
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.edits import TextEdit
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.looks import Tone, look
from desktop.ui.sheet import repolish


class Growing(Dressed, TextEdit):
    """Plain words, wrapped, never scrolled. Enter is a new line, Tab moves on."""

    def __init__(self, example: str, name: str, parent: QWidget | None = None) -> None:
        TextEdit.__init__(self, parent)
        self.setPlaceholderText(example)
        self.setAccessibleName(name)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        repolish(self, "bare", "true")
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.dress()

    def words(self) -> str:
        """Clean, with what is being composed."""
        return clean_text(self.whole_text())

    def set_fault(self, sentence: str) -> None:
        """A red edge while something in the words must be mended."""
        repolish(self, "bare", "false" if sentence else "true")
        repolish(self, "wrong", "true" if sentence else "false")
        self.setAccessibleDescription(sentence)
        self._grow()

    def dress(self) -> None:
        self._grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        """As high as its lines; the example wraps too."""
        lines = max(1, round(self.document().size().height()))
        if not self.toPlainText() and self.viewport().width() > 40:
            room = self.viewport().width() - 8
            lines = -(-self.fontMetrics().horizontalAdvance(self.placeholderText()) // room)
        edge = self.height() - self.viewport().height()
        wanted = lines * self.fontMetrics().lineSpacing() + max(edge, 0)
        if self.minimumHeight() != wanted or self.maximumHeight() != wanted:
            self.setFixedHeight(wanted)


class Passage(Dressed, QWidget):
    """事实, 责任: one line to read, 改 opens the words."""

    edited = Signal()

    def __init__(self, name: str, example: str, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self.name = name
        self._label = Label(name, tone=Tone.INK_2)
        self._shown = ElidedLabel("", least=8)
        self.text = Growing(example, name)
        self._open = link("改")
        self._open.setAccessibleName(f"改{name}")
        self._open.clicked.connect(self.toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 4, 0)
        row.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._label, 0, top)
        row.addWidget(self._shown, 1, top)
        row.addWidget(self.text, 1, top)
        row.addWidget(self._open, 0, top)
        self._row = row
        self._example, self._may_edit = example, True
        self.text.edited.connect(self.edited)
        self.text.hide()
        self.dress()

    def dress(self) -> None:
        high = look().px(32)
        self._label.setMinimumHeight(high)
        self._shown.setFixedHeight(high)
        self._row.setContentsMargins(12, 0, 4, 0)
        self.updateGeometry()

    def show_words(self, words: str, *, editable: bool) -> None:
        """Shown anew; open while the cursor stands in it."""
        self._may_edit = editable
        if self.text.words() != words:
            self.text.put(words)
        self._tell()
        self._open.setVisible(editable)
        if not editable:
            self._close()

    def words(self) -> str:
        return self.text.words()

    def show_fault(self, sentence: str) -> None:
        self.text.set_fault(sentence)
        self._label.set_tone(Tone.RED if sentence else Tone.INK_2)

    def toggle(self) -> None:
        if self.text.isHidden():
            self.begin()
        else:
            self._close()
            self._open.setFocus()

    def begin(self) -> None:
        """Open the words and put the cursor at their end."""
        self._shown.hide()
        self.text.show()
        self._open.set_words("收起")
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = self.text.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.text.setTextCursor(cursor)

    def _close(self) -> None:
        self._tell()
        self.text.hide()
        self._shown.show()
        self._open.set_words("改")

    def _tell(self) -> None:
        words = " ".join(self.text.words().split())
        self._shown.setText(words or self._example)
        self._shown.set_tone(Tone.INK if words else Tone.INK_3)


class TermFrame(Dressed, QWidget):
    """The edge of a clause inside its card: accent while it is being edited, the ground one radius less."""

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._edge = Tone.LINE

    def set_edge(self, tone: Tone) -> None:
        if tone is not self._edge:
            self._edge = tone
            self.update()

    def dress(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look().color(Tone.SURFACE))
        painter.setPen(QPen(look().color(self._edge), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

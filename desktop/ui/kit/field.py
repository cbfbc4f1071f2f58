"""The base of all fields: an editor, what stands beside it, and the sentence when it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.edits import LineEdit, Move
from desktop.ui.kit.shapes import Shape, mark_size, paint_mark
from desktop.ui.kit.text import TextBox, draw_text, wide
from desktop.ui.looks import Tone, look
from desktop.ui.sheet import repolish


class Remark(Dressed, QWidget):
    """One line beside or under an editor: a hint, ✓ 校验位正确, ▲ 缺完成日期. Hidden when it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._text, self._tone = "", Tone.INK_3
        self._shape: Shape | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def text(self) -> str:
        return self._text

    def say(self, text: str, tone: Tone = Tone.INK_3, shape: Shape | None = None) -> None:
        self._text, self._tone, self._shape = text, tone, shape
        self.setAccessibleName(text)
        self.setToolTip(text if len(text) > 12 else "")
        self.setVisible(bool(text))
        self.dress()

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        height = look().px(20)
        if self._shape:
            return QSize(mark_size(self._text).width() + 2, height)
        return QSize(wide(self._text, look().font()) + 2, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), look().px(64)), look().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._shape:
            paint_mark(painter, self.rect(), self._text, self._shape, self._tone)
        else:
            draw_text(painter, self.rect(), self._text, look().font(), look().color(self._tone))

    def text_boxes(self) -> list[TextBox]:
        mark = self.sizeHint().width() - wide(self._text, look().font())
        return [TextBox(self._text, self.rect().adjusted(mark - 2, 0, 0, 0), look().font(), whole=False)]


class Field(Dressed, QWidget):
    """The base of all fields; a child class gives an editor to `furnish` and says what the value is."""

    changed = Signal()
    moved = Signal(object)  # Move

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self.editor: QWidget = self
        self.remark = Remark(self)
        self._problem = Remark(self)
        self._hint = ""
        self._width: int | None = None

    def furnish(self, editor: QWidget, *beside: QWidget, width: int | None) -> None:
        """Put the editor, what stands beside it, the remark and the sentence; once, at birth."""
        self.editor, self._width = editor, width
        self.row = QHBoxLayout()
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(12)
        self.row.addWidget(editor, 0 if width else 1)
        for widget in (*beside, self.remark):
            self.row.addWidget(widget)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self.column.addLayout(self.row)
        (self.row if width else self.column).addWidget(self._problem)
        if width:
            self.row.addStretch(1)
        self.setFocusProxy(editor)
        horizontal = QSizePolicy.Policy.Preferred if width else QSizePolicy.Policy.Expanding
        self.setSizePolicy(horizontal, QSizePolicy.Policy.Fixed)
        editor.installEventFilter(self)
        self.dress()

    def dress(self) -> None:
        if self._width:
            self.editor.setFixedWidth(self.wanted_width())
        self.updateGeometry()

    def wanted_width(self) -> int:
        return look().px(self._width or 0)

    def sizeHint(self) -> QSize:
        """With the words beside the editor, wherever they stand now: what a line needs to have them there."""
        hint = super().sizeHint()
        return QSize(self._whole_width(), hint.height()) if self._width else hint

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(self._core_width(), hint.height()) if self._width else hint

    def hasHeightForWidth(self) -> bool:
        return bool(self._width) or super().hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        if not self._width:
            return super().heightForWidth(width)
        return look().px(32) + (look().px(20) + 4 if width < self._whole_width() else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _core_width(self) -> int:
        """The editor and what stands beside it, without words."""
        widths = [self.wanted_width()]
        for n in range(1, self.row.count()):
            item = self.row.itemAt(n)
            widget = item.widget() if item else None
            if widget is not None and widget not in (self.remark, self._problem) and not widget.isHidden():
                widths.append(widget.sizeHint().width())
        return sum(widths) + self.row.spacing() * (len(widths) - 1)

    def _whole_width(self) -> int:
        words = [r.sizeHint().width() + self.row.spacing() for r in (self.remark, self._problem) if not r.isHidden()]
        return self._core_width() + sum(words)

    def _arrange(self) -> None:
        """Words that have no room beside the editor go under it."""
        if not self._width or self.remark.parentWidget() is not self:
            return
        under = self.width() < self._whole_width()
        if (self.column.indexOf(self._problem) >= 0) == under:
            return
        for words in (self.remark, self._problem):
            (self.row if under else self.column).removeWidget(words)
            if under:
                self.column.addWidget(words)
            else:
                self.row.insertWidget(self.row.count() - 1, words)
        self.updateGeometry()

    def value(self) -> Any:
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value; says nothing through `changed`."""
        raise NotImplementedError

    def raw(self) -> str:
        """What stands in the editor, finished or not: for drafts."""
        raise NotImplementedError

    def set_raw(self, text: str) -> None:
        raise NotImplementedError

    def unclear(self) -> str:
        """Why what was typed is no value, or nothing."""
        return ""

    @property
    def empty(self) -> bool:
        return not self.raw().strip()

    @property
    def takes_focus(self) -> bool:
        """Whether Enter stops here."""
        return self.isEnabled() and not self.isHidden() and self.editor.focusPolicy() != Qt.FocusPolicy.NoFocus

    def set_name(self, name: str) -> None:
        """What the screen reader calls it."""
        self.setAccessibleName(name)
        self.editor.setAccessibleName(name)

    def set_hint(self, text: str) -> None:
        """A quiet word beside the editor when there is nothing better to say."""
        self._hint = text
        self.show_remark()

    def show_remark(self) -> None:
        """What to say when nothing is wrong; child classes say more."""
        self.remark.say(self._hint)

    def wrong(self, sentence: str) -> None:
        """Red edge and ▲ with the sentence; an empty sentence takes both away."""
        repolish(self.editor, "wrong", "true" if sentence else "false")
        self._problem.say(sentence, Tone.RED, Shape.TRIANGLE)
        self.editor.setAccessibleDescription(sentence)
        if sentence:
            self.remark.say("")
        else:
            self.show_remark()
        self._arrange()

    def sentence(self) -> str:
        """What `wrong` shows now."""
        return self._problem.text()

    def settle(self) -> None:
        """The person has left the editor: say what is unclear, show the value in its full form."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and event.type() == QEvent.Type.FocusOut:
            self.settle()
        return False

    def _on_edited(self) -> None:
        self.wrong("")
        self.changed.emit()

    def _on_moved(self, move: Move) -> None:
        if move is not Move.LEAVE:
            self.settle()
        self.moved.emit(move)


class LineField(Field):
    """A field of one line; `tidy` folds and cuts what arrives."""

    def __init__(
        self,
        *beside: QWidget,
        width: int | None,
        example: str = "",
        tidy: Callable[[str], str] | None = None,
        editor: LineEdit | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.line = editor or LineEdit(tidy)
        self.line.setPlaceholderText(example)
        self.line.edited.connect(self._on_edited)
        self.line.moved.connect(self._on_moved)
        self.furnish(self.line, *beside, width=width)

    def raw(self) -> str:
        return self.line.whole_text()

    def set_raw(self, text: str) -> None:
        self.line.setText(text)
        self.line.home(False)
        self.wrong("")

"""What stands behind a figure: its files, by number, names and form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from desktop.ui.kit.buttons import Rank, bare, quiet
from desktop.ui.kit.cards import Card
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.kit.text import TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

ROW = 26  # px at 100 %
HEAD = 32
_PAD = 12
_LEAST = 19  # characters of one column


@dataclass(frozen=True, slots=True)
class Item:
    """One 件: its file, and what is said of it behind the names (书面, 3 人)."""

    dispute: UUID
    number: str
    names: str
    beside: str = ""


class Items(Dressed, QWidget):
    """The files in columns; one tab stop, arrows go through them, Enter opens. `left` on Esc."""

    entered = Signal(object)  # UUID
    left = Signal()

    def __init__(self) -> None:
        QWidget.__init__(self)
        self._items: tuple[Item, ...] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.dress()

    @property
    def items(self) -> tuple[Item, ...]:
        return self._items

    def show_items(self, items: Sequence[Item]) -> None:
        """Other files; the one stood on stays while it is there."""
        here = self._items[self._at].dispute if self._at < len(self._items) else None
        self._items = tuple(items)
        self._at = next((n for n, item in enumerate(items) if item.dispute == here), 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if items else Qt.FocusPolicy.NoFocus)
        self.dress()

    def start(self) -> None:
        """The keys are here, on the first file."""
        self._stand(0)
        self.setFocus()

    def columns(self) -> int:
        each = wide("国" * _LEAST, look().font())
        return max(1, min(self.width() // each, 4))

    def dress(self) -> None:
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        rows = -(-len(self._items) // self.columns())
        return QSize(look().px(400), rows * look().px(ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(160), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.dress()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._stand(self._at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wide_step, last = self.columns(), len(self._items) - 1
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: wide_step,
            Qt.Key.Key_Up: -wide_step,
            Qt.Key.Key_Home: -last,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier) or last < 0:
            super().keyPressEvent(event)
        elif key in steps:
            n = self._at + steps[key]
            far = abs(steps[key]) > wide_step
            if 0 <= n <= last or far:
                self._stand(min(max(n, 0), last))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self._items[self._at].dispute)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        for n in range(len(self._items)):
            if self._box(n).contains(at):
                self._stand(n)
                self.entered.emit(self._items[n].dispute)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, worn = QPainter(self), look()
        for n in range(len(self._items)):
            if not self._box(n).intersects(event.rect()):
                continue
            for text, tone in zip(self._texts(n), (Tone.ACCENT, Tone.INK, Tone.INK_2), strict=True):
                draw_text(painter, text.box, text.text, text.font, worn.color(tone))

    def text_boxes(self) -> list[TextBox]:
        return [text for n in range(len(self._items)) for text in self._texts(n) if text.text]

    def _box(self, n: int) -> QRect:
        columns = self.columns()
        each = self.width() // columns
        return QRect(n % columns * each, n // columns * look().px(ROW), each, look().px(ROW))

    def _texts(self, n: int) -> tuple[TextBox, TextBox, TextBox]:
        item, box, font = self._items[n], self._box(n).adjusted(_PAD, 0, -8, 0), look().font()
        number = max(wide(item.number, font), look().px(64))
        beside = wide(item.beside, font) + 1
        names = min(wide(item.names, font) + 1, box.width() - number - 4 - beside)
        first = QRect(box.left(), box.top(), number, box.height())
        second = QRect(first.right() + 5, box.top(), names, box.height())
        third = QRect(second.right() + 1, box.top(), beside, box.height())
        return (
            TextBox(item.number, first, font),
            TextBox(item.names, second, font, whole=False),
            TextBox(item.beside, third, font),
        )

    def _stand(self, n: int) -> None:
        self._at = n
        self._tell()
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        held = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(area, QScrollArea) and held is not None and n < len(self._items):
            at = self.mapTo(held, QPoint(0, self._box(n).top())).y()
            area.ensureVisible(0, at + look().px(ROW), 0, 0)
            area.ensureVisible(0, at, 0, 0)

    def _tell(self) -> None:
        if self._at >= len(self._items):
            self.setAccessibleName("案件")
            set_focus_box(self, QRect())
            return
        item = self._items[self._at]
        self.setAccessibleName(f"{item.number} {item.names}{item.beside}")
        self.setAccessibleDescription(f"第 {self._at + 1} 件,共 {len(self._items)} 件,回车打开")
        set_focus_box(self, self._box(self._at).adjusted(_PAD - 4, 1, -4, -1))


class Drill(Card):
    """The files of the figure stood on; it asks for as much height as they need, and scrolls what it does not get."""

    entered = Signal(object)  # UUID
    left = Signal()
    wanted = Signal()  # 在纠纷里打开
    closed = Signal()  # back from the files of a failed identity to those of the figure

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.title = ElidedLabel("", 11, bold=True, least=8)
        self.all = quiet("在纠纷里打开", icon="ph.arrow-square-out")
        self.cross = bare("ph.x", "收起", Rank.QUIET)
        self.items = Items()
        self.note = Label("", tone=Tone.INK_2, wrap=True)
        self.note.setContentsMargins(_PAD, 0, _PAD, 4)
        head = QHBoxLayout()
        head.setContentsMargins(_PAD, 1, 6, 0)
        head.setSpacing(4)
        head.addWidget(self.title, 1)
        head.addWidget(self.all)
        head.addWidget(self.cross)
        area = PageColumn()
        area.column.setSpacing(0)
        area.add(self.items)
        area.add(self.note)
        area.column.addStretch(1)
        self._area = area
        self.body.addLayout(head)
        self.body.addWidget(area, 1)
        self.body.addStretch(0)
        self.body.addSpacing(4)
        self.cross.hide()
        self.all.clicked.connect(self.wanted)
        self.cross.clicked.connect(self.closed)
        self.items.entered.connect(self.entered)
        self.items.left.connect(self.left)

    def show_files(self, title: str, items: Sequence[Item], *, note: str = "", closable: bool = False) -> None:
        """These files under a title; `note` stands below them, or alone where there are none."""
        self.title.setText(title)
        self.items.show_items(items)
        self.items.setVisible(bool(items))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.all.setVisible(bool(items))
        self.cross.setVisible(closable)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A slice of a row is no row: what is left over stays empty under the last."""
        super().resizeEvent(event)
        row = look().px(ROW)
        room = self.height() - look().px(HEAD) - 6
        self._area.setMaximumHeight(max(room // row, 1) * row if self.items.items else 16_777_215)

    def least(self) -> int:
        """Pixels of its head and two rows."""
        return look().px(HEAD) + 2 * look().px(ROW) + 6

    def whole(self) -> int:
        """Pixels at which nothing scrolls."""
        rows = -(-len(self.items.items) // self.items.columns())
        note = self.note.heightForWidth(max(self.width() - 2, 1)) if self.note.text() else 0
        return max(look().px(HEAD) + rows * look().px(ROW) + note + 6, self.least())

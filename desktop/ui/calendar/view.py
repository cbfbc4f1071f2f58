"""What the week and the month have in common: the days, the blocks, the chosen one, and the keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.commands.schedule import DayMark, Entry
from desktop.ui.calendar.blocks import Dress, day_words, dress_of, spoken
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.shapes import paint_shape, shape_size
from desktop.ui.kit.text import TextBox, draw_text
from desktop.ui.looks import Tone, look


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a view shows: `days` in order, blocks by day, the chosen `day` and block ("" for none)."""

    days: tuple[date, ...]
    day: date
    now: datetime
    blocks: Mapping[date, Sequence[Entry]] = field(default_factory=dict)
    marks: Mapping[date, DayMark] = field(default_factory=dict)
    chosen: str = ""

    def of(self, day: date) -> Sequence[Entry]:
        return self.blocks.get(day, ())

    def mark(self, day: date) -> DayMark:
        return self.marks.get(day, DayMark(day.weekday() > 4, "", "", False))


class DaysView(Dressed, QWidget):
    """Days to walk over. Emits what a person asks for; the page shows it."""

    went = Signal(object)  # date: another day
    turned = Signal(int)  # a page back or on
    chose = Signal(str)  # another block of the day
    opened = Signal(object)  # Entry
    plan_asked = Signal()
    today_asked = Signal()

    rows_are_weeks = False

    def __init__(self, name: str, now: datetime) -> None:
        QWidget.__init__(self)
        self._name = name
        self.shown = Shown(days=(), day=now.date(), now=now)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(False)

    # -- what the page says

    def show_days(self, shown: Shown) -> None:
        self.shown = shown
        self._tell()
        self.update()

    def chosen(self) -> Entry | None:
        """The block that Enter opens."""
        return next((e for e in self.shown.of(self.shown.day) if e.id == self.shown.chosen), None)

    # -- for the child class

    def blocks(self) -> list[tuple[Entry, QRect]]:
        """Every block that has a place now."""
        raise NotImplementedError

    def day_box(self, day: date) -> QRect:
        """Where a day is: its column, or its cell."""
        raise NotImplementedError

    def head_box(self, day: date) -> QRect:
        """Where its number stands."""
        raise NotImplementedError

    def paint_block(self, painter: QPainter, entry: Entry, box: QRect) -> None:
        """Ground, edge and as many lines as fit whole."""
        worn, dress = look(), dress_of(entry, self.shown.now)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(worn.color(dress.ground))
        painter.drawRoundedRect(QRectF(box), 4, 4)
        painter.fillRect(QRect(box.left(), box.top() + 1, 3, box.height() - 2), worn.color(dress.edge))
        for n, text in enumerate(self.block_texts(entry, box)):
            tone = dress.text if n == 0 else Tone.INK_2 if dress.text is not Tone.GREEN else Tone.GREEN
            draw_text(painter, text.box, text.text, text.font, worn.color(tone))
        if dress.shape:
            paint_shape(painter, self._mark_at(box), dress.shape, dress.tone)

    def block_texts(self, entry: Entry, box: QRect) -> list[TextBox]:
        raise NotImplementedError

    def room_of(self, box: QRect, dress: Dress) -> QRect:
        """Where words may stand in a block."""
        right = shape_size() + 6 if dress.shape else 4
        return box.adjusted(8, 1, -right, -1)

    def line_height(self) -> int:
        return look().px(19)

    # -- Qt

    def dress(self) -> None:
        self._tell()
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(420), look().px(240))

    def sizeHint(self) -> QSize:
        return QSize(look().px(840), look().px(520))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._entry_at(event.pos())
            if found is not None:
                QToolTip.showText(event.globalPos(), spoken(found, self.shown.now), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        entry = self._entry_at(at)
        day = entry.on if entry else next((d for d in self.shown.days if self.day_box(d).contains(at)), None)
        if day is not None and day != self.shown.day:
            self.went.emit(day)
        if entry is not None:
            self.chose.emit(entry.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        entry = self._entry_at(event.position().toPoint())
        if entry is not None:
            self.opened.emit(entry)
        elif self.day_box(self.shown.day).contains(event.position().toPoint()):
            self.plan_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        day = self.shown.day
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Left:
                self.went.emit(day - timedelta(days=1))
            case Qt.Key.Key_Right:
                self.went.emit(day + timedelta(days=1))
            case Qt.Key.Key_Up | Qt.Key.Key_Down if self.rows_are_weeks:
                self.went.emit(day + timedelta(days=7 if event.key() == Qt.Key.Key_Down else -7))
            case Qt.Key.Key_Up:
                self._walk(-1)
            case Qt.Key.Key_Down:
                self._walk(1)
            case Qt.Key.Key_Home:
                self.went.emit(day - timedelta(days=day.weekday()))
            case Qt.Key.Key_End:
                self.went.emit(day + timedelta(days=6 - day.weekday()))
            case Qt.Key.Key_PageUp:
                self.turned.emit(-1)
            case Qt.Key.Key_PageDown:
                self.turned.emit(1)
            case Qt.Key.Key_T:
                self.today_asked.emit()
            case Qt.Key.Key_N:
                self.plan_asked.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                entry = self.chosen()
                if entry is not None:
                    self.opened.emit(entry)
                else:
                    self.plan_asked.emit()
            case _:
                super().keyPressEvent(event)

    # -- inside

    def _walk(self, step: int) -> None:
        ids = [e.id for e in self.shown.of(self.shown.day)]
        if not ids:
            return
        here = ids.index(self.shown.chosen) if self.shown.chosen in ids else -step
        self.chose.emit(ids[max(0, min(here + step, len(ids) - 1))])

    def _entry_at(self, at: QPoint) -> Entry | None:
        return next((entry for entry, box in reversed(self.blocks()) if box.contains(at)), None)

    def _mark_at(self, box: QRect) -> QPointF:
        side = shape_size()
        return QPointF(box.right() - side / 2 - 2, box.top() + 1 + self.line_height() / 2)

    def _tell(self) -> None:
        """The day and its chosen block, to the screen reader and to the focus ring."""
        shown = self.shown
        if not shown.days:
            return
        entry = self.chosen()
        count = len(shown.of(shown.day))
        words = f"{count} 项安排" if count else "没有安排"
        here = spoken(entry, shown.now) if entry else words
        self.setAccessibleName(f"{self._name} {day_words(shown.day, shown.mark(shown.day))} {here}")
        self.setAccessibleDescription(f"{words};左右键换日,回车打开,N 安排调解")
        box = next((b for e, b in self.blocks() if entry is not None and e.id == entry.id), None)
        set_focus_box(self, box if box is not None else self.head_box(shown.day))

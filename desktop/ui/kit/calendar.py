"""A month to pick a day from: painted, Monday first, all keys."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.typed import add_months, date_text, month_end, weekday_text
from desktop.domain.typed.dates import WEEKDAYS
from desktop.ui.kit.buttons import bare, link
from desktop.ui.kit.labels import Label
from desktop.ui.kit.popup import Popup
from desktop.ui.kit.text import CENTRE, draw_text
from desktop.ui.looks import Tone, look


class MonthGrid(QWidget):
    """Six weeks with the days of one month; the chosen day filled, today ringed, weekends quiet."""

    picked = Signal(object)  # date
    turned = Signal(object)  # date: the month now shown

    def __init__(
        self, day: date, today: date, *, note: Callable[[date], str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.day, self._today, self._note = day, today, note
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focus_box", QRect())
        self.move_to(day)

    def move_to(self, day: date) -> None:
        turned = (day.year, day.month) != (self.day.year, self.day.month)
        self.day = day
        self.setAccessibleName(f"{date_text(day)} {weekday_text(day)}")
        if turned:
            self.turned.emit(day)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(7 * look().px(36), 7 * look().px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self.move_to(self.day - timedelta(days=1))
            case Qt.Key.Key_Right:
                self.move_to(self.day + timedelta(days=1))
            case Qt.Key.Key_Up:
                self.move_to(self.day - timedelta(days=7))
            case Qt.Key.Key_Down:
                self.move_to(self.day + timedelta(days=7))
            case Qt.Key.Key_PageUp:
                self.move_to(add_months(self.day, -1))
            case Qt.Key.Key_PageDown:
                self.move_to(add_months(self.day, 1))
            case Qt.Key.Key_Home:
                self.move_to(self.day.replace(day=1))
            case Qt.Key.Key_End:
                self.move_to(month_end(self.day))
            case Qt.Key.Key_T:
                self.move_to(self._today)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.picked.emit(self.day)
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.move_to(add_months(self.day, -1 if event.angleDelta().y() > 0 else 1))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for day in self._days():
            if self._box(day).contains(event.position().toPoint()):
                self.move_to(day)
                self.picked.emit(day)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        worn = look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n, name in enumerate(WEEKDAYS):
            draw_text(painter, self._cell(n, 0), name, worn.font(), worn.color(Tone.INK_3), CENTRE)
        for day in self._days():
            self._paint_day(painter, day)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        worn, box = look(), self._box(day)
        ground = QRectF(box).adjusted(2.5, 1.5, -2.5, -1.5)
        chosen = day == self.day
        painter.setPen(QPen(worn.color(Tone.ACCENT), 1) if day == self._today else Qt.PenStyle.NoPen)
        painter.setBrush(worn.color(Tone.ACCENT) if chosen else Qt.BrushStyle.NoBrush)
        if chosen or day == self._today:
            painter.drawRoundedRect(ground, 4, 4)
        quiet = day.weekday() > 4 or day.month != self.day.month
        tone = Tone.ON_ACCENT if chosen else Tone.INK_3 if quiet else Tone.INK
        words = self._note(day)[:1] if self._note and day.month == self.day.month else ""
        number = str(day.day)
        if not words:
            draw_text(painter, box, number, worn.font(bold=chosen), worn.color(tone), CENTRE)
            return
        left, right = box.adjusted(0, 0, -box.width() // 2 + 4, 0), box.adjusted(box.width() // 2 - 2, 0, 0, 0)
        draw_text(painter, left, number, worn.font(bold=chosen), worn.color(tone), CENTRE)
        draw_text(painter, right, words, worn.font(), worn.color(tone if chosen else Tone.GREEN), CENTRE)

    def _days(self) -> list[date]:
        first = self.day.replace(day=1)
        start = first - timedelta(days=first.weekday())
        last = calendar.monthrange(first.year, first.month)[1]
        weeks = (first.weekday() + last + 6) // 7
        return [start + timedelta(days=n) for n in range(weeks * 7)]

    def _box(self, day: date) -> QRect:
        place = (day - self._days()[0]).days
        return self._cell(place % 7, place // 7 + 1)

    def _cell(self, column: int, row: int) -> QRect:
        wide, high = self.width() // 7, self.height() // 7
        return QRect(column * wide, row * high, wide, high)


class MonthPopup(Popup):
    """The month under a date field. Enter or a click picks, Esc closes, PgUp PgDn turn the page, T is today."""

    picked = Signal(object)  # date

    def __init__(
        self, day: date, today: date, *, note: Callable[[date], str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.grid = MonthGrid(day, today, note=note)
        self._title = Label("", bold=True)
        back, on = bare("ph.caret-left", "上个月"), bare("ph.caret-right", "下个月")
        now = link(f"今天 {today.month}月{today.day}日")
        for button in (back, on, now):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back.clicked.connect(lambda: self.grid.move_to(add_months(self.grid.day, -1)))
        on.clicked.connect(lambda: self.grid.move_to(add_months(self.grid.day, 1)))
        now.clicked.connect(lambda: self._choose(today))
        self.grid.picked.connect(self._choose)
        self.grid.turned.connect(self._show_title)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        for button in (now, back, on):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.grid)
        self._show_title(day)

    def open_under(self, field: QRect) -> None:
        """Show at the field (global rectangle)."""
        self.place(field, self.sizeHint())
        self.show()
        self.grid.setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, day: date) -> None:
        self.picked.emit(day)
        self.close()

    def _show_title(self, day: date) -> None:
        self._title.setText(f"{day.year}年{day.month}月")

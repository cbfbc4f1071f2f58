"""The grid of a week: who of the team is here on which day, at which hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.commands.duty import hours_words
from desktop.domain.people import Member
from desktop.domain.team import Shift
from desktop.domain.typed import weekday_text
from desktop.ui.file.records.rollcall import role_word
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.text import CENTRE, LEFT, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

PAD = 16
MOST_LINES = 2
Cell = tuple[int, int]  # row, day


class Week(Dressed, QWidget):
    """Arrows walk, Space puts a shift in or takes it out, Enter goes to its hours, C is 可来电."""

    chosen = Signal()
    toggled = Signal()
    entered = Signal()
    on_call = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._members: list[Member] = []
        self._days: list[date] = []
        self._marks: Mapping[date, str] = {}
        self._off: frozenset[date] = frozenset()
        self._shifts: dict[tuple[UUID, date], list[Shift]] = {}
        self._today: date | None = None
        self._cell: Cell = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_week(
        self,
        members: Sequence[Member],
        days: Sequence[date],
        shifts: Sequence[Shift],
        *,
        marks: Mapping[date, str],
        off: frozenset[date],
        today: date,
    ) -> None:
        """`marks`: a word under a day (接待日); `off`: days off. The chosen cell stays where it can."""
        self._members, self._days, self._marks, self._off, self._today = list(members), list(days), marks, off, today
        self._shifts = {}
        for shift in shifts:
            self._shifts.setdefault((shift.member_id, shift.on), []).append(shift)
        row, day = self._cell
        self._cell = (min(row, max(len(members) - 1, 0)), min(day, max(len(days) - 1, 0)))
        self.dress()

    def member(self) -> Member | None:
        return self._members[self._cell[0]] if self._members else None

    def day(self) -> date | None:
        return self._days[self._cell[1]] if self._days else None

    def shifts(self) -> list[Shift]:
        """The shifts of the chosen cell."""
        member, day = self.member(), self.day()
        return self._shifts.get((member.id, day), []) if member is not None and day is not None else []

    def choose(self, day: date) -> None:
        """Another day, silently."""
        if day in self._days:
            self._cell = (self._cell[0], self._days.index(day))
            self._tell()
            self.update()

    # -- measures

    def dress(self) -> None:
        self.setMinimumHeight(self._top() + max(len(self._members), 1) * self._row())
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(900), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(360), self.minimumHeight())

    def _top(self) -> int:
        return look().px(52)

    def _row(self) -> int:
        return look().px(52)

    def _names(self) -> int:
        font = look().font(11, bold=True)
        widest = max([wide(m.name, font) for m in self._members] + [wide("国" * 5, look().font())])
        return PAD + min(widest, wide("国" * 7, font)) + 12

    def _box(self, cell: Cell) -> QRect:
        row, day = cell
        left, room = self._names(), self.width() - self._names() - 1
        x = left + room * day // 7
        return QRect(x, self._top() + row * self._row(), left + room * (day + 1) // 7 - x, self._row())

    # -- hands

    def resizeEvent(self, event: object) -> None:
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event)
        if found is not None and found != self._cell:
            self._go(*found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._at(event) is not None:
            self.toggled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, day = self._cell
        last = len(self._members) - 1
        match event.key():
            case Qt.Key.Key_Left:
                self._go(row, max(day - 1, 0))
            case Qt.Key.Key_Right:
                self._go(row, min(day + 1, 6))
            case Qt.Key.Key_Up:
                self._go(max(row - 1, 0), day)
            case Qt.Key.Key_Down:
                self._go(min(row + 1, max(last, 0)), day)
            case Qt.Key.Key_Home:
                self._go(row, 0)
            case Qt.Key.Key_End:
                self._go(row, 6)
            case Qt.Key.Key_Space:
                self.toggled.emit()
            case Qt.Key.Key_C:
                self.on_call.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case _:
                super().keyPressEvent(event)

    def _at(self, event: QMouseEvent) -> Cell | None:
        spot = event.position().toPoint()
        cells = ((row, day) for row in range(len(self._members)) for day in range(7))
        return next((cell for cell in cells if self._box(cell).contains(spot)), None)

    def _go(self, row: int, day: int) -> None:
        if (row, day) != self._cell and self._members:
            self._cell = (row, day)
            self._tell()
            self.update()
            self.chosen.emit()

    # -- paint

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.fillRect(QRect(1, 1, self.width() - 2, self._top() - 1), worn.color(Tone.SUNK))
        for n, day in enumerate(self._days):
            column = self._box((0, n))
            if day == self._today:
                painter.fillRect(QRect(column.x(), 1, column.width(), self._top() - 1), worn.color(Tone.SOFT))
            elif day in self._off:
                tall = len(self._members) * self._row()
                painter.fillRect(QRect(column.x(), self._top(), column.width(), tall), worn.color(Tone.SUNK))
            line = QRect(column.x(), 1, 1, self.height() - 2)
            painter.fillRect(line, worn.color(Tone.LINE))
        painter.fillRect(QRect(0, self._top() - 1, self.width(), 1), worn.color(Tone.LINE_STRONG))
        for row, member in enumerate(self._members):
            for n, day in enumerate(self._days):
                found = self._shifts.get((member.id, day), [])
                if found:
                    box = self._box((row, n)).adjusted(3, 3, -2, -3)
                    quiet = all(shift.on_call for shift in found)
                    painter.fillRect(box, worn.color(Tone.GREY_TINT if quiet else Tone.SOFT))
            painter.fillRect(QRect(0, self._box((row, 0)).bottom(), self.width(), 1), worn.color(Tone.LINE))
        for text, tone, align in self._texts():
            draw_text(painter, text.box, text.text, text.font, worn.color(tone), align)

    def text_boxes(self) -> list[TextBox]:
        return [text for text, _, _ in self._texts()]

    def _texts(self) -> list[tuple[TextBox, Tone, Qt.AlignmentFlag]]:
        worn = look()
        font, bold, name = worn.font(), worn.font(bold=True), worn.font(11, bold=True)
        line = worn.px(20)
        made: list[tuple[TextBox, Tone, Qt.AlignmentFlag]] = []
        for n, day in enumerate(self._days):
            column = self._box((0, n))
            first = (self._top() - 2 * line) // 2
            head = f"{weekday_text(day)} {day.month}-{day.day}"
            tone = Tone.ACCENT if day == self._today else Tone.INK_3 if day in self._off else Tone.INK
            made.append((TextBox(head, QRect(column.x(), first, column.width(), line), bold), tone, CENTRE))
            under = "休" if day in self._off else self._marks.get(day, "")
            box = QRect(column.x(), first + line, column.width(), line)
            made.append((TextBox(under, box, font, whole=False), Tone.INK_2, CENTRE))
        for row, member in enumerate(self._members):
            top = self._box((row, 0)).y() + (self._row() - 2 * line) // 2
            room = self._names() - PAD - 4
            made.append((TextBox(member.name, QRect(PAD, top, room, line), name, whole=False), Tone.INK, LEFT))
            title = QRect(PAD, top + line, room, line)
            made.append((TextBox(role_word(member), title, font, whole=False), Tone.INK_2, LEFT))
            for n, day in enumerate(self._days):
                made += self._hours((row, n), self._shifts.get((member.id, day), []))
        return [each for each in made if each[0].text]

    def _hours(self, cell: Cell, found: Sequence[Shift]) -> list[tuple[TextBox, Tone, Qt.AlignmentFlag]]:
        """At most two lines: one shift's hours, 可来电 over its hours, or two shifts."""
        font, line, box = look().font(), look().px(20), self._box(cell)
        words: list[str] = []
        for shift in found:
            words += hours_words(shift).split(" ")
        if len(words) > MOST_LINES:
            words = [words[0], f"另 {len(found) - 1} 班"]
        elif len(words) == 1 and wide(words[0], font) > box.width() - 4:
            start, dash, end = words[0].partition("—")
            words = [start + dash, end]
        top = box.y() + (box.height() - len(words) * line) // 2
        spots = [QRect(box.x() + 1, top + n * line, box.width() - 2, line) for n in range(len(words))]
        quiet = bool(found) and all(shift.on_call for shift in found)
        return [
            (TextBox(word, spot, font, whole=False), Tone.INK_2 if quiet else Tone.INK, CENTRE)
            for word, spot in zip(words, spots, strict=True)
        ]

    def _tell(self) -> None:
        member, day = self.member(), self.day()
        if member is None or day is None:
            self.setAccessibleName("值班表 还没有成员")
            set_focus_box(self, QRect())
            return
        said = "、".join(hours_words(shift) for shift in self.shifts()) or "不值班"
        self.setAccessibleName(f"{member.name} {weekday_text(day)} {day.month}月{day.day}日 {said}")
        self.setAccessibleDescription("空格排班或取消,回车改时间,C 可来电")
        set_focus_box(self, self._box(self._cell).adjusted(1, 1, -1, -1))

"""Which period: the one before, the one after, or any month, quarter, half-year, year or year so far."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.counting import Period
from desktop.domain.counting.periods import PeriodKind, around, month_of, shifted
from desktop.ui.kit.buttons import Button, Rank, bare
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.labels import Label
from desktop.ui.kit.popup import Popup
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.text import CENTRE, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

KINDS = (
    (PeriodKind.MONTH, "月"),
    (PeriodKind.QUARTER, "季"),
    (PeriodKind.HALF, "半年"),
    (PeriodKind.YEAR, "年"),
    (PeriodKind.TO_DATE, "累计"),
)
COLUMNS = {PeriodKind.MONTH: 4, PeriodKind.QUARTER: 2, PeriodKind.HALF: 2, PeriodKind.YEAR: 4, PeriodKind.TO_DATE: 4}
YEARS = 12  # offered, the newest last
LATE = 10  # until this day of a month the month before is what is worked on


def usual(today: date) -> Period:
    """The month that is reported now: in its first days still the one before."""
    now = month_of(today)
    return now.before() if today.day <= LATE else now


def spaced(label: str) -> str:
    """`2026年10月` -> `2026 年 10 月`, as dates stand in the interface."""
    return re.sub(r"(\d)\s*([一-龥])", r"\1 \2", re.sub(r"([一-龥])\s*(\d)", r"\1 \2", label))


class Face(Button):
    """The chosen period with a caret; ↓ opens the list too."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__("", Rank.PLAIN)
        self._caret = True
        self.clicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        usual = wide("2026 年 10 月", look().font()) + look().px(12) + 4 + 28
        return QSize(max(hint.width(), usual), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class PeriodPicker(QWidget):
    """‹ 2026 年 10 月 ▾ ›. `changed(period)` when a person takes another one."""

    changed = Signal(object)

    def __init__(self, today: Callable[[], date], frozen: Callable[[], frozenset[str]]) -> None:
        """`frozen`: the months that were handed in, asked when the list opens."""
        super().__init__()
        self._today, self._frozen = today, frozen
        self.period = usual(today())
        self.before = bare("ph.caret-left", "上一期", Rank.PLAIN)
        self.face = Face()
        self.after = bare("ph.caret-right", "下一期", Rank.PLAIN)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (self.before, self.face, self.after):
            row.addWidget(button)
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.face.opened.connect(self.open)
        self.show_period(self.period)

    def show_period(self, period: Period) -> None:
        """Show a period without saying so."""
        self.period = period
        self.face.set_words(spaced(period.label))
        self.face.setAccessibleName(f"统计期 {spaced(period.label)}")
        self.after.setEnabled(self._begun(period.after()))

    def turn(self, by: int) -> None:
        """So many periods on, as far as time has come."""
        there = self.period.moved(by)
        if self._begun(there) and there.first >= "2000-01":
            self._take(there)

    def open(self) -> None:
        """The list under the face."""
        popup = PeriodPopup(self.period, self._today(), self._frozen(), self.face)
        popup.picked.connect(self._take)
        popup.open_under(QRect(self.face.mapToGlobal(QPoint(0, 0)), self.face.size()))

    def _begun(self, period: Period) -> bool:
        return period.first <= f"{self._today():%Y-%m}"

    def _take(self, period: Period) -> None:
        if period != self.period:
            self.show_period(period)
            self.changed.emit(period)


class Grid(Dressed, QWidget):
    """The periods of one kind in one year (or the years): painted, all keys; frozen months carry a lock."""

    picked = Signal(object)  # Period
    turned = Signal()

    def __init__(self, period: Period, today: date, frozen: frozenset[str]) -> None:
        QWidget.__init__(self)
        self._now = f"{today:%Y-%m}"
        self._frozen = frozen
        self.period = period
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.dress()

    def offered(self) -> list[Period]:
        """What there is to choose from; those that have not begun too, disabled."""
        kind, year = self.period.kind, self.period.last[:4]
        if kind is PeriodKind.YEAR:
            last = max(int(self._now[:4]), int(year))
            return [around(f"{n}-01", kind) for n in range(last - YEARS + 1, last + 1)]
        if kind is PeriodKind.TO_DATE:
            return [around(f"{year}-{n:02d}", kind) for n in range(1, 13)]
        found = [around(f"{year}-{n:02d}", kind) for n in range(1, 13)]
        return list(dict.fromkeys(found))

    def begun(self, period: Period) -> bool:
        month = period.last if period.kind is PeriodKind.TO_DATE else period.first
        return month <= self._now

    def show_kind(self, kind: PeriodKind) -> None:
        """The period of another kind round the same month, never later than now."""
        self._move(around(min(self.period.last, self._now), kind))

    def turn_year(self, by: int) -> None:
        shift = 12 * by
        there = around(min(shifted(self.period.last, shift), self._now), self.period.kind)
        if there.first >= "2000-01":
            self._move(there)

    def dress(self) -> None:
        self.setFixedSize(self.sizeHint())
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        rows = -(-len(self.offered()) // self._columns())
        return QSize(4 * look().px(72), rows * look().px(36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        offered = self.offered()
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns(),
            Qt.Key.Key_Down: self._columns(),
        }
        key = Qt.Key(event.key())
        if key in steps:
            n = offered.index(self.period) + steps[key]
            if 0 <= n < len(offered) and self.begun(offered[n]):
                self._move(offered[n])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn_year(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.period)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for n, period in enumerate(self.offered()):
            if self._box(n).contains(event.position().toPoint()) and self.begun(period):
                self._move(period)
                self.picked.emit(period)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, worn = QPainter(self), look()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n, (period, text) in enumerate(zip(self.offered(), self.text_boxes(), strict=True)):
            box = QRectF(self._box(n)).adjusted(2.5, 2.5, -2.5, -2.5)
            here, holds_now = period == self.period, period.first <= self._now <= period.last
            painter.setPen(QPen(worn.color(Tone.ACCENT), 1) if holds_now else Qt.PenStyle.NoPen)
            painter.setBrush(worn.color(Tone.ACCENT) if here else Qt.BrushStyle.NoBrush)
            if here or holds_now:
                painter.drawRoundedRect(box, 4, 4)
            tone = Tone.ON_ACCENT if here else Tone.INK if self.begun(period) else Tone.LINE_STRONG
            draw_text(painter, text.box, text.text, text.font, worn.color(tone), CENTRE)
            if set(period.months) <= self._frozen:
                side = worn.px(12)
                spot = QRect(self._box(n).right() - side - 5, self._box(n).top() + 5, side, side)
                paint_icon(painter, spot, "ph.lock-simple", tone)

    def text_boxes(self) -> list[TextBox]:
        font = look().font()
        return [
            TextBox(_short(period), self._box(n), look().font(bold=True) if period == self.period else font)
            for n, period in enumerate(self.offered())
        ]

    def _columns(self) -> int:
        return COLUMNS[self.period.kind]

    def _box(self, n: int) -> QRect:
        columns, high = self._columns(), look().px(36)
        each = self.width() // columns
        return QRect(n % columns * each, n // columns * high, each, high)

    def _move(self, period: Period) -> None:
        self.period = period
        self.dress()
        self.turned.emit()

    def _tell(self) -> None:
        self.setAccessibleName(spaced(self.period.label))
        offered = self.offered()
        if self.period in offered:
            set_focus_box(self, self._box(offered.index(self.period)))


def _short(period: Period) -> str:
    """Inside the list of a year: 10 月, 第 4 季度, 下半年, 2026, 1—10 月."""
    label = period.label if period.kind is PeriodKind.YEAR else period.label[5:]
    return label.removesuffix("年") if period.kind is PeriodKind.YEAR else spaced(label)


class PeriodPopup(Popup):
    """Kinds above, the year between, the periods below. Enter or a click picks, Esc closes, PgUp PgDn turn the year."""

    picked = Signal(object)  # Period

    def __init__(self, period: Period, today: date, frozen: frozenset[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.grid = Grid(period, today, frozen)
        self.kinds = Segments([Segment(kind, words) for kind, words in KINDS], name="统计期")
        self.kinds.choose(period.kind)
        self.year = Label("", bold=True)
        back, on = bare("ph.caret-left", "上一年"), bare("ph.caret-right", "下一年")
        self._on = on
        for button in (back, on):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back.clicked.connect(lambda: self.grid.turn_year(-1))
        on.clicked.connect(lambda: self.grid.turn_year(1))
        self.kinds.chosen.connect(self._kind)
        self.grid.turned.connect(self._show_year)
        self.grid.picked.connect(self._choose)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(8, 0, 0, 0)
        row.addWidget(self.year)
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(on)
        self._line = line
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        for part in (self.kinds, line, self.grid):
            column.addWidget(part)
        self._show_year()

    def open_under(self, face: QRect) -> None:
        """Show at the face (global rectangle)."""
        self.place(face, self.sizeHint())
        self.show()
        self.grid.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.grid.period)
        else:
            super().keyPressEvent(event)

    def _kind(self, kind: str) -> None:
        self.grid.show_kind(PeriodKind(kind))

    def _show_year(self) -> None:
        year = self.grid.period.last[:4]
        self.year.setText(f"{year} 年")
        self._line.setVisible(self.grid.period.kind is not PeriodKind.YEAR)
        self._on.setEnabled(year < self.grid._now[:4])

    def _choose(self, period: Period) -> None:
        self.close()
        self.picked.emit(period)

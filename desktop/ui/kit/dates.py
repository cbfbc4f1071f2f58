"""Days and times: typed as people write them, or picked from a month whose week begins on Monday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.typed import (
    Plan,
    add_months,
    date_text,
    fen_text,
    instalments,
    parse_date,
    parse_datetime,
    parse_plan,
    parse_time,
    time_text,
    weekday_text,
)
from desktop.ui.kit.calendar import MonthPopup
from desktop.ui.kit.edits import LineEdit
from desktop.ui.kit.fields import ParsedField
from desktop.ui.kit.icons import icon

NEAR = {-1: "昨天", 0: "今天", 1: "明天", 2: "后天"}


class DateField(ParsedField[date]):
    """A day. ↑ ↓ move it by one, Alt+↓ or the icon opens the month; the weekday stands beside it.

    `today` is asked when something relative is typed; `note` gives a word for a day (休, 法定节假日) or nothing.
    """

    def __init__(
        self,
        today: Callable[[], date],
        *,
        width: int = 136,
        example: str = "如 +14 或 1207",
        note: Callable[[date], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._today, self._note = today, note
        super().__init__(lambda text: parse_date(text, today()), date_text, width=width, example=example, parent=parent)
        self._pick = QAction("选日期", self)
        self._pick.triggered.connect(self.open_month)
        self.line.addAction(self._pick, LineEdit.ActionPosition.TrailingPosition)
        self._draw_icon()

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "_pick"):
            self._draw_icon()

    def meaning(self, value: date) -> str:
        words = [NEAR.get((value - self._today()).days, ""), weekday_text(value)]
        words.append(self._note(value) if self._note else "")
        if self.line.hasFocus() and self.line.text() != date_text(value):
            words.insert(0, date_text(value))
        return " ".join(w for w in words if w)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys the line edit leaves over: days and months up and down."""
        opens = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if opens or event.key() == Qt.Key.Key_F4:
            self.open_month()
            return
        now = self.value() or self._today()
        match event.key():
            case Qt.Key.Key_Up:
                self._choose(now + timedelta(days=1))
            case Qt.Key.Key_Down:
                self._choose(now - timedelta(days=1))
            case Qt.Key.Key_PageUp:
                self._choose(add_months(now, 1))
            case Qt.Key.Key_PageDown:
                self._choose(add_months(now, -1))
            case _:
                super().keyPressEvent(event)

    def open_month(self) -> None:
        popup = MonthPopup(self.value() or self._today(), self._today(), note=self._note, parent=self)
        popup.picked.connect(self._choose)
        popup.open_under(QRect(self.line.mapToGlobal(QPoint(0, 0)), self.line.size()))

    def _choose(self, day: date) -> None:
        self.line.setText(date_text(day))
        self.line.setFocus()
        self.line.selectAll()
        self._on_edited()

    def _draw_icon(self) -> None:
        self._pick.setIcon(icon("ph.calendar-blank"))


class TimeField(ParsedField[time]):
    """A time of day: 1330, 13:30, 下午2点半."""

    def __init__(self, *, width: int = 80, example: str = "1330", parent: QWidget | None = None) -> None:
        super().__init__(parse_time, time_text, width=width, example=example, parent=parent)


class MomentField(ParsedField[datetime]):
    """A day and a time in one: 今天 14:00, 明天下午2点半. Local, without a zone."""

    def __init__(
        self,
        today: Callable[[], date],
        *,
        width: int = 168,
        example: str = "如 明天 14:00",
        parent: QWidget | None = None,
    ) -> None:
        self._today = today
        super().__init__(
            lambda text: parse_datetime(text, today()),
            lambda at: f"{date_text(at.date())} {time_text(at.time())}",
            width=width,
            example=example,
            parent=parent,
        )

    def meaning(self, value: datetime) -> str:
        near = NEAR.get((value.date() - self._today()).days, "")
        return " ".join(w for w in (near, weekday_text(value.date())) if w)


class PlanField(ParsedField[Plan]):
    """Instalments in words (2 期, 每月 8 日) with what they come to beside it; `total` gives the fen to divide."""

    def __init__(
        self,
        today: Callable[[], date],
        total: Callable[[], int | None],
        *,
        width: int = 136,
        parent: QWidget | None = None,
    ) -> None:
        self._today, self._total = today, total
        super().__init__(
            lambda text: parse_plan(text, today()), plan_text, width=width, example="2 期, 每月 8 日", parent=parent
        )

    def payments(self) -> tuple[tuple[date, int], ...]:
        """(day, fen) of each instalment; nothing while plan or total is missing. Raises PlanUnclear."""
        plan, total = self.value(), self._total()
        return instalments(total, plan, self._today()) if plan and total else ()

    def meaning(self, value: Plan) -> str:
        total = self._total()
        if not total or total < value.count:
            return ""
        parts = instalments(total, value, self._today())
        shown = [f"{day:%m-%d} {fen_text(fen)}" for day, fen in parts]
        return "·".join(shown if len(shown) <= 3 else (shown[0], "…", shown[-1]))


def plan_text(plan: Plan) -> str:
    """The words that `parse_plan` reads back."""
    day = "底" if plan.day == 31 else f" {plan.day} 日"
    start = f" 起 {plan.first:%Y-%m}" if plan.first else ""
    return f"{plan.count} 期, 每月{day}{start}"

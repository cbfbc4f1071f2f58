"""What happened, newest first: a dot, a day, a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.text import TextBox, draw_text, wide
from desktop.ui.looks import Tone, look


@dataclass(frozen=True, slots=True)
class Event:
    """`now` fills the dot. `who` stands after the words while there is room."""

    when: str
    what: str
    who: str = ""
    now: bool = False


class Timeline(Dressed, QWidget):
    """Single lines; the full text of a shortened one is its tool tip."""

    def __init__(self, events: Sequence[Event] = (), parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._events: list[Event] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_events(events)

    def show_events(self, events: Sequence[Event]) -> None:
        self._events = list(events)
        self.setAccessibleName("时间线")
        self.setAccessibleDescription(";".join(f"{event.when} {event.what} {event.who}".strip() for event in events))
        self.dress()

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font = look().font()
        widest = max((wide(event.what, font) for event in self._events), default=0)
        return QSize(self._text_left() + widest, len(self._events) * self._pitch())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._text_left() + wide("国" * 4, look().font()), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = event.pos().y() // self._pitch()
            if 0 <= row < len(self._events):
                one = self._events[row]
                QToolTip.showText(event.globalPos(), f"{one.when} {one.what} {one.who}".strip(), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pitch, centre = self._pitch(), self._dot()
        last = len(self._events) - 1
        if last > 0:
            line = QRect(centre.x() - 1, centre.y(), 2, last * pitch)
            painter.fillRect(line, worn.color(Tone.LINE))
        for n, one in enumerate(self._events):
            at = QPointF(centre + QPoint(0, n * pitch))
            radius = 4 * worn.scale
            painter.setPen(QPen(worn.color(Tone.ACCENT if one.now else Tone.LINE_STRONG), 1.6))
            painter.setBrush(worn.color(Tone.ACCENT if one.now else Tone.SURFACE))
            painter.drawEllipse(at, radius, radius)
        painter.setPen(Qt.PenStyle.SolidLine)
        tones = [Tone.INK_2, Tone.INK, Tone.INK_2]
        for n, one in enumerate(self._events):
            for (text, box), tone in zip(self._row(n, one), tones, strict=True):
                if text:
                    draw_text(painter, box, text, worn.font(), worn.color(tone))

    def text_boxes(self) -> list[TextBox]:
        made = []
        for n, one in enumerate(self._events):
            when, what, who = self._row(n, one)
            made += [TextBox(*when, look().font()), TextBox(*what, look().font(), whole=False)]
            if who[0]:
                made.append(TextBox(*who, look().font()))
        return made

    def _row(self, n: int, one: Event) -> list[tuple[str, QRect]]:
        top, pitch, font = n * self._pitch(), self._pitch(), look().font()
        left = self._text_left()
        when = QRect(self._when_left(), top, left - self._when_left() - 16, pitch)
        room = self.width() - left
        who = wide(one.who, font)
        fits = bool(one.who) and wide(one.what, font) + 12 + who <= room
        what = QRect(left, top, room - (who + 12 if fits else 0), pitch)
        return [
            (one.when, when),
            (one.what, what),
            (one.who if fits else "", QRect(self.width() - who, top, who, pitch)),
        ]

    def _pitch(self) -> int:
        return look().px(28)

    def _dot(self) -> QPoint:
        return QPoint(look().px(6), self._pitch() // 2)

    def _when_left(self) -> int:
        return look().px(20)

    def _text_left(self) -> int:
        widest = max((wide(event.when, look().font()) for event in self._events), default=0)
        return self._when_left() + widest + 16

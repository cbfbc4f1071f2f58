"""The tickets of a reception day: who waits, who is being talked to, what became of the rest. Large and calm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from desktop.commands.reception_sheet import minutes
from desktop.domain.team import Visit, VisitEnd
from desktop.domain.typed import mask_phone
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.shapes import Shape, mark_size, paint_mark
from desktop.ui.kit.text import LEFT, RIGHT, TextBox, draw_text, high, wide
from desktop.ui.looks import Tone, look
from desktop.ui.words import VISIT_ENDS

PAD = 16
GAP = 16
LONG_WAIT = 30  # minutes after which somebody should say a word to who waits
LIVE = frozenset({VisitEnd.WAITING, VisitEnd.TALKING})
MARKS: dict[VisitEnd, tuple[Shape, Tone]] = {
    VisitEnd.WAITING: (Shape.RING, Tone.INK),
    VisitEnd.TALKING: (Shape.DOT, Tone.ACCENT),
    VisitEnd.CONSULTED: (Shape.TICK, Tone.GREEN),
    VisitEnd.REGISTERED: (Shape.TICK, Tone.GREEN),
    VisitEnd.KNOWN: (Shape.TICK, Tone.GREEN),
    VisitEnd.LEFT: (Shape.DASH, Tone.INK_2),
}
HEADS = ("号", "来访人", "事由", "等候", "接谈人", "去向")


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edge and width of each column; None where there is no room for it."""

    no: tuple[int, int]
    name: tuple[int, int]
    matter: tuple[int, int] | None
    wait: tuple[int, int] | None
    by: tuple[int, int] | None
    end: tuple[int, int]

    def all(self) -> tuple[tuple[int, int] | None, ...]:
        return (self.no, self.name, self.matter, self.wait, self.by, self.end)


def waited(visit: Visit, now: datetime) -> int | None:
    """Minutes until the visitor was called, until now for who still waits, None for who left."""
    if visit.called_at is not None:
        return minutes(visit.arrived_at, visit.called_at)
    return minutes(visit.arrived_at, now) if visit.end is VisitEnd.WAITING else None


def in_order(visits: Sequence[Visit]) -> list[Visit]:
    """Who is being talked to, who waits, then the rest, each by ticket."""
    return sorted(visits, key=lambda v: (v.end is not VisitEnd.TALKING, v.end not in LIVE, v.ticket))


class Queue(Dressed, QWidget):
    """One tab stop; ↑ ↓ choose a visitor, Enter goes in, 1–4 end the visit, 0 goes to the next ticket."""

    chosen = Signal(object)  # UUID
    entered = Signal(object)
    ended = Signal(object, int)
    wants_ticket = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._now = now
        self._visits: list[Visit] = []
        self._names: Mapping[UUID, str] = {}
        self._numbers: Mapping[UUID, str] = {}
        self._id: UUID | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    # -- what it shows

    def show_visits(self, visits: Sequence[Visit], names: Mapping[UUID, str], numbers: Mapping[UUID, str]) -> None:
        """`names` of members, `numbers` of files. The chosen visitor stays chosen; else the first of the list is."""
        self._visits, self._names, self._numbers = in_order(visits), names, numbers
        if self._id not in self.ids():
            self._id = self._visits[0].id if self._visits else None
        self.dress()

    def ids(self) -> list[UUID]:
        return [visit.id for visit in self._visits]

    def value(self) -> UUID | None:
        return self._id

    def visit(self) -> Visit | None:
        """The chosen one."""
        return next((v for v in self._visits if v.id == self._id), None)

    def choose(self, id: UUID | None) -> None:
        """Mark a visitor without saying so, and bring the row into view."""
        self._id = id if id in self.ids() else None
        self._tell()
        self._show_row()
        self.update()

    def next_waiting(self) -> UUID | None:
        """Who comes next: the first ticket that waits."""
        return next((v.id for v in self._visits if v.end is VisitEnd.WAITING), None)

    def tick(self) -> None:
        """The clock went on."""
        self._tell()
        self.update()

    # -- measures

    def columns(self) -> Columns:
        """By the room there is: 接谈人 goes first, then the wait, then the matter; they move to the second lines."""
        worn = look()
        font, bold, large = worn.font(), worn.font(11, bold=True), worn.font(14, bold=True)
        word = wide("国", font)
        no = wide("000", large)
        names = [wide(v.name, bold) for v in self._visits] + [wide("120****0000", font)]
        name = min(max([*names, 5 * word]), 8 * word)
        end = max(mark_size(VISIT_ENDS[e]).width() for e in VisitEnd) + 4
        wait = wide("1200 分", font) + 4
        by = max([wide("接谈人", font), *(min(wide(n, font), 5 * word) for n in self._names.values())])
        rest = self.width() - 2 * PAD - no - name - end - 2 * GAP
        with_matter = rest - GAP >= 6 * word
        with_wait = rest - 2 * GAP - wait >= 9 * word
        with_by = rest - 3 * GAP - wait - by >= 11 * word
        x = PAD
        found: dict[str, tuple[int, int] | None] = dict.fromkeys(("matter", "wait", "by"))
        found["no"], x = (x, no), x + no + GAP
        if not with_matter:
            name = max(self.width() - PAD - end - GAP - x, 0)
        found["name"], x = (x, name), x + name + GAP
        right = self.width() - PAD - end
        found["end"] = (right, end)
        right -= GAP
        if with_by:
            found["by"], right = (right - by, by), right - by - GAP
        if with_wait:
            found["wait"], right = (right - wait, wait), right - wait - GAP
        if with_matter:
            found["matter"] = (x, right - x)
        return Columns(**found)  # type: ignore[arg-type]

    def dress(self) -> None:
        self.setMinimumHeight(self._high() * max(len(self._visits), 1))
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(680), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(280), self.minimumHeight())

    def _high(self) -> int:
        return look().px(52)

    # -- hands

    def resizeEvent(self, event: object) -> None:
        self._tell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_row()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        n = int(event.position().y()) // self._high()
        if 0 <= n < len(self._visits):
            self._pick(n)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._id is not None:
            self.entered.emit(self._id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        key, last = Qt.Key(event.key()), len(self._visits) - 1
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in steps and self._visits:
            self._pick(min(max(self._at() + steps[key], 0), last))
        elif key == Qt.Key.Key_Home and self._visits:
            self._pick(0)
        elif key == Qt.Key.Key_End and self._visits:
            self._pick(last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._id is not None:
            self.entered.emit(self._id)
        elif plain and event.text() in ("1", "2", "3", "4") and self._id is not None:
            self.ended.emit(self._id, int(event.text()))
        elif plain and event.text() == "0":
            self.wants_ticket.emit()
        else:
            super().keyPressEvent(event)

    # -- paint

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter, columns, now = look(), QPainter(self), self.columns(), self._now()
        for n, visit in enumerate(self._visits):
            box = QRect(0, n * self._high(), self.width(), self._high())
            chosen = visit.id == self._id
            if chosen:
                painter.fillRect(box.adjusted(1, 0, -1, 0), worn.color(Tone.SELECTED))
                painter.fillRect(QRect(1, box.y(), 3, box.height()), worn.color(Tone.ACCENT))
            if n + 1 < len(self._visits):
                strong = visit.end in LIVE and self._visits[n + 1].end not in LIVE
                tone = Tone.LINE_STRONG if strong else Tone.LINE
                inset = 1 if strong else PAD
                painter.fillRect(QRect(inset, box.bottom(), self.width() - 2 * inset, 1), worn.color(tone))
            shape, tone = MARKS[visit.end]
            paint_mark(painter, self._end_box(columns, box), VISIT_ENDS[visit.end], shape, tone)
            for text, ink, align in self._texts(visit, columns, box, now):
                draw_text(painter, text.box, text.text, text.font, worn.color(ink), align)

    def text_boxes(self) -> list[TextBox]:
        columns, now, made = self.columns(), self._now(), []
        for n, visit in enumerate(self._visits):
            box = QRect(0, n * self._high(), self.width(), self._high())
            made += [text for text, _, _ in self._texts(visit, columns, box, now)]
            end = self._end_box(columns, box)
            words = VISIT_ENDS[visit.end]
            mark = mark_size(words).width() - wide(words, look().font())
            made.append(TextBox(words, end.adjusted(mark, 0, 0, 0), look().font()))
        return made

    def _end_box(self, columns: Columns, row: QRect) -> QRect:
        left, width = columns.end
        line = look().px(20)
        return QRect(left, row.y() + (row.height() - 2 * line) // 2, width, line)

    def _texts(
        self, visit: Visit, columns: Columns, row: QRect, now: datetime
    ) -> list[tuple[TextBox, Tone, Qt.AlignmentFlag]]:
        worn = look()
        font, bold, large = worn.font(), worn.font(11, bold=True), worn.font(14, bold=True)
        done = visit.end not in LIVE
        line = worn.px(20)
        first = row.y() + (row.height() - 2 * line) // 2
        second = first + line
        made: list[tuple[TextBox, Tone, Qt.AlignmentFlag]] = []

        def put(
            text: str, x: int, width: int, y: int, tone: Tone, face: object = font, align: Qt.AlignmentFlag = LEFT
        ) -> None:
            if text and width > 0:
                box = QRect(x, y, width, line)
                made.append((TextBox(text, box, face, whole=False), tone, align))  # type: ignore[arg-type]

        whole = QRect(columns.no[0], row.y() + (row.height() - high(large)) // 2, columns.no[1] + 2, high(large))
        made.append((TextBox(f"{visit.ticket:03d}", whole, large), Tone.INK_2 if done else Tone.INK, LEFT))
        x, width = columns.name
        put(visit.name, x, width, first, Tone.INK_2 if done else Tone.INK, bold)
        mins = waited(visit, now)
        slow = visit.end is VisitEnd.WAITING and (mins or 0) >= LONG_WAIT
        wait = "" if mins is None else f"{mins} 分"
        wait_tone = Tone.AMBER if slow else Tone.INK_2
        under = mask_phone(visit.phone) if visit.phone else "未留电话"
        put(under if columns.wait or not wait else f"等 {wait}", x, width, second, Tone.INK_2)
        if columns.matter:
            x, width = columns.matter
            put(visit.matter or "未写事由", x, width, first, Tone.INK_2 if done or not visit.matter else Tone.INK)
            put(visit.answer.replace("\n", " "), x, width, second, Tone.INK_3)
        if columns.wait:
            put(wait, *columns.wait, first, wait_tone, worn.font(bold=slow), RIGHT)
        by = self._names.get(visit.seen_by, "") if visit.seen_by else ""
        if columns.by:
            put(by, *columns.by, first, Tone.INK_2)
        number = self._numbers.get(visit.about_id, "") if visit.about_id else ""
        indent = mark_size("国").width() - wide("国", font)
        x, width = columns.end
        put(number or ("" if columns.by else by), x + indent, width - indent, second, Tone.INK_2)
        return made

    # -- inside

    def _at(self) -> int:
        return next((n for n, visit in enumerate(self._visits) if visit.id == self._id), -1)

    def _pick(self, n: int) -> None:
        changed = self._visits[n].id != self._id
        self._id = self._visits[n].id
        self._tell()
        self._show_row()
        self.update()
        if changed:
            self.chosen.emit(self._id)

    def _show_row(self) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        held = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(area, QScrollArea) and held is not None and self._at() >= 0:
            at = self.mapTo(held, QPoint(0, self._at() * self._high())).y()
            area.ensureVisible(0, at + self._high(), 0, 0)
            area.ensureVisible(0, at, 0, 0)

    def _tell(self) -> None:
        visit = self.visit()
        if visit is None:
            self.setAccessibleName("来访人 还没有人")
            set_focus_box(self, self.rect().adjusted(2, 2, -2, -2))
            return
        mins = waited(visit, self._now())
        said = [f"{visit.ticket:03d} 号", visit.name, visit.matter, VISIT_ENDS[visit.end]]
        said.append("" if mins is None else f"等 {mins} 分")
        self.setAccessibleName("来访人 " + ",".join(filter(None, said)))
        self.setAccessibleDescription(f"第 {self._at() + 1} 位,共 {len(self._visits)} 位")
        top = self._at() * self._high()
        set_focus_box(self, QRect(0, top, self.width(), self._high()).adjusted(2, 2, -2, -2))


class QueueHead(Dressed, QWidget):
    """The names of the columns, over the queue and outside its scrolling."""

    def __init__(self, queue: Queue, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._queue = queue
        self.dress()

    def dress(self) -> None:
        self.setFixedHeight(look().px(36))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.fillRect(self.rect().adjusted(1, 0, -1, 0), worn.color(Tone.SUNK))
        painter.fillRect(QRect(0, 0, self.width(), 1), worn.color(Tone.LINE))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), worn.color(Tone.LINE))
        for text in self.text_boxes():
            align = RIGHT if text.text == "等候" else LEFT
            draw_text(painter, text.box, text.text, text.font, worn.color(Tone.INK_2), align)

    def text_boxes(self) -> list[TextBox]:
        font = look().font()
        return [
            TextBox(head, QRect(place[0], 0, place[1], self.height()), font)
            for head, place in zip(HEADS, self._queue.columns().all(), strict=True)
            if place is not None
        ]

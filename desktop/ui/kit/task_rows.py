"""Rows of the list of what is to be done: the values, the measures that all rows share, one painted row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.ui.kit.buttons import Button, Rank
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.text import LEFT, RIGHT, TextBox, draw_text, high, wide
from desktop.ui.looks import Tone, look


@dataclass(frozen=True, slots=True)
class Task:
    """One row: what over which file; when and who over the legal basis; `action` is the button's word."""

    key: str
    what: str
    which: str
    when: str
    who: str
    basis: str
    action: str
    urgent: bool = False  # `when` in bold red


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """`count` when the group has more tasks than lines."""

    name: str
    shape: Shape
    tone: Tone
    tasks: tuple[Task, ...]
    count: int | None = None

    @property
    def size(self) -> int:
        return len(self.tasks) if self.count is None else self.count

    @property
    def loud(self) -> bool:
        return self.tone is Tone.RED


class Room(Enum):
    """How much a row may show, by the room measured in characters."""

    WIDE = auto()  # group column, title, when + who / basis
    NARROW = auto()  # group column, title, when
    TIGHT = auto()  # shape only, title over when + file


class Measures:
    """Where things stand in the present look at one width; all rows share it."""

    def __init__(self, width: int, groups: Sequence[TaskGroup]) -> None:
        worn = look()
        self.body, self.bold = worn.font(), worn.font(bold=True)
        self.title = worn.font(11, bold=True)
        tasks = [task for group in groups for task in group.tasks]
        self.button = max([worn.px(92), *(wide(task.action, self.body) + 28 for task in tasks)])
        self.line = high(self.title)
        self.row = worn.px(52)
        self.pad = 16 if worn.scale == 1 else 12
        self.right = 13
        when = max([0, *(wide(task.when, self.bold if task.urgent else self.body) for task in tasks)])
        who = max([0, *(wide(task.who, self.body) for task in tasks)])
        basis = max([0, *(wide(task.basis, self.body) for task in tasks)])
        word = wide("国", self.body)
        side = max(when + 16 + who, min(basis, 17 * word))
        names = max([wide("等别人", self.title), *(wide(group.name, self.title) for group in groups)])
        group = max(worn.px(104), self.pad + worn.px(20) + names + 16)
        fixed = self.right + self.button + 16
        self.left = group + self.pad - 2
        if width - fixed - self.left - side - 24 >= 20 * word:
            self.room, self.side = Room.WIDE, max(side, min(basis, width - fixed - self.left - 24 - 24 * word))
        elif width - fixed - self.left - when - 16 >= 12 * word:
            self.room, self.side = Room.NARROW, when
        else:
            self.room, self.side = Room.TIGHT, 0
            self.button = max([0, *(wide(task.action, self.body) + 28 for task in tasks)])
            self.left = self.pad + worn.px(20) + 8


class TaskRow(Dressed, QWidget):
    """Paints one task; its button is a child, so that it can have the focus."""

    opened = Signal(str)

    def __init__(self, task: Task, parent: QWidget) -> None:
        QWidget.__init__(self, parent)
        self.task = task
        self.last = False
        self.measures: Measures | None = None
        self.button = Button(task.action, Rank.PLAIN, parent=self)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.tell(task)

    def tell(self, task: Task) -> None:
        self.task = task
        self.button.set_words(task.action)
        said = ",".join(part for part in (task.what, task.which, task.when, task.who, task.basis) if part)
        self.button.setAccessibleName(f"{task.action}:{said}")
        self.setAccessibleName(said)

    def dress(self) -> None:
        self.update()

    def lay(self, measures: Measures) -> None:
        self.measures = measures
        tall = self.button.sizeHint().height()
        left = self.width() - measures.right - measures.button
        self.button.setGeometry(left, (self.height() - 1 - tall) // 2 + 1, measures.button, tall)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.task.key)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            task = self.task
            lines = [f"{task.what}", task.which, " ".join(part for part in (task.when, task.who) if part), task.basis]
            QToolTip.showText(event.globalPos(), "\n".join(line for line in lines if line), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        if self.measures is None:
            return
        over = self.underMouse() and not self.button.underMouse()
        tones = {"what": Tone.ACCENT if over else Tone.INK, "who": Tone.INK_2, "which": Tone.INK_2, "basis": Tone.INK_3}
        when = Tone.RED if self.task.urgent else Tone.INK if self.measures.room is Room.WIDE else Tone.INK_2
        for name, text, align in self._texts():
            tone = when if name == "when" else tones[name]
            draw_text(painter, text.box, text.text, text.font, worn.color(tone), align)
        if not self.last:
            width = self.width() - self.measures.left - self.measures.right
            painter.fillRect(QRect(self.measures.left, self.height() - 1, width, 1), worn.color(Tone.LINE))

    def text_boxes(self) -> list[TextBox]:
        return [text for _, text, _ in self._texts()] if self.measures is not None else []

    def _texts(self) -> list[tuple[str, TextBox, Qt.AlignmentFlag]]:
        measures, task = self.measures, self.task
        if measures is None:
            return []
        end = self.button.x() - 16
        top = (self.height() - 1 - 2 * measures.line) // 2 + 1
        second = top + measures.line
        when_font = measures.bold if task.urgent else measures.body
        when_wide = wide(task.when, when_font)

        def box(left: int, y: int, right: int, tall: int = measures.line) -> QRect:
            return QRect(left, y, max(right - left, 0), tall)

        if measures.room is Room.TIGHT:
            left = measures.left
            made = [("what", TextBox(task.what, box(left, top, end), measures.title, whole=False), LEFT)]
            made.append(("when", TextBox(task.when, box(left, second, min(left + when_wide, end)), when_font), LEFT))
            if left + when_wide + 12 + 4 * measures.line < end:
                rest = TextBox(task.which, box(left + when_wide + 12, second, end), measures.body, whole=False)
                made.append(("which", rest, LEFT))
            return made
        side = end - measures.side
        title_end = side - 24
        made = [
            ("what", TextBox(task.what, box(measures.left, top, title_end), measures.title, whole=False), LEFT),
            ("which", TextBox(task.which, box(measures.left, second, title_end), measures.body, whole=False), LEFT),
        ]
        if measures.room is Room.NARROW:
            whole = box(side, 0, end, self.height())
            return [*made, ("when", TextBox(task.when, whole, when_font), RIGHT)]
        who = wide(task.who, measures.body)
        return [
            *made,
            ("when", TextBox(task.when, box(side, top, end - who - 16), when_font), LEFT),
            ("who", TextBox(task.who, box(end - who, top, end), measures.body), RIGHT),
            ("basis", TextBox(task.basis, box(side, second, end), measures.body, whole=False), LEFT),
        ]

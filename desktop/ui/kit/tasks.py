"""The list of what is to be done: groups in the order of harm, two lines a row, one button each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from desktop.ui.kit.buttons import Button, Rank
from desktop.ui.kit.cards import EmptyState
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.shapes import Shape, paint_shape
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
    name: str
    shape: Shape
    tone: Tone
    tasks: tuple[Task, ...]

    @property
    def loud(self) -> bool:
        return self.tone is Tone.RED


class _Room(Enum):
    """How much a row may show, by the room measured in characters."""

    WIDE = auto()  # group column, title, when + who / basis
    NARROW = auto()  # group column, title, when
    TIGHT = auto()  # shape only, title over when + file


class _Measures:
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
            self.room, self.side = _Room.WIDE, max(side, min(basis, width - fixed - self.left - 24 - 24 * word))
        elif width - fixed - self.left - when - 16 >= 12 * word:
            self.room, self.side = _Room.NARROW, when
        else:
            self.room, self.side = _Room.TIGHT, 0
            self.button = max([0, *(wide(task.action, self.body) + 28 for task in tasks)])
            self.left = self.pad + worn.px(20) + 8


class _Row(Dressed, QWidget):
    """Paints one task; its button is a child, so that it can have the focus."""

    opened = Signal(str)

    def __init__(self, task: Task, parent: QWidget) -> None:
        QWidget.__init__(self, parent)
        self.task = task
        self.last = False
        self.measures: _Measures | None = None
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

    def lay(self, measures: _Measures) -> None:
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
        when = Tone.RED if self.task.urgent else Tone.INK if self.measures.room is _Room.WIDE else Tone.INK_2
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

        if measures.room is _Room.TIGHT:
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
        if measures.room is _Room.NARROW:
            whole = box(side, 0, end, self.height())
            return [*made, ("when", TextBox(task.when, whole, when_font), RIGHT)]
        who = wide(task.who, measures.body)
        return [
            *made,
            ("when", TextBox(task.when, box(side, top, end - who - 16), when_font), LEFT),
            ("who", TextBox(task.who, box(end - who, top, end), measures.body), RIGHT),
            ("basis", TextBox(task.basis, box(side, second, end), measures.body, whole=False), LEFT),
        ]


class TaskList(Dressed, QWidget):
    """Groups of tasks; ↑↓ move between the buttons, Enter presses, → or a click on the row opens the file.

    Only the very first row's button is primary. The focus stays with its task through `show_groups`;
    when that task is gone it goes to the row that stands there now.
    """

    acted = Signal(str)  # the task's key: its button was pressed
    opened = Signal(str)  # the task's key: the file is wanted

    def __init__(self, empty: EmptyState | None = None, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._groups: list[TaskGroup] = []
        self._rows: dict[str, _Row] = {}
        self._measures: _Measures | None = None
        self._empty = empty
        self._first_primary = True
        if empty is not None:
            empty.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setSizePolicy(policy)
        self.setAccessibleName("要做的事")
        self.dress()

    def show_groups(self, groups: Sequence[TaskGroup]) -> None:
        """Show these, empty groups left out. Keys must be unique in the list."""
        order = self.order()
        focused = next((key for key, row in self._rows.items() if row.button.hasFocus()), None)
        at = order.index(focused) if focused is not None else 0
        self._groups = [group for group in groups if group.tasks]
        tasks = {task.key: task for group in self._groups for task in group.tasks}
        for key in [key for key in self._rows if key not in tasks]:
            row = self._rows.pop(key)
            row.hide()
            row.deleteLater()
        before: QWidget | None = None
        for key, task in tasks.items():
            made = self._rows.get(key)
            if made is None:
                made = self._make(task)
            else:
                made.tell(task)
            if before is not None:
                QWidget.setTabOrder(before, made.button)
            before = made.button
        self._rows = {key: self._rows[key] for key in tasks}
        self._rank()
        self.dress()
        if focused is not None and focused not in tasks and tasks:
            self._rows[list(tasks)[min(at, len(tasks) - 1)]].button.setFocus()

    def set_first_primary(self, on: bool) -> None:
        """Off while another primary button rules the page (the intake panel is open)."""
        self._first_primary = on
        self._rank()

    def order(self) -> list[str]:
        return list(self._rows)

    def button(self, key: str) -> Button:
        return self._rows[key].button

    def begin_focus(self) -> None:
        """The first task, or what the empty state offers."""
        for row in self._rows.values():
            row.button.setFocus()
            return
        if self._empty is not None and self._empty.button is not None:
            self._empty.button.setFocus()

    def dress(self) -> None:
        self._place()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(700), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        if not self._groups:
            empty = self._empty.minimumSizeHint().height() if self._empty is not None else look().px(52)
            return QSize(200, empty)
        rows = sum(len(group.tasks) for group in self._groups)
        return QSize(200, rows * look().px(52) + len(self._groups) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = self.order()
        focus = QApplication.focusWidget()
        here = next((n for n, key in enumerate(keys) if self._rows[key].button is focus), None)
        if here is None:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Down:
                self._focus(keys[min(here + 1, len(keys) - 1)])
            case Qt.Key.Key_Up:
                self._focus(keys[max(here - 1, 0)])
            case Qt.Key.Key_Home:
                self._focus(keys[0])
            case Qt.Key.Key_End:
                self._focus(keys[-1])
            case Qt.Key.Key_Right:
                self.opened.emit(keys[here])
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter, measures = look(), QPainter(self), self._measures
        if measures is None:
            return
        for n, (group, top) in enumerate(self._tops()):
            if n:
                painter.fillRect(QRect(0, top - 1, self.width(), 1), worn.color(Tone.LINE_STRONG))
            centre = QPointF(measures.pad + worn.px(16) / 2, top + measures.row / 2 + 1)
            paint_shape(painter, centre, group.shape, group.tone)
        for text in self.text_boxes():
            name = text.font.bold()
            tone = Tone.RED if text.text in [g.name for g in self._groups if g.loud] else Tone.INK
            draw_text(painter, text.box, text.text, text.font, worn.color(tone if name else Tone.INK_2))

    def text_boxes(self) -> list[TextBox]:
        """Names and counts of the groups; the rows speak for themselves."""
        measures = self._measures
        if measures is None or measures.room is _Room.TIGHT:
            return []
        made, left = [], measures.pad + look().px(20)
        for group, top in self._tops():
            y = top + (measures.row - 1 - 2 * measures.line) // 2 + 1
            room = measures.left - left - 8
            made.append(TextBox(group.name, QRect(left, y, room, measures.line), measures.title))
            count = QRect(left, y + measures.line, room, measures.line)
            made.append(TextBox(f"{len(group.tasks)} 件", count, measures.body))
        return made

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            for group, top in self._tops():
                if top <= event.pos().y() < top + len(group.tasks) * look().px(52):
                    QToolTip.showText(event.globalPos(), f"{group.name} {len(group.tasks)} 件", self)
            return True
        return super().event(event)

    def _make(self, task: Task) -> _Row:
        row = _Row(task, self)
        self._rows[task.key] = row
        row.button.clicked.connect(lambda: self.acted.emit(row.task.key))
        row.opened.connect(self.opened)
        row.show()
        return row

    def _rank(self) -> None:
        for n, row in enumerate(self._rows.values()):
            row.button.set_rank(Rank.PRIMARY if n == 0 and self._first_primary else Rank.PLAIN)

    def _focus(self, key: str) -> None:
        self._rows[key].button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tops(self) -> list[tuple[TaskGroup, int]]:
        """Each group with the y of its first row; a strong line of 1 px stands above all but the first."""
        made, top = [], 0
        for group in self._groups:
            made.append((group, top))
            top += len(group.tasks) * look().px(52) + 1
        return made

    def _place(self) -> None:
        if self._empty is not None:
            self._empty.setVisible(not self._groups)
            self._empty.setGeometry(self.rect())
        self._measures = _Measures(self.width(), self._groups) if self._groups else None
        if self._measures is None:
            return
        for group, top in self._tops():
            for n, task in enumerate(group.tasks):
                row = self._rows[task.key]
                row.last = n == len(group.tasks) - 1
                row.setGeometry(0, top + n * self._measures.row, self.width(), self._measures.row)
                row.lay(self._measures)

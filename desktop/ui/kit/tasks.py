"""The list of what is to be done: groups in the order of harm, two lines a row, one button each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QSizePolicy, QToolTip, QWidget

from desktop.ui.kit.buttons import Button, Rank
from desktop.ui.kit.cards import EmptyState
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.shapes import paint_shape
from desktop.ui.kit.task_rows import Measures, Room, Task, TaskGroup, TaskRow
from desktop.ui.kit.text import TextBox, draw_text
from desktop.ui.looks import Tone, look

__all__ = ["Task", "TaskGroup", "TaskList"]

WHOLE = 60  # so many rows are simply all there; of more only those that can be seen, and a screen around them


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
        self._tasks: dict[str, Task] = {}
        self._rows: dict[str, TaskRow] = {}  # those that are there, in the order of the list
        self._area: QScrollArea | None = None
        self._measures: Measures | None = None
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
        self._tasks = {task.key: task for group in self._groups for task in group.tasks}
        for key in [key for key in self._rows if key not in self._tasks]:
            self._drop(key)
        for key, row in self._rows.items():
            row.tell(self._tasks[key])
        self.dress()
        if focused is not None and focused not in self._tasks and self._tasks:
            self._focus(list(self._tasks)[min(at, len(self._tasks) - 1)])

    def set_first_primary(self, on: bool) -> None:
        """Off while another primary button rules the page (the intake panel is open)."""
        self._first_primary = on
        self._rank()

    def order(self) -> list[str]:
        return list(self._tasks)

    def button(self, key: str) -> Button:
        """The button of a task, made now if it is out of sight."""
        return self._row(key).button

    def begin_focus(self) -> None:
        """The first task, or what the empty state offers."""
        for key in self._tasks:
            self.button(key).setFocus()
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
        at = next((key for key, row in self._rows.items() if row.button is focus), None)
        if at is None:
            super().keyPressEvent(event)
            return
        here = keys.index(at)
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
        if measures is None or measures.room is Room.TIGHT:
            return []
        made, left = [], measures.pad + look().px(20)
        for group, top in self._tops():
            y = top + (measures.row - 1 - 2 * measures.line) // 2 + 1
            room = measures.left - left - 8
            made.append(TextBox(group.name, QRect(left, y, room, measures.line), measures.title))
            count = QRect(left, y + measures.line, room, measures.line)
            made.append(TextBox(f"{group.size} 件", count, measures.body))
        return made

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            for group, top in self._tops():
                if top <= event.pos().y() < top + len(group.tasks) * look().px(52):
                    QToolTip.showText(event.globalPos(), f"{group.name} {group.size} 件", self)
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._find_area()

    def _row(self, key: str) -> TaskRow:
        made = self._rows.get(key)
        if made is None:
            made = self._make(self._tasks[key])
            self._line_up()
        return made

    def _make(self, task: Task) -> TaskRow:
        row = self._rows[task.key] = TaskRow(task, self)
        row.button.clicked.connect(lambda: self.acted.emit(row.task.key))
        row.opened.connect(self.opened)
        row.show()
        return row

    def _drop(self, key: str) -> None:
        row = self._rows.pop(key)
        row.hide()
        row.deleteLater()

    def _rank(self) -> None:
        first = next(iter(self._tasks), None)
        for key, row in self._rows.items():
            row.button.set_rank(Rank.PRIMARY if key == first and self._first_primary else Rank.PLAIN)

    def _focus(self, key: str) -> None:
        self._row(key).button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tops(self) -> list[tuple[TaskGroup, int]]:
        """Each group with the y of its first row; a strong line of 1 px stands above all but the first."""
        made, top = [], 0
        for group in self._groups:
            made.append((group, top))
            top += len(group.tasks) * look().px(52) + 1
        return made

    # Rows out of sight are not there: a thousand of them would take a second

    def _find_area(self) -> None:
        """The scroll area around the list, whose moving shows other rows."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and above is not self._area:
            self._area = above
            above.verticalScrollBar().valueChanged.connect(self._look_again)
            self._place()

    def _look_again(self) -> None:
        if len(self._tasks) > WHOLE:
            self._fetch()

    def _seen(self) -> tuple[int, int]:
        """From which y to which y rows must be there."""
        area = self._area
        if len(self._tasks) <= WHOLE:
            return 0, self._tops()[-1][1] + len(self._groups[-1].tasks) * look().px(52) if self._groups else 0
        height = area.viewport().height() if area is not None else 12 * look().px(52)
        top = self.mapFrom(area.viewport(), QPoint(0, 0)).y() if area is not None else 0
        return top - height, top + 2 * height

    def _fetch(self) -> None:
        """Make the rows that are to be there and drop the others; the one with the focus stays."""
        first, last = self._seen()
        tall = look().px(52)
        wanted: set[str] = set()
        for group, top in self._tops():
            low = max(0, (first - top) // tall)
            wanted.update(task.key for task in group.tasks[low : max(low, (last - top) // tall + 1)])
        for key in [key for key, row in self._rows.items() if key not in wanted and not row.button.hasFocus()]:
            self._drop(key)
        for key in wanted - self._rows.keys():
            self._make(self._tasks[key])
        self._line_up()

    def _line_up(self) -> None:
        """Every row that is there at its place, in its rank and in the order of the tab key."""
        measures = self._measures
        if measures is None:
            return
        known, self._rows = self._rows, {}
        before: QWidget | None = None
        for group, top in self._tops():
            for n, task in enumerate(group.tasks):
                row = known.get(task.key)
                if row is None:
                    continue
                self._rows[task.key] = row
                row.last = n == len(group.tasks) - 1
                row.setGeometry(0, top + n * measures.row, self.width(), measures.row)
                row.lay(measures)
                if before is not None:
                    QWidget.setTabOrder(before, row.button)
                before = row.button
        self._rank()

    def _place(self) -> None:
        if self._empty is not None:
            self._empty.setVisible(not self._groups)
            self._empty.setGeometry(self.rect())
        self._measures = Measures(self.width(), self._groups) if self._groups else None
        if self._measures is not None:
            self._fetch()

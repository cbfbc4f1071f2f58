"""Forms as data: `Form([Ask("name", "姓名", TextField, needed=True), Line(Ask(...), Ask(...)), Rule()])`.

A form shows values and says what was typed; it never saves. Enter goes on, Shift+Enter back, Ctrl+Enter is
`done`, Esc is `left` and clears nothing. Labels of needed fields are bold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.edits import Move, move_of
from desktop.ui.kit.fields import Field, Remark
from desktop.ui.kit.labels import Label
from desktop.ui.kit.lines import LineLayout
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone, look

LABELS = 80  # px at 100 %: the one column of labels


class Fieldlike(Protocol):
    """What a form needs of a widget that is no `Field` (segments, a list of its own)."""

    changed: SignalInstance

    def value(self) -> Any: ...

    def set_value(self, value: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: `make` gives the field (its class, or a function without arguments)."""

    name: str
    label: str
    make: Callable[[], QWidget]
    needed: bool = False
    hint: str = ""
    tip: str = ""


class Line:
    """Questions that share a line as long as there is room."""

    def __init__(self, *asks: Ask) -> None:
        self.asks = asks


@dataclass(frozen=True, slots=True)
class Rule:
    """A hairline between what is needed and the rest."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Any widget in the field column without being a question: a notice, a button, chips."""

    make: Callable[[], QWidget]
    label: str = ""


class Chain(QObject):
    """Enter order over fields in reading order, also for pages that lay their fields out themselves."""

    done = Signal()  # Ctrl+Enter
    left = Signal()  # Esc
    ended = Signal()  # Enter on the last field

    def __init__(self, fields: Sequence[QWidget], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields: list[QWidget] = []
        for field in fields:
            self.add(field)

    def add(self, field: QWidget) -> None:
        self.fields.append(field)
        if isinstance(field, Field):
            field.moved.connect(self._on_moved)
        else:
            field.installEventFilter(self)
            for child in field.findChildren(QWidget):
                child.installEventFilter(self)

    def go(self, field: QWidget) -> None:
        """Put the cursor into a field and bring it into view."""
        target = field.focusProxy() or field
        if target.focusPolicy() == Qt.FocusPolicy.NoFocus:
            target = next((c for c in field.findChildren(QWidget) if c.focusPolicy() & Qt.FocusPolicy.TabFocus), target)
        target.setFocus(Qt.FocusReason.TabFocusReason)
        area = field.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(field, 0, 24)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            move = move_of(event)
            field = next((f for f in self.fields if watched is f or f.isAncestorOf(cast(QWidget, watched))), None)
            if move is not None and field is not None:
                self._move(field, move)
                return True
        return False

    def _on_moved(self, move: Move) -> None:
        self._move(cast(QWidget, self.sender()), move)

    def _move(self, field: QWidget, move: Move) -> None:
        match move:
            case Move.DONE:
                self.done.emit()
            case Move.LEAVE:
                self.left.emit()
            case Move.ON | Move.BACK:
                self._step(field, 1 if move is Move.ON else -1)

    def _step(self, field: QWidget, step: int) -> None:
        at = self.fields.index(field) + step
        while 0 <= at < len(self.fields):
            if takes_focus(self.fields[at]):
                self.go(self.fields[at])
                return
            at += step
        if step > 0:
            self.ended.emit()


def takes_focus(field: QWidget) -> bool:
    """Whether Enter should stop at this widget."""
    if isinstance(field, Field):
        return field.takes_focus
    return field.isEnabled() and not field.isHidden()


class _Row(Dressed, QWidget):
    """One row of the form: labels and fields, and the sentence of a field that cannot say it itself."""

    def __init__(self, asks: Iterable[tuple[Label, QWidget]], label_width: int) -> None:
        QWidget.__init__(self)
        self._line = LineLayout(self, label_width)
        for label, field in asks:
            self._line.addWidget(label)
            self._line.addWidget(field)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def dress(self) -> None:
        self._line.invalidate()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._line.heightForWidth(width)

    def sizeHint(self) -> QSize:
        wide = self.width() or self._line.sizeHint().width()
        return QSize(self._line.sizeHint().width(), self._line.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._line.minimumSize().width(), self._line.minimumSize().height())


class Form(QWidget):
    """Rows of questions. `field(name)` is the widget, `values()` what it holds, `draft()` what stands in it."""

    changed = Signal(str)  # the name of the field changed by hand
    done = Signal()
    left = Signal()
    ended = Signal()

    def __init__(
        self,
        asks: Sequence[Ask | Line | Rule | Beside],
        *,
        labels: int = LABELS,
        parent: QWidget | None = None,
    ) -> None:
        """`labels`: width of the label column in px at 100 %."""
        super().__init__(parent)
        self._fields: dict[str, QWidget] = {}
        self._asks: dict[str, Ask] = {}
        self._remarks: dict[str, Remark] = {}
        self._rows: dict[str, QWidget] = {}
        self._filling = False
        self._labels = labels
        self.chain = Chain([], self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        for ask in asks:
            self._add(ask)
        self.chain.done.connect(self.done)
        self.chain.left.connect(self.left)
        self.chain.ended.connect(self.ended)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def field(self, name: str) -> Any:
        """The widget of a question; KeyError when it was never asked."""
        return self._fields[name]

    def names(self) -> list[str]:
        return list(self._fields)

    def values(self) -> dict[str, Any]:
        """The value of each field; None or empty where it is empty or not yet clear (`problems()` says which)."""
        return {name: cast(Fieldlike, field).value() for name, field in self._fields.items()}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show these values, quietly; fields that are not named stay."""
        self._filling = True
        for name, value in values.items():
            if name in self._fields:
                cast(Fieldlike, self._fields[name]).set_value(value)
        self._filling = False

    def draft(self) -> dict[str, str]:
        """What stands in each field, unfinished and composing input included; to be kept encrypted."""
        return {name: field.raw() for name, field in self._fields.items() if isinstance(field, Field)}

    def fill_draft(self, draft: Mapping[str, str]) -> None:
        """Show a draft again, as it was left."""
        self._filling = True
        for name, text in draft.items():
            field = self._fields.get(name)
            if isinstance(field, Field):
                field.set_raw(text)
        self._filling = False

    def problems(self) -> list[tuple[str, str]]:
        """(name, sentence) of what cannot be accepted: unclear input, needed fields that are empty."""
        found: list[tuple[str, str]] = []
        for name, field in self._fields.items():
            ask = self._asks[name]
            if isinstance(field, Field) and (sentence := field.unclear()):
                found.append((name, sentence))
            elif ask.needed and field.isEnabled() and self._empty(field):
                found.append((name, f"请填写{ask.label}。"))
        return found

    def check(self) -> bool:
        """Whether all is acceptable; otherwise every problem is shown and the cursor is in the first."""
        found = self.problems()
        self.clear_problems()
        for name, sentence in found:
            self._say(name, sentence)
        if found:
            self.chain.go(self._fields[found[0][0]])
        return not found

    def show_problem(self, name: str, sentence: str) -> None:
        """Say what is wrong with a field and put the cursor there; an unknown name goes to the first field."""
        known = name if name in self._fields else next(iter(self._fields))
        self._say(known, sentence)
        self.chain.go(self._fields[known])

    def clear_problems(self) -> None:
        for name in self._fields:
            self._say(name, "")

    def show_ask(self, name: str, on: bool) -> None:
        """Show or hide the line of a question that only sometimes matters; Enter passes over a hidden one."""
        self._fields[name].setVisible(on)
        self._rows[name].setVisible(on)

    def start(self) -> None:
        """Put the cursor into the first empty field, or the first one."""
        ready = [f for f in self._fields.values() if takes_focus(f)]
        target = next((f for f in ready if self._empty(f)), ready[0] if ready else None)
        if target is not None:
            self.chain.go(target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Ctrl+Enter pressed on what is no field (a button beside one)."""
        match move_of(event):
            case Move.LEAVE:
                self.left.emit()
            case Move.DONE:
                self.done.emit()
            case _:
                super().keyPressEvent(event)

    def _add(self, ask: Ask | Line | Rule | Beside) -> None:
        match ask:
            case Rule():
                self.column.addWidget(Hairline())
            case Beside():
                self.column.addWidget(_Row([(Label(ask.label, tone=Tone.INK_2), ask.make())], self._labels))
            case Line():
                self._rows |= dict.fromkeys((a.name for a in ask.asks), row := self._row_of(*ask.asks))
                self.column.addWidget(row)
            case Ask():
                self._rows[ask.name] = self._row_of(ask)
                self.column.addWidget(self._rows[ask.name])

    def _row_of(self, *asks: Ask) -> _Row:
        return _Row([self._made(ask) for ask in asks], self._labels)

    def _made(self, ask: Ask) -> tuple[Label, QWidget]:
        field = ask.make()
        label = FormLabel(ask.label, needed=ask.needed)
        field.setToolTip(ask.tip)
        if isinstance(field, Field):
            field.set_name(ask.label)
            if ask.hint:
                field.set_hint(ask.hint)
        else:
            field.setAccessibleName(ask.label)
        self._fields[ask.name], self._asks[ask.name] = field, ask
        cast(Fieldlike, field).changed.connect(lambda *_args: self._on_changed(ask.name))
        self.chain.add(field)
        shown = field if isinstance(field, Field) else self._with_remark(ask.name, field)
        return label, shown

    def _with_remark(self, name: str, field: QWidget) -> QWidget:
        """A place for the sentence under a widget that has none of its own."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(field)
        self._remarks[name] = Remark()
        column.addWidget(self._remarks[name])
        return holder

    def _on_changed(self, name: str) -> None:
        if not self._filling:
            if name in self._remarks:
                self._say(name, "")
            self.changed.emit(name)

    def _say(self, name: str, sentence: str) -> None:
        field = self._fields[name]
        if isinstance(field, Field):
            field.wrong(sentence)
        else:
            self._remarks[name].say(sentence, Tone.RED, Shape.TRIANGLE)
            field.setAccessibleDescription(sentence)

    @staticmethod
    def _empty(field: QWidget) -> bool:
        if isinstance(field, Field):
            return field.empty
        return cast(Fieldlike, field).value() in (None, "", frozenset(), ())


class FormLabel(Label):
    """The words before a field; bold when needed. A screen reader hears them from the field itself."""

    def __init__(self, text: str, *, needed: bool = False) -> None:
        super().__init__(text, bold=needed, tone=Tone.INK if needed else Tone.INK_2)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class Hairline(Dressed, QFrame):
    """One pixel between two groups of questions, with air round it."""

    def __init__(self) -> None:
        QFrame.__init__(self)
        self.setFixedHeight(17)
        self.dress()

    def dress(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 8, self.width(), 1, look().color(Tone.LINE))

"""Choosing: one of many (by code, word, pinyin of any reading, or place), and several of a few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.typed import fold_code
from desktop.ui.kit.edits import LineEdit, Move, move_of, writes
from desktop.ui.kit.fields import Field
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.labels import Label
from desktop.ui.kit.pinyin import sounds_like
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.text import wide
from desktop.ui.looks import Tone, look

MOST_ROWS = 12  # of an open list before it scrolls


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what is kept, what is read, and a code that may be typed."""

    value: Any
    text: str
    code: str = ""


def options(pairs: Iterable[tuple[Any, str]]) -> list[Option]:
    """From (value, words); the words are often a table of `words.py`: `options(WORDS.items())`."""
    return [Option(value, text) for value, text in pairs]


def matching(query: str, among: Sequence[Option]) -> list[Option]:
    """The options a typed query means, best first: code, place in the list, start of the words, words, sound."""
    wanted = fold_code(query).lower()
    if not wanted:
        return list(among)
    ranked: list[tuple[int, int, Option]] = []
    for place, option in enumerate(among, 1):
        rank = _rank(wanted, place, option)
        if rank is not None:
            ranked.append((rank, place, option))
    return [option for _, _, option in sorted(ranked, key=lambda found: found[:2])]


def _rank(wanted: str, place: int, option: Option) -> int | None:
    words = option.text.lower()
    if option.code and option.code.lower() == wanted:
        return 0
    if not option.code and wanted == str(place):
        return 1
    if words.startswith(wanted):
        return 2
    if option.code and option.code.lower().startswith(wanted):
        return 3
    if wanted in words:
        return 4
    letters = wanted.replace(" ", "")
    if not (letters.isascii() and letters.isalnum()):
        return None
    return 5 if sounds_like(letters, option.text, start=True) else 6 if sounds_like(letters, option.text) else None


class Combo(QComboBox):
    """The closed face of a choice: the wheel scrolls the page, letters open the list filtered, Enter moves on."""

    moved = Signal(object)  # Move
    opened = Signal(str)  # the letters typed so far

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def showPopup(self) -> None:
        self.opened.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = move_of(event)
        if move is not None:
            event.accept()
            self.moved.emit(move)
            return
        if writes(event) and not event.text().isspace():
            self.opened.emit(event.text())
            return
        super().keyPressEvent(event)


class Choice(Field):
    """One of some options. Width fits the longest option unless given.

    Typing opens the list and filters it; ↑ ↓ go through the options; Space or Alt+↓ opens.
    `blank`: the words of "nothing chosen yet", None when something must always be chosen.
    """

    def __init__(
        self,
        among: Sequence[Option],
        *,
        width: int | None = None,
        blank: str | None = "",
        prefix: str = "",
        stretch: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`prefix` is read before the option in the closed face only (类型:全部); `stretch` takes the room there is."""
        super().__init__(parent)
        self._blank, self._prefix, self._fixed, self._stretch = blank, prefix, width, stretch
        self._options: list[Option] = []
        self._popup: ChoicePopup | None = None
        self.combo = Combo()
        self.combo.moved.connect(self._on_moved)
        self.combo.opened.connect(self.open_list)
        self.combo.activated.connect(self._on_activated)
        self.offer(among)
        self.furnish(self.combo, width=None if stretch else (width or 1))

    def offer(self, among: Sequence[Option]) -> None:
        """Show other options; a chosen value that is still among them stays chosen."""
        value = self.value()
        self._options = list(among)
        self.combo.clear()
        if self._blank is not None:
            self.combo.addItem(self._prefix + self._blank)
        for option in among:
            self.combo.addItem(self._prefix + option.text)
        self.set_value(value)
        self.dress()

    @property
    def among(self) -> list[Option]:
        return self._options

    def value(self) -> Any:
        at = self.combo.currentIndex() - self._first
        return self._options[at].value if 0 <= at < len(self._options) else None

    def set_value(self, value: Any) -> None:
        """An unknown value shows nothing chosen (the first option where something must be)."""
        found = next((n for n, o in enumerate(self._options) if o.value == value), -1)
        self.combo.setCurrentIndex(found + self._first if found >= 0 else 0)
        self.wrong("")

    def raw(self) -> str:
        value = self.value()
        return "" if value is None else str(value.value) if isinstance(value, Enum) else str(value)

    def set_raw(self, text: str) -> None:
        for option in self._options:
            value = option.value
            if str(value.value if isinstance(value, Enum) else value) == text:
                self.set_value(value)
                return
        self.set_value(None)

    def text(self) -> str:
        """The words of what is chosen."""
        return self.combo.currentText().removeprefix(self._prefix)

    def wanted_width(self) -> int:
        if self._fixed:
            return look().px(self._fixed)
        texts = [self._prefix + t for t in (self._blank or "", *(o.text for o in self._options))]
        widest = max((wide(text, look().font()) for text in texts), default=0)
        return widest + 34 + look().px(16)  # padding, arrow and slack: a combo cuts its last character otherwise

    def open_list(self, typed: str = "") -> None:
        if self._popup is not None:
            return
        blank = [Option(None, self._blank or "(不填)")] if self._blank is not None else []
        self._popup = ChoicePopup(self._options, blank, self.value(), self)
        self._popup.picked.connect(self._on_picked)
        self._popup.closed.connect(self._on_closed)
        self._popup.open_under(self.combo, typed)

    @property
    def popup(self) -> ChoicePopup | None:
        """The list while it is open."""
        return self._popup

    @property
    def _first(self) -> int:
        return 0 if self._blank is None else 1

    def _on_picked(self, value: Any) -> None:
        before = self.value()
        self.set_value(value)
        self.combo.setFocus(Qt.FocusReason.PopupFocusReason)
        if value != before:
            self._on_edited()

    def _on_closed(self) -> None:
        self._popup = None

    def _on_activated(self, _index: int) -> None:
        self._on_edited()


class FilterEdit(LineEdit):
    """The filter of a list: what an input method is still composing already filters."""

    filtered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(None, parent)
        self.edited.connect(self._tell)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._tell()

    def _tell(self) -> None:
        self.filtered.emit(self.whole_text())


class ChoicePopup(QFrame):
    """The open list: a filter line and the options; Enter or a click picks, Esc closes without choosing."""

    picked = Signal(object)
    closed = Signal()

    def __init__(self, among: Sequence[Option], blank: Sequence[Option], chosen: Any, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._all, self._blank, self._shown = list(among), list(blank), list[Option]()
        self.filter = FilterEdit()
        self.filter.setPlaceholderText("汉字、拼音首字母或序号")
        self.filter.setAccessibleName("筛选")
        self.filter.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin)
        self.filter.filtered.connect(self._filter)
        self.filter.installEventFilter(self)
        self.list = QListWidget()
        self.list.setObjectName("popup")
        self.list.setStyleSheet("QListView#popup { border: none; padding: 0; }")  # the frame is round both
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.itemClicked.connect(self._pick_item)
        self._nothing = Label("没有这样的选项,按 Esc 关闭", tone=Tone.INK_3)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        for part in (self.filter, self.list, self._nothing):
            column.addWidget(part)
        self._chosen, self._below = chosen, True
        self._filter("")

    def open_under(self, face: QWidget, typed: str) -> None:
        self._below = True
        self.filter.setText(typed)
        self._filter(typed)
        widest = max((wide(o.text, look().font()) for o in (*self._all, *self._blank)), default=0)
        width = max(face.width(), widest + 72, wide(self.filter.placeholderText(), look().font()) + 40)
        size = QSize(width, self.sizeHint().height())
        below, above = face.mapToGlobal(QPoint(0, face.height() + 2)), face.mapToGlobal(QPoint(0, -2))
        screen = QGuiApplication.screenAt(below) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self._below = below.y() + size.height() <= room.bottom()
        top = below.y() if self._below else max(room.top(), above.y() - size.height())
        self.setGeometry(max(room.left(), min(below.x(), room.right() - width)), top, size.width(), size.height())
        self.show()
        self.filter.setFocus(Qt.FocusReason.PopupFocusReason)
        self.filter.end(False)

    def shown(self) -> list[str]:
        return [option.text for option in self._shown]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def closeEvent(self, event: Any) -> None:
        self.closed.emit()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().color(Tone.SURFACE))
        painter.setPen(look().color(Tone.LINE_STRONG))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        key = Qt.Key(event.key())
        if key in steps:
            row = self.list.currentRow() + steps[key]
            self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
            return True
        if move_of(event) in (Move.ON, Move.DONE):
            if not self.filter.composing and self.list.currentItem() is not None:
                self._pick_item(self.list.currentItem())
            return True
        if move_of(event) is Move.LEAVE or key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.close()
            return True
        return False

    def _filter(self, typed: str) -> None:
        self._shown = matching(typed, self._all) if typed.strip() else [*self._blank, *self._all]
        self.list.clear()
        for option in self._shown:
            item = QListWidgetItem(f"{option.code}  {option.text}" if option.code else option.text)
            item.setToolTip(option.text)
            self.list.addItem(item)
        at = next((n for n, o in enumerate(self._shown) if o.value == self._chosen), 0) if not typed.strip() else 0
        self.list.setCurrentRow(at if self._shown else -1)
        self._nothing.setVisible(not self._shown)
        self.list.setVisible(bool(self._shown))
        if self._below:  # above its field it keeps its height, or it would leave the field
            rows = min(len(self._shown), MOST_ROWS)
            self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 1) + 2)
            self.resize(self.width(), self.sizeHint().height())

    def _pick_item(self, item: QListWidgetItem) -> None:
        option = self._shown[self.list.row(item)]
        self.close()
        self.picked.emit(option.value)


class Box(QCheckBox):
    """A check box whose Enter moves on instead of nothing."""

    moved = Signal(object)  # Move

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = move_of(event)
        if move is None:
            super().keyPressEvent(event)
            return
        event.accept()
        self.moved.emit(move)


class Checks(Field):
    """Several of a few: a row of boxes that wraps. The value is the frozenset of the checked ones; ← → go between."""

    def __init__(self, among: Sequence[Option], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = list(among)
        self.boxes = [Box(option.text.replace("&", "&&")) for option in among]
        holder = QWidget()
        flow = Flow(holder, across=20)
        for box in self.boxes:
            flow.addWidget(box)
            box.toggled.connect(self._on_toggled)
            box.moved.connect(self._on_moved)
            box.installEventFilter(self)
        self._setting = False
        self.furnish(holder, width=None)
        self.row.removeWidget(self.remark)
        self.column.addWidget(self.remark)
        self.setFocusProxy(self.boxes[0])
        for widget in (holder, self):
            policy = widget.sizePolicy()
            policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            widget.setSizePolicy(policy)

    def dress(self) -> None:
        for box in self.boxes:
            box.setMinimumHeight(look().px(32))
        super().dress()

    def value(self) -> frozenset[Any]:
        return frozenset(o.value for o, box in zip(self._options, self.boxes, strict=True) if box.isChecked())

    def set_value(self, value: Iterable[Any] | None) -> None:
        wanted = set(value or ())
        self._setting = True
        for option, box in zip(self._options, self.boxes, strict=True):
            box.setChecked(option.value in wanted)
        self._setting = False
        self.wrong("")

    def raw(self) -> str:
        return " ".join(str(n) for n, box in enumerate(self.boxes) if box.isChecked())

    def set_raw(self, text: str) -> None:
        self.set_value(self._options[int(n)].value for n in text.split() if int(n) < len(self._options))

    @property
    def takes_focus(self) -> bool:
        return self.isEnabled() and not self.isHidden()

    def set_name(self, name: str) -> None:
        super().set_name(name)
        for option, box in zip(self._options, self.boxes, strict=True):
            box.setAccessibleName(f"{name}:{option.text}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in self.boxes:
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
            at = self.boxes.index(watched) + step if isinstance(watched, Box) else -1
            if step and 0 <= at < len(self.boxes):
                self.boxes[at].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _on_toggled(self, _on: bool) -> None:
        if not self._setting:
            self._on_edited()


class Check(Checks):
    """One box: the value is True or False."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__([Option(True, text)], parent)

    def value(self) -> Any:
        return self.boxes[0].isChecked()

    def set_value(self, value: Any) -> None:
        super().set_value([True] if value else [])


class Pick(Field):
    """One of a few, all seen at once (segments): ← → choose, Enter moves on.

    Something is always chosen unless it begins `blank`: then the value is None until somebody chooses.
    """

    def __init__(self, among: Sequence[Option], parent: QWidget | None = None, *, blank: bool = False) -> None:
        super().__init__(parent)
        self._options, self._blank = list(among), blank
        self.segments = Segments([Segment(str(n), option.text) for n, option in enumerate(among)], blank=blank)
        self.segments.chosen.connect(self._on_chosen)
        self.furnish(self.segments, width=1)

    def wanted_width(self) -> int:
        return self.segments.sizeHint().width()

    def value(self) -> Any:
        key = self.segments.key()
        return self._options[int(key)].value if key else None

    def set_value(self, value: Any) -> None:
        """An unknown value chooses the first, or nothing where nothing may be chosen."""
        at = next((str(n) for n, option in enumerate(self._options) if option.value == value), "")
        self.segments.choose(at or ("" if self._blank else "0"))
        self.wrong("")

    def raw(self) -> str:
        return self.segments.key()

    def set_raw(self, text: str) -> None:
        if text in {str(n) for n in range(len(self._options))} or (self._blank and not text):
            self.segments.choose(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.segments and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            move = move_of(event)
            if move is not None:
                self._on_moved(move)
                return True
        return super().eventFilter(watched, event)

    def _on_chosen(self, _key: str) -> None:
        self._on_edited()

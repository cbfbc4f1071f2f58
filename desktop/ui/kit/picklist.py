"""The open list of a choice: its options, what a typed query means, and the keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.typed import fold_code
from desktop.ui.kit.edits import LineEdit, Move, move_of
from desktop.ui.kit.labels import Label
from desktop.ui.kit.pinyin import sounds_like
from desktop.ui.kit.popup import Popup
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


class ChoicePopup(Popup):
    """The open list: a filter line and the options; Enter or a click picks, Esc closes without choosing."""

    picked = Signal(object)
    closed = Signal()

    def __init__(self, among: Sequence[Option], blank: Sequence[Option], chosen: Any, parent: QWidget) -> None:
        super().__init__(parent)
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
        self.resize(width, self.sizeHint().height())
        self._below = self.place(QRect(face.mapToGlobal(QPoint(0, 0)), face.size()), self.size(), gap=2)
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

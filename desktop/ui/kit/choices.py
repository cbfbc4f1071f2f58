"""Choosing: one of many (by code, word, pinyin of any reading, or place), one of a few, several of a few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QSizePolicy,
    QWidget,
)

from desktop.ui.kit.edits import move_of, writes
from desktop.ui.kit.fields import Field
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.picklist import ChoicePopup, Option, matching, options
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.text import wide
from desktop.ui.looks import look

__all__ = ["Box", "Check", "Checks", "Choice", "Combo", "Option", "Pick", "matching", "options"]


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
        self._options: list[Option] = []
        self.boxes: list[Box] = []
        holder = QWidget()
        self._flow = Flow(holder, across=20)
        self._put(among)
        self._setting = False
        self.furnish(holder, width=None)
        self.row.removeWidget(self.remark)
        self.column.addWidget(self.remark)
        if self.boxes:
            self.setFocusProxy(self.boxes[0])
        for widget in (holder, self):
            policy = widget.sizePolicy()
            policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            widget.setSizePolicy(policy)

    def offer(self, among: Sequence[Option]) -> None:
        """Show other options; what is checked and still among them stays checked."""
        if list(among) == self._options:
            return
        checked = self.value()
        for box in self.boxes:
            self._flow.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._put(among)
        self.set_value(checked)
        if self.boxes:
            self.setFocusProxy(self.boxes[0])
        self.set_name(self.accessibleName())
        self.dress()

    def _put(self, among: Sequence[Option]) -> None:
        self._options = list(among)
        self.boxes = [Box(option.text.replace("&", "&&")) for option in among]
        for box in self.boxes:
            self._flow.addWidget(box)
            box.toggled.connect(self._on_toggled)
            box.moved.connect(self._on_moved)
            box.installEventFilter(self)

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
        return bool(self.boxes) and self.isEnabled() and not self.isHidden()

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

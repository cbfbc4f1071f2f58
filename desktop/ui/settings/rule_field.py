"""One rule with all its choices seen at once, what each means, and what the chosen one does to a file of the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.edits import move_of
from desktop.ui.kit.fields import Field
from desktop.ui.kit.labels import Label
from desktop.ui.kit.toggle import OneOf, Option, Tick
from desktop.ui.looks import Tone, look


class RuleField(Field):
    """The value is the chosen key. ↑ ↓ go between the choices, Enter goes on."""

    def __init__(self, among: Sequence[Option], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = [option.key for option in among]
        self._story = ""
        self._effects: Mapping[str, str] = {}
        self.one = OneOf(among)
        self.one.chosen.connect(self._on_chosen)
        self.example = Label("", tone=Tone.ACCENT, wrap=True)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.one)
        column.addWidget(self.example)
        self.furnish(holder, width=None)
        for widget in (holder, self):
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            widget.setSizePolicy(policy)
        for key in self._keys:
            self.tick(key).installEventFilter(self)
        self.show_example("", {})
        self._aim()

    def tick(self, key: str) -> Tick:
        return self.one.tick(key)

    def show_example(self, story: str, effects: Mapping[str, str]) -> None:
        """`story`: a file of the room; `effects`: what becomes of it by each choice."""
        self._story, self._effects = story, effects
        self._tell()

    def value(self) -> str:
        return self.one.key()

    def set_value(self, value: str | None) -> None:
        if value in self._keys:
            self.one.choose(value)
        self._tell()
        self._aim()
        self.wrong("")

    def raw(self) -> str:
        return self.value()

    def set_raw(self, text: str) -> None:
        self.set_value(text)

    @property
    def empty(self) -> bool:
        return False

    @property
    def takes_focus(self) -> bool:
        return self.isEnabled() and not self.isHidden()

    def set_name(self, name: str) -> None:
        super().set_name(name)
        for key in self._keys:
            tick = self.tick(key)
            tick.setAccessibleName(f"{name}:{tick.words}")

    def dress(self) -> None:
        if hasattr(self, "example"):
            self.example.setContentsMargins(look().px(18) + 8, 0, 0, look().px(4))
        super().dress()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, Tick) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            move = move_of(event)
            if move is not None:
                self._on_moved(move)
                return True
        return super().eventFilter(watched, event)

    def _on_chosen(self, _key: str) -> None:
        self._tell()
        self._aim()
        self._on_edited()

    def _tell(self) -> None:
        effect = self._effects.get(self.value(), "")
        self.example.setText(f"{self._story}。这样{effect}。" if effect else "")
        self.example.setVisible(bool(effect))

    def _aim(self) -> None:
        """The cursor enters at what is chosen."""
        self.setFocusProxy(self.tick(self.value()))

"""What only the intake form has: cautions of which the first four are enough at first, and guesses of the category."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.commands.handbook import Category
from desktop.ui.kit.buttons import Button, Rank
from desktop.ui.kit.choices import Checks, Option
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone, look

AT_FIRST = 4  # the cautions that the room meets every day; the list of the house begins with them


class Cautions(Checks):
    """当心: the first four and those already ticked; 更多 shows the rest."""

    def __init__(self, among: Sequence[Option], parent: QWidget | None = None) -> None:
        self._all = False
        super().__init__(among, parent)
        self.more = Button("更多", Rank.QUIET)
        self.more.setToolTip(f"还有 {len(among) - AT_FIRST} 项")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.clicked.connect(self._show_all)
        layout = self.editor.layout()
        if layout is not None:
            layout.addWidget(self.more)
        self._fold()

    def set_value(self, value: Iterable[Any] | None) -> None:
        super().set_value(value)
        self._fold()

    def _show_all(self) -> None:
        self._all = True
        self._fold()
        self.boxes[AT_FIRST].setFocus(Qt.FocusReason.TabFocusReason)

    def _fold(self) -> None:
        for n, box in enumerate(self.boxes):
            box.setVisible(self._all or n < AT_FIRST or box.isChecked())
        if hasattr(self, "more"):
            self.more.setVisible(not self._all and len(self.boxes) > AT_FIRST)


class Guesses(Dressed, QWidget):
    """像是: what the story sounds like, as buttons; a click never takes the cursor out of the story."""

    picked = Signal(str)  # code of the category

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._flow = Flow(self, across=8)
        self._word = Label("像是", tone=Tone.INK_2)
        self._flow.addWidget(self._word)
        self._buttons: dict[str, Button] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.dress()

    def dress(self) -> None:
        self._word.setFixedHeight(look().px(28))
        self.updateGeometry()

    def codes(self) -> list[str]:
        return list(self._buttons)

    def button(self, code: str) -> Button:
        return self._buttons[code]

    def show_guesses(self, found: Sequence[Category], chosen: str | None) -> None:
        """Likeliest first; the chosen one is marked."""
        if [c.code for c in found] != self.codes():
            for button in self._buttons.values():
                button.hide()
                self._flow.removeWidget(button)
                button.deleteLater()
            self._buttons = {category.code: self._make(category) for category in found}
        for code, button in self._buttons.items():
            button.setChecked(code == chosen)

    def _make(self, category: Category) -> Button:
        button = Button(category.short, Rank.PLAIN, small=True)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(f"像是{category.label}")
        button.clicked.connect(lambda: self.picked.emit(category.code))
        self._flow.addWidget(button)
        button.show()
        return button

"""The right panel folded into one line, for large letters: the next step with its button, the rest behind a word."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.ui.file.said import due
from desktop.ui.file.state import OpenFile
from desktop.ui.kit.buttons import Button, Rank, plain
from desktop.ui.kit.cards import Card
from desktop.ui.kit.labels import ElidedLabel, Label, Mark
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone


class NextStrip(Card):
    """下一步 · what · when · button · 卷宗 有 6·缺 2."""

    step_asked = Signal(object)
    panel_asked = Signal()

    def __init__(self) -> None:
        super().__init__(flush=True)
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(12)
        self._what = ElidedLabel(bold=True, tone=Tone.ACCENT, least=8)
        self._when = Label(tone=Tone.INK_2)
        self._late = Mark("", Shape.TRIANGLE, Tone.RED, bold=True)
        self.go: Button = plain("")
        self.go.set_rank(Rank.PRIMARY)
        self.more = Button("", Rank.LINK)
        self.more.setCheckable(True)
        row.addWidget(self._what, 1)
        row.addWidget(self._when)
        row.addWidget(self._late)
        row.addWidget(self.go)
        row.addWidget(self.more)
        self.body.addLayout(row)
        self._state: OpenFile | None = None
        self.go.clicked.connect(self._go)
        self.more.clicked.connect(self.panel_asked)

    def show_file(self, state: OpenFile) -> None:
        self._state = state
        step = state.steps[0] if state.steps else None
        self._what.setText(step.what if step else "已办完归档")
        when, late = due(step, state.today) if step else ("", False)
        self._when.setText(when)
        self._late.show_as(when, Shape.TRIANGLE, Tone.RED)
        self._when.setVisible(not late)
        self._late.setVisible(late)
        self.go.setVisible(step is not None)
        if step is not None:
            self.go.set_words(step.verb)
        have = sum(item.state == "have" for item in state.dossier)
        lack = sum(item.state == "lack" for item in state.dossier)
        rest = f"·另 {len(state.steps) - 1} 项" if len(state.steps) > 1 else ""
        self.more.set_words(f"卷宗 有 {have}" + (f"·缺 {lack}" if lack else "") + rest)

    def show_open(self, opened: bool) -> None:
        """Whether the panel is shown now."""
        self.more.setChecked(opened)

    def _go(self) -> None:
        if self._state is not None and self._state.steps:
            self.step_asked.emit(self._state.steps[0])

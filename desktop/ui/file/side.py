"""The right panel of one file: what now, and what the volume still lacks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.casefile import DossierItem
from desktop.domain.disputes import Filing
from desktop.domain.next_steps import Step
from desktop.ui.file.said import due, short_basis
from desktop.ui.file.state import OpenFile
from desktop.ui.kit.buttons import Button, Rank
from desktop.ui.kit.cards import Card, CardHead, EmptyState, Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.labels import ElidedLabel, Label, Mark
from desktop.ui.kit.meter import Cell, CellState, Meter, MeterLegend
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.text import wide
from desktop.ui.looks import Tone, look

STEPS_SHOWN = 4
CELLS = {
    "have": CellState.HAVE,
    "lack": CellState.LACK,
    "later": CellState.NOT_YET,
    "na": CellState.NOT_APPLICABLE,
}
GETS = {  # item of the volume -> word of the button that gets it, tab where it is got
    1: ("去填", "overview"),
    2: ("打印", "intake"),
    3: ("去填", "parties"),
    4: ("去填", "parties"),
    7: ("去记", "sessions"),
    8: ("去写", "agreement"),
    9: ("去记", "performance"),
    10: ("回访", "follow_up"),
}


class StepRow(QWidget):
    """Number, what is to be done, when and why, and the button that does it."""

    def __init__(self, n: int, step: Step, today: date, act: Callable[[], None], *, first: bool) -> None:
        super().__init__()
        (when, late), basis = due(step, today), short_basis(step.basis)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(8)
        number = Label(str(n), bold=True, tone=Tone.ACCENT)
        number.setFixedWidth(wide("0", number.font()) + 8)
        row.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(step.what, bold=True, wrap=True))
        if late:
            words.addWidget(Mark(when, Shape.TRIANGLE, Tone.RED, bold=True))
        words.addWidget(Label(basis if late else f"{when}·{basis}", tone=Tone.INK_2, wrap=True))
        row.addLayout(words, 1)
        self.button = Button(step.verb, Rank.PRIMARY if first else Rank.PLAIN)
        self.button.setAccessibleName(f"{step.verb}:{step.what}")
        self.button.clicked.connect(lambda _checked=False: act())
        row.addWidget(self.button)


class LackRow(QWidget):
    """One item of the volume: number, name and what is missing, with the button that gets it or a word."""

    def __init__(self, item: DossierItem, verb: str, act: Callable[[], None] | None) -> None:
        super().__init__()
        lacks = item.state == "lack"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        number = Label(str(item.no), bold=lacks, tone=Tone.RED if lacks else Tone.INK_2)
        number.setFixedWidth(wide("00", number.font()) + 4)
        row.addWidget(number)
        words = f"{item.title}:{item.missing}" if item.missing else item.title
        row.addWidget(ElidedLabel(words, tone=Tone.INK if lacks else Tone.INK_2, least=6), 1)
        if act is not None:
            button = Button(verb, Rank.PLAIN, small=True)
            button.setAccessibleName(f"{verb}:{item.title}")
            button.clicked.connect(lambda _checked=False: act())
            row.addWidget(button)
        elif verb:
            row.addWidget(Label(verb, tone=Tone.INK_2))
        self.setMinimumHeight(look().px(28))


class FileSide(PageColumn):
    """Two cards; rebuilt whenever the file changed."""

    step_asked = Signal(object)  # Step
    tab_asked = Signal(str)
    paper_asked = Signal(str)  # kind

    def __init__(self) -> None:
        super().__init__()
        self._holder: QWidget | None = None
        self._seen: object = None
        self.buttons: list[Button] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_file(self, state: OpenFile) -> None:
        seen = (state.id, state.today, state.steps, state.dossier, state.tab, look())
        if seen == self._seen:
            return
        self._seen = seen
        focused = next((n for n, button in enumerate(self.buttons) if button.hasFocus()), -1)
        scroll = self.verticalScrollBar().value()
        if self._holder is not None:
            self.column.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._steps(state))
        column.addWidget(self._dossier(state), 1)
        self.add(self._holder, 1)
        self._holder.show()
        self.column.activate()
        if 0 <= focused < len(self.buttons):
            self.buttons[focused].setFocus()
        self.verticalScrollBar().setValue(scroll)

    def _steps(self, state: OpenFile) -> Card:
        card = Card()
        more = len(state.steps) - STEPS_SHOWN
        card.add(CardHead("下一步", f"另有 {more} 项" if more > 0 else ""))
        self.buttons = []
        if not state.steps:
            card.add(EmptyState("这件纠纷已办完归档,没有要做的事。"))
            return card
        card.body.setSpacing(0)
        for n, step in enumerate(state.steps[:STEPS_SHOWN], 1):
            if n > 1:
                card.add(Hairline())
            row = StepRow(
                n, step, state.today, partial(self.step_asked.emit, step), first=n == 1 and state.tab != step.tab
            )
            self.buttons.append(row.button)
            card.add(row)
        width = max(button.sizeHint().width() for button in self.buttons)
        for button in self.buttons:
            button.setFixedWidth(width)
        return card

    def _dossier(self, state: OpenFile) -> Card:
        card = Card()
        meter = Meter([Cell(item.no, item.title, CELLS[item.state]) for item in state.dossier])
        meter.chosen.connect(self._on_cell)
        head = CardHead("卷宗", f"{len(state.dossier)} 项")
        lack = [item for item in state.dossier if item.state == "lack"]
        head.add_right(Label(meter.words(), bold=bool(lack), tone=Tone.RED if lack else Tone.INK_2))
        card.add(head)
        card.add(meter)
        card.add(MeterLegend())
        card.add(Hairline())
        for item in lack:
            card.add(LackRow(item, *self._gets(item)))
        archived = state.file.dispute.filing is Filing.ARCHIVED
        coming = [] if archived else [item for item in state.dossier if item.state == "later"]
        later = coming[: 2 if lack else 3]
        if later:
            if lack:
                card.add(Hairline())
            for item in later:
                card.add(LackRow(item, COMES.get(item.no, "以后入卷"), None))
        if not lack and not later:
            card.add(Label("卷宗已归档。" if archived else "卷宗齐全。", tone=Tone.INK_2))
        card.body.addStretch(1)
        card.add(Hairline())
        card.add(Label("依据:卷内目录(司法部格式)", tone=Tone.INK_2))
        return card

    def _gets(self, item: DossierItem) -> tuple[str, Callable[[], None] | None]:
        verb, tab = GETS.get(item.no, ("去办", "overview"))
        if item.no == 2:
            return verb, lambda: self.paper_asked.emit("rights_notice")
        return verb, lambda: self.tab_asked.emit(tab)

    def _on_cell(self, number: int) -> None:
        self.tab_asked.emit(TABS_OF_ITEMS.get(number, "papers"))


COMES = {
    4: "有代理人时",
    5: "调查后",
    6: "收到后",
    7: "调解后",
    8: "签字后",
    9: "履行后",
    10: "回访后",
    11: "确认后",
    12: "结案时",
    13: "归档时",
}
TABS_OF_ITEMS = {
    1: "overview",
    2: "intake",
    3: "parties",
    4: "parties",
    5: "evidence",
    6: "evidence",
    7: "sessions",
    8: "agreement",
    9: "performance",
    10: "follow_up",
    11: "performance",
    12: "papers",
    13: "papers",
}

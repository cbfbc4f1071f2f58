"""检查: what stands between this draft and its issue, each with its basis and the way to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.domain.checks import Finding, Level, count_of_rules
from desktop.ui.kit.buttons import Button, link
from desktop.ui.kit.cards import Card, CardHead
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import Chip, ElidedLabel, Label, Mark
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.kit.text import wide
from desktop.ui.looks import Tone, look

CHIPS = {
    Level.RED: ("须改", Kind.RED, Shape.TRIANGLE),
    Level.AMBER: ("确认", Kind.AMBER, Shape.DIAMOND),
    Level.INFO: ("提示", Kind.GREY, Shape.DOT),
}
VERBS = {
    "due": "去填日期",
    "amount": "去填金额",
    "debtor": "去选",
    "creditor": "去选",
    "act": "去写",
    "facts": "去写事实",
    "parties": "看当事人",
    "intake": "去受理",
    "mass": "去分期",
    "terms": "加一条",
}
SEEN = 3  # rows that are seen at once


class Hand(Enum):
    """What the person may do with the agreement now."""

    WRITES = auto()
    REVIEWS = auto()
    READS = auto()


class _Row(Dressed, QWidget):
    """Chip, sentence, basis, verb; the basis goes first when there is no room, and stays in the tool tip."""

    def __init__(self, finding: Finding, verb: str) -> None:
        QWidget.__init__(self)
        self.finding = finding
        word, kind, shape = CHIPS[finding.level]
        self.sentence = ElidedLabel(finding.sentence, least=8)
        self.basis = ElidedLabel(finding.basis, tone=Tone.INK_2, least=4)
        self.verb: Button = link(verb)
        self.verb.setAccessibleName(f"{verb}:{word},{finding.sentence},{finding.basis}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(12)
        self._chip = Chip(word, kind, shape)
        row.addWidget(self._chip)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.basis)
        holder = QWidget()
        inner = QHBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.verb, 0, Qt.AlignmentFlag.AlignRight)
        self.verb.setVisible(bool(verb))  # not before it has a parent: it would be a window
        self._holder, self._verb_column = holder, 0
        row.addWidget(holder)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.dress()

    def dress(self) -> None:
        self.setFixedHeight(look().px(37))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 0, self.width(), 1, look().color(Tone.LINE))

    def natural(self) -> tuple[int, int]:
        """Width of the basis and of the verb."""
        return wide(self.finding.basis, look().font()), self.verb.sizeHint().width() if self.verb.words else 0

    def align(self, basis: int, verb: int) -> None:
        """All rows share their columns."""
        self.basis.setFixedWidth(basis)
        self._verb_column = verb
        self._holder.setFixedWidth(verb)
        self._fit()

    def _fit(self) -> None:
        taken = 12 + 8 + 3 * 12 + self._chip.sizeHint().width() + self._verb_column
        room = self.width() - taken - wide(self.finding.sentence, look().font())
        self.basis.setVisible(room >= self.basis.minimumWidth())
        self.setToolTip(f"{self.finding.sentence}\n{self.finding.basis}")


class FindingsCard(Card):
    """The card below the clauses. `chosen(finding)`: go there; `known(finding)`: 知道了 of a hint."""

    chosen = Signal(object)
    known = Signal(object)

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.head = CardHead("检查", barred=True)
        self._state = Label("", bold=True)
        self.head.layout().insertWidget(1, self._state)  # type: ignore[union-attr]
        self._passed = Label("", tone=Tone.INK_2)
        self.head.add_right(self._passed)
        self._column = PageColumn()
        self._column.column.setSpacing(0)
        self._fine = Mark("没有要改的地方", Shape.TICK, Tone.GREEN)
        self._rows: list[_Row] = []
        self._hand = Hand.READS
        self.add(self.head)
        self.add(self._column)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_findings(self, found: Sequence[Finding], *, state: str, tone: Tone, hand: Hand) -> None:
        """Reds first. `state` says what stands between here and the next step."""
        self._state.setText(state)
        self._state.set_tone(tone)
        loud = {f.code for f in found if f.level is not Level.INFO}
        ambers = sum(f.level is Level.AMBER for f in found)
        passed = f"已过 {count_of_rules() - len(loud)} 项"
        self._passed.setText(passed + (f"·律师确认 {ambers} 项" if ambers and not look().folded else ""))
        if [row.finding for row in self._rows] == list(found) and self._rows and hand is self._hand:
            return
        self._hand = hand
        for row in self._rows:
            self._column.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for finding in found:
            row = _Row(finding, _verb(finding, hand))
            signal = self.known if finding.level is Level.INFO else self.chosen
            row.verb.clicked.connect(lambda _=False, s=signal, f=finding: s.emit(f))
            self._rows.append(row)
            self._column.add(row)
        self._measure()

    def sentences(self) -> list[str]:
        return [row.finding.sentence for row in self._rows]

    def verb(self, code: str) -> Button:
        """The verb of the first finding with this code; KeyError when there is none."""
        row = next((row for row in self._rows if row.finding.code == code), None)
        if row is None:
            raise KeyError(code)
        return row.verb

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "_rows"):
            self._measure()

    def _measure(self) -> None:
        seen = min(len(self._rows), 2 if look().folded else SEEN)
        widths = [row.natural() for row in self._rows]
        for row in self._rows:
            row.align(min(max(b for b, _ in widths), wide("国" * 14, look().font())), max(v for _, v in widths))
        self._column.setVisible(bool(self._rows))
        self._column.setFixedHeight(seen * look().px(37) + (look().px(18) if len(self._rows) > seen else 0))


def _verb(finding: Finding, hand: Hand) -> str:
    """What the person can do about it; nothing for those who only read."""
    if finding.level is Level.INFO:
        return "知道了"
    match hand:
        case Hand.REVIEWS:
            return "写明理由" if finding.level is Level.AMBER else "退回"
        case Hand.WRITES:
            return VERBS.get(finding.field, "去改")
        case Hand.READS:
            return ""

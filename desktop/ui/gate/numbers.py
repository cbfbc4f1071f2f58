"""The number of a file: a few usual patterns shown as they will read, or one's own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.errors import RuleBroken
from desktop.domain.numbering import check_pattern
from desktop.ui.kit.fields import Field, TextField
from desktop.ui.kit.labels import Label
from desktop.ui.kit.toggle import OneOf, Option
from desktop.ui.looks import Tone

PATTERNS = (
    "({year}){short}字第{seq:03d}号",
    "〔{year}〕{short}字第{seq:03d}号",
    "({year}){short}字第{seq}号",
    "{short}〔{year}〕{seq}号",
)
OWN = "own"
PARTS = "{year} 年份,{short} 简称,{seq:03d} 三位序号({seq} 不补零)"


def example(pattern: str, short: str, year: int) -> str:
    """The year's first number by this pattern. RuleBroken when the pattern is none."""
    check_pattern(pattern)
    return pattern.format(year=year, short=short or "某人调", seq=1)


class PatternField(Field):
    """Which pattern. The value is the pattern; an own one is read back while it is typed."""

    def __init__(self, short: Callable[[], str], year: Callable[[], int], parent: QWidget | None = None) -> None:
        """`short` and `year` for the examples."""
        super().__init__(parent)
        self._short, self._year = short, year
        rows = [Option(str(n), pattern) for n, pattern in enumerate(PATTERNS)]
        self.ways = OneOf([*rows, Option(OWN, "自定规则")], name="编号规则")
        self.own = TextField(width=None, most=60, example=PATTERNS[0])
        self.own.set_name("自定规则")
        self._parts = Label(PARTS, tone=Tone.INK_3, wrap=True)
        self._reads = Label("", tone=Tone.INK_2, wrap=True)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.ways, self.own, self._parts, self._reads):
            column.addWidget(part)
        self.ways.chosen.connect(self._on_way)
        self.own.changed.connect(self._on_own)
        self.own.moved.connect(self._on_moved)
        self.furnish(holder, width=None)
        self.row.removeWidget(self.remark)
        self.column.addWidget(self.remark)
        self.set_value(PATTERNS[0])

    def refresh(self) -> None:
        """Write the examples anew: the short name has changed."""
        for n, pattern in enumerate(PATTERNS):
            self.ways.tick(str(n)).set_words(example(pattern, self._short(), self._year()))
        self._show_own()

    def value(self) -> str:
        key = self.ways.key()
        return self.own.value() if key == OWN else PATTERNS[int(key)]

    def set_value(self, value: str | None) -> None:
        pattern = value or PATTERNS[0]
        self.ways.choose(str(PATTERNS.index(pattern)) if pattern in PATTERNS else OWN)
        self.own.set_value(pattern)
        self.refresh()
        self.wrong("")

    def raw(self) -> str:
        return self.value()

    def set_raw(self, text: str) -> None:
        self.set_value(text)

    def unclear(self) -> str:
        try:
            check_pattern(self.value())
        except RuleBroken as broken:
            return broken.sentence
        return ""

    @property
    def takes_focus(self) -> bool:
        return self.isEnabled() and not self.isHidden()

    def _on_way(self, key: str) -> None:
        self._show_own()
        if key == OWN:
            self.own.line.setFocus(Qt.FocusReason.TabFocusReason)
        self._on_edited()

    def _on_own(self) -> None:
        self._show_own()
        self._on_edited()

    def _show_own(self) -> None:
        own = self.ways.key() == OWN
        self.setFocusProxy(self.own.line if own else self.ways.tick(self.ways.key()))
        for part in (self.own, self._parts, self._reads):
            part.setVisible(own)
        if own:
            try:
                self._reads.setText("读作 " + example(self.own.value(), self._short(), self._year()))
            except RuleBroken as broken:
                self._reads.setText(broken.sentence)

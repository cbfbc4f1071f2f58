"""How a paper is to be printed: on which printer, how often, on both sides, which pages."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.typed import Unclear
from desktop.ui.kit.cards import Banner, Card, CardHead, Hairline
from desktop.ui.kit.choices import Check, Choice, Option, Pick
from desktop.ui.kit.fields import CodeField, Field, ParsedField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.papers.printing import MOST_COPIES, NO_PRINTER, PrintRefused, page_range, range_text


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asks for; `pages` () for all."""

    printer: str
    copies: int
    duplex: bool
    pages: tuple[int, ...]


class _RangeUnclear(Unclear):
    """Not pages of this paper."""


class PrintOptions(Card):
    """The card beside the page. It asks and says; the page prints."""

    official_chosen = Signal(bool)
    again_asked = Signal()  # look for printers again
    entered = Signal()  # Ctrl+Enter, or Enter behind the last field

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._pages = 1
        self.printer = Choice([], blank=None, stretch=True)
        self.copies = CodeField(width=56, most=2, keep="0123456789")
        self.duplex = Check("双面,长边翻转")
        self.range = ParsedField(self._parse, range_text, width=120, example="全部")
        self.theme = Pick([Option(False, "标准"), Option(True, "公文")])
        self.none = Banner(NO_PRINTER, Kind.AMBER, action="刷新")
        self.none.acted.connect(self.again_asked)
        self.last = Label("", tone=Tone.INK_2, wrap=True)
        self.form = Form(
            [
                Ask("printer", "打印机", lambda: self.printer),
                Ask("copies", "份数", lambda: self.copies),
                Ask("duplex", "两面", lambda: self.duplex),
                Ask("range", "页码", lambda: self.range),
                Ask("theme", "版式", lambda: self.theme),
            ],
            labels=52,
        )
        self.add(CardHead("打印"))
        self.add(self.none)
        self.add(self.form)
        self.add(Hairline())
        self.add(self.last)
        self.theme.changed.connect(lambda: self.official_chosen.emit(bool(self.theme.value())))
        self.form.done.connect(self.entered)
        self.form.ended.connect(self.entered)

    def show_printers(self, names: list[str], preferred: str) -> None:
        """Those that the system knows now; the chosen one stays chosen while it is there."""
        chosen = self.printer.value()
        self.printer.offer([Option(name, name) for name in names])
        self.printer.set_value(chosen if chosen in names else preferred)
        _row(self.printer).setVisible(bool(names))
        self.none.setVisible(not names)

    def show_paper(self, pages: int, copies: int, *, themed: bool) -> None:
        """Another paper: its number of pages, how many copies it is usually printed in, has it an official form too."""
        self._pages = pages
        self.copies.set_value(str(copies))
        self.copies.set_hint("份")
        self.range.set_value(None)
        self.range.set_hint(f"共 {pages} 页,如 1-2" if pages > 2 else f"共 {pages} 页")
        _row(self.range).setVisible(pages > 1)
        _row(self.theme).setVisible(themed)

    def show_last(self, sentence: str) -> None:
        """When this paper was printed before."""
        self.last.setText(sentence)

    def wish(self) -> Wish | None:
        """What is asked for, or None after saying in its field what is not clear."""
        copies = int(self.copies.value() or 0)
        if not 1 <= copies <= MOST_COPIES:
            self.form.show_problem("copies", f"请写 1 到 {MOST_COPIES}。")
            return None
        if sentence := self.range.unclear():
            self.form.show_problem("range", sentence)
            return None
        pages = self.range.value() or ()
        return Wish(self.printer.value() or "", copies, bool(self.duplex.value()), pages)

    def _parse(self, text: str) -> tuple[int, ...]:
        try:
            return page_range(text, self._pages)
        except PrintRefused as refused:
            raise _RangeUnclear(refused.for_user()) from None


def _row(field: Field) -> QWidget:
    """The line of the form that the field stands on."""
    row = field.parentWidget()
    return row if row is not None else field

"""The card that holds a paper's pages: how many, how large, or why there is none."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.kit.buttons import MenuButton, Rank, bare
from desktop.ui.kit.cards import Card, CardHead, EmptyState
from desktop.ui.papers.sheets import Fit, Sheets


class Viewer(Card):
    """成品页, A4, its pages, zoom."""

    mend_asked = Signal()  # the paper cannot be set: go where it can be mended

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(flush=True, parent=parent)
        self.sheets = Sheets()
        self.head = CardHead("成品页", barred=True)
        self.smaller = bare("ph.magnifying-glass-minus", "缩小")
        self.bigger = bare("ph.magnifying-glass-plus", "放大")
        self.how_large = MenuButton("适合页宽")
        self.how_large.set_rank(Rank.QUIET)
        self.smaller.clicked.connect(lambda: self.sheets.zoom(-1))
        self.bigger.clicked.connect(lambda: self.sheets.zoom(1))
        self.how_large.add("适合页宽", lambda: self.sheets.set_fit(Fit.WIDTH))
        self.how_large.add("适合文字", lambda: self.sheets.set_fit(Fit.TEXT))
        self.sheets.zoomed.connect(self._say_size)
        for widget in (self.smaller, self.bigger, self.how_large):
            self.head.add_right(widget)
        self._problem = EmptyState("", icon="ph.warning", action="去改")
        self._problem.acted.connect(self.mend_asked)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.sheets)
        self._stack.addWidget(self._problem)
        self.add(self.head)
        self.add(self._stack, 1)

    def show_paper(self, pdf: bytes) -> None:
        self.sheets.show_pdf(pdf)
        self.head.show_words("成品页", f"A4·共 {self.sheets.pages} 页")
        self._stack.setCurrentWidget(self.sheets)

    def show_problem(self, sentence: str) -> None:
        """Why the page cannot be set."""
        self.head.show_words("成品页", "")
        self._problem.sentence.setText(sentence)
        self._stack.setCurrentWidget(self._problem)

    def problem(self) -> str:
        """The sentence shown instead of a page, "" while there is a page."""
        return self._problem.sentence.text() if self._stack.currentWidget() is self._problem else ""

    def _say_size(self) -> None:
        words = {Fit.WIDTH: "适合页宽", Fit.TEXT: "适合文字"}.get(self.sheets.fit, f"{self.sheets.percent}%")
        self.how_large.set_words(words)

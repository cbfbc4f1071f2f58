"""The card that holds a paper's pages: how many, how large, or why there is none."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.kit.buttons import Button, MenuButton, Rank, bare
from desktop.ui.kit.cards import Card, CardHead, EmptyState
from desktop.ui.kit.preview import Fit, PagePreview, Submit
from desktop.ui.looks import look


class Viewer(Card):
    """成品页, A4, its pages, zoom. `sheets` is the preview itself."""

    mend_asked = Signal()  # the paper cannot be set: go where it can be mended

    def __init__(self, submit: Submit | None = None, parent: QWidget | None = None) -> None:
        super().__init__(flush=True, parent=parent)
        self.sheets = PagePreview(submit=submit)
        self.head = CardHead("成品页", barred=True)
        self.smaller = bare("ph.magnifying-glass-minus", "缩小")
        self.bigger = bare("ph.magnifying-glass-plus", "放大")
        self.how_large = MenuButton(Fit.WIDTH.value)
        self.how_large.set_rank(Rank.QUIET)
        self.smaller.clicked.connect(self.sheets.zoom_out)
        self.bigger.clicked.connect(self.sheets.zoom_in)
        self.how_large.add(Fit.WIDTH.value, self.sheets.fit_width)
        self.how_large.add(Fit.TEXT.value, self.sheets.fit_text)
        self.sheets.zoomed.connect(self.how_large.set_words)
        for widget in self._zooms():
            self.head.add_right(widget)
        self._problem = EmptyState("", icon="ph.warning", action="去改")
        self._problem.acted.connect(self.mend_asked)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.sheets)
        self._stack.addWidget(self._problem)
        self.add(self.head)
        self.add(self._stack, 1)

    def dress(self) -> None:
        """At large type the page shows its text, and the two glasses give way to the words."""
        super().dress()
        if hasattr(self, "_stack"):
            self.sheets.fit(Fit.TEXT if look().folded else Fit.WIDTH)
            self.smaller.setVisible(not look().folded)
            self.bigger.setVisible(not look().folded)

    def show_paper(self, pdf: bytes) -> None:
        self.sheets.show_pdf(pdf)
        self.head.show_words("成品页", f"A4·共 {self.sheets.count()} 页")
        self._stack.setCurrentWidget(self.sheets)

    def show_problem(self, sentence: str, *, mend: bool = True) -> None:
        """Why there is no page; `mend` offers to go where it can be mended."""
        self.head.show_words("成品页", "")
        self._problem.sentence.setText(sentence)
        if self._problem.button is not None:
            self._problem.button.setVisible(mend)
        self._stack.setCurrentWidget(self._problem)

    def problem(self) -> str:
        """The sentence shown instead of a page, "" while there is a page."""
        return self._problem.sentence.text() if self._stack.currentWidget() is self._problem else ""

    def _zooms(self) -> tuple[Button, ...]:
        return (self.smaller, self.bigger, self.how_large)

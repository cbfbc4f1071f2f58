"""The page of a sheet that belongs to no file: a day's list, a shift log; its pages, and how to print it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import MediationError
from desktop.domain.permissions import Act
from desktop.settings import Preferences
from desktop.ui.host import Host
from desktop.ui.kit.columns import PageColumn, PageHead
from desktop.ui.looks import look
from desktop.ui.papers.outlet import AskWhere, Outlet, ask_where
from desktop.ui.papers.printing import PrintService
from desktop.ui.papers.viewer import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was asked: `title` is what the audit keeps, so no person is named in it; `make` may be slow."""

    title: str
    make: Callable[[], bytes]
    name: str
    back: str


class SheetPage(QWidget):
    """Opened by the window with `open`; goes back to the page that asked."""

    def __init__(
        self,
        host: Host,
        service: PrintService | None = None,
        *,
        prefer: Callable[[], Preferences] = Preferences,
        where: AskWhere = ask_where,
    ) -> None:
        super().__init__()
        self._host, self._where = host, where
        self.outlet = Outlet(host, service, prefer)
        self.save, self.print, self.options = self.outlet.save, self.outlet.print, self.outlet.options
        self._sheet: Sheet | None = None
        self._pdf: bytes | None = None
        self._round = 0
        self.head = PageHead("", two_lines=True, back=True)
        self.head.back_asked.connect(self._back)
        self.save.clicked.connect(self._save)
        self.print.clicked.connect(self.print_asked)
        self.head.add_action(self.save)
        self.head.add_action(self.print)
        self.view = Viewer(self._host.submit)
        self._right = PageColumn()
        self._right.add(self.options)
        self._right.column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.view, 1)
        row.addWidget(self._right)
        self._page = QVBoxLayout(self)
        self._page.setSpacing(12)
        self._page.addWidget(self.head)
        self._page.addLayout(row, 1)
        self._measure()

    # -- what the window asks

    def open(self, title: str, make: Callable[[], bytes], name: str, back: str) -> None:
        """Show what `make` gives; `name` is the file's name when it is saved, `back` the page that asked.

        `make` runs elsewhere and may raise a MediationError, which is then shown in place of the pages.
        """
        self.outlet.begin()
        self._sheet = Sheet(title=title, make=make, name=name or title, back=back)
        self._pdf = None
        self.head.show_words(title, f"{self._host.desk.now():%Y-%m-%d %H:%M} 生成")
        self.options.show_last("")
        self._allow()
        self._make()

    def refresh(self) -> None:
        """The sheet stays as it was made: what is shown is what is printed."""
        self._measure()

    def heard(self, changed: object) -> None: ...

    def settle(self) -> None: ...

    def begin_focus(self) -> None:
        (self.print if self.print.isEnabled() else self.head.back).setFocus()

    def print_asked(self) -> None:
        """Ctrl+P: to the chosen printer, noted once the spooler has it."""
        sheet, pdf = self._sheet, self._pdf
        if sheet is None or pdf is None or not self.print.isEnabled():
            return
        wish = self.outlet.wish()
        if wish is not None:
            self.outlet.send(pdf, sheet.title, wish, self._noted(sheet, wish.copies))

    # -- showing

    def _make(self) -> None:
        """Set the page elsewhere; what comes home late is thrown away."""
        assert self._sheet is not None
        self._round += 1
        this, make = self._round, self._sheet.make

        def work() -> bytes | MediationError:
            try:
                return make()
            except MediationError as refused:
                return refused

        self._host.submit(work, lambda made: self._landed(this, made))

    def _landed(self, this: int, made: bytes | MediationError) -> None:
        if this != self._round:
            return
        if isinstance(made, MediationError):
            self.view.show_problem(made.for_user(), mend=False)
            return
        self._pdf = made
        self.view.show_paper(made)
        self.view.sheets.verticalScrollBar().setValue(0)
        self.options.show_paper(self.view.sheets.count(), 1, themed=False)
        self._allow()
        if self.isVisible() and self.isAncestorOf(self.focusWidget() or self.head.back):
            self.begin_focus()

    def _allow(self) -> None:
        """Nothing leaves the house before it is there, nor through a role that may not print."""
        self.outlet.allow(self._pdf is not None and self._host.desk.may(Act.PRINT))

    def _back(self) -> None:
        self._host.open_page(self._sheet.back if self._sheet is not None else "today")

    # -- printing

    def _noted(self, sheet: Sheet, copies: int) -> Callable[[str], None]:
        desk = self._host.desk

        def note(said: str) -> None:
            self._host.do(lambda: desk.note(Act.PRINT, "print", title=sheet.title, copies=copies), said=said)

        return note

    def _save(self) -> None:
        sheet, pdf = self._sheet, self._pdf
        if sheet is not None and pdf is not None:
            note = self._noted(sheet, 1)
            self._where(self, f"{sheet.name}.pdf", lambda to: self.outlet.keep(pdf, to, note))

    def _measure(self) -> None:
        worn = look()
        side = worn.page_margin
        self._page.setContentsMargins(side, 12, side, 12)
        self._right.setFixedWidth(worn.px(300) if not worn.folded else min(worn.px(280), 420))

"""The page of a sheet that belongs to no file: a day's list, a shift log; its pages, and how to print it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import MediationError
from desktop.domain.permissions import Act
from desktop.settings import Preferences
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, primary
from desktop.ui.kit.columns import PageColumn, PageHead
from desktop.ui.looks import look
from desktop.ui.papers.options import PrintOptions, Wish
from desktop.ui.papers.page import TO_FILE, AskWhere, ask_where
from desktop.ui.papers.printing import NO_PRINTER, PrintJob, PrintRefused, PrintService, print_service
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
        self._host, self._service, self._prefer, self._where = host, service or print_service(), prefer, where
        self._sheet: Sheet | None = None
        self._pdf: bytes | None = None
        self._round = 0
        self._sending = self._looked = False
        self.head = PageHead("", two_lines=True, back=True)
        self.head.back_asked.connect(self._back)
        self.save = plain(TO_FILE, icon="ph.download-simple")
        self.save.clicked.connect(self._save)
        self.print = primary("打印", icon="ph.printer", hint="Ctrl+P")
        self.print.clicked.connect(self.print_asked)
        self.head.add_action(self.save)
        self.head.add_action(self.print)
        self.view = Viewer(self._host.submit)
        self.options = PrintOptions()
        self.options.again_asked.connect(self._find_printers)
        self.options.entered.connect(self.print.setFocus)
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
        if not self._looked:
            self._find_printers()
        self._sheet = Sheet(title=title, make=make, name=name or title, back=back)
        self._pdf = None
        self.head.show_words(title, f"{self._host.desk.now():%Y-%m-%d %H:%M} 生成")
        self.options.duplex.set_value(self._prefer().duplex)
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
        wish = self.options.wish()
        if wish is None or self._pdf is None or self._sheet is None or self._sending or not self.print.isEnabled():
            return
        if not wish.printer:
            self._host.problem(PrintRefused(NO_PRINTER))
            self.save.setFocus()
            return
        sheet, pdf = self._sheet, self._pdf
        job = PrintJob(
            printer=wish.printer, title=sheet.title, copies=wish.copies, duplex=wish.duplex, pages=wish.pages
        )
        self._busy(True)

        def work() -> MediationError | None:
            try:
                self._service.send(pdf, job)
            except MediationError as refused:
                return refused
            return None

        self._host.submit(work, lambda refused: self._sent(sheet, wish, refused))

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
        ready = self._pdf is not None and self._host.desk.may(Act.PRINT)
        for button in (self.save, self.print):
            button.setEnabled(ready)

    def _back(self) -> None:
        self._host.open_page(self._sheet.back if self._sheet is not None else "today")

    # -- printing

    def _find_printers(self) -> None:
        self._looked = True
        names = self._service.printers()
        wanted = self._prefer().printer
        self.options.show_printers(names, wanted if wanted in names else self._service.default())

    def _sent(self, sheet: Sheet, wish: Wish, refused: MediationError | None) -> None:
        self._busy(False)
        if refused is not None:
            self._host.problem(refused)
            return
        self._note(sheet, wish.copies, f"已送到打印机 {wish.printer},{wish.copies} 份。")

    def _note(self, sheet: Sheet, copies: int, said: str) -> None:
        desk = self._host.desk
        self._host.do(lambda: desk.note(Act.PRINT, "print", title=sheet.title, copies=copies), said=said)

    def _busy(self, on: bool) -> None:
        self._sending = on
        self.print.setEnabled(not on)
        self.print.set_words("正在打印…" if on else "打印")
        if not on and self.isVisible():
            self.print.setFocus()

    def _save(self) -> None:
        sheet, pdf = self._sheet, self._pdf
        if sheet is not None and pdf is not None:
            self._where(self, f"{sheet.name}.pdf", lambda to: self._keep(sheet, pdf, to))

    def _keep(self, sheet: Sheet, pdf: bytes, to: Path) -> None:
        try:
            to.write_bytes(pdf)
        except OSError:
            self._host.problem(PrintRefused("这个位置写不进去,请换一个文件夹再存。"))
            return
        self._note(sheet, 1, f"已另存:{to.name}")

    def _measure(self) -> None:
        worn = look()
        side = worn.page_margin
        self._page.setContentsMargins(side, 12, side, 12)
        self._right.setFixedWidth(worn.px(300) if not worn.folded else min(worn.px(280), 420))

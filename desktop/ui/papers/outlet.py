"""The way out of the house for a set page: to a printer or into a file. What a page notes of it is the page's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.errors import MediationError
from desktop.settings import Preferences
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, primary
from desktop.ui.papers.options import PrintOptions, Wish
from desktop.ui.papers.printing import NO_PRINTER, PrintJob, PrintRefused, PrintService, print_service

TO_FILE = "另存为 PDF"
AskWhere = Callable[[QWidget, str, Callable[[Path], None]], None]


def ask_where(
    parent: QWidget, name: str, then: Callable[[Path], None], title: str = TO_FILE, kind: str = "PDF (*.pdf)"
) -> None:
    """The system's own dialog, not in the way of the program. `kind` as in a file dialog: words and a pattern."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(parent, title, str(Path(folder) / name), kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


class Outlet:
    """Two buttons and the print options of one page (`print`, `save`, `options`), and what they set going."""

    def __init__(self, host: Host, service: PrintService | None, prefer: Callable[[], Preferences]) -> None:
        self._host, self._service, self._prefer = host, service or print_service(), prefer
        self._looked = self._sending = False
        self.save = plain(TO_FILE, icon="ph.download-simple")
        self.print = primary("打印", icon="ph.printer", hint="Ctrl+P")
        self.options = PrintOptions()
        self.options.again_asked.connect(self.find_printers)
        self.options.entered.connect(self.print.setFocus)

    def begin(self) -> None:
        """A paper is about to be shown: what this desk is used to; the printers are looked for once."""
        if not self._looked:
            self.find_printers()
        self.options.duplex.set_value(self._prefer().duplex)

    def find_printers(self) -> None:
        self._looked = True
        names = self._service.printers()
        wanted = self._prefer().printer
        self.options.show_printers(names, wanted if wanted in names else self._service.default())

    def allow(self, ready: bool) -> None:
        for button in (self.save, self.print):
            button.setEnabled(ready)

    def wish(self) -> Wish | None:
        """What the options say; None while a print is under way, or when there is no printer, which is then said."""
        wish = self.options.wish()
        if wish is None or self._sending:
            return None
        if not wish.printer:
            self._host.problem(PrintRefused(NO_PRINTER))
            self.save.setFocus()
            return None
        return wish

    def send(self, pdf: bytes, title: str, wish: Wish, note: Callable[[str], None]) -> None:
        """To the spooler, elsewhere; `note(said)` once the spooler has it."""
        job = PrintJob(printer=wish.printer, title=title, copies=wish.copies, duplex=wish.duplex, pages=wish.pages)
        self._busy(True)

        def work() -> MediationError | None:
            try:
                self._service.send(pdf, job)
            except MediationError as refused:
                return refused
            return None

        def sent(refused: MediationError | None) -> None:
            self._busy(False)
            if refused is not None:
                self._host.problem(refused)
            else:
                note(f"已送到打印机 {wish.printer},{wish.copies} 份。")

        self._host.submit(work, sent)

    def keep(self, pdf: bytes, to: Path, note: Callable[[str], None]) -> None:
        """Into a file; `note(said)` once it is there."""
        try:
            to.write_bytes(pdf)
        except OSError:
            self._host.problem(PrintRefused("这个位置写不进去,请换一个文件夹再存。"))
            return
        note(f"已另存:{to.name}")

    def _busy(self, on: bool) -> None:
        self._sending = on
        self.print.setEnabled(not on)
        self.print.set_words("正在打印…" if on else "打印")
        if not on and self.print.isVisible():
            self.print.setFocus()

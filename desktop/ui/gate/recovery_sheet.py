"""The recovery sheet as a file and on paper. The code never touches the disk by itself: only where it is told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.errors import MediationError
from desktop.jobs import Jobs

DPI = 300
FILE_NAME = "恢复单.pdf"


class SheetKeeper(QObject):
    """Makes the sheet off the GUI thread and hands it to a printer or a file. `said` tells how it went."""

    said = Signal(str, bool)  # a sentence, and whether it is done
    taken = Signal()  # the sheet has been printed or saved

    def __init__(self, room: str, committee: str, code: str, on: date, parent: QWidget) -> None:
        super().__init__(parent)
        self._room, self._committee, self._code, self._on = room, committee, code, on
        self._over = parent
        self._jobs = Jobs(self._failed, self)

    def print_out(self) -> None:
        """Make the sheet, ask for a printer, print."""
        self.said.emit("正在准备恢复单…", False)
        self._jobs.submit(self._pictures, self._choose_printer)

    def save(self) -> None:
        """Ask for a place, make the sheet, write it there."""
        dialog = QFileDialog(self._over, "另存恢复单", str(Path.home() / FILE_NAME), "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, chosen: str) -> None:
        path = Path(chosen)
        self.said.emit("正在保存恢复单…", False)
        self._jobs.submit(self._write_to(path), self._saved)

    def _write_to(self, path: Path) -> Callable[[], Path]:
        def write() -> Path:
            from desktop.commands import recovery_sheet

            recovery_sheet.write(path, recovery_sheet.make(self._room, self._committee, self._code, self._on))
            return path

        return write

    def _pictures(self) -> list[QImage]:
        from desktop.commands import recovery_sheet

        sheet = recovery_sheet.make(self._room, self._committee, self._code, self._on)
        return [
            QImage(p.pixels, p.width, p.height, p.stride, QImage.Format.Format_Grayscale8).copy()
            for p in recovery_sheet.pictures(sheet, dpi=DPI)
        ]

    def _choose_printer(self, pages: list[QImage]) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName("恢复单")
        dialog = QPrintDialog(printer, self._over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._print(printer, pages))
        self.said.emit("", False)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def _print(self, printer: QPrinter, pages: Sequence[QImage]) -> None:
        if paint_pages(printer, pages):
            self.said.emit("已送打印机,请取回并核对。", True)
            self.taken.emit()
        else:
            self.said.emit("打印机没有接受,请换一台打印机,或另存为 PDF。", False)

    def _saved(self, path: Path) -> None:
        self.said.emit(f"已保存为 {path.name};打印后请删除这个文件。", True)
        self.taken.emit()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, MediationError):
            raise error
        self.said.emit(error.for_user(), False)


def paint_pages(printer: QPrinter, pages: Sequence[QImage]) -> bool:
    """Each picture on a page of its own, in true size from the paper's edge; whether the printer took them."""
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    for n, page in enumerate(pages):
        if n:
            printer.newPage()
        full = printer.paperRect(QPrinter.Unit.DevicePixel).toRect()
        painter.drawImage(QRect(QPoint(0, 0), full.size()), page)
    return painter.end()

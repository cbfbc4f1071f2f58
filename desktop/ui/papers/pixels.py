"""Pages as grey pixels through QPrinter, for systems whose spooler does not take PDF."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.ui.kit.pdf import PRINT_DPI, print_raster
from desktop.ui.papers.printing import PrintJob, PrintRefused, runs


class Pixels:
    """Draws the pages at 300 dpi in grey, full page, never scaled."""

    def __init__(self, file: str = "") -> None:
        """`file`: write a PDF of the pixels there instead of printing, for tests."""
        self._file = file

    def send(self, pdf: bytes, job: PrintJob) -> None:
        for first, last in runs(job.pages) or [(0, 0)]:
            printer = self._printer(job)
            printer.setFromTo(first, last)
            if not printer.isValid():
                raise PrintRefused(f"打印机“{job.printer}”没有接收,请看看它是否开着,再打印一次。")
            print_raster(pdf, printer)

    def _printer(self, job: PrintJob) -> QPrinter:
        if self._file:
            printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            printer.setOutputFileName(self._file)
        else:
            info = QPrinterInfo.printerInfo(job.printer)
            if info.isNull():
                raise PrintRefused(f"找不到打印机“{job.printer}”,请另选一台。")
            printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        printer.setResolution(PRINT_DPI)
        printer.setDocName(job.title)
        printer.setPageLayout(
            QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF())
        )
        printer.setCopyCount(job.copies)
        duplex = QPrinter.DuplexMode.DuplexLongSide if job.duplex else QPrinter.DuplexMode.DuplexNone
        printer.setDuplex(duplex)
        return printer

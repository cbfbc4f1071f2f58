"""Pages as grey pixels through QPrinter, for systems whose spooler does not take PDF."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.ui.papers.printing import PrintJob, PrintRefused
from reports import raster

DPI = 300


class Pixels:
    """Draws every page at 300 dpi in grey, full page, one at a time (9 MB)."""

    def __init__(self, file: str = "") -> None:
        """`file`: write a PDF of the pixels there instead of printing, for tests."""
        self._file = file

    def send(self, pdf: bytes, job: PrintJob) -> None:
        count = raster.page_count(pdf)
        printer = self._printer(job)
        wanted = [page - 1 for page in job.pages] or list(range(count))
        painter = QPainter()
        if not painter.begin(printer):
            raise PrintRefused(f"打印机“{job.printer}”没有接收,请看看它是否开着,再打印一次。")
        try:
            for n, number in enumerate(wanted):
                if n:
                    printer.newPage()
                picture = raster.pages(pdf, dpi=DPI, only=[number], grey=True)[0]
                image = QImage(
                    picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_Grayscale8
                )
                painter.drawImage(QRectF(printer.paperRect(QPrinter.Unit.DevicePixel)), image)
        finally:
            painter.end()

    def _printer(self, job: PrintJob) -> QPrinter:
        if self._file:
            printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            printer.setOutputFileName(self._file)
        else:
            info = QPrinterInfo.printerInfo(job.printer)
            if info.isNull():
                raise PrintRefused(f"找不到打印机“{job.printer}”,请另选一台。")
            printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        printer.setResolution(DPI)
        printer.setDocName(job.title)
        printer.setFullPage(True)
        page = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF())
        printer.setPageLayout(page)
        printer.setFullPage(True)
        printer.setCopyCount(job.copies)
        duplex = QPrinter.DuplexMode.DuplexLongSide if job.duplex else QPrinter.DuplexMode.DuplexNone
        printer.setDuplex(duplex)
        return printer

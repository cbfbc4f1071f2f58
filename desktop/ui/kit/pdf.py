"""The pages of a PDF as images and as places of words; and their way to a printer that takes no PDF."""

from __future__ import annotations

import atexit
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter

from reports.locks import PDFIUM

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PRINT_DPI = 300


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a page (from 0) in PDF points, origin at the bottom left; a clause, or the fault in it."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    fault: bool = False


def _close(document: Any, at_exit: list[Any]) -> None:
    with PDFIUM:
        document.close()
    atexit.unregister(at_exit.pop())


class PdfPages:
    """One document. `image` may be called from any thread. Raises PdfiumError for bytes that are no PDF."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        with PDFIUM:
            self._document: Any = pypdfium2.PdfDocument(data)
            self.sizes = tuple(QSizeF(*self._document[n].get_size()) for n in range(len(self._document)))
        # Closed under the lock, also at exit: before pdfium's own end, which would complain and take no lock.
        at_exit: list[Any] = []
        self.close = weakref.finalize(self, _close, self._document, at_exit)
        at_exit.append(self.close)
        atexit.register(self.close)

    def image(self, page: int, scale: float, *, grey: bool = False) -> QImage:
        """The page at `scale` pixels a point, on white."""
        with PDFIUM:
            sheet = self._document[page]
            bitmap = sheet.render(scale=scale, grayscale=grey, prefer_bgrx=not grey)
            form = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB32
            image = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, form).copy()
            bitmap.close()
            sheet.close()
            return image

    def locate(self, words: str, *, within: str = "", fault: bool = False) -> list[Mark]:
        """Where the words stand first (inside the passage `within`), one mark a line; empty when nowhere.

        Spaces and line ends do not matter. A passage that runs over two pages is not found.
        """
        wanted, passage = "".join(words.split()), "".join((within or words).split())
        inside = passage.find(wanted)
        if not wanted or inside < 0:
            return []
        with PDFIUM:
            for page in range(len(self.sizes)):
                chars = self._characters(page)
                at = "".join(char for char, _ in chars).find(passage)
                if at >= 0:
                    found = [box for _, box in chars[at + inside : at + inside + len(wanted)]]
                    return [Mark(page, *box, fault) for box in _lines(found)]
        return []

    def _characters(self, page: int) -> list[tuple[str, tuple[float, float, float, float]]]:
        """Each visible character with its box (x0, y0, x1, y1)."""
        from pypdfium2 import raw

        sheet = self._document[page]
        text = sheet.get_textpage()
        found = []
        for n in range(text.count_chars()):
            char = chr(raw.FPDFText_GetUnicode(text.raw, n))
            if not char.isspace() and char.isprintable():
                left, bottom, right, top = text.get_charbox(n, loose=True)
                found.append((char, (left, bottom, right, top)))
        text.close()
        sheet.close()
        return found


def _lines(boxes: Sequence[tuple[float, float, float, float]]) -> list[tuple[float, float, float, float]]:
    """Boxes of characters joined into one box a line."""
    lines: list[tuple[float, float, float, float]] = []
    for x0, y0, x1, y1 in boxes:
        last = lines[-1] if lines else None
        middle = (y0 + y1) / 2
        if last is not None and last[1] <= middle <= last[3]:
            lines[-1] = (min(last[0], x0), min(last[1], y0), max(last[2], x1), max(last[3], y1))
        else:
            lines.append((x0, y0, x1, y1))
    return lines


def print_raster(data: bytes, printer: QPrinter, *, dpi: int = PRINT_DPI) -> int:
    """Print page by page as grey images, for printers without a PDF queue; the number of pages sent.

    The paper's own margins are in the page: nothing is scaled to fit. The printer's page range is kept.
    """
    pages = PdfPages(data)
    printer.setFullPage(True)
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or len(pages.sizes), len(pages.sizes))
    painter = QPainter(printer)
    try:
        for number in range(first - 1, last):
            if number >= first:
                printer.newPage()
            size = pages.sizes[number]
            dots = printer.resolution() / 72
            target = QRectF(0, 0, size.width() * dots, size.height() * dots)
            painter.drawImage(target, pages.image(number, dpi / 72, grey=True))
    finally:
        painter.end()
        pages.close()
    return max(last - first + 1, 0)

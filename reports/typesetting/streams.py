"""Streams as the archive format wants them."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase import pdfdoc

_END = b"endstream\n"


class Stream(pdfdoc.PDFStream):
    """ReportLab sets `endstream` right behind the data; PDF/A (ISO 19005-3, 6.1.7.1) asks for a line end between."""

    def __init__(self, content: bytes | str, *, compress: bool = True, entries: dict[str, Any] | None = None) -> None:
        filters = [pdfdoc.PDFZCompress] if compress else None
        super().__init__(dictionary=pdfdoc.PDFDictionary(entries or {}), content=content, filters=filters)

    def format(self, document: Any) -> bytes:
        formatted: bytes = super().format(document)
        return formatted.removesuffix(_END) + b"\n" + _END


def rewrap_pages(doc: Any) -> None:
    """Puts each page's text into such a stream, before ReportLab chooses its own."""
    for page in doc.idToObject.values():
        if isinstance(page, pdfdoc.PDFPage):
            page.Contents = Stream(page.stream)

"""PDFium is one library with one state: never in two threads at once, so every user takes this one lock."""

from threading import RLock

PDFIUM = RLock()

"""Getting the words back out of a paper, through three independent readers."""

import subprocess
from io import BytesIO

import pypdf
import pypdfium2


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def text_of(pdf: bytes, reader: str) -> str:
    if reader == "pypdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    if reader == "pdfium":
        return "\n".join(page_texts(pdf))
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode("utf-8")


def flat(text: str) -> str:
    """Without line ends and blanks, which readers set as they see fit."""
    return "".join(text.split())

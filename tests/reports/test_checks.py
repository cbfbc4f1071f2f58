"""The archive checks see what they should: each breach made on purpose is found."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from reports.documents import KINDS
from reports.typesetting.checks import problems


def no_intent(file: pikepdf.Pdf) -> None:
    del file.Root.OutputIntents


def no_language(file: pikepdf.Pdf) -> None:
    del file.Root.Lang


def other_title(file: pikepdf.Pdf) -> None:
    file.docinfo["/Title"] = "x"


def script(file: pikepdf.Pdf) -> None:
    file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def no_font_program(file: pikepdf.Pdf) -> None:
    for font in fonts(file):
        del font.DescendantFonts[0].FontDescriptor.FontFile2


def no_glyphs(file: pikepdf.Pdf) -> None:
    for font in fonts(file):
        stream = font.DescendantFonts[0].CIDToGIDMap
        stream.write(bytes(len(stream.read_bytes())))


def wrong_widths(file: pikepdf.Pdf) -> None:
    for font in fonts(file):
        font.DescendantFonts[0].DW = 700


def unrelated_file(file: pikepdf.Pdf) -> None:
    del file.Root.AF


def other_ink(file: pikepdf.Pdf) -> None:
    page = file.pages[0]
    page.Contents = file.make_stream(b"0 0 0 1 k\n" + page.Contents.read_bytes())


def fonts(file: pikepdf.Pdf) -> list[Any]:
    return [font for _, font in file.pages[0].Resources.Font.items()]


BREACHES: list[tuple[Callable[[pikepdf.Pdf], None], str]] = [
    (no_intent, "output intent"),
    (no_language, "language"),
    (other_title, "/Title differs"),
    (script, "/JavaScript"),
    (no_font_program, "not embedded"),
    (no_glyphs, "without a glyph"),
    (wrong_widths, "width"),
    (unrelated_file, "not associated"),
    (other_ink, "colours"),
]


@pytest.mark.parametrize(("breach", "said"), BREACHES)
def test_a_breach_is_found(breach, said):
    whole = KINDS["agreement"].build(KINDS["agreement"].sample(), source=b"{}")
    out = BytesIO()
    with pikepdf.open(BytesIO(whole)) as file:
        breach(file)
        file.save(out, min_version="1.7")

    assert any(said in problem for problem in problems(out.getvalue()))


def test_plain_reportlab_does_not_pass():
    out = BytesIO()
    canvas = Canvas(out)
    canvas.drawString(100, 100, "x")
    canvas.save()

    found = problems(out.getvalue())

    assert any("header" in problem for problem in found)
    assert any("XMP" in problem for problem in found)
    assert any("start of a line" in problem for problem in found)

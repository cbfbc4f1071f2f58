"""The preview: what prints is what is seen, it keeps its place, and slow pages are drawn elsewhere."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdfium2 import PdfiumError
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desktop.ui.kit.pdf import Mark, PdfPages, print_raster
from desktop.ui.kit.preview import Fit, PagePreview
from desktop.ui.looks import Look, Tone, wear


def paper(pages=3, words="Clause one"):
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for n in range(pages):
        canvas.drawString(100, 700, f"{words} page {n + 1}")
        canvas.drawString(100, 680, "second line of it")
        canvas.rect(0, 0, 40, 40, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def preview(qtbot, dressed):
    made = []

    def show(**named):
        view = PagePreview(**named)
        made.append(view)
        view.resize(540, 560)
        qtbot.addWidget(view)
        with qtbot.waitActive(view):
            view.show()
        return view

    return show


class Elsewhere:
    """Takes work and lands it when told."""

    def __init__(self):
        self.work = []

    def submit(self, work, done):
        self.work.append((work, done))

    def land(self):
        waiting, self.work = self.work, []
        for work, done in waiting:
            done(work())


def test_a_page_is_its_ink_and_colour():
    pages = PdfPages(paper())
    image = pages.image(0, 1.0)
    assert (image.width(), image.height()) == (596, 842)
    assert image.pixelColor(10, 842 - 10) == QColor("black")
    assert image.pixelColor(300, 300) == QColor("white")
    grey = pages.image(0, 2.0, grey=True)
    assert grey.format() == QImage.Format.Format_Grayscale8
    assert grey.width() == 1191


def test_words_are_found_across_a_line_end():
    pages = PdfPages(paper())
    first, second = pages.locate("page 2 second line")
    assert (first.page, second.page) == (1, 1)
    assert first.y0 < 700 < first.y1
    assert second.y0 < 680 < second.y1
    (word,) = pages.locate("second", within="page 3 second line", fault=True)
    assert (word.page, word.fault) == (2, True)
    assert pages.locate("nowhere") == pages.locate("") == []


def test_a_broken_file_is_refused_and_the_page_before_stays(preview):
    view = preview()
    view.show_pdf(paper())
    with pytest.raises(PdfiumError):
        view.show_pdf(b"no pdf")
    assert view.count() == 3


def test_the_words_of_page_and_zoom(qtbot, preview):
    view = preview()
    with qtbot.waitSignal(view.paged) as told:
        view.show_pdf(paper())
    assert told.args == [1, 3]
    assert (view.page_words(), view.zoom_words()) == ("1 / 3 页", "适合页宽")
    with qtbot.waitSignal(view.paged, check_params_cb=lambda page, of: (page, of) == (3, 3)):
        view.go_to_page(3)
    with qtbot.waitSignal(view.zoomed) as zoomed:
        QTest.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert zoomed.args[0].endswith(" %")
    QTest.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom_words() == "适合页宽"


def test_the_width_fits_and_the_text_fits(preview):
    view = preview()
    view.show_pdf(paper())
    assert view.horizontalScrollBar().maximum() == 0
    box = view._page_box(0)
    assert (box.left(), round(box.width())) == (16, view.viewport().width() - 32)
    view.fit(Fit.TEXT)
    scale = view._scale()
    text = view._page_box(0).left() + 79.4 * scale
    assert text == pytest.approx(12, abs=2)
    assert view._page_box(0).right() - 73.7 * scale == pytest.approx(view.viewport().width() - 12, abs=3)


def test_ctrl_and_the_wheel_zoom_round_the_middle(preview):
    view = preview()
    view.show_pdf(paper())
    view.go_to_page(2)
    middle = QPointF(100, 100)
    event = QWheelEvent(
        middle,
        middle,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
    assert view._fit is Fit.FREE
    assert view._page in (1, 2)


def test_a_new_version_keeps_the_place(preview):
    view = preview()
    view.show_pdf(paper())
    view.verticalScrollBar().setValue(700)
    view.show_pdf(paper(words="Clause two"))
    assert view.verticalScrollBar().value() == 700
    view.clear()
    assert view.count() == 0
    assert view.grab().toImage().pixelColor(50, 50) == Look().color(Tone.GREY_TINT)


def test_only_the_pages_in_view_are_drawn(preview):
    view = preview()
    view.show_pdf(paper(pages=30))
    view.grab()
    assert set(view._images) == {0}
    view.go_to_page(20)
    view.grab()
    assert set(view._images) <= {0, 18, 19, 20}


def test_slow_pages_are_drawn_elsewhere_and_the_old_picture_stays_meanwhile(preview):
    elsewhere = Elsewhere()
    view = preview(submit=elsewhere.submit)
    view.show_pdf(paper())
    view.grab()
    view._took = 1.0
    view.show_pdf(paper(words="Clause two"))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 3)
    ink = view._page_box(0).bottomLeft().toPoint() + QPoint(5, -5)
    assert view.grab().toImage().pixelColor(ink) == QColor("black")
    view.grab()
    assert len(elsewhere.work) == len({n for n in (0, 1) if view._page_box(n).intersects(view.viewport().rect())})
    elsewhere.land()
    assert view._images[0][0] == view._sharpness()


def test_a_picture_of_an_old_version_is_thrown_away(preview):
    elsewhere = Elsewhere()
    view = preview(submit=elsewhere.submit)
    view._took = 1.0
    view.show_pdf(paper())
    view.grab()
    view.show_pdf(paper(words="Clause two"))
    elsewhere.land()
    assert view._images == {}


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_is_white_and_its_marks_are_daylight_in_both_palettes(qapp, preview, dark):
    view = preview()
    wear(qapp, Look(dark=dark))
    view.show_pdf(paper())
    view.mark([Mark(0, 100, 690, 300, 710), Mark(0, 100, 670, 150, 686, fault=True)])
    picture = view.grab().toImage()
    clause = view._clause(0, view._page_box(0))
    assert picture.pixelColor(clause.center().toPoint() + QPoint(100, 0)) == Look().color(Tone.SOFT)
    assert picture.pixelColor(round(clause.left()) - 2, round(clause.center().y())) == Look().color(Tone.ACCENT)
    assert picture.pixelColor(view._page_box(0).center().toPoint() - QPoint(0, 150)) == QColor("white")
    desk = picture.pixelColor(4, 300)
    assert desk == Look(dark=dark).color(Tone.GREY_TINT)
    wear(qapp, Look())


def test_a_clause_out_of_sight_is_brought_into_view(preview):
    view = preview()
    view.show_pdf(paper())
    (mark,) = view.locate("Clause one page 3")
    view.reveal(mark)
    assert view.viewport().rect().contains(view._place(mark).center().toPoint())
    before = view.verticalScrollBar().value()
    view.reveal(mark)
    assert view.verticalScrollBar().value() == before


def test_printing_as_pictures_gives_every_page_at_true_size(qapp, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert print_raster(paper(), printer, dpi=100) == 3
    printed = PdfReader(tmp_path / "printed.pdf")
    assert len(printed.pages) == 3
    assert [round(float(v)) for v in printed.pages[0].mediabox[2:]] == [595, 842]
    again = PdfPages((tmp_path / "printed.pdf").read_bytes()).image(2, 1.0)
    assert again.pixelColor(20, 842 - 20).lightness() < 40
    assert again.pixelColor(300, 400).lightness() > 240


def test_a_page_range_is_kept(qapp, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFromTo(2, 2)
    assert print_raster(paper(), printer, dpi=72) == 1
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 1

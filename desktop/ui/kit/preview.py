"""The page as it will print: white on a grey desk, live, with the clause being edited marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from time import perf_counter
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.pdf import Mark, PdfPages
from desktop.ui.looks import Look, Tone, look

Submit = Callable[[Callable[[], Any], Callable[[Any], None]], None]
STEPS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)  # of true size at 96 dpi
TRUE = 96 / 72
SLOW = 0.030  # seconds: a page slower than this is drawn elsewhere, if there is an elsewhere
MARGINS = (79.4, 73.7)  # points left and right of the text: 28 and 26 mm (GB/T 9704)
_DESK, _GAP, _EDGE, _BAND = 16, 12, 12, 8
_DAY = Look()  # the printed page is white in the dark palette too


class Fit(Enum):
    """What the zoom follows when the room changes; the words are those of the zoom button."""

    WIDTH = "适合页宽"
    TEXT = "适合文字"
    FREE = ""


class PagePreview(Dressed, QAbstractScrollArea):
    """Shows a PDF. A new version of it keeps the place, and the old picture until the new one is drawn.

    `submit(work, done)` runs slow pages off the GUI thread (`Jobs.submit`); without it they are drawn here.
    Ctrl+wheel, Ctrl++ and Ctrl+- zoom; Ctrl+0 fits the width; PgUp PgDn Home End go through the pages.
    """

    paged = Signal(int, int)  # page now in view (from 1), pages
    zoomed = Signal(str)  # 适合页宽, 125 %

    def __init__(
        self, *, submit: Submit | None = None, margins: tuple[float, float] = MARGINS, parent: QWidget | None = None
    ) -> None:
        """`margins`: points left and right of the text, for 适合文字."""
        QAbstractScrollArea.__init__(self, parent)
        self._submit, self._margins = submit, margins
        self._pages: PdfPages | None = None
        self._images: dict[int, tuple[float, QImage]] = {}
        self._stale: dict[int, QImage] = {}
        self._asked: set[tuple[int, int, float]] = set()
        self._version, self._took = 0, 0.0
        self._fit, self._zoom = Fit.WIDTH, 1.0
        self._marks: tuple[Mark, ...] = ()
        self._page = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("成品页")
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.dress()

    # what to show

    def show_pdf(self, data: bytes) -> None:
        """Show a document, or its next version. Raises PdfiumError for bytes that are no PDF."""
        pages = PdfPages(data)
        self._forget_document()
        self._pages = pages
        self._stale = {n: image for n, (_, image) in self._images.items()}
        self._images.clear()
        self._lay()
        self._on_scrolled()
        self.viewport().update()

    def clear(self) -> None:
        """An empty desk."""
        self._forget_document()
        self._images.clear()
        self._stale.clear()
        self._marks = ()
        self._lay()
        self.viewport().update()

    def mark(self, marks: Sequence[Mark]) -> None:
        """Mark these places instead of those before."""
        self._marks = tuple(marks)
        self.viewport().update()

    def locate(self, words: str, *, within: str = "", fault: bool = False) -> list[Mark]:
        """Where words stand (inside the passage `within`), for `mark` and `reveal`; empty when nowhere."""
        return self._pages.locate(words, within=within, fault=fault) if self._pages else []

    def reveal(self, mark: Mark) -> None:
        """Scroll so that the place is seen, in the upper third when it was not."""
        if self._pages is None or mark.page >= len(self._pages.sizes):
            return
        box = self._place(mark)
        if box.top() < 0 or box.bottom() + look().px(32) > self.viewport().height():  # with the lines that follow
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + round(box.top()) - self.viewport().height() // 3)

    # zoom and pages

    def count(self) -> int:
        return len(self._pages.sizes) if self._pages else 0

    def page_words(self) -> str:
        """2 / 3 页."""
        return f"{self._page + 1} / {self.count()} 页" if self.count() else ""

    def zoom_words(self) -> str:
        return self._fit.value or f"{round(self._zoom * 100)} %"

    def fit(self, what: Fit) -> None:
        self._fit = what
        self._lay()
        if what is Fit.TEXT:
            self.horizontalScrollBar().setValue(round(self._margins[0] * self._scale()) - _EDGE)
        self.viewport().update()
        self.zoomed.emit(self.zoom_words())

    def fit_width(self) -> None:
        self.fit(Fit.WIDTH)

    def fit_text(self) -> None:
        self.fit(Fit.TEXT)

    def zoom_in(self) -> None:
        self._set_zoom(next((s for s in STEPS if s > self._shown_zoom() * 1.01), STEPS[-1]))

    def zoom_out(self) -> None:
        self._set_zoom(next((s for s in reversed(STEPS) if s < self._shown_zoom() * 0.99), STEPS[0]))

    def go_to_page(self, page: int) -> None:
        """From 1."""
        if 1 <= page <= self.count():
            self.verticalScrollBar().setValue(round(self._tops()[page - 1]) - _DESK)

    # what Qt calls

    def dress(self) -> None:
        self.verticalScrollBar().setSingleStep(look().px(32))
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(520), look().px(560))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(120))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()
        if self._fit is Fit.TEXT:
            self.horizontalScrollBar().setValue(round(self._margins[0] * self._scale()) - _EDGE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if command:
                self.zoom_in()
            case Qt.Key.Key_Minus if command:
                self.zoom_out()
            case Qt.Key.Key_0 if command:
                self.fit_width()
            case Qt.Key.Key_Home:
                self.go_to_page(1)
            case Qt.Key.Key_End:
                self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), look().color(Tone.GREY_TINT))
        if self._pages is None:
            return
        for number in range(self.count()):
            box = self._page_box(number)
            if box.intersects(QRectF(self.viewport().rect())):
                self._paint_page(painter, number, box)

    # the rest

    def _paint_page(self, painter: QPainter, number: int, box: QRectF) -> None:
        painter.fillRect(box, Qt.GlobalColor.white)
        sharp, image = self._images.get(number, (0.0, QImage()))
        if sharp != self._sharpness():
            image = self._drawn(number) or (image if not image.isNull() else self._stale.get(number, QImage()))
        if not image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, image)
        painter.setPen(look().color(Tone.LINE))
        painter.drawRect(box.adjusted(-0.5, -0.5, 0, 0))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        clause = self._clause(number, box)
        painter.fillRect(clause, _DAY.color(Tone.SOFT))
        for mark in self._marks:
            if mark.page == number and mark.fault:
                painter.fillRect(self._place(mark).adjusted(-1, -1, 1, 1), _DAY.color(Tone.RED_TINT))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if not clause.isEmpty():
            painter.fillRect(QRectF(clause.left() - 3, clause.top(), 3, clause.height()), _DAY.color(Tone.ACCENT))

    def _clause(self, number: int, page: QRectF) -> QRectF:
        """The lines of the marked clause on a page, across the whole text."""
        places = [self._place(m) for m in self._marks if m.page == number and not m.fault]
        if not places:
            return QRectF()
        left = page.left() + self._margins[0] * self._scale() - _BAND
        right = page.right() - self._margins[1] * self._scale() + _BAND
        top, bottom = min(p.top() for p in places) - 3, max(p.bottom() for p in places) + 3
        return QRectF(left, top, right - left, bottom - top)

    def _place(self, mark: Mark) -> QRectF:
        """The mark in viewport pixels."""
        assert self._pages is not None
        page, scale = self._page_box(mark.page), self._scale()
        top = page.top() + (self._pages.sizes[mark.page].height() - mark.y1) * scale
        return QRectF(page.left() + mark.x0 * scale, top, (mark.x1 - mark.x0) * scale, (mark.y1 - mark.y0) * scale)

    def _drawn(self, number: int) -> QImage | None:
        """The page drawn sharp now, or None when it has been asked for elsewhere."""
        pages, sharp, version = self._pages, self._sharpness(), self._version
        assert pages is not None
        if self._submit is None or self._took < SLOW:
            start = perf_counter()
            image = pages.image(number, sharp)
            self._took = perf_counter() - start
            self._images[number] = (sharp, image)
            return image
        wish = (version, number, sharp)
        if wish not in self._asked:
            self._asked.add(wish)
            self._submit(lambda: pages.image(number, sharp), lambda image: self._arrived(wish, image))
        return None

    def _arrived(self, wish: tuple[int, int, float], image: QImage) -> None:
        self._asked.discard(wish)
        version, number, sharp = wish
        if version == self._version:
            self._images[number] = (sharp, image)
            self.viewport().update()

    def _forget_document(self) -> None:
        """The document is closed by whoever holds it last: a page of it may be under way elsewhere."""
        self._version += 1
        self._pages = None

    def _sharpness(self) -> float:
        return self._scale() * self.devicePixelRatioF()

    def _scale(self) -> float:
        """Pixels a point."""
        if not self._pages or not self._pages.sizes:
            return TRUE
        widest = max(size.width() for size in self._pages.sizes)
        room = self.viewport().width()
        match self._fit:
            case Fit.WIDTH:
                return max(room - 2 * _DESK, 40) / widest
            case Fit.TEXT:
                return max(room - 2 * _EDGE, 40) / (widest - sum(self._margins))
        return self._zoom * TRUE

    def _shown_zoom(self) -> float:
        return self._scale() / TRUE

    def _set_zoom(self, zoom: float) -> None:
        bar = self.verticalScrollBar()
        middle = (bar.value() + self.viewport().height() / 2) / max(self._height(), 1)
        self._fit, self._zoom = Fit.FREE, zoom
        self._lay()
        bar.setValue(round(middle * self._height() - self.viewport().height() / 2))
        self.viewport().update()
        self.zoomed.emit(self.zoom_words())

    def _tops(self) -> list[float]:
        """The top of each page, unscrolled."""
        tops, y = [], float(_DESK)
        for size in self._pages.sizes if self._pages else ():
            tops.append(y)
            y += size.height() * self._scale() + _GAP
        return tops

    def _height(self) -> float:
        if not self._pages:
            return 0
        return sum(size.height() for size in self._pages.sizes) * self._scale() + _GAP * (self.count() - 1) + 2 * _DESK

    def _page_box(self, number: int) -> QRectF:
        assert self._pages is not None
        size, scale = self._pages.sizes[number], self._scale()
        wide = size.width() * scale
        room = max(self.viewport().width(), wide if self._fit is Fit.TEXT else wide + 2 * _DESK)
        left = (room - wide) / 2 - self.horizontalScrollBar().value()
        corner = QPoint(round(left), round(self._tops()[number]) - self.verticalScrollBar().value())
        return QRectF(QRect(corner, QSize(round(wide), round(size.height() * scale))))

    def _lay(self) -> None:
        """The scroll bars for the present room and zoom; their values stay where they can."""
        wide = max((s.width() for s in self._pages.sizes), default=0) * self._scale() if self._pages else 0
        wide += 0 if self._fit is Fit.TEXT else 2 * _DESK
        view = self.viewport().size()
        across = max(round(wide) - view.width(), 0) if self._fit is not Fit.WIDTH else 0
        policy = Qt.ScrollBarPolicy
        hidden = self._fit is not Fit.FREE
        self.setHorizontalScrollBarPolicy(policy.ScrollBarAlwaysOff if hidden else policy.ScrollBarAsNeeded)
        self.horizontalScrollBar().setRange(0, across)
        self.horizontalScrollBar().setPageStep(view.width())
        self.verticalScrollBar().setRange(0, max(round(self._height()) - view.height(), 0))
        self.verticalScrollBar().setPageStep(max(view.height() - look().px(32), 1))

    def _on_scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        page = max((n for n, top in enumerate(self._tops()) if top <= middle), default=0)
        if page != self._page or self.sender() is not self.verticalScrollBar():
            self._page = page
            self.paged.emit(page + 1, self.count())

"""The pages of a paper as they print: zoomed, scrolled, and marked where somebody is writing.

Only pages in sight are drawn, sharp for their screen; a page stays white in the dark dress too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.looks import LIGHT, Tone, look
from reports import raster

POINT = 96 / 72  # px of one point at 100 %
STEPS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
TEXT_SIDES = (79.4, 73.7)  # points: 28 mm and 26 mm, the margins of every paper of the house
_GAP = 12
_KEPT = 6  # pages whose pixels are kept


class Fit(Enum):
    """How large a page stands."""

    WIDTH = auto()  # 适合页宽
    TEXT = auto()  # 适合文字: the margins fall outside
    FIXED = auto()


@dataclass(frozen=True, slots=True)
class Stripe:
    """Lines of a page, in points from its upper edge; a bar stands in the margin beside them."""

    page: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Words of a page that are at fault, in points from the upper left."""

    page: int
    box: tuple[float, float, float, float]


class _Desk(Dressed, QWidget):
    """The grey ground on which the pages lie one under the other."""

    def __init__(self) -> None:
        QWidget.__init__(self)
        self.pdf = b""
        self.sizes: list[tuple[float, float]] = []
        self.scale = 1.0
        self.stripes: tuple[Stripe, ...] = ()
        self.spots: tuple[Spot, ...] = ()
        self._drawn: dict[tuple[int, int], QImage] = {}

    def dress(self) -> None:
        self._drawn.clear()
        self.update()

    def put(self, pdf: bytes, sizes: list[tuple[float, float]]) -> None:
        self.pdf, self.sizes = pdf, sizes
        self._drawn.clear()

    def box(self, page: int) -> QRect:
        """Where a page lies, in px of this widget."""
        top = _GAP
        for _, height in self.sizes[:page]:
            top += round(height * self.scale) + _GAP
        wide, high = (round(side * self.scale) for side in self.sizes[page])
        return QRect((self.width() - wide) // 2, top, wide, high)

    def wanted(self) -> QSize:
        if not self.sizes:
            return QSize(0, 0)
        wide = max(round(width * self.scale) for width, _ in self.sizes)
        high = sum(round(height * self.scale) + _GAP for _, height in self.sizes) + _GAP
        return QSize(wide + 2 * _GAP, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), look().color(Tone.GREY_TINT))
        for page in range(len(self.sizes)):
            box = self.box(page)
            if not box.intersects(event.rect()):
                continue
            painter.fillRect(box.adjusted(-1, -1, 1, 1), look().color(Tone.LINE_STRONG))
            painter.drawImage(box, self._picture(page, box.width()))
            self._mark(painter, page, box)

    def _picture(self, page: int, width: int) -> QImage:
        ratio = self.devicePixelRatioF()
        key = (page, round(width * ratio))
        if key not in self._drawn:
            if len(self._drawn) >= _KEPT:
                self._drawn.pop(next(iter(self._drawn)))
            drawn = raster.pages(self.pdf, dpi=72 * self.scale * ratio, only=[page])[0]
            image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32)
            self._drawn[key] = image.copy()  # the picture's bytes go, the image stays
        return self._drawn[key]

    def _mark(self, painter: QPainter, page: int, box: QRect) -> None:
        painter.save()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        left, right = (side * self.scale for side in TEXT_SIDES)
        for stripe in (s for s in self.stripes if s.page == page):
            top, bottom = box.top() + stripe.top * self.scale, box.top() + stripe.bottom * self.scale
            band = QRectF(box.left() + left - 10, top, box.width() - left - right + 18, bottom - top)
            painter.fillRect(band, QColor(LIGHT[Tone.SOFT]))
            painter.fillRect(QRectF(band.left() - 3, top, 3, bottom - top), QColor(LIGHT[Tone.ACCENT]))
        for spot in (s for s in self.spots if s.page == page):
            x, y, to_x, to_y = (side * self.scale for side in spot.box)
            painter.fillRect(QRectF(box.left() + x, box.top() + y, to_x - x, to_y - y), QColor("#F6C9C4"))
        painter.restore()


class Sheets(Dressed, QScrollArea):
    """Shows a PDF. Ctrl with the wheel, + and − zoom; arrows and PageUp/PageDown scroll."""

    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        QScrollArea.__init__(self, parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("成品页")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._desk = _Desk()
        self._fit, self._zoom = Fit.WIDTH, 1.0
        self.setWidget(self._desk)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)

    @property
    def pages(self) -> int:
        return len(self._desk.sizes)

    @property
    def fit(self) -> Fit:
        return self._fit

    @property
    def percent(self) -> int:
        """The size of the page against its size on paper."""
        return round(self._desk.scale / POINT * 100)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(160), look().px(120))

    def dress(self) -> None:
        self._lay()

    def show_pdf(self, pdf: bytes) -> None:
        """Another text of the same paper, or another paper: scrolled as before where there is as much to scroll."""
        self._desk.put(pdf, raster.page_sizes(pdf) if pdf else [])
        self._lay()

    def mark(self, stripes: Sequence[Stripe], spots: Sequence[Spot] = (), *, follow: bool = False) -> None:
        """Put marks; `follow` scrolls to the first stripe when it is out of sight."""
        moved = tuple(stripes) != self._desk.stripes
        self._desk.stripes, self._desk.spots = tuple(stripes), tuple(spots)
        self._desk.update()
        if follow and moved and stripes:
            self._reveal(stripes[0])

    def set_fit(self, fit: Fit) -> None:
        self._fit = fit
        self._lay()
        self.zoomed.emit()

    def zoom(self, steps: int) -> None:
        """Larger (+1) or smaller (−1), through round sizes."""
        now = self._desk.scale / POINT
        bigger = [s for s in STEPS if s > now * 1.02]
        smaller = [s for s in STEPS if s < now * 0.98]
        found = bigger[:1] if steps > 0 else smaller[-1:]
        if found:
            self._fit, self._zoom = Fit.FIXED, found[0]
            self._lay()
            self.zoomed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(1)
            case Qt.Key.Key_Minus:
                self.zoom(-1)
            case Qt.Key.Key_Home:
                self.verticalScrollBar().setValue(0)
            case Qt.Key.Key_End:
                self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
            case _:
                super().keyPressEvent(event)

    def _lay(self) -> None:
        desk = self._desk
        if not desk.sizes:
            desk.resize(self.viewport().size())
            desk.update()
            return
        widest = max(width for width, _ in desk.sizes)
        room = self.width() - self.verticalScrollBar().sizeHint().width() - 2
        match self._fit:
            case Fit.WIDTH:
                scale = (room - 2 * _GAP) / widest
            case Fit.TEXT:
                scale = (room - 24) / (widest - sum(TEXT_SIDES))
            case Fit.FIXED:
                scale = self._zoom * POINT
        desk.scale = max(scale, 0.2)
        wanted = desk.wanted()
        if self._fit is Fit.WIDTH:
            wanted.setWidth(min(wanted.width(), room))
        desk.resize(max(wanted.width(), self.viewport().width()), max(wanted.height(), self.viewport().height()))
        free = self._fit is Fit.FIXED
        policy = Qt.ScrollBarPolicy
        self.setHorizontalScrollBarPolicy(policy.ScrollBarAsNeeded if free else policy.ScrollBarAlwaysOff)
        if self._fit is Fit.TEXT:
            bar = self.horizontalScrollBar()
            bar.setValue(round(desk.box(0).left() + TEXT_SIDES[0] * desk.scale - 15))
        desk.update()

    def _reveal(self, stripe: Stripe) -> None:
        if stripe.page >= self.pages:
            return
        box = self._desk.box(stripe.page)
        top = box.top() + round(stripe.top * self._desk.scale)
        bottom = box.top() + round(stripe.bottom * self._desk.scale)
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if top < bar.value() + 8 or bottom > bar.value() + room - 8:
            bar.setValue(top - max((room - (bottom - top)) // 3, 24))

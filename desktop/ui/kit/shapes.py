"""Shapes that carry meaning beside a word, chips and badges: one painter for widgets and table cells alike."""

from __future__ import annotations

from enum import Enum, StrEnum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desktop.ui.kit.text import CENTRE, LEFT, draw_text, wide
from desktop.ui.looks import Tone, look


class Shape(Enum):
    """Meaning never rests on colour; values are what a screen reader or a copied cell says."""

    TRIANGLE = "▲"  # must, overdue, red
    DIAMOND = "◆"  # watch, orange, to confirm
    DOT = "●"  # today, fine, note
    RING = "○"  # later
    SQUARE = "■"  # waiting for others
    TICK = "✓"  # done, verified
    DASH = "–"  # nothing, not applicable


class Kind(StrEnum):
    """Grounds of chips and banners. Amber, orange and red are kept for what needs a hand, never for a stage."""

    BLUE = "blue"
    GREY = "grey"
    GREEN = "green"
    AMBER = "amber"
    ORANGE = "orange"
    RED = "red"
    PRACTICE = "practice"

    @property
    def text(self) -> Tone:
        return _TONES[self][0]

    @property
    def ground(self) -> Tone:
        return _TONES[self][1]


_TONES: dict[Kind, tuple[Tone, Tone]] = {
    Kind.BLUE: (Tone.ACCENT, Tone.SOFT),
    Kind.GREY: (Tone.INK_2, Tone.GREY_TINT),
    Kind.GREEN: (Tone.GREEN, Tone.GREEN_TINT),
    Kind.AMBER: (Tone.AMBER, Tone.AMBER_TINT),
    Kind.ORANGE: (Tone.ORANGE, Tone.ORANGE_TINT),
    Kind.RED: (Tone.RED, Tone.RED_TINT),
    Kind.PRACTICE: (Tone.PRACTICE, Tone.PRACTICE_TINT),
}

_GAP = 4  # between shape and word
_CHIP_PAD = 8


def shape_size() -> int:
    """Side of the square that a shape stands in, in px of the present look."""
    return look().px(12)


def paint_shape(painter: QPainter, centre: QPointF, shape: Shape, tone: Tone) -> None:
    """The shape round `centre`, of the size of the present look."""
    unit = look().scale
    color = look().color(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    match shape:
        case Shape.TRIANGLE:
            painter.drawPolygon(_polygon(centre, unit, (0, -4.9), (5.2, 4.4), (-5.2, 4.4)))
        case Shape.DIAMOND:
            painter.drawPolygon(_polygon(centre, unit, (0, -5.2), (5.2, 0), (0, 5.2), (-5.2, 0)))
        case Shape.DOT:
            painter.drawEllipse(centre, 4 * unit, 4 * unit)
        case Shape.RING:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color, 1.6 * unit))
            painter.drawEllipse(centre, 4 * unit, 4 * unit)
        case Shape.SQUARE:
            side = round(8.6 * unit)
            painter.drawRoundedRect(
                QRectF(round(centre.x() - side / 2), round(centre.y() - side / 2), side, side), 1, 1
            )
        case Shape.TICK:
            _tick(painter, centre, unit * 10, color, 1.5 * unit)
        case Shape.DASH:
            painter.drawRect(QRectF(centre.x() - 3 * unit, round(centre.y()) - 0.5, 6 * unit, max(1.0, round(unit))))
    painter.restore()


def paint_tick_circle(painter: QPainter, centre: QPointF, radius: float, ground: Tone, tick: Tone) -> None:
    """A filled circle with a tick in it: something done."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look().color(ground))
    painter.drawEllipse(centre, radius, radius)
    _tick(painter, centre, radius * 1.15, look().color(tick), radius / 4.2)
    painter.restore()


def chip_size(text: str, shape: Shape | None = None) -> QSize:
    """Size of the chip in the present look: 24 px high at 100 %, 8 px inside."""
    mark = shape_size() + _GAP if shape else 0
    return QSize(wide(text, look().font()) + mark + 2 * _CHIP_PAD, look().px(24))


def paint_chip(
    painter: QPainter, box: QRect, text: str, kind: Kind, shape: Shape | None = None, *, on_selected: bool = False
) -> None:
    """A chip filling `box`; on a selected row its ground becomes surface, or blue melts into blue."""
    worn = look()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(worn.color(Tone.SURFACE if on_selected else kind.ground))
    painter.drawRoundedRect(box, 4, 4)
    inner = box.adjusted(_CHIP_PAD, 0, -_CHIP_PAD, 0)
    if shape:
        side = shape_size()
        paint_shape(painter, QPointF(inner.left() + side / 2, box.top() + box.height() / 2), shape, kind.text)
        inner.setLeft(inner.left() + side + _GAP)
    draw_text(painter, inner, text, worn.font(), worn.color(kind.text), LEFT if shape else CENTRE)
    painter.restore()


def mark_size(word: str, *, bold: bool = False) -> QSize:
    """Size of a shape and its word on one line."""
    return QSize(shape_size() + _GAP + wide(word, look().font(bold=bold)), look().px(20))


def paint_mark(painter: QPainter, box: QRect, word: str, shape: Shape, tone: Tone, *, bold: bool = False) -> None:
    """Shape and word from the left edge of `box`; the word elides, the shape never."""
    side = shape_size()
    paint_shape(painter, QPointF(box.left() + side / 2, box.top() + box.height() / 2), shape, tone)
    rest = box.adjusted(side + _GAP, 0, 0, 0)
    draw_text(painter, rest, word, look().font(bold=bold), look().color(tone))


def badge_size(count: int, points: float = 10.5) -> QSize:
    """A circle 20 px at 100 %, wider for two digits and more; `points` is the figure's type at 100 %."""
    side = 2 * round(points * look().scale * 20 / 21)
    return QSize(max(side, wide(_count(count), look().font(points, bold=True)) + side // 2), side)


def paint_badge(painter: QPainter, box: QRect, count: int, kind: Kind = Kind.BLUE, points: float = 10.5) -> None:
    """A count in a filled round ground: blue waits for this person, amber needs a decision, grey only informs."""
    worn = look()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(worn.color(Tone.INK_3 if kind is Kind.GREY else kind.text))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    draw_text(painter, box, _count(count), worn.font(points, bold=True), worn.color(Tone.ON_ACCENT), CENTRE)
    painter.restore()


def _count(count: int) -> str:
    return str(count) if count < 100 else "99+"


def _polygon(centre: QPointF, unit: float, *points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(centre.x() + x * unit, centre.y() + y * unit) for x, y in points])


def _tick(painter: QPainter, centre: QPointF, width: float, color: QColor, stroke: float) -> None:
    pen = QPen(color, stroke)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_polygon(centre, width, (-0.4, 0.02), (-0.1, 0.3), (0.4, -0.28)))

"""The room's mark: the character 和 (concord) in a square like a seal."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap, QTransform

from desktop.ui.looks import Look, Tone

# Outline of U+548C from Noto Serif SC Bold (OFL), 1000 units per em, y upwards; so the serif face need not be loaded.
_OUTLINE = (
    "M331 424 Q396 405 433 380 Q470 355 485.5 328.5 Q501 302 499 279 Q497 256 483 242 Q469 228 448 227.5 Q427 227 "
    "404 245 Q400 275 387 306 Q374 337 356.5 366 Q339 395 321 417 Z M337 -56 Q337 -59 325 -67.5 Q313 -76 292.5 "
    "-82.5 Q272 -89 243 -89 H223 V714 L337 759 Z M646 17 Q646 11 632 1 Q618 -9 596.5 -16.5 Q575 -24 549 -24 H530 "
    "V685 V735 L651 685 H867 V656 H646 Z M779 685 834 747 949 658 Q944 651 933 645.5 Q922 640 907 636 V25 Q906 21 "
    "890 13 Q874 5 851.5 -1.5 Q829 -8 808 -8 H789 V685 Z M872 127 V98 H581 V127 Z M318 503 Q284 372 212 263.5 "
    "Q140 155 35 72 L23 83 Q67 141 101.5 213.5 Q136 286 160.5 364.5 Q185 443 199 519 H318 Z M517 736 Q508 729 "
    "491.5 728 Q475 727 451 736 Q399 724 331 712 Q263 700 188 691.5 Q113 683 41 680 L38 693 Q100 712 167.5 739 "
    "Q235 766 295 795.5 Q355 825 393 849 Z M422 601 Q422 601 432.5 592 Q443 583 459.5 568.5 Q476 554 494 537.5 "
    "Q512 521 526 506 Q523 490 499 490 H46 L38 519 H364 Z"
)


def seal_path() -> QPainterPath:
    """The character in its em square, 0..1, y downwards."""
    path = QPainterPath()
    x = y = 0.0
    for command, numbers in re.findall(r"([MLHVQZ])([^MLHVQZ]*)", _OUTLINE):
        at = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        match command:
            case "M":
                x, y = at[:2]
                path.moveTo(x, y)
                for x, y in zip(at[2::2], at[3::2], strict=True):
                    path.lineTo(x, y)
            case "H":
                x = at[0]
                path.lineTo(x, y)
            case "V":
                y = at[0]
                path.lineTo(x, y)
            case "L":
                for x, y in zip(at[0::2], at[1::2], strict=True):
                    path.lineTo(x, y)
            case "Q":
                for n in range(0, len(at), 4):
                    x, y = at[n + 2], at[n + 3]
                    path.quadTo(at[n], at[n + 1], x, y)
            case _:
                path.closeSubpath()
    path.setFillRule(Qt.FillRule.WindingFill)
    return QTransform(0.001, 0, 0, -0.001, 0, 0.88).map(path)


def paint_seal(painter: QPainter, box: QRectF, ground: QColor, ink: QColor) -> None:
    """The mark filling the square `box`."""
    side = box.width()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, side * 0.2, side * 0.2)
    glyph = side * 0.7
    painter.translate(box.left() + (side - glyph) / 2, box.top() + (side - glyph) / 2)
    painter.scale(glyph, glyph)
    painter.fillPath(seal_path(), ink)
    painter.restore()


def seal_icon() -> QIcon:
    """The mark as an icon for the system's places, in the daylight colours."""
    worn = Look()
    drawn = QIcon()
    for side in (16, 22, 32, 48, 64):
        face = QPixmap(side, side)
        face.fill(Qt.GlobalColor.transparent)
        painter = QPainter(face)
        paint_seal(painter, QRectF(face.rect()), worn.color(Tone.ACCENT), worn.color(Tone.ON_ACCENT))
        painter.end()
        drawn.addPixmap(face)
    return drawn

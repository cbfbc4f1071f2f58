"""Phosphor icons in the tones of the look, and the small images that style sheets ask for."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QPointF, QRect, QSize, Qt, QTemporaryDir
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QImage,
    QPainter,
    QPen,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtWidgets import QApplication

from desktop.ui.looks import Look, Tone, look


def pixmap(name: str, tone: Tone = Tone.INK_2, size: int = 16, dpr: float | None = None) -> QPixmap:
    """The icon `name` ("ph.plus") as a square of `size` device-independent pixels (already scaled by the caller)."""
    ratio = dpr if dpr is not None else _sharpest()
    color = look().hex(tone)
    key = f"kit:{name}:{color}:{size}:{ratio:.2f}"
    image = QPixmap()
    if QPixmapCache.find(key, image):
        return image
    image = _drawn(name, tone, size, ratio)
    QPixmapCache.insert(key, image)
    return image


@cache
def _phosphor() -> tuple[str, dict[str, str]]:
    """(family, name -> character) of the Phosphor face that qtawesome ships.

    Read without importing the package: that would load six more icon fonts and a second binding of Qt, a tenth of
    a second before the first window.
    """
    package = find_spec("qtawesome")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("qtawesome")
    folder = Path(package.submodule_search_locations[0]) / "fonts"
    face = next(folder.glob("phosphor-*.ttf"))
    names = json.loads(next(folder.glob("phosphor-charmap-*.json")).read_text(encoding="utf-8"))
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(face)))
    return families[0], {name: chr(int(code, 16)) for name, code in names.items()}


def _drawn(name: str, tone: Tone, size: int, ratio: float) -> QPixmap:
    """The glyph in its tone, seven eighths of the square, as qtawesome draws it."""
    family, names = _phosphor()
    image = QPixmap(QSize(size, size) * ratio)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    font = QFont(family)
    font.setPixelSize(round(0.875 * size))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setFont(font)
    painter.setPen(look().color(tone))
    painter.drawText(QRect(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, names[name.removeprefix("ph.")])
    painter.end()
    return image


def icon(name: str, tone: Tone = Tone.INK_2, size: int = 16) -> QIcon:
    """For actions and item views; `size` is px at 100 % and grows with the look."""
    return QIcon(pixmap(name, tone, look().px(size)))


def paint_icon(painter: QPainter, box: QRect, name: str, tone: Tone = Tone.INK_2) -> None:
    """The icon filling the square `box`, as sharp as the device allows."""
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    painter.drawPixmap(box.topLeft(), pixmap(name, tone, box.width(), ratio))


def _sharpest() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


class _Drawer(QObject):
    """The private directory of generated images; it goes when the application goes."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._directory = QTemporaryDir(str(Path(tempfile.gettempdir()) / "desk-ico-XXXXXX"))
        QDir.addSearchPath("ico", self._directory.path())

    def path(self, name: str) -> Path:
        return Path(self._directory.filePath(name))


def stamp(worn: Look) -> dict[str, str]:
    """Make the images style sheets need in this dress: role -> `ico:` address.

    Roles: down, down-off, up, check, check-off, dot, left, right. The address names palette and
    scale, for Qt keeps an image by its address and would show the old one.
    """
    app = QApplication.instance()
    if app is None:
        return {}
    drawer = app.findChild(_Drawer) or _Drawer(app)
    made = {}
    for role, tone in {
        "down": Tone.INK_2,
        "down-off": Tone.LINE_STRONG,
        "up": Tone.INK_2,
        "left": Tone.INK_2,
        "right": Tone.INK_2,
        "check": Tone.ON_ACCENT,
        "check-off": Tone.INK_3,
        "dot": Tone.ON_ACCENT,
    }.items():
        name = f"{role}-{'dark' if worn.dark else 'light'}-{round(worn.scale * 100)}"
        for ratio, suffix in ((1, ""), (2, "@2x"), (3, "@3x")):
            target = drawer.path(f"{name}{suffix}.png")
            if not target.exists():
                _draw(role.removesuffix("-off"), worn, tone, ratio).save(str(target))
        made[role] = f"ico:{name}.png"
    return made


_STROKES: dict[str, tuple[tuple[float, float], ...]] = {
    "down": ((3.5, 6.0), (8.0, 10.5), (12.5, 6.0)),
    "up": ((3.5, 10.0), (8.0, 5.5), (12.5, 10.0)),
    "left": ((10.0, 3.5), (5.5, 8.0), (10.0, 12.5)),
    "right": ((6.0, 3.5), (10.5, 8.0), (6.0, 12.5)),
    "check": ((3.4, 8.3), (6.7, 11.4), (12.6, 4.9)),
}


def _draw(role: str, worn: Look, tone: Tone, ratio: int) -> QImage:
    side = worn.px(16)
    image = QImage(side * ratio, side * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side * ratio / 16, side * ratio / 16)
    if role == "dot":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(worn.color(tone))
        painter.drawEllipse(QPointF(8, 8), 3.5, 3.5)
    else:
        pen = QPen(worn.color(tone), 1.8 if role == "check" else 1.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline([QPointF(*point) for point in _STROKES[role]])
    painter.end()
    return image

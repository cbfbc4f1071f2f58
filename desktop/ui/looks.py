"""The look: colours by role, type, measures. The one place that knows a colour or a size.

A widget asks `look()` while it paints or lays itself out, and asks again in
`changeEvent(StyleChange)`: `wear()` dresses the application anew, live.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from resources import path

FAMILY = "Noto Sans SC"
SCALES = (1.0, 1.25, 1.5, 2.0)  # 标准 大 特大 超大


class Tone(StrEnum):
    """A colour by what it is for; never by what it looks like."""

    PAPER = "paper"
    RAIL = "rail"
    SURFACE = "surface"
    SUNK = "sunk"
    LINE = "line"
    LINE_STRONG = "line_strong"
    FIELD = "field"
    INK = "ink"
    INK_2 = "ink_2"
    INK_3 = "ink_3"
    ACCENT = "accent"
    ACCENT_STRONG = "accent_strong"
    ON_ACCENT = "on_accent"
    SOFT = "soft"
    SELECTED = "selected"
    RED = "red"
    AMBER = "amber"
    ORANGE = "orange"
    GREEN = "green"
    RED_TINT = "red_tint"
    AMBER_TINT = "amber_tint"
    ORANGE_TINT = "orange_tint"
    GREEN_TINT = "green_tint"
    GREY_TINT = "grey_tint"
    BAR = "bar"
    PRACTICE = "practice"
    PRACTICE_TINT = "practice_tint"


LIGHT: dict[Tone, str] = {
    Tone.PAPER: "#F4F2EE",
    Tone.RAIL: "#ECE9E3",
    Tone.SURFACE: "#FFFFFF",
    Tone.SUNK: "#FAF9F6",
    Tone.LINE: "#E0DDD6",
    Tone.LINE_STRONG: "#C9C5BC",
    Tone.FIELD: "#8A867D",
    Tone.INK: "#1E2329",
    Tone.INK_2: "#4D535B",
    Tone.INK_3: "#5F646C",
    Tone.ACCENT: "#1D4E7A",
    Tone.ACCENT_STRONG: "#163D61",
    Tone.ON_ACCENT: "#FFFFFF",
    Tone.SOFT: "#E6EEF5",
    Tone.SELECTED: "#DCE8F3",
    Tone.RED: "#A8261C",
    Tone.AMBER: "#7E4C00",
    Tone.ORANGE: "#9A3D07",
    Tone.GREEN: "#28633B",
    Tone.RED_TINT: "#FAE9E7",
    Tone.AMBER_TINT: "#FBF0DA",
    Tone.ORANGE_TINT: "#FCEBDD",
    Tone.GREEN_TINT: "#E6F1E8",
    Tone.GREY_TINT: "#ECEAE5",
    Tone.BAR: "#7393B3",
    Tone.PRACTICE: "#5B3A78",
    Tone.PRACTICE_TINT: "#EFE7F6",
}

DARK: dict[Tone, str] = {
    Tone.PAPER: "#1A1C1F",
    Tone.RAIL: "#151719",
    Tone.SURFACE: "#222529",
    Tone.SUNK: "#1E2124",
    Tone.LINE: "#34383D",
    Tone.LINE_STRONG: "#474C53",
    Tone.FIELD: "#7D838B",
    Tone.INK: "#E8E6E1",
    Tone.INK_2: "#B9BCC1",
    Tone.INK_3: "#A9ADB4",
    Tone.ACCENT: "#8DB8E2",
    Tone.ACCENT_STRONG: "#A9CBEC",
    Tone.ON_ACCENT: "#10202F",
    Tone.SOFT: "#24364A",
    Tone.SELECTED: "#2A4058",
    Tone.RED: "#F2998F",
    Tone.AMBER: "#E6BC6A",
    Tone.ORANGE: "#F0A878",
    Tone.GREEN: "#8FCBA3",
    Tone.RED_TINT: "#402320",
    Tone.AMBER_TINT: "#3A2E17",
    Tone.ORANGE_TINT: "#3F2A1C",
    Tone.GREEN_TINT: "#1F3527",
    Tone.GREY_TINT: "#2F3338",
    Tone.BAR: "#7393B3",
    Tone.PRACTICE: "#CDB2E8",
    Tone.PRACTICE_TINT: "#35284A",
}


@dataclass(frozen=True, slots=True)
class Look:
    """One dress of the program: light or dark, at one of SCALES."""

    dark: bool = False
    scale: float = 1.0

    def hex(self, tone: Tone) -> str:
        return (DARK if self.dark else LIGHT)[tone]

    def color(self, tone: Tone) -> QColor:
        return QColor(self.hex(tone))

    def px(self, at_100: int) -> int:
        """Pixels of something measured in text (row, field, icon): grows with the font, in steps of 4 from 8 on."""
        grown = at_100 * self.scale
        return round(grown / 4) * 4 if self.scale > 1 and at_100 >= 8 else round(grown)

    def font(self, points: float = 10.5, *, bold: bool = False) -> QFont:
        """The interface's face in `points` at 100 %; only Regular and Bold exist."""
        font = QFont(FAMILY)
        font.setPointSizeF(points * self.scale)
        font.setBold(bold)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    @property
    def page_margin(self) -> int:
        return 24 if self.scale < 1.25 else 16

    @property
    def folded(self) -> bool:
        """From 125 % on the rail shows its words under the icons and pages drop what ranks last."""
        return self.scale >= 1.25


def look() -> Look:
    """The dress being worn; plain daylight before the first `wear`."""
    app = QApplication.instance()
    worn = app.property("look") if app else None
    return worn if isinstance(worn, Look) else Look()


def load_faces() -> None:
    """The bundled face; the interface never depends on the machine's fonts."""
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(path("fonts", name)))


def palette(worn: Look) -> QPalette:
    dress = QPalette()
    group = QPalette.ColorGroup
    role = QPalette.ColorRole
    for target, tone in {
        role.Window: Tone.PAPER,
        role.WindowText: Tone.INK,
        role.Base: Tone.SURFACE,
        role.AlternateBase: Tone.SUNK,
        role.Text: Tone.INK,
        role.Button: Tone.SURFACE,
        role.ButtonText: Tone.INK,
        role.PlaceholderText: Tone.INK_3,
        role.Highlight: Tone.SELECTED,
        role.HighlightedText: Tone.INK,
        role.Link: Tone.ACCENT,
        role.ToolTipBase: Tone.SURFACE,
        role.ToolTipText: Tone.INK,
        role.Accent: Tone.ACCENT,
        role.Mid: Tone.LINE_STRONG,
        role.Light: Tone.SURFACE,
        role.Dark: Tone.LINE_STRONG,
        role.Shadow: Tone.LINE_STRONG,
    }.items():
        dress.setColor(target, worn.color(tone))
    for target in (role.Text, role.WindowText, role.ButtonText):
        dress.setColor(group.Disabled, target, worn.color(Tone.INK_3))
    return dress


def wear(app: QApplication, worn: Look) -> None:
    """Dress the application; widgets already shown change at once."""
    from desktop.ui.sheet import sheet

    if not isinstance(app.property("look"), Look):
        app.setStyle(QStyleFactory.create("Fusion"))  # once: a style that goes while widgets are going takes them along
    collecting = gc.isenabled()
    gc.disable()  # Qt walks over all widgets: one that Python throws away meanwhile takes the program along
    try:
        app.setProperty("look", worn)
        app.setFont(worn.font())
        app.setPalette(palette(worn))
        app.setStyleSheet(sheet(worn))
    finally:
        if collecting:
            gc.enable()

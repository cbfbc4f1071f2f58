"""How a paper looks: sizes in points, page measures in points from the edge."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from reportlab.lib.units import mm

from reports.typesetting.fonts import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """A size of type: which family, how large, how far from line to line."""

    style: Style
    size: float
    leading: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    body: Type
    strong: Type  # 黑体 words inside the body
    title: Type
    heading: Type
    notice: Type  # running text of papers that are read rather than signed clause by clause
    label: Type  # cells of a form that name a field
    entry: Type  # cells of a form that hold one
    small: Type  # tables of figures, notes
    footer: Type
    left: float
    right: float
    top: float
    bottom: float


# GB/T 9704-2012: type area 156 x 225 mm, 37 mm from the top and 28 mm from the binding, 22 lines of 28 characters.
# 28 characters of 16 pt are wider than 156 mm, so the body is 15.75 pt.
_OFFICIAL = Look(
    body=Type(style=Style.FANG, size=15.75, leading=29),
    strong=Type(style=Style.HEI, size=15.75, leading=29),
    title=Type(style=Style.SONG_BOLD, size=22, leading=34),
    heading=Type(style=Style.HEI, size=15.75, leading=29),
    notice=Type(style=Style.FANG, size=14, leading=23),
    label=Type(style=Style.HEI, size=10.5, leading=17),
    entry=Type(style=Style.FANG, size=12, leading=19),
    small=Type(style=Style.SONG, size=10.5, leading=16),
    footer=Type(style=Style.SONG, size=10.5, leading=14),
    left=28 * mm,
    right=26 * mm,
    top=37 * mm,
    bottom=35 * mm,
)

_COMPACT = Look(
    body=Type(style=Style.SONG, size=12, leading=21.5),
    strong=Type(style=Style.HEI, size=12, leading=21.5),
    title=Type(style=Style.SONG_BOLD, size=20, leading=30),
    heading=Type(style=Style.HEI, size=12, leading=21.5),
    notice=Type(style=Style.SONG, size=12, leading=19),
    label=Type(style=Style.HEI, size=10.5, leading=17),
    entry=Type(style=Style.SONG, size=12, leading=19),
    small=Type(style=Style.SONG, size=9, leading=13.5),
    footer=Type(style=Style.SONG, size=9, leading=12),
    left=28 * mm,
    right=26 * mm,
    top=27 * mm,
    bottom=25 * mm,
)


class Theme(Enum):
    OFFICIAL = "official"  # 三号, the page of GB/T 9704-2012
    COMPACT = "compact"  # 小四, for papers that should stay on one leaf

    @property
    def look(self) -> Look:
        return _OFFICIAL if self is Theme.OFFICIAL else _COMPACT

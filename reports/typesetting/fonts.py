"""Which font draws which character: families with a fallback for each character."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

import resources
from reports.errors import MissingGlyph
from reports.typesetting.sfnt import Sfnt

FOLDER = Path(resources.__file__).parent / "fonts"

TWO_EM_DASH = 0x2E3A
FIRST_HAN_MARK = 0xB7  # from here on marks are set full width


class Face:
    """One font file: metrics now, outlines when a paper is bound."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sfnt = Sfnt(FOLDER / f"{name}.ttf")

    @cached_property
    def outlines(self) -> hb.Face:
        return hb.Face(hb.Blob.from_file_path(str(self.sfnt.path)))

    def width(self, glyph: int) -> float:
        """Advance in em."""
        return self.sfnt.advance(glyph) / self.sfnt.units_per_em


class Drawn(NamedTuple):
    """A character as it will be drawn; lengths in em. `before` and `after` are the blanks a mark can give up."""

    text: str
    face: Face
    glyph: int
    width: float
    before: float
    after: float


@cache
def face(name: str) -> Face:
    return Face(name)


class Family:
    """Faces asked in turn for each character, so that a rare name is drawn by whoever has it.

    `latin` is asked first for figures, letters and ASCII marks.
    """

    def __init__(self, *faces: str, latin: str = "") -> None:
        self._names = faces
        self._latin = latin
        self._known: dict[str, Drawn] = {}

    @property
    def first(self) -> Face:
        return face(self._names[0])

    def draw(self, text: str) -> Drawn:
        """Raises MissingGlyph. `text` is one character, or a dash of two."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._find(text)
        return known

    def missing(self, text: Iterable[str]) -> tuple[str, ...]:
        """The characters no face has, in order of code."""
        return tuple(sorted({c for c in text if not any(face(name).sfnt.glyph(ord(c)) for name in self._names)}))

    def _find(self, text: str) -> Drawn:
        if text == "——":
            return self._dash()
        names = (self._latin, *self._names) if self._latin and ord(text) < FIRST_HAN_MARK else self._names
        for name in names:
            chosen = face(name)
            glyph = chosen.sfnt.glyph(ord(text))
            if glyph:
                return Drawn(text, chosen, glyph, chosen.width(glyph), *_blanks(text, chosen, glyph))
        raise MissingGlyph((text,))

    def _dash(self) -> Drawn:
        """破折号 as one stroke: two glyphs of one em each leave a gap in faces whose dash is narrow."""
        for name in self._names:
            glyph = face(name).sfnt.glyph(TWO_EM_DASH)
            if glyph:
                return Drawn("——", face(name), glyph, face(name).width(glyph), 0, 0)
        raise MissingGlyph(("—",))


def _blanks(text: str, chosen: Face, glyph: int) -> tuple[float, float]:
    """Half an em on the side where a full-width mark has no ink, told by its outline: fonts place marks differently."""
    em = chosen.sfnt.units_per_em
    if text not in MARKS or chosen.sfnt.advance(glyph) < em:
        return 0, 0
    left, right = chosen.sfnt.ink(glyph)
    return (0.5 if left >= 0.48 * em else 0), (0.5 if right <= 0.52 * em else 0)


MARKS = frozenset("，。、；：！？（）《》〈〉「」『』【】〔〕［］｛｝“”‘’．")

RARE = "HanaMinB"


class Style(Enum):
    """The families a paper is set in."""

    # 仿宋; its own figures are too heavy beside its Han
    FANG = Family("FandolFang-Regular", "NotoSerifSC-Regular", RARE, latin="NotoSerifSC-Regular")
    SONG = Family("NotoSerifSC-Regular", RARE)  # 宋体
    SONG_BOLD = Family("NotoSerifSC-Bold", "NotoSerifSC-Regular", RARE)  # stands in for 小标宋
    HEI = Family("NotoSansSC-Regular", "NotoSerifSC-Regular", RARE)  # 黑体
    HEI_BOLD = Family("NotoSansSC-Bold", "NotoSansSC-Regular", "NotoSerifSC-Regular", RARE)


def check(text: Iterable[str], style: Style) -> None:
    """Raises MissingGlyph naming every character that cannot be drawn."""
    missing = style.value.missing(text)
    if missing:
        raise MissingGlyph(missing)

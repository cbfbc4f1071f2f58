"""Who draws which character."""

import hashlib
import re

import pytest
from fontTools.ttLib import TTFont

from reports.errors import MissingGlyph
from reports.typesetting.fonts import FOLDER, Style, check, face
from reports.typesetting.sfnt import BadFont, Sfnt

RARE = "㛃𬭎䶮𠅤𫟼𪨶"


@pytest.mark.parametrize("style", Style)
def test_rare_names_are_drawn_by_somebody(style):
    check(RARE, style)
    assert [style.value.draw(character).glyph for character in RARE].count(0) == 0


def test_the_usual_face_comes_first():
    assert style_names("沈佩文，") == {"FandolFang-Regular"}
    assert style_names("2026A") == {"NotoSerifSC-Regular"}
    assert style_names("𬭎") == {"NotoSerifSC-Regular"}
    assert style_names("𡈴") == {"HanaMinB"}


def style_names(text: str) -> set[str]:
    return {Style.FANG.value.draw(character).face.name for character in text}


def test_what_nobody_draws_is_named():
    with pytest.raises(MissingGlyph) as refused:
        check("面𰻞好吃🙂", Style.SONG)

    assert refused.value.characters == ("🙂", "𰻞")
    assert "U+30EDE" in refused.value.for_user()


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.ttf")))
def test_metrics_are_those_of_the_file(name):
    font = TTFont(FOLDER / f"{name}.ttf")
    cmap, order = font.getBestCmap(), font.getReverseGlyphMap()
    mine = face(name).sfnt

    some = sorted(cmap)[::37]
    assert [mine.glyph(code) for code in some] == [order[cmap[code]] for code in some]
    assert [mine.advance(order[cmap[code]]) for code in some] == [font["hmtx"][cmap[code]][0] for code in some]
    assert mine.glyph(0x10FFFD) == 0


def test_a_broken_font_is_refused(tmp_path):
    (tmp_path / "x.ttf").write_bytes((FOLDER / "FandolFang-Regular.ttf").read_bytes()[:60])

    with pytest.raises(BadFont):
        Sfnt(tmp_path / "x.ttf")


def test_the_fonts_are_those_the_readme_names():
    named = dict(re.findall(r"\| (\S+\.ttf) \|.*?([0-9a-f]{64})", (FOLDER / "README.md").read_text("utf-8")))

    assert named == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.ttf")}

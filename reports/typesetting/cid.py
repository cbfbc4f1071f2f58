"""Fonts as ReportLab embeds them: Type0, two-byte codes in order of first use, Unicode right beyond U+FFFF."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc, pdfmetrics

from reports.typesetting.fonts import Face, Style
from reports.typesetting.streams import Stream

_DROPPED = (
    "GSUB",
    "GPOS",
    "GDEF",
    "BASE",
    "name",
    "OS/2",
    "vhea",
    "vmtx",
    "VORG",
    "post",
    "cmap",
    "gasp",
    "DSIG",
    "STAT",
)
_ALIASES = ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Times-Roman", "Times-Bold", "Courier")


class Subset:
    """The glyphs of one face that one document uses."""

    def __init__(self, face: Face, resource: str) -> None:
        self.face = face
        self.resource = resource
        self._codes: dict[tuple[int, str], int] = {}

    def encode(self, glyph: int, text: str) -> str:
        """The code as four hex digits. One glyph with two meanings gets two codes, so that copying gives both back."""
        code = self._codes.get((glyph, text))
        if code is None:
            code = self._codes[glyph, text] = len(self._codes) + 1
        return f"{code:04X}"

    def glyphs(self) -> list[int]:
        return [glyph for glyph, _ in self._codes]

    def texts(self) -> list[str]:
        return [text for _, text in self._codes]


def subset_of(doc: Any, face: Face) -> Subset:
    """The subset of this face in this document; ReportLab is told at its first use to embed it at the end."""
    subsets: dict[str, Subset] = doc.__dict__.setdefault("press_subsets", {})
    known = subsets.get(face.name)
    if known is None:
        known = subsets[face.name] = Subset(face, f"F{len(subsets) + 1}")
        doc.fontMapping[face.name] = "/" + known.resource
        doc.delayedFonts.append(_Embedding(known))
    return known


class _Embedding:
    def __init__(self, subset: Subset) -> None:
        self._subset = subset

    def addObjects(self, doc: Any) -> None:
        subset = self._subset
        face, glyphs, texts = subset.face, subset.glyphs(), subset.texts()
        program, new_ids = _cut(face, glyphs)
        tag = _tag(face.name, texts)
        name = f"{tag}+{face.name}"

        def name_of(kind: str) -> str:
            return f"press:{kind}:{subset.resource}"

        def stream(kind: str, content: bytes, **entries: Any) -> Any:
            return doc.Reference(Stream(content, entries=entries), name_of(kind))

        em = face.sfnt.units_per_em

        def scaled(units: int) -> int:
            return round(1000 * units / em)

        descriptor = {
            "Type": pdfdoc.PDFName("FontDescriptor"),
            "FontName": pdfdoc.PDFName(name),
            "Flags": 4,
            "FontBBox": pdfdoc.PDFArray([scaled(edge) for edge in face.sfnt.bounds]),
            "ItalicAngle": 0,
            "Ascent": scaled(face.sfnt.ascent),
            "Descent": scaled(face.sfnt.descent),
            "CapHeight": 733,
            "StemV": 80,
            "FontFile2": stream("program", program, Length1=len(program)),
        }
        widths = [scaled(face.sfnt.advance(glyph)) for glyph in glyphs]
        map_to_glyphs = b"\0\0" + b"".join(new_ids[glyph].to_bytes(2, "big") for glyph in glyphs)
        descendant = {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("CIDFontType2"),
            "BaseFont": pdfdoc.PDFName(name),
            "CIDSystemInfo": pdfdoc.PDFDictionary(
                {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
            ),
            "DW": 1000,
            "W": pdfdoc.PDFArray(list(_runs_of_widths(widths))),
            "CIDToGIDMap": stream("glyphs", map_to_glyphs),
            "FontDescriptor": doc.Reference(pdfdoc.PDFDictionary(descriptor), name_of("descriptor")),
        }
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(name),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(pdfdoc.PDFDictionary(descendant), name_of("cid"))]),
                "ToUnicode": stream("unicode", _to_unicode(texts)),
            }
        )
        doc.idToObject["BasicFonts"].dict[subset.resource] = doc.Reference(font, name_of("font"))


def _cut(face: Face, glyphs: list[int]) -> tuple[bytes, dict[int, int]]:
    """The font reduced to these glyphs, and where each one went."""
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED)
    plan = hb.SubsetPlan(face.outlines, wanted)
    mapping = dict(plan.old_to_new_glyph_mapping)
    return bytes(plan.execute().blob.data), mapping


def _tag(name: str, texts: list[str]) -> str:
    """Six letters that say which characters are inside; the same characters give the same letters."""
    digest = hashlib.sha256("\n".join([name, *texts]).encode()).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _runs_of_widths(widths: list[int]) -> Iterator[Any]:
    """The /W array for codes 1, 2, ...: `first last width` for each run that is not the default of 1000."""
    start = 0
    for at in range(1, len(widths) + 1):
        if at < len(widths) and widths[at] == widths[start]:
            continue
        if widths[start] != 1000:
            yield from (start + 1, at, widths[start])
        start = at


def _to_unicode(texts: list[str]) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    pairs = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in enumerate(texts, 1)]
    for at in range(0, len(pairs), 100):
        block = pairs[at : at + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


class PressFont:
    """A family under a ReportLab name, so that charts and ReportLab's own defaults embed it too.

    ReportLab asks a font for little: `stringWidth`, `splitString`, `getSubsetInternalName` and `face`. Characters it
    is given are drawn by the family's first face that has them; it has no line breaking.
    """

    _multiByte = 1
    _dynamicFont = 1

    def __init__(self, name: str, style: Style) -> None:
        self.fontName = name
        self._family = style.value
        self.face = _Extents(name)
        self.encName = "Identity-H"
        self.substitutionFonts: list[Any] = []

    @property
    def shapable(self) -> bool:
        return False

    def stringWidth(self, text: str | bytes, size: float, encoding: str = "utf8") -> float:
        words = text.decode(encoding) if isinstance(text, bytes) else text
        return size * sum(self._family.draw(character).width for character in words)

    def splitString(self, text: str | bytes, doc: Any, encoding: str = "utf-8") -> list[tuple[str, bytes]]:
        words = text.decode(encoding) if isinstance(text, bytes) else text
        parts: list[tuple[str, bytes]] = []
        for drawn in map(self._family.draw, words):
            code = bytes.fromhex(subset_of(doc, drawn.face).encode(drawn.glyph, drawn.text))
            if parts and parts[-1][0] == drawn.face.name:
                parts[-1] = (drawn.face.name, parts[-1][1] + code)
            else:
                parts.append((drawn.face.name, code))
        return parts

    def getSubsetInternalName(self, subset: str, doc: Any) -> str:
        name: str = doc.fontMapping[subset]
        return name


class _Extents:
    """What ReportLab reads of a face: extents in thousandths of an em."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.familyName = name
        self.ascent, self.descent = 880, -120
        self.subfontNameX = b""


def register() -> None:
    """Gives ReportLab the press's families under their names, and in place of the fonts it does not embed."""
    registry: Any = pdfmetrics
    for style in Style:
        pdfmetrics.registerFont(PressFont(style.name, style))
    for name in _ALIASES:
        registry._fonts.pop(name, None)
        pdfmetrics.registerFont(PressFont(name, Style.SONG))

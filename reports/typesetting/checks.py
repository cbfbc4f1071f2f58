"""What PDF/A-3b asks of a file, as far as these papers can break it. Our own checks, not a validator's verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

_FORBIDDEN = ("/JavaScript", "/JS", "/Launch", "/URI", "/OpenAction", "/AA", "/SMask", "/LZWDecode", "/XFA")


def problems(pdf: bytes) -> list[str]:
    """One sentence for each breach; empty when nothing was found."""
    found: list[str] = []
    if not pdf.startswith(b"%PDF-1.7") or max(pdf[pdf.index(b"\n") + 2 : pdf.index(b"\n") + 6]) < 128:
        found.append("header is not %PDF-1.7 with a binary comment")
    if re.search(rb"[^\r\n]endstream|[^\r\n]endobj|\d obj[^\r\n]", pdf):
        found.append("a keyword of the file's structure does not stand at the start of a line")
    with pikepdf.open(BytesIO(pdf)) as file:
        if file.is_encrypted:
            found.append("encrypted")
        if "/ID" not in file.trailer:
            found.append("no file ID")
        found += _metadata(file)
        found += _colours(file)
        found += _forbidden(file)
        found += _attachments(file)
        found += _fonts(file)
    return found


def _metadata(file: pikepdf.Pdf) -> Iterator[str]:
    root: Any = file.Root
    if str(root.get("/Lang", "")) != "zh-CN":
        yield "language is not zh-CN"
    if "/Metadata" not in root:
        yield "no XMP metadata"
        return
    if "/Filter" in root.Metadata:
        yield "XMP metadata is compressed"
    metadata = file.open_metadata(set_pikepdf_as_editor=False)

    def said(name: str) -> str:
        value = metadata.get(name, "")
        return value if isinstance(value, str) else "".join(value)

    if metadata.pdfa_status != "3B":
        yield "XMP does not claim PDF/A-3b"
    info = file.docinfo
    for key, path in {
        "/Title": "dc:title",
        "/Author": "dc:creator",
        "/Producer": "pdf:Producer",
        "/Creator": "xmp:CreatorTool",
    }.items():
        if str(info.get(key, "")) != said(path):
            yield f"{key} differs from {path}"
    for key, path in {"/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}.items():
        if _digits(str(info.get(key, ""))) != _digits(said(path)):
            yield f"{key} differs from {path}"


def _digits(when: str) -> str:
    return "".join(filter(str.isdigit, when))


def _colours(file: pikepdf.Pdf) -> Iterator[str]:
    root: Any = file.Root
    intents = root.get("/OutputIntents", [])
    profiles = [intent.DestOutputProfile for intent in intents if intent.S == "/GTS_PDFA1"]
    if len(profiles) != 1:
        yield "not exactly one output intent"
        return
    profile = profiles[0].read_bytes()
    if profiles[0].N != 3 or profile[36:40] != b"acsp" or profile[16:20] != b"RGB ":
        yield "output profile is not an RGB profile"
    for number, page in enumerate(file.pages, 1):
        for instruction in pikepdf.parse_content_stream(page):
            if str(instruction.operator) in ("k", "K", "cs", "CS"):
                yield f"page {number} uses colours outside the profile"


def _forbidden(file: pikepdf.Pdf) -> Iterator[str]:
    for thing in file.objects:
        for name in _names(thing, 0):
            if name in _FORBIDDEN:
                yield f"forbidden {name}"
    for number, page in enumerate(file.pages, 1):
        if "/Annots" in page:
            yield f"page {number} has annotations"


def _names(thing: Any, depth: int) -> Iterator[str]:
    """Keys and names inside one object, not following references."""
    if depth and getattr(thing, "is_indirect", False):
        return
    if isinstance(thing, pikepdf.Name):
        yield str(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, value in thing.items():
            yield key
            yield from _names(value, depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from _names(value, depth + 1)


def _attachments(file: pikepdf.Pdf) -> Iterator[str]:
    root: Any = file.Root
    associated = list(root.get("/AF", []))
    embedded = list(root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", []))[1::2]
    if len(associated) != len(embedded):
        yield "an embedded file is not associated with the document"
    for specification in associated:
        for key in ("/F", "/UF", "/AFRelationship", "/EF"):
            if key not in specification:
                yield f"file specification without {key}"
        if "/Subtype" not in specification.EF.F:
            yield "embedded file without a media type"


def _fonts(file: pikepdf.Pdf) -> Iterator[str]:
    used: dict[tuple[int, int], set[int]] = {}
    fonts: dict[tuple[int, int], Any] = {}
    for page in file.pages:
        resources: Any = page.Resources.get("/Font", {})
        current: tuple[int, int] | None = None
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator == "Tf":
                font = resources[str(instruction.operands[0])]
                current = font.objgen
                fonts[current] = font
            elif operator in ("Tj", "TJ") and current:
                used.setdefault(current, set()).update(_codes(instruction.operands[0]))
    for key, font in fonts.items():
        yield from _font(font, used.get(key, set()))


def _codes(operand: Any) -> Iterator[int]:
    for piece in operand if isinstance(operand, pikepdf.Array) else [operand]:
        if isinstance(piece, pikepdf.String):
            data = bytes(piece)
            yield from (int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))


def _font(font: Any, used: set[int]) -> Iterator[str]:
    name = str(font.BaseFont)
    if font.Subtype != "/Type0" or font.Encoding != "/Identity-H":
        yield f"{name} is not an Identity-H composite font"
        return
    descendant = font.DescendantFonts[0]
    if "/FontFile2" not in descendant.FontDescriptor:
        yield f"{name} is not embedded"
        return
    if "/ToUnicode" not in font:
        yield f"{name} has no ToUnicode"
    program = TTFont(BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
    to_glyph = descendant.CIDToGIDMap.read_bytes()
    widths = _widths(descendant)
    names = program.getGlyphOrder()
    em = program["head"].unitsPerEm
    for code in sorted(used):
        glyph = int.from_bytes(to_glyph[2 * code : 2 * code + 2], "big")
        if glyph == 0 or glyph >= len(names):
            yield f"{name} draws code {code} without a glyph"
            continue
        real = program["hmtx"][names[glyph]][0] * 1000 / em
        if abs(real - widths.get(code, int(descendant.DW))) > 1:
            yield f"{name} gives code {code} a width that is not its glyph's"


def _widths(descendant: Any) -> dict[int, float]:
    """The /W array; only its `first last width` form is written here."""
    numbers = [float(number) for number in descendant.get("/W", [])]
    widths = {}
    for at in range(0, len(numbers), 3):
        first, last, width = numbers[at : at + 3]
        widths.update(dict.fromkeys(range(int(first), int(last) + 1), width))
    return widths

"""What makes a file PDF/A-3b: metadata that agrees with itself, a colour profile, and the source beside the page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

import resources
from reports.typesetting.streams import Stream, rewrap_pages

PRODUCER = "Mediation Desk press"
SHANGHAI = timezone(timedelta(hours=8))
SOURCE_NAME = "source.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What the file says about itself. `source` is JSON (UTF-8) attached to it, or None."""

    title: str
    author: str
    issued_at: datetime
    source: bytes | None = None

    @property
    def moment(self) -> datetime:
        """In local time when the caller gave no zone."""
        return self.issued_at if self.issued_at.tzinfo else self.issued_at.replace(tzinfo=SHANGHAI)


class _Catalog(pdfdoc.PDFCatalog):
    __NoDefault__ = [*pdfdoc.PDFCatalog.__NoDefault__, "OutputIntents", "AF"]  # noqa: RUF012
    __Refs__ = pdfdoc.PDFCatalog.__NoDefault__


class _Info(pdfdoc.PDFInfo):
    """The information dictionary with the entries the metadata repeats, and no other."""

    def __init__(self, imprint: Imprint) -> None:
        super().__init__()
        self.title = imprint.title
        self.author = imprint.author
        moment = imprint.moment
        offset = moment.strftime("%z")
        self._date = f"D:{moment:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"

    def format(self, document: Any) -> bytes:
        entries = {
            "Title": pdfdoc.PDFString(self.title),
            "Author": pdfdoc.PDFString(self.author),
            "Creator": pdfdoc.PDFString(PRODUCER),
            "Producer": pdfdoc.PDFString(PRODUCER),
            "CreationDate": pdfdoc.PDFString(self._date),
            "ModDate": pdfdoc.PDFString(self._date),
        }
        formatted: bytes = pdfdoc.PDFDictionary(entries).format(document)
        return formatted


def finish(doc: Any, imprint: Imprint, pages: bytes) -> None:
    """Dresses ReportLab's document before it is written. `pages` is what the file's ID is made from."""
    catalog: Any = _Catalog()
    catalog.__dict__.update(doc.Catalog.__dict__)
    doc.Catalog = doc._catalog = catalog
    catalog.Lang = pdfdoc.PDFString("zh-CN")
    catalog.Metadata = _stream(_packet(imprint), compress=False, Type="Metadata", Subtype="XML")
    catalog.OutputIntents = pdfdoc.PDFArray([_output_intent(doc)])
    if imprint.source is not None:
        attached = doc.Reference(_attachment(doc, imprint.source, imprint), "press:source")
        catalog.AF = pdfdoc.PDFArray([attached])
        named = pdfdoc.PDFArray([pdfdoc.PDFString(SOURCE_NAME), attached])
        catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": pdfdoc.PDFDictionary({"Names": named})})
    doc.info = _Info(imprint)
    rewrap_pages(doc)
    words = "".join(text for subset in doc.press_subsets.values() for text in subset.texts()).encode()
    digest = hashlib.sha256(pages + words + _packet(imprint) + (imprint.source or b"")).hexdigest()[:32].encode()
    doc._ID = b"\n[<" + digest + b"><" + digest + b">]\n"


def _stream(content: bytes, *, compress: bool, **names: Any) -> Any:
    """A stream; entries given as words become names, the rest stay as they are."""
    entries = {key: pdfdoc.PDFName(value) if isinstance(value, str) else value for key, value in names.items()}
    return Stream(content, compress=compress, entries=entries)


@cache
def _profile() -> bytes:
    return (Path(resources.__file__).parent / "icc" / "sRGB.icc").read_bytes()


def _output_intent(doc: Any) -> Any:
    profile = doc.Reference(_stream(_profile(), compress=True, N=3), "press:profile")
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": pdfdoc.PDFString("sRGB IEC61966-2.1"),
            "Info": pdfdoc.PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": profile,
        }
    )


def _attachment(doc: Any, source: bytes, imprint: Imprint) -> Any:
    moment = imprint.moment.astimezone(UTC)
    parameters = pdfdoc.PDFDictionary({"Size": len(source), "ModDate": pdfdoc.PDFString(f"D:{moment:%Y%m%d%H%M%S}Z")})
    held = _stream(source, compress=True, Type="EmbeddedFile", Subtype="application#2Fjson", Params=parameters)
    file = doc.Reference(held, "press:source-file")
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Filespec"),
            "F": pdfdoc.PDFString(SOURCE_NAME),
            "UF": pdfdoc.PDFString(SOURCE_NAME),
            "Desc": pdfdoc.PDFString("The values this paper was made from"),
            "AFRelationship": pdfdoc.PDFName("Source"),
            "EF": pdfdoc.PDFDictionary({"F": file, "UF": file}),
        }
    )


def _packet(imprint: Imprint) -> bytes:
    when = imprint.moment.isoformat(timespec="seconds")
    title, author = escape(imprint.title), escape(imprint.author)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>
<xmp:CreateDate>{when}</xmp:CreateDate>
<xmp:ModifyDate>{when}</xmp:ModifyDate>
<pdf:Producer>{PRODUCER}</pdf:Producer>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>""".encode()

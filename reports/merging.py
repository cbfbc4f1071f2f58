"""Many papers as one file for one run of the printer."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pikepdf

PRODUCER = "Mediation Desk press"


def merged(papers: Sequence[bytes], *, title: str, duplex: bool = True) -> bytes:
    """The papers one after another; `duplex`: each begins on a front side, after a blank back where need be.

    The file's own archive metadata does not survive: it is for the printer, the papers themselves are what is kept.
    """
    out = BytesIO()
    with pikepdf.new() as whole:
        for n, paper in enumerate(papers):
            with pikepdf.open(BytesIO(paper)) as one:
                whole.pages.extend(one.pages)
                odd = len(one.pages) % 2 == 1
                size = one.pages[-1].mediabox if odd else None
            if duplex and odd and n < len(papers) - 1 and size is not None:
                whole.add_blank_page(page_size=(float(size[2]), float(size[3])))
        whole.docinfo["/Title"] = title
        whole.docinfo["/Producer"] = PRODUCER
        whole.Root.Lang = pikepdf.String("zh-CN")
        whole.Root.ViewerPreferences = pikepdf.Dictionary(PrintScaling=pikepdf.Name("/None"))
        whole.remove_unreferenced_resources()
        whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()

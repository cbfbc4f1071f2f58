"""python -m reports.gallery DIR: one sample of each paper, to be looked at."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from reports.documents import KINDS
from reports.documents.agreement import sample_of_wages
from reports.statistics import bulletin_pdf, bulletin_samples, table_pdf, table_pdf_samples
from reports.typesetting.themes import Theme


def papers() -> Iterator[tuple[str, bytes]]:
    """File names and files: each document issued and as a draft, the agreement in both themes and with an annex,
    then the month's bulletins and tables."""
    for kind, document in KINDS.items():
        yield f"{kind}.pdf", document.build(document.sample())
        yield f"{kind}-draft.pdf", document.build(document.sample(), draft=True)
    agreement = KINDS["agreement"]
    yield "agreement-official.pdf", agreement.build(agreement.sample(), theme=Theme.OFFICIAL)
    yield "agreement-compact.pdf", agreement.build(agreement.sample(), theme=Theme.COMPACT)
    yield "agreement-wages.pdf", agreement.build(sample_of_wages())
    yield from _statistics()


def _statistics() -> Iterator[tuple[str, bytes]]:
    for name, bulletin in bulletin_samples.SAMPLES.items():
        yield f"{name}.pdf", bulletin_pdf.build(bulletin())
    yield "bulletin-practice.pdf", bulletin_pdf.build(bulletin_samples.usual(), practice=True)
    for name, sheet in table_pdf_samples.SAMPLES.items():
        yield f"{name}.pdf", table_pdf.build(sheet(), issued_at=table_pdf_samples.ISSUED_AT)


def main(folder: str) -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name, paper in papers():
        (target / name).write_bytes(paper)
        sys.stdout.write(name + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m reports.gallery DIR")
    main(sys.argv[1])

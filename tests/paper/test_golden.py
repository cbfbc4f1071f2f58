"""What each sample says, page by page, as it was when somebody last read it.

After a wanted change: python -m tests.paper.test_golden, and read the difference before committing it.
"""

from pathlib import Path

import pytest

from reports import gallery
from tests.reports.reading import page_texts

GOLDEN = Path(__file__).parent / "golden"


def spoken(paper: bytes) -> str:
    pages = ["\n".join(line.rstrip() for line in text.splitlines()) for text in page_texts(paper)]
    return "\n\n----\n\n".join(pages) + "\n"


def papers() -> dict[str, bytes]:
    return {name.removesuffix(".pdf"): paper for name, paper in gallery.papers()}


@pytest.mark.parametrize("name", sorted(papers()))
def test_the_paper_says_what_it_said(name):
    assert spoken(papers()[name]) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_every_golden_text_has_its_paper():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(papers())


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, paper in papers().items():
        (GOLDEN / f"{name}.txt").write_text(spoken(paper), encoding="utf-8")

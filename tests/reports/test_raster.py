"""Pages as pictures."""

from threading import Thread

import pytest

from reports import raster
from reports.documents import KINDS


@pytest.fixture(scope="module")
def paper() -> bytes:
    return KINDS["agreement"].build(KINDS["agreement"].sample())


def test_pages_are_a4_with_ink_on_white(paper):
    sizes = raster.page_sizes(paper)
    first, second = raster.pages(paper, dpi=72)

    assert [(round(width), round(height)) for width, height in sizes] == [(595, 842)] * 2
    assert (first.width, first.height) == (596, 842)
    assert len(first.pixels) == first.stride * first.height
    assert first.pixels[:4] == b"\xff\xff\xff\xff"
    assert min(first.pixels) < 80
    assert first.pixels != second.pixels


def test_one_page_in_grey(paper):
    (only,) = raster.pages(paper, dpi=144, only=[1], grey=True)

    assert only.width <= only.stride < only.width + 4
    assert len(only.pixels) == only.stride * only.height
    assert only.pixels[0] == 255


@pytest.mark.parametrize("damaged", [b"", b"not a paper", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_paper_is_refused(damaged):
    with pytest.raises(raster.UnreadablePaper) as refused:
        raster.page_count(damaged)

    assert "重新生成" in refused.value.for_user()


def test_two_threads_may_ask_at_once(paper):
    seen: list[int] = []
    threads = [Thread(target=lambda: seen.append(len(raster.pages(paper, dpi=30)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [2] * 4

"""The press with ReportLab's own flowables in it, and with several papers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Spacer, Table
from reportlab.platypus.flowables import Flowable

from reports import gallery
from reports.typesetting.archive import Imprint
from reports.typesetting.checks import problems
from reports.typesetting.press import Sheet, bind
from reports.typesetting.themes import Theme
from tests.reports.reading import text_of


def bound(story: list[Flowable]) -> bytes:
    sheet = Sheet(title="月报", number="2026年8月", look=Theme.COMPACT.look)
    local = datetime(2026, 9, 1, 8, 0)  # noqa: DTZ001
    return bind(story, sheet, Imprint(title="月报", author="调处室", issued_at=local))


def test_tables_and_charts_of_reportlab_are_set_in_embedded_fonts():
    chart = VerticalBarChart()
    chart.data = [(3, 5, 8)]
    chart.categoryAxis.categoryNames = ["劳动", "物业", "邻里𬭎"]
    drawing = Drawing(200, 120)
    drawing.add(chart)

    paper = bound([Table([["类型", "", "件数"], ["劳动", "x", "3"]]), drawing])

    assert problems(paper) == []
    text = text_of(paper, "pypdf")
    assert all(words in text for words in ("类型", "件数", "邻里𬭎"))


def test_a_paper_without_a_zone_is_dated_in_shanghai():
    assert b"20260901080000+08'00'" in bound([Spacer(0, 1)])


def test_papers_made_at_once_are_those_made_one_by_one():
    alone = dict(gallery.papers())

    with ThreadPoolExecutor(4) as workers:
        together = list(workers.map(lambda _: dict(gallery.papers()), range(4)))

    assert all(made == alone for made in together)

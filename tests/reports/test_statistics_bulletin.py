"""The bulletin: one leaf a month, its comparisons in words, nothing lost when there is much to say."""

from dataclasses import replace

import pytest

from reports import raster
from reports.errors import MissingGlyph
from reports.statistics import bulletin_pdf
from reports.statistics import bulletin_samples as samples
from reports.statistics.bulletin import Against, Bulletin, Concern, Sign, Way, compared, key_figure
from reports.statistics.bulletin_pdf import NO_CONCERNS
from reports.statistics.sheets import Kind
from reports.typesetting.checks import problems
from tests.reports.reading import flat, page_texts, text_of


def said(paper: Bulletin) -> str:
    return flat(text_of(bulletin_pdf.build(paper), "pdfium"))


@pytest.mark.parametrize("name", sorted(samples.SAMPLES))
def test_everything_on_it_is_printed(name):
    paper = samples.SAMPLES[name]()
    text = said(paper)

    assert problems(bulletin_pdf.build(paper)) == []
    for words in (paper.room, paper.title, paper.committee, paper.period, paper.state, *paper.earlier):
        assert flat(words) in text
    for figure in paper.figures:
        assert flat(f"{figure.name}") in text
        assert figure.value in text
        assert all(flat(against.words) in text for against in figure.against if against.way is not Way.UNKNOWN)
    for concern in paper.concerns:
        assert flat(concern.words + concern.count + concern.note) in text
    for words in (*paper.reading, *paper.corrections, *paper.footing):
        assert flat(words) in text
    for chart in paper.charts:
        assert flat(chart.question) in text
        assert flat(chart.answer) in text


def test_a_usual_month_is_one_leaf_and_a_much_corrected_one_two():
    assert raster.page_count(bulletin_pdf.build(samples.usual())) == 1
    assert raster.page_count(bulletin_pdf.build(samples.first())) == 1
    first, second = page_texts(bulletin_pdf.build(samples.corrected()))

    assert "需要关注" in first
    assert "一年来怎样" in first
    assert "上月更正" in second
    assert "审核：叶知秋" in flat(second)


@pytest.mark.parametrize("many", range(0, 40))
def test_the_foot_never_stands_alone(many):
    concerns = tuple(Concern(sign=Sign.NOTE, words=f"第{n}项", count="1 件") for n in range(many))
    pages = [flat(text) for text in page_texts(bulletin_pdf.build(replace(samples.usual(), concerns=concerns)))]

    assert all(f"第{n}项" in "".join(pages) for n in range(many))
    assert "制表：" in pages[-1]
    assert "统计口径" in pages[-1]
    assert len(pages) <= 2
    if len(pages) > 1:
        assert "需要关注" in pages[-1]


@pytest.mark.parametrize("count", range(0, 7))
def test_any_number_of_charts(count):
    paper = replace(samples.usual(), charts=(samples.usual().charts * 2)[:count])
    pdf = bulletin_pdf.build(paper)

    assert problems(pdf) == []
    assert text_of(pdf, "pdfium").count("哪类纠纷最多") == len([n for n in range(count) if n % 4 == 0])


def test_without_cases_it_says_so_and_compares_with_nothing():
    text = said(samples.first())

    assert text.count("没有可比的数据") == 2
    assert text.count("本月没有案件") == 4
    assert flat(NO_CONCERNS) in text


@pytest.mark.parametrize("length", [4, 20, 24, 34, 48, 90, 200])
def test_a_room_of_any_name(length):
    paper = replace(samples.usual(), room=("海棠创谷联合纠纷调处室" * 20)[:length], committee="委员会" * 20)
    pdf = bulletin_pdf.build(paper)

    assert problems(pdf) == []
    assert flat(paper.room) in flat(text_of(pdf, "pdfium"))


def test_rare_characters_come_back_out_and_unknown_ones_are_refused():
    assert "曹𬭎严㛃华䶮" in said(replace(samples.usual(), filled_by="曹𬭎严㛃华䶮"))
    for changed in (
        {"room": "𱍐室"},
        {"reading": ("𱍐",)},
        {"corrections": ("𱍐",)},
        {"concerns": (Concern(sign=Sign.NOTE, words="𱍐", count="1"),)},
        {"figures": (key_figure("𱍐", Kind.COUNT, "件", 1),)},
    ):
        with pytest.raises(MissingGlyph):
            bulletin_pdf.build(replace(samples.usual(), **changed))


def test_same_month_same_bytes_and_practice_is_marked():
    assert bulletin_pdf.build(samples.usual()) == bulletin_pdf.build(samples.usual())
    assert "练习用" in text_of(bulletin_pdf.build(samples.usual(), practice=True), "pdfium")


@pytest.mark.parametrize(
    ("now", "then", "kind", "unit", "expected"),
    [
        (26, 23, Kind.COUNT, "件", Against(Way.MORE, "多 3 件")),
        (23, 26, Kind.COUNT, "件", Against(Way.LESS, "少 3 件")),
        (0, 0, Kind.COUNT, "件", Against(Way.SAME, "持平")),
        (5, None, Kind.COUNT, "件", Against(Way.UNKNOWN, "无数据")),
        (None, 5, Kind.RATE, "", Against(Way.UNKNOWN, "无数据")),
        (846, 957, Kind.RATE, "", Against(Way.LESS, "低 11.1 个百分点")),
        (1000, 0, Kind.RATE, "", Against(Way.MORE, "高 100.0 个百分点")),
        (84_370_000, 102_150_000, Kind.WAN, "万元", Against(Way.LESS, "少 17.78 万元")),
        (100, 4_000, Kind.WAN, "万元", Against(Way.SAME, "持平")),
        (1_000, 100, Kind.MONEY, "元", Against(Way.MORE, "多 9.00 元")),
    ],
)
def test_how_a_figure_moved(now, then, kind, unit, expected):
    assert compared(now, then, kind, unit) == expected


def test_a_figure_of_nothing_has_a_dash():
    figure = key_figure("成功率", Kind.RATE, "", None, 900)

    assert (figure.value, figure.unit) == ("—", "")
    assert (key_figure("成功率", Kind.RATE, "", 846).value, key_figure("成功率", Kind.RATE, "", 846).unit) == (
        "84.6",
        "%",
    )


def test_a_figure_compared_with_too_little_is_refused():
    with pytest.raises(ValueError, match="each of the earlier"):
        replace(samples.usual(), figures=(key_figure("案件总数", Kind.COUNT, "件", 1, 2),))

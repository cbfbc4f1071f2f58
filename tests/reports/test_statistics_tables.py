"""Sheets on paper: every value printed, headings on every page, one page wide, the foot with its last row."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports import raster
from reports.errors import MissingGlyph
from reports.statistics import table_pdf
from reports.statistics import table_pdf_samples as samples
from reports.statistics.sheets import Column, Kind, Sheet, shown
from reports.statistics.table_pdf_columns import plan
from reports.statistics.table_pdf_grid import heads
from reports.typesetting.checks import problems
from tests.reports.reading import flat, page_texts, text_of


def built(sheet: Sheet, **more) -> bytes:
    return table_pdf.build(sheet, issued_at=samples.ISSUED_AT, **more)


def within(pdf: bytes, sheet: Sheet) -> None:
    """Every character is inside the margins, at both sides."""
    look = table_pdf.STANDING if sheet.tall else table_pdf.LYING
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            words, (width, height) = page.get_textpage(), page.get_size()
            for n in range(words.count_chars()):
                if not words.get_text_range(n, 1).strip():
                    continue
                left, bottom, right, top = words.get_charbox(n)
                assert look.left - 1 <= left
                assert right <= width - look.right + 1
                assert bottom > 0
                assert top < height
    finally:
        document.close()


@pytest.mark.parametrize("name", sorted(samples.SAMPLES))
def test_every_value_and_heading_is_printed(name):
    sheet = samples.SAMPLES[name]()
    pdf = built(sheet)
    said = flat(text_of(pdf, "pdfium")) + flat(text_of(pdf, "pypdf"))  # readers join lines of neighbouring cells

    assert problems(pdf) == []
    within(pdf, sheet)
    for column in sheet.columns:
        assert all(flat(word) in said for word in column.head)
    for row in sheet.lines():
        for value, column in zip(row, sheet.columns, strict=True):
            assert flat(shown(value, column.kind)) in said
    for words in (sheet.title, sheet.period, f"单位：{sheet.unit}", f"填报单位：{sheet.office}", *sheet.notes):
        assert flat(words) in said
    for role in ("制表人：", "审核人：", "日期："):
        assert flat(text_of(pdf, "pypdf")).count(role) == 1


def test_the_official_table_is_one_leaf_in_two_bands_that_tear_no_group():
    sheet = samples.case_table()
    bands = plan(sheet, 760).bands

    assert raster.page_count(built(sheet)) == 1
    assert [band.columns[0] for band in bands] == [0, 0]
    held = [at for band in bands for at in band.columns if at]
    assert held == list(range(1, len(sheet.columns)))
    first, second = ({sheet.columns[at].head[0] for at in band.columns if at} for band in bands)
    assert not first & second


def test_a_register_repeats_its_heads_and_ends_with_total_and_foot():
    pages = [flat(text) for text in page_texts(built(samples.register(60)))]

    assert len(pages) > 3
    for n, text in enumerate(pages, 1):
        assert "证件号码" in text
        assert f"第{n}页共{len(pages)}页" in text
    assert ["合计" in text for text in pages] == [False] * (len(pages) - 1) + [True]
    assert "制表人：周慧兰" in pages[-1]


@pytest.mark.parametrize("count", range(8, 40))
def test_neither_total_nor_foot_stands_on_a_page_without_a_row(count):
    last = flat(page_texts(built(samples.register(count)))[-1])

    assert f"海棠人调字第{count:03d}号" in last
    assert "合计" in last
    assert "审核人：" in last


@pytest.mark.timeout(60)
def test_hundreds_of_lines_are_all_there():
    text = flat(text_of(built(samples.register(400)), "pdfium"))

    assert all(f"海棠人调字第{n:03d}号" in text for n in range(1, 401))


@pytest.mark.timeout(20)
def test_a_row_taller_than_a_page_runs_on_whole():
    facts = "".join(f"第{n:04d}次协商未果，双方各执一词；" for n in range(588))[:9_900]
    sheet = replace(
        samples.register(3),
        columns=(Column(head=("案号",), kind=Kind.ID), Column(head=("简要情况",), width=20)),
        rows=(("甲-1", "短"), ("甲-2", facts), ("甲-3", "短")),
        total="",
    )
    pdf = built(sheet)

    assert raster.page_count(pdf) > 3
    within(pdf, sheet)
    numbers = [n for n in range(588) if f"第{n:04d}次" in flat(facts)]
    assert all(f"第{n:04d}次" in flat(text_of(pdf, "pdfium").replace("案号简要情况", "")) for n in numbers[:-1:7])


def test_a_sheet_without_rows_says_so():
    sheet = replace(samples.register(1), rows=())
    text = text_of(built(sheet), "pdfium")

    assert "本期没有记录。" in text
    assert "证件号码" in text


def test_same_sheet_same_bytes_and_practice_is_marked():
    assert built(samples.case_table()) == built(samples.case_table())
    assert "练习用" in text_of(built(samples.case_table(), practice=True), "pdfium")
    assert "练习" not in text_of(built(samples.case_table()), "pdfium")


def test_the_committee_is_the_files_author():
    with pikepdf.open(BytesIO(built(samples.by_category(), author="某委员会"))) as file:
        assert str(file.docinfo["/Author"]) == "某委员会"
        assert str(file.docinfo["/Title"]) == "案件分类与调解结果对照表 2026年1—10月（按结案日）"


@pytest.mark.parametrize("value", ["𱍐", "甲𱍐"])
def test_a_name_that_no_font_can_draw_is_refused(value):
    sheet = samples.register(1)
    with pytest.raises(MissingGlyph):
        built(replace(sheet, rows=((1, value, *sheet.rows[0][2:]),)))


def test_what_was_typed_is_not_obeyed():
    sheet = replace(samples.register(1), notes=("<b>粗</b>&amp;", "=HYPERLINK(1)"), office="</para><img src='x'/>")

    text = flat(text_of(built(sheet), "pdfium"))
    assert "<b>粗</b>&amp;" in text
    assert "</para><imgsrc='x'/>" in text


HEADS = st.lists(st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=3).map(tuple), min_size=1, max_size=12)


@given(HEADS)
def test_headings_cover_every_place_over_the_columns_once(names):
    columns = [Column(head=head) for head in names]
    depth = max(map(len, names))
    covered = [
        (at, level)
        for head in heads(columns)
        for at in range(head.at, head.at + head.columns)
        for level in range(head.level, head.level + head.levels)
    ]

    assert sorted(covered) == [(at, level) for at in range(len(names)) for level in range(depth)]
    for head in heads(columns):
        assert {columns[at].head[head.level] for at in range(head.at, head.at + head.columns)} == {head.words}


WORDS = st.text("纠纷物业邻里调解成功甲乙丙丁0123456789-abc（），。·", max_size=30)
VALUES = {
    Kind.TEXT: WORDS,
    Kind.ID: st.from_regex(r"\A[0-9]{18}\Z"),
    Kind.COUNT: st.integers(0, 10**6),
    Kind.MONEY: st.integers(0, 10**12),
    Kind.WAN: st.integers(0, 10**13),
    Kind.DAY: st.dates(date(2000, 1, 1), date(2199, 12, 31)),
    Kind.RATE: st.integers(0, 1000),
}


@st.composite
def sheets(draw) -> Sheet:
    kinds = draw(st.lists(st.sampled_from(Kind), min_size=1, max_size=45))
    if sum(kind in (Kind.MONEY, Kind.WAN, Kind.ID, Kind.DAY) for kind in kinds) > 9:
        kinds = [Kind.COUNT if kind is not Kind.TEXT else kind for kind in kinds]
    columns = tuple(
        Column(
            head=draw(st.lists(WORDS.filter(str.strip), min_size=1, max_size=3).map(tuple)),
            kind=kind,
            width=draw(st.integers(1, 20)),
            total=kind in (Kind.COUNT, Kind.MONEY) and n > 0,
        )
        for n, kind in enumerate(kinds)
    )
    row = st.tuples(*(st.one_of(st.none(), VALUES[kind]) for kind in kinds))
    return Sheet(
        code="x",
        name="表",
        title=draw(WORDS.filter(str.strip)),
        period="2026年10月",
        columns=columns,
        rows=tuple(draw(st.lists(row, max_size=30))),
        total=draw(st.sampled_from(["", "合计"])),
        notes=tuple(draw(st.lists(WORDS, max_size=4))),
        tall=draw(st.booleans()),
    )


@settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sheets())
def test_no_sheet_is_wider_than_its_page(sheet):
    pdf = built(sheet)

    within(pdf, sheet)
    said = flat(text_of(pdf, "pdfium"))
    for row in sheet.rows:
        for value, column in zip(row, sheet.columns, strict=True):
            if column.kind in (Kind.COUNT, Kind.MONEY, Kind.WAN, Kind.RATE, Kind.DAY):
                assert shown(value, column.kind) in said

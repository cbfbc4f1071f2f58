"""The workbook says what the table says: read back, computed anew by another program, and printed by it."""

import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import openpyxl
import pypdf
import pypdfium2
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.statistics.sheets import Check, Column, Kind, Sheet, Sum
from reports.statistics.spread import TALLEST
from reports.statistics.xlsx import workbook
from tests.reports import office
from tests.reports.reading import flat, text_of
from tests.reports.sheet_samples import MATTERS, case_table, charts, mediators, register

MADE = datetime(2026, 11, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-2",
    "@SUM(A1:A9)",
    "\tx",
    " =1+1",
    "{=1}",
    "http://example.invalid",
    "mailto:x@example.invalid",
    "007",
    "1E5",
    "3-5",
    "TRUE",
    "_x0041_",
    "'quoted",
)
SCALE = {Kind.MONEY: 100, Kind.WAN: 1_000_000, Kind.RATE: 1000}


def read(content: bytes, *, values: bool = True) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


def book(*sheets: Sheet, **more) -> bytes:
    return workbook(sheets, made_at=MADE, **more)


def table(*rows, columns, **more) -> Sheet:
    given = {"code": "t", "name": "表", "title": "表", "period": "2026年10月", **more}
    return Sheet(columns=columns, rows=rows, **given)


def first_row(page) -> int:
    """Of the body: where the panes are frozen."""
    return int(re.sub(r"\D", "", page.freeze_panes))


def all_formulas(content: bytes) -> dict[tuple[str, str], tuple[str, object]]:
    """(tab, cell) -> its formula and the value kept with it."""
    written, kept = read(content, values=False), read(content)
    return {
        (page.title, cell.coordinate): (cell.value, kept[page.title][cell.coordinate].value)
        for page in written
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def amounts() -> Sheet:
    """Sums that are exact in 分 and not in the fractions of a spreadsheet."""
    columns = tuple(Column(head=(code,), kind=Kind.MONEY, code=code, total=True) for code in "abc")
    check = Check(words="甲加乙等于丙", left=("a", "b"), right=("c",))
    sums = (Sum(code="c", plus=("a", "b")),)
    rows = ((10, 20, 30), (110, 220, 330), (460, 10, 470), (999_999_999_999, 1, 1_000_000_000_000))
    return table(*rows, columns=columns, checks=(check,), sums=sums, total="合计")


SAMPLES = {
    "amounts": (amounts(),),
    "case_table": (case_table(),),
    "one_row": (case_table(1, off=1),),
    "year": (case_table(12, high=37, off=2),),
    "register": (register(),),
    "mediators": (mediators(),),
    "all": (case_table(), register(0), mediators()),
}


# Read back


@pytest.mark.parametrize("sheet", [case_table(3), register(), mediators()], ids=lambda sheet: sheet.code)
def test_each_cell_is_the_value_of_the_table(sheet):
    page = read(book(sheet)).worksheets[0]
    top = first_row(page)
    for n, row in enumerate(sheet.lines()):
        for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True), start=1):
            cell = page.cell(top + n, at).value
            if isinstance(value, date):
                assert cell.date() == value
            elif isinstance(value, int):
                assert cell == value / SCALE.get(column.kind, 1)
            else:
                assert cell == value


def test_money_keeps_every_fen_and_shows_two_places():
    columns = (Column(head=("元",), kind=Kind.MONEY), Column(head=("万元",), kind=Kind.WAN))
    page = read(book(table((91_656_468, 91_656_468), columns=columns))).worksheets[0]
    top = first_row(page)
    assert (page.cell(top, 1).value, page.cell(top, 2).value) == (916_564.68, 91.656468)
    assert {page.cell(top, n).number_format for n in (1, 2)} == {"#,##0.00_ "}


def test_days_are_days_and_rates_are_rates():
    columns = (Column(head=("日期",), kind=Kind.DAY), Column(head=("率",), kind=Kind.RATE))
    page = read(book(table((date(2026, 10, 8), 957), columns=columns))).worksheets[0]
    day, rate = (page.cell(first_row(page), n) for n in (1, 2))
    assert (day.is_date, day.number_format) == (True, "yyyy-mm-dd")
    assert (rate.value, rate.number_format) == (0.957, "0.0%")


def test_ids_are_text_to_the_last_digit():
    ids = ("99999919850101000X", "999999198501010004", "12012345678", "(2026)沪0115民特001号", "0021")
    columns = (Column(head=("证件号码",), kind=Kind.ID),)
    content = book(table(*((one,) for one in ids), columns=columns))
    page = read(content).worksheets[0]
    cells = [page.cell(first_row(page) + n, 1) for n in range(len(ids))]
    assert tuple(cell.value for cell in cells) == ids
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
    sheet_xml = zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    first = first_row(page)
    assert f'<ignoredError sqref="A{first}:A{first + len(ids) - 1}"' in sheet_xml
    assert 'numberStoredAsText="1"' in sheet_xml


def test_several_ids_of_a_cell_stand_one_below_another():
    ids = ("99999919850101000X", "999999198501010004", "91999999MAFAKE019F")
    columns = (Column(head=("证件号码",), kind=Kind.ID), *(Column(head=("事由",), width=40) for _ in range(3)))
    page = read(book(table(("、".join(ids), *MATTERS[:3]), columns=columns))).worksheets[0]
    assert page.cell(first_row(page), 1).value.split("、\n") == list(ids)


def test_nothing_typed_becomes_a_formula_a_link_or_a_number():
    columns = (
        Column(head=(HOSTILE[0], "=1+1")),
        Column(head=(HOSTILE[0], "+1"), kind=Kind.ID),
        Column(head=("@x",), kind=Kind.COUNT, code="n", total=True),
    )
    sheets = [
        table(
            *((said, said, said) for said in HOSTILE),
            columns=columns,
            title=said,
            period=said,
            name=said,
            unit=said,
            office=said,
            filled_by=said,
            reviewed_by=said,
            total=said,
            notes=(said, said),
            checks=(Check(words=said, left=("n",), right=("n",)),),
            charts=(replace(charts()[0], question=said, answer=said, note=said, labels=HOSTILE[:2]),),
        )
        for said in HOSTILE
    ]
    content = book(*sheets)
    for formula, _ in all_formulas(content).values():
        assert formula.startswith(("=SUM(C", "=IF("))
    for sheet, page in zip(sheets, read(content), strict=False):
        top = first_row(page)
        for n, said in enumerate(HOSTILE):
            assert [page.cell(top + n, at).value for at in (1, 2, 3)] == [said] * 3
            assert {page.cell(top + n, at).data_type for at in (1, 2, 3)} == {"s"}
        assert page["A1"].value == sheet.title
    parts = zipfile.ZipFile(BytesIO(content))
    assert not [name for name in parts.namelist() if re.search(rb"<hyperlink|/hyperlink", parts.read(name))]
    for name in (n for n in parts.namelist() if n.startswith("xl/charts/chart")):
        references = re.findall(r"<c:f>(.*?)</c:f>", parts.read(name).decode())
        assert references
        assert all(re.search(r"!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?$", one) for one in references)


def test_what_xml_cannot_hold_is_left_out_everywhere():
    said = "甲\u0000\u0001\u001f\uffff\r\n乙"
    line = replace(charts()[0], question=said, answer=said, note=said, labels=(said,) * 18)
    line = replace(line, series=(replace(line.series[0], name=said),))
    named = {"title": said, "period": said, "name": said, "unit": said, "office": said, "filled_by": said}
    sheet = table((said, said), columns=(Column(head=(said,)), Column(head=(said, said), kind=Kind.ID)), **named)
    content = book(replace(sheet, notes=(said,), charts=(line,)))
    page = read(content).worksheets[0]
    assert page.cell(first_row(page), 1).value == "甲\n乙"
    assert page.title == "甲 乙"
    parts = zipfile.ZipFile(BytesIO(content))
    for name in parts.namelist():
        ElementTree.fromstring(parts.read(name))


def test_text_that_looks_like_a_formula_stays_text_when_entered_anew():
    content = book(table(("=1+1",), ("房",), columns=(Column(head=("事由",)),)))
    page = read(content).worksheets[0]
    top = first_row(page)
    assert [page.cell(top + n, 1).quotePrefix for n in (0, 1)] == [True, False]


# Formulas


@pytest.mark.parametrize("name", SAMPLES)
def test_formulas_are_those_that_were_asked_for(name):
    sheets = SAMPLES[name]
    found = all_formulas(book(*sheets))
    wanted = sum(
        len(sheet.rows) * len(sheet.sums)
        + (sum(column.total for column in sheet.columns) if sheet.total else 0)
        + len(sheet.checks)
        for sheet in sheets
    )
    assert len(found) == wanted
    assert all(value is not None for _, value in found.values())


def test_a_check_says_how_much_is_missing_and_marks_its_cells():
    content = book(case_table(3, off=2))
    found = [value for formula, value in all_formulas(content).values() if formula.startswith("=IF(")]
    assert sorted(found) == ["差 6"] + ["平"] * 6
    page = read(content, values=False).worksheets[0]
    top = first_row(page)
    marked = {str(rule.sqref) for rule in page.conditional_formatting for one in rule.rules if "$AM" in one.formula[0]}
    assert f"AM{top}:AM{top + 2}" in marked


def test_amounts_are_compared_as_exactly_as_they_were_counted():
    """0.1+0.2 is not 0.3 to every spreadsheet."""
    checks = [pair for pair in all_formulas(book(amounts())).values() if pair[0].startswith("=IF(")]
    assert [value for _, value in checks] == ["平"]
    assert all(formula.startswith("=IF(ROUND(") for formula, _ in checks)


@pytest.mark.parametrize(
    ("check", "row", "says"),
    [
        (Check(words="", left=("a", "b"), right=("c",)), (1, 2, 3), "平"),
        (Check(words="", left=("a", "b"), right=("c",)), (1, 2, 5), "差 2"),
        (Check(words="", left=("a",), right=("c",), exact=False), (1, 0, 5), "平"),
        (Check(words="", left=("c",), right=("a",), exact=False), (1, 0, 5), "差 4"),
        (Check(words="", left=("a",), right=("c",), exact=False, times=2), (3, 0, 5), "差 1"),
        (Check(words="", left=("a",), right=(), unless="b"), (3, 1, 0), "平"),
        (Check(words="", left=("a",), right=(), unless="b"), (3, 0, 0), "差 3"),
        (Check(words="", left=("c",), right=("a",), when="b"), (3, 0, 0), "平"),
        (Check(words="", left=("c",), right=("a",), when="b"), (3, 1, 0), "差 3"),
    ],
)
def test_checks_of_every_form(check, row, says):
    columns = tuple(Column(head=(code,), kind=Kind.COUNT, code=code) for code in "abc")
    for rows, found in (((row,), says), ((row, (0, 0, 0)), says)):
        formulas = all_formulas(book(table(*rows, columns=columns, checks=(check,))))
        assert [value for _, value in formulas.values()] == [found]


def test_a_subtotal_that_is_not_the_sum_of_its_parts_is_refused():
    sheet = case_table(1)
    at = next(n for n, column in enumerate(sheet.columns) if column.code == "source_referral")
    wrong = tuple(value + 1 if n == at else value for n, value in enumerate(sheet.rows[0]))
    with pytest.raises(ValueError, match="source_referral of row 0"):
        book(replace(sheet, rows=(wrong,)))


def test_a_check_of_a_column_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="0 columns for 'x'"):
        book(table((1,), columns=(Column(head=("a",)),), checks=(Check(words="", left=("x",), right=()),)))


def summed(page, formula: str) -> float:
    """A second opinion: what `=SUM(A1:A3,C1)-B1` comes to."""

    def of(part: str) -> float:
        cells = page[part] if ":" in part else ((page[part],),)
        return sum(cell.value for row in cells for cell in row if isinstance(cell.value, int | float))

    total = 0.0
    for sign, several, one in re.findall(r"([-=])(?:SUM\(([^)]*)\)|([A-Z]+\d+))", formula):
        total += (-1 if sign == "-" else 1) * sum(of(part) for part in (several or one).split(","))
    return total


@st.composite
def generated(draw) -> Sheet:
    """A table of any shape: counts and amounts, a subtotal and a difference, any words."""
    many = draw(st.integers(1, 6))
    kinds = [draw(st.sampled_from((Kind.COUNT, Kind.MONEY, Kind.WAN))) for _ in range(many)]
    parts = tuple(f"c{n}" for n in range(many))
    plus = tuple(sorted(draw(st.sets(st.sampled_from(parts), min_size=1))))
    minus = tuple(sorted(draw(st.sets(st.sampled_from(parts))) - set(plus)))
    kind = kinds[0]
    columns = (
        Column(head=(draw(st.text(max_size=9)) or "项", "名"), width=draw(st.integers(1, 30))),
        *(
            Column(head=(f"组{n // 2}", f"列{n}"), kind=kind, width=draw(st.integers(1, 12)), total=True, code=f"c{n}")
            for n in range(many)
        ),
        Column(head=("小计",), kind=kind, total=True, code="sum"),
    )
    values = st.integers(-(10**11), 10**11)
    rows = []
    for _ in range(draw(st.integers(0, 5))):
        row = [draw(st.one_of(st.none(), values)) for _ in parts]
        total = sum((row[parts.index(c)] or 0) for c in plus) - sum((row[parts.index(c)] or 0) for c in minus)
        rows.append((draw(st.text(max_size=60)), *row, total))
    return table(*rows, columns=columns, sums=(Sum(code="sum", plus=plus, minus=minus),), total="合计")


@given(sheet=generated())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_sums_of_any_table_come_to_what_the_table_says(sheet):
    content = book(sheet)
    page = read(content).worksheets[0]
    formulas = all_formulas(content)
    assert len(formulas) == len(sheet.rows) + len(sheet.columns) - 1
    for formula, value in formulas.values():
        assert summed(page, formula) == pytest.approx(value, rel=1e-12, abs=1e-5)
    last = first_row(page) + max(1, len(sheet.rows))
    for n, (column, total) in enumerate(zip(sheet.columns, sheet.totals(), strict=True), start=1):
        if column.total:
            assert page.cell(last, n).value == pytest.approx(total / SCALE.get(column.kind, 1), rel=1e-15)


# The leaf


def test_heads_are_merged_across_and_down():
    heads = (("序号",), ("来源", "主动"), ("来源", "委托", "小计"), ("来源", "委托", "法院"), ("去向", "小计"))
    page = read(book(table((1,) * 5, columns=tuple(Column(head=head) for head in heads)))).worksheets[0]
    top = first_row(page) - 3
    inside = {str(r) for r in page.merged_cells.ranges if top <= r.min_row < top + 3}
    rows = [f"A{top}:A{top + 2}", f"B{top}:D{top}", f"B{top + 1}:B{top + 2}", f"C{top + 1}:D{top + 1}"]
    assert inside == {*rows, f"E{top + 1}:E{top + 2}"}
    assert [page[f"{c}{top + 2}"].value for c in "CD"] == ["小计", "法院"]


def test_it_is_set_up_to_print_on_one_leaf_wide():
    content = read(book(case_table(), register(), mediators()))
    for page, sheet in zip(content.worksheets, (case_table(), register(), mediators()), strict=False):
        setup = page.page_setup
        assert int(setup.paperSize) == 9
        assert setup.orientation == ("portrait" if sheet.tall else "landscape")
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert setup.fitToWidth in (None, 1)
        assert (setup.fitToHeight == 0) == (sheet.code == "register")
        top = first_row(page)
        assert page.print_title_rows == f"${top - sheet.depth}:${top - 1}"
        assert page.freeze_panes == f"B{top}"
        assert page.print_area.endswith(f"${page.max_row}")
        assert "&P" in page.oddFooter.center.text
        assert "&N" in page.oddFooter.center.text
        assert not any(d.hidden for d in (*page.row_dimensions.values(), *page.column_dimensions.values()))
        assert max(d.height for d in page.row_dimensions.values() if d.height) <= TALLEST


def test_what_was_counted_and_who_answers_for_it_stand_round_the_table():
    page = read(book(case_table())).worksheets[0]
    said = "\n".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value)
    for words in (
        "填报单位：上海市示例区",
        "单位：件、人、万元",
        "制表人：周慧兰",
        "审核人：",
        "日期：2026年11月2日",
        "注：1. 统计口径",
    ):
        assert words in said


def test_an_empty_table_says_so_and_sums_to_nothing():
    page = read(book(register(0))).worksheets[0]
    top = first_row(page)
    assert page.cell(top, 1).value == "本期没有"
    assert page.cell(top + 1, 10).value == 0


def test_a_book_in_one_cell_is_cut_with_a_mark():
    page = read(book(table(("字" * 40_000,), columns=(Column(head=("事由",)),)))).worksheets[0]
    words = page.cell(first_row(page), 1).value
    assert len(words) == 32_767
    assert words.endswith("字…")


def test_names_of_tabs_are_legal_and_unlike():
    names = ("来源[甲]:*?/\\乙", "", "'引'", "History", "长" * 40, "长" * 40, "长" * 31, "表", "Ab", "aB", "图表")
    sheets = [replace(mediators(), name=name) for name in names]
    titles = read(book(*sheets)).sheetnames
    assert len({title.casefold() for title in titles}) == len(titles) == 2 * len(names)
    for title in titles:
        assert 0 < len(title) <= 31
        assert not set(title) & set("[]:*?/\\")
        assert not title.startswith("'")
        assert not title.endswith("'")
        assert title.casefold() != "history"


def test_the_same_tables_give_the_same_bytes_and_name_nobody():
    first, second = (book(case_table(), register(), mediators()) for _ in range(2))
    assert first == second
    core = zipfile.ZipFile(BytesIO(first)).read("docProps/core.xml").decode()
    assert "2026-11-02T01:30:00Z" in core
    assert not re.search(r"<(dc:creator|cp:lastModifiedBy)>[^<]", core)
    assert first != workbook((case_table(), register(), mediators()), made_at=datetime(2026, 11, 3, tzinfo=UTC))


def test_no_tables_no_workbook():
    with pytest.raises(ValueError, match="no tables"):
        book()


def test_practice_is_marked_on_every_page():
    for page in read(book(case_table(), mediators(), practice=True)):
        assert "练习用，没有效力" in page.oddHeader.center.text
    assert not read(book(case_table())).worksheets[0].oddHeader.center.text


def test_charts_draw_from_cells_and_are_told_apart_without_colour():
    content = book(mediators())
    kept, parts = read(content), zipfile.ZipFile(BytesIO(content))
    page = kept["图表"]
    drawn = [c for c in charts() if not c.empty]
    names = sorted(n for n in parts.namelist() if n.startswith("xl/charts/chart"))
    assert len(names) == len(drawn)
    for chart, name in zip(drawn, names, strict=True):
        xml = parts.read(name).decode()
        values = re.findall(r"<c:val>.*?<c:f>.*?\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)</c:f>", xml)
        assert len(values) == len(chart.series)
        for series, (column, first, last) in zip(chart.series, values, strict=True):
            cells = page[f"{column}{first}:{column}{last}"]
            assert tuple(cell.value for (cell,) in cells) == series.values
        assert '<c:showVal val="1"/>' in xml
        assert ("<c:legend>" in xml) == (len(chart.series) > 1)
        looks = [re.sub(r"<c:(tx|cat|val)>.*?</c:\1>", "", one) for one in xml.split("<c:ser>")[1:]]
        shapes = [re.findall(r'prst="(\w+)"|<c:symbol val="(\w+)"|(solidFill)', look) for look in looks]
        assert all(a != b for a, b in pairwise(shapes))


# Another program


@pytest.fixture(scope="module")
def libre(tmp_path_factory) -> office.Office:
    if not office.found():
        pytest.skip("LibreOffice (soffice) is not installed: nothing recalculates or prints the workbook")
    return office.Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return {name: book(*sheets) for name, sheets in SAMPLES.items()}


def wrong_on_purpose() -> bytes:
    out = BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    made.add_worksheet().write_formula(0, 0, "=1+1", None, 3)
    made.close()
    return out.getvalue()


def test_libreoffice_computes_what_was_kept(libre, contents):
    back = libre.convert({**contents, "wrong": wrong_on_purpose()}, "xlsx")
    assert read(back["wrong"]).worksheets[0]["A1"].value == 2, "it did not recalculate, so it proves nothing"
    for name, content in contents.items():
        computed = read(back[name])
        for (tab, cell), (formula, value) in all_formulas(content).items():
            found = computed[tab][cell].value
            assert found == (pytest.approx(value, rel=1e-12) if isinstance(value, float) else value), (
                tab,
                cell,
                formula,
            )
        for page in read(content):
            for row in page.iter_rows():
                for cell in row:
                    other = computed[page.title][cell.coordinate].value
                    assert other == (pytest.approx(cell.value) if isinstance(cell.value, float) else cell.value)


PAGES = {"amounts": [1], "case_table": [1], "one_row": [1], "year": [1], "mediators": [1, 2], "all": [1, 1, 1, 2]}


def test_libreoffice_prints_it_one_leaf_wide(libre, contents):
    printed = libre.convert(contents, "pdf")
    for name, content in printed.items():
        pages = pypdf.PdfReader(BytesIO(content)).pages
        sheets = SAMPLES[name]
        if name in PAGES:
            assert len(pages) == sum(PAGES[name]), name
        for page in pages:
            wide, tall = sorted((float(page.mediabox.width), float(page.mediabox.height)), reverse=True)
            assert (round(wide), round(tall)) == (842, 595)
        assert (pages[0].mediabox.width > pages[0].mediabox.height) == (not sheets[0].tall)
        words = flat(text_of(content, "pdftotext"))
        assert "###" not in words
        assert f"共{len(pages)}页" in words
    register_pages = [flat(page.extract_text()) for page in pypdf.PdfReader(BytesIO(printed["register"])).pages]
    bodies = [page for page in register_pages if "99999919" in page]
    assert len(bodies) >= 5
    for page in bodies:
        assert "案号" in page, "the heads stand on each leaf"
        assert re.search("周慧兰|严伯年", page), "and so does the last column"


def test_no_word_runs_over_a_line_of_the_table(libre, contents):
    """What is too long for its cell, or too high for its row, lies on a line: it is clipped on paper."""
    long = table(*((matter * 6, "999") for matter in MATTERS), columns=(Column(head=("事由",)), Column(head=("数",))))
    for name, content in libre.convert({**contents, "long": book(long)}, "pdf").items():
        lines, found = crossings(content)
        assert lines > 10
        assert not found, name


def crossings(pdf: bytes) -> tuple[int, list[tuple[int, str]]]:
    """How many ruled lines there are, and (page, character) of each character that lies on one."""
    lines, found = 0, []
    for n, page in enumerate(pypdfium2.PdfDocument(pdf)):
        ruled = [path.get_bounds() for path in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_PATH])]
        across = [((b + t) / 2, left, right) for left, b, right, t in ruled if t - b < 2 < right - left]
        down = [((left + right) / 2, b, t) for left, b, right, t in ruled if right - left < 2 < t - b]
        lines += len(across) + len(down)
        words = page.get_textpage()
        for at in range(words.count_chars()):
            left, b, right, t = words.get_charbox(at)
            x, y = (left + right) / 2, (b + t) / 2
            over = any(start < x < end and b + 0.6 < line < t - 0.6 for line, start, end in across)
            if over or any(start < y < end and left + 0.6 < line < right - 0.6 for line, start, end in down):
                found.append((n, words.get_text_range(at, 1)))
    return lines, found

"""A CSV says what the table says, to the last digit, and executes nothing."""

import csv
import re
from datetime import date
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.statistics.csv import plain, text
from reports.statistics.sheets import Column, Kind, Sheet
from tests.reports.sheet_samples import case_table, mediators, register

EXECUTED = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
NUMBER = re.compile(r"-?\d+(\.\d+)?%?")


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def one(kind: Kind, *values) -> Sheet:
    rows = tuple((value,) for value in values)
    return Sheet(code="t", name="表", title="表", period="", columns=(Column(head=("甲",), kind=kind),), rows=rows)


def cells(kind: Kind, *values) -> list[str]:
    return [row[0] if row else "" for row in read(text(one(kind, *values)))[1:]]


def test_it_opens_in_a_spreadsheet_without_questions():
    content = text(register())
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == len(register().rows) + 2


@pytest.mark.parametrize("sheet", [case_table(3), register(), mediators()], ids=lambda sheet: sheet.code)
def test_heads_rows_and_total_come_back(sheet):
    head, *rows = read(text(sheet))
    assert head[0] == sheet.columns[0].head[0]
    assert len(head) == len(sheet.columns)
    lines = list(sheet.lines())
    assert len(rows) == len(lines)
    for row, line in zip(rows, lines, strict=True):
        for cell, column, value in zip(row, sheet.columns, line, strict=True):
            match value:
                case None:
                    assert cell == ""
                case str():
                    assert plain(cell) == value
                case date():
                    assert date.fromisoformat(cell) == value
                case int():
                    scale = {Kind.MONEY: 100, Kind.WAN: 1_000_000, Kind.RATE: 10}.get(column.kind, 1)
                    assert round(float(cell.removesuffix("%")) * scale) == value


def test_heads_of_several_rows_become_one():
    head = read(text(case_table()))[0]
    assert "案件来源·接受委托移送调解·小计" in head
    assert "涉及金额" in head


def test_numbers_are_numbers_with_all_their_digits():
    assert cells(Kind.COUNT, 12, -3, 0) == ["12", "-3", "0"]
    assert cells(Kind.MONEY, 91_656_468, 5, -150) == ["916564.68", "0.05", "-1.50"]
    assert cells(Kind.WAN, 91_656_468, 1_000_000, 0, -1) == ["91.656468", "1.00", "0.00", "-0.000001"]
    assert cells(Kind.RATE, 957, 1000) == ["95.7%", "100.0%"]
    assert cells(Kind.DAY, date(2026, 10, 8)) == ["2026-10-08"]


@pytest.mark.parametrize(
    "said",
    ["=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1", "\u3000=1", "\xa0+x"],
)
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.ID, Kind.COUNT])
def test_nothing_is_executed(said, kind):
    found = cells(kind, said)[0]
    assert found.startswith("'")
    assert plain(found) == said


def test_a_head_is_not_executed_either():
    columns = (Column(head=("=1+1", "x")), Column(head=("@a",)))
    content = text(Sheet(code="t", name="表", title="表", period="", columns=columns, rows=()))
    assert read(content)[0] == ["'=1+1·x", "'@a"]


@pytest.mark.parametrize("said", ["99999919850101000X", "999999198501010004", "12012345678", "(2026)沪民特1号"])
def test_ids_keep_every_digit(said):
    assert cells(Kind.ID, said) == [f"{said}\t"]


@pytest.mark.parametrize("said", ["007", "3-5", "1E5", "2026-10-08", "1,000", "50%", "12:30"])
def test_words_that_look_like_numbers_stay_words(said):
    assert cells(Kind.TEXT, said) == [f"{said}\t"]


@given(words=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=6))
@example(words=["'", "''=", "'=1", "\t", "a\t", "'\t", "-\t", "1\t\t", ',"\n'])
def test_any_words_come_back_and_none_acts(words):
    expected = [word.replace("\r\n", "\n") for word in words]
    for kind in (Kind.TEXT, Kind.ID):
        found = cells(kind, *words)
        assert [plain(cell) for cell in found] == expected
        assert not [cell for cell in found if EXECUTED.match(cell)]


@given(values=st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=5))
def test_any_amount_is_exact(values):
    for kind in (Kind.COUNT, Kind.MONEY, Kind.WAN):
        found = cells(kind, *values)
        assert all(NUMBER.fullmatch(cell) for cell in found)
        digits = {Kind.COUNT: 0, Kind.MONEY: 2, Kind.WAN: 6}[kind]
        for cell, value in zip(found, values, strict=True):
            whole, _, rest = cell.partition(".")
            assert int(whole + rest.ljust(digits, "0")) == value

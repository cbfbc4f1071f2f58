"""Paragraphs, forms and room for ink."""

import random

import pytest
from reportlab.lib.units import mm

from reports.typesetting.choices import Choices
from reports.typesetting.fonts import Style
from reports.typesetting.grid import Cell, Grid, Row, Side, Upright
from reports.typesetting.paragraph import Align, Paragraph, Run
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import Signer, closing, signers
from reports.typesetting.themes import Type

SONG = Type(style=Style.SONG, size=12, leading=20)
TEXT = "双方就2026年2月28日以前的物业服务费及渗漏损失再无其他争议，" * 12


def words(flowable) -> str:
    return flowable.words if isinstance(flowable, Paragraph) else ""


@pytest.mark.parametrize("width", [200.0, 333.3, 442.2])
def test_a_split_keeps_two_lines_on_either_side_and_every_word(width):
    whole = Paragraph([Run(TEXT, SONG)], indent=2)
    _, tall = whole.wrap(width, 0)
    count = round(tall / SONG.leading)
    for lines in range(0, count + 2):
        parts = whole.split(width, lines * SONG.leading + 3)
        heights = [part.wrap(width, 0)[1] / SONG.leading for part in parts]
        if lines >= count:
            assert parts == [whole]
        elif parts:
            assert min(heights) >= 2
            assert heights[0] <= lines
            assert "".join(map(words, parts)) == TEXT


@pytest.mark.timeout(20)
def test_parts_wrapped_at_other_widths_keep_their_own_words():
    """A part that was broken off is offered another width by a table's padding; it must not set the whole again."""
    chance = random.Random(7)
    for _ in range(50):
        rest, seen = Paragraph([Run(TEXT, SONG)], indent=2), ""
        while True:
            width = chance.uniform(120, 440)
            parts = rest.split(width, chance.uniform(60, 160))
            if len(parts) < 2:
                break
            parts[0].wrap(width - 8, 0)
            seen += parts[0].words
            rest = parts[1]
        assert seen + rest.words == TEXT


def test_each_line_of_typed_text_is_a_paragraph():
    made = prose("甲\r\n\r\n　　乙\n丙 ", SONG)

    assert [paragraph.words for paragraph in made] == ["甲", "乙", "丙"]
    assert prose("", SONG) == []


@pytest.mark.timeout(20)
def test_a_cell_taller_than_a_page_runs_on():
    label = Side(line("情况", Type(style=Style.HEI, size=10, leading=12), Align.CENTRE))
    cell = Cell(tuple(prose("\n".join([TEXT] * 20), SONG)), upright=Upright.TOP)
    rest = Grid([24, 400], [Row((cell,), breaks=True, side=label), Row((Cell((line("末", SONG),)),), side=label)])
    pages = 0
    while rest.wrap(424, 600)[1] > 600:
        first, rest = rest.split(424, 600)
        assert first.wrap(424, 600)[1] <= 600
        pages += 1
        assert pages < 40
    assert pages > 5


def test_a_label_taller_than_what_is_left_beside_it_goes_to_the_next_page():
    tall = Side(line("当事人申请事项", Type(style=Style.HEI, size=10, leading=12), Align.CENTRE))
    rows = [Row((Cell(tuple(prose(TEXT, SONG))),), breaks=True, side=tall)]
    grid = Grid([18, 400], rows)

    assert grid.split(418, 60) == []
    first, _ = grid.split(418, 110)
    assert first.wrap(418, 0)[1] <= 110


def test_a_heading_row_is_not_left_alone():
    head = Row((Cell((line("表头", SONG),)),), with_next=True)
    rows = [Row((Cell((line(str(n), SONG),)),)) for n in range(9)]
    grid = Grid([100], [head, *rows], repeats=1)

    assert grid.split(100, 40) == []
    first, rest = grid.split(100, 100)
    assert len(first._rows) + len(rest._rows) == 11


def test_a_growing_row_fills_the_page_and_no_more():
    grid = Grid([100], [Row((Cell((line("甲", SONG),)),), grows=True), Row((Cell((line("乙", SONG),)),))])

    assert 598 <= grid.wrap(100, 600)[1] <= 600


@pytest.mark.parametrize("people", range(1, 8))
@pytest.mark.parametrize("columns", [2, 3])
def test_every_signer_has_18_mm_under_the_label(people, columns):
    everybody = [Signer(role="当事人", name="某" * 4 * n, how="签名、盖章或按指印") for n in range(people)]
    rows = [row for row in signers(everybody, SONG, 442) if isinstance(row, Grid)]

    for row in rows:
        _, tall = row.wrap(442, 0)
        (only,) = row._rows
        for cell, wide in zip(only.cells, row._widths, strict=True):
            label = sum(part.wrap(wide, 0)[1] for part in cell.content)
            assert not cell.underlined or tall - label >= 18 * mm
        assert row.split(442, tall - 1) == []


def test_a_seal_has_42_mm():
    assert closing("委员会", "2026年3月4日", SONG, 442).wrap(442, 0)[1] >= 42 * mm


def test_the_day_takes_a_place_that_is_left_over():
    alone = signers([Signer(role="申请人")], SONG, 442, day="2026年3月4日")
    pair = signers([Signer(role="申请人"), Signer(role="申请人")], SONG, 442, day="2026年3月4日")

    assert [words(row) for row in alone if words(row)] == []
    assert [words(row) for row in pair if words(row)] == ["2026年3月4日"]


def test_choices_turn_over_to_the_next_row():
    boxes = Choices(["当事人申请", "人民调解委员会主动调解", "移送委托"], ["移送委托"], SONG)

    assert boxes.wrap(442, 0)[1] == SONG.leading
    assert boxes.wrap(150, 0)[1] == 3 * SONG.leading


def test_the_last_seal_keeps_room_for_its_upper_half():
    made = closing("某人民调解委员会", "2026年3月11日", SONG, 400, last=True)

    assert made.wrap(400, 600)[1] >= 21 * mm + SONG.leading

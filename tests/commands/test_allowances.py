"""补贴核算表: each allowance in one month only, sums that agree, reasons on the sheet, amounts as the room set them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.commands import disputes, history
from desktop.commands.statistics import allowance_rates, allowances
from desktop.domain.changes import new_id
from desktop.domain.counting import parse_period
from desktop.domain.disputes import Dispute
from desktop.domain.errors import NotAllowed, NotFound, RuleBroken
from desktop.domain.people import Member, Role
from desktop.domain.permissions import Act
from tests.conftest import be

YEAR = parse_period("2026")
OCTOBER = parse_period("2026-10")


@pytest.fixture
def room(make_room):
    return make_room("practice")


def by_name(sheets):
    return {w.name: w for w in sheets}


def test_october_mediator_by_mediator(room):
    found = by_name(allowances.worksheet(room, OCTOBER))
    assert list(found) == ["周慧兰", "严伯年", "童雅琴"]
    mine = found["周慧兰"]
    assert (len(mine.lines), mine.paid, mine.total_fen) == (8, 4, 1000_00)
    assert [line.number[-4:-1] for line in mine.lines] == ["010", "019", "022", "026", "028", "029", "031", "034"]
    whole, *_, waiting = mine.lines
    assert (whole.fen("ordinary"), whole.fen("succeeded"), whole.fen("fulfilled"), whole.why()) == (
        150_00,
        50_00,
        50_00,
        "",
    )
    assert (waiting.total_fen, waiting.why(), waiting.closed_on) == (0, "还没有结案", None)
    assert mine.lines[2].why() == "司法确认:驳回申请"
    assert found["童雅琴"].lines[0].why() == "没有达成协议,不补"


def test_each_allowance_is_paid_in_one_month_only(room):
    months = [w for month in YEAR.months for w in allowances.worksheet(room, parse_period(month))]
    year = allowances.worksheet(room, YEAR)
    assert sum(w.total_fen for w in months) == sum(w.total_fen for w in year) > 0
    paid = [(line.dispute, item.code) for w in months for line in w.lines for item in line.items if item.payable_fen]
    assert len(paid) == len(set(paid))


def test_one_mediator_alone(room):
    (mine,) = allowances.worksheet(room, OCTOBER, by_name(allowances.worksheet(room, OCTOBER))["严伯年"].mediator)
    assert (mine.name, mine.total_fen) == ("严伯年", 550_00)
    with room.read() as reader:
        clerk = next(m for m in reader.find(Member) if m.name == "苏晓")
    (nothing,) = allowances.worksheet(room, OCTOBER, clerk.id)
    assert (nothing.name, nothing.lines, nothing.total_fen) == ("苏晓", (), 0)
    assert allowances.worksheet(room, OCTOBER, new_id()) == ()


def test_the_sheets_add_up_to_the_worksheet(room):
    worksheets = allowances.worksheet(room, OCTOBER)
    whole = sum(w.total_fen for w in worksheets)
    for sheet in (allowances.sheet(room, OCTOBER), allowances.detail(room, OCTOBER)):
        at = {column.code: n for n, column in enumerate(sheet.columns)}
        assert sheet.totals()[at["sum"]] == whole
        for row in sheet.rows:
            parts = [row[at[code]] or 0 for code in sheet.sums[0].plus]
            assert row[at["sum"]] == sum(parts)
    assert len(allowances.detail(room, OCTOBER).rows) == sum(len(w.lines) for w in worksheets)
    assert any("还没有结案" in str(cell) for row in allowances.detail(room, OCTOBER).rows for cell in row)
    assert "一般\uff08书面\uff09 150 元" in allowances.sheet(room, OCTOBER).notes[0]


def test_a_class_without_money_has_no_column(room):
    assert "unsettled" not in [column.code for column in allowances.sheet(room, OCTOBER).columns]
    allowance_rates.set_rate(room, "unsettled", 20_00)
    sheet = allowances.sheet(room, OCTOBER)
    at = [column.code for column in sheet.columns].index("unsettled")
    assert sum(row[at] for row in sheet.rows) == 20_00


def test_the_room_s_own_amount_moves_every_sheet_and_is_on_record(room):
    before = by_name(allowances.worksheet(room, OCTOBER))["周慧兰"].total_fen
    allowance_rates.set_rate(room, "ordinary", 200_00, " 街道 2026年3月 会议纪要 ")
    assert by_name(allowances.worksheet(room, OCTOBER))["周慧兰"].total_fen == before + 4 * 50_00
    line = next(line for line in allowance_rates.rates(room) if line.rate.code == "ordinary")
    assert (line.rate.amount_fen, line.default.amount_fen, line.own) == (200_00, 150_00, True)
    assert (line.note, line.last.who) == ("街道 2026年3月 会议纪要", room.account.name)
    allowance_rates.reset_rate(room, "ordinary")
    assert by_name(allowances.worksheet(room, OCTOBER))["周慧兰"].total_fen == before
    history.undo_last(room)
    assert by_name(allowances.worksheet(room, OCTOBER))["周慧兰"].total_fen == before + 4 * 50_00


def test_an_amount_of_nothing_is_allowed_and_a_strange_one_is_not(room):
    allowance_rates.set_rate(room, "fulfilled", 0)
    assert by_name(allowances.worksheet(room, OCTOBER))["周慧兰"].fen("fulfilled") == 0
    for amount in (-1, 10_000_01):
        with pytest.raises(RuleBroken):
            allowance_rates.set_rate(room, "ordinary", amount)
    with pytest.raises(NotFound):
        allowance_rates.set_rate(room, "moon", 1)
    with pytest.raises(RuleBroken):
        allowance_rates.set_rate(room, "ordinary", 1, "字" * 201)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_administrator_sets_amounts(room, role):
    be(room, role)
    with pytest.raises(NotAllowed):
        allowance_rates.set_rate(room, "ordinary", 1)


def test_a_file_that_nobody_leads_is_listed_and_not_paid(room):
    with room.act(Act.LOAD, "load", undoable=False) as tx:
        (found,) = tx.find(Dispute, case_no="(2026)海棠人调字第010号")
        tx.put(replace(found, mediators=()))
    last = allowances.worksheet(room, OCTOBER)[-1]
    assert (last.name, last.mediator, last.total_fen) == (allowances.NOBODY, None, 0)
    assert [line.why() for line in last.lines] == ["没有主办调解员"]


def test_reopening_moves_nothing_that_was_paid(room):
    with room.read() as reader:
        closed = [d for d in reader.find(Dispute, "case_no") if d.closed_on and f"{d.closed_on:%Y-%m}" == "2026-10"]
    one = next(d for d in closed if d.agreed and not d.archived_on)
    before = sum(w.total_fen for w in allowances.worksheet(room, OCTOBER))
    fulfilled = 50_00
    disputes.reopen(room, one.id, on=room.today(), why="又起争议")
    after = sum(w.total_fen for w in allowances.worksheet(room, OCTOBER))
    assert after == before - fulfilled, "class and success were earned; fulfilment waits for the new round"

"""补贴核算 on the page: mediator by mediator, file by file, with the reasons; a file opens by Enter."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from desktop.commands.statistics import allowance_rates, allowances
from desktop.domain.counting import parse_period
from desktop.domain.people import Role
from desktop.ui.looks import Look, wear
from desktop.ui.statistics.allowances import AllowancesPane
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.file_desk import Key, press, settled
from tests.ui.paned import pane_window

OCTOBER = parse_period("2026-10")


@pytest.fixture
def room(make_room):
    return make_room("practice")


@pytest.fixture
def show(qtbot, dressed, room):
    def make(period=OCTOBER, **more):
        pane = pane_window(qtbot, room, AllowancesPane, period, **more)
        assert pane.made.jobs.wait()
        qtbot.waitUntil(lambda: not pane._asking)
        settled()
        return pane

    return make


def shown(pane):
    return [pane.model.at(n).line.number[-4:-1] for n in range(pane.model.rowCount())]


def test_the_pane_says_what_the_worksheet_says(room, show):
    pane = show()
    whole = sum(w.total_fen for w in allowances.worksheet(room, OCTOBER)) // 100
    assert pane.head.beside.text() == f"2026年10月 16 件,可补 7 件,共 {whole:,}.00 元"
    assert shown(pane) == ["010", "019", "022", "026", "028", "029", "031", "034"]
    assert pane.said.text() == "一般\uff08书面\uff09 150.00 元、调解成功 50.00 元、履行完毕 50.00 元。"


def test_what_waits_for_its_closing_is_not_refused_yet(show):
    pane = show(parse_period("2026-11"))
    sums = pane.model.column("sum")
    said = {row.line.number[-4:-1]: sums.text(row) for row in (pane.model.at(n) for n in range(3))}
    assert said == {"030": "250.00", "036": "待核", "039": "不补"}


def test_keys_go_from_mediator_to_file_and_into_it(qtbot, show):
    pane = show()
    opened = []
    pane._host.open_file = opened.append
    pane.begin_focus()
    press(Key.Key_Down)
    settled()
    assert shown(pane) == ["015", "020", "032", "037", "038"]
    press(Key.Key_Return)
    assert pane.list.hasFocus()
    press(Key.Key_Down)
    press(Key.Key_Down)
    assert pane.said.text() == "不补:还没有结案。"
    press(Key.Key_Return)
    assert opened == [pane.model.at(2).line.dispute]


def test_another_amount_is_seen_when_it_is_set(qtbot, room, show):
    pane = show()
    allowance_rates.set_rate(room, "ordinary", 250_00)
    qtbot.waitUntil(lambda: "2,300.00" in pane.head.beside.text())


def test_turning_pages_fast_ends_at_the_last_one(qtbot, show):
    pane = show()
    for month in ("2026-09", "2026-08", "2026-11"):
        pane.show_period(parse_period(month))
    qtbot.waitUntil(lambda: not pane._asking and "正在" not in pane.head.beside.text())
    assert pane.head.beside.text().startswith("2026年11月 ")


def test_a_month_without_anything_says_so(show):
    pane = show(parse_period("2020-01"))
    assert not pane.empty.isHidden()
    assert pane.empty.sentence.text().startswith("2020年1月没有结案")
    assert pane.print.isHidden()


def test_who_does_not_report_looks_and_does_not_print(room, show):
    be(room, Role.READER)
    assert show().print.isHidden()


def test_printing_gives_the_sheet(qtbot, show):
    pane = show()
    made = []
    pane._host.show_sheet = lambda title, make, name: made.append((title, make(), name))
    pane._print()
    ((title, content, name),) = made
    assert title == "人民调解员案件补贴核算表"
    assert content.startswith(b"%PDF")
    assert name.endswith("2026-10-补贴核算")


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
@pytest.mark.parametrize("worn", [Look(), Look(scale=1.25), Look(scale=1.5, dark=True)])
def test_nothing_is_cut(show, size, worn):
    pane = show(size=size)
    wear(QApplication.instance(), worn)
    try:
        settled()
        assert clipped(pane) == []
    finally:
        wear(QApplication.instance(), Look())

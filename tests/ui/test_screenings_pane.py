"""排查记录 by keys: a round is written, counted, changed, taken out; what is typed is kept; nothing is cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import history, rooms
from desktop.commands.statistics import screening
from desktop.commands.statistics.freezing import freeze
from desktop.domain.counting import parse_period
from desktop.domain.people import Member, Role, TeamRole
from desktop.domain.permissions import Act
from desktop.ui.looks import Look, wear
from desktop.ui.statistics.screenings import ScreeningsPane
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.file_desk import CTRL, Key, press, say, settled
from tests.ui.paned import pane_window

NOVEMBER = parse_period("2026-11")


@pytest.fixture
def room(make_room):
    return make_room("practice", role=Role.MEDIATOR)


@pytest.fixture
def show(qtbot, dressed, room):
    return lambda period=NOVEMBER, **more: pane_window(qtbot, room, ScreeningsPane, period, **more)


def rounds(room, period=NOVEMBER):
    return [r.screening for r in screening.of_period(room, period)]


def test_a_round_is_written_by_keys_and_counted_in_the_head(room, show):
    pane = show()
    assert not pane.empty.isHidden()
    assert pane.print.isHidden()
    assert pane.form.field("place").line.hasFocus()
    say("3号楼")
    press(Key.Key_Return)
    say("4")
    press(Key.Key_Return)
    say("2")
    press(Key.Key_Return)
    press(Key.Key_Space)
    press(Key.Key_Return, CTRL)
    settled()
    (made,) = rounds(room)
    assert (made.on, made.place, made.found, made.prevented) == (date(2026, 11, 23), "3号楼", 4, 2)
    assert len(made.members) == 1
    assert pane.card.head.beside.text() == "2026年11月排查 1 次,排查出 4 件,预防 2 件"
    assert pane.form.field("place").value() == "", "ready for the next one"
    history.undo_last(room)
    assert rounds(room) == []


def test_one_is_chosen_changed_and_taken_out(room, show):
    made = screening.save(room, date(2026, 11, 3), place="旧", found=1)
    pane = show()
    pane.rows.setFocus()
    settled()
    assert pane.title.text() == "11 月 3 日的排查"
    press(Key.Key_Return)
    press(Key.Key_A, CTRL)
    say("新")
    press(Key.Key_Return, CTRL)
    assert [(s.id, s.place, s.found) for s in rounds(room)] == [(made.id, "新", 1)]
    pane.choose(made.id)
    QTest.mouseClick(pane.remove, Qt.MouseButton.LeftButton)
    assert rounds(room) == []
    assert pane.title.text() == "记一次排查"


def test_who_has_left_stays_in_a_round_that_is_changed(room, show):
    with room.act(Act.TEAM, "member") as tx:
        gone = Member(name="罗走", role=TeamRole.VOLUNTEER)
        tx.put(gone)
    made = screening.save(room, date(2026, 11, 3), members=[gone.id])
    rooms.save_member(room, replace(gone, active=False))
    pane = show()
    pane.choose(made.id)
    pane.form.field("place").set_value("一层")
    pane.run()
    assert rounds(room)[0].members == (gone.id,)


def test_a_new_member_can_be_ticked_at_once(room, show):
    pane = show()
    rooms.save_member(room, Member(name="新来", role=TeamRole.VOLUNTEER))
    settled()
    assert "新来" in [box.text() for box in pane.form.field("members").boxes]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"), [("found", "x", "请填件数,如 3。"), ("on", "12-01", "排查日期在今天之后,请核对。")]
)
def test_what_is_refused_is_said_at_its_field(room, show, field, typed, sentence):
    pane = show()
    pane.form.chain.go(pane.form.field(field))
    press(Key.Key_A, CTRL)
    say(typed)
    press(Key.Key_Return, CTRL)
    assert pane.form.field(field).sentence() == sentence
    assert rounds(room) == []


def test_typing_survives_another_round_and_another_page(room, show):
    made = screening.save(room, date(2026, 11, 3))
    pane = show()
    pane.form.chain.go(pane.form.field("place"))
    say("沿街")
    pane.choose(made.id)
    pane._begin_again()
    assert pane.form.field("place").value() == "沿街"
    pane.settle()
    assert show().form.field("place").value() == "沿街"


def test_a_day_of_a_frozen_month_says_so(room, show):
    freeze(room, "2026-10", reason="练习")
    pane = show(parse_period("2026-10"))
    assert pane.form.field("on").value() is None
    pane.form.field("on").set_value(date(2026, 10, 9))
    pane._warn()
    assert pane.frozen.text() == "2026年10月已封存:这次列入“更正”,报表数字不变。"


def test_printing_gives_the_register_with_names_covered(room, show):
    screening.save(room, date(2026, 11, 3), place="3号楼", found=1, note="上门")
    pane = show()
    made = []
    pane._host.show_sheet = lambda title, make, name: made.append((title, make(), name))
    QTest.mouseClick(pane.print, Qt.MouseButton.LeftButton)
    ((title, content, name),) = made
    assert title == "矛盾纠纷排查登记表"
    assert content.startswith(b"%PDF")
    assert name.endswith("2026-11-排查记录")


def test_who_does_not_report_only_reads(room, show):
    be(room, Role.READER)
    pane = show()
    assert not pane.form.isEnabled()
    assert pane.save.isHidden()
    assert pane.new.isHidden()


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
@pytest.mark.parametrize("worn", [Look(), Look(scale=1.25), Look(scale=1.5, dark=True)])
def test_nothing_is_cut(room, show, size, worn):
    screening.save(room, date(2026, 11, 3), place="海棠创谷 1—12 层", found=4, note="年底退租集中")
    pane = show(size=size)
    wear(QApplication.instance(), worn)
    try:
        settled()
        assert clipped(pane) == []
    finally:
        wear(QApplication.instance(), Look())

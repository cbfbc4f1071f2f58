"""组织情况 on the page: counted at the left, typed at the right and saved as one goes, a year seen as both halves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from desktop.commands import history, rooms
from desktop.commands.statistics import organisation
from desktop.domain.counting import parse_period
from desktop.domain.people import Role, TeamRole
from desktop.ui.looks import Look, wear
from desktop.ui.statistics.organisation import OrganisationPane
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.file_desk import Key, press, say, settled
from tests.ui.paned import pane_window

NOVEMBER = parse_period("2026-11")
H2, YEAR = parse_period("2026-H2"), parse_period("2026")


@pytest.fixture
def room(make_room):
    return make_room("practice", role=Role.MEDIATOR)


@pytest.fixture
def show(qtbot, dressed, room):
    def make(period=NOVEMBER, **more):
        pane = pane_window(qtbot, room, OrganisationPane, period, **more)
        assert pane.made.jobs.wait()
        settled()
        return pane

    return make


def values(room, period=H2):
    return {f.line.code: f.value for f in organisation.figures(room, period)}


def test_a_figure_is_saved_when_the_cursor_leaves_it(qtbot, room, show):
    pane = show()
    assert pane.head.beside.text() == "2026年下半年"
    assert pane.form.field("workrooms").line.hasFocus()
    say("2")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: values(room)["workrooms"] == 2)
    say("1,0")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: values(room)["appointed"] == 10)
    assert pane.state.text() == "已存 14:03"
    pane.form.chain.go(pane.form.field("funds_other"))
    say("123.45")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: pane.sum.text() == "经费合计 123.45 元")
    history.undo_last(room)
    pane.refresh()
    assert pane.sum.text() == "经费合计 没有填"


def test_a_figure_is_taken_back_by_emptying_it(qtbot, room, show):
    organisation.set_fact(room, "2026-H2", "workrooms", 3)
    pane = show()
    pane.form.chain.go(pane.form.field("workrooms"))
    pane.form.field("workrooms").line.selectAll()
    press(Key.Key_Delete)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: values(room)["workrooms"] is None)


def test_what_is_no_number_stays_in_its_field(qtbot, room, show):
    pane = show()
    say("x")
    press(Key.Key_Return)
    settled()
    assert pane.form.field("workrooms").sentence() == "请填一个整数,如 12。"
    assert values(room)["workrooms"] is None


def test_the_team_is_counted_and_what_lacks_is_named(room, show):
    mediators = [m for m in room.members() if m.role is TeamRole.PEOPLE_MEDIATOR and m.active]
    rooms.save_member(room, replace(mediators[0], education=""))
    pane = show()
    assert pane.counted.value("人民调解员", "总数") == f"{len(mediators)} 人"
    assert pane.counted.value("人民调解委员会", "本会计入") == "街道 1 个"
    assert pane.lacking.text() == f"{mediators[0].name}没有填文化程度。"
    for m in mediators:
        rooms.save_member(
            room, replace(m, sex="女", born=date(1970, 1, 1), education="college", employment="full_time")
        )
    settled()
    assert pane.lacking.isHidden()
    assert pane.counted.value("文化程度", "大专") == f"{len(mediators)} 人"


def test_a_year_is_both_halves_and_only_looked_at(qtbot, room, show):
    organisation.set_facts(room, "2026-H1", {"training_times": 1, "funds_other": 100_00})
    organisation.set_facts(room, "2026-H2", {"training_times": 2, "funds_other": 200_00})
    pane = show(YEAR)
    assert pane.form.isHidden()
    assert pane.whole.value("培训(次)") == "3 次"
    assert pane.sum.text() == "经费合计 300.00 元"
    pane.halves.choose("H1")
    pane.halves.chosen.emit("H1")
    assert pane.form.field("training_times").value() == 1
    assert pane.head.beside.text() == "2026年上半年"


def test_the_allowances_of_the_half_stand_beside_what_was_paid(qtbot, show):
    pane = show()
    qtbot.waitUntil(lambda: pane.paid.text().startswith("补贴核算表这一期共 "))


def test_who_does_not_report_only_reads(room, show):
    be(room, Role.READER)
    pane = show()
    assert not pane.form.isEnabled()
    assert pane.print.isHidden()


def test_printing_gives_the_table(room, show):
    pane = show()
    made = []
    pane._host.show_sheet = lambda title, make, name: made.append((title, make(), name))
    pane._print()
    ((title, content, name),) = made
    assert title == "人民调解组织队伍经费保障情况统计表"
    assert content.startswith(b"%PDF")
    assert name.endswith("2026-H2-组织情况")


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

"""期限与日历: read by everybody, changed in place by the administrator, on record, and typed words are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.commands import drafts, limits
from desktop.domain.deadlines import Unit
from desktop.domain.people import Role
from desktop.ui.looks import Look, wear
from tests.commands.test_limits import NEXT_YEAR
from tests.ui.clipping import clipped
from tests.ui.file_desk import press, say, settled
from tests.ui.settings_room import part_windows

Key = Qt.Key


@pytest.fixture
def show(qtbot, dressed, make_room):
    """A window with the section in front: `made, section, desk`."""
    with part_windows("limits", qtbot, make_room) as opened:
        yield opened


def figure(section):
    return section.limits.form.field("figure")


def test_a_figure_is_changed_in_its_place_by_keyboard(qtbot, show):
    made, section, desk = show()
    section.begin_focus()
    for _ in range(2):
        press(Key.Key_Down)
    assert section.limits.title.text() == "调解期限:30 日"
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: figure(section).line.hasFocus())
    figure(section).line.selectAll()
    say("45")
    press(Key.Key_Return)
    press(Key.Key_Return)
    say("会议纪要")
    press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.handbook.rules.limit("handling").figure == 45)
    qtbot.waitUntil(lambda: section.limits.title.text() == "调解期限:45 日")
    qtbot.waitUntil(lambda: made.shell.focusWidget() is section.limits.list)
    row = section.limits.model.at(section.limits.model.row_of("handling"))
    assert row.limit.own
    assert "周慧兰由 30 日改为 45 日:会议纪要" in section.limits.facts.value("改动记录")
    assert drafts.find(desk, "settings:limit:handling") is None


def test_the_default_comes_back_with_one_button(qtbot, show):
    _, section, desk = show()
    limits.set_limit(desk, "archive", 60, Unit.CALENDAR_DAY)
    section.limits.list.go_to("archive")
    assert section.limits.reset.isVisibleTo(section)
    assert section.limits.reset.words == "恢复默认(30 日)"
    section.limits.reset.click()
    qtbot.waitUntil(lambda: desk.handbook.rules.limit("archive").figure == 30)
    qtbot.waitUntil(lambda: not section.limits.reset.isVisibleTo(section))
    assert [c.after for c in limits.changes(desk, "archive")] == ["60 日", "30 日"]


def test_what_the_room_refuses_is_said_at_its_field(qtbot, show):
    _, section, desk = show()
    section.limits.list.go_to("judicial_confirmation")
    section.limits.form.fill({"figure": 45})
    section.limits.save_now()
    note = section.limits.form.field("note")
    qtbot.waitUntil(lambda: "法律规定" in note.sentence())
    assert desk.handbook.rules.limit("judicial_confirmation").figure == 30
    section.limits.form.field("figure").set_raw("半个月")
    section.limits.save_now()
    assert "整数" in figure(section).sentence()


def test_what_was_being_typed_comes_back(qtbot, show):
    made, section, desk = show()
    section.limits.list.go_to("handling")
    note = section.limits.form.field("note")
    section.limits.form.chain.go(note)
    qtbot.waitUntil(note.line.hasFocus)
    say("还在商量")
    section.limits.list.go_to("labour")
    assert section.limits.form.values()["note"] == ""
    section.limits.list.go_to("handling")
    assert section.limits.form.values()["note"] == "还在商量"
    assert desk.handbook.rules.limit("handling").figure == 30, "nothing is saved by itself"
    page = made.page("settings")
    page.show_part("look")
    assert drafts.find(desk, "settings:limit:handling") is not None


def test_what_takes_effect_at_once_cannot_be_changed(show):
    _, section, _ = show()
    section.limits.list.go_to("agreement_effect_written")
    assert section.limits.title.text() == "书面协议生效:当日"
    assert not section.limits.save.isVisibleTo(section)


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.LAWYER, Role.READER, Role.AUDITOR, Role.STATISTICIAN])
def test_others_read_what_runs_and_why(show, role):
    _, section, _ = show(role)
    section.limits.list.go_to("handling")
    assert section.limits.facts.value("依据") == "人民调解工作若干规定第三十三条(一般一个月)"
    for button in (section.limits.save, section.calendar.take, section.calendar.drop):
        assert not button.isVisibleTo(section)


def test_every_limit_of_the_table_is_shown_with_where_it_comes_from(show):
    _, section, desk = show()
    model = section.limits.model
    assert model.rowCount() == len(desk.handbook.rules.limits)
    sources = {column.name: column for column in model.columns}["source"]
    said = {model.key_at(n): sources.text(model.at(n)) for n in range(model.rowCount())}
    assert said["handling"] == "凭记忆,待核"
    assert said["labour"] == "已核对原文"
    assert said["archive"] == "本室规则"


def test_a_calendar_is_imported_from_a_file_and_taken_out_again(qtbot, show, tmp_path: Path):
    made, section, desk = show()
    path = tmp_path / "2027放假.csv"
    path.write_text(NEXT_YEAR, encoding="utf-8")
    section.calendar.list.go_to(2027)
    assert not section.calendar.drop.isEnabled()
    section.calendar.take_in(str(path))
    qtbot.waitUntil(lambda: 2027 in desk.handbook.rules.calendar.years)
    qtbot.waitUntil(lambda: section.calendar.drop.isEnabled())
    line = section.calendar.chosen()
    assert (line.year, line.imported, line.basis) == (2027, True, "2027放假")
    section.calendar.drop.click()
    question = made.shell.notices.question()
    assert question is not None
    question.buttons[0].click()
    qtbot.waitUntil(lambda: 2027 not in desk.handbook.rules.calendar.years)


def test_a_bad_calendar_is_refused_in_words(qtbot, show, tmp_path: Path):
    made, section, desk = show()
    path = tmp_path / "坏.csv"
    path.write_text(NEXT_YEAR + "2027-02-30,放假,春节\n", encoding="utf-8")
    section.calendar.take_in(str(path))
    qtbot.waitUntil(lambda: bool(made.shell.notices.banners()))
    assert "第 8 行" in made.shell.notices.banners()[0].text.text()
    assert 2027 not in desk.handbook.rules.calendar.years
    assert section.calendar.take.isEnabled()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
def test_nothing_is_cut(show, scale, size):
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    wear(app, Look(scale=scale))
    _, section, _ = show(size=size)
    section.limits.list.go_to("handling")
    settled()
    assert not clipped(section)

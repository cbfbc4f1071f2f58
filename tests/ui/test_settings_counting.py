"""统计口径: read by everybody, chosen with an example of the room in sight, on record, and kept while typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import drafts, history
from desktop.commands.statistics import figures, settings
from desktop.commands.statistics.freezing import freeze
from desktop.domain.counting import Basis, Counting, Mass
from desktop.domain.people import Role
from desktop.ui.looks import Look, wear
from tests.ui.clipping import clipped
from tests.ui.file_desk import CTRL, Key, press, say, settled
from tests.ui.settings_room import part_windows


@pytest.fixture
def show(qtbot, dressed, make_room):
    """A window with the section in front: `made, section, desk`."""
    with part_windows("counting", qtbot, make_room) as opened:
        yield opened


def test_choosing_by_key_shows_what_it_does_and_saves_with_its_reason(qtbot, show):
    _made, section, desk = show()
    section.begin_focus()
    basis = section.form.field("basis")
    assert basis.tick(Basis.CLOSED).hasFocus()
    assert basis.example.text().endswith("这样计入 2026年11月。")
    press(Key.Key_Down)
    assert basis.value() == Basis.RECEIVED
    assert basis.example.text().endswith("这样计入 2026年10月。")
    assert "按受理日计入当月" in section.foot.text()
    press(Key.Key_Return, CTRL)
    note = section.form.field("note")
    assert note.line.hasFocus()
    assert "请写明依据" in note.sentence()
    say("区司法局通知")
    press(Key.Key_Return)
    assert settings.counting(desk).rules == Counting(basis=Basis.RECEIVED)
    assert settings.counting(desk).note == "区司法局通知"
    assert "最后修改" in section.state.text()
    assert drafts.find(desk, "settings:counting") is None


def test_another_way_to_count_says_that_all_is_counted_again_and_when_it_is_done(qtbot, show):
    _made, section, desk = show()
    section.form.field("mass").tick(Mass.WORKER).click()
    assert section.again.isVisibleTo(section)
    section.form.field("note").set_value("区司法局通知")
    section.save_now()
    assert "正在按新口径清点" in section.state.text()
    figures.count_all(desk)
    qtbot.waitUntil(lambda: "最后修改" in section.state.text())
    assert not section.again.isVisibleTo(section)
    history.undo_last(desk)
    section.refresh()
    assert section.form.rules() == Counting()


def test_what_is_being_chosen_is_kept_and_comes_back(show):
    _made, section, desk = show()
    section.form.field("refused").tick("1").click()
    section.settle()
    _made, again, _desk = show(desk=desk)
    assert again.form.rules().refused is True
    assert settings.counting(desk).rules.refused is False


def test_the_default_comes_back_with_one_button(show):
    _made, section, desk = show()
    assert not section.default.isVisibleTo(section)
    settings.set_counting(desk, Counting(basis=Basis.AGREED), "通知")
    section.refresh()
    QTest.mouseClick(section.default, Qt.MouseButton.LeftButton)
    assert settings.counting(desk).rules == Counting()
    assert not section.default.isVisibleTo(section)


def test_frozen_months_by_other_rules_are_named(show):
    _made, section, desk = show()
    freeze(desk, "2026-10")
    settings.set_counting(desk, Counting(basis=Basis.RECEIVED), "通知")
    section.refresh()
    assert section.otherwise.text.text().startswith("2026年10月已按别的口径封存(按结案日计入当月")


def test_the_type_of_the_committee_is_saved_when_chosen(show):
    _made, section, desk = show()
    section.type.field("type").set_value("enterprise")
    section.type.changed.emit("type")
    assert desk.committee().type == "enterprise"


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.READER])
def test_others_read_and_cannot_change(show, role):
    _made, section, _desk = show(role)
    assert not section.form.isEnabled()
    assert not section.type.isEnabled()
    assert not section.save.isVisibleTo(section)
    assert section.foot.text().startswith("统计口径:")


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
@pytest.mark.parametrize("worn", [Look(), Look(scale=1.25), Look(scale=1.5, dark=True)])
def test_nothing_is_cut(show, size, worn):
    _made, section, _desk = show(size=size)
    wear(QApplication.instance(), worn)
    try:
        settled()
        assert clipped(section) == []
    finally:
        wear(QApplication.instance(), Look())

"""补贴标准: read by who reports, changed in its place by the administrator, on record, and given back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands.statistics import allowance_rates
from desktop.domain.people import Role
from desktop.ui.looks import Look, wear
from tests.ui.clipping import clipped
from tests.ui.file_desk import CTRL, Key, press, say, settled
from tests.ui.settings_room import part_windows


@pytest.fixture
def show(qtbot, dressed, make_room):
    """A window with the section in front: `made, section, desk`."""
    with part_windows("allowances", qtbot, make_room) as opened:
        yield opened


def rate(desk, code):
    return next(line for line in allowance_rates.rates(desk) if line.rate.code == code)


def test_an_amount_is_changed_in_its_place_by_keyboard_and_given_back(show):
    _made, section, desk = show()
    section.begin_focus()
    for _ in range(3):
        press(Key.Key_Down)
    assert section.rates.title.text() == "一般\uff08书面\uff09:150.00 元"
    press(Key.Key_Return)
    press(Key.Key_A, CTRL)
    say("200")
    press(Key.Key_Return)
    say("街道会议纪要")
    press(Key.Key_Return, CTRL)
    line = rate(desk, "ordinary")
    assert (line.rate.amount_fen, line.note) == (200_00, "街道会议纪要")
    assert section.rates.title.text() == "一般\uff08书面\uff09:200.00 元"
    assert section.rates.facts.value("改动").endswith("最后修改:街道会议纪要")
    assert section.rates.list.hasFocus()
    QTest.mouseClick(section.rates.reset, Qt.MouseButton.LeftButton)
    assert rate(desk, "ordinary").own is False


def test_a_strange_amount_is_said_at_its_field(show):
    _made, section, desk = show()
    section.rates.form.chain.go(section.rates.form.field("amount"))
    press(Key.Key_A, CTRL)
    say("20000")
    press(Key.Key_Return, CTRL)
    assert section.rates.form.field("amount").sentence() == "补贴标准须在 0 到 10,000 元之间。"
    assert not rate(desk, "unsettled").own


def test_what_is_typed_is_kept_when_another_row_is_chosen(show):
    _made, section, _desk = show()
    section.rates.form.chain.go(section.rates.form.field("note"))
    say("区里的文件")
    section.rates.list.go_to("mass")
    assert section.rates.form.field("note").value() == ""
    section.rates.list.go_to("unsettled")
    assert section.rates.form.field("note").value() == "区里的文件"


def test_who_reports_reads_and_cannot_change(show):
    _made, section, _desk = show(Role.STATISTICIAN)
    assert not section.rates.form.isVisibleTo(section)
    assert section.rates.model.rowCount() == 8


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

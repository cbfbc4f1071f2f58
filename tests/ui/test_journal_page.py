"""值班日志 on the screen: one day after another, by keys, and its leaf."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.commands import journal
from desktop.domain.people import Role
from desktop.domain.permissions import Act
from desktop.ui.looks import Look, wear
from desktop.ui.today.journal import JournalPage
from desktop.ui.today.page import TodayPage
from tests.ui.clipping import clipped
from tests.ui.hosting import Blank, window

ON = date(2026, 11, 23)


class Opened(Blank):
    def __init__(self):
        super().__init__()
        self.asked = []

    def open(self, *what):
        self.asked.append(what)
        return True


@pytest.fixture
def log(qtbot, dressed, make_room):
    def make(*, role=Role.MEDIATOR, size=(1366, 768)):
        pages = {"today": TodayPage, "journal": JournalPage}
        pages |= dict.fromkeys(("file", "sheet"), lambda _h: Opened())
        shown = window(make_room("practice", role=role), pages, size=size)
        qtbot.addWidget(shown.shell)
        with qtbot.waitActive(shown.shell):
            shown.shell.activateWindow()
        shown.open_page("journal")
        return shown, shown.page("journal")

    return make


def test_it_shows_the_day_and_hears_what_is_done(log):
    shown, page = log()
    before = page.model.rowCount()
    assert before == len(journal.day(shown.desk, ON).entries) > 0
    shown.desk.note(Act.PRINT, "print", title="当日工作清单", copies=1)
    assert page.model.rowCount() == before + 1
    assert "打印 1" in page.counts.text()


def test_another_day_by_the_field_and_by_the_buttons(log):
    _, page = log()
    assert not page.after.isEnabled(), "tomorrow nothing has been done yet"
    page.on.line.setFocus()
    page.on.line.selectAll()
    QTest.keyClicks(page.on.line, "1120")
    QTest.keyClick(page.on.line, Qt.Key.Key_Return)
    assert page.on.value() == date(2026, 11, 20)
    assert not page.empty.isHidden()
    page.after.click()
    assert page.on.value() == date(2026, 11, 21)
    page.today.click()
    assert page.on.value() == ON
    page.before.click()
    assert page.on.value() == ON - timedelta(days=1)


def test_its_leaf_is_of_the_shown_day(log):
    shown, _page = log()
    QTest.keyClick(shown.shell, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    title, make, name, back = shown.page("sheet").asked[-1]
    assert (title, name, back) == ("值班日志", "值班日志 2026-11-23", "journal")
    assert make().startswith(b"%PDF")


def test_the_way_from_the_home_page_and_back(log):
    shown, page = log()
    page.head.back.click()
    assert shown.shell.page_key() == "today"
    actions = {a.text(): a for a in shown.page("today").more.menu_shown().actions()}
    actions["今天做了什么(值班日志)"].trigger()
    assert shown.shell.page_key() == "journal"


@pytest.mark.parametrize("look", [Look(), Look(scale=1.25), Look(scale=1.5), Look(dark=True)], ids=str)
@pytest.mark.parametrize("size", [(1366, 768), (1366, 697)], ids=str)
def test_nothing_is_clipped(qapp, log, size, look):
    shown, page = log(size=size)
    wear(qapp, look)
    qapp.sendPostedEvents()
    assert clipped(shown.shell) == []
    assert (shown.shell.width(), shown.shell.height()) == size
    page.before.click()
    qapp.sendPostedEvents()
    assert clipped(shown.shell) == []
    wear(qapp, Look())

"""The pocket list by keys: choose and print, type back, be refused in the right field, lose nothing."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import drafts, pocket
from desktop.domain.handing import PocketList
from desktop.domain.people import Role
from desktop.domain.records import FollowUp
from desktop.ui.looks import Look, wear
from desktop.ui.today.page import TodayPage
from desktop.ui.today.pocket import PocketPage
from desktop.ui.today.pocket_back import KEY
from tests.ui.agreement_room import write
from tests.ui.clipping import clipped
from tests.ui.hosting import Blank, window

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ON = date(2026, 11, 23)


class Opened(Blank):
    def __init__(self):
        super().__init__()
        self.asked = []

    def open(self, *what):
        self.asked.append(what)
        return True


@pytest.fixture
def list_page(qtbot, dressed, make_room):
    made = []

    def make(desk=None, *, size=(1366, 768), what="practice"):
        desk = desk or make_room(what, role=Role.MEDIATOR)
        pages = {"today": TodayPage, "pocket": PocketPage, "sheet": lambda _h: Opened()}
        shown = window(desk, pages, size=size)
        qtbot.addWidget(shown.shell)
        made.append(shown)
        with qtbot.waitActive(shown.shell):
            shown.shell.activateWindow()
        shown.open_pocket()
        return shown, shown.page("pocket")

    return make


def press(key, pressed=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, pressed)


def kept(desk):
    with desk.read() as reader:
        return reader.find(PocketList, "made_at", "id")


def test_by_keys_alone_the_list_is_made_and_shown(list_page):
    shown, page = list_page()
    whole = pocket.candidates(shown.desk)
    page.begin_focus()
    press(Key.Key_Return)  # not this one
    press(Key.Key_P, CTRL)
    assert len(kept(shown.desk)[-1].lines) == len(whole) - 1
    title, make, name, back = shown.page("sheet").asked[-1]
    assert (title, name, back) == ("口袋清单", "口袋清单 2026-11-23", "pocket")
    assert make().startswith(b"%PDF")


def test_all_can_be_left_at_home(list_page):
    _shown, page = list_page()
    page.list.start()
    for n in range(page.model.rowCount()):
        page.list.go_to(page.model.key_at(n))
        press(Key.Key_Return)
    assert not page.print.isEnabled()
    page.print_asked()
    assert kept(_shown.desk) == []


def going_back(list_page, count=2):
    shown, page = list_page()
    made = pocket.make(shown.desk, pocket.candidates(shown.desk)[:count])
    shown.open_pocket(back=True)
    return shown, page, made


def test_results_are_typed_from_cell_to_cell_and_saved_in_one_act(list_page):
    shown, page, made = going_back(list_page)
    for line in made.lines:
        QTest.keyClicks(QApplication.focusWidget(), line.code.lower())
        press(Key.Key_Return)
        row = next(r for r in page.back.rows if r.code.value() == line.code)
        assert row.found is not None
        assert row.found.line == line
        row.reached.set_value("电话")
        press(Key.Key_Return)
        write(row.said.line, "说下周办")
        for _ in range(4 if row.found.money else 2):
            press(Key.Key_Return)
    assert QApplication.focusWidget() is page.back.rows[-1].code.line
    press(Key.Key_Return, CTRL)
    assert kept(shown.desk)[-1].done == tuple(line.code for line in made.lines)
    with shown.desk.read() as reader:
        assert len(reader.find(FollowUp, on=ON, result="电话\uff1b说下周办")) == 2
    assert len(page.back.rows) == 1
    assert drafts.find(shown.desk, KEY) is None


def test_a_used_code_is_refused_with_a_sentence(list_page):
    shown, page, made = going_back(list_page, 1)
    pocket.type_back(shown.desk, [pocket.Result(code=made.lines[0].code, reached="没找到")])
    row = page.back.rows[0]
    write(row.code.line, made.lines[0].code)
    assert "已经录过" in row.about.text()
    assert not row.said.isEnabled()
    page.back.save()
    assert "已经录过" in row.code.sentence()
    assert QApplication.focusWidget() is row.code.line


def test_what_is_missing_gets_the_cursor_and_nothing_is_written(list_page):
    shown, page, made = going_back(list_page, 1)
    row = page.back.rows[0]
    write(row.code.line, made.lines[0].code)
    page.back.save()
    assert "找到" in row.reached.sentence()
    row.reached.set_value("电话")
    page.back.save()
    assert row.said.sentence()
    assert QApplication.focusWidget() is row.said.line
    assert kept(shown.desk)[-1].done == ()


def test_what_was_typed_survives(list_page, qtbot):
    shown, page, made = going_back(list_page, 1)
    row = page.back.rows[0]
    write(row.code.line, made.lines[0].code)
    write(row.said.line, "说了一半")
    shown.open_page("today")
    assert drafts.find(shown.desk, KEY) is not None
    again, other = list_page(shown.desk)
    again.open_pocket(back=True)
    assert other.back.rows[0].code.value() == made.lines[0].code
    assert other.back.rows[0].said.value() == "说了一半"
    assert other.back.rows[0].found is not None


def test_when_nobody_is_to_be_asked_it_says_so(list_page):
    _shown, page = list_page(what="")
    assert not page.empty.isHidden()


@pytest.mark.parametrize("look", [Look(), Look(scale=1.25), Look(scale=1.5), Look(dark=True)], ids=str)
@pytest.mark.parametrize("size", [(1366, 768), (1366, 697)], ids=str)
def test_nothing_is_clipped(qapp, list_page, size, look):
    shown, page = list_page(size=size)
    wear(qapp, look)
    qapp.sendPostedEvents()
    assert clipped(shown.shell) == []
    made = pocket.make(shown.desk, pocket.candidates(shown.desk, mine=False))
    owed = next(line for line in made.lines if line.step in pocket.OF_MONEY)
    shown.open_pocket(back=True)
    write(page.back.rows[0].code.line, owed.code)
    page.back.save()
    qapp.sendPostedEvents()
    assert clipped(shown.shell) == []
    assert (shown.shell.width(), shown.shell.height()) == size
    wear(qapp, Look())

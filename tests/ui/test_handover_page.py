"""Handing over by keys: everything goes, the one who leaves is no longer on duty, the list is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import handover, recusal
from desktop.commands.handover import open_items
from desktop.domain.people import Role
from desktop.ui.looks import Look, wear
from desktop.ui.people.handover import HandoverPage
from desktop.ui.people.page import PeoplePage
from tests.ui.agreement_room import write
from tests.ui.clipping import clipped
from tests.ui.hosting import Blank, window

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


class Opened(Blank):
    def __init__(self):
        super().__init__()
        self.asked = []

    def open(self, *what):
        self.asked.append(what)
        return True


@pytest.fixture
def leaving(qtbot, dressed, make_room):
    def make(name="严伯年", *, role=Role.ADMIN, size=(1366, 768), what="practice"):
        desk = make_room(what, role=role)
        pages = {"people": PeoplePage, "handover": HandoverPage, "sheet": lambda _h: Opened()}
        shown = window(desk, pages, size=size)
        qtbot.addWidget(shown.shell)
        with qtbot.waitActive(shown.shell):
            shown.shell.activateWindow()
        shown.open_page("people")
        people = shown.page("people")
        chosen = next(m for m in desk.members() if m.name == name)
        people.team.choose(chosen.id)
        people.team.chosen.emit(chosen.id)
        people.hand.click()
        return shown, shown.page("handover"), chosen

    return make


def press(key, pressed=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, pressed)


def test_everything_is_listed_with_a_taker(leaving):
    shown, page, who = leaving()
    items = open_items(shown.desk, who.id)
    assert page.model.rowCount() == len(items) > 5
    names = {m.name for m in handover.receivers(shown.desk, who.id)}
    assert {page.model.at(n).to for n in range(page.model.rowCount())} <= names
    assert str(len(items)) in page.head.sub.text()


def test_by_keys_alone_it_goes_and_the_list_is_shown(leaving):
    shown, page, who = leaving()
    page.begin_focus()
    assert QApplication.focusWidget() is page.form.field("reason").line
    write(page.form.field("reason").line, "退休")
    press(Key.Key_Return, CTRL)
    assert open_items(shown.desk, who.id) == ()
    assert not next(m for m in shown.desk.members() if m.id == who.id).active
    assert shown.shell.page_key() == "sheet"
    title, make, _name, back = shown.page("sheet").asked[-1]
    assert (title, back) == ("工作交接清单", "people")
    assert make().startswith(b"%PDF")


def test_who_stays_is_not_closed_and_one_undo_takes_it_back(leaving):
    shown, page, who = leaving()
    before = open_items(shown.desk, who.id)
    page.form.field("leave").set_value(False)
    page.give.click()
    assert next(m for m in shown.desk.members() if m.id == who.id).active
    shown.undo()
    assert open_items(shown.desk, who.id) == before


def test_fewer_takers_and_another_for_one_row(leaving):
    shown, page, who = leaving()
    able = handover.receivers(shown.desk, who.id)
    boxes = page.form.field("among").boxes
    boxes[0].setFocus()
    press(Key.Key_Space)
    assert able[0].name not in {page.model.at(n).to for n in range(page.model.rowCount())}
    page.list.start()
    before = page.model.at(0).to
    press(Key.Key_Return)
    assert page.model.at(0).to != before
    assert page.list.currentIndex().row() == 0


def test_a_row_that_nobody_may_take_cannot_be_given(leaving):
    shown, page, who = leaving()
    item = next(i for i in open_items(shown.desk, who.id) if i.kind == "file")
    for one in handover.receivers(shown.desk, who.id):
        recusal.recuse(shown.desk, item.dispute, one.id, "是当事人的亲属")
    page.open(who.id)
    assert not page.give.isEnabled()


def test_who_has_nothing_open_has_nothing_to_hand_over(leaving):
    _shown, page, _who = leaving("周慧兰", what="")
    assert not page.empty.isHidden()
    assert page.right.isHidden()


@pytest.mark.parametrize("look", [Look(), Look(scale=1.25), Look(scale=1.5), Look(dark=True)], ids=str)
@pytest.mark.parametrize("size", [(1366, 768), (1366, 697)], ids=str)
def test_nothing_is_clipped(qapp, leaving, size, look):
    shown, _page, _who = leaving(size=size)
    wear(qapp, look)
    qapp.sendPostedEvents()
    assert clipped(shown.shell) == []
    assert (shown.shell.width(), shown.shell.height()) == size
    wear(qapp, Look())

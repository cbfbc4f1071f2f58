"""防激化 beside the risk of a file: typed as people, said as the table will say it, kept, saved and undone."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from desktop.commands import history
from desktop.commands.lists import Files
from desktop.domain.people import Role
from desktop.ui.looks import Look, wear
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.file_desk import CTRL, Key, desk_window, press, say, settled


@pytest.fixture
def room(make_room):
    return make_room("practice", role=Role.MEDIATOR)


@pytest.fixture
def opened(qtbot, dressed, room):
    """The panel of a file with nothing prevented yet, and the file's identity."""
    shown = desk_window(qtbot, room)

    def open_one(which=lambda line: line.unsettled):
        files = Files(room)
        line = next(line for line in files.rows(files.ids()) if which(line) and not prevented(room, line.id))
        shown.open_file(line.id, "risk")
        settled()
        return shown.page("file")._panel, line.id

    return open_one


def prevented(room, id):
    with room.read() as reader:
        return dict(reader.file(id).dispute.prevention)


def test_people_are_typed_and_the_table_s_words_are_said_while_typing(opened, room):
    panel, id = opened()
    card = panel.prevented
    card.form.chain.go(card.form.field("civil_to_criminal"))
    say("3")
    assert card.said.text() == "计入统计表:防止民间纠纷转化为刑事案件 1 件 3 人。"
    press(Key.Key_Return)
    assert card.form.field("mass_petition").line.hasFocus()
    press(Key.Key_Return, CTRL)
    settled()
    assert prevented(room, id) == {"civil_to_criminal_cases": 1, "civil_to_criminal_people": 3}
    history.undo_last(room)
    panel.refresh()
    assert prevented(room, id) == {}
    assert card.form.field("civil_to_criminal").value() is None


def test_what_is_no_number_is_refused_at_its_field(opened, room):
    panel, id = opened()
    card = panel.prevented
    card.form.chain.go(card.form.field("suicide"))
    say("x")
    press(Key.Key_Return, CTRL)
    assert card.form.field("suicide").sentence() == "请填人数,如 3。"
    assert prevented(room, id) == {}


def test_typing_comes_back_and_a_refresh_does_not_take_it(opened, room):
    panel, _id = opened()
    panel.prevented.form.chain.go(panel.prevented.form.field("mass_fight"))
    say("12")
    panel.refresh()
    assert panel.prevented.form.field("mass_fight").value() == 12
    press(Key.Key_Escape)
    settled()
    again, _ = opened()
    assert again.prevented.form.field("mass_fight").value() == 12


def test_who_only_reads_cannot_write_it(opened, room):
    be(room, Role.READER)
    panel, _id = opened()
    assert not panel.prevented.form.isEnabled()
    assert panel.prevented.button.isHidden()


@pytest.mark.parametrize("worn", [Look(), Look(scale=1.5), Look(scale=1.25, dark=True)])
def test_nothing_is_cut(opened, worn):
    panel, _id = opened()
    wear(QApplication.instance(), worn)
    try:
        settled()
        assert clipped(panel.prevented) == []
    finally:
        wear(QApplication.instance(), Look())

"""移送 on the screen: out and in by keys, what an organ brings with it, the whole matter, the pack for the police."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.commands import hand_offs, police_pack
from desktop.domain.disputes import Mediation
from desktop.domain.people import Role
from desktop.domain.records import Direction, Referral
from desktop.ui.looks import Look, wear
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.file_desk import CTRL, Key, desk_window, id_of, press, press_button, read, say, settled

NUMBER = "2026-059"


@pytest.fixture
def room(make_room):
    return make_room("practice", role=Role.MEDIATOR)


@pytest.fixture
def tab(qtbot, dressed, room):
    shown = desk_window(qtbot, room)
    shown.open_file(id_of(room, NUMBER), "hand_offs")
    settled()
    return shown.page("file")._made["hand_offs"]


def letter(room, number=NUMBER, **more):
    known = {"to": "海棠路派出所", "organ": "police_station", "matter": "推搡", "on": room.today()}
    return Referral(dispute_id=id_of(room, number), **(known | more))


def out(room, number=NUMBER):
    return [r for r in read(room, number).referrals if r.direction is Direction.OUT]


def test_an_organ_brings_its_name_and_its_days(tab, room):
    tab.begin_new("hand_off")
    form = tab.pane("hand_off").form
    assert (form.values()["to"], form.values()["answer_due"]) == ("海棠路派出所", date(2026, 11, 26))
    form.field("organ").set_value("judicial_office")
    form.changed.emit("organ")
    assert (form.values()["to"], form.values()["answer_due"]) == ("海棠司法所", date(2026, 11, 30))
    form.field("to").set_value("邻街司法所")
    form.field("organ").set_value("court")
    form.changed.emit("organ")
    assert form.values()["to"] == "邻街司法所", "what was typed by hand stays"


def test_sent_by_keys_and_its_standing_in_the_list(tab, room):
    tab.begin_new("hand_off")
    say("推搡致擦伤")
    press(Key.Key_Return, CTRL)
    settled()
    (sent,) = out(room)
    assert sent.doc.endswith("之一")
    assert [row.line for row in tab.list.rows()] == ["待对方签收"]
    pane = tab.pane("hand_off")
    assert not pane.letter.isHidden()
    press_button(pane.letter)
    assert pane.host.shell.page_key() == "paper"


def test_without_its_matter_it_is_refused_at_the_field(tab, room):
    tab.begin_new("hand_off")
    press(Key.Key_Return, CTRL)
    assert out(room) == []
    assert tab.pane("hand_off").form.field("matter").sentence()


def test_what_was_begun_comes_back(tab, room):
    tab.begin_new("hand_off")
    say("只写了一半")
    tab.settle()
    tab.begin_new("receive")
    tab.begin_new("hand_off")
    assert tab.pane("hand_off").form.values()["matter"] == "只写了一半"
    assert out(room) == []


def test_the_whole_matter_ends_the_mediation(tab, room):
    tab.begin_new("hand_off")
    form = tab.pane("hand_off").form
    say("可能构成轻伤")
    form.field("whole").boxes[0].click()
    press(Key.Key_Return, CTRL)
    settled()
    assert out(room) == [], "the reason is asked for first"
    form.chain.go(form.field("reason"))
    say("应由公安机关处理")
    press(Key.Key_Return, CTRL)
    settled()
    d = read(room, NUMBER).dispute
    assert d.mediation is Mediation.TERMINATED
    assert "应由公安机关处理" in d.ended_reason
    assert not tab.pane("hand_off").removable()


def test_received_answered_and_its_receipt(tab, room):
    tab.begin_new("receive")
    say("两家争执,请调解")
    press(Key.Key_Return, CTRL)
    settled()
    form = tab.pane("receive").form
    form.chain.go(form.field("answered_on"))
    say("今天")
    press(Key.Key_Return)
    say("已办结,双方和解")
    press(Key.Key_Return, CTRL)
    settled()
    file = read(room, NUMBER)
    (came,) = [r for r in file.referrals if r.direction is Direction.IN]
    assert came.answer == "已办结,双方和解"
    assert file.feedbacks[-1].content == "已办结,双方和解"
    assert "已反馈,待回执" in [row.line for row in tab.list.rows()]


def test_the_pack_for_the_police_opens_as_one_sheet(tab, room):
    assert not tab.pack.isHidden()
    press_button(tab.pack)
    assert tab.host.shell.page_key() == "sheet"
    assert police_pack.contents(read(room, NUMBER))


def test_a_file_of_nobody_elses_offers_no_pack(qtbot, dressed, room):
    shown = desk_window(qtbot, room)
    shown.open_file(id_of(room, "2026-045"), "hand_offs")
    settled()
    assert shown.page("file")._made["hand_offs"].pack.isHidden()


def test_a_reader_only_reads(qtbot, dressed, room):
    hand_offs.send(room, letter(room))
    be(room, Role.READER)
    shown = desk_window(qtbot, room)
    shown.open_file(id_of(room, NUMBER), "hand_offs")
    settled()
    tab = shown.page("file")._made["hand_offs"]
    assert all(button.isHidden() for button in tab._adders)
    assert tab.pane("hand_off").save_button.isHidden()


@pytest.mark.parametrize(
    ("size", "worn"),
    [
        ((1366, 768), Look()),
        ((1366, 697), Look()),
        ((1920, 1080), Look(scale=1.25)),
        ((1366, 768), Look(scale=1.5)),
        ((1366, 768), Look(dark=True)),
    ],
)
def test_nothing_is_clipped(qtbot, dressed, room, size, worn):
    late = room.today() - timedelta(days=3)
    hand_offs.send(room, letter(room, on=room.today() - timedelta(days=6), answer_due=late))
    hand_offs.receive(room, letter(room, doc="SH20261120-01", answer_due=room.today()))
    wear(dressed, worn)
    shown = desk_window(qtbot, room, size)
    shown.open_file(id_of(room, NUMBER), "hand_offs")
    settled()
    assert clipped(shown.shell) == []
    tab = shown.page("file")._made["hand_offs"]
    for kind in ("hand_off", "receive"):
        tab.begin_new(kind)
        settled()
        assert clipped(shown.shell) == [], kind
    assert shown.shell.size().toTuple() == size

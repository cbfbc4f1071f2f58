"""当事人: typed as the people stand at the desk; every field saved when it is left."""

from __future__ import annotations

import pytest

from desktop.commands import drafts
from desktop.commands.history import trail
from desktop.domain.people import PartyRole, PersonKind, Role
from desktop.ui.looks import Look, wear
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.file_desk import CTRL, SHIFT, Key, desk_window, id_of, press, press_button, read, say, settled


@pytest.fixture
def room(make_room):
    return make_room("practice", role=Role.MEDIATOR)


@pytest.fixture
def tab(qtbot, dressed, room):
    shown = desk_window(qtbot, room)
    shown.open_file(id_of(room, "2026-045"), "parties")
    settled()
    made = shown.page("file")._made["parties"]
    made.shown_window = shown
    return made


def form(tab):
    return tab._shown[0]


def go(tab, name):
    form(tab).chain.go(form(tab).field(name))
    return form(tab).field(name)


def party(room, name):
    file = read(room, "2026-045")
    return next(p for p in file.parties if file.person(p).name == name)


def person(room, name):
    file = read(room, "2026-045")
    return next(p for p in file.people.values() if p.name == name)


def test_agents_stand_under_their_party(tab):
    assert [(item.role, item.name) for item in tab.list.items()] == [
        ("申请人", "恒禾物业"),
        ("代理人(恒禾物业)", "毛晓琳"),
        ("被申请人", "沈佩文"),
    ]
    assert form(tab).kind is PersonKind.LEGAL
    tab.list.step(1)
    assert form(tab).agent
    assert "特别授权" in form(tab).field("authority").value()


def test_numbers_stay_masked_and_showing_one_is_on_record(tab, room):
    tab.list.step(2)
    field = form(tab).field("id_number")
    assert field.line.text() == "999999********364X"
    assert field.remark.text() == "校验位正确"
    press_button(field.eye)
    assert field.line.text() == person(room, "沈佩文").id_number
    be(room, Role.AUDITOR)
    assert any(act == "reveal" for _, _, act, _ in trail(room))


def test_leaving_a_field_saves_it_and_says_when(tab, room):
    tab.list.step(2)
    go(tab, "employer")
    say("海棠设计事务所")
    press(Key.Key_Return)
    settled()
    assert person(room, "沈佩文").employer == "海棠设计事务所"
    assert tab.saved.words() == "已存 14:03:00"
    assert form(tab).field("address").line.hasFocus()
    press(Key.Key_Return, SHIFT)
    assert form(tab).field("employer").line.hasFocus()


def test_birth_and_age_come_from_the_number(tab, room):
    tab.list.step(2)
    birth = form(tab).field("birth_date")
    assert birth.line.isReadOnly()
    assert birth.remark.text() == "43 岁·由证件号得出"
    go(tab, "id_number")
    press(Key.Key_A, CTRL)
    press(Key.Key_Delete)
    assert not birth.line.isReadOnly()
    say("999999199002170020")
    press(Key.Key_Return)
    settled()
    assert form(tab).field("id_number").remark.text().startswith("校验位")
    saved = person(room, "沈佩文")
    assert saved.id_number == "999999199002170020"  # doubted in words, never blocked


def test_the_service_address_can_be_that_of_home(tab, room):
    tab.list.step(2)
    form(tab).field("service_address").same.click()
    settled()
    assert party(room, "沈佩文").service_address == person(room, "沈佩文").address
    go(tab, "address")
    press(Key.Key_A, CTRL)
    say("上海市示例区新址1号")
    press(Key.Key_Return, CTRL)
    assert party(room, "沈佩文").service_address == "上海市示例区新址1号"


def test_consent_and_flags_are_saved_at_once(tab, room):
    tab.list.step(2)
    consent = form(tab).field("consent_signed_on")
    assert "同意书未签" in consent.remark.text()
    consent.box.click()
    assert party(room, "沈佩文").consent_signed_on == room.today()
    assert consent.remark.text() == "11月23日签"
    form(tab).field("flags").boxes[2].click()
    assert party(room, "沈佩文").interpreter
    tab.shown_window.undo()
    assert not form(tab).field("flags").boxes[2].isChecked()
    assert form(tab).field("consent_signed_on").value() == room.today()


def test_a_newcomer_exists_when_there_is_a_name(tab, room):
    press_button(tab.add_party)
    assert tab.list.items()[-1].name == "新当事人"
    assert form(tab).field("name").line.hasFocus()
    assert len(read(room, "2026-045").parties) == 2
    say("楼上住户")
    press(Key.Key_Return)
    settled()
    file = read(room, "2026-045")
    new = next(p for p in file.parties if file.person(p).name == "楼上住户")
    assert new.role is PartyRole.RESPONDENT
    assert tab._chosen == new.id
    say("女")
    go(tab, "phone")
    say("12000009999")
    press(Key.Key_Return, CTRL)
    assert person(room, "楼上住户").phone == "12000009999"
    assert drafts.find(room, f"party:new:{file.dispute.id}:") is None
    tab.shown_window.page("file").settle()
    assert len(read(room, "2026-045").parties) == 3


def test_somebody_known_is_taken_over_from_another_file(tab, room, qtbot):
    press_button(tab.add_party)
    say("陆国")
    qtbot.waitUntil(lambda: tab.known.isVisible(), timeout=2000)
    assert "2026-061" in tab.known.buttons[0].words
    press_button(tab.known.buttons[0])
    settled()
    file, other = read(room, "2026-045"), read(room, "2026-061")
    mine = next(p for p in file.parties if file.person(p).name == "陆国梁")
    assert mine.person_id in {p.person_id for p in other.parties}
    assert form(tab).field("name").value() == "陆国梁"


def test_an_agent_is_added_to_the_chosen_party(tab, room):
    tab.list.step(2)
    press_button(tab.add_agent)
    say("沈佩芳")
    press(Key.Key_Return)
    settled()
    file = read(room, "2026-045")
    agent = next(a for a in file.agents if file.person(a).name == "沈佩芳")
    assert agent.party_id == party(room, "沈佩文").id
    assert not agent.may_settle
    go(tab, "authority")
    say("特别授权")
    press(Key.Key_Return, CTRL)
    assert next(a for a in read(room, "2026-045").agents if a.id == agent.id).may_settle


def test_removing_can_be_undone(tab, room):
    tab.list.step(2)
    press_button(tab.remove)
    assert [item.name for item in tab.list.items()] == ["恒禾物业", "毛晓琳"]
    tab.shown_window.undo()
    assert [item.name for item in tab.list.items()] == ["恒禾物业", "毛晓琳", "沈佩文"]


def test_a_name_cannot_be_emptied_but_the_rest_is_saved(tab, room):
    tab.list.step(2)
    go(tab, "name")
    press(Key.Key_A, CTRL)
    press(Key.Key_Delete)
    go(tab, "occupation")
    press(Key.Key_A, CTRL)
    say("教师")
    tab.settle()
    assert person(room, "沈佩文").occupation == "教师"


def test_what_was_typed_for_one_never_lands_with_another(tab, room):
    tab.list.step(2)
    go(tab, "employer")
    say("某设计公司")
    tab.list.setFocus()
    press(Key.Key_Up)
    settled()
    assert person(room, "沈佩文").employer == "某设计公司"
    assert person(room, "毛晓琳").employer != "某设计公司"
    assert form(tab).field("employer").value() == person(room, "毛晓琳").employer


def test_the_kind_can_be_changed_and_taken_back(tab, room):
    tab.list.step(2)
    tab.kinds._pick("other_organisation")
    assert person(room, "沈佩文").kind is PersonKind.OTHER
    assert form(tab).kind is PersonKind.OTHER
    tab.shown_window.undo()
    assert form(tab).kind is PersonKind.NATURAL


def test_a_reader_sees_and_changes_nothing(tab, room):
    be(room, Role.READER)
    tab.shown_window.refresh()
    tab.list.step(2)
    assert not form(tab).field("employer").editor.isEnabled()
    assert not form(tab).field("id_number").eye.isEnabled()
    assert tab.remove.isHidden()


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_nothing_is_clipped(qtbot, dressed, room, size, scale):
    wear(dressed, Look(scale=scale))
    shown = desk_window(qtbot, room, size)
    for number in ("2026-045", "2026-026"):
        shown.open_file(id_of(room, number), "parties")
        tab = shown.page("file")._made["parties"]
        for _ in range(3):
            settled()
            assert clipped(shown.shell) == []
            tab.list.step(1)
    assert shown.shell.size().toTuple() == size

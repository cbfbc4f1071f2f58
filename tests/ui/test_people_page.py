"""人员: the team is saved as one goes, the register finds people and keeps their numbers covered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from desktop.commands import drafts, registry
from desktop.commands.history import trail
from desktop.domain.people import Person, Role, TeamRole
from desktop.domain.permissions import Act
from desktop.ui.looks import Look, wear
from desktop.ui.people.page import PeoplePage
from tests.conftest import be, without_people
from tests.ui.clipping import clipped
from tests.ui.hosting import window

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def press(key, pressed=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, pressed)


def write(text):
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.insert(text)
    line.edited.emit()


@pytest.fixture
def show(qtbot, dressed, make_room):
    def make(what="practice", role=Role.MEDIATOR):
        desk = make_room(what)
        be(desk, role)
        if not what:
            without_people(desk)
        made = window(desk, {"people": PeoplePage})
        qtbot.addWidget(made.shell)
        qtbot.waitUntil(made.shell.isActiveWindow)
        made.shell.show_page("people")
        return made, made.page("people"), desk

    return make


def member(desk, name):
    return next(m for m in desk.members() if m.name == name)


def test_the_arrows_go_through_the_team_and_enter_goes_into_the_form(qtbot, show):
    _, page, desk = show()
    qtbot.waitUntil(page.team.hasFocus)
    first = page.team.value()
    press(Key.Key_Down)
    assert page.team.value() != first
    chosen = next(m for m in desk.members() if m.id == page.team.value())
    assert page.editor.form.values()["name"] == chosen.name
    press(Key.Key_Return)
    assert page.editor.form.field("name").line.hasFocus()


def test_leaving_a_field_saves_it_and_the_list_follows(qtbot, show):
    _, page, desk = show()
    page.team.choose(member(desk, "周慧兰").id)
    page._go_in(page.team.value())
    press(Key.Key_Return)
    press(Key.Key_Return)
    write("示例单位")
    press(Key.Key_Return)
    assert member(desk, "周慧兰").organisation == "示例单位"
    assert page.editor.state.text() == "已存 14:03"
    assert drafts.find(desk, page.editor.saving._key()) is None


def test_what_cannot_be_saved_stays_a_draft_and_comes_back(qtbot, show):
    _, page, desk = show()
    someone = member(desk, "周慧兰")
    page.team.choose(someone.id)
    page._go_in(someone.id)
    page.editor.form.field("name").line.selectAll()
    press(Key.Key_Backspace)
    page.settle()
    assert member(desk, "周慧兰").name == "周慧兰"
    kept = drafts.find(desk, f"member:{someone.id.hex}")
    assert kept is not None
    assert kept.values["name"] == ""
    other = member(desk, "苏晓")
    page.editor.show_member(other)
    page.editor.show_member(someone)
    assert page.editor.form.field("name").value() == ""


def test_a_new_member_is_typed_with_the_keyboard_alone(qtbot, show):
    _, page, desk = show()
    page.add.click()
    qtbot.waitUntil(page.editor.form.field("name").line.hasFocus)
    write("陆示例")
    press(Key.Key_Return)
    press(Key.Key_Return, CTRL)
    made = member(desk, "陆示例")
    assert made.role is TeamRole.PEOPLE_MEDIATOR
    assert page.team.value() == made.id
    assert drafts.find(desk, "member:new") is None


def test_a_new_member_left_half_way_is_kept_for_later(qtbot, show):
    made, page, desk = show()
    page.add.click()
    qtbot.waitUntil(page.editor.form.field("name").line.hasFocus)
    write("陆示")
    page.settle()
    assert not any(m.name == "陆示" for m in desk.members())
    again = PeoplePage(made)
    qtbot.addWidget(again)
    again._add()
    assert again.editor.form.field("name").value() == "陆示"


def test_a_member_without_a_name_is_not_added(show):
    _, page, desk = show()
    before = len(desk.members())
    page.add.click()
    page.editor.add_now()
    assert page.editor.form.field("name").sentence() == "请填写姓名。"
    assert len(desk.members()) == before


def test_those_who_left_stand_last_and_say_so(show):
    _, page, desk = show()
    someone = member(desk, "苏晓")
    page.team.choose(someone.id)
    page._show_member(someone.id)
    page.editor.form.field("active").boxes[0].click()
    page.settle()
    assert not member(desk, "苏晓").active
    assert page.team._groups[-1].title == "不在岗"
    assert page.team.ids()[-1] == someone.id


def test_a_phone_is_covered_until_asked_for_and_that_is_recorded(show):
    _, page, desk = show()
    someone = member(desk, "周慧兰")
    page._show_member(someone.id)
    field = page.editor.form.field("phone")
    assert "****" in field.line.text()
    field.eye.click()
    assert "****" not in field.line.text()
    be(desk, Role.AUDITOR)
    assert trail(desk, most=1)[0][2] == "reveal"


@pytest.mark.parametrize("role", [Role.READER, Role.LAWYER, Role.STATISTICIAN])
def test_who_may_not_change_the_team_only_reads(show, role):
    _, page, _ = show(role=role)
    assert not page.add.isVisible()
    assert not page.editor.form.isEnabled()


@pytest.mark.parametrize("typed", ["恒禾", "hhwy", "ShanghaiHenghe", "FAKE027A", "phone"])
def test_the_register_finds_by_name_sound_phone_and_code(show, typed):
    _, _, desk = show()
    with desk.read() as reader:
        (company,) = reader.find(Person, name="上海恒禾物业服务有限公司")
    typed = company.phone if typed == "phone" else typed
    assert "上海恒禾物业服务有限公司" in [k.person.name for k in registry.search(desk, typed)]


def test_the_register_needs_two_characters_and_finds_each_file_once(show):
    _, _, desk = show()
    assert registry.search(desk, "恒") == []
    (found,) = [k for k in registry.search(desk, "恒禾") if k.person.name == "上海恒禾物业服务有限公司"]
    assert len({p.dispute for p in found.parts}) == len(found.parts) > 1
    assert [p.number for p in found.parts] == sorted((p.number for p in found.parts), reverse=True)


def test_percent_and_underscore_are_ordinary_characters(show):
    _, _, desk = show()
    assert registry.search(desk, "%%") == []
    assert registry.search(desk, "__") == []


def test_the_register_by_keyboard_opens_the_newest_file(qtbot, show):
    made, page, _ = show()
    opened = []
    made.open_file = lambda id, tab="overview": opened.append((id, tab))
    page.views.setFocus()
    press(Key.Key_Right)
    qtbot.waitUntil(page.words.hasFocus)
    QTest.keyClicks(page.words, "hhwy")
    press(Key.Key_Return)
    assert page.found.hasFocus()
    press(Key.Key_Return)
    assert opened == [(page._known[0].parts[0].dispute, "parties")]


def test_no_whole_number_stands_anywhere_on_the_page(show):
    _, page, desk = show()
    page.show_view("register")
    with desk.read() as reader:
        people = [p for p in reader.find(Person) if p.natural and p.id_number and p.phone][:20]
    for person in people:
        page.words.setText(person.name)
        page.search()
        shown = " ".join(label.text() for label in page.findChildren(QLabel))
        shown += " ".join(box.text for box in page.found.text_boxes())
        assert person.name in shown
        assert person.id_number not in shown
        assert person.phone not in shown


def test_an_empty_room_says_what_to_do(show):
    _, page, desk = show("")
    assert desk.members() == []
    assert page.nobody.isVisible()
    page.add.click()
    assert not page.nobody.isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_nothing_is_clipped(qapp, qtbot, show, scale):
    wear(qapp, Look(scale=scale))
    made, page, _ = show()
    for size in ((1366, 768), (1366, 697), (1920, 1080)):
        made.shell.resize(*size)
        page.show_view("team")
        qtbot.waitUntil(lambda: not clipped(page))
        page.show_view("register")
        page.words.setText("zh")
        page.search()
        qtbot.waitUntil(lambda: not clipped(page))
        assert (made.shell.width(), made.shell.height()) == size


def test_what_the_organisation_table_asks_is_filled_in_for_mediators_only(qtbot, show):
    _, page, desk = show()
    page.team.choose(member(desk, "周慧兰").id)
    page._go_in(page.team.value())
    form = page.editor.form
    form.field("education").set_value("college")
    form.field("sex").set_value("女")
    form.chain.go(form.field("born"))
    press(Key.Key_A, CTRL)
    write("1968-03-12")
    press(Key.Key_Return)
    page.editor.saving.dirty = True
    page.settle()
    found = member(desk, "周慧兰")
    assert (found.education, found.sex, found.born) == ("college", "女", date(1968, 3, 12))
    page.team.choose(member(desk, "高峻").id)
    page._go_in(page.team.value())
    assert form.field("education").isHidden()
    form.field("role").set_value(TeamRole.PEOPLE_MEDIATOR)
    form.changed.emit("role")
    assert not form.field("education").isHidden()


def test_a_birth_that_makes_no_sense_stays_in_its_field(qtbot, show):
    _, page, desk = show()
    page.team.choose(member(desk, "周慧兰").id)
    page._go_in(page.team.value())
    page.editor.form.chain.go(page.editor.form.field("born"))
    press(Key.Key_A, CTRL)
    write("2025-03-12")
    press(Key.Key_Return)
    page.settle()
    assert member(desk, "周慧兰").born == date(1966, 5, 18)
    assert page.editor.state.text() == "出生日期不合常理,请核对年份。"


def test_a_word_of_an_outside_file_is_not_lost_by_saving_something_else(qtbot, show):
    _, page, desk = show()
    before = member(desk, "周慧兰")
    with desk.act(Act.TEAM, "member") as tx:
        tx.put(replace(before, education="博士后"))
    page.refresh()
    page.team.choose(before.id)
    page._go_in(before.id)
    page.editor.form.field("organisation").set_value("示例单位")
    page.editor.saving.dirty = True
    page.settle()
    after = member(desk, "周慧兰")
    assert (after.organisation, after.education) == ("示例单位", "博士后")

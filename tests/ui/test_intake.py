"""The intake panel, as somebody at the desk uses it: by keys, in a hurry, interrupted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import disputes, drafts, lists
from desktop.commands.lists import Files, Filter
from desktop.domain.people import Party, Person, Role
from desktop.ui.intake.before import who_came_before
from desktop.ui.intake.panel import IntakePanel
from desktop.ui.looks import Look, wear
from desktop.ui.today.page import TodayPage
from tests.conftest import without_people
from tests.ui.clipping import clipped
from tests.ui.hosting import Blank, window

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
STORY = "楼上装修,夜里十一点还在敲墙,邻居吵过一次。"


class Paper(Blank):
    """Remembers which paper was asked for."""

    asked: tuple = ()

    def open(self, *what):
        Paper.asked = what
        return True


@pytest.fixture
def open_window(qtbot, dressed, make_room):

    def make(desk=None, *, what="practice", role=Role.MEDIATOR, size=(1366, 768)):
        desk = desk or make_room(what, role=role)
        shown = window(desk, {"today": TodayPage, "paper": lambda _host: Paper()}, IntakePanel, size=size)
        qtbot.addWidget(shown.shell)
        with qtbot.waitActive(shown.shell):
            shown.shell.activateWindow()
        return shown

    return make


def say(text):
    """Type at the cursor: letters as keys, Chinese as an input method commits it."""
    if text.isascii():
        QTest.keyClicks(QApplication.focusWidget(), text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(QApplication.focusWidget(), event)


def press(key, pressed=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, pressed)


def where(form):
    focus = QApplication.focusWidget()
    return next((n for n in form.names() if form.field(n) is focus or form.field(n).isAncestorOf(focus)), "")


def files(desk):
    return Files(desk, Filter()).count()


def newest(desk):
    files_ = Files(desk, Filter(), sort="received")
    with desk.read() as reader:
        return next(reader.file(id) for id in files_.ids() if reader.file(id).dispute.facts == STORY)


def test_a_walk_in_is_registered_by_keys_alone(open_window):
    shown = open_window()
    desk, before = shown.desk, files(shown.desk)
    press(Key.Key_N, CTRL)
    assert where(shown.intake.form) == "name"
    say("沈佩文")
    press(Key.Key_Return)
    press(Key.Key_Right)
    press(Key.Key_Right)
    press(Key.Key_Return)
    assert where(shown.intake.form) == "phone"
    say("120 0000 0039")
    press(Key.Key_Return)
    assert where(shown.intake.form) == "facts"
    say(STORY)
    press(Key.Key_Tab)
    assert where(shown.intake.form) == "category"
    press(Key.Key_Return, CTRL)
    assert shown.intake is None
    assert files(desk) == before + 1
    file = newest(desk)
    asking = file.person(file.sides[0])
    assert (asking.name, asking.sex, asking.phone) == ("沈佩文", "女", "12000000039")
    assert (file.dispute.category, file.dispute.source) == ("neighbourhood", "walk_in")
    assert file.dispute.mediators == (desk.account.member_id,)
    assert shown.shell.notices.toast().text == f"已登记 {file.dispute.temp_no}"
    assert drafts.find(desk, "intake") is None


def test_the_new_file_stands_on_the_home_page_at_once(qtbot, open_window):
    shown = open_window()
    register(shown)
    page = shown.page("today")
    id = newest(shown.desk).dispute.id
    qtbot.waitUntil(lambda: f"{id.hex}:decide" in page.list.order())


def test_undo_in_the_toast_takes_it_back(open_window):
    shown = open_window()
    before = files(shown.desk)
    register(shown)
    shown.shell.notices.toast().action.click()
    assert files(shown.desk) == before


def register(shown):
    shown.open_intake()
    form = shown.intake.form
    say("沈佩文")
    form.chain.go(form.field("facts"))
    say(STORY)
    press(Key.Key_Return, CTRL)


def test_opening_never_takes_the_window_away(open_window):
    """A part shown before it has a parent would be a window of its own for a moment, and take the focus."""
    shown = open_window()
    shown.open_intake()
    assert QApplication.activeWindow() is shown.shell


def test_a_room_without_mediators_says_where_to_add_one(open_window):
    shown = open_window(what="")
    without_people(shown.desk)
    register(shown)
    assert "人员" in shown.intake.form.field("mediator").sentence()


def test_two_ctrl_enters_make_one_file(open_window):
    shown = open_window()
    before = files(shown.desk)
    shown.open_intake()
    panel = shown.intake
    say("沈佩文")
    panel.form.chain.go(panel.form.field("facts"))
    say(STORY)
    story = QApplication.focusWidget()
    QTest.keyClick(story, Key.Key_Return, CTRL)
    QTest.keyClick(story, Key.Key_Return, CTRL)
    panel.save()
    assert files(shown.desk) == before + 1


def test_register_and_print_goes_on_to_the_application(open_window):
    shown = open_window()
    shown.open_intake()
    form = shown.intake.form
    form.fill({"name": "沈佩文", "facts": STORY, "category": "neighbourhood"})
    shown.intake.foot.print.click()
    assert Paper.asked[:2] == (newest(shown.desk).dispute.id, "application")
    assert shown.shell.page_key() == "paper"


def test_a_missing_name_is_said_at_the_name_with_the_cursor_there(open_window):
    shown = open_window()
    before = files(shown.desk)
    shown.open_intake()
    form = shown.intake.form
    form.chain.go(form.field("facts"))
    say(STORY)
    press(Key.Key_Return, CTRL)
    assert form.field("name").sentence() == "请填写来人的姓名。"
    assert where(form) == "name"
    assert files(shown.desk) == before


def test_missing_facts_are_said_at_the_facts_and_typing_takes_it_away(open_window):
    shown = open_window()
    shown.open_intake()
    form = shown.intake.form
    say("沈佩文")
    press(Key.Key_Return, CTRL)
    assert form.field("facts").sentence() == "请记一句发生了什么。"
    assert where(form) == "facts"
    say(STORY)
    assert form.field("facts").sentence() == ""


def test_a_person_without_a_phone_is_registered(open_window):
    shown = open_window()
    before = files(shown.desk)
    register(shown)
    assert files(shown.desk) == before + 1


def test_nobody_in_charge_is_stopped_at_the_mediator(open_window):
    from dataclasses import replace

    shown = open_window()
    shown.desk.account = replace(shown.desk.account, member_id=None)
    register(shown)
    form = shown.intake.form
    assert where(form) == "mediator"
    assert "负责" in form.field("mediator").sentence()
    assert shown.intake.foot.consequence.text().endswith("还没有人负责")


def test_a_time_to_come_is_refused(open_window):
    shown = open_window()
    shown.open_intake()
    form = shown.intake.form
    form.fill({"name": "沈佩文", "facts": STORY, "category": "other"})
    form.came.click()
    assert where(form) == "received_at"
    form.field("received_at").line.selectAll()
    say("明天 9:00")
    press(Key.Key_Return, CTRL)
    assert "晚于现在" in form.field("received_at").sentence()


def test_escape_folds_and_keeps_and_the_draft_comes_back(open_window):
    shown = open_window()
    shown.open_intake()
    say("沈佩文")
    press(Key.Key_Escape)
    assert shown.intake is None
    shown.open_intake()
    panel = shown.intake
    assert panel.form.field("name").value() == "沈佩文"
    assert not panel.past.isHidden()
    assert panel.past.words.text().startswith("接着上次的草稿")
    assert where(panel.form) == "phone"


def test_a_crash_loses_nothing_that_is_half_a_second_old(qtbot, open_window):
    shown = open_window()
    shown.open_intake()
    panel = shown.intake
    say("沈佩文")
    panel.form.chain.go(panel.form.field("phone"))
    say("1200000")
    panel.form.chain.go(panel.form.field("facts"))
    say(STORY)
    qtbot.waitUntil(lambda: (d := drafts.find(shown.desk, "intake")) and d.values["form"]["facts"] == STORY)
    shown.shell.hide()
    again = open_window(shown.desk)
    again.open_intake()
    form = again.intake.form
    assert (form.field("name").value(), form.field("phone").value()) == ("沈佩文", "1200000")
    assert form.field("facts").value() == STORY
    assert form.field("category").value() == "neighbourhood"
    assert form.field("phone").line.text() == "120 0000"


def test_leaving_a_field_keeps_at_once(open_window):
    shown = open_window()
    shown.open_intake()
    say("沈佩文")
    press(Key.Key_Return)
    assert drafts.find(shown.desk, "intake").values["form"]["name"] == "沈佩文"
    assert shown.intake.foot.draft.words.text() == "草稿 14:03 已存"


def test_clearing_can_be_taken_back(open_window):
    shown = open_window()
    shown.open_intake()
    say("沈佩文")
    press(Key.Key_Escape)
    shown.open_intake()
    panel = shown.intake
    panel.past.button.click()
    assert panel.form.field("name").empty
    assert drafts.find(shown.desk, "intake") is None
    panel.past.button.click()
    assert panel.form.field("name").value() == "沈佩文"
    assert drafts.find(shown.desk, "intake") is not None


def test_the_category_follows_the_story_until_somebody_chooses(open_window):
    shown = open_window()
    shown.open_intake()
    form = shown.intake.form
    form.chain.go(form.field("facts"))
    say("楼上邻居夜里敲墙。")
    assert form.field("category").value() == "neighbourhood"
    assert form.guesses.button("neighbourhood").isChecked()
    form.chain.go(form.field("category"))
    press(Key.Key_H)
    popup = form.field("category").popup
    QTest.keyClicks(popup.filter, "t")
    QTest.keyClick(popup.filter, Key.Key_Return)
    assert form.field("category").value() == "contract"
    form.chain.go(form.field("facts"))
    say("邻居邻居邻居")
    assert form.field("category").value() == "contract"


def test_a_guess_is_taken_by_a_click_without_leaving_the_story(open_window):
    shown = open_window()
    shown.open_intake()
    form = shown.intake.form
    form.chain.go(form.field("facts"))
    say("楼上夜里敲墙装修,和邻居吵,物业公司不管。")
    other = form.guesses.codes()[1]
    QTest.mouseClick(form.guesses.button(other), Qt.MouseButton.LeftButton)
    assert form.field("category").value() == other
    assert where(form) == "facts"
    assert form.guesses.button(other).isChecked()


def test_an_order_has_its_number_and_its_sender(open_window):
    shown = open_window()
    shown.open_intake()
    form = shown.intake.form
    assert form.field("department_ref").isHidden() or not form.field("department_ref").isVisible()
    form.fill({"name": "沈佩文", "facts": STORY, "category": "other", "source": "hotline_12345"})
    form.show_parts()
    assert form.field("department_ref").isVisible()
    form.fill({"department_ref": "20261123001", "department": "街道"})
    assert form.arrival().department_ref == "20261123001"
    form.fill({"source": "walk_in"})
    assert form.arrival().department_ref == ""


def test_more_cautions_are_there_when_asked_for(open_window):
    shown = open_window()
    shown.open_intake()
    cautions = shown.intake.form.field("cautions")
    assert [b.isVisible() for b in cautions.boxes[:5]] == [True] * 4 + [False]
    cautions.more.click()
    assert all(b.isVisible() for b in cautions.boxes)
    assert QApplication.focusWidget() is cautions.boxes[4]


def test_who_came_before_is_said_and_leads_there(open_window):
    shown = open_window()
    with shown.desk.read() as reader:
        person = next(p for p in reader.find(Person) if p.phone and p.natural and reader.find(Party, person_id={p.id}))
    shown.open_intake()
    panel = shown.intake
    panel.form.fill({"name": person.name})
    panel.form.chain.go(panel.form.field("phone"))
    say(person.phone)
    panel._look_for_before()
    assert panel.form.before.text.text().startswith("同名同号:")
    panel.form.before.action.click()
    assert shown.shell.page_key() == "file"
    assert shown.intake is panel


def test_a_stranger_has_no_past(make_room):
    assert who_came_before(make_room("practice"), "没来过的人", "12099999999") is None


def test_what_follows_is_said_before_the_button(open_window):
    shown = open_window()
    shown.open_intake()
    assert shown.intake.foot.consequence.text() == "登记后:11月26日前决定是否受理(3 个工作日),由周慧兰办"


def test_a_role_that_does_not_register_is_told_so(open_window):
    shown = open_window(role=Role.LAWYER)
    shown.open_intake()
    assert not shown.intake.allowed
    press(Key.Key_Escape)
    assert shown.intake is None


def test_enter_on_the_last_field_stands_on_the_button(open_window):
    shown = open_window()
    shown.open_intake()
    form = shown.intake.form
    form.chain.go(form.field("mediator"))
    press(Key.Key_Return)
    assert QApplication.focusWidget() is shown.intake.foot.save


def test_the_command_refuses_what_the_form_let_through(make_room):
    from desktop.domain.errors import RuleBroken

    with pytest.raises(RuleBroken):
        disputes.register(make_room("practice"), disputes.Arrival(name=" ", facts="事", category="other"))


@pytest.mark.parametrize("look", [Look(), Look(scale=1.25), Look(scale=1.5), Look(dark=True)], ids=str)
@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)], ids=str)
def test_nothing_is_clipped(qapp, open_window, size, look):
    shown = open_window(size=size)
    wear(qapp, look)
    shown.open_intake()
    panel = shown.intake
    say("沈佩文")
    panel.form.fill({"facts": STORY * 3, "source": "hotline_12345"})
    panel.form.field("cautions").more.click()
    panel.form.came.click()
    panel._changed("facts")
    panel._look_for_before()
    panel.save()
    qapp.sendPostedEvents()
    assert clipped(shown.shell) == []
    assert (shown.shell.width(), shown.shell.height()) == size
    wear(qapp, Look())


def test_numbers_agree_with_the_list(open_window):
    shown = open_window()
    register(shown)
    assert lists.badges(shown.desk)["today"] == lists.today(shown.desk).due

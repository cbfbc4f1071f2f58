"""接待日 by keys: open, tickets, every way a visit ends, 小结; the rota; the rules with their dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from desktop.commands import drafts, duty, reception
from desktop.commands.lists import Files, Filter
from desktop.domain.people import Role
from desktop.domain.team import ReceptionRule, Shift, VisitEnd
from desktop.settings import Preferences
from desktop.ui.kit.focus import FocusRing
from desktop.ui.looks import Look, wear
from desktop.ui.reception.page import ReceptionPage
from desktop.ui.settings.page import SettingsPage
from tests.conftest import NOON, be
from tests.stories.hands import ALT, CTRL, Hands, Key, until
from tests.ui import hosting
from tests.ui.clipping import clipped

MONDAY = date(2026, 11, 23)
OFFICE = (1366, 768)
DRESSES = [
    (OFFICE, Look()),
    ((1366, 697), Look()),
    ((1920, 1080), Look()),
    (OFFICE, Look(scale=1.25)),
    (OFFICE, Look(scale=1.5)),
    (OFFICE, Look(dark=True)),
]
NAMES = [f"{w}x{h} {round(worn.scale * 100)}%{' dark' if worn.dark else ''}" for (w, h), worn in DRESSES]


class Clock:
    def __init__(self):
        self.at = NOON

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(make_room, clock):
    return make_room("practice", role=Role.MEDIATOR, now=clock)


@pytest.fixture
def show(dressed, monkeypatch):
    """A window with the page and the settings; what a sheet is asked for is noted."""
    made = []
    monkeypatch.setattr(
        hosting, "ALL", (*hosting.ALL[:3], ("reception", "接待日", "ph.users-three", False, ""), *hosting.ALL[3:])
    )

    def open_one(desk, size=OFFICE, worn=None):
        if worn is not None:
            wear(dressed, worn)
        pages = {
            "reception": ReceptionPage,
            "settings": lambda host: SettingsPage(host, Preferences(), lambda _p: None),
        }
        window = hosting.window(desk, pages, size=size)
        window.sheets = []
        window.show_sheet = lambda title, make, name="": window.sheets.append((title, make(), name))
        made.append(window)
        window.open_page("reception")
        hands = Hands(window.shell)
        until(lambda: window.shell.windowHandle().isExposed(), "the window")
        return window, window.page("reception"), hands

    yield open_one
    for window in made:
        window.shell.close()
        window.shell.deleteLater()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    wear(dressed, Look())


def fill_day(desk, clock):
    """A day with every kind of visitor."""
    day = reception.open_day(desk, None, desk.today(), [desk.account.member_id])
    told = [
        ("沈佩文", "12000000039", "楼上漏水,物业不修,阳台墙皮掉落,已经找过三次物业都没有下文"),
        ("丁建华", "12000000101", "工资拖了两个月,问怎样要"),
        ("贾㛃", "12000000946", "退租押金不退"),
        ("上海澜图云科信息技术有限公司", "", ""),
        ("汪洁", "", "邻居夜里装修"),
        ("许静怡", "", "离婚财产怎样分"),
    ]
    visits = []
    for name, phone, matter in told:
        visits.append(reception.take(desk, day.id, name, phone, matter))
        clock.at += timedelta(minutes=7)
    reception.consult(desk, visits[1].id, "告知可向劳动监察投诉,也可申请劳动仲裁")
    reception.register(desk, visits[2].id)
    reception.join(desk, visits[0].id, Files(desk, Filter()).ids()[0], "已约周五上门")
    reception.leave(desk, visits[4].id)
    reception.call(desk, visits[5].id)
    return day, visits


def states(page):
    return [(v.ticket, v.end) for v in page.work.visits]


def test_one_key_opens_the_day_and_the_cursor_is_in_the_ticket_line(desk, show):
    reception.save_rule(desk, ReceptionRule(name="接待日", week=4, weekday=0))
    duty.set_shift(desk, Shift(member_id=desk.account.member_id, on=MONDAY, starts="9:00", ends="17:00"))
    _window, page, hands = show(desk)
    assert "今天是" in page.before.near.text()
    assert hands.hears("开始接待")
    hands.press(Key.Key_Return)
    assert page.work.day.name == "接待日"
    assert page.work.day.on_duty == (desk.account.member_id,)
    assert hands.hears("取号来访人")


def test_without_a_rule_the_rooms_own_words_are_one_key_away(make_room, show):
    from dataclasses import replace

    from desktop.domain.people import Committee
    from desktop.domain.permissions import Act

    desk = make_room(role=Role.ADMIN)
    with desk.act(Act.MANAGE, "committee") as tx:
        tx.put(replace(tx.find(Committee)[0], reception_day="每月第二个星期三 13:30—16:30"))
    _window, page, hands = show(desk)
    assert "还没有定接待日" in page.before.when.text()
    assert hands.hears("采用")
    hands.press(Key.Key_Return)
    assert len(reception.rules(desk)) == 1
    assert page.before.when.text() == "12月9日 周三"
    assert page.before.offer.isHidden()


def test_tickets_are_typed_one_after_the_other(desk, show):
    reception.open_day(desk, None, desk.today(), [desk.account.member_id])
    _window, page, hands = show(desk)
    for name, phone, matter in (("沈佩文", "12000000039", "漏水"), ("汪洁", "", "装修")):
        hands.say(name)
        hands.press(Key.Key_Return)
        hands.say(phone)
        hands.press(Key.Key_Return)
        hands.say(matter)
        hands.press(Key.Key_Return)
        assert hands.hears("取号来访人")
    assert [(v.ticket, v.name, v.phone, v.matter) for v in page.work.visits] == [
        (1, "沈佩文", "12000000039", "漏水"),
        (2, "汪洁", "", "装修"),
    ]
    assert page.work.taking.number.text() == "003"
    hands.press(Key.Key_Return, times=3)
    assert len(page.work.visits) == 2, "nobody without a name"


def test_who_came_before_is_said_while_typing(desk, show):
    day = reception.open_day(desk, None, desk.today(), [desk.account.member_id])
    visit = reception.take(desk, day.id, "贾㛃", "12000000946", "退租押金不退")
    _, dispute = reception.register(desk, visit.id)
    _window, page, hands = show(desk)
    hands.say("贾㛃")
    until(lambda: not page.work.taking.before.isHidden(), "the line of who came before")
    assert dispute.number in page.work.taking.before.text.text()


def test_the_four_ways_a_visit_ends_by_keys(desk, show):
    day = reception.open_day(desk, None, desk.today(), [desk.account.member_id])
    first = reception.take(desk, day.id, "贾㛃", "12000000946", "退租押金不退")
    reception.register(desk, first.id)
    for name, phone, matter in (
        ("丁建华", "", "工资不付"),
        ("汪洁", "", "邻居漏水"),
        ("贾㛃", "12000000946", "问进展"),
        ("许静怡", "", ""),
    ):
        reception.take(desk, day.id, name, phone, matter)
    window, page, hands = show(desk)
    before = len(Files(desk, Filter()).ids())
    hands.press(Key.Key_Escape)
    assert hands.reads().startswith("来访人 002 号,丁建华")

    hands.press(Key.Key_Return)  # 叫号, the cursor is in the talk
    assert states(page)[1] == (2, VisitEnd.TALKING)
    assert hands.hears("谈话")
    hands.say("告知先投诉,再仲裁。")
    hands.press(Key.Key_Return, CTRL)
    assert states(page)[1] == (2, VisitEnd.CONSULTED)
    assert page.work.visits[1].answer == "告知先投诉,再仲裁。"

    assert hands.reads().startswith("来访人 003 号,汪洁"), "on to who comes next"
    hands.press(Key.Key_2)  # one key: a file
    assert states(page)[2] == (3, VisitEnd.REGISTERED)
    assert len(Files(desk, Filter()).ids()) == before + 1

    assert hands.reads().startswith("来访人 004 号,贾㛃")
    hands.press(Key.Key_3)  # one key: the only file under this phone
    assert states(page)[3] == (4, VisitEnd.KNOWN)
    assert page.work.visits[3].about_id == page.work.visits[0].about_id

    hands.press(Key.Key_4)
    assert states(page)[4] == (5, VisitEnd.LEFT)
    window.undo()
    assert states(page)[4] == (5, VisitEnd.WAITING)
    assert hands.clicks == 0


def test_what_lacks_is_asked_for_at_its_field(desk, show):
    day = reception.open_day(desk, None, desk.today(), [desk.account.member_id])
    reception.take(desk, day.id, "许静怡", "", "")
    _window, page, hands = show(desk)
    hands.press(Key.Key_Escape)
    hands.press(Key.Key_1)
    assert hands.hears("谈话")
    assert "怎样答复" in page.work.visitor.form.field("said").sentence()
    hands.press(Key.Key_Escape)
    hands.press(Key.Key_2)
    assert hands.hears("类别")
    hands.press(Key.Key_Escape)
    hands.press(Key.Key_3)
    assert hands.hears("原卷")
    hands.press(Key.Key_4, ALT)
    assert states(page) == [(1, VisitEnd.LEFT)]


def test_a_talk_is_kept_through_a_crash_and_another_visitor(desk, show):
    day = reception.open_day(desk, None, desk.today(), [desk.account.member_id])
    one = reception.take(desk, day.id, "丁建华", "", "工资不付")
    two = reception.take(desk, day.id, "汪洁", "", "漏水")
    _window, page, hands = show(desk)
    hands.press(Key.Key_Escape)
    hands.press(Key.Key_Return)
    hands.say("先听他讲")
    hands.press(Key.Key_Escape)
    hands.press(Key.Key_Down)
    assert page.work.visitor.visit.id == two.id
    assert page.work.visitor.form.field("said").value() == ""
    hands.press(Key.Key_Up)
    assert page.work.visitor.form.field("said").value() == "先听他讲"
    assert drafts.find(desk, f"visit:{one.id}") is not None
    _again, other, _hands = show(desk)
    assert other.work.visitor.visit.id == one.id
    assert other.work.visitor.form.field("said").value() == "先听他讲"
    other.work.visitor.finish(1)
    assert drafts.find(desk, f"visit:{one.id}") is None


def test_the_ticket_line_comes_back_too(desk, show):
    reception.open_day(desk, None, desk.today(), [desk.account.member_id])
    _window, page, hands = show(desk)
    hands.say("沈佩")
    page.settle()
    _again, other, _ = show(desk)
    assert other.work.taking.form.field("name").raw() == "沈佩"


def test_a_misheard_name_is_put_right(desk, show):
    day = reception.open_day(desk, None, desk.today(), [desk.account.member_id])
    reception.take(desk, day.id, "沈佩闻", "12000000039", "漏水")
    _window, page, hands = show(desk)
    hands.press(Key.Key_Escape)
    hands.focus_on("来访人")
    hands.put("沈佩文")
    hands.press(Key.Key_Escape)
    assert [v.name for v in page.work.visits] == ["沈佩文"]


def test_numbers_are_covered_and_seeing_one_is_on_record(desk, show):
    from desktop.commands.history import trail

    day = reception.open_day(desk, None, desk.today(), [desk.account.member_id])
    reception.take(desk, day.id, "沈佩文", "12000000039", "漏水")
    _window, page, _hands = show(desk)
    field = page.work.visitor.form.field("phone")
    assert field.line.text() == "120****0039"
    assert "12000000039" not in page.work.queue.accessibleName()
    assert not any("12000000039" in box.text for box in page.work.queue.text_boxes())
    field.eye.click()
    assert field.line.text() == "120 0000 0039"
    be(desk, Role.AUDITOR)
    assert "reveal" in [act for _, _, act, _ in trail(desk)]


def test_closing_asks_about_who_still_waits(desk, show):
    day = reception.open_day(desk, None, desk.today(), [desk.account.member_id])
    reception.take(desk, day.id, "许静怡", "", "")
    window, page, hands = show(desk)
    hands.enter("结束并小结") if hands.hears("结束并小结") else page.end.click()
    closing = page.work.closing
    assert "还有 1 人没有接谈:001 许静怡" in closing.ask.text.text()
    assert hands.hears("都已离开"), hands.reads()
    closing.close_now()
    assert reception.current(desk) is not None, "not over her head"
    hands.press(Key.Key_Return)
    assert "记为未等到离开" in closing.ask.text.text()
    hands.say("人不多。")
    hands.press(Key.Key_Return, CTRL)
    assert reception.current(desk) is None
    ((title, pdf, name),) = window.sheets
    assert (title, name) == ("临时接待小结", "临时接待小结-20261123")
    assert pdf.startswith(b"%PDF")
    assert page.work.day.note == "人不多。"
    assert states(page) == [(1, VisitEnd.LEFT)]


def test_an_earlier_day_can_be_looked_at_and_left_again(desk, show):
    day = reception.open_day(desk, None, desk.today(), [desk.account.member_id])
    reception.close_day(desk, day.id, "无人来访。")
    _window, page, hands = show(desk)
    hands.focus_on("办过的接待日 11月23日 周一，临时接待，没有人来，0 人")
    hands.press(Key.Key_Return)
    assert page.stack.currentWidget() is page.work
    assert page.work.closing.form.field("note").value() == "无人来访。"
    page.leave.click()
    assert page.stack.currentWidget() is page.before


def test_the_rota_by_keys(desk, show):
    _window, page, hands = show(desk)
    page.show_view("duty")
    assert hands.reads().startswith("周慧兰 周一 11月23日 不值班")
    hands.press(Key.Key_Space)
    assert "09:00—17:00" in hands.reads()
    hands.press(Key.Key_Right)
    hands.press(Key.Key_Return)
    assert hands.hears("时间")
    hands.put("1330")
    hands.press(Key.Key_Return)
    hands.put("1630")
    hands.press(Key.Key_Return, CTRL)
    assert "周二 11月24日 13:30—16:30" in hands.reads()
    hands.press(Key.Key_Right)
    hands.press(Key.Key_Space)
    assert "周三 11月25日 13:30—16:30" in hands.reads(), "the hours written last"
    hands.press(Key.Key_C)
    assert "可来电" in hands.reads()
    hands.press(Key.Key_Space)
    assert "不值班" in hands.reads()
    assert [s.on.day for s in duty.shifts(desk, MONDAY, MONDAY + timedelta(days=6))] == [23, 24]
    page.rota.later.click()
    page.last.click()
    assert len(duty.shifts(desk, MONDAY + timedelta(days=7), MONDAY + timedelta(days=13))) == 2


def test_hours_that_make_no_sense_stay_in_the_line(desk, show):
    _window, page, hands = show(desk)
    page.show_view("duty")
    hands.press(Key.Key_Return)
    hands.put("17")
    hands.press(Key.Key_Return)
    hands.put("0900")
    hands.press(Key.Key_Return, CTRL)
    assert "结束要晚于开始" in page.rota.form.field("ends").sentence()


def test_the_rota_prints(desk, show):
    window, page, _hands = show(desk)
    page.show_view("duty")
    page.print.click()
    assert [(title, name) for title, _, name in window.sheets] == [("值班表", "值班表-20261123")]


def test_a_reader_looks_and_changes_nothing(desk, show, clock):
    fill_day(desk, clock)
    be(desk, Role.READER)
    _window, page, hands = show(desk)
    assert page.work.taking.isHidden()
    assert page.end.isHidden()
    assert all(button.isHidden() for button in page.work.visitor.ways.values())
    page.work.queue.setFocus()
    before = states(page)
    for key in (Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4, Key.Key_Return):
        hands.press(key)
    assert states(page) == before
    page.show_view("duty")
    hands.press(Key.Key_Space)
    assert duty.shifts(desk, MONDAY, MONDAY) == []


def test_a_rule_is_added_and_shows_its_dates_live(desk, show):
    window, _page, hands = show(desk)
    window.open_page("settings")
    settings = window.page("settings")
    settings.show_part("reception")
    part = settings.part("reception")
    part.begin_new()
    hands.put("接待日")
    part.form.fill({"week": 1, "weekday": 2})
    part._show_dates()
    assert part.dates.text().split("\n")[0] == "2026-12-02 周三"
    assert "暂定" in part.dates.text(), "2027 has no calendar yet"
    hands.press(Key.Key_Return, CTRL)
    (rule,) = reception.rules(desk)
    assert (rule.week, rule.weekday, rule.starts, rule.place) == (1, 2, "13:30", desk.committee().room)
    part.form.chain.go(part.form.field("place"))
    hands.put("一楼大厅")
    part.settle()
    assert reception.rules(desk)[0].place == "一楼大厅"


def cut(window):
    """What cannot be read, after everything has been laid out."""
    QApplication.sendPostedEvents()
    return clipped(window.shell)


VIEWS = ("before", "work", "waiting", "ended", "closing", "closed", "duty", "settings")


@pytest.mark.parametrize(("size", "worn"), DRESSES, ids=NAMES)
def test_nothing_is_cut_at_any_size(desk, show, clock, size, worn):
    rule = reception.save_rule(desk, ReceptionRule(name="接待日", week=1, weekday=3, place=desk.committee().room))
    member = desk.account.member_id
    duty.set_shift(desk, Shift(member_id=member, on=MONDAY, starts="9:00", ends="12:00"))
    duty.set_shift(desk, Shift(member_id=member, on=MONDAY, starts="13:30", ends="16:30"))
    duty.set_shift(
        desk, Shift(member_id=member, on=MONDAY + timedelta(days=1), on_call=True, starts="9:00", ends="17:00")
    )
    window, page, _hands = show(desk, size, worn)
    found = {"before": cut(window)}
    page.show_view("duty")
    found["duty"] = cut(window)
    page.show_view("receive")
    day, visits = fill_day(desk, clock)
    found["work"] = cut(window)
    for name, visit in (("waiting", visits[3]), ("ended", visits[2])):
        page.work.queue.choose(visit.id)
        page.work._show_side()
        found[name] = cut(window)
    page.work.begin_closing()
    found["closing"] = cut(window)
    reception.consult(desk, visits[5].id, "已告知")
    reception.close_day(desk, day.id, "平稳。", left=True)
    page._look_at(day.id)
    found["closed"] = cut(window)
    window.open_page("settings")
    window.page("settings").show_part("reception")
    found["settings"] = cut(window)
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert set(found) == set(VIEWS)
    assert (window.shell.width(), window.shell.height()) == size
    assert rule.name == "接待日"


def test_the_focus_is_seen_wherever_tab_leads(desk, show, clock):
    fill_day(desk, clock)
    window, _page, hands = show(desk)
    ring = window.shell.findChild(FocusRing)
    for _ in range(30):
        hands.press(Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert ring.target is focused, (hands.reads(), focused.focusPolicy() == Qt.FocusPolicy.NoFocus)

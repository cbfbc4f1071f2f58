"""The home page: its numbers are true, its buttons lead where the work is done, nothing of it is cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select, update

from desktop.commands import disputes, lists, records, renewal
from desktop.commands.lists import Task, Today
from desktop.domain.disputes import Risk
from desktop.domain.next_steps import Step
from desktop.domain.people import Role
from desktop.domain.records import Session
from desktop.storage.schema import summaries
from desktop.ui.intake.panel import IntakePanel
from desktop.ui.kit.buttons import Rank
from desktop.ui.looks import Look, wear
from desktop.ui.today.page import TodayPage
from desktop.ui.today.rows import basis, groups, keyed, when
from desktop.ui.today.sidelines import Promise
from tests.conftest import NOON
from tests.ui.clipping import clipped
from tests.ui.hosting import Blank, window

ON = date(2026, 11, 23)


class Opened(Blank):
    """Remembers what it was asked to open."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def open(self, *what):
        self.asked.append(what)
        return True


@pytest.fixture
def home(qtbot, dressed, make_room):
    def make(what="practice", *, role=Role.MEDIATOR, size=(1366, 768)):
        desk = make_room(what, role=role)
        opened = dict.fromkeys(("file", "agreement", "paper", "sheet"), lambda _h: Opened())
        pages = {"today": TodayPage, **opened}
        shown = window(desk, pages, IntakePanel, size=size)
        qtbot.addWidget(shown.shell)
        with qtbot.waitActive(shown.shell):
            shown.shell.activateWindow()
        return shown

    return make


def task(on=ON, *, code="follow_up", note="", waiting=False, since=None, words="人民调解法第21条"):
    step = Step(code=code, what="事", on=on, owner=None, basis=words, verb="做", tab="x", waiting=waiting, note=note)
    return Task(
        step=step,
        dispute=uuid4(),
        number="2026-001",
        names="甲 与 乙",
        category="other",
        owner_name="周慧兰",
        risk=Risk.GREEN,
        since=since,
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (task(ON - timedelta(days=2)), "逾期 2 日"),
        (task(code="session", note="14:00"), "14:00 开始"),
        (task(code="first_contact"), "下班前"),
        (task(), "今天内"),
        (task(ON + timedelta(days=1)), "周二 11-24"),
        (task(ON + timedelta(days=1), code="session", note="09:30"), "周二 11-24"),
        (task(waiting=True, since=ON - timedelta(days=6)), "已等 6 日"),
        (task(ON + timedelta(days=20), waiting=True, since=ON), "今天起等"),
    ],
)
def test_when_in_words(given, said):
    assert when(given, ON) == said


def test_a_session_today_says_its_place_once_and_its_time_once():
    said = basis(task(code="session", note="14:00", words="14:00 开始·示例调处室"), ON, "示例调处室")
    assert said == "在本室调解"
    later = task(ON + timedelta(days=1), code="session", note="09:30", words="09:30 开始·村委会")
    assert basis(later, ON, "示例调处室") == "09:30 开始·村委会"


def test_only_what_is_overdue_is_red(make_room):
    desk = make_room("practice")
    shown = lists.today(desk)
    made = {group.name: group for group in groups(shown, desk.handbook, "")}
    assert all(row.urgent for row in made["逾期"].tasks)
    assert not any(row.urgent for name in ("今天", "本周", "等别人") for row in made[name].tasks)
    starts = [row.when for row in made["今天"].tasks if row.when.endswith("开始")]
    assert starts == sorted(starts)
    assert made["今天"].tasks[0].when == starts[0]


def test_late_in_the_week_the_group_is_not_called_this_week(make_room):
    desk = make_room("practice")
    friday = date(2026, 11, 27)
    shown = Today(on=friday, week=(task(date(2026, 11, 30)),))
    assert [g.name for g in groups(shown, desk.handbook, "")][2] == "近日"


def test_badge_head_and_list_say_the_same_number(home):
    shown = home()
    page, due = shown.page("today"), lists.today(shown.desk).due
    assert due == lists.badges(shown.desk)["today"]
    assert f"要做 {due} 件" in page.head.sub.text()
    assert f"逾期 {len(page.shown.overdue)} 件" in page.head.sub.text()
    keys = page.list.order()
    assert len(keys) == len(set(keys))
    assert sum(group.size for group in page.list._groups) == due + len(page.shown.week) + len(page.shown.waiting)


def test_each_button_leads_to_where_its_step_is_done(home):
    shown = home()
    page = shown.page("today")
    tasks = keyed(page.shown)
    assert len({tasks[key].step.tab for key in page.list.order()}) > 2
    for key in page.list.order():
        each = tasks[key]
        shown.open_page("today")
        page.list.button(key).click()
        if each.step.code == "notice":
            assert shown.shell.page_key() == "paper"
            assert shown.page("paper").asked[-1] == (each.dispute, "rights_notice", 0)
        elif each.step.tab == "agreement":
            assert shown.shell.page_key() == "agreement"
            assert shown.page("agreement").asked[-1] == (each.dispute,)
        else:
            assert shown.shell.page_key() == "file"
            assert shown.page("file").asked[-1] == (each.dispute, each.step.tab)


def test_it_begins_at_the_first_task_and_keys_bring_the_last_into_view(home):
    shown = home()
    page = shown.page("today")
    shown.open_page("today")
    page.begin_focus()
    first = page.list.button(page.list.order()[0])
    assert QApplication.focusWidget() is first
    assert first.rank is Rank.PRIMARY
    QTest.keyClick(first, Qt.Key.Key_End)
    last = page.list.button(page.list.order()[-1])
    assert QApplication.focusWidget() is last
    view = page.area.viewport()
    assert view.rect().contains(last.mapTo(view, QPoint(0, 0)))


def test_while_the_panel_is_open_the_list_has_no_primary_button(home):
    shown = home()
    page = shown.page("today")
    shown.open_intake()
    QApplication.sendPostedEvents()
    assert page.list.button(page.list.order()[0]).rank is Rank.PLAIN
    shown.close_panel()
    QApplication.sendPostedEvents()
    assert page.list.button(page.list.order()[0]).rank is Rank.PRIMARY


def test_only_mine_shows_only_mine(home):
    shown = home()
    page = shown.page("today")
    page.mine.click()
    mine = (*page.shown.overdue, *page.shown.today, *page.shown.week, *page.shown.waiting)
    assert mine
    assert {t.step.owner for t in mine} == {shown.desk.account.member_id}


def test_the_promise_is_computed_not_claimed(home):
    shown = home()
    page = shown.page("today")
    assert page.side.month.promise.kept
    assert page.side.month.promise.words.text() == f"{page.shown.unsettled} 件未结,件件有下一步和负责人"
    with shown.desk.store.aside() as tx:  # as an older program may have left it; no act of this one can
        one = tx.rows(select(summaries.c.dispute).where(summaries.c.unsettled == 1))[0][0]
        tx.connection.execute(update(summaries).where(summaries.c.dispute == one).values(owner=None))
    page.refresh()
    assert not page.side.month.promise.kept
    assert "1 件没有下一步或负责人" in page.side.month.promise.words.text()


def test_a_promise_about_nothing_is_not_made(qtbot, dressed):
    promise = Promise()
    qtbot.addWidget(promise)
    promise.show_promise(0, 0)
    assert promise.words.text() == "没有未结的纠纷"


def test_an_empty_room_offers_to_register_the_first(home):
    shown = home("")
    page = shown.page("today")
    shown.open_page("today")
    page.begin_focus()
    assert QApplication.focusWidget() is page.empty.button
    assert page.empty.button.words == "登记第一件"
    page.empty.button.click()
    assert shown.intake is not None


def test_somebody_who_may_not_register_is_offered_no_dead_button(home):
    page = home("", role=Role.AUDITOR).page("today")
    assert page.empty.button.isHidden()


def test_a_quiet_week_says_what_comes_next(home):
    shown = home()
    page = shown.page("today")
    later = lists.today(shown.desk).later
    page._say_empty(Today(on=ON, files=70, unsettled=43, later=later))
    assert later.names in page.empty.sentence.text()
    assert page.empty.button.words == "打开这件"


def test_todays_sessions_stand_beside_the_list_in_time_order(home):
    page = home().page("today")
    said = [row.accessibleName() for row in page.side.sessions.sessions.rows]
    assert len(said) == len(page.shown.sessions)
    assert said == sorted(said)
    assert "周慧兰" in said[0]


def test_those_to_watch_fill_the_height_there_is(home):
    low, tall = home(size=(1366, 697)).page("today"), home(size=(1920, 1080)).page("today")
    assert [sum(not row.isHidden() for row in p.side.watch.files.rows) for p in (low, tall)] == [3, 6]
    assert low.side.verticalScrollBar().maximum() == 0


def test_it_hears_of_an_act_while_it_is_shown(qtbot, home):
    shown = home()
    page = shown.page("today")
    before = page.shown.registered
    arrival = disputes.Arrival(name="沈佩文", facts="事", category="other", mediator=shown.desk.account.member_id)
    disputes.register(shown.desk, arrival)
    qtbot.waitUntil(lambda: page.shown.registered == before + 1)


def test_a_limit_that_comes_near_by_the_calendar_alone_is_noticed(make_room):
    """Accepted on 11-09, limit 12-09; the next meeting is agreed for later than the limit."""
    clock = [NOON - timedelta(days=14)]
    desk = make_room("practice", now=lambda: clock[0])
    me = desk.account.member_id or lists.mediators(desk)[0].id
    file = disputes.register(desk, disputes.Arrival(name="沈佩文", facts="事", category="contract", mediator=me))
    disputes.accept(desk, file.id, on=date(2026, 11, 9), mediators=(me,))
    with desk.read() as reader:
        for party in reader.file(file.id).sides:
            signed = replace(party, notice_signed_on=date(2026, 11, 9))
            disputes.save_person(desk, file.id, reader.file(file.id).person(party), signed)
    records.save(
        desk, Session(dispute_id=file.id, no=1, starts=datetime.fromisoformat("2026-12-20T09:00"), planned=True)
    )
    clock[0] = NOON + timedelta(days=14)
    assert not [t for t in everything(lists.today(desk)) if t.dispute == file.id]
    assert renewal.renew(desk) > 0
    assert [t.step.code for t in everything(lists.today(desk)) if t.dispute == file.id] == ["limit"]
    assert renewal.renew(desk) == 0, "what says the same is not written again"


def everything(shown):
    return (*shown.overdue, *shown.today, *shown.week, *shown.waiting)


@pytest.mark.parametrize("look", [Look(), Look(scale=1.25), Look(scale=1.5), Look(dark=True)], ids=str)
@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)], ids=str)
@pytest.mark.parametrize("what", ["practice", ""], ids=["practice", "empty"])
def test_nothing_is_clipped_and_the_window_keeps_its_size(qapp, home, what, size, look):
    shown = home(what, size=size)
    wear(qapp, look)
    qapp.sendPostedEvents()
    page = shown.page("today")
    assert clipped(shown.shell) == []
    assert (shown.shell.width(), shown.shell.height()) == size
    assert page.side.isVisible() != page.strip.isVisible()
    shown.open_intake()
    qapp.sendPostedEvents()
    assert clipped(shown.shell) == []
    wear(qapp, Look())


def test_the_days_list_goes_to_paper_as_it_stands(home, qtbot):
    from io import BytesIO

    import pypdf

    shown = home()
    page = shown.page("today")
    page.print.click()
    assert shown.shell.page_key() == "sheet"
    title, make, name, back = shown.page("sheet").asked[-1]
    assert (title, name, back) == ("当日工作清单", "当日工作清单 2026-11-23", "today")
    text = "".join("".join(p.extract_text() for p in pypdf.PdfReader(BytesIO(make())).pages).split())
    for each in (*page.shown.overdue, *page.shown.today):
        assert "".join(each.number.split()) in text
    shown.open_page("today")
    page.mine.click()
    QTest.keyClick(shown.shell, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    mine = "".join(
        "".join(p.extract_text() for p in pypdf.PdfReader(BytesIO(shown.page("sheet").asked[-1][1]())).pages).split()
    )
    assert "周慧兰的" in mine
    assert len(mine) < len(text)


def test_the_rota_of_the_day_stands_beside_the_list(home):
    from desktop.commands import duty
    from desktop.domain.people import TeamRole
    from desktop.domain.team import Shift

    shown = home()
    lawyer = next(m for m in shown.desk.members() if m.role is TeamRole.DUTY_LAWYER)
    duty.set_shift(shown.desk, Shift(member_id=lawyer.id, on=ON, starts="13:30", ends="16:30"))
    page = shown.page("today")
    page.refresh()
    assert page.side.sessions.team.lines == [("律师", lawyer.name, "13:30—16:30")]


@pytest.mark.parametrize("numbered", [False, True])
def test_ones_own_dates_go_into_a_file(home, tmp_path, numbered):
    shown = home()
    page = shown.page("today")
    page.where = lambda _parent, name, then: then(tmp_path / name)
    words = "导出我的日程,带纠纷编号" if numbered else "导出我的日程(.ics)"
    next(a for a in page.more.menu_shown().actions() if a.text() == words).trigger()
    ics = (tmp_path / "我的日程.ics").read_bytes()
    assert ics.startswith(b"BEGIN:VCALENDAR")
    assert (b"2026-0" in ics) is numbered


def test_where_no_file_can_be_written_it_says_so(home, tmp_path):
    shown = home()
    page = shown.page("today")
    page.where = lambda _parent, name, then: then(tmp_path / "nowhere" / name)
    next(a for a in page.more.menu_shown().actions() if a.text().startswith("导出")).trigger()
    assert ["换一个文件夹" in banner.accessibleName() for banner in shown.shell.notices.banners()] == [True]

"""The page 日程 by hand: days and blocks by key, week and month, what is marked, planning from a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import drafts, schedule, sessions
from desktop.commands.desk import Desk
from desktop.commands.schedule import DayMark, Entry
from desktop.domain.people import Role
from desktop.domain.records import Session, SessionOutcome
from desktop.ui.calendar.blocks import dress_of, placed
from desktop.ui.calendar.page import CalendarPage
from desktop.ui.file.page import FilePage
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Look, Tone, wear
from desktop.ui.window import Window
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.hosting import Blank, window
from tests.ui.test_records_frame import case, flush

Key = Qt.Key
SATURDAY = date(2026, 12, 12)


@pytest.fixture
def desk(make_room: Any) -> Desk:
    made: Desk = make_room("practice")
    be(made, Role.MEDIATOR)
    return made


@pytest.fixture
def shown(desk: Desk, dressed: QApplication) -> Iterator[Window]:
    made = _window(desk)
    yield made
    made.shell.close()


def _window(desk: Desk, size: tuple[int, int] = (1366, 768)) -> Window:
    pages: dict[str, Any] = {"today": CalendarPage, "file": FilePage, "reception": lambda _host: Blank()}
    made = window(desk, pages, size=size)
    made.shell.activateWindow()
    assert QTest.qWaitForWindowActive(made.shell)
    made.open_page("today")
    flush()
    return made


def page_of(made: Window) -> CalendarPage:
    found: CalendarPage = made.page("today")
    return found


def press(made: Window, key: Qt.Key) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key)


def who(desk: Desk, name: str) -> Any:
    return next(m for m in desk.members() if m.name == name)


def plan(desk: Desk, number: str, at: str, *names: str, place: str = "调解室一", **more: Any) -> Session:
    file = case(desk, number)
    made = Session(
        dispute_id=file.dispute.id, no=9, starts=datetime.fromisoformat(at), place=place, planned=True, **more
    )
    return sessions.plan(desk, made, [sessions.member_seat(made, who(desk, n)) for n in names])


def entries(desk: Desk, on: date) -> list[Entry]:
    return [e for e in schedule.entries(desk, on, on) if e.dispute is not None]


def test_blocks_come_from_the_sessions_and_say_their_clashes(desk: Desk) -> None:
    plan(desk, "044", "2026-12-12T09:00", "周慧兰", "高峻")
    plan(desk, "061", "2026-12-12T10:00", "高峻", joint=True)
    plan(desk, "045", "2026-12-12T10:29", "苏晓", place="调解室二")
    first, second, third = entries(desk, SATURDAY)
    assert (first.what, first.number, first.team) == ("第九次调解", "2026-044", ("周慧兰", "高峻"))
    assert first.ends - first.starts == timedelta(minutes=90)
    assert second.what == "第九次联合调解"
    assert first.clash == f"2026-061 {second.names}(同一地点、高峻)"
    assert second.clash.startswith("2026-044")
    assert third.clash == ""
    be(desk, Role.MEDIATOR, "苏晓")
    assert [e.number for e in schedule.entries(desk, SATURDAY, SATURDAY, mine=True)] == ["2026-045"]


def test_days_say_whether_they_are_worked(desk: Desk) -> None:
    assert schedule.day_mark(desk, date(2026, 10, 1)) == DayMark(True, "休", "国庆节", False)
    assert schedule.day_mark(desk, date(2026, 10, 10)).mark == "班"
    assert schedule.day_mark(desk, date(2026, 11, 28)) == DayMark(True, "", "", False)
    assert schedule.day_mark(desk, date(2026, 11, 27)) == DayMark(False, "", "", False)
    assert schedule.day_mark(desk, date(2027, 3, 1)).provisional


def test_amber_marks_what_needs_a_hand_and_nothing_else(desk: Desk) -> None:
    now = desk.now()
    base: dict[str, Any] = {"id": "1", "dispute": desk.account.id, "what": "", "names": "甲", "number": ""}
    ahead = Entry(**base, starts=now, ends=now + timedelta(hours=1))
    assert dress_of(ahead, now).shape is None
    assert dress_of(ahead, now + timedelta(hours=2)).shape is Shape.DIAMOND, "passed and not recorded"
    clash = Entry(**base, starts=now, ends=now + timedelta(hours=1), clash="同一地点")
    assert dress_of(clash, now).edge is Tone.AMBER
    held = Entry(**base, starts=now, ends=now, planned=False, outcome=SessionOutcome.SETTLED, clash="同一地点")
    assert dress_of(held, now).shape is None


def test_blocks_that_overlap_stand_beside_each_other(desk: Desk) -> None:
    now = desk.now()

    def block(id: str, start: int, end: int) -> Entry:
        return Entry(
            id=id,
            dispute=desk.account.id,
            starts=now + timedelta(minutes=start),
            ends=now + timedelta(minutes=end),
            what="",
            names="甲",
        )

    lanes = {
        p.entry.id: (p.lane, p.lanes) for p in placed([block("a", 0, 60), block("b", 30, 90), block("c", 60, 120)])
    }
    assert lanes == {"a": (0, 2), "b": (1, 2), "c": (0, 2)}
    alone = {p.entry.id: (p.lane, p.lanes) for p in placed([block("a", 0, 60), block("b", 60, 90)])}
    assert alone == {"a": (0, 1), "b": (0, 1)}


def test_keys_walk_over_days_weeks_and_blocks(desk: Desk, shown: Window) -> None:
    page = page_of(shown)
    today = desk.today()
    assert page.view.hasFocus(), "the calendar has the focus"
    assert page.day == today
    press(shown, Key.Key_Right)
    assert page.day == today + timedelta(days=1)
    press(shown, Key.Key_PageDown)
    assert page.day == today + timedelta(days=8)
    press(shown, Key.Key_Home)
    assert page.day.weekday() == 0
    press(shown, Key.Key_Left)
    assert page.day.weekday() == 6, "over the edge into the week before"
    assert page.days()[0] <= page.day <= page.days()[-1]
    press(shown, Key.Key_T)
    assert page.day == today
    here = page.view.shown.of(today)
    assert len(here) > 1
    assert page.chosen == here[0].id
    press(shown, Key.Key_Down)
    assert page.chosen == here[1].id
    press(shown, Key.Key_Up)
    press(shown, Key.Key_Up)
    assert page.chosen == here[0].id


def test_the_month_walks_by_weeks_and_pages_by_months(desk: Desk, shown: Window) -> None:
    page = page_of(shown)
    page.segments.setFocus()
    press(shown, Key.Key_Right)
    assert page.segments.key() == "month"
    page.begin_focus()
    press(shown, Key.Key_Down)
    assert page.day == desk.today() + timedelta(days=7)
    press(shown, Key.Key_PageUp)
    assert (page.day.year, page.day.month) == (2026, 10)
    days = page.days()
    assert len(days) % 7 == 0
    assert days[0].weekday() == 0
    assert date(2026, 10, 1) in days
    texts = [t.text for t in page.view.text_boxes()]
    assert "国庆节 休" in texts
    assert "班" in texts
    page.go(date(2027, 2, 1))
    assert "2027 年放假安排未公布" in page.head.sub.text()


def test_enter_opens_the_file_at_its_sessions(desk: Desk, shown: Window) -> None:
    plan(desk, "061", "2026-12-12T09:00", "周慧兰")
    page = page_of(shown)
    page.go(SATURDAY)
    press(shown, Key.Key_Return)
    flush()
    assert shown.shell.page_key() == "file"
    assert shown.page("file").state.tab == "sessions"
    assert shown.page("file").state.id == case(desk, "061").dispute.id


def test_n_plans_a_session_on_the_chosen_day(desk: Desk, shown: Window) -> None:
    page = page_of(shown)
    page.go(SATURDAY)
    press(shown, Key.Key_N)
    popup = page.popup
    assert popup is not None
    QTest.keyClicks(popup.filter, "2026-061")
    assert [words.split()[0] for words in popup.shown()] == ["2026-061"]
    QTest.keyClick(popup.filter, Key.Key_Return)
    flush()
    file = case(desk, "061").dispute
    tab = next(w for w in shown.page("file").findChildren(object) if type(w).__name__ == "SessionsTab")
    assert tab.list.key() == "new:plan"
    form = tab.stack.currentWidget().form
    assert form.field("starts").value() == datetime(2026, 12, 12, 14, 0)  # noqa: DTZ001
    kept = drafts.find(desk, f"plan:{file.id}:new")
    assert kept is not None
    assert schedule.ASKED not in kept.values, "said once"
    assert not schedule.plan_asked(desk, file.id)


def test_only_those_who_may_plan_are_asked(desk: Desk, dressed: QApplication) -> None:
    be(desk, Role.READER)
    made = _window(desk)
    page = page_of(made)
    press(made, Key.Key_N)
    assert page.popup is None
    page.go(SATURDAY)
    assert page.side.empty.button is not None
    assert page.side.empty.button.isHidden()
    assert not page.side.empty.isHidden()
    made.shell.close()


def test_a_click_chooses_the_day_and_the_block(desk: Desk, shown: Window) -> None:
    plan(desk, "061", "2026-11-27T08:00", "周慧兰")
    page = page_of(shown)
    page.refresh()
    entry, box = next((e, b) for e, b in page.view.blocks() if e.starts.hour == 8)
    QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=box.center())
    assert (page.day, page.chosen) == (date(2026, 11, 27), entry.id)
    column = page.view.day_box(date(2026, 11, 29))
    QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=QPoint(column.center().x(), column.bottom() - 20))
    assert page.day == date(2026, 11, 29)


def test_what_is_saved_elsewhere_is_shown_at_once(desk: Desk, shown: Window) -> None:
    page = page_of(shown)
    page.go(SATURDAY)
    assert not page.view.shown.of(SATURDAY)
    plan(desk, "061", "2026-12-12T09:00", "周慧兰")
    QTest.qWait(0)
    flush()
    assert [e.number for e in page.view.shown.of(SATURDAY)] == ["2026-061"]
    assert [row.entry.number for row in page.side.rows] == ["2026-061"]


@pytest.mark.parametrize(
    ("size", "dress"),
    [
        ((1366, 768), Look()),
        ((1366, 697), Look()),
        ((1920, 1080), Look()),
        ((1366, 768), Look(scale=1.25)),
        ((1366, 768), Look(scale=1.5)),
        ((1366, 768), Look(dark=True)),
    ],
)
def test_nothing_is_cut(desk: Desk, dressed: QApplication, size: tuple[int, int], dress: Look) -> None:
    wear(dressed, dress)
    for n, number in enumerate(("044", "045", "061", "042", "050")):
        plan(desk, number, f"2026-11-24T{10 + n // 2}:{30 * (n % 2):02}", "周慧兰")
    made = _window(desk, size)
    page = page_of(made)
    for key in ("week", "month"):
        page.segments._pick(key)
        for day in (desk.today(), date(2026, 11, 24), date(2026, 10, 2), SATURDAY):
            page.go(day)
            flush()
            assert clipped(made.shell) == [], (key, day)
    assert made.shell.height() == size[1], "the page never makes the window grow"
    made.shell.close()

"""A hand-over to the police by keyboard: signed for, answered in time; and one that is not answered turns overdue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from desktop.commands import renewal
from desktop.commands.desk import Desk
from desktop.commands.lists import Files, Filter
from desktop.commands.verify import verify
from desktop.domain.hand_offs import Standing, standing
from desktop.domain.people import Role
from desktop.domain.records import Referral
from desktop.ui.window import Window
from tests.conftest import NOON
from tests.stories import walk
from tests.stories.hands import CTRL, MOST_STOPS, Hands, Key, until

NUMBER = "2026-059"  # two neighbours, twice in a week the police came
QUIET = "2026-060"  # a quarrel that came to blows; nothing else of it is late
MATTER = "当晚双方在楼道推搡,一方手臂擦伤,可能构成治安案件。"
ANSWER = "已出警核查,双方签收告诫书,未作处罚。"


class Clock:
    """The wall, moved on by whole days."""

    def __init__(self) -> None:
        self.at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def days(self, n: int) -> None:
        self.at += timedelta(days=n)


def referral(desk: Desk, number: str = NUMBER) -> Referral:
    (id,) = Files(desk, Filter(words=number)).ids()
    return walk.read(desk, id).referrals[-1]


def hand_over(window: Window, hands: Hands, number: str = NUMBER) -> None:
    """From the search to the tab, then what goes and why."""
    walk.find(hands, number)
    page = window.page("file")
    if page.state.file.dispute.feedback_due is None:
        page.show_tab("hand_offs")  # 移送、转介 in the file's menu
    for _ in range(12):
        if page.state.tab == "hand_offs":
            break
        walk.turn(hands)
    assert page.state.tab == "hand_offs"
    hands.enter("移送出去")
    assert hands.hears("事项"), "the organ and its name stand there already"
    hands.say(MATTER)
    hands.press(Key.Key_Return, CTRL)


def sign_for(hands: Hands, who: str) -> None:
    hands.focus_on("签收")
    hands.say("今天")
    hands.press(Key.Key_Return)
    hands.say(who)
    hands.press(Key.Key_Return, CTRL)


def next_day(desk: Desk, window: Window, hands: Hands, clock: Clock, days: int = 1) -> None:
    clock.days(days)
    renewal.renew_daily(desk)
    hands.press(Key.Key_F5)


def waits(window: Window) -> dict[str, str]:
    """Code → what, of the steps of the file that is shown."""
    return {s.code: s.what for s in window.page("file").state.steps if s.code.startswith("hand_off")}


@pytest.mark.timeout(180)
def test_it_goes_out_and_the_feedback_comes_back_in_time(
    make_room: Callable[..., Desk], seats: Callable[[Desk], tuple[Window, Hands]]
) -> None:
    clock = Clock()
    desk = make_room("practice", role=Role.MEDIATOR, now=clock)
    window, hands = seats(desk)
    hand_over(window, hands)
    sent = referral(desk)
    assert (sent.to, sent.organ, sent.matter) == ("海棠路派出所", "police_station", MATTER)
    assert sent.doc == "(2026)海棠人调字第059号之一"
    assert sent.answer_due == desk.handbook.rules.calendar.after_workdays(desk.today(), 3)
    assert waits(window) == {"hand_off_sent": "取派出所签收回执"}

    next_day(desk, window, hands, clock)
    sign_for(hands, "高峻 012345")
    assert (referral(desk).received_on, referral(desk).received_by) == (desk.today(), "高峻 012345")
    assert waits(window) == {"hand_off_received": "等派出所反馈"}
    window.open_page("today")
    waiting = window.page("today").shown.waiting
    assert any(task.step.code == "hand_off_received" for task in waiting)

    next_day(desk, window, hands, clock)
    window.open_file(sent.dispute_id, "hand_offs")
    hands.press(Key.Key_Return)  # from the list into the form
    hands.focus_on("反馈日期")
    hands.say("今天")
    hands.press(Key.Key_Return)
    hands.say(ANSWER)
    hands.press(Key.Key_Return, CTRL)
    done = referral(desk)
    assert standing(done, desk.today()) is Standing.ANSWERED
    assert done.answered_on is not None
    assert done.answer_due is not None
    assert done.answered_on <= done.answer_due, "in time"
    assert waits(window) == {}

    hands.enter("打印移送函")
    until(lambda: window.shell.page_key() == "paper", "the letter is shown")
    assert verify(desk).clean


@pytest.mark.timeout(180)
def test_without_an_answer_it_turns_overdue_and_asks_to_be_asked_for(
    make_room: Callable[..., Desk], seats: Callable[[Desk], tuple[Window, Hands]]
) -> None:
    clock = Clock()
    desk = make_room("practice", role=Role.MEDIATOR, now=clock)
    window, hands = seats(desk)
    hand_over(window, hands, QUIET)
    sign_for(hands, "高峻")
    due = referral(desk, QUIET).answer_due
    assert due is not None

    next_day(desk, window, hands, clock, (due - desk.today()).days)
    assert waits(window) == {"hand_off_received": "等派出所反馈"}, "the last day is still theirs"
    next_day(desk, window, hands, clock)
    assert waits(window) == {"hand_off_unanswered": "催问派出所反馈"}
    window.open_page("today")
    late = [task for task in window.page("today").shown.overdue if task.step.code == "hand_off_unanswered"]
    assert [(task.number, task.step.on) for task in late] == [(QUIET, due)]

    for _ in range(MOST_STOPS):
        if hands.reads().startswith("催问:催问派出所反馈"):
            break
        hands.press(Key.Key_Tab)
    hands.press(Key.Key_Return)
    assert window.shell.page_key() == "file"
    assert window.page("file").state.tab == "hand_offs"

"""The page 回访: by keys a call is written down beside the list, a payment too; nothing is cut in any dress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import drafts, follow_ups
from desktop.commands.desk import Desk
from desktop.domain.people import Role
from desktop.domain.records import FollowEnd
from desktop.jobs import Jobs
from desktop.ui.follow_ups.page import FollowUpsPage
from desktop.ui.kit.buttons import Rank
from desktop.ui.looks import Look, wear
from desktop.ui.window import PageSpec, Window
from tests.conftest import NOON, be
from tests.stories.hands import CTRL, Hands, until
from tests.ui.clipping import clipped
from tests.ui.file_desk import id_of, read
from tests.ui.hosting import ALL, Blank, _raise

Key = Qt.Key
TODAY = NOON.date()


class Opened(Blank):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[object, ...]] = []

    def open(self, *what: object) -> bool:
        self.asked.append(what)
        return True


@pytest.fixture
def desk(make_room: Callable[..., Desk]) -> Desk:
    made = make_room("practice", role=Role.MEDIATOR)
    be(made, Role.MEDIATOR)
    return made


@pytest.fixture
def shown(qtbot, dressed, desk):
    def show(size=(1366, 768)) -> tuple[Window, FollowUpsPage, Hands]:
        specs = [
            PageSpec(key, title, icon, lambda _host: Opened(), foot, under) for key, title, icon, foot, under in ALL
        ]
        specs.insert(3, PageSpec("follow_ups", "回访", "ph.phone-call", FollowUpsPage))
        made = Window(desk, Jobs(_raise), specs, lambda _host: Blank())
        made.shell.resize(*size)
        made.shell.show()
        qtbot.addWidget(made.shell)
        with qtbot.waitActive(made.shell):
            made.shell.activateWindow()
        made.open_page("follow_ups")
        page = made.page("follow_ups")
        page.begin_focus()
        return made, page, Hands(made.shell)

    return show


def test_both_lists_stand_in_the_order_of_their_days(shown, desk):
    _made, page, _hands = shown()
    waiting = follow_ups.waiting(desk, "week")
    asks = [f"ask:{a.due.dispute.hex}" for a in waiting.asking]
    assert page.list.row_keys()[: len(asks)] == asks
    assert len(page.list.row_keys()) == len(asks) + len(waiting.owing)
    assert [g.count for g in page.list._groups] == [waiting.to_ask, waiting.to_pay]
    late = page.list._groups[1].lines[0]
    assert (late.what, late.when, late.urgent) == ("第2期 3,000.00 元", "逾期 3 日", True)
    assert "上海捷达速运有限公司 → 高培林" in late.which
    assert not any("12000040552" in line.remark for g in page.list._groups for line in g.lines), "masked"


def test_a_call_is_written_down_without_leaving_the_list(shown, desk):
    _made, page, hands = shown()
    first = follow_ups.waiting(desk, "week").asking[0]
    before = len(read(desk, first.due.number).follow_ups)
    assert page.list.key() == f"ask:{first.due.dispute.hex}"
    until(lambda: page.stack.currentWidget() is page.call, "the panel")
    second = page.list.row_keys()[1]
    hands.keys = 0
    hands.focus_on("情况")
    hands.say("下周付清")
    hands.press(Key.Key_Return, CTRL)
    kept = read(desk, first.due.number).follow_ups
    assert len(kept) == before + 1
    assert (kept[-1].result, kept[-1].on, kept[-1].by) == ("下周付清", TODAY, desk.account.member_id)
    assert page.list.hasFocus(), "ready for the next"
    until(lambda: page.list.key() == second, "the row that stands there now")
    assert hands.keys < 20, "twenty seconds"


def test_goes_on_needs_a_day_and_says_so_at_the_field(shown, desk):
    _made, page, hands = shown()
    asks = follow_ups.waiting(desk, "week").asking
    key = next(f"ask:{a.due.dispute.hex}" for a in asks if a.due.text == "跟踪回访")
    page.list.choose(key)
    until(lambda: page.call.file is not None and page.call.file.dispute.id.hex == key[4:], "the panel")
    hands.focus_on("情况")
    hands.say("再等等")
    hands.focus_on("下次回访")
    hands.put(" ")
    hands.press(Key.Key_Backspace)
    hands.press(Key.Key_Return, CTRL)
    assert "约定下次回访" in page.call.form.field("next_on").sentence()
    assert drafts.find(desk, page.call.key()) is not None, "nothing typed is lost"
    hands.put("+7")
    hands.press(Key.Key_Return, CTRL)
    last = read(desk, next(a.due.number for a in asks if key.endswith(a.due.dispute.hex))).follow_ups[-1]
    assert (last.end, last.next_on) == (FollowEnd.GOES_ON, date(2026, 11, 30))


def test_a_begun_call_comes_back_with_its_row(shown):
    _made, page, hands = shown()
    until(lambda: page.stack.currentWidget() is page.call, "the panel")
    first, second = page.list.row_keys()[:2]
    hands.focus_on("情况")
    hands.say("打到一半")
    page.list.choose(second)
    until(lambda: page.call.file is not None and page.call.file.dispute.id.hex == second[4:], "the second")
    assert page.call.form.field("result").value() == ""
    page.list.choose(first)
    until(lambda: page.call.form.field("result").value() == "打到一半", "the draft")


def test_a_payment_is_written_down_with_full_width_digits(shown, desk):
    _made, page, hands = shown()
    hands.press(Key.Key_Home)
    late = next(key for key in page.list.row_keys() if key.startswith("owe:"))
    while page.list.key() != late:
        hands.press(Key.Key_Down)
    until(lambda: page.stack.currentWidget() is page.receipt, "the panel")
    assert page.receipt.form.field("amount").value() == 3_000_00, "what is left is offered"
    hands.focus_on("金额")
    hands.put("\uff12\uff10\uff10\uff10")
    hands.focus_on("凭证")
    hands.say("转账截图")
    hands.press(Key.Key_Return, CTRL)
    file = read(desk, "2026-023")
    assert (file.performances[-1].amount_fen, file.performances[-1].proof) == (2_000_00, "转账截图")
    assert page.list._groups[1].lines[0].what == "第2期 1,000.00 元", "what is left still waits"


def test_enter_opens_the_file_where_the_work_is(shown, desk):
    made, page, hands = shown()
    hands.press(Key.Key_Return)
    assert made.page("file").asked == [(follow_ups.waiting(desk, "week").asking[0].due.dispute, "follow_up")]
    made.open_page("follow_ups")
    page.list.choose(next(key for key in page.list.row_keys() if key.startswith("owe:")))
    page.list.setFocus()
    hands.press(Key.Key_Return)
    assert made.page("file").asked[-1] == (id_of(desk, "2026-023"), "performance")


def test_a_willing_call_offers_another_try_with_the_next_key(shown, desk):
    made, page, hands = shown()
    number = next(a.due.number for a in follow_ups.waiting(desk, "week").asking if a.due.text == "回访履行情况")
    key = f"ask:{id_of(desk, number).hex}"
    page.list.choose(key)
    until(lambda: page.call.file is not None and page.call.file.dispute.id.hex == key[4:], "the panel")
    hands.focus_on("情况")
    hands.say("都愿意重新谈")
    page.call.form.field("end").set_value(FollowEnd.REOPEN)
    hands.press(Key.Key_Return, CTRL)
    assert hands.hears("再次调解")
    hands.press(Key.Key_Return)
    assert read(desk, number).dispute.mediation == "mediating"
    assert made.page("file").asked[-1] == (id_of(desk, number), "sessions")


def test_spans_and_mine_narrow_the_lists(shown, desk):
    _made, page, hands = shown()
    hands.focus_on("时间 本周 14", back=True)
    hands.press(Key.Key_Right)
    assert [g.count for g in page.list._groups] == [0, 1]
    hands.press(Key.Key_End)
    assert sum(g.count for g in page.list._groups) == follow_ups.waiting(desk, "all").counts["all"]
    page.mine.click()
    assert {line.who for g in page.list._groups for line in g.lines} == {"周慧兰"}


def test_who_may_only_look_writes_nothing(shown, desk):
    be(desk, Role.READER)
    _made, page, _hands = shown()
    until(lambda: page.stack.currentWidget() is page.call, "the panel")
    assert page.call.save_button.isHidden()
    assert page.call.people.reveal.isHidden()


def test_an_empty_room_says_what_comes_here(qtbot, dressed, make_room):
    page = None
    desk = make_room(role=Role.MEDIATOR)
    specs = [PageSpec("follow_ups", "回访", "ph.phone-call", FollowUpsPage)]
    made = Window(desk, Jobs(_raise), specs, lambda _host: Blank())
    qtbot.addWidget(made.shell)
    page = made.page("follow_ups")
    assert page.list.row_keys() == []
    assert page.stack.currentWidget() is page.none


@pytest.mark.parametrize(
    ("size", "worn"),
    [
        ((1366, 768), Look()),
        ((1366, 697), Look()),
        ((1920, 1080), Look()),
        ((1366, 768), Look(scale=1.25)),
        ((1366, 768), Look(scale=1.5)),
        ((1366, 768), Look(dark=True)),
    ],
)
def test_nothing_is_cut(qapp: QApplication, shown, size, worn):
    wear(qapp, worn)
    try:
        made, page, _hands = shown(size)
        for key in (page.list.row_keys()[0], next(k for k in page.list.row_keys() if k.startswith("owe:"))):
            page.list.choose(key)
            page._show_current()
            for _ in range(3):
                QApplication.sendPostedEvents(None, 0)
            assert clipped(made.shell) == []
        assert made.shell.size().toTuple() == size
        primaries = [p.save_button for p in (page.call, page.receipt) if p.save_button.rank is Rank.PRIMARY]
        assert sum(b.isVisibleTo(made.shell) for b in primaries) <= 1
    finally:
        wear(qapp, Look())


def test_rows_are_chosen_with_the_mouse_too(shown):
    _made, page, hands = shown()
    place = page.list._places[2]
    QTest.mouseClick(page.list, Qt.MouseButton.LeftButton, pos=place.box.center())
    assert page.list.key() == page.list.row_keys()[2]
    assert hands.clicks == 0

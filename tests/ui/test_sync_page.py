"""同步 by keys: 1 2 3 choose, Enter decides, 先放着 goes on; what came and what waits; nothing is cut in any dress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, insert, select

from desktop.commands import disputes
from desktop.commands.desk import Desk
from desktop.commands.lists import Files, Filter
from desktop.commands.syncing import hub_card, status
from desktop.commands.syncing.decisions import count
from desktop.commands.syncing.street import sharing
from desktop.domain.casefile import CaseFile
from desktop.domain.merging import DELETED
from desktop.domain.people import Person, Role
from desktop.domain.permissions import Act
from desktop.jobs import Jobs
from desktop.storage import schema
from desktop.sync.errors import Halted, Rejected, Unreachable
from desktop.sync.targets.card import HubSettings
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Look, wear
from desktop.ui.sync.banners import skew_words
from desktop.ui.sync.page import SyncPage
from desktop.ui.window import PageSpec, Window
from tests.apart import Elsewhere, name_here
from tests.commands.test_decisions import HERE, THERE, respondent, some_file
from tests.conftest import NOON, be, fixed_now
from tests.stories.hands import Hands, until
from tests.sync.stations import another
from tests.ui.clipping import clipped
from tests.ui.hosting import ALL, Blank, _raise

Key = Qt.Key


class Opened(Blank):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[object, ...]] = []

    def open(self, *what: object) -> bool:
        self.asked.append(what)
        return True


@dataclass
class Room:
    desk: Desk
    file: CaseFile
    who: Person
    notebook: Elsewhere


@pytest.fixture
def room(make_room: Callable[..., Desk]) -> Room:
    """The address of a respondent was written here and on the notebook; there is a hub with its receipt."""
    desk = make_room("practice", role=Role.ADMIN)
    desk.practice = False
    name_here(desk)
    file = some_file(desk)
    who = respondent(file)
    notebook = Elsewhere(desk, "严伯年的笔记本", "严伯年")
    late = Elsewhere(desk, "接待日笔记本", "叶知秋", no=3)
    late.wrote("follow_up", {}, dispute=file.dispute.id, at=NOON - timedelta(days=5))
    receipt(desk)
    disputes.save_person(desk, file.dispute.id, replace(who, address=HERE))
    notebook.wrote("person", {("people", who.id): {"address": THERE}}, dispute=file.dispute.id)
    return Room(desk, file, who, notebook)


def receipt(desk: Desk) -> None:
    with desk.store.aside() as tx:
        own = tx.rows(select(func.max(schema.acts.c.no)).where(schema.acts.c.device == 1))[0][0]
        at = (NOON - timedelta(minutes=23)).isoformat()
        tx.set_meta("hub", "{}")
        row = {"key": "hub", "cursor": b"", "acked": own, "pulled_at": at, "pushed_at": at}
        tx.connection.execute(insert(schema.targets), row)


@pytest.fixture
def shown(qtbot: Any, dressed: QApplication) -> Callable[..., tuple[Window, SyncPage, Hands]]:
    def show(desk: Desk, size: tuple[int, int] = (1366, 768)) -> tuple[Window, SyncPage, Hands]:
        specs = [
            PageSpec(key, title, icon, lambda _host: Opened(), foot, under) for key, title, icon, foot, under in ALL
        ]
        specs.insert(3, PageSpec("sync", "同步", "ph.arrows-clockwise", SyncPage))
        made = Window(desk, Jobs(_raise), specs, lambda _host: Blank())
        made.syncing.stop()
        made.shell.resize(*size)
        made.shell.show()
        qtbot.addWidget(made.shell)
        with qtbot.waitActive(made.shell):
            made.shell.activateWindow()
        made.open_page("sync")
        return made, made.page("sync"), Hands(made.shell)

    return show


def address(room: Room) -> str:
    with room.desk.read() as reader:
        return reader.get(Person, room.who.id).address


def test_both_values_stand_side_by_side_with_what_differs(shown: Any, room: Room) -> None:
    made, page, hands = shown(room.desk)
    here, there = page.deciding.options
    assert here.title.text() == "这台电脑"
    assert there.title.text() == "严伯年的笔记本"
    assert (here.texts[0].text(), there.texts[0].text()) == (HERE, THERE)
    assert "严伯年·今天 14:04·严伯年的笔记本" in [line.text() for line in there.lines] or there.lines
    assert there.isChecked(), "what the screens show is chosen first: Enter alone changes nothing"
    assert hands.at() is there
    assert page.deciding.before.text() == f"原来:{room.who.address}"
    assert page.deciding.label.text() == f"被申请人 {room.who.name}·住址"
    assert not page.settled.isVisible()
    until(lambda: made.shell.rail.item("sync").count == 1, "the badge")
    assert made.shell.rail.item("sync").kind is Kind.AMBER
    assert "冲突 1" in made.shell.status.words()


def test_one_and_enter_decide(shown: Any, room: Room) -> None:
    made, page, hands = shown(room.desk)
    hands.press(Key.Key_1)
    assert hands.at() is page.deciding.options[0]
    hands.press(Key.Key_Return)
    assert address(room) == HERE
    assert count(room.desk) == 0
    assert page.settled.isVisible()
    assert not page.deciding.isVisible()
    toast = made.shell.notices.toast()
    assert toast is not None
    assert toast.text == f"已定下:被申请人 {room.who.name}·住址"
    until(lambda: made.shell.rail.item("sync").count == 0, "the badge goes")
    made.undo()
    assert address(room) == THERE


def test_the_arrows_walk_between_the_two(shown: Any, room: Room) -> None:
    _made, page, hands = shown(room.desk)
    hands.press(Key.Key_Left)
    assert hands.at() is page.deciding.options[0]
    hands.press(Key.Key_Right)
    hands.press(Key.Key_Return)
    assert address(room) == THERE
    assert count(room.desk) == 0


def test_three_writes_another_and_a_digit_in_it_is_a_digit(shown: Any, room: Room) -> None:
    _made, page, hands = shown(room.desk)
    hands.press(Key.Key_3)
    hands.say("海棠路")
    hands.say("1")
    hands.say("2")
    assert page.deciding.third.texts() == ("海棠路12",)
    assert page.deciding.chosen() == -1
    hands.press(Key.Key_Return)
    assert address(room) == "海棠路12"


def test_what_is_typed_is_refused_under_its_line_and_stays(shown: Any, room: Room) -> None:
    desk, who = room.desk, room.who
    disputes.save_person(desk, room.file.dispute.id, replace(who, address=THERE, birth_date=date(1980, 1, 2)))
    room.notebook.wrote("person", {("people", who.id): {"birth_date": date(1980, 2, 1)}}, dispute=room.file.dispute.id)
    _made, page, hands = shown(desk)
    assert page.deciding.label.text().endswith("出生日期")
    hands.press(Key.Key_3)
    hands.say("1980-13-45")
    hands.press(Key.Key_Return)
    field = page.deciding.third.fields[0]
    assert field.sentence()
    assert hands.at() is field.editor
    page.refresh()
    assert field.raw() == "1980-13-45", "nothing typed is lost"
    hands.put("19801201")
    hands.press(Key.Key_Return)
    with desk.read() as reader:
        assert reader.get(Person, who.id).birth_date == date(1980, 12, 1)


def test_put_off_goes_to_the_next_and_the_question_stays(shown: Any, room: Room) -> None:
    second = Elsewhere(room.desk, "值班室电脑", "严伯年", no=4)
    disputes.save_person(room.desk, room.file.dispute.id, replace(room.who, address=THERE, occupation="教师"))
    second.wrote("person", {("people", room.who.id): {"occupation": "职员"}}, dispute=room.file.dispute.id)
    _made, page, hands = shown(room.desk)
    first = page.question
    assert page.deciding.place.text() == "1/2"
    hands.enter("先放着")
    assert page.question != first
    assert page.deciding.place.text() == "2/2"
    hands.press(Key.Key_1)
    hands.press(Key.Key_Return)
    assert page.question == first, "the one that was put off is still there"
    assert count(room.desk) == 1


def test_tab_goes_in_reading_order(shown: Any, room: Room) -> None:
    _made, page, hands = shown(room.desk)
    met = []
    for _ in range(12):
        met.append(hands.reads())
        hands.press(Key.Key_Tab)
    assert met[:4] == [page.deciding.options[1].accessibleName(), "另写 住址", "先放着", "用选中的"]
    assert met[4].endswith("14:03")
    assert met[5] == "全部看过"
    assert met[6].endswith("严伯年")
    assert met[7] == "添加电脑"


def test_who_may_not_decide_is_told_so(shown: Any, room: Room) -> None:
    be(room.desk, Role.READER)
    _made, page, hands = shown(room.desk)
    assert not page.deciding.yes.isEnabled()
    hands.press(Key.Key_Return)
    assert count(room.desk) == 1
    assert "有权限的同事" in page.deciding.info.text.text()


def test_numbers_are_covered_until_asked_for_and_that_is_on_record(shown: Any, room: Room) -> None:
    desk, who = room.desk, room.who
    second = Elsewhere(desk, "值班室电脑", "严伯年", no=4)
    disputes.save_person(desk, room.file.dispute.id, replace(who, address=THERE, phone="12000000111"))
    late = NOON + timedelta(minutes=40)
    second.wrote("person", {("people", who.id): {"phone": "12000000222"}}, dispute=room.file.dispute.id, at=late)
    _made, page, hands = shown(desk)
    assert "12000000111" not in page.deciding.options[0].spoken()
    hands.enter("显示号码")
    assert page.deciding.options[0].spoken().replace(" ", "") == "12000000111"
    a = schema.audit.c
    with desk.store.read() as reader:
        assert reader.rows(select(func.count()).where(a.act == "reveal"))[0][0] == 1


def test_a_question_of_words_is_answered_with_a_word(shown: Any, room: Room) -> None:
    desk = room.desk
    with desk.read() as reader:
        file = next(f for f in reader.files(Files(desk, Filter(view="unsettled")).ids()) if f.evidence)
    thing = file.evidence[0]
    with desk.act(Act.EDIT, "evidence", dispute=file.dispute.id) as tx:
        tx.put(replace(thing, name="改过的名称"))
    room.notebook.wrote(
        "remove_evidence",
        {("evidence", thing.id): {DELETED: True}},
        dispute=file.dispute.id,
        at=NOON + timedelta(hours=1),
    )
    _made, page, hands = shown(desk)
    assert [option.title.text() for option in page.deciding.options] == ["保留", "删除"]
    assert page.deciding.third is None
    hands.press(Key.Key_2)
    hands.press(Key.Key_Return)
    with desk.read() as reader:
        assert reader.maybe(type(thing), thing.id) is None


def test_the_lists_say_what_waits_and_what_came(shown: Any, room: Room) -> None:
    made, page, hands = shown(room.desk)
    waits = [(row.number, row.what, row.end) for row in page.waiting.rows.rows]
    assert len(waits) == status.waiting(room.desk).total == 1
    assert waits[0][1:] == ("修改当事人:住址", "14:03")
    came = [(row.what, row.end) for row in page.received.rows.rows]
    assert came == [("修改当事人:住址", "严伯年")]
    hands.focus_on(page.received.rows.rows[0].accessibleName())
    hands.press(Key.Key_Space)
    assert made.page("file").asked == [(room.file.dispute.id, "overview")]
    made.open_page("sync")
    hands.enter("全部看过")
    assert page.received.rows.rows == []
    assert not page.received.seen.isVisible()


def test_each_computer_has_its_last_word(shown: Any, room: Room) -> None:
    _made, page, _hands = shown(room.desk)
    rows = [(row.name, row.age) for row in page.computers.rows.rows]
    assert rows[0] == ("调处室台式机(这台)", "刚刚")
    assert rows[1] == ("街道服务器", "今天 13:40")
    assert ("接待日笔记本", "11月18日·5 天未联") in rows
    assert "接待日笔记本 5 天未联" in page.stick.advice.text()
    assert page.head.sub.text() == "上次收到回执 13:40·断网也能照常办公"


def test_a_lost_computer_is_revoked_only_after_a_question(shown: Any, room: Room) -> None:
    made, page, hands = shown(room.desk)
    row = page.computers.station(room.notebook.id)
    hands.click(row)
    question = made.shell.notices.question()
    assert question is not None
    assert hands.at() is question.buttons[-1], "Enter is the safe answer"
    hands.press(Key.Key_Return)
    assert made.shell.notices.question() is None


@pytest.mark.parametrize(
    ("problem", "banner"),
    [
        (Unreachable("no_network", "现在没有网络,联上后会自动同步。"), "quiet"),
        (Rejected("hub_full", "街道服务器已满,请联系信息员。"), "loud"),
        (Halted("mass_delete", "收到的内容会删除 40 件纠纷,已停下。"), "halted"),
    ],
)
def test_a_problem_is_one_sentence_with_the_next_step(shown: Any, room: Room, problem: Any, banner: str) -> None:
    made, page, _hands = shown(room.desk)
    made.syncing.problem = problem
    page.refresh()
    assert page.banners.sentences() == [problem.for_user()]
    assert getattr(page.banners, banner).isVisible()
    if banner == "halted":
        page.banners.halted.acted.emit()
        assert made.shell.notices.question() is not None, "many deletions are taken in only after a yes"


def test_a_clock_that_is_off_is_said(shown: Any, room: Room) -> None:
    made, page, _hands = shown(room.desk)
    made.syncing.skew = -190.0
    page.refresh()
    assert page.banners.sentences() == [skew_words(-190.0)]
    assert "慢 3 分钟" in skew_words(-190.0)
    assert "快 5 小时" in skew_words(5 * 3600)
    assert "快 3652 天" in skew_words(3652 * 86400)


def test_paused_says_so_and_goes_on_by_one_key(shown: Any, room: Room) -> None:
    made, page, hands = shown(room.desk)
    made.syncing.pause(True)
    page.refresh()
    assert page.banners.pause.isVisible()
    until(lambda: "同步已暂停" in made.shell.status.words(), "the status line says so")
    hands.enter("继续同步")
    assert not status.standing(room.desk).paused


def test_alone_it_says_what_to_do(shown: Any, make_room: Callable[..., Desk]) -> None:
    desk = make_room("practice", role=Role.ADMIN)
    desk.practice = False
    _made, page, hands = shown(desk)
    assert page.alone.isVisible()
    assert hands.reads() == "添加电脑"
    assert str(desk.committee().id) in page.alone.room.text()
    assert not page.waiting.isVisible()
    be(desk, Role.MEDIATOR)
    page.refresh()
    assert "请管理员登录" in page.alone.words.text()
    desk.practice = True
    page.refresh()
    assert "练习模式" in page.alone.words.text()


def test_another_computer_is_invited_beside_the_page(shown: Any, make_room: Callable[..., Desk]) -> None:
    desk = make_room("practice", role=Role.ADMIN)
    desk.practice = False
    made, page, hands = shown(desk)
    hands.press(Key.Key_Return)
    until(lambda: made.shell.panel.content() is not None, "the panel")
    assert not made.shell.top.new_enabled()
    until(lambda: not clipped(made.shell), "all of it can be read")
    hands.press(Key.Key_Escape)
    until(lambda: made.shell.panel.content() is None, "Esc steps out")
    assert page.alone.isVisible()
    made.open_intake()
    assert made.shell.panel.content() is made.intake, "登记 opens as before"


def test_the_card_of_the_hub_is_taken_or_refused_in_words(
    shown: Any, make_room: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_room("practice", role=Role.ADMIN)
    desk.practice = False
    made, page, _hands = shown(desk)
    card = HubSettings(host="hub.example", login="w1", ca="-----BEGIN", room=uuid4(), password="x")
    other, mine, none = tmp_path / "other.json", tmp_path / "mine.json", tmp_path / "none.json"
    other.write_text(card.text(), encoding="utf-8")
    mine.write_text(replace(card, room=hub_card.room_id(desk)).text(), encoding="utf-8")
    none.write_text("{}", encoding="utf-8")
    for file, words in ((other, "另一间调处室"), (none, "不是服务器接入文件"), (tmp_path / "gone.json", "读不了")):
        page.room.connect_hub(file)
        assert words in made.shell.notices.banners()[-1].accessibleName()
        made.shell.notices.clear()
    assert not status.standing(desk).connected
    page.room.connect_hub(mine)
    assert status.standing(desk).connected
    page.refresh()
    assert not page.alone.isVisible()
    assert page.head.sub.text().startswith("还没有同步过")


def test_the_sums_go_up_only_after_a_question_and_stop_at_once(shown: Any, room: Room) -> None:
    made, page, hands = shown(room.desk)
    page.head.statistics_asked.emit(True)
    assert not sharing(room.desk).statistics
    question = made.shell.notices.question()
    assert question is not None
    hands.click(question.buttons[0])
    assert sharing(room.desk).statistics
    page.refresh()
    page.head.statistics_asked.emit(False)
    assert not sharing(room.desk).statistics


def test_what_arrives_is_shown_while_one_types(shown: Any, room: Room) -> None:
    made, page, hands = shown(room.desk)
    hands.press(Key.Key_3)
    hands.say("half")
    third = Elsewhere(room.desk, "值班室电脑", "严伯年", no=4)
    third.wrote("edit", {("disputes", room.file.dispute.id): {"short_title": "甲与乙"}}, dispute=room.file.dispute.id)
    from desktop.domain.changes import Changed

    id = room.file.dispute.id
    made.arrived(Changed(frozenset({("disputes", id)}), frozenset({id})))
    until(lambda: len(page.received.rows.rows) == 2, "the new line")
    assert page.deciding.third.texts() == ("half",)
    assert hands.at() is page.deciding.third.fields[0].editor


DRESSES = [
    ((1366, 768), Look()),
    ((1366, 697), Look()),
    ((1920, 1080), Look()),
    ((1366, 768), Look(scale=1.25)),
    ((1366, 768), Look(scale=1.5)),
    ((1366, 768), Look(dark=True)),
]


@pytest.mark.parametrize(("size", "worn"), DRESSES, ids=[f"{s[0]}x{s[1]}-{w.scale}-{w.dark}" for s, w in DRESSES])
def test_nothing_is_cut(shown: Any, room: Room, qapp: QApplication, size: tuple[int, int], worn: Look) -> None:
    desk, who, id = room.desk, room.who, room.file.dispute.id
    second = Elsewhere(desk, "值班室电脑", "严伯年", no=4)
    disputes.save_person(desk, id, replace(who, address=THERE, phone="12000000111", occupation="教师"))
    second.wrote("person", {("people", who.id): {"phone": "12000000222", "occupation": "职员"}}, dispute=id)
    long = "双方就物业服务费的缴纳多次沟通,未能达成一致意见。\n" * 8
    with desk.act(Act.EDIT, "edit", dispute=id) as tx:
        tx.put(replace(tx.get(type(room.file.dispute), id), facts=long))
    second.wrote("edit", {("disputes", id): {"facts": long.replace("多次", "三次")}}, dispute=id)
    wear(qapp, worn)
    made, page, _hands = shown(desk, size)
    made.syncing.problem = Rejected("hub_full", "街道服务器已满,请联系信息员;照常办公,要传的都存着。")
    made.syncing.skew = 600.0
    faults: list[str] = []
    for step in range(3):
        page.refresh()
        until(lambda: not clipped(made.shell), f"question {step}: {clipped(made.shell)}", ms=2_000)
        faults += clipped(made.shell)
        assert made.shell.size().toTuple() == size
        page.put_off()
    assert not faults
    wear(qapp, Look())


def test_data_is_written_to_a_stick_and_said(shown: Any, make_room: Callable[..., Desk], tmp_path: Path) -> None:
    desk = make_room(role=Role.ADMIN)
    desk.practice = False
    another(desk, tmp_path / "b" / "room", "接待日笔记本", now=fixed_now).store.close()
    made, page, _hands = shown(desk)
    stick = tmp_path / "U盘"
    stick.mkdir()
    assert page.stick.written.text() == "还没有过"
    page.carrier.write_to(stick)
    until(lambda: page.stick.written.text() == "11月23日 14:03", "it is told when")
    toast = made.shell.notices.toast()
    assert toast is not None
    assert "U盘" in toast.text
    assert list(stick.rglob("*.env"))
    page.carrier.read_from(tmp_path / "nowhere")
    until(lambda: bool(made.shell.notices.banners()), "a folder that is not there is refused in words")

"""编号: who keeps the numbers, the register with every gap said, one number on two files parted by a person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from desktop.commands import numbers
from desktop.domain.disputes import Dispute
from desktop.domain.people import Role
from desktop.domain.stations import Station
from desktop.settings import Preferences
from desktop.storage.store import Deed
from desktop.ui.looks import Look, wear
from desktop.ui.settings.numbers_register import span, state
from desktop.ui.settings.page import SettingsPage
from tests.commands.numbered import DAY, FakeHub, accept, look, register, stations
from tests.conftest import CHEAP, be
from tests.ui.clipping import clipped
from tests.ui.file_desk import Key, press, press_button, say, settled
from tests.ui.hosting import window


@pytest.fixture
def show(qtbot, dressed):
    """A window on a room with the section in front: `section, window`."""

    def make(desk, role=Role.ADMIN, size=(1366, 768)):
        be(desk, role)
        made = window(
            desk,
            {"settings": lambda host: SettingsPage(host, Preferences(), lambda _p: None, cost=CHEAP)},
            size=size,
        )
        qtbot.addWidget(made.shell)
        qtbot.waitUntil(made.shell.isActiveWindow)
        made.shell.show_page("settings")
        page = made.page("settings")
        page.show_part("numbers")
        settled()
        return page.part("numbers"), made

    return make


@pytest.fixture
def two(make_room, tmp_path):
    """The keeper of a room of two, with a block from the hub and two files out of it."""
    with stations(make_room(), tmp_path, 2) as desks:
        numbers.after_exchange(desks[0], FakeHub(desks[0].store.device))
        for _ in range(2):
            accept(desks[0])
        yield desks


def twin(desk):
    """Another file under the number of the second one."""
    made = register(desk, "邱雨桐")
    with desk.store.begin(Deed(account=None, act="number", dispute=made.id)) as tx:
        case_no = next(d.case_no for d in tx.find(Dispute) if d.case_no.endswith("002号"))
        mediators = tuple(m.id for m in desk.members())[:1]
        tx.put(replace(made, intake="accepted", decided_on=DAY, mediators=mediators, case_no=case_no))
    return made.id


def rows(section):
    model = section.register.model
    return [(span(r), state(r).text, r.why) for r in (model.at(n) for n in range(model.rowCount()))]


def test_a_room_of_one_station_says_so_and_offers_nothing_to_change(show, make_room):
    section, _window = show(make_room("practice"))
    assert section.facts.value("编号机") == "这台电脑(本室只有一台)"
    assert section.facts.value("待编号") == "没有"
    assert not section.form.isVisibleTo(section)
    assert not section.waiting.isVisibleTo(section)
    assert not section.register.gaps.isVisibleTo(section)
    assert [row[1] for row in rows(section)] == ["已用"]


def test_the_keeper_sees_its_block_and_the_register(show, two):
    section, _window = show(two[0])
    assert section.facts.value("编号机") == "1号 调处室1号机(这台)"
    assert section.facts.value("手边的号") == "18 个:003–020"
    assert rows(section) == [("001–002", "已用", ""), ("003–020", "待用", "号段内,待用")]
    assert section.register.year.field("year").remark.text() == "已用 2 个·待用 18 个"


def test_another_station_says_how_its_files_get_their_numbers_and_lists_those_that_wait(show, two):
    _keeper, other = two
    made = accept(other)
    section, shown = show(other)
    assert "先用临时号" in section.facts.value("怎样编")
    assert section.facts.value("待编号") == "1 件"
    asked = []
    shown.open_files = lambda title, ids: asked.append((title, tuple(ids)))
    section._host = shown
    press_button(section.show_waiting)
    assert asked == [("待编号", (made.id,))]


def test_the_administrator_changes_the_keeper_after_a_word_of_warning(show, two):
    keeper, other = two
    section, shown = show(keeper)
    asked = []
    shown.ask = lambda title, sentence, yes, then: asked.append((title, sentence, yes, then))
    press_button(section.form.change)
    ((title, sentence, yes, then),) = asked
    assert (title, yes) == ("改由调处室2号机编号?", "更换编号机")
    assert "作废" in sentence
    then()
    assert section.facts.value("编号机") == "2号 调处室2号机"
    assert rows(section)[1] == ("003–020", "作废", "换了编号机")
    with keeper.read() as reader:
        assert numbers.keeping(reader, other.store.device).keeps


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.READER])
def test_others_only_look(show, two, role):
    section, _window = show(two[0], role)
    assert not section.form.isVisibleTo(section)
    assert section.register.list.isVisibleTo(section)


def test_a_lost_keeper_is_said_in_red(show, two):
    keeper, other = two
    with other.store.begin(Deed(account=None, act="revoke")) as tx:
        tx.put(replace(tx.get(Station, keeper.store.device), revoked_on=DAY))
    section, _window = show(other)
    assert section.lost.isVisibleTo(section)
    assert section.facts.value("编号机") == "没有"


def test_a_number_on_two_files_is_parted_by_keys_with_its_reason(show, two):
    keeper = two[0]
    second = twin(keeper)
    section, _window = show(keeper)
    block = section.register
    assert block.gaps.text.text() == "002 编给了两件纠纷:选其中没有发出去的一件改编号。"
    assert [row[1] for row in rows(section)] == ["已用", "重号", "重号", "待用"]
    block.list.go_to((2, second.hex))
    settled()
    press_button(block.part)
    settled()
    press(Key.Key_Return)
    assert block.form.field("reason").sentence()
    say("旧副本又编了一次")
    press(Key.Key_Return)
    changed = look(keeper, second)
    assert changed.case_no == "(2026)海棠人调字第003号"
    assert numbers.former_numbers(changed)[0].reason == "旧副本又编了一次"
    assert rows(section) == [("001–003", "已用", ""), ("004–020", "待用", "号段内,待用")]
    assert not block.gaps.isVisibleTo(section)
    assert not block.part.isVisibleTo(section)


def test_enter_on_a_line_of_one_file_opens_it(show, two):
    keeper = two[0]
    second = twin(keeper)
    section, shown = show(keeper)
    opened = []
    shown.open_file = lambda id, tab="overview": opened.append(id)
    section.register._host = shown
    section.register.list.go_to((2, second.hex))
    section.register.list.setFocus()
    press(Key.Key_Return)
    assert opened == [second]


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
@pytest.mark.parametrize("worn", [Look(), Look(scale=1.25), Look(scale=1.5, dark=True)])
def test_nothing_is_cut(show, two, size, worn):
    twin(two[0])
    accept(two[0])
    section, _window = show(two[0], size=size)
    section.register.list.go_to(section.register.model.key_at(1))
    section.register._ask()
    wear(QApplication.instance(), worn)
    try:
        settled()
        assert clipped(section) == []
    finally:
        wear(QApplication.instance(), Look())

"""The risk of a file on the screen: points to tick, a level by key, who was told, the second person, chain, alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.commands import alerts, disputes, risk, rooms
from desktop.domain.disputes import Risk
from desktop.domain.people import Account, Role
from desktop.domain.vigilance import Standing
from desktop.ui.looks import Look, wear
from tests.conftest import CHEAP, NOON, PASSWORD, be
from tests.ui.clipping import clipped
from tests.ui.file_desk import CTRL, Key, desk_window, id_of, press, press_button, say, settled

FACTS = "两个月工资没发,大家建了微信群,扬言要堵门、到区政府门口拉横幅,曾报警。"
COMPANIES = ("上海示野云图信息技术有限公司", "示野云图", "示野云图信息技术(上海)有限公司")


@pytest.fixture
def room(make_room):
    return make_room("practice", role=Role.MEDIATOR)


def wages(room, name="陈一", company=COMPANIES[0], days_ago=0, facts=FACTS):
    arrival = disputes.Arrival(
        name=name,
        phone="12000000777",
        facts=facts,
        category="labour_other",
        other=company,
        received_at=NOON.replace(tzinfo=None) - timedelta(days=days_ago),
    )
    return disputes.register(room, arrival).id


@pytest.fixture
def shown(qtbot, dressed, room):
    return desk_window(qtbot, room)


@pytest.fixture
def opened(shown):
    def open_file(id, tab="risk"):
        shown.open_file(id, tab)
        settled()
        return shown.page("file")

    return open_file


def read(room, id):
    with room.read() as reader:
        return reader.file(id)


def rows(panel):
    return {row.point.code: row for row in panel.points.rows}


def another(room, name="严伯年"):
    """Somebody else at the same desk."""
    member = next(m for m in room.members() if m.name == name)
    be(room, Role.ADMIN)
    account = Account(name=f"{name}甲", role=Role.MEDIATOR, member_id=member.id)
    rooms.add_account(room, account, PASSWORD, cost=CHEAP)
    room.account = account


def test_the_mark_in_the_head_opens_the_panel_by_key(opened, room):
    id = wages(room)
    page = opened(id, "overview")
    page.head.risk.setFocus(Qt.FocusReason.TabFocusReason)
    press(Key.Key_Space)
    settled()
    panel = page._panel
    assert {"collective_petition", "threat", "wages", "group_chat", "police_before"} <= set(rows(panel))
    petition = rows(panel)["collective_petition"]
    assert petition.box.hasFocus()
    assert "拉横幅" in petition.box.accessibleName()
    assert not panel.urgent.isHidden()
    assert read(room, id).dispute.risk is Risk.GREEN, "looking changes nothing"


def test_a_level_and_its_points_are_set_by_keys_and_the_report_follows(opened, room):
    id = wages(room)
    page = opened(id)
    panel = page._panel
    group = rows(panel)["group_chat"].box
    group.setFocus(Qt.FocusReason.TabFocusReason)
    press(Key.Key_Space)
    panel.form.chain.go(panel.form.field("risk"))
    press(Key.Key_Right)
    press(Key.Key_Right)
    press(Key.Key_Right)
    panel.form.chain.go(panel.form.field("reasons"))
    press(Key.Key_A, CTRL)
    say("多人讨薪,扬言堵门")
    press(Key.Key_Return, CTRL)
    settled()
    file = read(room, id)
    assert (file.dispute.risk, file.dispute.risk_reasons) == (Risk.RED, ("多人讨薪,扬言堵门",))
    (kept,) = file.risk_assessments
    assert "group_chat" not in kept.points
    assert "collective_petition" in kept.points
    assert page._panel is panel, "the organs still have to be told"
    told = panel.told.form
    assert told.field("to").value() == frozenset(risk.organ_names(room.committee()).values())
    told.chain.go(told.field("receipt"))
    say("高峻")
    press(Key.Key_Return, CTRL)
    settled()
    (report,) = read(room, id).risk_reports
    assert len(report.to) == 3
    assert report.extras == {"how": "电话", "receipt": "高峻"}
    assert panel.urgent.isHidden()
    assert not [s for s in page.state.steps if s.code == "risk_report"]


def test_the_suggestion_is_only_taken_by_hand(opened, room):
    panel = opened(wages(room))._panel
    assert panel.form.field("risk").value() is Risk.GREEN
    press_button(panel.take)
    assert panel.form.field("risk").value() is Risk.RED
    assert panel.take.isHidden()


def test_lowering_is_asked_for_and_somebody_else_agrees(shown, opened, room):
    id = wages(room)
    risk.assess(room, id, Risk.RED, [], ["多人讨薪"], told=["派出所", "司法所", "平安办"])
    page = opened(id)
    panel = page._panel
    panel.form.field("risk").set_value(Risk.YELLOW)
    panel._dress_verb()
    assert panel.yes.text().startswith("提请降级")
    assert not panel._lower.isHidden()
    panel.form.chain.go(panel.form.field("reasons"))
    press(Key.Key_A, CTRL)
    say("企业已补发,双方和解")
    press(Key.Key_Return, CTRL)
    settled()
    assert read(room, id).dispute.risk is Risk.RED
    page.begin_panel("risk")
    assert page._panel._second is not None
    assert page._panel._second.yes.isHidden(), "not by the same person"

    another(room)
    page.begin_panel("risk")
    settled()
    second = page._panel._second
    press_button(second.no)
    assert "不同意的理由" in second.form.field("note").sentence()
    second.form.chain.go(second.form.field("note"))
    say("已电话核实")
    press_button(second.yes)
    settled()
    file = read(room, id)
    assert file.dispute.risk is Risk.YELLOW
    assert file.risk_assessments[-1].standing is Standing.IN_FORCE
    assert page.head.risk.accessibleName() == "风险 黄"


def test_what_was_typed_comes_back(opened, room):
    page = opened(wages(room))
    form = page._panel.form
    form.chain.go(form.field("reasons"))
    press(Key.Key_A, CTRL)
    say("问清了再定")
    press(Key.Key_Escape)
    assert page._panel is None
    page.begin_panel("risk")
    assert page._panel.form.field("reasons").value() == "问清了再定"


def test_a_reader_looks_and_cannot_judge(opened, room):
    id = wages(room)
    be(room, Role.READER)
    panel = opened(id)._panel
    assert rows(panel)
    assert not panel.yes.isEnabled()
    panel.run()
    assert read(room, id).risk_assessments == ()


def test_a_step_leads_to_the_panel(opened, room):
    id = wages(room)
    risk.assess(room, id, Risk.RED, [], ["多人讨薪"])
    page = opened(id, "overview")
    step = next(s for s in page.state.steps if s.code == "risk_report")
    page.do_step(step)
    assert page._panel.told.form is not None


def test_related_files_and_their_timeline(shown, opened, room):
    first = wages(room, days_ago=20)
    second = wages(room, days_ago=3)
    page = opened(second, "overview")
    related = page._made["overview"].related
    assert any("陈一" in button.text() for button in related.buttons)
    related.toggle.setFocus(Qt.FocusReason.TabFocusReason)
    press(Key.Key_Space)
    settled()
    story = related.story
    assert not story.isHidden()
    assert {first, second} <= {m.dispute for m in story.moments}
    assert "12000000777" not in story.accessibleDescription()
    story.setFocus()
    at = [m.dispute for m in story.moments].index(first)
    for _ in range(at):
        press(Key.Key_Down)
    press(Key.Key_Return)
    settled()
    assert shown.page("file").state.id == first


def test_an_alert_is_worked_off_in_its_panel(opened, room):
    ids = [wages(room, name, company) for name, company in zip(("陈一", "陈二", "陈三"), COMPANIES, strict=True)]
    page = opened(ids[-1], "alert")
    panel = page._panel
    assert "3 件" in panel._why.text()
    assert len(panel.links) == 2
    assert panel.rows[0].box.hasFocus()
    press(Key.Key_Space)
    (raised,) = [r for r in alerts.open_alerts(room) if ids[-1] in r.alert.disputes]
    assert raised.done == 1
    assert "1/8" in panel._count.text()
    press_button(panel.yes)
    assert "处置结果" in panel.form.field("note").sentence()
    panel.form.chain.go(panel.form.field("note"))
    say("企业筹款补发,已核")
    press(Key.Key_Return, CTRL)
    settled()
    assert alerts.of_file(room, ids[-1]) == ()
    assert page._panel is None
    assert "预警处置" not in [a.text() for a in page.head.more.menu_shown().actions()]


def test_today_shows_the_alert_and_opens_it(qtbot, dressed, room):
    from desktop.ui.file.page import FilePage
    from desktop.ui.today.page import TodayPage
    from tests.ui.hosting import window

    ids = [wages(room, name) for name in ("陈一", "陈二", "陈三")]
    shown = window(room, {"today": TodayPage, "file": FilePage})
    qtbot.addWidget(shown.shell)
    with qtbot.waitActive(shown.shell):
        shown.shell.activateWindow()
    shown.open_page("today")
    watch = shown.page("today").side.watch
    row = next(r for r in watch.files.rows if r.accessibleName().startswith("预警"))
    assert COMPANIES[0] in row.accessibleName()
    row.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(row, Qt.Key.Key_Space)
    settled()
    page = shown.page("file")
    assert page.state.id in ids
    assert page._panel._subject.text() == COMPANIES[0]


@pytest.mark.parametrize(
    ("size", "worn"),
    [
        ((1366, 768), Look()),
        ((1366, 697), Look()),
        ((1920, 1080), Look(scale=1.25)),
        ((1366, 768), Look(scale=1.5)),
        ((1366, 768), Look(dark=True)),
    ],
)
def test_nothing_is_clipped(qtbot, dressed, room, size, worn):
    ids = [wages(room, name, company) for name, company in zip(("陈一", "陈二", "陈三"), COMPANIES, strict=True)]
    risk.assess(room, ids[-1], Risk.RED, [], ["多人讨薪,扬言堵门"])
    risk.report(room, ids[-1], ["海棠路派出所"], "电话", "高峻")
    risk.assess(room, ids[-1], Risk.ORANGE, [], ["企业承诺三日内补发"])
    wear(dressed, worn)
    shown = desk_window(qtbot, room, size)
    page = shown.page("file")
    for tab in ("overview", "risk", "alert"):
        shown.open_file(ids[-1], tab)
        settled()
        assert clipped(shown.shell) == [], tab
    page.show_tab("overview")
    page._made["overview"].related._open(True)
    settled()
    assert clipped(shown.shell) == []
    assert shown.shell.size().toTuple() == size


def test_the_level_is_kept_when_the_overview_is_edited(opened, room):
    id = id_of(room, "2026-054")
    risk.assess(room, id, Risk.ORANGE, [], ["理由"])
    disputes.edit(room, replace(read(room, id).dispute, risk=Risk.GREEN, facts="补充"))
    assert read(room, id).dispute.risk is Risk.ORANGE

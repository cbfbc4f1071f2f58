"""The page of one file: the way, the next steps, small acts, tabs, and typing that is never lost or mixed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.commands import disputes, drafts
from desktop.domain.disputes import Filing, Intake, Mediation, Risk
from desktop.domain.people import Role
from desktop.ui.file.acts import act, acts_of
from desktop.ui.file.panels import PANELS
from desktop.ui.file.said import day_count, way
from desktop.ui.file.tabs import TABS
from desktop.ui.kit.buttons import Rank
from desktop.ui.kit.stepper import StepState
from desktop.ui.looks import Look, wear
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.file_desk import CTRL, Key, desk_window, id_of, press, press_button, read, say, settled


@pytest.fixture
def room(make_room):
    return make_room("practice", role=Role.MEDIATOR)


@pytest.fixture
def shown(qtbot, dressed, room):
    return desk_window(qtbot, room)


@pytest.fixture
def opened(shown, room):
    """Open a file by its number; the page of files."""

    def open_file(number, tab="overview"):
        shown.open_file(id_of(room, number), tab)
        settled()
        return shown.page("file")

    return open_file


def states(file):
    return [(step.words, step.state.name) for step in way(file)]


def test_the_head_says_who_and_how_far(opened, room):
    page = opened("2026-045")
    assert page.head.words.title.text() == "上海恒禾物业服务有限公司 与 沈佩文"
    assert page.head.words.sub.text() == "(2026)海棠人调字第045号·物业纠纷·周慧兰"
    assert [step.words for step in way(read(room, "2026-045")) if step.state is StepState.NOW] == ["协议"]


def test_the_day_of_acceptance_itself_is_not_counted(room):
    count = day_count(read(room, "2026-061"), room.today(), room.handbook.rules)
    assert (count.day, count.of) == ("第 3 日", "/ 30 日")  # accepted on the 20th, today the 23rd (民法典201)
    assert count.note.startswith("12月21日满·若干规定")  # the 20th is a Sunday


def test_the_way_of_a_refused_file_does_not_pretend(room):
    shown = dict(states(read(room, "暂-0001")))
    assert shown["不受理"] == "DONE"
    assert "受理" not in shown
    assert shown["调查"] == shown["调解"] == shown["协议"] == shown["履行"] == "SKIPPED"
    assert shown["归档"] == "DONE"


def test_the_way_of_an_ended_mediation_says_so(room):
    id = id_of(room, "2026-054")
    disputes.move(room, id, Mediation.TERMINATED, on=room.today(), reason="一方拒绝")
    shown = dict(states(read(room, "2026-054")))
    assert shown["终止"] == "NOW"
    assert shown["协议"] == shown["履行"] == "SKIPPED"
    assert shown["回访"] == shown["结案"] == "LATER"


def test_every_tab_opens_for_every_kind_of_file(opened):
    for number in ("暂-0008", "2026-061", "2026-055", "2026-045", "2026-028", "2026-043", "2026-001", "暂-0001"):
        page = opened(number)
        for spec in TABS:
            page.show_tab(spec.key)
            settled()
            assert page.tabs.key() == spec.key
            assert page.stack.currentWidget() is page._made[spec.key]


def test_back_leads_to_where_one_came_from(shown, opened):
    shown.open_page("today")
    page = opened("2026-045")
    shown.show_paper(page.state.id, "rights_notice")
    opened("2026-045", "parties")
    press_button(page.head.words.back)
    assert shown.shell.page_key() == "today"
    shown.open_page("files")
    opened("2026-045")
    page.go_back()
    assert shown.shell.page_key() == "files"


def test_the_first_step_is_primary_and_its_button_leads_there(shown, opened, room):
    page = opened("2026-061")
    first = page.side.buttons[0]
    assert first.rank is Rank.PRIMARY
    assert first.words == "打印"
    assert [button.rank for button in page.side.buttons[1:]] == [Rank.PLAIN] * (len(page.side.buttons) - 1)
    press_button(first)
    assert shown.shell.page_key() == "paper"
    assert shown.page("paper").opened == [(page.state.id, "rights_notice", 0)]
    page = opened("2026-061")
    press_button(page.side.buttons[1])
    assert page.state.tab == "sessions"


def test_a_limit_near_its_end_offers_the_extension_form(opened, room):
    page = opened("2026-047")
    button = next(b for b in page.side.buttons if b.words == "延期或终止")
    press_button(button)
    assert page._panel is not None
    assert page._panel.act.key == "extend"
    page._panel.form.chain.go(page._panel.form.field("consent"))
    say("双方当场口头同意")
    press(Key.Key_Return, CTRL)
    assert page._panel is None
    file = read(room, "2026-047")
    assert file.extensions[-1].consent == "双方当场口头同意"
    assert page.head.count._note.text().endswith("双方同意延期")


def test_a_needed_reason_is_asked_for_where_it_lacks(opened, room):
    page = opened("2026-054")
    page.begin_act(act("terminate"))
    settled()
    page._panel.run()
    assert page._panel.form.field("reason").sentence() == "请填写原因。"
    assert read(room, "2026-054").dispute.mediation is Mediation.MEDIATING
    say("双方各执一词,没有再谈的可能")
    press_button(page._panel.yes)
    assert read(room, "2026-054").dispute.ended_reason == "双方各执一词,没有再谈的可能"


def test_what_hinders_an_act_is_said_before_it_is_tried(opened):
    page = opened("2026-054")
    page.begin_act(act("close"))
    assert not page._panel.yes.isEnabled()
    assert page._panel.no.hasFocus()
    press(Key.Key_Escape)


def test_esc_keeps_what_was_typed_into_an_act(opened, room):
    page = opened("2026-054")
    page.begin_act(act("withdraw"))
    page._panel.form.chain.go(page._panel.form.field("reason"))
    say("申请人来电说已和好")
    press(Key.Key_Escape)
    assert page._panel is None
    page.begin_act(act("withdraw"))
    assert page._panel.form.field("reason").value() == "申请人来电说已和好"
    press_button(page._panel.no)
    assert drafts.find(room, f"act:withdraw:{page.state.id}") is None


def test_risk_is_assessed_in_the_panel_and_undone(shown, opened, room):
    page = opened("2026-054")
    page.open(page.state.id, "risk")
    page._panel.form.field("risk").set_value(Risk.ORANGE)
    page._panel.form.chain.go(page._panel.form.field("reasons"))
    say("扬言到公司门口拉横幅")
    press(Key.Key_Return, CTRL)
    assert read(room, "2026-054").dispute.risk is Risk.ORANGE
    assert page.head.risk.accessibleName() == "风险 橙"
    shown.undo()
    assert page.head.risk.accessibleName() == "风险 一般"


def test_only_what_applies_is_offered(shown, opened, room):
    def keys(number):
        return {each.key for each in acts_of(shown, read(room, number))}

    assert {"terminate", "withdraw", "extend", "close"} <= keys("2026-054")
    assert PANELS["risk"].offered(shown, read(room, "2026-054"))
    assert not PANELS["risk"].offered(shown, read(room, "2026-030"))
    assert keys("2026-030") == {"archive", "reopen"}
    assert keys("2026-001") == set()
    be(room, Role.READER)
    assert keys("2026-054") == set()
    page = opened("2026-054")
    assert page.head.agreement.isHidden()


def test_closing_and_archiving(opened, room):
    page = opened("2026-037")
    press_button(next(b for b in page.side.buttons if b.words == "结案"))
    press_button(page._panel.yes)
    assert read(room, "2026-037").dispute.filing is Filing.CLOSED
    press_button(next(b for b in page.side.buttons if b.words == "归档"))
    press_button(page._panel.yes)
    assert read(room, "2026-037").dispute.filing is Filing.ARCHIVED
    assert not page._made["overview"].form.field("title").isEnabled()


# -- 概况


def test_the_overview_saves_on_leaving_a_field_and_undo_takes_it_back(shown, opened, room):
    page = opened("2026-054")
    form = page._made["overview"].form
    before = read(room, "2026-054").dispute.department
    form.chain.go(form.field("department"))
    say("海棠街道司法所")
    press(Key.Key_Return)
    settled()
    assert read(room, "2026-054").dispute.department == "海棠街道司法所"
    assert page._made["overview"].saved.words().startswith("已存 14:03")
    shown.undo()
    assert form.field("department").value() == before


def test_typing_goes_to_the_file_it_was_typed_in(opened, room):
    page = opened("2026-054")
    page._made["overview"].begin_focus()
    press(Key.Key_End, CTRL)
    say("补:已看过工资条。")
    facts = read(room, "2026-059").dispute.facts
    opened("2026-059")
    settled()
    assert read(room, "2026-054").dispute.facts.endswith("补:已看过工资条。")
    assert read(room, "2026-059").dispute.facts == facts
    assert page._made["overview"].form.field("facts").value() == facts


def test_what_is_being_typed_survives_a_change_from_elsewhere(opened, room):
    page = opened("2026-054")
    form = page._made["overview"].form
    form.chain.go(form.field("source_note"))
    say("来访人是申请人的哥哥")
    disputes.assess_risk(room, page.state.id, Risk.YELLOW, ["多次来访"])
    assert form.field("source_note").value() == "来访人是申请人的哥哥"
    assert page.head.risk.accessibleName() == "风险 黄"


def test_a_draft_comes_back_after_a_crash(qtbot, opened, room, dressed):
    page = opened("2026-054")
    form = page._made["overview"].form
    form.chain.go(form.field("source_note"))
    settled()
    say("还没写完的")
    key = f"overview:{page.state.id}"
    qtbot.waitUntil(lambda: drafts.find(room, key) is not None, timeout=2000)
    again = desk_window(qtbot, room)  # the first window never got to save
    again.open_file(page.state.id)
    assert again.page("file")._made["overview"].form.field("source_note").value() == "还没写完的"
    assert again.page("file")._made["overview"].saved.words() == "有未存的草稿"
    again.settle()
    assert read(room, "2026-054").dispute.source_note == "还没写完的"
    assert drafts.find(room, key) is None


def test_an_unclear_day_is_kept_but_not_saved(opened, room):
    page = opened("2026-054")
    form = page._made["overview"].form
    before = read(room, "2026-054").dispute.applied_on
    form.chain.go(form.field("applied_on"))
    form.field("applied_on").line.selectAll()
    say("13月40")
    press(Key.Key_Return)
    settled()
    assert form.field("applied_on").sentence()
    assert read(room, "2026-054").dispute.applied_on == before
    page.settle()
    assert drafts.find(room, f"overview:{page.state.id}") is not None


# -- 受理


def test_accepting_allots_the_number_and_opens_the_notices(opened, room):
    page = opened("暂-0008", "intake")
    id = page.state.id
    tab = page._made["intake"]
    assert tab.ways.isVisibleTo(tab)
    press(Key.Key_Return, CTRL)
    with room.read() as reader:
        accepted = reader.file(id).dispute
    assert accepted.intake is Intake.ACCEPTED
    assert accepted.case_no == "(2026)海棠人调字第063号"
    assert not tab.ways.isVisibleTo(tab)
    assert "(2026)海棠人调字第063号" in page.head.words.sub.text()
    party, button = next(iter(tab.notice.signs.items()))
    press_button(button)
    with room.read() as reader:
        signed = next(p for p in reader.file(id).parties if p.id == party)
    assert signed.notice_signed_on == room.today()


def test_a_refusal_needs_a_ground_and_carries_its_guidance(opened, room):
    page = opened("暂-0007", "intake")
    id, tab = page.state.id, page._made["intake"]
    tab.ways._pick("refuse")
    decide = tab._decides["refuse"]
    decide.decide()
    assert decide.form.field("grounds").sentence() == "请填写理由。"
    decide.form.field("grounds").boxes[0].click()
    assert decide.form.field("grounds")._ways[0].isVisibleTo(decide)
    decide.decide()
    with room.read() as reader:
        d = reader.file(id).dispute
    assert d.intake is Intake.REFUSED
    assert d.guidance == room.handbook.grounds[0].guidance


def test_a_referral_says_where_to(opened, room):
    page = opened("暂-0007", "intake")
    id, tab = page.state.id, page._made["intake"]
    tab.ways._pick("refer")
    settled()
    say("区市场监督管理局")
    press(Key.Key_Return, CTRL)
    with room.read() as reader:
        file = reader.file(id)
    assert file.dispute.intake is Intake.REFERRED
    assert file.referrals[0].to == "区市场监督管理局"


def test_half_a_decision_is_kept_for_its_own_file(opened, room):
    page = opened("暂-0007", "intake")
    tab = page._made["intake"]
    tab.ways._pick("refer")
    settled()
    say("区市监局")
    opened("暂-0005", "intake")
    assert tab._decides["refer"].form.field("to").value() == ""
    opened("暂-0007", "intake")
    assert tab._decides["refer"].form.field("to").value() == "区市监局"


# -- the look


def test_large_letters_fold_the_panel_into_a_line(qtbot, dressed, room):
    wear(dressed, Look(scale=1.5))
    shown = desk_window(qtbot, room)
    shown.open_file(id_of(room, "2026-061"))
    settled()
    page = shown.page("file")
    assert page.strip.isVisible()
    assert not page.right.isVisible()
    assert page.strip.go.words == "打印"
    press_button(page.strip.more)
    assert page.right.isVisible()
    assert page.card.isVisible()


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_nothing_is_clipped(qtbot, dressed, room, size, scale):
    wear(dressed, Look(scale=scale))
    shown = desk_window(qtbot, room, size)
    for number, tab in (
        ("2026-059", "overview"),
        ("2026-050", "overview"),
        ("2026-061", "intake"),
        ("暂-0003", "intake"),
    ):
        shown.open_file(id_of(room, number), tab)
        settled()
        assert clipped(shown.shell) == []
    page = shown.page("file")
    page._made["intake"].ways._pick("refuse")
    settled()
    assert clipped(shown.shell) == []
    for key in ("risk", "close"):
        page.open(id_of(room, "2026-059"), key)
        settled()
        assert clipped(shown.shell) == []
    assert shown.shell.size().toTuple() == size


def test_the_print_menu_offers_what_the_file_has(shown, opened):
    page = opened("2026-045")
    titles = [action.text() for action in page.head.printer.menu_shown().actions()]
    assert "人民调解当事人权利义务告知书" in titles
    assert "人民调解记录(第一次)" in titles
    page.head.printer.menu_shown().actions()[0].trigger()
    assert shown.shell.page_key() == "paper"


def test_control_page_down_turns_the_tabs(opened):
    page = opened("2026-045")
    press(Key.Key_PageDown, CTRL)
    assert page.state.tab == "parties"
    press(Key.Key_PageUp, CTRL)
    assert page.state.tab == "overview"
    assert QApplication.focusWidget().focusPolicy() & Qt.FocusPolicy.TabFocus

"""Segments, tabs, tasks, meter, ticks, notices: what the keyboard does, and what changes with the dress."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.buttons import Button, Rank, primary
from desktop.ui.kit.cards import EmptyState
from desktop.ui.kit.columns import PageColumn, PageHead
from desktop.ui.kit.icons import stamp
from desktop.ui.kit.labels import Badge, Chip, ElidedLabel, Label
from desktop.ui.kit.meter import Cell, CellState, Meter
from desktop.ui.kit.notices import Choice, Notices
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.shapes import Kind, Shape, badge_size
from desktop.ui.kit.stepper import Step, Stepper, StepState
from desktop.ui.kit.tabs import Tab, Tabs
from desktop.ui.kit.tasks import TaskList
from desktop.ui.kit.toggle import OneOf, Option, Tick, TickGroup
from desktop.ui.looks import Look, Tone, load_faces, look, wear
from tests.ui.clipping import clipped
from tests.ui.kit_a_samples import GROUPS


@pytest.fixture(autouse=True, scope="module")
def _faces(qapp):
    load_faces()


@pytest.fixture(autouse=True)
def _daylight(qapp):
    if look() != Look() or not qapp.styleSheet():
        wear(qapp, Look())
    yield
    if look() != Look():
        wear(qapp, Look())


def show(qtbot, widget: QWidget, width: int = 900, height: int = 600) -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(widget)
    widget.held = window  # a window nobody holds is collected
    qtbot.addWidget(window)
    window.resize(width, height)
    with qtbot.waitActive(window):
        window.show()
    return window


# Labels, chips, badges


def test_user_text_is_never_markup(qtbot):
    label = Label("<b>丁建华</b> & 汪洁")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_button_shows_an_ampersand_and_is_nobodys_default(qtbot):
    button = Button("甲&乙")
    qtbot.addWidget(button)
    assert button.text() == "甲&&乙"
    assert button.accessibleName() == "甲&乙"
    assert not button.autoDefault()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press_the_focused_button(qtbot, key):
    button = primary("登记纠纷", hint="Ctrl+N")
    show(qtbot, button)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)


def test_a_disabled_primary_is_grey_not_blue(qtbot):
    button = primary("登记纠纷")
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    assert pixel(button, 4, 4) == look().color(Tone.ACCENT)
    button.setEnabled(False)
    assert pixel(button, 4, 4) == look().color(Tone.GREY_TINT)


def pixel(widget: QWidget, x: int, y: int) -> QColor:
    image: QImage = widget.grab().toImage()
    return image.pixelColor(x, y)


def test_a_badge_hides_at_zero_and_grows_with_its_digits(qtbot):
    badge = Badge(0)
    qtbot.addWidget(badge)
    assert badge.isHidden()
    badge.show_count(9)
    assert not badge.isHidden()
    assert badge.sizeHint().width() == badge.sizeHint().height() == 20
    assert badge_size(128).width() > badge_size(9).width()
    assert badge.accessibleName() == "9 件"


def test_everything_measures_itself_again_when_the_dress_changes(qtbot, qapp):
    widgets = [
        Label("周慧兰", 11, bold=True),
        ElidedLabel("周慧兰"),
        Chip("风险 一般"),
        Button("打印", icon="ph.printer"),
        Badge(9),
        Segments([Segment("a", "未结", 62), Segment("b", "全部", 312)]),
        Tabs([Tab("a", "概况"), Tab("b", "当事人", 3)]),
        Stepper([Step("登记", StepState.DONE), Step("受理", StepState.NOW)]),
        Tick("情绪激动"),
    ]
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    for widget in widgets:
        column.addWidget(widget)
    holder.show()
    before = [widget.sizeHint() for widget in widgets]
    for scale in (1.25, 1.5, 2.0):
        wear(qapp, Look(scale=scale))
        after = [widget.sizeHint() for widget in widgets]
        assert all(
            new.height() > old.height() and new.width() > old.width() for old, new in zip(before, after, strict=True)
        ), scale
        before = after
    wear(qapp, Look())
    assert [widget.sizeHint().height() for widget in widgets][2] == 24


def test_dark_changes_colours_live(qtbot, qapp):
    label, chip = Label("周慧兰", tone=Tone.RED), Chip("协议", Kind.BLUE)
    for widget in (label, chip):
        qtbot.addWidget(widget)
        widget.show()
    chip.resize(chip.sizeHint())
    assert pixel(chip, 5, 3) == look().color(Tone.SOFT)
    wear(qapp, Look(dark=True))
    assert label.palette().color(label.foregroundRole()) == Look(dark=True).color(Tone.RED)
    assert pixel(chip, 5, 3) == Look(dark=True).color(Tone.SOFT)


def test_the_style_sheet_names_no_font_and_fills_every_hole(qapp):
    sheet = qapp.styleSheet()
    assert "font" not in sheet
    assert "@" not in sheet
    assert "none" not in [line.strip() for line in sheet.splitlines() if "image:" in line]


def test_each_dress_has_images_of_its_own(qapp):
    assert set(stamp(Look()).values()).isdisjoint(stamp(Look(dark=True)).values())
    assert set(stamp(Look()).values()).isdisjoint(stamp(Look(scale=1.5)).values())


# Segments and tabs


def test_arrows_move_through_segments(qtbot):
    segments = Segments([Segment("open", "未结", 62), Segment("mine", "我的", 41), Segment("all", "全部", 312)])
    show(qtbot, segments)
    segments.setFocus()
    with qtbot.waitSignal(segments.chosen) as chosen:
        qtbot.keyClick(segments, Qt.Key.Key_Right)
    assert chosen.args == ["mine"]
    with qtbot.waitSignal(segments.chosen):
        qtbot.keyClick(segments, Qt.Key.Key_End)
    assert segments.key() == "all"
    with qtbot.assertNotEmitted(segments.chosen):
        qtbot.keyClick(segments, Qt.Key.Key_Right)
    assert "全部 312" in segments.accessibleName()


def test_choosing_by_program_is_silent_and_refuses_what_is_not_there(qtbot):
    segments = Segments([Segment("open", "未结"), Segment("all", "全部")])
    qtbot.addWidget(segments)
    with qtbot.assertNotEmitted(segments.chosen):
        segments.choose("all")
    with pytest.raises(ValueError, match="nothing"):
        segments.choose("nothing")


def test_segments_give_way_by_rank_but_never_the_chosen_one(qtbot):
    segments = Segments(
        [Segment("a", "未结", 62), Segment("b", "高风险", 3, rank=1), Segment("c", "群体性", 1, rank=2)]
    )
    qtbot.addWidget(segments)
    segments.show()
    segments.resize(segments.sizeHint())
    assert segments.shown_keys() == ["a", "b", "c"]
    segments.resize(segments.width() - 20, 32)
    assert segments.shown_keys() == ["a", "b"]
    segments.choose("c")
    assert "c" in segments.shown_keys()


def test_a_choice_does_not_move_its_neighbours(qtbot):
    segments = Segments([Segment("a", "自然人"), Segment("b", "法人"), Segment("c", "其他组织")])
    qtbot.addWidget(segments)
    segments.resize(segments.sizeHint())
    before = segments.sizeHint()
    segments.choose("c")
    assert segments.sizeHint() == before


def file_tabs() -> Tabs:
    return Tabs([Tab("a", "概况"), Tab("b", "当事人", 3), Tab("c", "材料", mark=Shape.TRIANGLE), Tab("d", "记录")])


def test_arrows_move_through_tabs_also_the_folded_ones(qtbot):
    tabs = file_tabs()
    qtbot.addWidget(tabs)
    tabs.show()
    tabs.resize(200, 40)
    assert tabs.shown_keys() != ["a", "b", "c", "d"]
    for expected in ("b", "c", "d"):
        with qtbot.waitSignal(tabs.chosen) as chosen:
            qtbot.keyClick(tabs, Qt.Key.Key_Right)
        assert chosen.args == [expected]
        assert expected in tabs.shown_keys()
    assert clipped(tabs) == []


def test_a_click_chooses_a_tab(qtbot):
    tabs = file_tabs()
    show(qtbot, tabs)
    box = tabs.text_boxes()[1].box
    with qtbot.waitSignal(tabs.chosen) as chosen:
        qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=box.center())
    assert chosen.args == ["b"]


def test_counts_change_and_the_tab_stays(qtbot):
    tabs = file_tabs()
    qtbot.addWidget(tabs)
    tabs.choose("b")
    tabs.show_tabs([Tab("b", "当事人", 4), Tab("d", "记录")])
    assert tabs.key() == "b"
    assert tabs.accessibleName() == "当事人 4"


# Tasks


def task_list(qtbot) -> TaskList:
    tasks = TaskList()
    tasks.show_groups(GROUPS)
    show(qtbot, tasks, 900, 700)
    tasks.begin_focus()
    return tasks


def test_the_first_task_begins_and_is_the_only_primary(qtbot):
    tasks = task_list(qtbot)
    assert tasks.button("044").hasFocus()
    assert [key for key in tasks.order() if tasks.button(key).rank is Rank.PRIMARY] == ["044"]
    tasks.set_first_primary(False)
    assert tasks.button("044").rank is Rank.PLAIN


def test_arrows_walk_over_groups_and_enter_acts(qtbot):
    tasks = task_list(qtbot)
    for _ in range(2):
        qtbot.keyClick(tasks.focusWidget(), Qt.Key.Key_Down)
    assert tasks.button("045").hasFocus()
    with qtbot.waitSignal(tasks.acted) as acted:
        qtbot.keyClick(tasks.focusWidget(), Qt.Key.Key_Return)
    assert acted.args == ["045"]
    qtbot.keyClick(tasks.focusWidget(), Qt.Key.Key_End)
    assert tasks.button("036").hasFocus()
    qtbot.keyClick(tasks.focusWidget(), Qt.Key.Key_Up)
    assert tasks.button("042").hasFocus()
    with qtbot.waitSignal(tasks.opened) as opened:
        qtbot.keyClick(tasks.focusWidget(), Qt.Key.Key_Right)
    assert opened.args == ["042"]


def test_a_click_on_the_words_opens_the_file(qtbot):
    tasks = task_list(qtbot)
    row = tasks.button("039").parentWidget()
    with qtbot.waitSignal(tasks.opened) as opened:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(300, 20))
    assert opened.args == ["039"]


def test_the_focus_survives_a_refresh_and_falls_to_the_next_when_its_task_is_done(qtbot):
    tasks = task_list(qtbot)
    qtbot.keyClick(tasks.focusWidget(), Qt.Key.Key_Down)
    tasks.show_groups(GROUPS)
    assert tasks.button("039").hasFocus()
    overdue = replace(GROUPS[0], tasks=GROUPS[0].tasks[:1])
    tasks.show_groups([overdue, *GROUPS[1:]])
    assert tasks.button("045").hasFocus()


def test_all_buttons_are_of_one_width(qtbot):
    tasks = task_list(qtbot)
    assert len({tasks.button(key).width() for key in tasks.order()}) == 1
    assert len({tasks.button(key).x() for key in tasks.order()}) == 1


@pytest.mark.parametrize("width", [900, 600, 330])
def test_every_width_shows_whole_dates_and_actions(qtbot, width):
    tasks = TaskList()
    tasks.show_groups(GROUPS)
    window = show(qtbot, tasks, width, 700)
    assert clipped(window) == []


def test_an_empty_list_says_what_to_do_next(qtbot):
    tasks = TaskList(EmptyState("今天没有要做的事。", action="看全部纠纷"))
    tasks.show_groups([])
    show(qtbot, tasks)
    tasks.begin_focus()
    with qtbot.waitSignal(tasks.findChild(EmptyState).acted):
        qtbot.keyClick(tasks.focusWidget(), Qt.Key.Key_Return)
    tasks.show_groups(GROUPS)
    assert tasks.findChild(EmptyState).isHidden()


# Meter, stepper, ticks


def test_the_meter_names_what_lacks_and_offers_the_cell(qtbot):
    states = [CellState.HAVE, CellState.LACK, CellState.NOT_YET, CellState.NOT_APPLICABLE]
    meter = Meter([Cell(n, f"第{n}项", state) for n, state in enumerate(states, 1)])
    show(qtbot, meter)
    meter.setFocus()
    assert meter.words() == "有 1·缺 1"
    assert meter.accessibleDescription() == "缺:第2项"
    qtbot.keyClick(meter, Qt.Key.Key_Right)
    with qtbot.waitSignal(meter.chosen) as chosen:
        qtbot.keyClick(meter, Qt.Key.Key_Return)
    assert chosen.args == [2]


def test_thirteen_cells_break_into_lines_before_their_digits_are_cut(qtbot):
    meter = Meter([Cell(n, "项", CellState.HAVE) for n in range(1, 14)])
    qtbot.addWidget(meter)
    meter.resize(280, meter.heightForWidth(280))
    assert meter.heightForWidth(280) == 28
    assert clipped(meter) == []
    meter.resize(150, meter.heightForWidth(150))
    assert meter.heightForWidth(150) > 28
    assert clipped(meter) == []


def test_the_present_step_keeps_its_word_in_any_width(qtbot):
    steps = [Step(word, StepState.LATER) for word in ("登记", "受理", "调查", "调解", "协议", "履行", "回访")]
    steps[3] = Step("调解", StepState.NOW)
    stepper = Stepper(steps)
    qtbot.addWidget(stepper)
    for width in (800, 300, 200):
        stepper.resize(width, stepper.sizeHint().height())
        words = [text.text for text in stepper.text_boxes()]
        assert "调解" in words
        assert clipped(stepper) == []
    assert len(words) < len(steps)


def test_space_ticks_and_the_group_tells_its_keys(qtbot):
    group = TickGroup([Option("heat", "情绪激动"), Option("hurt", "有人受伤")], name="当心")
    show(qtbot, group)
    group.tick("hurt").setFocus()
    with qtbot.waitSignal(group.changed) as changed:
        qtbot.keyClick(group.tick("hurt"), Qt.Key.Key_Space)
    assert changed.args == [frozenset({"hurt"})]
    with qtbot.assertNotEmitted(group.changed):
        group.set_keys(frozenset({"heat"}))
    assert group.keys() == frozenset({"heat"})


def test_one_of_is_always_one(qtbot):
    one = OneOf([Option("std", "标准"), Option("big", "大", "给看不清小字的人")])
    show(qtbot, one)
    with qtbot.waitSignal(one.chosen) as chosen:
        qtbot.mouseClick(one.tick("big"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["big"]
    assert one.key() == "big"
    assert not one.tick("std").isChecked()


# Columns and heads


def test_a_column_scrolls_before_it_squeezes_and_never_grows_the_window(qtbot):
    column = PageColumn()
    for _ in range(40):
        column.add(Label("受理后送达权利义务告知书,人民调解法第二十三条" * 3, wrap=True))
    window = show(qtbot, column, 400, 300)
    assert window.height() == 300
    assert column.verticalScrollBar().maximum() > 0
    assert clipped(window) == []


def test_a_head_folds_its_first_action_into_the_menu(qtbot):
    head = PageHead("今日", "11月23日 星期一")
    mine, printing = Button("只看我的", Rank.QUIET, icon="ph.user"), Button("打印当日清单", icon="ph.printer")
    head.add_action(mine)
    head.add_action(printing)
    window = QWidget()
    qtbot.addWidget(window)
    head.setParent(window)
    head.resize(700, 32)
    window.resize(800, 100)
    window.show()
    assert mine.isVisible()
    assert printing.isVisible()
    head.resize(260, 32)
    assert not mine.isVisible()
    assert printing.isVisible()
    menu = head.more.menu_shown()
    with qtbot.waitSignal(mine.clicked):
        menu.actions()[0].trigger()
    head.resize(700, 32)
    assert mine.isVisible()
    assert not head.more.isVisible()


# Notices


@pytest.fixture
def notices(qtbot) -> Notices:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 600)
    with qtbot.waitActive(host):
        host.show()
    made = Notices(host)
    host.kept = made
    return made


def test_what_was_done_can_be_taken_back(qtbot, notices):
    undone = []
    notices.say("已登记 2026-049", undo=lambda: undone.append(1))
    qtbot.mouseClick(notices.toast().action, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert notices.toast() is None


def test_a_toast_goes_by_itself_and_an_error_stays(qtbot, notices):
    banner = notices.warn("打印机没有回应。")
    assert notices.warn("打印机没有回应。") is banner
    notices.say("已保存", ms=1)
    qtbot.waitUntil(lambda: notices.toast() is None)
    assert notices.banners() == [banner]
    with qtbot.waitSignal(banner.dismissed):
        qtbot.mouseClick(banner.findChildren(Button)[-1], Qt.MouseButton.LeftButton)
    assert notices.banners() == []


def test_a_question_begins_on_the_safe_answer_and_escape_is_that_answer(qtbot, notices):
    done = []
    choices = [
        Choice("删除草稿", lambda: done.append("gone"), Rank.DANGER),
        Choice("留着", lambda: done.append("kept")),
    ]
    question = notices.ask("删除这份草稿?", "删除后不能恢复。", choices)
    assert not question.isModal()
    assert question.buttons[-1].hasFocus()
    qtbot.keyClick(question.buttons[-1], Qt.Key.Key_Escape)
    assert done == ["kept"]
    assert notices.question() is None


def test_the_dangerous_answer_needs_its_own_button(qtbot, notices):
    done = []
    choices = [Choice("删除草稿", lambda: done.append("gone"), Rank.DANGER), Choice("留着")]
    question = notices.ask("删除这份草稿?", "删除后不能恢复。", choices)
    qtbot.keyClick(question.buttons[-1], Qt.Key.Key_Return)
    assert done == []
    question = notices.ask("删除这份草稿?", "删除后不能恢复。", choices)
    qtbot.mouseClick(question.buttons[0], Qt.MouseButton.LeftButton)
    assert done == ["gone"]


def test_a_long_toast_breaks_into_lines_instead_of_being_cut(qtbot, qapp, notices):
    wear(qapp, Look(scale=2.0))
    notices.say("已把 28 件纠纷交给严伯年,其中 3 件今天到期,请当面说明情况并交接卷宗", undo=lambda: None)
    toast = notices.toast()
    assert toast.width() <= 900 - 2 * look().page_margin
    assert clipped(toast) == []
    notices.ask("删除这份草稿?", "删除后不能恢复。其余内容不变。" * 3, [Choice("删除草稿"), Choice("留着")])
    assert clipped(notices.question()) == []

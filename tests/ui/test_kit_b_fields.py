"""Fields: what is typed, pasted or committed by an input method becomes a value, and nothing typed is lost."""

from __future__ import annotations

from datetime import date, time

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain import typed
from desktop.ui.kit.choices import Check, Checks, Choice, Option, Pick, matching, options
from desktop.ui.kit.dates import DateField, PlanField, TimeField
from desktop.ui.kit.edits import Move
from desktop.ui.kit.fields import CodeField, LongText, MoneyField, ReadOnly, TextField
from desktop.ui.kit.masks import IdField, PhoneField
from desktop.ui.kit.pinyin import by_sound, sounds_like
from tests.ui.kit_b_samples import TODAY, today

Key = Qt.Key
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def shown(qtbot):
    def show(widget):
        qtbot.addWidget(widget)
        with qtbot.waitActive(widget):
            widget.show()
        widget.setFocus()
        return widget

    return show


def compose(editor, preedit="", commit=""):
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(editor, event)


def hand(editor, text):
    """Type: ASCII by keys, the rest committed by an input method, as it happens."""
    for char in text:
        if char.isascii():
            QTest.keyClicks(editor, char)
        else:
            compose(editor, commit=char)


def moves(field):
    found = []
    field.moved.connect(found.append)
    return found


def paste(editor, *, text, html=""):
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)
    QTest.keyClick(editor, Key.Key_V, CTRL)
    QGuiApplication.clipboard().clear()  # mime data left there outlives Python at exit


# input methods and folding


def test_a_full_width_commit_is_folded_not_dropped(shown):
    field = shown(CodeField(most=10))
    compose(field.line, commit="２０２６－０４１")
    assert field.line.text() == field.value() == "2026-041"


def test_folding_in_the_middle_keeps_the_cursor_and_can_be_undone(shown):
    field = shown(CodeField())
    field.set_value("2026041")
    field.line.setCursorPosition(4)
    compose(field.line, commit="－")
    assert (field.line.text(), field.line.cursorPosition()) == ("2026-041", 5)
    while field.line.isUndoAvailable():
        field.line.undo()
    assert field.line.text() == "2026041"


def test_a_pasted_number_is_cut_only_after_its_spaces_are_gone(shown):
    field = shown(CodeField(most=18, keep="0123456789X", upper=True))
    paste(field.line, text=" 310110 1985 0712 001x ")
    assert field.value() == "31011019850712001X"


def test_while_composing_enter_stays_and_a_draft_holds_the_letters(shown):
    field = shown(TextField())
    found = moves(field)
    hand(field.line, "王")
    compose(field.line, preedit="wei")
    QTest.keyClick(field.line, Key.Key_Return)
    QTest.keyClick(field.line, Key.Key_Escape)
    assert found == []
    assert field.raw() == "王wei"
    compose(field.line, commit="伟")
    QTest.keyClick(field.line, Key.Key_Return)
    assert found == [Move.ON]
    assert field.value() == "王伟"


def test_the_four_moves_of_a_line(shown):
    field = shown(TextField())
    found = moves(field)
    for key, pressed in (
        (Key.Key_Return, NONE),
        (Key.Key_Enter, SHIFT),
        (Key.Key_Return, CTRL),
        (Key.Key_Escape, NONE),
    ):
        QTest.keyClick(field.line, key, pressed)
    assert found == [Move.ON, Move.BACK, Move.DONE, Move.LEAVE]


def test_only_the_hand_says_changed(qtbot, shown):
    field = shown(TextField())
    with qtbot.assertNotEmitted(field.changed):
        field.set_value("沈佩文")
    with qtbot.waitSignal(field.changed):
        hand(field.line, "女")


def test_a_name_gets_the_right_dot_on_leaving(shown):
    field = shown(TextField(name=True))
    hand(field.line, "古丽.巴哈尔 ")
    assert field.value() == "古丽·巴哈尔"
    QTest.keyClick(field.line, Key.Key_Return)
    assert field.line.text() == "古丽·巴哈尔"


def test_a_rare_character_is_not_cut_in_half(shown):
    field = shown(TextField(most=2))
    hand(field.line, "𬭎𠅤㛃")
    assert field.value() == "𬭎𠅤"


def test_a_wrong_field_has_a_red_edge_and_its_sentence_until_mended(shown):
    field = shown(TextField())
    field.wrong("请填写姓名。")
    assert field.sentence() == field.line.accessibleDescription() == "请填写姓名。"
    assert field.line.property("wrong") == "true"
    hand(field.line, "王")
    assert field.sentence() == ""
    assert field.line.property("wrong") == "false"


# numbers that name people


def test_an_identity_number_is_covered_until_asked_for(qtbot, shown):
    field = shown(IdField(on=today))
    field.set_value("99999919831105102x")
    assert field.line.text() == "999999********102X"
    assert field.value() == "99999919831105102X"
    assert field.remark.text() == "校验位正确"
    with qtbot.waitSignal(field.reveal_asked):
        qtbot.mouseClick(field.eye, Qt.MouseButton.LeftButton)
    assert "1983" not in field.line.text()
    field.reveal()
    assert field.line.text() == "99999919831105102X"
    qtbot.mouseClick(field.eye, Qt.MouseButton.LeftButton)
    assert "1983" not in field.line.text()


def test_the_first_key_on_a_covered_number_begins_a_new_one(shown):
    field = shown(PhoneField())
    field.set_value("12000000039")
    QTest.keyClick(field.line, Key.Key_Right)
    assert field.value() == "12000000039"
    hand(field.line, "120")
    QTest.keyClick(field.line, Key.Key_Z, CTRL)
    assert "*" not in field.line.text()
    field.line.setText("")
    compose(field.line, commit="１２０００００１１１１")
    assert (field.line.text(), field.value()) == ("120 0000 1111", "12000001111")


def test_a_covered_number_never_reaches_the_clipboard(shown):
    field = shown(IdField())
    field.set_value("99999919831105102X")
    field.line.selectAll()
    QTest.keyClick(field.line, Key.Key_C, CTRL)
    assert "1983" not in QGuiApplication.clipboard().text()


def test_a_doubtful_number_warns_and_is_kept(shown):
    field = shown(IdField())
    hand(field.line, "310110198507120017")
    QTest.keyClick(field.line, Key.Key_Return)
    assert field.value() == "310110198507120017"
    assert "校验位不符" in field.remark.text()
    assert field.unclear() == ""


def test_a_phone_is_grouped_while_typed_and_short_ones_are_doubted_on_leaving(shown):
    field = shown(PhoneField())
    hand(field.line, "1200000003")
    assert field.line.text() == "120 0000 003"
    QTest.keyClick(field.line, Key.Key_Return)
    assert "现有 10 位" in field.remark.text()
    hand(field.line, "9")
    assert (field.line.text(), field.value()) == ("120 0000 0039", "12000000039")


def test_a_landline_can_be_typed_with_its_dash(shown):
    field = shown(PhoneField())
    hand(field.line, "021-61234567")
    assert field.value() == "021-61234567"


# amounts, days, times


def test_an_amount_with_the_input_method_on(shown):
    field = shown(MoneyField())
    compose(field.line, commit="５４４０")
    assert field.value() == 544000
    assert field.remark.text() == "伍仟肆佰肆拾元整"
    QTest.keyClick(field.line, Key.Key_Return)
    assert field.line.text() == "5,440.00"


def test_an_unclear_amount_stays_as_typed_and_says_why_on_leaving(shown):
    field = shown(MoneyField())
    hand(field.line, "1.005")
    assert field.sentence() == ""
    QTest.keyClick(field.line, Key.Key_Return)
    assert "到分" in field.sentence()
    assert (field.line.text(), field.value()) == ("1.005", None)


def test_the_largest_amount_is_seen_whole(shown):
    field = shown(MoneyField())
    field.set_value(typed.MOST_FEN)
    metrics = field.line.fontMetrics()
    assert metrics.horizontalAdvance(field.line.text()) + 14 <= field.line.width()


@pytest.mark.parametrize("words", ["20261207", "1207", "＋14", "十二月七日"])
def test_a_day_is_written_in_full_on_leaving(shown, words):
    field = shown(DateField(today))
    hand(field.line, words)
    QTest.keyClick(field.line, Key.Key_Return)
    assert (field.value(), field.line.text(), field.remark.text()) == (date(2026, 12, 7), "2026-12-07", "周一")


def test_the_keys_of_a_day(shown):
    field = shown(DateField(today))
    for key, day in ((Key.Key_Up, 24), (Key.Key_Down, 23), (Key.Key_Down, 22)):
        QTest.keyClick(field.line, key)
        assert field.value() == date(2026, 11, day)


def test_a_day_is_picked_from_a_month_that_begins_on_monday(qtbot, shown):
    field = shown(DateField(today))
    field.open_month()
    popup = QApplication.activePopupWidget()
    assert popup.grid._days()[0].weekday() == 0
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Return):
        QTest.keyClick(popup.grid, key)
    assert field.value() == date(2026, 12, 7)
    assert QApplication.activePopupWidget() is None


def test_escape_closes_the_month_and_keeps_what_was_typed(shown):
    field = shown(DateField(today))
    hand(field.line, "12")
    field.open_month()
    QTest.keyClick(QApplication.activePopupWidget().grid, Key.Key_Escape)
    assert field.line.text() == "12"


def test_a_day_nobody_understands_is_kept_with_the_sentence(shown):
    field = shown(DateField(today))
    hand(field.line, "尽快")
    QTest.keyClick(field.line, Key.Key_Return)
    assert "看不懂" in field.sentence()
    assert field.raw() == "尽快"


def test_a_time_and_a_plan(shown):
    at = shown(TimeField())
    hand(at.line, "下午2点半")
    QTest.keyClick(at.line, Key.Key_Return)
    assert (at.value(), at.line.text()) == (time(14, 30), "14:30")
    plan = shown(PlanField(today, lambda: 544000))
    hand(plan.line, "２期，每月８号")
    QTest.keyClick(plan.line, Key.Key_Return)
    assert plan.line.text() == "2 期, 每月 8 日"
    assert plan.remark.text() == "12-08 2,720.00·01-08 2,720.00"
    assert plan.payments()[0] == (date(2026, 12, 8), 272000)


# long text


def test_rich_text_is_pasted_plain(shown):
    field = shown(LongText())
    paste(field.text, text="甲说:\u200b不行\r\n乙说:行", html="<p style='color:red;font-size:40px'>甲说:不行</p>")
    assert field.value() == "甲说:不行\n乙说:行"
    assert field.text.textCursor().charFormat().foreground().style() == Qt.BrushStyle.NoBrush


def test_enter_is_a_line_tab_moves_and_ctrl_enter_is_done(shown):
    field = shown(LongText())
    found = moves(field)
    hand(field.text, "一")
    QTest.keyClick(field.text, Key.Key_Return)
    hand(field.text, "二")
    QTest.keyClick(field.text, Key.Key_Return, CTRL)
    QTest.keyClick(field.text, Key.Key_Escape)
    assert field.value() == "一\n二"
    assert found == [Move.DONE, Move.LEAVE]
    assert field.text.tabChangesFocus()


def test_the_cap_is_said_and_the_rest_of_the_text_stays(shown):
    field = shown(LongText(most=10))
    field.set_value("一二三四五六七八")
    field.text.moveCursor(field.text.textCursor().MoveOperation.Start)
    paste(field.text, text="甲乙丙丁")
    assert field.value() == "甲乙一二三四五六七八"
    assert "多出的 2 字" in field.sentence()
    hand(field.text, "𬭎")
    assert field.value() == "甲乙一二三四五六七八"


def test_a_draft_of_a_long_text_holds_what_is_composed(shown):
    field = shown(LongText())
    field.set_value("一三")
    cursor = field.text.textCursor()
    cursor.setPosition(1)
    field.text.setTextCursor(cursor)
    compose(field.text, preedit="er")
    assert field.raw() == "一er三"


# choosing


def wheel(widget):
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, middle, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(widget, event)
    return event


@pytest.mark.parametrize("focused", [True, False])
def test_the_wheel_never_changes_a_choice(shown, focused):
    field = shown(Choice(options([(1, "物业"), (2, "邻里")])))
    field.set_value(1)
    if not focused:
        field.combo.clearFocus()
    event = wheel(field.combo)
    assert field.value() == 1
    assert not event.isAccepted()  # so the page scrolls instead


PARKS = [
    Option("p", "长阳创谷"),
    Option("l", "邻里纠纷"),
    Option("w", "物业纠纷", code="07"),
    Option("h", "12345 转办"),
]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("cycg", "长阳创谷"),
        ("zycg", "长阳创谷"),
        ("ｌｌ", "邻里纠纷"),
        ("linli", "邻里纠纷"),
        ("物", "物业纠纷"),
        ("07", "物业纠纷"),
        ("2", "邻里纠纷"),
        ("123", "12345 转办"),
        ("wyejf", "物业纠纷"),
        ("chuanggu", "长阳创谷"),
    ],
)
def test_a_choice_is_found_by_code_place_words_and_every_reading(query, first):
    assert matching(query, PARKS)[0].text == first


@pytest.mark.parametrize("query", ["xyz", "火星", "cyxx"])
def test_what_fits_nothing_finds_nothing(query):
    assert matching(query, PARKS) == []


@pytest.mark.parametrize(("query", "name"), [("zxs", "曾小山"), ("cxs", "曾小山"), ("shan", "单雄信"), ("qy", "仇英")])
def test_surnames_are_found_by_any_reading(query, name):
    assert sounds_like(query, name)


def test_names_are_ordered_by_sound():
    assert sorted(["张三", "王五", "李四", "阿明", "赵六"], key=by_sound()) == ["阿明", "李四", "王五", "张三", "赵六"]


def test_letters_open_the_list_filtered_and_enter_picks(qtbot, shown):
    field = shown(Choice(PARKS))
    QTest.keyClick(field.combo, Key.Key_L)
    assert field.popup is not None
    hand(field.popup.filter, "l")
    assert field.popup.shown() == ["邻里纠纷"]
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(field.popup.filter, Key.Key_Return)
    assert field.value() == "l"
    assert field.popup is None
    assert field.text() == "邻里纠纷"


def test_what_begins_with_the_letters_comes_first():
    among = options([(1, "房屋宅基地纠纷"), (2, "物业纠纷"), (3, "长阳创谷物业")])
    assert [o.value for o in matching("w", among)] == [2, 1, 3]


def test_what_is_composed_filters_too_and_enter_waits_for_it(shown):
    field = shown(Choice(PARKS))
    field.open_list()
    compose(field.popup.filter, preedit="wy")
    assert field.popup.shown() == ["物业纠纷"]
    QTest.keyClick(field.popup.filter, Key.Key_Return)
    assert field.popup is not None
    field.popup.close()


def test_escape_leaves_the_choice_as_it_was(qtbot, shown):
    field = shown(Choice(PARKS))
    field.set_value("p")
    field.open_list("w")
    with qtbot.assertNotEmitted(field.changed):
        QTest.keyClick(field.popup.filter, Key.Key_Escape)
    assert (field.value(), field.popup) == ("p", None)


def test_the_last_character_of_the_longest_option_is_not_cut(shown):
    field = shown(Choice(options([(1, "房屋宅基地纠纷调解")])))
    room = field.combo.width() - 28 - 8 - 2
    assert field.combo.fontMetrics().horizontalAdvance("房屋宅基地纠纷调解") <= room


def test_other_options_keep_the_value_that_is_still_there(shown):
    field = shown(Choice(PARKS))
    field.set_value("w")
    field.offer(PARKS[1:])
    assert field.value() == "w"
    field.offer(PARKS[:1])
    assert field.value() is None


def test_checks_are_a_set_and_arrows_go_between_them(qtbot, shown):
    field = shown(Checks(options([(1, "一"), (2, "二"), (3, "三")])))
    field.set_value({3})
    field.boxes[0].setFocus()
    QTest.keyClick(field.boxes[0], Key.Key_Right)
    assert field.boxes[1].hasFocus()
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(field.boxes[1], Key.Key_Space)
    assert field.value() == {2, 3}
    other = Checks(options([(1, "一"), (2, "二"), (3, "三")]))
    qtbot.addWidget(other)
    other.set_raw(field.raw())
    assert other.value() == {2, 3}


def test_one_box_is_true_or_false(qtbot):
    field = Check("同住址")
    qtbot.addWidget(field)
    assert field.value() is False
    field.set_value(True)
    assert field.value() is True


def test_a_pick_always_has_a_choice(qtbot, shown):
    field = shown(Pick(options([("n", "自然人"), ("l", "法人")])))
    assert field.value() == "n"
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(field.segments, Key.Key_Right)
    assert field.value() == "l"
    found = moves(field)
    QTest.keyClick(field.segments, Key.Key_Return)
    assert found == [Move.ON]


def test_a_derived_value_takes_no_tab_stop(shown):
    field = shown(ReadOnly("1983-11-05", "43 岁·由证件号得出"))
    assert not field.takes_focus
    assert field.value() == "1983-11-05"
    assert typed.parse_date(field.value(), TODAY) == date(1983, 11, 5)

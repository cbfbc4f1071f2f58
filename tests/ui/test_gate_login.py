"""The way in with the keyboard alone: log in, refusals, recovery, the lock screen."""

from __future__ import annotations

from uuid import uuid4

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.storage.keys import new_recovery_code
from desktop.ui.gate.login import LoginPage
from desktop.ui.gate.passwords import CAPS_ON, AgainField, PasswordField, judge
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.focus import FocusRing
from desktop.ui.looks import Look, wear
from tests.ui.clipping import clipped

Key = Qt.Key
NAMES = ("周慧兰", "严伯年", "叶知秋")
ROOM = "海棠创谷联合纠纷调处室"
GOOD = "Tangli-2026"


def press(key, pressed=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, pressed)


def write(text):
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget(), letter)


@pytest.fixture
def show(qtbot, dressed):
    def make(names=NAMES, *, last="", size=(1366, 768), **more):
        accounts = {uuid4(): name for name in names}
        chosen = next((id for id, name in accounts.items() if name == last), None)
        page = LoginPage(ROOM, accounts, last=chosen, **more)
        qtbot.addWidget(page)
        page.resize(*size)
        with qtbot.waitActive(page):
            page.show()
        return page, {name: id for id, name in accounts.items()}

    return make


def test_the_last_one_only_types_the_password_and_enter(qtbot, show):
    page, ids = show(last="周慧兰")
    qtbot.waitUntil(page.log_in.password.line.hasFocus)
    write(GOOD)
    with qtbot.waitSignal(page.unlock_asked) as asked:
        press(Key.Key_Return)
    assert asked.args == [ids["周慧兰"], GOOD]


def test_somebody_else_goes_there_with_the_arrows(qtbot, show):
    page, ids = show()
    qtbot.waitUntil(page.who.names.hasFocus)
    for _ in range(3):
        press(Key.Key_Right)
    chosen = page.who.value()
    press(Key.Key_Return)
    write(GOOD)
    with qtbot.waitSignal(page.unlock_asked) as asked:
        press(Key.Key_Return)
    assert asked.args[0] == chosen
    assert chosen in ids.values()


def test_many_names_are_filtered_by_pinyin(qtbot, show):
    page, ids = show((*NAMES, "苏晓", "贺志安", "毛晓琳", "陆国梁"))
    qtbot.waitUntil(lambda: page.who.choice.combo.hasFocus())
    write("h")
    popup = page.who.choice.popup
    QTest.keyClicks(popup.filter, "za")
    QTest.keyClick(popup.filter, Key.Key_Return)
    assert page.who.value() == ids["贺志安"]
    qtbot.waitUntil(page.log_in.password.line.hasFocus)


def test_from_a_long_list_somebody_must_be_chosen(qtbot, show):
    page, _ = show((*NAMES, "苏晓", "贺志安", "毛晓琳", "陆国梁"))
    page.log_in.password.set_value(GOOD)
    with qtbot.assertNotEmitted(page.unlock_asked):
        page.log_in.go.click()
    assert page.log_in.refusal.text.text() == "请先选您是哪位。"
    assert page.who.choice.combo.hasFocus()


def test_an_empty_password_is_not_sent(qtbot, show):
    page, _ = show(last="周慧兰")
    qtbot.waitUntil(page.log_in.password.line.hasFocus)
    with qtbot.assertNotEmitted(page.unlock_asked):
        press(Key.Key_Return)
    assert page.log_in.refusal.text.text() == "请输入密码。"


def test_a_refusal_stays_until_the_next_key_and_the_password_is_ready_to_be_typed_over(qtbot, show):
    page, _ = show(last="周慧兰")
    page.log_in.password.set_value("wrong-2026")
    page.busy(True)
    assert not page.log_in.isEnabled()
    page.refused("密码不对,请重新输入(还可以试 4 次)。")
    assert page.log_in.refusal.isVisible()
    assert page.log_in.password.line.hasFocus()
    assert page.log_in.password.line.selectedText()
    write("x")
    assert page.log_in.password.value() == "x"
    assert not page.log_in.refusal.isVisible()


def test_nothing_can_be_asked_twice_while_the_password_is_checked(qtbot, show):
    page, _ = show(last="周慧兰")
    page.log_in.password.set_value(GOOD)
    page.busy(True)
    with qtbot.assertNotEmitted(page.unlock_asked):
        QTest.mouseClick(page.log_in.go, Qt.MouseButton.LeftButton)


def test_recovery_by_keyboard(qtbot, show):
    page, ids = show(last="周慧兰")
    QTest.mouseClick(page.log_in.forgot, Qt.MouseButton.LeftButton)
    code = new_recovery_code()
    write(code.replace("-", "").lower())  # full groups hand on by themselves
    assert page.recover.code.remark.text() == "抄写无误"
    press(Key.Key_Return)
    write(GOOD)
    press(Key.Key_Return)
    write(GOOD)
    with qtbot.waitSignal(page.recover_asked) as asked:
        press(Key.Key_Return)
    assert asked.args == [ids["周慧兰"], code, GOOD]


def test_a_miscopied_code_is_said_before_it_is_sent(qtbot, show):
    page, _ = show(last="周慧兰")
    page.log_in.forgot.click()
    code = new_recovery_code()
    page.recover.code.set_value(("1" if code[0] == "0" else "0") + code[1:])
    page.recover.password.set_value(GOOD)
    page.recover.again.set_value(GOOD)
    with qtbot.assertNotEmitted(page.recover_asked):
        page.recover.go.click()
    assert "抄写有误" in page.recover.refusal.text.text()


@pytest.mark.parametrize(("first", "second", "said"), [("abc", "abc", "至少 8 位"), (GOOD, "other-2026", "不一致")])
def test_a_new_password_must_follow_the_rule_and_be_typed_twice(qtbot, show, first, second, said):
    page, _ = show(last="周慧兰")
    page.log_in.forgot.click()
    page.recover.code.set_value(new_recovery_code())
    page.recover.password.set_value(first)
    page.recover.again.set_value(second)
    with qtbot.assertNotEmitted(page.recover_asked):
        page.recover.go.click()
    assert said in page.recover.refusal.text.text()


def test_a_whole_code_is_pasted_into_any_group(show):
    page, _ = show(last="周慧兰")
    page.log_in.forgot.click()
    code = new_recovery_code()
    QGuiApplication.clipboard().setText(f" {code.replace('-', ' ')}\n")
    page.recover.code.groups[3].setFocus()
    press(Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().clear()
    assert page.recover.code.value() == code


def test_letters_that_look_like_figures_are_figures(show):
    page, _ = show(last="周慧兰")
    page.log_in.forgot.click()
    write("oil7")
    assert page.recover.code.groups[0].text() == "0117"
    press(Key.Key_Backspace)  # already in the second group: back into the first
    press(Key.Key_Backspace)
    assert page.recover.code.groups[0].text() == "011"


def test_escape_goes_back_to_the_log_in_with_the_password_kept(show):
    page, _ = show(last="周慧兰")
    write("half")
    page.log_in.forgot.click()
    press(Key.Key_Escape)
    assert page.log_in.isVisible()
    assert page.log_in.password.value() == "half"


def test_the_lock_screen_offers_the_same_person_and_another_only_when_asked(qtbot, show):
    page, ids = show(last="周慧兰", locked=True)
    qtbot.waitUntil(page.log_in.password.line.hasFocus)
    assert page.under.text() == "已锁定"
    assert page.who.value() == ids["周慧兰"]
    assert not page.log_in.other_room.isVisible()
    page.log_in.others.click()
    assert page.who.names is not None
    page.who.names.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Key.Key_1, Qt.KeyboardModifier.NoModifier, "1"))
    write(GOOD)
    with qtbot.waitSignal(page.unlock_asked) as asked:
        press(Key.Key_Return)
    assert asked.args[0] == page.who.value()


def test_clear_leaves_no_secret_in_any_widget(show):
    page, _ = show(last="周慧兰")
    write(GOOD)
    page.log_in.forgot.click()
    page.recover.code.set_value(new_recovery_code())
    page.recover.password.set_value(GOOD)
    page.clear()
    assert not any(edit.text() for edit in page.findChildren(QLineEdit))


def test_one_ring_and_only_one(show):
    page, _ = show(last="周慧兰")
    page.hide()
    page.show()
    assert len(page.findChildren(FocusRing)) == 1


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
def test_nothing_is_clipped(qapp, qtbot, show, scale, size):
    wear(qapp, Look(scale=scale))
    page, _ = show(last="周慧兰", size=size)
    page.refused("连续 5 次密码错误,账户锁定 15 分钟;急用请以恢复码重设密码。")
    qtbot.waitUntil(lambda: not clipped(page))
    page.log_in.forgot.click()
    page.recover.password.set_value("abcdefg1")
    qtbot.waitUntil(lambda: not clipped(page))


def test_the_eye_shows_only_while_it_is_held(show):
    page, _ = show(last="周慧兰")
    field = page.log_in.password
    QTest.mousePress(field.eye, Qt.MouseButton.LeftButton)
    assert field.line.echoMode() is QLineEdit.EchoMode.Normal
    QTest.mouseRelease(field.eye, Qt.MouseButton.LeftButton)
    assert field.line.echoMode() is QLineEdit.EchoMode.Password


def test_caps_lock_is_noticed_from_the_letters(show):
    page, _ = show(last="周慧兰")
    field = page.log_in.password
    shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    field.line.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Key.Key_A, shift, "A"))
    assert field.remark.text() == ""
    field.line.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Key.Key_B, none, "B"))
    assert field.remark.text() == CAPS_ON
    write("c")
    assert field.remark.text() == ""


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("", "至少 8 位"),
        ("abc", "还差 5 位"),
        ("abcdefgh", "两种"),
        ("abcd1234", "容易猜到"),
        ("aaaa1111", "容易猜到"),
        ("tangli-9", "可以用"),
        ("tangli-72906", "较强"),
        ("梨花院落溶溶月柳絮池塘淡淡风9", "较强"),
        ("tangli-72906-梨花院落", "很强"),
    ],
)
def test_strength_is_said_in_words(password, word):
    assert word in judge(password)[0]


def test_passwords_are_never_in_a_draft(dressed, qtbot):
    field = PasswordField(judged=True)
    again = AgainField(field)
    for each in (field, again):
        qtbot.addWidget(each)
    field.set_value(GOOD)
    field.set_raw("from a draft")
    assert (field.raw(), field.value(), field.empty) == ("", GOOD, False)


def test_the_gate_opens_without_the_database_and_the_press():
    """The first window must not wait for what it does not need."""
    import subprocess
    import sys

    heavy = "{'sqlalchemy', 'reportlab', 'pypinyin', 'argon2'}"
    code = f"import sys, desktop.ui.gate.login, desktop.ui.gate.wizard; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_practice_room_gives_its_password_away(show):
    page, _ = show(last="周慧兰", hint="练习口令:lianxi-2026")
    assert any(banner.accessibleName() == "练习口令:lianxi-2026" for banner in page.findChildren(Banner))


def test_an_account_whose_name_was_lost_can_still_be_chosen(show):
    page, _ = show(("", "严伯年"))
    assert page.who.names is not None
    assert any(box.text.startswith("账户 ") for box in page.who.names.text_boxes())

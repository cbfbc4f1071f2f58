"""The first run by keyboard: nothing is lost going back, the code must be kept before going on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.commands import recovery_sheet
from desktop.storage.keys import new_recovery_code
from desktop.ui.gate.recovery import RecoveryPage
from desktop.ui.gate.recovery_sheet import paint_pages
from desktop.ui.gate.steps import place_of
from desktop.ui.gate.wizard import FirstRun
from desktop.ui.looks import Look, wear
from reports import raster
from reports.typesetting.checks import problems
from tests.reports.reading import flat, text_of
from tests.ui.clipping import clipped

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
FULL = "上海市示例区海棠街道人民调解委员会"
ROOM = "海棠创谷联合纠纷调处室"
GOOD = "Tangli-2026"


def press(key, pressed=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, pressed)


def write(text):
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.insert(text)  # as an input method commits it
    line.edited.emit()


@pytest.fixture
def wizard(qtbot, dressed, tmp_path):
    page = FirstRun(tmp_path / "room", today=lambda: date(2026, 11, 23))
    qtbot.addWidget(page)
    page.resize(1366, 768)
    with qtbot.waitActive(page):
        page.show()
    qtbot.waitUntil(page.ways.buttons["make"].hasFocus)
    return page


def to_the_account(page):
    press(Key.Key_Return)
    write(FULL)
    press(Key.Key_Return)
    press(Key.Key_Return)
    write(ROOM)
    press(Key.Key_Return, CTRL)
    press(Key.Key_Return)  # the first pattern
    assert page.at == 3


def test_from_the_first_key_to_the_room(qtbot, wizard, tmp_path):
    to_the_account(wizard)
    write("周慧兰")
    press(Key.Key_Return)
    press(Key.Key_Return)
    write(GOOD)
    press(Key.Key_Return)
    write(GOOD)
    with qtbot.waitSignal(wizard.set_up_asked) as asked:
        press(Key.Key_Return)
    told = asked.args[0]
    assert (told.committee.committee, told.committee.short, told.committee.room) == (FULL, "海棠人调", ROOM)
    assert told.committee.number_pattern == "({year}){short}字第{seq:03d}号"
    assert (told.folder, told.account_name, told.password, told.member) == (tmp_path / "room", "周慧兰", GOOD, True)
    assert GOOD not in repr(told)


def test_what_is_needed_is_said_where_it_lacks(wizard):
    press(Key.Key_Return)
    press(Key.Key_Return, CTRL)
    assert wizard.at == 1
    assert wizard.committee.field("committee").sentence() == "请填写委员会全称。"
    assert wizard.committee.field("committee").line.hasFocus()


def test_going_back_and_forth_keeps_every_word(wizard):
    to_the_account(wizard)
    write("周慧兰")
    press(Key.Key_Escape)
    press(Key.Key_Escape)
    assert wizard.at == 1
    assert wizard.committee.values()["room"] == ROOM
    wizard.go_on()
    wizard.go_on()
    assert wizard.account.values()["name"] == "周慧兰"


def test_the_number_is_shown_as_it_will_read_and_an_own_one_is_checked(wizard):
    to_the_account(wizard)
    wizard.go_back()
    field = wizard.number.field("number_pattern")
    assert field.ways.tick("0").words == "(2026)海棠人调字第001号"
    field.ways.tick("own").click()
    field.own.line.selectAll()
    write("海棠{seq}")
    press(Key.Key_Return, CTRL)
    assert wizard.at == 2
    assert "{year}" in field.sentence()
    field.own.line.selectAll()
    write("海棠{year}-{seq:04d}")
    assert field._reads.text() == "读作 海棠2026-0001"
    press(Key.Key_Return, CTRL)
    assert wizard.at == 3


def test_two_different_passwords_and_a_weak_one_make_no_room(qtbot, wizard):
    to_the_account(wizard)
    wizard.account.fill({"name": "周慧兰", "password": GOOD, "again": "Tangli-2027"})
    with qtbot.assertNotEmitted(wizard.set_up_asked):
        wizard.go_on()
    assert "不一致" in wizard.account.field("again").sentence()
    wizard.account.fill({"password": "abcdefgh", "again": "abcdefgh"})
    with qtbot.assertNotEmitted(wizard.set_up_asked):
        wizard.go_on()
    assert "两种" in wizard.account.field("password").sentence()


def test_a_refusal_of_the_caller_goes_to_its_field(wizard):
    to_the_account(wizard)
    wizard.busy(True)
    assert not wizard.next.isEnabled()
    wizard.refused("short", "简称太长。")
    assert wizard.at == 1
    assert wizard.committee.field("short").sentence() == "简称太长。"
    assert wizard.next.isEnabled()


def test_a_refusal_without_a_field_is_said_on_the_spot(wizard):
    to_the_account(wizard)
    wizard.refused("", "这个文件夹不能写入,请另选一个文件夹。")
    assert wizard.at == 3
    assert wizard.refusal.isVisible()


def test_practice_and_nothing_else(qtbot, wizard):
    wizard.ways.buttons["practice"].setFocus()
    with qtbot.waitSignal(wizard.practice_asked), qtbot.assertNotEmitted(wizard.set_up_asked):
        press(Key.Key_Return)


def test_the_code_must_be_kept_and_one_group_typed_back(qtbot, wizard):
    to_the_account(wizard)
    wizard.account.fill({"name": "周慧兰", "password": GOOD, "again": GOOD})
    code = new_recovery_code()
    wizard.show_recovery(code)
    face = wizard.recovery
    assert wizard.account.field("password").value() == ""
    asked = code.split("-")[face.asked - 1]
    with qtbot.assertNotEmitted(wizard.finished):
        face.finish()  # not ticked
        face.copied.setChecked(True)
        face.group.line.setFocus()
        QTest.keyClicks(face.group.line, "0000" if asked != "0000" else "1111")
        press(Key.Key_Return)
    assert "不符" in face.group.sentence()
    wizard.go_back()
    assert wizard.at == 4  # the room exists: there is no way back
    face.group.line.selectAll()
    QTest.keyClicks(face.group.line, asked.lower())
    with qtbot.waitSignal(wizard.finished):
        press(Key.Key_Return)


def test_the_sheet_is_saved_where_it_was_said_and_counts_as_kept(qtbot, dressed, tmp_path):
    page = RecoveryPage(ROOM, FULL, new_recovery_code(), today=lambda: date(2026, 11, 23))
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.face.keeper.taken, timeout=20_000):
        page.face.keeper.save_to(str(tmp_path / "sheet.pdf"))
    assert raster.page_count((tmp_path / "sheet.pdf").read_bytes()) == 1
    assert (tmp_path / "sheet.pdf").stat().st_mode & 0o077 == 0
    assert page.face.copied.isChecked()


def test_a_place_that_cannot_be_written_is_said(qtbot, dressed, tmp_path):
    page = RecoveryPage(ROOM, FULL, new_recovery_code(), today=lambda: date(2026, 11, 23))
    qtbot.addWidget(page)
    page.show()
    page.face.keeper.save_to(str(tmp_path / "no such folder" / "sheet.pdf"))
    qtbot.waitUntil(lambda: "不能写入" in page.face.news.text(), timeout=20_000)
    assert not page.face.copied.isChecked()


def test_the_pages_reach_a_printer(dressed, tmp_path):
    sheet = recovery_sheet.make(ROOM, FULL, new_recovery_code(), date(2026, 11, 23))
    (picture,) = recovery_sheet.pictures(sheet, dpi=50)
    image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_Grayscale8)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert paint_pages(printer, [image, image])
    assert raster.page_count((tmp_path / "printed.pdf").read_bytes()) == 2


def test_the_sheet_is_archival_and_says_the_code_and_how_to_keep_it(dressed):
    code = new_recovery_code()
    sheet = recovery_sheet.make(ROOM, FULL, code, date(2026, 11, 23))
    words = flat(text_of(sheet, "pdfium"))
    assert problems(sheet) == []
    for said in (*code.split("-"), ROOM, FULL, "2026年11月23日", "锁入抽屉", "立即作废"):
        assert said in words


@pytest.mark.parametrize(
    ("committee", "place"),
    [
        (FULL, "海棠"),
        ("海棠街道人民调解委员会", "海棠"),
        ("海棠创谷园区人民调解委员会", "海棠创谷"),
        ("某某调委会", ""),
    ],
)
def test_the_short_name_is_guessed_from_the_place(committee, place):
    assert place_of(committee) == place


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
def test_nothing_is_clipped_on_any_face(qapp, qtbot, wizard, scale, size):
    wear(qapp, Look(scale=scale))
    wizard.resize(*size)
    wizard.committee.fill({"committee": FULL, "short": "海棠人调", "room": ROOM})
    wizard.account.fill({"name": "周慧兰", "password": "abcd1234", "again": "other"})
    for at in range(4):
        wizard._show(at)
        qtbot.waitUntil(lambda: not clipped(wizard))
    wizard.show_recovery(new_recovery_code())
    qtbot.waitUntil(lambda: not clipped(wizard))
    assert (wizard.width(), wizard.height()) == size


def test_the_default_folder_is_shown_and_given_back(wizard, tmp_path):
    assert wizard.committee.values()["folder"] == tmp_path / "room"
    wizard.committee.field("folder")._chosen(str(Path("/srv/room")))
    assert wizard.committee.values()["folder"] == Path("/srv/room")

"""设置: a role sees what it can use, every choice works at once, passwords are changed off the GUI thread."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.commands import drafts, rooms
from desktop.commands.history import trail
from desktop.domain.errors import MediationError, Refused
from desktop.domain.people import Account, Person, Role
from desktop.settings import Preferences
from desktop.ui.gate.codes import fold_symbols
from desktop.ui.looks import Look, wear
from desktop.ui.settings.audit import Entry
from desktop.ui.settings.diagnosis import input_method, missing_fonts
from tests.conftest import CHEAP, NOON, PASSWORD, be
from tests.ui.clipping import clipped
from tests.ui.settings_room import settings_windows

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NEW = "Tangli-2027"


def press(key, pressed=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, pressed)


@pytest.fixture
def show(qtbot, dressed, make_room):
    """A window on a practice room and what was preferred: `made, page, desk, preferred`."""
    with settings_windows(qtbot, make_room) as opened:

        def make(role=Role.ADMIN, printers=lambda: ["调处室-HP"]):
            preferred: list[Preferences] = []

            def change(preferences):
                preferred.append(preferences)
                wear(qtbot_app(), Look(dark=preferences.mode == "dark", scale=preferences.scale))

            return *opened(role, change=change, printers=printers), preferred

        yield make


def qtbot_app():
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


ALL_SEE = "look reception numbers limits counting accounts reminders safety diagnosis about"


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (Role.ADMIN, "committee printing allowances ledgers"),
        (Role.MEDIATOR, "printing allowances ledgers"),
        (Role.LAWYER, "printing"),
        (Role.STATISTICIAN, "allowances ledgers"),
        (Role.READER, ""),
        (Role.AUDITOR, "audit"),
    ],
)
def test_a_role_sees_only_what_it_can_use(show, role, more):
    _, page, _, _ = show(role)
    assert set(page.parts.keys()) == {*ALL_SEE.split(), *more.split()}
    assert (page.part("accounts").all is not None) == (role is Role.ADMIN)


def test_the_parts_and_their_fields_by_keyboard(qtbot, show):
    _, page, _, _ = show()
    qtbot.waitUntil(page.parts.hasFocus)
    press(Key.Key_Down)
    assert page.parts.key() == "committee"
    press(Key.Key_Return)
    assert page.part("committee").form.field("committee").line.hasFocus()


def test_the_font_size_changes_live_and_everything_measures_itself_again(qtbot, show):
    _, page, _, preferred = show()
    form = page.part("look").form
    before = page.head.height(), page.parts.width(), form.field("scale").height()
    form.field("scale").segments.setFocus()
    press(Key.Key_Right)
    press(Key.Key_Right)
    assert [p.scale for p in preferred] == [1.25, 1.5]
    qtbot.waitUntil(lambda: page.parts.width() > before[1])
    assert page.head.height() > before[0]
    assert form.field("scale").height() > before[2]
    assert not clipped(page)


def test_dark_is_live(show):
    _, page, _, preferred = show()
    page.part("look").form.field("mode").segments.setFocus()
    press(Key.Key_Right)
    assert preferred[-1].mode == "dark"


def test_a_size_changed_elsewhere_is_not_undone_by_the_next_choice(show):
    _, page, _, preferred = show()
    wear(qtbot_app(), Look(scale=1.25))  # Ctrl+=
    page.part("safety").form.field("lock_minutes").segments.setFocus()
    page.show_part("safety")
    page.part("safety").form.field("lock_minutes").segments.setFocus()
    press(Key.Key_Right)
    assert (preferred[-1].scale, preferred[-1].lock_minutes) == (1.25, 15)


def test_printers_are_chosen_and_none_means_asking(show):
    _, page, _, preferred = show()
    page.show_part("printing")
    form = page.part("printing").form
    form.field("printer")._on_picked("调处室-HP")
    assert preferred[-1].printer == "调处室-HP"
    form.field("printer")._on_picked(None)
    assert preferred[-1].printer == ""
    form.field("duplex").boxes[0].click()
    assert preferred[-1].duplex is False


def test_a_computer_without_a_printer_says_so(show):
    _, page, _, _ = show(printers=list)
    page.show_part("printing")
    assert page.part("printing").nothing.isVisible()


def test_the_letterhead_is_saved_on_leaving_and_can_be_taken_back(show):
    made, page, desk, _ = show()
    page.show_part("committee")
    part = page.part("committee")
    before = desk.committee().phone
    field = part.form.field("phone")
    part.form.chain.go(field)
    field.line.selectAll()
    QTest.keyClicks(field.line, "021-00000000")
    press(Key.Key_Return)
    assert desk.committee().phone == "021-00000000"
    made.undo()
    assert desk.committee().phone == before
    assert field.value() == before


def test_an_own_pattern_that_is_none_is_kept_as_a_draft_only(show):
    _, page, desk, _ = show()
    page.show_part("committee")
    part = page.part("committee")
    field = part.number.field("number_pattern")
    field.ways.tick("own").click()
    field.own.line.selectAll()
    QTest.keyClicks(field.own.line, "{seq}")
    page.settle()
    assert "{seq:03d}" in desk.committee().number_pattern
    assert drafts.find(desk, "settings:committee:number") is not None
    assert "{year}" in part.state.text()


def typed(form, **values):
    form.fill(values)
    return form


def test_my_password_is_changed_with_the_old_one(qtbot, show):
    made, page, desk, _ = show()
    page.show_part("accounts")
    own = typed(page.part("accounts").own, old=PASSWORD, password=NEW, again=NEW)
    own.button.click()
    assert not own.isEnabled()
    qtbot.waitUntil(own.isEnabled)
    assert not any(line.text() for line in own.findChildren(QLineEdit))
    assert made.shell.notices.toast() is not None
    ring = rooms.keyring(desk.store.folder)
    ring.unlock(desk.account.id, NEW)
    with pytest.raises(Refused):
        ring.unlock(desk.account.id, PASSWORD)


def test_a_wrong_old_password_is_said_in_its_field(qtbot, show):
    _, page, _, _ = show(Role.READER)
    page.show_part("accounts")
    own = typed(page.part("accounts").own, old="Wrong-2026", password=NEW, again=NEW)
    own.button.click()
    qtbot.waitUntil(own.isEnabled)
    assert "密码不对" in own.field("old").sentence()


@pytest.mark.parametrize(("password", "again", "field"), [("short1", "short1", "password"), (NEW, "x", "again")])
def test_a_weak_or_differently_repeated_password_is_not_sent(show, password, again, field):
    _, page, _, _ = show()
    page.show_part("accounts")
    own = typed(page.part("accounts").own, old=PASSWORD, password=password, again=again)
    own.button.click()
    assert own.isEnabled()
    assert own.field(field).sentence()


def test_a_colleague_gets_an_account_and_can_log_in(qtbot, show):
    _, page, desk, _ = show()
    page.show_part("accounts")
    everybody = page.part("accounts").all
    everybody.add.click()
    qtbot.waitUntil(lambda: everybody.new.field("name").line.hasFocus())
    typed(everybody.new, name="叶知秋", role=Role.LAWYER, password=NEW, again=NEW)
    everybody.new.field("name").changed.emit()
    everybody.new.add.click()
    qtbot.waitUntil(everybody.new.isHidden)
    made = next(a for a in rooms.accounts(desk) if a.name == "叶知秋")
    assert made.role is Role.LAWYER
    assert made.member_id == next(m.id for m in desk.members() if m.name == "叶知秋")
    assert everybody.chosen() == made
    rooms.keyring(desk.store.folder).unlock(made.id, NEW)


def test_a_name_that_exists_is_said_in_its_field(qtbot, show):
    _, page, desk, _ = show()
    page.show_part("accounts")
    everybody = page.part("accounts").all
    everybody.add.click()
    typed(everybody.new, name=desk.account.name, role=Role.READER, password=NEW, again=NEW)
    everybody.new.add.click()
    qtbot.waitUntil(everybody.new.isEnabled)
    assert "已有名为" in everybody.new.field("name").sentence()


@pytest.fixture
def colleague(show):
    made, page, desk, _ = show()
    account = Account(name="傅敏", role=Role.STATISTICIAN)
    rooms.add_account(desk, account, PASSWORD, cost=CHEAP)
    page.show_part("accounts")
    everybody = page.part("accounts").all
    everybody.list.go_to(account.id)
    return made, everybody, desk, account


def now(desk, account):
    return next(a for a in rooms.accounts(desk) if a.id == account.id)


def test_roles_are_changed_but_not_ones_own(colleague):
    _, everybody, desk, account = colleague
    everybody._set_role(Role.READER)
    assert now(desk, account).role is Role.READER
    everybody.list.go_to(desk.account.id)
    assert not everybody.role.isEnabled()
    assert not everybody.close_it.isEnabled()


def test_closing_an_account_asks_first_and_takes_its_key(colleague):
    made, everybody, desk, account = colleague
    everybody.close_it.click()
    assert now(desk, account).active
    question = made.shell.notices.question()
    assert question is not None
    assert question.buttons[-1].hasFocus()  # Enter does nothing bad
    question.buttons[0].click()
    assert not now(desk, account).active
    with pytest.raises(Refused):
        rooms.keyring(desk.store.folder).unlock(account.id, PASSWORD)


def test_a_forgotten_password_is_reset_and_recorded(qtbot, colleague):
    _, everybody, desk, account = colleague
    everybody.reset.click()
    typed(everybody.password, password=NEW, again=NEW)
    everybody.password.button.click()
    qtbot.waitUntil(everybody.password.isHidden)
    rooms.keyring(desk.store.folder).unlock(account.id, NEW)
    be(desk, Role.AUDITOR)
    assert trail(desk, most=1)[0][2] == "change_password"
    with pytest.raises(MediationError):
        rooms.reset_password(desk, account, NEW, cost=CHEAP)  # an auditor may not


def test_a_new_recovery_code_is_shown_until_it_is_kept_and_works(qtbot, show):
    _, page, desk, _ = show()
    page.show_part("accounts")
    recovery = page.part("accounts").recovery
    recovery.form.fill({"password": PASSWORD})
    recovery.button.click()
    qtbot.waitUntil(lambda: recovery.face is not None)
    face = recovery.face
    code = face._code
    rooms.keyring(desk.store.folder).recover(code)
    face.copied.setChecked(True)
    face.group.set_value(fold_symbols(code.split("-")[face.asked - 1]))
    face.done.click()
    assert recovery.face is None
    assert recovery.form.isVisible()


def test_the_audit_is_read_when_looked_at_and_not_again_by_itself(show):
    _, page, desk, _ = show(Role.AUDITOR)
    page.show_part("audit")
    part = page.part("audit")
    assert part.model.rowCount() == 0
    part.begin_focus()
    count = part.model.rowCount()
    assert count > 0
    page.refresh()
    page.refresh()
    assert len(trail(desk)) == count + 1  # one reading has been recorded, not four


def test_the_audit_is_filtered_by_who_what_and_pinyin():
    entry = Entry(0, NOON, "周慧兰", "登记", "2026-001", "恒禾物业 与 沈佩文", None)
    assert entry.says("周慧兰 登记")
    assert entry.says("zhl")
    assert entry.says("2026-11-23")
    assert not entry.says("打印")


def test_diagnosis_says_what_it_needs_and_nothing_of_any_file(show):
    _, page, desk, _ = show()
    page.show_part("diagnosis")
    part = page.part("diagnosis")
    assert part.facts.value("字体") == "齐全"
    assert part.facts.value("数据结构").startswith("第 0")
    part.copy.click()
    copied = QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()
    with desk.read() as reader:
        people = reader.find(Person)
    assert not [p.name for p in people if p.name in copied]
    assert desk.committee().room not in copied


def test_verifying_says_that_all_is_well_or_what_is_not(qtbot, show):
    _, page, desk, _ = show()
    page.show_part("diagnosis")
    part = page.part("diagnosis")
    part.check.click()
    assert not part.check.isEnabled()
    qtbot.waitUntil(part.check.isEnabled, timeout=60_000)
    assert "数据完好" in part.found.accessibleName()
    with desk.store.aside() as tx:
        tx.connection.exec_driver_sql("UPDATE members SET name = 'x'")
    part.check.click()
    qtbot.waitUntil(part.check.isEnabled, timeout=60_000)
    assert "发现" in part.found.accessibleName()
    assert "members" in part.found.accessibleName()


@pytest.mark.parametrize(
    ("platform", "environment", "word"),
    [
        ("win32", {}, "系统自带"),
        ("linux", {"QT_IM_MODULE": "ibus"}, "ibus"),
        ("linux", {"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}, "经 ibus 接口"),
        ("linux", {"QT_IM_MODULE": "fcitx5"}, "QT_IM_MODULE=ibus"),
        ("linux", {}, "QT_IM_MODULE=ibus"),
    ],
)
def test_the_input_method_is_explained(platform, environment, word):
    assert word in input_method(platform, environment)


def test_no_font_is_missing(dressed):
    assert missing_fonts() == []


def test_the_licences_of_the_fonts_can_be_read_whole(show):
    _, page, _, _ = show()
    page.show_part("about")
    part = page.part("about")
    part.which._on_picked("NotoSansSC-LICENSE.txt")
    assert "SIL OPEN FONT LICENSE" in part.text.toPlainText().upper()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_nothing_is_clipped(qapp, qtbot, show, role, scale):
    wear(qapp, Look(scale=scale))
    made, page, _, _ = show(role)
    for size in ((1366, 768), (1366, 697), (1920, 1080)):
        made.shell.resize(*size)
        for key in list(page.parts.keys()):
            page.show_part(key)
            part = page.part(key)
            if key == "accounts" and part.all is not None:
                part.all.add.click()
            if key == "audit":
                part.load()
            qtbot.waitUntil(lambda: not clipped(page))
        assert (made.shell.width(), made.shell.height()) == size


def test_reminders_are_switched_off_at_once_and_dates_are_exported(show, tmp_path):
    _, page, _, preferred = show(Role.MEDIATOR)
    page.show_part("reminders")
    part = page.part("reminders")
    assert part.form.field("reminders").value() is True
    part.form.field("reminders").setFocus()
    press(Key.Key_Space)
    assert preferred[-1].reminders is False
    part.where = lambda _parent, name, then: then(tmp_path / name)
    part.numbers.set_value(True)
    part.export.click()
    assert b"2026-0" in (tmp_path / "我的日程.ics").read_bytes()

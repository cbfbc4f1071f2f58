"""Joining on the screen, and inviting on the other: by keyboard, every refusal where it belongs, no word cut off."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import rooms
from desktop.commands.syncing import joining
from desktop.commands.syncing.exchanging import write_bundle
from desktop.domain.errors import Refused
from desktop.domain.people import Account, Role
from desktop.domain.stations import Station
from desktop.storage.keys import Keyring
from desktop.ui.gate.invite_panel import InvitePanel
from desktop.ui.gate.join import INVITATION, RECEIVE, RECOVERY, WHO, JoinPage
from desktop.ui.gate.wizard import FirstRun
from desktop.ui.looks import Look, wear
from tests.conftest import CHEAP
from tests.ui.clipping import clipped

MINE = "新机口令-2026"
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def old(make_room):
    desk = make_room()
    rooms.add_account(desk, Account(name="严伯年", role=Role.MEDIATOR), "Yan-2026-abc", cost=CHEAP)
    return desk


@pytest.fixture
def invitation(old, tmp_path):
    content, code = joining.invite(old, "接待日笔记本", cost=CHEAP)
    file = tmp_path / "加入邀请-接待日笔记本.mdjoin"
    file.write_bytes(content)
    return file, code


@pytest.fixture
def page(qtbot, dressed, tmp_path):
    made = JoinPage(tmp_path / "new", lambda _folder: True, cost=CHEAP)
    qtbot.addWidget(made, before_close_func=lambda page: page.settle())
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
    return made


def press(key, pressed=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, pressed)


def to_the_account(qtbot, page, file, code):
    page.invitation.field("file").take(str(file))
    page.invitation.field("code").set_value(code)
    page.invitation.chain.go(page.invitation.field("code"))
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.at == WHO)


def to_the_code(qtbot, page):
    account = page.who.field("account")
    account.set_value(account.among[0].value)
    page.who.fill({"password": MINE, "again": MINE})
    page.go_on()
    qtbot.waitUntil(lambda: page.at == RECOVERY)


def keep_the_code(page):
    face = page.recovery
    face.copied.setChecked(True)
    face.group.set_value(face._code.split("-")[face.asked - 1])
    face.finish()
    assert page.at == RECEIVE


def test_from_the_file_to_a_room_that_opens(qtbot, old, invitation, page, tmp_path):
    to_the_account(qtbot, page, *invitation)
    assert page.who.values()["station"] == "接待日笔记本"
    assert [o.text for o in page.who.field("account").among] == ["周慧兰(管理员)", "严伯年(调解员)"]
    to_the_code(qtbot, page)
    keep_the_code(page)
    stick = tmp_path / "stick"
    stick.mkdir()
    page.receive.folder_asked.emit(stick)
    qtbot.waitUntil(page.receive.refusal.isVisible)
    assert "没有本室的同步数据" in page.receive.refusal.text.text()
    assert not page.next.isVisible()
    write_bundle(old, stick)
    page.receive.folder_asked.emit(stick)
    qtbot.waitUntil(page.next.isVisible)
    assert not page.receive.refusal.isVisible()
    with qtbot.waitSignal(page.finished):
        page.next.click()
    account = next(iter(Keyring(tmp_path / "new", lambda: 0.0).accounts()))
    desk = rooms.open_room(tmp_path / "new", account, MINE)
    assert desk.committee() == old.committee()
    desk.store.close()


def test_a_cut_join_goes_on_after_the_log_in(qtbot, dressed, old, invitation, page, tmp_path):
    to_the_account(qtbot, page, *invitation)
    to_the_code(qtbot, page)
    page.settle()
    folder = tmp_path / "new"
    account = next(iter(Keyring(folder, lambda: 0.0).accounts()))
    with pytest.raises(Refused) as refused:
        rooms.open_room(folder, account, MINE)
    assert refused.value.code == "joining"
    entrance = joining.resume(folder, Keyring(folder, lambda: 0.0).unlock(account, MINE), account)
    again = JoinPage(folder, lambda _folder: True, entrance=entrance, cost=CHEAP)
    qtbot.addWidget(again, before_close_func=lambda page: page.settle())
    again.show()
    assert again.at == RECEIVE
    stick = tmp_path / "stick"
    stick.mkdir()
    write_bundle(old, stick)
    again.receive.folder_asked.emit(stick)
    qtbot.waitUntil(again.next.isVisible)
    rooms.open_room(folder, account, MINE).store.close()


def test_what_is_wrong_is_said_where_it_was_typed(qtbot, page, invitation, tmp_path):
    file, code = invitation
    page.go_on()
    assert page.invitation.field("file").sentence() == "请填写邀请文件。"
    (tmp_path / "other.mdjoin").write_bytes(b"%PDF-1.7")
    page.invitation.field("file").take(str(tmp_path / "other.mdjoin"))
    assert "不是调处室工作台的邀请文件" in page.invitation.field("file").sentence()
    page.invitation.field("file").take(str(file))
    assert page.invitation.field("file").sentence() == ""
    page.invitation.field("code").set_value(code[:-1] + ("0" if code[-1] != "0" else "1"))
    page.go_on()
    assert page.at == INVITATION
    assert "加入码抄写有误" in page.invitation.field("code").sentence()
    from desktop.storage.keys import new_recovery_code

    page.invitation.field("code").set_value(new_recovery_code())
    page.go_on()
    qtbot.waitUntil(page.next.isEnabled)
    assert page.at == INVITATION
    assert "打不开这份邀请" in page.invitation.field("code").sentence()


def test_the_account_must_be_said_and_the_password_good(qtbot, page, invitation, tmp_path):
    to_the_account(qtbot, page, *invitation)
    page.who.fill({"password": MINE, "again": MINE})
    page.go_on()
    assert page.at == WHO
    assert page.who.field("account").sentence()
    page.who.field("account").set_value(page.who.field("account").among[0].value)
    page.who.fill({"password": "abcdefgh", "again": "abcdefgh"})
    page.go_on()
    assert "两种" in page.who.field("password").sentence()
    assert not (tmp_path / "new").exists()


def test_esc_goes_back_and_then_out(qtbot, page, invitation):
    to_the_account(qtbot, page, *invitation)
    press(Key.Key_Escape)
    assert page.at == INVITATION
    with qtbot.waitSignal(page.left):
        page.go_back()


def test_the_first_run_offers_it(qtbot, dressed, tmp_path):
    page = FirstRun(tmp_path)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.join_asked):
        page.ways.buttons["join"].click()


@pytest.mark.parametrize("look", [Look(), Look(scale=1.5), Look(dark=True)], ids=["100", "150", "dark"])
def test_no_word_is_cut_off(qtbot, dressed, page, invitation, look):
    def whole():
        qtbot.waitUntil(lambda: not clipped(page))

    wear(dressed, look)
    page.resize(1366, 697)
    whole()
    to_the_account(qtbot, page, *invitation)
    whole()
    to_the_code(qtbot, page)
    whole()
    page._kept()
    page.receive.show_refusal("连不上服务器,请检查网络后重试;没有网络时可以用 U 盘。")
    whole()
    wear(dressed, Look())


class PanelHost:
    """A window with one desk whose jobs are done at once."""

    def __init__(self, desk):
        self.desk, self.folded, self.problems = desk, 0, []

    def submit(self, work, done):
        done(work())

    def close_panel(self):
        self.folded += 1

    def problem(self, error):
        self.problems.append(error)


@pytest.fixture
def panel(qtbot, dressed, old):
    made = InvitePanel(PanelHost(old), cost=CHEAP)
    qtbot.addWidget(made)
    made.resize(584, 700)
    made.show()
    return made


def test_an_invitation_is_made_and_saved(panel, old, tmp_path):
    panel.form.fill({"name": "严伯年的笔记本"})
    panel.invite()
    code = "-".join(panel.made.grid._groups)
    panel.save_to(str(tmp_path / "a.mdjoin"))
    assert "已保存" in panel.made.news.text()
    file = tmp_path / "a.mdjoin"
    assert file.stat().st_mode & 0o077 == 0
    told = joining.open_invitation(file.read_bytes(), code)
    with old.read() as reader:
        assert told.device in {s.id for s in reader.find(Station) if s.name == "严伯年的笔记本"}
    assert not clipped(panel)
    panel.leave()
    assert panel._host.folded == 1


def test_folding_before_the_file_is_saved_asks_once(panel):
    panel.form.fill({"name": "甲"})
    panel.invite()
    panel.leave()
    assert panel._host.folded == 0
    assert "还没有保存" in panel.made.news.text()
    panel.leave()
    assert panel._host.folded == 1


def test_a_name_that_is_taken_and_a_card_that_is_none(panel, tmp_path):
    panel.invite()
    assert panel.form.field("name").sentence() == "请填写电脑名称。"
    panel.form.fill({"name": "甲"})
    card = tmp_path / "card.json"
    card.write_text("{}", encoding="utf-8")
    panel.form.field("card").take(str(card))
    panel.invite()
    assert panel.made.isHidden()
    assert "接入文件" in panel.form.field("card").sentence()
    panel.form.fill({"card": None})
    panel.invite()
    assert panel.made.isVisible()
    again = InvitePanel(panel._host, cost=CHEAP)
    again.form.fill({"name": "甲"})
    again.invite()
    assert "已有一台" in again.form.field("name").sentence()
    again.deleteLater()


def test_a_place_that_cannot_be_written(panel):
    panel.form.fill({"name": "甲"})
    panel.invite()
    panel.save_to(str(Path("/proc/nowhere/a.mdjoin")))
    assert "没有写成" in panel.made.news.text()

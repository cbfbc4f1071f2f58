"""The whole program joins a room: from the first run to the window, also when it was closed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop import app as program_file
from desktop.app import Program
from desktop.commands.syncing import joining
from desktop.commands.syncing.exchanging import write_bundle
from desktop.storage.keys import Keyring
from desktop.ui.gate.join import RECEIVE, RECOVERY, WHO, JoinPage
from desktop.ui.gate.login import LoginPage
from desktop.ui.gate.wizard import FirstRun
from tests.conftest import CHEAP

MINE = "新机口令-2026"


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    monkeypatch.setattr(program_file, "install", lambda _tell: None)
    monkeypatch.setattr(program_file, "open_log", lambda _folder: None)
    made = Program(qapp, tmp_path / "new", practice=False)
    assert made.start()
    yield made
    qapp.removeEventFilter(made)
    made.stop()


def test_from_the_first_run_to_the_window(program: Program, make_room: Any, qtbot: Any, tmp_path: Path) -> None:
    old = make_room()
    content, code = joining.invite(old, "接待日笔记本", cost=CHEAP)
    file, stick = tmp_path / "a.mdjoin", tmp_path / "stick"
    file.write_bytes(content)
    stick.mkdir()
    first = program._gate_page()
    assert isinstance(first, FirstRun)
    first.ways.buttons["join"].click()
    page = program._gate_page()
    assert isinstance(page, JoinPage)
    page._cost = CHEAP
    page.invitation.field("file").take(str(file))
    page.invitation.field("code").set_value(code)
    page.go_on()
    qtbot.waitUntil(lambda: page.at == WHO)
    account = page.who.field("account").among[0].value
    page.who.fill({"account": account, "password": MINE, "again": MINE})
    page.go_on()
    qtbot.waitUntil(lambda: page.at == RECOVERY)

    page.settle()  # the program was closed here, and started again
    program.show_login()
    login = program._gate_page()
    assert isinstance(login, LoginPage)
    assert Keyring(tmp_path / "new", lambda: 0.0).accounts() == {account: "周慧兰"}
    program._unlock(account, MINE)
    qtbot.waitUntil(lambda: isinstance(program._gate_page(), JoinPage))
    page = program._gate_page()
    assert page.at == RECEIVE
    write_bundle(old, stick)
    page.receive.folder_asked.emit(stick)
    qtbot.waitUntil(lambda: page._arrived)
    page.go_on()
    assert isinstance(program._gate_page(), LoginPage)
    program._unlock(account, MINE)
    qtbot.waitUntil(lambda: program.window is not None)
    assert program.window is not None
    assert program.window.desk.committee() == old.committee()


def test_giving_up_leads_back_and_leaves_nothing(program: Program, qtbot: Any, tmp_path: Path) -> None:
    program._gate_page().ways.buttons["join"].click()
    program._gate_page().go_back()
    assert isinstance(program._gate_page(), FirstRun)
    assert not (tmp_path / "new" / "keyring.json").exists()

"""The whole program calls out: after unlocking, once the day's lines were looked at, and a click leads to 今日."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop import app as program_file
from desktop.app import Program


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> Iterator[Program]:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    monkeypatch.setattr(program_file, "RENEW_MS", 0)
    monkeypatch.setattr(program_file, "install", lambda _tell: None)
    monkeypatch.setattr(program_file, "open_log", lambda _folder: None)
    made = Program(qapp, tmp_path / "practice", practice=True)
    assert made.start()
    yield made
    qapp.removeEventFilter(made)
    made.stop()


def test_after_unlocking_it_says_what_is_overdue_in_the_window(program: Program, qtbot: Any) -> None:
    assert program.window is not None
    notices = program.window.shell.notices
    qtbot.waitUntil(lambda: notices.toast() is not None, timeout=30_000)
    assert program.caller is not None
    assert "件逾期" in notices.toast().accessibleName()


def test_a_click_leads_to_the_day_and_locking_forgets_the_room_but_not_the_hours(program: Program, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: program.caller is not None, timeout=30_000)
    assert program.window is not None
    assert program.caller is not None
    program.window.open_page("files")
    program.caller.opened.emit()
    assert program.window.shell.page_key() == "today"
    planned = list(program.caller.reminders._planned)
    program.lock()
    assert program.caller.reminders._desk is None
    assert program.caller.reminders._planned == planned
    program.caller.opened.emit()
    assert program.gate is not None
    assert program.gate.isVisible()

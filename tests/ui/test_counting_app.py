"""The whole program counts behind the window what follows older rules, and the pages hear when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop import app as program_file
from desktop.app import Program
from desktop.commands.desk import Desk
from desktop.commands.statistics import figures, tallies
from desktop.commands.statistics.settings import progress, set_counting
from desktop.domain.counting import Counting, Mass
from desktop.domain.errors import Refused

OLDER = "by the rules of an older program"


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> Iterator[Program]:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    monkeypatch.setattr(program_file, "RENEW_MS", 0)
    monkeypatch.setattr(program_file, "install", lambda _tell: None)
    monkeypatch.setattr(program_file, "open_log", lambda _folder: None)
    made = Program(qapp, tmp_path / "elsewhere", practice=False)
    yield made
    qapp.removeEventFilter(made)
    made.stop()


@pytest.fixture
def desk(make_room: Callable[..., Desk]) -> Desk:
    """A room as an older program left its figures."""
    desk = make_room("cases")
    with desk.store.aside() as tx:
        tx.set_meta(tallies.COUNTED, OLDER)
    return desk


def test_a_room_of_an_older_program_is_counted_behind_the_window(
    program: Program, desk: Desk, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    program._sit_down(desk)
    assert program.window is not None
    with desk.read() as reader, pytest.raises(Refused):
        figures.refuse_uncounted(desk, reader)
    heard = []
    monkeypatch.setattr(program.window, "refresh", lambda: heard.append(progress(desk)))
    qtbot.waitUntil(lambda: bool(heard) and not program.jobs._under_way, timeout=30_000)
    assert heard[-1] is None, "pages ask again once all is counted"
    assert progress(desk) is None


def test_new_rules_are_followed_without_being_asked(program: Program, desk: Desk, qtbot: Any) -> None:
    program._sit_down(desk)
    qtbot.waitUntil(lambda: progress(desk) is None, timeout=30_000)
    assert set_counting(desk, Counting(mass=Mass.WORKER), "区司法局通知")
    qtbot.waitUntil(lambda: progress(desk) is None, timeout=30_000)


def test_whoever_leaves_takes_the_counting_along(
    program: Program, desk: Desk, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large room is not counted on behind the log-in; the next who sits down begins again."""
    asked: list[bool] = []

    def endless(_desk: Desk, told: Any) -> bool:
        while True:
            asked.append(True)
            told(1, 2)

    monkeypatch.setattr(figures, "count_all", endless)
    program._sit_down(desk)
    qtbot.waitUntil(lambda: bool(asked), timeout=30_000)
    program.lock()
    assert program.jobs.wait(30_000)

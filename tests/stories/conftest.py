"""Where the people of a story sit: real windows with keyboards, closed again when it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from desktop.commands.desk import Desk
from desktop.jobs import Jobs
from desktop.ui.window import Window
from tests.stories import walk
from tests.stories.hands import Hands


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    """Slow work, finished before the rooms close; an error in it fails the test."""
    failed: list[Exception] = []
    made = Jobs(failed.append)
    yield made
    assert made.wait()
    assert not failed


@pytest.fixture
def seats(jobs: Jobs, dressed: QApplication) -> Iterator[Callable[[Desk], tuple[Window, Hands]]]:
    """Windows that are closed again."""
    opened: list[Window] = []

    def sit(desk: Desk) -> tuple[Window, Hands]:
        window, hands = walk.seat(desk, jobs)
        opened.append(window)
        return window, hands

    yield sit
    for window in opened:
        jobs.wait()
        window.shell.close()
        window.desk.store.close()
        window.shell.deleteLater()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

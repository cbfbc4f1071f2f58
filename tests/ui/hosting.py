"""A real window on a practice room, offscreen, with some of the pages: what page tests stand on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from desktop.commands.desk import Desk
from desktop.jobs import Jobs
from desktop.ui.window import PageSpec, Window


class Blank(QWidget):
    """Stands where a page that the test does not need would stand."""

    def refresh(self) -> None: ...

    def heard(self, changed: object) -> None: ...

    def settle(self) -> None: ...

    def open(self, *_: object) -> bool:
        return True

    def search(self, _words: str) -> None: ...


ALL = (
    ("today", "今日", "ph.calendar-check", False, ""),
    ("files", "纠纷", "ph.folder-open", False, ""),
    ("agreements", "协议", "ph.handshake", False, ""),
    ("people", "人员", "ph.identification-badge", True, ""),
    ("settings", "设置", "ph.gear", True, ""),
    ("file", "", "", False, "files"),
    ("agreement", "", "", False, "agreements"),
    ("paper", "", "", False, "files"),
    ("sheet", "", "", False, "today"),
    ("journal", "", "", False, "today"),
    ("pocket", "", "", False, "today"),
    ("handover", "", "", False, "people"),
)


def window(
    desk: Desk,
    pages: dict[str, Callable[[Any], Any]],
    intake: Callable[[Any], Any] | None = None,
    *,
    size: tuple[int, int] = (1366, 768),
) -> Window:
    """A window with the given pages (by key) and blanks for the rest."""
    specs = [
        PageSpec(key, title, icon, pages.get(key, lambda _host: Blank()), foot, under)
        for key, title, icon, foot, under in ALL
    ]
    made = Window(desk, Jobs(_raise), specs, intake or (lambda _host: Blank()))
    made.shell.resize(*size)
    made.shell.show()
    return made


def _raise(error: Exception) -> None:
    raise error


def shoot(made: Window, path: Path, *, sizes: Sequence[tuple[int, int]] = ()) -> None:
    """A PNG of the whole window as it stands."""
    app = QApplication.instance()
    assert app is not None
    app.sendPostedEvents()
    made.shell.grab().save(str(path))

"""Pictures of every page of a desk, offscreen: for the demo, the README, and the eye."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import application
from desktop.commands.desk import Desk
from desktop.jobs import Jobs, Sweeper
from desktop.settings import Preferences
from desktop.ui.looks import Look, wear
from desktop.ui.pages import pages
from desktop.ui.window import Window

SIZE = (1366, 768)
VIEWS = {"": "report", "-tables": "tables", "-corrections": "corrections", "-frozen": "frozen"}  # of 统计
DRESSES = {"": Look(), "-150": Look(scale=1.5), "-dark": Look(dark=True)}


def take(desk: Desk, id: UUID, folder: Path, *, size: tuple[int, int] = SIZE) -> Iterator[Path]:
    """One PNG per page and dress; `id` is the file that the pages of one file show."""
    app = application()
    folder.mkdir(parents=True, exist_ok=True)
    sweeper = Sweeper()
    for suffix, dress in DRESSES.items():
        wear(app, dress)
        jobs = Jobs(_raise)
        window = Window(desk, jobs, *pages(Preferences, lambda _p: None))
        window.shell.resize(*size)
        window.shell.show()
        for name in _pages(window, id):
            _settle(app, jobs)
            path = folder / f"{name}{suffix}.png"
            window.shell.grab().save(str(path))
            yield path
        window.shell.close()
        window.shell.deleteLater()
        _settle(app, jobs)
    sweeper.deleteLater()
    wear(app, Look())


def _pages(window: Window, id: UUID) -> Iterator[str]:
    """Go from page to page; the name of each, once it is shown."""
    for key in ("today", "files"):
        window.open_page(key)
        yield key
    window.open_file(id, "parties")
    yield "file"
    window.open_agreement(id)
    yield "agreement"
    window.show_paper(id, "agreement")
    yield "paper"
    for key in ("agreements", "follow_ups", "calendar", "reception"):
        window.open_page(key)
        yield key
    yield from _month(window)
    for key in ("sync", "journal", "people", "settings", "help"):
        window.open_page(key)
        yield key
    window.open_page("today")
    window.open_intake()
    yield "intake"
    window.close_panel()


def _month(window: Window) -> Iterator[str]:
    """统计 of last month, view by view."""
    window.open_page("statistics")
    page = window.page("statistics")
    page.show_report(page.period.before())
    for suffix, view in VIEWS.items():
        page.show_view(view)
        yield f"statistics{suffix}"


def _settle(app: QApplication, jobs: Jobs) -> None:
    """Let what is under way land: pages being set, layouts being laid."""
    loop = QEventLoop()
    QTimer.singleShot(700, loop.quit)  # longer than any pause after typing that a page waits for
    loop.exec()
    jobs.wait()
    app.sendPostedEvents()


def _raise(error: Exception) -> None:
    raise error

"""Every page of the program, one after the other, in a window that stays the same."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.commands import lists
from desktop.commands.day_sheet import today_sheet
from desktop.commands.desk import Desk
from desktop.commands.lists import Files, Filter, queue
from desktop.domain.counting import parse_period
from desktop.storage.keys import new_recovery_code
from desktop.ui.file.tabs import TABS
from desktop.ui.gate.login import LoginPage
from desktop.ui.gate.wizard import FirstRun
from desktop.ui.people.page import REGISTER
from desktop.ui.window import Window
from tests.stories.hands import until

Seen = tuple[str, QWidget]  # name, the widget that must read well
AT_HAND = "2026-045"  # under way, with everybody identified
DONE = "2026-021"  # signed, being performed
NEW = "2026-061"  # accepted, nothing held yet
ROOM = "海棠创谷联合纠纷调处室"
FULL = "上海市示例区海棠街道人民调解委员会"


def number(desk: Desk, short: str) -> UUID:
    files = Files(desk, Filter(words=short))
    return next(line.id for line in files.rows(files.ids()) if line.number == short)


def rooms_of(window: Window) -> Iterator[Seen]:
    """The pages behind the gate. Each is at rest when it is yielded."""
    desk = window.desk

    def shown(name: str) -> Seen:
        rest(window)
        return name, window.shell

    for key in ("today", "files", "agreements", "follow_ups", "reception", "sync"):
        window.open_page(key)
        yield shown(key)
    window.open_page("statistics")
    statistics = window.page("statistics")
    statistics.show_report(parse_period("2026-10"))
    yield shown("statistics")
    for view in ("tables", "corrections", "frozen"):
        statistics.show_view(view)
        statistics.begin_focus()
        yield shown(f"statistics-{view}")
    statistics.show_report(parse_period("2026-10"))
    for pane in statistics.panes:
        statistics.open_pane(pane)
        yield shown(f"statistics-{type(pane).__name__}")
        statistics.close_pane()
    window.open_page("journal")
    yield shown("journal")
    for back in (False, True):
        window.open_pocket(back=back)
        yield shown(f"pocket-{'back' if back else 'out'}")
    window.open_page("today")
    window.show_sheet("当日工作清单", today_sheet(desk))
    yield shown("sheet")
    for short, tabs in (
        (AT_HAND, [spec.key for spec in TABS]),
        (DONE, ["overview", "agreement", "performance", "follow_up", "history"]),
        (NEW, ["intake", "sessions", "agreement"]),
    ):
        for tab in tabs:
            window.open_file(number(desk, short), tab)
            yield shown(f"file-{short[-3:]}-{tab}")
    for small in ("risk", "close"):
        window.open_file(number(desk, AT_HAND), small)
        yield shown(f"file-act-{small}")
    for status in ("draft", "in_review", "approved", "issued"):
        window.open_agreement(queue(desk)[status][0].id)
        yield shown(f"agreement-{status}")
    window.show_paper(number(desk, DONE), "agreement")
    yield shown("paper")
    window.open_page("people")
    yield shown("people")
    people = window.page("people")
    people.show_view(REGISTER)
    yield shown("people-known")
    window.open_handover(lists.mediators(desk)[-1].id)
    yield shown("handover")
    window.open_page("settings")
    settings = window.page("settings")
    for part in list(settings.parts.keys()):
        settings.show_part(part)
        yield shown(f"settings-{part}")
    window.open_page("help")
    yield shown("help")
    window.open_page("today")
    window.open_intake()
    yield shown("intake")
    window.close_panel()


def gates(size: tuple[int, int], folder: Path) -> Iterator[Seen]:
    """Log-in, lock, recovery, and each face of the first run; one widget at a time, closed by the caller's next."""
    accounts = {uuid4(): name for name in ("周慧兰", "叶知秋", "傅敏")}
    login = LoginPage(ROOM, accounts)
    yield from _show(login, "login", size)
    login.refused("密码不对,请再试一次。还可以试 4 次。")
    yield from _show(login, "login-refused", size)
    login._show_recover()
    yield from _show(login, "login-recover", size)
    login.close()
    locked = LoginPage(ROOM, accounts, last=next(iter(accounts)), locked=True)
    yield from _show(locked, "locked", size)
    locked.close()
    first = FirstRun(folder, today=lambda: date(2026, 11, 23))
    first.committee.fill({"committee": FULL, "short": "海棠人调", "room": ROOM})
    first.account.fill({"name": "周慧兰", "password": secrets.token_hex(6), "again": "other"})
    for at in range(4):
        first._show(at)
        yield from _show(first, f"first-run-{at}", size)
    first.show_recovery(new_recovery_code())
    yield from _show(first, "first-run-4", size)
    first.close()


def _show(page: QWidget, name: str, size: tuple[int, int]) -> Iterator[Seen]:
    if not page.isVisible():
        page.resize(*size)
        page.show()
    page.activateWindow()
    until(page.isActiveWindow, "the gate is in front")
    quiet()
    yield name, page


def rest(window: Window) -> None:
    """No page is being set, no panel waits for the row to rest, all is laid out."""
    window.shell.activateWindow()
    until(window.shell.isActiveWindow, "the window is in front")
    until(lambda: not window.jobs._under_way, "the jobs are done")
    for timer in window.shell.findChildren(QTimer):
        if timer.isSingleShot() and timer.isActive() and timer.interval() <= 400:
            until(lambda timer=timer: not timer.isActive(), "a short pause is over")  # type: ignore[misc]
    until(lambda: not window.jobs._under_way, "the jobs are done")
    quiet()


def quiet() -> None:
    """What was posted has been done: layouts, focus, style."""
    for _ in range(3):
        QApplication.sendPostedEvents()
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()

"""Calling out on the desktop: through the system's tray where there is one, else as a line in the window.

Only counts and hours are said, so that a screen in a full room may say them. Timers are single shots to the next
moment that is known; nothing is asked in between.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop.commands import reminders
from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.reminders import Reminder
from desktop.domain.changes import Changed
from desktop.ui.kit.seal import seal_icon

MOST_A_DAY = 6
LONGEST_MS = 15 * 60_000  # a computer that slept wakes up late: the clock is looked at again by then
SHOWN_MS = 10_000
TITLE = "调处室工作台"


class Reminders(QObject):
    """When to say what. Lives as long as the program; the hours of today stay known while the room is locked."""

    said = Signal(str)

    def __init__(self, wanted: Callable[[], bool], parent: QObject | None = None) -> None:
        """`wanted`: whether the person at this workstation wants to be called at all."""
        super().__init__(parent)
        self._wanted = wanted
        self._clock: Callable[[], datetime] | None = None
        self._desk: Desk | None = None
        self._planned: list[Reminder] = []
        self._done: set[tuple[datetime, str]] = set()
        self._greeted: set[tuple[str, UUID]] = set()
        self._today = ("", 0)  # which day, and how often something was said on it
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._look_at_the_clock)

    def sit_down(self, desk: Desk) -> None:
        """Somebody unlocked the room: what is overdue is said once a day to each, today's hours are planned."""
        self._desk, self._clock = desk, desk.store.now
        whom = (desk.today().isoformat(), desk.account.id)
        if whom not in self._greeted:
            self._greeted.add(whom)
            if words := reminders.greeting(desk):
                self._say(words)
        self.plan()

    def leave(self) -> None:
        """The room is locked: nothing more is asked, the planned hours stay."""
        self._desk = None

    def heard(self, changed: Changed) -> None:
        """A session was planned, moved or called off."""
        if any(changed.touches(kind) for kind in ("sessions", "seats", "disputes")):
            self.plan()

    def plan(self) -> None:
        """Ask today's hours anew and wait for the next."""
        if self._desk is not None:
            self._planned = list(reminders.of_today(self._desk))
        self._look_at_the_clock()

    def waiting(self) -> int | None:
        """Milliseconds until the clock is looked at again; None when nothing is waited for."""
        return self._timer.remainingTime() if self._timer.isActive() else None

    def _look_at_the_clock(self) -> None:
        """Say what is to be said now, then sleep until the next."""
        now = self._now()
        if now is None:
            return
        for each in self._planned:
            key = (each.at, each.words)
            if each.at <= now <= each.until and key not in self._done:
                self._done.add(key)
                self._say(each.words)
        coming = [each.at for each in self._planned if each.at > now]
        if coming:
            ms = round((min(coming) - now).total_seconds() * 1000)
            self._timer.start(min(max(ms, 1), LONGEST_MS))
        else:
            self._timer.stop()

    def _say(self, words: str) -> None:
        now = self._now()
        if now is None or not self._wanted():
            return
        day = now.date().isoformat()
        count = self._today[1] if self._today[0] == day else 0
        if count < MOST_A_DAY:
            self._today = (day, count + 1)
            self.said.emit(words)

    def _now(self) -> datetime | None:
        return self._clock().astimezone(SHANGHAI).replace(tzinfo=None) if self._clock is not None else None


class Tray(QObject):
    """The icon beside the clock, where the system has such a place. Clicking it or a message opens 今日."""

    opened = Signal()
    quit_asked = Signal()

    def __init__(self, icon: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        self._menu = QMenu()
        self._menu.addAction("打开今日").triggered.connect(self.opened)
        self._menu.addAction("退出").triggered.connect(self.quit_asked)
        self.icon = QSystemTrayIcon(icon, self)
        self.icon.setToolTip(TITLE)
        self.icon.setContextMenu(self._menu)
        self.icon.messageClicked.connect(self.opened)
        self.icon.activated.connect(self._activated)
        self.icon.show()

    def say(self, words: str) -> bool:
        """Show a message; False when this system cannot, and the window has to say it."""
        if self.icon is None or not QSystemTrayIcon.supportsMessages():
            return False
        self.icon.showMessage(TITLE, words, self.icon.icon(), SHOWN_MS)
        return True

    def hide(self) -> None:
        if self.icon is not None:
            self.icon.hide()

    def _activated(self, how: QSystemTrayIcon.ActivationReason) -> None:
        if how in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.opened.emit()


class Caller(QObject):
    """Both together: what is to be said goes to the tray, and what that cannot take to `unsaid`."""

    opened = Signal()
    quit_asked = Signal()
    unsaid = Signal(str)

    def __init__(self, wanted: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tray = Tray(seal_icon(), self)
        self.tray.opened.connect(self.opened)
        self.tray.quit_asked.connect(self.quit_asked)
        self.reminders = Reminders(wanted, self)
        self.reminders.said.connect(self._say)
        self.sit_down = self.reminders.sit_down
        self.heard = self.reminders.heard
        self.leave = self.reminders.leave
        self.hide = self.tray.hide

    def _say(self, words: str) -> None:
        if not self.tray.say(words):
            self.unsaid.emit(words)

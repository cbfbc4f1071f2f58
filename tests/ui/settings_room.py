"""A window with the settings of a room in it: what the tests of their parts stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from desktop.commands.desk import Desk
from desktop.domain.people import Role
from desktop.settings import Preferences
from desktop.ui.settings.page import SettingsPage
from desktop.ui.window import Window
from tests.conftest import CHEAP, be
from tests.ui.file_desk import settled
from tests.ui.hosting import window

Opened = Callable[..., tuple[Window, Any, Desk]]


@contextmanager
def settings_windows(qtbot: Any, make_room: Callable[..., Desk], what: str = "practice") -> Iterator[Opened]:
    """Opens windows on the settings of rooms: `made, page, desk`. The jobs of all are waited for at the end."""
    opened: list[Window] = []

    def show(
        role: Role = Role.ADMIN,
        *,
        desk: Desk | None = None,
        size: tuple[int, int] = (1366, 768),
        change: Callable[[Preferences], None] = lambda _preferences: None,
        **more: Any,
    ) -> tuple[Window, SettingsPage, Desk]:
        desk = desk or make_room(what)
        be(desk, role)
        made = window(
            desk, {"settings": lambda host: SettingsPage(host, Preferences(), change, cost=CHEAP, **more)}, size=size
        )
        qtbot.addWidget(made.shell)
        opened.append(made)
        qtbot.waitUntil(made.shell.isActiveWindow)
        made.shell.show_page("settings")
        return made, made.page("settings"), desk

    yield show
    for made in opened:
        made.jobs.wait()


@contextmanager
def part_windows(part: str, qtbot: Any, make_room: Callable[..., Desk], what: str = "practice") -> Iterator[Opened]:
    """The same with one part in front: `made, section, desk`."""
    with settings_windows(qtbot, make_room, what) as open_settings:

        def show(role: Role = Role.ADMIN, **more: Any) -> tuple[Window, Any, Desk]:
            made, page, desk = open_settings(role, **more)
            page.show_part(part)
            settled()
            return made, page.part(part), desk

        yield show

"""A pane of the page 统计 alone in a real window: what tests of the room's own figures stand on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.commands.desk import Desk
from desktop.domain.counting import Period
from tests.ui.file_desk import settled
from tests.ui.hosting import window


def pane_window(
    qtbot: Any, desk: Desk, make: Callable[[Any], Any], period: Period, size: tuple[int, int] = (1366, 768)
) -> Any:
    """The pane on a period, in front of a window that is active; the window is `pane.made`."""

    class Page(QWidget):
        def __init__(self, host: Any) -> None:
            super().__init__()
            column = QVBoxLayout(self)
            column.setContentsMargins(24, 12, 24, 12)
            self.pane = make(host)
            column.addWidget(self.pane)
            self.pane.show_period(period)

        def refresh(self) -> None:
            self.pane.refresh()

        def heard(self, changed: Any) -> None:
            self.pane.heard(changed)

        def begin_focus(self) -> None:
            self.pane.begin_focus()

        def settle(self) -> None:
            self.pane.settle()

    made = window(desk, {"settings": Page}, size=size)
    qtbot.addWidget(made.shell)
    qtbot.waitUntil(made.shell.isActiveWindow)
    made.shell.show_page("settings")
    settled()
    pane = made.page("settings").pane
    pane.made = made
    return pane

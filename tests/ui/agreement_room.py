"""A real window with the agreement pages on a practice room; typing as a person types."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.commands import lists
from desktop.commands.desk import Desk
from desktop.domain.agreements import Agreement
from desktop.ui.agreements.editor import AgreementPage
from desktop.ui.agreements.queue import AgreementsPage
from desktop.ui.papers.page import PaperPage
from desktop.ui.papers.printing import PrintJob, PrintService
from desktop.ui.window import Window
from tests.ui.hosting import window

TODAY = date(2026, 11, 23)


@dataclass
class Tray:
    """A printer that keeps what it gets."""

    taken: list[tuple[bytes, PrintJob]] = field(default_factory=list)

    def send(self, pdf: bytes, job: PrintJob) -> None:
        self.taken.append((pdf, job))


@dataclass
class Room:
    """The window and its three pages."""

    desk: Desk
    window: Window
    tray: Tray
    qtbot: Any

    @property
    def page(self) -> AgreementPage:
        return self.window.page("agreement")

    @property
    def paper(self) -> PaperPage:
        return self.window.page("paper")

    def open(self, status: str, nth: int = 0) -> AgreementPage:
        """The nth agreement of this status, its page set."""
        line = lists.queue(self.desk)[status][nth]
        self.window.open_agreement(line.id)
        self.at_rest()
        return self.page

    def at_rest(self) -> None:
        """No page is being set any more."""
        self.qtbot.waitUntil(lambda: not self.page.live.waiting(), timeout=10_000)

    def kept(self) -> Agreement:
        """The open agreement as the file has it."""
        assert self.page.agreement is not None
        with self.desk.read() as reader:
            return reader.get(Agreement, self.page.agreement.id)


def room_with(
    desk: Desk, qtbot: Any, *, size: tuple[int, int] = (1366, 768), printers: tuple[str, ...] = ("HP",)
) -> Room:
    tray = Tray()
    service = PrintService(tray, lambda: printers, lambda: printers[0] if printers else "")
    made = window(
        desk,
        {"agreements": AgreementsPage, "agreement": AgreementPage, "paper": lambda host: PaperPage(host, service)},
        size=size,
    )
    with qtbot.waitActive(made.shell):
        made.shell.activateWindow()
    return Room(desk, made, tray, qtbot)


def write(widget: QWidget, text: str) -> None:
    """Commit a text through the input method, in place of what is there."""
    widget.setFocus()
    widget.selectAll()  # type: ignore[attr-defined]
    if not text:
        QTest.keyClick(widget, Qt.Key.Key_Delete)
        return
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)

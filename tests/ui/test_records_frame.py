"""The seven tabs in a card of their usual size, in every dress: nothing clipped, nothing lost; and their frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy import func, select

from desktop.commands.desk import Desk
from desktop.domain.casefile import CaseFile
from desktop.domain.changes import Changed
from desktop.domain.disputes import Dispute
from desktop.domain.people import Role
from desktop.storage.schema import operations
from desktop.ui.file.records.ledger import Ledger
from desktop.ui.file.tabs import TABS
from desktop.ui.kit.cards import Card
from desktop.ui.looks import Look, look, wear
from desktop.ui.window import Window
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.hosting import window

MINE = ("evidence", "sessions", "agreement", "performance", "follow_up", "papers", "history")
# one file for each shape a tab can have: everything, nothing yet, many people, an issued agreement, archived
CASES = ("045", "061", "028", "048", "012", "050")


def case(desk: Desk, number: str) -> CaseFile:
    """The practice file whose number ends so."""
    with desk.read() as reader:
        return next(reader.file(d.id) for d in reader.find(Dispute) if d.number.endswith(f"{number}号"))


class Frame(QWidget):
    """What the page of one file does for its tab: give it the file, and again after every change."""

    def __init__(self, host: Any, key: str) -> None:
        super().__init__()
        self.host = host
        self.file: CaseFile | None = None
        self.tab: Any = next(spec for spec in TABS if spec.key == key).make(host)
        column = QVBoxLayout(self)
        margin = look().page_margin
        column.setContentsMargins(margin, 128, margin, 12)
        row = QHBoxLayout()
        row.setSpacing(16)
        column.addLayout(row)
        card = Card(flush=True)
        bar = QWidget()
        bar.setFixedHeight(look().px(40))
        card.add(bar)
        card.add(cast(QWidget, self.tab), 1)
        row.addWidget(card, 1)
        side = Card()
        side.setFixedWidth(312 if look().scale == 1 else 340)
        row.addWidget(side)

    def show_case(self, number: str) -> None:
        self.tab.settle()
        self.file = case(self.host.desk, number)
        self.tab.show_file(self.file)

    def refresh(self) -> None: ...

    def heard(self, changed: Changed) -> None:
        if self.file is not None and (self.file.dispute.id in changed.disputes or changed.touches("people")):
            with self.host.desk.read() as reader:
                self.file = reader.file(self.file.dispute.id)
            self.tab.show_file(self.file)

    def begin_focus(self) -> None: ...


def open_tab(desk: Desk, key: str, number: str, size: tuple[int, int] = (1366, 768)) -> tuple[Window, Frame]:
    """A real window with the tab on one practice file."""
    made = window(desk, {"file": lambda host: Frame(host, key)}, size=size)
    made.shell.activateWindow()
    assert QTest.qWaitForWindowActive(made.shell)
    made.open_page("file")
    frame: Frame = made.page("file")
    frame.show_case(number)
    flush()
    return made, frame


def flush() -> None:
    """Everything posted has arrived: a layout may ask for another, a few times over."""
    for _ in range(4):
        QApplication.sendPostedEvents(None, 0)


def write(field: QWidget, text: str) -> None:
    """Type as a person does; Chinese arrives as a whole key event, as from an input method."""
    field.setFocus()
    for letter in text:
        if letter.isascii() and letter != "\n":
            QTest.keyClicks(field, letter)
        elif letter == "\n":
            QTest.keyClick(field, Qt.Key.Key_Return)
        else:
            event = QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(field, event)


def done(field: QWidget) -> None:
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def desk(dressed: QApplication, make_room: Callable[..., Desk]) -> Iterator[Desk]:
    made = make_room("practice", role=Role.ADMIN)
    be(made, Role.MEDIATOR)
    yield made
    for left in dressed.topLevelWidgets():  # or every later test would dress these windows too
        left.close()
        left.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    wear(dressed, Look())


def _shown_all(tab: Any) -> list[str]:
    """What is clipped in the tab, row after row."""
    if not isinstance(tab, Ledger):
        return clipped(tab)
    found = clipped(tab)
    for row in tab.list.rows():
        tab.list.choose(row.key)
        flush()
        found += clipped(tab)
    return found


@pytest.mark.parametrize("key", MINE)
@pytest.mark.parametrize(
    ("scale", "size"),
    [(1.0, (1366, 768)), (1.0, (1366, 697)), (1.0, (1920, 1080)), (1.25, (1366, 768)), (1.5, (1366, 768))],
)
def test_nothing_is_clipped(key: str, scale: float, size: tuple[int, int], desk: Desk, dressed: QApplication) -> None:
    wear(dressed, Look(scale=scale))
    made, frame = open_tab(desk, key, CASES[0], size)
    found = []
    for number in CASES:
        frame.show_case(number)
        flush()
        found += [f"{number}: {fault}" for fault in _shown_all(frame.tab)]
    assert not found
    assert (made.shell.width(), made.shell.height()) == size, "a tab must not make the window grow"


@pytest.mark.parametrize("key", MINE)
@pytest.mark.parametrize("role", [Role.READER, Role.LAWYER, Role.STATISTICIAN])
def test_who_may_not_edit_sees_everything_and_changes_nothing(key: str, role: Role, desk: Desk) -> None:
    be(desk, role)
    _made, frame = open_tab(desk, key, "045")
    tab = frame.tab
    if isinstance(tab, Ledger):
        assert not [b for b in tab._adders if b.isVisible()]
        for row in tab.list.rows():
            tab.list.choose(row.key)
    before = _operations(desk)
    tab.settle()
    assert _operations(desk) == before


def _operations(desk: Desk) -> int:
    """How many field changes the room has."""
    with desk.store.read() as reader:
        return int(reader.rows(select(func.count()).select_from(operations))[0][0])

"""Every page at every size and scale that an office has: nothing cut, nothing pushed out, the focus to be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.commands.desk import Desk
from desktop.domain.people import Role
from desktop.jobs import Jobs
from desktop.ui.kit.focus import FocusRing
from desktop.ui.looks import Look, wear
from desktop.ui.window import Window
from tests.stories import tour, walk
from tests.ui.clipping import clipped

OFFICE = (1366, 768)
DRESSES = [
    (OFFICE, Look()),
    ((1366, 697), Look()),
    ((1920, 1080), Look()),
    (OFFICE, Look(scale=1.25)),
    (OFFICE, Look(scale=1.5)),
    (OFFICE, Look(dark=True)),
]
NAMES = [f"{w}x{h} {round(worn.scale * 100)}%{' dark' if worn.dark else ''}" for (w, h), worn in DRESSES]


class Strays(QObject):
    """Notes every widget that is shown as a window of its own and should not be: made without a parent."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            plain = watched.windowType() == Qt.WindowType.Window and watched.objectName() != "wanted"
            if plain:
                self.found.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


@pytest.fixture
def strays(qapp: QApplication) -> Iterator[list[str]]:
    spy = Strays()
    qapp.installEventFilter(spy)
    yield spy.found
    qapp.removeEventFilter(spy)


@pytest.fixture
def shown(make_room: Callable[..., Desk], dressed: QApplication) -> Iterator[Callable[[tuple[int, int], Look], Window]]:
    made: list[Window] = []

    def show(size: tuple[int, int], worn: Look) -> Window:
        wear(dressed, worn)
        desk = make_room("practice", role=Role.ADMIN)
        window, _hands = walk.seat(desk, Jobs(_fail))
        window.shell.setObjectName("wanted")
        window.shell.resize(*size)
        made.append(window)
        return window

    yield show
    for window in made:
        window.jobs.wait()
        window.shell.close()
        window.shell.deleteLater()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    wear(dressed, Look())


def _fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(("size", "worn"), DRESSES, ids=NAMES)
def test_every_page_can_be_read(
    shown: Callable[[tuple[int, int], Look], Window], strays: list[str], size: tuple[int, int], worn: Look
) -> None:
    window = shown(size, worn)
    strays.clear()
    faults: list[str] = []
    for name, widget in tour.rooms_of(window):
        faults += [f"{name}: {fault}" for fault in clipped(widget)]
        if widget.size().toTuple() != size:
            faults.append(f"{name}: the window has grown to {widget.size().toTuple()}")
        faults += [f"{name}: {fault}" for fault in _focus_faults(window)]
        faults += [f"{name}: {stray} is a window of its own" for stray in strays]
        strays.clear()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("size", "worn"), DRESSES, ids=NAMES)
def test_every_gate_can_be_read(dressed: QApplication, tmp_path: Path, size: tuple[int, int], worn: Look) -> None:
    wear(dressed, worn)
    faults: list[str] = []
    for name, page in tour.gates(size, tmp_path):
        faults += [f"{name}: {fault}" for fault in clipped(page)]
        if page.size().toTuple() != size:
            faults.append(f"{name}: the window has grown to {page.size().toTuple()}")
        focus = QApplication.focusWidget()
        if focus is None or not page.isAncestorOf(focus) or focus.visibleRegion().isEmpty():
            faults.append(f"{name}: the focus is nowhere to be seen")
    wear(dressed, Look())
    assert not faults, "\n".join(faults)


def _focus_faults(window: Window) -> list[str]:
    """Whether the cursor stands inside the page (or its panel), in view, with the ring round it."""
    focus = QApplication.focusWidget()
    if focus is None:
        return ["nothing has the focus"]
    places = [window.shell.stack.currentWidget(), window.shell.panel]
    if not any(place is not None and (place is focus or place.isAncestorOf(focus)) for place in places):
        return [f"the focus is outside the page, on {focus.accessibleName() or type(focus).__name__}"]
    if focus.visibleRegion().isEmpty():
        return [f"{focus.accessibleName() or type(focus).__name__} has the focus but cannot be seen"]
    ring = window.shell.findChild(FocusRing)
    return [] if ring is not None and ring.target is focus else ["the focus has no ring"]

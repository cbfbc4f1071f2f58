"""A room of 20,000 files, 5,000 of them open: what waits, the home page, and the daily look at the calendar."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.commands import renewal, rooms
from desktop.commands.desk import Desk
from desktop.commands.due import due
from desktop.storage.store import Store
from tests.benchmarks import big_room
from tests.benchmarks.figures import Figure

FILES, OPEN = 20_000, 5_000
NOON = datetime(2026, 11, 23, 6, 3, tzinfo=UTC)
GOALS = {"due": 300.0, "page": 200.0, "renewed": 10_000.0, "held": 300.0}
WORDS = {
    "due": "what waits for seven days, of all open files",
    "page": "今日 comes to the front: asked anew, laid out and painted",
    "renewed": "the daily look at every open file",
    "held": "the longest that it kept others from writing",
}


def room(data: Path) -> Path:
    """Made once."""
    kept = data / f"busy-room-{FILES}-{OPEN}"
    if not kept.exists():
        big_room.make(kept, FILES, unsettled=OPEN, busily=True)
    return kept


def measure(data: Path, rounds: int) -> list[Figure]:
    """Milliseconds; the goal stands in the note."""
    taken: dict[str, list[float]] = {name: [] for name in WORDS}
    with copied(room(data)) as folder:
        clock = [NOON]
        desk = rooms.open_room(folder, rooms.find_account(folder, None), big_room.PASSWORD, now=lambda: clock[0])
        page = _page(desk)
        for turn in range(rounds + 1):  # the first warms the caches and is left out
            found = {"due": _timed(lambda: due(desk)), "page": _timed(page)}
            clock[0] += timedelta(days=1)
            with _held() as locks:
                found["renewed"] = _timed(lambda: renewal.renew_daily(desk))
            found["held"] = max(locks)
            if turn:
                for name, ms in found.items():
                    taken[name].append(ms)
        desk.store.close()
    head = f"{FILES:,} files, {OPEN:,} open: "
    return [
        Figure(name=head + words, unit="ms", rounds=tuple(taken[name]), note=f"at most {GOALS[name]:g} ms")
        for name, words in WORDS.items()
    ]


def _page(desk: Desk) -> Callable[[], None]:
    """What happens when 今日 is chosen in the rail, until its pixels are there."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from desktop.ui.looks import Look, load_faces, wear
    from desktop.ui.today.page import TodayPage
    from tests.ui.hosting import window

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    load_faces()
    wear(app, Look())
    shown = window(desk, {"today": TodayPage})

    def come() -> None:
        shown.open_page("files")
        shown.open_page("today")
        shown.shell.grab()

    return come


@contextmanager
def _held() -> Iterator[list[float]]:
    """How long each write that is no act of the room kept its lock, in ms."""
    taken = [0.0]
    before = Store.aside

    @contextmanager
    def aside(self: Store) -> Iterator[Any]:
        started = time.perf_counter()
        with before(self) as tx:
            yield tx
        taken.append((time.perf_counter() - started) * 1000)

    Store.aside = aside  # type: ignore[method-assign]
    try:
        yield taken
    finally:
        Store.aside = before  # type: ignore[method-assign]


@contextmanager
def copied(source: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="waiting-", dir=source.parent) as temporary:
        folder = Path(temporary) / "room"
        shutil.copytree(source, folder)
        yield folder


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000

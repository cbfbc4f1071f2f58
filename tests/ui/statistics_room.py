"""A room whose month is counted, and the page 统计 of a real window with hands before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from desktop.commands.desk import Desk
from desktop.commands.followed import keep_followed
from desktop.commands.statistics import figures, reported
from desktop.domain.counting import Period, parse_period
from desktop.domain.disputes import Dispute
from desktop.domain.people import Role
from desktop.jobs import Jobs
from desktop.storage.store import Deed
from desktop.ui.looks import Look, wear
from desktop.ui.statistics.page import StatisticsPage
from desktop.ui.window import Window
from tests.stories import walk
from tests.stories.hands import Hands, until

OCTOBER = parse_period("2026-10")
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
Shown = tuple[Window, StatisticsPage, Hands]


def counted_room(make_room: Callable[..., Desk]) -> Desk:
    room = make_room("practice", role=Role.MEDIATOR)
    figures.count_all(room)
    return room


def windows(dressed: QApplication) -> Iterator[Callable[..., Shown]]:
    """The whole window at the page, on a period (none: where it begins by itself)."""
    made: list[Window] = []

    def open_one(
        desk: Desk, period: Period | None = OCTOBER, *, size: tuple[int, int] = OFFICE, worn: Look | None = None
    ) -> Shown:
        if worn is not None:
            wear(dressed, worn)
        window, hands = walk.seat(desk, Jobs(_fail))
        made.append(window)
        window.shell.resize(*size)
        window.open_page("statistics")
        page: StatisticsPage = window.page("statistics")
        if period is not None:
            page.show_report(period)
        until(lambda: not window.jobs._under_way, "the jobs are done")
        return window, page, hands

    yield open_one
    for window in made:
        window.jobs.wait()
        window.shell.close()
        window.shell.deleteLater()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    wear(dressed, Look())


def _fail(error: Exception) -> None:
    raise error


def put(desk: Desk, *values: Any) -> None:
    """Written as an act of the room that asks no guard, and told to the pages."""
    with desk.store.begin(Deed(account=desk.account.id, act="edit", dispute=None, undoable=False)) as tx:
        for value in values:
            tx.put(value)
        keep_followed(tx, desk.handbook, desk.today())
    desk.told(tx.changed)


def fail(desk: Desk, period: Period = OCTOBER) -> None:
    """Every case of the month has a single person in it: 当事人数 is less than twice the cases."""
    ids = [entry.dispute for entry in reported.behind(desk, figures.line_of("cases_total"), period)]
    with desk.read() as reader:
        files = [reader.get(Dispute, id) for id in ids]
    put(desk, *(replace(d, parties_count=1) for d in files))
    assert [f.code for f in reported.table(desk, period).failed] == ["two_sides"]


def settled(page: StatisticsPage) -> None:
    """The files are those of the figure stood on."""
    until(lambda: not page.month._rest.isActive(), "the arrow key rests")

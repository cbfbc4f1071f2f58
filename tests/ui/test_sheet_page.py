"""A sheet of no file: shown, printed, saved, and noted without a name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.papers import NotPrintable
from desktop.domain.people import Role
from desktop.storage.schema import audit
from desktop.ui.looks import Look, wear
from desktop.ui.papers.printing import PrintService
from desktop.ui.papers.sheet_page import SheetPage
from desktop.ui.window import Window
from reports.documents import rights_notice
from tests.ui.agreement_room import Tray
from tests.ui.clipping import clipped
from tests.ui.hosting import window

TITLE = "当日清单"


def paper() -> bytes:
    return rights_notice.build(rights_notice.sample())


@pytest.fixture
def room(make_room: Callable[..., Desk], dressed: QApplication, qtbot: Any) -> Iterator[Callable[..., Any]]:
    made: list[Window] = []

    def make(role: Role = Role.MEDIATOR, size: tuple[int, int] = (1366, 768)) -> tuple[Window, Tray]:
        tray = Tray()
        service = PrintService(tray, lambda: ["HP"], lambda: "HP")
        shown = window(make_room("practice", role=role), {"sheet": lambda host: SheetPage(host, service)}, size=size)
        made.append(shown)
        with qtbot.waitActive(shown.shell):
            shown.shell.activateWindow()
        return shown, tray

    yield make
    for shown in made:
        qtbot.waitUntil(lambda jobs=shown.jobs: not jobs._under_way, timeout=10_000)
        shown.shell.close()
        shown.shell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def printed(desk: Desk) -> list[dict[str, Any]]:
    with desk.store.read() as reader:
        found = reader.rows(select(audit.c.detail).where(audit.c.act == "print").order_by(audit.c.seq))
    return [json.loads(row[0]) for row in found]


def shown_in(shown: Window, qtbot: Any, make: Callable[[], bytes] = paper) -> SheetPage:
    shown.show_sheet(TITLE, make, name="当日清单 2026-11-23")
    page: SheetPage = shown.page("sheet")
    qtbot.waitUntil(lambda: page.print.isEnabled() or page.view.problem() != "", timeout=10_000)
    return page


def test_it_is_shown_printed_and_noted_without_a_name(room, qtbot):
    shown, tray = room()
    page = shown_in(shown, qtbot)
    assert page.view.sheets.count() >= 1
    assert page.head.title.text() == TITLE

    qtbot.keyClick(shown.shell, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(printed(shown.desk)), timeout=10_000)

    assert tray.taken[0][0] == page._pdf
    assert tray.taken[0][1].title == TITLE
    assert printed(shown.desk) == [{"title": TITLE, "copies": 1}]


def test_saved_where_it_was_asked(room, qtbot, tmp_path: Path):
    shown, _tray = room()
    page = shown_in(shown, qtbot)
    page._where = lambda _parent, name, then: then(tmp_path / name)
    page.save.click()
    assert (tmp_path / "当日清单 2026-11-23.pdf").read_bytes() == page._pdf
    assert printed(shown.desk) == [{"title": TITLE, "copies": 1}]


def test_the_way_back_leads_to_the_page_that_asked_and_its_item_stays_current(room, qtbot):
    shown, _tray = room()
    shown.open_page("people")
    page = shown_in(shown, qtbot)
    assert shown.shell.page_key() == "sheet"
    assert shown.shell.rail.item("people").isChecked()
    shown_in(shown, qtbot)  # another sheet from the sheet keeps the way back
    page.head.back.click()
    assert shown.shell.page_key() == "people"


def test_why_there_is_no_sheet_is_said_in_its_place(room, qtbot):
    def refuse() -> bytes:
        raise NotPrintable("有一个字打不出来。")

    shown, _tray = room()
    page = shown_in(shown, qtbot, refuse)
    assert page.view.problem() == "有一个字打不出来。"
    assert not page.print.isEnabled()


def test_a_role_that_may_not_print_only_looks(room, qtbot):
    shown, tray = room(Role.READER)
    shown.show_sheet(TITLE, paper)
    page = shown.page("sheet")
    qtbot.waitUntil(lambda: page.view.sheets.count() > 0, timeout=10_000)
    assert not page.print.isEnabled()
    page.print_asked()
    assert not tray.taken


@pytest.mark.parametrize("look", [Look(), Look(scale=1.5), Look(dark=True)], ids=str)
@pytest.mark.parametrize("size", [(1366, 768), (1366, 697)], ids=str)
def test_nothing_is_clipped(qapp, room, qtbot, look, size):
    shown, _tray = room(size=size)
    wear(qapp, look)
    shown_in(shown, qtbot)
    qapp.sendPostedEvents()
    assert clipped(shown.shell) == []
    wear(qapp, Look())

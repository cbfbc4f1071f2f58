"""Fixtures for all tests: a dressed application, a silent log, rooms in temporary folders."""

from __future__ import annotations

import gc
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop.commands import rooms
from desktop.commands.desk import Desk
from desktop.commands.practice import practice_room
from desktop.commands.transfer.loading import load, read_committee
from desktop.domain.people import Member, Role, TeamRole
from desktop.domain.permissions import Act
from desktop.storage.keys import Cost
from desktop.ui.looks import Look, load_faces, look, wear

DEEP = bool(os.environ.get("DEEP"))  # `make test DEEP=1`: the long lives, which a night has time for
CHEAP = Cost(memory=8 * 1024, passes=1, lanes=1)
PASSWORD = "示例口令-2026"
NOON = datetime(2026, 11, 23, 6, 3, tzinfo=UTC)  # 14:03 on the wall
CASES = Path(__file__).parent / "data" / "cases.json"
HARMLESS = ("This plugin does not support", "propagateSizeHints")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that at the end nobody waits for it."""

    def long(item: pytest.Item) -> bool:
        allowed = item.get_closest_marker("timeout")
        return allowed is not None and allowed.args[0] > 120

    items.sort(key=lambda item: not long(item))


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(autouse=True)
def _swept_at_home() -> Iterator[None]:
    """As in the program: what Python throws away is thrown away on the main thread, never in a job."""
    gc.disable()
    yield
    gc.disable()  # a test may have said otherwise
    due = [n for n, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > limit]
    if due:
        gc.collect(due[-1])


@pytest.fixture(autouse=True)
def _no_window_left() -> Iterator[None]:
    """What a test put on the screen goes with it; windows that stay are dressed anew by every test after them."""
    before = set(QApplication.topLevelWidgets())
    yield
    for widget in QApplication.topLevelWidgets():
        if widget not in before:
            widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def _silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An unexpected WARNING in the log, or a message of Qt, fails the test."""
    said: list[str] = []

    def hear(kind: QtMsgType, _context: object, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not any(h in message for h in HARMLESS):
            said.append(message)

    before = qInstallMessageHandler(hear)
    yield
    qInstallMessageHandler(before)
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not loud, [f"{r.name}: {r.getMessage()}" for r in loud]
    assert not said, said


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in its own face, at 100 % in daylight."""
    if look() != Look() or not qapp.styleSheet():
        wear(qapp, Look())
    yield qapp
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session", autouse=True)
def _faces(qapp: QApplication) -> None:
    load_faces()


def fixed_now() -> datetime:
    return NOON


@pytest.fixture(scope="session")
def made_rooms(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Loaded rooms, made once and copied for each test."""
    made: dict[str, Path] = {}

    def find(what: str) -> Path:
        if what not in made:
            folder = tmp_path_factory.mktemp(what) / "room"
            data = cases() if what == "cases" else practice_room(NOON.date())
            if what == "practice":  # each test writes its own rota; `lived` has the one that the program comes with
                data = {key: value for key, value in data.items() if key not in ("shifts", "reception_rules")}
            desk, _code = rooms.create(
                folder, read_committee(data), "周慧兰", PASSWORD, now=fixed_now, cost=CHEAP, practice=what != "cases"
            )
            load(desk, data)
            desk.store.close()
            made[what] = folder
        return made[what]

    return find


def cases() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(CASES.read_text(encoding="utf-8"))
    return data


@pytest.fixture
def make_room(tmp_path: Path, made_rooms: Callable[[str], Path]) -> Iterator[Callable[..., Desk]]:
    """Make a room from a data file (or the invented committee alone): `make_room("practice")`, `make_room(role=…)`."""
    opened: list[Desk] = []

    def make(what: str = "", *, role: Role = Role.ADMIN, now: Callable[[], datetime] = fixed_now) -> Desk:
        folder = tmp_path / f"room{len(opened)}"
        if what:
            shutil.copytree(made_rooms(what), folder)
            desk = rooms.open_room(folder, rooms.find_account(folder, None), PASSWORD, now=now)
        else:
            desk, _code = rooms.create(folder, read_committee(cases()), "周慧兰", PASSWORD, now=now, cost=CHEAP)
            with desk.act(Act.TEAM, "member") as tx:
                tx.put(Member(ref="m1", name="周慧兰", role=TeamRole.PEOPLE_MEDIATOR))
        opened.append(desk)
        be(desk, role)
        return desk

    yield make
    for desk in opened:
        desk.store.close()


def without_people(desk: Desk) -> Desk:
    """The room as it is before anybody was entered into the team."""
    with desk.act(Act.TEAM, "member") as tx:
        for member in tx.find(Member):
            tx.remove(member)
    return desk


def be(desk: Desk, role: Role, member: str = "周慧兰") -> None:
    """Sit down at the desk in another role, as the member of that name when there is one."""
    from dataclasses import replace

    found = next((m for m in desk.members() if m.name == member), None)
    desk.account = replace(desk.account, role=role, member_id=found.id if found else None)

"""练习模式: a room of invented people in its own folder, made new each day so that 今天 is always full."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from desktop.commands import rooms
from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.practice import practice_room
from desktop.commands.transfer.loading import load, read_committee
from desktop.domain.people import Account, Role
from desktop.storage.keys import Cost

PASSWORD = "lianxi-2026"
HINT = f"练习口令:{PASSWORD}"
CHEAP = Cost(memory=8 * 1024, passes=1, lanes=1)
PEOPLE = (
    ("周慧兰", Role.MEDIATOR),
    ("叶知秋", Role.LAWYER),
    ("傅敏", Role.STATISTICIAN),
)
FIRST = "练习管理员"


def open_practice(folder: Path, now: Callable[[], datetime] = rooms.utc_now) -> Desk:
    """The practice room of today, opened as its first mediator."""
    today = now().astimezone(SHANGHAI).date()
    marker = folder / "made-on"
    if not marker.exists() or marker.read_text(encoding="utf-8") != today.isoformat():
        _clear(folder)
        _make(folder, now)
        marker.write_text(today.isoformat(), encoding="utf-8")
    return rooms.open_room(folder, rooms.find_account(folder, PEOPLE[0][0]), PASSWORD, now=now)


def sit_down(folder: Path, account: UUID, now: Callable[[], datetime] = rooms.utc_now) -> Desk:
    return rooms.open_room(folder, account, PASSWORD, now=now)


def _make(folder: Path, now: Callable[[], datetime]) -> None:
    data = practice_room(now().astimezone(SHANGHAI).date())
    desk, _code = rooms.create(folder, read_committee(data), FIRST, PASSWORD, now=now, cost=CHEAP, practice=True)
    load(desk, data)
    members = {m.name: m.id for m in desk.members()}
    for name, role in PEOPLE:
        rooms.add_account(desk, Account(name=name, role=role, member_id=members.get(name)), PASSWORD, cost=CHEAP)
    desk.store.close()


def _clear(folder: Path) -> None:
    """Throw yesterday's practice away; nothing else can lie here."""
    for name in ("room.db", "room.db-wal", "room.db-shm", "keyring.json", "device.key", "anchor.json", "made-on"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "attachments", ignore_errors=True)

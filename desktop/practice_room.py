"""练习模式: a room of invented people in its own folder, made new each day so that 今天 is always full."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.commands import disputes, rooms
from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.practice import MISFILED, practice_room
from desktop.commands.statistics.freezing import freeze, note_cause
from desktop.commands.transfer.loading import load, read_committee
from desktop.domain.counting.periods import shifted
from desktop.domain.disputes import Dispute
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
MISTAKE = "登记时误选“其他消费纠纷”，当事人买的是网店的东西，复核后改为电子商务纠纷"
AT_ONCE = 60  # files
REVIEWED = timedelta(days=11)  # after the last month was frozen


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
    today = now().astimezone(SHANGHAI).date()
    data = practice_room(today, history=True)
    desk, _code = rooms.create(folder, read_committee(data), FIRST, PASSWORD, now=now, cost=CHEAP, practice=True)
    for part in _parts(data):
        load(desk, part)
    members = {m.name: m.id for m in desk.members()}
    for name, role in PEOPLE:
        rooms.add_account(desk, Account(name=name, role=role, member_id=members.get(name)), PASSWORD, cost=CHEAP)
    months = {case["closing"]["date"][:7] for case in data["cases"] if case["closing"] and case["case_no"]}
    desk.store.close()
    _report(folder, sorted(month for month in months if month < shifted(f"{today:%Y-%m}", -1)))


def _parts(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The room's file in several: what a transaction has written slows down what it writes next."""
    cases = data["cases"]
    for n in range(0, len(cases), AT_ONCE):
        last = n + AT_ONCE >= len(cases)
        yield {key: value for key, value in data.items() if last or key == "team"} | {"cases": cases[n : n + AT_ONCE]}


def _report(folder: Path, months: list[str]) -> None:
    """The months before last were handed in, each in the first days of the next; then a mistake was found."""
    clock = _Clock()
    mediator, _lawyer, statistician = (rooms.find_account(folder, name) for name, _ in PEOPLE)
    desk = sit_down(folder, statistician, clock)
    calendar = desk.handbook.rules.calendar
    for month in months:
        clock.day = calendar.next_workday(date.fromisoformat(f"{shifted(month, 1)}-03"))
        freeze(desk, month)
    desk.store.close()
    clock.day = calendar.next_workday(clock.day + REVIEWED)
    desk = sit_down(folder, mediator, clock)
    with desk.read() as reader:
        wrong = reader.find(Dispute, key=MISFILED)[0]
    label = desk.handbook.category("ecommerce").label
    disputes.edit(desk, replace(wrong, category="ecommerce", category_label=label))
    note_cause(desk, months[-1], wrong.id, MISTAKE)
    disputes.archive(desk, wrong.id, on=clock.day)
    desk.store.close()


class _Clock:
    """An hour of `day` in the afternoon, on the wall; the minutes follow from the day."""

    day = date.min

    def __call__(self) -> datetime:
        return datetime.combine(self.day, time(14 + self.day.month % 3, self.day.toordinal() * 7 % 60), SHANGHAI)


def _clear(folder: Path) -> None:
    """Throw yesterday's practice away; nothing else can lie here."""
    for name in ("room.db", "room.db-wal", "room.db-shm", "keyring.json", "device.key", "anchor.json", "made-on"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "attachments", ignore_errors=True)

"""Stations of one room and a hub that only gives numbers: what tests of numbers stand on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from desktop.commands import disputes, rooms
from desktop.commands.desk import Desk
from desktop.commands.disputes import Arrival
from desktop.commands.summaries import summarise_all
from desktop.domain.changes import new_id
from desktop.domain.disputes import Dispute
from desktop.domain.people import Party, Person
from desktop.domain.stations import NumberBlock, Sharing, Station
from desktop.storage.store import Deed
from tests.conftest import PASSWORD, fixed_now

T = TypeVar("T")
DAY = date(2026, 11, 23)
CARRIED = (Station, Sharing, NumberBlock, Person, Dispute, Party)


@contextmanager
def stations(desk: Desk, folder: Path, count: int) -> Iterator[list[Desk]]:
    """The desk's room with so many stations; the first keeps the numbers. The others are copies of it by now."""
    others = [new_id() for _ in range(count - 1)]
    with desk.store.begin(Deed(account=desk.account.id, act="station")) as tx:
        for no, id in enumerate([desk.store.device, *others], 1):
            tx.put(Station(id=id, name=f"调处室{no}号机", no=no, sign_key="", box_key=""))
    made = [desk]
    for n, id in enumerate(others):
        copy = folder / f"station{n + 2}"
        shutil.copytree(desk.store.folder, copy)
        rooms.keyring(copy).set_device(id)
        made.append(rooms.open_room(copy, rooms.find_account(copy, None), PASSWORD, now=fixed_now))
        made[-1].account = desk.account
    try:
        yield made
    finally:
        for other in made[1:]:
            other.store.close()


def carry(source: Desk, to: Desk, kinds: tuple[type[Any], ...] = CARRIED) -> None:
    """What one station has, on another: stands for an exchange where nobody wrote the same thing apart."""
    with source.store.read() as reader, to.store.begin(Deed(account=None, act="merge")) as tx:
        for kind in kinds:
            for value in reader.find(kind):
                tx.put(value)
        summarise_all(tx, list(tx.changed.disputes), to.handbook, to.today())


def register(desk: Desk, name: str = "陈一") -> Dispute:
    return disputes.register(desk, Arrival(name=name, facts="押金不退。", category="housing_land", other="某租赁店"))


def accept(desk: Desk, id: UUID | None = None, on: date = DAY) -> Dispute:
    """A file that is accepted on this desk, made now when none is given."""
    mediator = next(m.id for m in desk.members() if m.active)
    return disputes.accept(desk, id or register(desk).id, on=on, mediators=[mediator])


def look(desk: Desk, id: UUID) -> Dispute:
    with desk.store.read() as reader:
        return reader.get(Dispute, id)


@dataclass
class FakeHub:
    """Numbers as the hub's functions give them; `device` is who asks. `cut`: the answer to the next call is lost."""

    device: UUID
    book: dict[Any, Any] = field(default_factory=dict)
    cut: bool = False

    def seen_by(self, device: UUID) -> FakeHub:
        return replace(self, device=device)

    def allot_number(self, series: str, year: int, obj: UUID, above: int = 0) -> int:
        top = self._top(series, year, above)
        given = self._given(series, year)
        if obj not in given:
            given[obj] = top + 1
            self.book["top", series, year] = top + 1
        return self._answer(given[obj])

    def claim_number(self, series: str, year: int, no: int, obj: UUID) -> tuple[int, UUID]:
        self._top(series, year, no)
        given = self._given(series, year)
        holder = next((o for o, n in given.items() if n == no), None)
        if holder is None and obj not in given:
            given[obj] = no
        return self._answer((no, holder) if holder else (given[obj], obj))

    def lease_numbers(self, series: str, year: int, count: int, above: int = 0, after: int = 0) -> tuple[int, int]:
        device, top = self.device, self._top(series, year, above)
        leases = self.book.setdefault("leases", {})
        found = [f for (s, y, f), (_, d, ended) in leases.items() if (s, y, d) == (series, year, device) and not ended]
        first = min((f for f in found if f > after), default=None)
        if first is None:
            first = top + 1
            leases[series, year, first] = (top + count, device, False)
            self.book["top", series, year] = top + count
        return self._answer((first, leases[series, year, first][0]))

    def end_lease(self, series: str, year: int, first: int) -> None:
        last, device, _ = self.book["leases"][series, year, first]
        self.book["leases"][series, year, first] = (last, device, True)
        self._answer(None)

    def _top(self, series: str, year: int, above: int) -> int:
        top = max(self.book.get(("top", series, year), 0), above)
        self.book["top", series, year] = top
        return int(top)

    def _given(self, series: str, year: int) -> dict[UUID, int]:
        found: dict[UUID, int] = self.book.setdefault(("given", series, year), {})
        return found

    def _answer(self, said: T) -> T:
        if self.cut:
            self.cut = False
            raise ConnectionError("the answer was lost")
        return said

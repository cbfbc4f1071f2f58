"""A random life at one station: what people do with files, people, papers and rules, by the program's own commands.

Everything hangs on one seed. Refusals are a part of life; what was not refused must survive every meeting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from desktop.commands import history
from desktop.commands.desk import Desk
from desktop.domain.disputes import Dispute, Filing
from desktop.domain.errors import MediationError
from desktop.domain.people import Account, Member, Party, Person, Role
from tests.conftest import NOON

T = TypeVar("T")
CATEGORIES = ("contract", "environment", "neighbourhood", "consumer_other", "labour_other", "property_management")
SOURCES = ("walk_in", "initiative", "police_110", "hotline_12345")
COMPANIES = ("上海恒禾物业服务有限公司", "示例市云帆教育科技有限公司", "海棠健身服务有限公司")
NAMES = ("邱雨桐", "来人甲", "贾㛃", "刘䶮", "沈佩文")


def _id(one: Any) -> UUID:
    id: UUID = one.id
    return id


Deed = Callable[["Life"], None]


class NothingThere(Exception):
    """There is nothing yet that this deed could be done to."""


@dataclass
class Clock:
    """A station's own wall clock."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def on(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Life:
    """Somebody at a desk who does this and that. `done` counts what the program let them do."""

    desk: Desk
    clock: Clock
    chance: Random
    deeds: Mapping[str, tuple[int, Deed]]  # by name: how often, and what
    done: Counter[str] = field(default_factory=Counter)
    said: int = 0

    def live(self, deeds: int) -> None:
        names, weights = zip(*((name, often) for name, (often, _do) in self.deeds.items()), strict=True)
        for name in self.chance.choices(names, weights, k=deeds):
            self.clock.on(minutes=self.chance.randint(1, 300))
            self.do(name)

    def do(self, name: str) -> bool:
        """Whether the program let it be done."""
        try:
            self.deeds[name][1](self)
        except (MediationError, NothingThere):
            return False
        self.done[name] += 1
        return True

    # -- what is at hand

    def words(self, about: str) -> str:
        """Never said before."""
        self.said += 1
        return f"{about}{self.desk.store.device.hex[-4:]}之{self.said}"

    def all(self, kind: type[T]) -> list[T]:
        """Those of files that are there and open, when they are of a file."""
        with self.desk.read() as reader:
            alive = {d.id for d in reader.find(Dispute) if d.filing is Filing.OPEN}
            found = reader.find(kind)
        return sorted((one for one in found if getattr(one, "dispute_id", None) in {None, *alive}), key=_id)

    def one(self, kind: type[T], fits: Callable[[T], bool] = lambda _one: True) -> T:
        return self.of([one for one in self.all(kind) if fits(one)])

    def of(self, found: Sequence[T]) -> T:
        if not found:
            raise NothingThere
        return self.chance.choice(found)

    def file(self, fits: Callable[[Dispute], bool] = lambda _d: True) -> Dispute:
        """An open file most of the time, rather one of the first: so they meet on what is under way."""
        with self.desk.read() as reader:
            known = sorted((d for d in reader.find(Dispute) if fits(d)), key=_id)
        alive = [d for d in known if d.filing is Filing.OPEN]
        some = alive if alive and self.chance.random() < 0.9 else known
        return self.of(some[:6] if self.chance.random() < 0.8 else some)

    def member(self) -> Member:
        return self.one(Member, lambda m: m.active)

    def person(self) -> tuple[UUID, Person]:
        """Somebody in a file, with the file."""
        part = self.one(Party)
        with self.desk.read() as reader:
            return part.dispute_id, reader.get(Person, part.person_id)

    @contextmanager
    def being(self, role: Role) -> Iterator[None]:
        before: Account = self.desk.account
        self.desk.account = replace(before, role=role)
        try:
            yield
        finally:
            self.desk.account = before


def told(desk: Desk, some: Iterable[UUID] = ()) -> list[Any]:
    """记录 of every file, or of these: what, by whom, which fields from what to what.

    The order of what was done at one time is free.
    """
    with desk.read() as reader:
        files = sorted(some) or sorted(d.id for d in reader.find(Dispute))
    return [
        sorted(
            (
                str(event.txn),
                event.at.isoformat(),
                event.who,
                event.act,
                event.undone,
                sorted((c.kind, c.object.hex, c.field, repr(c.before), repr(c.after), c.born) for c in event.changes),
            )
            for event in history.timeline(desk, id, most=10_000)
        )
        for id in files
    ]

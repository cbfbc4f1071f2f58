"""What the screen says of the numbers: who keeps them, what is at hand, and the register in few lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.numbers.exchanging import waiting
from desktop.commands.numbers.keeping import Keeping, keeping, known
from desktop.commands.numbers.register import TWICE, Line, Standing
from desktop.domain.stations import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`keeper` None: this is the only station, or the one that kept the numbers is gone (`keeping.keeper_lost`).

    `free`: numbers that this station may still give from its blocks; `waiting`: accepted files without a number, in
    the order in which they get theirs.
    """

    keeping: Keeping
    keeper: Station | None
    free: tuple[int, ...]
    waiting: tuple[UUID, ...]


def told(desk: Desk) -> Told:
    with desk.read() as reader:
        k = keeping(reader, desk.store.device)
        facts = known(reader, reader.committee(), desk.today().year)
        return Told(
            keeping=k,
            keeper=next((s for s in k.stations if s.id == k.keeper), None),
            free=tuple(facts.free(k.me)),
            waiting=tuple(id for id, _ in waiting(reader)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Numbers one after the other of which the same can be said; `dispute` when a single file is meant."""

    first: int
    last: int
    state: Standing
    station: str = ""
    why: str = ""
    dispute: UUID | None = None

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def doubled(self) -> bool:
        return self.why == TWICE

    @property
    def explained(self) -> bool:
        return self.state is Standing.USED or bool(self.why)


def runs(lines: Iterable[Line]) -> tuple[Run, ...]:
    """The register with neighbours of one kind together; what is said of a single file stays by itself."""
    found: list[Run] = []
    for line in lines:
        single = line.dispute if line.why else None
        where = "" if line.state is Standing.USED else line.station
        run = Run(first=line.number, last=line.number, state=line.state, station=where, why=line.why, dispute=single)
        before = found[-1] if found else None
        if before is not None and single is None and _alike(before, run):
            found[-1] = replace(before, last=run.last)
        else:
            found.append(run)
    return tuple(found)


def _alike(one: Run, other: Run) -> bool:
    same = (one.state, one.station, one.why) == (other.state, other.station, other.why)
    return same and one.dispute is None and other.first == one.last + 1

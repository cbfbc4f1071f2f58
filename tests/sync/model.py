"""What several stations that exchange acts must come to, said with sets alone and without a line of the program.

A station writes acts of operations on fields. An act remembers the whole of what its author had before (`past`), so
that "knew of" is set membership. A hub and folders hold acts in each device's order; they drop, repeat, cut short,
lose replies and are put back to earlier states. Stations' clocks jump by years, stations are restored and cloned.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

Mark = tuple[bytes, int]
TOMB = "_deleted"
YEAR = 365 * 24 * 3600 * 1000  # ms
DAY = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Op:
    """One field of one object took one value. `write` is what the user was told is saved; it survives a re-issue."""

    device: bytes
    n: int
    hlc: int
    object: str
    field: str
    value: str
    parents: frozenset[Mark]
    write: int

    @property
    def mark(self) -> Mark:
        return self.device, self.n


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """The `no`-th act of a device. `link` hangs on the one before; `seals` names the agreement that it seals."""

    device: bytes
    no: int
    txn: int
    ops: tuple[Op, ...]
    past: frozenset[Mark]
    link: int
    seals: str = ""


def heads(ops: Iterable[Op], object_: str, field_: str) -> list[Op]:
    """Those of a field that nobody named as a parent."""
    mine = [op for op in ops if op.object == object_ and op.field == field_]
    named = {mark for op in mine for mark in op.parents}
    return [op for op in mine if op.mark not in named]


def higher(one: Op, other: Op) -> bool:
    """Whether `one` is shown before `other`: a later millisecond, else the greater device, else the later stamp."""
    if one.hlc >> 16 != other.hlc >> 16:
        return one.hlc >> 16 > other.hlc >> 16
    if one.device != other.device:
        return one.device > other.device
    return one.hlc > other.hlc


def highest(ops: Sequence[Op]) -> Op | None:
    best: Op | None = None
    for op in ops:
        if best is None or higher(op, best):
            best = op
    return best


class Log:
    """All acts that a station holds, by device and number."""

    def __init__(self) -> None:
        self.acts: dict[bytes, list[Act]] = {}
        self.ops: dict[Mark, Op] = {}
        self.act_of: dict[Mark, Act] = {}

    def add(self, act: Act) -> None:
        self.acts.setdefault(act.device, []).append(act)
        for op in act.ops:
            self.ops[op.mark] = op
            self.act_of[op.mark] = act

    def reached(self, device: bytes) -> int:
        return len(self.acts.get(device, ()))

    def link(self, device: bytes, no: int) -> int:
        return self.acts[device][no - 1].link if no else 0

    def all(self) -> list[Act]:
        return [act for acts in self.acts.values() for act in acts]

    def shown(self, object_: str, field_: str) -> Op | None:
        return highest(heads(self.ops.values(), object_, field_))

    def apart(self, one: Op, other: Op) -> bool:
        """Neither author had the other's."""
        if one.device == other.device:
            return False
        return one.mark not in self.act_of[other.mark].past and other.mark not in self.act_of[one.mark].past

    def visible(self, object_: str) -> bool:
        """A tombstone holds only when nobody brought the thing back or worked on it without knowing."""
        tombs = heads(self.ops.values(), object_, TOMB)
        if not tombs or any(op.value != "true" for op in tombs):
            return True
        others = [op for op in self.ops.values() if op.object == object_ and op.field != TOMB]
        return any(all(self.apart(op, tomb) for tomb in tombs) for op in others)

    def seal(self, object_: str) -> Act | None:
        """The sealing act that counts: no other sealing came after it, and of several such the highest."""
        sealing = [act for act in self.all() if act.seals == object_]
        last = [a for a in sealing if not any(a.ops[0].mark in b.past for b in sealing)]
        top = highest([a.ops[0] for a in last])
        return self.act_of[top.mark] if top else None

    def left_out(self, object_: str) -> set[Mark]:
        """What was written on a sealed agreement by people who did not know of the sealing, nor the sealing of it."""
        act = self.seal(object_)
        if act is None:
            return set()
        return {
            op.mark
            for op in self.ops.values()
            if op.object == object_ and self.act_of[op.mark] is not act and self.apart(op, act.ops[0])
        }


@dataclass
class Shelf:
    """A hub or a folder. `ordered`: it gives acts in the order in which they came; else device by device."""

    identity: int
    ordered: bool = True
    log: list[Act] = field(default_factory=list)
    revoked: set[bytes] = field(default_factory=set)

    def of(self, device: bytes) -> list[Act]:
        return [act for act in self.log if act.device == device]

    def push(self, act: Act) -> None:
        there = self.of(act.device)
        if act.no <= len(there):
            assert there[act.no - 1].link == act.link, "a fork reached a shelf"
        else:
            assert act.no == len(there) + 1, "a gap was pushed"
            self.log.append(act)

    def chain(self, seq: int) -> int:
        """What the first `seq` acts are, in their order. That the last of them is the same says nothing of the rest."""
        return hash(tuple(act.link for act in self.log[:seq]))

    def page(self, cursor: tuple[int, int, int], most: int) -> tuple[list[Act], tuple[int, int, int]]:
        identity, seq, chain = cursor
        known = seq <= len(self.log) and self.chain(seq) == chain
        start = seq if identity == self.identity and known else 0
        some = self.log[start : start + most]
        end = start + len(some)
        return some, (self.identity, end, self.chain(end))


class Station:
    """One workstation of the model."""

    def __init__(self, device: bytes, wall: int, heard: Callable[[Station, Act], None]) -> None:
        self.device, self.wall, self.heard = device, wall, heard
        self.stamp, self.n = 0, 0
        self.log = Log()
        self.held: list[Act] = []
        self.cursors: dict[int, tuple[int, int, int]] = {}
        self.revoked = False
        self.suspect = False  # restored or cloned, and not yet at the hub since

    def write(self, changes: Sequence[tuple[str, str, str, bool]], world: World, seals: str = "") -> Act:
        """One act. A change: object, field, value, whether it settles all heads (else the shown one is replaced)."""
        past = frozenset(self.log.ops)
        ops = []
        for object_, field_, value, settles in changes:
            before = heads(self.log.ops.values(), object_, field_)
            best = highest(before)
            parents = before if settles else [best] if best else []
            self.stamp = max([self.stamp + 1, *(op.hlc + 1 for op in parents), self.wall << 16])
            self.n += 1
            named = frozenset(op.mark for op in parents)
            ops.append(Op(self.device, self.n, self.stamp, object_, field_, value, named, world.next()))
        no = self.log.reached(self.device) + 1
        txn = world.next()
        act = Act(self.device, no, txn, tuple(ops), past, hash((self.log.link(self.device, no - 1), txn)), seals)
        self._apply(act)
        return act

    def take(self, acts: Iterable[Act]) -> None:
        """What is new and whose causes are here is applied; the rest waits or is passed over."""
        self.held += acts
        moved = True
        while moved:
            moved, waiting = False, self.held
            self.held = []
            for act in waiting:
                have = self.log.reached(act.device)
                if act.no <= have:
                    assert self.log.link(act.device, act.no) == act.link, "a fork was taken in"
                elif act.no == have + 1 and act.past <= self.log.ops.keys():
                    self._apply(act)
                    moved = True
                elif not any(a.device == act.device and a.no == act.no for a in self.held):
                    self.held.append(act)

    def _apply(self, act: Act) -> None:
        self.log.add(act)
        for op in act.ops:
            if op.hlc >> 16 <= self.wall + DAY:
                self.stamp = max(self.stamp, op.hlc)
            if act.device == self.device:
                self.n = max(self.n, op.n)
        self.heard(self, act)

    def meet(self, shelf: Shelf, world: World) -> None:
        """Ask how far the shelf holds this station's acts; go on under a new name when it knows others or more."""
        there = shelf.of(self.device)
        mine = self.log.acts.get(self.device, [])
        same = 0
        while same < min(len(there), len(mine)) and there[same].link == mine[same].link:
            same += 1
        if same < len(there):
            self._rename(there, mine[same:], world)
        if shelf.ordered:
            self.suspect = False

    def _rename(self, there: list[Act], own: list[Act], world: World) -> None:
        """Take the other's line under the old name for what it is, and issue again what only this station has."""
        known = {act.txn for act in there}
        old, kept = self.log, [act for act in own if act.txn not in known]
        self.log, self.device, self.n = Log(), world.name(), 0
        world.forget(self)
        mine, waiting, self.held = {id(act) for act in own}, self.held, []
        self.take([*(act for act in old.all() if id(act) not in mine), *there, *waiting])
        named: dict[Mark, Mark] = {}
        by_write = {op.write: op.mark for act in there for op in act.ops}
        for act in own:  # written already under the old name: the same write, another mark
            if act.txn in known:
                named |= {op.mark: by_write[op.write] for op in act.ops}
        for act in kept:
            ops = []
            for op in act.ops:
                self.n += 1
                named[op.mark] = (self.device, self.n)
                parents = frozenset(named.get(mark, mark) for mark in op.parents)
                ops.append(Op(self.device, self.n, op.hlc, op.object, op.field, op.value, parents, op.write))
            past = frozenset(named.get(mark, mark) for mark in act.past)
            no = self.log.reached(self.device) + 1
            link = hash((self.log.link(self.device, no - 1), act.txn))
            self._apply(Act(self.device, no, act.txn, tuple(ops), past, link, act.seals))


class World:
    """Stations, a hub, folders, and an imp (`dice`) who decides what goes wrong."""

    def __init__(self, dice: random.Random, heard: Callable[[Station, Act], None], forget: Callable[[Station], None]):
        self.dice, self.heard, self.forget = dice, heard, forget
        self._count = 0
        self.hub = Shelf(self.next())
        self.folders = [Shelf(self.next(), ordered=False) for _ in range(2)]
        self.stations = [self.station() for _ in range(dice.randint(3, 5))]
        self.saved: set[int] = set()  # writes that their users were told are saved, and that no disk was lost with
        self.kept: list[tuple[Station, Station]] = []  # (whose, an earlier copy)
        self.happened: dict[str, int] = {}

    def next(self) -> int:
        self._count += 1
        return self._count

    def name(self) -> bytes:
        return self.dice.randbytes(4)

    def station(self) -> Station:
        wall = 1_700_000_000_000 + self.dice.choice((0, 0, -10 * YEAR, 10 * YEAR, -DAY // 2, 3_600_000))
        return Station(self.name(), wall, self.heard)

    def live(self) -> list[Station]:
        return [s for s in self.stations if not s.revoked]

    def doubtful(self, who: Station) -> bool:
        """Whether another may go on under the same name: only the hub, met before any folder, can tell them apart."""
        return who.suspect or any(s.device == who.device for s in self.stations if s is not who)

    def exchange(self, who: Station, shelf: Shelf, *, broken: bool = False) -> None:
        """Meet, push, pull; with `broken` it stops anywhere, a reply is lost, or pages come twice."""
        stop = self.dice.choice(("meet", "push", "reply", "pull", "twice", "")) if broken else ""
        if who.device in shelf.revoked or (self.doubtful(who) and not shelf.ordered):
            return
        who.meet(shelf, self)
        if stop == "meet":
            return
        for device, acts in list(who.log.acts.items()):
            for act in acts[len(shelf.of(device)) :]:
                if device in shelf.revoked:
                    break
                if stop == "push" and self.dice.random() < 0.3:
                    return
                shelf.push(act)
        if stop == "reply":
            return  # all of it is there, and the station does not know it
        cursor = who.cursors.get(shelf.identity, (0, 0, 0))
        while True:
            acts, reached = shelf.page(cursor, self.dice.randint(1, 5) if broken else 50)
            if stop == "pull" and self.dice.random() < 0.3:
                return
            if not shelf.ordered:
                acts = self._shuffled(acts)
            who.take(acts)
            if stop == "twice" and self.dice.random() < 0.4:
                who.take(acts)
                who.cursors.pop(shelf.identity, None)
                return
            who.cursors[shelf.identity] = reached
            if reached == cursor or not acts:
                return
            cursor = reached

    def _shuffled(self, acts: list[Act]) -> list[Act]:
        """Another order that keeps each device's own."""
        lines: dict[bytes, list[Act]] = {}
        for act in acts:
            lines.setdefault(act.device, []).append(act)
        return [lines[device].pop(0) for device in self.dice.sample([a.device for a in acts], len(acts))]

    def settle(self) -> None:
        """Everybody meets everybody until nobody learns anything."""
        for _ in range(3):
            for who in self.live():
                for shelf in (self.hub, *self.folders):
                    self.exchange(who, shelf)


def copy_of(station: Station) -> Station:
    """The station as an image of its disk has it: acts never change, so they are shared."""
    twin = copy.copy(station)
    twin.log = Log()
    for act in station.log.all():
        twin.log.add(act)
    twin.held, twin.cursors = list(station.held), dict(station.cursors)
    return twin

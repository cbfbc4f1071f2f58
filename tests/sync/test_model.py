"""The program's rules of merging against sets: any number of stations, everything that goes wrong, nothing lost."""

from __future__ import annotations

import logging
import os
import random
from collections import Counter

import pytest

from desktop.domain import merging
from desktop.domain.changes import Clock
from desktop.domain.merging import DELETED
from tests.conftest import DEEP
from tests.sync.model import DAY, TOMB, YEAR, Act, Log, Op, Shelf, Station, World, copy_of, heads, higher

logger = logging.getLogger(__name__)
RUNS = 20_000 if DEEP or os.environ.get("SYNC_DEEP") else 2_000
STEPS = 40
FIELDS = ("facts", "title", "status")
OBJECTS = ("file 1", "file 2", "person 1")
AGREEMENT = "agreement 1"


class Program:
    """What the program's functions make of the same acts, one after another as each station hears of them."""

    def __init__(self) -> None:
        self.heads: dict[int, dict[tuple[str, str], tuple[merging.Mark, ...]]] = {}

    def heard(self, station: Station, act: Act) -> None:
        kept = self.heads.setdefault(id(station), {})
        for op in act.ops:
            key = op.object, op.field
            kept[key] = merging.joined(kept.get(key, ()), op.mark, sorted(op.parents))

    def forget(self, station: Station) -> None:
        self.heads[id(station)] = {}

    def copied(self, station: Station, twin: Station) -> None:
        self.heads[id(twin)] = dict(self.heads.get(id(station), {}))


def as_merging(log: Log, op: Op) -> merging.Op:
    """The same operation as the program sees it: what its author had is a number a device."""
    act = log.act_of[op.mark]
    seen: dict[bytes, int] = {}
    for device, n in act.past:
        seen[device] = max(seen.get(device, 0), n)
    return merging.Op(
        op.device, op.n, op.hlc, op.field, op.value, act.txn.to_bytes(4, "big"), tuple(sorted(op.parents)), seen
    )


def step(world: World, program: Program) -> None:
    """One thing that somebody does, or that happens to somebody."""
    dice = world.dice
    who = dice.choice(world.stations)
    what = dice.choices(
        ("edit", "act", "settle", "delete", "seal", "sync", "broken", "bundle", "carry", "clock", "keep", "restore",
         "clone", "hub", "revoke"),
        (26, 8, 6, 6, 4, 14, 16, 8, 3, 3, 3, 2, 1, 2, 1),
    )[0]  # fmt: skip
    done = True
    match what:
        case "edit" | "act" | "settle" | "delete" | "seal":
            write(world, who, what)
        case "sync" | "broken":
            world.exchange(who, world.hub, broken=what == "broken")
        case "bundle":
            world.exchange(who, dice.choice(world.folders), broken=dice.random() < 0.5)
        case "carry":
            part_of(dice, *dice.sample(world.folders, 2))
        case "clock":
            who.wall += dice.choice((-10 * YEAR, 10 * YEAR, DAY, 60_000))
        case "keep":
            twin = copy_of(who)
            program.copied(who, twin)
            world.kept.append((who, twin))
        case "restore" | "clone":
            done = image(world, program, clone=what == "clone")
        case "hub":
            done = put_back(world)
        case _:
            done = revoke(world, who)
    for one in world.stations:
        one.wall += 500
    if done:
        world.happened[what] = world.happened.get(what, 0) + 1


def write(world: World, who: Station, what: str) -> None:
    dice = world.dice
    object_ = dice.choice((*OBJECTS, AGREEMENT))
    text = str(world.next())
    if what == "delete":
        changes = [(object_, TOMB, dice.choice(("true", "true", "false")), dice.random() < 0.3)]
    elif what == "seal":
        changes = [(AGREEMENT, "status", "signed", False), (AGREEMENT, "content", text, False)]
    elif what == "act":
        changes = [(o, f, text, False) for o in dice.sample(OBJECTS, 2) for f in dice.sample(FIELDS, 2)]
    else:
        changes = [(object_, dice.choice(FIELDS), text, what == "settle")]
    sealed = who.log.seal(AGREEMENT) is not None
    if sealed and any(change[0] == AGREEMENT for change in changes):
        return  # a person who knows that it is signed cannot edit it
    act = who.write(changes, world, AGREEMENT if what == "seal" else "")
    if not who.revoked:
        world.saved |= {op.write for op in act.ops}


def part_of(dice: random.Random, source: Shelf, target: Shelf) -> None:
    """Somebody copies a folder; the copy breaks off anywhere."""
    for device in {act.device for act in source.log}:
        acts = source.of(device)
        for act in acts[len(target.of(device)) : dice.randint(0, len(acts))]:
            target.push(act)


def whole(world: World, device: bytes) -> bool:
    """Whether the hub holds as much of a device's acts as anybody else does.

    Two disasters at once (a restored hub and a restored station) fork a device's line, and no order can join it.
    """
    there = len(world.hub.of(device))
    others = [s for s in world.stations if s.device != device]
    return all(len(f.of(device)) <= there for f in world.folders) and all(
        s.log.reached(device) <= there for s in others
    )


def image(world: World, program: Program, *, clone: bool) -> bool:
    """A disk is put back from its image; or the image starts as one more station."""
    usable = [
        (who, twin)
        for who, twin in world.kept
        if who in world.stations
        and not who.revoked
        and not world.doubtful(who)
        and who.device == twin.device
        and whole(world, who.device)
    ]
    if not usable:
        return False
    who, twin = world.dice.choice(usable)
    again = copy_of(twin)
    program.copied(twin, again)
    again.suspect = True
    there = {op.write for act in world.hub.of(who.device) for op in act.ops}
    image_has = {op.write for op in twin.log.ops.values()}
    if clone:
        if len(world.stations) >= 6:
            return False
        who.suspect = True
    else:  # what was on the lost disk alone is lost with it
        world.saved -= {op.write for op in who.log.ops.values() if op.device == who.device} - there - image_has
        world.stations.remove(who)
    world.stations.append(again)
    return True


def put_back(world: World) -> bool:
    """The hub is restored to an earlier state, or made anew."""
    if any(world.doubtful(s) for s in world.stations) or world.hub.revoked:
        return False
    world.kept.clear()
    world.hub.log = world.hub.log[: world.dice.randint(0, len(world.hub.log))]
    if world.dice.random() < 0.3:
        world.hub = Shelf(world.next())
    return True


def revoke(world: World, who: Station) -> bool:
    """A station is shut out; what it wrote and never gave away is not missed."""
    if len(world.live()) <= 2 or who.revoked or world.doubtful(who) or not whole(world, who.device):
        return False
    who.revoked = True
    for shelf in (world.hub, *world.folders):
        shelf.revoked.add(who.device)
    given = {op.write for shelf in (world.hub, *world.folders) for act in shelf.log for op in act.ops}
    given |= {op.write for s in world.live() for op in s.log.ops.values()}
    world.saved -= {op.write for op in who.log.ops.values()} - given
    return True


def check(world: World, program: Program) -> int:
    """Invariants 1-7 and 13-14 of the design, and each function of the program; how many fields are in conflict."""
    live = world.live()
    first = live[0].log
    for station in live:
        log = station.log
        assert log.ops == first.ops, "not the same operations"
        assert not station.held
        writes = Counter(op.write for op in log.ops.values())
        assert world.saved <= set(writes), "an acknowledged write is lost"
        assert max(writes.values(), default=1) == 1, "a write is there twice"
        for acts in log.acts.values():
            assert [a.no for a in acts] == list(range(1, len(acts) + 1))
            marks = [op.n for a in acts for op in a.ops]
            assert marks == list(range(1, len(marks) + 1))
        for key, kept in program.heads[id(station)].items():
            assert set(kept) == {op.mark for op in heads(log.ops.values(), *key)}, "heads"
    for op in first.ops.values():
        assert all(first.ops[parent].hlc < op.hlc for parent in op.parents), "a child is older than its parent"
    return compare(first)


def compare(log: Log) -> int:
    """The program's functions on the whole log against the model's sets."""
    ops = {mark: as_merging(log, op) for mark, op in log.ops.items()}
    marks = sorted(ops)
    for one in marks[::3]:
        for other in marks[::2]:
            if one[0] != other[0]:
                assert merging.knew(ops[one], ops[other]) == (other in log.act_of[one].past)
                assert merging.apart(ops[one], ops[other]) == log.apart(log.ops[one], log.ops[other])
            lower = merging.rank(ops[one].hlc, one[0]) < merging.rank(ops[other].hlc, other[0])
            assert lower == higher(log.ops[other], log.ops[one])
    conflicts = 0
    for object_ in (*OBJECTS, AGREEMENT):
        written = [op for op in log.ops.values() if op.object == object_]
        for name in {op.field for op in written}:
            mine = [ops[op.mark] for op in written if op.field == name]
            top = merging.heads_of(mine)
            assert {op.mark for op in top} == {op.mark for op in heads(written, object_, name)}
            shown = log.shown(object_, name)
            assert shown is not None
            assert top[0].mark == shown.mark
            assert all(op.mark in {t.mark for t in top} or has_descendant(op, mine, top) for op in mine)
            conflicts += len({op.value for op in top}) > 1
        tombs = merging.heads_of([ops[op.mark] for op in written if op.field == DELETED])
        others = [ops[op.mark] for op in written if op.field != DELETED]
        assert merging.is_gone(tombs, others) == (not log.visible(object_))
    sealing = [a.ops[0] for a in log.all() if a.seals]
    act = log.seal(AGREEMENT)
    latest = merging.latest([ops[op.mark] for op in sealing])
    assert (latest.mark if latest else None) == (act.ops[0].mark if act else None)
    if latest:
        mine = [ops[op.mark] for op in log.ops.values() if op.object == AGREEMENT]
        counted, outside = merging.under_seal(mine, latest)
        assert {op.mark for op in outside} == log.left_out(AGREEMENT)
        assert len(counted) + len(outside) == len(mine)
        text = [op for op in counted if op.field == "content"]
        assert merging.heads_of(text)[0].txn == latest.txn, "what was signed is not what is shown"
    return conflicts


def has_descendant(op: merging.Op, ops: list[merging.Op], top: list[merging.Op]) -> bool:
    """Whether one of `top` replaced it, at whatever distance."""
    line, ends = {op.mark}, {t.mark for t in top}
    for _ in ops:
        line |= {o.mark for o in ops if line & set(o.parents)}
    return bool(line & ends)


def play(seed: int) -> tuple[World, int]:
    program = Program()
    world = World(random.Random(seed), program.heard, program.forget)
    for _ in range(STEPS):
        step(world, program)
    world.settle()
    return world, check(world, program)


@pytest.mark.timeout(900)
def test_every_run_ends_the_same_everywhere_and_nothing_is_lost() -> None:
    happened: Counter[str] = Counter()
    conflicts = 0
    start = int(os.environ.get("SYNC_SEED") or random.Random().randrange(1 << 40))
    for seed in range(start, start + RUNS):
        try:
            world, found = play(seed)
        except AssertionError as wrong:
            raise AssertionError(f"seed {seed}: {wrong}") from wrong
        happened.update(world.happened)
        conflicts += found
    logger.info("%d runs, %d steps %s, %d conflicts kept", RUNS, sum(happened.values()), dict(happened), conflicts)
    assert len(happened) == 15, f"something never happened: {happened}"
    assert conflicts > RUNS // 4


def test_a_stamp_is_above_all_that_its_author_saw() -> None:
    dice = random.Random(7)
    wall = 1_700_000_000_000
    clock = Clock(lambda: wall)
    last = 0
    for _ in range(2_000):
        wall += dice.choice((-10 * YEAR, 10 * YEAR, 0, 1, -1))
        wall = max(wall, 0)
        seen = [dice.randrange(1 << 60) >> 12 for _ in range(dice.randrange(3))]
        given = clock.tick(*seen)
        assert given > last
        assert all(given > s for s in seen)
        last = given

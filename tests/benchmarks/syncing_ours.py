"""Ours: two real rooms, SQLCipher on the disk, and a real PostgreSQL over TLS as the roles that workstations have.

Envelopes are compressed, sealed and signed; every change is an act of the room with its audit line on both sides.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from desktop.commands import disputes, records, rooms
from desktop.commands.desk import Desk
from desktop.commands.syncing import deriving
from desktop.commands.syncing.exchanging import refuse_many_deletions
from desktop.domain.changes import Changed
from desktop.domain.disputes import Dispute
from desktop.domain.people import Committee, Person, Role
from desktop.domain.permissions import Act
from desktop.storage.schema import envelopes
from desktop.sync import attached
from desktop.sync.exchange import Hooks, exchange
from desktop.sync.replica import Replica
from desktop.sync.targets.hub import Hub
from tests.benchmarks.syncing_peers import Times, word, words
from tests.conftest import CHEAP, PASSWORD
from tests.sync.cluster import Cluster
from tests.sync.stations import another

FIELDS = (
    *("name", "sex", "ethnicity", "id_type", "occupation"),
    *("employer", "address", "phone", "legal_representative", "legal_representative_title"),
)
BATCH = 1_000  # records of one act when the room is made


def make(folder: Path, count: int, *, files: int = 0) -> None:
    """A room of `count` people and of `files` files, with all their history; it never met another."""
    committee = Committee(committee="示例街道人民调解委员会", short="示例人调", room="示例联合纠纷调处室")
    desk, _code = rooms.create(folder, committee, "基准", PASSWORD, role=Role.ADMIN, member_name="基准", cost=CHEAP)
    said = words()
    people = [Person(**_fields(said, n, 0, len(FIELDS))) for n in range(count)]
    for start in range(0, count, BATCH):
        _save(desk, people[start : start + BATCH])
    for n in range(files):
        name, other, facts = (word(said[at], n, 0) for at in range(3))
        disputes.register(desk, disputes.Arrival(name=name, other=other, facts=facts, category="neighbour"))
    desk.store.close()


def started() -> Cluster:
    """A PostgreSQL of our own, made and running; `remove()` ends it. On a disk, where its own user may go."""
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="pg-bench-", dir="/var/tmp")))
    cluster.make()
    return cluster


class Ours:
    """Stations A, which writes, and B, which follows; a new hub for each `first`. One session each, kept open."""

    def __init__(self, work: Path, cluster: Cluster, room: Callable[[int], Path]) -> None:
        """`room(count)` is a room of so many records that is copied, never written."""
        self._work, self._cluster, self._room = work, cluster, room
        self._turn = 0
        self._words = words()
        self._people: list[Person] = []
        self.a: Desk
        self.b: Desk
        self.came = Changed()  # by the last exchange
        self._pushed = self._taken = 0.0  # s of the last exchange until the hub's receipt, until what came is committed
        self._begun = 0.0
        self._lines: list[tuple[Replica, Hub]] = []

    def ask(self, do: str, **asked: int) -> Times:
        verbs: dict[str, Callable[..., Times]] = {
            "first": self.first,
            "changed": self.changed,
            "files": self.files,
            "one": self.one,
            "idle": self.idle,
            "media": self.media,
        }
        return verbs[do](**asked)

    def first(self, count: int) -> Times:
        """All of A's history sealed and pushed, and taken in by a new, empty B."""
        self.close()
        shutil.copytree(self._room(count), self._work / "a")
        self.a = rooms.open_room(self._work / "a", rooms.find_account(self._work / "a", None), PASSWORD)
        with self.a.read() as reader:
            self._people = reader.find(Person)
        hub = self._cluster.database()
        self._meet(self.a, hub)
        push, wire = self.exchange(0), self.sealed()
        self.b = another(self.a, self._work / "b", "第二台", now=self.a.store.now)
        self.exchange(0)  # that B may come
        self._meet(self.b, hub)
        pull = self.exchange(1)
        with self.b.store.read() as reader:
            assert len(reader.find(Person)) == len(self._people) >= count, "not everything arrived"
        deriving.derive(self.b)
        self.exchange(0)
        return {"push": push, "pull": pull, "wire": float(wire)}

    def changed(self, count: int, fields: int, acts: int = 1) -> Times:
        """`count` records of A changed in their first `fields` fields, in `acts` acts of the room."""
        some = self.edit(count, fields, acts)
        before = self.sealed()
        times = {"push": self.exchange(0), "pull": self.exchange(1), "wire": float(self.sealed() - before)}
        with self.b.store.read() as reader:
            assert reader.get(Person, some[-1].id) == some[-1], "the change did not arrive"
        return times

    def edit(self, count: int, fields: int, acts: int = 1) -> list[Person]:
        self._turn += 1
        some = [replace(p, **_fields(self._words, n, self._turn, fields)) for n, p in enumerate(self._people[:count])]
        size = count // acts
        for start in range(0, count, size):
            _save(self.a, some[start : start + size])
        self._people[:count] = some
        return some

    def files(self, count: int) -> Times:
        """`count` files of A edited, each in its own act; `derive` is what B's lists and figures then take."""
        self._turn += 1
        with self.a.read() as reader:
            some = reader.find(Dispute)[:count]
        for n, one in enumerate(some):
            facts = word(self._words[0], n, self._turn)
            disputes.edit(self.a, replace(one, facts=facts, title=f"{facts}的纠纷"))
        times = {"push": self.exchange(0), "pull": self.exchange(1)}
        start = time.perf_counter()
        done = deriving.derive(self.b)
        times["derive"] = time.perf_counter() - start
        assert len(done) == count, "not every file was made anew"
        return times

    def one(self) -> Times:
        """One record; `visible` leaves out what both sides do after it is there: comparing, noting the time."""
        times = self.changed(1, 2)
        return times | {"visible": self._pushed + self._taken}

    def idle(self) -> Times:
        return {"push": self.exchange(0)}

    def media(self, files: int, size: int) -> Times:
        """`files` attachments of `size` random bytes: sealed and given to the hub, fetched and opened by B."""
        arrival = disputes.Arrival(name="来人", facts="附件", category="neighbour")
        one = disputes.register(self.a, arrival)
        made = [records.attach(self.a, one.id, f"{n}.bin", os.urandom(size)) for n in range(files)]
        start = time.perf_counter()
        attached.prepare(self.a.store, self.a.attachments)
        push = time.perf_counter() - start
        self.exchange(0)
        self.exchange(1)
        start = time.perf_counter()
        attached.give(self.a.store, self.a.attachments, self._lines[0][1], _always)
        given = time.perf_counter()
        attached.take(self.b.store, self.b.attachments, self._lines[1][1], _always)
        pull = time.perf_counter() - given
        assert len(self.b.attachments.get(made[-1].sha256)) == size, "an attachment did not arrive"
        return {"push": push + given - start, "pull": pull}

    def sealed(self) -> int:
        """Bytes of all envelopes that A made."""
        with self.a.store.read() as reader:
            return int(reader.rows(select(func.coalesce(func.sum(func.length(envelopes.c.body)), 0)))[0][0])

    def exchange(self, at: int) -> float:
        """Seconds of an exchange of A (0) or B (1)."""
        desk = self.b if at else self.a
        hooks = Hooks(told=self._told, may_take=lambda mine: refuse_many_deletions(desk, mine))
        self._begun = time.perf_counter()
        self.came = exchange(*self._lines[at], hooks).changed
        return time.perf_counter() - self._begun

    def _told(self, _changed: Changed) -> None:
        self._taken = time.perf_counter() - self._begun

    def _reach(self, moment: str) -> None:
        if moment == "after_push":
            self._pushed = time.perf_counter() - self._begun

    def close(self) -> None:
        for replica, hub in self._lines:
            hub.close()
            replica.store.close()
        self._lines.clear()
        for name in "ab":
            shutil.rmtree(self._work / name, ignore_errors=True)

    def _meet(self, desk: Desk, hub: str) -> None:
        replica = Replica(desk.store, reach=self._reach, follow=deriving.follow)
        line = self._cluster.hub(self._cluster.station(replica.identity.room, dbname=hub), desk.store.device)
        line.open()
        self._lines.append((replica, line))


def _always() -> bool:
    return True


def _fields(said: list[list[str]], n: int, turn: int, count: int) -> dict[str, Any]:
    return {name: word(said[at], n, turn) for at, name in enumerate(FIELDS[:count])}


def _save(desk: Desk, people: Sequence[Person]) -> None:
    with desk.act(Act.EDIT, "edit", undoable=False) as tx:
        for person in people:
            tx.put(person)

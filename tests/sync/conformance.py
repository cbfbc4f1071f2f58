"""What every target must do, whatever it is made of; `test_conformance.py` runs it against each of them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from uuid import UUID

from nacl.signing import SigningKey

from desktop.sync.envelope import SCHEMA, ActPart, Content, Cover, pack
from desktop.sync.errors import Behind, SyncFailed, Unreachable
from desktop.sync.targets import Greeting, Page, Position, Report, Sealed, Target

T = TypeVar("T")
ROOM = UUID("0192a5c0-0000-7000-8000-0000000000aa")
ZERO = bytes(32)
PLENTY = 1 << 30


@dataclass
class Author:
    """A station that only seals: the chain of its envelopes, all told."""

    device: UUID
    random: random.Random
    sign: SigningKey
    room: UUID = ROOM
    sealed: list[Sealed] = field(default_factory=list)

    def seal(self, *, acts: int = 1, size: int = 0, schema: int = SCHEMA) -> Sealed:
        """The next envelope, of `acts` acts and at least `size` bytes that cannot be compressed."""
        last = self.sealed[-1] if self.sealed else None
        lo = last.hi + 1 if last else 1
        filler = self.random.randbytes(size).hex() if size else ""
        parts = [
            ActPart(no, self.random.randbytes(16), "", no, bytes(16), "t", b"", filler, b"", False, [], 1, 0, [])
            for no in range(lo, lo + acts)
        ]
        cover = Cover(self.room, self.device, lo, lo + acts - 1, last.hash if last else ZERO, schema, 1)
        made = pack(Content([self.device.bytes], parts), cover, bytes(32), self.sign)
        self.sealed.append(made)
        return made

    def several(self, count: int) -> list[Sealed]:
        return [self.seal(acts=self.random.randint(1, 4)) for _ in range(count)]

    def twin(self) -> Author:
        """The same station started from a copy of its disk: same numbers, its own ends."""
        return Author(self.device, random.Random(self.random.random()), self.sign, self.room, list(self.sealed))


def authors(count: int, seed: int = 1) -> list[Author]:
    chance = random.Random(seed)
    return [
        Author(UUID(bytes=chance.randbytes(16)), random.Random(seed + n), SigningKey(chance.randbytes(32)))
        for n in range(count)
    ]


class Lab(Protocol):
    """Where one kind of target is tried. Every station that `stations` names is enrolled there."""

    stations: Sequence[Author]

    def line(self, station: Author) -> Target:
        """A target as that station has it, not opened."""

    def image(self) -> object:
        """A backup of the place."""

    def restore(self, image: object) -> None:
        """Put it back to a backup; whoever runs it forgot to say so."""

    def renew(self) -> None:
        """Make it anew and empty."""

    def damage_chunk(self, address: str) -> None:
        """Change a byte of what lies there."""


@dataclass
class Reader:
    """Reads a target to its end, as a station does: cursor and numbers move together."""

    target: Target
    cursor: bytes = b""
    got: list[Sealed] = field(default_factory=list)

    @property
    def have(self) -> dict[UUID, int]:
        return {one.device: one.hi for one in self.got}

    def read(self, most: int = PLENTY, have: Mapping[UUID, int] | None = None) -> list[Sealed]:
        """All that is new; each page is checked to go on where the one before ended."""
        new: list[Sealed] = []
        for _ in range(10_000):
            page = self.target.pull(self.cursor, self.have if have is None else have, most)
            new += page.envelopes
            self.got += page.envelopes
            self.cursor = page.cursor
            if not page.more:
                return new
            assert page.envelopes or have is not None, "a page that says there is more holds at least one"
        raise AssertionError("it never ends")


def in_order(envelopes: Sequence[Sealed]) -> bool:
    """Each device's from its first act on, without gap and each naming the one before; bytes have their hash."""
    last: dict[UUID, Position] = {}
    for one in envelopes:
        before = last.get(one.device, Position(0, ZERO))
        if one.lo != before.hi + 1 or one.prev != before.hash or hashlib.sha256(one.wire).digest() != one.hash:
            return False
        last[one.device] = Position(one.hi, one.hash)
    return True


class Unsteady:
    """A target whose calls fail before they arrive, lose their reply, come twice, late or out of turn.

    A late call is one whose sender gave up: it arrives before some later call.
    """

    def __init__(self, target: Target, chance: random.Random, rate: float = 0.3) -> None:
        self.key = target.key
        self._target, self._chance, self._rate = target, chance, rate
        self._late: list[Callable[[], object]] = []

    def open(self) -> Greeting:
        return self._call(self._target.open)

    def known_as(self, device: UUID) -> None:
        self._target.known_as(device)

    def push(self, envelopes: Sequence[Sealed]) -> Mapping[UUID, Position]:
        return self._call(lambda: self._target.push(envelopes))

    def pull(self, cursor: bytes, have: Mapping[UUID, int], most: int) -> Page:
        have = dict(have)
        return self._call(lambda: self._target.pull(cursor, have, most))

    def missing(self, addresses: Sequence[str]) -> set[str]:
        return self._call(lambda: self._target.missing(addresses))

    def put_chunks(self, chunks: Sequence[tuple[str, bytes]]) -> None:
        self._call(lambda: self._target.put_chunks(chunks))

    def get_chunk(self, address: str) -> bytes | None:
        return self._call(lambda: self._target.get_chunk(address))

    def leave_snapshot(self, manifest: bytes) -> None:
        self._call(lambda: self._target.leave_snapshot(manifest))

    def snapshot(self) -> bytes | None:
        return self._call(self._target.snapshot)

    def report(self, mine: Report) -> Sequence[Report]:
        return self._call(lambda: self._target.report(mine))

    def close(self) -> None:
        self._target.close()

    def _call(self, call: Callable[[], T]) -> T:
        while self._late and self._chance.random() < 0.5:
            self._arrive(self._late.pop(self._chance.randrange(len(self._late))))
        if self._chance.random() > self._rate:
            return call()
        match self._chance.choice(("lost", "reply lost", "twice", "late")):
            case "lost":
                raise Unreachable("cut", "连接中断。")
            case "reply lost":
                call()
                raise Unreachable("cut", "连接中断。")
            case "late":
                self._late.append(call)
                raise Unreachable("cut", "连接中断。")
            case _:
                self._arrive(call)
                return call()

    @staticmethod
    def _arrive(call: Callable[[], object]) -> None:
        try:
            call()
        except SyncFailed:
            return  # whoever had sent it no longer listens


def insist(call: Callable[[], T]) -> T:
    """Try again until it was answered, as the next exchange would."""
    for _ in range(200):
        try:
            return call()
        except Behind:
            raise
        except Unreachable:
            continue
    raise AssertionError("two hundred calls in a row were lost")

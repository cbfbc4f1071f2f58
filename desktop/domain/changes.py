"""What changed, when, and on which workstation (sync design 4.1, 4.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

COUNTER_BITS = 16


def new_id() -> UUID:
    """A UUIDv7: made on any workstation, unique on all, ordered by time."""
    return uuid7()


@dataclass(frozen=True, slots=True)
class OpId:
    """The n-th operation (dense from 1) of one device."""

    device: UUID
    n: int

    def __str__(self) -> str:
        return f"{self.device.hex}:{self.n}"

    @classmethod
    def parse(cls, text: str) -> OpId:
        device, n = text.split(":")
        return cls(UUID(hex=device), int(n))


@dataclass(frozen=True, slots=True)
class Operation:
    """One field of one object took one value.

    `value` is JSON text; `parents` are the heads that the author saw on the
    screen; `hlc` is unix milliseconds << 16 | counter and always greater than
    that of every parent. Operations of one command share `txn`.
    """

    id: OpId
    txn: UUID
    hlc: int
    kind: str
    object: UUID
    field: str
    value: str
    parents: tuple[OpId, ...] = ()


class Clock:
    """A hybrid logical clock: stamps only go up, even when the computer's clock goes back."""

    def __init__(self, now_ms: Callable[[], int], last: int = 0) -> None:
        self._now_ms = now_ms
        self._last = last

    @property
    def last(self) -> int:
        return self._last

    def tick(self, *seen: int) -> int:
        """A stamp above everything given before and above all `seen` stamps."""
        self._last = max(self._last + 1, *(s + 1 for s in seen), self._now_ms() << COUNTER_BITS)
        return self._last

    def step(self) -> int:
        """The stamp right after the last: what one act writes stays together, whatever the time is meanwhile."""
        self._last += 1
        return self._last

    def saw(self, stamp: int) -> None:
        """Another station is ahead: never stamp behind it again."""
        self._last = max(self._last, stamp)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a command changed: (kind, object) pairs, and the disputes whose screens must look again."""

    objects: frozenset[tuple[str, UUID]] = frozenset()
    disputes: frozenset[UUID] = frozenset()
    txn: UUID | None = None

    def __or__(self, other: Changed) -> Changed:
        return Changed(self.objects | other.objects, self.disputes | other.disputes, other.txn or self.txn)

    def __bool__(self) -> bool:
        return bool(self.objects)

    def touches(self, kind: str) -> bool:
        return any(k == kind for k, _ in self.objects)

"""What is shown when several stations wrote the same thing: pure, the same everywhere, and nothing is thrown away.

An operation names as parents the operations that its author replaced; those that nobody named are the heads of a
field. All heads are kept; the one of highest rank is shown, and the others wait for a person (sync design 4.3).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

COUNTER = 16  # bits of a stamp below the millisecond
DELETED = "_deleted"
Mark = tuple[bytes, int]  # (device, n): the n-th operation of a device


@dataclass(frozen=True, slots=True)
class Op:
    """One operation as merging sees it; `seen` is how far its author had read the other devices."""

    device: bytes
    n: int
    hlc: int
    field: str
    value: str
    txn: bytes = b""
    parents: tuple[Mark, ...] = ()
    seen: Mapping[bytes, int] = dataclasses.field(default_factory=dict)

    @property
    def mark(self) -> Mark:
        return self.device, self.n


def rank(hlc: int, device: bytes) -> tuple[int, bytes, int]:
    """Who is shown among operations that did not know of each other.

    The millisecond, then the device, then the counter: so all that one act wrote stands above, or below, all that
    another act wrote, and what belongs together is shown together.
    """
    return hlc >> COUNTER, device, hlc


def joined(heads: Iterable[Mark], mark: Mark, parents: Iterable[Mark]) -> tuple[Mark, ...]:
    """The heads of a field once an operation was taken in; taking it in twice changes nothing."""
    replaced = {*parents, mark}
    return (*(head for head in heads if head not in replaced), mark)


def knew(later: Op, earlier: Op) -> bool:
    """Whether the author of `later` had `earlier` before him."""
    if later.device == earlier.device:
        return earlier.n < later.n
    return later.seen.get(earlier.device, 0) >= earlier.n


def apart(one: Op, other: Op) -> bool:
    """Neither knew of the other."""
    return one.mark != other.mark and not knew(one, other) and not knew(other, one)


def heads_of(ops: Sequence[Op]) -> list[Op]:
    """The operations of one field that no other of them names as a parent, highest rank first."""
    named = {parent for op in ops for parent in op.parents}
    return sorted((op for op in ops if op.mark not in named), key=lambda op: rank(op.hlc, op.device), reverse=True)


def latest(ops: Sequence[Op]) -> Op | None:
    """Of those whose author knew of no later one among them, the highest."""
    top = [op for op in ops if not any(knew(other, op) for other in ops)]
    return max(top, key=lambda op: rank(op.hlc, op.device), default=None)


def is_gone(deletions: Sequence[Op], others: Sequence[Op]) -> bool:
    """Whether a tombstone holds: never when somebody brought it back, or worked on it without knowing.

    `deletions` are the heads of its tombstone, `others` all that was written on it (and in it) besides.
    """
    if not deletions or any(op.value != "true" for op in deletions):
        return False
    return not kept_by(deletions, others)


def kept_by(deletions: Sequence[Op], others: Sequence[Op]) -> list[Op]:
    """What was written by people who did not know that it was deleted, and of which none who deleted it knew."""
    gone = [op for op in deletions if op.value == "true"]
    return [op for op in others if gone and all(apart(op, deletion) for deletion in gone)]


def under_seal(ops: Sequence[Op], seal: Op) -> tuple[list[Op], list[Op]]:
    """(what counts of a sealed thing's operations, what was written apart from the sealing and does not)."""
    outside = [op for op in ops if op.txn != seal.txn and apart(op, seal)]
    left = {op.mark for op in outside}
    return [op for op in ops if op.mark not in left], outside


def as_seen_by(ops: Sequence[Op], winner: Op) -> list[Op]:
    """What the author of `winner` had before him, with all that his act wrote."""
    return [op for op in ops if op.txn == winner.txn or knew(winner, op)]

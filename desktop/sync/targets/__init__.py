"""Where envelopes are left for the others and fetched: a hub or a folder, behind one Protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope as it travels: acts `lo` … `hi` of a device, both included.

    `wire` is the whole of it (header, sealed body, signature); `hash` is the SHA-256 of `wire`; `prev` the hash of the
    same device's envelope before (32 zero bytes for the first). A target stores `wire` and looks at nothing inside.
    """

    device: UUID
    lo: int
    hi: int
    prev: bytes
    hash: bytes
    schema: int
    wire: bytes


@dataclass(frozen=True, slots=True)
class Position:
    """How far a target holds a device's acts: the last one, and the hash of the envelope that ends with it."""

    hi: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a target says when it is opened.

    `identity` changes when the target was made anew; `positions` has every device it knows; `clock` is its own time
    (aware UTC) or None; stations whose schema is older than `min_schema` may pull but not push; `carries` tells
    whether envelopes of other devices may be pushed too.
    """

    identity: str
    positions: Mapping[UUID, Position] = field(default_factory=dict)
    clock: datetime | None = None
    min_schema: int = 0
    carries: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """Envelopes in an order that keeps each device's own; `cursor` is kept with the data that they become."""

    envelopes: tuple[Sealed, ...]
    cursor: bytes
    more: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What a station says of its state: how far it had read (a hash of its vector), and the digest of its heads."""

    device: UUID
    vector: bytes
    digest: bytes


class Target(Protocol):
    """One place of exchange, for one room. Every call may raise a SyncFailed; none is ever half done.

    A call whose answer was lost may be repeated: pushing what is there already changes nothing.
    """

    key: str  # names the target among this station's, e.g. `hub` or `bundle:/…`

    def open(self) -> Greeting:
        """Connect and say hello. Unreachable, NotTrusted, Rejected."""

    def known_as(self, device: UUID) -> None:
        """This station goes on under another identity: it was restored from a copy, or cloned."""

    def push(self, envelopes: Sequence[Sealed]) -> Mapping[UUID, Position]:
        """Leave envelopes, each device's in order; the receipt: positions that are durable there.

        What the target holds already (same numbers, same hash) is skipped. Behind(hi, hash) when it holds others
        under these numbers, or when there would be a gap.
        """

    def pull(self, cursor: bytes, have: Mapping[UUID, int], most: int) -> Page:
        """The next envelopes after `cursor` (empty: from the start), about `most` bytes, at least one.

        Envelopes of which `have` says that their acts are here already (hi <= have[device]) may be left out.
        Tampered when the target's own order or chain does not hold. When the target is not the one that gave the
        cursor, or was put back to an earlier state, it begins from the start again.
        """

    def missing(self, addresses: Sequence[str]) -> set[str]:
        """Which chunks (hex SHA-256 of their sealed bytes) it does not hold."""

    def put_chunks(self, chunks: Sequence[tuple[str, bytes]]) -> None:
        """Keep sealed chunks by address; those it holds already are skipped."""

    def get_chunk(self, address: str) -> bytes | None:
        """A chunk's sealed bytes; None when it is not there (yet). Tampered when they do not have that hash."""

    def leave_snapshot(self, manifest: bytes) -> None:
        """Keep this manifest (`desktop.sync.snapshot`) instead of the one before, whose pieces go.

        Its own pieces are put before it as chunks; Rejected `snapshot_incomplete` when one is not there. A target
        that cannot keep snapshots, or is only read, does nothing. Nothing but pieces of snapshots is ever removed.
        """

    def snapshot(self) -> bytes | None:
        """The manifest that was left last, unchecked; None when there is none."""

    def report(self, mine: Report) -> Sequence[Report]:
        """Leave this station's state at the end of an exchange; what the others left."""

    def close(self) -> None:
        """Let go; never raises."""

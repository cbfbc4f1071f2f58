"""A hub in memory that behaves as the real one: gapless order, chain, positions; with switches for what goes wrong."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from desktop.sync.errors import Behind, Rejected, Tampered, Unreachable
from desktop.sync.snapshot import is_piece, read_manifest
from desktop.sync.targets import Greeting, Page, Position, Report, Sealed

T = TypeVar("T")
ZERO = bytes(32)
NOON = datetime(2026, 11, 23, 6, 3, tzinfo=UTC)


@dataclass(slots=True)
class Kept:
    """What a hub has of one room. `chain[n]` is SHA-256(chain[n - 1] + hash of envelope n), by order number from 1."""

    identity: str = "hub-1"
    log: list[Sealed] = field(default_factory=list)
    chain: list[bytes] = field(default_factory=lambda: [ZERO])
    positions: dict[UUID, Position] = field(default_factory=dict)
    chunks: dict[str, bytes] = field(default_factory=dict)
    reports: dict[UUID, Report] = field(default_factory=dict)
    snapshot: bytes | None = None


@dataclass(slots=True)
class Hub:
    """One room's hub. `revoked` stations and those older than `min_schema` are refused; `full` takes nothing more."""

    kept: Kept = field(default_factory=Kept)
    revoked: set[UUID] = field(default_factory=set)
    min_schema: int = 0
    full: bool = False
    clock: datetime = NOON

    def image(self) -> Kept:
        """A backup of it."""
        return copy.deepcopy(self.kept)

    def restore(self, image: Kept, identity: str | None = None) -> None:
        """Put it back to a backup, as its people do: with a new identity, or forgetting to give it one."""
        self.kept = copy.deepcopy(image)
        if identity is not None:
            self.kept.identity = identity


class Memory:
    """A station's line to a hub. `losing` calls still to come do their work and then lose the reply."""

    def __init__(self, hub: Hub, device: UUID, key: str = "hub") -> None:
        self.key = key
        self.losing = 0
        self._hub, self._device = hub, device

    def open(self) -> Greeting:
        kept = self._reach()
        return self._said(Greeting(kept.identity, dict(kept.positions), self._hub.clock, self._hub.min_schema))

    def known_as(self, device: UUID) -> None:
        self._device = device

    def push(self, envelopes: Sequence[Sealed]) -> Mapping[UUID, Position]:
        kept = self._reach()
        if self._hub.full:
            raise Rejected("hub_full", "同步服务器空间不足。")
        there = {(one.device, one.lo, one.hi, one.hash) for one in kept.log}
        for one in envelopes:  # what comes before one that is refused is kept
            if hashlib.sha256(one.wire).digest() != one.hash:
                raise Tampered("not_as_sealed", "要上传的数据与校验值不符。")
            if one.schema < self._hub.min_schema:
                raise Rejected("too_old_to_push", "本机程序版本过旧。")
            last = kept.positions.get(one.device, Position(0, ZERO))
            if one.hi <= last.hi and (one.device, one.lo, one.hi, one.hash) in there:
                continue
            if one.lo != last.hi + 1 or one.prev != last.hash or one.hi < one.lo:
                raise Behind("behind", "本机的数据与服务器对不上。", last.hi, last.hash)
            kept.positions[one.device] = Position(one.hi, one.hash)
            kept.log.append(one)
            kept.chain.append(_link(kept.chain[-1], one))
        return self._said({one.device: kept.positions[one.device] for one in envelopes})

    def pull(self, cursor: bytes, have: Mapping[UUID, int], most: int) -> Page:
        kept = self._reach()
        at, chain = _place(cursor, kept)
        envelopes: list[Sealed] = []
        size = 0
        while at < len(kept.log) and not (envelopes and size >= most):
            one = kept.log[at]
            chain = _link(chain, one)
            at += 1
            if chain != kept.chain[at]:
                raise Tampered("chain_broken", "服务器上的数据次序对不上。")
            if one.hi > have.get(one.device, 0):
                envelopes.append(one)
                size += len(one.wire)
        place = json.dumps([kept.identity, at, chain.hex()]).encode()
        return self._said(Page(tuple(envelopes), place, at < len(kept.log)))

    def missing(self, addresses: Sequence[str]) -> set[str]:
        return self._said(set(addresses) - self._reach().chunks.keys())

    def put_chunks(self, chunks: Sequence[tuple[str, bytes]]) -> None:
        kept = self._reach()
        for address, content in chunks:
            if hashlib.sha256(content).hexdigest() != address:
                raise Tampered("chunk_changed", "附件数据与校验值不符。")
        for address, content in chunks:
            kept.chunks.setdefault(address, content)
        self._said(None)

    def get_chunk(self, address: str) -> bytes | None:
        content = self._reach().chunks.get(address)
        if content is not None and hashlib.sha256(content).hexdigest() != address:
            raise Tampered("chunk_changed", "附件数据与校验值不符。")
        return self._said(content)

    def leave_snapshot(self, manifest: bytes) -> None:
        kept = self._reach()
        new = set(read_manifest(manifest).addresses)
        if new - kept.chunks.keys():
            raise Rejected("snapshot_incomplete", "整室数据还没有传完。")
        old = read_manifest(kept.snapshot).addresses if kept.snapshot else []
        for address in set(old) - new:
            if is_piece(kept.chunks.get(address, b"")):
                del kept.chunks[address]
        kept.snapshot = manifest
        self._said(None)

    def snapshot(self) -> bytes | None:
        return self._said(self._reach().snapshot)

    def report(self, mine: Report) -> Sequence[Report]:
        kept = self._reach()
        kept.reports[mine.device] = mine
        return self._said([one for one in kept.reports.values() if one.device != mine.device])

    def close(self) -> None:
        pass

    def _reach(self) -> Kept:
        if self._device in self._hub.revoked:
            raise Rejected("revoked", "本机已被停用。")
        return self._hub.kept

    def _said(self, reply: T) -> T:
        if self.losing:
            self.losing -= 1
            raise Unreachable("cut", "连接中断。")
        return reply


def _link(chain: bytes, one: Sealed) -> bytes:
    return hashlib.sha256(chain + one.hash).digest()


def _place(cursor: bytes, kept: Kept) -> tuple[int, bytes]:
    """Where a cursor points to; the start when another hub gave it or this one was put back since."""
    try:
        identity, at, chain = json.loads(cursor)
        known = identity == kept.identity and 0 <= at < len(kept.chain) and kept.chain[at].hex() == chain
    except (ValueError, TypeError):
        return 0, ZERO
    return (at, kept.chain[at]) if known else (0, ZERO)

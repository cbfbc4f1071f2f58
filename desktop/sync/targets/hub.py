"""The hub as a target: a PostgreSQL that keeps a room's envelopes in one gapless, chained order."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

import psycopg

from desktop.sync.errors import Unreachable
from desktop.sync.snapshot import read_manifest
from desktop.sync.targets import Greeting, Page, Position, Report, Sealed
from desktop.sync.targets.card import HubSettings
from desktop.sync.targets.failures import behind as behind_of
from desktop.sync.targets.failures import failure
from desktop.sync.targets.session import Patience, Session

PROTOCOL = 1  # of this program; the hub says which is the oldest that it serves
NEEDED = 1  # the oldest version of the hub that this program can work with
WITH_SNAPSHOTS = 2  # the first version of the hub that keeps snapshots; an older one is filled without
KEY = "hub"

_START = bytes(32)
_CURSOR = struct.Struct("!16sq32s")
_ROWS = 2_000  # looked at for one page
_BATCH = 4 << 20  # bytes pushed in one transaction
_AT_ONCE = 16  # chunks on their way together

_HELLO = """
SELECT identity, clock, min_schema, version, oldest, carries, devices, his, hashes FROM hub.hello(%s, %s, %s)
"""
_PUSH = """
SELECT device, hi, hash, behind FROM hub.push_envelopes(
    %b, %b::uuid[], %b::int8[], %b::int8[], %b::bytea[], %b::bytea[], %b::int4[], %b::bytea[])
"""
# Rows from the cursor's own on: it must still be there. Bodies as long as they fit, and none that is here already.
_PULL = """
WITH rows AS MATERIALIZED (
    SELECT e.seq, e.device_id, e.lo, e.hi, e.prev, e.hash, e.chain, e.schema,
           e.seq > %(seq)s AND coalesce(e.hi > h.hi, true) AS wanted, octet_length(e.body) AS size
    FROM hub.envelope e
    LEFT JOIN unnest(%(devices)b::uuid[], %(his)b::int8[]) AS h (device, hi) ON h.device = e.device_id
    WHERE e.room_id = %(room)s AND e.seq >= %(seq)s ORDER BY e.seq LIMIT %(rows)s
), summed AS (
    SELECT r.*, coalesce(sum(r.size) FILTER (WHERE r.wanted)
                         OVER (ORDER BY r.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM rows r
)
SELECT s.seq, s.device_id, s.lo, s.hi, s.prev, s.hash, s.chain, s.schema,
       CASE WHEN s.wanted THEN (SELECT e.body FROM hub.envelope e WHERE e.room_id = %(room)s AND e.seq = s.seq) END,
       (SELECT head FROM hub.room WHERE room_id = %(room)s)
FROM summed s WHERE s.before < %(most)s ORDER BY s.seq
"""
_MISSING = """
SELECT encode(a, 'hex') FROM unnest(%b::bytea[]) AS a
WHERE NOT EXISTS (SELECT FROM hub.chunk c WHERE c.room_id = %b AND c.address = a)
"""


@dataclass(frozen=True, slots=True)
class _At:
    """Where a station stands in a hub's order."""

    identity: UUID
    seq: int
    chain: bytes

    def packed(self) -> bytes:
        return _CURSOR.pack(self.identity.bytes, self.seq, self.chain)


class Hub:
    """A Target: one session from `open()` to `close()`. When it was cut, open again; what was lost may be repeated."""

    key = KEY

    def __init__(self, settings: HubSettings, room: UUID, device: UUID, *, patience: Patience | None = None) -> None:
        self._room, self._device = room, device
        self._session = Session(settings, patience or Patience())
        self._identity: UUID | None = None
        self._version = 0

    def open(self) -> Greeting:
        row = self._hello()
        identity, clock, min_schema, version, oldest, carries, devices, his, hashes = row
        if version < NEEDED:
            self.close()
            raise failure("hub_too_old")
        if oldest > PROTOCOL:
            self.close()
            raise failure("hub_too_new")
        self._identity, self._version = identity, version
        known = zip(devices or (), his or (), hashes or (), strict=True)
        positions = {d: Position(hi, hash) for d, hi, hash in known}
        return Greeting(str(identity), positions, clock.astimezone(UTC), min_schema, carries)

    def known_as(self, device: UUID) -> None:
        self._device = device

    def push(self, envelopes: Sequence[Sealed]) -> Mapping[UUID, Position]:
        reached: dict[UUID, Position] = {}
        for batch in _batches(envelopes):
            rows = self._all(
                _PUSH,
                (
                    self._room,
                    [e.device for e in batch],
                    [e.lo for e in batch],
                    [e.hi for e in batch],
                    [e.prev for e in batch],
                    [e.hash for e in batch],
                    [e.schema for e in batch],
                    [e.wire for e in batch],
                ),
            )
            for device, hi, hash, behind in rows:
                if behind:
                    raise behind_of(hi, hash)
                reached[device] = Position(hi, hash)
        return reached

    def pull(self, cursor: bytes, have: Mapping[UUID, int], most: int) -> Page:
        at = self._at(cursor)
        found: list[Sealed] = []
        while True:
            rows = self._rows(at, have, most)
            if at.seq and (not rows or rows[0][0] != at.seq or bytes(rows[0][6]) != at.chain):
                at = _At(at.identity, 0, _START)  # the hub was put back to an earlier state
                continue
            news = rows[1:] if at.seq else rows
            for seq, device, lo, hi, prev, hash, chain, schema, body, _head in news:
                if seq != at.seq + 1 or chain != hashlib.sha256(at.chain + hash).digest():
                    raise failure("broken_order")
                if body is not None:
                    if hashlib.sha256(body).digest() != hash:
                        raise failure("damaged")
                    found.append(Sealed(device, lo, hi, prev, hash, schema, body))
                at = _At(at.identity, seq, chain)
            more = bool(news) and at.seq < news[-1][9]
            if found or not more:
                return Page(tuple(found), at.packed(), more)

    def missing(self, addresses: Sequence[str]) -> set[str]:
        if not addresses:
            return set()
        rows = self._all(_MISSING, ([bytes.fromhex(a) for a in addresses], self._room))
        return {address for (address,) in rows}

    def put_chunks(self, chunks: Sequence[tuple[str, bytes]]) -> None:
        """Each is a transaction of its own, so that a cut wastes one; they are sent without waiting for answers."""
        for first in range(0, len(chunks), _AT_ONCE):
            self._session.run(partial(self._put, chunks[first : first + _AT_ONCE]), piped=True)

    def _put(self, chunks: Sequence[tuple[str, bytes]], connection: psycopg.Connection[Any]) -> None:
        told: psycopg.Error | None = None
        try:
            with connection.pipeline() as pipeline:
                try:
                    self._send(chunks, connection, pipeline)
                except psycopg.Error as error:  # kept aside: psycopg would log what then goes wrong in leaving
                    told = error
        except psycopg.Error as error:
            raise told or error from None
        if told is not None:
            raise told

    def _send(
        self, chunks: Sequence[tuple[str, bytes]], connection: psycopg.Connection[Any], pipeline: psycopg.Pipeline
    ) -> None:
        sent = []
        for address, body in chunks:
            values = (self._room, bytes.fromhex(address), body)
            sent.append(connection.execute("SELECT hub.put_chunk(%b, %b, %b)", values, binary=True))
            pipeline.sync()
        sent.append(connection.execute("SELECT hub.keep_chunks(%b)", (self._room,)))
        pipeline.sync()
        for cursor in sent:
            cursor.fetchone()

    def get_chunk(self, address: str) -> bytes | None:
        rows = self._all(
            "SELECT body FROM hub.chunk WHERE room_id = %b AND address = %b", (self._room, bytes.fromhex(address))
        )
        if not rows:
            return None
        body: bytes = rows[0][0]
        if hashlib.sha256(body).hexdigest() != address.lower():
            raise failure("damaged")
        return body

    def leave_snapshot(self, manifest: bytes) -> None:
        if self._version >= WITH_SNAPSHOTS:
            self._all(
                "SELECT hub.leave_snapshot(%b, %b, %b, %b::bytea[])",
                (self._room, self._device, manifest, read_manifest(manifest).chunks),
            )

    def snapshot(self) -> bytes | None:
        if self._version < WITH_SNAPSHOTS:
            return None
        rows = self._all("SELECT manifest FROM hub.snapshot WHERE room_id = %b", (self._room,))
        return bytes(rows[0][0]) if rows else None

    def report(self, mine: Report) -> Sequence[Report]:
        rows = self._all(
            "SELECT * FROM hub.report_state(%b, %b, %b, %b)", (self._room, mine.device, mine.vector, mine.digest)
        )
        return [Report(device, vector, digest) for device, vector, digest in rows]

    def close(self) -> None:
        self._session.close()

    # Beyond the Protocol: what only a hub can do.

    def introduce(self, sign_key: bytes, box_key: bytes) -> None:
        """Bind this device and its public keys to the login; the same again changes nothing. Rejected other_device."""
        self._all("SELECT hub.introduce(%b, %b, %b, %b)", (self._room, self._device, sign_key, box_key))

    def allot_number(self, series: str, year: int, obj: UUID, above: int = 0) -> int:
        """The number of a file in a series and year: asked again, the same one. Next to the highest ever given.

        `above`: the highest number known to be borne here, which a hub that is new or was put back does not know.
        """
        row = self._one("SELECT hub.allot_number(%s, %s, %s, %s, %s)", (self._room, series, year, obj, above))
        return int(row[0])

    def claim_number(self, series: str, year: int, no: int, obj: UUID) -> tuple[int, UUID]:
        """Say that a file bears a number given elsewhere; what the hub holds: the same, or the pair in its way."""
        row = self._one("SELECT * FROM hub.claim_number(%s, %s, %s, %s, %s)", (self._room, series, year, no, obj))
        return int(row[0]), row[1]

    def lease_numbers(self, series: str, year: int, count: int, above: int = 0, after: int = 0) -> tuple[int, int]:
        """First and last of this device's open block that begins after `after`; a new one of `count` if there is none.

        Asked again with the same `after`, the same block; to get a second block, name the first one's number.
        """
        row = self._one(
            "SELECT * FROM hub.lease_numbers(%s, %s, %s, %s, %s, %s, %s)",
            (self._room, series, year, self._device, count, above, after),
        )
        return int(row[0]), int(row[1])

    def end_lease(self, series: str, year: int, first: int) -> None:
        """Close the block that begins with `first`, whosever it is; its numbers are never given again."""
        self._all("SELECT hub.end_lease(%s, %s, %s, %s)", (self._room, series, year, first))

    def submit_stats(self, month: str, version: int, text: str, signature: bytes) -> None:
        """Leave a month's sums (`YYYY-MM`, JSON, Ed25519 over its UTF-8). Rejected stats_differ when said otherwise."""
        self._all(
            "SELECT hub.submit_stats(%s, %s, %s, %s, %s, %s)",
            (self._room, self._device, month, version, text, signature),
        )

    def _hello(self) -> Any:
        """Over the session that is there, if it still is: connecting costs more than the whole of a quiet exchange."""
        values = (self._room, self._device, PROTOCOL)
        if self._session.is_open:
            try:
                return self._one(_HELLO, values, brief=True)
            except Unreachable:
                self._session.close()
        self._session.open()
        return self._one(_HELLO, values)

    def _at(self, cursor: bytes) -> _At:
        if self._identity is None:
            raise failure("cut")
        if len(cursor) == _CURSOR.size:
            identity, seq, chain = _CURSOR.unpack(cursor)
            if UUID(bytes=identity) == self._identity and seq > 0:
                return _At(self._identity, seq, chain)
        return _At(self._identity, 0, _START)

    def _rows(self, at: _At, have: Mapping[UUID, int], most: int) -> list[Any]:
        values = {
            "room": self._room,
            "seq": at.seq,
            "devices": list(have),
            "his": list(have.values()),
            "rows": _ROWS,
            "most": max(most, 1),
        }
        return self._all(_PULL, values)

    def _all(self, query: str, values: Sequence[Any] | Mapping[str, Any], *, brief: bool = False) -> list[Any]:
        def ask(connection: psycopg.Connection[Any]) -> list[Any]:
            return connection.execute(query, values, binary=True).fetchall()

        return self._session.run(ask, brief=brief)

    def _one(self, query: str, values: Sequence[Any], *, brief: bool = False) -> Any:
        rows = self._all(query, values, brief=brief)
        if len(rows) != 1:
            raise failure("hub_too_old")
        return rows[0]


def _batches(envelopes: Sequence[Sealed]) -> Iterator[list[Sealed]]:
    """In order, as many as make about four megabytes."""
    sums, total = [], 0
    for envelope in envelopes:
        sums.append(total // _BATCH)
        total += len(envelope.wire)
    for _n, group in groupby(zip(sums, envelopes, strict=True), key=lambda pair: pair[0]):
        yield [envelope for _sum, envelope in group]

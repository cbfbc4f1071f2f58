"""A hub of version 1 goes on serving, and becomes one of version 2 when its administrator runs `hub provision`."""

from __future__ import annotations

import hashlib
from uuid import uuid4

import pytest
from nacl.signing import SigningKey

from desktop.sync.errors import Rejected
from desktop.sync.hub.provisioning import newest, provision
from desktop.sync.snapshot import PIECE, Manifest, signed
from tests.sync.cluster import Cluster, cluster

__all__ = ["cluster"]
VERSION_1 = (
    "DROP FUNCTION hub.leave_snapshot(uuid, uuid, bytea, bytea[])",
    "DROP TABLE hub.snapshot",
    "DROP INDEX hub.chunk_pieces",
    "DELETE FROM hub.version WHERE version > 1",
)
OLD, NEW = PIECE + b"of a snapshot that never came to its end", PIECE + b"a piece"


def address(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def manifest(*pieces: bytes) -> bytes:
    said = Manifest(
        room=bytes(16), device=bytes(16), mark=bytes(16), schema=4, program="t", epoch=1, vector=[],
        digest=bytes(16), cursor=b"", chunks=[bytes.fromhex(address(piece)) for piece in pieces],
    )  # fmt: skip
    return signed(said, SigningKey(bytes(32)))


def test_an_older_hub_is_used_without_and_brought_up(cluster: Cluster) -> None:
    name = cluster.database()
    for words in VERSION_1:
        cluster.run_sql(words, dbname=name)
    card = cluster.station(dbname=name)
    hub = cluster.hub(card, uuid4())
    hub.open()
    hub.put_chunks([(address(NEW), NEW), (address(OLD), OLD)])
    hub.leave_snapshot(manifest(NEW))
    assert hub.snapshot() is None
    provision(cluster.admin, name)
    provision(cluster.admin, name)
    assert cluster.run_sql("SELECT max(version) FROM hub.version", dbname=name) == [(newest(),)] == [(2,)]
    hub.open()
    assert hub.get_chunk(address(NEW)) == NEW
    hub.leave_snapshot(said := manifest(NEW))
    assert hub.snapshot() == said
    hub.close()


def test_what_goes_makes_room_and_orphans_go_after_days(cluster: Cluster) -> None:
    card = cluster.station()
    hub = cluster.hub(card, uuid4())
    hub.open()
    hub.put_chunks([(address(piece), piece) for piece in (OLD, NEW)])

    def used() -> object:
        return cluster.run_sql("SELECT used FROM hub.room WHERE room_id = %s", (card.room,))[0][0]

    hub.leave_snapshot(manifest(NEW))
    assert used() == len(OLD) + len(NEW)
    assert hub.missing([address(OLD)]) == set(), "somebody may just be putting it"
    cluster.run_sql("UPDATE hub.chunk SET recv = recv - interval '3 days' WHERE room_id = %s", (card.room,))
    hub.leave_snapshot(manifest(NEW))
    assert hub.missing([address(OLD), address(NEW)]) == {address(OLD)}
    assert used() == len(NEW)
    with pytest.raises(Rejected) as refused:
        hub.leave_snapshot(manifest(OLD))
    assert refused.value.code == "snapshot_incomplete"
    hub.close()

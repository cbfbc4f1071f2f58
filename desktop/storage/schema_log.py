"""The tables beside the entities': operations and their heads, acts and envelopes, audit, numbers, drafts.

Sync design 4.1–4.3 and 4.7.
"""

from __future__ import annotations

from sqlalchemy import (
    BLOB,
    INTEGER,
    TEXT,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Table,
    UniqueConstraint,
    text,
)

from desktop.storage.schema_base import STRICT, metadata

meta = Table(
    "meta",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("value", TEXT, nullable=False),
    sqlite_with_rowid=False,
    **STRICT,
)

devices = Table(
    "devices",
    metadata,
    Column("no", INTEGER, primary_key=True),
    Column("id", BLOB, nullable=False, unique=True),
    **STRICT,
)

operations = Table(
    "operations",
    metadata,
    Column("device", INTEGER, ForeignKey("devices.no"), primary_key=True),
    Column("n", INTEGER, primary_key=True),
    Column("txn", BLOB, nullable=False),
    Column("hlc", INTEGER, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("object", BLOB, nullable=False),
    Column("field", TEXT, nullable=False),
    Column("value", TEXT, nullable=False),
    Column("parents", TEXT, nullable=False),
    Index("ix_operations_object", "object", "field"),
    Index("ix_operations_txn", "txn"),
    sqlite_with_rowid=False,
    **STRICT,
)

heads = Table(
    "heads",
    metadata,
    Column("object", BLOB, primary_key=True),
    Column("field", TEXT, primary_key=True),
    Column("device", INTEGER, primary_key=True),
    Column("n", INTEGER, primary_key=True),
    sqlite_with_rowid=False,
    **STRICT,
)

conflicts = Table(  # fields with more than one head that say different things, until a person settles them
    "conflicts",
    metadata,
    Column("object", BLOB, primary_key=True),
    Column("field", TEXT, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("dispute", BLOB),
    Column("hlc", INTEGER, nullable=False),  # of the newest head
    Index("ix_conflicts_dispute", "dispute"),
    sqlite_with_rowid=False,
    **STRICT,
)

concerns = Table(  # what merging made of two honest acts and no field can say; derived, the same on every station
    "concerns",
    metadata,
    Column("id", BLOB, primary_key=True),
    Column("code", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("object", BLOB, nullable=False),
    Column("dispute", BLOB),
    Column("detail", TEXT, nullable=False),
    Column("hlc", INTEGER, nullable=False),
    Index("ix_concerns_object", "object"),
    Index("ix_concerns_dispute", "dispute"),
    sqlite_with_rowid=False,
    **STRICT,
)

unread = Table(  # operations that this program cannot show yet: made again after an upgrade
    "unread",
    metadata,
    Column("object", BLOB, primary_key=True),
    Column("field", TEXT, primary_key=True),
    Column("kind", TEXT, nullable=False),
    sqlite_with_rowid=False,
    **STRICT,
)

acts = Table(  # the acts of every station, dense from 1; `seen` is what its author had seen: "device:n" by number
    "acts",
    metadata,
    Column("device", INTEGER, ForeignKey("devices.no"), primary_key=True),
    Column("no", INTEGER, primary_key=True),
    Column("txn", BLOB, nullable=False),
    Column("seq", INTEGER, nullable=False),  # its line of the audit chain here
    Column("first", INTEGER, nullable=False),  # its operations are first … last; last < first: none
    Column("last", INTEGER, nullable=False),
    Column("seen", TEXT, nullable=False),
    Index("ix_acts_txn", "txn"),
    Index("ix_acts_last", "device", "last"),
    sqlite_with_rowid=False,
    **STRICT,
)

reached = Table(  # how far each station's acts and operations are here
    "reached",
    metadata,
    Column("device", INTEGER, ForeignKey("devices.no"), primary_key=True),
    Column("act", INTEGER, nullable=False),
    Column("n", INTEGER, nullable=False),
    **STRICT,
)

envelopes = Table(  # as they travel, sealed and signed; kept, so that any station can fill an empty hub
    "envelopes",
    metadata,
    Column("device", INTEGER, ForeignKey("devices.no"), primary_key=True),
    Column("lo", INTEGER, primary_key=True),  # acts lo … hi
    Column("hi", INTEGER, nullable=False),
    Column("hash", BLOB, nullable=False),
    Column("state", TEXT, nullable=False, server_default=text("''")),  # "" done, held, poison
    Column("why", TEXT, nullable=False, server_default=text("''")),
    Column("body", BLOB, nullable=False),
    Index("ix_envelopes_state", "state"),
    **STRICT,
)

targets = Table(  # where this station exchanges with: a hub, a folder
    "targets",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("cursor", BLOB, nullable=False),
    Column("acked", INTEGER, nullable=False),  # own acts that it holds by its own receipt
    Column("pulled_at", TEXT, nullable=False, server_default=text("''")),
    Column("pushed_at", TEXT, nullable=False, server_default=text("''")),
    Column("said", TEXT, nullable=False, server_default=text("''")),
    **STRICT,
)

room_keys = Table(  # the room's keys by epoch, inside the encrypted file
    "room_keys",
    metadata,
    Column("epoch", INTEGER, primary_key=True),
    Column("key", BLOB, nullable=False),
    Column("made_at", TEXT, nullable=False),
    **STRICT,
)

stale = Table(  # files whose derived rows are older than their data, after a merge
    "stale",
    metadata,
    Column("dispute", BLOB, primary_key=True),
    sqlite_with_rowid=False,
    **STRICT,
)

manifests = Table(  # attached bytes as they travel: sealed chunks of 1 MiB by the hash of their sealed bytes
    "manifests",
    metadata,
    Column("sha256", TEXT, primary_key=True),
    Column("size", INTEGER, nullable=False),
    Column("epoch", INTEGER, nullable=False),
    Column("chunks", TEXT, nullable=False),  # "plain:sealed" hashes, by spaces
    Column("state", TEXT, nullable=False),  # here, away, given (up to the hub)
    Index("ix_manifests_state", "state"),
    sqlite_with_rowid=False,
    **STRICT,
)

audit = Table(
    "audit",
    metadata,
    Column("seq", INTEGER, primary_key=True),
    Column("at", TEXT, nullable=False),
    Column("hlc", INTEGER, nullable=False),
    Column("account", BLOB),
    Column("act", TEXT, nullable=False),
    Column("dispute", BLOB),
    Column("detail", TEXT, nullable=False),
    Column("txn", BLOB, nullable=False),
    Column("digest", BLOB, nullable=False),
    Column("undoes", BLOB),
    Column("undoable", INTEGER, nullable=False),
    Column("mac", BLOB, nullable=False),
    Index("ix_audit_dispute", "dispute"),
    Index("ix_audit_txn", "txn"),
    **STRICT,
)

numbers = Table(
    "numbers",
    metadata,
    Column("series", TEXT, primary_key=True),
    Column("year", INTEGER, primary_key=True),
    Column("seq", INTEGER, primary_key=True),
    Column("dispute", BLOB),
    Column("voided", TEXT, nullable=False, server_default=text("''")),
    UniqueConstraint("series", "dispute", name="uq_numbers_dispute"),
    CheckConstraint("seq > 0", name="seq_positive"),
    sqlite_with_rowid=False,
    **STRICT,
)

drafts = Table(
    "drafts",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("account", BLOB, primary_key=True),
    Column("saved_at", TEXT, nullable=False),
    Column("body", TEXT, nullable=False),
    sqlite_with_rowid=False,
    **STRICT,
)

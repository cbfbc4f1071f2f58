"""Stations, acts and envelopes: what 0.4.0 keeps."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.create_table(
        "concerns",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("code", sa.TEXT(), nullable=False),
        sa.Column("kind", sa.TEXT(), nullable=False),
        sa.Column("object", sa.BLOB(), nullable=False),
        sa.Column("dispute", sa.BLOB(), nullable=True),
        sa.Column("detail", sa.TEXT(), nullable=False),
        sa.Column("hlc", sa.INTEGER(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_concerns_dispute", "concerns", ["dispute"], unique=False)
    op.create_index("ix_concerns_object", "concerns", ["object"], unique=False)
    op.create_table(
        "conflicts",
        sa.Column("object", sa.BLOB(), nullable=False),
        sa.Column("field", sa.TEXT(), nullable=False),
        sa.Column("kind", sa.TEXT(), nullable=False),
        sa.Column("dispute", sa.BLOB(), nullable=True),
        sa.Column("hlc", sa.INTEGER(), nullable=False),
        sa.PrimaryKeyConstraint("object", "field", name=op.f("pk_conflicts")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_conflicts_dispute", "conflicts", ["dispute"], unique=False)
    op.create_table(
        "manifests",
        sa.Column("sha256", sa.TEXT(), nullable=False),
        sa.Column("size", sa.INTEGER(), nullable=False),
        sa.Column("epoch", sa.INTEGER(), nullable=False),
        sa.Column("chunks", sa.TEXT(), nullable=False),
        sa.Column("state", sa.TEXT(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_manifests")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_manifests_state", "manifests", ["state"], unique=False)
    op.create_table(
        "room_keys",
        sa.Column("epoch", sa.INTEGER(), nullable=False),
        sa.Column("key", sa.BLOB(), nullable=False),
        sa.Column("made_at", sa.TEXT(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", name=op.f("pk_room_keys")),
        sqlite_strict=True,
    )
    op.create_table(
        "sharing",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("keeper", sa.BLOB(), nullable=True),
        sa.Column("statistics", sa.INTEGER(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing")),
        sqlite_strict=True,
    )
    op.create_table(
        "stale",
        sa.Column("dispute", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("dispute", name=op.f("pk_stale")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stations",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("name", sa.TEXT(), nullable=False),
        sa.Column("no", sa.INTEGER(), nullable=False),
        sa.Column("sign_key", sa.TEXT(), nullable=False),
        sa.Column("box_key", sa.TEXT(), nullable=False),
        sa.Column("added_on", sa.TEXT(), nullable=True),
        sa.Column("replaces", sa.BLOB(), nullable=True),
        sa.Column("revoked_on", sa.TEXT(), nullable=True),
        sa.Column("last_act", sa.INTEGER(), nullable=True),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
        sqlite_strict=True,
    )
    op.create_table(
        "targets",
        sa.Column("key", sa.TEXT(), nullable=False),
        sa.Column("cursor", sa.BLOB(), nullable=False),
        sa.Column("acked", sa.INTEGER(), nullable=False),
        sa.Column("pulled_at", sa.TEXT(), server_default=sa.text("''"), nullable=False),
        sa.Column("pushed_at", sa.TEXT(), server_default=sa.text("''"), nullable=False),
        sa.Column("said", sa.TEXT(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_targets")),
        sqlite_strict=True,
    )
    op.create_table(
        "unread",
        sa.Column("object", sa.BLOB(), nullable=False),
        sa.Column("field", sa.TEXT(), nullable=False),
        sa.Column("kind", sa.TEXT(), nullable=False),
        sa.PrimaryKeyConstraint("object", "field", name=op.f("pk_unread")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "acts",
        sa.Column("device", sa.INTEGER(), nullable=False),
        sa.Column("no", sa.INTEGER(), nullable=False),
        sa.Column("txn", sa.BLOB(), nullable=False),
        sa.Column("seq", sa.INTEGER(), nullable=False),
        sa.Column("first", sa.INTEGER(), nullable=False),
        sa.Column("last", sa.INTEGER(), nullable=False),
        sa.Column("seen", sa.TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["devices.no"], name=op.f("fk_acts_device_devices")),
        sa.PrimaryKeyConstraint("device", "no", name=op.f("pk_acts")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_acts_last", "acts", ["device", "last"], unique=False)
    op.create_index("ix_acts_txn", "acts", ["txn"], unique=False)
    op.create_table(
        "envelopes",
        sa.Column("device", sa.INTEGER(), nullable=False),
        sa.Column("lo", sa.INTEGER(), nullable=False),
        sa.Column("hi", sa.INTEGER(), nullable=False),
        sa.Column("hash", sa.BLOB(), nullable=False),
        sa.Column("state", sa.TEXT(), server_default=sa.text("''"), nullable=False),
        sa.Column("why", sa.TEXT(), server_default=sa.text("''"), nullable=False),
        sa.Column("body", sa.BLOB(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["devices.no"], name=op.f("fk_envelopes_device_devices")),
        sa.PrimaryKeyConstraint("device", "lo", name=op.f("pk_envelopes")),
        sqlite_strict=True,
    )
    op.create_index("ix_envelopes_state", "envelopes", ["state"], unique=False)
    op.create_table(
        "key_wraps",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("epoch", sa.INTEGER(), nullable=False),
        sa.Column("station_id", sa.BLOB(), nullable=False),
        sa.Column("sealed", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["stations.id"],
            name=op.f("fk_key_wraps_station_id_stations"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_wraps")),
        sqlite_strict=True,
    )
    op.create_table(
        "number_blocks",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("station_id", sa.BLOB(), nullable=False),
        sa.Column("series", sa.TEXT(), nullable=False),
        sa.Column("year", sa.INTEGER(), nullable=False),
        sa.Column("first", sa.INTEGER(), nullable=False),
        sa.Column("last", sa.INTEGER(), nullable=False),
        sa.Column("given_on", sa.TEXT(), nullable=True),
        sa.Column("ended_on", sa.TEXT(), nullable=True),
        sa.Column("reason", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["stations.id"],
            name=op.f("fk_number_blocks_station_id_stations"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_blocks")),
        sqlite_strict=True,
    )
    op.create_table(
        "reached",
        sa.Column("device", sa.INTEGER(), nullable=False),
        sa.Column("act", sa.INTEGER(), nullable=False),
        sa.Column("n", sa.INTEGER(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["devices.no"], name=op.f("fk_reached_device_devices")),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_reached")),
        sqlite_strict=True,
    )
    op.create_table(
        "settlements",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("code", sa.TEXT(), nullable=False),
        sa.Column("dispute_id", sa.BLOB(), nullable=True),
        sa.Column("choice", sa.TEXT(), nullable=False),
        sa.Column("note", sa.TEXT(), nullable=False),
        sa.Column("settled_by", sa.BLOB(), nullable=True),
        sa.Column("settled_on", sa.TEXT(), nullable=True),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["disputes.id"],
            name=op.f("fk_settlements_dispute_id_disputes"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
        sqlite_strict=True,
    )
    op.create_index("ix_settlements_dispute_id", "settlements", ["dispute_id"], unique=False)
    _count_acts()


def _count_acts() -> None:
    """Until now a room had one station: each line of its audit is one of its acts, with the operations it wrote."""
    op.execute(
        """
        INSERT INTO acts (device, no, txn, seq, first, last, seen)
        SELECT d.no, a.seq, a.txn, a.seq,
               coalesce(w.low, max(coalesce(w.high, 0)) OVER (ORDER BY a.seq) + 1),
               max(coalesce(w.high, 0)) OVER (ORDER BY a.seq), ''
        FROM audit a
        JOIN (SELECT min(no) AS no FROM devices) d ON d.no IS NOT NULL
        LEFT JOIN (SELECT txn, min(n) AS low, max(n) AS high FROM operations GROUP BY txn) w ON w.txn = a.txn
        """
    )
    op.execute("INSERT INTO reached (device, act, n) SELECT device, max(no), max(last) FROM acts GROUP BY device")

"""Counting, frozen months, ledgers: what 0.3.0 keeps."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.create_table(
        "allowance_settings",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("code", sa.TEXT(), nullable=False),
        sa.Column("amount_fen", sa.INTEGER(), nullable=False),
        sa.Column("note", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_settings")),
        sqlite_strict=True,
    )
    op.create_table(
        "counting_settings",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("basis", sa.TEXT(), nullable=False),
        sa.Column("mass", sa.TEXT(), nullable=False),
        sa.Column("reopened", sa.TEXT(), nullable=False),
        sa.Column("refused", sa.INTEGER(), nullable=False),
        sa.Column("note", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counting_settings")),
        sqlite_strict=True,
    )
    op.create_table(
        "frozen_months",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("month", sa.TEXT(), nullable=False),
        sa.Column("counting", sa.TEXT(), nullable=False),
        sa.Column("figures", sa.TEXT(), nullable=False),
        sa.Column("cases", sa.TEXT(), nullable=False),
        sa.Column("failed", sa.TEXT(), nullable=False),
        sa.Column("reason", sa.TEXT(), nullable=False),
        sa.Column("digest", sa.TEXT(), nullable=False),
        sa.Column("at", sa.TEXT(), nullable=False),
        sa.Column("by", sa.BLOB(), nullable=True),
        sa.Column("by_name", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_months")),
        sqlite_strict=True,
    )
    op.create_index("ix_frozen_months_month", "frozen_months", ["month"], unique=False)
    op.create_table(
        "ledger_maps",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("code", sa.TEXT(), nullable=False),
        sa.Column("name", sa.TEXT(), nullable=False),
        sa.Column("office", sa.TEXT(), nullable=False),
        sa.Column("columns", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_maps")),
        sqlite_strict=True,
    )
    op.create_table(
        "organisation_facts",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("half", sa.TEXT(), nullable=False),
        sa.Column("code", sa.TEXT(), nullable=False),
        sa.Column("value", sa.INTEGER(), nullable=False),
        sa.Column("note", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_facts")),
        sqlite_strict=True,
    )
    op.create_table(
        "screenings",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("on", sa.TEXT(), nullable=False),
        sa.Column("place", sa.TEXT(), nullable=False),
        sa.Column("members", sa.TEXT(), nullable=False),
        sa.Column("found", sa.INTEGER(), nullable=False),
        sa.Column("prevented", sa.INTEGER(), nullable=False),
        sa.Column("note", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screenings")),
        sqlite_strict=True,
    )
    op.create_index("ix_screenings_on", "screenings", ["on"], unique=False)
    op.create_table(
        "sums",
        sa.Column("basis", sa.TEXT(), nullable=False),
        sa.Column("month", sa.TEXT(), nullable=False),
        sa.Column("axis", sa.TEXT(), nullable=False),
        sa.Column("key", sa.TEXT(), nullable=False),
        sa.Column("cases", sa.INTEGER(), nullable=False),
        sa.Column("succeeded", sa.INTEGER(), nullable=False),
        sa.Column("difficult", sa.INTEGER(), nullable=False),
        sa.Column("people", sa.INTEGER(), nullable=False),
        sa.Column("amount_fen", sa.INTEGER(), nullable=False),
        sa.Column("written", sa.INTEGER(), nullable=False),
        sa.Column("oral", sa.INTEGER(), nullable=False),
        sa.Column("fulfilled", sa.INTEGER(), nullable=False),
        sa.Column("confirmation_applied", sa.INTEGER(), nullable=False),
        sa.Column("confirmation_valid", sa.INTEGER(), nullable=False),
        sa.Column("arbitration_review", sa.INTEGER(), nullable=False),
        sa.Column("sued", sa.INTEGER(), nullable=False),
        sa.Column("upheld", sa.INTEGER(), nullable=False),
        sa.Column("changed", sa.INTEGER(), nullable=False),
        sa.Column("revoked", sa.INTEGER(), nullable=False),
        sa.Column("void", sa.INTEGER(), nullable=False),
        sa.Column("payment_order", sa.INTEGER(), nullable=False),
        sa.Column("prevent_suicide_cases", sa.INTEGER(), nullable=False),
        sa.Column("prevent_suicide_people", sa.INTEGER(), nullable=False),
        sa.Column("prevent_civil_to_criminal_cases", sa.INTEGER(), nullable=False),
        sa.Column("prevent_civil_to_criminal_people", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_petition_cases", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_petition_people", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_fight_cases", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_fight_people", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_event_cases", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_event_people", sa.INTEGER(), nullable=False),
        sa.Column("mass", sa.INTEGER(), nullable=False),
        sa.Column("refused", sa.INTEGER(), nullable=False),
        sa.Column("referred", sa.INTEGER(), nullable=False),
        sa.Column("days", sa.INTEGER(), nullable=False),
        sa.PrimaryKeyConstraint("basis", "month", "axis", "key", name=op.f("pk_sums")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "correction_notes",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("month", sa.TEXT(), nullable=False),
        sa.Column("dispute_id", sa.BLOB(), nullable=False),
        sa.Column("cause", sa.TEXT(), nullable=False),
        sa.Column("at", sa.TEXT(), nullable=False),
        sa.Column("by", sa.BLOB(), nullable=True),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["disputes.id"],
            name=op.f("fk_correction_notes_dispute_id_disputes"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_notes")),
        sqlite_strict=True,
    )
    op.create_index("ix_correction_notes_dispute_id", "correction_notes", ["dispute_id"], unique=False)
    op.create_table(
        "tallies",
        sa.Column("dispute", sa.BLOB(), nullable=False),
        sa.Column("no", sa.INTEGER(), nullable=False),
        sa.Column("received_on", sa.TEXT(), nullable=False),
        sa.Column("closed_on", sa.TEXT(), nullable=False),
        sa.Column("agreed_on", sa.TEXT(), nullable=False),
        sa.Column("category", sa.TEXT(), nullable=False),
        sa.Column("source", sa.TEXT(), nullable=False),
        sa.Column("relation", sa.TEXT(), nullable=False),
        sa.Column("outcome", sa.TEXT(), nullable=False),
        sa.Column("band", sa.TEXT(), nullable=False),
        sa.Column("mediator", sa.TEXT(), nullable=False),
        sa.Column("helpers", sa.TEXT(), nullable=False),
        sa.Column("who", sa.TEXT(), nullable=False),
        sa.Column("cases", sa.INTEGER(), nullable=False),
        sa.Column("succeeded", sa.INTEGER(), nullable=False),
        sa.Column("difficult", sa.INTEGER(), nullable=False),
        sa.Column("people", sa.INTEGER(), nullable=False),
        sa.Column("amount_fen", sa.INTEGER(), nullable=False),
        sa.Column("written", sa.INTEGER(), nullable=False),
        sa.Column("oral", sa.INTEGER(), nullable=False),
        sa.Column("fulfilled", sa.INTEGER(), nullable=False),
        sa.Column("confirmation_applied", sa.INTEGER(), nullable=False),
        sa.Column("confirmation_valid", sa.INTEGER(), nullable=False),
        sa.Column("arbitration_review", sa.INTEGER(), nullable=False),
        sa.Column("sued", sa.INTEGER(), nullable=False),
        sa.Column("upheld", sa.INTEGER(), nullable=False),
        sa.Column("changed", sa.INTEGER(), nullable=False),
        sa.Column("revoked", sa.INTEGER(), nullable=False),
        sa.Column("void", sa.INTEGER(), nullable=False),
        sa.Column("payment_order", sa.INTEGER(), nullable=False),
        sa.Column("prevent_suicide_cases", sa.INTEGER(), nullable=False),
        sa.Column("prevent_suicide_people", sa.INTEGER(), nullable=False),
        sa.Column("prevent_civil_to_criminal_cases", sa.INTEGER(), nullable=False),
        sa.Column("prevent_civil_to_criminal_people", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_petition_cases", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_petition_people", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_fight_cases", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_fight_people", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_event_cases", sa.INTEGER(), nullable=False),
        sa.Column("prevent_mass_event_people", sa.INTEGER(), nullable=False),
        sa.Column("mass", sa.INTEGER(), nullable=False),
        sa.Column("refused", sa.INTEGER(), nullable=False),
        sa.Column("referred", sa.INTEGER(), nullable=False),
        sa.Column("days", sa.INTEGER(), nullable=False),
        sa.ForeignKeyConstraint(["dispute"], ["disputes.id"], name=op.f("fk_tallies_dispute_disputes")),
        sa.PrimaryKeyConstraint("dispute", "no", name=op.f("pk_tallies")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tallies_agreed_on", "tallies", ["agreed_on", "dispute", "no"], unique=False)
    op.create_index("ix_tallies_closed_on", "tallies", ["closed_on", "dispute", "no"], unique=False)
    op.create_index("ix_tallies_received_on", "tallies", ["received_on", "dispute", "no"], unique=False)
    op.add_column("committees", sa.Column("type", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.create_index("ix_follow_ups_on", "follow_ups", ["on"], unique=False)
    op.add_column("members", sa.Column("sex", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("members", sa.Column("born", sa.TEXT(), nullable=True))
    op.add_column("members", sa.Column("education", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("members", sa.Column("employment", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.create_index("ix_receptions_on", "receptions", ["on"], unique=False)

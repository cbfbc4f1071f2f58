"""Following up, the team, risk, the reception day: what 0.2.0 keeps."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("rule", sa.TEXT(), nullable=False),
        sa.Column("subject", sa.TEXT(), nullable=False),
        sa.Column("subject_key", sa.TEXT(), nullable=False),
        sa.Column("raised_on", sa.TEXT(), nullable=False),
        sa.Column("disputes", sa.TEXT(), nullable=False),
        sa.Column("checks", sa.TEXT(), nullable=False),
        sa.Column("note", sa.TEXT(), nullable=False),
        sa.Column("owner", sa.BLOB(), nullable=True),
        sa.Column("closed_on", sa.TEXT(), nullable=True),
        sa.Column("closed_by", sa.BLOB(), nullable=True),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sqlite_strict=True,
    )
    op.create_table(
        "calendar_years",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("year", sa.INTEGER(), nullable=False),
        sa.Column("days_off", sa.TEXT(), nullable=False),
        sa.Column("workdays", sa.TEXT(), nullable=False),
        sa.Column("basis", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_years")),
        sqlite_strict=True,
    )
    op.create_table(
        "limit_settings",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("code", sa.TEXT(), nullable=False),
        sa.Column("figure", sa.INTEGER(), nullable=False),
        sa.Column("unit", sa.TEXT(), nullable=False),
        sa.Column("note", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_settings")),
        sqlite_strict=True,
    )
    op.create_table(
        "pocket_lists",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("made_at", sa.TEXT(), nullable=False),
        sa.Column("by", sa.BLOB(), nullable=True),
        sa.Column("lines", sa.TEXT(), nullable=False),
        sa.Column("done", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pocket_lists")),
        sqlite_strict=True,
    )
    op.create_table(
        "reception_rules",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("kind", sa.TEXT(), nullable=False),
        sa.Column("name", sa.TEXT(), nullable=False),
        sa.Column("week", sa.INTEGER(), nullable=False),
        sa.Column("weekday", sa.INTEGER(), nullable=False),
        sa.Column("starts", sa.TEXT(), nullable=False),
        sa.Column("ends", sa.TEXT(), nullable=False),
        sa.Column("place", sa.TEXT(), nullable=False),
        sa.Column("on_holiday", sa.TEXT(), nullable=False),
        sa.Column("since", sa.TEXT(), nullable=True),
        sa.Column("active", sa.INTEGER(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_rules")),
        sqlite_strict=True,
    )
    op.create_table(
        "dues",
        sa.Column("dispute", sa.BLOB(), nullable=False),
        sa.Column("no", sa.INTEGER(), nullable=False),
        sa.Column("code", sa.TEXT(), nullable=False),
        sa.Column("what", sa.TEXT(), nullable=False),
        sa.Column("start", sa.TEXT(), nullable=False),
        sa.Column("due", sa.TEXT(), nullable=False),
        sa.Column("owner", sa.BLOB(), nullable=True),
        sa.Column("basis", sa.TEXT(), nullable=False),
        sa.Column("verb", sa.TEXT(), nullable=False),
        sa.Column("tab", sa.TEXT(), nullable=False),
        sa.Column("waiting", sa.INTEGER(), nullable=False),
        sa.Column("note", sa.TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["dispute"], ["disputes.id"], name=op.f("fk_dues_dispute_disputes")),
        sa.PrimaryKeyConstraint("dispute", "no", name=op.f("pk_dues")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_dues_due", "dues", ["due", "waiting"], unique=False)
    op.create_table(
        "handovers",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("member_id", sa.BLOB(), nullable=False),
        sa.Column("on", sa.TEXT(), nullable=False),
        sa.Column("by", sa.BLOB(), nullable=True),
        sa.Column("reason", sa.TEXT(), nullable=False),
        sa.Column("items", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_handovers_member_id_members"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sqlite_strict=True,
    )
    op.create_table(
        "receptions",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("rule_id", sa.BLOB(), nullable=True),
        sa.Column("kind", sa.TEXT(), nullable=False),
        sa.Column("name", sa.TEXT(), nullable=False),
        sa.Column("on", sa.TEXT(), nullable=False),
        sa.Column("place", sa.TEXT(), nullable=False),
        sa.Column("on_duty", sa.TEXT(), nullable=False),
        sa.Column("opened_at", sa.TEXT(), nullable=False),
        sa.Column("closed_at", sa.TEXT(), nullable=True),
        sa.Column("closed_by", sa.BLOB(), nullable=True),
        sa.Column("note", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["reception_rules.id"],
            name=op.f("fk_receptions_rule_id_reception_rules"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receptions")),
        sqlite_strict=True,
    )
    op.create_table(
        "recusals",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("dispute_id", sa.BLOB(), nullable=False),
        sa.Column("member_id", sa.BLOB(), nullable=False),
        sa.Column("barred", sa.INTEGER(), nullable=False),
        sa.Column("reason", sa.TEXT(), nullable=False),
        sa.Column("on", sa.TEXT(), nullable=False),
        sa.Column("by", sa.BLOB(), nullable=True),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["disputes.id"],
            name=op.f("fk_recusals_dispute_id_disputes"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_recusals_member_id_members"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusals")),
        sqlite_strict=True,
    )
    op.create_index("ix_recusals_dispute_id", "recusals", ["dispute_id"], unique=False)
    op.create_table(
        "risk_assessments",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("dispute_id", sa.BLOB(), nullable=False),
        sa.Column("level", sa.TEXT(), nullable=False),
        sa.Column("before", sa.TEXT(), nullable=False),
        sa.Column("points", sa.TEXT(), nullable=False),
        sa.Column("reasons", sa.TEXT(), nullable=False),
        sa.Column("by", sa.BLOB(), nullable=True),
        sa.Column("at", sa.TEXT(), nullable=False),
        sa.Column("second", sa.BLOB(), nullable=True),
        sa.Column("second_at", sa.TEXT(), nullable=True),
        sa.Column("second_note", sa.TEXT(), nullable=False),
        sa.Column("standing", sa.TEXT(), nullable=False),
        sa.Column("review_on", sa.TEXT(), nullable=True),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["disputes.id"],
            name=op.f("fk_risk_assessments_dispute_id_disputes"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_assessments")),
        sqlite_strict=True,
    )
    op.create_index("ix_risk_assessments_dispute_id", "risk_assessments", ["dispute_id"], unique=False)
    op.create_table(
        "shifts",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("member_id", sa.BLOB(), nullable=False),
        sa.Column("on", sa.TEXT(), nullable=False),
        sa.Column("starts", sa.TEXT(), nullable=False),
        sa.Column("ends", sa.TEXT(), nullable=False),
        sa.Column("on_call", sa.INTEGER(), nullable=False),
        sa.Column("note", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_shifts_member_id_members"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sqlite_strict=True,
    )
    op.create_index("ix_shifts_on", "shifts", ["on"], unique=False)
    op.create_table(
        "suspensions",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("dispute_id", sa.BLOB(), nullable=False),
        sa.Column("starts", sa.TEXT(), nullable=False),
        sa.Column("ends", sa.TEXT(), nullable=True),
        sa.Column("reason", sa.TEXT(), nullable=False),
        sa.Column("basis", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["disputes.id"],
            name=op.f("fk_suspensions_dispute_id_disputes"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspensions")),
        sqlite_strict=True,
    )
    op.create_index("ix_suspensions_dispute_id", "suspensions", ["dispute_id"], unique=False)
    op.create_table(
        "private_notes",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("dispute_id", sa.BLOB(), nullable=False),
        sa.Column("session_id", sa.BLOB(), nullable=True),
        sa.Column("party_id", sa.BLOB(), nullable=True),
        sa.Column("at", sa.TEXT(), nullable=False),
        sa.Column("by", sa.BLOB(), nullable=True),
        sa.Column("text", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["disputes.id"],
            name=op.f("fk_private_notes_dispute_id_disputes"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["parties.id"],
            name=op.f("fk_private_notes_party_id_parties"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_private_notes_session_id_sessions"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_notes")),
        sqlite_strict=True,
    )
    op.create_index("ix_private_notes_dispute_id", "private_notes", ["dispute_id"], unique=False)
    op.create_table(
        "seats",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("dispute_id", sa.BLOB(), nullable=False),
        sa.Column("session_id", sa.BLOB(), nullable=False),
        sa.Column("member_id", sa.BLOB(), nullable=True),
        sa.Column("name", sa.TEXT(), nullable=False),
        sa.Column("organisation", sa.TEXT(), nullable=False),
        sa.Column("role", sa.TEXT(), nullable=False),
        sa.Column("invited_on", sa.TEXT(), nullable=True),
        sa.Column("consented", sa.INTEGER(), nullable=False),
        sa.Column("present", sa.INTEGER(), nullable=False),
        sa.Column("signed", sa.INTEGER(), nullable=False),
        sa.Column("note", sa.TEXT(), nullable=False),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["disputes.id"],
            name=op.f("fk_seats_dispute_id_disputes"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_seats_member_id_members"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_seats_session_id_sessions"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sqlite_strict=True,
    )
    op.create_index("ix_seats_dispute_id", "seats", ["dispute_id"], unique=False)
    op.create_table(
        "visits",
        sa.Column("id", sa.BLOB(), nullable=False),
        sa.Column("reception_id", sa.BLOB(), nullable=False),
        sa.Column("ticket", sa.INTEGER(), nullable=False),
        sa.Column("name", sa.TEXT(), nullable=False),
        sa.Column("phone", sa.TEXT(), nullable=False),
        sa.Column("matter", sa.TEXT(), nullable=False),
        sa.Column("category", sa.TEXT(), nullable=False),
        sa.Column("arrived_at", sa.TEXT(), nullable=False),
        sa.Column("called_at", sa.TEXT(), nullable=True),
        sa.Column("ended_at", sa.TEXT(), nullable=True),
        sa.Column("seen_by", sa.BLOB(), nullable=True),
        sa.Column("end", sa.TEXT(), nullable=False),
        sa.Column("answer", sa.TEXT(), nullable=False),
        sa.Column("about_id", sa.BLOB(), nullable=True),
        sa.Column("extras", sa.TEXT(), nullable=False),
        sa.Column("gone", sa.INTEGER(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_id"],
            ["disputes.id"],
            name=op.f("fk_visits_about_id_disputes"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["reception_id"],
            ["receptions.id"],
            name=op.f("fk_visits_reception_id_receptions"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sqlite_strict=True,
    )
    op.create_index("ix_visits_reception_id", "visits", ["reception_id"], unique=False)
    op.add_column("follow_ups", sa.Column("kind", sa.TEXT(), server_default=sa.text("'visit'"), nullable=False))
    op.add_column("follow_ups", sa.Column("asked", sa.TEXT(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("follow_ups", sa.Column("demands", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("follow_ups", sa.Column("mood", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("follow_ups", sa.Column("performing", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("follow_ups", sa.Column("signs", sa.TEXT(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("follow_ups", sa.Column("ways_told", sa.TEXT(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("follow_ups", sa.Column("end", sa.TEXT(), server_default=sa.text("'goes_on'"), nullable=False))
    op.add_column("members", sa.Column("affiliations", sa.TEXT(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("obligations", sa.Column("accelerates_after", sa.INTEGER(), nullable=True))
    op.create_index("ix_people_address", "people", ["address"], unique=False)
    op.create_index("ix_people_uscc", "people", ["uscc"], unique=False)
    # alembic cannot add a column with a foreign key to a table of SQLite
    op.execute("ALTER TABLE performances ADD COLUMN claimant_id BLOB REFERENCES claimants (id)")
    op.add_column("referrals", sa.Column("direction", sa.TEXT(), server_default=sa.text("'out'"), nullable=False))
    op.add_column("referrals", sa.Column("organ", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("referrals", sa.Column("matter", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("referrals", sa.Column("by", sa.BLOB(), nullable=True))
    op.add_column("referrals", sa.Column("received_on", sa.TEXT(), nullable=True))
    op.add_column("referrals", sa.Column("received_by", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("referrals", sa.Column("answer_due", sa.TEXT(), nullable=True))
    op.add_column("referrals", sa.Column("answered_on", sa.TEXT(), nullable=True))
    op.add_column("referrals", sa.Column("answer", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("referrals", sa.Column("receipt", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("sessions", sa.Column("joint", sa.INTEGER(), server_default=sa.text("0"), nullable=False))
    op.add_column("sessions", sa.Column("waiver", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("sessions", sa.Column("others_consent", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.create_index("ix_sessions_starts", "sessions", ["starts"], unique=False)
    op.add_column("tracks", sa.Column("procedure", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("tracks", sa.Column("ref", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.add_column("tracks", sa.Column("served", sa.TEXT(), nullable=True))
    op.add_column("tracks", sa.Column("due", sa.TEXT(), nullable=True))
    op.add_column("tracks", sa.Column("note", sa.TEXT(), server_default=sa.text("''"), nullable=False))
    op.execute("DELETE FROM meta WHERE key = 'renewed_on'")  # the list of what is due is written anew at once

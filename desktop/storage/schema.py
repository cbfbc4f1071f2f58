"""The tables. An entity's columns are its dataclass's fields, so the two cannot drift apart.

Beside them: the operations (sync design 4.1, 4.3), their heads, the audit
chain, the numbers' register, drafts, and the summaries that lists read.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BLOB,
    INTEGER,
    TEXT,
    Column,
    ForeignKey,
    Index,
    Table,
    text,
)

from desktop.domain.agreements import Agreement, Obligation, Performance, Term
from desktop.domain.counting import AXES, MEASURES, CountingSetting
from desktop.domain.disputes import Dispute, Track, WorkOrder
from desktop.domain.handing import Handover, PocketList
from desktop.domain.local_rules import CalendarYear, LimitSetting
from desktop.domain.people import Account, Agent, Claimant, Committee, Member, Party, Person
from desktop.domain.records import (
    Attachment,
    Evidence,
    Extension,
    Feedback,
    FollowUp,
    Investigation,
    Printing,
    Referral,
    RiskReport,
    Session,
    Suspension,
)
from desktop.domain.reporting import (
    AllowanceSetting,
    CorrectionNote,
    FrozenMonth,
    LedgerMap,
    OrganisationFact,
    Screening,
)
from desktop.domain.stations import KeyWrap, NumberBlock, Settlement, Sharing, Station
from desktop.domain.team import PrivateNote, Reception, ReceptionRule, Recusal, Seat, Shift, Visit
from desktop.domain.vigilance import Alert, RiskAssessment
from desktop.storage.columns import column_type, field_types
from desktop.storage.schema_base import STRICT, metadata
from desktop.storage.schema_log import (
    acts,
    audit,
    concerns,
    conflicts,
    devices,
    drafts,
    envelopes,
    heads,
    manifests,
    meta,
    numbers,
    operations,
    reached,
    room_keys,
    stale,
    targets,
    unread,
)

__all__ = [
    "ADDED",
    "BASES",
    "GONE",
    "KINDS",
    "NAMES",
    "REFERS",
    "STRICT",
    "TABLES",
    "acts",
    "audit",
    "concerns",
    "conflicts",
    "devices",
    "drafts",
    "dues",
    "envelopes",
    "heads",
    "manifests",
    "meta",
    "metadata",
    "numbers",
    "operations",
    "reached",
    "room_keys",
    "stale",
    "summaries",
    "sums",
    "tallies",
    "targets",
    "unread",
]

KINDS: dict[str, type] = {
    "committees": Committee,
    "members": Member,
    "accounts": Account,
    "people": Person,
    "disputes": Dispute,
    "parties": Party,
    "agents": Agent,
    "claimants": Claimant,
    "work_orders": WorkOrder,
    "investigations": Investigation,
    "evidence": Evidence,
    "sessions": Session,
    "extensions": Extension,
    "agreements": Agreement,
    "terms": Term,
    "obligations": Obligation,
    "performances": Performance,
    "follow_ups": FollowUp,
    "tracks": Track,
    "risk_reports": RiskReport,
    "referrals": Referral,
    "feedbacks": Feedback,
    "attachments": Attachment,
    "printings": Printing,
    "suspensions": Suspension,
    "seats": Seat,
    "recusals": Recusal,
    "private_notes": PrivateNote,
    "risk_assessments": RiskAssessment,
    "shifts": Shift,
    "reception_rules": ReceptionRule,
    "receptions": Reception,
    "visits": Visit,
    "alerts": Alert,
    "handovers": Handover,
    "pocket_lists": PocketList,
    "limit_settings": LimitSetting,
    "calendar_years": CalendarYear,
    "counting_settings": CountingSetting,
    "frozen_months": FrozenMonth,
    "correction_notes": CorrectionNote,
    "allowance_settings": AllowanceSetting,
    "ledger_maps": LedgerMap,
    "screenings": Screening,
    "organisation_facts": OrganisationFact,
    "stations": Station,
    "key_wraps": KeyWrap,
    "number_blocks": NumberBlock,
    "sharing": Sharing,
    "settlements": Settlement,
}
NAMES: dict[type, str] = {kind: name for name, kind in KINDS.items()}

REFERS = {
    "dispute_id": "disputes",
    "person_id": "people",
    "party_id": "parties",
    "agreement_id": "agreements",
    "term_id": "terms",
    "obligation_id": "obligations",
    "member_id": "members",
    "session_id": "sessions",
    "claimant_id": "claimants",
    "reception_id": "receptions",
    "rule_id": "reception_rules",
    "about_id": "disputes",
    "station_id": "stations",
}
ADDED: dict[str, dict[str, str]] = {
    # Columns that a later revision added to a table with rows: SQLite asks for a default, which is the empty value.
    "committees": {"type": "''"},
    "members": {"affiliations": "'[]'", "sex": "''", "education": "''", "employment": "''"},
    "tracks": {"procedure": "''", "ref": "''", "note": "''"},
    "sessions": {"joint": "0", "waiver": "''", "others_consent": "''"},
    "follow_ups": {
        "kind": "'visit'",
        "asked": "'[]'",
        "demands": "''",
        "mood": "''",
        "performing": "''",
        "signs": "'[]'",
        "ways_told": "'[]'",
        "end": "'goes_on'",
    },
    "referrals": {
        "direction": "'out'",
        "organ": "''",
        "matter": "''",
        "received_by": "''",
        "answer": "''",
        "receipt": "''",
    },
}
GONE = "gone"  # a tombstone: sync never deletes (sync design 4.5)


def _key(field: str) -> ForeignKey:
    """Checked at commit; SQLite cannot say so of a column that was added to a table later."""
    later = field == "claimant_id"
    return ForeignKey(
        f"{REFERS[field]}.id", deferrable=None if later else True, initially=None if later else "DEFERRED"
    )


def _entity(name: str, kind: type) -> Table:
    columns: list[Any] = []
    for field, (annotation, optional) in field_types(kind).items():
        parts: list[Any] = [column_type(annotation), *([_key(field)] if field in REFERS else [])]
        default = ADDED.get(name, {}).get(field)
        columns.append(
            Column(
                field,
                *parts,
                primary_key=field == "id",
                nullable=optional,
                server_default=text(default) if default else None,
            )
        )
    columns.append(Column(GONE, INTEGER, nullable=False, server_default=text("0")))
    columns += [Index(f"ix_{name}_{f}", f) for f in ("dispute_id", "person_id") if f in field_types(kind)]
    return Table(name, metadata, *columns, **STRICT)


TABLES: dict[str, Table] = {name: _entity(name, kind) for name, kind in KINDS.items()}

Index("ix_disputes_key", TABLES["disputes"].c.key)
Index("ix_disputes_case_no", TABLES["disputes"].c.case_no)
Index("ix_disputes_closed_on", TABLES["disputes"].c.closed_on)
Index("ix_people_name", TABLES["people"].c.name)
Index("ix_people_phone", TABLES["people"].c.phone)
Index("ix_people_id_number", TABLES["people"].c.id_number)
Index("ix_people_uscc", TABLES["people"].c.uscc)
Index("ix_people_address", TABLES["people"].c.address)
Index("ix_sessions_starts", TABLES["sessions"].c.starts)
Index("ix_shifts_on", TABLES["shifts"].c.on)
Index("ix_visits_reception_id", TABLES["visits"].c.reception_id)
Index("ix_follow_ups_on", TABLES["follow_ups"].c.on)
Index("ix_receptions_on", TABLES["receptions"].c.on)
Index("ix_screenings_on", TABLES["screenings"].c.on)
Index("ix_frozen_months_month", TABLES["frozen_months"].c.month)

summaries = Table(
    "summaries",
    metadata,
    Column("dispute", BLOB, ForeignKey("disputes.id"), primary_key=True),
    Column("number", TEXT, nullable=False),
    Column("case_no", TEXT, nullable=False),
    Column("names", TEXT, nullable=False),
    Column("names_key", TEXT, nullable=False),
    Column("title", TEXT, nullable=False),
    Column("category", TEXT, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("stage", TEXT, nullable=False),
    Column("unsettled", INTEGER, nullable=False),
    Column("mass", INTEGER, nullable=False),
    Column("risk", INTEGER, nullable=False),
    Column("next_code", TEXT, nullable=False),
    Column("next_what", TEXT, nullable=False),
    Column("next_on", TEXT, nullable=False),
    Column("next_waiting", INTEGER, nullable=False),
    Column("waits", INTEGER, nullable=False),
    Column("owner", BLOB),
    Column("owner_name", TEXT, nullable=False),
    Column("mediators", TEXT, nullable=False),
    Column("received_on", TEXT, nullable=False),
    Column("month", TEXT, nullable=False),
    Column("agreement_status", TEXT, nullable=False),
    Column("search", TEXT, nullable=False),
    # with the identity, so that a list of all files is read from the index alone
    Index("ix_summaries_number", "number", "dispute"),
    Index("ix_summaries_names_key", "names_key"),
    Index("ix_summaries_unsettled", "unsettled", "number", "dispute"),
    Index("ix_summaries_next_on", "next_on", "next_waiting"),
    Index("ix_summaries_received_on", "received_on"),
    Index("ix_summaries_month", "month"),
    Index("ix_summaries_mass", "mass"),
    Index("ix_summaries_risk", "risk"),
    Index("ix_summaries_category", "category"),
    Index("ix_summaries_agreement_status", "agreement_status"),
    **STRICT,
)

dues = Table(
    "dues",
    metadata,
    Column("dispute", BLOB, ForeignKey("disputes.id"), primary_key=True),
    Column("no", INTEGER, primary_key=True),
    Column("code", TEXT, nullable=False),
    Column("what", TEXT, nullable=False),
    Column("start", TEXT, nullable=False),
    Column("due", TEXT, nullable=False),
    Column("owner", BLOB),
    Column("basis", TEXT, nullable=False),
    Column("verb", TEXT, nullable=False),
    Column("tab", TEXT, nullable=False),
    Column("waiting", INTEGER, nullable=False),
    Column("note", TEXT, nullable=False),
    Index("ix_dues_due", "due", "waiting"),
    sqlite_with_rowid=False,
    **STRICT,
)

BASES = ("received", "closed", "agreed")

tallies = Table(  # every 件 that a file counts for, derived, written in the same transaction as the change
    "tallies",
    metadata,
    Column("dispute", BLOB, ForeignKey("disputes.id"), primary_key=True),
    Column("no", INTEGER, primary_key=True),
    *(Column(f"{basis}_on", TEXT, nullable=False) for basis in BASES),  # a day, or empty: counts nowhere
    *(Column(axis, TEXT, nullable=False) for axis in AXES),
    Column("helpers", TEXT, nullable=False),
    Column("who", TEXT, nullable=False),
    *(Column(measure, INTEGER, nullable=False) for measure in MEASURES),
    *(Index(f"ix_tallies_{basis}_on", f"{basis}_on", "dispute", "no") for basis in BASES),
    sqlite_with_rowid=False,
    **STRICT,
)

sums = Table(  # the tallies added up: by basis, month, and place in the tables ("" is the whole)
    "sums",
    metadata,
    Column("basis", TEXT, primary_key=True),
    Column("month", TEXT, primary_key=True),
    Column("axis", TEXT, primary_key=True),
    Column("key", TEXT, primary_key=True),
    *(Column(measure, INTEGER, nullable=False) for measure in MEASURES),
    sqlite_with_rowid=False,
    **STRICT,
)

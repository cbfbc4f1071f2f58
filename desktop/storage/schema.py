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
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
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

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

STRICT: dict[str, Any] = {"sqlite_strict": True}

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

"""Persons, organisations, the parts they play in a file, and the room's own team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop.domain.changes import new_id
from desktop.domain.errors import RuleBroken

Extras = Mapping[str, Any]


def no_extras() -> Extras:
    return {}


class PersonKind(StrEnum):
    NATURAL = "natural_person"  # 自然人
    LEGAL = "legal_person"  # 法人
    OTHER = "other_organisation"  # 其他组织


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, or an organisation, known to the room; reused across files.

    Identity numbers and credit codes are kept as typed: a wrong check digit
    is a warning on the screen, never a reason to lose what was said. An age
    is never stored: `age_on` computes it at a document's date.
    """

    id: UUID = field(default_factory=new_id)
    kind: PersonKind = PersonKind.NATURAL
    name: str
    sex: str = ""
    ethnicity: str = ""
    birth_date: date | None = None
    id_type: str = ""
    id_number: str = ""
    occupation: str = ""
    employer: str = ""
    address: str = ""
    phone: str = ""
    uscc: str = ""
    legal_representative: str = ""
    legal_representative_title: str = ""
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RuleBroken("name", "请填写姓名或名称。")

    @property
    def natural(self) -> bool:
        return self.kind is PersonKind.NATURAL

    def age_on(self, day: date) -> int | None:
        """Full years on `day`; None when the birth date is unknown."""
        born = self.birth_date
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class PartyRole(StrEnum):
    APPLICANT = "applicant"  # 申请人
    RESPONDENT = "respondent"  # 被申请人
    PARTY_A = "party_a"  # 当事人甲
    PARTY_B = "party_b"  # 当事人乙
    THIRD_PARTY = "third_party"  # 第三人
    WITNESS = "witness"  # 证人

    @property
    def is_party(self) -> bool:
        return self is not PartyRole.WITNESS

    @property
    def asks(self) -> bool:
        """The side that stands first on paper."""
        return self in {PartyRole.APPLICANT, PartyRole.PARTY_A}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One person's part in one file."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    person_id: UUID
    ref: str = ""
    role: PartyRole
    position: int = 0
    notice_signed_on: date | None = None
    consent_signed_on: date | None = None
    service_address: str = ""
    minor: bool = False
    limited_capacity: bool = False
    interpreter: bool = False
    foreign: bool = False
    extras: Extras = field(default_factory=no_extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Somebody who acts for a party (民法典 165; settling needs special authority, 民诉法 62)."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    party_id: UUID
    person_id: UUID
    ref: str = ""
    agent_type: str = "委托代理人"
    authority: str = ""
    authority_doc_date: date | None = None
    authority_until: date | None = None
    extras: Extras = field(default_factory=no_extras)

    @property
    def may_settle(self) -> bool:
        """Statutory agents always may; others when the authority says 特别授权 or names the settling."""
        return self.agent_type.startswith("法定") or any(
            word in self.authority for word in ("特别授权", "和解", "签订调解协议", "签署调解协议")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """One of many with the same claim in a mass file (劳动争议调解仲裁法 7); money in 分."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    person_id: UUID
    no: int
    position: str = ""
    months_owed: tuple[str, ...] = ()
    owed_fen: int = 0
    instalments_fen: tuple[int, ...] = ()
    migrant_worker: bool = False
    signed_agreement: bool = False
    representative: bool = False
    outcome: str = ""
    extras: Extras = field(default_factory=no_extras)

    @property
    def went_elsewhere(self) -> bool:
        """Does not sign, and something else became of the claim (仲裁, 起诉 …)."""
        return not self.signed_agreement and self.outcome not in {"", "调解中", "待定"}


class TeamRole(StrEnum):
    """The "3+X" of the room."""

    PEOPLE_MEDIATOR = "people_mediator"  # 人民调解员
    RECORDER = "recorder"  # 记录人
    POLICE_OFFICER = "police_officer"  # 民警
    DUTY_LAWYER = "duty_lawyer"  # 驻点律师
    RULE_OF_LAW_SPECIALIST = "rule_of_law_specialist"  # 法治专员
    PARK_MANAGER = "park_manager"  # 园区管理方
    PROPERTY_MANAGER = "property_manager"  # 物业
    VOLUNTEER = "volunteer"  # 志愿者
    TRADE_UNION = "trade_union"  # 工会
    LABOUR_INSPECTOR = "labour_inspector"  # 劳动监察
    REPRESENTATIVE = "representative"  # 两代表一委员
    STATISTICS_CLERK = "statistics_clerk"  # 统计员
    AUDITOR = "auditor"  # 审计员
    OTHER = "other"  # 其他


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the team, with the papers that make the person what they are.

    `affiliations`: everybody else the person works for or speaks for, beside `organisation`; what 回避 is judged by.
    `sex`, `born`, `education` and `employment` (codes of resources/rules/organisation) feed the organisation table.
    """

    id: UUID = field(default_factory=new_id)
    ref: str = ""
    name: str
    role: TeamRole
    title: str = ""
    organisation: str = ""
    phone: str = ""
    certificate: str = ""
    active: bool = True
    affiliations: tuple[str, ...] = ()
    sex: str = ""
    born: date | None = None
    education: str = ""
    employment: str = ""
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RuleBroken("name", "请填写成员姓名。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """The people's mediation committee and its room; the house's letterhead.

    `number_pattern` takes {year} {short} {seq}: `({year}){short}字第{seq:03d}号`. `type`: the column of the case table
    in which its work counts (village, neighbourhood, township, street, enterprise, association); empty: a street's.
    """

    id: UUID = field(default_factory=new_id)
    committee: str
    short: str
    room: str
    address: str = ""
    phone: str = ""
    reception_day: str = ""
    court: str = ""
    arbitration: str = ""
    police_station: str = ""
    justice_office: str = ""
    street_office: str = ""
    number_pattern: str = "({year}){short}字第{seq:03d}号"
    type: str = ""
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not self.committee.strip():
            raise RuleBroken("committee", "请填写人民调解委员会全称。")
        if not self.room.strip():
            raise RuleBroken("room", "请填写调处室名称。")

    @property
    def counts_as(self) -> str:
        """The column of 不同主体调解情况 under which its cases are reported."""
        return self.type or "street"


class Role(StrEnum):
    """What an account may do."""

    MEDIATOR = "mediator"  # 调解员
    LAWYER = "lawyer"  # 值班律师
    STATISTICIAN = "statistician"  # 统计员
    ADMIN = "admin"  # 管理员
    AUDITOR = "auditor"  # 审计员
    READER = "reader"  # 只读


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who may open the room; the password's wrap of the key lies in the keyring, not here."""

    id: UUID = field(default_factory=new_id)
    name: str
    role: Role
    member_id: UUID | None = None
    active: bool = True

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RuleBroken("name", "请填写账户姓名。")

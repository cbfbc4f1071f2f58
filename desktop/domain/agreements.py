"""The agreement: terms that people read, obligations that can be followed and enforced."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from desktop.domain.changes import new_id
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Extras, no_extras


class Form(StrEnum):
    WRITTEN = "written"  # 书面
    ORAL = "oral"  # 口头


class Status(StrEnum):
    DRAFT = "draft"  # 草稿
    IN_REVIEW = "in_review"  # 待审
    APPROVED = "approved"  # 律师已审
    ISSUED = "issued"  # 已签发,待签字
    SIGNED = "signed"  # 已签


NEXT_STATUS: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.IN_REVIEW, Status.SIGNED}),
    Status.IN_REVIEW: frozenset({Status.DRAFT, Status.APPROVED}),
    Status.APPROVED: frozenset({Status.DRAFT, Status.ISSUED}),
    Status.ISSUED: frozenset({Status.SIGNED}),
    Status.SIGNED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """人民调解协议 (人民调解法 28–31). From ISSUED on its words never change; amounts in 分."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    form: Form = Form.WRITTEN
    no: str = ""
    status: Status = Status.DRAFT
    draft_no: int = 1
    agreed_on: date | None = None
    effective_on: date | None = None
    place: str = ""
    copies: int = 0
    copies_note: str = ""
    facts: str = ""
    liability: str = ""
    amount_fen: int = 0
    annex: str = ""
    signed_parties: str = ""
    signed_mediators: tuple[UUID, ...] = ()
    signed_recorder: UUID | None = None
    seal: str = ""
    review_note: str = ""
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = None
    issued_at: datetime | None = None
    issued_by: UUID | None = None
    content: str = ""
    content_sha256: str = ""
    template: str = ""
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if self.amount_fen < 0:
            raise RuleBroken("amount", "金额不能为负数。")
        if self.effective_on and self.agreed_on and self.effective_on < self.agreed_on:
            raise RuleBroken("effective_on", "生效日期早于协议日期,请核对。")

    @property
    def frozen(self) -> bool:
        return self.status in {Status.ISSUED, Status.SIGNED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One numbered clause; `text` without its number."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    agreement_id: UUID
    position: int
    text: str
    extras: Extras = field(default_factory=no_extras)


class Duty(StrEnum):
    MONEY = "money"  # 给付金钱
    ACT = "act"  # 做或不做某事


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One of several payments; money in 分."""

    due: date
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """Who owes whom what by when. Parties by id; `creditor_text` where no single party is meant.

    `accelerates_after`: when any instalment is more than so many days late, all the rest falls due.
    """

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    agreement_id: UUID
    term_id: UUID | None = None
    seq: int
    debtors: tuple[UUID, ...] = ()
    debtor_text: str = ""
    creditors: tuple[UUID, ...] = ()
    creditor_text: str = ""
    kind: Duty
    about: str = ""
    amount_fen: int = 0
    act: str = ""
    due: date | None = None
    continuous: bool = False
    starts_on: date | None = None
    method: str = ""
    account_tail: str = ""
    checked_by: str = ""
    instalments: tuple[Instalment, ...] = ()
    accelerates_after: int | None = None
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if self.amount_fen < 0:
            raise RuleBroken("amount", "金额不能为负数。")
        if self.instalments and sum(i.amount_fen for i in self.instalments) != self.amount_fen:
            raise RuleBroken("instalments", "各期金额之和不等于总额,请核对分期。")

    def dues(self) -> tuple[Instalment, ...]:
        """Every date on which something falls due, with its amount (0 for acts)."""
        if self.instalments:
            return self.instalments
        return (Instalment(due=self.due, amount_fen=self.amount_fen),) if self.due else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """履行: what was paid or done on one obligation, with its proof; in a mass file also to which claimant."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    obligation_id: UUID | None = None
    seq: int
    on: date
    amount_fen: int = 0
    proof: str = ""
    status: str = ""
    claimant_id: UUID | None = None
    extras: Extras = field(default_factory=no_extras)

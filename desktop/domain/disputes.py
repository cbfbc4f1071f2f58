"""The file of one dispute. Its state is several tracks side by side, never one enum."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop.domain.changes import new_id
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Extras, no_extras


class Intake(StrEnum):
    RECEIVED = "received"  # 已登记,待决定
    ACCEPTED = "accepted"  # 已受理
    REFUSED = "refused"  # 不予受理
    REFERRED = "referred"  # 转介


class Mediation(StrEnum):
    NOT_STARTED = "not_started"
    INVESTIGATING = "investigating"  # 调查
    MEDIATING = "mediating"  # 调解
    AGREED_WRITTEN = "agreed_written"  # 书面协议
    AGREED_ORAL = "agreed_oral"  # 口头协议
    TERMINATED = "terminated"  # 终止
    WITHDRAWN = "withdrawn"  # 撤回


class Performing(StrEnum):
    NONE = "none"
    PERFORMING = "performing"  # 履行中
    FULFILLED = "fulfilled"  # 履行完毕
    PARTIAL = "partial"  # 部分履行
    BREACHED = "breached"  # 违约


class Filing(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # 结案
    ARCHIVED = "archived"  # 归档


class Risk(StrEnum):
    GREEN = "green"  # 一般
    YELLOW = "yellow"  # 黄
    ORANGE = "orange"  # 橙
    RED = "red"  # 红


class Stage(StrEnum):
    """What the list shows of the tracks; derived, never stored by hand."""

    REGISTERED = "registered"  # 登记
    ACCEPTED = "accepted"  # 受理
    INVESTIGATION = "investigation"  # 调查
    MEDIATION = "mediation"  # 调解
    AGREEMENT = "agreement"  # 协议
    PERFORMANCE = "performance"  # 履行
    FOLLOW_UP = "follow_up"  # 回访
    CLOSED = "closed"  # 结案
    ARCHIVED = "archived"  # 归档
    REFUSED = "refused"  # 不受理
    TERMINATED = "terminated"  # 终止


NEXT_MEDIATION: dict[Mediation, frozenset[Mediation]] = {
    Mediation.NOT_STARTED: frozenset(Mediation) - {Mediation.NOT_STARTED},
    Mediation.INVESTIGATING: frozenset(Mediation) - {Mediation.NOT_STARTED, Mediation.INVESTIGATING},
    Mediation.MEDIATING: frozenset(Mediation) - {Mediation.NOT_STARTED, Mediation.MEDIATING},
    Mediation.AGREED_WRITTEN: frozenset({Mediation.MEDIATING}),
    Mediation.AGREED_ORAL: frozenset({Mediation.MEDIATING}),
    Mediation.TERMINATED: frozenset({Mediation.MEDIATING}),
    Mediation.WITHDRAWN: frozenset({Mediation.MEDIATING}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One file in the room. Values only: to change it, make the next one.

    `key` is the identity that an outside file gave it (its case number, or
    the sender's key), so that loading the same file twice changes nothing.
    """

    id: UUID = field(default_factory=new_id)
    key: str = ""
    case_no: str = ""
    temp_no: str = ""
    title: str = ""
    short_title: str = ""
    category: str = "other"
    category_list: str = "2015"
    category_label: str = ""
    source: str = "application"
    source_label: str = ""
    found_by: str = ""
    found_at: datetime | None = None
    department: str = ""
    department_ref: str = ""
    source_note: str = ""
    feedback_due: date | None = None
    feedback_due_note: str = ""
    received_at: datetime
    registered_by: UUID | None = None
    mediators: tuple[UUID, ...] = ()
    recorder: UUID | None = None
    cautions: tuple[str, ...] = ()
    is_mass: bool = False
    is_difficult: bool = False
    parties_count: int = 0
    group_statute: str = ""
    group_letter: str = ""
    applied_on: date | None = None
    application_form: str = ""
    facts: str = ""
    requests: tuple[str, ...] = ()
    intake: Intake = Intake.RECEIVED
    decided_on: date | None = None
    registrar: UUID | None = None
    consent: str = ""
    refusal_reasons: tuple[dict[str, Any], ...] = ()
    refusal_notice: str = ""
    refusal_delivered: Extras = field(default_factory=no_extras)
    guidance: tuple[str, ...] = ()
    notice_form: str = ""
    notice_on: date | None = None
    notice_extras: Extras = field(default_factory=no_extras)
    mediation: Mediation = Mediation.NOT_STARTED
    ended_on: date | None = None
    ended_reason: str = ""
    performing: Performing = Performing.NONE
    risk: Risk = Risk.GREEN
    risk_reasons: tuple[str, ...] = ()
    prevention: Extras = field(default_factory=no_extras)
    filing: Filing = Filing.OPEN
    closed_on: date | None = None
    closing_result: str = ""
    outcome: str = ""
    archived_on: date | None = None
    filer: UUID | None = None
    retention: str = ""
    archive_form: str = ""
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if self.decided_on and self.applied_on and self.decided_on < self.applied_on:
            raise RuleBroken("decided_on", "受理决定日期早于申请日期,请核对。")
        if self.closed_on and self.decided_on and self.closed_on < self.decided_on:
            raise RuleBroken("closed_on", "结案日期早于受理日期,请核对。")
        if self.archived_on and self.closed_on and self.archived_on < self.closed_on:
            raise RuleBroken("archived_on", "归档日期早于结案日期,请核对。")
        if len(self.facts) > 10_000:
            raise RuleBroken("facts", f"案情最多 10,000 字,现有 {len(self.facts):,} 字,请分写到调查记录。")

    @property
    def number(self) -> str:
        """The case number, or the temporary one until acceptance."""
        return self.case_no or self.temp_no

    @property
    def agreed(self) -> bool:
        return self.mediation in {Mediation.AGREED_WRITTEN, Mediation.AGREED_ORAL}

    @property
    def unsettled(self) -> bool:
        """Followed until settled: neither closed nor archived."""
        return self.filing is Filing.OPEN

    def moved(self, mediation: Mediation) -> Dispute:
        """The file with its mediation track moved on; RuleBroken where the law or the house forbids it."""
        if self.intake is not Intake.ACCEPTED:
            raise RuleBroken("mediation", "还没有受理,请先在“受理”页作出决定。")
        if self.filing is not Filing.OPEN:
            raise RuleBroken("mediation", "已结案的纠纷不能再变动,确需继续请先“再次调解”。")
        if mediation is self.mediation:
            return self
        if mediation not in NEXT_MEDIATION[self.mediation]:
            raise RuleBroken("mediation", "当前环节不能直接转到所选环节。")
        return replace(self, mediation=mediation)


def reopened_on(dispute: Dispute) -> date | None:
    """The day of the last 再次调解, from which the limit of the mediation runs anew; None when there was none."""
    written = dispute.extras.get("reopened_on")
    try:
        found = date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:  # an outside file may call anything so
        return None
    return found if found and 1900 <= found.year <= 2200 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """The 12345 (or other hotline) order that brought the dispute."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    order_no: str = ""
    title: str = ""
    type: str = ""
    content: str = ""
    address: str = ""
    caller: str = ""
    accepted_at: datetime | None = None
    dispatched_at: datetime | None = None
    undertaker: str = ""
    urgency: str = ""
    first_contact_due: date | None = None
    first_contact_on: date | None = None
    due: date | None = None
    secrecy: bool = False
    repeat_count: int = 0
    extras: Extras = field(default_factory=no_extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A side track with its own clock: 司法确认, 仲裁审查, 委派/委托, 支付令, 起诉, 强制执行 (see `tracks`).

    `accepted` is the day from which the organ's own time runs (for court papers the day they were signed for),
    `served` the day on which the parties got the decision, `due` a date that the organ itself has set.
    """

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    kind: str
    organ: str = ""
    applied: date | None = None
    accepted: date | None = None
    decided: date | None = None
    result: str = ""
    procedure: str = ""
    ref: str = ""
    served: date | None = None
    due: date | None = None
    note: str = ""
    extras: Extras = field(default_factory=no_extras)

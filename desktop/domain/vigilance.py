"""What the room watches: risk assessments of a file, and alerts about a company or a chain of files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from desktop.domain.changes import new_id
from desktop.domain.disputes import Risk
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Extras, no_extras


class Standing(StrEnum):
    """Lowering a level waits for a second person; raising it counts at once."""

    IN_FORCE = "in_force"  # 生效
    AWAITS_SECOND = "awaits_second"  # 等第二人确认
    DECLINED = "declined"  # 第二人不同意


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAssessment:
    """A person's judgement of a file's risk: which rules spoke (`points`, codes), which reasons, who, who seconded.

    人民调解法 25 asks for measures that fit; the ladder is the room's own rule (resources/rules/risk).
    """

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    level: Risk
    before: Risk = Risk.GREEN
    points: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    by: UUID | None = None
    at: datetime
    second: UUID | None = None
    second_at: datetime | None = None
    second_note: str = ""
    standing: Standing = Standing.IN_FORCE
    review_on: date | None = None
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if self.level is not Risk.GREEN and not any(r.strip() for r in self.reasons):
            raise RuleBroken("reasons", "请写明风险理由。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """预警, e.g. wage disputes that pile up on one company: raised by a rule, worked off by a person.

    `subject_key` is what the rule counts by (credit code, else the plain name); `checks` are the codes of the
    check-list that are done.
    """

    id: UUID = field(default_factory=new_id)
    rule: str
    subject: str
    subject_key: str
    raised_on: date
    disputes: tuple[UUID, ...] = ()
    checks: tuple[str, ...] = ()
    note: str = ""
    owner: UUID | None = None
    closed_on: date | None = None
    closed_by: UUID | None = None
    extras: Extras = field(default_factory=no_extras)

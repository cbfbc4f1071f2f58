"""The "3+X" team at work: who sits in a session, who must not, who is on duty, and the reception day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from desktop.domain.changes import new_id
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Extras, TeamRole, no_extras


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One seat in a session: a member of the team, or somebody invited (人民调解法 20: with the parties' consent)."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    session_id: UUID
    member_id: UUID | None = None
    name: str
    organisation: str = ""
    role: TeamRole = TeamRole.OTHER
    invited_on: date | None = None
    consented: bool = False
    present: bool = False
    signed: bool = False
    note: str = ""
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RuleBroken("name", "请填写参加人的姓名。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusal:
    """回避 of a member in one file, or (`barred` False) the reasoned finding that nothing stands in the way."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    member_id: UUID
    barred: bool = True
    reason: str
    on: date
    by: UUID | None = None
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise RuleBroken("reason", "请写明回避(或不须回避)的理由。")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateNote:
    """背靠背 notes: what one side said alone. Never printed, never exported, for the file's mediators only."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    session_id: UUID | None = None
    party_id: UUID | None = None
    at: datetime
    by: UUID | None = None
    text: str
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise RuleBroken("text", "请写下单独谈话的内容。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """值班: one member on one day, in times of day such as `13:30`; `on_call` comes when called."""

    id: UUID = field(default_factory=new_id)
    member_id: UUID
    on: date
    starts: str = ""
    ends: str = ""
    on_call: bool = False
    note: str = ""
    extras: Extras = field(default_factory=no_extras)


class DayKind(StrEnum):
    RECEPTION = "reception"  # 接待日
    POLICY = "policy"  # 政策咨询日


class OnHoliday(StrEnum):
    """Where a day of a rule goes that falls on a day off."""

    NEXT = "next"  # 顺延到下一个工作日
    BEFORE = "before"  # 提前到上一个工作日
    SKIP = "skip"  # 当次取消


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionRule:
    """When reception days are: the `week`-th `weekday` (0 Monday) of each month, or every week when `week` is 0."""

    id: UUID = field(default_factory=new_id)
    kind: DayKind = DayKind.RECEPTION
    name: str
    week: int = 2
    weekday: int = 2
    starts: str = "13:30"
    ends: str = "16:30"
    place: str = ""
    on_holiday: OnHoliday = OnHoliday.NEXT
    since: date | None = None
    active: bool = True
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RuleBroken("name", "请给接待日起个名称。")
        if not 0 <= self.week <= 5:
            raise RuleBroken("week", "请选第一到第五个星期几,或每周。")
        if not 0 <= self.weekday <= 6:
            raise RuleBroken("weekday", "请选星期一到星期日。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """One reception day that was held: opened, people seen, closed with a 小结."""

    id: UUID = field(default_factory=new_id)
    rule_id: UUID | None = None
    kind: DayKind = DayKind.RECEPTION
    name: str
    on: date
    place: str = ""
    on_duty: tuple[UUID, ...] = ()
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: UUID | None = None
    note: str = ""
    extras: Extras = field(default_factory=no_extras)


class VisitEnd(StrEnum):
    """What became of a visitor."""

    WAITING = "waiting"  # 等候
    TALKING = "talking"  # 接谈中
    CONSULTED = "consulted"  # 咨询解答
    REGISTERED = "registered"  # 登记为纠纷
    KNOWN = "known"  # 已有纠纷,记入原卷
    LEFT = "left"  # 未等到就走了


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One ticket of a reception day; `about_id` is the file that it opened or belongs to."""

    id: UUID = field(default_factory=new_id)
    reception_id: UUID
    ticket: int
    name: str
    phone: str = ""
    matter: str = ""
    category: str = ""
    arrived_at: datetime
    called_at: datetime | None = None
    ended_at: datetime | None = None
    seen_by: UUID | None = None
    end: VisitEnd = VisitEnd.WAITING
    answer: str = ""
    about_id: UUID | None = None
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RuleBroken("name", "请填写来访人的称呼。")

"""What happens in a file: looking into it, sitting together, following up, telling others."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from desktop.domain.changes import new_id
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Extras, no_extras


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigation:
    """人民调解调查记录."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    at: datetime
    place: str = ""
    investigators: tuple[UUID, ...] = ()
    interviewees: tuple[str, ...] = ()
    record: str = ""
    extras: Extras = field(default_factory=no_extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One line of the evidence list; `pages` are sheets of paper."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    no: int
    name: str
    pages: int = 1
    provided_by: str = ""
    received_on: date | None = None
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RuleBroken("name", "请填写证据名称。")
        if self.pages < 1:
            raise RuleBroken("pages", "页数至少为 1。")


class SessionOutcome(StrEnum):
    """The boxes of 调解结果 on the record."""

    SETTLED = "settled"  # 达成协议
    NOT_SETTLED = "not_settled"  # 未达成协议
    TO_CONTINUE = "to_continue"  # 有待继续调解


def outcome_of(result: str) -> SessionOutcome:
    """What a result in words ticks, for records that came without the box."""
    if any(word in result for word in ("未达成", "没有达成", "不同意")) and "同意分" not in result:
        goes_on = any(word in result for word in ("继续", "再次", "下次", "择日", "再调"))
        return SessionOutcome.TO_CONTINUE if goes_on else SessionOutcome.NOT_SETTLED
    if any(word in result for word in ("达成", "同意", "一致", "和好")):
        return SessionOutcome.SETTLED
    return SessionOutcome.TO_CONTINUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """一次调解. Planned until it has a result.

    `joint` marks a session of the "3+X" team; `waiver` is the written reason to go on without a required role,
    `others_consent` how the parties agreed to others being present (人民调解法 20).
    """

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    no: int
    starts: datetime
    ends: datetime | None = None
    place: str = ""
    attendees: tuple[UUID, ...] = ()
    parties_present: tuple[str, ...] = ()
    record: str = ""
    result: str = ""
    outcome: SessionOutcome | None = None
    planned: bool = False
    joint: bool = False
    waiver: str = ""
    others_consent: str = ""
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if self.ends and self.ends < self.starts:
            raise RuleBroken("ends", "结束时间早于开始时间,请核对。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """Time that does not count, such as 鉴定 (医疗纠纷预防和处理条例 38); `ends` None while it lasts.

    The day `starts` and the day `ends` are both outside the count.
    """

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    starts: date
    ends: date | None = None
    reason: str = ""
    basis: str = ""
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise RuleBroken("reason", "请写明中止计算期限的原因,如鉴定。")
        if self.ends and self.ends < self.starts:
            raise RuleBroken("ends", "恢复日期早于中止日期,请核对。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """延长调解期限, by consent of the parties."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    on: date
    starts: date | None = None
    until: date
    reason: str = ""
    consent: str = ""
    extras: Extras = field(default_factory=no_extras)


class FollowKind(StrEnum):
    VISIT = "visit"  # 回访(达成协议以后)
    TRACKING = "tracking"  # 跟踪(没有达成协议)


class FollowEnd(StrEnum):
    """What following up came to; only GOES_ON asks for a next date."""

    GOES_ON = "goes_on"  # 继续跟踪
    SETTLED = "settled"  # 已妥善解决
    ELSEWHERE = "elsewhere"  # 已进入诉讼、仲裁等程序
    REOPEN = "reopen"  # 双方愿意再次调解


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """回访 or 跟踪: who was asked, what was said, and when to ask again.

    `asked` are parties, `demands` and `mood` 诉求和思想动态, `signs` codes of escalation (resources/rules/risk),
    `ways_told` the legal ways that the person was told of (人民调解法 26).
    """

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    on: date
    method: str = "电话"
    by: UUID | None = None
    about: str = ""
    result: str = ""
    satisfaction: str = ""
    next_on: date | None = None
    kind: FollowKind = FollowKind.VISIT
    asked: tuple[UUID, ...] = ()
    demands: str = ""
    mood: str = ""
    performing: str = ""
    signs: tuple[str, ...] = ()
    ways_told: tuple[str, ...] = ()
    end: FollowEnd = FollowEnd.GOES_ON
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if self.next_on and self.next_on < self.on:
            raise RuleBroken("next_on", "下次回访日期早于本次回访,请核对。")


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskReport:
    """Telling the police and others at once (人民调解法 25)."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    at: datetime
    to: tuple[str, ...] = ()
    by: UUID | None = None
    extras: Extras = field(default_factory=no_extras)


class Direction(StrEnum):
    OUT = "out"  # 移出
    IN = "in"  # 移入


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """转介, 移送 and 三所联动 hand-offs: the matter, or some of its people, go to another organ or come from one.

    `to` is the other organ in words, `organ` its kind (see `hand_offs.ORGANS`). Out: `received_on` and `received_by`
    are their receipt of our letter, `answered_on` and `answer` what they told us by `answer_due`.
    In: `on` is the day we signed for it, `answered_on` and `answer` our feedback, `receipt` their receipt of it.
    """

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    to: str
    on: date
    doc: str = ""
    also: str = ""
    claimants: tuple[int, ...] = ()
    direction: Direction = Direction.OUT
    organ: str = ""
    matter: str = ""
    by: UUID | None = None
    received_on: date | None = None
    received_by: str = ""
    answer_due: date | None = None
    answered_on: date | None = None
    answer: str = ""
    receipt: str = ""
    extras: Extras = field(default_factory=no_extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """反馈 to the organ that sent the dispute; not done until it has a receipt."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    to: str
    on: date
    content: str = ""
    receipt: str = ""
    extras: Extras = field(default_factory=no_extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file kept with the dispute; its bytes lie encrypted under `sha256` (of the plain bytes)."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    name: str
    kind: str = ""
    media_type: str = ""
    size: int
    sha256: str
    added_at: datetime
    added_by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """One print or saved copy of a paper: who, when, how many, and exactly which bytes."""

    id: UUID = field(default_factory=new_id)
    dispute_id: UUID
    document: str
    title: str = ""
    at: datetime
    by: UUID | None = None
    printer: str = ""
    copies: int = 1
    sha256: str
    draft: bool = False

"""人民调解记录, one for each session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """The boxes of 调解结果."""

    SETTLED = "达成协议"
    NOT_SETTLED = "未达成协议"
    TO_CONTINUE = "有待继续调解"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Who was in the room: 叶知秋, 驻点律师."""

    name: str
    capacity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What was said, by whom. Without a speaker it is the recorder's narration."""

    speaker: str = ""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediationRecord:
    """What the record of one session says. `parties` and `attendees` sign; `absent` names who did not come."""

    number: str
    committee: str
    session: int
    started_at: datetime
    ended_at: datetime | None = None
    place: str
    dispute: str = ""  # 纠纷名称
    parties: tuple[Attendee, ...]
    attendees: tuple[Attendee, ...] = ()  # 参加人 besides parties, mediators and recorder
    mediators: tuple[str, ...]
    recorder: str
    record: tuple[Utterance, ...]
    outcome: Outcome
    outcome_note: str = ""
    issued_at: datetime

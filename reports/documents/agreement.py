"""人民调解协议书."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reports.documents.annex import Annex
from reports.documents.parties import PartyBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the agreement says. `terms` come without their numbers; a line break in a term starts a paragraph.

    The law gives each party one copy and the committee one (人民调解法 29); `extra_copies` names who else gets one,
    for instance the court that is asked to confirm it.
    """

    number: str
    committee: str
    parties: tuple[PartyBlock, ...]
    facts: str  # 纠纷主要事实、争议事项
    liability: str = ""  # 责任
    terms: tuple[str, ...]
    performance: str = ""  # 履行方式、时限, when the terms do not say it
    place: str = ""
    extra_copies: tuple[str, ...] = ()
    mediators: tuple[str, ...]
    recorder: str
    signed_on: date
    annex: Annex | None = None
    issued_at: datetime

    @property
    def copies(self) -> int:
        return sum(party.heads for party in self.parties) + 1 + len(self.extra_copies)

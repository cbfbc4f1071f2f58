"""人民调解当事人权利义务告知书."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsNotice:
    """The notice to one party or to several who sign on one sheet. `parties` are the names that sign.

    `mediators` are those offered to the parties, who may choose others (人民调解法 19, 23). `contact` is where a
    party asks about the personal data it gives (个人信息保护法 17): an address, a telephone number, or both.
    """

    number: str = ""
    committee: str
    parties: tuple[str, ...]
    dispute: str = ""  # 纠纷名称
    mediators: tuple[str, ...] = ()
    court: str = ""  # the court that may confirm an agreement
    contact: str = ""
    given_on: date
    issued_at: datetime

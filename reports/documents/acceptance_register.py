"""人民调解受理登记表."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CameBy(StrEnum):
    """The boxes of 案件来源: two on the form of 2010, the third added where matters are handed over."""

    APPLICATION = "当事人申请"
    INITIATIVE = "人民调解委员会主动调解"
    REFERRAL = "移送委托"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceRegister:
    """One entry of the register on one sheet. `parties` are names; `source_note` is who handed the matter over."""

    number: str
    committee: str
    accepted_on: date
    parties: tuple[str, ...]
    category: str
    came_by: CameBy
    source_note: str = ""
    facts: str
    remark: str = ""
    registrar: str = ""
    issued_at: datetime

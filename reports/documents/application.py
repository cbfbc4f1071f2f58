"""人民调解申请书."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reports.documents.parties import PartyBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What the application says. `requests` come without their numbers; `issued_at` dates the file."""

    number: str = ""
    committee: str
    applicants: tuple[PartyBlock, ...]
    respondents: tuple[PartyBlock, ...]
    facts: str
    requests: tuple[str, ...]
    applied_on: date
    issued_at: datetime

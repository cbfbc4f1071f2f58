"""One thing to do, and what every rule needs to say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.limits import LABOUR, POLICE

__all__ = ["AHEAD", "HOTLINE", "LABOUR", "POLICE", "Rule", "Step", "brief", "owner"]

HOTLINE = frozenset({"hotline_12345"})
AHEAD = 7  # days before the end of a long limit at which it is worth a line of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do. `verb` is the word on the button, `tab` where it is done; `waiting` = somebody else's turn."""

    code: str
    what: str
    on: date
    owner: UUID | None
    basis: str
    verb: str
    tab: str
    waiting: bool = False
    note: str = ""
    start: date | None = None  # from which a limit is counted


Rule = Callable[[CaseFile, date, Rules], Iterator[Step]]


def owner(file: CaseFile) -> UUID | None:
    """Who answers for the file: its first mediator, else who registered it."""
    d = file.dispute
    return d.mediators[0] if d.mediators else d.registered_by


def brief(basis: str) -> str:
    """A legal basis as a line has room for it: without its remarks."""
    return re.split("[(\uff08;\uff1b]", basis)[0]

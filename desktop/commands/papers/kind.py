"""What a kind of paper is to the commands: when a file can print it, which ones, and what is copied onto it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.commands.desk import SHANGHAI
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.people import Committee, Member

Members = Mapping[UUID, Member]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a paper may be copied from."""

    file: CaseFile
    committee: Committee
    members: Members
    today: date
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """`single` lists what can be printed now as (which, title); `which` is 0 where there is only one.

    `copy` gives the paper's own dataclass (reports.documents) and whether it is a draft; NotFound when `which` is
    not there.
    """

    kind: str
    title: str
    single: Callable[[CaseFile], tuple[tuple[int, str], ...]]
    copy: Callable[[Source, int], tuple[Any, bool]]


def when(title: str, ready: Callable[[CaseFile], bool]) -> Callable[[CaseFile], tuple[tuple[int, str], ...]]:
    """`single` of a paper of which a file has one."""
    return lambda file: ((0, title),) if ready(file) else ()


def name_of(members: Members, id: UUID | None) -> str:
    return members[id].name if id is not None and id in members else ""


def moment(day: date) -> datetime:
    """The day as the moment that dates a paper."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)

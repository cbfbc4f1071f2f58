"""A field that a ledger can show: what it is called, what it holds, and whether it names somebody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desktop.commands.handbook import Handbook
from desktop.domain.agreements import Agreement
from desktop.domain.casefile import CaseFile, document_date
from desktop.domain.disputes import Dispute
from desktop.domain.ledger import in_force
from desktop.domain.people import Committee
from reports.statistics.sheets import Kind


class Personal(StrEnum):
    """What a field tells of somebody, and so how it is masked."""

    NONE = "none"
    NAME = "name"
    ID = "id"
    PHONE = "phone"
    ADDRESS = "address"
    STORY = "story"  # free words that may hold any of the others


@dataclass(frozen=True, slots=True)
class Part:
    """One of several values of a field. `natural`: of a person, not of an organisation; `tail` is nobody's name."""

    text: str
    natural: bool = True
    tail: str = ""


Raw = str | int | date | None | tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One file as a field looks at it; `no` is its row in the ledger, from 1."""

    file: CaseFile
    committee: Committee
    handbook: Handbook
    today: date
    no: int = 1

    @property
    def dispute(self) -> Dispute:
        return self.file.dispute

    @property
    def agreement(self) -> Agreement | None:
        """The agreement that binds; None while the mediation has not come to one."""
        return in_force(self.file) if self.dispute.agreed else None

    @property
    def aged_on(self) -> date:
        """The day at which ages are counted: that of the file's papers."""
        return document_date(self.file, self.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`values`: every value that it can have, where they are few; `width` in full-width characters of a sheet.

    `read` gives text, a whole number (money in 分), a day, parts, or None where the file says nothing.
    """

    code: str
    label: str
    group: str
    read: Callable[[Look], Raw]
    kind: Kind = Kind.TEXT
    personal: Personal = Personal.NONE
    width: int = 6
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together, each kind by one call."""

    name: str

    def text(
        self,
        code: str,
        label: str,
        width: int,
        read: Callable[[Look], Raw],
        personal: Personal = Personal.NONE,
        values: Sequence[str] = (),
    ) -> Field:
        return Field(
            code=code, label=label, group=self.name, read=read, personal=personal, width=width, values=tuple(values)
        )

    def number(
        self, code: str, label: str, width: int, read: Callable[[Look], Raw], personal: Personal = Personal.NONE
    ) -> Field:
        """What has digits but is never reckoned with: every one of them is kept."""
        return Field(code=code, label=label, group=self.name, read=read, kind=Kind.ID, personal=personal, width=width)

    def day(self, code: str, label: str, read: Callable[[Look], Raw]) -> Field:
        return Field(code=code, label=label, group=self.name, read=read, kind=Kind.DAY, width=5)

    def count(self, code: str, label: str, read: Callable[[Look], Raw]) -> Field:
        return Field(code=code, label=label, group=self.name, read=read, kind=Kind.COUNT, width=3)

    def money(self, code: str, label: str, read: Callable[[Look], Raw], kind: Kind = Kind.MONEY) -> Field:
        return Field(code=code, label=label, group=self.name, read=read, kind=kind, width=6)


YES_NO = ("是", "否")


def yes(truth: bool) -> str:
    return YES_NO[0] if truth else YES_NO[1]


def moment(at: datetime | None) -> str:
    """`2026-05-11 09:14`."""
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def named(texts: list[str], *, natural: bool = True) -> tuple[Part, ...]:
    return tuple(Part(text, natural) for text in texts if text)


def flat(raw: Raw) -> str | int | date | None:
    """A value without masks; several of them joined by 、."""
    if isinstance(raw, tuple):
        return "、".join(part.text + part.tail for part in raw) or None
    return raw if raw != "" else None

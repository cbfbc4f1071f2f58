"""The counting rules (统计口径): the room's settings, with a stated default, printed under every table."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from desktop.domain.people import Extras, no_extras

COUNTING_ID = UUID("00000000-0000-7000-8000-0000000c0041")  # one row a room, the same on every workstation


class Basis(StrEnum):
    """Whose month a case counts in (期间归属); the default is the room's choice, not a law's."""

    RECEIVED = "received"  # 按受理日
    CLOSED = "closed"  # 按结案日
    AGREED = "agreed"  # 按协议日;没有达成协议的按调解终止日


class Mass(StrEnum):
    """How a mass dispute (群体性纠纷) counts."""

    CASE = "case"  # 一案一件
    WORKER = "worker"  # 一人一件


class Reopened(StrEnum):
    """How a mediation that was taken up again counts."""

    LAST = "last"  # 只计最后一次
    EACH = "each"  # 每次结案各计一件


BASIS_WORDS = {Basis.RECEIVED: "按受理日", Basis.CLOSED: "按结案日", Basis.AGREED: "按协议日"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """One set of counting rules. `refused`: files that were not accepted count in the total as well."""

    basis: Basis = Basis.CLOSED
    mass: Mass = Mass.CASE
    reopened: Reopened = Reopened.LAST
    refused: bool = False

    def sentences(self) -> tuple[str, ...]:
        """The rules in words, for the foot of a table."""
        month = {
            Basis.RECEIVED: "按受理日计入当月",
            Basis.CLOSED: "按结案日计入当月,未结案的不计",
            Basis.AGREED: "按协议日计入当月,没有达成协议的按调解终止日",
        }[self.basis]
        mass = "群体性纠纷一案计一件" if self.mass is Mass.CASE else "群体性纠纷每名申请人计一件"
        again = "再次调解的只计最后一次" if self.reopened is Reopened.LAST else "再次调解的每次结案各计一件"
        return (month, mass, again, "不予受理的计入总数" if self.refused else "不予受理的不计入")

    def footing(self) -> str:
        """All of them in one line."""
        return "统计口径:" + ";".join(self.sentences()) + "。涉及金额为协议金额。"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingSetting:
    """The room's own counting rules; `note` says who asked for them (district, date of the notice)."""

    id: UUID = COUNTING_ID
    basis: Basis = Basis.CLOSED
    mass: Mass = Mass.CASE
    reopened: Reopened = Reopened.LAST
    refused: bool = False
    note: str = ""
    extras: Extras = field(default_factory=no_extras)

    def rules(self) -> Counting:
        return Counting(basis=self.basis, mass=self.mass, reopened=self.reopened, refused=self.refused)

"""The people on a paper, as the paper prints them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A natural person. An empty field stays a blank on a form and is left out of running text.

    `age` is the age on the day of the paper, worked out by the caller. `trade_name` is the 字号 of an individual
    business, whose party is its operator.
    """

    name: str
    sex: str = ""
    ethnicity: str = ""
    age: int | None = None
    born_on: date | None = None
    id_label: str = "身份证号码"
    id_number: str = ""
    occupation: str = ""
    employer: str = ""
    address: str = ""
    phone: str = ""
    trade_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A legal person or another body that stands for itself."""

    name: str
    code: str = ""  # 统一社会信用代码
    address: str = ""
    representative: str = ""  # 法定代表人
    representative_title: str = ""  # 职务
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Many persons with one claim, named one by one in an annex: 赵明远等34名职工."""

    name: str
    count: int
    representatives: tuple[Person, ...] = ()
    note: str = ""  # where they are named: 名单及金额见附表


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Who acts for a party, and how far."""

    name: str
    kind: str = "委托代理人"  # or 法定代理人
    id_number: str = ""
    employer: str = ""
    phone: str = ""
    authority: str = ""  # 特别授权: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyBlock:
    """One party as printed: 申请人, 被申请人, 当事人甲 ..."""

    role: str
    who: Person | Organisation | Group
    agents: tuple[Agent, ...] = ()

    @property
    def name(self) -> str:
        return self.who.name

    @property
    def heads(self) -> int:
        """How many parties this block stands for, each with a right to a copy (人民调解法 29)."""
        return self.who.count if isinstance(self.who, Group) else 1

"""What the month's report keeps: frozen months, causes of corrections, allowances, ledger maps, screenings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from desktop.domain.changes import new_id
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Extras, no_extras


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenMonth:
    """封存: one month's figures as they were handed in. Written once; no act changes or removes it.

    `counting`: the rules it was counted by. `figures`: line code -> value (件, 人, 分). `cases`: one mapping for each
    counted unit (`frozen.case_line`). `digest`: SHA-256 over all of it (`frozen.digest`). `reason`: why it was
    frozen although an identity failed; `failed` says which.
    """

    id: UUID = field(default_factory=new_id)
    month: str
    counting: Extras = field(default_factory=no_extras)
    figures: Extras = field(default_factory=no_extras)
    cases: tuple[Extras, ...] = ()
    failed: tuple[str, ...] = ()
    reason: str = ""
    digest: str
    at: datetime
    by: UUID | None = None
    by_name: str = ""
    extras: Extras = field(default_factory=no_extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNote:
    """更正原因: why a file of a frozen month counts otherwise now, in somebody's own words."""

    id: UUID = field(default_factory=new_id)
    month: str
    dispute_id: UUID
    cause: str
    at: datetime
    by: UUID | None = None

    def __post_init__(self) -> None:
        if not self.cause.strip():
            raise RuleBroken("cause", "请写明更正的原因。")


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceSetting:
    """The room's own figure of one allowance (`code` of resources/rules/allowances), in 分."""

    id: UUID = field(default_factory=new_id)
    code: str
    amount_fen: int
    note: str = ""
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not 0 <= self.amount_fen <= 10_000_00:
            raise RuleBroken("amount", "补贴标准须在 0 到 10,000 元之间。")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerColumn:
    """One column of another office's form: its head, the field that fills it, and what becomes of the value.

    `source`: a field of `commands.ledgers.fields`. `width`: the most characters that their form takes (0: any).
    `words`: our value -> theirs. `fixed`: what stands there when `source` is empty.
    """

    head: str
    source: str = ""
    width: int = 0
    words: Extras = field(default_factory=no_extras)
    fixed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerMap:
    """One office's form (司法行政, 综治, 12345 回复, 公安) as columns over our fields; the administrator edits it.

    `code` is that of the form in resources/rules/ledgers from which it came, or empty for the room's own.
    """

    id: UUID = field(default_factory=new_id)
    code: str = ""
    name: str
    office: str = ""
    columns: tuple[LedgerColumn, ...] = ()
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RuleBroken("name", "请填写台账名称。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """排查: one round of looking for disputes before they come. `found` and `prevented` count disputes (件)."""

    id: UUID = field(default_factory=new_id)
    on: date
    place: str = ""
    members: tuple[UUID, ...] = ()
    found: int = 0
    prevented: int = 0
    note: str = ""
    extras: Extras = field(default_factory=no_extras)

    def __post_init__(self) -> None:
        if not 0 <= self.found <= 9999 or not 0 <= self.prevented <= 9999:
            raise RuleBroken("found", "件数须在 0 到 9999 之间。")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFact:
    """A figure of the organisation table that nobody can count from the files (经费, 培训); `value` in its line's unit.

    Money in 分. `half`: `2026-H1`, `2026-H2`.
    """

    id: UUID = field(default_factory=new_id)
    half: str
    code: str
    value: int
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.value < 10**13:
            raise RuleBroken("value", "数值不能为负,也不能这么大,请核对。")

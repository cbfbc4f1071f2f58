"""排查记录: rounds of looking for disputes before they come; 排查 (次) and what was found and prevented (件)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.statistics.freezing import frozen_month
from desktop.commands.statistics.sheets.frame import TOTAL, frame
from desktop.domain.changes import new_id
from desktop.domain.counting.periods import Period, month_of
from desktop.domain.errors import NotFound, RuleBroken
from desktop.domain.people import Member
from desktop.domain.permissions import Act
from desktop.domain.reporting import Screening
from desktop.storage.schema import GONE, TABLES
from desktop.storage.store import Reader
from reports.statistics.sheets import Column, Kind, Sheet

LONGEST = {"place": 100, "note": 500}


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round as it is listed: who went, in words, and whether its month was frozen."""

    screening: Screening
    names: tuple[str, ...]
    frozen: bool


def of_period(desk: Desk, period: Period) -> tuple[Round, ...]:
    """The rounds of a period, the earliest first."""
    with desk.read() as reader:
        names = {m.id: m.name for m in reader.find(Member)}
        months: dict[str, bool] = {}
        found = []
        for screening in _found(reader, period):
            month = f"{screening.on:%Y-%m}"
            if month not in months:
                months[month] = frozen_month(reader, month) is not None
            who = tuple(names.get(id, "(已删除)") for id in screening.members)
            found.append(Round(screening=screening, names=who, frozen=months[month]))
        return tuple(found)


def _found(reader: Reader, period: Period) -> list[Screening]:
    c = TABLES["screenings"].c
    query = TABLES["screenings"].select().where(c[GONE] == 0, c.on.between(period.starts, period.ends))
    rows = reader.rows(query.order_by(c.on, c.id))
    return [Screening(**{name: value for name, value in row._mapping.items() if name != GONE}) for row in rows]


def save(
    desk: Desk,
    on: date,
    *,
    place: str = "",
    members: Sequence[UUID] = (),
    found: int = 0,
    prevented: int = 0,
    note: str = "",
    id: UUID | None = None,
) -> Screening:
    """A new round, or `id` set to this. RuleBroken for a day to come, a wrong number, or words that are too long.

    A round in a frozen month leaves its figures as they are; it is listed there as a correction.
    """
    if on > desk.today():
        raise RuleBroken("on", "排查日期在今天之后,请核对。")
    for name, text in (("place", place), ("note", note)):
        if len(text) > LONGEST[name]:
            raise RuleBroken(name, f"请写在 {LONGEST[name]} 字以内。")
    wanted = Screening(
        id=id or new_id(),
        on=on,
        place=" ".join(place.split()),
        members=tuple(dict.fromkeys(members)),
        found=_counted("found", found),
        prevented=_counted("prevented", prevented),
        note=note.strip(),
    )
    with desk.act(Act.REPORT, "screening") as tx:
        if id is not None:
            wanted = replace(wanted, extras=tx.get(Screening, id).extras)
        known = {m.id for m in tx.find(Member)}
        if not set(wanted.members) <= known:
            raise NotFound("参加人不在团队里,请重新选择。")
        tx.put(wanted)
    return wanted


def remove(desk: Desk, id: UUID) -> None:
    """Take a round out; it can be undone."""
    with desk.act(Act.REPORT, "remove_screening") as tx:
        tx.remove(tx.get(Screening, id))


def is_frozen(desk: Desk, on: date) -> bool:
    """Whether the month of a day was handed in already."""
    with desk.read() as reader:
        return frozen_month(reader, month_of(on).first) is not None


def sheet(desk: Desk, period: Period) -> Sheet:
    """排查纠纷登记表: one row a round, with their sums."""
    return Sheet(
        code="screenings",
        name="排查记录",
        title="矛盾纠纷排查登记表",
        columns=(
            Column(head=("日期",), kind=Kind.DAY, width=6),
            Column(head=("地点",), width=12),
            Column(head=("参加人",), width=12),
            Column(head=("排查\uff08次\uff09",), kind=Kind.COUNT, width=5, total=True, code="times"),
            Column(head=("排查出纠纷\uff08件\uff09",), kind=Kind.COUNT, width=6, total=True, code="found"),
            Column(head=("预防纠纷\uff08件\uff09",), kind=Kind.COUNT, width=6, total=True, code="prevented"),
            Column(head=("说明",), width=18),
        ),
        rows=tuple(
            (r.screening.on, r.screening.place, "、".join(r.names), 1, r.screening.found, r.screening.prevented, note)
            for r in of_period(desk, period)
            for note in (r.screening.note,)
        ),
        unit="次、件",
        total=TOTAL,
        **frame(desk, period).round(counted=False),
    )


def _counted(name: str, n: int) -> int:
    if not 0 <= n <= 9999:
        raise RuleBroken(name, "件数须在 0 到 9,999 之间。")
    return n

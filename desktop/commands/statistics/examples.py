"""What each counting rule means for a file of this room, so that nobody chooses one blindly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from desktop.commands.desk import Desk
from desktop.commands.statistics.figures import add_up
from desktop.domain.counting import Basis, Mass, Reopened
from desktop.domain.counting.periods import PeriodKind, around
from desktop.domain.follow_ups import ROUNDS
from desktop.storage.schema import GONE, TABLES, summaries, tallies
from desktop.storage.store import Reader


@dataclass(frozen=True, slots=True)
class Example:
    """A file of the room (`story`), and what becomes of it by each choice: value -> words."""

    story: str
    effects: Mapping[str, str]


def examples(desk: Desk) -> dict[str, Example]:
    """Rule (basis, mass, reopened, refused) -> example; without those of which the room has none."""
    with desk.read() as reader:
        found = {
            "basis": next(_basis(reader), None),
            "mass": next(_mass(reader), None),
            "reopened": next(_reopened(reader), None),
            "refused": next(_refused(reader, desk.today()), None),
        }
    return {name: example for name, example in found.items() if example}


def _basis(reader: Reader) -> Iterator[Example]:
    """The case closed last whose days lie in different months."""
    t = tallies.c
    months = [func.substr(t[f"{basis.value}_on"], 1, 7) for basis in (Basis.RECEIVED, Basis.AGREED, Basis.CLOSED)]
    query = (
        select(summaries.c.number, t.received_on, t.agreed_on, t.closed_on, t.succeeded)
        .join(summaries, summaries.c.dispute == t.dispute)
        .where(t.closed_on > "", t.agreed_on > "", t.received_on > "", t.cases > 0, months[0] != months[2])
        .order_by(t.closed_on.desc())
        .limit(1)
    )
    for number, received, agreed, closed, succeeded in reader.rows(query):
        days = {Basis.RECEIVED: received, Basis.CLOSED: closed, Basis.AGREED: agreed}
        ended = "达成协议" if succeeded else "终止调解"
        yield Example(
            f"{number}:{_said(received)}受理,{_said(agreed)}{ended},{_said(closed)}结案",
            {basis.value: f"计入 {int(day[:4])}年{int(day[5:7])}月" for basis, day in days.items()},
        )


def _mass(reader: Reader) -> Iterator[Example]:
    c = TABLES["claimants"].c
    query = (
        select(summaries.c.dispute, summaries.c.number, func.count())
        .join(TABLES["claimants"], c.dispute_id == summaries.c.dispute)
        .where(summaries.c.mass == 1, c[GONE] == 0)
        .group_by(summaries.c.dispute)
        .order_by(summaries.c.number.desc())
        .limit(1)
    )
    for dispute, number, claimants in reader.rows(query):
        people = reader.file(UUID(bytes=dispute)).people_involved
        yield Example(
            f"{number}:{claimants} 名申请人,涉及 {people} 人",
            {Mass.CASE.value: f"计 1 件 {people} 人", Mass.WORKER.value: f"计 {claimants} 件"},
        )


def _reopened(reader: Reader) -> Iterator[Example]:
    d = TABLES["disputes"].c
    query = (
        select(summaries.c.number, d.extras)
        .join(summaries, summaries.c.dispute == d.id)
        .where(d[GONE] == 0, func.instr(d.extras, f'"{ROUNDS}"') > 0)
        .order_by(summaries.c.number.desc())
        .limit(1)
    )
    for number, extras in reader.rows(query):
        again = len(extras.get(ROUNDS) or ())
        if again:
            yield Example(
                f"{number}:结束后又再次调解 {again} 次",
                {Reopened.LAST.value: "计 1 件", Reopened.EACH.value: f"各次都已结案的,计 {again + 1} 件"},
            )


def _refused(reader: Reader, today: date) -> Iterator[Example]:
    year = around(f"{today:%Y-%m}", PeriodKind.YEAR)
    refused = add_up(reader, year, Basis.RECEIVED).get("", "", "refused")
    if refused:
        said = {"": "不进案件总数", "1": f"案件总数里有这 {refused} 件"}
        yield Example(f"{year.label}不予受理 {refused} 件", said)


def _said(day: str) -> str:
    """`10月12日`."""
    return f"{int(day[5:7])}月{int(day[8:10])}日"

"""日程: sessions and reception days as blocks of time; what each day is; the files one may plan a session for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import select

from desktop.commands import drafts, lists, reception
from desktop.commands.desk import Desk
from desktop.commands.sessions import between
from desktop.domain import quorum
from desktop.domain.disputes import Filing, Intake
from desktop.domain.people import Member, TeamRole
from desktop.domain.reception import Day
from desktop.domain.records import Session, SessionOutcome
from desktop.domain.team import Seat
from desktop.domain.wording import numeral
from desktop.storage.schema import TABLES, summaries
from desktop.storage.store import Reader
from resources import rules as cupboard

ASKED = "_asked"  # in the draft of a plan: somebody chose the day in the calendar and wants the form open
MOST_FILES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One block. `dispute` None: a reception day; `outcome` None: not recorded yet; `clash`: what it overlaps with."""

    id: str
    dispute: UUID | None
    starts: datetime
    ends: datetime
    what: str
    names: str
    number: str = ""
    place: str = ""
    team: tuple[str, ...] = ()
    people: frozenset[UUID] = frozenset()
    planned: bool = True
    joint: bool = False
    outcome: SessionOutcome | None = None
    note: str = ""
    clash: str = ""

    @property
    def on(self) -> date:
        return self.starts.date()


@dataclass(frozen=True, slots=True)
class DayMark:
    """What a day is: 休, 班 or nothing; `provisional` when the year's notice is not out (暂定)."""

    off: bool
    mark: str
    name: str
    provisional: bool


def entries(desk: Desk, start: date, end: date, *, mine: bool = False) -> list[Entry]:
    """Sessions and reception days from `start` to `end`, both included, by time; `mine`: where one sits oneself."""
    me = desk.account.member_id
    with desk.read() as reader:
        found = between(reader, datetime.combine(start, time()), datetime.combine(end + timedelta(days=1), time()))
        members = {m.id: m for m in reader.find(Member)}
        marked = _with_clashes(_sessions(reader, found, members), members)
    if mine and me is not None:
        marked = [entry for entry in marked if me in entry.people]
    days = [_reception(desk, day) for day in reception.upcoming(desk, start, end)]
    return sorted((*marked, *days), key=lambda e: (e.starts, e.id))


def day_mark(desk: Desk, day: date) -> DayMark:
    """A day off that is no plain weekend is 休, a weekend that is worked is 班."""
    calendar = desk.handbook.rules.calendar
    working = calendar.is_workday(day)
    weekend = day.weekday() > 4
    mark = "班" if working and weekend else "休" if not working and not (weekend and not _named(day)) else ""
    return DayMark(not working, mark, _named(day), calendar.provisional(day))


def files_to_plan(desk: Desk) -> list[tuple[UUID, str]]:
    """Accepted, unsettled files as `2026-044 丁建华 与 汪洁`, newest first: for which a session may be planned."""
    s, d = summaries.c, TABLES["disputes"].c
    query = (
        select(d.id, s.number, s.names)
        .join_from(TABLES["disputes"], summaries, s.dispute == d.id)
        .where(d.intake == Intake.ACCEPTED.value, d.filing == Filing.OPEN.value, d.gone == 0)
        .order_by(s.number.desc())
        .limit(MOST_FILES)
    )
    with desk.read() as reader:
        return [(row[0], f"{row[1]} {row[2]}") for row in reader.rows(query)]


def begin_plan(desk: Desk, dispute: UUID, starts: datetime) -> None:
    """Put the chosen time into the form of a new session; what was already begun there keeps its other words."""
    key = f"plan:{dispute}:new"
    begun = drafts.find(desk, key)
    values = {**(begun.values if begun else {}), "starts": f"{starts:%Y-%m-%d %H:%M}", ASKED: "1"}
    drafts.keep(desk, key, values)


def plan_asked(desk: Desk, dispute: UUID) -> bool:
    """Whether the calendar has just asked for the form of a new session; said once."""
    key = f"plan:{dispute}:new"
    begun = drafts.find(desk, key)
    if begun is None or ASKED not in begun.values:
        return False
    drafts.keep(desk, key, {name: text for name, text in begun.values.items() if name != ASKED})
    return True


def _sessions(reader: Reader, found: Sequence[Session], members: dict[UUID, Member]) -> list[Entry]:
    files = {line.id: line for line in lists.lines(reader, list({s.dispute_id for s in found}))}
    seats: dict[UUID, list[Seat]] = {}
    for seat in reader.find(Seat, session_id=[s.id for s in found]) if found else []:
        seats.setdefault(seat.session_id, []).append(seat)
    made = []
    for s in found:
        if s.dispute_id not in files:
            continue
        line, there = files[s.dispute_id], seats.get(s.id, [])
        sitting = dict.fromkeys((*s.attendees, *(x.member_id for x in there if x.member_id)))
        named = [members[m] for m in sitting if m in members]
        named.sort(key=lambda m: list(TeamRole).index(m.role))
        guests = tuple(x.name for x in there if x.member_id is None)
        made.append(
            Entry(
                id=str(s.id),
                dispute=s.dispute_id,
                starts=s.starts,
                ends=quorum.ends(s),
                what=f"第{numeral(s.no)}次{'联合调解' if s.joint else '调解'}",
                names=line.names,
                number=line.number,
                place=s.place,
                team=tuple(m.name for m in named) + guests,
                people=frozenset(m for m in sitting if m),
                planned=s.planned,
                joint=s.joint,
                outcome=s.outcome,
            )
        )
    return made


def _with_clashes(made: list[Entry], members: dict[UUID, Member]) -> list[Entry]:
    """Planned blocks say what else wants the same room or the same people at that time."""
    marked = []
    for one in made:
        said: list[str] = []
        for other in made:
            if other is one or not one.planned or other.starts >= one.ends or other.ends <= one.starts:
                continue
            shared = [members[m].name for m in sorted(one.people & other.people) if m in members]
            if _room(one.place) and _room(one.place) == _room(other.place):
                shared.insert(0, "同一地点")
            if shared:
                said.append(f"{other.number} {other.names}({'、'.join(shared)})")
        marked.append(replace(one, clash=";".join(said)))
    return marked


def _room(place: str) -> str:
    return "".join(place.split()).lower()


def _reception(desk: Desk, day: Day) -> Entry:
    rule = day.rule
    starts, ends = _clock(rule.starts, time(9)), _clock(rule.ends, time(17))
    begin = datetime.combine(day.on, starts)
    return Entry(
        id=f"{rule.id}:{day.on}",
        dispute=None,
        starts=begin,
        ends=max(datetime.combine(day.on, ends), begin + timedelta(minutes=30)),
        what=rule.name,
        names="",
        place=rule.place,
        note=reception.why_shifted(day),
    )


def _clock(text: str, otherwise: time) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return otherwise


@cache
def _names() -> tuple[tuple[str, str], ...]:
    return tuple((d["date"], d.get("name", "")) for year in cupboard.rows("holidays") for d in year["days_off"])


def _named(day: date) -> str:
    """国庆节, 春节 …; empty for a plain day."""
    return dict(_names()).get(day.isoformat(), "")

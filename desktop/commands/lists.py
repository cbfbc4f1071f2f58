"""What the lists and the home page read: summaries, counts, what is due, the lawyer's queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.due import RISKS, Due, kept, made, team_names
from desktop.commands.follow_ups import follow_up_count
from desktop.domain.agreements import Agreement
from desktop.domain.disputes import Risk, Stage, Track
from desktop.domain.next_steps import Step
from desktop.domain.people import Member
from desktop.domain.records import Session
from desktop.domain.team import VisitEnd
from desktop.storage.schema import TABLES, audit, dues, summaries
from desktop.storage.store import Reader

MOST = 200  # lines of one group of 今日
MOST_ONLY = 30_000  # files that a list can be told by name
SORTS = {
    "number": "number",
    "names": "names_key",
    "category": "category",
    "source": "source",
    "stage": "stage",
    "next": "next_on",
    "owner": "owner_name",
    "risk": "risk",
    "received": "received_on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a list shows of one file."""

    id: UUID
    number: str
    case_no: str
    names: str
    title: str
    category: str
    source: str
    stage: Stage
    unsettled: bool
    mass: bool
    risk: Risk
    next_code: str
    next_what: str
    next_on: date | None
    waiting: bool
    owner: UUID | None
    owner_name: str
    received_on: date
    agreement_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which files a list shows. `view`: unsettled, mine, risky, mass or all; `words` as typed into the search.

    `only`: these files and no others (those behind a figure), at most MOST_ONLY of them.
    """

    view: str = "all"
    words: str = ""
    category: str = ""
    source: str = ""
    mediator: UUID | None = None
    month: str = ""
    agreement: tuple[str, ...] = ()
    only: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of 今日: a step of a file, with what the line says of the file."""

    step: Step
    dispute: UUID
    number: str
    names: str
    category: str
    owner_name: str
    risk: Risk
    since: date | None = None  # of a waiting step: the day on which it became somebody else's turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The home page. `adrift`: unsettled files without a next step or without an owner, which must be none."""

    on: date
    overdue: tuple[Task, ...] = ()
    today: tuple[Task, ...] = ()
    week: tuple[Task, ...] = ()
    waiting: tuple[Task, ...] = ()
    sessions: tuple[tuple[Session, Line], ...] = ()
    watch: tuple[tuple[Line, tuple[str, ...]], ...] = ()
    registered: int = 0
    closed: int = 0
    asked: int = 0
    unsettled: int = 0
    risky: int = 0
    red: int = 0
    in_review: int = 0
    adrift: int = 0
    files: int = 0
    later: Line | None = None  # the next thing after this week
    left_out: tuple[int, int, int, int] = (0, 0, 0, 0)  # how many more each group has than its first lines

    @property
    def late(self) -> int:
        return len(self.overdue) + self.left_out[0]

    @property
    def due(self) -> int:
        """What must be done before the day ends; the badge of the page."""
        return self.late + len(self.today) + self.left_out[1]


@dataclass(slots=True)
class Files:
    """One list, by filter and order, for a windowed table: count, identities, and lines of a page."""

    desk: Desk
    filter: Filter = field(default_factory=Filter)
    sort: str = "number"
    descending: bool = True

    def count(self) -> int:
        with self.desk.read() as reader:
            return int(reader.rows(select(func.count()).select_from(summaries).where(*self._where()))[0][0])

    def ids(self) -> list[UUID]:
        column = summaries.c[SORTS[self.sort]]
        nothing_next = [summaries.c.next_on == ""] if self.sort == "next" else []
        order = [*nothing_next, column.desc() if self.descending else column, summaries.c.number.desc()]
        with self.desk.read() as reader:
            query = select(summaries.c.dispute).where(*self._where()).order_by(*order)
            return [UUID(bytes=row[0]) for row in reader.rows(query)]

    def rows(self, ids: Sequence[UUID]) -> list[Line]:
        with self.desk.read() as reader:
            return lines(reader, ids)

    def _where(self) -> list[ColumnElement[bool]]:
        return conditions(self.filter, self.desk.account.member_id)


def conditions(f: Filter, me: UUID | None) -> list[ColumnElement[bool]]:
    s = summaries.c
    found: list[ColumnElement[bool]] = []
    match f.view:
        case "unsettled":
            found.append(s.unsettled == 1)
        case "mine":
            found.append(and_(s.unsettled == 1, s.mediators.contains(me.hex) if me else s.unsettled == -1))
        case "risky":
            found.append(and_(s.unsettled == 1, s.risk >= 2))
        case "mass":
            found.append(s.mass == 1)
        case _:
            pass
    for word in f.words.lower().split()[:6]:
        found.append(s.search.contains(word[:40], autoescape=True))
    if f.category:
        found.append(s.category == f.category)
    if f.source:
        found.append(s.source == f.source)
    if f.mediator:
        found.append(or_(s.mediators.contains(f.mediator.hex), s.owner == f.mediator.bytes))
    if f.month:
        found.append(s.month == f.month)
    if f.agreement:
        found.append(s.agreement_status.in_(f.agreement))
    if f.only is not None:
        found.append(s.dispute.in_([id.bytes for id in f.only[:MOST_ONLY]]))
    return found


def lines(reader: Reader, ids: Sequence[UUID]) -> list[Line]:
    """The lines of these files, in the given order."""
    query = select(summaries).where(summaries.c.dispute.in_([id.bytes for id in ids]))
    found = {row.dispute: _line(row) for row in reader.rows(query)}
    return [found[id.bytes] for id in ids if id.bytes in found]


def _line(row: Any) -> Line:
    return Line(
        id=UUID(bytes=row.dispute),
        number=row.number,
        case_no=row.case_no,
        names=row.names,
        title=row.title,
        category=row.category,
        source=row.source,
        stage=Stage(row.stage),
        unsettled=bool(row.unsettled),
        mass=bool(row.mass),
        risk=RISKS[row.risk],
        next_code=row.next_code,
        next_what=row.next_what,
        next_on=date.fromisoformat(row.next_on) if row.next_on else None,
        waiting=bool(row.next_waiting),
        owner=UUID(bytes=row.owner) if row.owner else None,
        owner_name=row.owner_name,
        received_on=date.fromisoformat(row.received_on),
        agreement_status=row.agreement_status,
    )


def views(desk: Desk) -> dict[str, int]:
    """How many files each usual view holds."""
    names = ("unsettled", "mine", "risky", "mass", "all")
    with desk.read() as reader:
        return {
            name: int(reader.rows(_count(conditions(Filter(view=name), desk.account.member_id)))[0][0])
            for name in names
        }


def _count(where: list[ColumnElement[bool]]) -> Select[Any]:
    return select(func.count()).select_from(summaries).where(*where)


def months(desk: Desk) -> list[str]:
    """The months for which there are files, newest first."""
    with desk.read() as reader:
        query = select(summaries.c.month).distinct().order_by(summaries.c.month.desc())
        return [str(row[0]) for row in reader.rows(query)]


def queue(desk: Desk) -> dict[str, list[Line]]:
    """协议: the agreements by where they stand; the signed ones of the last 30 days."""
    found: dict[str, list[Line]] = {}
    for status in ("in_review", "approved", "issued", "draft", "signed"):
        files = Files(desk, Filter(agreement=(status,)), sort="number")
        found[status] = files.rows(files.ids()[:100])
    return found


def today(desk: Desk, *, mine: bool = False) -> Today:
    """Everything that is due, in the order in which it hurts if forgotten."""
    on = desk.today()
    week = on + timedelta(days=6 - on.weekday())
    horizon = max(week, on + timedelta(days=3))
    s, me = summaries.c, desk.account.member_id if mine else None
    with desk.read() as reader:
        own = dues.c.waiting == 0
        groups = [
            _group(reader, on, me, own, dues.c.due < on.isoformat()),
            _group(reader, on, me, own, dues.c.due == on.isoformat()),
            _group(reader, on, me, own, dues.c.due > on.isoformat(), dues.c.due <= horizon.isoformat()),
            _group(reader, on, me, dues.c.waiting == 1),
        ]
        sessions = _sessions(reader, on)
        watch = select(summaries).where(s.unsettled == 1, s.risk >= 2).order_by(s.risk.desc(), s.number.desc()).limit(6)
        watched = [_line(row) for row in reader.rows(watch)]
        reasons = _reasons(reader, [w.id for w in watched])
        later = select(summaries).where(s.unsettled == 1, s.next_waiting == 0, s.next_on > horizon.isoformat())
        upcoming = [_line(row) for row in reader.rows(later.order_by(s.next_on, s.number).limit(1))]
        first = on.replace(day=1).isoformat()
        d, f = TABLES["disputes"].c, TABLES["follow_ups"].c
        counts = [
            int(reader.rows(query)[0][0])
            for query in (
                _count([s.received_on >= first]),
                select(func.count()).where(d.gone == 0, d.closed_on >= on.replace(day=1)),
                select(func.count()).where(f.gone == 0, f.on >= on.replace(day=1), f.on <= on),
                _count([s.unsettled == 1]),
                _count([s.unsettled == 1, s.risk >= 2]),
                _count([s.unsettled == 1, or_(s.next_on == "", s.owner.is_(None))]),
                _count([]),
                _count([s.unsettled == 1, s.risk == 3]),
                _count([s.agreement_status == "in_review"]),
            )
        ]
    return Today(
        on=on,
        overdue=groups[0][0],
        today=groups[1][0],
        week=groups[2][0],
        waiting=groups[3][0],
        left_out=(groups[0][1], groups[1][1], groups[2][1], groups[3][1]),
        sessions=tuple(sessions),
        watch=tuple((w, reasons[w.id]) for w in watched),
        registered=counts[0],
        closed=counts[1],
        asked=counts[2],
        unsettled=counts[3],
        risky=counts[4],
        adrift=counts[5],
        files=counts[6],
        red=counts[7],
        in_review=counts[8],
        later=upcoming[0] if upcoming else None,
    )


def _group(reader: Reader, on: date, me: UUID | None, *where: ColumnElement[bool]) -> tuple[tuple[Task, ...], int]:
    """The first tasks of one group, a file's own beside each other, and how many more there are."""
    mine = [dues.c.owner == me.bytes] if me is not None else []
    rows = reader.rows(kept().where(*where, *mine).order_by(dues.c.due, summaries.c.risk.desc()).limit(MOST + 1))
    more = 0
    if len(rows) > MOST:
        more = int(reader.rows(select(func.count()).select_from(dues).where(*where, *mine))[0][0]) - MOST
    names = team_names(reader)
    found = [made(row, names, on) for row in rows[:MOST]]
    since = _since(reader, [d for d in found if d.waiting])
    first: dict[UUID, date] = {}
    for d in found:
        first.setdefault(d.dispute, d.due)
    found.sort(key=lambda d: (first[d.dispute], -RISKS.index(d.risk), d.number, d.due))
    return tuple(_task(d, since.get((d.dispute, d.code))) for d in found), more


def _task(d: Due, since: date | None) -> Task:
    return Task(
        step=d.step(),
        dispute=d.dispute,
        number=d.number,
        names=d.names,
        category=d.category,
        owner_name=d.owner_name,
        risk=d.risk,
        since=since,
    )


def _since(reader: Reader, waiting: Sequence[Due]) -> dict[tuple[UUID, str], date]:
    """The day on which a waiting step became somebody else's turn: its start, else when it was sent, else its day."""
    files = [d.dispute for d in waiting if d.start is None]
    if not files:
        return {(d.dispute, d.code): d.start or d.due for d in waiting}
    sent = (
        select(audit.c.dispute, func.max(audit.c.at))
        .where(audit.c.act == "submit_agreement", audit.c.dispute.in_([id.bytes for id in files]))
        .group_by(audit.c.dispute)
    )
    handed = {
        UUID(bytes=row[0]): datetime.fromisoformat(row[1]).astimezone(SHANGHAI).date() for row in reader.rows(sent)
    }
    tracks = {(t.dispute_id, t.kind): t.accepted or t.applied for t in reader.find(Track, dispute_id=files)}
    agreed = {a.dispute_id: a.agreed_on for a in reader.find(Agreement, dispute_id=files)}
    return {
        (d.dispute, d.code): d.start
        or tracks.get((d.dispute, d.code))
        or handed.get(d.dispute)
        or agreed.get(d.dispute)
        or d.due
        for d in waiting
    }


def _sessions(reader: Reader, on: date) -> list[tuple[Session, Line]]:
    t = TABLES["sessions"].c
    query = select(t.id).where(t.gone == 0, func.substr(t.starts, 1, 10) == on.isoformat()).order_by(t.starts)
    found = []
    for row in reader.rows(query):
        session = reader.get(Session, row[0])
        for line in lines(reader, [session.dispute_id]):
            found.append((session, line))
    return found


def _reasons(reader: Reader, ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    d = TABLES["disputes"].c
    return {row[0]: tuple(row[1]) for row in reader.rows(select(d.id, d.risk_reasons).where(d.id.in_(list(ids))))}


def badges(desk: Desk) -> dict[str, int]:
    """What waits for this person, per page of the rail."""
    on = desk.today().isoformat()
    s = summaries.c
    due = select(func.count()).select_from(dues).where(dues.c.due <= on, dues.c.waiting == 0)
    statuses = {"lawyer": ("in_review",)}.get(desk.account.role.value, ("approved", "issued"))
    with desk.read() as reader:
        return {
            "today": int(reader.rows(due)[0][0]),
            "follow_ups": follow_up_count(desk),
            "reception": _visitors_waiting(reader),
            "agreements": int(reader.rows(_count([s.agreement_status.in_(statuses)]))[0][0]),
        }


def _visitors_waiting(reader: Reader) -> int:
    """Visitors of the reception day that is open now who have not been called."""
    v, r = TABLES["visits"].c, TABLES["receptions"].c
    query = select(func.count()).where(
        v.reception_id == r.id, r.gone == 0, r.closed_at.is_(None), v.gone == 0, v.end == VisitEnd.WAITING
    )
    return int(reader.rows(query)[0][0])


def same_people(desk: Desk, name: str, phone: str) -> list[Line]:
    """Who came before: files with the same name and phone, or the same phone; for a hint, never a stop."""
    from desktop.domain.people import Agent, Party, Person

    if len(name.strip()) < 2 and len(phone) < 7:
        return []
    with desk.read() as reader:
        people = reader.find(Person, phone=phone) if len(phone) >= 7 else []
        if not people and name.strip():
            people = reader.find(Person, name=name.strip())
        ids = {p.id for p in people}
        parts: list[Party | Agent] = []
        if ids:
            parts = [*reader.find(Party, person_id=ids), *reader.find(Agent, person_id=ids)]
        return lines(reader, list(dict.fromkeys(p.dispute_id for p in reversed(parts))))[:5]


def mediators(desk: Desk) -> list[Member]:
    """Those who may be named as mediators of a file."""
    return [m for m in desk.members() if m.role == "people_mediator" and m.active]

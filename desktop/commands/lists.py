"""What the lists and the home page read: summaries, counts, what is due, the lawyer's queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.summaries import summarise_all
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Risk, Stage
from desktop.domain.next_steps import Step, steps
from desktop.domain.people import Member
from desktop.domain.records import Session
from desktop.storage.schema import TABLES, audit, summaries
from desktop.storage.store import Reader

AT_ONCE = 500  # whole files read together
RISKS = (Risk.GREEN, Risk.YELLOW, Risk.ORANGE, Risk.RED)
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
    """Which files a list shows. `view`: unsettled, mine, risky, mass or all; `words` as typed into the search."""

    view: str = "all"
    words: str = ""
    category: str = ""
    source: str = ""
    mediator: UUID | None = None
    month: str = ""
    agreement: tuple[str, ...] = ()


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

    @property
    def due(self) -> int:
        """What must be done before the day ends; the badge of the page."""
        return len(self.overdue) + len(self.today)


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
    s = summaries.c
    with desk.read() as reader:
        due = select(summaries).where(s.next_on > "", or_(s.next_on <= horizon.isoformat(), s.waits == 1))
        if mine and desk.account.member_id:
            due = due.where(s.owner == desk.account.member_id.bytes)
        rows = [_line(row) for row in reader.rows(due.order_by(s.next_on).limit(400))]
        files = {file.dispute.id: file for file in reader.files([line.id for line in rows])}
        tasks = [task for line in rows for task in _tasks(desk, reader, line, files[line.id], on, horizon)]
        sessions = _sessions(reader, on)
        watch = select(summaries).where(s.unsettled == 1, s.risk >= 2).order_by(s.risk.desc(), s.number.desc()).limit(6)
        watched = [_line(row) for row in reader.rows(watch)]
        reasons = {w.id: _reasons(reader, w.id) for w in watched}
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
    tasks.sort(key=lambda t: (t.step.on, -RISKS.index(t.risk), t.number))
    return Today(
        on=on,
        overdue=tuple(t for t in tasks if not t.step.waiting and t.step.on < on),
        today=tuple(t for t in tasks if not t.step.waiting and t.step.on == on),
        week=tuple(t for t in tasks if not t.step.waiting and t.step.on > on),
        waiting=tuple(t for t in tasks if t.step.waiting),
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


def _tasks(desk: Desk, reader: Reader, line: Line, file: CaseFile, on: date, horizon: date) -> list[Task]:
    """The first step of one's own, and what the file waits for from others."""
    found = steps(file, on, desk.handbook.rules)
    own = [s for s in found if not s.waiting and s.on <= horizon][:1]
    others = [s for s in found if s.waiting][:1]
    return [
        Task(
            step=step,
            dispute=line.id,
            number=line.number,
            names=line.names,
            category=line.category,
            owner_name=line.owner_name,
            risk=line.risk,
            since=_since(reader, file, step) if step.waiting else None,
        )
        for step in own + others
    ]


def _since(reader: Reader, file: CaseFile, step: Step) -> date:
    """The day on which a waiting step became somebody else's turn; its own day when nothing says so."""
    track = next((t for t in file.tracks if t.kind == step.code), None)
    if track is not None:
        return track.accepted or track.applied or step.on
    sent = select(func.max(audit.c.at)).where(
        audit.c.act == "submit_agreement", audit.c.dispute == file.dispute.id.bytes
    )
    at = reader.rows(sent)[0][0]
    if at:
        return datetime.fromisoformat(at).astimezone(SHANGHAI).date()
    return (file.agreement.agreed_on if file.agreement else None) or step.on


def _sessions(reader: Reader, on: date) -> list[tuple[Session, Line]]:
    t = TABLES["sessions"].c
    query = select(t.id).where(t.gone == 0, func.substr(t.starts, 1, 10) == on.isoformat()).order_by(t.starts)
    found = []
    for row in reader.rows(query):
        session = reader.get(Session, row[0])
        for line in lines(reader, [session.dispute_id]):
            found.append((session, line))
    return found


def _reasons(reader: Reader, id: UUID) -> tuple[str, ...]:
    d = TABLES["disputes"].c
    return tuple(reader.rows(select(d.risk_reasons).where(d.id == id))[0][0])


def renew(desk: Desk) -> int:
    """Write the lines of all unsettled files anew and say how many there were.

    A next step may begin to speak by the calendar alone (a limit comes near); once a day, before
    anything is counted, the lines have to hear of it. Nothing is changed that anybody wrote.
    """
    with desk.store.aside() as tx:
        query = select(summaries.c.dispute).where(summaries.c.unsettled == 1)
        ids = [UUID(bytes=row[0]) for row in tx.rows(query)]
        for n in range(0, len(ids), AT_ONCE):
            summarise_all(tx, ids[n : n + AT_ONCE], desk.handbook, desk.today())
    return len(ids)


def renew_daily(desk: Desk) -> bool:
    """`renew`, unless it was done today already; whether it was done."""
    today = desk.today().isoformat()
    with desk.store.read() as reader:
        if reader.meta("renewed_on") == today:
            return False
    renew(desk)
    with desk.store.aside() as tx:
        tx.set_meta("renewed_on", today)
    return True


def badges(desk: Desk) -> dict[str, int]:
    """What waits for this person, per page of the rail."""
    on = desk.today().isoformat()
    s = summaries.c
    due = [s.next_on > "", s.next_on <= on, s.next_waiting == 0]
    statuses = {"lawyer": ("in_review",)}.get(desk.account.role.value, ("approved", "issued"))
    with desk.read() as reader:
        return {
            "today": int(reader.rows(_count(due))[0][0]),
            "agreements": int(reader.rows(_count([s.agreement_status.in_(statuses)]))[0][0]),
        }


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

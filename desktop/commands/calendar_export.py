"""One's own dates for a telephone: an iCalendar file that says when and what kind, and of whom nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event
from sqlalchemy import select

from desktop.commands import sessions
from desktop.commands.desk import Desk
from desktop.commands.due import due
from desktop.commands.lists import lines
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.quorum import LENGTH
from desktop.domain.records import Session
from desktop.domain.team import Shift
from desktop.storage.keys import mac
from desktop.storage.schema import TABLES
from desktop.storage.store import Reader

ZONE = ZoneInfo("Asia/Shanghai")
AHEAD = 365  # days
BEFORE = timedelta(minutes=-15)  # of a session
MORNING = timedelta(hours=9)  # on the day of what has no hour
WORDS = {"session": "调解", "follow_up": "回访", "performance": "履行到期", "overdue": "催付", "archive": "归档"}
KINDS = (
    ("limit", "期限届满"),
    ("claim_ends", "期限届满"),
    ("decide", "决定受理"),
    ("follow", "回访"),
    ("feedback", "反馈"),
    ("hand_off", "移送"),
    ("agreement", "协议"),
    ("risk", "风险复核"),
)
OTHERWISE = "待办"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One date: `key` makes its lasting identity, `ends` None for a whole day."""

    key: str
    words: str
    number: str
    starts: datetime
    ends: datetime | None


def export(desk: Desk, *, numbers: bool = False, noted: bool = True) -> bytes:
    """The dates of the person at the desk, from today on; `numbers` adds the files' numbers, which is not the default.

    The file leaves the room, so it holds no name, no number of a person, no address, no note: only when and what
    kind. Identities are keyed hashes, so that a calendar knows an entry again and nobody else learns from it.
    Raises RuleBroken for an account that is nobody of the team.
    """
    if desk.account.member_id is None:
        raise RuleBroken("member", "这个账户没有对应团队成员,没有自己的日程可导出。")
    found = entries(desk)
    key, now = desk.store.keys.derived("calendar"), desk.store.now()
    calendar = Calendar()
    calendar.add("prodid", "-//mediation-desk//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "调处室日程")
    calendar.add("x-wr-timezone", str(ZONE))
    for entry in found:
        calendar.add_component(_event(entry, mac(key, entry.key.encode()).hex()[:32], now, numbers=numbers))
    calendar.add_missing_timezones()
    if noted:
        desk.note(Act.READ, "export_calendar", count=len(found), numbers=numbers)
    return bytes(calendar.to_ical())


def entries(desk: Desk) -> list[Entry]:
    """One's sessions, shifts and dated steps, by time."""
    me = desk.account.member_id
    assert me is not None
    today = desk.today()
    found = [*_steps(desk), *_shifts(desk)]
    with desk.read() as reader:
        start = datetime.combine(today, time())
        for session in sessions.between(reader, start, start + timedelta(days=AHEAD)):
            if session.planned and sits(reader, session, me):
                found += [_session(session, line.number) for line in lines(reader, [session.dispute_id])]
    return sorted(found, key=lambda e: (e.starts, e.key))


def _session(session: Session, number: str) -> Entry:
    return Entry(
        key=f"session:{session.id.hex}",
        words=WORDS["session"],
        number=number,
        starts=session.starts,
        ends=session.ends or session.starts + LENGTH,
    )


def sits(reader: Reader, session: Session, me: UUID) -> bool:
    """Named in the session, seated in it, or a mediator of its file."""
    seats, disputes = TABLES["seats"].c, TABLES["disputes"].c
    if me in session.attendees:
        return True
    seated = select(seats.id).where(seats.session_id == session.id, seats.member_id == me, seats.gone == 0)
    if reader.rows(seated):
        return True
    mediators = reader.rows(select(disputes.mediators).where(disputes.id == session.dispute_id))
    return bool(mediators) and me in mediators[0][0]


def _steps(desk: Desk) -> Iterator[Entry]:
    """Dated steps of one's own; sessions have their hour and come by themselves, what is overdue stands on today."""
    nth: Counter[str] = Counter()
    today = desk.today()
    for d in due(desk, days=AHEAD, mine=True):
        if d.waiting or d.code == "session":
            continue
        key = f"{d.dispute.hex}:{d.code}"
        nth[key] += 1
        day = datetime.combine(max(d.due, today), time())
        yield Entry(key=f"step:{key}:{nth[key]}", words=kind_of(d.code), number=d.number, starts=day, ends=None)


def _shifts(desk: Desk) -> Iterator[Entry]:
    with desk.read() as reader:
        mine = reader.find(Shift, "on", "starts", member_id=desk.account.member_id)
    for shift in mine:
        if shift.on < desk.today():
            continue
        words = "值班(可来电)" if shift.on_call else "值班"
        starts, ends = _at(shift.on, shift.starts), _at(shift.on, shift.ends)
        whole = datetime.combine(shift.on, time())
        yield Entry(
            key=f"shift:{shift.id.hex}",
            words=words,
            number="",
            starts=starts or whole,
            ends=ends if starts and ends and ends > starts else None,
        )


def _at(on: date, clock: str) -> datetime | None:
    return datetime.combine(on, time.fromisoformat(clock)) if clock else None


def kind_of(code: str) -> str:
    """What kind of thing a step is; its own words may speak of people and stay in the room."""
    if code in WORDS:
        return WORDS[code]
    return next((words for start, words in KINDS if code.startswith(start)), OTHERWISE)


def _event(entry: Entry, uid: str, now: datetime, *, numbers: bool) -> Event:
    event = Event()
    words = f"{entry.words} {entry.number}".strip() if numbers else entry.words
    event.add("uid", f"{uid}@mediation-desk")
    event.add("dtstamp", now)
    event.add("summary", words)
    event.add("class", "PRIVATE")
    if entry.ends is None:
        event.add("dtstart", entry.starts.date())
        event.add("dtend", entry.starts.date() + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", entry.starts.replace(tzinfo=ZONE))
        event.add("dtend", entry.ends.replace(tzinfo=ZONE))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", MORNING if entry.ends is None else BEFORE)
    event.add_component(alarm)
    return event

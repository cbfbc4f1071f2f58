"""The calendar file: read by two other parsers, stable, and silent about everybody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from desktop.commands import calendar_export, duty, journal, lists, records
from desktop.commands.calendar_export import entries, export
from desktop.commands.desk import Desk
from desktop.commands.due import due
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Member, Person, Role
from desktop.domain.permissions import Act
from desktop.domain.records import Session
from desktop.domain.team import Shift
from tests.conftest import be

ON = date(2026, 11, 23)
EAST = ZoneInfo("Asia/Shanghai")
MOMENTS = st.datetimes(datetime.fromisoformat("2026-11-24"), datetime.fromisoformat("2027-06-01"))


@pytest.fixture
def desk(make_room) -> Desk:
    made: Desk = make_room("practice", role=Role.MEDIATOR)
    assert made.account.member_id is not None
    duty.set_shift(made, Shift(member_id=made.account.member_id, on=ON, starts="13:30", ends="16:30", note="替沈佩文"))
    return made


def unfolded(ics: bytes) -> str:
    return ics.decode().replace("\r\n ", "")


def secrets(desk: Desk) -> set[str]:
    """Everything that says who: names, numbers, telephones, addresses, credit codes."""
    with desk.read() as reader:
        people, team = reader.find(Person), reader.find(Member)
    found = {m.name for m in team} | {m.phone for m in team}
    for p in people:
        found |= {p.name, p.phone, p.id_number, p.address, p.uscc, p.employer, p.legal_representative}
    return {word for word in found if len(word) >= 2}


def told(ics: bytes, desk: Desk) -> list[str]:
    text = unfolded(ics)
    return sorted(word for word in secrets(desk) if word in text)


@pytest.mark.parametrize("numbers", [False, True])
def test_it_says_when_and_nothing_of_anybody(desk, numbers):
    ics = export(desk, numbers=numbers)
    assert len(secrets(desk)) > 300
    assert told(ics, desk) == []
    assert not re.search(r"\d{11}", re.sub(r"UID:.*|DTSTAMP:.*", "", unfolded(ics)))
    with desk.read() as reader:
        titles = [line.names for line in lists.lines(reader, lists.Files(desk).ids())]
    assert not any(title in unfolded(ics) for title in titles)


def test_the_proof_can_fail(desk, monkeypatch):
    """Were a step's own words taken over, names would get out, and the test above would see them."""
    with desk.read() as reader:
        name = next(p.name for p in reader.find(Person))
    monkeypatch.setattr(calendar_export, "kind_of", lambda _code: f"回访{name}")
    assert told(export(desk), desk) == [name]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("甲乙丙丁戊己庚辛", min_size=3, max_size=12), MOMENTS)
def test_whatever_is_written_into_a_session_stays_in_the_room(desk, secret, starts):
    me = desk.account.member_id
    line = next(d for d in due(desk, days=400, mine=True))
    session = Session(
        dispute_id=line.dispute,
        no=9,
        starts=starts.replace(second=0, microsecond=0),
        place=secret,
        attendees=(me,),
        record=secret,
        planned=True,
        waiver=secret,
    )
    with desk.act(Act.EDIT, "session", dispute=line.dispute) as tx:
        tx.put(session)
    text = unfolded(export(desk, numbers=True))
    assert secret not in text
    assert f"{session.starts:%Y%m%dT%H%M}00" in text


def test_a_second_and_a_third_parser_read_it(desk):
    ics = export(desk)
    found = entries(desk)
    again = Calendar.from_ical(ics)
    events = list(again.walk("VEVENT"))
    assert len(events) == len(found) > 10
    other = vobject.readOne(ics.decode())
    assert len(other.vevent_list) == len(found)
    timed = [e for e in found if e.ends]
    assert {e.starts.replace(tzinfo=EAST) for e in timed} == {
        v.dtstart.value.astimezone(EAST) for v in other.vevent_list if isinstance(v.dtstart.value, datetime)
    }
    assert {e.starts.date() for e in found if e.ends is None} == {
        v["dtstart"].dt for v in events if not isinstance(v["dtstart"].dt, datetime)
    }
    assert all(len(list(v.walk("VALARM"))) == 1 for v in events)
    assert [z["tzid"] for z in again.walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_identities_last_and_say_nothing(desk):
    def uids(ics: bytes) -> list[str]:
        return [str(e["uid"]) for e in Calendar.from_ical(ics).walk("VEVENT")]

    first = uids(export(desk))
    assert len(set(first)) == len(first)
    assert uids(export(desk, numbers=True)) == first
    assert not any(d.dispute.hex[:8] in uid or d.dispute.hex[-8:] in uid for d in due(desk, days=400) for uid in first)


def test_a_moved_session_keeps_its_identity(desk):
    found = [e for e in entries(desk) if e.key.startswith("session:")]
    with desk.read() as reader:
        session = next(s for s in reader.find(Session) if f"session:{s.id.hex}" == found[0].key)
    moved = replace(session, starts=session.starts + timedelta(days=1), ends=None)
    records.save(desk, moved)
    again = next(e for e in entries(desk) if e.key == found[0].key)
    assert again.starts == found[0].starts + timedelta(days=1)


def test_only_ones_own_dates(desk):
    mine = {e.key for e in entries(desk)}
    be(desk, Role.MEDIATOR, "严伯年")
    theirs = {e.key for e in entries(desk)}
    steps = {k for k in mine & theirs if k.startswith("step:")}
    assert mine
    assert theirs
    assert mine != theirs
    assert not steps


def test_numbers_only_when_asked(desk):
    number = next(e.number for e in entries(desk) if e.number)
    assert number not in unfolded(export(desk))
    assert number in unfolded(export(desk, numbers=True))


def test_an_account_of_nobody_is_told_so(make_room):
    desk = make_room("practice", role=Role.ADMIN)
    desk.account = replace(desk.account, member_id=None)
    with pytest.raises(RuleBroken):
        export(desk)


def test_it_is_noted_without_a_word_about_what(desk):
    export(desk)
    assert journal.day(desk, ON).entries[-1].act == "export_calendar"

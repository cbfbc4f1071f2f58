"""The day's log equals the audit journal, counted the slow way, and speaks of nobody who came to the room."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO

import pypdf
from sqlalchemy import select

from desktop.commands import disputes, history, journal, lists, records
from desktop.commands.desk import Desk
from desktop.domain.people import Person
from desktop.domain.permissions import Act
from desktop.domain.records import FollowUp
from desktop.storage.schema import audit
from desktop.ui.words import ACTS
from tests.conftest import NOON

ON = date(2026, 11, 23)
EAST = timezone(timedelta(hours=8))


def worked(desk: Desk) -> None:
    """A few acts, one of them taken back, and a sheet printed."""
    me = lists.mediators(desk)[0].id
    file = disputes.register(
        desk, disputes.Arrival(name="甘露露", phone="12000009999", facts="漏水", category="other", mediator=me)
    )
    disputes.accept(desk, file.id, on=desk.today(), mediators=(me,))
    line = lists.Files(desk).rows(lists.Files(desk).ids()[:1])[0]
    with desk.read() as reader:
        dispute = reader.file(line.id).dispute
    disputes.edit(desk, replace(dispute, facts="漏水两次"))
    history.undo_last(desk)
    desk.note(Act.PRINT, "print", title="当日工作清单", copies=2)


def by_hand(desk: Desk, on: date) -> list[tuple[str, bytes | None]]:
    with desk.store.read() as reader:
        rows = reader.rows(select(audit.c.at, audit.c.act, audit.c.dispute).order_by(audit.c.seq))
    return [
        (act, dispute)
        for at, act, dispute in rows
        if datetime.fromisoformat(at).astimezone(EAST).date() == on and act not in ("log_in", "read_audit")
    ]


def test_it_equals_the_journal(make_room):
    desk = make_room("practice")
    worked(desk)
    told = journal.day(desk, ON)
    assert [(e.act, e.dispute.bytes if e.dispute else None) for e in told.entries] == by_hand(desk, ON)
    undone = [e for e in told.entries if e.undone]
    assert [e.act for e in undone] == ["edit"]
    counted = Counter(e.act for e in told.entries)
    counted.subtract(["edit", "undo"])
    assert dict(told.counts) == {act: n for act, n in counted.items() if n}
    assert [n for _, n in told.counts] == sorted((n for _, n in told.counts), reverse=True)


def test_a_day_is_a_day_in_shanghai(make_room):
    clock = [NOON]
    desk = make_room("practice", now=lambda: clock[0])
    clock[0] = datetime(2026, 11, 24, 15, 59, tzinfo=NOON.tzinfo)  # 23:59 on the 24th
    worked(desk)
    clock[0] = datetime(2026, 11, 24, 16, 0, tzinfo=NOON.tzinfo)  # midnight
    records.save(desk, FollowUp(dispute_id=lists.Files(desk).ids()[0], on=ON, result="问过", next_on=date(2026, 12, 1)))
    for on in (date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)):
        told = journal.day(desk, on)
        assert [(e.act, e.dispute.bytes if e.dispute else None) for e in told.entries] == by_hand(desk, on)
    assert [e.act for e in journal.day(desk, date(2026, 11, 25)).entries] == ["follow_up"]
    assert journal.day(desk, date(2026, 11, 26)).entries == ()


def test_every_act_has_a_word_and_a_printing_says_which_paper(make_room):
    desk = make_room("practice")
    worked(desk)
    told = journal.day(desk, ON)
    assert {e.act for e in told.entries} <= ACTS.keys()
    assert journal.said(told.entries[-1], ACTS) == "打印：当日工作清单，2 份"


def test_nobody_who_came_is_named_on_the_leaf(make_room):
    desk = make_room("practice")
    worked(desk)
    pages = pypdf.PdfReader(BytesIO(journal.log_sheet(desk, ON, ACTS)())).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    with desk.read() as reader:
        people = reader.find(Person)
    team = {m.name for m in desk.members()}
    assert len(people) > 100
    for person in people:
        assert person.name in team or person.name not in text
        for kept in (person.phone, person.id_number):
            assert not kept or kept not in text
    assert "甘露露" not in text

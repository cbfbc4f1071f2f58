"""What waits: the kept lines say what the files say, for today and for any other day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from desktop.commands import lists, reception, renewal
from desktop.commands.desk import Desk
from desktop.commands.due import due
from desktop.domain.disputes import Dispute
from desktop.domain.next_steps import steps
from desktop.domain.people import Role
from desktop.storage.schema import dues
from tests.conftest import NOON, be

ON = date(2026, 11, 23)


def by_hand(desk: Desk, on: date, days: int) -> list[tuple[Any, ...]]:
    with desk.read() as reader:
        files = reader.files([d.id for d in reader.find(Dispute)])
        return sorted(
            (step.on, file.dispute.id.hex, step.code, step.what, step.owner, step.basis, step.waiting, step.start)
            for file in files
            for step in steps(file, on, desk.handbook.rules)
            if step.on <= on + timedelta(days=days)
        )


def said(desk: Desk, on: date | None, days: int) -> list[tuple[Any, ...]]:
    return sorted(
        (d.due, d.dispute.hex, d.code, d.text, d.owner, d.basis, d.waiting, d.start) for d in due(desk, on, days)
    )


@pytest.mark.parametrize("days", [0, 7, 400])
def test_today_as_kept_is_what_the_files_say(make_room, days):
    desk = make_room("practice")
    assert renewal.is_fresh(desk)
    assert said(desk, None, days) == by_hand(desk, ON, days)
    assert said(desk, None, days)


@pytest.mark.parametrize("on", [date(2026, 11, 20), date(2026, 12, 24)], ids=str)
def test_another_day_is_worked_out(make_room, on):
    desk = make_room("practice")
    assert said(desk, on, 7) == by_hand(desk, on, 7)
    assert said(desk, on, 7) != by_hand(desk, ON, 7)


def test_before_the_lines_were_looked_at_today_is_worked_out_too(make_room):
    clock = [NOON]
    desk = make_room("practice", now=lambda: clock[0])
    clock[0] = NOON + timedelta(days=30)
    assert not renewal.is_fresh(desk)
    assert said(desk, None, 7) == by_hand(desk, ON + timedelta(days=30), 7)
    assert renewal.renew_daily(desk)
    assert not renewal.renew_daily(desk)
    assert said(desk, None, 7) == by_hand(desk, ON + timedelta(days=30), 7)


def test_the_lines_are_read_and_not_the_files_when_they_are_fresh(make_room):
    desk = make_room("practice")
    with desk.store.aside() as tx:
        tx.connection.execute(dues.delete())
    assert due(desk) == []
    assert due(desk, ON + timedelta(days=1))


def test_the_longest_overdue_comes_first_and_only_ones_own_is_overdue(make_room):
    found = due(make_room("practice"))
    assert [d.due for d in found] == sorted(d.due for d in found)
    assert {d.overdue for d in found if d.due < ON and not d.waiting} == {True}
    assert not any(d.overdue for d in found if d.waiting or d.due >= ON)


def test_only_mine(make_room):
    desk = make_room("practice")
    be(desk, Role.MEDIATOR)
    mine = due(desk, mine=True)
    assert mine == [d for d in due(desk) if d.owner == desk.account.member_id]
    assert 0 < len(mine) < len(due(desk))
    later = ON + timedelta(days=1)
    assert due(desk, later, mine=True) == [d for d in due(desk, later) if d.owner == desk.account.member_id]


def test_the_words_of_the_command_line(make_room):
    plain = [d.plain() for d in due(make_room("practice"))]
    assert {tuple(row) for row in plain} == {
        ("case_no", "code", "start", "due", "basis", "owner", "overdue", "text"),
    }
    assert all(row["case_no"] and row["text"] and row["owner"] for row in plain)


def test_the_home_page_shows_every_own_step_and_counts_what_it_leaves_out(make_room, monkeypatch):
    desk = make_room("practice")
    shown = lists.today(desk)
    whole = [d for d in due(desk, days=0) if not d.waiting]
    assert shown.due == len(whole) == lists.badges(desk)["today"]
    assert {(t.dispute, t.step) for t in (*shown.overdue, *shown.today)} == {(d.dispute, d.step()) for d in whole}
    monkeypatch.setattr(lists, "MOST", 1)
    short = lists.today(desk)
    assert (short.due, short.late) == (shown.due, shown.late)
    assert len(short.overdue) == 1


def test_the_rail_counts_who_waits_on_the_reception_day(make_room):
    desk = make_room("practice")
    assert lists.badges(desk)["reception"] == 0
    day = reception.open_day(desk, None, desk.today(), [desk.members()[0].id])
    for name in ("来人甲", "来人乙"):
        reception.take(desk, day.id, name)
    assert lists.badges(desk)["reception"] == 2
    reception.call(desk, reception.visits(desk, day.id)[0].id)
    assert lists.badges(desk)["reception"] == 1
    reception.leave(desk, reception.visits(desk, day.id)[1].id)
    assert lists.badges(desk)["reception"] == 0

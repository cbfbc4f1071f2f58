"""中止计算: what is refused, how the limit moves, standing still, taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from desktop.commands import disputes, history, records
from desktop.commands.disputes import Arrival
from desktop.domain.disputes import Mediation
from desktop.domain.errors import NotAllowed, RuleBroken
from desktop.domain.next_steps import handling_ends, steps
from desktop.domain.people import Role
from desktop.domain.permissions import Act
from desktop.domain.records import FollowEnd, FollowUp, Suspension
from desktop.domain.suspensions import MEDICAL, OWN, usual_basis
from desktop.ui.file.said import day_count
from tests.commands.test_guards import colleague
from tests.conftest import be

ACCEPTED, TODAY = date(2026, 11, 2), date(2026, 11, 23)
ENDS = date(2026, 12, 2)  # 30 days after acceptance


@pytest.fixture
def desk(make_room):
    made = make_room("practice")
    be(made, Role.MEDIATOR)
    return made


@pytest.fixture
def accept(desk):
    def make(category="private_loan", on=ACCEPTED):
        arrival = Arrival(
            name="贾㛃",
            facts="争议事实。",
            category=category,
            other="刘䶮",
            phone="12000000946",
            received_at=datetime.combine(ACCEPTED, time(9)),
        )
        dispute = disputes.register(desk, arrival)
        if on:
            disputes.accept(desk, dispute.id, on=on, mediators=[desk.account.member_id], consent="双方同意调解")
        return dispute.id

    return make


def file_of(desk, id):
    with desk.read() as reader:
        return reader.file(id)


def ends(desk, id):
    found = handling_ends(file_of(desk, id), desk.handbook.rules)
    return found and found[0]


def pause(id, starts=5, until=None, reason="医疗损害鉴定", **more):
    """From one day of November to another."""
    last = date(2026, 11, until) if until else None
    return Suspension(dispute_id=id, starts=date(2026, 11, starts), ends=last, reason=reason, **more)


def test_the_limit_stands_still_and_goes_on_where_it_stopped(desk, accept):
    id = accept()
    assert ends(desk, id) == ENDS
    open_one = pause(id, 5)
    records.save(desk, open_one)
    assert ends(desk, id) is None
    waiting = [s for s in steps(file_of(desk, id), TODAY, desk.handbook.rules) if s.code == "suspended"]
    assert [(s.what, s.waiting) for s in waiting] == [("等医疗损害鉴定", True)]
    assert day_count(file_of(desk, id), TODAY, desk.handbook.rules).day == "停计"
    records.save(desk, replace(open_one, ends=date(2026, 11, 10)))
    assert ends(desk, id) == ENDS + timedelta(days=6), "the first and the last day are both outside"
    assert "suspended" not in [s.code for s in steps(file_of(desk, id), TODAY, desk.handbook.rules)]
    count = day_count(file_of(desk, id), TODAY, desk.handbook.rules)
    assert (count.day, count.of) == ("第 15 日", "/ 30 日"), "21 days gone, 6 of them do not count"


def test_the_reminders_of_the_count_wait_too(desk, accept):
    id = accept()

    def warned(day):
        return [s.code for s in steps(file_of(desk, id), day, desk.handbook.rules) if s.code.startswith("limit")]

    twentieth = date(2026, 11, 23)
    assert "limit_warning" in warned(twentieth), "day 20 is a Sunday: it speaks on the Monday"
    records.save(desk, pause(id, 5, 14))
    assert warned(twentieth) == []
    assert "limit_warning" in warned(date(2026, 12, 2))


def test_working_days_of_a_medical_dispute(desk, accept):
    id = accept("medical")
    before = ends(desk, id)
    records.save(desk, pause(id, 9, 15))
    moved = ends(desk, id)
    assert desk.handbook.rules.calendar.workdays_between(before, moved) == 5
    assert day_count(file_of(desk, id), TODAY, desk.handbook.rules).day == "第 10 日"


def test_the_usual_basis(desk, accept):
    assert usual_basis(file_of(desk, accept("medical"))) == MEDICAL
    assert usual_basis(file_of(desk, accept())) == OWN


def test_undo_puts_the_clock_back(desk, accept):
    id = accept()
    kept = pause(id, 5)
    records.save(desk, kept)
    assert history.undo_last(desk) == "suspension"
    assert ends(desk, id) == ENDS
    records.save(desk, pause(id, 6))
    records.remove(desk, file_of(desk, id).suspensions[0])
    assert ends(desk, id) == ENDS
    assert history.undo_last(desk) == "remove_suspension"
    assert ends(desk, id) is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts": 9, "until": 8}, "ends"),
        ({"reason": " "}, "reason"),
        ({"starts": 1}, "starts"),
        ({"starts": 24}, "starts"),
        ({"starts": 10, "until": 12}, "starts"),
        ({"starts": 12}, "starts"),
        ({"starts": 4, "until": 10}, "ends"),
        ({"starts": 4}, "ends"),
    ],
    ids=["backwards", "why", "before acceptance", "not yet", "inside", "last day", "first day", "open before"],
)
def test_what_cannot_be_is_refused_at_its_field(desk, accept, values, field):
    id = accept()
    records.save(desk, pause(id, 10, 12))
    with pytest.raises(RuleBroken) as refused:
        records.save(desk, pause(id, **values))
    assert refused.value.field == field
    assert len(file_of(desk, id).suspensions) == 1


def test_beside_another_one_and_changed_in_place(desk, accept):
    id = accept()
    kept = pause(id, 10, 12)
    records.save(desk, kept)
    records.save(desk, pause(id, 13, 13))
    records.save(desk, pause(id, 2, 9))
    records.save(desk, replace(kept, starts=date(2026, 11, 11)))
    with pytest.raises(RuleBroken):
        records.save(desk, replace(kept, ends=None))
    assert [s.starts.day for s in file_of(desk, id).suspensions] == [2, 11, 13]


def test_nothing_stops_before_acceptance(desk, accept):
    id = accept(on=None)
    with pytest.raises(RuleBroken) as refused:
        records.save(desk, pause(id, 23))
    assert refused.value.field == "starts"


def test_a_closed_and_an_archived_file_keep_their_clock(desk, accept):
    id = accept()
    kept = pause(id, 5, 6)
    records.save(desk, kept)
    disputes.move(desk, id, Mediation.TERMINATED, on=TODAY, reason="谈不拢")
    records.save(desk, FollowUp(dispute_id=id, on=TODAY, result="问过了", end=FollowEnd.SETTLED))
    disputes.close(desk, id, on=TODAY, result="")
    for act in (lambda: records.save(desk, pause(id, 9)), lambda: records.remove(desk, kept)):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.field == "filing"
    assert file_of(desk, id).suspensions == (kept,)


def test_an_archived_file_takes_none(desk):
    archived = next(f for f in everything(desk) if f.dispute.filing == "archived" and f.dispute.decided_on)
    with pytest.raises(RuleBroken):
        records.save(
            desk, Suspension(dispute_id=archived.dispute.id, starts=archived.dispute.decided_on, reason="鉴定")
        )


def everything(desk):
    with desk.read() as reader:
        return [reader.file(d.id) for d in reader.find(disputes.Dispute)]


def test_no_door_leaves_two_at_once(desk, accept):
    """As any verb would that forgot to ask, and by taking back a removal."""
    id = accept()
    first = pause(id, 5, 8)
    records.save(desk, first)
    with pytest.raises(RuleBroken), desk.act(Act.EDIT, "edit", dispute=id) as tx:
        tx.put(pause(id, 8, 9))
    records.remove(desk, first)
    be(desk, Role.ADMIN)
    colleague(desk, lambda: records.save(desk, pause(id, 7)))
    with pytest.raises(RuleBroken):
        history.undo_last(desk)
    assert [s.starts.day for s in file_of(desk, id).suspensions] == [7]


def test_a_reader_stops_nothing(desk, accept):
    id = accept()
    be(desk, Role.READER)
    with pytest.raises(NotAllowed):
        records.save(desk, pause(id))

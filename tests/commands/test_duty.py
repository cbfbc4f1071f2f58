"""The rota: who is on duty, hours that make sense, a week copied from the one before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.commands import duty, history, reception_sheet
from desktop.domain.errors import NotAllowed, RuleBroken
from desktop.domain.people import Role, TeamRole
from desktop.domain.team import Shift
from tests.conftest import be
from tests.reports.reading import flat, text_of

MONDAY = date(2026, 11, 23)


@pytest.fixture
def desk(make_room):
    return make_room("practice", role=Role.MEDIATOR)


def who(desk, name):
    return next(m for m in desk.members() if m.name == name)


def put(desk, name, on=MONDAY, starts="", ends="", **more):
    return duty.set_shift(desk, Shift(member_id=who(desk, name).id, on=on, starts=starts, ends=ends, **more))


def test_who_is_here_stands_before_who_can_be_called(desk):
    put(desk, "高峻", on_call=True)
    put(desk, "叶知秋", starts="1330", ends="16:30")
    put(desk, "周慧兰")
    put(desk, "周慧兰", MONDAY + timedelta(days=1))
    found = [(m.name, duty.hours_words(s)) for m, s in duty.on_duty(desk, MONDAY)]
    assert found == [("周慧兰", "全天"), ("叶知秋", "13:30—16:30"), ("高峻", "可来电")]
    assert duty.on_duty(desk, MONDAY - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [("9:00", "", "ends"), ("", "12:00", "starts"), ("14:00", "13:00", "ends"), ("25:00", "26:00", "starts")],
)
def test_hours_that_make_no_sense_are_refused(desk, starts, ends, field):
    with pytest.raises(RuleBroken) as refused:
        put(desk, "周慧兰", starts=starts, ends=ends)
    assert refused.value.field == field
    assert duty.on_duty(desk, MONDAY) == []


def test_two_shifts_of_one_day_may_touch_but_not_overlap(desk):
    put(desk, "周慧兰", starts="9:00", ends="12:00")
    put(desk, "周慧兰", starts="12:00", ends="16:00")
    with pytest.raises(RuleBroken):
        put(desk, "周慧兰", starts="11:00", ends="13:00")
    with pytest.raises(RuleBroken):
        put(desk, "周慧兰")
    assert len(duty.on_duty(desk, MONDAY)) == 2


def test_a_shift_can_be_changed_and_removed_and_that_undone(desk):
    made = put(desk, "周慧兰", starts="9:00", ends="12:00")
    duty.set_shift(desk, Shift(id=made.id, member_id=made.member_id, on=MONDAY, starts="9:00", ends="17:00"))
    (_, now) = duty.on_duty(desk, MONDAY)[0]
    assert now.ends == "17:00"
    duty.remove_shift(desk, now)
    assert duty.on_duty(desk, MONDAY) == []
    assert history.undo_last(desk) == "remove_shift"
    assert len(duty.on_duty(desk, MONDAY)) == 1


def test_last_week_is_copied_but_for_days_off_and_what_stands_there(desk):
    before = date(2026, 9, 21)  # the week of 09-21 (Mon) – 09-27; 09-25 is 中秋, the week after ends with 国庆 on 10-01
    for n in range(4):
        put(desk, "周慧兰", before + timedelta(days=n), starts="9:00", ends="17:00")
    put(desk, "叶知秋", before, starts="13:30", ends="16:30")
    put(desk, "叶知秋", before + timedelta(days=7), starts="9:00", ends="11:00")
    copied = duty.copy_week(desk, date(2026, 9, 30))
    assert (copied.made, copied.off) == (3, 1), "Thursday 10-01 is 国庆; the lawyer's Monday stands already"
    week = duty.shifts(desk, date(2026, 9, 28), date(2026, 10, 4))
    assert [(s.on.day, s.starts) for s in week] == [(28, "09:00"), (28, "09:00"), (29, "09:00"), (30, "09:00")]
    history.undo_last(desk)
    assert len(duty.shifts(desk, date(2026, 9, 28), date(2026, 10, 4))) == 1, "one undo takes the whole copy back"


def test_an_empty_week_cannot_be_copied(desk):
    with pytest.raises(RuleBroken):
        duty.copy_week(desk, MONDAY)


def test_desk_work_is_on_no_rota_and_a_reader_changes_none(desk):
    assert {m.role for m in duty.roster(desk)} & {TeamRole.STATISTICS_CLERK, TeamRole.AUDITOR} == set()
    be(desk, Role.READER)
    with pytest.raises(NotAllowed):
        put(desk, "周慧兰")


def test_the_rota_prints_who_stands_on_it(desk):
    put(desk, "周慧兰", starts="9:00", ends="17:00")
    put(desk, "高峻", MONDAY + timedelta(days=2), on_call=True)
    said = flat(text_of(reception_sheet.rota_sheet(desk, MONDAY + timedelta(days=3))(), "pdftotext"))
    assert all(flat(words) in said for words in ("值班表", "周慧兰", "高峻", "可来电", "11-23", "周六（休）"))
    assert "叶知秋" not in said

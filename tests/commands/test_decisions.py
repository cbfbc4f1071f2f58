"""What two stations wrote apart: both values with who and when, settled by one act, the loser in the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from desktop.commands import disputes, history
from desktop.commands.desk import Desk
from desktop.commands.lists import Files, Filter
from desktop.commands.syncing.concerned import DELETE, KEEP, choices
from desktop.commands.syncing.decisions import FIELDS, count, decisions
from desktop.commands.syncing.settling import settle
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Filing
from desktop.domain.errors import NotAllowed, RuleBroken
from desktop.domain.merging import DELETED
from desktop.domain.people import PartyRole, Person, Role
from desktop.domain.permissions import Act
from desktop.domain.stations import Settlement
from tests.apart import Elsewhere, name_here
from tests.conftest import NOON, be

HERE, THERE = "海棠路888弄6号303室", "海棠路888弄9号302室"


@pytest.fixture
def desk(make_room: Callable[..., Desk]) -> Desk:
    made = make_room("practice", role=Role.ADMIN)
    name_here(made)
    return made


def some_file(desk: Desk) -> CaseFile:
    with desk.read() as reader:
        return next(
            file
            for file in reader.files(Files(desk, Filter(view="unsettled")).ids())
            if any(p.role is PartyRole.RESPONDENT for p in file.parties)
            and file.person(next(p for p in file.parties if p.role is PartyRole.RESPONDENT)).address
        )


def respondent(file: CaseFile) -> Person:
    return file.person(next(p for p in file.parties if p.role is PartyRole.RESPONDENT))


def person(desk: Desk, id: UUID) -> Person:
    with desk.read() as reader:
        return reader.get(Person, id)


@pytest.fixture
def apart(desk: Desk) -> tuple[CaseFile, Person]:
    """The address of a respondent, written here and on the notebook."""
    file = some_file(desk)
    who = respondent(file)
    notebook = Elsewhere(desk, "严伯年的笔记本", "严伯年")
    disputes.save_person(desk, file.dispute.id, replace(who, address=HERE))
    notebook.wrote("person", {("people", who.id): {"address": THERE}}, dispute=file.dispute.id)
    return file, who


def test_both_values_are_told_with_who_when_and_where(desk: Desk, apart: tuple[CaseFile, Person]) -> None:
    file, who = apart
    (found,) = decisions(desk)
    assert (found.code, found.kind, found.role) == (FIELDS, "people", PartyRole.RESPONDENT)
    assert (found.dispute, found.subject) == (file.dispute.id, who.name)
    assert found.number
    assert found.number in file.dispute.number or file.dispute.number.endswith(found.number[-3:])
    assert found.before == (who.address,)
    here, there = found.sides
    assert (here.values, here.here, here.station) == ((HERE,), True, "调处室台式机")
    assert (there.values, there.who, there.station) == ((THERE,), "严伯年", "严伯年的笔记本")
    assert (there.act, there.shown, here.shown) == ("person", True, False)
    assert found.shown == 1
    assert count(desk) == 1


def test_a_side_is_chosen_and_the_other_stays_in_the_history(desk: Desk, apart: tuple[CaseFile, Person]) -> None:
    file, who = apart
    (found,) = decisions(desk)
    settle(desk, found, 0)
    assert person(desk, who.id).address == HERE
    assert decisions(desk) == ()
    assert count(desk) == 0
    said = [c.after for e in history.timeline(desk, file.dispute.id) for c in e.changes if c.object == who.id]
    assert HERE in said
    assert THERE in said, "what was not chosen stays in 记录"


def test_undo_brings_back_what_was_shown(desk: Desk, apart: tuple[CaseFile, Person]) -> None:
    _file, who = apart
    (found,) = decisions(desk)
    settle(desk, found, 0)
    assert history.undo_last(desk) == "settle"
    assert person(desk, who.id).address == THERE


def test_a_third_value_goes_through_the_field_and_is_refused_like_an_edit(desk: Desk) -> None:
    file = some_file(desk)
    notebook = Elsewhere(desk, "严伯年的笔记本", "严伯年")
    who = respondent(file)
    disputes.save_person(desk, file.dispute.id, replace(who, birth_date=date(1980, 1, 2)))
    notebook.wrote("person", {("people", who.id): {"birth_date": date(1980, 2, 1)}}, dispute=file.dispute.id)
    (found,) = decisions(desk)
    for wrong in ("十三月", "", "2026-13-45"):
        with pytest.raises(RuleBroken) as refused:
            settle(desk, found, wrong)
        assert refused.value.field == "birth_date"
    with pytest.raises(RuleBroken, match="年份 1080 不对"):
        settle(desk, found, "1080-01-01")
    settle(desk, found, "1980.12.1")
    assert person(desk, who.id).birth_date == date(1980, 12, 1)
    assert count(desk) == 0


def test_fields_that_the_same_two_acts_wrote_are_one_decision(desk: Desk) -> None:
    file = some_file(desk)
    who = respondent(file)
    notebook = Elsewhere(desk, "严伯年的笔记本", "严伯年")
    disputes.save_person(desk, file.dispute.id, replace(who, address=HERE, phone="12000000111", occupation="教师"))
    notebook.wrote("person", {("people", who.id): {"address": THERE, "phone": "12000000222"}}, dispute=file.dispute.id)
    notebook.wrote("person", {("people", who.id): {"occupation": "职员"}}, dispute=file.dispute.id)
    first, second = decisions(desk)
    assert count(desk) == 2
    assert [p.field for p in first.places] == ["occupation"]
    assert [p.field for p in second.places] == ["address", "phone"]
    assert second.sides[1].values == (THERE, "12000000222")
    settle(desk, second, ("海棠路1号", "12000000333"))
    kept = person(desk, who.id)
    assert (kept.address, kept.phone) == ("海棠路1号", "12000000333")
    assert [d.key for d in decisions(desk)] == [first.key]


def test_three_stations_are_three_sides(desk: Desk, apart: tuple[CaseFile, Person]) -> None:
    file, who = apart
    third = Elsewhere(desk, "接待日笔记本", "叶知秋", no=3)
    third._heads.clear()
    third.wrote("person", {("people", who.id): {"address": "海棠路1号"}}, dispute=file.dispute.id)
    (found,) = decisions(desk)
    assert [side.values[0] for side in found.sides] == [HERE, THERE, "海棠路1号"]


def test_an_edit_keeps_the_question_open(desk: Desk, apart: tuple[CaseFile, Person]) -> None:
    file, who = apart
    disputes.save_person(desk, file.dispute.id, replace(person(desk, who.id), address="海棠路2号"))
    (found,) = decisions(desk)
    assert {side.values[0] for side in found.sides} == {HERE, "海棠路2号"}


def test_what_moved_meanwhile_is_looked_at_again(desk: Desk, apart: tuple[CaseFile, Person]) -> None:
    file, who = apart
    (old,) = decisions(desk)
    disputes.save_person(desk, file.dispute.id, replace(person(desk, who.id), address="海棠路2号"))
    with pytest.raises(RuleBroken, match="又有变化"):
        settle(desk, old, 0)
    (now,) = decisions(desk)
    settle(desk, now, now.shown)
    with pytest.raises(RuleBroken, match="又有变化"):
        settle(desk, now, 0)


def test_who_may_not_edit_may_not_settle(desk: Desk, apart: tuple[CaseFile, Person]) -> None:
    (found,) = decisions(desk)
    be(desk, Role.READER)
    with pytest.raises(NotAllowed):
        settle(desk, found, 0)
    assert count(desk) == 1


def test_of_an_archived_file_what_stands_may_be_said_to_stand(desk: Desk) -> None:
    with desk.read() as reader:
        ids = Files(desk, Filter(view="all")).ids()
        file = next(f for f in reader.files(ids) if f.dispute.filing is Filing.ARCHIVED)
    notebook = Elsewhere(desk, "严伯年的笔记本", "严伯年")
    id = file.dispute.id
    third = Elsewhere(desk, "接待日笔记本", "叶知秋", no=3)
    notebook.wrote("edit", {("disputes", id): {"short_title": "甲"}}, dispute=id)
    third.wrote("edit", {("disputes", id): {"short_title": "乙"}}, dispute=id, at=NOON + timedelta(minutes=9))
    (found,) = decisions(desk)
    shown = found.shown
    with pytest.raises(RuleBroken, match="归档"):
        settle(desk, found, 1 - shown)
    settle(desk, found, shown)
    assert count(desk) == 0


def test_deleted_there_and_edited_here(desk: Desk) -> None:
    with desk.read() as reader:
        file = next(f for f in reader.files(Files(desk, Filter(view="unsettled")).ids()) if f.evidence)
    thing = file.evidence[0]
    for choice, there in ((KEEP, True), (DELETE, False)):
        notebook = Elsewhere(desk, "严伯年的笔记本", "严伯年")
        with desk.act(Act.EDIT, "evidence", dispute=file.dispute.id) as tx:
            tx.put(replace(thing, note=f"改 {choice}") if hasattr(thing, "note") else replace(thing, name=choice))
        notebook.wrote("remove_evidence", {("evidence", thing.id): {DELETED: True}}, dispute=file.dispute.id)
        (found,) = decisions(desk)
        assert (found.code, choices(found)) == ("delete_edit", (KEEP, DELETE))
        assert [side.who for side in found.sides][1] == "严伯年"
        settle(desk, found, choice)
        assert count(desk) == 0
        with desk.read() as reader:
            kept: Any = reader.maybe(type(thing), thing.id)
            row = reader.get(Settlement, found.concern) if found.concern else None
        assert (kept is not None) is there
        assert row is not None
        assert (row.choice, row.settled_on) == (choice, desk.today())


def test_a_deleted_dispute_with_work_in_it_stays_until_somebody_decides(desk: Desk) -> None:
    file = some_file(desk)
    notebook = Elsewhere(desk, "严伯年的笔记本", "严伯年")
    disputes.save_person(desk, file.dispute.id, replace(respondent(file), address=HERE))
    with desk.act(Act.EDIT, "edit", dispute=file.dispute.id) as tx:
        tx.put(replace(tx.get(Dispute, file.dispute.id), short_title="甲与乙"))
    notebook.wrote("edit", {("disputes", file.dispute.id): {DELETED: True}}, dispute=file.dispute.id)
    (found,) = decisions(desk)
    assert found.code == "delete_edit"
    settle(desk, found, KEEP)
    assert count(desk) == 0

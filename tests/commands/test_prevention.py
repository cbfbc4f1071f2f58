"""防激化: what a file prevented, checked, said in words, and counted in the table's columns."""

from __future__ import annotations

import pytest

from desktop.commands import history
from desktop.commands.statistics import figures, prevention
from desktop.domain.counting import Basis, parse_period
from desktop.domain.disputes import Dispute, Intake
from desktop.domain.errors import MediationError, NotAllowed, RuleBroken
from desktop.domain.people import Role
from tests.conftest import be


@pytest.fixture
def room(make_room):
    desk = make_room("practice", role=Role.MEDIATOR)
    figures.count_all(desk)
    return desk


def some(desk):
    """A file that counts and is not closed."""
    with desk.read() as reader:
        found = reader.find(Dispute, "case_no")
        return next(d for d in found if d.closed_on is None and d.intake is Intake.ACCEPTED and not d.prevention)


def year(desk):
    return figures.case_table(desk, parse_period("2026"), Basis.RECEIVED).values


def test_what_is_prevented_counts_at_once_in_its_column(room):
    file = some(room)
    before = year(room)
    prevention.set_prevention(room, file.id, {"civil_to_criminal": (1, 3), "suicide": (1, 1)})
    after = year(room)
    moved = {code: after[code] - before[code] for code in after if after[code] != before[code]}
    assert moved == {
        "prevent_civil_to_criminal_cases": 1,
        "prevent_civil_to_criminal_people": 3,
        "prevent_suicide_cases": 1,
        "prevent_suicide_people": 1,
    }


def test_it_is_taken_back_and_undone(room):
    file = some(room)
    before = year(room)
    prevention.set_prevention(room, file.id, {"mass_fight": (1, 12)})
    prevention.set_prevention(room, file.id, {"mass_fight": (0, 0)})
    assert year(room) == before
    prevention.set_prevention(room, file.id, {"mass_fight": (1, 12)})
    history.undo_last(room)
    assert year(room) == before


@pytest.mark.parametrize(
    ("what", "figures_said"),
    [
        ("suicide", (1, 0)),
        ("mass_petition", (0, 5)),
        ("mass_event", (2, 9)),
        ("mass_event", (1, 100_000)),
        ("mass_event", (1, -1)),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_column_and_nothing_changes(room, what, figures_said):
    file = some(room)
    before = year(room)
    with pytest.raises(RuleBroken) as refused:
        prevention.set_prevention(room, file.id, {"civil_to_criminal": (1, 2), what: figures_said})
    assert refused.value.field == what
    assert "“" in refused.value.sentence or "人数" in refused.value.sentence
    assert year(room) == before


def test_only_who_may_edit_the_file(room):
    be(room, Role.READER)
    with pytest.raises(NotAllowed):
        prevention.set_prevention(room, some(room).id, {"suicide": (1, 1)})


def test_an_archived_file_stays_as_it_is(room):
    with room.read() as reader:
        archived = next(d for d in reader.find(Dispute) if d.archived_on)
    with pytest.raises(MediationError):
        prevention.set_prevention(room, archived.id, {"suicide": (1, 1)})


def test_what_a_file_says_is_read_in_the_order_of_the_table_and_in_words():
    said = {"mass_petition_cases": 1, "mass_petition_people": 37, "suicide_cases": True, "mass_fight_people": -1}
    assert [p.what for p in prevention.prevented(said)] == list(prevention.PREVENTED)
    assert prevention.words(said) == "防止群体性上访 1 件 37 人"
    assert prevention.words({}) == ""

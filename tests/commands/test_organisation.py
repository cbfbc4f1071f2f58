"""组织情况: what the team counts to, what is typed each half, a year of both, and the table that says what lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from desktop.commands import history, rooms
from desktop.commands.statistics import organisation, settings
from desktop.domain.counting import parse_period
from desktop.domain.errors import NotAllowed, NotFound, RuleBroken
from desktop.domain.people import Member, Role, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.reporting import OrganisationFact
from reports.statistics import xlsx
from tests.conftest import be

H1, H2, YEAR = parse_period("2026-H1"), parse_period("2026-H2"), parse_period("2026")


@pytest.fixture
def room(make_room):
    return make_room()


def put(room, **said):
    member = Member(**({"name": "某人", "role": TeamRole.PEOPLE_MEDIATOR} | said))
    with room.act(Act.TEAM, "member") as tx:  # as a file brings it, whatever it says
        tx.put(member)
    return member


def values(room, period=H2):
    return {f.line.code: f.value for f in organisation.figures(room, period)}


def test_the_team_is_counted_and_every_breakdown_adds_up(room):
    put(room, sex="女", born=date(1990, 12, 31), education="bachelor", employment="full_time")
    put(room, sex="男", born=date(1991, 1, 1), education="junior", employment="part_time")
    put(room, education="doctor", employment="moon")  # what an outside file may say
    put(room, name="走了", active=False, sex="女")
    put(room, name="民警", role=TeamRole.POLICE_OFFICER)
    found = values(room)
    assert (found["mediators"], found["female"], found["joint_police_officer"]) == (4, 1, 1)
    assert (found["full_time"], found["part_time"], found["employment_unknown"]) == (1, 1, 2)
    assert (found["age_45"], found["age_35"], found["age_unknown"]) == (1, 1, 2)
    assert found["education_unknown"] == 2
    for group in ("full_time part_time employment_unknown", "age_", "education_"):
        codes = group.split() if " " in group else [code for code in found if code.startswith(group)]
        assert sum(found[code] for code in codes) == found["mediators"]


@pytest.mark.parametrize(
    ("title", "employment", "column"),
    [
        ("人民调解员(专职)", "", "full_time"),
        ("人民调解员(兼职)", "", "part_time"),
        ("人民调解员(兼职)", "full_time", "full_time"),
        ("人民调解员", "", "employment_unknown"),
    ],
)
def test_what_the_title_says_counts_until_it_is_filled_in(room, title, employment, column):
    before = values(room)[column]
    put(room, title=title, employment=employment)
    assert values(room)[column] == before + 1


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(1991, 12, 31), "35"),
        (date(1990, 12, 31), "45"),
        (date(1981, 1, 1), "45"),
        (date(1980, 12, 31), "55"),
        (date(1980, 12, 30), "55"),
        (date(1961, 1, 1), "65"),
        (date(1960, 12, 31), "over"),
        (date(2030, 1, 1), "unknown"),
        (None, "unknown"),
    ],
)
def test_ages_are_those_of_the_last_day_of_the_period(make_room, born, band):
    room = make_room()
    before = values(room, YEAR)[f"age_{band}"]
    put(room, born=born)
    assert values(room, YEAR)[f"age_{band}"] == before + 1


@pytest.mark.parametrize("born", [date(2030, 1, 1), date(2020, 1, 1), date(1899, 12, 31)])
def test_a_birth_that_makes_no_sense_is_refused(room, born):
    with pytest.raises(RuleBroken) as refused:
        rooms.save_member(room, replace(room.members()[0], born=born))
    assert refused.value.field == "born"


def test_the_committee_counts_under_its_type(room):
    assert (values(room)["committee_street"], values(room)["committees"]) == (1, 1)
    settings.set_committee_type(room, "association")
    found = values(room)
    assert (found["committee_street"], found["committee_association"], found["committees"]) == (0, 1, 1)


def test_what_is_typed_belongs_to_its_half_and_a_year_knows_both(room):
    assert values(room)["funds"] is None
    organisation.set_facts(room, "2026-H1", {"funds_committee": 300_00, "training_people": 12, "workrooms": 2})
    organisation.set_facts(room, "2026-H2", {"funds_committee": 500_00, "funds_other": 100_00, "workrooms": 3})
    assert (values(room, H1)["funds"], values(room, H2)["funds"]) == (300_00, 600_00)
    year = values(room, YEAR)
    assert (year["funds_committee"], year["funds"], year["training_people"]) == (800_00, 900_00, 12)
    assert year["workrooms"] == 3
    assert values(room, parse_period("2026-11")) == values(room, H2)


def test_a_figure_is_changed_taken_back_and_undone(room):
    organisation.set_fact(room, "2026-H2", "appointed", 4)
    organisation.set_fact(room, "2026-H2", "appointed", 5)
    with room.read() as reader:
        assert [(f.value, f.half) for f in reader.find(OrganisationFact)] == [(5, "2026-H2")]
    organisation.set_fact(room, "2026-H2", "appointed", None)
    assert values(room)["appointed"] is None
    history.undo_last(room)
    assert values(room)["appointed"] == 5


@pytest.mark.parametrize(
    ("half", "code", "value", "field"),
    [
        ("2026-H2", "mediators", 3, "mediators"),
        ("2026-H2", "funds", 3, "funds"),
        ("2026-H2", "appointed", -1, "appointed"),
        ("2026-H2", "appointed", 10**8, "appointed"),
        ("2026-H2", "funds_other", 10**13, "funds_other"),
        ("2026-11", "appointed", 1, "half"),
        ("2026", "appointed", 1, "half"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_line(room, half, code, value, field):
    with pytest.raises(RuleBroken) as refused:
        organisation.set_facts(room, half, {"training_times": 1, code: value})
    assert refused.value.field == field
    assert values(room)["training_times"] is None


def test_an_unknown_line_and_a_wrong_role(room):
    with pytest.raises(NotFound):
        organisation.set_fact(room, "2026-H2", "moon", 1)
    be(room, Role.READER)
    with pytest.raises(NotAllowed):
        organisation.set_fact(room, "2026-H2", "appointed", 1)


def test_the_sheet_says_what_lacks_and_keeps_its_identities(room):
    put(room, name="甲", sex="女", born=date(1990, 1, 1), education="bachelor", employment="full_time")
    sheet = organisation.sheet(room, parse_period("2026-11"))
    row = dict(zip((c.code for c in sheet.columns), sheet.rows[0], strict=True))
    assert sheet.period == "2026年下半年"
    assert row["mediators"] == 2
    for check in sheet.checks:
        left, right = (sum(row[code] or 0 for code in codes) for codes in (check.left, check.right))
        assert left == right if check.exact else left <= right
    assert any(note.startswith("还没有填\uff1a") for note in sheet.notes)
    assert "周慧兰没有填文化程度。" in sheet.notes
    rooms.save_member(room, replace(next(m for m in room.members() if m.name == "周慧兰"), education="senior"))
    assert "周慧兰没有填文化程度。" not in organisation.sheet(room, H2).notes


def test_the_sheet_becomes_a_workbook_with_blanks_where_nobody_typed(room):
    organisation.set_fact(room, "2026-H2", "funds_other", 123_45)
    made = organisation.sheet(room, H2)
    book = openpyxl.load_workbook(BytesIO(xlsx.workbook((made,), made_at=room.now())), data_only=True)
    cells = [cell.value for row in book[made.name].iter_rows() for cell in row]
    assert 123.45 in cells


def test_every_line_is_counted_summed_or_typed_and_says_how_sure_it_is():
    for line in organisation.lines():
        assert [bool(line.parts), bool(line.count), line.typed].count(True) == 1
        assert line.confidence in {"R", "C"}
        assert set(line.parts) <= {other.code for other in organisation.lines()}

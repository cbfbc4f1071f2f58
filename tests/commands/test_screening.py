"""排查记录: written, changed, taken out and undone; counted in its month; a frozen month keeps its figures."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.commands import history
from desktop.commands.statistics import figures, reported, screening
from desktop.commands.statistics.freezing import corrections, freeze
from desktop.domain.changes import new_id
from desktop.domain.counting import parse_period
from desktop.domain.errors import NotAllowed, NotFound, RuleBroken
from desktop.domain.people import Role
from tests.conftest import be

NOVEMBER = parse_period("2026-11")
CODES = ("screening_times", "screening_found", "screening_prevented")


@pytest.fixture
def room(make_room):
    return make_room("cases", role=Role.MEDIATOR)


def counted(desk, period=NOVEMBER):
    values = figures.case_table(desk, period).values
    return tuple(values[code] for code in CODES)


def test_a_round_counts_in_its_month_only(room):
    ids = [m.id for m in room.members()][:2]
    screening.save(room, date(2026, 11, 3), place=" 3 号楼  一层 ", members=ids, found=4, prevented=2, note="摸底")
    screening.save(room, date(2026, 11, 20), found=1)
    screening.save(room, date(2026, 10, 31), found=9)
    assert counted(room) == (2, 5, 2)
    first, second = screening.of_period(room, NOVEMBER)
    assert first.screening.place == "3 号楼 一层"
    assert first.names == tuple(m.name for m in room.members())[:2]
    assert (second.screening.on, second.names, second.frozen) == (date(2026, 11, 20), (), False)


def test_it_is_changed_taken_out_and_undone(room):
    made = screening.save(room, date(2026, 11, 3), found=4)
    screening.save(room, date(2026, 11, 4), found=6, id=made.id)
    assert counted(room) == (1, 6, 0)
    screening.remove(room, made.id)
    assert counted(room) == (0, 0, 0)
    history.undo_last(room)
    assert counted(room) == (1, 6, 0)
    with pytest.raises(NotFound):
        screening.remove(room, new_id())


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"on": date(2026, 11, 24)}, "on"),
        ({"found": -1}, "found"),
        ({"found": 10_000}, "found"),
        ({"prevented": 10_000}, "prevented"),
        ({"place": "字" * 101}, "place"),
        ({"note": "字" * 501}, "note"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(room, said, field):
    with pytest.raises(RuleBroken) as refused:
        screening.save(room, said.pop("on", date(2026, 11, 3)), **said)
    assert refused.value.field == field
    assert counted(room) == (0, 0, 0)


def test_somebody_who_is_not_of_the_team_takes_no_part(room):
    with pytest.raises(NotFound):
        screening.save(room, date(2026, 11, 3), members=[new_id()])


@pytest.mark.parametrize("role", [Role.READER, Role.LAWYER, Role.AUDITOR])
def test_only_who_reports_writes_it(room, role):
    be(room, role)
    with pytest.raises(NotAllowed):
        screening.save(room, date(2026, 11, 3))


def test_a_frozen_month_keeps_its_figures_and_lists_the_later_round(room):
    october = parse_period("2026-10")
    freeze(room, "2026-10")
    screening.save(room, date(2026, 10, 15), found=3)
    assert screening.is_frozen(room, date(2026, 10, 15))
    assert screening.of_period(room, october)[0].frozen
    assert reported.table(room, october).values["screening_found"] == 0
    (late,) = corrections(room, "2026-10")
    assert (late.kind, late.effect) == ("screening", {"screening_times": 1, "screening_found": 3})


def test_the_sheet_says_the_same_as_the_table(room):
    assert screening.sheet(room, NOVEMBER).rows == ()
    screening.save(room, date(2026, 11, 3), place="3号楼", found=4, prevented=2, note="=cmd")
    screening.save(room, date(2026, 11, 20), found=1)
    sheet = screening.sheet(room, NOVEMBER)
    total = dict(zip((c.code for c in sheet.columns), sheet.totals(), strict=True))
    assert (total["times"], total["found"], total["prevented"]) == counted(room)
    assert sheet.rows[0] == (date(2026, 11, 3), "3号楼", "", 1, 4, 2, "=cmd")
    assert sheet.office == room.committee().committee

"""统计口径 as a setting: who may, what it needs, what it does to the figures, which frozen months stay as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.commands import history
from desktop.commands.statistics import figures, settings
from desktop.commands.statistics.examples import examples
from desktop.commands.statistics.freezing import freeze
from desktop.domain.counting import Basis, Counting, Mass, parse_period
from desktop.domain.errors import NotAllowed, Refused, RuleBroken
from desktop.domain.people import Role
from tests.conftest import NOON, be

YEAR = parse_period("2026")
NOTE = "示例区司法局 2026年1月5日通知"


@pytest.fixture
def room(make_room):
    return make_room("cases")


def total(desk):
    return figures.case_table(desk, YEAR).values["cases_total"]


def test_the_default_holds_until_somebody_says_otherwise(room):
    line = settings.counting(room)
    assert (line.rules, line.own, line.last, line.otherwise, line.counted) == (Counting(), False, None, (), True)


def test_another_way_of_counting_needs_its_reason_and_a_recount(room):
    wanted = Counting(mass=Mass.WORKER)
    with pytest.raises(RuleBroken) as refused:
        settings.set_counting(room, wanted)
    assert refused.value.field == "note"
    before = total(room)
    assert settings.set_counting(room, wanted, f" {NOTE} ") is True
    with pytest.raises(Refused):
        total(room)
    assert settings.progress(room) is not None
    heard = []
    figures.count_all(room, lambda done, of: heard.append((done, of)))
    assert heard[-1][0] == heard[-1][1] > 0
    assert settings.progress(room) is None
    assert total(room) == before + 36  # the mass file: 37 workers instead of one 件
    line = settings.counting(room)
    assert (line.note, line.last.who, line.last.at.date()) == (NOTE, room.account.name, NOON.date())


def test_a_recount_says_how_far_it_is(room):
    settings.set_counting(room, Counting(refused=True), NOTE)
    seen = []
    figures.count_all(room, lambda _done, _of: seen.append(settings.progress(room)))
    assert seen[-1] is not None
    assert seen[-1][0] == seen[-1][1] > 0


def test_another_basis_needs_no_recount_and_the_same_again_writes_nothing(room):
    assert settings.set_counting(room, Counting(basis=Basis.AGREED), NOTE) is False
    last = settings.counting(room).last
    with room.read() as reader:
        rows = len(reader.find(settings.CountingSetting))
    assert settings.set_counting(room, Counting(basis=Basis.AGREED), NOTE) is False
    assert settings.counting(room).last == last
    assert rows == 1


def test_back_to_the_default_needs_no_reason_and_undo_brings_the_old_rules_back(room):
    settings.set_counting(room, Counting(mass=Mass.WORKER), NOTE)
    figures.count_all(room)
    settings.set_counting(room, Counting())
    figures.count_all(room)
    assert settings.counting(room).own is False
    history.undo_last(room)
    assert settings.counting(room).rules.mass is Mass.WORKER
    assert room.handbook.counting.mass is Mass.WORKER
    assert settings.progress(room) is not None


def test_a_frozen_month_is_named_that_follows_other_rules(room):
    freeze(room, "2026-10")
    assert settings.counting(room).otherwise == ()
    settings.set_counting(room, Counting(basis=Basis.RECEIVED), NOTE)
    assert [f.month for f in settings.counting(room).otherwise] == ["2026-10"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_administrator_sets_it(room, role):
    be(room, role)
    with pytest.raises(NotAllowed):
        settings.set_counting(room, Counting(refused=True), NOTE)
    with pytest.raises(NotAllowed):
        settings.set_committee_type(room, "enterprise")


def test_the_committees_type_moves_its_column(room):
    street = figures.case_table(room, YEAR).values
    assert (street["committee_street"], street["committee_enterprise"]) == (street["cases_total"], 0)
    settings.set_committee_type(room, "enterprise")
    moved = figures.case_table(room, YEAR).values
    assert (moved["committee_street"], moved["committee_enterprise"]) == (0, street["cases_total"])
    assert room.committee().type == "enterprise"
    with pytest.raises(RuleBroken):
        settings.set_committee_type(room, "moon")


def test_a_long_note_is_refused_not_cut(room):
    with pytest.raises(RuleBroken):
        settings.set_counting(room, Counting(), "字" * 201)


def test_the_examples_say_what_the_rules_do(room):
    found = examples(room)
    assert found["basis"].effects == {
        "received": "计入 2026年8月",
        "closed": "计入 2026年11月",
        "agreed": "计入 2026年8月",
    }
    before = total(room)
    assert found["mass"].effects["worker"] == "计 37 件"
    assert found["refused"].story == "2026年不予受理 1 件"
    settings.set_counting(room, replace(Counting(), refused=True), NOTE)
    figures.count_all(room)
    assert total(room) == before + 1


def test_an_empty_room_has_no_examples(make_room):
    assert examples(make_room()) == {}

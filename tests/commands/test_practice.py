"""The practice room moves with the calendar, and nothing but dates and numbers moves."""

import json
import re
from datetime import date, timedelta
from importlib.resources import files

import pytest

from desktop.commands import duty, reception
from desktop.commands.practice import FIXED, practice_room
from tests.conftest import NOON

ANCHOR = date(2026, 11, 23)
STARTS_AS_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?")
SPOKEN_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


@pytest.fixture(scope="module")
def original():
    return json.loads((files("resources") / "samples" / "practice.json").read_text(encoding="utf-8"))


def leaves(value, path=()):
    """Every (path, value) at the ends of the tree, in a fixed order."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from leaves(child, (*path, key))
    elif isinstance(value, list):
        for n, child in enumerate(value):
            yield from leaves(child, (*path, n))
    else:
        yield path, value


def test_on_the_anchor_day_nothing_moves(original):
    assert practice_room(ANCHOR) == original


@pytest.mark.parametrize("days", [-400, -1, 2, 7, 49, 366])
def test_every_date_moves_by_the_same_days_and_nothing_else_changes_its_order(original, days):
    moved = practice_room(ANCHOR + timedelta(days=days))
    by = timedelta(days=days)
    seen = 0
    for (path, before), (again, after) in zip(leaves(original), leaves(moved), strict=True):
        assert path == again
        if path[-1] in FIXED - {"_anchor"}:
            assert after == before
        elif isinstance(before, str) and STARTS_AS_DAY.fullmatch(before):
            seen += 1
            assert date.fromisoformat(after[:10]) == date.fromisoformat(before[:10]) + by
            assert after[10:] == before[10:]
        elif isinstance(before, str):
            spoken = [date(*map(int, d)) for d in SPOKEN_DAY.findall(before)]
            assert [date(*map(int, d)) for d in SPOKEN_DAY.findall(after)] == [d + by for d in spoken]
    assert seen > 700


@pytest.mark.parametrize("days", [5, 90])
def test_amounts_are_untouched(original, days):
    def amounts(room):
        return [
            (path, value)
            for path, value in leaves(room)
            if path[-1] in {"amount_fen", "fen", "owed_fen", "figures", "words", "amount_yuan"}
        ]

    before = amounts(original)
    assert len(before) > 200
    assert amounts(practice_room(ANCHOR + timedelta(days=days))) == before


def test_a_months_wages_move_by_months(original):
    moved = practice_room(date(2027, 2, 1))
    case = {c["key"]: c for c in moved["cases"]}["p-048"]
    assert case["workers"][0]["months_owed"] == ["2026-12", "2027-01"]
    assert "2026年12月至2027年1月工资" in case["application"]["facts"]


def test_numbers_start_anew_each_year_in_the_order_of_acceptance():
    cases = [c for c in practice_room(date(2027, 1, 25))["cases"] if c["case_no"]]
    cases.sort(key=lambda c: (c["acceptance"]["date"], c["seq"]))
    by_year = {}
    for case in cases:
        by_year.setdefault(case["acceptance"]["date"][:4], []).append(case)
    assert set(by_year) == {"2026", "2027"}
    for year, accepted in by_year.items():
        assert [c["seq"] for c in accepted] == list(range(1, len(accepted) + 1))
        assert [c["case_no"] for c in accepted] == [
            f"({year})海棠人调字第{n:03d}号" for n in range(1, len(accepted) + 1)
        ]


def test_an_agreement_keeps_the_number_of_its_file():
    checked = 0
    for case in practice_room(date(2027, 3, 3))["cases"]:
        agreement = case["agreement"]
        if agreement and agreement["no"]:
            checked += 1
            assert agreement["no"] == case["case_no"]
    assert checked > 30


def test_what_is_due_today_is_due_on_whatever_day_it_is():
    for today in (ANCHOR, date(2026, 12, 2), date(2027, 2, 13)):
        planned = [s for c in practice_room(today)["cases"] for s in c["sessions"] if s.get("planned")]
        assert sum(s["start"].startswith(today.isoformat()) for s in planned) == 2


def test_two_rooms_do_not_share_anything():
    one, other = practice_room(ANCHOR), practice_room(ANCHOR)
    one["cases"][0]["parties"][0]["name"] = "改了"
    assert other["cases"][0]["parties"][0]["name"] != "改了"


def test_on_its_first_day_the_practice_room_has_a_rota_and_reception_days(make_room):
    desk = make_room("lived")
    here = [(member.name, duty.hours_words(shift)) for member, shift in duty.on_duty(desk, NOON.date())]
    assert here == [("周慧兰", "全天"), ("严伯年", "全天"), ("叶知秋", "13:30—16:30"), ("高峻", "可来电")]
    assert {rule.name for rule in reception.rules(desk)} == {"接待日", "政策咨询日"}
    assert len(reception.upcoming(desk, NOON.date(), NOON.date() + timedelta(days=30))) >= 5

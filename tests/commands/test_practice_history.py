"""The practice room's past: whole files with valid codes, gapless numbers, and figures whose identities all hold."""

import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import pytest

from desktop import practice_room as room
from desktop.commands import due
from desktop.commands.practice import MISFILED, practice_room
from desktop.commands.statistics import figures, freezing, reported
from desktop.commands.verify import verify
from desktop.domain.counting import Basis, parse_period
from desktop.domain.counting.units import BANDS, OUTCOMES
from desktop.domain.disputes import Dispute
from desktop.domain.reporting import Screening
from desktop.domain.typed.ids import id_facts, uscc_valid
from desktop.domain.vigilance import Alert
from resources import rules
from tests.conftest import NOON, fixed_now

ANCHOR = NOON.date()
NUMBERS = re.compile(r"\(2026\)海棠(人调|不受)字第\d{3}号")
DAYS = [ANCHOR, date(2026, 12, 31), date(2027, 1, 2), date(2027, 2, 17), date(2028, 3, 1)]


@pytest.fixture(scope="module")
def today():
    return practice_room(ANCHOR, history=True)


def past_of(data):
    return [case for case in data["cases"] if case["key"].startswith("h-")]


def test_without_history_the_room_is_as_it_was():
    original = json.loads((files("resources") / "samples" / "practice.json").read_text(encoding="utf-8"))
    assert practice_room(ANCHOR) == original


def test_the_past_comes_before_the_files_of_the_room_which_only_get_other_numbers(today):
    def told(case):
        return NUMBERS.sub("", json.dumps({k: v for k, v in case.items() if k != "seq"}, ensure_ascii=False))

    own = practice_room(ANCHOR)["cases"]
    assert len(today["cases"]) > len(own) + 180
    assert [told(case) for case in today["cases"][-len(own) :]] == [told(case) for case in own]
    numbers = [case["case_no"] for case in today["cases"][-len(own) :]]
    assert numbers != [case["case_no"] for case in own]


def test_the_same_day_gives_the_same_past_and_a_month_is_the_same_on_another_day(today):
    assert practice_room(ANCHOR, history=True) == today
    later = {case["key"]: case for case in past_of(practice_room(ANCHOR + timedelta(days=3), history=True))}
    for case in past_of(today):
        if "2025-03" < case["key"][2:9] < "2026-05":
            again = later[case["key"]]
            assert again["application"] == case["application"]
            assert again["closing"] == case["closing"]


@pytest.mark.parametrize("day", DAYS)
def test_numbers_have_no_gap_and_nobody_comes_twice(day):
    cases = practice_room(day, history=True)["cases"]
    numbers = sorted(case["case_no"] for case in cases if case["case_no"])
    for year in {number[1:5] for number in numbers}:
        series = [number for number in numbers if number[1:5] == year]
        assert series == [f"({year})海棠人调字第{n:03d}号" for n in range(1, len(series) + 1)]
    assert len({case["key"] for case in cases}) == len(cases)
    people = [p for case in past_of({"cases": cases}) for p in (*case["parties"], *case.get("workers", ()))]
    ids = [p["id_number"] for p in people if "id_number" in p]
    assert len(ids) == len(set(ids)) > 150
    known = {p.get("id_number") for c in practice_room(day)["cases"] for p in (*c["parties"], *c.get("workers", ()))}
    assert not known & set(ids)


@pytest.mark.parametrize("day", DAYS)
def test_nothing_of_the_past_lies_in_the_future_and_its_days_are_in_order(day):
    data = practice_room(day, history=True)
    for case in past_of(data):
        days = [case["received"][:10], case["acceptance"]["date"]]
        if case["case_no"]:
            days += [s["start"][:10] for s in case["sessions"]]
            days += [p["date"] for p in case.get("performance", ())]
            days += [case["closing"]["date"]]
        days += [case["archive"]["filed_date"]] if case["archive"] else []
        assert days == sorted(days), case["key"]
        assert days[-1] < day.isoformat()
    assert all(one["on"] < day.isoformat() for key in ("receptions", "screenings") for one in data[key])


def test_every_code_and_number_is_a_right_one_and_everybody_is_invented(today):
    categories = {c["code"]: c["label"] for c in rules.rows("categories")}
    sources = {s["code"]: s["official_label"] for s in rules.rows("sources")}
    grounds = {g["code"] for g in rules.rows("refusal_grounds")}
    cautions = {c["code"] for c in rules.rows("cautions")}
    for case in past_of(today):
        assert case["key"] == MISFILED or categories[case["dispute_category_code"]] == case["dispute_category"]
        assert sources[case["source"]["type"]] == case["source"]["label"]
        assert {r["code"] for r in case["acceptance"].get("reasons", ())} <= grounds
        assert set(case["cautions"]) <= cautions
        for person in (*case["parties"], *case.get("workers", ())):
            assert person["phone"].startswith("120")
            if "id_number" in person:
                facts = id_facts(person["id_number"], ANCHOR)
                assert facts.valid
                assert person["id_number"].startswith("999999")
                assert facts.sex == person["sex"]
                assert person.get("birth_date", facts.birth.isoformat()) == facts.birth.isoformat()
            else:
                assert uscc_valid(person["uscc"])
                assert person["uscc"][2:8] == "999999"
        assert "{" not in case["application"]["facts"] + "".join(case["application"]["requests"])


def test_the_words_of_a_story_ask_only_for_a_sum_that_it_has():
    tables = json.loads((files("resources") / "samples" / "history.json").read_text(encoding="utf-8"))
    kinds = {company["kind"] for company in tables["companies"]} | {"person", "crew"}
    for story in tables["stories"]:
        words = [story[key] for key in ("facts", "record", "why", "after")] + story["asks"] + [story.get("act", "")]
        assert "sum" in story or not any("{sum}" in text for text in words), story["about"]
        assert ("part" in story) == ("sum" in story)
        assert "what" in story or story.get("part", [0, 0])[1] == 0, story["about"]
        assert "act" in story or story["part"][1] > 0, story["about"]
        assert set(story["who"]) <= kinds


def test_a_year_and_a_half_has_everything_that_a_month_can_have(today):
    past = past_of(today)
    assert {case["dispute_category_code"] for case in past} == {c["code"] for c in rules.rows("categories")}
    official = {s["code"]: s["official"] for s in rules.rows("sources")}
    found = {official[case["source"]["type"]] for case in past}
    assert found >= {"initiative", "application"} | {
        f"referral_{of}" for of in ("court", "procuratorate", "police", "petition", "other")
    }
    assert {(case["agreement"] or {}).get("form") for case in past} == {"written", "oral", None}
    assert {case["closing"]["outcome"] for case in past} == {"succeeded", "terminated", "withdrawn", "refused"}
    assert {case["mediators"][0] for case in past} == {"m1", "m2", "m3"}
    assert {f["satisfaction"] for case in past for f in case["follow_ups"]} >= {
        "非常满意",
        "满意",
        "基本满意",
        "不满意",
    }
    results = Counter(case["judicial_confirmation"]["result"] for case in past if "judicial_confirmation" in case)
    assert results["valid"] >= 3
    assert any("arbitration_review" in case for case in past)
    assert any("payment_order" in case or "lawsuit" in case for case in past)
    assert any(case["is_mass"] for case in past)
    prevented = {what for case in past for what in case.get("risk", {}).get("prevention", {})}
    assert {"civil_to_criminal_cases", "mass_petition_cases"} <= prevented
    closed = Counter(case["closing"]["date"][:7] for case in today["cases"] if case["closing"] and case["case_no"])
    full = [closed[month] for month in sorted(closed)][:-1]
    assert len(full) >= 22
    assert min(full) >= 8
    assert max(full) <= 14
    ends = Counter(visit["end"] for day in today["receptions"] for visit in day["visits"])
    assert ends["consulted"] > 100
    assert ends["registered"]
    assert ends["left"]


# -- as the practice room that people open


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    desk = room.open_practice(tmp_path_factory.mktemp("practice") / "room", now=fixed_now)
    yield desk
    desk.store.close()


def months_of(desk):
    with desk.read() as reader:
        return [one.month for one in freezing.frozen_months(reader)]


def test_it_verifies_clean_and_nothing_of_the_past_waits(opened):
    assert verify(opened).clean, verify(opened).faults
    with opened.read() as reader:
        assert len(reader.find(Dispute)) > 250
        assert len(reader.find(Alert)) <= 1
        assert len(reader.find(Screening)) > 40
    waiting = due.due(opened)
    with opened.read() as reader:
        numbers = {reader.file(d.dispute).dispute.key for d in waiting if d.dispute}
    assert not any(key.startswith("h-") for key in numbers)


@pytest.mark.parametrize("basis", Basis)
def test_the_identities_hold_in_every_month_and_year(opened, basis):
    months = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    for period in [*months, "2024", "2025", "2026", "2026-H1"]:
        table = figures.case_table(opened, parse_period(period), basis)
        assert not table.failed, (period, [f.sentence for f in table.failed])


def test_the_time_to_settle_and_the_ends_are_of_every_kind(opened):
    with opened.read() as reader:
        year = figures.add_up(reader, parse_period("2025"), Basis.CLOSED)
    assert set(year.keys("band")) == {code for code, _ in BANDS}
    assert {"settled", "terminated", "withdrawn"} <= set(year.keys("outcome")) <= set(OUTCOMES)
    assert len(year.keys("mediator")) == 3
    assert len(year.keys("relation")) == 3


def test_the_months_before_last_are_frozen_and_one_of_them_has_a_correction(opened):
    months = months_of(opened)
    assert months[-1] == "2026-09"
    assert months[0] == "2024-11"
    assert len(months) == 23
    found = freezing.corrections(opened)
    assert [c.month for c in found] == ["2026-09"]
    (one,) = found
    assert one.note == room.MISTAKE
    assert one.effect == {"category_consumer_other": -1, "category_ecommerce": 1}
    assert one.made_on == date(2026, 10, 19)
    table = reported.table(opened, parse_period("2026-09"))
    live = figures.case_table(opened, parse_period("2026-09"))
    assert table.values["category_consumer_other"] == live.values["category_consumer_other"] + 1
    with opened.read() as reader:
        assert {one.by_name for one in freezing.frozen_months(reader)} == {"傅敏"}


def test_also_on_the_first_day_of_a_year_the_months_before_last_are_frozen(tmp_path):
    desk = room.open_practice(tmp_path / "room", now=lambda: datetime(2027, 1, 1, 1, 0, tzinfo=UTC))
    try:
        assert months_of(desk)[-1] == "2026-11"
        assert [c.month for c in freezing.corrections(desk)] == ["2026-11"]
        assert verify(desk).clean
    finally:
        desk.store.close()

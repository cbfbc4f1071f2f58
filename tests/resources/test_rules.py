"""The rules files: they parse, their codes are unique, and where law is involved it is named."""

import json
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from resources.rules import NAMES, load, rows

DATA = Path(__file__).parents[1] / "data"
CONFIDENCE = {"V", "V2", "R", "C"}


def test_every_file_in_the_folder_is_known_and_the_other_way_round():
    found = {p.name.removesuffix(".json") for p in files("resources.rules").iterdir() if p.name.endswith(".json")}
    assert found == set(NAMES)


def test_an_unknown_name_is_refused():
    with pytest.raises(KeyError, match="no rules called"):
        load("../samples/practice")


@pytest.mark.parametrize("name", NAMES)
def test_each_file_says_its_version_and_is_a_fresh_value(name):
    assert load(name)["version"]
    rows(name).clear()
    assert rows(name)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"holidays"}))
def test_codes_are_unique(name):
    codes = [row["code"] for row in rows(name)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("name", NAMES)
def test_confidence_is_one_of_four_marks(name):
    def marks(value):
        if isinstance(value, dict):
            if "confidence" in value:
                yield value["confidence"]
            for child in value.values():
                yield from marks(child)
        elif isinstance(value, list):
            for child in value:
                yield from marks(child)

    found = list(marks(load(name)))
    assert found
    assert set(found) <= CONFIDENCE


def test_the_eighteen_categories_stand_in_the_order_of_the_statutory_table():
    labels = [c["label"].removesuffix("纠纷") for c in rows("categories")]
    assert "、".join(labels) == (
        "婚姻家庭、邻里、房屋宅基地、合同、生产经营、损害赔偿、山林土地、征地拆迁、环境污染、"
        "拖欠农民工工资、其他劳动争议、旅游、电子商务、其他消费、医疗、道路交通事故、物业、其他"
    )


def test_each_category_can_be_guessed_and_found_by_initials():
    for category in rows("categories"):
        assert len(set(category["keywords"])) >= 12
        assert category["initials"].isascii()
        assert len(category["initials"]) == len(category["label"])
        assert len(category["short_initials"]) == len(category["short"])


def test_local_names_lead_to_official_categories():
    codes = {c["code"] for c in rows("categories")}
    names = load("categories")["local_names"]
    assert {"加装电梯", "群租", "宠物", "预付卡", "知识产权", "金融"} <= {n["name"] for n in names}
    assert {n["code"] for n in names} <= codes


def test_every_source_is_counted_under_an_official_one():
    official = {o["code"]: o["label"] for o in load("sources")["official"]}
    assert len(official) == 8
    for source in rows("sources"):
        assert official[source["official"]] == source["official_label"]
    assert {s["official"] for s in rows("sources")} == set(official) - {"referral"}


def test_each_deadline_counts_something_from_somewhere_and_names_its_basis():
    rules = load("deadlines")
    for rule in rows("deadlines"):
        assert rule["unit"] in rules["units"]
        assert rule["figure"] >= 0
        assert rule["start"]
        assert rule["start_label"]
        assert rule["basis"]
        assert rule["confidence"] in rules["confidence_legend"]


def test_the_test_cases_deadlines_are_in_the_table():
    known = {alias for rule in rows("deadlines") for alias in (rule["code"], *rule["aliases"])}
    cases = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))["cases"]
    assert {d["code"] for c in cases for d in c["expected_deadlines"]} <= known


def test_holidays_are_whole_years_without_contradiction():
    for year in rows("holidays"):
        off = [date.fromisoformat(d["date"]) for d in year["days_off"]]
        work = [date.fromisoformat(d["date"]) for d in year["make_up_workdays"]]
        assert off == sorted(set(off))
        assert work == sorted(set(work))
        assert not set(off) & set(work)
        assert {d.year for d in off + work} == {year["year"]}
        assert all(d.weekday() >= 5 for d in work), "only weekends are worked off"
        assert {h["name"] for h in year["days_off"]} >= {"元旦", "春节", "清明节", "劳动节", "端午节", "国庆节"}


@pytest.mark.parametrize(("day", "off"), [("2026-05-09", False), ("2026-10-01", True), ("2026-11-23", False)])
def test_known_days_of_2026(day, off):
    """2026-05-09 is a Saturday that is worked, 10-01 a holiday, 11-23 an ordinary Monday."""
    year = {y["year"]: y for y in rows("holidays")}[2026]
    on = date.fromisoformat(day)
    free = {d["date"] for d in year["days_off"]}
    worked = {d["date"] for d in year["make_up_workdays"]}
    assert (day in free or (on.weekday() >= 5 and day not in worked)) is off


def test_the_table_reaches_to_the_end_of_its_last_year():
    last = date.fromisoformat(load("holidays")["complete_through"])
    assert last + timedelta(days=1) == date(max(y["year"] for y in rows("holidays")) + 1, 1, 1)


def test_the_dossier_has_thirteen_numbered_items():
    rules = load("dossier")
    assert [i["number"] for i in rows("dossier")] == list(range(1, 14))
    assert {i["obligation"] for i in rows("dossier")} <= set(rules["obligations"])


def test_han_come_first_of_fifty_six():
    groups = [g["label"] for g in rows("ethnic_groups")]
    assert groups[0] == "汉族"
    assert len(set(groups)) == 56


def test_refusals_used_in_the_test_cases_have_a_ground():
    codes = {g["code"] for g in rows("refusal_grounds")}
    assert {"ALREADY_BEFORE_COURT", "TITLE_CONFIRMATION", "STATUS_RELATION", "PARTY_REFUSES"} <= codes
    assert all(g["guidance"] and g["basis"] for g in rows("refusal_grounds"))


def test_the_four_cautions_of_the_intake_page_stand_first():
    assert [c["label"] for c in rows("cautions")][:4] == ["情绪激动", "有人受伤", "多人聚集", "已报警"]

"""The committee's own limits and calendars: they move dates, stand on record, and survive."""

from __future__ import annotations

import json
from datetime import date

import pytest

from desktop.commands import history, limits, rooms
from desktop.commands.history import undo_last
from desktop.domain.deadlines import Unit
from desktop.domain.errors import NotAllowed, NotFound, RuleBroken, Unreadable
from desktop.domain.people import Role
from desktop.domain.permissions import ALLOWED, Act
from desktop.storage.schema import dues
from tests.conftest import PASSWORD, be, fixed_now

NEXT_YEAR = """日期,类型,名称
2027-01-01,放假,元旦
2027-02-05,放假,春节
2027-02-07,上班,春节
2027-05-01,放假,劳动节
2027-10-01,放假,国庆节
2027年10月8日,放假,国庆节
"""


def line(desk, code):
    return next(row for row in limits.settings(desk) if row.limit.code == code)


def due_of(desk, step):
    """number of the file -> the day of its step."""
    from sqlalchemy import select

    from desktop.storage.schema import summaries

    with desk.read() as reader:
        query = select(summaries.c.number, dues.c.due).join(summaries, summaries.c.dispute == dues.c.dispute)
        return dict(map(tuple, reader.rows(query.where(dues.c.code == step))))


def test_a_limit_that_is_set_moves_the_dates_of_open_files_in_the_same_act(make_room):
    desk = make_room("practice")
    before = due_of(desk, "decide")
    assert before
    limits.set_limit(desk, "accept_decision", 8, Unit.WORKING_DAY, "街道会议纪要")
    after = due_of(desk, "decide")
    assert set(after) == set(before)
    assert all(after[number] > before[number] for number in before)
    assert desk.handbook.rules.limit("accept_decision").figure == 8


def test_it_survives_reopening_and_is_given_back(make_room):
    desk = make_room("practice")
    before = due_of(desk, "decide")
    limits.set_limit(desk, "accept_decision", 8, Unit.WORKING_DAY)
    folder = desk.store.folder
    desk.store.close()
    again = rooms.open_room(folder, desk.account.id, PASSWORD, now=fixed_now)
    assert again.handbook.rules.limit("accept_decision").figure == 8
    assert line(again, "accept_decision").limit.own
    limits.reset_limit(again, "accept_decision")
    assert again.handbook.rules.limit("accept_decision").figure == 3
    assert due_of(again, "decide") == before
    again.store.close()


def test_who_changed_what_is_on_record(make_room):
    desk = make_room("cases")
    assert limits.changes(desk, "handling") == []
    limits.set_limit(desk, "handling", 45, Unit.CALENDAR_DAY, "本市条例")
    limits.set_limit(desk, "handling", 2, Unit.MONTH, "本市条例修改")
    limits.reset_limit(desk, "handling")
    limits.set_limit(desk, "handling", 40, Unit.CALENDAR_DAY)
    said = [(c.who, c.before, c.after, c.note) for c in limits.changes(desk, "handling")]
    assert said == [
        ("周慧兰", "30 日", "45 日", "本市条例"),
        ("周慧兰", "45 日", "2 个月", "本市条例修改"),
        ("周慧兰", "2 个月", "30 日", ""),
        ("周慧兰", "30 日", "40 日", ""),
    ]
    assert all(c.at == desk.now() for c in limits.changes(desk, "handling"))
    assert line(desk, "handling").last == limits.changes(desk, "handling")[-1]
    be(desk, Role.AUDITOR)
    assert [act for _at, _who, act, _d in history.trail(desk)].count("limit_setting") == 3


def test_the_default_figure_is_no_setting(make_room):
    desk = make_room("cases")
    limits.set_limit(desk, "handling", 45, Unit.CALENDAR_DAY)
    limits.set_limit(desk, "handling", 30, Unit.CALENDAR_DAY)
    assert not line(desk, "handling").limit.own
    assert line(desk, "handling").limit == line(desk, "handling").default


def test_undo_gives_the_dates_back_too(make_room):
    desk = make_room("practice")
    before = due_of(desk, "decide")
    limits.set_limit(desk, "accept_decision", 8, Unit.WORKING_DAY)
    assert undo_last(desk) == "limit_setting"
    assert desk.handbook.rules.limit("accept_decision").figure == 3
    assert due_of(desk, "decide") == before


def test_the_code_outside_and_the_basis_stay(make_room):
    desk = make_room("cases")
    limits.set_limit(desk, "handling", 2, Unit.MONTH)
    limit = desk.handbook.rules.limit("handling")
    assert limit.public_code == "handling_30d"
    assert limit.confidence == "C"
    assert "若干规定第三十三条" in limit.basis
    assert limit.basis.startswith("本室规则")


@pytest.mark.parametrize(
    ("code", "figure", "unit", "field"),
    [
        ("handling", 0, Unit.CALENDAR_DAY, "figure"),
        ("handling", -3, Unit.CALENDAR_DAY, "figure"),
        ("handling", 101, Unit.YEAR, "figure"),
        ("judicial_confirmation", 45, Unit.CALENDAR_DAY, "note"),
        ("agreement_effect_written", 3, Unit.CALENDAR_DAY, "figure"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(make_room, code, figure, unit, field):
    desk = make_room("cases")
    with pytest.raises(RuleBroken) as refused:
        limits.set_limit(desk, code, figure, unit)
    assert refused.value.field == field
    assert limits.changes(desk, code) == []


def test_only_those_who_manage_may(make_room):
    desk = make_room("cases", role=Role.MEDIATOR)
    assert Act.MANAGE not in ALLOWED[Role.MEDIATOR]
    for act in (
        lambda: limits.set_limit(desk, "handling", 45, Unit.CALENDAR_DAY),
        lambda: limits.import_calendar(desk, NEXT_YEAR),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert desk.handbook.rules.limit("handling").figure == 30
    with pytest.raises(NotFound):
        limits.set_limit(desk, "no_such", 3, Unit.CALENDAR_DAY)


def test_an_imported_year_is_no_longer_provisional_and_moves_dates(make_room):
    desk = make_room("cases")
    rules = desk.handbook.rules
    start = date(2027, 9, 28)  # 10 days: 8 October, a Friday
    assert rules.limit("handling").end(date(2027, 9, 8), rules.calendar).provisional
    assert limits.import_calendar(desk, NEXT_YEAR) == (2027,)
    rules = desk.handbook.rules
    assert rules.calendar.is_workday(date(2027, 2, 7)), "a Sunday that is worked"
    assert not rules.calendar.provisional(start)
    end = rules.limit("handling").end(date(2027, 9, 8), rules.calendar)
    assert (end.due, end.provisional) == (date(2027, 10, 11), False)
    shown = next(y for y in limits.calendar_years(desk) if y.year == 2027)
    assert (shown.published, shown.imported, shown.days_off, shown.workdays) == (True, True, 5, 1)
    assert shown.last is not None
    assert shown.last.who == "周慧兰"
    limits.remove_calendar(desk, 2027)
    assert desk.handbook.rules.calendar.provisional(start)
    assert not next(y for y in limits.calendar_years(desk) if y.year == 2027).published


def test_importing_a_year_again_replaces_it(make_room):
    desk = make_room("cases")
    limits.import_calendar(desk, NEXT_YEAR)
    limits.import_calendar(desk, NEXT_YEAR.replace("2027年10月8日,放假,国庆节\n", ""))
    calendar = desk.handbook.rules.calendar
    assert calendar.is_workday(date(2027, 10, 8))
    assert sum(y.year == 2027 for y in limits.calendar_years(desk)) == 1


def test_a_calendar_comes_as_json_or_as_a_table_of_any_office(make_room, tmp_path):
    desk = make_room("cases")
    year = {
        "year": 2028,
        "days_off": [{"date": "2028-01-01", "name": "元旦"}, "2028-05-01", "2028-10-01"],
        "make_up_workdays": [{"date": "2028-01-08", "name": "元旦"}],
    }
    assert limits.import_calendar(desk, json.dumps({"basis": "国办发明电", "years": [year]})) == (2028,)
    assert next(y for y in limits.calendar_years(desk) if y.year == 2028).basis == "国办发明电"
    path = tmp_path / "2027年放假安排.csv"
    path.write_bytes(NEXT_YEAR.replace(",", "\t").encode("gb18030"))
    assert limits.import_calendar(desk, path) == (2027,)
    assert next(y for y in limits.calendar_years(desk) if y.year == 2027).basis == "2027年放假安排"


BAD = {
    "nothing": ("", "没有放假安排"),
    "words": ("今天天气不错", "第 1 行"),
    "impossible day": (NEXT_YEAR + "2027-02-30,放假,春节\n", "第 8 行"),
    "kind": (NEXT_YEAR + "2027-06-09,端午,端午\n", "第 8 行"),
    "both": (NEXT_YEAR + "2027-02-07,放假,春节\n", "2027年2月7日又放假又上班"),
    "a Monday that is worked": (NEXT_YEAR + "2027-02-08,上班,春节\n", "星期一"),
    "half a year": ("2027-01-01,放假,元旦\n", "不完整,缺劳动节、国庆节"),
    "no JSON": ('{"years": [', "第 1 行"),
    "no year": ('{"years": [{"days_off": []}]}', "years[0]"),
    "a list of numbers": ('{"year": 2027, "days_off": [7]}', "years[0].days_off[0]"),
    "another year": ('{"year": 2027, "days_off": ["2026-01-01"]}', "不在 2027 年"),
    "far away": ("9999-01-01,放假,元旦\n", "第 1 行"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_calendar_changes_nothing_and_says_where(make_room, name):
    text, said = BAD[name]
    desk = make_room("cases")
    before = desk.handbook.rules.calendar
    with pytest.raises(Unreadable) as refused:
        limits.import_calendar(desk, text)
    words = refused.value.for_user()
    assert said in words
    assert words.count("。") == 1, "one sentence"
    assert desk.handbook.rules.calendar == before


def test_a_file_that_is_not_there(make_room, tmp_path):
    with pytest.raises(Unreadable) as refused:
        limits.import_calendar(make_room("cases"), tmp_path / "none.csv")
    assert "none.csv" in refused.value.for_user()

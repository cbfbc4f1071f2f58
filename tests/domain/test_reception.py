"""Reception days against dates worked out by hand from the calendar of 2026, and against a slow count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.commands.handbook import open_handbook
from desktop.domain.deadlines import Calendar
from desktop.domain.errors import RuleBroken
from desktop.domain.reception import days, masked_name, masked_words, next_day, rule_words, rules_in
from desktop.domain.team import DayKind, OnHoliday, ReceptionRule

CALENDAR = open_handbook().rules.calendar
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def rule(week: int, weekday: int, how: OnHoliday = OnHoliday.NEXT, **more) -> ReceptionRule:
    return ReceptionRule(name="接待日", week=week, weekday=weekday, on_holiday=how, **more)


def month_days(made: ReceptionRule, *span: date) -> list[str]:
    return [f"{d.on:%m-%d}" for d in days(made, *(span or YEAR), CALENDAR)]


# 2026: 春节 02-15–02-23 (make-up 02-14 Sat, 02-28 Sat), 清明 04-04–04-06, 劳动节 05-01–05-05 (make-up 05-09 Sat),
# 端午 06-19–06-21, 中秋 09-25–09-27, 国庆 10-01–10-07 (make-up 09-20 Sun, 10-10 Sat), 元旦 01-01–01-03 (01-04 Sun).
@pytest.mark.parametrize(
    ("made", "expected", "why"),
    [
        (
            rule(2, WED),
            "01-14 02-11 03-11 04-08 05-13 06-10 07-08 08-12 09-09 10-14 11-11 12-09",
            "每月第二个星期三: 10月14日, after 国庆; no holiday touches it in 2026",
        ),
        (
            rule(1, WED),
            "01-07 02-04 03-04 04-01 05-06 06-03 07-01 08-05 09-02 10-08 11-04 12-02",
            "10-07 is still 国庆: the next workday is Thursday 10-08",
        ),
        (
            rule(1, WED, OnHoliday.BEFORE),
            "01-07 02-04 03-04 04-01 05-06 06-03 07-01 08-05 09-02 09-30 11-04 12-02",
            "brought forward over the whole holiday to 09-30",
        ),
        (
            rule(1, WED, OnHoliday.SKIP),
            "01-07 02-04 03-04 04-01 05-06 06-03 07-01 08-05 09-02 11-04 12-02",
            "no day in October",
        ),
        (
            rule(3, WED),
            "01-21 02-24 03-18 04-15 05-20 06-17 07-15 08-19 09-16 10-21 11-18 12-16",
            "02-18 is 春节 (初二); first workday after it is Tuesday 02-24",
        ),
        (
            rule(3, WED, OnHoliday.BEFORE),
            "01-21 02-14 03-18 04-15 05-20 06-17 07-15 08-19 09-16 10-21 11-18 12-16",
            "the make-up Saturday 02-14 is a workday",
        ),
        (
            rule(1, THU),
            "01-04 02-05 03-05 04-02 05-07 06-04 07-02 08-06 09-03 10-08 11-05 12-03",
            "01-01 元旦: the make-up Sunday 01-04 is the next workday; 10-01 goes to 10-08",
        ),
        (
            rule(4, FRI, OnHoliday.BEFORE),
            "01-23 02-27 03-27 04-24 05-22 06-26 07-24 08-28 09-24 10-23 11-27 12-25",
            "09-25 中秋 is brought forward to Thursday 09-24",
        ),
        (
            rule(5, FRI),
            "01-30 05-29 07-31 10-30",
            "only the months that have a fifth Friday",
        ),
        (
            rule(1, MON),
            "01-05 02-02 03-02 04-07 05-06 06-01 07-06 08-03 09-07 10-08 11-02 12-07",
            "04-06 清明 → 04-07; 05-04 劳动节 → 05-06; 10-05 国庆 → 10-08",
        ),
        (
            rule(2, SAT),
            "01-10 02-14 03-14 04-11 05-09 06-13 07-11 08-08 09-12 10-10 11-14 12-12",
            "a room that receives on Saturdays loses none to a plain weekend",
        ),
        (
            rule(1, SUN),
            "01-04 02-01 03-01 04-07 05-06 06-07 07-05 08-02 09-06 10-08 11-01 12-06",
            "but 清明 04-05, 劳动节 05-03 and 国庆 10-04 take their Sundays away",
        ),
    ],
)
def test_the_days_of_2026(made, expected, why):
    assert " ".join(month_days(made)) == expected, why


def test_weekly_days_over_the_spring_festival_meet_only_once():
    span = (date(2026, 2, 9), date(2026, 3, 2))
    assert month_days(rule(0, MON), *span) == ["02-09", "02-24", "03-02"], "02-16 and 02-23 both go to 02-24"
    assert month_days(rule(0, TUE), *span) == ["02-10", "02-24"], "02-17 goes to 02-24, which is its own Tuesday"
    (_, kept) = days(rule(0, TUE), *span, CALENDAR)
    assert kept.shifted_from is None, "the day that stands there by itself is not called shifted"


def test_a_shift_says_where_it_came_from_and_a_year_without_calendar_is_provisional():
    (october,) = days(rule(1, WED), date(2026, 10, 1), date(2026, 10, 31), CALENDAR)
    assert (october.on, october.shifted_from, october.provisional) == (date(2026, 10, 8), date(2026, 10, 7), False)
    later = next_day(rule(2, WED), date(2027, 1, 1), CALENDAR)
    assert later is not None
    assert (later.on, later.provisional) == (date(2027, 1, 13), True)


def test_nothing_lies_before_the_rule_began():
    assert month_days(rule(2, WED, since=date(2026, 11, 1))) == ["11-11", "12-09"]


def test_a_day_moved_into_the_span_from_outside_is_there():
    assert month_days(rule(1, WED), date(2026, 10, 8), date(2026, 10, 8)) == ["10-08"]
    assert month_days(rule(1, WED, OnHoliday.BEFORE), date(2026, 9, 30), date(2026, 9, 30)) == ["09-30"]


def test_a_rule_without_days_has_no_next():
    every_day_off = Calendar.of((date(2026, 1, 1) + timedelta(days=n) for n in range(800)), (), (2026,))
    assert next_day(rule(2, WED, OnHoliday.SKIP), date(2026, 1, 1), every_day_off) is None


@given(
    week=st.integers(0, 5),
    weekday=st.integers(0, 6),
    how=st.sampled_from(OnHoliday),
    start=st.dates(date(2024, 2, 1), date(2026, 12, 31)),
    long=st.integers(0, 120),
    cut=st.integers(0, 120),
)
def test_any_span_is_made_of_its_parts_and_holds_only_days_one_can_come_on(week, weekday, how, start, long, cut):
    made = rule(week, weekday, how)
    end, middle = start + timedelta(days=long), start + timedelta(days=min(cut, long))
    whole = [d.on for d in days(made, start, end, CALENDAR)]
    parts = [d.on for d in days(made, start, middle, CALENDAR)]
    parts += [d.on for d in days(made, middle + timedelta(days=1), end, CALENDAR)]
    assert whole == parts == sorted(set(whole))
    for day in days(made, start, end, CALENDAR):
        planned = day.shifted_from or day.on
        assert planned.weekday() == weekday
        assert week == 0 or (planned.day - 1) // 7 + 1 == week
        assert day.on not in CALENDAR.days_off or day.on in CALENDAR.workdays
        if day.shifted_from:
            assert CALENDAR.is_workday(day.on)
            between = range(1, abs((day.on - planned).days))
            step = 1 if day.on > planned else -1
            assert not any(CALENDAR.is_workday(planned + timedelta(days=step * n)) for n in between)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("每月第二个星期三 13:30—16:30", ["每月第二个星期三 13:30—16:30"]),
        ("每月第二个周三13\uff1a30\uff5e16\uff1a30", ["每月第二个星期三 13:30—16:30"]),
        ("每周二 9:00-11:30", ["每周二 09:00—11:30"]),
        ("每个星期四下午2点至4点", ["每周四 14:00—16:00"]),
        ("每月第1、3个周五 下午1点半到4点半", ["每月第一个星期五 13:30—16:30", "每月第三个星期五 13:30—16:30"]),
        ("每月第四个星期日", ["每月第四个星期日"]),
        ("每月10日", []),
        ("每月最后一个星期五", []),
        ("工作日", []),
        ("", []),
    ],
)
def test_the_rooms_own_words_are_read(words, expected):
    assert [rule_words(found) for found in rules_in(words)] == expected


def test_a_policy_day_is_known_by_its_words():
    (found,) = rules_in("每周四 政策咨询 13:30—16:30")
    assert (found.kind, found.name) == (DayKind.POLICY, "政策咨询日")


@given(week=st.integers(0, 5), weekday=st.integers(0, 6), start=st.integers(0, 1438), long=st.integers(1, 1439))
def test_what_a_rule_says_reads_back_as_the_rule(week, weekday, start, long):
    end = min(start + long, 1439)
    hours = [f"{n // 60:02d}:{n % 60:02d}" for n in (start, end)]
    made = rule(week, weekday, starts=hours[0], ends=hours[1])
    (found,) = rules_in(rule_words(made))
    assert (found.week, found.weekday, found.starts, found.ends) == (week, weekday, *hours)


def test_a_rule_that_makes_no_sense_is_refused():
    for wrong in ({"week": 6}, {"weekday": 7}, {"name": " "}):
        with pytest.raises(RuleBroken):
            ReceptionRule(**({"name": "接待日"} | wrong))


def test_names_and_numbers_are_covered():
    assert [masked_name(name) for name in ("沈佩文", "贾㛃", "欧阳小芳", "阿卜杜拉·买买提", "王")] == [
        "沈某某",
        "贾某",
        "欧阳某某",
        "阿某某",
        "王某",
    ]
    assert masked_words("沈佩文说 12000000039 找汪洁", "沈佩文", "汪洁") == "沈某某说 120****39 找汪某"
    assert masked_words("欠 8640 元,2026 年") == "欠 8640 元,2026 年"

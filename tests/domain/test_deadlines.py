"""Counting limits, against days worked out by hand from the State Council's notices of 2024, 2025 and 2026.

Basis of all: 民法典 201 (the first day does not count), 202 (months and years end on the corresponding day, else at
the month's end), 203 (a last day on a day off moves on), 民诉法 85; working days follow the notices with their
make-up days.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.commands.handbook import open_handbook
from desktop.domain.deadlines import Calendar, End, Limit, Pause, Unit, months_after

RULES = open_handbook().rules
D15, D30, D3, D7 = "arbitration_review", "handling", "court_takes", "court_entrusted_summary"
W1, W3, W5, W15, W30 = "hotline_first_contact", "accept_decision", "hotline_general", "hotline_complex", "medical"
M6, Y1, Y2, Y3 = "confirmation_objection_third", "labour_limitation", "enforcement", "civil_limitation"

BY_HAND = [
    # 2026 国庆: off 1-7 October; worked: Sunday 20 September, Saturday 10 October. 中秋: off 25-27 September.
    (D15, "2026-09-16", "2026-10-08", "15 日满在国庆第一天,顺延到节后"),
    (D15, "2026-09-22", "2026-10-08", "满在国庆最后一天"),
    (D15, "2026-09-23", "2026-10-08", "节后第一天本身是工作日"),
    (D15, "2026-09-25", "2026-10-10", "满在调休上班的星期六,不顺延"),
    (D15, "2026-09-26", "2026-10-12", "满在星期日,顺延到星期一"),
    (D15, "2026-09-05", "2026-09-20", "满在调休上班的星期日,不顺延"),
    (D30, "2026-08-26", "2026-09-28", "满在中秋星期五,连休到星期日"),
    (W3, "2026-09-29", "2026-10-09", "9月30日、10月8日、9日"),
    (W3, "2026-09-30", "2026-10-10", "8日、9日、调休的星期六"),
    (W3, "2026-09-18", "2026-09-22", "星期六不算,调休的星期日算"),
    (W1, "2026-09-30", "2026-10-08", "假期都不算"),
    (W1, "2026-10-09", "2026-10-10", "星期五之后是调休的星期六"),
    (W5, "2026-09-24", "2026-10-09", "28、29、30日、8日、9日"),
    (W15, "2026-09-15", "2026-10-12", "跨中秋、国庆和两个调休日"),
    # 2026 春节: off 15-23 February; worked: Saturdays 14 and 28 February.
    (D15, "2026-01-31", "2026-02-24", "满在春节第一天,顺延到节后星期二"),
    (D15, "2026-01-30", "2026-02-14", "满在节前调休的星期六"),
    (D30, "2026-01-24", "2026-02-24", "满在春节最后一天"),
    (D15, "2026-02-13", "2026-02-28", "满在节后调休的星期六"),
    (W3, "2026-02-12", "2026-02-24", "13日、14日(星期六)、24日"),
    (W5, "2026-02-13", "2026-02-27", "14日、24至27日"),
    (W1, "2026-02-27", "2026-02-28", "调休的星期六"),
    (W30, "2026-01-05", "2026-02-14", "医疗 30 个工作日,末日是调休的星期六"),
    # 2026 元旦: off 1-3 January; worked: Sunday 4 January.
    (D15, "2025-12-17", "2026-01-04", "满在元旦,顺延到调休的星期日"),
    (W3, "2025-12-30", "2026-01-05", "31日、1月4日(星期日)、5日"),
    # 2026 清明 4-6 April, 劳动节 1-5 May with Saturday 9 May worked, 端午 19-21 June.
    (D30, "2026-03-05", "2026-04-07", "满在清明"),
    (D30, "2026-04-01", "2026-05-06", "满在劳动节"),
    (W3, "2026-05-06", "2026-05-09", "7日、8日、调休的星期六"),
    (D15, "2026-04-24", "2026-05-09", "满在调休的星期六"),
    (D15, "2026-06-04", "2026-06-22", "满在端午"),
    # Weekends
    (D30, "2026-08-14", "2026-09-14", "满在星期日"),
    (D15, "2026-08-14", "2026-08-31", "满在星期六"),
    (D3, "2026-06-05", "2026-06-08", "中间的周末照算"),
    (D7, "2026-07-11", "2026-07-20", "从星期六起算,满在星期六"),
    (W1, "2026-07-11", "2026-07-13", "星期六收到,星期一是第一个工作日"),
    # 2025: 国庆中秋 off 1-8 October, worked Sunday 28 September, Saturday 11 October; 春节 off 28 January-4 February.
    (D15, "2025-09-16", "2025-10-09", "满在国庆"),
    (W3, "2025-09-29", "2025-10-10", "30日、9日、10日"),
    (W1, "2025-10-10", "2025-10-11", "调休的星期六"),
    (W1, "2025-09-27", "2025-09-28", "调休的星期日"),
    (D15, "2025-01-13", "2025-02-05", "满在除夕"),
    (W3, "2025-01-24", "2025-02-05", "26日(星期日)、27日、2月5日"),
    # Months and years
    (D30, "2024-01-30", "2024-02-29", "闰年二月二十九"),
    (M6, "2025-08-31", "2026-02-28", "没有对应日,到月末;这个星期六要上班"),
    (M6, "2025-08-30", "2026-02-28", "没有2月30日"),
    (M6, "2025-03-31", "2025-09-30", "没有9月31日"),
    (M6, "2026-02-28", "2026-08-28", "对应日是28日,不是月末"),
    (M6, "2025-08-15", "2026-02-24", "对应日在春节"),
    (Y1, "2024-02-29", "2025-02-28", "平年没有2月29日"),
    (Y2, "2024-02-29", "2026-02-28", "平年,且是调休的星期六"),
    (Y1, "2025-10-01", "2026-10-08", "对应日是国庆"),
    (Y1, "2025-01-01", "2026-01-04", "对应日是元旦,顺延到调休的星期日"),
    (Y2, "2024-10-03", "2026-10-08", "对应日在国庆"),
    (Y3, "2023-11-22", "2026-11-23", "对应日是星期日"),
]

UNPUBLISHED = [
    (D30, "2026-12-01", "2026-12-31", False, "最后一日还在已公布的年份"),
    (D15, "2026-12-12", "2026-12-28", False, "年内顺延"),
    (D30, "2026-12-02", "2027-01-01", True, "元旦放不放假还没有公布"),
    (D30, "2026-12-03", "2027-01-04", True, "只按周末顺延"),
    (W1, "2026-12-31", "2027-01-01", True, "按星期五算工作日"),
    (W3, "2026-12-30", "2027-01-04", True, "31日、1日、4日"),
    (W1, "2026-12-30", "2026-12-31", False, "不碰到下一年"),
    (M6, "2027-08-31", "2028-02-29", True, "闰年的月末"),
    (Y2, "2026-02-28", "2028-02-28", True, "闰年也是28日"),
]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("code", "start", "due", "why"), BY_HAND)
def test_by_hand(code, start, due, why):
    assert RULES.limit(code).end(day(start), RULES.calendar) == End(day(due), provisional=False), why
    assert RULES.ends(code, day(start)) == day(due)


def test_the_table_is_long_enough_and_says_why():
    assert len(BY_HAND) >= 40
    assert all(why for *_, why in BY_HAND)
    assert len({(code, start) for code, start, *_ in BY_HAND}) == len(BY_HAND)


@pytest.mark.parametrize(("code", "start", "due", "provisional", "why"), UNPUBLISHED)
def test_a_year_without_a_notice_is_provisional(code, start, due, provisional, why):
    assert RULES.limit(code).end(day(start), RULES.calendar) == End(day(due), provisional), why


def test_a_notice_that_comes_later_settles_it():
    known = RULES.calendar.with_year(2027, [day("2027-01-01"), day("2027-01-02")], [day("2027-01-03")])
    assert RULES.limit(D30).end(day("2026-12-02"), known) == End(day("2027-01-03"), provisional=False)
    assert known.is_workday(day("2026-10-10")), "other years stay"


PAUSED = [
    (D30, "2026-03-04", [("2026-03-10", "2026-03-19")], "2026-04-13", "4月3日加10日"),
    (D30, "2026-03-04", [("2026-03-04", "2026-03-06")], "2026-04-07", "起始日本来不算,加2日到清明"),
    (D30, "2026-03-04", [("2026-03-10", "2026-03-12"), ("2026-03-11", "2026-03-15")], "2026-04-09", "重叠的不重复扣"),
    (D30, "2026-03-04", [("2026-04-20", "2026-04-25")], "2026-04-03", "到期以后的鉴定不影响"),
    (D30, "2026-03-04", [("2026-04-03", "2026-04-08")], "2026-04-09", "只剩最后一日"),
    (D30, "2026-03-04", [("2026-02-01", "2026-03-01")], "2026-04-03", "受理以前的鉴定不影响"),
    (D30, "2026-03-05", [("2026-04-07", "2026-04-08")], "2026-04-09", "顺延到的那一日还在鉴定"),
    (W30, "2026-03-04", [], "2026-04-16", "清明一日不算"),
    (W30, "2026-03-04", [("2026-03-09", "2026-03-13")], "2026-04-23", "鉴定5个工作日不计入"),
    (W30, "2026-03-04", [("2026-03-07", "2026-03-08")], "2026-04-16", "周末鉴定不影响工作日"),
    (D30, "2026-03-04", [("2026-03-10", None)], None, "鉴定没有结束,期限停着"),
    (D30, "2026-03-04", [("2026-04-04", None)], "2026-04-03", "到期以后才开始的鉴定"),
    (D30, "2026-03-05", [("2026-04-05", None)], None, "顺延途中开始鉴定"),
]


@pytest.mark.parametrize(("code", "start", "pauses", "due", "why"), PAUSED)
def test_time_of_an_appraisal_is_not_counted(code, start, pauses, due, why):
    spans = [Pause(day(a), day(b) if b else None) for a, b in pauses]
    end = RULES.limit(code).end(day(start), RULES.calendar, spans)
    assert end.due == (day(due) if due else None), why


def test_the_table_of_limits_is_whole():
    """Every row of the table can be counted, whatever its unit, and says where it comes from."""
    for limit in RULES.limits.values():
        assert limit.ends(day("2026-03-04"), RULES.calendar) >= day("2026-03-04")
        assert limit.label
        assert limit.basis
        assert limit.start_label
        assert limit.confidence in {"V", "R", "C"}
    assert {limit.unit for limit in RULES.limits.values()} == set(Unit)
    codes = [limit.public_code for limit in RULES.limits.values()]
    assert len(set(codes)) == len(codes)
    assert {"handling_30d", "accept_decision_3wd", "hotline_15wd", "medical_30wd", "enforcement_2y"} <= set(codes)
    assert {"confirmation_objection_third_6m", "archive_30d", "retention_short_10y"} <= set(codes)


def test_when_something_takes_effect_nothing_is_counted():
    saturday = day("2026-03-07")
    assert RULES.limit("agreement_effect_oral").end(saturday, RULES.calendar) == End(saturday)


def test_the_corresponding_day():
    assert months_after(day("2026-01-31"), 1) == day("2026-02-28")
    assert months_after(day("2024-01-31"), 1) == day("2024-02-29")
    assert months_after(day("2026-11-30"), 3) == day("2027-02-28")
    assert months_after(day("2026-12-15"), 1) == day("2027-01-15")


def test_more_days_never_end_earlier():
    """One more day of the figure, or a later start, never brings the end forward."""
    start = day("2025-12-01")
    for unit in Unit:
        last = date.min
        for figure in range(1, 40):
            limit = Limit(code="x", figure=figure, unit=unit, basis="")
            due = limit.ends(start, RULES.calendar)
            assert due >= last
            assert RULES.calendar.is_workday(due)
            last = due
    ends = [RULES.ends(W5, start + timedelta(days=n)) for n in range(200)]
    assert ends == sorted(ends)


def test_an_empty_calendar_knows_only_weekends():
    bare = Calendar.of((), (), ())
    assert Limit(code="x", figure=3, unit=Unit.WORKING_DAY, basis="").end(day("2026-09-30"), bare) == End(
        day("2026-10-05"), provisional=True
    )

"""The periods of reports: what they hold, what they are called, and what is said of what cannot be read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.counting.periods import Period, PeriodKind, around, month_of, parse_period, shifted
from desktop.domain.errors import RuleBroken

months = st.builds(lambda year, month: f"{year}-{month:02d}", st.integers(2000, 2199), st.integers(1, 12))
whole = st.sampled_from([PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR])


@pytest.mark.parametrize(
    ("text", "first", "last", "code", "label"),
    [
        ("2026-10", "2026-10", "2026-10", "2026-10", "2026年10月"),
        ("2026-1", "2026-01", "2026-01", "2026-01", "2026年1月"),
        ("202603", "2026-03", "2026-03", "2026-03", "2026年3月"),
        (" 2026-12 ", "2026-12", "2026-12", "2026-12", "2026年12月"),
        ("\uff12\uff10\uff12\uff16-\uff10\uff15", "2026-05", "2026-05", "2026-05", "2026年5月"),
        ("2026-Q1", "2026-01", "2026-03", "2026-Q1", "2026年第1季度"),
        ("2026q4", "2026-10", "2026-12", "2026-Q4", "2026年第4季度"),
        ("2026-H1", "2026-01", "2026-06", "2026-H1", "2026年上半年"),
        ("2026-h2", "2026-07", "2026-12", "2026-H2", "2026年下半年"),
        ("2024", "2024-01", "2024-12", "2024", "2024年"),
    ],
)
def test_what_is_typed_is_a_period(text: str, first: str, last: str, code: str, label: str) -> None:
    period = parse_period(text)
    assert (period.first, period.last, period.code, period.label) == (first, last, code, label)
    assert parse_period(period.code) == period


@pytest.mark.parametrize(
    "text", ["", "十月", "2026-", "2026-13", "2026-00", "2026-Q5", "2026-H3", "26-10", "2026-10-05"]
)
def test_what_cannot_be_read_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(RuleBroken, match="2026-10"):
        parse_period(text)


@pytest.mark.parametrize("text", ["1999-12", "2200-01", "0000"])
def test_years_that_nobody_reports_are_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        parse_period(text)


@pytest.mark.parametrize(
    ("period", "before", "a_year_before"),
    [
        ("2026-01", "2025-12", "2025-01"),
        ("2026-10", "2026-09", "2025-10"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026-H1", "2025-H2", "2025-H1"),
        ("2026", "2025", "2025"),
    ],
)
def test_the_one_before_and_the_one_of_the_year_before(period: str, before: str, a_year_before: str) -> None:
    said = parse_period(period)
    assert (said.before().code, said.a_year_before().code) == (before, a_year_before)
    assert said.before().after() == said


def test_the_year_so_far() -> None:
    so_far = around("2026-10", PeriodKind.TO_DATE)
    assert (so_far.first, so_far.last, so_far.label) == ("2026-01", "2026-10", "2026年1—10月")
    assert parse_period("2026-10").to_date() == so_far == parse_period("2026-10").to_date().to_date()
    assert parse_period("2026-Q3").to_date().last == "2026-09"
    assert around("2026-01", PeriodKind.TO_DATE).label == "2026年1月"
    assert so_far.before() == so_far.a_year_before()
    assert so_far.before().label == "2025年1—10月"


@given(months, whole)
def test_a_month_lies_in_its_own_period_and_in_no_other(month: str, kind: PeriodKind) -> None:
    period = around(month, kind)
    assert month in period.months
    assert len(period.months) == {"month": 1, "quarter": 3, "half": 6, "year": 12}[kind.value]
    assert (period.months[0], period.months[-1]) == (period.first, period.last)
    assert all(around(m, kind) == period for m in period.months)
    assert around(shifted(period.last, 1), kind) == period.after()


@given(st.dates(date(2000, 1, 1), date(2199, 12, 31)), whole)
def test_days_and_months_agree(on: date, kind: PeriodKind) -> None:
    month = month_of(on)
    assert month.holds(on)
    assert month.starts <= on <= month.ends
    period = around(month.first, kind)
    assert period.starts.day == 1
    assert (period.ends + timedelta(days=1)).day == 1
    assert period.holds(period.starts)
    assert period.holds(period.ends)
    assert not period.holds(period.starts - timedelta(days=1))
    assert not period.holds(period.ends + timedelta(days=1))
    assert not period.holds(None)


@given(months, st.integers(-40, 40))
def test_months_are_shifted_there_and_back(month: str, by: int) -> None:
    assert shifted(shifted(month, by), -by) == month
    assert (shifted(month, by) > month) is (by > 0)


def test_periods_of_one_kind_stand_in_order() -> None:
    assert Period("2026-01", "2026-01", PeriodKind.MONTH) < Period("2026-02", "2026-02", PeriodKind.MONTH)

"""The month's tables hold the reported figures, cell by cell, and the sums that they claim to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from desktop.commands.followed import keep_followed
from desktop.commands.statistics import export, figures, reported
from desktop.commands.statistics.masking import Cover
from desktop.commands.statistics.sheets import (
    case_table,
    crossed,
    follow_ups,
    mediators,
    reception,
    register,
    settle_time,
    trend,
)
from desktop.commands.statistics.sheets.words import member_names
from desktop.domain.counting import Basis, Counting, Mass, Period, PeriodKind, Reopened, parse_period
from desktop.domain.counting.units import BANDS
from desktop.domain.disputes import Dispute
from desktop.domain.records import FollowKind, FollowUp
from desktop.domain.team import Reception, Visit, VisitEnd
from desktop.storage.store import Deed
from desktop.ui.words import SATISFACTIONS
from reports.statistics.sheets import Kind, Sheet

OCTOBER = parse_period("2026-10")
PERIODS = [parse_period(code) for code in ("2026-10", "2026-09", "2026-Q3", "2026-H2", "2026")]
OTHER_RULES = Counting(mass=Mass.WORKER, reopened=Reopened.EACH, refused=True)


@pytest.fixture
def room(make_room):
    desk = make_room("practice")
    figures.count_all(desk)
    return desk


def by_other_rules(desk, rules):
    """The same room counted in another way."""
    desk.handbook = replace(desk.handbook, counting=rules)
    figures.count_all(desk)
    return desk


def column(sheet: Sheet, code: str) -> int:
    return next(n for n, one in enumerate(sheet.columns) if one.code == code)


def every_sheet(desk, period: Period, basis: Basis | None = None) -> list[Sheet]:
    asked = export.Asked(period, basis, Cover())
    return [sheet for table in export.ALL for sheet in table.make(desk, asked)]


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("period", PERIODS, ids=lambda p: p.code)
def test_the_official_table_shows_the_reported_figures(room, period, basis):
    table = reported.table(room, period, basis)
    for part in (1, 2):
        sheet = case_table.make(room, period, basis, part)
        row = sheet.rows[0] if period.kind is PeriodKind.MONTH else sheet.totals()
        shown = {one.code: value for one, value in zip(sheet.columns, row, strict=True) if one.code}
        assert shown == {code: table.values[code] for code in shown}
        assert {code for code in shown if table.line(code).part == part} == {
            line.code for line in table.lines if line.part == part
        }


def test_a_month_stands_above_the_year_so_far_and_longer_periods_go_by_month(room):
    first, second = case_table.make(room, OCTOBER).rows
    assert (first[0], second[0]) == ("本月", "本年累计")
    assert second[1:] == tuple(
        reported.table(room, OCTOBER.to_date()).values[one.code]
        for one in case_table.make(room, OCTOBER).columns
        if one.code
    )
    longer = case_table.make(room, parse_period("2026-Q3"))
    assert ([row[0] for row in longer.rows], longer.total) == (["7月", "8月", "9月"], "合计")


def test_the_columns_stand_in_the_official_order(room):
    heads = [one.head for one in case_table.make(room, OCTOBER).columns]
    assert heads[:6] == [
        ("期间",),
        ("案件总数",),
        ("涉及当事人数\uff08人\uff09",),
        ("调解成功",),
        ("疑难复杂案件",),
        ("涉及金额\uff08万元\uff09",),
    ]
    assert heads[14:20] == [
        ("案件来源", "接受委托移送调解", word)
        for word in ("小计", "法院", "检察院", "公安机关", "信访部门", "其他部门")
    ]
    assert len([head for head in heads if head[0] == "案件分类"]) == 18
    assert len(heads) == 1 + 39


@pytest.mark.parametrize("rules", [Counting(), OTHER_RULES], ids=["usual", "other"])
@pytest.mark.parametrize("basis", Basis)
def test_every_sum_is_one_and_every_identity_is_asked(room, basis, rules):
    """A subtotal equals its parts in every row; the checks of both parts are all the identities there are."""
    desk = by_other_rules(room, rules)
    for period in PERIODS:
        for sheet in every_sheet(desk, period, basis):
            for one in sheet.sums:
                for row in sheet.lines():
                    parts = sum(row[column(sheet, code)] or 0 for code in one.plus)
                    parts -= sum(row[column(sheet, code)] for code in one.minus)
                    assert (row[column(sheet, one.code)] or 0) == parts, (sheet.code, one.code, row[0])
    asked = [check for part in (1, 2) for check in case_table.make(desk, OCTOBER, None, part).checks]
    wanted = figures.identities(figures.table_lines())
    assert sorted((c.left, c.right) for c in asked) == sorted((i.left, i.right) for i in wanted)
    assert len({check.words for check in asked}) == len(asked)


@pytest.mark.parametrize("rules", [Counting(), OTHER_RULES], ids=["usual", "other"])
@pytest.mark.parametrize("basis", Basis)
def test_the_register_has_a_line_for_each_case_that_is_counted(room, basis, rules):
    desk = by_other_rules(room, rules)
    for period in PERIODS:
        sheet, table = register.make(desk, period, basis), reported.table(desk, period, basis)
        assert len(sheet.rows) == table.values["cases_total"]
        assert [row[0] for row in sheet.rows] == list(range(1, len(sheet.rows) + 1))
        assert sum(row[8] or 0 for row in sheet.rows) == table.values["amount_fen"]
        settled = [row for row in sheet.rows if row[6] == "调解成功"]
        assert len(settled) == table.values["cases_succeeded"]
        assert sum(row[9] == "已履行" for row in settled) == table.values["fulfilled"]
        assert sum(row[7] == "口头" for row in settled) == table.values["form_oral"]


@pytest.mark.parametrize("basis", Basis)
def test_each_cell_of_the_crossed_tables_has_its_files(room, basis):
    period, catalogue = parse_period("2026"), room.handbook.catalogue
    for make, axis, keys in (
        (crossed.source_outcome, "source", catalogue.sources),
        (crossed.category_outcome, "category", catalogue.categories),
    ):
        sheet = make(room, period, basis)
        assert len(sheet.rows) == len(keys)
        for key, row in zip(keys, sheet.rows, strict=True):
            for n, one in enumerate(sheet.columns[2:], 2):
                measure = one.code if one.code in crossed.NOT_TAKEN else "cases"
                found = reported.at(room, f"{axis}*outcome", f"{key}|{one.code}", measure, period, basis)
                assert row[n] == len(found), (axis, key, one.code)
    sheet = crossed.category_source(room, period, basis)
    for key, row in zip(catalogue.categories, sheet.rows, strict=True):
        for source, cell in zip(catalogue.sources, row[2:], strict=True):
            assert cell == len(reported.at(room, "category*source", f"{key}|{source}", "cases", period, basis))


def test_refused_files_stand_beside_the_total_or_in_it(room):
    beside = crossed.source_outcome(room, parse_period("2026"), Basis.CLOSED)
    assert ("不计入总数", "不予受理") in [one.head for one in beside.columns]
    counted = crossed.source_outcome(by_other_rules(room, OTHER_RULES), parse_period("2026"), Basis.CLOSED)
    assert ("不予受理",) in [one.head for one in counted.columns]
    refused = sum(row[column(beside, "refused")] for row in beside.rows)
    assert refused
    assert refused == sum(row[column(counted, "refused")] for row in counted.rows)


def test_mediators_add_up_to_the_whole_and_their_helpers_stand_beside(room):
    period = parse_period("2026")
    sheet, table = mediators.make(room, period), reported.table(room, period)
    assert sheet.totals()[1:3] == (table.values["cases_total"], table.values["cases_succeeded"])
    assert sheet.totals()[5] == table.values["amount_fen"]
    for key, name in member_names(room).items():
        row = next((r for r in sheet.rows if r[0] == name), None)
        led = reported.at(room, "mediator", key, "cases", period)
        helped = reported.at(room, "helper", key, "cases", period)
        assert (row[1], row[8]) == (len(led), len(helped)) if row else not led and not helped
        if row and row[1]:
            assert row[3] == (row[2] * 2000 + row[1]) // (row[1] * 2)


def test_a_case_without_a_mediator_is_in_the_table_of_mediators_too(room):
    entry = reported.at(room, "", "", "cases", OCTOBER)[0]
    with room.store.begin(_deed(room)) as tx:
        tx.put(replace(tx.get(Dispute, entry.dispute), mediators=()))
        keep_followed(tx, room.handbook, room.today())
    sheet = mediators.make(room, OCTOBER)
    assert sheet.rows[-1][0] == "未指定"
    assert sheet.totals()[1] == reported.table(room, OCTOBER).values["cases_total"]


def _deed(desk):
    return Deed(account=desk.account.id, act="edit", dispute=None, undoable=False)


def test_the_bands_are_those_of_the_settled_cases(room):
    period = parse_period("2026")
    sheet = settle_time.make(room, period)
    found = reported.of_period(room, period)
    assert [row[1] for row in sheet.rows[:5]] == [found.get("band", code, "succeeded") for code, _ in BANDS]
    assert sheet.totals()[1] == found.get("", "", "succeeded") > 0


def test_the_trend_ends_with_the_period(room):
    sheet = trend.make(room, OCTOBER)
    assert (sheet.rows[0][0], sheet.rows[-1][0], len(sheet.rows)) == ("2025年11月", "2026年10月", 12)
    assert [row[1] for row in sheet.rows[-3:]] == [
        reported.table(room, parse_period(month)).values["cases_total"] for month in ("2026-08", "2026-09", "2026-10")
    ]
    assert "2025年11月—2026年10月" in sheet.period


def test_follow_ups_count_by_their_own_day_and_answers_in_own_words_are_others(room):
    dispute = reported.at(room, "", "", "cases", OCTOBER)[0].dispute
    before = follow_ups.counted(room, OCTOBER)
    said = [("满意", date(2026, 10, 1)), ("", date(2026, 10, 31)), ("还可以吧", date(2026, 10, 15))]
    with room.store.begin(_deed(room)) as tx:
        for words, on in [*said, ("满意", date(2026, 9, 30)), ("满意", date(2026, 11, 1))]:
            tx.put(FollowUp(dispute_id=dispute, on=on, satisfaction=words, kind=FollowKind.TRACKING))
    more = follow_ups.counted(room, OCTOBER) - before
    assert more == {("tracking", "满意"): 1, ("tracking", "没有问"): 1, ("tracking", "其他"): 1}
    assert set(follow_ups.ANSWERS) == set(SATISFACTIONS)
    sheet = follow_ups.make(room, OCTOBER)
    assert sheet.totals()[1] == sum(before.values()) + 3
    assert "还可以吧" not in repr(sheet)


def test_visitors_of_the_reception_days_are_all_there(room):
    ends = [VisitEnd.CONSULTED, VisitEnd.CONSULTED, VisitEnd.REGISTERED, VisitEnd.LEFT, VisitEnd.WAITING]
    matters = ["contract", "no_such_thing", "contract", "", "neighbourhood"]
    noon = datetime.fromisoformat("2026-10-14T13:30")
    with room.store.begin(_deed(room)) as tx:
        for on in (date(2026, 10, 14), date(2026, 10, 31), date(2026, 11, 1)):
            day = Reception(name="接待日", on=on, opened_at=noon)
            tx.put(day)
            for n, (end, category) in enumerate(zip(ends, matters, strict=True)):
                tx.put(Visit(reception_id=day.id, ticket=n, name="陈一", category=category, arrived_at=noon, end=end))
    days = reception.days(room, OCTOBER)
    assert [row[0] for row in days.rows] == [date(2026, 10, 14), date(2026, 10, 31)]
    assert days.rows[0][2:] == (5, 2, 1, 0, 1, 1)
    assert days.totals()[2:] == (10, 4, 2, 0, 2, 2)
    by_matter = {row[0]: row[1:] for row in reception.matters(room, OCTOBER).rows}
    assert by_matter == {
        "邻里纠纷": (2, 0, 0, 0, 0, 2),
        "合同纠纷": (4, 2, 2, 0, 0, 0),
        "未归类": (4, 2, 0, 0, 2, 0),
    }
    assert reception.days(room, parse_period("2020-01")).rows == ()


@pytest.mark.parametrize("period", [*PERIODS, parse_period("2020-02"), OCTOBER.to_date()], ids=lambda p: p.code)
def test_every_sheet_is_well_made(room, period):
    sheets = every_sheet(room, period)
    assert len({sheet.name for sheet in sheets}) == len({sheet.code for sheet in sheets}) == len(sheets)
    for sheet in sheets:
        codes = [one.code for one in sheet.columns if one.code]
        assert len(set(codes)) == len(codes)
        assert len(sheet.name) <= 31
        assert not set(sheet.name) & set("[]:*?/\\")
        assert sheet.office == "上海市示例区海棠街道人民调解委员会"
        assert sheet.filled_by == "周慧兰"
        assert sheet.filled_on == room.today()
        assert sheet.notes or sheet.code == "screenings"
        for row in sheet.rows:
            assert len(row) == len(sheet.columns)
            for cell, one in zip(row, sheet.columns, strict=True):
                wanted = str if one.kind in (Kind.TEXT, Kind.ID) else date if one.kind is Kind.DAY else int
                assert cell is None or isinstance(cell, wanted), (sheet.code, one.head, cell)

"""The mass desk's arithmetic and reading: shares to the fen, lists cell by cell, one person's own words."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.changes import new_id
from desktop.domain.errors import RuleBroken
from desktop.domain.mass.bank import over, read_bank_list
from desktop.domain.mass.entries import Level, read_listing
from desktop.domain.mass.heads import Field, find_heads
from desktop.domain.mass.matching import Change, plan
from desktop.domain.mass.months import MonthsUnclear, parse_months
from desktop.domain.mass.shares import by_agreement, by_weights, instalments, shares, spread
from desktop.domain.mass.standings import representation

TODAY = date(2026, 8, 14)
amounts = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)
weights = st.lists(st.integers(0, 100), min_size=1, max_size=12).filter(any)


# -- shares


@given(st.integers(0, 10**12), weights)
def test_shares_make_the_total_and_nobody_is_a_fen_off(total, parts):
    made = shares(total, parts)
    whole = sum(parts)
    assert sum(made) == total
    assert all(abs(m * whole - total * w) < whole for m, w in zip(made, parts, strict=True))
    assert all(m == 0 for m, w in zip(made, parts, strict=True) if not w)


@given(st.integers(0, 10**12), weights)
def test_instalments_round_to_the_fen_and_the_last_takes_the_rest(amount, parts):
    made = instalments(amount, parts)
    whole = sum(parts)
    assert sum(made) == amount
    assert all(m >= 0 for m in made)
    before = 0
    for m, w in zip(made[:-1], parts[:-1], strict=True):
        assert abs(2 * m * whole - 2 * amount * w) <= whole or before + m == amount
        before += m


@given(amounts, weights)
def test_a_plan_makes_both_margins(owed, parts):
    total = sum(owed)
    columns = instalments(total, parts)
    rows = spread(owed, columns)
    assert [sum(row) for row in rows] == owed
    assert tuple(sum(column) for column in zip(*rows, strict=True)) == columns
    assert all(fen >= 0 for row in rows for fen in row)


@given(amounts.filter(any), weights, st.integers(0, 10**9))
def test_less_than_the_debt_is_shared_by_the_debts(owed, parts, total):
    assert sum(map(sum, by_weights(owed, total, parts))) == total
    columns = instalments(total, parts)
    assert tuple(map(sum, zip(*by_agreement(owed, columns), strict=True))) == columns


def test_the_case_of_the_34_workers():
    """40, 30 and 30 per cent as the agreement of the first invented case has them."""
    assert instalments(1_864_938, [40, 30, 30]) == (745_975, 559_481, 559_482)
    assert instalments(2_149_876, [40, 30, 30]) == (859_950, 644_963, 644_963)
    assert instalments(3_152_352, [40, 30, 30]) == (1_260_941, 945_706, 945_705)


@pytest.mark.parametrize("wrong", [[], [0, 0], [-1, 2]])
def test_weights_that_say_nothing_are_refused(wrong):
    with pytest.raises(RuleBroken):
        instalments(100, wrong)


def test_amounts_that_do_not_meet_are_refused():
    with pytest.raises(RuleBroken, match="不一致"):
        spread([100, 200], [100, 201])


# -- months


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2026-06、2026-07", ("2026-06", "2026-07")),
        ("2026年6月、7月", ("2026-06", "2026-07")),
        ("6、7月", ("2026-06", "2026-07")),
        ("2026年5月至7月", ("2026-05", "2026-06", "2026-07")),
        ("2025.11-2026.1", ("2025-11", "2025-12", "2026-01")),
        ("2026-06-2026-07", ("2026-06", "2026-07")),
        ("202606,202607", ("2026-06", "2026-07")),
        ("12月", ("2025-12",)),
        ("\uff16月\uff0c\uff17月", ("2026-06", "2026-07")),
        ("", ()),
    ],
)
def test_months_as_lists_have_them(text, months):
    assert parse_months(text, TODAY) == months


@pytest.mark.parametrize("text", ["两个月", "13月", "2026-06至", "7月至6月", "上月", "1850-01", "2026-01至2046-01"])
def test_months_that_are_not_clear(text):
    with pytest.raises(MonthsUnclear):
        parse_months(text, TODAY)


# -- lists

GOOD = "999999197501011016"


def listing(*rows, heads=("姓名", "身份证号码", "电话", "欠款(元)", "第一期", "第二期")):
    return read_listing([heads, *rows], TODAY)


def faults(entry):
    return [(f.field, f.sentence) for f in entry.faults]


def test_titles_above_and_totals_below_are_no_people():
    found = read_listing(
        [
            ["某公司欠薪名单"],
            ["制表日期", date(2026, 8, 1)],
            [],
            [
                "序号",
                " 姓 名 ",
                "性别",
                "身份证号",
                "联系电话",
                "岗位/职务",
                "欠薪月份",
                "拖欠金额\n(元)",
                "备注",
                "车间",
            ],
            [1, "赵明远", "男", GOOD, "12000000002", "后端", "2026年6月、7月", 17200, "", "一"],
            ["合计", None, None, None, None, None, None, 17200.0, None, None],
        ],
        TODAY,
    )
    (entry,) = found.entries
    assert (entry.name, entry.sex, entry.birth, entry.months) == (
        "赵明远",
        "男",
        date(1975, 1, 1),
        ("2026-06", "2026-07"),
    )
    assert (entry.owed_fen, entry.row, entry.faults) == (1_720_000, 5, ())
    assert found.unused == ("车间",)
    assert found.notices == ()


def test_a_head_in_two_rows():
    rows = [["姓名", "欠款", "分期", ""], ["", "", "第一期", "第2期"], ["甲某", 300, 100, 200]]
    assert [(h.field, h.nth) for h in find_heads(rows).heads] == [
        (Field.NAME, 0),
        (Field.OWED, 0),
        (Field.INSTALMENT, 1),
        (Field.INSTALMENT, 2),
    ]
    assert read_listing(rows, TODAY).entries[0].instalments == (10_000, 20_000)


@pytest.mark.parametrize(
    ("row", "field", "words", "level"),
    [
        (["", GOOD, "12000000002", 100, 40, 60], Field.NAME, "没有写姓名", Level.RED),
        (["甲3", GOOD, "12000000002", 100, 40, 60], Field.NAME, "数字", Level.RED),
        (["甲某", GOOD[:-1] + "7", "12000000002", 100, 40, 60], Field.ID_NUMBER, "校验位不符", Level.AMBER),
        (["甲某", 9.99999197501011e17, "", 100, 40, 60], Field.ID_NUMBER, "末几位已丢失", Level.RED),
        (["甲某", "", "12000000002", 100, 40, 60], Field.ID_NUMBER, "没有身份证号码", Level.AMBER),
        (["甲某", GOOD, "1200000", "一万多", 40, 60], Field.OWED, "看不懂这个金额", Level.RED),
        (["甲某", GOOD, "120000000", 100, 40, 60], Field.PHONE, "应为 11 位", Level.AMBER),
        (["甲某", GOOD, "", -100, 40, 60], Field.OWED, "负数", Level.RED),
        (["甲某", GOOD, "", "-100", 40, 60], Field.OWED, "正负号", Level.RED),
        (["甲某", GOOD, "", 100.005, 40, 60], Field.OWED, "两位小数", Level.RED),
        (["甲某", GOOD, "", 1e300, 40, 60], Field.OWED, "太大", Level.RED),
        (["甲某", GOOD, "", "#REF!", 40, 60], Field.OWED, "没有算出来", Level.RED),
        (["甲某", GOOD, "", "", "", ""], Field.OWED, "没有写金额", Level.RED),
        (["甲某", GOOD, "", True, 40, 60], Field.OWED, "不是金额", Level.RED),
        (["甲某", GOOD, "", 100, 40, 61], Field.OWED, "各期合计 101.00", Level.RED),
    ],
)
def test_every_wrong_cell_is_named(row, field, words, level):
    (entry,) = listing(row).entries
    (fault,) = [f for f in entry.faults if f.field is field and words in f.sentence]
    assert fault.level is level
    assert entry.good is (level is not Level.RED)


def test_computed_amounts_miss_the_fen_by_a_hair_only():
    (entry,) = listing(["甲某", GOOD, "", 0.1 + 0.2, 0.1, 0.2]).entries
    assert (entry.owed_fen, entry.instalments, entry.faults) == (30, (10, 20), ())


def test_sex_against_the_number():
    found = read_listing([["姓名", "性别", "身份证"], ["甲某", "女", GOOD], ["乙某", "中", ""]], TODAY)
    assert "为男" in found.entries[0].faults[0].sentence
    assert (Field.SEX, "性别应写男或女") in faults(found.entries[1])


def test_the_same_person_twice_in_a_list():
    other = "999999198206121049"
    found = listing(
        ["甲某", GOOD, "12000000001", 100, "", ""],
        ["乙某", GOOD, "12000000002", 100, "", ""],
        ["甲某", other, "12000000001", 100, "", ""],
        ["丙某", "", "", 100, "", ""],
        ["丙某", "", "", 100, "", ""],
    )
    red = {e.row: [f.sentence for f in e.faults if f.level is Level.RED] for e in found.entries}
    assert red == {
        2: [],
        3: ["身份证号与第 2 行相同,重复"],
        4: ["姓名和电话与第 2 行相同,重复"],
        5: [],
        6: ["姓名与第 5 行相同,重复"],
    }


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["a", "b"], [1, 2]],
        [["姓名"], ["甲"]],
        [["姓名", "金额"]],
        [["姓名", "金额"], ["合计", 3]],
        [["姓名", "金额", "欠款"], ["甲", 1, 1]],
        [["姓名", "第一期", "第三期"], ["甲", 1, 1]],
    ],
)
def test_what_is_no_list(rows):
    with pytest.raises(RuleBroken):
        read_listing(rows, TODAY)


def test_a_total_that_does_not_add_up_is_said():
    found = read_listing([["姓名", "金额"], ["甲某", 100], ["合计", 120]], TODAY)
    assert found.notices == ("表里的合计 120.00 与各人之和 100.00 不一致",)


@given(
    st.lists(st.lists(st.one_of(st.text(max_size=6), st.floats(), st.integers(), st.none()), max_size=6), max_size=8)
)
def test_no_sheet_breaks_the_reading(rows):
    heads = [["姓名", "身份证号码", "电话", "欠薪月份", "欠款", "第一期"]]
    try:
        found = read_listing([*heads, *rows], TODAY)
    except RuleBroken:
        return
    assert all(e.good or e.faults for e in found.entries)


# -- a list against the file


def people(*rows):
    """(claimants, people) of a file from rows of (name, number, phone)."""
    found = listing(*([name, number, phone, 100, "", ""] for name, number, phone in rows))
    made = plan(found.entries, UUID(int=1), (), {})
    return [p.claimant for p in made], {p.person.id: p.person for p in made}


def test_the_number_finds_the_person_whatever_the_name():
    claimants, known = people(("甲某", GOOD, ""), ("乙某", "", "12000000002"))
    found = listing(["乙某", "", "12000000002", 100, "", ""], ["甲木", GOOD, "", 250, 100, 150])
    made = plan(found.entries, UUID(int=1), claimants, known)
    assert [(p.change, p.claimant.id) for p in made] == [
        (Change.SAME, claimants[1].id),
        (Change.UPDATED, claimants[0].id),
    ]
    assert (made[1].person.name, made[1].claimant.instalments_fen) == ("甲木", (10_000, 15_000))


def test_namesakes_stay_apart_and_a_slip_in_the_number_makes_no_second_person():
    other = "999999198206121049"
    claimants, known = people(("甲某", GOOD, ""))
    made = plan(listing(["甲某", other, "", 100, "", ""]).entries, UUID(int=1), claimants, known)
    assert [p.change for p in made] == [Change.NEW]
    slip = plan(listing(["甲某", GOOD[:-1] + "7", "", 100, "", ""]).entries, UUID(int=1), claimants, known)
    assert [p.claimant.id for p in slip] == [claimants[0].id]
    assert slip[0].person.id_number == GOOD, "a number that cannot be right does not overwrite a sound one"


def test_empty_cells_keep_what_is_known():
    claimants, known = people(("甲某", GOOD, "12000000009"))
    (made,) = plan(listing(["甲某", "", "", "", "", ""]).entries, UUID(int=1), claimants, known)
    assert (made.person.phone, made.person.id_number, made.claimant.owed_fen) == ("12000000009", GOOD, 10_000)


# -- the bank's list


def test_a_bank_list_in_any_shape():
    ids = {"赵明远": new_id(), "钱思齐": new_id(), "王伟": new_id(), "王伟2": new_id()}
    known = {
        ids["赵明远"]: ("赵明远", ""),
        ids["钱思齐"]: ("钱思齐", ""),
        ids["王伟"]: ("王伟", GOOD),
        ids["王伟2"]: ("王伟", "999999198206121049"),
    }
    text = (
        "序号 姓名 卡号 金额 结果\n1\t赵明远\t6222021234567890123\t6,880.00\t成功\r\n"
        "2 , 钱思齐,5160\n王伟 1016 300元\n王伟 300\n路人甲 10.00\n钱思齐\n合计 3 13,000.00\n\n"
    )
    found = read_bank_list(text, known)
    assert found.paid == {ids["赵明远"]: 688_000, ids["钱思齐"]: 516_000, ids["王伟"]: 30_000}
    assert [line for line, _ in found.faults] == [5, 6, 7]
    assert "有 2 个王伟" in found.faults[0][1]
    assert over(found.paid, {ids["赵明远"]: 600_000}, {id: name for id, (name, _) in known.items()})[0].startswith(
        "赵明远"
    )


@pytest.mark.parametrize(
    ("all_of_them", "chosen", "said"), [(37, 5, 0), (37, 2, 1), (37, 6, 1), (9, 3, 1), (9, 2, 2), (37, 0, 0)]
)
def test_three_to_five_of_ten_and_more(all_of_them, chosen, said):
    assert len(representation(all_of_them, chosen)) == said

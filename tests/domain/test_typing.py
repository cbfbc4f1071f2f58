"""What people type is understood, or refused with a sentence: nothing is guessed silently."""

from __future__ import annotations

import re
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from desktop.domain import typed
from desktop.domain.typed.ids import check_digit

TODAY = date(2026, 11, 23)  # a Monday


# text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("  沈佩文\u3000", "沈佩文"),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
        ("阿‧买•提･尔", "阿·买·提·尔"),
        ("张\u200b三\u202e四\ufeff", "张三四"),
        ("第一行\r\n第二行\t三", "第一行 第二行 三"),
        ("𬭎䶮㛃𠅤", "𬭎䶮㛃𠅤"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("甲\x00乙\x07", "甲乙"),
        ("钢筋 ㎡ ½", "钢筋 ㎡ ½"),
    ],
)
def test_a_line_is_cleaned_and_its_rare_characters_kept(dirty, clean):
    assert typed.clean_line(dirty) == clean


@pytest.mark.parametrize("stop", [".", "．", "・", " · ", "·"])
def test_in_a_name_every_dot_is_the_dot(stop):
    assert typed.clean_name(f"古丽{stop}巴哈尔") == "古丽·巴哈尔"


def test_a_company_with_a_latin_dot_keeps_it():
    assert typed.clean_name("A.B. 贸易 Co.") == "A.B. 贸易 Co."


def test_paragraphs_keep_their_lines():
    assert typed.clean_text("  甲说:\u200b不行  \r\n\r\n乙说:行\r\n") == "  甲说:不行\n\n乙说:行"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    for clean in (typed.clean_line, typed.clean_text, typed.fold_code, typed.clean_name):
        once = clean(text)
        assert clean(once) == once
        assert not re.search("[\u200b-\u200f\u202a-\u202e\ud800-\udfff\x00-\x08]", once)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("２０２６－０４１", "2026-041"),
        ("（２０２６）海棠人调字第４１号", "(2026)海棠人调字第41号"),
        ("x１２ ", "x12"),
        ("—", "-"),
    ],
)
def test_a_code_is_half_width(dirty, clean):
    assert typed.fold_code(dirty) == clean


# dates


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20261123", date(2026, 11, 23)),
        ("２０２６１１２３", date(2026, 11, 23)),
        ("1123", date(2026, 11, 23)),
        ("1207", date(2026, 12, 7)),
        ("0108", date(2027, 1, 8)),
        ("11-23", date(2026, 11, 23)),
        ("11/23", date(2026, 11, 23)),
        ("2026.1.5", date(2026, 1, 5)),
        ("2026/1/5", date(2026, 1, 5)),
        ("26-1-5", date(2026, 1, 5)),
        ("83-11-05", date(1983, 11, 5)),
        ("2026－11－23", date(2026, 11, 23)),
        ("2026年11月23日", date(2026, 11, 23)),
        ("2026 年 1 月 5 号", date(2026, 1, 5)),
        ("二〇二六年十一月二十三日", date(2026, 11, 23)),
        ("十二月八日", date(2026, 12, 8)),
        ("12月8日", date(2026, 12, 8)),
        ("明年1月5日", date(2027, 1, 5)),
        ("今天", TODAY),
        ("明天", date(2026, 11, 24)),
        ("后天", date(2026, 11, 25)),
        ("大后天", date(2026, 11, 26)),
        ("昨天", date(2026, 11, 22)),
        ("+7", date(2026, 11, 30)),
        ("＋14天", date(2026, 12, 7)),
        ("-3", date(2026, 11, 20)),
        ("3天后", date(2026, 11, 26)),
        ("三天后", date(2026, 11, 26)),
        ("两周后", date(2026, 12, 7)),
        ("三个月后", date(2027, 2, 23)),
        ("周三", date(2026, 11, 25)),
        ("下周三", date(2026, 12, 2)),
        ("下下周一", date(2026, 12, 7)),
        ("上星期天", date(2026, 11, 22)),
        ("礼拜五", date(2026, 11, 27)),
        ("8日", date(2026, 11, 8)),
        ("下月8号", date(2026, 12, 8)),
        ("下个月8号", date(2026, 12, 8)),
        ("月底", date(2026, 11, 30)),
        ("本月底", date(2026, 11, 30)),
        ("下月底", date(2026, 12, 31)),
        ("下月初", date(2026, 12, 1)),
        ("年底", date(2026, 12, 31)),
        ("2026-11-23 周一", TODAY),
        ("2026年11月23日(星期一)", TODAY),
        ("0229", date(2028, 2, 29)),
    ],
)
def test_a_day_is_understood(text, day):
    assert typed.parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "请填写"),
        ("46349", "少了"),
        ("261123", "少了"),
        ("尽快", "看不懂"),
        ("2026-13-01", "没有13月"),
        ("1323", "没有13月"),
        ("20260230", "没有30日"),
        ("0230", "没有30日"),
        ("2026-11-23 周二", "不是周二"),
        ("农历八月十五", "公历"),
        ("20261123x", "看不懂"),
        ("9999-01-01", "年份"),
        ("-9999", None),
        ("周末", "哪一天"),
        ("1e3", "看不懂"),
    ],
)
def test_an_unclear_day_is_refused_with_a_sentence(text, word):
    if word is None:
        assert typed.parse_date(text, TODAY) < TODAY
        return
    with pytest.raises(typed.DateUnclear, match=word):
        typed.parse_date(text, TODAY)


@given(st.text(max_size=12))
def test_no_text_breaks_the_parsers(text):
    for parse in (
        lambda t: typed.parse_date(t, TODAY),
        typed.parse_time,
        lambda t: typed.parse_datetime(t, TODAY),
        typed.parse_fen,
        typed.words_to_fen,
        lambda t: typed.parse_plan(t, TODAY),
    ):
        assert sentence_of(parse, text).endswith("。")


def sentence_of(parse, text):
    try:
        parse(text)
    except typed.Unclear as unclear:
        return unclear.for_user()
    return "懂了。"


PIECES = [*"01239.,-+/:年月日点半时分周下上底后前天个万亿千百十零一二元角整每期起负￥２", "23"]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_no_mixture_of_the_usual_words_breaks_them_either(text):
    test_no_text_breaks_the_parsers.hypothesis.inner_test(text)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_reads_back_as_it_is_shown(day):
    shown = typed.date_text(day)
    for text in (
        shown,
        shown.replace("-", ""),
        f"{shown} {typed.weekday_text(day)}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert typed.parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1330", time(13, 30)),
        ("930", time(9, 30)),
        ("13:30", time(13, 30)),
        ("13：30", time(13, 30)),
        ("13点30分", time(13, 30)),
        ("13时", time(13, 0)),
        ("下午2点半", time(14, 30)),
        ("下午两点", time(14, 0)),
        ("下午2:05", time(14, 5)),
        ("上午9点", time(9, 0)),
        ("晚上8点一刻", time(20, 15)),
        ("中午12点", time(12, 0)),
        ("中午11点半", time(11, 30)),
        ("中午1点", time(13, 0)),
        ("9点三刻", time(9, 45)),
        ("14", time(14, 0)),
        ("下午14点", time(14, 0)),
        ("十点半", time(10, 30)),
    ],
)
def test_a_time_is_understood(text, at):
    assert typed.parse_time(text) == at


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("2点半", "上午还是下午"),
        ("24:00", "没有"),
        ("1360", "没有"),
        ("", "看不懂"),
        ("晚上12点", "哪一天"),
        ("一会儿", "看不懂"),
    ],
)
def test_an_unclear_time_is_refused(text, word):
    with pytest.raises(typed.TimeUnclear, match=word):
        typed.parse_time(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("今天 14:00", "2026-11-23 14:00"),
        ("今天14:00", "2026-11-23 14:00"),
        ("20261123 1330", "2026-11-23 13:30"),
        ("2026-11-23T13:30", "2026-11-23 13:30"),
        ("明天下午2点半", "2026-11-24 14:30"),
        ("下周三 9:30", "2026-12-02 09:30"),
        ("2026年11月23日13时30分", "2026-11-23 13:30"),
        ("9:30", "2026-11-23 09:30"),
    ],
)
def test_a_day_with_its_time(text, at):
    assert typed.parse_datetime(text, TODAY) == datetime.fromisoformat(at)


def test_a_day_without_a_time_asks_for_it():
    with pytest.raises(typed.TimeUnclear, match="再写时间"):
        typed.parse_datetime("20261123", TODAY)


# money


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,000.00", 1000_00),
        ("￥1000", 1000_00),
        ("¥ 1000元", 1000_00),
        ("1万", 10000_00),
        ("1.2万", 12000_00),
        ("1.2w", 12000_00),
        ("3千", 3000_00),
        ("3千5百", 3500_00),
        ("3百万", 3000000_00),
        ("12万3456.50元", 123456_50),
        ("1万2千", 12000_00),
        ("壹仟元", 1000_00),
        ("人民币壹仟元整", 1000_00),
        ("五千四百四十元", 5440_00),
        ("伍仟肆佰肆拾元整", 5440_00),
        ("一千零五十元五角", 1050_50),
        ("两千元", 2000_00),
        ("十二元", 12_00),
        ("５４４０．００", 5440_00),
        ("５，４４０", 5440_00),
        ("0", 0),
        (".5", 50),
        ("5.", 5_00),
        ("5块5角", 5_50),
        ("伍角", 50),
        ("0.05", 5),
        ("999,999,999,999.99", typed.MOST_FEN),
    ],
)
def test_an_amount_is_understood(text, fen):
    assert typed.parse_fen(text) == fen


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "请填写"),
        ("1.005", "到分"),
        ("-5", "正负号"),
        ("负五元", "正负号"),
        ("NaN", "看不懂"),
        ("inf", "看不懂"),
        ("1e5", "看不懂"),
        ("1,00", "逗号"),
        ("1000000000000", "超过"),
        ("999,999,999,999.995", "到分"),
        ("1万2", "看不懂"),
        ("一万二", "看不懂"),
        ("一百二", "看不懂"),
        ("若干", "看不懂"),
        ("$5", "人民币"),
        ("5元5", "看不懂"),
        ("1.5元5角", "看不懂"),
        ("9" * 80, "请填写"),
    ],
)
def test_an_unclear_amount_is_refused(text, word):
    with pytest.raises(typed.MoneyUnclear, match=word):
        typed.parse_fen(text)


WORDS = [
    (0, "零元整"),
    (5, "伍分"),
    (50, "伍角"),
    (10_00, "壹拾元整"),
    (15_00, "壹拾伍元整"),
    (325_04, "叁佰贰拾伍元零肆分"),
    (1001_10, "壹仟零壹元壹角"),
    (1409_50, "壹仟肆佰零玖元伍角"),
    (1680_32, "壹仟陆佰捌拾元叁角贰分"),
    (5440_00, "伍仟肆佰肆拾元整"),
    (6007_14, "陆仟零柒元壹角肆分"),
    (16409_02, "壹万陆仟肆佰零玖元零贰分"),
    (100000_00, "壹拾万元整"),
    (107000_53, "壹拾万柒仟元伍角叁分"),
    (100000000_01, "壹亿元零壹分"),
    (20000001_00, "贰仟万零壹元整"),
    (100001000_00, "壹亿零壹仟元整"),
    (10000000000_05, "壹佰亿元零伍分"),
    (999999999999_99, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    (-5_00, "负伍元整"),
]


@pytest.mark.parametrize(("fen", "words"), WORDS)
def test_the_words_of_a_cheque(fen, words):
    assert typed.rmb_words(fen) == words


@given(st.integers(-typed.MOST_FEN, typed.MOST_FEN) | st.integers(-10_000_000, 10_000_000))
def test_words_and_figures_read_back(fen):
    words = typed.rmb_words(fen)
    assert typed.words_to_fen(words) == fen
    assert "零零" not in words
    if fen >= 0:
        assert typed.parse_fen(typed.fen_text(fen)) == fen == typed.parse_fen(words)


@pytest.mark.parametrize("words", ["壹拾万零柒仟元伍角叁分", "壹拾万柒仟元零伍角叁分", "人民币壹拾万柒仟圆伍角叁分正"])
def test_other_spellings_of_the_bank_are_read(words):
    assert typed.words_to_fen(words) == 107000_53


# instalments


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("2 期, 每月 8 日", typed.Plan(2, 8)),
        ("12期每月5日起2026-12", typed.Plan(12, 5, date(2026, 12, 1))),
        ("12期 每月5日 起 2026-12", typed.Plan(12, 5, date(2026, 12, 1))),
        ("自2027年1月起, 分三期, 每月底", typed.Plan(3, 31, date(2027, 1, 1))),
        ("每月十号前付,共6期,下月起", typed.Plan(6, 10, date(2026, 12, 1))),
        ("２期，每月８日", typed.Plan(2, 8)),
    ],
)
def test_a_plan_is_understood(text, plan):
    assert typed.parse_plan(text, TODAY) == plan


@pytest.mark.parametrize(
    "text", ["", "分期", "2期", "每月8日", "0期每月8日", "2期每月32日", "999期每月1日", "2期每月8日每周"]
)
def test_an_unclear_plan_is_refused(text):
    with pytest.raises(typed.PlanUnclear):
        typed.parse_plan(text, TODAY)


def test_the_mock_of_the_agreement():
    plan = typed.parse_plan("2 期, 每月 8 日", TODAY)
    assert typed.instalments(5440_00, plan, TODAY) == ((date(2026, 12, 8), 2720_00), (date(2027, 1, 8), 2720_00))


def test_a_short_month_pays_on_its_last_day_and_the_next_one_on_the_thirty_first_again():
    days = [day for day, _ in typed.instalments(400, typed.Plan(4, 31, date(2026, 12, 1)), TODAY)]
    assert days == [date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


@given(
    st.integers(1, typed.MOST_FEN),
    st.integers(1, 120),
    st.integers(1, 31),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_instalments_sum_to_the_total_and_lie_ahead(total, count, day, today):
    if total < count:
        with pytest.raises(typed.PlanUnclear):
            typed.instalments(total, typed.Plan(count, day), today)
        return
    parts = typed.instalments(total, typed.Plan(count, day), today)
    days = [d for d, _ in parts]
    assert sum(fen for _, fen in parts) == total
    assert len({fen for _, fen in parts[:-1]}) <= 1
    assert parts[-1][1] - parts[0][1] in range(count)
    assert days == sorted(set(days))
    assert today < days[0]
    assert all(d.day == day or typed.month_end(d) == d for d in days)


# identity numbers, phones


def test_an_identity_number_tells_birth_and_sex():
    facts = typed.id_facts("99999919831105102x", on=TODAY)
    assert (facts.birth, facts.sex, facts.valid, facts.reasons) == (date(1983, 11, 5), "女", True, ())
    assert "999999" in facts.remarks[0]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("310110198507120017", "校验位不符"),
        ("99999919831305102X", "出生日期不存在"),
        ("9999991983110510", "现有 16 位"),
        ("E12345678", "格式"),
        ("", "现有 0 位|格式"),
    ],
)
def test_a_doubtful_number_says_why_and_is_no_error(number, reason):
    facts = typed.id_facts(number)
    assert not facts.valid
    assert re.search(reason, "".join(facts.reasons))


def test_an_old_number_is_fine_but_said_to_be_old():
    facts = typed.id_facts("１１０１０５４９１２３１００２")
    assert (facts.birth, facts.sex, facts.valid) == (date(1949, 12, 31), "女", True)
    assert "15 位" in facts.remarks[0]


def test_a_birth_after_today_cannot_be():
    number = "99999920301105102"
    assert not typed.id_facts(number + check_digit(number), on=TODAY).valid


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(0, 999))
def test_the_check_digit_is_that_of_the_peer(born, serial):
    first = f"310110{born:%Y%m%d}{serial:03d}"
    number = first + check_digit(first)
    assert ric.calc_check_digit(number) == number[17]
    assert typed.id_facts(number).valid
    assert typed.id_facts(number).sex == ("男" if serial % 2 else "女")


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("310110199001011234", "310110********1234"),
        ("110105491231002", "110105*****1002"),
        ("E12345678", "E1*****78"),
        ("123", "**3"),
    ],
)
def test_an_identity_number_is_masked(number, masked):
    assert typed.mask_id(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("021-61234567", "021-****4567"),
        ("12345", "12345"),
        ("110", "110"),
        ("61234567", "****4567"),
    ],
)
def test_a_phone_is_masked(number, masked):
    assert typed.mask_phone(number) == masked


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("１２０ ００００ ００３９", "12000000039"),
        ("+86 120-0000-0039", "12000000039"),
        ("0086 12000000039", "12000000039"),
        ("021-6123 4567", "021-61234567"),
        ("tel: 12345", "12345"),
    ],
)
def test_a_phone_is_folded(text, number):
    assert typed.fold_phone(text) == number


def test_a_phone_is_shown_in_groups_and_doubted_when_short():
    assert typed.phone_text("12000000039") == "120 0000 0039"
    assert typed.phone_remark("12000000039") == typed.phone_remark("110") == typed.phone_remark("021-61234567") == ""
    assert "现有 10 位" in typed.phone_remark("1200000003")


@pytest.mark.parametrize(
    ("code", "valid"),
    [("91110000600037341L", True), ("91110000600037341l", True), ("91110000600037342L", False), ("", False)],
)
def test_a_credit_code_is_checked(code, valid):
    assert typed.uscc_valid(code) is valid

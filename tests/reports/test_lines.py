"""Where lines break, and that they end where the page does."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.errors import MissingGlyph
from reports.typesetting import lines
from reports.typesetting.fonts import Style
from reports.typesetting.kinsoku import NOT_AT_END, NOT_AT_START, tokens
from reports.typesetting.lines import Glyph, Strip, break_lines, place

PIECES = (
    "被申请人确认拖欠34名申请人2026年6月、7月工资共计人民币柒拾柒万陆仟伍佰叁拾贰元贰角捌分（¥776,532.28），每人金额见附表。",
    "双方于2026-08-14在“海棠创谷联合纠纷调处室”（海棠路999号1号楼1层）签订本协议；联系电话：12000000040、021-99990000。",
    "依照《中华人民共和国人民调解法》第三十三条、《最高人民法院关于人民调解协议司法确认程序的若干规定》第一条，可以申请司法确认。",
    "申请人称：“我多次报修，物业只来过一次！”被申请人则称：“已派工（工单号WX20240115-007），业主不在家。”",
    "违约金按日0.05%计算，自2026年3月21日起至实际清偿之日止；总额不超过3,200.00元——双方对此均无异议……",
    "收款人：上海恒禾物业服务有限公司（统一社会信用代码91999999MAFAKE027A），开户行：示例银行ABC支行，账号6200-0000-0040。",
    "经调解,双方自愿达成如下协议:一、于3月20日前支付;二、互不追究(包括但不限于损失、利息);三、以50%为限。",
    "合同编号HT-2025/118、房号6#302室、温度25℃、面积89.5㎡，邮箱a.b@example.com，网址example.com/a?b=c&d=1。",
)
SIZE = 12.0


def strip_of(text: str) -> Strip:
    return Strip([Glyph(Style.SONG.value.draw(token), SIZE) for token in tokens(text)])


def faults(text: str, width: float) -> tuple[int, dict[str, int]]:
    """Breaks, and what is wrong with them."""
    strip = strip_of(text)
    made = break_lines(strip, width - 2 * SIZE, width)
    wrong = dict.fromkeys(("start", "end", "number", "overfull"), 0)
    for at, line in enumerate(made):
        placed = place(strip, line, justify=at < len(made) - 1, opens_paragraph=at == 0)
        last = strip.glyphs[line.end - 1]
        ink = last.drawn.width * last.size - strip.cut_after[line.end - 1] - strip.tail_cut(line.end)
        wrong["overfull"] += placed.shift + sum(placed.advances) + ink > line.room + 0.01
        if at == 0:
            continue
        before, after = strip.texts[made[at - 1].end - 1], strip.texts[line.start]
        wrong["start"] += after[0] in NOT_AT_START
        wrong["end"] += before[-1] in NOT_AT_END
        wrong["number"] += before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    return len(made) - 1, wrong


def many_breaks() -> tuple[int, dict[str, int]]:
    chance = random.Random(20260814)
    breaks, total = 0, dict.fromkeys(("start", "end", "number", "overfull"), 0)
    while breaks < 2_600:
        text = "".join(chance.choices(PIECES, k=3))
        made, wrong = faults(text, chance.uniform(17, 37) * SIZE)
        breaks += made
        total = {key: total[key] + wrong[key] for key in total}
    return breaks, total


def test_no_line_starts_or_ends_wrongly_or_splits_a_number_or_overruns():
    breaks, wrong = many_breaks()

    assert breaks >= 2_500
    assert wrong == {"start": 0, "end": 0, "number": 0, "overfull": 0}


def test_without_the_rules_the_same_count_finds_faults(monkeypatch):
    monkeypatch.setattr(lines, "may_break", lambda before, after: True)

    _, wrong = many_breaks()

    assert wrong["start"] > 20
    assert wrong["end"] > 5
    assert wrong["number"] > 20


def test_without_squeezing_a_crowded_line_overruns(monkeypatch):
    """The count of overfull lines can fail: it does when lines are filled in the hope of a squeeze nobody does."""
    monkeypatch.setattr(lines, "SQUEEZE", 0.0)
    monkeypatch.setattr(Strip, "squeeze", lambda *_: 1000.0)

    _, wrong = many_breaks()

    assert wrong["overfull"] > 0


@pytest.mark.parametrize("width", [20.3, 28.0, 31.7])
def test_full_lines_end_flush(width):
    strip = strip_of(PIECES[2] * 3)
    made = break_lines(strip, (width - 2) * SIZE, width * SIZE)

    for at, line in enumerate(made[:-1]):
        placed = place(strip, line, justify=True, opens_paragraph=at == 0)
        last = strip.glyphs[line.end - 1]
        right = last.drawn.width * SIZE - strip.cut_after[line.end - 1] - strip.tail_cut(line.end)
        assert placed.shift + sum(placed.advances) + right == pytest.approx(line.room, abs=0.01)


def test_neighbouring_marks_are_set_close():
    strip = strip_of("《法》（下）。")

    assert strip.width(0, len(strip.glyphs), opens_paragraph=True) == pytest.approx(SIZE * (7 - 3 * 0.5))


def test_a_dash_of_two_is_one_stroke():
    (glyph,) = strip_of("——").glyphs

    assert glyph.drawn.text == "——"
    assert glyph.drawn.width > 1.5


def test_the_last_line_is_never_one_character():
    text = "双方就此再无其他争议特此签字" * 2
    for length in range(16, len(text)):
        made = break_lines(strip_of(text[:length]), 8 * SIZE, 10 * SIZE)
        assert made[-1].end - made[-1].start > 1


def test_what_is_too_wide_is_broken_rather_than_lost():
    strip = strip_of("9" * 100)

    made = break_lines(strip, 100, 100)

    assert sum(line.end - line.start for line in made) == 100
    assert all(line.width <= 100.01 for line in made)


@given(st.text(max_size=120), st.floats(20, 500))
def test_nothing_is_lost_and_nothing_overruns(text, width):
    try:
        strip = strip_of(text)
    except MissingGlyph:
        return
    made = break_lines(strip, width, width)

    shown = "".join("".join(strip.texts[line.start : line.end]) for line in made)
    blanks = str.maketrans("", "", " \u3000")
    assert shown.translate(blanks) == text.translate(blanks)
    assert all(line.end > line.start for line in made)
    for line in made:
        assert line.width <= line.room + strip.squeeze(line.start, line.end) + 0.01 or line.end - line.start == 1

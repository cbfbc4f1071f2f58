"""The plain sentences and the charts' answers, held against what a careful clerk would write."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.commands.statistics import bulletin, charts, figures, reported
from desktop.commands.statistics.charts import Counted, most_words
from desktop.commands.statistics.figures import Sums
from desktop.commands.statistics.reading import Facts, Figures, attention, changed, dominant, money, sentences
from desktop.commands.statistics.spans import spans
from desktop.domain.counting import MEASURES, Basis, parse_period
from desktop.domain.counting.units import BANDS
from reports.statistics.bulletin import Concern, Sign
from reports.statistics.charts import Shape, Tone

BASE = Facts(this="本月", done="办结纠纷", now=Figures(cases=26, succeeded=22, amount_fen=84_370_000))


def month(now, before=None, year=None, **more):
    return replace(BASE, now=now, earlier=(("上月", before), ("去年同月", year)), **more)


def few(cases, succeeded=0, amount=0, going=0):
    return Figures(cases=cases, succeeded=succeeded, amount_fen=amount, going=going)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            month(few(26, 22), few(23, 22), few(23, 19)),
            "本月办结纠纷26件，比上月、去年同月都多3件；其中调解成功22件，成功率84.6%，比上月低11.1个百分点。",
        ),
        (
            month(few(26, 22), few(26, 22), few(30, 30)),
            "本月办结纠纷26件，与上月持平，比去年同月少4件；其中调解成功22件，成功率84.6%，与上月持平。",
        ),
        (month(few(5, 5), few(5, 4), few(5, 5)), "本月办结纠纷5件，与上月、去年同月都持平；全部调解成功。"),
        (month(few(3, 2), few(1, 1), None), "本月办结纠纷3件，比上月多2件；其中调解成功2件。"),
        (month(few(1, 1), None, None), "本月办结纠纷1件；调解成功。"),
        (month(few(1, 0), few(0), None), "本月办结纠纷1件，上月没有；没有调解成功。"),
        (month(few(2, 0), few(0), few(0)), "本月办结纠纷2件，上月、去年同月都没有；都没有调解成功。"),
        (
            month(few(75, 60), few(60, 54), few(50, 45)),
            "本月办结纠纷75件，比上月多15件（增长25.0%），比去年同月多25件（增长50.0%）；"
            "其中调解成功60件，成功率80.0%，比上月低10.0个百分点。",
        ),
        (month(few(12, 6), few(9, 9)), "本月办结纠纷12件，比上月多3件；其中调解成功6件，成功率50.0%。"),
        (month(few(0), few(0), few(0)), "本月没有办结纠纷，上月、去年同月也没有。"),
        (month(few(0), few(4, 4), few(0)), "本月没有办结纠纷，上月为4件，去年同月也没有。"),
        (month(few(0), None, None), "本月没有办结纠纷。"),
        (month(few(20, 12, going=8), few(20, 20)), "本月办结纠纷20件，与上月持平；其中调解成功12件，8件还在调解。"),
        (month(few(3, 0, going=3)), "本月办结纠纷3件；都还在调解。"),
        (month(few(3, 0, going=2)), "本月办结纠纷3件；2件还在调解。"),
        (
            month(few(2, 2), few(8, 7), until="截至11月23日"),
            "本月（截至11月23日）办结纠纷2件，比上月少6件；全部调解成功。",
        ),
    ],
)
def test_what_changed(facts, said):
    assert changed(facts) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            month(
                few(26, 22, 84_370_000),
                few(23, 22, 102_150_000),
                categories=(("邻里", 4), ("物业", 4), ("合同", 3), ("其他", 15 - 13)),
                sources=(("依申请", 14), ("主动调解", 12)),
            ),
            "邻里和物业纠纷最多，各4件，合占31%；来源以依申请为主，14件；协议金额84.37万元，比上月少17.78万元。",
        ),
        (
            month(few(3, 3, 544_000), categories=(("邻里", 2), ("物业", 1)), sources=(("依申请", 1), ("主动调解", 2))),
            "邻里纠纷最多，2件；来源以主动调解为主，2件；协议金额5,440.00元。",
        ),
        (
            month(few(2, 2), categories=(("邻里", 1), ("物业", 1)), sources=(("依申请", 2),)),
            "邻里和物业纠纷各1件；全部来自依申请；没有涉及金额的协议。",
        ),
        (month(few(1, 0), categories=(("邻里", 1),), sources=(("依申请", 1),)), "这1件是邻里纠纷。"),
        (month(few(4, 0), categories=(("邻里", 4),), sources=(("a", 2), ("b", 2))), "都是邻里纠纷。"),
        (
            month(few(5, 0), categories=tuple((c, 1) for c in "甲乙丙丁戊"), sources=(("a", 2), ("b", 2), ("c", 1))),
            "5类纠纷各1件，没有集中的类别。",
        ),
        (
            month(few(9, 0), categories=(*((c, 2) for c in "甲乙丙丁"), ("戊", 1)), sources=(("a", 4), ("b", 5))),
            "4类纠纷各2件并列最多，没有集中的类别；来源以b为主，5件。",
        ),
        (
            month(few(3, 3, 100), few(3, 3, 100), mass=1, categories=(("甲", 3),), sources=(("a", 1),) * 3),
            "都是甲纠纷；协议金额1.00元，与上月相同；其中群体性纠纷1件。",
        ),
        (month(few(0), so_far=("2026年1—9月", 241)), "2026年1—9月累计办结纠纷241件。"),
        (month(few(0), so_far=("2026年1—2月", 0)), "2026年1—2月还没有办结纠纷。"),
        (month(few(0)), "本月没有可以归类的案件。"),
    ],
)
def test_what_dominates(facts, said):
    assert dominant(facts) == said


def test_what_needs_attention():
    assert attention(BASE) == "没有需要特别关注的事项。"
    two = (
        Concern(sign=Sign.MUST, words="红色风险未结", count="1 件", note="截至 11月23日"),
        Concern(sign=Sign.NOTE, words="调解用时超过 30 日", count="2 件"),
    )
    said = attention(replace(BASE, concerns=two, as_of="截至11月23日"))
    assert said == "需要关注（截至11月23日）：红色风险未结1件；调解用时超过30日2件。"


def test_no_share_and_no_rate_of_a_few():
    """Below ten cases no per cent sign appears, whatever else is true of the month."""
    for cases in range(10):
        for succeeded in range(cases + 1):
            facts = month(few(cases, succeeded, 100), few(9, 3), few(1), categories=(("甲", cases),))
            assert "%" not in "".join(sentences(facts))


def test_money_is_told_in_the_unit_that_fits():
    assert [money(fen) for fen in (100, 999_999, 1_000_000, 84_370_000)] == [
        "1.00元",
        "9,999.99元",
        "1.00万元",
        "84.37万元",
    ]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("邻里", 4), ("物业", 4), ("合同", 3)], "邻里和物业，各 4 件"),
        ([("邻里", 4), ("物业", 4), ("合同", 4), ("其他", 1)], "邻里、物业和合同，各 4 件"),
        ([("邻里", 5), ("物业", 4)], "邻里最多，5 件"),
        ([("邻里", 5)], "都是邻里，5 件"),
        ([("邻里", 1)], "只有邻里 1 件"),
        ([(c, 1) for c in "甲乙丙丁"], "4 类各 1 件"),
        ([*((c, 2) for c in "甲乙丙丁"), ("戊", 1)], "4 类各 2 件，并列最多"),
        ([("邻里", 0)], "没有"),
        ([], "没有"),
    ],
)
def test_a_charts_answer(pairs, said):
    assert most_words(pairs, "没有") == said


def counted(rows, months=None, before=None, earlier=(None, None)):
    """A month with these sums: (axis, key, measure) -> n."""
    places: dict[tuple[str, str], list[int]] = {}
    for (axis, key, measure), n in rows.items():
        places.setdefault((axis, key), [0] * len(MEASURES))[MEASURES.index(measure)] = n
    period = parse_period("2026-10")
    spread = months or (0,) * 11 + (rows.get(("", "", "cases"), 0),)
    labels = [f"2025-{n}" for n in (11, 12)] + [f"2026-{n:02d}" for n in range(1, 11)]
    return Counted(
        spans=spans(period),
        sums=Sums({place: tuple(row) for place, row in places.items()}),
        earlier=earlier,
        categories=tuple((f"c{n}", f"类{n}") for n in range(18)),
        sources=(("initiative", "主动调解"), ("application", "依申请")),
        months=dict(zip(labels, spread, strict=True)),
        a_year_before=before or (0,) * 12,
    )


def test_eight_categories_stand_alone_and_the_rest_together():
    rows = {("category", f"c{n}", "cases"): 12 - n for n in range(12)}
    chart = charts.by_category(counted(rows))
    (bars,) = chart.series
    assert chart.labels == (*(f"类{n}" for n in range(8)), "其余 4 类")
    assert bars.values == (12, 11, 10, 9, 8, 7, 6, 5, 4 + 3 + 2 + 1)
    assert chart.keys == (*(f"category_c{n}" for n in range(8)), "")
    assert [bars.tone(n) for n in range(9)] == [Tone.ANSWER, *[Tone.QUIET] * 8]
    nine = charts.by_category(counted({("category", f"c{n}", "cases"): 1 for n in range(9)}))
    assert "其余" not in "".join(nine.labels)


@pytest.mark.parametrize(
    ("values", "said", "answering"),
    [
        ((5, 7, 6, 3, 1), "半数以上在 7 日内", 2),
        ((5, 6, 6, 4, 1), "半数在 7 日内", 2),
        ((12, 0, 0, 0, 0), "12 件都在当日", 1),
        ((1, 0, 0, 0, 0), "1 件，在当日", 1),
        ((0, 2, 1, 0, 0), "3 件中 2 件在 7 日内", 2),
        ((0, 0, 0, 0, 1), "1 件，超过 30 日", 4),
        ((1, 0, 0, 0, 3), "4 件中 3 件超过 30 日", 4),
        ((2, 0, 0, 0, 10), "半数以上超过 30 日", 4),
        ((0, 0, 0, 0, 0), "本月没有调解成功的", 0),
    ],
)
def test_time_to_settle_is_told_by_its_middle(values, said, answering):
    chart = charts.settle_time(
        counted({("band", code, "succeeded"): n for (code, _), n in zip(BANDS, values, strict=True)})
    )
    tones = [chart.series[0].tone(n) for n in range(5)]
    assert chart.answer == said
    assert tones.count(Tone.ANSWER) == answering
    assert (tones[4] is Tone.LATE) is bool(values[4])
    assert chart.empty is not any(values)


def test_twelve_months_are_told_by_what_is_special_in_them():
    rows = {("", "", "cases"): 26}
    assert charts.by_month(counted(rows, (19,) * 11 + (26,))).answer == "10 月 26 件，是 12 个月里最多的"
    assert charts.by_month(counted(rows, (30,) * 11 + (26,))).answer == "10 月 26 件，是 12 个月里最少的"
    both = charts.by_month(counted(rows, (26,) * 12, (25,) * 12))
    assert (both.answer, len(both.series)) == ("12 个月共 312 件，比上年同期多 12 件", 2)
    alone = charts.by_month(counted(rows, (26,) * 12))
    assert (alone.answer, len(alone.series)) == ("12 个月共 312 件", 1)
    assert charts.by_month(counted({})).empty


def test_nothing_is_compared_with_a_time_before_the_room(make_room):
    desk = make_room("practice")
    figures.count_all(desk)
    (last_month, last_year) = charts.earlier(desk, parse_period("2026-10"))
    assert last_month is not None
    assert last_year is None
    (chart,) = (c for c in charts.make(desk, parse_period("2026-10")) if c.code == "compared")
    assert chart.labels == ("本月", "上月")
    assert "去年" not in bulletin.reading(desk, parse_period("2026-10"))[0]


@pytest.mark.parametrize("basis", [None, *Basis])
@pytest.mark.parametrize("code", ["2026-10", "2026-11", "2026-Q3", "2026-H2", "2026", "2020-01", "2027-01"])
def test_every_chart_shows_the_reported_figures(make_room, code, basis):
    desk, period = make_room("practice"), parse_period(code)
    figures.count_all(desk)
    values = reported.table(desk, period, basis).values
    made = {chart.code: chart for chart in charts.make(desk, period, basis)}
    assert len(made) == 6
    for chart in made.values():
        assert chart.question.endswith("？")
        assert chart.answer
        for series in chart.series:
            assert len(series.values) == len(chart.labels)
            assert len(series.tones) in (1, len(chart.labels))
        assert len(chart.keys) in (0, len(chart.labels))
    for name in ("category", "source", "outcome"):
        assert sum(n for one in made[name].series for n in one.values) == values["cases_total"]
    assert sum(made["settle_time"].series[0].values) <= values["cases_succeeded"]
    for key, n in zip(made["category"].keys, made["category"].series[0].values, strict=True):
        assert not key or values[key] == n
    assert made["by_month"].shape is Shape.LINE
    assert len(made["by_month"].labels) == 12
    leaf = bulletin.make(desk, period, basis)
    assert len(leaf.reading) == 3
    assert all(sentence.endswith("。") for sentence in leaf.reading)
    assert leaf.figures[0].value == str(values["cases_total"])

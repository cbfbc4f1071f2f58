"""Invented charts: one of each shape, and the hard ones."""

from __future__ import annotations

from reports.statistics.charts import Chart, Series, Shape, Tone

MONTHS = tuple(f"{month}月" for month in (11, 12, *range(1, 11)))
ANSWER, QUIET, LATE = Tone.ANSWER, Tone.QUIET, Tone.LATE

CATEGORIES = Chart(
    code="category",
    question="哪类纠纷最多？",
    answer="邻里和物业，各 4 件",
    shape=Shape.BARS,
    labels=("邻里", "物业", "合同", "其他劳动争议", "生产经营", "损害赔偿", "环境污染", "其他消费", "其余 4 类"),
    series=(Series(name="件数", values=(4, 4, 3, 3, 2, 2, 2, 2, 4), tones=(ANSWER, ANSWER, *(QUIET,) * 7)),),
)
SOURCES = Chart(
    code="source",
    question="纠纷从哪里来？",
    answer="近一半是群众自己申请的",
    shape=Shape.BARS,
    labels=("依申请", "其他部门移送", "主动调解", "公安机关移送", "法院移送", "信访部门移送", "检察院移送"),
    series=(Series(name="件数", values=(12, 5, 4, 3, 1, 1, 0), tones=(ANSWER, *(QUIET,) * 6)),),
)
BANDS = Chart(
    code="band",
    question="多久调好？",
    answer="半数在 7 日内",
    shape=Shape.COLUMNS,
    labels=("当日", "2—7 日", "8—15 日", "16—30 日", "超 30 日"),
    series=(Series(name="件数", values=(5, 7, 6, 3, 1), tones=(ANSWER, ANSWER, QUIET, QUIET, LATE)),),
    note="调解成功 22 件，从受理算起",
)
OUTCOMES = Chart(
    code="outcome",
    question="结果如何？",
    answer="公安移送的全部调成，信访移送的没有调成",
    shape=Shape.STACKED,
    labels=("依申请", "其他部门移送", "主动调解", "公安机关移送", "法院移送", "信访部门移送"),
    series=(
        Series(name="调成", values=(10, 4, 4, 3, 1, 0), tones=(ANSWER,)),
        Series(name="终止", values=(1, 1, 0, 0, 0, 1), tones=(Tone.SECOND,)),
        Series(name="撤回", values=(1, 0, 0, 0, 0, 0), tones=(Tone.THIRD,)),
    ),
)
YEAR = Chart(
    code="year",
    question="一年来怎样？",
    answer="10月 26 件，是 12 个月里最多的",
    shape=Shape.LINE,
    labels=MONTHS,
    series=(
        Series(name="近12个月", values=(19, 17, 21, 12, 22, 24, 20, 23, 25, 24, 23, 26), tones=(ANSWER,)),
        Series(name="前12个月", values=(15, 18, 16, 9, 17, 19, 22, 18, 20, 21, 19, 23), tones=(Tone.SECOND,)),
    ),
)

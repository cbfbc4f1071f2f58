"""Invented months: a usual one, the first one of a room, one with much to put right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from reports.documents.samples import COMMITTEE, ROOM, SHANGHAI
from reports.statistics import drawing_samples as charts
from reports.statistics.bulletin import Bulletin, Concern, Sign, key_figure
from reports.statistics.sheets import Kind

RULES = (
    "统计口径：按结案日计入当月，未结案的不计；群体性纠纷一案计一件；再次调解的只计最后一次；不予受理的不计入。"
    "涉及金额为协议金额。成功率为调解成功件数占案件总数的比例。"
)


def usual() -> Bulletin:
    return Bulletin(
        room=ROOM,
        committee=COMMITTEE,
        number="2026-10",
        period="2026年10月",
        state="按结案日·已封存（2026年11月2日）",
        figures=(
            key_figure("案件总数", Kind.COUNT, "件", 26, 23, 23),
            key_figure("调解成功", Kind.COUNT, "件", 22, 22, 19),
            key_figure("成功率", Kind.RATE, "", 846, 957, 826),
            key_figure("涉及当事人", Kind.COUNT, "人", 89, 64, 71),
            key_figure("涉及金额", Kind.WAN, "万元", 84_370_000, 102_150_000, 61_200_000),
        ),
        reading=(
            "本月办结纠纷26件，比上月多3件，其中调解成功22件，成功率84.6%，比上月低11.1个百分点。",
            "邻里、物业各4件，合在一起占三成；劳动争议4件涉及31人，是人数最多的一类。",
            "调成的半数在7日内签了协议，最慢的一件用了34日；涉及金额84.37万元，已履行61.05万元。",
        ),
        charts=(charts.CATEGORIES, charts.SOURCES, charts.BANDS, charts.YEAR),
        concerns=(
            Concern(sign=Sign.MUST, words="红色风险未结", count="1 件", note="涉及 37 人"),
            Concern(sign=Sign.WATCH, words="橙色风险未结", count="2 件"),
            Concern(sign=Sign.MUST, words="调解超期未结", count="1 件", note="最长超 6 日"),
            Concern(sign=Sign.NOTE, words="群体性纠纷在办", count="1 件", note="28 人，首期款 11月15日 到期"),
        ),
        footing=(RULES,),
        filled_by="周慧兰",
        filled_on=date(2026, 11, 2),
        issued_at=datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI),
    )


def first() -> Bulletin:
    """Nothing happened yet, and there is nothing to compare it with."""
    nothing = tuple(
        replace(
            chart,
            answer="本月没有案件",
            note="",
            series=tuple(replace(s, values=(0,) * len(s.values)) for s in chart.series),
        )
        for chart in usual().charts
    )
    return replace(
        usual(),
        state="按结案日·未封存",
        figures=(
            key_figure("案件总数", Kind.COUNT, "件", 0, None, None),
            key_figure("调解成功", Kind.COUNT, "件", 0, None, None),
            key_figure("成功率", Kind.RATE, "", None, None, None),
            key_figure("涉及当事人", Kind.COUNT, "人", 0, None, None),
            key_figure("涉及金额", Kind.WAN, "万元", 0, None, None),
        ),
        reading=("本月没有办结的纠纷。",),
        charts=nothing,
        concerns=(),
        filled_by="",
        filled_on=None,
    )


def corrected() -> Bulletin:
    """A month with much to put right, in a room of a long name: two leaves."""
    return replace(
        usual(),
        room="海棠街道海棠创谷科技园区暨平安商户联盟联合纠纷调处室（第二接待点）",
        charts=(charts.CATEGORIES, charts.OUTCOMES, charts.BANDS, charts.YEAR),
        corrections=(
            "2026-019 恒禾物业纠纷：结案方式由“调解成功”改为“终止”，9月调解成功由22件改为21件。原因：签收时一方反悔。",
            "2026-022 邻里纠纷：涉及金额由5,400.00元改为5,440.00元。原因：录入时漏记抵扣。",
            "2026-024 租赁押金纠纷（𬭎、㛃、䶮三人）：涉及当事人由2人改为3人。原因：补录共同承租人。",
        ),
        footing=(
            RULES,
            "未通过的核对：口头协议6＋书面协议15＝21，比调解成功22少1件。理由：一件协议当月未签收，下月补记。",
        ),
        reviewed_by="叶知秋",
    )


SAMPLES: Mapping[str, Callable[[], Bulletin]] = MappingProxyType(
    {"bulletin": usual, "bulletin-first": first, "bulletin-corrected": corrected}
)

"""Invented sheets: the official table in its two parts, a register over several pages, a short upright table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from reports.documents.samples import COMMITTEE, SHANGHAI, WORKER_NAMES
from reports.statistics.bulletin_samples import RULES
from reports.statistics.sheets import Column, Kind, Sheet, Value

ISSUED_AT = datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
PERIOD = "2026年10月（按结案日）"
FILLED_ON = date(2026, 11, 2)
_COMMITTEES = ("村", "居", "乡镇", "街道", "企事业单位", "社会团体和其他组织")
_REFERRED = ("小计", "法院", "检察院", "公安机关", "信访部门", "其他部门")
_CATEGORIES = (
    *("婚姻家庭", "邻里", "房屋宅基地", "合同", "生产经营", "损害赔偿", "山林土地", "征地拆迁", "环境污染"),
    *("拖欠农民工工资", "其他劳动争议", "旅游", "电子商务", "其他消费", "医疗", "道路交通事故", "物业", "其他"),
)
_PREVENTED = ("引起自杀", "转化为刑事案件", "群体性上访", "群体性械斗", "群体性事件")


def _count(*head: str) -> Column:
    return Column(head=head, kind=Kind.COUNT, width=3)


def case_table() -> Sheet:
    """The first part: 39 columns behind the period's name."""
    columns = (
        Column(head=("期间",), width=5),
        _count("案件总数"),
        _count("涉及当事人数（人）"),
        _count("调解成功"),
        _count("疑难复杂案件"),
        Column(head=("涉及金额（万元）",), kind=Kind.WAN, width=5),
        *(_count("不同主体调解情况", f"{who}调委会") for who in _COMMITTEES),
        _count("案件来源", "主动调解"),
        _count("案件来源", "依申请调解"),
        *(_count("案件来源", "接受委托移送调解", who) for who in _REFERRED),
        *(_count("案件分类", f"{what}纠纷") for what in _CATEGORIES),
        _count("协议形式", "口头协议"),
        _count("协议形式", "书面协议"),
    )
    month = (26, 89, 22, 3, 84_370_000, 0, 0, 0, 26, 0, 0, 4, 12, 10, 1, 0, 3, 1, 5)
    kinds = (1, 4, 0, 3, 2, 2, 0, 0, 2, 1, 3, 0, 0, 2, 0, 1, 4, 1)
    year = (241, 1736, 207, 19, 691_020_000, 0, 0, 0, 241, 0, 0, 38, 121, 82, 9, 1, 27, 12, 33)
    kinds_so_far = (14, 39, 2, 31, 17, 19, 0, 0, 16, 8, 27, 1, 4, 15, 0, 9, 33, 6)
    return Sheet(
        code="case_table",
        name="案件情况统计表",
        title="人民调解案件情况统计表",
        period=PERIOD,
        columns=columns,
        rows=(("本月", *month, *kinds, 6, 15), ("本年累计", *year, *kinds_so_far, 58, 149)),
        unit="件、人、万元",
        office=COMMITTEE,
        filled_by="周慧兰",
        filled_on=FILLED_ON,
        notes=(
            RULES,
            "未通过的核对：口头协议6＋书面协议15＝21，比调解成功22少1件。理由：一件协议当月未签收，下月补记。",
        ),
    )


def case_table_2() -> Sheet:
    """The second part, month by month with a total, as half a year has it."""
    columns = (
        Column(head=("期间",), width=5),
        *(_whole(what) for what in ("案件总数", "调解成功", "书面协议")),
        *(_part("履行情况", what) for what in ("已履行", "未履行")),
        *(_part("司法确认", what) for what in ("申请司法确认", "确认有效", "申请仲裁审查")),
        *(
            _part("协议后起诉", w)
            for w in ("达成协议后起诉", "判决维持", "判决变更", "判决撤销", "确认无效", "申请支付令")
        ),
        *(_part("排查预防", what) for what in ("排查纠纷（次）", "排查出纠纷", "预防纠纷")),
        *(_part("防激化", f"防止{what}", unit) for what in _PREVENTED for unit in ("件", "人")),
        *(_part("当事人关系", w) for w in ("公民与公民", "公民与法人及社会组织", "法人及社会组织之间")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (f"{month}月", *((month * (n + 7)) % 23 if n < 6 else (month + n) % 3 for n in range(len(columns) - 1)))
        for month in range(7, 13)
    )
    return Sheet(
        code="case_table_2",
        name="案件情况统计表（续）",
        title="人民调解案件情况统计表（续）",
        period="2026年下半年（按结案日）",
        columns=columns,
        rows=rows,
        unit="件、人、次",
        office=COMMITTEE,
        total="合计",
        notes=(RULES,),
    )


def _whole(head: str) -> Column:
    return Column(head=(head,), kind=Kind.COUNT, width=3, total=True)


def _part(*head: str) -> Column:
    return Column(head=head, kind=Kind.COUNT, width=3, total=True)


def register(count: int = 60) -> Sheet:
    """One line a case, over several pages."""
    first = date(2026, 9, 7)

    def case(n: int) -> tuple[Value, ...]:
        name = WORKER_NAMES[n % len(WORKER_NAMES)]
        other = "上海恒禾物业服务有限公司" if n % 3 else WORKER_NAMES[(n + 5) % len(WORKER_NAMES)]
        settled = n % 7 != 3
        return (
            n,
            f"（2026）海棠人调字第{n:03d}号",
            first + timedelta(days=n // 2),
            f"{name}；{other}",
            "999999198502172041" if n % 4 else None,
            _CATEGORIES[n % len(_CATEGORIES)],
            ("依申请", "主动调解", "公安机关移送")[n % 3],
            "调解成功" if settled else "终止",
            ("书面" if n % 5 else "口头") if settled else None,
            n * 123_456 if settled else 0,
            "已履行" if n % 2 else "履行中",
            first + timedelta(days=n // 2 + n % 19),
            "周慧兰、阿依古丽·买买提" if n % 6 == 0 else "周慧兰",
        )

    return Sheet(
        code="register",
        name="汇总登记表",
        title="人民调解案件汇总登记表",
        period=PERIOD,
        columns=(
            Column(head=("序号",), kind=Kind.COUNT, width=3),
            Column(head=("案号",), kind=Kind.ID, width=9),
            Column(head=("受理日期",), kind=Kind.DAY, width=6),
            Column(head=("当事人",), width=12),
            Column(head=("证件号码",), kind=Kind.ID, width=11),
            Column(head=("纠纷类型",), width=6),
            Column(head=("案件来源",), width=6),
            Column(head=("调解结果",), width=5),
            Column(head=("协议形式",), width=5),
            Column(head=("涉及金额（元）",), kind=Kind.MONEY, width=7, total=True),
            Column(head=("履行",), width=4),
            Column(head=("结案日期",), kind=Kind.DAY, width=6),
            Column(head=("调解员",), width=6),
        ),
        rows=tuple(case(n) for n in range(1, count + 1)),
        unit="元",
        office=COMMITTEE,
        filled_by="周慧兰",
        filled_on=FILLED_ON,
        total="合计",
        notes=(RULES, "姓名未遮盖：因区司法局抽查报送，由叶知秋于2026年11月2日导出，已记入日志。"),
    )


def by_category() -> Sheet:
    """A table to be read upright."""
    counts = (14, 39, 2, 31, 17, 19, 0, 0, 16, 8, 27, 1, 4, 15, 0, 9, 33, 6)
    return Sheet(
        code="category_outcome",
        name="按类别和结果",
        title="案件分类与调解结果对照表",
        period="2026年1—10月（按结案日）",
        columns=(
            Column(head=("案件分类",), width=9),
            _whole("合计"),
            _part("调解结果", "达成协议"),
            _part("调解结果", "终止"),
            _part("调解结果", "撤回"),
            Column(head=("成功率",), kind=Kind.RATE, width=5),
        ),
        rows=tuple(
            (
                f"{what}纠纷",
                count,
                count - count // 6,
                count // 6,
                0,
                (count - count // 6) * 1000 // count if count else None,
            )
            for what, count in zip(_CATEGORIES, counts, strict=True)
        ),
        unit="件",
        office=COMMITTEE,
        filled_by="周慧兰",
        reviewed_by="叶知秋",
        filled_on=FILLED_ON,
        total="总计",
        notes=(RULES,),
        tall=True,
    )


SAMPLES: Mapping[str, Callable[[], Sheet]] = MappingProxyType(
    {
        "case_table": case_table,
        "case_table-2": case_table_2,
        "register-month": register,
        "category_outcome": by_category,
    }
)

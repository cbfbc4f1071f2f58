"""Invented tables as an office has them: the official case table, a register of 60 rows, mediators with charts."""

from __future__ import annotations

from datetime import date, timedelta

from reports.statistics.charts import Chart, Series, Shape, Tone
from reports.statistics.sheets import Check, Column, Kind, Sheet, Sum, Value
from resources import rules

ROUND = {
    "period": "2026年10月（按结案日）",
    "office": "上海市示例区海棠街道人民调解委员会",
    "filled_by": "周慧兰",
    "filled_on": date(2026, 11, 2),
}
NOTES = (
    "统计口径：按结案日计入当月，未结案的不计；群体性纠纷一案计一件；再次调解的只计最后一次；不予受理的不计入。",
    "涉及金额为协议金额。",
)
REFERRED = ("court", "procuratorate", "police", "petition", "other")


def case_table(rows: int = 2, *, high: int = 1, off: int = 0) -> Sheet:
    """The 39 columns of the official table's first part; `high` multiplies all; `off`: too few oral agreements."""
    lines = [line for line in rules.load("case_table")["lines"] if line["part"] == 1]
    columns = [Column(head=("期间",), width=5)]
    for line in lines:
        kind = Kind.WAN if line["unit"] == "元" else Kind.COUNT
        head = (line["group"], line["label"]) if line["group"] else (line["label"],)
        if line["code"].startswith("source_referral"):
            head = (line["group"], "接受委托移送调解", line["label"] if line["indent"] else "小计")
        columns.append(Column(head=head, kind=kind, width=4, code=line["code"], total=True))
    return Sheet(
        code="case_table",
        name="案件情况统计表",
        title="人民调解案件情况统计表",
        columns=tuple(columns),
        rows=tuple(_counted(lines, f"{n + 1}月", (n + 1) * high, off) for n in range(rows)),
        unit="件、人、万元",
        total="合计",
        sums=(Sum(code="source_referral", plus=tuple(f"source_referral_{one}" for one in REFERRED)),),
        checks=_identities(lines),
        notes=NOTES,
        **ROUND,
    )


def _counted(lines, said: str, n: int, off: int) -> tuple[Value, ...]:
    """A month in which each source had `n` cases, and so on: all identities hold but for the `off`."""
    sources = 2 + len(REFERRED)
    values = {line["code"]: 0 for line in lines} | {
        "cases_total": sources * n,
        "parties_people": 5 * sources * n,
        "cases_succeeded": 5 * n,
        "difficult": n,
        "amount_fen": 1_234_567 * n,
        "committee_street": sources * n,
        "source_referral": len(REFERRED) * n,
        "category_neighbourhood": 4 * n,
        "category_property_management": 3 * n,
        "form_oral": 2 * n - off,
        "form_written": 3 * n,
    }
    values |= {code: n for code in values if code.startswith("source_") and code != "source_referral"}
    return (said, *(values[line["code"]] for line in lines))


def _identities(lines) -> tuple[Check, ...]:
    def group(prefix: str) -> tuple[str, ...]:
        return tuple(line["code"] for line in lines if line["code"].startswith(prefix))

    whole = ("cases_total",)
    sources = ("source_initiative", "source_application", "source_referral")
    return (
        Check(words="不同主体调解情况各项之和等于案件总数", left=group("committee_"), right=whole),
        Check(words="主动、依申请、接受委托移送之和等于案件总数", left=sources, right=whole),
        Check(words="18类案件之和等于案件总数", left=group("category_"), right=whole),
        Check(
            words="口头协议与书面协议之和等于调解成功", left=("form_oral", "form_written"), right=("cases_succeeded",)
        ),
        Check(words="调解成功不多于案件总数", left=("cases_succeeded",), right=whole, exact=False),
        Check(words="当事人数不少于案件总数的2倍", left=whole, right=("parties_people",), exact=False, times=2),
        Check(words="没有调解成功的，金额为零", left=("amount_fen",), right=(), unless="cases_succeeded"),
    )


MATTERS = (
    "楼上住户卫生间防水层破损，渗水至楼下客厅吊顶及木地板，双方就维修和赔偿多次协商不成",
    "拖欠三个月工资",
    "电动自行车在弄堂口相撞，一方右手腕骨折，就医疗费、误工费和后续治疗费的承担发生争议，另涉车辆维修费\n双方另就停车位置争执",
    "物业费",
    '=HYPERLINK("http://example.invalid","点我")',
)


def register(rows: int = 60) -> Sheet:
    """汇总登记表 with identity numbers, phones and words of every length."""
    return Sheet(
        code="register",
        name="汇总登记表",
        title="人民调解案件汇总登记表",
        columns=(
            Column(head=("序号",), kind=Kind.COUNT, width=3),
            Column(head=("案号",), kind=Kind.ID, width=9),
            Column(head=("受理日期",), kind=Kind.DAY, width=6),
            Column(head=("当事人", "姓名"), width=5),
            Column(head=("当事人", "证件号码"), kind=Kind.ID, width=10),
            Column(head=("当事人", "电话"), kind=Kind.ID, width=7),
            Column(head=("纠纷事由",), width=20),
            Column(head=("纠纷类型",), width=6),
            Column(head=("协议形式",), width=3),
            Column(head=("涉及金额（元）",), kind=Kind.MONEY, width=6, total=True),
            Column(head=("已履行",), kind=Kind.RATE, width=4),
            Column(head=("调解员",), width=4),
        ),
        rows=tuple(_case(n) for n in range(rows)),
        unit="元",
        total="合计",
        notes=("含未脱敏的个人信息，请妥善保管，用后按规定处理。",),
        **ROUND,
    )


def _case(n: int) -> tuple[Value, ...]:
    return (
        n + 1,
        f"(2026)海棠人调字第{n + 1:03}号",
        date(2026, 10, 1) + timedelta(days=n % 31),
        ("祁一舟", "欧阳示例", "艾合买提·示例江与上海示例物业管理有限公司")[n % 3],
        f"99999919{50 + n % 40}0101{n:03}X",
        f"120{n:08}",
        MATTERS[n % len(MATTERS)],
        ("邻里纠纷", "拖欠农民工工资纠纷", "道路交通事故纠纷")[n % 3],
        ("口头", "书面", None)[n % 3],
        None if n % 3 == 2 else 123_456_789 * (n % 7),
        None if n % 3 == 2 else (1000, 333)[n % 2],
        ("周慧兰", "严伯年")[n % 2],
    )


def mediators() -> Sheet:
    """按调解员, upright, with a chart of each shape."""
    people = ("周慧兰", "严伯年", "诸葛示例", "未定")
    return Sheet(
        code="mediators",
        name="按调解员",
        title="人民调解员办案情况表",
        columns=(
            Column(head=("调解员",), width=5),
            Column(head=("主办（件）",), kind=Kind.COUNT, width=4, total=True, code="cases"),
            Column(head=("调解成功（件）",), kind=Kind.COUNT, width=4, total=True, code="succeeded"),
            Column(head=("成功率",), kind=Kind.RATE, width=4),
            Column(head=("涉及金额（元）",), kind=Kind.MONEY, width=6, total=True),
            Column(head=("协办（件）",), kind=Kind.COUNT, width=4, total=True),
        ),
        rows=tuple((name, 12 - n, 9 - n, 750 - n, 10_000_001 * (n + 1), n) for n, name in enumerate(people)),
        unit="件、元",
        total="合计",
        checks=(Check(words="调解成功不多于主办", left=("succeeded",), right=("cases",), exact=False),),
        notes=NOTES,
        charts=charts(),
        tall=True,
        **ROUND,
    )


def charts() -> tuple[Chart, ...]:
    categories = tuple(
        line["label"].removesuffix("纠纷")
        for line in rules.load("case_table")["lines"]
        if line["code"].startswith("category_")
    )
    months = tuple(f"{n}月" for n in range(1, 11))
    return (
        Chart(
            code="categories",
            question="哪类纠纷最多?",
            answer="邻里和物业，各 4 件",
            shape=Shape.BARS,
            labels=("邻里", "物业", *(c for c in categories if c not in ("邻里", "物业"))),
            series=(
                Series(
                    name="件数",
                    values=(4, 4, *([3, 2, 1, 0] * 4)),
                    tones=(Tone.ANSWER, Tone.ANSWER, *([Tone.QUIET] * 16)),
                ),
            ),
        ),
        Chart(
            code="days",
            question="多久调好?",
            answer="半数在 7 日内",
            shape=Shape.COLUMNS,
            labels=("当日", "2—7日", "8—15日", "16—30日", "超30日"),
            series=(
                Series(
                    name="件数",
                    values=(5, 7, 6, 3, 1),
                    tones=(Tone.ANSWER, Tone.ANSWER, Tone.QUIET, Tone.QUIET, Tone.LATE),
                ),
            ),
            note="调解成功 22 件，从受理算起",
        ),
        Chart(
            code="sources",
            question="各来源调成多少?",
            answer="=公安机关移送的\t最多",
            shape=Shape.STACKED,
            labels=("主动调解", "依申请", "法院", "公安机关"),
            series=(
                Series(name="调解成功", values=(4, 9, 1, 12), tones=(Tone.ANSWER,)),
                Series(name="终止调解", values=(1, 0, 2, 3), tones=(Tone.SECOND,)),
                Series(name="调解中", values=(0, 2, 1, 2), tones=(Tone.THIRD,)),
            ),
        ),
        Chart(
            code="months",
            question="比去年多还是少?",
            answer="十月比去年同月多 3 件",
            shape=Shape.LINE,
            labels=months,
            series=(
                Series(name="今年", values=(20, 14, 22, 25, 19, 21, 24, 28, 23, 26), tones=(Tone.ANSWER,)),
                Series(name="去年", values=(18, 11, 20, 22, 21, 17, 20, 22, 25, 23), tones=(Tone.SECOND,)),
            ),
        ),
        Chart(
            code="none",
            question="哪些没有履行?",
            answer="本期没有到期的协议",
            shape=Shape.BARS,
            labels=(),
            series=(Series(name="件数", values=()),),
        ),
    )

"""Follow-ups of a period by kind, and what people said when they were asked whether they were satisfied."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from desktop.commands.desk import Desk
from desktop.commands.statistics.sheets.frame import TOTAL, frame, thousandths
from desktop.domain.counting import Basis, Period
from desktop.domain.records import FollowKind
from desktop.storage.schema import GONE, TABLES
from reports.statistics.sheets import Column, Kind, Sheet, Sum, Value

CONTENT = ("非常满意", "满意", "基本满意")
DISCONTENT = ("不满意", "非常不满意")
ANSWERS = (*CONTENT, *DISCONTENT)
OTHER, NOT_ASKED = "其他", "没有问"
KIND_WORDS = {FollowKind.VISIT: "回访\uff08达成协议后\uff09", FollowKind.TRACKING: "跟踪\uff08未达成协议\uff09"}
NOTE = "按回访日期计\uff1b满意率为非常满意、满意和基本满意占作了回答的比例。"


def counted(desk: Desk, period: Period) -> Counter[tuple[str, str]]:
    """(kind, answer) -> how often; an answer in words of one's own is OTHER. By one query over the index of days."""
    c = TABLES["follow_ups"].c
    query = (
        select(c.kind, c.satisfaction, func.count())
        .where(c[GONE] == 0, c.on.between(period.starts, period.ends))
        .group_by(c.kind, c.satisfaction)
    )
    found: Counter[tuple[str, str]] = Counter()
    with desk.read() as reader:
        for kind, answer, times in reader.rows(query):
            said = answer if answer in ANSWERS else OTHER if answer.strip() else NOT_ASKED
            found[FollowKind(kind).value, said] += times
    return found


def make(desk: Desk, period: Period, basis: Basis | None = None) -> Sheet:
    """One row a kind of follow-up. They are counted by their own days, whatever the basis of the cases is."""
    found = counted(desk, period)
    answers = (*ANSWERS, OTHER, NOT_ASKED)
    rows: list[tuple[Value, ...]] = []
    for kind, words in KIND_WORDS.items():
        cells = [found[kind.value, answer] for answer in answers]
        content, answered = sum(cells[: len(CONTENT)]), sum(cells[: len(ANSWERS)])
        rows.append((words, sum(cells), *cells, thousandths(content, answered)))
    round = frame(desk, period, basis).round(counted=False)
    return Sheet(
        code="follow_ups",
        name="回访和满意度",
        title="回访和满意度情况表",
        columns=(
            Column(head=("种类",), width=10),
            Column(head=("次数",), kind=Kind.COUNT, width=5, total=True, code="times"),
            *(
                Column(head=("满意度", a), kind=Kind.COUNT, width=5, total=True, code=f"a{n}")
                for n, a in enumerate(answers)
            ),
            Column(head=("满意率",), kind=Kind.RATE, width=5),
        ),
        rows=tuple(rows),
        unit="次",
        total=TOTAL,
        sums=(Sum(code="times", plus=tuple(f"a{n}" for n in range(len(answers)))),),
        tall=True,
        **round | {"notes": (NOTE,)},
    )

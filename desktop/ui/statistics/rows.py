"""The official table as two blocks of rows side by side, in the words that the screen has room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.counting.table import Line

LEFT = ("", "案件来源", "协议形式", "履行情况", "司法确认", "协议后起诉", "不同主体调解情况")
RIGHT = ("案件分类", "当事人关系", "排查预防", "防激化")
GENERAL = "项目"
_UNITS = {"人": "(人)", "次": "(次)", "元": "(万元)"}
_SHORT = {
    "parties_people": "涉及当事人",
    "difficult": "疑难复杂",
    "source_referral": "接受委托移送",
    "category_other": "其他纠纷",
    "category_labour_other": "其他劳动争议",
    "committee_association": "社会团体等调委会",
    "prevent_suicide_cases": "防止自杀",
    "prevent_civil_to_criminal_cases": "防止转化为刑事案件",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table, or the heading of a group (`line` is None)."""

    words: str
    group: str
    line: Line | None = None
    indent: int = 0


def blocks(lines: Sequence[Line]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Left: the whole, the sources, what came of it. Right: the kinds, who against whom, prevention.

    The heading of the first group of each block is that of the block and stands in the table's head.
    """
    left, right = (_block(lines, groups) for groups in (LEFT, RIGHT))
    known = {*LEFT, *RIGHT}
    rest = tuple(row for group in dict.fromkeys(each.group for each in lines) for row in _group(lines, group, known))
    return left, (*right, *rest)


def _block(lines: Sequence[Line], groups: Sequence[str]) -> tuple[Row, ...]:
    made = [row for group in groups for row in _rows(lines, group)]
    return tuple(made[1:] if made and made[0].line is None else made)


def _group(lines: Sequence[Line], group: str, known: set[str]) -> tuple[Row, ...]:
    return () if group in known else _rows(lines, group)


def _rows(lines: Sequence[Line], group: str) -> tuple[Row, ...]:
    found = tuple(Row(words_of(line), group or GENERAL, line, line.indent) for line in lines if line.group == group)
    return (Row(group, group), *found) if group and found else found


def words_of(line: Line) -> str:
    """物业, 公安机关, 涉及金额(万元): without what the heading above says already."""
    if line.code.endswith("_people") and line.indent:
        return "涉及人数(人)"
    words = _SHORT.get(line.code) or line.label
    if line.code.startswith("category_") and words not in _SHORT.values():
        words = words.removesuffix("纠纷")
    elif line.indent:
        words = words.removesuffix("委托移送")
    elif line.code.startswith("prevent_"):
        words = words.replace("民间纠纷引起", "")
    return words + _UNITS.get(line.unit, "")


def figure(line: Line, value: int) -> str:
    """As the table shows it: money in 万元 with two decimals, half up."""
    if line.unit != "元":
        return f"{value:,}"
    sign, cents = "-" if value < 0 else "", (abs(value) + 5_000) // 10_000
    return f"{sign}{cents // 100:,}.{cents % 100:02d}"

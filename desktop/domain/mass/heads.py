"""Which column of a list means what, by the words at its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from desktop.domain.errors import RuleBroken
from desktop.domain.typed import clean_line, fold_code
from desktop.domain.typed.numerals import number

Raw = str | int | float | bool | date | time | None  # a cell as the sheet holds it; formulas are their values
LOOKED_AT = 40  # rows in which the head is looked for: titles and notes stand above it
MOST_INSTALMENTS = 120


class Field(StrEnum):
    """What a column may say; the values are the words of a template."""

    NAME = "姓名"
    SEX = "性别"
    ID_NUMBER = "身份证号码"
    PHONE = "手机"
    POSITION = "岗位"
    MONTHS = "欠薪月份"
    OWED = "欠款(元)"
    MIGRANT = "农民工"
    INSTALMENT = "第一期(元)"
    REPRESENTATIVE = "代表"


_WORDS: dict[Field, str] = {
    Field.NAME: "(职工|员工|工人|劳动者|申请人|本人)?(姓名|名字)|申请人|劳动者",
    Field.SEX: "性别",
    Field.ID_NUMBER: "(居民)?身份证(件)?(号码?)?|(有效)?证件号码?|公民身份号码|身份证明号码",
    Field.PHONE: "(联系|手机|移动)?(电话|手机)(号码?)?|联系方式|手机号码?",
    Field.POSITION: "岗位|职务|职位|工种|岗位\\W?职务|工作岗位",
    Field.MONTHS: "(欠薪|拖欠|欠付|欠发)(工资)?(的)?(月份|期间|时间|时段|所属月份?)|工资所属(期|月份?)",
    Field.OWED: "(拖?欠(薪|款|付|发)?)(工资)?(总?金?额|合计|总计|数额|总数)?|拖欠工资|"
    "(应(付|发))?(工资)?(总?金额|合计|总计|总额)|应付工资",
    Field.MIGRANT: "(是否)?(为|是)?农民工",
    Field.REPRESENTATIVE: "(是否)?(为|是)?(推举|推选|职工|工人)?代表(人)?",
}
_KNOWN = {field: re.compile(words) for field, words in _WORDS.items()}
_NTH = re.compile(r"第?(\d{1,3}|[一二三四五六七八九十百两]+)期(?:(?:应?付?|支付|给付|付款)?(?:工资)?(?:金额|款)?)")


@dataclass(frozen=True, slots=True)
class Head:
    """One column that is understood; `nth` counts instalments from 1."""

    column: int
    field: Field
    words: str
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Heads:
    """The understood columns from left to right, the row after the head (from 0), and what is not used."""

    heads: tuple[Head, ...]
    below: int
    unused: tuple[str, ...] = ()

    def of(self, field: Field) -> Head | None:
        return next((h for h in self.heads if h.field is field), None)


def find_heads(rows: Sequence[Sequence[Raw]]) -> Heads:
    """The head of a list, titles above it tolerated, also one in two rows (分期 over 第一期 …). RuleBroken when
    there is none, or when two columns say they are the same."""
    for at, row in enumerate(rows[:LOOKED_AT]):
        heads = _understood(row)
        if Field.NAME not in {h.field for h in heads} or len({h.field for h in heads}) < 2:
            continue
        under = rows[at + 1] if at + 1 < len(rows) else ()
        second = [h for h in _understood(under) if h.column not in {k.column for k in heads}]
        if second and not _text(under, next(h.column for h in heads if h.field is Field.NAME)):
            heads = sorted([*heads, *second], key=lambda h: h.column)
            return _checked(heads, row, at + 2)
        return _checked(heads, row, at + 1)
    raise RuleBroken("heads", "没有找到表头:要有“姓名”和“欠款”等列名在同一行,可以先下载模板。")


def _understood(row: Sequence[Raw]) -> list[Head]:
    return [head for column, _ in enumerate(row) if (head := _head(column, _text(row, column)))]


def _head(column: int, words: str) -> Head | None:
    bare = re.sub(r"[((\[【].*?[))\]】]|\s|[:*]", "", fold_code(words))
    if not bare or len(bare) > 20:
        return None
    nth = _NTH.fullmatch(bare)
    if nth:
        count = number(nth[1])
        return Head(column, Field.INSTALMENT, words, int(count)) if count and 0 < count <= MOST_INSTALMENTS else None
    field = next((field for field, known in _KNOWN.items() if known.fullmatch(bare)), None)
    return Head(column, field, words) if field else None


def _checked(heads: list[Head], row: Sequence[Raw], below: int) -> Heads:
    seen: dict[tuple[Field, int], Head] = {}
    for head in heads:
        twin = seen.setdefault((head.field, head.nth), head)
        if twin is not head:
            raise RuleBroken("heads", f"“{twin.words}”和“{head.words}”两列意思相同,请只留一列。")
    nths = sorted(h.nth for h in heads if h.field is Field.INSTALMENT)
    if nths != list(range(1, len(nths) + 1)):
        raise RuleBroken("heads", "分期的列不连续,请从第一期起依次写。")
    used = {h.column for h in heads}
    unused = [_text(row, n) for n in range(len(row)) if n not in used]
    return Heads(tuple(heads), below, tuple(w for w in unused if w and w not in {"序号", "编号", "备注", "分期"}))


def _text(row: Sequence[Raw], column: int) -> str:
    value = row[column] if column < len(row) else None
    return clean_line(value) if isinstance(value, str) else ""

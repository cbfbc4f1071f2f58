"""Corrections in words: what of a case changed, what that does to the figures, and by which act."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.statistics.figures import line_of
from desktop.commands.statistics.freezing import Cause, Correction
from desktop.commands.statistics.sheets.words import BAND_WORDS, OUTCOME_WORDS, member_names, source_words
from desktop.domain.counting.frozen import Change
from desktop.domain.counting.units import PREVENTED
from desktop.domain.people import Account
from desktop.ui.statistics.rows import figure, words_of
from desktop.ui.words import ACTS

KINDS = {"added": "后来计入", "gone": "不再计入", "changed": "数字变了", "screening": "补记排查"}
NAMES = {
    "received_on": "受理日",
    "closed_on": "结案日",
    "agreed_on": "协议日",
    "category": "类型",
    "source": "来源",
    "relation": "当事人关系",
    "outcome": "结果",
    "band": "用时",
    "mediator": "调解员",
    "helpers": "协办",
    "cases": "案件总数",
    "succeeded": "调解成功",
    "difficult": "疑难复杂",
    "people": "当事人",
    "amount_fen": "涉及金额",
    "written": "书面协议",
    "oral": "口头协议",
    "fulfilled": "已履行",
    "confirmation_applied": "申请司法确认",
    "confirmation_valid": "确认有效",
    "arbitration_review": "申请仲裁审查",
    "sued": "达成协议后起诉",
    "upheld": "判决维持",
    "changed": "判决变更",
    "revoked": "判决撤销",
    "void": "确认无效",
    "payment_order": "申请支付令",
    "mass": "群体性纠纷",
    "refused": "不予受理",
    "referred": "转介",
    "days": "调解用时(日)",
}
RELATIONS = {
    "citizens": "公民与公民",
    "citizen_organisation": "公民与法人及社会组织",
    "organisations": "法人及社会组织之间",
}
MOST_EFFECTS = 4  # said on one line of the list


def change_words(desk: Desk, change: Change) -> tuple[str, str]:
    """(what, before → after)."""
    names = member_names(desk)
    before, after = (_value(change.what, value, names) for value in (change.before, change.after))
    return _name(change.what), f"{before} → {after}"


def effect_words(effect: Mapping[str, int]) -> list[str]:
    """`调解成功 −1` for each figure that would be another."""
    said = []
    for code, by in effect.items():
        line = line_of(code)
        sign = "+" if by > 0 else "−"
        words = words_of(line)
        if line.indent and code.endswith("_people"):
            words = f"{words_of(line_of(code.replace('_people', '_cases')))}(人)"
        said.append(f"{words}\u00a0{sign}{figure(line, abs(by))}")
    return said


def short_effect(correction: Correction) -> str:
    """The first few of them on one line."""
    said = effect_words(correction.effect)
    more = f"等 {len(said)} 项" if len(said) > MOST_EFFECTS else ""
    return ",".join(said[:MOST_EFFECTS]) + more or "不影响数字"


def cause_words(desk: Desk, cause: Cause) -> str:
    """`11-03 10:20 结案 周慧兰`."""
    with desk.read() as reader:
        account = reader.maybe(Account, cause.account)
    return f"{cause.at:%m-%d %H:%M} {ACTS.get(cause.act, cause.act)} {account.name if account else ''}".strip()


def _name(what: str) -> str:
    for prevented in PREVENTED:
        for of, unit in (("cases", "件"), ("people", "人")):
            if what == f"prevent_{prevented}_{of}":
                label = words_of(line_of(f"prevent_{prevented}_cases"))
                return f"{label}({unit})"
    return NAMES.get(what, what)


def _value(what: str, value: str | int, names: Mapping[str, str]) -> str:
    if what == "amount_fen":
        return f"{int(value) / 100:,.2f} 元"
    if isinstance(value, int):
        return f"{value:,}"
    if not value:
        return "无"
    match what:
        case "category":
            return words_of(line_of(f"category_{value}"))
        case "source":
            return source_words(value)
        case "outcome":
            return OUTCOME_WORDS.get(value, value)
        case "band":
            return BAND_WORDS.get(value, value)
        case "relation":
            return RELATIONS.get(value, value)
        case "mediator" | "helpers":
            return "、".join(names.get(one, "已离任成员") for one in value.split())
        case _:
            return value


def same(one: Correction, other: Correction) -> bool:
    """Whether both speak of the same 件."""
    return key(one) == key(other)


def key(correction: Correction) -> tuple[str, UUID | None, int]:
    return correction.month, correction.dispute, correction.no

"""How the tables call what is counted."""

from __future__ import annotations

from desktop.commands.desk import Desk
from desktop.commands.statistics.figures import line_of

OUTCOME_WORDS = {
    "settled": "调解成功",
    "terminated": "终止调解",
    "withdrawn": "撤回申请",
    "going": "调解中",
    "refused": "不予受理",
    "referred": "转介",
}
BAND_WORDS = {"d1": "当日", "d7": "2—7日", "d15": "8—15日", "d30": "16—30日", "over": "超30日"}
SOURCE_WORDS = {  # short, for charts
    "initiative": "主动调解",
    "application": "依申请",
    "referral_court": "法院移送",
    "referral_procuratorate": "检察院移送",
    "referral_police": "公安移送",
    "referral_petition": "信访移送",
    "referral_other": "其他部门移送",
}
NOBODY = "未指定"
UNKNOWN = "已离任成员"


def category_words(code: str) -> str:
    """邻里纠纷."""
    return line_of(f"category_{code}").label


def source_words(code: str) -> str:
    """法院委托移送."""
    return line_of(f"source_{code}").label


def member_names(desk: Desk) -> dict[str, str]:
    """Names by the hex of their identity, as the tallies call them."""
    return {m.id.hex: m.name for m in desk.members()}

"""The words for what the month's report keeps: kinds, fields, and the values of its settings."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.domain.counting.rules import BASIS_WORDS, Basis, Mass, Reopened

KIND_WORDS: Mapping[str, str] = {
    "counting_settings": "统计口径",
    "frozen_months": "封存月报",
    "correction_notes": "更正原因",
    "allowance_settings": "补贴标准",
    "ledger_maps": "台账对照",
    "screenings": "排查记录",
    "organisation_facts": "组织情况",
}

FIELD_WORDS: Mapping[str, dict[str, str]] = {
    "counting_settings": {
        "basis": "期间归属",
        "mass": "群体性纠纷",
        "reopened": "再次调解",
        "refused": "不予受理计入总数",
        "note": "依据",
    },
    "frozen_months": {
        "month": "月份",
        "counting": "口径",
        "figures": "数字",
        "cases": "案件清单",
        "failed": "核对不平",
        "reason": "理由",
        "digest": "摘要",
        "at": "时间",
        "by": "封存人",
        "by_name": "封存人姓名",
    },
    "correction_notes": {"month": "月份", "cause": "原因", "at": "时间", "by": "写明人"},
    "allowance_settings": {"code": "补贴", "amount_fen": "标准", "note": "依据"},
    "ledger_maps": {"code": "格式", "name": "台账名称", "office": "报送单位", "columns": "各列"},
    "screenings": {
        "on": "日期",
        "place": "地点",
        "members": "参加人",
        "found": "排查出纠纷",
        "prevented": "预防纠纷",
        "note": "说明",
    },
    "organisation_facts": {"half": "半年", "code": "项目", "value": "数值", "note": "说明"},
}

MASSES: Mapping[Mass, str] = {Mass.CASE: "一案一件", Mass.WORKER: "一人一件"}
REOPENINGS: Mapping[Reopened, str] = {Reopened.LAST: "只计最后一次", Reopened.EACH: "每次结案各计一件"}
BASES: Mapping[Basis, str] = BASIS_WORDS

ACTS: Mapping[str, str] = {
    "counting_setting": "修改统计口径",
    "freeze": "封存月报",
    "export_statistics": "导出统计",
    "ledger_map": "修改台账",
    "remove_ledger_map": "恢复(删除)台账",
    "export_ledger": "导出台账",
    "correction_note": "写更正原因",
    "allowance_setting": "修改补贴标准",
    "remove_allowance_setting": "恢复默认补贴标准",
    "screening": "排查记录",
    "remove_screening": "删除排查记录",
    "organisation_fact": "填组织情况",
    "prevention": "防激化",
}

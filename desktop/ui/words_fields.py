"""The words for every field of every entity, and for what a field holds: what the record of changes reads from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop.commands.handbook import Handbook
from desktop.commands.statistics import organisation, prevention, settings
from desktop.commands.statistics.allowance_rates import table_rules
from desktop.domain import tracks
from desktop.domain.agreements import Duty, Form, Instalment, Status
from desktop.domain.counting import Basis, Mass, Reopened
from desktop.domain.disputes import Filing, Intake, Mediation, Performing, Risk
from desktop.domain.follow_ups import WAYS
from desktop.domain.people import PartyRole, PersonKind, Role, TeamRole
from desktop.domain.records import Direction, FollowEnd, FollowKind, SessionOutcome
from desktop.domain.team import DayKind, OnHoliday, VisitEnd
from desktop.domain.typed import fen_text, mask_id, mask_phone
from desktop.domain.vigilance import Standing
from desktop.ui import words, words_reports, words_sync

DELETED = "_deleted"

KIND_WORDS: dict[str, str] = {
    "committees": "调委会",
    "members": "人员",
    "accounts": "账户",
    "people": "当事人",
    "disputes": "纠纷",
    "parties": "当事人",
    "agents": "代理人",
    "claimants": "群体成员",
    "work_orders": "工单",
    "investigations": "调查记录",
    "evidence": "证据",
    "sessions": "调解",
    "extensions": "延期",
    "agreements": "协议",
    "terms": "条款",
    "obligations": "义务",
    "performances": "履行",
    "follow_ups": "回访",
    "tracks": "司法确认、仲裁审查",
    "risk_reports": "风险报告",
    "referrals": "转介",
    "feedbacks": "反馈",
    "attachments": "附件",
    "printings": "打印",
    "suspensions": "中止计算",
    "seats": "参加人",
    "recusals": "回避",
    "private_notes": "单独谈话",
    "risk_assessments": "风险评定",
    "shifts": "值班",
    "reception_rules": "接待日规则",
    "receptions": "接待日",
    "visits": "来访",
    "alerts": "预警",
    "handovers": "交接",
    "pocket_lists": "口袋清单",
    "limit_settings": "期限设置",
    "calendar_years": "放假日历",
    **words_reports.KIND_WORDS,
    **words_sync.KIND_WORDS,
}

_COMMON = {"id": "标识", "dispute_id": "所属纠纷", "extras": "其他信息", DELETED: "删除"}

FIELD_WORDS: dict[str, dict[str, str]] = {
    "committees": {
        "committee": "调委会全称",
        "short": "字号简称",
        "room": "调处室",
        "address": "地址",
        "phone": "电话",
        "reception_day": "接待日",
        "court": "法院",
        "arbitration": "仲裁委员会",
        "police_station": "派出所",
        "justice_office": "司法所",
        "street_office": "街道",
        "number_pattern": "编号格式",
        "type": "调委会类型",
    },
    "members": {
        "ref": "编号",
        "name": "姓名",
        "role": "角色",
        "title": "职务",
        "organisation": "单位",
        "phone": "电话",
        "certificate": "证件",
        "active": "在任",
        "affiliations": "其他任职",
        "sex": "性别",
        "born": "出生日期",
        "education": "文化程度",
        "employment": "专兼职",
    },
    "accounts": {"name": "账户", "role": "角色", "member_id": "人员", "active": "启用"},
    "people": {
        "kind": "类别",
        "name": "姓名或名称",
        "sex": "性别",
        "ethnicity": "民族",
        "birth_date": "出生日期",
        "id_type": "证件种类",
        "id_number": "证件号码",
        "occupation": "职业",
        "employer": "单位",
        "address": "住址",
        "phone": "电话",
        "uscc": "统一社会信用代码",
        "legal_representative": "法定代表人",
        "legal_representative_title": "法定代表人职务",
    },
    "disputes": {
        "key": "外部标识",
        "case_no": "案号",
        "temp_no": "暂编号",
        "title": "标题",
        "short_title": "简称",
        "category": "纠纷类别",
        "category_list": "类别版本",
        "category_label": "类别名称",
        "source": "来源",
        "source_label": "来源名称",
        "found_by": "发现人",
        "found_at": "发现时间",
        "department": "移送单位",
        "department_ref": "移送编号",
        "source_note": "来源说明",
        "feedback_due": "反馈期限",
        "feedback_due_note": "反馈约定",
        "received_at": "收到时间",
        "registered_by": "登记人",
        "mediators": "调解员",
        "recorder": "记录人",
        "cautions": "特别情形",
        "is_mass": "群体性",
        "is_difficult": "疑难复杂",
        "parties_count": "涉及人数",
        "group_statute": "群体认定依据",
        "group_letter": "群体来函",
        "applied_on": "申请日期",
        "application_form": "申请方式",
        "facts": "案情",
        "requests": "请求事项",
        "intake": "受理",
        "decided_on": "决定日期",
        "registrar": "登记受理人",
        "consent": "同意调解",
        "refusal_reasons": "不受理理由",
        "refusal_notice": "不受理告知",
        "refusal_delivered": "告知送达",
        "guidance": "指引途径",
        "notice_form": "告知方式",
        "notice_on": "告知日期",
        "notice_extras": "告知情况",
        "mediation": "调解进展",
        "ended_on": "终止日期",
        "ended_reason": "终止原因",
        "performing": "履行进展",
        "risk": "风险等级",
        "risk_reasons": "风险理由",
        "prevention": "防激化",
        "filing": "结案归档",
        "closed_on": "结案日期",
        "closing_result": "结案结果",
        "outcome": "统计结果",
        "archived_on": "归档日期",
        "filer": "立卷人",
        "retention": "保管期限",
        "archive_form": "归档方式",
    },
    "parties": {
        "person_id": "是谁",
        "ref": "编号",
        "role": "身份",
        "position": "次序",
        "notice_signed_on": "告知书签收",
        "consent_signed_on": "信息同意书签收",
        "service_address": "送达地址",
        "minor": "未成年",
        "limited_capacity": "行为能力受限",
        "interpreter": "需翻译",
        "foreign": "港澳台或外籍",
    },
    "agents": {
        "party_id": "被代理人",
        "person_id": "是谁",
        "ref": "编号",
        "agent_type": "代理种类",
        "authority": "代理权限",
        "authority_doc_date": "委托书日期",
        "authority_until": "委托到期",
    },
    "claimants": {
        "person_id": "是谁",
        "no": "序号",
        "position": "岗位",
        "months_owed": "欠薪月份",
        "owed_fen": "欠款",
        "instalments_fen": "各期金额",
        "migrant_worker": "农民工",
        "signed_agreement": "已签协议",
        "representative": "推选代表",
        "outcome": "结果",
    },
    "work_orders": {
        "order_no": "工单编号",
        "title": "工单标题",
        "type": "工单类型",
        "content": "诉求内容",
        "address": "事发地址",
        "caller": "来电人",
        "accepted_at": "受理时间",
        "dispatched_at": "派单时间",
        "undertaker": "承办单位",
        "urgency": "紧急程度",
        "first_contact_due": "先行联系期限",
        "first_contact_on": "先行联系",
        "due": "办结期限",
        "secrecy": "保密",
        "repeat_count": "重复次数",
    },
    "investigations": {
        "at": "时间",
        "place": "地点",
        "investigators": "调查人",
        "interviewees": "被调查人",
        "record": "记录",
    },
    "evidence": {
        "no": "序号",
        "name": "证据名称",
        "pages": "页数",
        "provided_by": "提供人",
        "received_on": "收到日期",
    },
    "sessions": {
        "no": "次数",
        "starts": "开始",
        "ends": "结束",
        "place": "地点",
        "attendees": "参加人员",
        "parties_present": "到场当事人",
        "record": "笔录",
        "result": "结果说明",
        "outcome": "调解结果",
        "planned": "只是安排",
        "joint": "联合调解",
        "waiver": "缺席说明",
        "others_consent": "同意他人在场",
    },
    "extensions": {"on": "同意日期", "starts": "原期限", "until": "延长到", "reason": "理由", "consent": "各方同意"},
    "agreements": {
        "form": "形式",
        "no": "编号",
        "status": "状态",
        "draft_no": "稿次",
        "agreed_on": "达成日期",
        "effective_on": "生效日期",
        "place": "地点",
        "copies": "份数",
        "copies_note": "份数说明",
        "facts": "事实",
        "liability": "责任",
        "amount_fen": "涉及金额",
        "annex": "附件",
        "signed_parties": "签署情况",
        "signed_mediators": "签字调解员",
        "signed_recorder": "签字记录人",
        "seal": "印章",
        "review_note": "律师意见",
        "reviewed_by": "审核律师",
        "reviewed_at": "审核时间",
        "issued_at": "签发时间",
        "issued_by": "签发人",
        "content": "签发原文",
        "content_sha256": "签发校验",
        "template": "文书模板",
    },
    "terms": {"agreement_id": "所属协议", "position": "次序", "text": "条款"},
    "obligations": {
        "agreement_id": "所属协议",
        "term_id": "所属条款",
        "seq": "序号",
        "debtors": "履行人",
        "debtor_text": "履行人",
        "creditors": "对方",
        "creditor_text": "对方",
        "kind": "种类",
        "about": "款项",
        "amount_fen": "金额",
        "act": "行为",
        "due": "期限",
        "continuous": "持续履行",
        "starts_on": "开始日期",
        "method": "方式",
        "account_tail": "账户尾号",
        "checked_by": "查验人",
        "instalments": "分期",
        "accelerates_after": "逾期几日全部到期",
    },
    "performances": {
        "obligation_id": "所履行的义务",
        "seq": "序号",
        "on": "日期",
        "amount_fen": "金额",
        "proof": "凭证",
        "status": "情况",
        "claimant_id": "付给",
    },
    "follow_ups": {
        "on": "日期",
        "method": "方式",
        "by": "回访人",
        "about": "对象和事由",
        "result": "情况",
        "satisfaction": "满意度",
        "next_on": "下次回访",
        "kind": "类别",
        "asked": "回访对象",
        "demands": "诉求",
        "mood": "思想动态",
        "performing": "履行情况",
        "signs": "激化苗头",
        "ways_told": "告知途径",
        "end": "去向",
    },
    "tracks": {
        "kind": "类别",
        "organ": "机关",
        "applied": "申请日",
        "accepted": "受理日",
        "decided": "决定日",
        "result": "结果",
        "procedure": "程序",
        "ref": "文号",
        "served": "送达日",
        "due": "机关指定期限",
        "note": "备注",
    },
    "risk_reports": {"at": "时间", "to": "报告给", "by": "报告人"},
    "referrals": {
        "to": "对方单位",
        "on": "日期",
        "doc": "文书",
        "also": "另行转介",
        "claimants": "涉及人员",
        "direction": "移出移入",
        "organ": "单位类别",
        "matter": "事项",
        "by": "经办人",
        "received_on": "签收日",
        "received_by": "签收人",
        "answer_due": "反馈期限",
        "answered_on": "反馈日",
        "answer": "反馈内容",
        "receipt": "回执",
    },
    "feedbacks": {"to": "反馈给", "on": "日期", "content": "内容", "receipt": "回执"},
    "attachments": {
        "name": "名称",
        "kind": "种类",
        "media_type": "格式",
        "size": "大小",
        "sha256": "校验",
        "added_at": "存入时间",
        "added_by": "存入人",
    },
    "printings": {
        "document": "文书",
        "title": "名称",
        "at": "时间",
        "by": "打印人",
        "printer": "打印机",
        "copies": "份数",
        "sha256": "校验",
        "draft": "草稿",
    },
    "suspensions": {"starts": "中止日", "ends": "恢复日", "reason": "原因", "basis": "依据"},
    "seats": {
        "session_id": "哪次调解",
        "member_id": "成员",
        "name": "姓名",
        "organisation": "单位",
        "role": "身份",
        "invited_on": "邀请日",
        "consented": "当事人同意",
        "present": "到场",
        "signed": "签到",
        "note": "备注",
    },
    "recusals": {"member_id": "成员", "barred": "须回避", "reason": "理由", "on": "日期", "by": "决定人"},
    "private_notes": {
        "session_id": "哪次调解",
        "party_id": "与谁谈",
        "at": "时间",
        "by": "记录人",
        "text": "内容",
    },
    "risk_assessments": {
        "level": "等级",
        "before": "原等级",
        "points": "触发规则",
        "reasons": "理由",
        "by": "评定人",
        "at": "时间",
        "second": "第二人",
        "second_at": "第二人确认",
        "second_note": "第二人意见",
        "standing": "效力",
        "review_on": "复评日",
    },
    "shifts": {
        "member_id": "成员",
        "on": "日期",
        "starts": "开始",
        "ends": "结束",
        "on_call": "可来电",
        "note": "备注",
    },
    "reception_rules": {
        "kind": "种类",
        "name": "名称",
        "week": "第几周",
        "weekday": "星期",
        "starts": "开始",
        "ends": "结束",
        "place": "地点",
        "on_holiday": "遇节假日",
        "since": "从何时起",
        "active": "启用",
    },
    "receptions": {
        "rule_id": "规则",
        "kind": "种类",
        "name": "名称",
        "on": "日期",
        "place": "地点",
        "on_duty": "在岗",
        "opened_at": "开始时间",
        "closed_at": "结束时间",
        "closed_by": "小结人",
        "note": "小结",
    },
    "visits": {
        "reception_id": "接待日",
        "ticket": "号",
        "name": "来访人",
        "phone": "电话",
        "matter": "事由",
        "category": "类别",
        "arrived_at": "到达",
        "called_at": "叫号",
        "ended_at": "结束",
        "seen_by": "接谈人",
        "end": "去向",
        "answer": "答复",
        "about_id": "所属纠纷",
    },
    "alerts": {
        "rule": "规则",
        "subject": "对象",
        "subject_key": "对象标识",
        "raised_on": "预警日",
        "disputes": "涉及纠纷",
        "checks": "已做核查",
        "note": "说明",
        "owner": "负责人",
        "closed_on": "解除日",
        "closed_by": "解除人",
    },
    "handovers": {"member_id": "交出人", "on": "日期", "by": "经办人", "reason": "原因", "items": "事项"},
    "pocket_lists": {"made_at": "时间", "by": "制表人", "lines": "清单", "done": "已录回"},
    "limit_settings": {"code": "期限", "figure": "天数", "unit": "单位", "note": "说明"},
    "calendar_years": {"year": "年份", "days_off": "放假", "workdays": "调休上班", "basis": "依据"},
    **words_reports.FIELD_WORDS,
    **words_sync.FIELD_WORDS,
}

QUIET = frozenset(
    {"id", "key", "ref", "dispute_id", "agreement_id", "term_id", "position", "seq", "category_list"}
    | {"reception_id", "about_id"}
)
FORMS = {Form.WRITTEN: "书面", Form.ORAL: "口头"}
DUTIES = {Duty.MONEY: "给付金钱", Duty.ACT: "行为"}
RESULTS = {code: word for kind in reversed(tracks.KINDS.values()) for code, word in kind.results}
TRACK_KINDS = {code: kind.title for code, kind in tracks.KINDS.items()}
PERFORMED = {"paid": "给付", "done": "已履行", "breached": "违约"}
_ENUMS: dict[type[StrEnum], Mapping[Any, str]] = {
    FollowKind: words.FOLLOW_KINDS,
    FollowEnd: words.FOLLOW_ENDS,
    Direction: words.DIRECTIONS,
    Standing: words.STANDINGS,
    DayKind: words.DAY_KINDS,
    OnHoliday: words.ON_HOLIDAY,
    VisitEnd: words.VISIT_ENDS,
    Intake: words.INTAKES,
    Mediation: words.MEDIATIONS,
    Performing: words.PERFORMINGS,
    Filing: words.FILINGS,
    Risk: words.RISKS,
    Status: words.STATUSES,
    PartyRole: words.PARTY_ROLES,
    PersonKind: words.PERSON_KINDS,
    TeamRole: words.TEAM_ROLES,
    Role: words.ROLES,
    SessionOutcome: words.OUTCOMES,
    Form: FORMS,
    Duty: DUTIES,
    Basis: words_reports.BASES,
    Mass: words_reports.MASSES,
    Reopened: words_reports.REOPENINGS,
}
_CODES: dict[tuple[str, str], Mapping[str, str]] = {
    ("tracks", "kind"): TRACK_KINDS,
    ("tracks", "result"): RESULTS,
    ("tracks", "procedure"): {code: word for kind in tracks.KINDS.values() for code, word in kind.procedures},
    ("follow_ups", "ways_told"): {code: words for code, (words, _basis) in WAYS.items()},
    ("performances", "status"): PERFORMED,
    ("committees", "type"): dict(settings.committee_types()),
    ("members", "education"): dict(organisation.educations()),
    ("members", "employment"): dict(organisation.employments()),
    ("allowance_settings", "code"): {rate.code: rate.label for rate in table_rules().all()},
    ("organisation_facts", "code"): {line.code: f"{line.group}{line.label}" for line in organisation.lines()},
}
NOTHING = "空"


def field_word(kind: str, field: str) -> str:
    """The label of a field; a field of a newer version of the program is said as it is called."""
    return FIELD_WORDS.get(kind, {}).get(field) or _COMMON.get(field, field)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says values in words: `names` of members, accounts, people, parties, and of what else has an identity."""

    names: Mapping[UUID, str]
    handbook: Handbook

    def say(self, kind: str, field: str, value: Any) -> str:
        """The value as people read it; numbers of papers and phones are covered."""
        match value:
            case None | "" | () | []:
                return NOTHING
            case bool():
                return "是" if value else "否"
            case StrEnum():
                return _ENUMS.get(type(value), {}).get(value, str(value))
            case UUID():
                return self.names.get(value, "(已删除)")
            case datetime():
                return f"{value:%Y-%m-%d %H:%M}"
            case date():
                return f"{value:%Y-%m-%d}"
            case Instalment():
                return f"{value.due:%Y-%m-%d} {fen_text(value.amount_fen)}"
            case int():
                return f"{fen_text(value)} 元" if field.endswith("_fen") else str(value)
            case tuple() | list():
                return "、".join(self.say(kind, field, one) for one in value)
            case Mapping():
                return self._of_mapping(kind, field, value)
        return self._of_text(kind, field, str(value))

    def _of_text(self, kind: str, field: str, text: str) -> str:
        if field == "id_number":
            return mask_id(text)
        if field == "phone":
            return mask_phone(text)
        if field in {"sha256", "content_sha256", "digest"}:
            return text[:8]
        if field == "content" and kind == "agreements":
            return f"全文 {len(text):,} 字"
        if field == "category" and kind in {"disputes", "visits"}:
            return self.handbook.category(text).label
        if (kind, field) == ("disputes", "source"):
            return self.handbook.source(text).label
        if (kind, field) == ("disputes", "cautions"):
            return dict(self.handbook.cautions).get(text, text)
        return _CODES.get((kind, field), {}).get(text, text)

    def _of_mapping(self, kind: str, field: str, value: Mapping[str, Any]) -> str:
        if not value:
            return NOTHING
        if "text" in value:
            return str(value["text"])
        if (kind, field) == ("disputes", "prevention"):
            return prevention.words(value) or NOTHING
        return f"{len(value)} 项"

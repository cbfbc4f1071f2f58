"""The words on the screen for the values of the domain; each enum value has one."""

from __future__ import annotations

from desktop.domain.agreements import Status
from desktop.domain.disputes import Filing, Intake, Mediation, Performing, Risk, Stage
from desktop.domain.people import PartyRole, PersonKind, Role, TeamRole
from desktop.domain.permissions import ROLE_WORDS
from desktop.domain.records import Direction, FollowEnd, FollowKind, SessionOutcome
from desktop.domain.team import DayKind, OnHoliday, VisitEnd
from desktop.domain.vigilance import Standing
from desktop.ui import words_reports, words_sync

ROLES: dict[Role, str] = ROLE_WORDS

STAGES: dict[Stage, str] = {
    Stage.REGISTERED: "登记",
    Stage.ACCEPTED: "受理",
    Stage.INVESTIGATION: "调查",
    Stage.MEDIATION: "调解",
    Stage.AGREEMENT: "协议",
    Stage.PERFORMANCE: "履行",
    Stage.FOLLOW_UP: "回访",
    Stage.CLOSED: "结案",
    Stage.ARCHIVED: "归档",
    Stage.REFUSED: "不受理",
    Stage.TERMINATED: "终止",
}
STEPPER: tuple[Stage, ...] = (
    Stage.REGISTERED,
    Stage.ACCEPTED,
    Stage.INVESTIGATION,
    Stage.MEDIATION,
    Stage.AGREEMENT,
    Stage.PERFORMANCE,
    Stage.FOLLOW_UP,
    Stage.CLOSED,
    Stage.ARCHIVED,
)
RISKS: dict[Risk, str] = {Risk.GREEN: "一般", Risk.YELLOW: "黄", Risk.ORANGE: "橙", Risk.RED: "红"}
INTAKES: dict[Intake, str] = {
    Intake.RECEIVED: "待决定",
    Intake.ACCEPTED: "已受理",
    Intake.REFUSED: "不予受理",
    Intake.REFERRED: "已转介",
}
MEDIATIONS: dict[Mediation, str] = {
    Mediation.NOT_STARTED: "未开始",
    Mediation.INVESTIGATING: "调查中",
    Mediation.MEDIATING: "调解中",
    Mediation.AGREED_WRITTEN: "达成书面协议",
    Mediation.AGREED_ORAL: "达成口头协议",
    Mediation.TERMINATED: "调解终止",
    Mediation.WITHDRAWN: "当事人撤回",
}
PERFORMINGS: dict[Performing, str] = {
    Performing.NONE: "–",
    Performing.PERFORMING: "履行中",
    Performing.FULFILLED: "履行完毕",
    Performing.PARTIAL: "部分履行",
    Performing.BREACHED: "违约",
}
FILINGS: dict[Filing, str] = {Filing.OPEN: "未结", Filing.CLOSED: "已结案", Filing.ARCHIVED: "已归档"}
STATUSES: dict[Status, str] = {
    Status.DRAFT: "草稿",
    Status.IN_REVIEW: "待审",
    Status.APPROVED: "已审待签发",
    Status.ISSUED: "已签发待签字",
    Status.SIGNED: "已签",
}
PARTY_ROLES: dict[PartyRole, str] = {
    PartyRole.APPLICANT: "申请人",
    PartyRole.RESPONDENT: "被申请人",
    PartyRole.PARTY_A: "当事人甲",
    PartyRole.PARTY_B: "当事人乙",
    PartyRole.THIRD_PARTY: "第三人",
    PartyRole.WITNESS: "证人",
}
PERSON_KINDS: dict[PersonKind, str] = {
    PersonKind.NATURAL: "自然人",
    PersonKind.LEGAL: "法人",
    PersonKind.OTHER: "其他组织",
}
TEAM_ROLES: dict[TeamRole, str] = {
    TeamRole.PEOPLE_MEDIATOR: "人民调解员",
    TeamRole.RECORDER: "记录人",
    TeamRole.POLICE_OFFICER: "民警",
    TeamRole.DUTY_LAWYER: "驻点律师",
    TeamRole.RULE_OF_LAW_SPECIALIST: "法治专员",
    TeamRole.PARK_MANAGER: "园区管理方",
    TeamRole.PROPERTY_MANAGER: "物业",
    TeamRole.VOLUNTEER: "志愿者",
    TeamRole.TRADE_UNION: "工会",
    TeamRole.LABOUR_INSPECTOR: "劳动监察",
    TeamRole.REPRESENTATIVE: "两代表一委员",
    TeamRole.STATISTICS_CLERK: "统计员",
    TeamRole.AUDITOR: "审计员",
    TeamRole.OTHER: "其他",
}
OUTCOMES: dict[SessionOutcome, str] = {
    SessionOutcome.SETTLED: "达成协议",
    SessionOutcome.NOT_SETTLED: "未达成协议",
    SessionOutcome.TO_CONTINUE: "有待继续调解",
}
FOLLOW_KINDS: dict[FollowKind, str] = {FollowKind.VISIT: "回访", FollowKind.TRACKING: "跟踪"}
FOLLOW_ENDS: dict[FollowEnd, str] = {
    FollowEnd.GOES_ON: "继续跟踪",
    FollowEnd.SETTLED: "已妥善解决",
    FollowEnd.ELSEWHERE: "已进入诉讼、仲裁等程序",
    FollowEnd.REOPEN: "双方愿意再次调解",
}
DIRECTIONS: dict[Direction, str] = {Direction.OUT: "移出", Direction.IN: "移入"}
STANDINGS: dict[Standing, str] = {
    Standing.IN_FORCE: "生效",
    Standing.AWAITS_SECOND: "等第二人确认",
    Standing.DECLINED: "第二人不同意",
}
DAY_KINDS: dict[DayKind, str] = {DayKind.RECEPTION: "接待日", DayKind.POLICY: "政策咨询日"}
ON_HOLIDAY: dict[OnHoliday, str] = {
    OnHoliday.NEXT: "顺延到下一个工作日",
    OnHoliday.BEFORE: "提前到上一个工作日",
    OnHoliday.SKIP: "当次取消",
}
VISIT_ENDS: dict[VisitEnd, str] = {
    VisitEnd.WAITING: "等候",
    VisitEnd.TALKING: "接谈中",
    VisitEnd.CONSULTED: "咨询解答",
    VisitEnd.REGISTERED: "登记为纠纷",
    VisitEnd.KNOWN: "记入原卷",
    VisitEnd.LEFT: "未等到离开",
}
SATISFACTIONS: tuple[str, ...] = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
METHODS: tuple[str, ...] = ("电话", "走访", "来访", "视频", "微信")

ACTS: dict[str, str] = {
    "create_room": "建立调处室",
    "log_in": "登录",
    "recover": "以恢复码重设密码",
    "change_password": "修改密码",
    "add_account": "添加账户",
    "set_role": "修改角色",
    "close_account": "停用账户",
    "renew_recovery": "更换恢复码",
    "committee": "修改调委会信息",
    "member": "修改人员",
    "load": "导入",
    "export": "导出",
    "register": "登记",
    "edit": "修改",
    "accept": "受理",
    "number": "编正式号",
    "renumber": "改编号",
    "number_keeper": "更换编号机",
    "lease_numbers": "领取号段",
    "end_numbers": "结束号段",
    "write_number": "编号已填写",
    "refuse": "不予受理",
    "refer": "转介",
    "investigating": "转入调查",
    "mediating": "再次调解",
    "agreed_written": "达成书面协议",
    "agreed_oral": "达成口头协议",
    "terminated": "终止调解",
    "withdrawn": "当事人撤回",
    "extend": "延长期限",
    "risk": "评定风险",
    "notice": "签收告知书",
    "feedback": "反馈",
    "close": "结案",
    "archive": "归档",
    "reveal": "显示号码",
    "party": "添加当事人",
    "remove_party": "移除当事人",
    "agent": "添加代理人",
    "person": "修改当事人",
    "investigation": "调查记录",
    "remove_investigation": "删除调查记录",
    "evidence": "证据",
    "remove_evidence": "删除证据",
    "session": "调解",
    "remove_session": "删除调解",
    "follow_up": "回访",
    "remove_follow_up": "删除回访",
    "performance": "履行",
    "remove_performance": "删除履行",
    "work_order": "工单",
    "claimant": "群体成员",
    "attach": "附件",
    "detach": "移除附件",
    "copy_out": "取出附件副本",
    "track": "司法确认、仲裁审查",
    "remove_track": "删除司法确认、仲裁审查",
    "begin_agreement": "起草协议",
    "save_agreement": "改协议",
    "submit_agreement": "送律师审",
    "take_back_agreement": "取回协议",
    "approve_agreement": "律师审核通过",
    "send_back_agreement": "律师退回",
    "issue_agreement": "签发协议",
    "sign_agreement": "协议签字",
    "oral_agreement": "口头协议",
    "seat": "参加人",
    "remove_seat": "移除参加人",
    "waive_quorum": "写明缺席说明",
    "recusal": "回避",
    "private_note": "单独谈话",
    "remove_private_note": "删除单独谈话",
    "suspension": "中止计算期限",
    "remove_suspension": "删除中止计算",
    "second_risk": "第二人确认风险",
    "risk_report": "报告",
    "hand_off": "移送",
    "receive": "接收移送",
    "answer_hand_off": "记录移送反馈",
    "remove_hand_off": "删除移送",
    "reopen": "再次调解",
    "claimants": "导入群体成员",
    "representatives": "推选代表",
    "claimant_paid": "逐人履行",
    "shift": "排班",
    "remove_shift": "删除排班",
    "reception_rule": "接待日规则",
    "open_reception": "开始接待日",
    "close_reception": "接待日小结",
    "visit": "来访",
    "alert": "预警",
    "close_alert": "解除预警",
    "hand_over": "交接",
    "pocket_list": "口袋清单",
    "pocket_results": "录回口袋清单",
    "limit_setting": "修改期限",
    "remove_limit_setting": "恢复默认期限",
    "calendar_year": "导入放假日历",
    "remove_calendar_year": "删除放假日历",
    "export_calendar": "导出日程",
    "print": "打印",
    "undo": "撤销",
    "restore": "恢复",
    "vouch_acts": "认可停用前收到的内容",
    "read_audit": "查看审计",
    **words_reports.ACTS,
    **words_sync.ACTS,
}

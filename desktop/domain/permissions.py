"""Role × act. Asked in commands before anything is touched; screens only show the answer."""

from __future__ import annotations

from enum import StrEnum

from desktop.domain.errors import NotAllowed
from desktop.domain.people import Role


class Act(StrEnum):
    READ = "read"  # 查看纠纷
    REGISTER = "register"  # 登记纠纷
    EDIT = "edit"  # 修改纠纷
    DECIDE = "decide"  # 受理、终止、结案、归档
    DRAFT = "draft"  # 起草协议
    REVIEW = "review"  # 审核协议
    ISSUE = "issue"  # 签发协议
    PRINT = "print"  # 打印文书
    REVEAL = "reveal"  # 显示证件号码
    REPORT = "report"  # 封存、导出统计(脱敏)
    EXPORT = "export"  # 导出数据
    LOAD = "load"  # 导入数据
    MANAGE = "manage"  # 管理账户和设置
    TEAM = "team"  # 维护人员
    AUDIT = "audit"  # 查看审计记录


ACT_WORDS: dict[Act, str] = {
    Act.READ: "查看纠纷",
    Act.REGISTER: "登记纠纷",
    Act.EDIT: "修改纠纷",
    Act.DECIDE: "受理和结案",
    Act.DRAFT: "起草协议",
    Act.REVIEW: "审核协议",
    Act.ISSUE: "签发协议",
    Act.PRINT: "打印文书",
    Act.REVEAL: "显示证件号码",
    Act.REPORT: "封存和导出统计",
    Act.EXPORT: "导出数据",
    Act.LOAD: "导入数据",
    Act.MANAGE: "管理账户和设置",
    Act.TEAM: "维护人员",
    Act.AUDIT: "查看审计记录",
}

ROLE_WORDS: dict[Role, str] = {
    Role.MEDIATOR: "调解员",
    Role.LAWYER: "值班律师",
    Role.STATISTICIAN: "统计员",
    Role.ADMIN: "管理员",
    Role.AUDITOR: "审计员",
    Role.READER: "只读",
}

ALLOWED: dict[Role, frozenset[Act]] = {
    Role.MEDIATOR: frozenset(
        {
            Act.READ,
            Act.REGISTER,
            Act.EDIT,
            Act.DECIDE,
            Act.DRAFT,
            Act.ISSUE,
            Act.PRINT,
            Act.REVEAL,
            Act.TEAM,
            Act.REPORT,
        }
    ),
    Role.LAWYER: frozenset({Act.READ, Act.DRAFT, Act.REVIEW, Act.ISSUE, Act.PRINT, Act.REVEAL}),
    Role.STATISTICIAN: frozenset({Act.READ, Act.REPORT, Act.EXPORT}),
    Role.ADMIN: frozenset(Act) - {Act.REVIEW, Act.AUDIT},
    Role.AUDITOR: frozenset({Act.READ, Act.AUDIT}),
    Role.READER: frozenset({Act.READ}),
}


def allowed(role: Role, act: Act) -> bool:
    return act in ALLOWED[role]


def demand(role: Role, act: Act) -> None:
    """Raise NotAllowed unless the role includes the act."""
    if act not in ALLOWED[role]:
        raise NotAllowed(ROLE_WORDS[role], ACT_WORDS[act])

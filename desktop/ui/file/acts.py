"""The acts that move a file and need a few words: each a small form in the right panel, never a dialog."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from desktop.commands import disputes
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing, Intake, Mediation
from desktop.domain.follow_ups import may_reopen, unsettled_because
from desktop.domain.next_steps import handling_ends
from desktop.domain.permissions import Act
from desktop.domain.records import Extension
from desktop.ui.host import Host
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import LongText, TextField
from desktop.ui.kit.forms import Ask

RETENTIONS = ("短期", "长期", "永久")


@dataclass(frozen=True, slots=True)
class SmallAct:
    """One act. `hinders` says why it cannot be done yet; `run` may raise MediationError."""

    key: str
    title: str
    verb: str
    said: str
    need: Act
    note: str
    applies: Callable[[Host, CaseFile], bool]
    hinders: Callable[[CaseFile], str]
    asks: Callable[[Host, CaseFile], list[Ask]]
    start: Callable[[Host, CaseFile], Mapping[str, Any]]
    run: Callable[[Host, CaseFile, Mapping[str, Any]], object]


def _nothing(file: CaseFile) -> str:
    return ""


def _day(host: Host) -> Ask:
    return Ask("on", "日期", lambda: DateField(host.desk.today), needed=True)


def _today(host: Host, file: CaseFile) -> Mapping[str, Any]:
    return {"on": host.desk.today()}


def _open(file: CaseFile) -> bool:
    return file.dispute.filing is Filing.OPEN


def _in_talks(host: Host, file: CaseFile) -> bool:
    d = file.dispute
    talking = d.mediation in {Mediation.NOT_STARTED, Mediation.INVESTIGATING, Mediation.MEDIATING}
    return _open(file) and d.intake is Intake.ACCEPTED and talking


def _ending(to: Mediation) -> Callable[[Host, CaseFile, Mapping[str, Any]], object]:
    def run(host: Host, file: CaseFile, v: Mapping[str, Any]) -> object:
        return disputes.move(host.desk, file.dispute.id, to, on=v["on"], reason=v["reason"])

    return run


def _extend(host: Host, file: CaseFile, v: Mapping[str, Any]) -> None:
    disputes.extend(
        host.desk,
        Extension(
            dispute_id=file.dispute.id,
            on=host.desk.today(),
            until=v["until"],
            reason=v["reason"],
            consent=v["consent"],
        ),
    )


def _extension_start(host: Host, file: CaseFile) -> Mapping[str, Any]:
    ends = handling_ends(file, host.desk.handbook.rules)
    rules = host.desk.handbook.rules
    return {"until": rules.calendar.next_workday(ends[0] + timedelta(days=30))} if ends else {}


ACTS: tuple[SmallAct, ...] = (
    SmallAct(
        "extend",
        "延长调解期限",
        "延期",
        "已延长调解期限",
        Act.DECIDE,
        "须各方当事人同意;不同意延长的,终止调解并告知其他途径。",
        lambda host, file: handling_ends(file, host.desk.handbook.rules) is not None,
        _nothing,
        lambda host, file: [
            Ask("until", "延长至", lambda: DateField(host.desk.today), needed=True),
            Ask("reason", "原因", lambda: LongText(lines=3, most=2000)),
            Ask("consent", "同意", lambda: TextField(width=None, example="如 双方当场口头同意"), needed=True),
        ],
        _extension_start,
        _extend,
    ),
    SmallAct(
        "reopen",
        "再次调解",
        "再次调解",
        "已转回调解",
        Act.DECIDE,
        "纠纷回到调解环节,调解期限从这一天重新计算;原来的协议和记录都保留。",
        lambda host, file: may_reopen(file.dispute),
        _nothing,
        lambda host, file: [
            _day(host),
            Ask("why", "原因", lambda: LongText(lines=3, most=2000, example="双方愿意再谈")),
        ],
        _today,
        lambda host, file, v: disputes.reopen(host.desk, file.dispute.id, on=v["on"], why=v["why"]),
    ),
    SmallAct(
        "terminate",
        "终止调解",
        "终止调解",
        "已终止调解",
        Act.DECIDE,
        "终止后告知当事人可依法申请仲裁、行政处理或起诉(人民调解法第26条),并继续回访。",
        _in_talks,
        _nothing,
        lambda host, file: [
            _day(host),
            Ask(
                "reason",
                "原因",
                lambda: LongText(lines=4, most=2000, example="双方分歧大,一方明确拒绝继续"),
                needed=True,
            ),
        ],
        _today,
        _ending(Mediation.TERMINATED),
    ),
    SmallAct(
        "withdraw",
        "当事人撤回",
        "记撤回",
        "已记当事人撤回",
        Act.DECIDE,
        "当事人可以随时要求终止调解(人民调解法第23条)。",
        _in_talks,
        _nothing,
        lambda host, file: [
            _day(host),
            Ask("reason", "原因", lambda: LongText(lines=4, most=2000, example="申请人已自行和解"), needed=True),
        ],
        _today,
        _ending(Mediation.WITHDRAWN),
    ),
    SmallAct(
        "close",
        "结案",
        "结案",
        "已结案",
        Act.DECIDE,
        "结案后仍可查看、打印;装订归档前请核对卷宗所缺。",
        lambda host, file: _open(file),
        unsettled_because,
        lambda host, file: [
            _day(host),
            Ask("result", "结果", lambda: TextField(width=None, example=disputes.closing_words(file.dispute))),
        ],
        _today,
        lambda host, file, v: disputes.close(host.desk, file.dispute.id, on=v["on"], result=v["result"]),
    ),
    SmallAct(
        "archive",
        "装订归档",
        "归档",
        "已归档",
        Act.DECIDE,
        "一案一卷;归档后卷宗不能再修改。",
        lambda host, file: file.dispute.filing is Filing.CLOSED,
        _nothing,
        lambda host, file: [
            _day(host),
            Ask("retention", "保管期", lambda: Choice(options((r, r) for r in RETENTIONS), blank=None), needed=True),
        ],
        lambda host, file: {"on": host.desk.today(), "retention": RETENTIONS[0]},
        lambda host, file, v: disputes.archive(
            host.desk, file.dispute.id, on=v["on"], retention=v["retention"] or RETENTIONS[0]
        ),
    ),
)


def act(key: str) -> SmallAct | None:
    return next((each for each in ACTS if each.key == key), None)


def acts_of(host: Host, file: CaseFile) -> list[SmallAct]:
    """What can be asked of this file now by who sits here."""
    return [each for each in ACTS if host.desk.may(each.need) and each.applies(host, file)]

"""The fields of the work on a file: who mediated, how often, what came of it, the agreement and its performance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from desktop.commands.ledgers.field import YES_NO, Field, Group, Look, Personal, Raw, moment, yes
from desktop.commands.ledgers.fields_file import member
from desktop.domain import tracks
from desktop.domain.agreements import Agreement, Form
from desktop.domain.disputes import Filing, Intake, Mediation, Performing, Track, reopened_on
from desktop.domain.follow_ups import latest
from desktop.domain.ledger import ledger
from desktop.domain.records import FollowEnd, Session
from desktop.domain.wording import printed_terms
from reports.statistics.sheets import Kind

TALKS, END, AGREED, AFTER = Group("调解"), Group("结果"), Group("协议"), Group("履行和确认")
FORMS = {Form.WRITTEN: "书面协议", Form.ORAL: "口头协议"}
OUTCOMES = {
    Mediation.AGREED_WRITTEN: "达成书面协议",
    Mediation.AGREED_ORAL: "达成口头协议",
    Mediation.TERMINATED: "终止调解",
    Mediation.WITHDRAWN: "当事人撤回",
}
NOT_TAKEN = {Intake.RECEIVED: "待决定", Intake.REFUSED: "不予受理", Intake.REFERRED: "转介"}
GOING = "正在调解"
PERFORMINGS = {
    Performing.PERFORMING: "履行中",
    Performing.FULFILLED: "履行完毕",
    Performing.PARTIAL: "部分履行",
    Performing.BREACHED: "违约",
}
NOT_YET = "未履行"
SOLVED = ("已解决", "未解决", "正在办理")
FILINGS = {Filing.OPEN: "未结", Filing.CLOSED: "已结案", Filing.ARCHIVED: "已归档"}
CONFIRMATIONS = ("已申请", "确认有效", "驳回申请", "撤回申请")


def outcome(look: Look) -> str:
    """What the mediation came to, in one word."""
    d = look.dispute
    return NOT_TAKEN.get(d.intake) or OUTCOMES.get(d.mediation, GOING)


def _solved(look: Look) -> str:
    """是否解决: by agreement, or because the people were asked afterwards and it was."""
    d = look.dispute
    last = latest(look.file)
    if d.agreed or (last is not None and last.end is FollowEnd.SETTLED):
        return SOLVED[0]
    over = d.intake in {Intake.REFUSED, Intake.REFERRED} or d.mediation in OUTCOMES
    return SOLVED[1] if over else SOLVED[2]


def _ended_on(look: Look) -> date | None:
    """The day of the result: of the agreement, of the end without one, of the refusal."""
    d, agreement = look.dispute, look.agreement
    if agreement is not None and (day := agreement.agreed_on or agreement.effective_on):
        return day
    if d.intake in {Intake.REFUSED, Intake.REFERRED}:
        return d.decided_on
    return d.ended_on or (d.closed_on if d.agreed else None)


def _days(look: Look) -> Raw:
    """办理天数, as the statistics count it: the day of acceptance is the first."""
    d, end = look.dispute, _ended_on(look)
    began = reopened_on(d) or d.decided_on or d.received_at.date()
    return max(1, (end - began).days + 1) if end and d.intake is Intake.ACCEPTED else None


def held(look: Look) -> list[Session]:
    return sorted((s for s in look.file.sessions if not s.planned), key=lambda s: s.starts)


def _team(look: Look) -> str:
    """Who of the room sat in the talks beside the mediators and the recorder."""
    known = {*look.dispute.mediators, look.dispute.recorder}
    there = dict.fromkeys(a for s in held(look) for a in s.attendees if a not in known)
    return "、".join(name for a in there if (name := member(look, a)))


def _mediators(look: Look) -> str:
    return "、".join(name for m in look.dispute.mediators if (name := member(look, m)))


def _agreed(read: Callable[[Agreement], Raw]) -> Callable[[Look], Raw]:
    return lambda look: read(look.agreement) if look.agreement else None


def _terms(look: Look) -> str:
    return "".join(printed_terms(look.file, look.agreement)) if look.agreement else ""


def _performing(look: Look) -> str:
    d = look.dispute
    if not d.agreed:
        return ""
    return PERFORMINGS.get(d.performing, NOT_YET)


def _fulfilled_on(look: Look) -> Raw:
    done = look.dispute.performing is Performing.FULFILLED
    return max((p.on for p in look.file.performances), default=None) if done else None


def _paid(look: Look) -> Raw:
    return sum(account.received_fen for account in ledger(look.file, look.today)) if look.agreement else None


def _open(look: Look) -> Raw:
    return sum(account.open_fen for account in ledger(look.file, look.today)) if look.agreement else None


def _track(kind: str, read: Callable[[Track], Raw]) -> Callable[[Look], Raw]:
    """Asked of the last track of a kind."""

    def asked(look: Look) -> Raw:
        found = [t for t in look.file.tracks if t.kind == kind]
        return read(found[-1]) if found else None

    return asked


def _result(track: Track) -> str:
    """申请 until there is an end, then its word."""
    known = tracks.KINDS[track.kind]
    return dict(known.results).get(track.result, track.result) or CONFIRMATIONS[0]


def _others(look: Look) -> str:
    """Where it went beside 司法确认: 仲裁审查(出具调解书)、起诉(已判决)."""
    kinds = [t for t in look.file.tracks if t.kind in tracks.KINDS and t.kind != tracks.CONFIRMATION]
    return "、".join(f"{tracks.KINDS[t.kind].title}({_result(t)})" for t in kinds)


def fields() -> tuple[Field, ...]:
    outcomes = (*OUTCOMES.values(), *NOT_TAKEN.values(), GOING)
    applied, decided = (
        _track(tracks.CONFIRMATION, lambda t: t.applied),
        _track(tracks.CONFIRMATION, lambda t: t.decided),
    )
    return (
        TALKS.text("mediators", "调解员", 6, _mediators),
        TALKS.text("mediator", "主办调解员", 4, lambda k: member(k, next(iter(k.dispute.mediators), None))),
        TALKS.text("recorder", "记录人", 4, lambda k: member(k, k.dispute.recorder)),
        TALKS.text("team", "其他参加人", 8, _team),
        TALKS.count("sessions", "调解次数", lambda k: len(held(k))),
        TALKS.count("joint_sessions", "联合调解次数", lambda k: sum(s.joint for s in held(k))),
        TALKS.day("first_session_on", "首次调解日期", lambda k: held(k)[0].starts.date() if held(k) else None),
        TALKS.day("last_session_on", "末次调解日期", lambda k: held(k)[-1].starts.date() if held(k) else None),
        TALKS.text("last_session_at", "末次调解时间", 8, lambda k: moment(held(k)[-1].starts) if held(k) else None),
        TALKS.text("place", "调解地点", 9, lambda k: held(k)[-1].place if held(k) else None, Personal.STORY),
        TALKS.text(
            "last_result", "末次调解情况", 10, lambda k: held(k)[-1].result if held(k) else None, Personal.STORY
        ),
        TALKS.count("investigations", "调查次数", lambda k: len(k.file.investigations)),
        TALKS.count("evidence", "证据件数", lambda k: len(k.file.evidence)),
        TALKS.day("extended_to", "延长期限至", lambda k: max((e.until for e in k.file.extensions), default=None)),
        END.text("outcome", "调解结果", 6, outcome, values=outcomes),
        END.text("succeeded", "是否调解成功", 3, lambda k: yes(k.dispute.agreed), values=YES_NO),
        END.text("solved", "是否解决", 4, _solved, values=SOLVED),
        END.day("ended_on", "调解结束日期", _ended_on),
        END.text("ended_because", "终止(撤回)原因", 10, lambda k: k.dispute.ended_reason, Personal.STORY),
        END.count("days", "办理天数", _days),
        END.text("filing", "结案状态", 4, lambda k: FILINGS[k.dispute.filing], values=tuple(FILINGS.values())),
        END.day("closed_on", "结案日期", lambda k: k.dispute.closed_on),
        END.text("closing_result", "结案情况", 12, lambda k: k.dispute.closing_result, Personal.STORY),
        END.day("archived_on", "归档日期", lambda k: k.dispute.archived_on),
        END.text("retention", "保管期限", 4, lambda k: k.dispute.retention),
        AGREED.text("agreement_form", "协议形式", 4, _agreed(lambda a: FORMS[a.form]), values=tuple(FORMS.values())),
        AGREED.number("agreement_no", "协议编号", 11, _agreed(lambda a: a.no)),
        AGREED.day("agreed_on", "协议日期", _agreed(lambda a: a.agreed_on)),
        AGREED.day("effective_on", "协议生效日期", _agreed(lambda a: a.effective_on)),
        AGREED.money("amount", "涉及金额(元)", _agreed(lambda a: a.amount_fen)),
        AGREED.money("amount_wan", "涉及金额(万元)", _agreed(lambda a: a.amount_fen), Kind.WAN),
        AGREED.text("agreement_facts", "协议认定的事实", 16, _agreed(lambda a: a.facts), Personal.STORY),
        AGREED.text("liability", "责任认定", 12, _agreed(lambda a: a.liability), Personal.STORY),
        AGREED.text("terms", "协议内容", 34, _terms, Personal.STORY),
        AFTER.text("performing", "履行情况", 4, _performing, values=(*PERFORMINGS.values(), NOT_YET)),
        AFTER.day("fulfilled_on", "履行完毕日期", _fulfilled_on),
        AFTER.money("paid", "已履行金额(元)", _paid),
        AFTER.money("unpaid", "未履行金额(元)", _open),
        AFTER.text("confirmation", "司法确认", 4, _track(tracks.CONFIRMATION, _result), values=CONFIRMATIONS),
        AFTER.day("confirmation_applied_on", "司法确认申请日期", applied),
        AFTER.day("confirmation_decided_on", "司法确认裁定日期", decided),
        AFTER.number("confirmation_ref", "司法确认案号", 11, _track(tracks.CONFIRMATION, lambda t: t.ref)),
        AFTER.text("other_tracks", "仲裁审查、起诉等", 9, _others),
    )

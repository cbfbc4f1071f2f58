"""The fields of what comes after and around: risk, prevention, follow-ups, feedback, hand-offs, the room itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from desktop.commands.ledgers.field import YES_NO, Field, Group, Look, Personal, Raw, moment, named, yes
from desktop.commands.ledgers.fields_file import member
from desktop.domain.disputes import Risk
from desktop.domain.follow_ups import ways_words, where_it_went
from desktop.domain.hand_offs import STANDINGS, standing
from desktop.domain.people import Committee
from desktop.domain.records import Direction, FollowEnd, FollowUp, Referral

RISK, FOLLOWED, REPLY, SENT, ROOM = Group("风险和预防"), Group("回访"), Group("反馈"), Group("移出"), Group("本室")
RISKS = {Risk.GREEN: "一般", Risk.YELLOW: "黄", Risk.ORANGE: "橙", Risk.RED: "红"}
ENDS = {
    FollowEnd.GOES_ON: "继续跟踪",
    FollowEnd.SETTLED: "已妥善解决",
    FollowEnd.ELSEWHERE: "已进入诉讼、仲裁等程序",
    FollowEnd.REOPEN: "双方愿意再次调解",
}
SATISFACTIONS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
PREVENTED = {
    "suicide": "防止自杀",
    "civil_to_criminal": "防止转化为刑事案件",
    "mass_petition": "防止群体性上访",
    "mass_fight": "防止群体性械斗",
    "mass_event": "防止群体性事件",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was told to the organ that sent the matter, by 反馈 or by the answer to its hand-off."""

    on: date
    to: str
    content: str
    receipt: str


def replies(look: Look) -> list[Reply]:
    """The oldest first."""
    found = [Reply(on=f.on, to=f.to, content=f.content, receipt=f.receipt) for f in look.file.feedbacks]
    found += [
        Reply(on=r.answered_on, to=r.to, content=r.answer, receipt=r.receipt)
        for r in look.file.referrals
        if r.direction is Direction.IN and r.answered_on
    ]
    return sorted(found, key=lambda r: r.on)


def _reply(read: Callable[[Reply], Raw]) -> Callable[[Look], Raw]:
    """Asked of the last one."""
    return lambda look: read(found[-1]) if (found := replies(look)) else None


def _due(look: Look) -> date | None:
    """By when the sender wants to know."""
    orders = [o.due for o in look.file.work_orders if o.due]
    came = [r.answer_due for r in look.file.referrals if r.direction is Direction.IN and r.answer_due]
    return look.dispute.feedback_due or next(iter([*orders, *came]), None)


def _in_time(look: Look) -> str:
    """Whether the sender heard in time, be it of how far it is."""
    due, told = _due(look), replies(look)
    return yes(told[0].on <= due) if due and told else ""


def _followed(read: Callable[[FollowUp], Raw]) -> Callable[[Look], Raw]:
    """Asked of the last follow-up, of one day the one written down last."""
    return lambda look: read(sorted(look.file.follow_ups, key=lambda f: f.on)[-1]) if look.file.follow_ups else None


def _satisfaction(look: Look) -> str:
    """The last one that anybody said."""
    said = [f.satisfaction for f in sorted(look.file.follow_ups, key=lambda f: f.on) if f.satisfaction]
    return said[-1] if said else ""


def _out(read: Callable[[Referral], Raw]) -> Callable[[Look], Raw]:
    def asked(look: Look) -> Raw:
        sent = [r for r in look.file.referrals if r.direction is Direction.OUT]
        return read(sent[-1]) if sent else None

    return asked


def _standing(look: Look) -> Raw:
    return _out(lambda r: STANDINGS[standing(r, look.today)])(look)


def _prevented(code: str) -> Callable[[Look], Raw]:
    def asked(look: Look) -> Raw:
        said = look.dispute.prevention.get(code)
        return said if isinstance(said, int) and not isinstance(said, bool) else None

    return asked


def _prevention(look: Look) -> str:
    """防止群体性上访 1 件 37 人."""
    made = []
    for code, words in PREVENTED.items():
        cases, people = _prevented(f"{code}_cases")(look), _prevented(f"{code}_people")(look)
        if cases or people:
            made.append(f"{words} {cases or 0} 件 {people or 0} 人")
    return "、".join(made)


def _told(look: Look) -> Raw:
    return "、".join(dict.fromkeys(organ for report in look.file.risk_reports for organ in report.to))


def _committee(of: Callable[[Committee], str]) -> Callable[[Look], Raw]:
    return lambda look: of(look.committee)


def fields() -> tuple[Field, ...]:
    reports = [f"{code}_{of}" for code in PREVENTED for of in ("cases", "people")]
    units = {"cases": "件", "people": "人"}
    return (
        RISK.text("risk", "风险等级", 3, lambda k: RISKS[k.dispute.risk], values=tuple(RISKS.values())),
        RISK.text("risk_reasons", "风险理由", 10, lambda k: named(list(k.dispute.risk_reasons)), Personal.STORY),
        RISK.text("risk_told", "已报告单位", 9, _told),
        RISK.text(
            "risk_told_at", "报告时间", 8, lambda k: moment(k.file.risk_reports[0].at) if k.file.risk_reports else None
        ),
        RISK.text("prevention", "防止激化情况", 10, _prevention),
        *(
            RISK.count(
                f"prevented_{code}",
                f"{PREVENTED[code.rsplit('_', 1)[0]]}({units[code.rsplit('_', 1)[1]]})",
                _prevented(code),
            )
            for code in reports
        ),
        FOLLOWED.count("follow_ups", "回访次数", lambda k: len(k.file.follow_ups)),
        FOLLOWED.day("followed_on", "末次回访日期", _followed(lambda f: f.on)),
        FOLLOWED.text("followed_by_way", "回访方式", 3, _followed(lambda f: f.method)),
        FOLLOWED.text("followed_by", "回访人", 4, lambda k: _followed(lambda f: member(k, f.by))(k)),
        FOLLOWED.text("followed_result", "回访情况", 14, _followed(lambda f: f.result), Personal.STORY),
        FOLLOWED.text("satisfaction", "满意度", 4, _satisfaction, values=SATISFACTIONS),
        FOLLOWED.text("followed_end", "跟踪结果", 6, _followed(lambda f: ENDS[f.end]), values=tuple(ENDS.values())),
        FOLLOWED.text("went_to", "转入的程序", 8, _followed(where_it_went), Personal.STORY),
        FOLLOWED.text("ways_told", "告知的法律途径", 8, _followed(ways_words)),
        FOLLOWED.day("next_on", "下次回访日期", _followed(lambda f: f.next_on)),
        REPLY.day("reply_due", "应反馈日期", _due),
        REPLY.count("replies", "反馈次数", lambda k: len(replies(k))),
        REPLY.day("replied_on", "反馈日期", _reply(lambda r: r.on)),
        REPLY.text("replied_to", "反馈对象", 8, _reply(lambda r: r.to)),
        REPLY.text("reply", "反馈内容", 30, _reply(lambda r: r.content), Personal.STORY),
        REPLY.text("receipt", "对方回执", 7, _reply(lambda r: r.receipt)),
        REPLY.text("replied_in_time", "是否按期反馈", 3, _in_time, values=YES_NO),
        SENT.text("sent_to", "移出(转介)单位", 8, _out(lambda r: r.to)),
        SENT.day("sent_on", "移出日期", _out(lambda r: r.on)),
        SENT.text("sent_matter", "移出事项", 12, _out(lambda r: r.matter or r.also), Personal.STORY),
        SENT.text("sent_standing", "移出办理状态", 6, _standing, values=tuple(STANDINGS.values())),
        SENT.text("sent_answer", "对方答复", 12, _out(lambda r: r.answer), Personal.STORY),
        ROOM.text("room", "调处室(园区)", 9, _committee(lambda c: c.room)),
        ROOM.text("committee", "调委会", 12, _committee(lambda c: c.committee)),
        ROOM.text("committee_short", "调委会简称", 5, _committee(lambda c: c.short)),
        ROOM.text("room_address", "调处室地址", 12, _committee(lambda c: c.address)),
        ROOM.number("room_phone", "调处室电话", 8, _committee(lambda c: c.phone)),
        ROOM.text("street_office", "街道办事处", 7, _committee(lambda c: c.street_office)),
        ROOM.text("justice_office", "司法所", 6, _committee(lambda c: c.justice_office)),
        ROOM.text("police_station", "派出所", 6, _committee(lambda c: c.police_station)),
        ROOM.text("court", "法院", 8, _committee(lambda c: c.court)),
        ROOM.day("today", "填报日期", lambda k: k.today),
    )

"""Words every paper shares: dates, numerals, the lines that say who a party is."""

from __future__ import annotations

from datetime import date, datetime

from reports.documents.parties import Agent, Group, Organisation, PartyBlock, Person

_DIGITS = "〇一二三四五六七八九"


def day(on: date) -> str:
    """2026年8月14日."""
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime) -> str:
    return f"{day(at)}{at.hour}时{at.minute:02d}分"


def span(start: datetime, end: datetime | None) -> str:
    """From when to when, the day said once."""
    if end is None:
        return f"{moment(start)}起"
    if end.date() == start.date():
        return f"{moment(start)}至{end.hour}时{end.minute:02d}分"
    return f"{moment(start)}至{moment(end)}"


def numeral(n: int) -> str:
    """一, 十, 十二, 二十, 九十九. For the numbers of terms, 1 to 99."""
    tens, ones = divmod(n, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def who(party: PartyBlock) -> str:
    """A party in one sentence, behind its role: 沈佩文，女，汉族，..."""
    match party.who:
        case Person() as person:
            said = [
                person.name,
                f"字号：{person.trade_name}" if person.trade_name else "",
                person.sex,
                person.ethnicity,
                f"{day(person.born_on)}出生" if person.born_on else "",
                f"{person.age}岁" if person.age is not None else "",
                f"{person.id_label}：{person.id_number}" if person.id_number else "",
                f"职业或职务：{person.occupation}" if person.occupation else "",
                f"单位：{person.employer}" if person.employer else "",
                f"住址：{person.address}" if person.address else "",
                f"联系方式：{person.phone}" if person.phone else "",
            ]
        case Organisation() as body:
            title = f"（{body.representative_title}）" if body.representative_title else ""
            said = [
                body.name,
                f"统一社会信用代码：{body.code}" if body.code else "",
                f"地址：{body.address}" if body.address else "",
                f"法定代表人：{body.representative}{title}" if body.representative else "",
                f"联系方式：{body.phone}" if body.phone else "",
            ]
        case Group() as group:
            names = "、".join(person.name for person in group.representatives)
            said = [
                group.name,
                f"共{group.count}人",
                f"推选代表：{names}" if names else "",
                group.note,
            ]
    return "，".join(filter(None, said)) + "。"


def acts(agent: Agent) -> str:
    """An agent in one sentence, behind the word for the agent."""
    said = [
        agent.name,
        f"身份证号码：{agent.id_number}" if agent.id_number else "",
        f"单位：{agent.employer}" if agent.employer else "",
        f"联系方式：{agent.phone}" if agent.phone else "",
        f"代理权限：{agent.authority}" if agent.authority else "",
    ]
    return "，".join(filter(None, said)) + "。"


def how_to_sign(party: PartyBlock) -> str:
    return "签名、盖章或按指印" if isinstance(party.who, Person) else "盖章、签名"

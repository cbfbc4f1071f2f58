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


def party_lines(party: PartyBlock) -> list[tuple[str, ...]]:
    """What is said of a party behind its role, line by line, in the order of the official form."""
    match party.who:
        case Person() as person:
            lines = [
                (
                    person.name,
                    _field("字号", person.trade_name),
                    _field("性别", person.sex),
                    _field("民族", person.ethnicity),
                    _age(person),
                ),
                (_field(person.id_label, person.id_number), _field("联系方式", person.phone)),
                (_field("职业或职务", person.occupation), _field("单位", person.employer)),
                (_field("住址", person.address),),
            ]
        case Organisation() as body:
            title = f"（{body.representative_title}）" if body.representative_title else ""
            lines = [
                (body.name,),
                (_field("统一社会信用代码", body.code), _field("联系方式", body.phone)),
                (_field("地址", body.address),),
                (_field("法定代表人", body.representative + title if body.representative else ""),),
            ]
        case Group() as group:
            names = "、".join(person.name for person in group.representatives)
            lines = [(group.name, f"共{group.count}人"), (_field("推选代表", names),), (group.note,)]
    return _said(lines)


def agent_lines(agent: Agent) -> list[tuple[str, ...]]:
    return _said(
        [
            (agent.name, _field("单位", agent.employer)),
            (_field("身份证号码", agent.id_number), _field("联系方式", agent.phone)),
            (_field("代理权限", agent.authority),),
        ]
    )


def how_to_sign(party: PartyBlock) -> str:
    return "盖章，法定代表人或者代理人签名" if isinstance(party.who, Organisation) else "签名、盖章或按指印"


def _age(person: Person) -> str:
    born = f"{day(person.born_on)}出生" if person.born_on else ""
    if person.age is None:
        return born
    return f"年龄：{person.age}岁" + (f"（{born}）" if born else "")


def _field(name: str, value: str) -> str:
    return f"{name}：{value}" if value else ""


def _said(lines: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without what was not given."""
    kept = (tuple(filter(None, line)) for line in lines)
    return [line for line in kept if line]

"""How a rule of the risk ladder looks at a file: each measure answers with its evidence in words, or with nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Performing
from desktop.domain.ledger import Entry, ledger
from desktop.domain.ledger import State as DueState
from desktop.domain.risk_table import Related, RiskTable, Rule
from desktop.domain.wording import numeral

AROUND = 8  # characters quoted on each side of a word
REACH = 4  # characters before a word in which a negation counts
ADULT = 18
LABOUR = "labour_"  # how the codes of such categories begin
POLICE = "police_"  # and of such sources
STOPS = "\uff0c\u3002\uff1b\uff01\uff1f\u3001\n,;!?"
UNHAPPY = frozenset({"不满意", "非常不满意"})


@dataclass(frozen=True, slots=True)
class Look:
    """What a measure looks at."""

    file: CaseFile
    related: Sequence[Related]
    today: date
    table: RiskTable


Measure = Callable[[Look, Rule], str]


def texts(file: CaseFile) -> Iterator[tuple[str, str]]:
    """(where, words) of everything that people said in the file."""
    d = file.dispute
    yield "案情", d.facts
    yield "请求", "\n".join(d.requests)
    for order in file.work_orders:
        yield "工单", f"{order.title}\n{order.content}"
    for inquiry in file.investigations:
        yield f"{inquiry.at:%m-%d} 调查", inquiry.record
    for session in file.sessions:
        yield f"第{numeral(session.no)}次调解", f"{session.record}\n{session.result}"
    for asked in file.follow_ups:
        yield f"{asked.on:%m-%d} 回访", "\n".join((asked.result, asked.demands, asked.mood))


def quote(text: str, at: int, length: int) -> str:
    """The word with what stands round it, within its own sentence's line."""
    start, end = max(0, at - AROUND), min(len(text), at + length + AROUND)
    words = text[start:end].replace("\n", " ").strip()
    return ("…" if start else "") + words + ("…" if end < len(text) else "")


def spot(text: str, rule: Rule, negations: Sequence[str]) -> tuple[int, int] | None:
    """Where the first word of the rule stands that is not denied: (place, length)."""
    for other in rule.not_words:
        text = text.replace(other, "\u3000" * len(other))
    found: list[tuple[int, int]] = []
    for word in rule.words:
        pattern = rf"(?<!\d){word}(?!\d)" if word.isdigit() else re.escape(word)
        for match in re.finditer(pattern, text) if word in text else ():
            if not _denied(text, match.start(), negations):
                found.append((match.start(), len(word)))
                break
    return min(found, default=None)


def _denied(text: str, at: int, negations: Sequence[str]) -> bool:
    """A negation shortly before, in the same clause."""
    before = text[max(0, at - REACH) : at]
    clause = re.split(f"[{STOPS}]", before)[-1]
    return any(word in clause for word in negations)


def said(look: Look, rule: Rule) -> str:
    """The words of a rule, or a caution that somebody ticked."""
    ticked = [look.table.cautions.get(c, c) for c in look.file.dispute.cautions if c in rule.codes]
    found = [f"登记时注明“{'、'.join(ticked)}”"] if ticked else []
    for where, text in texts(look.file):
        place = spot(text, rule, look.table.negations)
        if place is not None:
            found.append(f"{where}:“{quote(text, *place)}”")
        if len(found) == 2:
            break
    return ";".join(found)


def people(look: Look, rule: Rule) -> str:
    n = look.file.people_involved
    return f"涉及当事人 {n} 人" if n >= rule.threshold else ""


def wages(look: Look, rule: Rule) -> str:
    d = look.file.dispute
    if d.category == "labour_migrant_wages":
        return "类别是拖欠农民工工资"
    return said(look, rule) if d.category.startswith(LABOUR) or set(rule.codes) & set(d.cautions) else ""


def overdue(look: Look) -> list[Entry]:
    """The dues that have passed unpaid, the oldest first."""
    entries = [e for account in ledger(look.file, look.today) for e in account.entries]
    return sorted((e for e in entries if e.fallen and e.due is not None), key=lambda e: e.due or look.today)


def overdue_days(look: Look, rule: Rule) -> str:
    late = overdue(look)
    if not late or late[0].due is None:
        return ""
    days = (look.today - late[0].due).days
    owed = sum(e.open_fen for e in late)
    money = f",共 {owed / 100:,.2f} 元" if owed else ""
    return f"{late[0].due:%Y-%m-%d} 到期的至今未履行,已逾期 {days} 日{money}" if days >= rule.threshold else ""


def overdue_instalments(look: Look, rule: Rule) -> str:
    late = [e for e in overdue(look) if e.amount_fen and e.of > 1]
    owed = sum(e.open_fen for e in late)
    return f"{len(late)} 期逾期未付,共 {owed / 100:,.2f} 元" if len(late) >= rule.threshold else ""


def repeat_count(look: Look, rule: Rule) -> str:
    n = max((order.repeat_count for order in look.file.work_orders), default=0)
    if n >= rule.threshold:
        return f"工单记载重复 {n} 次"
    return said(look, rule) if rule.codes else ""


def files(look: Look, rule: Rule) -> str:
    """Files of the same people or place, this one counted; a company alone (a landlord, a manager) says nothing."""
    close = [r for r in look.related if set(r.why) - {"company"}]
    n = len(close) + 1
    return f"连本件共 {n} 件:{'、'.join(r.number for r in close[:4])}" if n >= rule.threshold else ""


def police_files(look: Look, rule: Rule) -> str:
    came = [r for r in look.related if r.source.startswith(POLICE) and set(r.why) - {"company"}]
    n = len(came) + look.file.dispute.source.startswith(POLICE)
    return f"连本件共 {n} 次由公安机关转来" if n >= rule.threshold else ""


def minors(look: Look, rule: Rule) -> str:
    young = []
    for party in look.file.sides:
        person = look.file.person(party)
        age = person.age_on(look.today)
        if party.minor or (age is not None and age < ADULT):
            young.append(f"{person.name}{f' {age} 岁' if age is not None else ''}")
    return f"当事人{'、'.join(young)}未满 18 周岁" if young else said(look, rule)


def breached(look: Look, rule: Rule) -> str:
    entries = [e for account in ledger(look.file, look.today) for e in account.entries]
    marked = any(e.state is DueState.BREACHED for e in entries)
    return "履行页记为违约" if marked or look.file.dispute.performing is Performing.BREACHED else ""


def dissatisfied(look: Look, rule: Rule) -> str:
    unhappy = [f for f in look.file.follow_ups if f.satisfaction in UNHAPPY]
    return f"{unhappy[-1].on:%m-%d} 回访:{unhappy[-1].satisfaction}" if unhappy else ""


MEASURES: dict[str, Measure] = {
    "words": said,
    "people": people,
    "wages": wages,
    "overdue_days": overdue_days,
    "overdue_instalments": overdue_instalments,
    "repeat_count": repeat_count,
    "files": files,
    "police_files": police_files,
    "minors": minors,
    "breached": breached,
    "dissatisfied": dissatisfied,
}
COUNTED = frozenset({"people", "overdue_days", "repeat_count", "files"})  # of one count only the highest rung speaks

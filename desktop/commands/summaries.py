"""The row that lists read: one per file, derived, written in the same transaction as the change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert

from desktop.commands.handbook import Handbook
from desktop.commands.statistics.tallies import tally
from desktop.domain.agreements import Status
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing, Risk
from desktop.domain.next_steps import Step, owner, steps
from desktop.domain.numbering import short_number
from desktop.domain.people import Agent, Claimant, Member, Party
from desktop.storage.cipher import in_words
from desktop.storage.schema import dues, summaries
from desktop.storage.store import Transaction

RISK_ORDER = {Risk.GREEN: 0, Risk.YELLOW: 1, Risk.ORANGE: 2, Risk.RED: 3}
COMPANY_TAIL = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团|个体工商户)$")
COMPANY_HEAD = re.compile(r"^(上海市?|示例区|北京市?|浦东新区)+")
TRADES = re.compile(
    r"(信息技术|网络科技|数字科技|科技|物业服务|物业管理|餐饮管理|餐饮|企业管理|商业管理|文化传播|文化|教育科技|教育|"
    r"健身服务|健身|物流|速运|供应链管理|供应链|电子商务|商贸|贸易|建筑装饰|装饰工程|装饰|医疗|服务|管理|咨询)+$"
)


def short_name(name: str) -> str:
    """`上海恒禾物业服务有限公司` → `恒禾物业`: what the room calls a company, for lists only."""
    core = COMPANY_HEAD.sub("", COMPANY_TAIL.sub("", name))
    if core == name or len(core) <= 4:
        return core if len(core) >= 2 else name
    bare = TRADES.sub("", core)
    return core[: max(4, len(bare))] if len(bare) >= 2 else core[:4]


def who_against_whom(file: CaseFile) -> str:
    """`恒禾物业 与 沈佩文`."""
    if file.dispute.short_title:
        return file.dispute.short_title
    listed = {c.person_id for c in file.claimants}
    asking = [short_name(file.person(p).name) for p in file.sides if p.role.asks and p.person_id not in listed]
    if file.claimants:
        asking.insert(0, f"{len(file.claimants)} 名职工")
    answering = [short_name(file.person(p).name) for p in file.sides if not p.role.asks]
    sides = ["、".join(side[:2]) + ("等" if len(side) > 2 else "") for side in (asking, answering) if side]
    return " 与 ".join(sides) or file.dispute.title or "未填当事人"


@lru_cache(maxsize=4096)
def pinyin_key(text: str) -> str:
    """Sorting and finding by sound: full pinyin, then initials; every reading of a character counts in initials."""
    from pypinyin import Style, lazy_pinyin

    plain = "".join(lazy_pinyin(text)).lower()
    initials = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
    return f"{plain} {initials}"


def search_text(file: CaseFile, names: str) -> str:
    """What the quick search looks through: numbers, names, sounds, phones, companies, title."""
    d = file.dispute
    parts: list[Party | Agent | Claimant] = [*file.parties, *file.agents, *file.claimants]
    people = [file.person(part) for part in parts]
    words = [d.number, short_number(d.number), d.title, d.department_ref, names]
    for person in people:
        words += [
            person.name,
            pinyin_key(person.name),
            person.phone,
            person.id_number[-4:],
            person.legal_representative,
        ]
    return "\n".join(w for w in words if w).lower()


def summarise_all(tx: Transaction, ids: Sequence[UUID], handbook: Handbook, today: date) -> list[dict[str, Any]]:
    """Write the summaries of files anew, what is due in them, and what they count for; the rows of the summaries.

    No row for a file that is gone.
    """
    members = {m.id: m.name for m in tx.find(Member)}
    rows: list[dict[str, Any]] = []
    due: list[dict[str, Any]] = []
    files = tx.files(ids)
    for file in files:
        found = steps(file, today, handbook.rules)
        rows.append(summary(file, members, found))
        due += due_rows(file, found)
    here = [id.bytes for id in ids]
    with in_words():
        for table, written in ((summaries, rows), (dues, due)):
            tx.connection.execute(delete(table).where(table.c.dispute.in_(here)))
            if written:
                tx.connection.execute(insert(table), written)
    tally(tx, ids, files, handbook)
    return rows


def due_rows(file: CaseFile, found: Sequence[Step]) -> list[dict[str, Any]]:
    """Every step of a file as it is kept for the lists of what is due."""
    return [
        {
            "dispute": file.dispute.id.bytes,
            "no": no,
            "code": step.code,
            "what": step.what,
            "start": step.start.isoformat() if step.start else "",
            "due": step.on.isoformat(),
            "owner": step.owner.bytes if step.owner else None,
            "basis": step.basis,
            "verb": step.verb,
            "tab": step.tab,
            "waiting": int(step.waiting),
            "note": step.note,
        }
        for no, step in enumerate(found)
    ]


def summary(file: CaseFile, members: dict[UUID, str], found: Sequence[Step]) -> dict[str, Any]:
    """The row as plain columns; `found` are the file's steps."""
    d = file.dispute
    names = who_against_whom(file)
    step = found[0] if found else None
    mine = owner(file)
    agreement = file.agreement
    waiting = agreement is not None and agreement.form == "written" and agreement.status is not Status.SIGNED
    return {
        "dispute": d.id.bytes,
        "number": short_number(d.number),
        "case_no": d.case_no,
        "names": names,
        "names_key": pinyin_key(names),
        "title": d.title,
        "category": d.category,
        "source": d.source,
        "stage": file.stage().value,
        "unsettled": int(d.filing is Filing.OPEN),
        "mass": int(d.is_mass),
        "risk": RISK_ORDER[d.risk],
        "next_code": step.code if step else "",
        "next_what": step.what if step else "",
        "next_on": step.on.isoformat() if step else "",
        "next_waiting": int(step.waiting) if step else 0,
        "waits": int(any(s.waiting for s in found)),
        "owner": mine.bytes if mine else None,
        "owner_name": members.get(mine, "") if mine else "",
        "mediators": " ".join(m.hex for m in d.mediators),
        "received_on": d.received_at.date().isoformat(),
        "month": (d.decided_on or d.received_at.date()).isoformat()[:7],
        "agreement_status": agreement.status.value if agreement and (waiting or agreement.form == "written") else "",
        "search": search_text(file, names),
    }

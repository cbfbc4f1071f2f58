"""The chain of files that speak of the same enterprise, person, telephone or address: joined to read, never merged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnClause, ColumnElement, Select, literal_column, or_, select

from desktop.commands import lists
from desktop.commands.desk import Desk
from desktop.domain import likeness
from desktop.domain.agreements import Status
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing, Intake, Mediation
from desktop.domain.next_steps import HOTLINE, POLICE
from desktop.domain.people import Claimant, Party, PartyRole, Person
from desktop.domain.typed import fold_id
from desktop.domain.wording import numeral
from desktop.storage.schema import TABLES
from desktop.storage.store import Reader

WHY = {"company": "同一企业", "person": "同一人", "phone": "同一电话", "address": "同一地址"}
MOST = 40  # links of one file; the newest are kept
MOST_READ = 12  # whole files on one timeline
CLAIMANTS_ASKED = 60  # of a mass file: enough to find its chain, few enough to be quick
DIGITS = re.compile(r"\d{7,}[\dXx]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another file of the chain. `why` are the words for `codes` (company, person, phone, address)."""

    line: lists.Line
    why: tuple[str, ...]
    codes: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened in the chain, without anybody's number or telephone."""

    on: date
    dispute: UUID
    number: str
    what: str
    grave: bool = False


def chain(desk: Desk, id: UUID) -> tuple[Link, ...]:
    """The other files that speak of the same people or place, the newest first."""
    with desk.read() as reader:
        return links(reader, reader.file(id))


def links(reader: Reader, file: CaseFile) -> tuple[Link, ...]:
    """`chain` of a file that was read already."""
    mine = _known(file)
    if not mine:
        return ()
    found = _alike(reader, mine)
    if not found:
        return ()
    people = {p.id: p for p in found}
    where: dict[UUID, dict[UUID, Person]] = {}
    for part in _parts(reader, set(people)):
        if part.dispute_id != file.dispute.id:
            where.setdefault(part.dispute_id, {})[part.person_id] = people[part.person_id]
    made = []
    lines = lists.lines(reader, list(where))
    for line in sorted(lines, key=lambda each: (each.received_on, each.number), reverse=True)[:MOST]:
        codes = likeness.likeness(mine, where[line.id].values())
        if codes:
            why = tuple(WHY[code] for code in codes)
            made.append(Link(line=line, why=why, codes=codes, since=line.received_on))
    return tuple(made)


def _known(file: CaseFile) -> list[Person]:
    """Those by whom a file is recognised: its sides and who claims in it; agents and witnesses stand in many."""
    parts: list[Party | Claimant] = [*file.sides, *file.claimants[:CLAIMANTS_ASKED]]
    return list({p.id: p for p in map(file.person, parts)}.values())


def _parts(reader: Reader, people: set[UUID]) -> list[Party | Claimant]:
    parties = [p for p in reader.find(Party, person_id=people) if p.role is not PartyRole.WITNESS]
    return [*parties, *reader.find(Claimant, person_id=people)]


def _alike(reader: Reader, mine: list[Person]) -> list[Person]:
    """Everybody who has something in common with one of these, these included."""
    rows: set[int] = set()
    for question in _questions(mine):
        rows |= {row[0] for row in reader.rows(question)}
    p = TABLES["people"].c
    ids = [row[0] for row in reader.rows(select(p.id).where(literal_column("rowid").in_(rows), p.gone == 0))]
    met = reader.find(Person, id=ids) if ids else []
    return [other for other in met if any(other.id == one.id or likeness.same(one, other) for one in mine)]


def _questions(mine: list[Person]) -> list[Select[Any]]:
    """Questions that an index answers alone: exact ones by key, spellings by a walk along the index."""
    p = TABLES["people"].c
    row: ColumnClause[int] = literal_column("rowid")
    natural, companies = [x for x in mine if x.natural], [x for x in mine if likeness.firm(x)]
    exact: list[tuple[ColumnElement[str], set[str]]] = [
        (p.id_number, {x.id_number for x in natural} | {fold_id(x.id_number) for x in natural}),
        (p.phone, {x.phone for x in natural} | {likeness.phone(x.phone) for x in natural}),
        (p.uscc, {x.uscc for x in companies} | {fold_id(x.uscc) for x in companies}),
        (p.name, {x.name for x in companies}),
        (p.address, {x.address for x in natural if likeness.address(x.address)}),
    ]
    asked: list[Select[Any]] = [
        select(row).select_from(TABLES["people"]).where(column.in_(values - {""}))
        for column, values in exact
        if values - {""}
    ]
    names = {likeness.company(x.name).core[: likeness.PROBE] for x in companies}
    doors = {pattern(likeness.address(x.address)) for x in natural} - {""}
    phones = {dialled(likeness.phone(x.phone)) for x in natural} - {""}
    for column, patterns in ((p.name, {f"%{n}%" for n in names}), (p.address, doors), (p.phone, phones)):
        if patterns:
            asked.append(
                select(row).select_from(TABLES["people"]).where(or_(*(column.like(each) for each in sorted(patterns))))
            )
    return asked


def pattern(address: str) -> str:
    """`海棠路666弄9号801` → `%海棠路%666%弄%9%801%`: finds the spellings of one door along the index."""
    words = [w for w in re.findall(r"\d+|[^\d]+", address) if w not in {"号", "-"}]
    return f"%{'%'.join(words)}%" if words else ""


def dialled(phone: str) -> str:
    """`12080010000` → `%120%8001%0000`: with whatever stands between the groups of a mobile's digits."""
    return f"%{phone[:3]}%{phone[3:7]}%{phone[7:]}" if re.fullmatch(r"1\d{10}", phone) else ""


def timeline(desk: Desk, id: UUID) -> tuple[Moment, ...]:
    """The chain as one story, the newest first: how each file came, its sessions, agreements, breaches, follow-ups."""
    with desk.read() as reader:
        file = reader.file(id)
        others = [link.line.id for link in links(reader, file)][: MOST_READ - 1]
        files = [file, *reader.files(others)]
        numbers = {line.id: line.number for line in lists.lines(reader, [f.dispute.id for f in files])}
    found = [
        Moment(on=on, dispute=f.dispute.id, number=numbers.get(f.dispute.id, ""), what=masked(what), grave=grave)
        for f in files
        for on, what, grave in _story(f, desk)
    ]
    return tuple(sorted(found, key=lambda m: (m.on, m.number), reverse=True))


def _story(file: CaseFile, desk: Desk) -> Iterable[tuple[date, str, bool]]:
    d = file.dispute
    came = desk.handbook.source(d.source).short
    police = d.source in POLICE
    ref = f" {d.department_ref}" if d.department_ref and (police or d.source in HOTLINE) else ""
    yield d.received_at.date(), f"{came}{ref}:{file.names() or d.title}", police
    for order in file.work_orders:
        if order.repeat_count:
            yield d.received_at.date(), f"工单重复 {order.repeat_count} 次", order.repeat_count > 1
    if d.intake is Intake.REFUSED and d.decided_on:
        yield d.decided_on, "不予受理", False
    for session in file.sessions:
        if not session.planned:
            yield session.starts.date(), f"第{numeral(session.no)}次调解", False
    for agreement in file.agreements:
        if agreement.agreed_on and (agreement.form == "oral" or agreement.status is Status.SIGNED):
            yield agreement.effective_on or agreement.agreed_on, "达成协议", False
    for kept in file.performances:
        if kept.status == "breached":
            yield kept.on, "违反协议", True
    for asked in file.follow_ups:
        unhappy = asked.satisfaction in {"不满意", "非常不满意"} or bool(asked.signs)
        yield asked.on, f"{asked.method}回访" + (f":{asked.satisfaction}" if asked.satisfaction else ""), unhappy
    for told in file.risk_reports:
        yield told.at.date(), f"报告{'、'.join(told.to)}", True
    for referral in file.referrals:
        yield referral.on, f"移送{referral.to}" if referral.direction == "out" else f"{referral.to}移来", False
    if d.mediation is Mediation.TERMINATED and d.ended_on:
        yield d.ended_on, "调解终止", True
    if d.filing is not Filing.OPEN and d.closed_on:
        yield d.closed_on, "结案", False


def masked(words: str) -> str:
    """Telephones, identity numbers and accounts within words, hidden but for their ends."""
    return DIGITS.sub(lambda m: m.group()[:3] + "*" * (len(m.group()) - 5) + m.group()[-2:], words)

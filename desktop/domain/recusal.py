"""回避: how a member of the team is tied to the people of a file, and whether that keeps the member out.

人民调解法 has no rule of its own; the room's follows 最高人民法院关于人民法院特邀调解的规定 第十五条. A derived
tie bars until somebody else finds, with a reason, that nothing stands in the way; the finding covers the ties that
were known then and none that come later. A member who was barred in words stays barred until that is lifted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from desktop.domain.casefile import CaseFile
from desktop.domain.people import Agent, Member, Party, PartyRole, Person, TeamRole
from desktop.domain.quorum import TEAM_WORDS
from desktop.domain.team import Recusal, Shift

BASIS = "本室回避规则·参照特邀调解规定第15条"
CLEARED = "cleared"  # in Recusal.extras: keys of the conflicts that the finding covers
LEAST_CORE = 4  # characters by which one organisation's name is known in a longer one
NEVER_SEATED = frozenset({TeamRole.STATISTICS_CLERK, TeamRole.AUDITOR})

PARTY_WORDS: dict[PartyRole, str] = {
    PartyRole.APPLICANT: "申请人",
    PartyRole.RESPONDENT: "被申请人",
    PartyRole.PARTY_A: "当事人甲",
    PartyRole.PARTY_B: "当事人乙",
    PartyRole.THIRD_PARTY: "第三人",
    PartyRole.WITNESS: "证人",
}
_HEAD = re.compile("^(中国|上海市?|示例区|浦东新区|杨浦区|静安区|闵行区|徐汇区|黄浦区|虹口区|普陀区|长宁区|宝山区)+")
_FORM = re.compile("(股份有限公司|有限责任公司|有限公司|分公司|公司|集团|合伙企业|有限合伙|普通合伙|特殊普通合伙)")
_NOISE = re.compile(r"[\s()\[\]<>{}.,:;'\"\-_/\\\u3001\u3002\u300a\u300b\u3010\u3011\u00b7\u2018-\u201d]+")
_DOTS = re.compile("[\u2027\u2022\u30fb\u00b7\u2219.]")


class Tie(StrEnum):
    """How somebody of the team is involved."""

    PARTY = "party"  # 本人是当事人
    WITNESS = "witness"  # 是证人
    AGENT = "agent"  # 是一方的代理人
    HEAD = "head"  # 是当事单位的法定代表人
    WORKS_FOR = "works_for"  # 就职于当事单位
    SAME_FIRM = "same_firm"  # 与一方的代理人同一单位


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One tie. `sure`: a number proves what a name alone only suggests; `person_id` is whom the tie goes to."""

    member_id: UUID
    tie: Tie
    person_id: UUID
    reason: str
    sure: bool = False

    @property
    def key(self) -> str:
        return f"{self.tie}:{self.person_id.hex}"


def conflicts(member: Member, file: CaseFile) -> tuple[Conflict, ...]:
    """Every tie between a member and the people of a file, the surest first."""
    found = {c.key: c for c in sorted(_ties(member, file), key=lambda c: c.sure)}
    return tuple(sorted(found.values(), key=lambda c: (not c.sure, list(Tie).index(c.tie), c.person_id.hex)))


def barred(member: Member, file: CaseFile) -> str:
    """Why the member may not take part in the file; empty when nothing stands in the way."""
    said = ""
    cleared: set[str] = set()
    for finding in file.recusals:
        if finding.member_id != member.id:
            continue
        said = finding.reason if finding.barred else ""
        if not finding.barred:
            cleared |= set(_covered(finding, member, file))
    if said:
        return said
    return next((c.reason for c in conflicts(member, file) if c.key not in cleared), "")


def namesakes(name: str, file: CaseFile) -> tuple[Member, ...]:
    """Those of the active team who go by a name: a guest of that name may be one of them."""
    plain = _plain_name(name)
    return tuple(m for m in file.team.values() if m.active and _plain_name(m.name) == plain)


def substitutes(
    file: CaseFile, role: TeamRole, shifts: Iterable[Shift] = (), *, without: Iterable[UUID] = ()
) -> tuple[Member, ...]:
    """Active members of a role whom nothing keeps out of the file, those on one of the `shifts` first."""
    on_duty = {shift.member_id for shift in shifts}
    left = set(without)
    able = [m for m in file.team.values() if m.active and m.role is role and m.id not in left and not barred(m, file)]
    return tuple(sorted(able, key=lambda m: (m.id not in on_duty, m.id.hex)))


def must_stand_aside(file: CaseFile) -> tuple[tuple[Member, str], ...]:
    """Those at work in the file (mediators, recorder, seats of planned sessions) who are barred, with the reason."""
    d = file.dispute
    planned = {s.id for s in file.sessions if s.planned}
    named: list[UUID | None] = [*d.mediators, d.recorder]
    named += [m for s in file.sessions if s.planned for m in s.attendees]
    named += [seat.member_id for seat in file.seats if seat.session_id in planned]
    members = [file.team[id] for id in dict.fromkeys(named) if id in file.team]
    return tuple((m, why) for m in members if (why := barred(m, file)))


def refusal(
    member: Member, why: str, instead: Sequence[Member], shifts: Sequence[Shift] = (), on: date | None = None
) -> str:
    """One sentence: who, why, whom to ask instead."""
    word = TEAM_WORDS[member.role]
    if not instead:
        return f"{member.name}须回避:{why};本室没有别的{word}可换,请另请一位并先在“人员”页登记。"
    first = instead[0]
    duty = ""
    if any(shift.member_id == first.id for shift in shifts) and on is not None:
        duty = f"({on.month}月{on.day}日值班)"
    return f"{member.name}须回避:{why};可改请{word}{first.name}{duty}。"


@lru_cache(maxsize=4096)
def organisation_core(name: str) -> str:
    """`上海恒禾物业服务有限公司` → `恒禾物业服务`: what tells one organisation from another."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", name)).lower()
    return _FORM.sub("", _HEAD.sub("", plain)) or plain


def same_organisation(one: str, other: str) -> bool:
    """Whether two names are of one organisation, or of one and a part of it (分公司, 项目部)."""
    a, b = organisation_core(one), organisation_core(other)
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    return short == long or (len(short) >= LEAST_CORE and short in long)


@lru_cache(maxsize=4096)
def _plain_name(name: str) -> str:
    return _DOTS.sub("", "".join(unicodedata.normalize("NFKC", name).split())).lower()


def _digits(number: str) -> str:
    plain = "".join(ch for ch in unicodedata.normalize("NFKC", number) if ch.isdigit())
    return plain[-11:] if len(plain) >= 7 else ""


def _covered(finding: Recusal, member: Member, file: CaseFile) -> Iterable[str]:
    """The ties a finding speaks of; one that names none (from elsewhere) speaks of all there are."""
    named = finding.extras.get(CLEARED)
    if isinstance(named, (list, tuple)):
        return [key for key in named if isinstance(key, str)]
    return [c.key for c in conflicts(member, file)]


def _ties(member: Member, file: CaseFile) -> Iterator[Conflict]:
    for party in file.parties:
        yield from _to_party(member, file.person(party), party)
    for claimant in file.claimants:
        yield from _same(member, file.person(claimant), Tie.PARTY, "群体成员")
    for agent in file.agents:
        yield from _to_agent(member, file, agent)


def _to_party(member: Member, person: Person, party: Party) -> Iterator[Conflict]:
    word = PARTY_WORDS[party.role]
    if person.natural:
        tie = Tie.PARTY if party.role.is_party else Tie.WITNESS
        yield from _same(member, person, tie, word)
        return
    if person.legal_representative and _plain_name(person.legal_representative) == _plain_name(member.name):
        yield _tie(member, person, Tie.HEAD, f"与{word}{person.name}的法定代表人同名")
    yield from _works_for(member, person, word)


def _works_for(member: Member, person: Person, word: str) -> Iterator[Conflict]:
    for n, organisation in enumerate((member.organisation, *member.affiliations)):
        if same_organisation(organisation, person.name):
            how = "就职于" if n == 0 else f"在{organisation}任职,即"
            yield _tie(member, person, Tie.WORKS_FOR, f"{how}{word}{person.name}", sure=True)
            return
    if member.phone and _digits(member.phone) == _digits(person.phone) != "":
        yield _tie(member, person, Tie.WORKS_FOR, f"{word}{person.name}留的电话就是本人的电话", sure=True)


def _to_agent(member: Member, file: CaseFile, agent: Agent) -> Iterator[Conflict]:
    person = file.person(agent)
    party = next((p for p in file.parties if p.id == agent.party_id), None)
    whose = f"{PARTY_WORDS[party.role]}{file.person(party).name}的" if party else "一方的"
    yield from _same(member, person, Tie.AGENT, f"{whose}{agent.agent_type}")
    for organisation in (member.organisation, *member.affiliations):
        if person.employer and same_organisation(organisation, person.employer):
            reason = f"与{whose}{agent.agent_type}{person.name}同在{person.employer}"
            yield _tie(member, person, Tie.SAME_FIRM, reason, sure=True)
            return


def _same(member: Member, person: Person, tie: Tie, word: str) -> Iterator[Conflict]:
    """The same human being: by name, surer by telephone or identity number; never when the numbers say otherwise."""
    number = str(member.extras.get("id_number", "")).strip().upper()
    known = number and person.id_number.strip().upper()
    phone = _digits(member.phone)
    same_phone = bool(phone) and phone == _digits(person.phone)
    if known and number == known:
        yield _tie(member, person, tie, f"本人就是{word}{person.name}", sure=True)
    elif known:
        return
    elif _plain_name(member.name) == _plain_name(person.name):
        reason = f"本人就是{word}{person.name}(姓名、电话相同)" if same_phone else f"与{word}{person.name}同名"
        yield _tie(member, person, tie, reason, sure=same_phone)
    elif same_phone:
        yield _tie(member, person, tie, f"电话与{word}{person.name}相同")


def _tie(member: Member, person: Person, tie: Tie, reason: str, *, sure: bool = False) -> Conflict:
    return Conflict(member_id=member.id, tie=tie, person_id=person.id, reason=reason, sure=sure)

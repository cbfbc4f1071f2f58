"""Parties as papers print them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.domain.agreements import Agreement
from desktop.domain.casefile import CaseFile
from desktop.domain.numbering import blank, left_blank, printed
from desktop.domain.people import Claimant, Committee, Party, PartyRole, Person

if TYPE_CHECKING:
    from reports.documents import parties

ROLE_LABELS = {
    PartyRole.APPLICANT: "申请人",
    PartyRole.RESPONDENT: "被申请人",
    PartyRole.PARTY_A: "当事人甲",
    PartyRole.PARTY_B: "当事人乙",
    PartyRole.THIRD_PARTY: "第三人",
    PartyRole.WITNESS: "证人",
}


def blocks(file: CaseFile, on: date, *, asking: bool, agreed_only: bool = False) -> tuple[parties.PartyBlock, ...]:
    group = [c for c in file.claimants if c.signed_agreement or not agreed_only]
    listed = {c.person_id for c in file.claimants} if group else set()  # who stands in the list is named there, once
    found = [block(file, p, on) for p in file.sides if p.role.asks is asking and p.person_id not in listed]
    if asking and group:
        found.insert(0, _group(file, group))
    return tuple(found)


def _group(file: CaseFile, group: list[Claimant]) -> parties.PartyBlock:
    from reports.documents import parties

    first = file.people[group[0].person_id].name
    return parties.PartyBlock(
        role="申请人",
        who=parties.Group(
            name=f"{first}等{len(group)}名职工",
            count=len(group),
            representatives=tuple(
                parties.Person(name=file.people[c.person_id].name) for c in file.claimants if c.representative
            ),
            note="姓名、身份证号码、各期金额及签名见附表",
        ),
    )


def block(file: CaseFile, party: Party, on: date) -> parties.PartyBlock:
    from reports.documents import parties

    agents = tuple(
        parties.Agent(
            name=file.person(a).name,
            kind=a.agent_type,
            id_number=file.person(a).id_number,
            employer=file.person(a).employer,
            phone=file.person(a).phone,
            authority=a.authority,
        )
        for a in file.agents_of(party)
    )
    return parties.PartyBlock(role=ROLE_LABELS[party.role], who=who(file.person(party), on), agents=agents)


def who(person: Person, on: date) -> Any:
    from reports.documents import parties

    if not person.natural:
        return parties.Organisation(
            name=person.name,
            code=person.uscc,
            address=person.address,
            representative=person.legal_representative,
            representative_title=person.legal_representative_title,
            phone=person.phone,
        )
    return parties.Person(
        name=person.name,
        sex=person.sex,
        ethnicity=person.ethnicity,
        age=person.age_on(on),
        born_on=person.birth_date,
        id_label="身份证号码" if person.id_type in {"", "居民身份证"} else f"{person.id_type}号码",
        id_number=person.id_number,
        occupation=person.occupation,
        employer=person.employer,
        address=person.address,
        phone=person.phone,
    )


def agreement_number(file: CaseFile, agreement: Agreement, committee: Committee) -> str:
    """Its own; room for a pen where it went out before there was one; the temporary one on a draft."""
    d = file.dispute
    if left_blank(agreement):
        return blank(committee, (d.decided_on or d.received_at).year)
    return agreement.no or printed(d) or f"{d.temp_no}(受理后编号)"

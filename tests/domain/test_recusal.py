"""回避 over the whole team: every role against every way of being involved, now and after things change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Calendar, Rules
from desktop.domain.disputes import Dispute, Filing
from desktop.domain.next_steps.team import stand_aside
from desktop.domain.people import Agent, Claimant, Member, Party, PartyRole, Person, PersonKind, TeamRole
from desktop.domain.records import Session
from desktop.domain.recusal import (
    CLEARED,
    Tie,
    barred,
    conflicts,
    must_stand_aside,
    organisation_core,
    refusal,
    same_organisation,
    substitutes,
)
from desktop.domain.team import Recusal, Shift

DAY = date(2026, 11, 23)
FIRM = "上海示例律师事务所"
COMPANY = "上海恒禾物业服务有限公司"
ELSEWHERE = "上海别家科技有限公司"
RULES = Rules(Calendar.of((), (), ()), {})


def file_with(*, parties=(), agents=(), claimants=(), members=(), people=(), **more):
    dispute = Dispute(
        received_at=datetime.fromisoformat("2026-11-01T09:00"), mediators=tuple(m.id for m in members[:1])
    )
    return CaseFile(
        dispute=dispute,
        people={p.id: p for p in people},
        team={m.id: m for m in members},
        parties=tuple(replace(p, dispute_id=dispute.id) for p in parties),
        agents=tuple(replace(a, dispute_id=dispute.id) for a in agents),
        claimants=tuple(replace(c, dispute_id=dispute.id) for c in claimants),
        **more,
    )


def party(person, role=PartyRole.RESPONDENT):
    return Party(dispute_id=person.id, person_id=person.id, role=role)


def somebody(name="范青", **more):
    return Person(name=name, **more)


def company(name=COMPANY, **more):
    return Person(kind=PersonKind.LEGAL, name=name, **more)


def as_party(member):
    me = somebody(member.name)
    return {"people": [me], "parties": [party(me)]}


def as_applicant(member):
    me = somebody(member.name)
    return {"people": [me], "parties": [party(me, PartyRole.APPLICANT)]}


def as_witness(member):
    me = somebody(member.name)
    return {"people": [me], "parties": [party(me, PartyRole.WITNESS)]}


def as_claimant(member):
    me = somebody(member.name)
    return {"people": [me], "claimants": [Claimant(dispute_id=me.id, person_id=me.id, no=1)]}


def as_agent(member):
    me, other = somebody(member.name), company(ELSEWHERE)
    side = party(other)
    agent = Agent(dispute_id=side.id, party_id=side.id, person_id=me.id)
    return {"people": [me, other], "parties": [side], "agents": [agent]}


def as_head(member):
    firm = company(ELSEWHERE, legal_representative=member.name)
    return {"people": [firm], "parties": [party(firm)]}


def as_worker(member):
    firm = company(member.organisation)
    return {"people": [firm], "parties": [party(firm)]}


def as_part_of_it(member):
    firm = company(member.organisation.removesuffix("海棠创谷项目部"))
    return {"people": [firm], "parties": [party(firm)]}


def by_a_side_post(member):
    firm = company(member.affiliations[0])
    return {"people": [firm], "parties": [party(firm)]}


def by_the_firm_of_an_agent(member):
    lawyer, other = somebody("外人", employer=member.organisation), company(ELSEWHERE)
    side = party(other)
    agent = Agent(dispute_id=side.id, party_id=side.id, person_id=lawyer.id)
    return {"people": [lawyer, other], "parties": [side], "agents": [agent]}


def by_telephone(member):
    me = somebody("另一个名字", phone=member.phone)
    return {"people": [me], "parties": [party(me)]}


WAYS = [
    (as_party, Tie.PARTY),
    (as_applicant, Tie.PARTY),
    (as_witness, Tie.WITNESS),
    (as_claimant, Tie.PARTY),
    (as_agent, Tie.AGENT),
    (as_head, Tie.HEAD),
    (as_worker, Tie.WORKS_FOR),
    (as_part_of_it, Tie.WORKS_FOR),
    (by_a_side_post, Tie.WORKS_FOR),
    (by_the_firm_of_an_agent, Tie.SAME_FIRM),
    (by_telephone, Tie.PARTY),
]


def member_of(role, name="范青"):
    return Member(
        name=name,
        role=role,
        organisation="上海恒禾物业服务有限公司海棠创谷项目部",
        affiliations=("上海海棠商业管理有限公司",),
        phone="12000009011",
    )


@pytest.mark.parametrize("role", list(TeamRole))
@pytest.mark.parametrize(("way", "tie"), WAYS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_every_role_is_barred_by_every_way_of_being_involved(role, way, tie):
    member = member_of(role)
    file = file_with(members=[member], **way(member))
    found = conflicts(member, file)
    assert [c.tie for c in found] == [tie]
    assert barred(member, file) == found[0].reason
    assert must_stand_aside(file) == ((member, found[0].reason),)
    steps = list(stand_aside(file, DAY, RULES))
    assert [(s.code, s.on) for s in steps] == [("recusal", DAY)]
    assert steps[0].what == "回避:范青须回避,请另行安排"
    assert found[0].reason in steps[0].basis


@pytest.mark.parametrize("role", list(TeamRole))
@pytest.mark.parametrize(("way", "tie"), WAYS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_nobody_else_is_barred(role, way, tie):
    involved = member_of(TeamRole.PARK_MANAGER)
    bystander = Member(name="米岚", role=role, organisation="海棠创谷联合工会", phone="12000009014")
    file = file_with(members=[bystander, involved], **way(involved))
    assert not conflicts(bystander, file)
    assert barred(bystander, file) == ""
    assert list(stand_aside(file, DAY, RULES)) == []


@pytest.mark.parametrize(("way", "tie"), WAYS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_later_changes_bar_and_a_finding_covers_only_what_was_known(way, tie):
    member = member_of(TeamRole.PARK_MANAGER)
    before = file_with(members=[member])
    assert barred(member, before) == ""
    after = replace(file_with(members=[member], **way(member)), dispute=before.dispute)
    known = [c.key for c in conflicts(member, after)]
    finding = Recusal(
        dispute_id=after.dispute.id,
        member_id=member.id,
        barred=False,
        reason="查明同名不同人",
        on=DAY,
        extras={CLEARED: known},
    )
    cleared = replace(after, recusals=(finding,))
    assert barred(member, cleared) == ""
    assert list(stand_aside(cleared, DAY, RULES)) == []
    late = company("上海海棠商业管理有限公司")  # another tie, made after the finding
    added = party(late, PartyRole.THIRD_PARTY)
    more = replace(cleared, people={**cleared.people, late.id: late}, parties=(*cleared.parties, added))
    if way is not by_a_side_post:
        assert "上海海棠商业管理有限公司" in barred(member, more)
    again = replace(finding, barred=True, reason="本人申请回避", extras={})
    assert barred(member, replace(after, recusals=(finding, again))) == "本人申请回避"
    lifted = replace(finding, reason="主任查明可以参加")
    assert barred(member, replace(after, recusals=(again, lifted))) == ""


def test_numbers_make_a_name_sure_or_rule_it_out():
    member = replace(member_of(TeamRole.VOLUNTEER), extras={"id_number": "99999919800101001X"})
    twin = somebody("范青", id_number="999999198001010028")
    same = somebody("范青", phone="120-0000-9011")
    assert conflicts(member, file_with(members=[member], people=[twin], parties=[party(twin)])) == ()
    plain = replace(member, extras={})
    found = conflicts(plain, file_with(members=[plain], people=[same], parties=[party(same)]))
    assert [c.sure for c in found] == [True]
    assert "姓名、电话相同" in found[0].reason
    name_only = conflicts(plain, file_with(members=[plain], people=[twin], parties=[party(twin)]))
    assert [c.sure for c in name_only] == [False]
    assert name_only[0].reason == "与被申请人范青同名"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("上海恒禾物业服务有限公司", "恒禾物业", True),
        ("上海恒禾物业服务有限公司", "上海市恒禾物业服务有限责任公司", True),
        ("上海恒禾物业服务有限公司\uff08海棠创谷项目部\uff09", "上海恒禾物业服务有限公司", True),
        ("上海迅驿速递有限公司海棠营业部", "上海迅驿速递有限公司", True),
        ("海棠创谷园区管理方", "上海海棠创谷园区管理有限公司", True),
        ("上海恒禾物业服务有限公司", "上海恒安物业服务有限公司", False),
        ("海棠创谷联合工会", "海棠创谷园区管理方", False),
        ("海棠路派出所", "海棠路888弄业主委员会", False),
        ("", "上海恒禾物业服务有限公司", False),
        ("公司", "上海恒禾物业服务有限公司", False),
    ],
)
def test_organisations_are_known_by_what_is_theirs(one, other, same):
    assert same_organisation(one, other) is same
    assert same_organisation(other, one) is same


def test_the_refusal_says_why_and_whom_to_ask_those_on_duty_first():
    out = member_of(TeamRole.PARK_MANAGER)
    first = member_of(TeamRole.PARK_MANAGER, "孙园")
    first = replace(first, organisation="别处", affiliations=(), phone="")
    duty = replace(first, id=Member(name="x", role=TeamRole.OTHER).id, name="李园")
    left = replace(first, id=Member(name="x", role=TeamRole.OTHER).id, name="走了", active=False)
    file = file_with(members=[out, first, duty, left], **as_worker(out))
    shifts = [Shift(member_id=duty.id, on=DAY)]
    assert [m.name for m in substitutes(file, TeamRole.PARK_MANAGER, shifts)] == ["李园", "孙园"]
    assert [m.name for m in substitutes(file, TeamRole.PARK_MANAGER)] == ["孙园", "李园"]
    why = barred(out, file)
    said = refusal(out, why, substitutes(file, TeamRole.PARK_MANAGER, shifts), shifts, DAY)
    assert said == f"范青须回避:{why};可改请园区管理方李园(11月23日值班)。"
    assert "没有别的园区管理方可换" in refusal(out, why, ())


def test_only_those_at_work_in_an_open_file_must_stand_aside():
    out, other = member_of(TeamRole.PARK_MANAGER), Member(name="周慧兰", role=TeamRole.PEOPLE_MEDIATOR)
    file = file_with(members=[other, out], **as_worker(out))
    assert must_stand_aside(file) == ()
    planned = Session(
        dispute_id=file.dispute.id,
        no=1,
        starts=datetime.fromisoformat("2026-11-25T09:00"),
        attendees=(out.id,),
        planned=True,
    )
    assert [m for m, _ in must_stand_aside(replace(file, sessions=(planned,)))] == [out]
    held = replace(planned, planned=False)
    assert must_stand_aside(replace(file, sessions=(held,))) == (), "what was, was"
    recorder = replace(file, dispute=replace(file.dispute, recorder=out.id))
    assert [m for m, _ in must_stand_aside(recorder)] == [out]
    closed = replace(recorder, dispute=replace(recorder.dispute, filing=Filing.CLOSED))
    assert list(stand_aside(closed, DAY, RULES)) == []


names = st.text(alphabet="张王李赵青岚海棠·", min_size=1, max_size=4).filter(lambda t: t.strip("· "))
orgs = st.sampled_from(["", COMPANY, "恒禾物业", FIRM, "海棠路派出所", "海棠创谷联合工会"])
roles = st.sampled_from(list(TeamRole))


@st.composite
def involved(draw):
    """A file with random people, and a member who may be any of them or work for any of them."""
    people, parties, agents = [], [], []
    for _ in range(draw(st.integers(1, 3))):
        natural = draw(st.booleans())
        person = (
            somebody(draw(names)) if natural else company(draw(orgs.filter(bool)), legal_representative=draw(names))
        )
        people.append(person)
        parties.append(party(person, draw(st.sampled_from(list(PartyRole)))))
    if draw(st.booleans()):
        agent = somebody(draw(names), employer=draw(orgs))
        people.append(agent)
        agents.append(Agent(dispute_id=agent.id, party_id=parties[0].id, person_id=agent.id))
    member = Member(name=draw(names), role=draw(roles), organisation=draw(orgs))
    return member, file_with(members=[member], people=people, parties=parties, agents=agents)


@settings(max_examples=300, deadline=None)
@given(involved())
def test_whoever_is_tied_is_barred_and_nobody_without_a_tie_is(drawn):
    """Against a plain second telling of the rule."""
    member, file = drawn

    def plain(name):
        return name.replace("·", "")

    tied = False
    for one in file.parties:
        person = file.person(one)
        if person.natural:
            tied |= plain(person.name) == plain(member.name)
        else:
            tied |= plain(person.legal_representative) == plain(member.name)
            tied |= same_organisation(member.organisation, person.name)
    for agent in file.agents:
        person = file.person(agent)
        tied |= plain(person.name) == plain(member.name)
        tied |= bool(member.organisation) and same_organisation(member.organisation, person.employer)
    assert bool(barred(member, file)) is tied
    known = [c.key for c in conflicts(member, file)]
    finding = Recusal(
        dispute_id=file.dispute.id, member_id=member.id, barred=False, reason="查明", on=DAY, extras={CLEARED: known}
    )
    assert barred(member, replace(file, recusals=(finding,))) == ""


@given(orgs, orgs)
def test_sameness_of_organisations_is_mutual(one, other):
    assert same_organisation(one, other) is same_organisation(other, one)
    assert organisation_core(organisation_core(one)) == organisation_core(one)

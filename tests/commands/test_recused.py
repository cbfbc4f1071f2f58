"""回避 where it bites: accepting, editing, planning, seating, recording, issuing, signing; and after things change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from desktop.commands import agreements, disputes, recusal, rooms, sessions
from desktop.domain import quorum
from desktop.domain.errors import NotFound, RuleBroken
from desktop.domain.next_steps import steps
from desktop.domain.people import Member, Party, PartyRole, Person, PersonKind, Role, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.team import Shift
from desktop.storage.schema import dues
from tests.commands.test_acts import accepted, arrive, as_lawyer, drafted, file_of
from tests.commands.test_sessions import DAY, HOUR, kept, seats_for, session_of, who
from tests.conftest import be

COMPANY = "上海海棠创谷园区管理有限公司"


@pytest.fixture
def desk(make_room):
    made = make_room("practice")
    be(made, Role.ADMIN)
    return made


def join(desk, id, name, kind=PersonKind.NATURAL, role=PartyRole.THIRD_PARTY):
    person = Person(name=name, kind=kind)
    disputes.add_party(desk, Party(dispute_id=id, person_id=person.id, role=role, position=7), person)
    return person


def waiting(desk, id):
    found = steps(file_of(desk, id), DAY, desk.handbook.rules)
    return [s.what for s in found if s.code == "recusal"]


def on_duty(desk, *names):
    """These alone are on duty today."""
    with desk.act(Act.TEAM, "shift") as tx:
        for shift in tx.find(Shift, on=DAY):
            tx.remove(shift)
        for name in names:
            tx.put(Shift(member_id=who(desk, name).id, on=DAY, starts="13:30", ends="16:30"))


def test_a_mediator_who_is_a_party_is_not_named_and_another_is_proposed(desk):
    dispute = arrive(desk, name="周慧兰", mediator=who(desk, "严伯年").id)
    on_duty(desk, "童雅琴")
    with pytest.raises(RuleBroken) as refused:
        disputes.accept(desk, dispute.id, on=DAY, mediators=[who(desk, "周慧兰").id])
    assert refused.value.field == "mediators"
    assert refused.value.sentence == "周慧兰须回避:与申请人周慧兰同名;可改请人民调解员童雅琴(11月23日值班)。"
    with pytest.raises(RuleBroken) as refused:
        disputes.accept(desk, dispute.id, on=DAY, mediators=[who(desk, "严伯年").id], recorder=who(desk, "周慧兰").id)
    assert refused.value.field == "recorder"
    assert file_of(desk, dispute.id).dispute.intake == "received", "nothing was written"
    disputes.accept(desk, dispute.id, on=DAY, mediators=[who(desk, "严伯年").id])


def test_editing_names_nobody_barred_and_refuses_nothing_else(desk):
    id = accepted(desk).id
    join(desk, id, "童雅琴")
    d = file_of(desk, id).dispute
    with pytest.raises(RuleBroken, match="童雅琴须回避"):
        disputes.edit(desk, replace(d, mediators=(*d.mediators, who(desk, "童雅琴").id)))
    with pytest.raises(RuleBroken, match="童雅琴须回避"):
        disputes.edit(desk, replace(d, recorder=who(desk, "童雅琴").id))
    join(desk, id, "周慧兰")  # the mediator of the file herself: typed, not refused
    assert waiting(desk, id) == ["回避:周慧兰须回避,请另行安排"]
    d = file_of(desk, id).dispute
    disputes.edit(desk, replace(d, facts="补一句案情"))
    disputes.edit(desk, replace(file_of(desk, id).dispute, mediators=(who(desk, "严伯年").id,)))
    assert waiting(desk, id) == []


def test_a_park_manager_whose_park_is_a_party_is_not_seated_anywhere(desk):
    id = accepted(desk).id
    join(desk, id, COMPANY, PersonKind.LEGAL)
    plan = session_of(desk, id, after=HOUR)
    with pytest.raises(RuleBroken, match="范青须回避:就职于第三人上海海棠创谷园区管理有限公司") as refused:
        sessions.plan(desk, plan, seats_for(desk, plan, "周慧兰", "范青"))
    assert refused.value.field == "seats"
    assert "没有别的园区管理方" in refused.value.sentence
    sessions.plan(desk, plan, seats_for(desk, plan, "周慧兰"))
    with pytest.raises(RuleBroken, match="范青须回避"):
        sessions.seat(desk, seats_for(desk, plan, "范青")[0])
    held = session_of(desk, id, others_consent="双方同意")
    with pytest.raises(RuleBroken, match="范青须回避"):
        sessions.hold(desk, held, seats_for(desk, held, "周慧兰", "范青", present=True, consented=True))


def test_a_role_that_changes_later_makes_a_step_and_shuts_the_door(desk):
    id = accepted(desk).id
    plan = session_of(desk, id, after=HOUR / 4)
    sessions.plan(desk, plan, seats_for(desk, plan, "周慧兰", "孔令仪"))
    join(desk, id, COMPANY, PersonKind.LEGAL)
    assert waiting(desk, id) == []
    rooms.save_member(desk, replace(who(desk, "孔令仪"), affiliations=("海棠创谷园区管理方",)))
    assert waiting(desk, id) == ["回避:孔令仪须回避,请另行安排"]
    with desk.read() as reader:
        kept_dues = reader.rows(select(dues.c.what).where(dues.c.dispute == id.bytes, dues.c.code == "recusal"))
    assert [row[0] for row in kept_dues] == waiting(desk, id), "the lists know without anybody opening the file"
    session, seats = kept(desk, plan)
    volunteer = next(s for s in seats if s.name == "孔令仪")
    with pytest.raises(RuleBroken, match="孔令仪须回避"):
        sessions.sign_in(desk, id, plan.id, {volunteer.id: True})
    sessions.sign_in(desk, id, plan.id, {seats[0].id: True})
    held = replace(session, starts=desk.now(), others_consent="同意")
    with pytest.raises(RuleBroken, match="孔令仪须回避"):
        sessions.hold(desk, held, [replace(s, present=True, consented=True) for s in seats])
    sessions.unseat(desk, volunteer)
    assert waiting(desk, id) == []


def test_a_record_that_stood_before_the_change_may_still_be_mended(desk):
    id = accepted(desk).id
    held = session_of(desk, id, others_consent="双方同意")
    sessions.hold(desk, held, seats_for(desk, held, "周慧兰", "范青", present=True, consented=True))
    join(desk, id, COMPANY, PersonKind.LEGAL)
    session, seats = kept(desk, held)
    sessions.hold(desk, replace(session, record="补一句"), seats)
    assert kept(desk, held)[0].record == "补一句"
    assert who(desk, "范青").id in kept(desk, held)[0].attendees


def test_a_finding_clears_what_was_known_and_nobody_clears_themselves(desk):
    id = accepted(desk).id
    join(desk, id, "范青")
    plan = session_of(desk, id, after=HOUR)
    out = who(desk, "范青")
    with pytest.raises(RuleBroken, match="与第三人范青同名"):
        sessions.plan(desk, plan, seats_for(desk, plan, "范青"))
    be(desk, Role.MEDIATOR, "范青")
    with pytest.raises(RuleBroken, match="本人不能认定"):
        recusal.clear(desk, id, out.id, "没有关系")
    be(desk, Role.MEDIATOR)
    with pytest.raises(RuleBroken, match="理由"):
        recusal.clear(desk, id, out.id, " ")
    recusal.clear(desk, id, out.id, "查明同名不同人,身份证号码不同")
    sessions.plan(desk, plan, seats_for(desk, plan, "范青"))
    join(desk, id, COMPANY, PersonKind.LEGAL)
    assert waiting(desk, id) == ["回避:范青须回避,请另行安排"], "a tie that came later is not covered"
    recusal.recuse(desk, id, who(desk, "周慧兰").id, "是申请人的邻居,本人申请回避")
    assert len(waiting(desk, id)) == 2
    with pytest.raises(RuleBroken, match="本人申请回避"):
        sessions.plan(desk, plan, seats_for(desk, plan, "周慧兰"))
    with pytest.raises(NotFound):
        recusal.recuse(desk, id, id, "没有这个人")


def test_a_proposal_is_active_not_barred_and_on_duty_first(desk):
    id = accepted(desk).id
    join(desk, id, "高峻")
    on_duty(desk, "邵卫东", "童雅琴")
    file = file_of(desk, id)
    assert [(c.member.name, c.on_duty) for c in recusal.proposal(desk, file, TeamRole.POLICE_OFFICER, DAY)] == [
        ("邵卫东", True)
    ]
    mediators = [c.member.name for c in recusal.proposal(desk, file, TeamRole.PEOPLE_MEDIATOR, DAY)]
    assert mediators == ["童雅琴", "周慧兰", "严伯年"]
    seen = {c.member.name: c.why for c in recusal.candidates(desk, file, DAY)}
    assert seen["高峻"] == "与第三人高峻同名"
    assert seen["邵卫东"] == ""
    assert not {"傅敏", "宋怀谨"} & set(seen), "desk work has no seat"


def test_papers_that_name_the_mediator_wait_for_another(desk):
    id = accepted(desk).id
    draft, _duty = drafted(desk, id)
    agreements.submit(desk, draft.id)
    as_lawyer(desk, lambda: agreements.approve(desk, draft.id, "可以"))
    join(desk, id, "周慧兰", role=PartyRole.WITNESS)
    with pytest.raises(RuleBroken, match="周慧兰须回避:与证人周慧兰同名"):
        agreements.issue(desk, draft.id)
    disputes.edit(desk, replace(file_of(desk, id).dispute, mediators=(who(desk, "严伯年").id,)))
    agreements.issue(desk, draft.id)
    join(desk, id, "严伯年", role=PartyRole.WITNESS)
    with pytest.raises(RuleBroken, match="严伯年须回避"):
        agreements.sign(desk, draft.id, on=DAY)
    disputes.edit(desk, replace(file_of(desk, id).dispute, mediators=(who(desk, "童雅琴").id,)))
    agreements.sign(desk, draft.id, on=DAY)
    assert file_of(desk, id).agreement.signed_mediators == (who(desk, "童雅琴").id,)


def test_seats_know_the_role_of_their_member(desk):
    id = accepted(desk).id
    plan = session_of(desk, id, after=HOUR)
    seat = sessions.member_seat(plan, Member(name="新人", role=TeamRole.TRADE_UNION, organisation="工会"))
    assert (seat.role, seat.organisation, seat.present) == (TeamRole.TRADE_UNION, "工会", False)
    assert quorum.role_words([TeamRole.TRADE_UNION]) == "工会"

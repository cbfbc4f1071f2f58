"""Assessing risk: a person judges, raising counts at once, lowering needs somebody else, who was told is on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.commands import disputes, history, risk, rooms
from desktop.commands.verify import verify
from desktop.domain.disputes import Risk
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.next_steps import steps
from desktop.domain.people import Account, Role
from desktop.domain.vigilance import RiskAssessment, Standing
from tests.conftest import CHEAP, PASSWORD, be

FACTS = "两个月工资没发,大家建了微信群,扬言要堵门。"


@pytest.fixture
def desk(make_room):
    return make_room("cases", role=Role.MEDIATOR)


@pytest.fixture
def id(desk):
    arrival = disputes.Arrival(name="来人", facts=FACTS, category="labour_other", other="上海示例科技有限公司")
    return disputes.register(desk, arrival).id


def read(desk, id):
    with desk.read() as reader:
        return reader.file(id)


def codes(desk, id, now=None):
    found = steps(read(desk, id), now or desk.today(), desk.handbook.rules)
    return {s.code: s for s in found if s.code.startswith("risk")}


def sit(desk, name):
    """Somebody sits down under an account of their own."""
    member = next(m for m in desk.members() if m.name == name)
    be(desk, Role.ADMIN)
    account = Account(name=f"{name}(二)", role=Role.MEDIATOR, member_id=member.id)
    rooms.add_account(desk, account, PASSWORD, cost=CHEAP)
    desk.account = account


def test_looking_shows_points_and_changes_nothing(desk, id):
    looked = risk.look(desk, id)
    assert {"wages", "group_chat", "threat"} <= {p.code for p in looked.points}
    assert looked.suggestion is Risk.ORANGE
    assert [o.code for o in looked.organs] == ["police_station"]
    assert read(desk, id).dispute.risk is Risk.GREEN
    assert set(codes(desk, id)) == {"risk_judge"}, "a person is asked, nothing is set"


def test_raising_counts_at_once(desk, id):
    found = risk.assess(desk, id, Risk.ORANGE, ["threat", "wages"], ["扬言堵门", " "])
    file = read(desk, id)
    assert (file.dispute.risk, file.dispute.risk_reasons) == (Risk.ORANGE, ("扬言堵门",))
    assert found.standing is Standing.IN_FORCE
    assert (found.before, found.points) == (Risk.GREEN, ("threat", "wages"))
    assert found.review_on == desk.handbook.rules.calendar.after_days(desk.today(), 7)
    assert codes(desk, id)["risk_review"].on == found.review_on
    assert codes(desk, id)["risk_report"].on == desk.today()


@pytest.mark.parametrize(("level", "days"), [(Risk.RED, 3), (Risk.ORANGE, 7), (Risk.YELLOW, 15)])
def test_the_review_comes_by_the_level(desk, id, level, days):
    found = risk.assess(desk, id, level, [], ["理由"])
    assert found.review_on == desk.handbook.rules.calendar.after_days(desk.today(), days)
    late = codes(desk, id, found.review_on + timedelta(days=1))["risk_review"]
    assert late.on < found.review_on + timedelta(days=1), "overdue the day after"


@pytest.mark.parametrize("level", [Risk.YELLOW, Risk.ORANGE, Risk.RED])
def test_a_level_needs_reasons(desk, id, level):
    with pytest.raises(RuleBroken, match="理由"):
        risk.assess(desk, id, level, [], [" "])
    assert read(desk, id).dispute.risk is Risk.GREEN


def test_red_is_reported_at_once_and_the_step_goes_when_all_know(desk, id):
    risk.assess(desk, id, Risk.RED, ["collective_petition"], ["要去上访"])
    step = codes(desk, id)["risk_report"]
    assert step.on == desk.today()
    assert "派出所" in step.what
    assert codes(desk, id, desk.today() + timedelta(days=1))["risk_report"].on == desk.today(), "overdue tomorrow"
    risk.report(desk, id, ["海棠路派出所"], "电话", "高峻")
    assert "risk_report" in codes(desk, id)
    told = risk.report(desk, id, ["海棠司法所", "海棠街道平安办"], "当面")
    assert "risk_report" not in codes(desk, id)
    assert told.extras == {"how": "当面"}
    with pytest.raises(RuleBroken, match="报告"):
        risk.report(desk, id, [" "])


def test_who_was_told_can_be_said_with_the_assessment(desk, id):
    risk.assess(desk, id, Risk.RED, [], ["理由"], told=["派出所", "司法所"])
    assert "risk_report" not in codes(desk, id)


def test_lowering_waits_for_somebody_else(desk, id):
    risk.assess(desk, id, Risk.RED, [], ["理由"], told=["派出所", "司法所"])
    with pytest.raises(RuleBroken, match="降低等级的理由"):
        risk.assess(desk, id, Risk.GREEN, [], [])
    asked = risk.assess(desk, id, Risk.YELLOW, [], ["双方已和解"])
    assert asked.standing is Standing.AWAITS_SECOND
    assert read(desk, id).dispute.risk is Risk.RED
    assert codes(desk, id)["risk_second"].waiting
    assert not risk.look(desk, id).may_second
    with pytest.raises(RuleBroken, match="另一个人"):
        risk.second(desk, asked.id, True)

    sit(desk, "严伯年")
    assert risk.look(desk, id).may_second
    settled = risk.second(desk, asked.id, True, "已电话核实")
    assert settled.standing is Standing.IN_FORCE
    assert settled.second == desk.account.member_id
    file = read(desk, id)
    assert (file.dispute.risk, file.dispute.risk_reasons) == (Risk.YELLOW, ("双方已和解",))
    assert settled.review_on is not None
    assert "risk_second" not in codes(desk, id)
    with pytest.raises(RuleBroken, match="已经有人"):
        risk.second(desk, asked.id, False, "晚了")
    assert verify(desk).clean


def test_a_second_person_may_refuse_with_a_reason(desk, id):
    risk.assess(desk, id, Risk.ORANGE, [], ["理由"])
    asked = risk.assess(desk, id, Risk.GREEN, [], ["似乎好了"])
    sit(desk, "严伯年")
    with pytest.raises(RuleBroken, match="不同意的理由"):
        risk.second(desk, asked.id, False)
    refused = risk.second(desk, asked.id, False, "昨天又来闹")
    assert refused.standing is Standing.DECLINED
    assert read(desk, id).dispute.risk is Risk.ORANGE


def test_the_same_member_under_another_account_is_the_same_person(desk, id):
    risk.assess(desk, id, Risk.ORANGE, [], ["理由"])
    asked = risk.assess(desk, id, Risk.GREEN, [], ["好了"])
    sit(desk, "周慧兰")
    with pytest.raises(RuleBroken, match="另一个人"):
        risk.second(desk, asked.id, True)


def test_who_may_not_edit_cannot_second(desk, id):
    risk.assess(desk, id, Risk.ORANGE, [], ["理由"])
    asked = risk.assess(desk, id, Risk.GREEN, [], ["好了"])
    desk.account = replace(desk.account, role=Role.READER)
    with pytest.raises(MediationError):
        risk.second(desk, asked.id, True)
    assert not risk.look(desk, id).may_second


def test_raising_while_a_lowering_waits_takes_its_place(desk, id):
    risk.assess(desk, id, Risk.ORANGE, [], ["理由"])
    asked = risk.assess(desk, id, Risk.GREEN, [], ["好了"])
    risk.assess(desk, id, Risk.RED, [], ["又来闹"])
    with desk.read() as reader:
        assert reader.get(RiskAssessment, asked.id).standing is Standing.DECLINED
    assert read(desk, id).dispute.risk is Risk.RED
    assert "risk_second" not in codes(desk, id)


def test_the_second_is_asked_of_another_mediator_of_the_file(desk, id):
    other = next(m for m in desk.members() if m.name == "严伯年")
    disputes.edit(desk, replace(read(desk, id).dispute, mediators=(desk.account.member_id, other.id)))
    risk.assess(desk, id, Risk.ORANGE, [], ["理由"])
    risk.assess(desk, id, Risk.GREEN, [], ["好了"])
    step = codes(desk, id)["risk_second"]
    assert (step.owner, step.waiting, step.verb) == (other.id, False, "确认")


def test_neither_editing_nor_restoring_changes_a_level(desk, id):
    before = read(desk, id).dispute
    risk.assess(desk, id, Risk.RED, [], ["理由"])
    disputes.edit(desk, replace(before, facts="又补充了一句"))
    assert read(desk, id).dispute.risk is Risk.RED
    changes = [c for event in history.timeline(desk, id) for c in event.changes if c.field in {"risk", "standing"}]
    assert changes
    for change in changes:
        with pytest.raises(RuleBroken):
            history.restore(desk, id, change)


def test_the_last_assessment_can_be_taken_back_at_once(desk, id):
    risk.assess(desk, id, Risk.ORANGE, [], ["理由"])
    history.undo_last(desk)
    file = read(desk, id)
    assert (file.dispute.risk, file.risk_assessments) == (Risk.GREEN, ())


def test_a_closed_file_is_not_assessed(desk, id):
    disputes.refuse(desk, id, on=desk.today(), grounds=[desk.handbook.grounds[0].code])
    disputes.close(desk, id, on=desk.today(), result="")
    with pytest.raises(RuleBroken, match="已结案"):
        risk.assess(desk, id, Risk.RED, [], ["理由"])


def test_the_old_verb_goes_the_same_way(desk, id):
    disputes.assess_risk(desk, id, Risk.ORANGE, ["理由"], ["派出所"])
    disputes.assess_risk(desk, id, Risk.GREEN, ["好了"])
    file = read(desk, id)
    assert file.dispute.risk is Risk.ORANGE
    assert [a.standing for a in file.risk_assessments] == [Standing.IN_FORCE, Standing.AWAITS_SECOND]
    assert [r.to for r in file.risk_reports] == [("派出所",)]

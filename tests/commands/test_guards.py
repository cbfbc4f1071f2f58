"""What no act may leave behind, tried through the doors that ask nothing themselves.

Every hole is tried twice: with the guard it is refused and nothing is written, without it the room would take it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.commands import agreements, disputes, handover, history, reception, records, recusal, risk, sessions
from desktop.domain.agreements import Performance
from desktop.domain.changes import new_id
from desktop.domain.disputes import Filing, Mediation, Performing, Risk, Track
from desktop.domain.errors import NotFound, RuleBroken
from desktop.domain.people import Claimant, Party, PartyRole, Person, Role
from desktop.domain.permissions import Act
from desktop.domain.records import FollowEnd, FollowUp, Investigation, Session
from desktop.domain.team import Seat
from tests.commands.test_acts import accepted, as_lawyer, drafted, file_of
from tests.commands.test_sessions import THREE, guest, seats_for, session_of, who
from tests.conftest import NOON, be

DAY = NOON.date()
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(make_room):
    made = make_room("practice")
    be(made, Role.ADMIN)
    return made


def join(desk, id, name, role=PartyRole.THIRD_PARTY):
    """Somebody else of that name becomes a part of the file."""
    person = Person(name=name)
    disputes.add_party(desk, Party(dispute_id=id, person_id=person.id, role=role, position=7), person)


def last(desk, id, field):
    return next(c for e in history.timeline(desk, id) for c in e.changes if c.field == field)


def edit(desk, id, **changed):
    disputes.edit(desk, replace(file_of(desk, id).dispute, **changed))


def write(desk, id, *values, deed="edit"):
    """As any verb would that forgot to ask."""
    with desk.act(Act.EDIT, deed, dispute=id) as tx:
        for value in values:
            tx.put(value)


def signed(desk, id):
    draft, duty = drafted(desk, id)
    agreements.submit(desk, draft.id)
    as_lawyer(desk, lambda: agreements.approve(desk, draft.id, "可以"))
    agreements.issue(desk, draft.id)
    agreements.sign(desk, draft.id, on=DAY)
    return draft, duty


def pay(duty, fen, **more):
    return Performance(
        dispute_id=duty.dispute_id, obligation_id=duty.id, seq=1, amount_fen=fen, status="paid", **({"on": DAY} | more)
    )


def ended(desk, end=FollowEnd.SETTLED):
    """A terminated file with one follow-up."""
    id = accepted(desk).id
    disputes.move(desk, id, Mediation.TERMINATED, on=DAY, reason="谈不拢")
    asked = FollowUp(dispute_id=id, on=DAY, result="问过了", end=end)
    records.save(desk, asked)
    return id, asked


def closed(desk):
    id, asked = ended(desk)
    disputes.close(desk, id, on=DAY, result="")
    return id, asked


def colleague(desk, act):
    """Somebody else does something in between, so that the last act of the first is still theirs to take back."""
    first = desk.account
    desk.account = replace(first, id=new_id(), name=f"同事{new_id().hex[-6:]}")
    try:
        with desk.act(Act.MANAGE, "add_account", undoable=False) as tx:
            tx.put(desk.account)
        return act()
    finally:
        desk.account = first


# -- holes: each prepares a room and gives the act that must be refused


def undo_gives_the_file_back_to_somebody_barred(desk):
    id = accepted(desk).id
    join(desk, id, "周慧兰")
    edit(desk, id, mediators=(who(desk, "严伯年").id,))
    return lambda: history.undo_last(desk)


def restore_gives_the_file_back_to_somebody_barred(desk):
    id = accepted(desk).id
    join(desk, id, "周慧兰")
    edit(desk, id, mediators=(who(desk, "严伯年").id,))
    change = last(desk, id, "mediators")
    return lambda: history.restore(desk, id, change)


def handing_over_is_undone_to_somebody_barred(desk):
    id = accepted(desk).id
    zhou, yan = who(desk, "周慧兰").id, who(desk, "严伯年").id
    items = handover.open_items(desk, zhou)
    handover.hand_over(desk, zhou, {item.id: yan for item in items})
    colleague(desk, lambda: join(desk, id, "周慧兰"))
    return lambda: history.undo_last(desk)


def an_investigator_is_barred(desk):
    id = accepted(desk).id
    join(desk, id, "童雅琴")
    record = Investigation(dispute_id=id, at=desk.now(), investigators=(who(desk, "童雅琴").id,))
    return lambda: records.save(desk, record)


def a_barred_seat_comes_back_by_undo(desk):
    id = accepted(desk).id
    plan = session_of(desk, id, after=HOUR)
    sessions.plan(desk, plan, seats_for(desk, plan, "周慧兰", "范青"))
    sessions.unseat(desk, seats_for(desk, plan, "范青")[0])
    colleague(desk, lambda: join(desk, id, "范青"))
    return lambda: history.undo_last(desk)


def a_planned_session_comes_back_with_somebody_barred(desk):
    id = accepted(desk).id
    plan = session_of(desk, id, after=HOUR)
    sessions.plan(desk, plan, seats_for(desk, plan, "周慧兰", "范青"))
    sessions.remove(desk, next(s for s in file_of(desk, id).sessions if s.id == plan.id))
    colleague(desk, lambda: join(desk, id, "范青"))
    return lambda: history.undo_last(desk)


def confirming_puts_somebody_else_on_the_seat(desk):
    id = accepted(desk).id
    join(desk, id, "范青")
    plan = session_of(desk, id, after=HOUR)
    sessions.plan(desk, plan, seats_for(desk, plan, "周慧兰"))
    seat = Seat(dispute_id=id, session_id=plan.id, member_id=who(desk, "范青").id, name="范青")
    return lambda: sessions.confirm(desk, seat)


def a_waiver_is_restored_away(desk):
    id = accepted(desk).id
    held = session_of(desk, id, joint=True)
    sessions.hold(desk, replace(held, joint=False), seats_for(desk, held, "周慧兰", present=True))
    write(desk, id, replace(file_of(desk, id).sessions[-1], waiver="双方同意,民警出警"))
    write(desk, id, replace(file_of(desk, id).sessions[-1], joint=True))
    change = last(desk, id, "waiver")
    return lambda: history.restore(desk, id, replace(change, born=False))


def consent_to_others_is_blanked(desk):
    id = accepted(desk).id
    held = session_of(desk, id, others_consent="双方同意")
    seats = seats_for(desk, held, "周慧兰", "范青", present=True, consented=True)
    sessions.hold(desk, held, seats)
    kept = file_of(desk, id).sessions[-1]
    return lambda: write(desk, id, replace(kept, others_consent=""))


def a_level_goes_down_by_editing(desk):
    id = accepted(desk).id
    risk.assess(desk, id, Risk.RED, (), ["扬言报复"])
    return lambda: write(desk, id, replace(file_of(desk, id).dispute, risk=Risk.GREEN))


def the_settling_word_is_taken_out_of_a_closed_file(desk):
    _id, asked = closed(desk)
    return lambda: records.remove(desk, asked)


def the_settling_word_is_changed_in_a_closed_file(desk):
    _id, asked = closed(desk)
    return lambda: records.save(desk, replace(asked, end=FollowEnd.GOES_ON))


def undo_takes_the_settling_word_out_after_closing(desk):
    id, _asked = ended(desk)
    colleague(desk, lambda: disputes.close(desk, id, on=DAY, result=""))
    return lambda: history.undo_last(desk)


def undo_takes_the_termination_back_after_closing(desk):
    id = accepted(desk).id
    disputes.move(desk, id, Mediation.TERMINATED, on=DAY, reason="谈不拢")

    def settle():
        records.save(desk, FollowUp(dispute_id=id, on=DAY, end=FollowEnd.SETTLED))
        disputes.close(desk, id, on=DAY, result="")

    colleague(desk, settle)
    return lambda: history.undo_last(desk)


def the_last_payment_is_removed_from_a_closed_file(desk):
    id = accepted(desk).id
    _draft, duty = signed(desk, id)
    paid = pay(duty, duty.amount_fen)
    records.save(desk, paid)
    assert file_of(desk, id).dispute.performing is Performing.FULFILLED
    disputes.close(desk, id, on=DAY, result="")
    return lambda: records.remove(desk, paid)


def an_archived_file_is_given_back_by_undoing_a_handover(desk):
    id, _asked = closed(desk)
    zhou, yan = who(desk, "周慧兰").id, who(desk, "严伯年").id
    items = handover.open_items(desk, zhou)
    assert any(item.dispute == id for item in items)
    handover.hand_over(desk, zhou, {item.id: yan for item in items})
    colleague(desk, lambda: disputes.archive(desk, id, on=DAY))
    return lambda: history.undo_last(desk)


def a_record_wanders_into_another_file(desk):
    _one, asked = ended(desk)
    other = accepted(desk).id
    return lambda: records.save(desk, replace(asked, dispute_id=other))


def a_party_of_an_archived_file_is_saved_beside_an_open_one(desk):
    id, _asked = closed(desk)
    disputes.archive(desk, id, on=DAY)
    file = file_of(desk, id)
    other = accepted(desk).id
    party = replace(file.sides[0], service_address="改过")
    return lambda: disputes.save_person(desk, other, file.person(file.sides[0]), party)


def more_is_paid_than_is_owed(desk):
    id = accepted(desk).id
    _draft, duty = signed(desk, id)
    records.save(desk, pay(duty, duty.amount_fen))
    return lambda: records.save(desk, pay(duty, 1))


def less_than_nothing_is_paid(desk):
    id = accepted(desk).id
    _draft, duty = signed(desk, id)
    return lambda: records.save(desk, pay(duty, -1))


def a_payment_lies_in_the_future(desk):
    id = accepted(desk).id
    _draft, duty = signed(desk, id)
    return lambda: records.save(desk, pay(duty, 1, on=DAY + timedelta(days=1)))


def a_payment_belongs_to_another_file(desk):
    _draft, duty = signed(desk, accepted(desk).id)
    _draft, other = signed(desk, accepted(desk).id)
    return lambda: records.save(desk, replace(pay(duty, 1), obligation_id=other.id))


def a_call_lies_in_the_future(desk):
    id, _asked = ended(desk)
    tomorrow = DAY + timedelta(days=1)
    return lambda: records.save(desk, FollowUp(dispute_id=id, on=tomorrow, end=FollowEnd.SETTLED))


def a_date_lies_where_nobody_lives(desk):
    id = accepted(desk).id
    return lambda: records.save(desk, Track(dispute_id=id, kind="lawsuit", applied=date(9999, 12, 31)))


def a_date_lies_in_the_first_year(desk):
    id = accepted(desk).id
    return lambda: edit(desk, id, applied_on=date(1, 1, 1))


HOLES = {
    undo_gives_the_file_back_to_somebody_barred: "周慧兰须回避",
    restore_gives_the_file_back_to_somebody_barred: "周慧兰须回避",
    handing_over_is_undone_to_somebody_barred: "周慧兰须回避",
    an_investigator_is_barred: "童雅琴须回避",
    a_barred_seat_comes_back_by_undo: "范青须回避",
    a_planned_session_comes_back_with_somebody_barred: "范青须回避",
    confirming_puts_somebody_else_on_the_seat: "范青须回避",
    a_waiver_is_restored_away: "联合调解缺",
    consent_to_others_is_blanked: "第20条",
    a_level_goes_down_by_editing: "另一个人确认",
    the_settling_word_is_taken_out_of_a_closed_file: "已结案",
    the_settling_word_is_changed_in_a_closed_file: "已结案",
    undo_takes_the_settling_word_out_after_closing: "已结案",
    undo_takes_the_termination_back_after_closing: "已结案",
    the_last_payment_is_removed_from_a_closed_file: "已结案",
    an_archived_file_is_given_back_by_undoing_a_handover: "已归档",
    a_record_wanders_into_another_file: "另一件",
    a_party_of_an_archived_file_is_saved_beside_an_open_one: "已归档",
    more_is_paid_than_is_owed: "超过应付",
    less_than_nothing_is_paid: "负数",
    a_payment_lies_in_the_future: "还没到",
    a_payment_belongs_to_another_file: "对不上",
    a_call_lies_in_the_future: "还没到",
    a_date_lies_where_nobody_lives: "不合常理",
    a_date_lies_in_the_first_year: "不合常理",
}


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.__name__)
def test_the_door_is_shut_and_nothing_is_written(desk, hole):
    act = hole(desk)
    with desk.store.read() as reader:
        before = desk.store.chain.head(reader.connection)
    with pytest.raises(RuleBroken, match=HOLES[hole]):
        act()
    with desk.store.read() as reader:
        assert desk.store.chain.head(reader.connection) == before


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.__name__)
def test_without_the_guard_it_stands_open(desk, hole, monkeypatch):
    """The proof that each of the above can fail: no other rule would have refused it."""
    act = hole(desk)
    monkeypatch.setattr("desktop.commands.desk.check", lambda *_a, **_k: None)
    with suppress(OverflowError):  # what a date without an end does to the first limit that is counted from it
        act()


# -- what must stay possible beside the guards


def test_what_was_stays_what_was(desk):
    """A session that took place comes back as it stood, a file barred later can be mended and worked on."""
    id = accepted(desk).id
    held = session_of(desk, id, others_consent="双方同意")
    sessions.hold(desk, held, seats_for(desk, held, "周慧兰", "范青", present=True, consented=True))
    sessions.remove(desk, file_of(desk, id).sessions[-1])
    colleague(desk, lambda: join(desk, id, "范青"))
    history.undo_last(desk)
    assert who(desk, "范青").id in file_of(desk, id).sessions[-1].attendees
    record = Investigation(dispute_id=id, at=desk.now(), investigators=(who(desk, "童雅琴").id,))
    records.save(desk, record)
    join(desk, id, "童雅琴")
    records.save(desk, replace(record, record="补一句"))
    edit(desk, id, facts="补一句案情")


def test_a_closed_file_is_opened_by_its_own_verbs(desk):
    id, asked = closed(desk)
    history.undo_last(desk)
    assert file_of(desk, id).dispute.filing is Filing.OPEN
    disputes.close(desk, id, on=DAY, result="")
    disputes.reopen(desk, id, on=DAY)
    records.remove(desk, asked)
    assert file_of(desk, id).dispute.filing is Filing.OPEN


def test_a_wrong_payment_is_mended_and_removed(desk):
    id = accepted(desk).id
    _draft, duty = signed(desk, id)
    paid = pay(duty, 50_00)
    records.save(desk, paid)
    records.save(desk, replace(paid, amount_fen=100_00))
    records.save(desk, replace(paid, amount_fen=30_00))
    records.save(desk, pay(duty, 70_00))
    records.remove(desk, paid)
    history.undo_last(desk)
    assert file_of(desk, id).done(duty)


# -- verbs that had a hole of their own


@pytest.mark.parametrize("agreed", [Mediation.AGREED_WRITTEN, Mediation.AGREED_ORAL])
def test_no_agreement_comes_by_moving_and_closes_a_file_with_nothing(desk, agreed):
    id = accepted(desk).id
    with pytest.raises(RuleBroken, match="协议"):
        disputes.move(desk, id, agreed, on=DAY)
    with pytest.raises(RuleBroken, match="还在调解中"):
        disputes.close(desk, id, on=DAY, result="达成协议并履行")


def test_editing_does_not_move_the_days_by_which_a_file_is_followed(desk):
    id, _asked = ended(desk)
    disputes.reopen(desk, id, on=DAY, why="愿意再谈")
    d = file_of(desk, id).dispute
    extras = {"reopened_on": "2020-01-01", "rounds": [], "seen": 1}
    disputes.edit(desk, replace(d, ended_on=date(2020, 1, 1), closed_on=DAY, outcome="x", extras=extras))
    now = file_of(desk, id).dispute
    assert (now.ended_on, now.closed_on, now.outcome) == (None, None, "")
    assert now.extras["reopened_on"] == DAY.isoformat()
    assert now.extras["rounds"] == d.extras["rounds"]
    assert now.extras["seen"] == 1


def test_nobody_is_asked_again_only_in_a_year_and_never_in_a_closed_file(desk):
    id, asked = ended(desk, FollowEnd.SETTLED)
    far = replace(asked, id=new_id(), end=FollowEnd.GOES_ON, next_on=DAY + timedelta(days=400))
    with pytest.raises(RuleBroken, match="一年"):
        records.save(desk, far)
    disputes.close(desk, id, on=DAY, result="")
    with pytest.raises(RuleBroken, match="再次调解"):
        records.save(desk, replace(far, next_on=DAY + timedelta(days=4)))
    records.save(desk, replace(asked, id=new_id(), result="又问过一次"))


def test_a_guest_seat_is_no_way_in(desk):
    id = accepted(desk).id
    join(desk, id, "范青")
    plan = session_of(desk, id, after=HOUR)
    for name in ("范青", "范 青", " 范青 "):
        with pytest.raises(RuleBroken, match="范青须回避"):
            sessions.plan(desk, plan, [*seats_for(desk, plan, "周慧兰"), guest(plan, name)])
    sessions.plan(desk, plan, [*seats_for(desk, plan, "周慧兰"), guest(plan, "丁伯")])


def test_who_registers_for_themselves_does_not_mediate_it(desk):
    arrival = disputes.Arrival(name="周慧兰", facts="借款不还", category="contract", other="某")
    with pytest.raises(RuleBroken, match="周慧兰须回避") as refused:
        disputes.register(desk, replace(arrival, mediator=who(desk, "周慧兰").id))
    assert refused.value.field == "mediator"
    be(desk, Role.ADMIN, "没有这个人")
    made = disputes.register(desk, arrival)
    assert who(desk, "周慧兰").id not in made.mediators, "nor is she chosen by the program"
    assert made.mediators
    day = reception.open_day(desk, None, DAY, [who(desk, "周慧兰").id, who(desk, "严伯年").id])
    visit = reception.take(desk, day.id, "周慧兰", "", "借款不还")
    _visit, dispute = reception.register(desk, visit.id, category="contract", by=who(desk, "周慧兰").id)
    assert who(desk, "周慧兰").id not in dispute.mediators
    visit = reception.take(desk, day.id, "来人", "", "借款不还")
    _visit, dispute = reception.register(desk, visit.id, category="contract", by=who(desk, "周慧兰").id)
    assert dispute.mediators == (who(desk, "周慧兰").id,)


def test_a_barred_lawyer_does_not_review(desk):
    id = accepted(desk).id
    draft, _duty = drafted(desk, id)
    agreements.submit(desk, draft.id)
    join(desk, id, "叶知秋")
    be(desk, Role.LAWYER, "叶知秋")
    with pytest.raises(RuleBroken, match="叶知秋须回避"):
        agreements.approve(desk, draft.id, "可以")


def test_two_who_are_barred_do_not_clear_each_other(desk):
    id = accepted(desk).id
    join(desk, id, "范青")
    join(desk, id, "童雅琴")
    be(desk, Role.MEDIATOR, "童雅琴")
    with pytest.raises(RuleBroken, match="童雅琴在本件也须回避"):
        recusal.clear(desk, id, who(desk, "范青").id, "没关系")
    be(desk, Role.MEDIATOR)
    recusal.clear(desk, id, who(desk, "范青").id, "查明同名不同人")


def lowering(desk):
    id = accepted(desk).id
    risk.assess(desk, id, Risk.RED, (), ["扬言报复"])
    return id, risk.assess(desk, id, Risk.YELLOW, (), ["已和好"])


def test_one_person_with_two_accounts_is_one(desk):
    """An account of the same name, with or without a place in the team, is the same person."""
    id, asked = lowering(desk)
    first = desk.account
    nameless = replace(first, id=new_id(), member_id=None, name="周慧兰")
    other = replace(first, id=new_id(), member_id=who(desk, "严伯年").id, name="严伯年")
    for account in (nameless, replace(nameless, name="慧兰", member_id=first.member_id)):
        desk.account = account
        assert not risk.look(desk, id).may_second
        with pytest.raises(RuleBroken, match="另一个人"):
            risk.second(desk, asked.id, True)
    desk.account = other
    risk.second(desk, asked.id, True)
    assert file_of(desk, id).dispute.risk is Risk.YELLOW


def test_who_is_barred_does_not_second(desk):
    id, asked = lowering(desk)
    join(desk, id, "严伯年")
    desk.account = replace(
        desk.account, id=new_id(), name="严伯年", member_id=who(desk, "严伯年").id, role=Role.MEDIATOR
    )
    with pytest.raises(RuleBroken, match="回避"):
        risk.second(desk, asked.id, True)


def test_a_raise_is_taken_back_on_its_own_day_only(make_room):
    moment = [NOON]
    desk = make_room("practice", now=lambda: moment[0])
    id = accepted(desk).id
    risk.assess(desk, id, Risk.RED, (), ["扬言报复"])
    moment[0] = NOON + timedelta(days=1)
    with pytest.raises(RuleBroken, match="另一个人"):
        history.undo_last(desk)
    risk.assess(desk, id, Risk.RED, (), ["仍扬言报复"])
    history.undo_last(desk)
    assert file_of(desk, id).dispute.risk is Risk.RED


def test_a_change_of_one_file_is_not_restored_through_another(desk):
    one, other = accepted(desk).id, accepted(desk).id
    edit(desk, one, facts="甲")
    edit(desk, one, facts="乙")
    change = last(desk, one, "facts")
    with pytest.raises(RuleBroken, match="不在这件"):
        history.restore(desk, other, change)
    history.restore(desk, one, change)
    assert file_of(desk, one).dispute.facts == "甲"


def test_findings_and_visits_are_not_restored_by_the_field(desk):
    id = accepted(desk).id
    finding = recusal.recuse(desk, id, who(desk, "范青").id, "邻居")
    recusal.decide(desk, replace(finding, reason="同学"))
    change = last(desk, id, "reason")
    assert not history.restorable(replace(change, born=False))
    with pytest.raises(RuleBroken):
        history.restore(desk, id, change)


def test_who_lost_the_right_cannot_take_the_act_back(desk):
    from desktop.commands import limits
    from desktop.domain.deadlines import Unit
    from desktop.domain.errors import NotAllowed

    limits.set_limit(desk, "archive", 20, Unit.CALENDAR_DAY, "本室决定")
    be(desk, Role.MEDIATOR)
    with pytest.raises(NotAllowed):
        history.undo_last(desk)
    be(desk, Role.ADMIN)
    history.undo_last(desk)


def test_a_joint_session_lacks_nobody_by_any_verb(desk):
    id = accepted(desk).id
    held = session_of(desk, id, joint=True)
    with pytest.raises(RuleBroken, match="民警"):
        records.save(desk, replace(held, attendees=(who(desk, "周慧兰").id,)))
    sessions.hold(desk, held, seats_for(desk, held, *THREE, present=True))
    officer = next(s for s in file_of(desk, id).seats if s.name == "高峻")
    for act in (
        lambda: sessions.unseat(desk, officer),
        lambda: sessions.sign_in(desk, id, held.id, {}),
        lambda: records.save(desk, replace(file_of(desk, id).sessions[-1], attendees=())),
        lambda: write(desk, id, replace(officer, present=False), deed="seat"),
    ):
        with pytest.raises(RuleBroken, match="民警"):
            act()


def test_the_list_of_an_issued_agreement_stays(make_room):
    desk = make_room("cases", role=Role.MEDIATOR)
    with desk.read() as reader:
        id = next(c.dispute_id for c in reader.find(Claimant))
    d = file_of(desk, id).dispute
    with desk.act(Act.EDIT, "edit") as tx:  # the file is archived; it stands here for one that is under way
        tx.put(replace(d, filing=Filing.OPEN, closed_on=None, archived_on=None))
    file = file_of(desk, id)
    assert file.agreement is not None
    assert file.agreement.frozen
    first = next(c for c in file.claimants if c.signed_agreement)
    for changed in (replace(first, signed_agreement=False), replace(first, owed_fen=1)):
        with pytest.raises(RuleBroken, match="附表"):
            records.save(desk, changed)
    with pytest.raises(RuleBroken, match="附表"):
        records.remove(desk, first)
    records.save(desk, replace(first, outcome="已领"))


def test_a_session_of_nobody_is_not_found(desk):
    id = accepted(desk).id
    gone = Session(dispute_id=id, no=1, starts=desk.now())
    with pytest.raises(RuleBroken, match="不在了"):
        sessions.sign_in(desk, id, gone.id, {})
    with pytest.raises(NotFound):
        records.save(desk, FollowUp(dispute_id=gone.id, on=DAY, end=FollowEnd.SETTLED))

"""Hand-offs both ways: receipts, answers in time and not, the whole matter, their letters, the pack for the police."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.commands import disputes, hand_offs, papers, police_pack, records
from desktop.commands.verify import verify
from desktop.domain.agreements import Agreement, Duty, Form, Obligation, Performance
from desktop.domain.disputes import Intake, Mediation
from desktop.domain.errors import NotFound, RuleBroken
from desktop.domain.hand_offs import Standing, standing
from desktop.domain.next_steps import steps
from desktop.domain.people import Role
from desktop.domain.permissions import Act
from desktop.domain.records import Direction, Referral
from tests.conftest import be
from tests.reports.reading import flat, text_of


@pytest.fixture
def desk(make_room):
    return make_room("cases", role=Role.MEDIATOR)


@pytest.fixture
def id(desk):
    arrival = disputes.Arrival(name="丁建", facts="两店为摊位推搡", category="neighbourhood", other="汪洁")
    return disputes.register(desk, arrival).id


def accepted(desk, id):
    disputes.accept(desk, id, on=desk.today(), mediators=[desk.account.member_id])


def read(desk, id):
    with desk.read() as reader:
        return reader.file(id)


def letter(desk, id, **more):
    known = {"to": "海棠路派出所", "organ": "police_station", "matter": "推搡致擦伤", "on": desk.today()}
    return Referral(dispute_id=id, **(known | more))


def step(desk, id, on=None):
    found = steps(read(desk, id), on or desk.today(), desk.handbook.rules)
    return next((s for s in found if s.code.startswith("hand_off")), None)


def test_out_signed_for_and_answered(desk, id):
    today = desk.today()
    due = hand_offs.answer_due(desk, "police_station", today)
    assert due == desk.handbook.rules.calendar.after_workdays(today, 3)
    sent = hand_offs.send(desk, letter(desk, id, answer_due=due))
    assert sent.doc.endswith("之一")
    assert standing(sent, today) is Standing.SENT
    first = step(desk, id)
    assert (first.code, first.waiting) == ("hand_off_sent", False)
    sent = hand_offs.signed_for(desk, sent, today, "高峻")
    wait = step(desk, id)
    assert (wait.code, wait.waiting, wait.on) == ("hand_off_received", True, due)
    done = hand_offs.answered(desk, sent, today, "已出警,双方和解")
    assert standing(done, due + timedelta(days=9)) is Standing.ANSWERED
    assert step(desk, id) is None
    assert verify(desk).clean


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, True)])
def test_an_answer_that_does_not_come_turns_overdue_the_day_after(desk, id, days, late):
    due = desk.today() + timedelta(days=2)
    hand_offs.send(desk, letter(desk, id, answer_due=due, received_on=desk.today()))
    found = step(desk, id, due + timedelta(days=days))
    assert found.on == due
    assert (found.code == "hand_off_unanswered") is late
    assert found.waiting is not late
    assert ("催问派出所" in found.what) is late


def test_letters_of_one_file_are_numbered(desk, id):
    accepted(desk, id)
    first, second = (hand_offs.send(desk, letter(desk, id, to=to)) for to in ("海棠路派出所", "海棠司法所"))
    number = read(desk, id).dispute.case_no
    assert (first.doc, second.doc) == (f"{number}之一", f"{number}之二")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"to": " "}, "to"),
        ({"matter": ""}, "matter"),
        ({"on": date(2026, 12, 1)}, "on"),
        ({"received_on": date(2026, 11, 1)}, "received_on"),
        ({"answer_due": date(2026, 11, 1)}, "answer_due"),
        ({"answered_on": date(2026, 11, 23)}, "answer"),
        ({"answer": "好"}, "answered_on"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(desk, id, more, field):
    with pytest.raises(RuleBroken) as broken:
        hand_offs.send(desk, letter(desk, id, **more))
    assert broken.value.field == field
    assert read(desk, id).referrals == ()


def test_the_whole_before_acceptance_is_a_referral(desk, id):
    hand_offs.send(desk, letter(desk, id), whole=True)
    assert read(desk, id).dispute.intake is Intake.REFERRED
    assert "我委员会未受理该纠纷" in paper(desk, id, "transfer_letter", 1)


def test_the_whole_after_acceptance_ends_the_mediation_with_a_reason(desk, id):
    accepted(desk, id)
    with pytest.raises(RuleBroken, match="理由"):
        hand_offs.send(desk, letter(desk, id), whole=True)
    sent = hand_offs.send(desk, letter(desk, id), whole=True, reason="可能构成轻伤")
    d = read(desk, id).dispute
    assert (d.mediation, d.ended_on) == (Mediation.TERMINATED, desk.today())
    assert "移送海棠路派出所" in d.ended_reason
    assert "轻伤" in d.ended_reason
    with pytest.raises(RuleBroken, match="不能删除"):
        hand_offs.remove(desk, sent)
    assert "其余事项由我委员会继续办理" not in paper(desk, id, "transfer_letter", 1)


def test_a_part_after_acceptance_leaves_the_rest_in_mediation(desk, id):
    accepted(desk, id)
    hand_offs.send(desk, letter(desk, id, matter="擦伤部分"))
    assert read(desk, id).dispute.mediation is Mediation.NOT_STARTED
    assert "其余事项由我委员会继续办理" in paper(desk, id, "transfer_letter", 1)


def test_an_agreed_matter_does_not_go_as_a_whole(desk, id):
    settled(desk, id)
    with pytest.raises(RuleBroken, match="已经达成协议"):
        hand_offs.send(desk, letter(desk, id), whole=True, reason="试")


def test_the_whole_needs_the_right_to_decide(desk, id):
    accepted(desk, id)
    be(desk, Role.LAWYER)
    with pytest.raises(Exception, match="律师"):
        hand_offs.send(desk, letter(desk, id), whole=True, reason="试")


def test_in_answered_with_a_receipt(desk, id):
    due = desk.today() + timedelta(days=3)
    came = hand_offs.receive(desk, letter(desk, id, doc="SH1123-01", answer_due=due))
    assert (came.direction, came.received_on) == (Direction.IN, desk.today())
    assert step(desk, id).code == "hand_off_ours"
    assert step(desk, id, due + timedelta(days=1)).code == "hand_off_overdue"
    told = hand_offs.answered(desk, came, desk.today(), "已办结:双方和解")
    (feedback,) = read(desk, id).feedbacks
    assert (feedback.to, feedback.content) == ("海棠路派出所", "已办结:双方和解")
    assert step(desk, id).code == "hand_off_returned"
    hand_offs.answered(desk, told, desk.today(), "已办结:双方和解", "收件人高峻")
    assert step(desk, id) is None
    (feedback,) = read(desk, id).feedbacks
    assert feedback.receipt == "收件人高峻"


def test_the_promise_to_the_sender_is_not_asked_for_twice(desk):
    arrival = disputes.Arrival(name="丁建", facts="推搡", category="neighbourhood", source="police_110")
    id = disputes.register(desk, arrival).id
    hand_offs.receive(desk, letter(desk, id, answer_due=desk.today() + timedelta(days=2)))
    assert step(desk, id) is None
    found = steps(read(desk, id), desk.today(), desk.handbook.rules)
    assert sum("反馈" in s.what for s in found) == 1


def test_a_referral_of_former_times_asks_for_nothing(desk):
    """Case 001: three workers went to arbitration before there were letters."""
    with desk.read() as reader:
        old = [r for d in reader.find(disputes.Dispute) for r in reader.file(d.id).referrals]
    assert old
    assert {standing(r, desk.today()) for r in old} == {Standing.NOTED}


def settled(desk, id):
    accepted(desk, id)
    file = read(desk, id)
    a = Agreement(dispute_id=id, form=Form.ORAL, agreed_on=desk.today())
    o = Obligation(
        dispute_id=id,
        agreement_id=a.id,
        seq=1,
        about="医疗费",
        debtors=(file.sides[0].id,),
        creditors=(file.sides[1].id,),
        kind=Duty.MONEY,
        amount_fen=860_00,
        due=desk.today(),
    )
    with desk.act(Act.EDIT, "oral_agreement", dispute=id) as tx:
        tx.put(replace(file.dispute, mediation=Mediation.AGREED_ORAL))
        tx.put(a)
        tx.put(o)
    paid = Performance(
        dispute_id=id, obligation_id=o.id, seq=1, on=desk.today(), amount_fen=860_00, status="paid", proof="收条"
    )
    records.save(desk, paid)


def paper(desk, id, kind, which=0):
    return flat(text_of(papers.make(desk, id, kind, session=which).pdf, "pdfium"))


def test_the_letters_say_what_was_written(desk, id):
    settled(desk, id)
    hand_offs.send(desk, letter(desk, id, also="受理登记表复印件\n调解记录复印件", answer_due=date(2026, 11, 26)))
    hand_offs.receive(desk, letter(desk, id, doc="SH1123-01"))
    said = paper(desk, id, "transfer_letter", 1)
    for words in ("海棠路派出所", "推搡致擦伤", "丁建", "附件2件", "2026年11月26日前", "回执"):
        assert words in said, words
    back = paper(desk, id, "feedback_letter", 1)
    for words in ("SH1123-01", "口头调解协议", "860.00元", "已付清", "履行情况清单"):
        assert words in back, words
    listed = paper(desk, id, "performance_list")
    for words in ("医疗费", "860.00", "收条", "已付清"):
        assert words in listed, words
    with pytest.raises(NotFound):
        papers.make(desk, id, "transfer_letter", session=7)


def test_the_pack_for_the_police_is_one_file(desk, id):
    assert not police_pack.for_police(read(desk, id))
    with pytest.raises(NotFound):
        police_pack.prepare(desk, id)
    settled(desk, id)
    hand_offs.receive(desk, letter(desk, id, doc="SH1123-01"))
    assert police_pack.for_police(read(desk, id))
    pack = police_pack.prepare(desk, id)
    assert [t.split("(")[0] for t in pack.titles] == ["履行情况清单", "反馈函"]
    said = flat(text_of(pack.make(), "pdfium"))
    assert said.index("履行情况清单") < said.index("SH1123-01")

"""A file's life by its verbs, random and told: numbers, next steps, undo, and a room that verifies clean."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from desktop.commands import agreements, disputes, history, records
from desktop.commands.summaries import due_rows, summary
from desktop.commands.transfer.writing import export
from desktop.commands.verify import verify
from desktop.domain.agreements import Agreement, Duty, Obligation, Performance, Status, Term
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Performing, Risk, Stage
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.next_steps import steps
from desktop.domain.people import Member, Role
from desktop.domain.records import Evidence, FollowUp, Investigation, Session
from desktop.storage.schema import dues, numbers, summaries
from tests.conftest import NOON, be

DAY = NOON.date()


def file_of(desk, id):
    with desk.read() as reader:
        return reader.file(id)


def arrive(desk, name="来人", other="对方", **more):
    return disputes.register(
        desk, disputes.Arrival(name=name, facts="讲了一件事", category="contract", other=other, **more)
    )


@pytest.fixture
def desk(make_room):
    made = make_room("cases")
    be(made, Role.ADMIN)
    return made


def mediator(desk):
    return next(m.id for m in desk.members() if m.name == "周慧兰")


def accepted(desk, **more):
    dispute = arrive(desk, mediator=mediator(desk), **more)
    return disputes.accept(desk, dispute.id, on=DAY, mediators=[mediator(desk)])


def drafted(desk, id, text="乙方另行道歉。"):
    draft = agreements.begin(desk, id)
    file = file_of(desk, id)
    term = Term(dispute_id=id, agreement_id=draft.id, position=1, text=text)
    duty = Obligation(
        dispute_id=id,
        agreement_id=draft.id,
        term_id=term.id,
        seq=1,
        debtors=(file.sides[1].id,),
        creditors=(file.sides[0].id,),
        kind=Duty.MONEY,
        amount_fen=100_00,
        due=DAY + timedelta(days=9),
    )
    return agreements.save_draft(desk, draft, [term], [duty]), duty


def as_lawyer(desk, act):
    account = desk.account
    desk.account = replace(account, role=Role.LAWYER)
    try:
        return act()
    finally:
        desk.account = account


def signed(desk, id):
    draft, duty = drafted(desk, id)
    agreements.submit(desk, draft.id)
    as_lawyer(desk, lambda: agreements.approve(desk, draft.id, "已核"))
    agreements.issue(desk, draft.id)
    agreements.sign(desk, draft.id, on=DAY)
    return draft, duty


def test_from_the_door_to_the_archive(desk):
    dispute = accepted(desk)
    assert dispute.case_no == "(2026)海棠人调字第010号"  # after 009
    _draft, duty = signed(desk, dispute.id)
    assert file_of(desk, dispute.id).stage() is Stage.PERFORMANCE
    with pytest.raises(RuleBroken, match="履行完毕"):
        disputes.close(desk, dispute.id, on=DAY, result="")
    records.save(
        desk, Performance(dispute_id=dispute.id, obligation_id=duty.id, seq=1, on=DAY, amount_fen=100_00, status="paid")
    )
    assert file_of(desk, dispute.id).dispute.performing is Performing.FULFILLED
    disputes.close(desk, dispute.id, on=DAY, result="")
    disputes.archive(desk, dispute.id, on=DAY)
    assert file_of(desk, dispute.id).stage() is Stage.ARCHIVED
    with pytest.raises(RuleBroken, match="归档"):
        records.save(desk, FollowUp(dispute_id=dispute.id, on=DAY))
    assert verify(desk).clean


def test_an_issued_agreement_never_changes(desk):
    dispute = accepted(desk)
    draft, _duty = drafted(desk, dispute.id)
    agreements.submit(desk, draft.id)
    with pytest.raises(RuleBroken, match="律师"):
        agreements.save_draft(desk, draft, [], [])
    as_lawyer(desk, lambda: agreements.approve(desk, draft.id, "已核"))
    paper = agreements.issue(desk, draft.id)
    frozen = file_of(desk, dispute.id).agreement
    assert frozen.content_sha256
    assert frozen.template
    with pytest.raises(RuleBroken, match="已签发"):
        agreements.save_draft(desk, draft, [], [])
    with pytest.raises(RuleBroken):
        history.undo_last(desk)
    assert desk.attachments.get(paper.sha256).startswith(b"%PDF-1.7")


def test_red_findings_stop_the_draft(desk):
    dispute = accepted(desk)
    draft, _duty = drafted(desk, dispute.id, text="乙方尽快道歉。")
    with pytest.raises(RuleBroken, match="尽快"):
        agreements.submit(desk, draft.id)


def test_labour_is_never_settled_by_word_of_mouth(desk):
    dispute = arrive(desk, mediator=mediator(desk))
    disputes.edit(desk, replace(dispute, category="labour_other"))
    disputes.accept(desk, dispute.id, on=DAY, mediators=[mediator(desk)])
    with pytest.raises(RuleBroken, match="书面"):
        agreements.record_oral(desk, dispute.id, on=DAY, facts="", terms=["付钱"])


UNDOABLE = {
    "register": lambda desk, id: arrive(desk, "另一人"),
    "edit": lambda desk, id: disputes.edit(desk, replace(file_of(desk, id).dispute, title="改名", facts="改事")),
    "risk": lambda desk, id: disputes.assess_risk(desk, id, Risk.RED, ["有人受伤"], ["派出所"]),
    "notice": lambda desk, id: disputes.sign_notice(desk, file_of(desk, id).sides[0], DAY),
    "evidence": lambda desk, id: records.save(desk, Evidence(dispute_id=id, no=1, name="合同")),
    "investigation": lambda desk, id: records.save(desk, Investigation(dispute_id=id, at=desk.now(), record="看过")),
    "session": lambda desk, id: records.save(desk, Session(dispute_id=id, no=1, starts=desk.now(), result="继续")),
    "terminated": lambda desk, id: disputes.move(desk, id, Mediation.TERMINATED, on=DAY, reason="谈不拢"),
    "begin_agreement": lambda desk, id: agreements.begin(desk, id),
    "save_agreement": lambda desk, id: drafted(desk, id),
    "remove_party": lambda desk, id: disputes.remove_party(desk, file_of(desk, id).sides[1]),
}


@pytest.mark.parametrize("name", UNDOABLE)
def test_undo_gives_back_the_same_room(desk, name):
    id = accepted(desk).id
    if name == "save_agreement":
        agreements.begin(desk, id)
    before = export(desk)
    UNDOABLE[name](desk, id)
    assert export(desk)["cases"] != before["cases"] or name in {"begin_agreement"}
    undone = history.undo_last(desk)
    assert undone == name
    assert export(desk)["cases"] == before["cases"]
    assert verify(desk).clean


def test_numbers_are_never_given_twice_nor_taken_back(desk):
    first = accepted(desk)
    with pytest.raises(RuleBroken):
        history.undo_last(desk)
    assert accepted(desk).case_no != first.case_no


def act_at_random(desk, chance):
    """One act of the room on one of its files; the rules may refuse it."""
    with desk.read() as reader:
        files = [d for d in reader.find(Dispute) if d.filing is not Filing.ARCHIVED]
    id = chance.choice(files).id if files else arrive(desk).id
    file = file_of(desk, id)
    acts = [
        lambda: arrive(desk, mediator=mediator(desk)),
        lambda: disputes.accept(desk, id, on=DAY, mediators=[mediator(desk)]),
        lambda: disputes.refuse(desk, id, on=DAY, grounds=[desk.handbook.grounds[0].code]),
        lambda: disputes.refer(desk, id, on=DAY, to="派出所"),
        lambda: records.save(desk, Investigation(dispute_id=id, at=desk.now(), record="看过")),
        lambda: records.save(desk, Session(dispute_id=id, no=records.next_session_no(file), starts=desk.now())),
        lambda: records.save(desk, FollowUp(dispute_id=id, on=DAY, next_on=DAY + timedelta(days=3))),
        lambda: disputes.move(desk, id, chance.choice(list(Mediation)), on=DAY, reason="谈不拢"),
        lambda: signed(desk, id),
        lambda: drafted(desk, id),
        lambda: agreements.record_oral(desk, id, on=DAY, facts="", terms=["握手言和"]),
        lambda: [
            records.save(
                desk,
                Performance(
                    dispute_id=id, obligation_id=o.id, seq=o.seq, on=DAY, amount_fen=o.amount_fen, status="paid"
                ),
            )
            for o in file.obligations
        ],
        lambda: disputes.close(desk, id, on=DAY, result=""),
        lambda: disputes.archive(desk, id, on=DAY),
        lambda: disputes.assess_risk(desk, id, chance.choice(list(Risk)), ["理由"]),
        lambda: history.undo_last(desk),
    ]
    with suppress(MediationError):
        chance.choice(acts)()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_the_room_stays_whole(make_room, seed):
    desk = make_room("cases")
    be(desk, Role.ADMIN)
    chance = random.Random(seed)
    for _ in range(60):
        act_at_random(desk, chance)
    with desk.read() as reader:
        members = {m.id: m.name for m in reader.find(Member)}
        kept = {row.dispute: dict(row._mapping) for row in reader.rows(select(summaries))}
        written: dict[bytes, list] = {}
        for row in reader.rows(select(dues).order_by(dues.c.no)):
            written.setdefault(row.dispute, []).append(dict(row._mapping))
        given = sorted(r[0] for r in reader.rows(select(numbers.c.seq).where(numbers.c.series == "case")))
        for dispute in reader.find(Dispute):
            file = reader.file(dispute.id)
            found = steps(file, desk.today(), desk.handbook.rules)
            assert kept[dispute.id.bytes] == summary(file, members, found)
            assert written.get(dispute.id.bytes, []) == due_rows(file, found)
            if dispute.filing is Filing.OPEN:
                assert found
                assert found[0].owner is not None
            assert bool(dispute.case_no) == (dispute.intake is Intake.ACCEPTED) or dispute.intake is Intake.REFUSED
    assert given == sorted(set(given))
    assert given[-1] - 9 == len([n for n in given if n > 9])  # without gaps behind the loaded ones
    report = verify(desk)
    assert report.clean, report.faults


def test_two_agreements_are_told_apart(desk):
    dispute = accepted(desk)
    signed(desk, dispute.id)
    again = agreements.begin(desk, dispute.id)
    with desk.read() as reader:
        found = reader.find(Agreement, dispute_id=dispute.id)
    assert [a.status for a in found] == [Status.SIGNED, Status.DRAFT]
    assert found[-1] == again

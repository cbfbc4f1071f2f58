"""Every verb of following, of the team and its day, of risk and of handing on, against every role."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.commands import (
    alerts,
    day_sheet,
    disputes,
    duty,
    hand_offs,
    handover,
    journal,
    limits,
    pocket,
    police_pack,
    private_notes,
    reception,
    reception_sheet,
    records,
    recusal,
    risk,
    sessions,
)
from desktop.commands.mass import batch, claimants, payments
from desktop.domain.changes import new_id
from desktop.domain.deadlines import Unit
from desktop.domain.disputes import Risk, Track
from desktop.domain.errors import MediationError, NotAllowed
from desktop.domain.people import Claimant, Party, Role
from desktop.domain.permissions import Act, allowed
from desktop.domain.records import FollowUp, Referral
from desktop.domain.team import PrivateNote, ReceptionRule, Seat, Shift, Visit
from tests.commands.test_permissions import DAY, dispute
from tests.conftest import be

NOBODY = new_id()
YEAR = "\n".join(f"2031-{day},放假" for day in ("01-01", "05-01", "10-01"))


def one(desk):
    return dispute(desk).id


def me(desk):
    return desk.members()[0]


def somebody(desk):
    with desk.store.read() as reader:
        return reader.find(Party, dispute_id=one(desk))[0].person_id


def seat(desk):
    return Seat(dispute_id=one(desk), session_id=NOBODY, name="某")


def note(desk):
    return PrivateNote(dispute_id=one(desk), at=desk.now(), text="某")


VERBS = {
    "risk.assess": (Act.EDIT, lambda d: risk.assess(d, one(d), Risk.RED, (), ["某"])),
    "risk.report": (Act.EDIT, lambda d: risk.report(d, one(d), ["派出所"])),
    "alerts.tick": (Act.EDIT, lambda d: alerts.tick(d, NOBODY, ())),
    "alerts.close": (Act.EDIT, lambda d: alerts.close(d, NOBODY, "完")),
    "sessions.seat": (Act.EDIT, lambda d: sessions.seat(d, seat(d))),
    "sessions.unseat": (Act.EDIT, lambda d: sessions.unseat(d, seat(d))),
    "sessions.sign_in": (Act.EDIT, lambda d: sessions.sign_in(d, one(d), NOBODY, {})),
    "sessions.confirm": (Act.EDIT, lambda d: sessions.confirm(d, seat(d))),
    "sessions.waive": (Act.DECIDE, lambda d: sessions.waive(d, one(d), NOBODY, "双方同意")),
    "recusal.recuse": (Act.DECIDE, lambda d: recusal.recuse(d, one(d), me(d).id, "邻居")),
    "private_notes.write": (Act.EDIT, lambda d: private_notes.write(d, note(d))),
    "private_notes.remove": (Act.EDIT, lambda d: private_notes.remove(d, note(d))),
    "records.track": (Act.EDIT, lambda d: records.save(d, Track(dispute_id=one(d), kind="lawsuit"))),
    "records.remove": (Act.EDIT, lambda d: records.remove(d, FollowUp(dispute_id=one(d), on=DAY))),
    "disputes.reopen": (Act.DECIDE, lambda d: disputes.reopen(d, one(d), on=DAY)),
    "disputes.close": (Act.DECIDE, lambda d: disputes.close(d, one(d), on=DAY, result="")),
    "hand_offs.send": (Act.EDIT, lambda d: hand_offs.send(d, Referral(dispute_id=one(d), to="派出所", on=DAY))),
    "hand_offs.whole": (
        Act.DECIDE,
        lambda d: hand_offs.send(d, Referral(dispute_id=one(d), to="派出所", on=DAY), whole=True, reason="治安案件"),
    ),
    "hand_offs.remove": (Act.EDIT, lambda d: hand_offs.remove(d, Referral(dispute_id=one(d), to="某", on=DAY))),
    "claimants.mark_signing": (Act.EDIT, lambda d: claimants.mark_signing(d, one(d), [], signs=True)),
    "claimants.remove": (Act.EDIT, lambda d: claimants.remove(d, one(d), [NOBODY])),
    "claimants.representatives": (Act.EDIT, lambda d: claimants.choose_representatives(d, one(d), [])),
    "claimants.refer": (Act.EDIT, lambda d: claimants.refer_people(d, one(d), [], to="仲裁委", on=DAY)),
    "claimants.instalments": (Act.EDIT, lambda d: claimants.set_instalments(d, one(d), {})),
    "payments.pay": (Act.EDIT, lambda d: payments.pay(d, one(d), 1, {NOBODY: 1}, on=DAY)),
    "payments.share_out": (Act.EDIT, lambda d: payments.share_out(d, one(d), 1)),
    "payments.take_back": (Act.EDIT, lambda d: payments.take_back(d, one(d), NOBODY, 1)),
    "batch.prepare": (Act.PRINT, lambda d: batch.prepare(d, one(d))),
    "records.claimant": (
        Act.EDIT,
        lambda d: records.save(d, Claimant(dispute_id=one(d), person_id=somebody(d), no=1)),
    ),
    "reception.open_day": (Act.REGISTER, lambda d: reception.open_day(d, None, DAY, [me(d).id])),
    "reception.close_day": (Act.REGISTER, lambda d: reception.close_day(d, NOBODY, "")),
    "reception.note": (Act.REGISTER, lambda d: reception.save_note(d, NOBODY, "某")),
    "reception.take": (Act.REGISTER, lambda d: reception.take(d, NOBODY, "某")),
    "reception.call": (Act.REGISTER, lambda d: reception.call(d, NOBODY)),
    "reception.consult": (Act.REGISTER, lambda d: reception.consult(d, NOBODY, "答")),
    "reception.amend": (Act.REGISTER, lambda d: reception.amend(d, NOBODY, name="某")),
    "reception.register": (Act.REGISTER, lambda d: reception.register(d, NOBODY)),
    "reception.join": (Act.REGISTER, lambda d: reception.join(d, NOBODY, one(d))),
    "reception.reveal": (
        Act.REVEAL,
        lambda d: reception.reveal(d, Visit(reception_id=NOBODY, ticket=1, name="某", arrived_at=d.now())),
    ),
    "reception.save_rule": (Act.TEAM, lambda d: reception.save_rule(d, ReceptionRule(name="某日"))),
    "reception_sheet": (Act.PRINT, lambda d: reception_sheet.sheet(d, NOBODY)),
    "duty.set_shift": (Act.TEAM, lambda d: duty.set_shift(d, Shift(member_id=me(d).id, on=DAY))),
    "duty.copy_week": (Act.TEAM, lambda d: duty.copy_week(d, DAY)),
    "handover": (Act.TEAM, lambda d: handover.hand_over(d, me(d).id, {})),
    "pocket.make": (Act.PRINT, lambda d: pocket.make(d, [])),
    "pocket.type_back": (Act.EDIT, lambda d: pocket.type_back(d, [pocket.Result(code="A2", reached="电话")])),
    "limits.set": (Act.MANAGE, lambda d: limits.set_limit(d, "archive", 20, Unit.CALENDAR_DAY, "某")),
    "limits.import": (Act.MANAGE, lambda d: limits.import_calendar(d, YEAR)),
    "journal.sheet": (Act.PRINT, lambda d: journal.log_sheet(d, DAY, {})),
    "day_sheet": (Act.PRINT, lambda d: day_sheet.today_sheet(d)),
    "police_pack": (Act.PRINT, lambda d: police_pack.prepare(d, one(d))),
}


@pytest.fixture(scope="module")
def shared(made_rooms, tmp_path_factory):
    """One room for all refusals: nothing of them may leave a trace."""
    import shutil

    from desktop.commands import rooms
    from tests.conftest import PASSWORD, fixed_now

    folder = tmp_path_factory.mktemp("shared") / "room"
    shutil.copytree(made_rooms("practice"), folder)
    desk = rooms.open_room(folder, rooms.find_account(folder, None), PASSWORD, now=fixed_now)
    yield desk
    desk.store.close()


def state(desk):
    with desk.store.read() as reader:
        return desk.store.chain.head(reader.connection)


@pytest.mark.parametrize(
    ("verb", "role"), [(verb, role) for verb, (need, _act) in VERBS.items() for role in Role if not allowed(role, need)]
)
def test_who_may_not_is_refused_before_anything_is_touched(shared, role, verb):
    _need, act = VERBS[verb]
    be(shared, role)
    before = state(shared)
    with pytest.raises(NotAllowed):
        act(shared)
    assert state(shared) == before


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_is_not_refused_for_the_role(make_room, verb):
    need, act = VERBS[verb]
    desk = make_room("practice")
    for role in (r for r in Role if allowed(r, need)):
        be(desk, role)
        try:
            act(desk)
        except NotAllowed as refused:
            pytest.fail(f"{role}: {refused.for_user()}")
        except MediationError:
            pass  # a rule of the file, not of the role


def test_whole_numbers_are_only_for_those_who_may_see_them(make_room):
    desk = make_room("practice", role=Role.ADMIN)
    chosen = pocket.candidates(desk, mine=False)
    made = pocket.make(desk, chosen)
    for role in Role:
        be(desk, role)
        if allowed(role, Act.PRINT) and allowed(role, Act.REVEAL):
            continue
        with pytest.raises(NotAllowed):
            pocket.sheet(desk, made, uncovered=True)


def test_the_audit_says_acts_and_counts_and_nothing_of_anybody(make_room):
    """What stands in the details of the trail: identities, figures and codes; no name, no number."""
    from sqlalchemy import select

    from desktop.domain.people import Member, Person
    from desktop.storage.schema import audit

    desk = make_room("practice", role=Role.ADMIN)
    id = one(desk)
    with desk.read() as reader:
        people = reader.find(Person)
        names = {m.name for m in reader.find(Member)}
    for p in people:
        names |= {p.name, p.phone, p.id_number, p.address, p.legal_representative}
    kept = records.attach(desk, id, f"{people[0].name}身份证.jpg", b"x", kind="evidence")
    records.copy_out(desk, kept)
    disputes.reveal(desk, id, people[0], "phone")
    risk.assess(desk, id, Risk.RED, (), [f"{people[0].name}扬言报复"], ["派出所"])
    pocket.make(desk, pocket.candidates(desk, mine=False), uncovered=True)
    day = reception.open_day(desk, None, DAY, [me(desk).id])
    visit = reception.take(desk, day.id, people[0].name, "12000000123", "问一句")
    reception.reveal(desk, visit)
    yan = next(m for m in desk.members() if m.name == "严伯年")
    zhou = next(m for m in desk.members() if m.name == "周慧兰")
    items = handover.open_items(desk, yan.id)
    handover.hand_over(desk, yan.id, {item.id: zhou.id for item in items}, reason=f"{yan.name}调离")
    duty.set_shift(desk, Shift(member_id=zhou.id, on=DAY + timedelta(days=9), note=people[0].name))
    with desk.store.read() as reader:
        said = "\n".join(row[0] for row in reader.rows(select(audit.c.detail)))
    assert said
    assert [name for name in names if len(name) >= 2 and name in said] == []
    assert "12000000123" not in said


def test_after_a_handover_the_new_mediator_reads_the_talks_and_the_former_does_not(make_room):
    from desktop.commands import history, lists
    from desktop.domain.errors import RuleBroken

    desk = make_room("practice", role=Role.ADMIN)
    team = {m.name: m.id for m in desk.members()}
    yan = team["严伯年"]
    be(desk, Role.ADMIN, "严伯年")
    id = lists.Files(desk, lists.Filter(view="unsettled", mediator=yan)).ids()[0]
    with desk.read() as reader:
        before = reader.file(id).dispute
    disputes.edit(desk, replace(before, mediators=(yan,)))
    private_notes.write(desk, PrivateNote(dispute_id=id, at=desk.now(), text="底线海棠密语"))
    be(desk, Role.ADMIN)
    items = handover.open_items(desk, yan)
    handover.hand_over(desk, yan, {item.id: team["童雅琴"] for item in items})
    be(desk, Role.MEDIATOR, "童雅琴")
    assert [n.text for n in private_notes.notes(desk, id)] == ["底线海棠密语"]
    be(desk, Role.MEDIATOR, "严伯年")
    with pytest.raises(RuleBroken, match="调解员"):
        private_notes.notes(desk, id)
    assert "密语" not in repr(history.timeline(desk, id))


def test_a_talk_that_was_taken_out_is_not_brought_over_to_another_file(make_room):
    """Written anew under the same identity in one's own file, its former words would stand in that file's record."""
    from desktop.commands import history
    from desktop.domain.errors import RuleBroken
    from tests.commands.test_acts import accepted

    desk = make_room("practice", role=Role.ADMIN)
    mine = accepted(desk).id
    secret = PrivateNote(dispute_id=mine, at=desk.now(), text="底线海棠密语")
    private_notes.write(desk, secret)
    private_notes.remove(desk, secret)
    theirs = accepted(desk).id
    with pytest.raises(RuleBroken, match="调解员"):
        private_notes.write(desk, replace(secret, dispute_id=theirs, text="我的"))
    assert "密语" not in repr(history.timeline(desk, theirs))

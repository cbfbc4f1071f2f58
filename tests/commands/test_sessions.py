"""A session of the 3+X team: planned, signed in, held; quorum, waiver, consent, clashes; whatever order it comes in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from desktop.commands import disputes, history, papers, records, recusal, sessions
from desktop.domain import quorum
from desktop.domain.errors import MediationError, NotFound, RuleBroken
from desktop.domain.next_steps import steps
from desktop.domain.people import Role, TeamRole
from desktop.domain.records import Session
from desktop.domain.team import Seat
from tests.commands.test_acts import accepted, file_of
from tests.conftest import NOON, be
from tests.reports.reading import flat, text_of

DAY = NOON.date()
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(make_room):
    made = make_room("practice")
    be(made, Role.MEDIATOR)
    return made


def who(desk, name):
    return next(m for m in desk.members() if m.name == name)


def session_of(desk, id, *, after=-HOUR, **more):
    file = file_of(desk, id)
    return Session(dispute_id=id, no=records.next_session_no(file), starts=desk.now() + after, place="调解室一", **more)


def seats_for(desk, session, *names, present=False, consented=False):
    return [
        replace(sessions.member_seat(session, who(desk, name)), present=present, consented=consented) for name in names
    ]


def guest(session, name="丁伯", **more):
    return Seat(dispute_id=session.dispute_id, session_id=session.id, name=name, role=TeamRole.OTHER, **more)


def kept(desk, session):
    file = file_of(desk, session.dispute_id)
    return next(s for s in file.sessions if s.id == session.id), quorum.seats_of(
        file, next(s for s in file.sessions if s.id == session.id)
    )


THREE = ("高峻", "周慧兰", "冯立")


def test_a_plan_names_its_team_and_attendees_follow(desk):
    id = accepted(desk).id
    plan = session_of(desk, id, after=2 * HOUR, joint=True)
    sessions.plan(desk, plan, [*seats_for(desk, plan, *THREE, "范青"), guest(plan)])
    session, seats = kept(desk, plan)
    assert session.planned
    assert {s.name for s in seats} == {*THREE, "范青", "丁伯"}
    assert set(session.attendees) == {who(desk, n).id for n in (*THREE, "范青")}
    invited = {s.name: s.invited_on for s in seats}
    assert invited["范青"] == DAY
    assert invited["周慧兰"] is None, "the mediator of the file is no guest"
    sessions.plan(desk, session, [s for s in seats if s.name != "范青"])
    session, seats = kept(desk, plan)
    assert "范青" not in {s.name for s in seats}
    assert who(desk, "范青").id not in session.attendees
    history.undo_last(desk)
    assert "范青" in {s.name for s in kept(desk, plan)[1]}, "a seat taken out comes back whole"


def test_one_member_has_one_seat_and_a_file_must_be_taken_in(desk):
    id = accepted(desk).id
    plan = session_of(desk, id, after=HOUR)
    once = seats_for(desk, plan, "高峻")
    with pytest.raises(RuleBroken, match="已在名单里"):
        sessions.plan(desk, plan, [*once, replace(once[0], id=guest(plan).id)])
    new = disputes.register(desk, disputes.Arrival(name="来人", facts="一件事", category="contract"))
    early = session_of(desk, new.id, after=HOUR)
    with pytest.raises(RuleBroken, match="还没有受理"):
        sessions.plan(desk, early, [])


def test_a_joint_session_needs_its_three_sides_or_a_written_waiver(desk):
    id = accepted(desk).id
    held = session_of(desk, id, joint=True, result="继续")
    for left_out, word in zip(THREE, ("民警", "人民调解员", "法治专员"), strict=True):
        there = [n for n in THREE if n != left_out]
        seats = seats_for(desk, held, *there, present=True) + seats_for(desk, held, left_out)
        with pytest.raises(RuleBroken, match=word) as refused:
            sessions.hold(desk, held, seats)
        assert refused.value.field == "waiver"
    waived = replace(held, waiver="法治专员开会,双方和所领导同意先行调解")
    sessions.hold(desk, waived, seats)
    assert not kept(desk, held)[0].planned
    with pytest.raises(RuleBroken, match="法治专员"):
        sessions.hold(desk, replace(waived, waiver=" "), seats)
    sessions.hold(desk, replace(waived, waiver=""), seats_for(desk, held, *THREE, present=True))
    session, seats = kept(desk, held)
    assert session.extras[quorum.REQUIRED] == ["police_officer", "people_mediator", "rule_of_law_specialist"]
    officer = next(s for s in seats if s.name == "高峻")
    with pytest.raises(RuleBroken, match="民警"):
        sessions.unseat(desk, officer)
    with pytest.raises(RuleBroken, match="民警"):
        sessions.sign_in(desk, id, held.id, {s.id: True for s in seats if s.id != officer.id})
    without = tuple(m for m in session.attendees if m != officer.member_id)
    with pytest.raises(RuleBroken, match="民警"):
        records.save(desk, replace(session, attendees=without))


def test_the_old_way_of_saving_a_session_keeps_the_same_rules(desk):
    id = accepted(desk).id
    held = session_of(desk, id, joint=True, attendees=tuple(who(desk, n).id for n in THREE[:2]))
    with pytest.raises(RuleBroken, match="法治专员"):
        records.save(desk, held)
    records.save(desk, replace(held, attendees=tuple(who(desk, n).id for n in THREE)))
    with_lawyer = session_of(desk, id, attendees=(who(desk, "周慧兰").id, who(desk, "叶知秋").id))
    with pytest.raises(RuleBroken, match="人民调解法第20条"):
        records.save(desk, with_lawyer)
    records.save(desk, replace(with_lawyer, others_consent="双方当场同意"))


def test_others_are_present_only_with_the_parties_consent(desk):
    id = accepted(desk).id
    held = session_of(desk, id, result="继续")
    seats = seats_for(desk, held, "周慧兰", "叶知秋", present=True)
    with pytest.raises(RuleBroken, match="叶知秋参加须征得当事人同意") as refused:
        sessions.hold(desk, held, seats)
    assert refused.value.field == "others_consent"
    agreed = replace(held, others_consent="双方当场表示同意")
    with pytest.raises(RuleBroken, match="没有同意叶知秋") as refused:
        sessions.hold(desk, agreed, seats)
    assert refused.value.field == "seats"
    consented = [replace(s, consented=s.name == "叶知秋") for s in seats]
    sessions.hold(desk, agreed, consented)
    session, seats = kept(desk, held)
    with pytest.raises(RuleBroken, match="没有同意丁伯"):
        sessions.seat(desk, guest(session, present=True))
    sessions.seat(desk, guest(session, present=True, consented=True))
    assert "丁伯" in {s.name for s in kept(desk, held)[1]}
    assert file_of(desk, id).dispute.mediation == "mediating"


def test_a_session_is_not_recorded_before_it_begins_and_signing_follows_coming(desk):
    id = accepted(desk).id
    plan = session_of(desk, id, after=HOUR)
    sessions.plan(desk, plan, seats_for(desk, plan, "周慧兰", "苏晓"))
    session, seats = kept(desk, plan)
    with pytest.raises(RuleBroken, match="还没有开始"):
        sessions.hold(desk, session, seats)
    with pytest.raises(RuleBroken, match="到时再签到"):
        sessions.sign_in(desk, id, plan.id, {seats[0].id: True})
    soon = replace(session, starts=desk.now() + timedelta(minutes=20))
    sessions.plan(desk, soon, seats)
    sessions.sign_in(desk, id, plan.id, {seats[0].id: True})
    _session, signed = kept(desk, plan)
    assert [(s.present, s.signed) for s in signed] == [(True, True), (False, False)]
    sessions.plan(desk, replace(soon, starts=desk.now()), [replace(s, present=False) for s in signed])
    assert not any(s.signed for s in kept(desk, plan)[1]), "who did not come has signed nothing"


def test_files_without_seats_show_their_attendees_and_keep_their_paper(desk):
    with desk.read() as reader:
        found = sessions.between(reader, desk.now() - timedelta(days=400), desk.now())
    old = next(s for s in found if not s.planned and len(s.attendees) > 2)
    file = file_of(desk, old.dispute_id)
    assert not file.seats
    seats = quorum.seats_of(file, old)
    assert {s.member_id for s in seats} == set(old.attendees)
    assert all(s.present for s in seats)
    assert [s.id for s in seats] == [s.id for s in quorum.seats_of(file, old)], "the same seats, whoever asks"
    assert quorum.attendees(old, seats) == old.attendees
    before = papers.make(desk, old.dispute_id, "mediation_record", session=old.no).pdf
    assert before.startswith(b"%PDF")


def test_an_old_record_can_be_mended_though_its_guests_never_had_consent(desk):
    with desk.read() as reader:
        found = sessions.between(reader, desk.now() - timedelta(days=400), desk.now())
    lawyers = {m.id for m in desk.members() if m.role is TeamRole.DUTY_LAWYER}
    old = next(
        s
        for s in found
        if not s.planned and lawyers & set(s.attendees) and file_of(desk, s.dispute_id).dispute.unsettled
    )
    seats = quorum.seats_of(file_of(desk, old.dispute_id), old)
    sessions.hold(desk, replace(old, record="补正:原记错一字"), seats)
    assert kept(desk, old)[0].record.startswith("补正")
    assert kept(desk, old)[0].attendees == old.attendees


def test_clashes_of_room_and_people(desk):
    one, two = accepted(desk).id, accepted(desk).id
    first = session_of(desk, one, after=3 * HOUR)
    sessions.plan(desk, first, [*seats_for(desk, first, "周慧兰", "高峻"), guest(first)])
    same = session_of(desk, two, after=4 * HOUR)
    found = sessions.clashes(desk, same, [*seats_for(desk, same, "高峻", "苏晓"), guest(same)])
    assert [(c.what, c.who) for c in found] == [("person", "丁伯"), ("person", "高峻"), ("place", "调解室一")]
    assert all(c.session == first.id for c in found)
    assert found[2].sentence.startswith(f"调解室一 {first.starts:%H:%M}–{first.starts + quorum.LENGTH:%H:%M} 已安排")
    elsewhere = replace(same, place="调解室二")
    assert [c.what for c in sessions.clashes(desk, elsewhere, seats_for(desk, same, "苏晓"))] == []
    after = replace(same, starts=first.starts + quorum.LENGTH)
    assert sessions.clashes(desk, after, seats_for(desk, same, "高峻")) == [], "one begins as the other ends"
    short = replace(first, ends=first.starts + timedelta(minutes=30))
    sessions.plan(desk, short, kept(desk, first)[1])
    assert sessions.clashes(desk, same, seats_for(desk, same, "高峻")) == []
    sessions.plan(desk, same, seats_for(desk, same, "高峻"))
    late = replace(session_of(desk, one, after=2 * HOUR), ends=desk.now() + 5 * HOUR)
    assert {c.dispute for c in sessions.clashes(desk, late, seats_for(desk, late, "高峻"))} >= {one, two}
    sessions.remove(desk, kept(desk, first)[0])
    left = {c.dispute for c in sessions.clashes(desk, late, seats_for(desk, late, "高峻"))}
    assert two in left
    assert one not in left


def test_what_waits_is_said_in_time(desk):
    id = accepted(desk).id
    plan = session_of(desk, id, after=timedelta(days=5), joint=True)
    sessions.plan(desk, plan, seats_for(desk, plan, "周慧兰", "范青"))

    def codes(day):
        return {s.code: s for s in steps(file_of(desk, id), day, desk.handbook.rules)}

    assert not {"quorum", "confirm_invited"} & set(codes(DAY))
    near = codes(DAY + timedelta(days=2))
    assert near["quorum"].what == "联合调解还缺民警、法治专员"
    assert near["quorum"].on == DAY + timedelta(days=4)
    assert near["confirm_invited"].what == "确认范青到场"
    seat = next(s for s in kept(desk, plan)[1] if s.name == "范青")
    sessions.confirm(desk, seat)
    assert "confirm_invited" not in codes(DAY + timedelta(days=2))
    sessions.waive(desk, id, plan.id, "街道开会,双方同意")
    assert "quorum" not in codes(DAY + timedelta(days=2))
    passed = codes(DAY + timedelta(days=6))
    assert passed["session_record"].what.startswith("补记调解记录")
    assert passed["session_record"].on == DAY + timedelta(days=5)
    assert "session" not in passed


class Joint(RuleBasedStateMachine):
    """Whatever is done to a session in whatever order, a joint record has its sides or a waiver, and consent."""

    desk = None
    id = None

    @initialize()
    def begin(self):
        type(self).id = accepted(self.desk).id
        self.session = session_of(self.desk, self.id, result="继续")
        self.names = ("周慧兰", "高峻", "冯立", "叶知秋", "范青")

    def now(self):
        file = file_of(self.desk, self.id)
        found = next((s for s in file.sessions if s.id == self.session.id), None)
        return (found or self.session), (quorum.seats_of(file, found) if found else ())

    def seats(self, session, marks):
        return [
            replace(sessions.member_seat(session, who(self.desk, n)), present=m > 0, consented=m > 1)
            for n, m in zip(self.names, marks, strict=True)
            if m >= 0
        ]

    def attempt(self, act):
        with suppress(MediationError):
            act()

    marks = st.tuples(*[st.integers(-1, 2)] * 5)

    @rule(
        marks=marks,
        joint=st.booleans(),
        waiver=st.sampled_from(["", "同意先行"]),
        consent=st.sampled_from(["", "同意"]),
    )
    def hold(self, marks, joint, waiver, consent):
        session, _ = self.now()
        made = replace(session, joint=joint, waiver=waiver, others_consent=consent)
        self.attempt(lambda: sessions.hold(self.desk, made, self.seats(made, marks)))

    @rule(marks=marks, joint=st.booleans())
    def plan(self, marks, joint):
        session, _ = self.now()
        self.attempt(lambda: sessions.plan(self.desk, replace(session, joint=joint), self.seats(session, marks)))

    @rule(which=st.integers(0, 4), mark=st.integers(0, 2))
    def seat(self, which, mark):
        _session, seats = self.now()
        if seats:
            one = replace(seats[which % len(seats)], present=mark > 0, consented=mark > 1)
            self.attempt(lambda: sessions.seat(self.desk, one))

    @rule(which=st.integers(0, 4))
    def unseat(self, which):
        _, seats = self.now()
        if seats:
            self.attempt(lambda: sessions.unseat(self.desk, seats[which % len(seats)]))

    @rule(came=st.sets(st.integers(0, 4)))
    def sign_in(self, came):
        _, seats = self.now()
        ids = {s.id: True for n, s in enumerate(seats) if n in came}
        self.attempt(lambda: sessions.sign_in(self.desk, self.id, self.session.id, ids))

    @rule(joint=st.booleans(), waiver=st.sampled_from(["", "同意先行"]), planned=st.booleans())
    def save_plainly(self, joint, waiver, planned):
        session, _ = self.now()
        self.attempt(lambda: records.save(self.desk, replace(session, joint=joint, waiver=waiver, planned=planned)))

    @invariant()
    def what_is_recorded_is_whole(self):
        if not hasattr(self, "session"):
            return
        session, seats = self.now()
        if session.planned:
            return
        assert not quorum.lacking(session, seats, present=True) or session.waiver
        if quorum.others(seats):
            assert session.others_consent
        assert set(session.attendees) == {s.member_id for s in seats if s.present and s.member_id}
        assert not any(s.signed and not s.present for s in seats)


def test_no_order_of_acts_makes_a_joint_record_without_its_sides(desk):
    Joint.desk = desk
    run_state_machine_as_test(
        Joint,
        settings=settings(
            max_examples=60, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_sign_in_sheet_names_who_may_come_and_the_record_names_guests(desk):
    id = accepted(desk).id
    plan = session_of(desk, id, after=HOUR / 4, joint=True, waiver="法治专员开会,双方同意")
    sessions.plan(desk, plan, [*seats_for(desk, plan, *THREE[:2], "孔令仪"), guest(plan, organisation="申请人的舅舅")])
    recusal.recuse(desk, id, who(desk, "孔令仪").id, "是申请人的邻居")
    sheet = flat(text_of(papers.make(desk, id, "sign_in_sheet", session=plan.no).pdf, "pdfium"))
    assert "联合调解" in sheet
    for words in ("高峻", "周慧兰", "海棠路派出所", "丁伯", "申请人的舅舅", "法治专员开会", "第二十条"):
        assert words in sheet, words
    assert "孔令仪" not in sheet, "who must stand aside is not asked to sign"
    session, seats = kept(desk, plan)
    came = [replace(s, present=s.name != "孔令仪", consented=True) for s in seats]
    sessions.hold(desk, replace(session, starts=desk.now(), others_consent="双方同意", record="调解员:开始。"), came)
    record = flat(text_of(papers.make(desk, id, "mediation_record", session=plan.no).pdf, "pdfium"))
    assert "丁伯" in record
    assert "孔令仪" not in record
    with pytest.raises(NotFound):
        papers.make(desk, id, "sign_in_sheet", session=77)

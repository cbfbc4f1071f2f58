"""The room's promise under random lives: every unsettled file has a next action, a date, and somebody who is here.

The machine works one encrypted room by the verbs that the screens use, by people with and without a place in
the team, on days that pass. Refusals are fine; what was not refused must keep the promise.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from desktop.commands import agreements, disputes, followed, handover, history, records, rooms
from desktop.domain.agreements import Performance
from desktop.domain.disputes import Dispute, Filing, Mediation, Risk
from desktop.domain.errors import MediationError
from desktop.domain.next_steps import steps
from desktop.domain.people import Member, Role, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.records import FollowEnd, FollowUp, Session
from desktop.storage.schema import summaries
from tests.conftest import DEEP, NOON, PASSWORD

SEQUENCES = 1_000 if DEEP else 250
ACTS_EACH = 12
days = st.integers(0, 45).map(lambda n: timedelta(days=n))
which = st.integers(0, 7)


class Clock:
    """The wall clock that a machine may move on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Room(RuleBasedStateMachine):
    """One life of a few files; `desk` and `clock` are those of the one room that all lives share."""

    desk = None
    clock = None

    @initialize()
    def sit_down(self):
        desk = self.desk
        self.clock.now = NOON
        with desk.act(Act.EDIT, "edit") as tx:  # the files of the life before are laid away, so that people may leave
            for old in tx.find(Dispute, filing=Filing.OPEN):
                tx.remove(old)
        self.mine = []
        for member in desk.members():
            if not member.active:
                rooms.save_member(desk, replace(member, active=True))
        self.team = [m.id for m in desk.members() if m.role is TeamRole.PEOPLE_MEDIATOR]
        desk.account = replace(desk.account, member_id=self.team[0])
        self.file = self.arrive(None)

    def arrive(self, mediator):
        made = disputes.register(
            self.desk,
            disputes.Arrival(name="来人", facts="讲了一件事", category="contract", other="对方", mediator=mediator),
        )
        self.mine.append(made.id)
        return made.id

    def today(self):
        return self.desk.today()

    def read(self, id):
        with self.desk.read() as reader:
            return reader.file(id)

    def member(self, n):
        return self.team[n % len(self.team)]

    def attempt(self, act):
        with suppress(MediationError):
            act()

    @rule(n=which, named=st.booleans(), of_the_team=st.booleans())
    def register(self, n, named, of_the_team):
        self.desk.account = replace(self.desk.account, member_id=self.member(n) if of_the_team else None)
        self.attempt(lambda: self.arrive(self.member(n + 1) if named else None))
        if len(self.mine) > 3:
            self.file = self.mine[n % len(self.mine)]

    @rule(n=which)
    def accept(self, n):
        self.attempt(lambda: disputes.accept(self.desk, self.file, on=self.today(), mediators=[self.member(n)]))

    @rule(n=which)
    def refuse(self, n):
        ground = self.desk.handbook.grounds[n % len(self.desk.handbook.grounds)].code
        self.attempt(lambda: disputes.refuse(self.desk, self.file, on=self.today(), grounds=[ground]))

    @rule()
    def refer(self):
        self.attempt(lambda: disputes.refer(self.desk, self.file, on=self.today(), to="派出所"))

    @rule(ahead=days, held=st.booleans())
    def sit_together(self, ahead, held):
        file = self.read(self.file)
        session = Session(
            dispute_id=self.file,
            no=records.next_session_no(file),
            starts=self.desk.now() + ahead,
            result="继续调解" if held else "",
            planned=not held,
        )
        self.attempt(lambda: records.save(self.desk, session))

    @rule()
    def cancel_a_session(self):
        for session in self.read(self.file).sessions[-1:]:
            self.attempt(lambda session=session: records.remove(self.desk, session))

    @rule(ahead=st.none() | days, end=st.sampled_from(list(FollowEnd)))
    def ask(self, ahead, end):
        on = self.today()
        asked = FollowUp(
            dispute_id=self.file,
            on=on,
            next_on=on + ahead if ahead is not None else None,
            end=end,
            extras={"elsewhere": "已向法院起诉"} if end is FollowEnd.ELSEWHERE else {},
        )
        self.attempt(lambda: records.save(self.desk, asked))

    @rule()
    def reopen(self):
        self.attempt(lambda: disputes.reopen(self.desk, self.file, on=self.today(), why="双方愿意再谈"))

    @rule(n=which)
    def hand_over(self, n):
        """Somebody gives away all that is open, then goes."""
        leaver = next(m for m in self.desk.members() if m.id == self.member(n))
        here = [m.id for m in handover.receivers(self.desk, leaver.id)]
        shared = handover.propose(self.desk, handover.open_items(self.desk, leaver.id), here)
        self.attempt(lambda: handover.hand_over(self.desk, leaver.id, shared))
        self.attempt(lambda: rooms.save_member(self.desk, replace(leaver, active=False)))

    @rule(to=st.sampled_from(list(Mediation)))
    def move(self, to):
        self.attempt(lambda: disputes.move(self.desk, self.file, to, on=self.today(), reason="谈不拢"))

    @rule()
    def agree_by_word_of_mouth(self):
        self.attempt(lambda: agreements.record_oral(self.desk, self.file, on=self.today(), facts="", terms=["还钱"]))

    @rule()
    def pay(self):
        for duty in self.read(self.file).obligations:
            paid = Performance(
                dispute_id=self.file,
                obligation_id=duty.id,
                seq=1,
                on=self.today(),
                amount_fen=duty.amount_fen,
                status="done",
            )
            self.attempt(lambda paid=paid: records.save(self.desk, paid))

    @rule(n=which)
    def nobody_or_somebody_else(self, n):
        """What an edit of the file may do to those who answer for it."""
        d = self.read(self.file).dispute
        changed = replace(
            d, mediators=(self.member(n),) if n % 2 else (), registered_by=None if n % 3 else d.registered_by
        )
        self.attempt(lambda: disputes.edit(self.desk, changed))

    @rule(n=which)
    def leave(self, n):
        member = next(m for m in self.desk.members() if m.id == self.member(n))
        self.attempt(lambda: rooms.save_member(self.desk, replace(member, active=False)))

    @rule(n=which)
    def come_back(self, n):
        member = next(m for m in self.desk.members() if m.id == self.member(n))
        self.attempt(lambda: rooms.save_member(self.desk, replace(member, active=True)))

    @rule(level=st.sampled_from(list(Risk)))
    def judge(self, level):
        self.attempt(lambda: disputes.assess_risk(self.desk, self.file, level, ["理由"]))

    @rule()
    def close(self):
        self.attempt(lambda: disputes.close(self.desk, self.file, on=self.today(), result=""))

    @rule()
    def archive(self):
        self.attempt(lambda: disputes.archive(self.desk, self.file, on=self.today()))

    @rule()
    def take_back(self):
        self.attempt(lambda: history.undo_last(self.desk))
        with self.desk.read() as reader:
            left = {d.id for d in reader.find(Dispute, id=self.mine)}
        self.mine = [id for id in self.mine if id in left]
        if self.file not in left:
            self.desk.account = replace(self.desk.account, member_id=self.team[0])
            self.attempt(lambda: rooms.save_member(self.desk, replace(self.desk.members()[0], active=True)))
            self.file = self.arrive(self.team[0])

    @rule(by=days)
    def days_pass(self, by):
        self.clock.now += by

    @invariant()
    def nothing_is_forgotten(self):
        if not self.desk or not getattr(self, "mine", None):
            return
        today = self.today()
        with self.desk.read() as reader:
            here = {m.id for m in reader.find(Member) if m.active}
            kept = [f for f in reader.files(self.mine) if f.dispute.filing is Filing.OPEN]
            mine = summaries.c.dispute.in_([id.bytes for id in self.mine])
            rows = {r.dispute: r for r in reader.rows(select(summaries).where(mine))}
            for file in kept:
                found = steps(file, today, self.desk.handbook.rules)
                assert found, "an unsettled file without a next action"
                assert all(step.on for step in found)
                assert found[0].owner in here, "nobody here answers for it"
                assert rows[file.dispute.id.bytes].owner in {m.bytes for m in here}
                assert rows[file.dispute.id.bytes].next_on


@pytest.fixture
def machine(make_room):
    clock = Clock()
    desk = make_room(now=clock)
    for name in ("严伯年", "梁其"):
        rooms.save_member(desk, Member(name=name, role=TeamRole.PEOPLE_MEDIATOR))
    desk.account = replace(desk.account, role=Role.ADMIN)
    assert PASSWORD
    return type("ThisRoom", (Room,), {"desk": desk, "clock": clock})


def profile(sequences, *, quick=False):
    return settings(
        max_examples=sequences,
        stateful_step_count=ACTS_EACH,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,) if quick else (Phase.generate, Phase.shrink),
        print_blob=False,
        database=None,
    )


@pytest.mark.timeout(600)
def test_no_sequence_of_acts_forgets_a_file(machine):
    run_state_machine_as_test(machine, settings=profile(SEQUENCES))


@pytest.mark.parametrize("guard", ["_refuse_forgotten", "_refuse_leaving"])
def test_without_the_guard_files_are_forgotten(machine, monkeypatch, guard):
    """The machine can see: with either half of the guard taken away it finds a forgotten file."""
    monkeypatch.setattr(followed, guard, lambda *_: None)
    with pytest.raises(AssertionError, match=r"without a next action|answers for it|assert"):
        run_state_machine_as_test(machine, settings=profile(1_000, quick=True))

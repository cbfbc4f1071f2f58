"""Who may do what: each role against each act, asked where the act is done and not on the screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.commands import agreements, disputes, history, records, rooms
from desktop.commands.statistics import screening
from desktop.commands.transfer import loading, writing
from desktop.domain.agreements import Agreement
from desktop.domain.disputes import Dispute, Mediation, Risk
from desktop.domain.errors import MediationError, NotAllowed
from desktop.domain.people import Account, Person, Role
from desktop.domain.permissions import ALLOWED, Act, allowed
from desktop.domain.records import FollowUp
from tests.conftest import CHEAP, NOON, be, cases

DAY = NOON.date()


def dispute(desk):
    with desk.store.read() as reader:
        return next(d for d in reader.find(Dispute) if not d.archived_on)


def agreement(desk, status):
    with desk.store.read() as reader:
        return next(a for a in reader.find(Agreement) if a.status == status)


VERBS = {
    # act -> (a verb of that act, on a practice room)
    Act.REGISTER: lambda desk: disputes.register(
        desk, disputes.Arrival(name="来人", facts="说了一句", category="other")
    ),
    Act.EDIT: lambda desk: records.save(desk, FollowUp(dispute_id=dispute(desk).id, on=DAY)),
    Act.DECIDE: lambda desk: disputes.move(desk, dispute(desk).id, Mediation.TERMINATED, on=DAY, reason="谈不拢"),
    Act.DRAFT: lambda desk: agreements.take_back(desk, agreement(desk, "in_review").id),
    Act.REVIEW: lambda desk: agreements.send_back(desk, agreement(desk, "in_review").id, "改日期"),
    Act.ISSUE: lambda desk: agreements.issue(desk, agreement(desk, "approved").id),
    Act.PRINT: lambda desk: desk.note(Act.PRINT, "print"),
    Act.REVEAL: lambda desk: disputes.reveal(desk, dispute(desk).id, Person(name="某"), "phone"),
    Act.REPORT: lambda desk: screening.save(desk, DAY),
    Act.EXPORT: writing.export,
    Act.LOAD: lambda desk: loading.load(desk, cases() | {"cases": []}),
    Act.MANAGE: lambda desk: rooms.add_account(desk, Account(name="新人", role=Role.READER), "abcd-1234", cost=CHEAP),
    Act.TEAM: lambda desk: rooms.save_member(desk, replace(desk.members()[0], title="改过")),
    Act.AUDIT: history.trail,
    Act.READ: lambda desk: desk.members(),
}


def test_every_act_has_a_verb_here():
    assert set(VERBS) == set(Act)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_a_role_does_what_it_may_and_nothing_else(make_room, role, act):
    desk = make_room("practice")
    be(desk, role)
    if allowed(role, act):
        try:
            VERBS[act](desk)
        except NotAllowed as refused:
            pytest.fail(refused.for_user())
        except MediationError:
            pass  # a rule of the file, not of the role
        return
    with desk.store.read() as reader:
        before = desk.store.chain.head(reader.connection)
    with pytest.raises(NotAllowed) as refused:
        VERBS[act](desk)
    assert "权限" in refused.value.for_user()
    with desk.store.read() as reader:
        assert desk.store.chain.head(reader.connection) == before


def test_nobody_reviews_and_audits_and_manages_at_once():
    for acts in ALLOWED.values():
        assert not {Act.REVIEW, Act.MANAGE} <= acts
        assert not {Act.AUDIT, Act.EDIT} <= acts


def test_without_the_guard_the_reader_could_write(make_room, monkeypatch):
    """The proof that the matrix above can fail."""
    desk = make_room("practice")
    be(desk, Role.READER)
    monkeypatch.setattr("desktop.commands.desk.demand", lambda _role, _act: None)
    disputes.assess_risk(desk, dispute(desk).id, Risk.RED, ["试"])

"""The verbs under the tabs: restoring what may be restored, numbering evidence, taking files off and out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.commands import disputes, history, records
from desktop.commands.desk import Desk
from desktop.commands.history import FieldChange
from desktop.domain.disputes import Performing
from desktop.domain.errors import NotAllowed, RuleBroken
from desktop.domain.people import Role
from desktop.domain.records import FollowUp
from tests.conftest import be
from tests.ui.test_records_frame import case, desk

__all__ = ["desk"]


def _last(desk: Desk, number: str, field: str) -> FieldChange:
    """The newest change of a field in a file."""
    events = history.timeline(desk, case(desk, number).dispute.id)
    return next(c for e in events for c in e.changes if c.field == field)


def test_a_load_shows_only_this_file(desk: Desk) -> None:
    file = case(desk, "045")
    (event,) = history.timeline(desk, file.dispute.id)
    mine = {file.dispute.id, *file.people, *(e.id for e in file.evidence), *(s.id for s in file.sessions)}
    assert mine <= {c.object for c in event.changes}
    assert {c.object for c in event.changes if c.kind == "disputes"} == {file.dispute.id}
    assert not [c for c in event.changes if history.restorable(c)], "first values have nothing to go back to"


def test_a_changed_field_goes_back_and_forth(desk: Desk) -> None:
    evidence = case(desk, "045").evidence[0]
    records.save(desk, replace(evidence, name="新名称"))
    change = _last(desk, "045", "name")
    history.restore(desk, evidence.dispute_id, change)
    assert case(desk, "045").evidence[0] == evidence


def test_a_removed_record_comes_back(desk: Desk) -> None:
    evidence = case(desk, "045").evidence[0]
    records.remove(desk, evidence)
    change = _last(desk, "045", "_deleted")
    assert history.restorable(change)
    history.restore(desk, evidence.dispute_id, change)
    assert evidence in case(desk, "045").evidence


def test_what_would_make_no_sense_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    id = case(desk, "045").dispute.id
    today = desk.today()
    asked = FollowUp(dispute_id=id, on=today - timedelta(days=10), next_on=today - timedelta(days=7))
    records.save(desk, asked)
    records.save(desk, replace(asked, next_on=today + timedelta(days=30)))
    change = _last(desk, "045", "next_on")
    records.save(desk, replace(asked, on=today, next_on=today + timedelta(days=30)))
    with pytest.raises(RuleBroken) as refused:
        history.restore(desk, id, change)
    assert refused.value.field == "next_on"
    assert case(desk, "045").follow_ups[-1].next_on == today + timedelta(days=30)


def test_decisions_and_issued_words_are_not_restored_by_the_field(desk: Desk) -> None:
    file = case(desk, "042")
    disputes.move(desk, file.dispute.id, file.dispute.mediation.TERMINATED, on=desk.today(), reason="不来了")
    decided = _last(desk, "042", "mediation")
    assert not history.restorable(decided)
    with pytest.raises(RuleBroken):
        history.restore(desk, file.dispute.id, decided)
    issued = case(desk, "048")
    forged = FieldChange(kind="terms", object=issued.terms[0].id, field="text", before="别的", after="", device=1, n=1)
    with pytest.raises(RuleBroken) as refused:
        history.restore(desk, issued.dispute.id, forged)
    assert "已签发" in refused.value.sentence


def test_restoring_a_payment_moves_the_performance(desk: Desk) -> None:
    file = case(desk, "034")
    assert file.dispute.performing is Performing.FULFILLED
    paid = file.performances[0]
    records.remove(desk, paid)
    assert case(desk, "034").dispute.performing is Performing.PERFORMING
    events = history.timeline(desk, file.dispute.id)
    change = next(c for e in events for c in e.changes if c.kind == "performances")
    history.restore(desk, file.dispute.id, change)
    assert case(desk, "034").dispute.performing is Performing.FULFILLED


def test_evidence_is_numbered_from_one_in_one_act(desk: Desk) -> None:
    file = case(desk, "044")
    order = [e.id for e in reversed(file.evidence)]
    records.order_evidence(desk, file.dispute.id, order)
    assert [(e.id, e.no) for e in case(desk, "044").evidence] == [(id, n) for n, id in enumerate(order, 1)]
    history.undo_last(desk)
    assert case(desk, "044").evidence == file.evidence


def test_a_copy_is_on_record_and_bars_no_undo(desk: Desk) -> None:
    file = case(desk, "045")
    kept = records.attach(desk, file.dispute.id, "a.txt", b"plain")
    assert records.copy_out(desk, kept) == b"plain"
    assert history.undo_last(desk) == "attach"
    be(desk, Role.READER)
    with pytest.raises(NotAllowed):
        records.copy_out(desk, kept)


def test_an_issued_agreement_stays_with_its_file(desk: Desk) -> None:
    file = case(desk, "045")
    kept = records.attach(desk, file.dispute.id, "协议书.pdf", b"%PDF", kind="agreement")
    with pytest.raises(RuleBroken):
        records.detach(desk, kept)

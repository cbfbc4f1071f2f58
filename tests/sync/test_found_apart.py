"""What random lives apart have found, each shrunk to the few acts that show it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desktop.commands import agreements, disputes, history, records
from desktop.commands.desk import Desk
from desktop.commands.syncing.decisions import decisions
from desktop.commands.syncing.settling import settle
from desktop.domain.agreements import Duty, Obligation, Performance, Term
from desktop.domain.disputes import Dispute, Filing, Intake
from desktop.domain.permissions import Act
from desktop.domain.records import Investigation
from desktop.sync import steps
from tests.conftest import NOON
from tests.sync.memory import Hub
from tests.sync.stations import another
from tests.sync.test_merged import ARRIVAL, Pair, codes, note, of_file, pair

__all__ = ["pair"]
TODAY, TOMORROW = NOON.date(), NOON.date() + timedelta(days=1)


def files(desk: Desk) -> list[Dispute]:
    with desk.read() as reader:
        return reader.find(Dispute)


@pytest.fixture
def torn(pair: Pair) -> Dispute:
    """Refused and closed on one station, accepted a day later on the other: closed before it was decided."""
    file = disputes.register(pair.a, ARRIVAL)
    pair.meet()
    ground = pair.a.handbook.grounds[0].code
    disputes.refuse(pair.a, file.id, on=TODAY, grounds=[ground])
    disputes.close(pair.a, file.id, on=TODAY, result="")
    disputes.accept(pair.b, file.id, on=TOMORROW, mediators=[pair.b.members()[0].id])
    pair.meet()
    return file


def test_a_file_whose_two_ways_cannot_stand_together_is_shown_one_way(pair, torn):
    for desk in (pair.a, pair.b):
        (shown,) = files(desk)
        assert (shown.intake, shown.filing) in {(Intake.ACCEPTED, Filing.OPEN), (Intake.REFUSED, Filing.CLOSED)}
        assert "invalid_merge" in codes(desk)


def test_it_stays_when_somebody_who_has_all_of_it_goes_on_writing(pair, torn):
    """He writes on what he sees; what he wrote is seen, and the file never leaves the lists."""
    for n, desk in enumerate((pair.a, pair.b, pair.a)):
        (shown,) = files(desk)
        disputes.edit(desk, replace(shown, title=f"第{n}次改的"))
        (after,) = files(desk)
        assert after == replace(shown, title=f"第{n}次改的")
        pair.meet()
        assert files(pair.a) == files(pair.b) == [after]


def test_what_puts_it_right_ends_the_question(pair, torn):
    with pair.a.act(Act.DECIDE, "settle", dispute=torn.id) as tx:
        tx.set_fields("disputes", torn.id, {"decided_on": TODAY, "closed_on": TOMORROW}, settles=True)
    pair.meet()
    for desk in (pair.a, pair.b):
        (shown,) = files(desk)
        assert (shown.decided_on, shown.closed_on) == (TODAY, TOMORROW)
        assert "invalid_merge" not in codes(desk)


def agreed(pair: Pair) -> tuple[Any, Obligation]:
    file = disputes.register(pair.a, ARRIVAL)
    disputes.accept(pair.a, file.id, on=TODAY, mediators=[pair.a.members()[0].id])
    duty = Obligation(dispute_id=file.id, agreement_id=file.id, seq=1, kind=Duty.MONEY, amount_fen=100_00, due=TODAY)
    agreements.record_oral(pair.a, file.id, on=TODAY, facts="", terms=["还钱"], obligations=[duty])
    pair.meet()
    return file, duty


def pay(desk: Desk, file: Any, duty: Obligation) -> Performance:
    paid = Performance(dispute_id=file.id, obligation_id=duty.id, seq=1, on=TODAY, amount_fen=duty.amount_fen)
    records.save(desk, paid)
    return paid


def test_what_was_paid_twice_is_asked_until_one_is_taken_out_and_not_a_moment_longer(pair):
    file, duty = agreed(pair)
    paid = pair.both(lambda desk: pay(desk, file, duty))
    pair.meet()
    for desk in (pair.a, pair.b):
        assert [d.code for d in decisions(desk)] == ["overpaid"]
    records.save(pair.a, replace(paid[1], proof="收据第二张"))
    pair.meet()
    assert codes(pair.a) == codes(pair.b) == ["overpaid"]
    records.remove(pair.b, paid[0])
    assert decisions(pair.b) == ()
    pair.meet()
    assert codes(pair.a) == codes(pair.b) == []


def test_a_file_that_was_laid_away_keeps_asking_about_all_that_came_after(pair, monkeypatch):
    """What the others did in it comes in several transactions: the question is about all of it, and the same."""
    monkeypatch.setattr(steps, "SLICE", 1)
    file = disputes.register(pair.a, ARRIVAL)
    visit = note(pair.a, file.id, "第一次")
    seen = Investigation(dispute_id=file.id, at=pair.a.now(), record="看见")
    records.save(pair.a, seen)
    pair.meet()
    with pair.a.act(Act.EDIT, "remove", dispute=file.id) as tx:
        tx.remove(tx.get(Dispute, file.id))
    disputes.edit(pair.b, replace(of_file(pair.b, file.id).dispute, title="又改了"))
    records.save(pair.b, replace(visit, demands="又说了几句"))
    with pair.b.act(Act.EDIT, "edit") as tx:  # as when a session is handed over: no file is named
        tx.put(replace(seen, record="又看见"))
    pair.meet()
    assert [f.id for f in files(pair.a)] == [file.id]
    assert codes(pair.a) == codes(pair.b) == ["delete_edit"]


def test_what_is_new_and_sealed_in_a_file_that_was_laid_away_is_asked_about_too(pair):
    """It has no row yet when the file is made anew."""
    file = disputes.register(pair.a, ARRIVAL)
    disputes.accept(pair.a, file.id, on=TODAY, mediators=[pair.a.members()[0].id])
    pair.meet()
    with pair.a.act(Act.EDIT, "remove", dispute=file.id) as tx:
        tx.remove(tx.get(Dispute, file.id))
    agreements.record_oral(pair.b, file.id, on=TODAY, facts="", terms=["还钱"])
    pair.meet()
    assert codes(pair.a) == codes(pair.b) == ["delete_edit"]


def test_who_made_a_thing_is_not_told_by_a_clock_that_was_wrong(make_room, tmp_path):
    """A notebook ten years ahead made the file; what is written on it here is taken back, not the file with it."""
    a = make_room()
    b = another(a, tmp_path / "b", "错钟", now=lambda: NOON + timedelta(days=3650))
    apart = Pair(a, b, Hub())
    for desk in (a, b):
        apart.sync(desk)
    file = disputes.register(b, ARRIVAL)
    for desk in (b, a):
        apart.sync(desk)
    before = of_file(a, file.id)
    person = before.person(before.sides[0])
    disputes.save_person(a, file.id, replace(person, address="海棠路1号"))
    (event,) = [e for e in history.timeline(a, file.id) if e.act == "person"]
    assert [(c.field, c.born) for c in event.changes] == [("address", False)]
    assert history.undo_last(a) == "person"
    assert of_file(a, file.id).people == before.people
    b.store.close()


def test_two_drafts_of_one_file_do_not_hide_one_another_in_silence(pair):
    """Of two drafts the pages show the later one: that there is another is asked about until somebody has looked."""
    file = disputes.register(pair.a, ARRIVAL)
    disputes.accept(pair.a, file.id, on=TODAY, mediators=[pair.a.members()[0].id])
    pair.meet()
    drafts = pair.both(lambda desk: agreements.begin(desk, file.id))
    for desk, draft, words in zip((pair.a, pair.b), drafts, ("甲的条款。", "乙的条款。"), strict=True):
        term = Term(dispute_id=file.id, agreement_id=draft.id, position=1, text=words)
        agreements.save_draft(desk, draft, [term], [])
    pair.meet()
    for desk in (pair.a, pair.b):
        assert {t.text for t in of_file(desk, file.id).terms} == {"甲的条款。", "乙的条款。"}
        (asked,) = [d for d in decisions(desk) if d.code == "double_draft"]
    settle(pair.b, asked, 0)
    pair.meet()
    assert [d for d in decisions(pair.a) if d.code == "double_draft"] == []

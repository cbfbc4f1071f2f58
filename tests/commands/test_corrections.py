"""What changed after a month was handed in is listed with its cause, and the month itself stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.commands.statistics import figures, freezing, reported
from desktop.domain.counting import parse_period
from desktop.domain.disputes import Dispute, Filing
from desktop.domain.errors import Refused, RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.reporting import FrozenMonth

JULY = parse_period("2026-07")


def test_the_cause_is_noted_on_an_archived_file_whose_month_is_frozen(make_room):
    desk = make_room("cases")
    made = freezing.freeze(desk, "2026-07")
    before = reported.table(desk, JULY).values
    id = reported.behind(desk, figures.line_of("cases_total"), JULY)[0].dispute
    with desk.act(Act.LOAD, "load") as tx:  # as an edit on another workstation comes in
        dispute = tx.get(Dispute, id)
        assert dispute.filing is Filing.ARCHIVED
        tx.put(replace(dispute, category="neighbourhood"))
    freezing.note_cause(desk, "2026-07", id, "类别录错")
    (found,) = freezing.corrections(desk)
    assert (found.dispute, found.note, found.kind) == (id, "类别录错", "changed")
    assert found.effect == {"category_environment": -1, "category_neighbourhood": 1}
    assert [c.act for c in found.causes] == ["load"]
    with desk.store.read() as reader:
        kept = reader.get(FrozenMonth, made.id)
    assert (kept.digest, freezing.is_whole(kept)) == (made.digest, True)
    assert reported.table(desk, JULY).values == before
    assert figures.case_table(desk, JULY).values != before


def test_a_note_opens_no_other_door_into_an_archived_file(make_room):
    desk = make_room("cases")
    freezing.freeze(desk, "2026-07")
    id = reported.behind(desk, figures.line_of("cases_total"), JULY)[0].dispute
    with pytest.raises(RuleBroken, match="已归档"), desk.act(Act.REPORT, "correction_note") as tx:
        tx.put(replace(tx.get(Dispute, id), category="neighbourhood"))


def test_a_month_is_frozen_once_and_never_rewritten(make_room):
    desk = make_room("cases")
    made = freezing.freeze(desk, "2026-07")
    with pytest.raises(Refused, match="已于"):
        freezing.freeze(desk, "2026-07")
    with pytest.raises(RuleBroken, match="不能改动"), desk.act(Act.REPORT, "freeze") as tx:
        tx.put(replace(made, reason="改一改"))
    with pytest.raises(RuleBroken, match="不能改动"), desk.act(Act.REPORT, "freeze") as tx:
        tx.remove(made)
    with pytest.raises(Refused, match="还没有封存"):
        freezing.note_cause(desk, "2026-06", made.id, "无")

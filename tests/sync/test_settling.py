"""What waits for a person waits on both stations alike; settled on one, it is settled on the other. By real merging."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.commands import disputes
from desktop.commands.desk import Desk
from desktop.commands.disputes import edit, register
from desktop.commands.syncing import stations, status
from desktop.commands.syncing.concerned import DELETE, KEEP, SEEN, SUPPLEMENT, choices
from desktop.commands.syncing.decisions import FIELDS, Decision, decisions
from desktop.commands.syncing.settling import settle
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.stations import Settlement
from desktop.ui.sync.asking import Asker
from tests.conftest import NOON
from tests.sync.test_merged import ARRIVAL, Pair, codes, drafted, note, of_file, pair, seal

__all__ = ["pair"]


def keys(desk: Desk) -> list[str]:
    return sorted(decision.key for decision in decisions(desk))


def one(desk: Desk) -> Decision:
    (found,) = decisions(desk)
    return found


def told(desk: Desk, decision: Decision) -> str:
    """The question and its answers as the page says them."""
    asked = Asker({}, desk.handbook, desk.now()).ask(decision)
    answers = (a.title + "".join(s.label + "".join(p.text for p in s.pieces) for s in a.values) for a in asked.answers)
    return " ".join(
        (asked.label, asked.why, asked.before, *answers, *(line for a in asked.answers for line in a.lines))
    )


def test_ten_questions_wait_on_both_and_each_is_settled_once(pair: Pair) -> None:
    files = [register(pair.a, ARRIVAL) for _ in range(10)]
    pair.meet()
    for n, file in enumerate(files):
        edit(pair.a, replace(of_file(pair.a, file.id).dispute, title=f"甲{n}"))
        edit(pair.b, replace(of_file(pair.b, file.id).dispute, title=f"乙{n}"))
    pair.meet()
    assert len(decisions(pair.a)) == 10
    assert keys(pair.a) == keys(pair.b)
    for decision in decisions(pair.a)[:4]:
        settle(pair.a, decision, 0)
    for decision in decisions(pair.b)[-3:]:
        settle(pair.b, decision, "两边商量过的标题")
    pair.meet()
    assert keys(pair.a) == keys(pair.b)
    assert len(decisions(pair.a)) == 3
    titles = [of_file(pair.a, file.id).dispute.title for file in files]
    assert titles.count("两边商量过的标题") == 3
    assert titles == [of_file(pair.b, file.id).dispute.title for file in files]


def test_both_settle_the_same_question_differently_and_that_is_a_question_again(pair: Pair) -> None:
    file = register(pair.a, ARRIVAL)
    pair.meet()
    for desk, words in ((pair.a, "甲"), (pair.b, "乙")):
        edit(desk, replace(of_file(desk, file.id).dispute, title=words))
    pair.meet()
    settle(pair.a, one(pair.a), "丙")
    settle(pair.b, one(pair.b), "丁")
    pair.meet()
    again = one(pair.a)
    assert {side.values[0] for side in again.sides} == {"丙", "丁"}
    assert {side.act for side in again.sides} == {"settle"}
    settle(pair.b, one(pair.b), 0)
    pair.meet()
    assert decisions(pair.a) == decisions(pair.b) == ()


def test_who_when_and_where_are_told_on_both_stations(pair: Pair) -> None:
    file = register(pair.a, ARRIVAL)
    pair.meet()
    who = of_file(pair.a, file.id).parties[0].person_id
    for desk, words in ((pair.a, "海棠路888弄6号303室"), (pair.b, "海棠路888弄9号302室")):
        disputes.save_person(desk, file.id, replace(of_file(desk, file.id).people[who], address=words))
    pair.meet()
    here, there = one(pair.a).sides
    assert (here.here, there.here) == (True, False)
    assert there.station == "接待日笔记本"
    mirrored = one(pair.b).sides
    assert [side.values for side in mirrored] == [there.values, here.values]
    assert "申请人 邱雨桐·住址" in told(pair.b, one(pair.b))


@pytest.mark.parametrize(("choice", "stays"), [(KEEP, True), (DELETE, False)])
def test_deleted_and_worked_on(pair: Pair, choice: str, stays: bool) -> None:
    file = register(pair.a, ARRIVAL)
    visit = note(pair.a, file.id, "第一次")
    pair.meet()
    with pair.a.act(Act.EDIT, "remove_follow_up", dispute=file.id) as tx:
        tx.remove(visit)
    with pair.b.act(Act.EDIT, "follow_up", dispute=file.id) as tx:
        tx.put(replace(visit, demands="又说了几句"))
    pair.meet()
    assert one(pair.a).concern == one(pair.b).concern
    words = told(pair.b, one(pair.b))
    for expected in ("删除与修改", "又说了几句", "删除这", "接待日笔记本"):
        assert expected in words
    settle(pair.b, one(pair.b), choice)
    pair.meet()
    assert decisions(pair.a) == decisions(pair.b) == ()
    assert bool(of_file(pair.a, file.id).follow_ups) is stays
    with pair.a.read() as reader:
        (kept,) = reader.find(Settlement)
    assert kept.choice == choice


def test_what_was_not_merged_into_a_signed_agreement(pair: Pair) -> None:
    file, draft = drafted(pair)
    seal(pair.a, draft, "aa")
    with pair.b.act(Act.DRAFT, "save_agreement", dispute=file.id) as tx:
        tx.put(replace(tx.get(type(draft), draft.id), facts="另一种说法"))
    pair.meet()
    assert codes(pair.a) == ["unmerged_edit"]
    decision = one(pair.b)
    assert choices(decision) == (SEEN, SUPPLEMENT)
    assert "另一种说法" in told(pair.b, decision)
    with pytest.raises(RuleBroken) as refused:
        settle(pair.b, decision, SUPPLEMENT)
    assert refused.value.field == "note"
    settle(pair.b, decision, SUPPLEMENT, "付款日改为 5 日")
    pair.meet()
    assert decisions(pair.a) == ()
    assert of_file(pair.a, file.id).agreement.facts != "另一种说法"


def test_two_signed_papers_are_decided_with_a_reason_and_neither_is_merged(pair: Pair) -> None:
    file, draft = drafted(pair)
    seal(pair.a, draft, "aa")
    seal(pair.b, draft, "bb")
    pair.meet()
    decision = next(d for d in decisions(pair.a) if d.code == "double_signed")
    assert len(decision.sides) == 2
    assert {side.station for side in decision.sides} >= {"接待日笔记本"}
    before = of_file(pair.a, file.id).agreement
    with pytest.raises(RuleBroken) as refused:
        settle(pair.a, decision, 1)
    assert refused.value.field == "note"
    settle(pair.a, decision, 1, "以当事人手里的一份为准")
    pair.meet()
    for desk in (pair.a, pair.b):
        assert all(d.code != "double_signed" for d in decisions(desk))
        assert of_file(desk, file.id).agreement == before
    with pair.b.read() as reader:
        kept = next(s for s in reader.find(Settlement) if s.code == "double_signed")
    assert (kept.choice, kept.note) == (f"act:{decision.sides[1].choice}", "以当事人手里的一份为准")


def test_a_settled_concern_comes_back_when_something_new_belongs_to_it(pair: Pair) -> None:
    file, draft = drafted(pair)
    seal(pair.a, draft, "aa")
    with pair.b.act(Act.DRAFT, "save_agreement", dispute=file.id) as tx:
        tx.put(replace(tx.get(type(draft), draft.id), facts="另一种说法"))
    pair.sync(pair.b)
    with pair.b.act(Act.DRAFT, "save_agreement", dispute=file.id) as tx:
        tx.put(replace(tx.get(type(draft), draft.id), place="另一处"))
    for desk in (pair.a,):
        pair.sync(desk)
    settle(pair.a, one(pair.a), SEEN)
    assert decisions(pair.a) == ()
    pair.meet()
    assert [d.code for d in decisions(pair.a)] == ["unmerged_edit"]


def test_the_lists_and_the_stations_after_a_meeting(pair: Pair) -> None:
    register(pair.a, ARRIVAL)
    waits = status.waiting(pair.a)
    assert waits.items[0].act == "register"
    pair.meet()
    came = status.received(pair.b)
    assert "register" in [item.act for item in came.items]
    assert came.items[0].station
    status.see_all(pair.b)
    assert status.received(pair.b).total == 0
    names = {contact.name for contact in stations.contacts(pair.a)}
    assert "接待日笔记本" in names
    late = next(c for c in stations.contacts(pair.a) if c.name == "接待日笔记本")
    assert late.at is None or late.at <= NOON.replace(tzinfo=None) + timedelta(hours=9)
    assert all(decision.code == FIELDS for decision in decisions(pair.a))

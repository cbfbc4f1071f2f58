"""What two honest people do to one file without knowing of each other, through real stations and a hub in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.commands import agreements, disputes, history, records
from desktop.commands.desk import Desk
from desktop.commands.disputes import Arrival, edit, register
from desktop.commands.syncing.deriving import derive, follow
from desktop.commands.verify import verify
from desktop.domain.agreements import Agreement, Status, Term
from desktop.domain.disputes import Dispute
from desktop.domain.permissions import Act
from desktop.storage.schema import concerns, conflicts, stale, summaries, unread
from desktop.sync.exchange import Outcome, exchange
from desktop.sync.replica import Replica
from tests.conftest import NOON, fixed_now
from tests.sync.memory import Hub, Memory
from tests.sync.stations import another, state

ARRIVAL = Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise")


@dataclass
class Pair:
    """Two stations of one room and the hub between them."""

    a: Desk
    b: Desk
    hub: Hub

    def sync(self, desk: Desk) -> Outcome:
        replica = Replica(desk.store, follow=follow)
        outcome = exchange(replica, Memory(self.hub, desk.store.device))
        derive(desk)
        assert not outcome.differs
        return outcome

    def meet(self) -> None:
        for desk in (self.a, self.b, self.a, self.b):
            self.sync(desk)
        assert state(self.a) == state(self.b)
        for desk in (self.a, self.b):
            assert verify(desk).faults == ()

    def both(self, do: Callable[[Desk], Any]) -> list[Any]:
        return [do(desk) for desk in (self.a, self.b)]


@pytest.fixture
def pair(make_room: Callable[..., Desk], tmp_path: Path) -> Iterator[Pair]:
    a = make_room()
    b = another(a, tmp_path / "b" / "room", "接待日笔记本", now=fixed_now)
    both = Pair(a, b, Hub())
    both.meet()
    yield both
    b.store.close()


def of_file(desk: Desk, id: Any) -> Any:
    with desk.read() as reader:
        return reader.file(id)


def codes(desk: Desk) -> list[str]:
    with desk.store.read() as reader:
        return sorted(row[0] for row in reader.rows(select(concerns.c.code)))


def contested(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.read() as reader:
        return sorted((row[0], row[1]) for row in reader.rows(select(conflicts.c.kind, conflicts.c.field)))


def test_both_values_of_a_field_are_kept_and_one_settling_ends_it_everywhere(pair):
    file = register(pair.a, ARRIVAL)
    pair.meet()
    edit(pair.a, replace(of_file(pair.a, file.id).dispute, title="甲写的"))
    edit(pair.b, replace(of_file(pair.b, file.id).dispute, title="乙写的"))
    pair.meet()
    assert contested(pair.a) == contested(pair.b) == [("disputes", "title")]
    shown = of_file(pair.a, file.id).dispute.title
    assert shown == of_file(pair.b, file.id).dispute.title in ("甲写的", "乙写的")
    with pair.b.act(Act.EDIT, "settle", dispute=file.id) as tx:
        tx.set_fields("disputes", file.id, {"title": "甲写的"}, settles=True)
    pair.meet()
    assert contested(pair.a) == contested(pair.b) == []
    assert of_file(pair.a, file.id).dispute.title == "甲写的"


def test_the_same_words_on_both_sides_are_no_question(pair):
    file = register(pair.a, ARRIVAL)
    pair.meet()
    pair.both(lambda desk: edit(desk, replace(of_file(desk, file.id).dispute, title="一样的")))
    pair.meet()
    assert contested(pair.a) == []


def test_an_ordinary_edit_of_a_contested_field_leaves_the_other_value_standing(pair):
    file = register(pair.a, ARRIVAL)
    pair.meet()
    for desk, words in ((pair.a, "甲"), (pair.b, "乙")):
        edit(desk, replace(of_file(desk, file.id).dispute, title=words))
    pair.meet()
    edit(pair.a, replace(of_file(pair.a, file.id).dispute, title="丙"))
    pair.meet()
    assert of_file(pair.b, file.id).dispute.title == "丙"
    assert contested(pair.b) == [("disputes", "title")]


def test_different_fields_are_both_taken(pair):
    file = register(pair.a, ARRIVAL)
    pair.meet()
    edit(pair.a, replace(of_file(pair.a, file.id).dispute, title="新题目"))
    edit(pair.b, replace(of_file(pair.b, file.id).dispute, facts="新经过"))
    pair.meet()
    dispute = of_file(pair.a, file.id).dispute
    assert (dispute.title, dispute.facts) == ("新题目", "新经过")
    assert contested(pair.a) == []
    assert codes(pair.a) == []


def test_the_lines_of_the_list_follow(pair):
    file = register(pair.a, ARRIVAL)
    for desk in (pair.a, pair.b):
        pair.sync(desk)
    with pair.b.store.read() as reader:
        assert reader.rows(select(summaries.c.names).where(summaries.c.dispute == file.id.bytes))[0][0] == "邱雨桐"
        assert reader.rows(select(stale)) == []
    person = of_file(pair.a, file.id).parties[0].person_id
    with pair.a.act(Act.EDIT, "edit", dispute=file.id) as tx:
        known = of_file(pair.a, file.id).people[person]
        tx.put(replace(known, name="邱雨彤"))
    for desk in (pair.a, pair.b):
        pair.sync(desk)
    with pair.b.store.read() as reader:
        assert reader.rows(select(summaries.c.names).where(summaries.c.dispute == file.id.bytes))[0][0] == "邱雨彤"


def note(desk: Desk, id: Any, words: str) -> Any:
    from desktop.domain.records import FollowUp

    kept = FollowUp(dispute_id=id, on=NOON.date(), next_on=NOON.date() + timedelta(days=3), demands=words)
    records.save(desk, kept)
    return kept


def test_what_is_deleted_here_and_worked_on_there_stays_until_somebody_decides(pair):
    file = register(pair.a, ARRIVAL)
    visit = note(pair.a, file.id, "第一次")
    pair.meet()
    with pair.a.act(Act.EDIT, "remove", dispute=file.id) as tx:
        tx.remove(visit)
    with pair.b.act(Act.EDIT, "edit", dispute=file.id) as tx:
        tx.put(replace(visit, demands="又说了几句"))
    pair.meet()
    for desk in (pair.a, pair.b):
        assert [f.demands for f in of_file(desk, file.id).follow_ups] == ["又说了几句"]
        assert codes(desk) == ["delete_edit"]
    with pair.a.act(Act.EDIT, "remove", dispute=file.id) as tx:
        tx.remove(visit)
    pair.meet()
    assert of_file(pair.b, file.id).follow_ups == ()
    assert codes(pair.b) == []


def test_a_file_deleted_here_while_something_is_added_to_it_there_stays(pair):
    file = register(pair.a, ARRIVAL)
    pair.meet()
    with pair.a.act(Act.EDIT, "remove", dispute=file.id) as tx:
        tx.remove(of_file(pair.a, file.id).dispute)
    note(pair.b, file.id, "来电询问")
    pair.meet()
    for desk in (pair.a, pair.b):
        assert of_file(desk, file.id).follow_ups[0].demands == "来电询问"
        assert codes(desk) == ["delete_edit"]


def test_deleted_on_both_sides_is_deleted(pair):
    file = register(pair.a, ARRIVAL)
    visit = note(pair.a, file.id, "第一次")
    pair.meet()
    for desk in (pair.a, pair.b):
        with desk.act(Act.EDIT, "remove", dispute=file.id) as tx:
            tx.remove(visit)
    pair.meet()
    assert of_file(pair.a, file.id).follow_ups == ()
    assert codes(pair.a) == []


def drafted(pair: Pair) -> tuple[Any, Agreement]:
    """A file with a draft that both stations have."""
    file = register(pair.a, ARRIVAL)
    disputes.accept(pair.a, file.id, on=NOON.date(), mediators=[m.id for m in pair.a.members()][:1])
    draft = agreements.begin(pair.a, file.id)
    terms = [Term(dispute_id=file.id, agreement_id=draft.id, position=1, text="甲方二十二时后停止播放音乐。")]
    agreements.save_draft(pair.a, draft, terms, [])
    pair.meet()
    return file, draft


def seal(desk: Desk, draft: Agreement, content: str) -> None:
    """The state that issuing leaves behind."""
    with desk.act(Act.ISSUE, "issue_agreement", dispute=draft.dispute_id, undoable=False) as tx:
        now = tx.get(Agreement, draft.id)
        tx.put(replace(now, status=Status.ISSUED, content=content, content_sha256=content * 8, issued_at=desk.now()))


def test_what_is_written_apart_from_the_sealing_never_changes_what_was_sealed(pair):
    file, draft = drafted(pair)
    seal(pair.a, draft, "甲甲")
    kept = of_file(pair.b, file.id)
    extra = Term(dispute_id=file.id, agreement_id=draft.id, position=2, text="另加一条。")
    changed = replace(kept.terms[0], text="改过的条款。")
    agreements.save_draft(pair.b, replace(kept.agreement, facts="改过的事实"), [changed, extra], [])
    pair.meet()
    for desk in (pair.a, pair.b):
        now = of_file(desk, file.id)
        assert [t.text for t in now.terms] == ["甲方二十二时后停止播放音乐。"]
        assert now.agreement.status is Status.ISSUED
        assert now.agreement.facts == kept.agreement.facts
        assert codes(desk) == ["unmerged_edit"]
    with pair.a.store.read() as reader:
        detail = json.loads(reader.rows(select(concerns.c.detail))[0][0])
        assert len(detail["ops"]) >= 3
        assert len(detail["against"]) == 1


def test_two_sealings_are_both_kept_and_raise_an_alarm(pair):
    file, draft = drafted(pair)
    seal(pair.a, draft, "甲甲")
    seal(pair.b, draft, "乙乙")
    pair.meet()
    assert codes(pair.a) == ["double_signed"]
    assert of_file(pair.a, file.id).agreement.content == of_file(pair.b, file.id).agreement.content
    with pair.a.store.read() as reader:
        values = reader.connection.exec_driver_sql("SELECT value FROM operations WHERE field = 'content'").fetchall()
    assert {json.loads(row[0]) for row in values} >= {"甲甲", "乙乙"}


def test_fields_that_cannot_stand_together_show_one_authors_view(pair):
    file, draft = drafted(pair)
    today = NOON.date()
    with pair.a.act(Act.DRAFT, "edit", dispute=file.id) as tx:
        tx.put(replace(tx.get(Agreement, draft.id), agreed_on=today + timedelta(days=9)))
    with pair.b.act(Act.DRAFT, "edit", dispute=file.id) as tx:
        tx.put(replace(tx.get(Agreement, draft.id), effective_on=today + timedelta(days=1)))
    pair.meet()
    one, two = (of_file(desk, file.id).agreement for desk in (pair.a, pair.b))
    assert one == two
    assert (one.agreed_on, one.effective_on) in (
        (today + timedelta(days=9), None),
        (today, today + timedelta(days=1)),
    )
    assert codes(pair.a) == ["invalid_merge"]
    with pair.b.act(Act.DRAFT, "edit", dispute=file.id) as tx:
        now = tx.get(Agreement, draft.id)
        tx.put(replace(now, agreed_on=today, effective_on=today), settles={"agreed_on", "effective_on"})
    pair.meet()
    assert codes(pair.a) == []


def test_two_ways_of_going_on_with_a_file_are_asked_about(pair):
    file = register(pair.a, ARRIVAL)
    pair.meet()
    mediator = [m.id for m in pair.a.members()][:1]
    disputes.accept(pair.a, file.id, on=NOON.date(), mediators=mediator)
    disputes.refuse(pair.b, file.id, on=NOON.date(), grounds=[pair.b.handbook.grounds[0].code])
    pair.meet()
    assert ("disputes", "intake") in contested(pair.a)


def test_what_a_newer_program_wrote_is_kept_and_comes_out_after_the_upgrade(pair, monkeypatch):
    from desktop.storage import rows

    file = register(pair.a, ARRIVAL)
    pair.meet()
    known = rows.field_types

    def older(kind: type) -> dict[str, Any]:
        return {name: hint for name, hint in known(kind).items() if not (kind is Dispute and name == "facts")}

    edit(pair.a, replace(of_file(pair.a, file.id).dispute, facts="新版才有的一项", title="都认得的一项"))
    pair.sync(pair.a)
    with monkeypatch.context() as old:
        old.setattr(rows, "field_types", older)
        pair.sync(pair.b)
    assert of_file(pair.b, file.id).dispute.title == "都认得的一项"
    assert of_file(pair.b, file.id).dispute.facts == ARRIVAL.facts
    assert verify(pair.b).clean
    from desktop.storage.merged import read_again

    with pair.b.store.aside() as tx:
        assert read_again(tx.connection) == 1
    with pair.b.store.read() as reader:
        assert reader.rows(select(unread)) == []
    assert of_file(pair.b, file.id).dispute.facts == "新版才有的一项"
    pair.meet()


def test_a_clock_that_cannot_be_right_does_not_infect_the_others(make_room, tmp_path):
    moment = [NOON + timedelta(days=3650)]
    a = make_room()
    b = another(a, tmp_path / "b" / "room", "错钟", now=lambda: moment[0])
    pair = Pair(a, b, Hub())
    pair.sync(a)
    pair.sync(b)
    file = register(a, ARRIVAL)
    pair.sync(a)
    pair.sync(b)
    edit(b, replace(of_file(b, file.id).dispute, title="十年后写的"))
    pair.sync(b)
    pair.sync(a)
    assert codes(a) == ["clock_far_ahead"]
    edit(a, replace(of_file(a, file.id).dispute, title="今天写的"))
    other = register(a, replace(ARRIVAL, name="来人甲"))
    with a.store.read() as reader:
        top = reader.connection.exec_driver_sql(
            "SELECT max(hlc) FROM operations WHERE object = ?", (file.id.bytes,)
        ).scalar()
        last = reader.connection.exec_driver_sql(
            "SELECT max(hlc) FROM operations WHERE object = ?", (other.id.bytes,)
        ).scalar()
    assert last < (int((NOON + timedelta(days=2)).timestamp() * 1000) << 16)
    assert top > last
    for desk in (a, b, a, b):
        pair.sync(desk)
    assert of_file(b, file.id).dispute.title == "今天写的"
    b.store.close()


def test_an_act_of_a_colleague_is_not_taken_back_by_mistake(pair):
    """Both stations work under one account here: what came over is still not the last act at this keyboard."""
    file = register(pair.a, ARRIVAL)
    pair.meet()
    note(pair.a, file.id, "这里的")
    note(pair.b, file.id, "那里的")
    pair.meet()
    history.undo_last(pair.a)
    pair.meet()
    assert [f.demands for f in of_file(pair.b, file.id).follow_ups] == ["那里的"]

"""交接: after it nothing waits for who has left; before it nobody can leave; one undo brings it all back."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.commands import duty, handover, history, lists, records, rooms
from desktop.commands.desk import Desk
from desktop.commands.due import due
from desktop.commands.handover import hand_over, open_items, propose, receivers
from desktop.domain.disputes import Dispute, Filing
from desktop.domain.errors import NotAllowed, RuleBroken
from desktop.domain.people import Member, Role, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.records import Session
from desktop.domain.recusal import barred
from desktop.domain.team import Seat, Shift
from desktop.domain.vigilance import Alert
from desktop.storage.schema import dues
from tests.conftest import be

ON = date(2026, 11, 23)


@pytest.fixture
def desk(make_room) -> Desk:
    """严伯年 has files, a session with his seat, an alert and shifts."""
    made: Desk = make_room("practice", role=Role.ADMIN)
    yan = member(made, "严伯年")
    file = lists.Files(made, lists.Filter(view="unsettled", mediator=yan)).ids()[0]
    starts = datetime.fromisoformat("2026-11-25T10:00")
    session = Session(dispute_id=file, no=8, starts=starts, planned=True, attendees=(yan,))
    with made.act(Act.EDIT, "session", dispute=file) as tx:
        tx.put(session)
        tx.put(
            Seat(dispute_id=file, session_id=session.id, member_id=yan, name="严伯年", role=TeamRole.PEOPLE_MEDIATOR)
        )
        tx.put(Alert(rule="x", subject="某公司", subject_key="x", raised_on=ON, owner=yan))
    for days in (-1, 0, 3):
        duty.set_shift(made, Shift(member_id=yan, on=ON + timedelta(days=days), starts="09:00", ends="12:00"))
    return made


def member(desk: Desk, name: str) -> UUID:
    return next(m.id for m in desk.members() if m.name == name)


def waits_for(desk: Desk, who: UUID) -> dict[str, int]:
    """Counted the slow way, over every object of the room."""
    with desk.read() as reader:
        files = [d for d in reader.find(Dispute) if d.filing is not Filing.ARCHIVED]
        ids = {d.id for d in files}
        planned = {s.id: s for s in reader.find(Session) if s.planned and s.dispute_id in ids}
        return {
            "files": sum(who in d.mediators or d.recorder == who for d in files),
            "owned": len(reader.rows(select(dues.c.no).where(dues.c.owner == who.bytes))),
            "sessions": sum(who in s.attendees for s in planned.values()),
            "seats": sum(s.member_id == who for s in reader.find(Seat) if s.session_id in planned),
            "alerts": len(reader.find(Alert, owner=who, closed_on=None)),
            "shifts": sum(s.on >= ON for s in reader.find(Shift, member_id=who)),
        }


def test_everything_is_found(desk):
    yan = member(desk, "严伯年")
    kinds = Counter(item.kind for item in open_items(desk, yan))
    slow = waits_for(desk, yan)
    assert kinds["file"] == slow["files"] > 3
    assert kinds["alert"] == slow["alerts"] == 1
    assert kinds["shift"] == slow["shifts"] == 2
    assert kinds["session"] == max(slow["sessions"], slow["seats"]) >= 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False))
def test_after_it_nothing_waits_for_the_leaver(make_room, chance: random.Random):
    desk = make_room("practice", role=Role.ADMIN)
    here = [m for m in desk.members() if m.active and m.role is TeamRole.PEOPLE_MEDIATOR]
    leaver = chance.choice([m for m in here if open_items(desk, m.id)])
    others = receivers(desk, leaver.id)
    among = chance.sample([m.id for m in others], chance.randint(1, len(others)))
    before = waits_for(desk, leaver.id)
    items = open_items(desk, leaver.id)
    proposed = propose(desk, items, among)
    to = {item.id: proposed.get(item.id) or _anybody(desk, item.dispute, others) for item in items}
    done = hand_over(desk, leaver.id, to, reason="退休")
    assert waits_for(desk, leaver.id) == dict.fromkeys(before, 0)
    assert open_items(desk, leaver.id) == ()
    assert [(m.number, m.what) for m in done.items] == [(i.number, i.what) for i in items]
    assert not [d for d in due(desk, days=4000) if d.owner == leaver.id]
    rooms.save_member(desk, replace(leaver, active=False))
    desk.store.close()


def _anybody(desk: Desk, dispute: UUID | None, others: list[Member]) -> UUID:
    with desk.read() as reader:
        file = reader.file(dispute) if dispute else None
    return next(m.id for m in others if file is None or not barred(m, file))


def test_who_has_open_files_cannot_leave_before(desk):
    yan = next(m for m in desk.members() if m.name == "严伯年")
    with pytest.raises(RuleBroken, match="交接"):
        rooms.save_member(desk, replace(yan, active=False))


def test_it_spreads_evenly_and_keeps_a_file_in_one_hand(desk):
    yan = member(desk, "严伯年")
    items = open_items(desk, yan)
    among = [m.id for m in receivers(desk, yan)][:3]
    to = propose(desk, items, among)
    assert set(to) == {item.id for item in items}
    load = Counter(to[item.id] for item in items if item.kind != "session")
    assert max(load.values()) - min(load.values()) <= 1
    of_file: dict[Any, set[UUID]] = {}
    for item in items:
        of_file.setdefault(item.dispute or item.id, set()).add(to[item.id])
    assert all(len(takers) == 1 for takers in of_file.values())
    assert set(propose(desk, items, among[:1]).values()) == {among[0]}


def test_nobody_is_given_a_file_that_he_is_barred_from(desk):
    yan = member(desk, "严伯年")
    item = next(i for i in open_items(desk, yan) if i.kind == "file")
    first, second = [m.id for m in receivers(desk, yan)][:2]
    from desktop.commands import recusal

    recusal.recuse(desk, item.dispute, first, "是当事人的亲属")
    assert propose(desk, [item], [first, second]) == {item.id: second}
    assert propose(desk, [item], [first]) == {}
    to = {i.id: first for i in open_items(desk, yan)}
    with pytest.raises(RuleBroken, match="回避"):
        hand_over(desk, yan, to)
    assert open_items(desk, yan), "nothing has moved"


def test_each_item_needs_a_taker_who_is_here(desk):
    yan = member(desk, "严伯年")
    items = open_items(desk, yan)
    to = dict.fromkeys((i.id for i in items), receivers(desk, yan)[0].id)
    missing = {k: v for k, v in to.items() if k != items[0].id}
    with pytest.raises(RuleBroken, match="请选接收人"):
        hand_over(desk, yan, missing)
    with pytest.raises(RuleBroken, match="请选接收人"):
        hand_over(desk, yan, dict.fromkeys(to, yan))
    with pytest.raises(RuleBroken, match="没有要交接"):
        hand_over(desk, receivers(desk, yan)[0].id.__class__(int=7), to)


def test_one_undo_brings_it_all_back(desk):
    yan = member(desk, "严伯年")
    before, slow = open_items(desk, yan), waits_for(desk, yan)
    hand_over(desk, yan, dict.fromkeys((i.id for i in before), receivers(desk, yan)[0].id))
    assert open_items(desk, yan) == ()
    assert history.undo_last(desk) == "hand_over"
    assert open_items(desk, yan) == before
    assert waits_for(desk, yan) == slow
    assert handover.handovers(desk) == []


def test_who_is_there_already_does_not_stand_twice(desk):
    yan, zhou = member(desk, "严伯年"), member(desk, "周慧兰")
    session = next(i for i in open_items(desk, yan) if i.kind == "session")
    with desk.read() as reader:
        kept = reader.get(Session, session.id)
    records.save(desk, replace(kept, attendees=(yan, zhou)))
    duty.set_shift(desk, Shift(member_id=zhou, on=ON, starts="11:00", ends="15:00"))
    hand_over(desk, yan, dict.fromkeys((i.id for i in open_items(desk, yan)), zhou))
    with desk.read() as reader:
        assert reader.get(Session, session.id).attendees == (zhou,)
        seats = [s.member_id for s in reader.find(Seat, session_id=session.id)]
        assert yan not in seats
        assert seats.count(zhou) <= 1
        assert len(reader.find(Shift, member_id=zhou, on=ON)) == 1


def test_the_list_names_what_and_to_whom_and_no_party(desk):
    yan = member(desk, "严伯年")
    items = open_items(desk, yan)
    nexts = {(i.number, i.what): i.next for i in items}
    done = hand_over(desk, yan, propose(desk, items, [m.id for m in receivers(desk, yan)]), reason="退休")
    pages = pypdf.PdfReader(BytesIO(handover.sheet(desk, done, nexts)())).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    assert f"共{len(items)}项" in text
    assert all(item.number in text for item in items)
    assert "监交人" in text


def test_only_who_keeps_the_team_may(desk):
    yan = member(desk, "严伯年")
    be(desk, Role.LAWYER, "叶知秋")
    with pytest.raises(NotAllowed):
        hand_over(desk, yan, {})

"""Statutory numbers over several stations: none twice, none changed in silence, every gap explained."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pypdf
import pytest
from sqlalchemy import select

from desktop.commands import agreements, disputes, limits, lists, numbers, papers
from desktop.commands.numbers import Standing
from desktop.commands.outline import outline
from desktop.commands.transfer import writing
from desktop.commands.verify import verify
from desktop.domain.agreements import Agreement, Status
from desktop.domain.disputes import Dispute, Filing
from desktop.domain.errors import RuleBroken
from desktop.domain.next_steps import steps
from desktop.domain.people import Role
from desktop.domain.stations import NumberBlock, Sharing, Station
from desktop.storage.schema import audit
from desktop.storage.store import Deed
from tests.commands.numbered import CARRIED, DAY, FakeHub, accept, carry, look, register, stations
from tests.commands.test_acts import as_lawyer, drafted, signed
from tests.conftest import NOON, be

FIRST = "(2026)海棠人调字第001号"


def seqs(desk):
    """state -> the numbers in it, of the year's register."""
    found: dict[str, list[int]] = {}
    for line in numbers.register(desk, 2026):
        found.setdefault(line.state.value, []).append(line.number)
    return found


def meet(*desks, hub=None):
    """The stations exchange by way of the first: what each has comes to all, and each does what an exchange does."""
    keeper, *others = desks
    for other in others:
        carry(other, keeper)
    for desk in desks:
        numbers.after_exchange(desk, hub.seen_by(desk.store.device) if hub else None)
        for other in desks:
            if other is not desk:
                carry(desk, other)


@pytest.fixture
def two(make_room, tmp_path):
    with stations(make_room(), tmp_path, 2) as desks:
        yield desks


@pytest.fixture
def three(make_room, tmp_path):
    with stations(make_room(), tmp_path, 3) as desks:
        yield desks


# one station


def test_a_room_of_one_station_counts_as_ever(make_room):
    desk = make_room()
    made = [accept(desk) for _ in range(3)]
    assert [d.case_no for d in made] == [FIRST, "(2026)海棠人调字第002号", "(2026)海棠人调字第003号"]
    assert [d.temp_no for d in made] == ["暂-0001", "暂-0002", "暂-0003"]
    assert numbers.after_exchange(desk, None) == numbers.Numbered()
    assert seqs(desk) == {"used": [1, 2, 3]}
    assert verify(desk).clean


def test_the_first_station_of_a_room_that_is_shared_goes_on_counting(make_room, tmp_path):
    desk = make_room()
    accept(desk)
    with stations(desk, tmp_path, 2) as (keeper, other):
        second = accept(keeper)
        assert (second.case_no, second.temp_no) == ("(2026)海棠人调字第002号", "暂-1-0001")
        assert register(other).temp_no == "暂-2-0001"


# several stations without a hub


def test_two_stations_accept_apart_and_every_number_is_unique(two):
    keeper, other = two
    here = [accept(keeper) for _ in range(3)]
    there = [accept(other) for _ in range(4)]
    assert [d.case_no for d in there] == [""] * 4
    assert [look(other, d.id).number for d in there] == [f"暂-2-000{n}" for n in range(1, 5)]
    meet(keeper, other)
    for desk in two:
        got = [look(desk, d.id).case_no for d in (*here, *there)]
        assert len(set(got)) == 7
        assert "" not in got
        assert seqs(desk) == {"used": list(range(1, 8))}
        assert verify(desk).clean, verify(desk).faults
    assert [look(keeper, d.id).temp_no for d in there] == [f"暂-2-000{n}" for n in range(1, 5)]  # never renamed


def test_those_that_wait_are_numbered_by_the_day_of_acceptance(two):
    keeper, other = two
    first, second = register(other), register(other)
    accept(other, first.id, on=DAY)
    earlier = replace(
        look(other, second.id), applied_on=date(2026, 11, 1), received_at=datetime.fromisoformat("2026-11-01T09:00")
    )
    with other.store.begin(Deed(account=None, act="edit")) as tx:
        tx.put(earlier)
    accept(other, second.id, on=date(2026, 11, 2))
    carry(other, keeper)
    done = numbers.after_exchange(keeper, None)
    assert [id for id, _ in done.given] == [second.id, first.id]
    assert done.waiting == 0
    assert numbers.after_exchange(keeper, None).given == ()


def test_the_year_is_that_of_the_acceptance(two):
    keeper, other = two
    old = register(other)
    with other.store.begin(Deed(account=None, act="edit")) as tx:
        tx.put(
            replace(
                look(other, old.id),
                applied_on=date(2025, 12, 30),
                received_at=datetime.fromisoformat("2025-12-30T09:00"),
            )
        )
    accept(other, old.id, on=date(2025, 12, 31))
    accept(other)
    meet(keeper, other)
    assert look(keeper, old.id).case_no == "(2025)海棠人调字第001号"
    assert numbers.years(keeper) == (2026, 2025)


def test_numbering_is_on_record_as_the_programs_own_act_whoever_looks_on(two):
    keeper, other = two
    be(keeper, Role.READER)
    made = accept(other)
    heard = []
    keeper.told = heard.append
    carry(other, keeper)
    done = numbers.after_exchange(keeper, None)
    assert done.given == ((made.id, FIRST),)
    assert done.changed.disputes == {made.id}
    assert heard == [], "an exchange runs beside the window: what it did is told when it comes home"
    with keeper.store.read() as reader:
        acts = reader.rows(select(audit.c.act, audit.c.account, audit.c.dispute).where(audit.c.act == "number"))
    assert acts == [("number", None, made.id.bytes)]


# with a hub


def test_with_a_hub_the_keeper_prints_from_its_block_and_the_others_wait(two):
    keeper, other = two
    hub = FakeHub(keeper.store.device)
    meet(keeper, other, hub=hub)
    here, there = accept(keeper), accept(other)
    assert here.case_no == FIRST
    assert there.case_no == ""
    meet(keeper, other, hub=hub)
    assert look(keeper, there.id).case_no == look(other, there.id).case_no == "(2026)海棠人调字第021号"
    for desk in two:
        assert seqs(desk) == {"used": [1, 21], "leased": list(range(2, 21))}
        assert all(line.explained for line in numbers.register(desk, 2026))
        assert verify(desk).clean, verify(desk).faults


def test_three_stations_weeks_apart_then_one_hub(three):
    keeper, *others = three
    hub = FakeHub(keeper.store.device)
    made = [accept(desk) for desk in three for _ in range(3)]  # nobody has met the hub yet
    assert [bool(d.case_no) for d in made] == [True] * 3 + [False] * 6
    meet(*three, hub=hub)
    made += [accept(keeper) for _ in range(19)]  # runs the block down
    made += [accept(others[0]), accept(others[1])]
    meet(*three, hub=hub)
    meet(*three, hub=hub)
    for desk in three:
        got = [look(desk, d.id).case_no for d in made]
        assert len(set(got)) == len(made)
        assert "" not in got
        lines = numbers.register(desk, 2026)
        assert [line.number for line in lines] == list(range(1, lines[-1].number + 1))
        assert all(line.explained for line in lines)
    assert [numbers.register(desk, 2026) for desk in others] == [numbers.register(keeper, 2026)] * 2


def test_a_station_alone_with_its_hub_has_the_whole_year(make_room, tmp_path):
    desk = make_room()
    accept(desk)
    hub = FakeHub(desk.store.device)
    with stations(desk, tmp_path, 1):
        done = numbers.after_exchange(desk, hub)
        assert done.fetched == 1
        assert seqs(desk) == {"used": [1], "leased": list(range(2, 1000))}
        assert accept(desk).case_no == "(2026)海棠人调字第002号"
        assert numbers.after_exchange(desk, hub).fetched == 0


@pytest.mark.parametrize("lost", ["allot_number", "lease_numbers", "claim_number"])
def test_what_the_hub_gave_but_was_never_saved_is_got_again(two, lost):
    keeper, other = two
    hub = FakeHub(keeper.store.device)
    if lost == "claim_number":
        numbers.after_exchange(keeper, hub)
        accept(keeper)
    desk = other if lost == "allot_number" else keeper
    if lost == "allot_number":
        meet(keeper, other, hub=hub)
        accept(other)
    asks = hub.seen_by(desk.store.device)
    asks.cut = True
    with pytest.raises(ConnectionError):
        numbers.after_exchange(desk, asks)
    numbers.after_exchange(desk, asks)
    assert all(line.explained for line in numbers.register(desk, 2026))
    assert len(hub.book["leases"]) == 1
    if lost == "allot_number":
        assert seqs(other) == {"used": [21], "leased": list(range(1, 21))}


def test_what_the_hub_was_told_it_does_not_give_that_file_again(two):
    keeper, other = two
    hub = FakeHub(keeper.store.device)
    meet(keeper, other, hub=hub)
    made = accept(keeper)
    numbers.after_exchange(keeper, hub)
    assert hub.allot_number("case", 2026, made.id) == 1
    assert hub.claim_number("case", 2026, 1, register(other).id) == (1, made.id)


def test_an_exchange_by_folder_gives_no_numbers_where_a_hub_does(two):
    keeper, other = two
    meet(keeper, other, hub=FakeHub(keeper.store.device))
    made = accept(other)
    carry(other, keeper)
    done = numbers.after_exchange(keeper, None)
    assert (done.given, done.waiting) == ((), 1)
    assert look(keeper, made.id).case_no == ""


def test_nobody_asks_the_hub_before_the_keeper_has_told_it_what_was_given(two):
    keeper, other = two
    hub = FakeHub(other.store.device)
    here, there = accept(keeper), accept(other)
    assert numbers.after_exchange(other, hub).waiting == 1
    meet(keeper, other, hub=hub)
    meet(keeper, other, hub=hub)
    assert {look(other, d.id).case_no for d in (here, there)} == {FIRST, "(2026)海棠人调字第022号"}


def test_a_room_that_leaves_its_hub_goes_on_counting(two):
    keeper, other = two
    meet(keeper, other, hub=FakeHub(keeper.store.device))
    waits = accept(other)
    with pytest.raises(RuleBroken, match="编号机上"):
        numbers.leave_hub(other)
    numbers.leave_hub(keeper)
    carry(keeper, other, (Sharing, NumberBlock))
    meet(keeper, other)
    assert look(other, waits.id).case_no == "(2026)海棠人调字第021号"
    assert {line.why for line in numbers.register(other, 2026) if line.state is Standing.VOID} == {
        "不再由街道服务器编号"
    }
    with pytest.raises(RuleBroken, match="不用改"):
        numbers.leave_hub(keeper)


# another keeper


def test_another_keeper_voids_what_is_left_of_the_block_with_the_reason(two):
    keeper, other = two
    hub = FakeHub(keeper.store.device)
    meet(keeper, other, hub=hub)
    accept(keeper)
    numbers.change_keeper(keeper, other.store.device)
    carry(keeper, other)
    assert accept(keeper).case_no == ""
    meet(other, keeper, hub=hub)
    assert accept(other).case_no == "(2026)海棠人调字第022号"
    lines = {line.number: line for line in numbers.register(other, 2026)}
    assert lines[5].state is Standing.VOID
    assert lines[5].why == "换了编号机"
    assert lines[5].station == "1号 调处室1号机"
    assert [ended for _, _, ended in hub.book["leases"].values()] == [True, False]
    assert verify(other).clean


def test_only_an_administrator_changes_the_keeper(two):
    keeper, other = two
    be(keeper, Role.MEDIATOR)
    with pytest.raises(Exception, match="管理"):
        numbers.change_keeper(keeper, other.store.device)
    be(keeper, Role.ADMIN)
    with pytest.raises(RuleBroken, match="已经是编号机"):
        numbers.change_keeper(keeper, keeper.store.device)


def test_a_keeper_that_is_out_of_reach_is_left_numbers_that_it_may_have_given(two):
    keeper, other = two
    meet(keeper, other)
    apart = [accept(keeper) for _ in range(2)]  # nobody hears of these
    numbers.change_keeper(other, other.store.device)
    mine = accept(other)
    assert mine.case_no == "(2026)海棠人调字第021号"
    carry(keeper, other, tuple(k for k in CARRIED if k is not Sharing))
    with other.store.read() as reader:
        assert numbers.doubled(reader) == ()
    lines = {line.number: line for line in numbers.register(other, 2026)}
    assert [lines[n].dispute for n in (1, 2)] == [d.id for d in apart]
    assert lines[3].why == "换编号机时留给1号机未传来的编号"
    assert verify(other).clean, verify(other).faults


def test_a_revoked_stations_block_ends(two):
    keeper, other = two
    hub = FakeHub(keeper.store.device)
    meet(keeper, other, hub=hub)
    with other.store.begin(Deed(account=None, act="revoke")) as tx:
        tx.put(replace(tx.get(Station, keeper.store.device), revoked_on=DAY))
    done = numbers.after_exchange(other, hub.seen_by(other.store.device))
    assert done.ended == 1
    assert {line.why for line in numbers.register(other, 2026)} == {"工作站已停用"}


def test_in_the_new_year_last_years_block_is_over(make_room, tmp_path):
    when = [NOON]
    desk = make_room(now=lambda: when[0])
    hub = FakeHub(desk.store.device)
    with stations(desk, tmp_path, 1):
        numbers.after_exchange(desk, hub)
        when[0] = datetime(2027, 1, 4, 2, tzinfo=UTC)
        done = numbers.after_exchange(desk, hub)
        assert (done.ended, done.fetched) == (1, 1)
        assert {line.why for line in numbers.register(desk, 2026)} == {"2026年已过"}
        assert accept(desk, on=date(2027, 1, 4)).case_no == "(2027)海棠人调字第001号"


# one number twice


@pytest.fixture
def twins(two):
    """The keeper's copy of yesterday was put back: it gave number 1 once more. Both files are on both stations."""
    keeper, other = two
    first = accept(keeper)
    second = register(other)
    with other.store.begin(Deed(account=None, act="number", dispute=second.id)) as tx:
        mediators = [next(m.id for m in other.members())]
        tx.put(replace(accepted(second, mediators), case_no=first.case_no))
    meet(keeper, other)
    return keeper, other, first.id, second.id


def accepted(dispute, mediators):
    return replace(dispute, intake="accepted", decided_on=DAY, mediators=tuple(mediators))


def test_a_number_borne_twice_is_found_for_both_and_one_is_given_another_by_a_person(twins):
    keeper, _other, first, second = twins
    with keeper.store.read() as reader:
        (two,) = numbers.doubled(reader)
        assert numbers.doubled(reader, [second]) == (two,)
        assert numbers.doubled(reader, [first]) == (two,)
        assert numbers.doubled(reader, []) == ()
    assert (two.number, set(two.disputes), set(two.free)) == (FIRST, {first, second}, {first, second})
    assert verify(keeper).faults == (f"编号重复:{FIRST}",)
    assert [line.why for line in numbers.register(keeper, 2026)] == ["与另一件同号,请改其中一件"] * 2
    with pytest.raises(RuleBroken, match="为什么"):
        numbers.renumber(keeper, second, " ")
    changed = numbers.renumber(keeper, second, "两件同号")
    assert changed.case_no == "(2026)海棠人调字第002号"
    (former,) = numbers.former_numbers(changed)
    assert (former.number, former.until.date(), former.reason) == (FIRST, DAY, "两件同号")
    assert numbers.borne_at(changed, former.until) == FIRST
    assert numbers.borne_at(changed, former.until + timedelta(minutes=1)) == ""
    assert look(keeper, first).case_no == FIRST
    assert seqs(keeper) == {"used": [1, 2]}
    assert verify(keeper).clean, verify(keeper).faults


def test_editing_the_file_does_not_lose_its_former_number(twins):
    keeper, _other, _first, second = twins
    before = look(keeper, second)
    numbers.renumber(keeper, second, "两件同号")
    disputes.edit(keeper, replace(before, extras={"note": "x"}))
    assert numbers.former_numbers(look(keeper, second))


def test_a_number_that_both_gave_up_is_void_and_never_given_again(twins):
    keeper, other, first, second = twins
    numbers.renumber(keeper, second, "两件同号")
    numbers.renumber(keeper, first, "手写时写错")
    line = numbers.register(keeper, 2026)[0]
    assert (line.state, line.why) == (Standing.VOID, "手写时写错")
    carry(keeper, other)
    assert {d.case_no for d in (look(other, first), look(other, second))}.isdisjoint({FIRST})
    assert accept(keeper).case_no == "(2026)海棠人调字第004号"
    assert verify(keeper).clean


def test_where_no_number_can_be_given_at_once_the_file_waits_for_one(twins):
    _keeper, other, _first, second = twins
    changed = numbers.renumber(other, second, "两件同号")
    assert changed.case_no == ""
    assert changed.number == "暂-2-0001"
    with other.store.read() as reader:
        assert [id for id, _ in numbers.waiting(reader)] == [second]


def test_the_file_of_an_agreement_that_is_out_keeps_its_number(twins):
    keeper, _other, first, second = twins
    with keeper.store.begin(Deed(account=None, act="issue_agreement", dispute=second)) as tx:
        tx.put(Agreement(dispute_id=second, status=Status.ISSUED, no=FIRST))
    with keeper.store.read() as reader:
        assert numbers.doubled(reader)[0].free == (first,)
    with pytest.raises(RuleBroken, match="保留原号"):
        numbers.renumber(keeper, second, "两件同号")


# gaps


def test_gaps_below_what_an_older_register_brought_are_explained(make_room):
    desk = make_room("cases")
    lines = numbers.register(desk, 2026)
    assert all(line.explained for line in lines)
    assert {line.state for line in lines} <= {Standing.USED, Standing.MISSING}


def test_a_gap_that_nothing_explains_is_a_fault(two):
    keeper, _other = two
    made = [accept(keeper) for _ in range(3)]
    with keeper.store.begin(Deed(account=None, act="edit")) as tx:
        tx.connection.exec_driver_sql("UPDATE disputes SET case_no = '' WHERE id = ?", (made[1].id.bytes,))
        tx.connection.exec_driver_sql("DELETE FROM operations WHERE object = ?", (made[1].id.bytes,))
    line = numbers.register(keeper, 2026)[1]
    assert (line.state, line.explained) == (Standing.MISSING, False)
    assert "编号缺号:(2026)海棠人调字第002号" in verify(keeper).faults


def test_a_deleted_files_number_stays_used_and_is_not_given_again(two):
    keeper, _other = two
    made = accept(keeper)
    with keeper.store.begin(Deed(account=None, act="edit")) as tx:
        tx.remove(tx.get(Dispute, made.id))
    (line,) = numbers.register(keeper, 2026)
    assert (line.state, line.why) == (Standing.USED, "卷宗已删除,编号不再使用")
    assert accept(keeper).case_no == "(2026)海棠人调字第002号"


def test_what_waits_for_its_number_is_not_archived(two):
    _keeper, other = two
    made = accept(other)
    with other.store.begin(Deed(account=None, act="close")) as tx:
        tx.put(replace(tx.get(Dispute, made.id), filing=Filing.CLOSED, closed_on=DAY))
    with pytest.raises(RuleBroken, match="正式编号"):
        disputes.archive(other, made.id, on=DAY)


def test_blocks_travel_with_the_room(two):
    keeper, other = two
    meet(keeper, other, hub=FakeHub(keeper.store.device))
    with other.store.read() as reader:
        (block,) = reader.find(NumberBlock)
    assert (block.first, block.last, block.station_id) == (1, 20, keeper.store.device)


def test_what_came_without_a_number_gets_one_from_a_station_that_counts(make_room):
    desk = make_room()
    mediators = tuple(m.id for m in desk.members())
    made = register(desk)
    with desk.store.begin(Deed(account=None, act="load")) as tx:
        tx.put(accepted(made, mediators))
    assert numbers.number_now(desk, made.id).case_no == FIRST
    assert verify(desk).clean
    with pytest.raises(RuleBroken, match="不用编号"):
        numbers.number_now(desk, made.id)


def test_a_station_that_only_waits_cannot_number(two):
    _keeper, other = two
    made = accept(other)
    assert not numbers.may_number(other)
    with pytest.raises(RuleBroken, match="不编正式案号"):
        numbers.number_now(other, made.id)


# papers


@pytest.fixture
def unnumbered(two):
    """A file accepted where no number can be given, its agreement approved; with the station and the draft."""
    _keeper, other = two
    made = accept(other)
    draft, _duty = drafted(other, made.id)
    agreements.submit(other, draft.id)
    as_lawyer(other, lambda: agreements.approve(other, draft.id, "已核"))
    return two, made.id, draft.id


def codes(desk, id):
    with desk.store.read() as reader:
        return {step.code: step for step in steps(reader.file(id), desk.today(), desk.handbook.rules)}


def words(pdf):
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def test_what_waits_for_its_number_says_so_and_prints_the_temporary_one(unnumbered):
    (_keeper, other), id, _draft = unnumbered
    step = codes(other, id)["number"]
    assert (step.what, step.waiting, step.tab) == ("待编号", True, "intake")
    for kind in ("acceptance_register", "rights_notice", "agreement"):
        assert "暂-2-0001(待编号)" in words(papers.make(other, id, kind).pdf)
    with other.read() as reader:
        (line,) = lists.lines(reader, [id])
    assert (line.number, line.case_no) == ("暂-2-0001", "")
    other.store._now = lambda: NOON + timedelta(days=9)
    step = codes(other, id)["number"]
    assert (step.what, step.waiting, step.on >= other.today()) == ("待编号,请交换数据", True, True)


def test_an_agreement_goes_out_without_a_number_only_when_somebody_says_so(unnumbered):
    (keeper, other), id, draft = unnumbered
    with pytest.raises(RuleBroken, match="留空手写") as refused:
        agreements.issue(other, draft)
    assert refused.value.field == "by_hand"
    paper = agreements.issue(other, draft, by_hand=True)
    assert paper.name == "人民调解协议书 暂-2-0001.pdf"
    assert "(2026)海棠人调字第____号" in words(other.attachments.get(paper.sha256))
    agreements.sign(other, draft, on=DAY)
    with pytest.raises(RuleBroken, match="还没有正式编号"):
        agreements.write_number(other, draft)
    meet(keeper, other)
    step = codes(other, id)["write_number"]
    assert step.basis == f"签发时留空·{FIRST}"
    with other.store.read() as reader:
        assert not numbers.keeps_number(reader, id)
    assert agreements.write_number(other, draft).no == FIRST
    assert "write_number" not in codes(other, id)
    with other.store.read() as reader:
        assert numbers.keeps_number(reader, id)
    with pytest.raises(RuleBroken, match="没有留空"):
        agreements.write_number(other, draft)


def test_an_agreement_with_its_number_is_issued_as_ever(two):
    keeper, _other = two
    made = accept(keeper)
    signed(keeper, made.id)
    with keeper.store.read() as reader:
        assert reader.file(made.id).agreements[0].no == FIRST


def test_nothing_breaks_on_a_file_that_waits_for_its_number(unnumbered):
    (_keeper, other), id, draft = unnumbered
    agreements.issue(other, draft, by_hand=True)
    agreements.sign(other, draft, on=DAY)
    told = next(row for row in outline(other) if row["case_no"] == "暂-2-0001")
    assert told["mediators"]
    assert {line.case_no for line in limits.of_files(other, id)} == {"暂-2-0001"}
    (case,) = (case for case in writing.export(other)["cases"] if case["key"] == str(id))
    assert "case_no" not in case or not case["case_no"]
    with other.read() as reader:
        kinds = papers.kinds_of(reader.file(id))
    for kind, _title, which in kinds:
        assert papers.make(other, id, kind, session=which).number == "暂-2-0001"
    assert verify(other).clean, verify(other).faults

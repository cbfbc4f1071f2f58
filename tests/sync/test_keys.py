"""Keys of the room and whose acts count: rotated, wrapped, adopted; revoked stations, and what others built on them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.commands import records, rooms
from desktop.commands.disputes import Arrival, edit, register
from desktop.commands.syncing import revoking
from desktop.commands.syncing.deriving import derive
from desktop.commands.transfer.loading import read_committee
from desktop.commands.verify import verify
from desktop.domain.disputes import Dispute
from desktop.domain.errors import NotAllowed, NotFound, Refused, RuleBroken
from desktop.domain.people import Role
from desktop.domain.records import Evidence
from desktop.domain.stations import SHARING_ID, KeyWrap, Sharing, Station
from desktop.storage import schema
from desktop.storage.store import Store
from desktop.sync import keys, trust
from desktop.sync.envelope import read_cover
from desktop.sync.exchange import exchange
from desktop.sync.replica import Replica
from tests.conftest import CHEAP, PASSWORD, be, cases, fixed_now
from tests.sync.memory import Hub, Memory
from tests.sync.stations import another

ARRIVAL = Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise")


def sync(desk: Any, hub: Hub) -> None:
    exchange(Replica(desk.store), Memory(hub, desk.store.device))


def settle(hub: Hub, *desks: Any, rounds: int = 3) -> None:
    for _ in range(rounds):
        for desk in desks:
            sync(desk, hub)


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture(scope="module")
def met(tmp_path_factory):
    """Three stations of one room that have met, and the hub, made once: folders, keys and accounts to copy."""
    top = tmp_path_factory.mktemp("met")
    committee = read_committee(cases())
    folder = top / "甲机"
    first, _ = rooms.create(folder, committee, "周慧兰", PASSWORD, member_name="周慧兰", now=fixed_now, cost=CHEAP)
    desks = [first, *(another(first, top / name, name, now=fixed_now) for name in ("乙机", "丙机"))]
    hub = Hub()
    settle(hub, *desks)
    for desk in desks:
        desk.store.close()
    return desks, hub.image()


@pytest.fixture
def three(met, hub, tmp_path):
    desks, image = met
    hub.restore(image)
    made = []
    for desk in desks:
        folder = shutil.copytree(desk.store.folder, tmp_path / desk.store.folder.name)
        made.append(replace(desk, store=Store(folder, desk.store.keys, desk.store.device, fixed_now)))
        be(made[-1], Role.ADMIN)
    yield made
    for desk in made:
        desk.store.close()


def epochs(desk: Any) -> dict[int, bytes]:
    with desk.store.read() as reader:
        return keys.room_keys(reader)


def heads(desk: Any) -> set[tuple[Any, ...]]:
    h = schema.heads.c
    with desk.store.read() as reader:
        ids = reader.devices()
        return {(o, f, ids[d], n) for o, f, d, n in reader.rows(select(h.object, h.field, h.device, h.n))}


def titles(desk: Any) -> set[str]:
    with desk.store.read() as reader:
        return {d.title for d in reader.find(Dispute)}


def titled(desk: Any, title: str) -> Dispute:
    made = register(desk, ARRIVAL)
    edit(desk, replace(made, title=title))
    return made


def test_the_first_station_makes_itself_known_once(make_room):
    desk = make_room()
    with pytest.raises(Refused, match="没有开通同步"), desk.store.read() as reader:
        keys.identity(reader, desk.store.device)
    mine = keys.ensure_identity(desk.store, account=desk.account.id, name="一号机")
    assert bytes(keys.ensure_identity(desk.store).sign) == bytes(mine.sign)
    with desk.read() as reader:
        (station,) = reader.find(Station)
        assert (station.id, station.name, station.no) == (desk.store.device, "一号机", 1)
        assert reader.maybe(Sharing, SHARING_ID).keeper == desk.store.device
        assert trust.verify_key(reader, desk.store.device) == mine.sign.verify_key
        assert keys.sealing_key(reader)[0] == keys.FIRST_EPOCH
    assert repr(mine) == f"Identity({desk.store.device})"
    assert verify(desk).clean


def test_a_new_key_reaches_everybody_and_is_used_from_then_on(three, hub):
    first, second, third = three
    before = epochs(first)
    revoking.rekey(first)
    titled(first, "新钥匙之后")
    settle(hub, first, second, third)
    assert len(epochs(first)) == 2 > len(before)
    assert epochs(first) == epochs(second) == epochs(third)
    newest = max(epochs(first))
    titled(second, "乙机用新钥匙")
    settle(hub, second, first, third)
    last = [read_cover(e.wire).epoch for e in hub.kept.log if e.device == second.store.device][-1]
    assert last == newest
    own = [read_cover(e.wire).epoch for e in hub.kept.log if e.device == first.store.device]
    assert own[-1] == newest
    assert own == sorted(own), "the envelope that brings the new key is under the old one"
    assert "乙机用新钥匙" in titles(third) & titles(first)


def test_a_wrap_for_somebody_else_or_of_another_key_is_not_taken(three):
    first, second, _ = three
    with first.store.read() as reader:
        mine = keys.identity(reader, first.store.device)
    with second.store.read() as reader:
        other = keys.identity(reader, second.store.device)
    key = bytes(range(32))
    epoch = 1 << keys.MARK_BITS | keys._mark(key)
    assert keys.unwrapped(keys.wrapped(key, mine.box_key), epoch, mine.box) == key
    assert keys.unwrapped(keys.wrapped(key, other.box_key), epoch, mine.box) is None
    assert keys.unwrapped(keys.wrapped(bytes(32), mine.box_key), epoch, mine.box) is None
    assert keys.unwrapped("no base64!", epoch, mine.box) is None


def test_a_revoked_station_learns_nothing_new_and_its_later_acts_do_not_count(three, hub):
    first, second, third = three
    titled(third, "停用之前传来")
    settle(hub, third, first, second)
    said = revoking.revoke(first, third.store.device)
    for words in ("“丙机”已停用", "11月23日", "收不回来"):
        assert words in said
    titled(first, "停用之后")
    titled(third, "停用之后丙机写的")
    settle(hub, first, second)
    sync(third, hub)  # the hub of this test does not know yet
    settle(hub, first, second)
    for desk in (first, second):
        assert "停用之前传来" in titles(desk)
        assert "停用之后丙机写的" not in titles(desk)
        derive(desk)
        assert verify(desk).clean, verify(desk).faults
    assert heads(first) == heads(second)
    assert "停用之后" not in titles(third), "what came later is under a key that it does not have"
    newest = max(epochs(first))
    assert newest in epochs(second)
    assert newest not in epochs(third)
    with first.read() as reader:
        holders = {w.station_id for w in reader.find(KeyWrap, epoch=newest)}
        assert holders == {first.store.device, second.store.device}


@pytest.mark.parametrize("works_on", [True, False])
def test_what_another_station_had_of_it_already_counts_for_all(three, hub, works_on):
    """The second station got more from the lost one, by a stick, than the one that revoked it knew of."""
    first, second, third = three
    stick = Hub()
    titled(third, "只在 U 盘上传给乙机")
    exchange(Replica(third.store), Memory(stick, third.store.device, "bundle:1"))
    exchange(Replica(second.store), Memory(stick, second.store.device, "bundle:1"))
    assert "只在 U 盘上传给乙机" in titles(second)
    revoking.revoke(first, third.store.device)
    if works_on:
        titled(second, "乙机照常办案")
    settle(hub, first, second)
    assert titles(first) == titles(second) >= {"只在 U 盘上传给乙机"}
    assert heads(first) == heads(second)


def test_two_stations_revoked_by_two_others_at_once(three, hub, tmp_path):
    first, second, third = three
    fourth = another(first, tmp_path / "丁机", "丁机", now=fixed_now)
    settle(hub, first, second, third, fourth)
    revoking.revoke(first, third.store.device)
    revoking.revoke(second, fourth.store.device)
    settle(hub, first, second)
    assert epochs(first) == epochs(second)
    newest = max(epochs(first))
    with first.read() as reader:
        assert {w.station_id for w in reader.find(KeyWrap, epoch=newest)} == {first.store.device, second.store.device}
        assert not keys.rotation_due(reader)
    for lost in (third, fourth):
        sync(lost, hub)
        assert newest not in epochs(lost)
    fourth.store.close()
    assert heads(first) == heads(second)


def test_one_turns_the_key_while_another_lets_a_new_station_in(three, hub, tmp_path):
    """Neither knew of the other; the newcomer must not wait for ever for what it has no key to."""
    first, second, third = three
    revoking.revoke(first, third.store.device)
    titled(first, "新钥匙之下")
    sync(first, hub)
    fourth = another(second, tmp_path / "丁机", "丁机", now=fixed_now)
    newest = max(epochs(first))
    assert newest not in epochs(fourth)
    titled(second, "还用旧钥匙")
    settle(hub, second, fourth, first)
    assert epochs(first) == epochs(second) == epochs(fourth)
    titled(fourth, "新来的")
    titled(second, "都用新钥匙")
    settle(hub, fourth, second, first, fourth)
    for desk in (first, second, fourth):
        assert {"新钥匙之下", "还用旧钥匙", "新来的", "都用新钥匙"} <= titles(desk)
    assert heads(first) == heads(second) == heads(fourth)
    last = {e.device: read_cover(e.wire).epoch for e in hub.kept.log}
    assert last[second.store.device] == last[fourth.store.device] == newest
    assert newest not in epochs(third)
    fourth.store.close()


def test_the_keeper_of_numbers_is_revoked(three, hub):
    first, second, third = three
    revoking.revoke(second, first.store.device)
    settle(hub, second, third)
    with third.read() as reader:
        assert reader.maybe(Sharing, SHARING_ID).keeper == second.store.device


def test_who_may_revoke_whom(three):
    first, second, third = three
    with pytest.raises(RuleBroken, match="正在使用"):
        revoking.revoke(first, first.store.device)
    with pytest.raises(NotFound):
        revoking.revoke(first, first.account.id)
    revoking.revoke(first, third.store.device)
    with pytest.raises(RuleBroken, match="已经停用"):
        revoking.revoke(first, third.store.device)
    be(first, Role.MEDIATOR)
    with pytest.raises(NotAllowed):
        revoking.revoke(first, second.store.device)


def test_a_crash_after_the_revocation_still_brings_the_new_key(three, hub, monkeypatch):
    first, second, third = three

    def fall(*_args: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(revoking, "_send_with_the_old_key", fall)
    with pytest.raises(RuntimeError):
        revoking.revoke(first, third.store.device)
    settle(hub, first, second)
    assert epochs(first) == epochs(second)
    assert len(epochs(first)) == 2


def put_back(desk: Any, copy: Path) -> Any:
    """The folder as it was when the copy was made, opened again."""
    folder, locks = desk.store.folder, desk.store.keys
    desk.store.close()
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)
    store = Store(folder, locks, rooms.keyring(folder).device, fixed_now)
    return replace(desk, store=store)


def copied(desk: Any, to: Path) -> Path:
    """A copy made while nothing was written."""
    with desk.store.read() as reader:
        reader.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return shutil.copytree(desk.store.folder, to)


def test_a_workstation_put_back_from_a_copy_goes_on_under_a_new_identity(three, hub, tmp_path):
    first, second, third = three
    copy = copied(second, tmp_path / "copy")
    titled(second, "拷贝之后传出去的")
    settle(hub, second, first, third)
    old = second.store.device
    second = three[1] = put_back(second, copy)
    titled(second, "恢复之后写的")
    settle(hub, second, first, third)
    new = second.store.device
    assert new != old
    for desk in (first, second, third):
        assert {"拷贝之后传出去的", "恢复之后写的"} <= titles(desk)
        derive(desk)
        assert verify(desk).clean, verify(desk).faults
        with desk.read() as reader:
            station = reader.get(Station, new)
            assert (station.name, station.replaces, station.no) == ("乙机 2", old, 4)
            assert trust.verify_key(reader, new) == trust.verify_key(reader, old)
    assert heads(first) == heads(second) == heads(third)
    said = revoking.revoke(first, old)
    assert "“乙机 2”一并停用" in said
    titled(second, "停用之后写的")
    settle(hub, first, third, second)
    assert "停用之后写的" not in titles(first) | titles(third)


def test_put_back_twice_with_conflicts_and_still_the_same_everywhere(three, hub, tmp_path):
    first, second, third = three
    made = titled(first, "三台都有")
    settle(hub, *three)
    for n in range(2):
        copy = copied(second, tmp_path / f"copy{n}")
        edit(second, replace(current(second, made), title=f"第{n}次传出去的"))
        settle(hub, second, first)
        edit(third, replace(current(third, made), facts=f"丙机同时改的 {n}", title=f"丙机 {n}"))
        second = three[1] = put_back(second, copy)
        edit(second, replace(current(second, made), title=f"第{n}次恢复后改的", facts=f"乙机 {n}"))
        settle(hub, second, third, first)
    assert heads(first) == heads(second) == heads(third)
    assert current(first, made) == current(second, made) == current(third, made)
    open_ones = [conflicts(desk) for desk in three]
    assert open_ones[0] == open_ones[1] == open_ones[2]
    assert {field for _, field in open_ones[0]} == {"title", "facts"}
    for desk in three:
        derive(desk)
        assert verify(desk).clean, verify(desk).faults


def test_a_concern_about_what_moved_is_the_same_everywhere(three, hub, tmp_path):
    """Deleted here, edited there, found out before this station learns that it must take a new identity."""
    first, second, third = three
    made = titled(first, "三台都有")
    records.save(first, Evidence(dispute_id=made.id, no=1, name="录音"))
    settle(hub, *three)
    copy = copied(second, tmp_path / "copy")
    edit(second, replace(current(second, made), title="传出去的"))
    settle(hub, second, first)
    records.save(third, replace(evidence(third), name="丙机改了"))
    stick = Hub()
    exchange(Replica(third.store), Memory(stick, third.store.device, "bundle:1"))
    second = three[1] = put_back(second, copy)
    records.remove(second, evidence(second))
    page = Memory(stick, second.store.device).pull(b"", {}, 1 << 24)
    replica = Replica(second.store)
    replica.receive(page.envelopes, "bundle:1", page.cursor)
    replica.advance()
    before = concerns(second)
    assert {code for _, code in before} == {"delete_edit"}
    settle(hub, second, third, first)
    assert concerns(first) == concerns(second) == concerns(third) != before
    assert evidence(second).name == "丙机改了"


def evidence(desk: Any) -> Evidence:
    with desk.read() as reader:
        return reader.find(Evidence)[0]


def concerns(desk: Any) -> set[tuple[Any, ...]]:
    c = schema.concerns.c
    with desk.store.read() as reader:
        return {tuple(row) for row in reader.rows(select(c.id, c.code))}


def current(desk: Any, dispute: Dispute) -> Dispute:
    with desk.read() as reader:
        return reader.get(Dispute, dispute.id)


def conflicts(desk: Any) -> set[tuple[Any, ...]]:
    c = schema.conflicts.c
    with desk.store.read() as reader:
        return {tuple(row) for row in reader.rows(select(c.object, c.field))}


def test_strangers_are_not_known(three):
    from desktop.domain.changes import new_id

    first, _, third = three
    with first.read() as reader:
        assert trust.verify_key(reader, new_id()) is None
        assert trust.allowed(reader, third.store.device, 10**6)

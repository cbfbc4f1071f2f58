"""The hub's order, numbers and months, as stations use them."""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from desktop.sync.errors import Behind, Rejected, Tampered
from desktop.sync.hub.enrolling import set_room
from desktop.sync.targets import Position, Sealed
from desktop.sync.targets.hub import Hub
from tests.sync.cluster import Cluster, cluster
from tests.sync.conformance import Reader, in_order

__all__ = ["cluster"]

ZERO = bytes(32)


def chain(device: UUID, count: int, *, first: int = 1, prev: bytes = ZERO, size: int = 64) -> list[Sealed]:
    """Envelopes of one act each that hang on one another; the hub looks at nothing inside."""
    made = []
    for no in range(first, first + count):
        wire = random.Random(f"{device}{no}").randbytes(size)
        hash = hashlib.sha256(wire).digest()
        made.append(Sealed(device, no, no, prev, hash, 4, wire))
        prev = hash
    return made


def order(cluster: Cluster, room: UUID) -> list[tuple[object, ...]]:
    return cluster.run_sql(
        "SELECT seq, device_id, lo, hash, chain FROM hub.envelope WHERE room_id = %s ORDER BY seq", (room,)
    )


def test_six_writers_leave_no_gap_and_break_no_chain(cluster):
    room = uuid4()
    devices = [uuid4() for _ in range(6)]
    cards = [cluster.station(room) for _ in devices]
    start = threading.Barrier(6)

    def write(device: UUID, card: object) -> None:
        hub = cluster.hub(card, device)
        hub.open()
        start.wait(10)
        for part in chain(device, 30):
            hub.push([part])
        hub.close()

    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(write, device, card) for device, card in zip(devices, cards, strict=True)]:
            done.result()
    rows = order(cluster, room)
    assert [row[0] for row in rows] == list(range(1, 181))
    link = ZERO
    for _seq, _device, _lo, hash, kept in rows:
        link = hashlib.sha256(link + bytes(hash)).digest()
        assert kept == link
    assert [
        (row[0], bytes(row[1]))
        for row in cluster.run_sql("SELECT head, chain FROM hub.room WHERE room_id = %s", (room,))
    ] == [(180, link)]
    for device in devices:
        assert [row[2] for row in rows if row[1] == device] == list(range(1, 31))
    hub = cluster.hub(cards[0], devices[0])
    hub.open()
    assert in_order(Reader(hub).read(most=2_000))
    hub.close()


def test_a_reader_beside_writers_misses_nothing(cluster):
    """Who reads while others commit never steps over an envelope that comes later with a smaller number."""
    room = uuid4()
    devices = [uuid4() for _ in range(3)]
    reader = Reader(cluster.hub(cluster.station(room)))
    reader.target.open()

    def write(device: UUID) -> None:
        hub = cluster.hub(cluster.station(room), device)
        hub.open()
        for part in chain(device, 40):
            hub.push([part])
        hub.close()

    with ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(write, device) for device in devices]
        while not all(job.done() for job in jobs):
            reader.read(most=500)
        for job in jobs:
            job.result()
    reader.read()
    assert len(reader.got) == 120
    assert in_order(reader.got)
    reader.target.close()


def test_a_thousand_envelopes_go_in_few_batches_and_again_for_nothing(cluster):
    card, device = cluster.station(), uuid4()
    hub = cluster.hub(card, device)
    hub.open()
    sent = chain(device, 1_000, size=9_000)
    for _ in range(2):
        assert hub.push(sent) == {device: Position(1_000, sent[-1].hash)}
    assert len(order(cluster, card.room)) == 1_000
    assert Reader(hub).read(most=1 << 20) == sent
    hub.close()


def test_what_was_pushed_before_the_wrong_one_stays(cluster):
    card, device = cluster.station(), uuid4()
    hub = cluster.hub(card, device)
    hub.open()
    sent = chain(device, 5)
    with pytest.raises(Behind) as refused:
        hub.push([*sent[:3], sent[4]])
    assert (refused.value.hi, refused.value.hash) == (3, sent[2].hash)
    assert [row[2] for row in order(cluster, card.room)] == [1, 2, 3]
    hub.push(sent[3:])
    assert [row[2] for row in order(cluster, card.room)] == [1, 2, 3, 4, 5]
    hub.close()


def test_a_station_that_may_not_carry_leaves_its_own_alone(cluster):
    card, mine, other = cluster.station(carries=False), uuid4(), uuid4()
    hub = cluster.hub(card, mine)
    assert not hub.open().carries
    with pytest.raises(Rejected) as refused:
        hub.push(chain(mine, 1))
    assert refused.value.code == "other_device"
    hub.introduce(ZERO, ZERO)
    hub.introduce(ZERO, ZERO)
    hub.push(chain(mine, 1))
    with pytest.raises(Rejected) as refused:
        hub.push(chain(other, 1))
    assert refused.value.code == "other_device"
    hub.close()


def test_one_login_brings_one_device_after_another(cluster):
    card = cluster.station()
    hub = cluster.hub(card)
    hub.open()
    hub.introduce(ZERO, ZERO)
    hub.known_as(uuid4())
    hub.introduce(b"\1" * 32, b"\2" * 32)
    with pytest.raises(Rejected):
        hub.introduce(b"\3" * 32, b"\2" * 32)
    assert cluster.run_sql("SELECT count(*) FROM hub.device WHERE login = %s", (card.login,)) == [(2,)]
    hub.close()


def test_a_program_too_old_to_push_may_still_pull(cluster):
    card, device, other = cluster.station(), uuid4(), uuid4()
    writer = cluster.hub(card, other)
    writer.open()
    writer.push(chain(other, 3))
    set_room(cluster.admin, card.room, min_schema=5, dbname=cluster.dbname)
    hub = cluster.hub(card, device)
    assert hub.open().min_schema == 5
    with pytest.raises(Rejected) as refused:
        hub.push(chain(device, 1))
    assert refused.value.code == "too_old_to_push"
    assert len(Reader(hub).read()) == 3
    for one in (hub, writer):
        one.close()


def test_a_room_with_a_limit_is_full_and_says_so_until_there_is_more(cluster):
    card, device = cluster.station(), uuid4()
    set_room(cluster.admin, card.room, quota=5_000, dbname=cluster.dbname)
    hub = cluster.hub(card, device)
    hub.open()
    sent = chain(device, 8, size=1_000)
    hub.push(sent[:4])
    with pytest.raises(Rejected) as refused:
        hub.push(sent[4:])
    assert refused.value.code == "hub_full"
    body = random.Random(1).randbytes(2_000)
    with pytest.raises(Rejected) as refused:
        hub.put_chunks([(hashlib.sha256(body).hexdigest(), body)])
    assert refused.value.code == "hub_full"
    assert len(order(cluster, card.room)) == 4
    set_room(cluster.admin, card.room, quota=0, dbname=cluster.dbname)
    hub.push(sent[4:])
    hub.put_chunks([(hashlib.sha256(body).hexdigest(), body)])
    assert cluster.run_sql("SELECT used FROM hub.room WHERE room_id = %s", (card.room,)) == [(10_000,)]
    hub.close()


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (
            "UPDATE hub.envelope SET body = set_byte(body, 3, get_byte(body, 3) # 1) WHERE room_id = %s AND seq = 2",
            "damaged",
        ),
        ("UPDATE hub.envelope SET hash = sha256(hash) WHERE room_id = %s AND seq = 2", "broken_order"),
        ("UPDATE hub.envelope SET chain = sha256(chain) WHERE room_id = %s AND seq = 2", "broken_order"),
        ("DELETE FROM hub.envelope WHERE room_id = %s AND seq = 2", "broken_order"),
        (
            "UPDATE hub.envelope SET seq = CASE seq WHEN 2 THEN 99 END WHERE room_id = %s AND seq = 2",
            "broken_order",
        ),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_hub_that_changed_its_order_is_found_out(cluster, damage, code, known):
    """Also where the bodies are known already and are not fetched again: but for the body itself."""
    card, device = cluster.station(), uuid4()
    hub = cluster.hub(card, device)
    hub.open()
    hub.push(chain(device, 4))
    cluster.run_sql(damage, (card.room,))
    if known and code == "damaged":
        assert Reader(hub).read(have={device: 4}) == []
    else:
        with pytest.raises(Tampered) as found:
            Reader(hub).read(have={device: 4} if known else {})
        assert found.value.code == code
    hub.close()


def test_own_bodies_do_not_come_back_over_the_wire(cluster, monkeypatch):
    card, device, other = cluster.station(), uuid4(), uuid4()
    hub = cluster.hub(card, device)
    hub.open()
    mine, others = chain(device, 40, size=50_000), chain(other, 3)
    hub.push([*mine, *others])
    came = []
    ask = Hub._rows
    monkeypatch.setattr(Hub, "_rows", lambda *given: came.append(ask(*given)) or came[-1])
    page = hub.pull(b"", {device: 40}, 1 << 20)
    assert list(page.envelopes) == others
    assert not page.more
    assert len(came) == 1
    assert [row[8] for row in came[0]] == [None] * 40 + [one.wire for one in others]
    hub.close()


def test_a_backup_of_the_whole_hub_put_back_is_filled_again_by_whoever_has_more(cluster):
    name = cluster.database()
    card, device = cluster.station(dbname=name), uuid4()
    hub = cluster.hub(card, device)
    identity = hub.open().identity
    sent = chain(device, 6)
    hub.push(sent[:2])
    image = cluster.dump(name)
    hub.push(sent[2:4])
    reader = Reader(hub)
    assert reader.read() == sent[:4]
    cluster.restore(image, name)
    hello = hub.open()  # over a new session: the old one was thrown out
    assert (hello.identity, hello.positions[device].hi) == (identity, 2)
    assert reader.read() == []
    hub.push(sent[2:])
    fresh = Reader(hub)
    assert fresh.read() == sent
    assert reader.read() == sent[4:]
    hub.close()


# Numbers


def test_numbers_have_no_gap_and_no_double_under_six_stations(cluster):
    room = uuid4()
    cards = [cluster.station(room) for _ in range(6)]
    files = [uuid4() for _ in range(60)]

    def ask(card: object, seed: int) -> list[tuple[UUID, int]]:
        hub = cluster.hub(card)
        hub.open()
        mine = random.Random(seed).sample(files, 40)
        given = [(file, hub.allot_number("case", 2026, file)) for file in mine]
        hub.close()
        return given

    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(ask, card, n) for n, card in enumerate(cards)]
        given = {pair for job in jobs for pair in job.result()}
    asked = {file for file, _no in given}
    assert len(given) == len(asked)
    assert sorted(no for _file, no in given) == list(range(1, len(asked) + 1))


def test_a_number_asked_for_again_is_the_same(cluster):
    hub = cluster.hub()
    hub.open()
    a, b = uuid4(), uuid4()
    assert [hub.allot_number("case", 2026, one) for one in (a, b, a, b)] == [1, 2, 1, 2]
    assert hub.allot_number("case", 2027, a) == 1
    assert hub.allot_number("letter", 2026, b) == 1
    hub.close()


def test_a_hub_that_knows_less_does_not_give_what_is_borne(cluster):
    hub = cluster.hub()
    hub.open()
    assert hub.allot_number("case", 2026, uuid4(), above=57) == 58
    assert hub.allot_number("case", 2026, uuid4(), above=12) == 59
    assert hub.lease_numbers("case", 2026, 10, above=80) == (81, 90)
    assert hub.allot_number("case", 2026, uuid4()) == 91
    hub.close()


def test_blocks_are_given_once_and_jumped_over(cluster):
    room = uuid4()
    keeper, other = cluster.hub(cluster.station(room)), cluster.hub(cluster.station(room))
    for one in (keeper, other):
        one.open()
    assert other.allot_number("case", 2026, uuid4()) == 1
    assert keeper.lease_numbers("case", 2026, 20) == (2, 21)
    assert keeper.lease_numbers("case", 2026, 20) == (2, 21)
    assert other.allot_number("case", 2026, uuid4()) == 22
    assert keeper.lease_numbers("case", 2026, 5, after=2) == (23, 27)
    assert keeper.lease_numbers("case", 2026, 5, after=2) == (23, 27)
    keeper.end_lease("case", 2026, 2)
    other.end_lease("case", 2026, 2)
    assert keeper.lease_numbers("case", 2026, 5) == (23, 27)
    keeper.end_lease("case", 2026, 23)
    assert keeper.lease_numbers("case", 2026, 5) == (28, 32)
    assert other.lease_numbers("case", 2026, 5) == (33, 37)
    for one in (keeper, other):
        one.close()


def test_a_number_of_a_block_is_claimed_once(cluster):
    hub = cluster.hub()
    hub.open()
    a, b = uuid4(), uuid4()
    hub.lease_numbers("case", 2026, 20)
    assert hub.claim_number("case", 2026, 3, a) == (3, a)
    assert hub.claim_number("case", 2026, 3, a) == (3, a)
    assert hub.claim_number("case", 2026, 3, b) == (3, a)
    assert hub.claim_number("case", 2026, 4, a) == (3, a)
    assert hub.allot_number("case", 2026, a) == 3
    assert hub.claim_number("case", 2026, 40, b) == (40, b)
    assert hub.allot_number("case", 2026, uuid4()) == 41
    hub.close()


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda hub: hub.allot_number("", 2026, uuid4()),
        lambda hub: hub.allot_number("case", 26, uuid4()),
        lambda hub: hub.lease_numbers("case", 2026, 0),
        lambda hub: hub.lease_numbers("case", 2026, 1_000_000),
        lambda hub: hub.claim_number("case", 2026, 0, uuid4()),
        lambda hub: hub.submit_stats("2026-13", 1, "{}", bytes(64)),
        lambda hub: hub.submit_stats("2026-11", 1, "[]", bytes(64)),
        lambda hub: hub.submit_stats("2026-11", 1, "{}", bytes(63)),
    ],
)
def test_nonsense_is_refused_by_the_hub_itself(cluster, nonsense: Callable[[object], object]):
    hub = cluster.hub()
    hub.open()
    with pytest.raises(Rejected) as refused:
        nonsense(hub)
    assert refused.value.code == "hub_fault"
    assert hub.allot_number("case", 2026, uuid4()) == 1  # and nothing of it stays
    hub.close()


def test_a_months_sums_are_said_once_per_version(cluster):
    hub = cluster.hub()
    hub.open()
    for _ in range(2):
        hub.submit_stats("2026-11", 1, '{"accepted": 12}', bytes(64))
    with pytest.raises(Rejected) as refused:
        hub.submit_stats("2026-11", 1, '{"accepted": 13}', bytes(64))
    assert refused.value.code == "stats_differ"
    hub.submit_stats("2026-11", 2, '{"accepted": 13}', bytes(64))
    hub.close()

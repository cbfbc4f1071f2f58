"""One suite for every target: the hub in memory, the folder, the real hub."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from desktop.sync.envelope import SCHEMA
from desktop.sync.errors import Behind, Rejected, Tampered
from desktop.sync.hub.provisioning import provision
from desktop.sync.snapshot import PIECE, Manifest, Reach, read_manifest, signed
from desktop.sync.targets import Greeting, Report, Target
from desktop.sync.targets.bundle import Bundle
from desktop.sync.targets.card import HubSettings
from tests.sync.cluster import Cluster, cluster
from tests.sync.conformance import ROOM, Author, Lab, Reader, Unsteady, authors, in_order, insist
from tests.sync.memory import Hub, Kept, Memory


@dataclass
class MemoryLab:
    stations: Sequence[Author]
    hub: Hub = field(default_factory=Hub)

    def line(self, station: Author) -> Target:
        return Memory(self.hub, station.device)

    def image(self) -> Kept:
        return self.hub.image()

    def restore(self, image: Any) -> None:
        self.hub.restore(image)

    def renew(self) -> None:
        self.hub.restore(Kept("hub-2"))

    def damage_chunk(self, address: str) -> None:
        self.hub.kept.chunks[address] = changed(self.hub.kept.chunks[address])


@dataclass
class BundleLab:
    stations: Sequence[Author]
    folder: Path
    images: int = 0

    def line(self, station: Author) -> Target:
        keys = {one.device: one.sign.verify_key.encode() for one in self.stations}
        return Bundle(self.folder, ROOM, station.device, station.sign, keys.get)

    def image(self) -> Path:
        self.images += 1
        copy = self.folder.with_name(f"image{self.images}")
        shutil.copytree(self.folder, copy)
        return copy

    def restore(self, image: Any) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(image, self.folder)

    def renew(self) -> None:
        shutil.rmtree(self.folder)
        self.folder.mkdir()

    def damage_chunk(self, address: str) -> None:
        path = next(self.folder.glob(f"room-*/chunks/*/{address}"))
        path.write_bytes(changed(path.read_bytes()[:-8]) + path.read_bytes()[-8:])


@dataclass
class HubLab:
    """A hub in a real PostgreSQL; each test is another room there, each station another login."""

    stations: Sequence[Author]
    cluster: Cluster
    dbname: str
    room: UUID = field(default_factory=uuid4)
    cards: dict[UUID, HubSettings] = field(default_factory=dict)

    def line(self, station: Author) -> Target:
        if station.device not in self.cards:
            self.cards[station.device] = self.cluster.station(self.room, dbname=self.dbname, carries=True)
        return self.cluster.hub(self.cards[station.device], station.device)

    def image(self) -> bytes:
        for one in self.stations:  # whoever is let in later is not known to a hub that is put back
            self.line(one)
        return self.cluster.dump(self.dbname)

    def restore(self, image: Any) -> None:
        self.cluster.restore(image, self.dbname)

    def renew(self) -> None:
        self.cluster.run_sql(f"DROP DATABASE {self.dbname} WITH (FORCE)", dbname="postgres")
        provision(self.cluster.admin, self.dbname)
        self.cards.clear()

    def damage_chunk(self, address: str) -> None:
        damage = (
            "UPDATE hub.chunk SET body = set_byte(body, 5, get_byte(body, 5) # 1) WHERE address = decode(%s, 'hex')"
        )
        self.cluster.run_sql(damage, (address,), dbname=self.dbname)


def changed(content: bytes) -> bytes:
    return content[:-1] + bytes((content[-1] ^ 1,))


@pytest.fixture
def alone() -> None:
    """For tests that restore the place or make it anew."""


@pytest.fixture(params=["memory", "bundle", "hub"])
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    three = authors(3)
    if request.param == "memory":
        yield MemoryLab(three)
    elif request.param == "hub":
        cluster = request.getfixturevalue("cluster")
        yield HubLab(three, cluster, cluster.database() if "alone" in request.fixturenames else cluster.dbname)
    else:
        folder = tmp_path / "stick"
        folder.mkdir()
        yield BundleLab(three, folder)


@pytest.fixture
def line(lab: Lab) -> Iterator[Callable[[Author], Target]]:
    """Opened targets, closed at the end."""
    opened: list[Target] = []

    def get(station: Author) -> Target:
        made = lab.line(station)
        made.open()
        opened.append(made)
        return made

    yield get
    for one in opened:
        one.close()


Line = Callable[[Author], Target]
__all__ = ["cluster"]  # the fixture


def hello(lab: Lab, station: Author) -> Greeting:
    target = lab.line(station)
    try:
        return target.open()
    finally:
        target.close()


def test_what_one_leaves_the_other_finds_byte_for_byte(lab, line):
    a, b, _c = lab.stations
    sent = a.several(5)
    receipt = line(a).push(sent)
    assert receipt[a.device].hi == sent[-1].hi
    assert receipt[a.device].hash == sent[-1].hash
    found = Reader(line(b)).read()
    assert found == sent


def test_a_new_place_says_hello_and_holds_nothing(lab, line):
    a = lab.stations[0]
    greeting = hello(lab, a)
    assert greeting.identity
    assert greeting.positions == {}
    page = line(a).pull(b"", {}, 1000)
    assert page.envelopes == ()
    assert not page.more


def test_hello_tells_how_far_every_station_is(lab, line):
    a, b, _c = lab.stations
    line(a).push(a.several(3))
    line(b).push(b.several(2))
    greeting = hello(lab, a)
    assert {device: (p.hi, p.hash) for device, p in greeting.positions.items()} == {
        one.device: (one.sealed[-1].hi, one.sealed[-1].hash) for one in (a, b)
    }


def test_a_push_that_is_repeated_changes_nothing(lab, line):
    a, b, _c = lab.stations
    sent = a.several(4)
    target = line(a)
    first = target.push(sent)
    for again in (sent, sent[:1], sent[2:], sent[1:3]):
        assert target.push(again)[a.device].hi == sent[-1].hi
    assert first[a.device].hi == sent[-1].hi
    assert Reader(line(b)).read() == sent


def test_a_push_may_begin_with_what_is_there(lab, line):
    a, b, _c = lab.stations
    line(a).push(a.several(2))
    a.several(2)
    line(a).push(a.sealed)
    assert Reader(line(b)).read() == a.sealed


def test_a_gap_is_refused_and_says_how_far_it_is(lab, line):
    a, b, _c = lab.stations
    a.several(4)
    target = line(a)
    target.push(a.sealed[:2])
    with pytest.raises(Behind) as refused:
        target.push(a.sealed[3:])
    assert (refused.value.hi, refused.value.hash) == (a.sealed[1].hi, a.sealed[1].hash)
    assert refused.value.for_user()
    assert Reader(line(b)).read() == a.sealed[:2]
    target.push(a.sealed[2:])
    assert Reader(line(b)).read() == a.sealed


def test_the_first_must_be_the_first(lab, line):
    a = lab.stations[0]
    a.several(2)
    with pytest.raises(Behind) as refused:
        line(a).push(a.sealed[1:])
    assert refused.value.hi == 0


def test_another_envelope_under_the_same_numbers_is_refused(lab, line):
    a, b, _c = lab.stations
    a.several(2)
    clone = a.twin()
    line(a).push([*a.sealed, a.seal()])
    clone.seal()
    with pytest.raises(Behind) as refused:
        line(clone).push(clone.sealed[2:])
    assert (refused.value.hi, refused.value.hash) == (a.sealed[-1].hi, a.sealed[-1].hash)
    assert Reader(line(b)).read() == a.sealed


def test_an_envelope_that_hangs_on_another_one_is_refused(lab, line):
    a, b, _c = lab.stations
    a.several(1)
    clone = a.twin()
    line(a).push([*a.sealed, a.seal()])
    clone.seal()
    with pytest.raises(Behind):
        line(clone).push([clone.seal()])
    assert Reader(line(b)).read() == a.sealed


def test_a_differently_cut_envelope_over_the_end_is_refused(lab, line):
    a, b, _c = lab.stations
    a.several(1)
    clone = a.twin()
    line(a).push([*a.sealed, a.seal()])
    with pytest.raises(Behind):
        line(clone).push([clone.seal(acts=5)])
    assert Reader(line(b)).read() == a.sealed


def test_each_device_keeps_its_order(lab, line):
    a, b, c = lab.stations
    at_a, at_b = line(a), line(b)
    for n in range(12):
        (at_a.push([a.seal(acts=n % 3 + 1)]) if n % 2 else at_b.push(b.several(2)))
    found = Reader(line(c)).read(most=300)
    assert in_order(found)
    assert {one.hash for one in found} == {one.hash for one in a.sealed + b.sealed}


@pytest.mark.parametrize("most", [0, 1, 700, 5_000, 1 << 30])
def test_pages_are_about_as_large_as_asked(lab, line, most):
    a, b, _c = lab.stations
    line(a).push(a.several(9))
    largest = max(len(one.wire) for one in a.sealed)
    target, cursor, found = line(b), b"", []
    for _ in range(20):
        page = target.pull(cursor, {}, most)
        assert page.envelopes
        assert sum(len(one.wire) for one in page.envelopes) < most + largest + 1
        found += page.envelopes
        cursor = page.cursor
        if not page.more:
            break
    assert found == a.sealed


def test_the_cursor_goes_on_where_it_was_with_another_line(lab, line):
    a, b, _c = lab.stations
    line(a).push(a.several(3))
    first = line(b).pull(b"", {}, 1)
    again = line(b).pull(first.cursor, {}, 1 << 20)
    assert [*first.envelopes, *again.envelopes] == a.sealed
    line(a).push(a.several(2))
    assert list(line(b).pull(again.cursor, {}, 1 << 20).envelopes) == a.sealed[3:]


def test_a_cursor_that_was_not_kept_gives_the_same_again(lab, line):
    a, b, _c = lab.stations
    line(a).push(a.several(3))
    target = line(b)
    assert target.pull(b"", {}, 1).envelopes == target.pull(b"", {}, 1).envelopes


def test_what_the_reader_has_is_left_out(lab, line):
    a, b, _c = lab.stations
    line(a).push(a.several(4))
    line(b).push(b.several(2))
    have = {a.device: a.sealed[1].hi, b.device: b.sealed[-1].hi}
    assert Reader(line(b)).read(have=have) == a.sealed[2:]


def test_an_empty_pull_stays_empty_and_sees_what_comes(lab, line):
    a, b, _c = lab.stations
    reader = Reader(line(b))
    assert reader.read() == []
    assert reader.read() == []
    line(a).push(a.several(2))
    assert reader.read() == a.sealed
    assert reader.read() == []


def test_a_push_of_nothing_is_nothing(lab, line):
    a, b, _c = lab.stations
    assert line(a).push([]) == {}
    assert Reader(line(b)).read() == []


def test_the_cursor_of_another_place_begins_at_the_start(alone, lab, line):
    a, b, _c = lab.stations
    line(a).push(a.several(3))
    reader = Reader(line(b))
    reader.read()
    before = hello(lab, b).identity
    lab.renew()
    assert hello(lab, b).identity != before
    line(a).push(a.sealed[:2])
    assert list(line(b).pull(reader.cursor, {}, 1 << 20).envelopes) == a.sealed[:2]


@pytest.mark.parametrize("cursor", [b"x", b"{}", b"[]", b"\xff\x00", b'{"at": 3}', b"[1,2,3]", b"null", b"9" * 5000])
def test_a_cursor_that_makes_no_sense_begins_at_the_start(lab, line, cursor):
    a, b, _c = lab.stations
    line(a).push(a.several(2))
    assert list(line(b).pull(cursor, {}, 1 << 20).envelopes) == a.sealed


def test_put_back_to_an_earlier_state_it_is_filled_again(alone, lab, line):
    a, b, c = lab.stations
    line(a).push(a.several(2))
    image = lab.image()
    line(a).push(a.several(2))
    reader = Reader(line(b))
    reader.read()
    lab.restore(image)
    greeting = hello(lab, a)
    assert greeting.positions[a.device].hi == a.sealed[1].hi
    reader.target = line(b)
    assert reader.read() == []  # nothing is lost here, and nothing is asked to go
    carrying = line(c)  # whoever has them brings them back, whosever they are
    carrying.push(a.sealed[2:])
    line(b).push(b.several(2))
    assert in_order(Reader(line(c)).read())
    fresh = Reader(line(a)).read()
    assert {one.hash for one in fresh} == {one.hash for one in a.sealed + b.sealed}
    assert reader.read() == b.sealed


def test_put_back_and_gone_another_way_it_begins_at_the_start(alone, lab, line):
    a, b, c = lab.stations
    line(a).push(a.several(2))
    image = lab.image()
    line(a).push(a.several(1))
    reader = Reader(line(c))
    reader.read()
    lab.restore(image)
    line(b).push(b.several(3))
    reader.target = line(c)
    assert reader.read() == b.sealed


def test_others_envelopes_are_carried(lab, line):
    a, b, c = lab.stations
    a.several(3)
    b.several(2)
    receipt = line(c).push([a.sealed[0], b.sealed[0], a.sealed[1], b.sealed[1], a.sealed[2]])
    assert {d: p.hi for d, p in receipt.items()} == {a.device: a.sealed[-1].hi, b.device: b.sealed[-1].hi}
    found = Reader(line(a)).read()
    assert in_order(found)
    assert len(found) == 5
    assert line(a).push(a.sealed)[a.device].hi == a.sealed[-1].hi


def test_a_large_envelope_goes_through(lab, line):
    a, b, _c = lab.stations
    a.seal()
    large = a.seal(size=1_500_000)
    a.seal()
    assert 1_500_000 < len(large.wire) < 2 * 1024 * 1024
    line(a).push(a.sealed)
    assert Reader(line(b)).read(most=1000) == a.sealed


def test_bytes_that_do_not_have_their_hash_are_not_taken(lab, line):
    from dataclasses import replace

    a, b, _c = lab.stations
    one = a.seal()
    with pytest.raises(Tampered):
        line(a).push([replace(one, wire=changed(one.wire))])
    assert Reader(line(b)).read() == []


def chunk(n: int, size: int = 3000) -> tuple[str, bytes]:
    content = random.Random(n).randbytes(size)
    return hashlib.sha256(content).hexdigest(), content


def test_chunks_are_kept_by_address(lab, line):
    a, b, _c = lab.stations
    chunks = [chunk(n) for n in range(4)]
    names = [address for address, _ in chunks]
    target = line(a)
    assert target.missing(names) == set(names)
    assert target.get_chunk(names[0]) is None
    target.put_chunks(chunks[:2])
    assert target.missing(names) == set(names[2:])
    target.put_chunks(chunks)
    target.put_chunks(chunks[1:3])
    assert line(b).missing(names) == set()
    assert [line(b).get_chunk(address) for address in names] == [content for _, content in chunks]
    assert target.missing([]) == set()


def test_a_chunk_of_a_mebibyte_goes_through(lab, line):
    a, b, _c = lab.stations
    address, content = chunk(1, 1024 * 1024 + 40)
    line(a).put_chunks([(address, content)])
    assert line(b).get_chunk(address) == content


def test_a_chunk_under_a_wrong_address_is_not_taken(lab, line):
    a = lab.stations[0]
    (address, _), (_, other) = chunk(1), chunk(2)
    with pytest.raises(Tampered):
        line(a).put_chunks([(address, other)])
    assert line(a).missing([address]) == {address}


def test_a_damaged_chunk_is_refused(lab, line):
    a = lab.stations[0]
    address, content = chunk(1)
    line(a).put_chunks([(address, content)])
    lab.damage_chunk(address)
    with pytest.raises(Tampered) as refused:
        line(a).get_chunk(address)
    assert refused.value.for_user()


def manifest(one: Author, chunks: Sequence[str], room: UUID = ROOM) -> bytes:
    addresses = [bytes.fromhex(address) for address in chunks]
    said = Manifest(
        room=room.bytes, device=one.device.bytes, mark=one.random.randbytes(16), schema=SCHEMA, program="t", epoch=1,
        vector=[Reach(one.device.bytes, 1)], digest=bytes(16), cursor=b"", chunks=addresses,
    )  # fmt: skip
    return signed(said, one.sign)


def piece(n: int, size: int = 3000) -> tuple[str, bytes]:
    content = PIECE + random.Random(n).randbytes(size)
    return hashlib.sha256(content).hexdigest(), content


def test_a_snapshot_replaces_the_one_before_and_takes_its_pieces_away(lab, line):
    a, b, _c = lab.stations
    one, two, three = pieces = [piece(n) for n in range(3)]
    names = [address for address, _ in pieces]
    first, second = manifest(a, names[:2]), manifest(b, names[1:])
    assert line(a).snapshot() is None
    at_a = line(a)
    at_a.put_chunks([one, two])
    at_a.leave_snapshot(first)
    assert line(b).snapshot() == at_a.snapshot() == first
    at_a.leave_snapshot(first)
    at_b = line(b)
    at_b.put_chunks([three])
    at_b.leave_snapshot(second)
    assert line(a).snapshot() == second
    assert line(a).missing(names) == {names[0]}
    assert line(a).get_chunk(names[1]) == two[1]


def test_a_snapshot_without_all_its_pieces_is_refused(lab, line):
    a, b, _c = lab.stations
    one, two = piece(1), piece(2)
    target = line(a)
    target.put_chunks([one])
    target.leave_snapshot(kept := manifest(a, [one[0]]))
    with pytest.raises(Rejected) as refused:
        target.leave_snapshot(manifest(a, [one[0], two[0]]))
    assert refused.value.code == "snapshot_incomplete"
    assert refused.value.for_user()
    assert line(b).snapshot() == kept
    assert line(b).missing([one[0]]) == set()


def test_a_snapshot_never_takes_an_attachment_away(lab, line):
    """Whoever names the chunks of attachments as pieces and then leaves another snapshot deletes nothing."""
    a, b, _c = lab.stations
    attached, mine, later = chunk(7), piece(8), piece(9)
    target = line(a)
    target.put_chunks([attached, mine, later])
    target.leave_snapshot(manifest(a, [attached[0], mine[0]]))
    target.leave_snapshot(manifest(a, [later[0]]))
    assert line(b).get_chunk(attached[0]) == attached[1]
    assert line(b).missing([mine[0], later[0]]) == {mine[0]}


def test_a_place_that_is_put_back_has_the_snapshot_of_then(alone, lab, line):
    a, b, _c = lab.stations
    one, two = piece(1), piece(2)
    target = line(a)
    target.put_chunks([one])
    target.leave_snapshot(first := manifest(a, [one[0]]))
    image = lab.image()
    target.put_chunks([two])
    target.leave_snapshot(manifest(a, [two[0]]))
    lab.restore(image)
    assert line(b).snapshot() == first
    assert line(b).get_chunk(one[0]) == one[1]
    lab.renew()
    assert line(b).snapshot() is None


@pytest.mark.parametrize("seed", range(3))
def test_snapshots_over_an_unsteady_line_are_whole(lab, line, seed):
    """Two stations replace each other's again and again: what stands has all its pieces."""
    chance = random.Random(seed)
    targets = {one.device: Unsteady(line(one), chance) for one in lab.stations[:2]}
    reader = line(lab.stations[2])
    for turn in range(12):
        one = chance.choice(lab.stations[:2])
        target, parts = targets[one.device], [piece(turn * 9 + k, 200) for k in range(chance.randint(1, 3))]
        insist(lambda: target.put_chunks(parts))  # noqa: B023
        with suppress(Rejected):  # a late call of the other took the pieces
            insist(lambda: target.leave_snapshot(manifest(one, [address for address, _ in parts])))  # noqa: B023
        found = reader.snapshot()
        assert found is None or reader.missing(read_manifest(found).addresses) == set()


def test_stations_tell_each_other_their_state(lab, line):
    a, b, c = lab.stations
    mine = [Report(one.device, bytes([n]) * 32, bytes([n + 9]) * 32) for n, one in enumerate(lab.stations)]
    for one in lab.stations:
        line(one).push([one.seal()])
    assert list(line(a).report(mine[0])) == []
    assert list(line(b).report(mine[1])) == [mine[0]]
    assert sorted(line(c).report(mine[2]), key=lambda one: one.vector) == mine[:2]
    later = Report(a.device, b"\x07" * 32, b"\x08" * 32)
    line(a).report(later)
    assert later in line(b).report(mine[1])
    assert mine[0] not in line(b).report(mine[1])


def test_closing_twice_is_fine(lab):
    target = lab.line(lab.stations[0])
    target.close()
    target.open()
    target.close()
    target.close()
    assert target.open().identity
    target.close()


@pytest.mark.parametrize("seed", range(5))
def test_an_unsteady_line_loses_and_doubles_nothing(lab, line, seed):
    """Three stations write and carry through calls that get lost, lose their reply, come twice, late or out of turn."""
    chance = random.Random(seed)
    targets = [Unsteady(line(one), chance) for one in lab.stations]
    readers = [Reader(target) for target in targets]
    for _ in range(25):
        n = chance.randrange(3)
        one, target, reader = lab.stations[n], targets[n], readers[n]
        if chance.random() < 0.6:
            one.several(chance.randint(1, 3))
        greeting = insist(target.open)
        known = greeting.positions.get(one.device)
        insist(lambda: target.push([e for e in one.sealed if known is None or e.hi > known.hi]))  # noqa: B023
        page = insist(lambda: target.pull(reader.cursor, reader.have, chance.choice((1, 900, 1 << 20))))  # noqa: B023
        reader.got += page.envelopes
        reader.cursor = page.cursor
    everything = {e.hash for one in lab.stations for e in one.sealed}
    for one, target in zip(lab.stations, targets, strict=True):
        if one.sealed:
            insist(lambda: target.push(one.sealed))  # noqa: B023
    for reader in readers:
        for _ in range(200):
            page = insist(lambda: reader.target.pull(reader.cursor, reader.have, 2_000))  # noqa: B023
            reader.got += page.envelopes
            reader.cursor = page.cursor
            if not page.more and not page.envelopes:
                break
        assert in_order(reader.got)
        assert len(reader.got) == len(everything)
        assert {e.hash for e in reader.got} == everything

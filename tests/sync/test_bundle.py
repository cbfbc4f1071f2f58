"""A folder that is copied, cut short, filled up, pulled out or changed by hand."""

from __future__ import annotations

import errno
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from desktop.sync.errors import Rejected, SyncFailed, Tampered, Unreachable
from desktop.sync.targets import Report
from desktop.sync.targets import bundle_files as files
from desktop.sync.targets.bundle import Bundle
from desktop.sync.targets.bundle_chains import Flaw
from tests.sync.conformance import ROOM, Author, Reader, authors, in_order
from tests.sync.test_conformance import changed, chunk

PLACE = f"room-{ROOM.hex}"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def at(folder: Path, one: Author, others: list[Author] | None = None, *, writing: bool = True) -> Bundle:
    keys = {known.device: known.sign.verify_key.encode() for known in (others or [])}
    return Bundle(folder, ROOM, one.device, one.sign, keys.get, writing=writing)


def written(folder: Path, *stations: Author) -> None:
    for one in stations:
        bundle = at(folder, one)
        bundle.open()
        bundle.push(one.sealed)
        bundle.close()


def env(folder: Path, one: Author, n: int) -> Path:
    """The file of a station's n-th envelope."""
    return sorted((folder / PLACE / one.device.hex).glob("*.env"))[n]


def read_by(folder: Path, one: Author, others: list[Author] | None = None) -> Reader:
    bundle = at(folder, one, others, writing=False)
    bundle.open()
    reader = Reader(bundle)
    reader.read(most=2_000)
    return reader


def failure_of(call: Callable[[], object]) -> SyncFailed | None:
    try:
        call()
    except SyncFailed as failed:
        return failed
    return None


def test_its_files_lie_as_the_design_says(stick):
    a, b = authors(2)
    a.several(2)
    written(stick, a)
    bundle = at(stick, a)
    bundle.put_chunks([chunk(1)])
    bundle.report(Report(a.device, b"v", b"d"))
    room = stick / PLACE
    assert {p.relative_to(room).as_posix() for p in room.rglob("*") if p.is_file()} == {
        "identity",
        f"{a.device.hex}/HEAD",
        f"chunks/{chunk(1)[0][:2]}/{chunk(1)[0]}",
        *(f"{a.device.hex}/{one.lo:012d}-{one.hi:012d}.{one.hash[:8].hex()}.env" for one in a.sealed),
    }
    assert str(room).lower() == str(room).replace(str(stick), str(stick).lower())  # FAT keeps no capitals
    assert not (room / b.device.hex).exists()


@pytest.mark.parametrize("order", range(6))
def test_folders_copied_over_each_other_in_any_order_twice_and_in_part(tmp_path, order):
    three = authors(3, seed=order)
    chance = random.Random(order)
    sources = []
    for one in three:
        one.several(4)
        folder = tmp_path / one.device.hex[:6]
        folder.mkdir()
        written(folder, one)
        sources.append(folder)
    stick = tmp_path / "stick"
    stick.mkdir()
    copies = [p for folder in sources for p in folder.rglob("*") if p.is_file()] * 2
    chance.shuffle(copies)
    readers = [read_by(stick, three[0]) if (stick / PLACE).exists() else None]
    for n, path in enumerate(copies):
        source = next(folder for folder in sources if path.is_relative_to(folder))
        target = stick / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        if n % 5 == 0:
            assert in_order(read_by(stick, three[0], three).got)
    reader = read_by(stick, three[0], three)
    assert readers == [None]
    assert {one.hash for one in reader.got} == {one.hash for s in three for one in s.sealed}
    assert reader.target.flaws == ()


def test_a_copy_cut_at_any_byte_is_left_out_and_named(stick):
    a, b, c = authors(3)
    a.several(3)
    b.several(2)
    written(stick, a, b)
    path = env(stick, a, 1)
    whole = path.read_bytes()
    step = max(1, len(whole) // 60)
    for size in [*range(0, len(whole), step), len(whole) - 1]:
        path.write_bytes(whole[:size])
        reader = read_by(stick, c, [a, b])
        assert {one.hash for one in reader.got} == {one.hash for one in [*b.sealed, a.sealed[0]]}
        [note] = reader.target.flaws
        assert (note.flaw, note.device, note.lo, note.hi) == (Flaw.CUT, a.device, a.sealed[1].lo, a.sealed[1].hi)
        assert a.device.hex[-8:] in note.sentence
        assert "不完整" in note.sentence
    path.write_bytes(whole)
    assert len(read_by(stick, c, [a, b]).got) == 5


def test_a_copy_whose_end_was_never_written_is_cut_too(stick):
    a, b = authors(2)
    a.several(2)
    written(stick, a)
    path = env(stick, a, 1)
    whole = path.read_bytes()
    for kept in (0, 100, len(whole) - 40):  # room was set aside for all of it before it was pulled out
        path.write_bytes(whole[:kept] + bytes(len(whole) - kept))
        reader = read_by(stick, b)
        assert reader.got == a.sealed[:1]
        assert [note.flaw for note in reader.target.flaws] == [Flaw.CUT]


def test_whoever_has_the_envelope_makes_a_cut_copy_whole(stick):
    a, b = authors(2)
    a.several(3)
    written(stick, a)
    env(stick, a, 1).write_bytes(b"")
    carrier = at(stick, b)
    assert carrier.open().positions[a.device].hi == a.sealed[0].hi
    assert carrier.push(a.sealed[1:])[a.device].hi == a.sealed[-1].hi
    assert read_by(stick, b).got == a.sealed


def test_any_changed_byte_is_refused_and_says_so(stick):
    a, b = authors(2)
    a.several(3)
    written(stick, a)
    path = env(stick, a, 1)
    whole = path.read_bytes()
    for place in {*range(0, len(whole), max(1, len(whole) // 80)), *range(len(whole) - 40, len(whole))}:
        path.write_bytes(whole[:place] + bytes((whole[place] ^ 0x20,)) + whole[place + 1 :])
        bundle = at(stick, b, [a], writing=False)
        bundle.open()
        reader = Reader(bundle)
        refused = failure_of(reader.read)
        if refused is None:  # a length that grew looks like a copy that was cut
            assert [note.flaw for note in bundle.flaws] == [Flaw.CUT], place
        else:
            assert refused.code == "bundle_changed"
            assert "改动或损坏" in refused.for_user()
            assert "重新拷贝" in refused.for_user()
        assert all(one in a.sealed[:1] for one in reader.got)
    path.write_bytes(whole + b"x")
    with pytest.raises(Tampered):
        read_by(stick, b)


def test_a_change_that_hides_its_traces_fails_at_the_signature(stick):
    """Whoever makes the file anew with its sums still cannot sign."""
    a, b = authors(2)
    a.several(2)
    written(stick, a)
    forged = replace(a.sealed[1], wire=changed(a.sealed[1].wire))
    forged = replace(forged, hash=files.hashlib.sha256(forged.wire).digest())
    env(stick, a, 1).unlink()
    path = stick / PLACE / a.device.hex / files.name_of(forged.lo, forged.hi, forged.hash)
    path.write_bytes(files.frame(ROOM, forged))
    with pytest.raises(Tampered):
        read_by(stick, b, [a])
    assert at(stick, a, [a]).open().positions[a.device].hi == a.sealed[0].hi  # and a is not told it was cloned
    mine = at(stick, a, [a])
    mine.open()
    with pytest.raises(Tampered):
        Reader(mine).read(have={a.device: a.sealed[0].hi})


def test_a_file_that_was_forgotten_is_a_gap_and_named(stick):
    a, b = authors(2)
    a.several(5)
    written(stick, a)
    env(stick, a, 3).unlink()
    env(stick, a, 1).unlink()
    reader = read_by(stick, b)
    assert reader.got == a.sealed[:1]
    [note] = reader.target.flaws
    assert (note.flaw, note.lo, note.hi) == (Flaw.GAP, a.sealed[1].lo, a.sealed[1].hi)
    assert "缺少" in note.sentence


def test_a_folder_with_the_later_half_serves_who_has_the_first(stick):
    a, b = authors(2)
    a.several(4)
    written(stick, a)
    env(stick, a, 1).unlink()
    env(stick, a, 0).unlink()
    bundle = at(stick, b, writing=False)
    assert bundle.open().positions == {}
    assert Reader(bundle).read(have={a.device: a.sealed[1].hi}) == a.sealed[2:]
    assert bundle.flaws == ()
    assert at(stick, b).push(a.sealed[:2])[a.device].hi == a.sealed[-1].hi


def test_a_tail_that_was_left_behind_is_told_by_the_head(stick):
    a, b = authors(2)
    a.several(3)
    written(stick, a)
    at(stick, a).report(Report(a.device, b"v", b"d"))
    env(stick, a, 2).unlink()
    bundle = at(stick, b, [a], writing=False)
    bundle.open()
    assert Reader(bundle).read() == a.sealed[:2]
    bundle.report(Report(b.device, b"", b""))
    assert [(n.flaw, n.lo, n.hi) for n in bundle.flaws] == [(Flaw.GAP, a.sealed[2].lo, a.sealed[2].hi)]
    bundle.open()
    assert Reader(bundle).read(have={a.device: a.sealed[2].hi}) == []
    bundle.report(Report(b.device, b"", b""))
    assert bundle.flaws == ()  # who has it misses nothing


def test_two_files_under_the_same_numbers_show_a_clone(stick, tmp_path):
    a, b = authors(2)
    a.several(2)
    clone = a.twin()
    a.several(2)
    clone.several(1)
    other = tmp_path / "other"
    other.mkdir()
    written(stick, a)
    written(other, clone)
    shutil.copytree(other / PLACE, stick / PLACE, dirs_exist_ok=True)
    reader = read_by(stick, b, [a])
    assert reader.got == a.sealed
    assert [note.flaw for note in reader.target.flaws] == [Flaw.FORK]


def test_what_is_no_part_of_it_is_left_alone(stick, tmp_path):
    a, b = authors(2)
    a.several(2)
    written(stick, a)
    secret = tmp_path / "secret"
    secret.write_bytes(b"not for the stick")
    device = stick / PLACE / a.device.hex
    for name in ("000000000009-000000000010.env", "说明.txt", "Thumbs.db", "x" * 200, "a:b", "nul", "..."):
        (device / name).write_bytes(b"?")
    name = env(stick, a, 0).name
    (device / f"{name} (2)").write_bytes(b"?")
    (device / f"{'9' * 12}-{'9' * 12}.{'0' * 16}.env").mkdir()
    (device / f"{'8' * 12}-{'9' * 12}.{'0' * 16}.env").symlink_to(secret)
    os.mkfifo(device / f"{'7' * 12}-{'9' * 12}.{'0' * 16}.env")
    (stick / PLACE / ("b" * 32)).symlink_to(tmp_path)
    (stick / PLACE / ("c" * 32)).write_bytes(b"?")
    (stick / PLACE / "chunks").symlink_to(tmp_path)
    reader = read_by(stick, b)
    assert reader.got == a.sealed
    assert reader.target.flaws == ()
    assert secret.read_bytes() == b"not for the stick"


def test_a_copy_in_capitals_is_the_same(stick):
    a, b = authors(2)
    a.several(2)
    written(stick, a)
    for n, path in enumerate([env(stick, a, 0), env(stick, a, 1)]):
        path.rename(path.with_name(f"{n}.tmp"))
        path.with_name(f"{n}.tmp").rename(path.with_name(path.name.upper()))
    assert read_by(stick, b).got == a.sealed


def test_a_file_of_four_gigabytes_is_not_read(stick):
    a, b = authors(2)
    a.several(2)
    written(stick, a)
    with env(stick, a, 1).open("r+b") as file:
        file.seek(2**32)
        file.write(b"x")
    with pytest.raises(Tampered):
        read_by(stick, b)
    assert at(stick, a).push(a.sealed)[a.device].hi == a.sealed[-1].hi
    assert read_by(stick, b).got == a.sealed


def test_an_envelope_above_the_limit_is_refused(stick):
    a = authors(1)[0]
    wire = bytes(64 * 1024 * 1024 + 1)
    a.sealed.append(replace(a.seal(), wire=wire, hash=files.hashlib.sha256(wire).digest()))
    bundle = at(stick, a)
    bundle.open()
    with pytest.raises(Rejected) as refused:
        bundle.push(a.sealed[1:])
    assert refused.value.code == "too_large"


def test_a_link_in_the_place_of_the_room_is_not_followed(stick, tmp_path):
    a = authors(1)[0]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (stick / PLACE).symlink_to(elsewhere)
    with pytest.raises(Rejected) as refused:
        at(stick, a).open()
    assert refused.value.code == "folder_link"
    (stick / PLACE).unlink()
    written(stick, a)
    (stick / PLACE / a.device.hex).symlink_to(elsewhere)
    a.several(1)
    with pytest.raises(Rejected):
        at(stick, a).push(a.sealed)
    assert list(elsewhere.iterdir()) == []


def test_the_folder_itself_may_be_named(stick):
    a, b = authors(2)
    a.several(1)
    written(stick, a)
    assert read_by(stick / PLACE, b).got == a.sealed


def test_a_folder_that_is_not_there_or_not_ours_is_told_apart(stick, tmp_path):
    a = authors(1)[0]
    with pytest.raises(Unreachable) as gone:
        at(tmp_path / "nowhere", a).open()
    with pytest.raises(Rejected) as empty:
        at(stick, a, writing=False).open()
    (stick / f"room-{'0' * 32}").mkdir()
    with pytest.raises(Rejected) as other:
        at(stick, a, writing=False).open()
    assert [gone.value.code, empty.value.code, other.value.code] == ["no_folder", "no_bundle", "other_room"]
    assert len({gone.value.for_user(), empty.value.for_user(), other.value.for_user()}) == 3
    assert list(stick.iterdir()) == [stick / f"room-{'0' * 32}"]  # reading writes nothing


def test_envelopes_of_another_room_are_refused(stick):
    a, b = authors(2)
    a.several(2)
    written(stick, a)
    other = Author(a.device, random.Random(5), a.sign, UUID(int=7))
    other.seal()
    env(stick, a, 0).unlink()
    env(stick, a, 0).unlink()
    (one,) = other.sealed
    path = stick / PLACE / a.device.hex / files.name_of(one.lo, one.hi, one.hash)
    path.write_bytes(files.frame(ROOM, one))
    with pytest.raises(Tampered):
        read_by(stick, b)


def test_reading_writes_nothing(stick):
    a, b = authors(2)
    a.several(2)
    written(stick, a)
    before = {p: p.stat().st_mtime_ns for p in stick.rglob("*")}
    reader = read_by(stick, b, [a])
    reader.target.report(Report(b.device, b"", b""))
    assert reader.target.push([b.seal()]) == {}  # the receipt is honest
    assert reader.target.push(a.sealed)[a.device].hi == a.sealed[-1].hi
    assert reader.target.missing([chunk(1)[0]]) == set()
    with pytest.raises(Rejected):
        reader.target.put_chunks([chunk(1)])
    assert before == {p: p.stat().st_mtime_ns for p in stick.rglob("*")}


def test_pulled_out_between_two_calls(stick, tmp_path):
    a, b = authors(2)
    a.several(2)
    written(stick, a)
    bundle = at(stick, b)
    bundle.open()
    stick.rename(tmp_path / "away")
    stick.mkdir()  # where it was mounted
    calls: list[Callable[[], object]] = [
        lambda: bundle.pull(b"", {}, 1000),
        lambda: bundle.push([b.seal()]),
        lambda: bundle.report(Report(b.device, b"", b"")),
        lambda: bundle.missing([chunk(1)[0]]),
        lambda: bundle.put_chunks([chunk(1)]),
        lambda: bundle.get_chunk(chunk(1)[0]),
    ]
    for call in calls:
        with pytest.raises(Unreachable) as gone:
            call()
        assert gone.value.code == "folder_gone"
        assert "拔出" in gone.value.for_user()
    assert list(stick.iterdir()) == []  # nothing is written where the stick no longer is


def all_of_it(bundle: Bundle, a: Author) -> None:
    bundle.open()
    bundle.push(a.sealed)
    bundle.put_chunks([chunk(1)])
    bundle.report(Report(a.device, b"v", b"d"))


class Fault:
    """Fails the n-th of some call of the system, and tells whether it came so far."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, n: int, error: int) -> None:
        self.left, self.met = n, False
        real = getattr(os, name)

        def call(*args, **kwargs):
            self.left -= 1
            if self.left == 0:
                self.met = True
                raise OSError(error, os.strerror(error))
            return real(*args, **kwargs)

        monkeypatch.setattr(os, name, call)


FAULTS = {
    errno.ENOSPC: ("folder_full", "空间不足"),
    errno.EIO: ("folder_gone", "拔出"),
    errno.ENODEV: ("folder_gone", "拔出"),
    errno.EROFS: ("folder_read_only", "只读"),
    errno.EACCES: ("folder_denied", "没有权限"),
    errno.EINTR + 9000: ("folder_error", "出错"),
}


@pytest.mark.parametrize("error", FAULTS)
@pytest.mark.parametrize("name", ["open", "fsync", "replace", "scandir"])
def test_the_nth_fault_leaves_whole_files_and_says_what_happened(stick, tmp_path, name, error):
    a, b = authors(2)
    a.several(3)
    for n in range(1, 60):
        shutil.rmtree(stick)
        stick.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            fault = Fault(patch, name, n, error)
            failed = failure_of(lambda: all_of_it(at(stick, a), a))
        if failed is None:
            assert not fault.met
            break
        assert failed.code == FAULTS[error][0]
        assert FAULTS[error][1] in failed.for_user()
        assert not list(stick.rglob("*.part"))
        if (stick / PLACE).exists():
            assert in_order(read_by(stick, b, [a]).got)
        again = at(stick, a)  # and the next time goes on
        again.open()
        again.push(a.sealed)
        assert read_by(stick, b, [a]).got == a.sealed
    else:
        raise AssertionError("it always failed")


def test_a_full_stick(stick):
    """A real one, where the system lets us make it."""
    import subprocess

    a, b = authors(2)
    if os.geteuid() != 0:
        pytest.skip("only root may mount")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", stick], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        bundle = at(stick, a)
        bundle.open()
        for _ in range(100):
            a.seal(size=9_000)
        with pytest.raises(Rejected) as full:
            bundle.push(a.sealed)
        assert full.value.code == "folder_full"
        assert not list(stick.rglob("*.part"))
        reader = read_by(stick, b, [a])
        assert 0 < len(reader.got) < 100
        assert reader.got == a.sealed[: len(reader.got)]
        assert reader.target.flaws == ()
    finally:
        subprocess.run(["umount", stick], check=True)


def test_heads_count_only_when_their_station_signed_them(stick):
    a, b, c = authors(3)
    for one in (a, b):
        one.seal()
        written(stick, one)
        at(stick, one).report(Report(one.device, b"v", b"d"))
    mine = Report(c.device, b"", b"")
    assert {r.device for r in at(stick, c, [a, b]).report(mine)} == {a.device, b.device}
    assert {r.device for r in at(stick, c, [a]).report(mine)} == {a.device}
    head = stick / PLACE / a.device.hex / "HEAD"
    signed = head.read_bytes()
    for content in (b"", signed[:-3], signed.replace(b'"76"', b'"77"'), b"\xff" * 90, b"x" * 9000, b"{}\n00"):
        head.write_bytes(content)
        assert {r.device for r in at(stick, c, [a, b]).report(mine)} == {b.device}
    head.write_bytes((stick / PLACE / b.device.hex / "HEAD").read_bytes())
    assert {r.device for r in at(stick, c, [a, b]).report(mine)} == {b.device}


def test_a_cut_chunk_is_not_there_yet(stick):
    a = authors(1)[0]
    address, content = chunk(1)
    bundle = at(stick, a)
    bundle.open()
    bundle.put_chunks([(address, content)])
    path = next(stick.rglob(address))
    whole = path.read_bytes()
    for size in (0, 5, 100, len(whole) - 1):
        path.write_bytes(whole[:size])
        assert bundle.missing([address]) == {address}
        assert bundle.get_chunk(address) is None
    bundle.put_chunks([(address, content)])
    assert bundle.get_chunk(address) == content


@pytest.mark.parametrize("address", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "/x", "/etc/passwd"])
def test_an_address_is_never_a_path(stick, address):
    a = authors(1)[0]
    bundle = at(stick, a)
    bundle.open()
    assert bundle.missing([address]) == {address}
    assert bundle.get_chunk(address) is None
    with pytest.raises(Tampered):
        bundle.put_chunks([(address, b"x")])
    assert [p.name for p in stick.iterdir()] == [PLACE]

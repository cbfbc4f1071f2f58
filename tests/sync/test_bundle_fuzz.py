"""Folders that somebody, or a worn stick, did something to: never an uncaught exception, never a wrong envelope."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.sync.targets import Report, Sealed
from desktop.sync.targets import bundle_files as files
from desktop.sync.targets.bundle import Bundle
from tests.sync.conformance import ROOM, Author, authors
from tests.sync.test_bundle import failure_of
from tests.sync.test_conformance import chunk

RUNS = 10_000 if os.environ.get("SYNC_DEEP") else 300
PLACE = f"room-{ROOM.hex}"
END = 10**12 - 1
HOSTILE = [
    "con.env", "..env", "\u202egnp.env", "a" * 240, "000000000001-000000000001.env", "-", "~", "\udcff.env", "HEAD.",
    *(f"{lo:012d}-{hi:012d}.{'0' * 16}.env" for lo, hi in ((0, 0), (5, 2), (END, END), (1, END))),
]  # fmt: skip


def flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes() or b"\0")
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def cut(path: Path, chance: random.Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content) + 1)])


def blank(path: Path, chance: random.Random) -> None:
    content = path.read_bytes()
    kept = chance.randrange(len(content) + 1)
    path.write_bytes(content[:kept] + bytes(len(content) - kept))


def lengthen(path: Path, chance: random.Random) -> None:
    with path.open("ab") as file:
        file.write(chance.randbytes(chance.randint(1, 500)))


def swap(path: Path, chance: random.Random) -> None:
    other = chance.choice(sorted(path.parent.iterdir()))
    if other.is_file() and not other.is_symlink():
        content = path.read_bytes()
        path.write_bytes(other.read_bytes())
        other.write_bytes(content)


def rename(path: Path, chance: random.Random) -> None:
    with_name = chance.choice([*HOSTILE, path.name.upper(), f"{path.name} (2)", "HEAD", "identity"])
    path.rename(path.with_name(with_name))


def vanish(path: Path, _chance: random.Random) -> None:
    path.unlink()


def link(path: Path, chance: random.Random) -> None:
    path.unlink()
    path.symlink_to(chance.choice(["/etc/passwd", "/dev/zero", "/nowhere", str(path), "..", path.parent.as_posix()]))


def folder(path: Path, _chance: random.Random) -> None:
    path.unlink()
    path.mkdir()
    (path / "x").write_bytes(b"x")


def pipe(path: Path, _chance: random.Random) -> None:
    path.unlink()
    os.mkfifo(path)


def huge(path: Path, chance: random.Random) -> None:
    with path.open("r+b") as file:
        file.truncate(chance.choice([2**31, 2**32, 2**33 + 1]))


def noise(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(chance.choice([1, 50, 160, 5_000])))


def words(path: Path, chance: random.Random) -> None:
    path.write_text(chance.choice(["null", "[]", "{}", '{"room": 3}', "[" * 3000, "9" * 3000, '{"hi": 1e999}\n00']))


def forge(path: Path, chance: random.Random) -> None:
    """A file made anew by somebody who knows the shape and the sums, and can sign nothing."""
    content = path.read_bytes()
    if path.suffix != ".env" or len(content) < 200:
        return
    wire = bytearray(content[152:-32])
    wire[chance.randrange(len(wire))] ^= 1
    lo, hi = (int(part) for part in path.name[:25].split("-"))
    lo, hi = chance.choice([(lo, hi), (lo, hi + 1), (hi + 1, hi + 1), (1, hi)])
    device = chance.choice([path.parent.name, chance.randbytes(16).hex()])
    place = path.parent.with_name(device)
    place.mkdir(exist_ok=True)
    prev = chance.choice([content[56:88], content[88:120], bytes(32)])
    one = Sealed(files.UUID(hex=device), lo, hi, prev, hashlib.sha256(wire).digest(), 4, bytes(wire))
    (place / files.name_of(lo, hi, one.hash)).write_bytes(files.frame(ROOM, one))


MUTATIONS: list[Callable[[Path, random.Random], None]] = [
    flip, flip, cut, cut, blank, lengthen, swap, rename, vanish, link, folder, pipe, huge, noise, words, forge, forge,
]  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Author]]:
    """A folder of three stations, with chunks and HEADs."""
    stick = tmp_path_factory.mktemp("sound")
    three = authors(3, seed=77)
    for n, one in enumerate(three):
        one.several(4)
        bundle = at(stick, one, three)
        bundle.open()
        bundle.push(one.sealed)
        bundle.put_chunks([chunk(n, 500)])
        bundle.report(Report(one.device, b"v" * 32, b"d" * 32))
    return stick, three


def at(stick: Path, one: Author, known: list[Author], *, writing: bool = True) -> Bundle:
    return Bundle(
        stick, ROOM, one.device, one.sign, {k.device: k.sign.verify_key.encode() for k in known}.get, writing=writing
    )


def read_all(bundle: Bundle, got: list[Sealed]) -> None:
    """Open, read, fetch, report; what was read before a failure stays in `got`."""
    bundle.open()
    cursor, more = b"", True
    while more:
        page = bundle.pull(cursor, {}, 900)
        got.extend(page.envelopes)
        cursor, more = page.cursor, page.more
    bundle.report(Report(bundle._device, b"", b""))
    for n in range(3):
        address, content = chunk(n, 500)
        assert bundle.get_chunk(address) in (None, content)


def heal(bundle: Bundle, stations: list[Author], got: list[Sealed]) -> None:
    """Bring all that is missing, then read it all."""
    positions = bundle.open().positions
    for station in stations:
        known = positions.get(station.device)
        bundle.push([one for one in station.sealed if known is None or one.hi > known.hi])
    read_all(bundle, got)


def test_mutated_folders(sound, tmp_path):
    source, three = sound
    genuine = {one.hash for station in three for one in station.sealed}
    reader = authors(1, seed=5)[0]
    refused = healed = 0
    for seed in range(RUNS):
        chance = random.Random(seed)
        stick = tmp_path / "stick"
        shutil.copytree(source, stick)
        for _ in range(chance.randint(1, 3)):
            every = sorted(
                p for p in stick.rglob("*") if p.is_file() and not p.is_symlink() and p.stat().st_size < 2**20
            )
            if every:
                chance.choice(MUTATIONS)(chance.choice(every), chance)
        before = sorted(p.relative_to(stick) for p in stick.rglob("*"))
        bundle, got = at(stick, reader, three, writing=False), []
        failed = failure_of(lambda: read_all(bundle, got))  # noqa: B023
        refused += failed is not None
        assert failed is None or failed.for_user().endswith("。"), seed
        for note in bundle.flaws:
            assert note.sentence.endswith("。"), seed
        assert sorted(p.relative_to(stick) for p in stick.rglob("*")) == before, seed
        last: dict[object, int] = {}
        for one in got:  # of a station that is known, nothing but what it signed, in its order
            if one.device in {k.device for k in three}:
                assert one.hash in genuine, seed
                assert one.lo == last.get(one.device, 0) + 1, seed
                last[one.device] = one.hi
        carrier, again = at(stick, three[0], three), []  # whoever has everything brings it in order, or is told why not
        failed = failure_of(lambda: heal(carrier, three, again))  # noqa: B023
        assert failed is None or failed.for_user().endswith("。"), seed
        healed += genuine <= {one.hash for one in again}
        shutil.rmtree(stick)
    assert refused > RUNS / 10
    assert healed > RUNS / 4

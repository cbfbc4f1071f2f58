"""Everything that can be wrong with a folder, a disk or a key: its own sentence, and nothing lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.commands import drafts, records, rooms
from desktop.commands.desk import Desk
from desktop.commands.disputes import Arrival, register
from desktop.commands.verify import verify
from desktop.domain.disputes import Dispute
from desktop.domain.errors import MediationError, Refused
from desktop.domain.people import Committee
from desktop.domain.records import Evidence
from desktop.instance import Instance, alone
from desktop.storage.store import DATABASE, Store
from tests.conftest import CHEAP, PASSWORD, fixed_now
from tests.storage.raw import counts, digest, raw

ARRIVAL = Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise")
COMMITTEE = Committee(committee="示例调委会", short="例", room="示例调处室")
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0 and sys.platform == "linux"
PAGE = 4096


def enter(folder: Path) -> Desk:
    return rooms.open_room(folder, rooms.find_account(folder, None), PASSWORD, now=fixed_now)


def refusal(folder: Path) -> Refused:
    with pytest.raises(Refused) as refused:
        enter(folder)
    assert refused.value.sentence.endswith("。")
    return refused.value


CHEAPLY = {"now": fixed_now, "cost": CHEAP}


@pytest.fixture
def closed(make_room) -> tuple[Path, Desk]:
    """A room with its files, closed; the desk is kept for its keys."""
    desk = make_room("cases")
    register(desk, ARRIVAL)
    desk.store.close()
    return desk.store.folder, desk


# -- what lies where the database should be


def test_a_missing_an_empty_a_foreign_and_another_plain_file(closed):
    """Each is said in its own words; none is made anew, and the keyring stays."""
    folder, _ = closed
    path, keyring = folder / DATABASE, (folder / "keyring.json").read_bytes()
    whole = path.read_bytes()
    said = {}
    path.unlink()
    said["missing"] = refusal(folder)
    assert not path.exists()
    path.write_bytes(b"")
    said["empty"] = refusal(folder)
    assert path.stat().st_size == 0
    path.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE t (x)")
    plain.commit()
    plain.close()
    said["foreign"] = refusal(folder)
    assert path.read_bytes().startswith(b"SQLite format 3")
    path.write_bytes(b"%PDF-1.7 " * 5000)
    said["damaged"] = refusal(folder)
    assert {code: r.code for code, r in said.items()} == {code: code for code in said}
    assert len({r.sentence for r in said.values()}) == len(said)
    path.write_bytes(whole)
    assert verify(enter_and_keep(folder)).clean
    assert json.loads((folder / "keyring.json").read_bytes())["accounts"] == json.loads(keyring)["accounts"]


def enter_and_keep(folder: Path) -> Desk:
    desk = enter(folder)
    desk.store.close()
    return enter(folder)


def test_no_room_at_all(tmp_path):
    with pytest.raises(Refused) as refused:
        rooms.find_account(tmp_path, None)
    assert refused.value.code == "no_room"


def test_a_newer_schema_names_the_version_to_install(closed):
    folder, desk = closed
    with raw(folder, desk.store.keys) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
        connection.execute("UPDATE meta SET value = '9.8.7' WHERE key = 'written_by'")
    before = (folder / DATABASE).read_bytes()
    refused = refusal(folder)
    assert refused.code == "newer_schema"
    assert "9.8.7" in refused.sentence
    assert (folder / DATABASE).read_bytes() == before
    with raw(folder, desk.store.keys) as connection:
        connection.execute("DELETE FROM meta WHERE key = 'written_by'")
    assert "最新" in refusal(folder).sentence


def test_an_encrypted_database_that_is_not_ours(closed):
    folder, desk = closed
    with raw(folder, desk.store.keys) as connection:
        connection.execute("DROP TABLE alembic_version")
    assert refusal(folder).code == "foreign"


def test_a_room_is_never_made_over_another(closed):
    folder, _ = closed
    before = {p: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    with pytest.raises(Refused) as refused:
        rooms.create(folder, COMMITTEE, "新来的", PASSWORD, now=fixed_now, cost=CHEAP)
    assert refused.value.code == "room_exists"
    (folder / "keyring.json").unlink()  # lost: the database that it opened must outlive this
    with pytest.raises(Refused) as refused:
        rooms.create(folder, COMMITTEE, "新来的", PASSWORD, now=fixed_now, cost=CHEAP)
    assert refused.value.code == "room_exists"
    assert (folder / DATABASE).read_bytes() == before[folder / DATABASE]
    assert not (folder / "keyring.json").exists()
    (folder / "keyring.json").write_bytes(before[folder / "keyring.json"])
    (folder / "device.key").write_bytes(before[folder / "device.key"])
    enter(folder).store.close()


# -- damage


def test_a_damaged_first_page(closed):
    folder, _ = closed
    path = folder / DATABASE
    whole = path.read_bytes()
    for place in (20, 100, 2000, 4000):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert refusal(folder).code == "damaged"
    path.write_bytes(whole[: len(whole) - 100])
    assert refusal(folder).code == "damaged"
    path.write_bytes(whole)
    enter(folder).store.close()


def test_forty_flipped_bytes_are_each_told(closed, tmp_path):
    """Anywhere in the file: the room refuses to open, or `verify` says so; never a crash, never silence."""
    folder, _ = closed
    whole = (folder / DATABASE).read_bytes()
    dice = random.Random(4)
    copy = tmp_path / "copy"
    said = set()
    for _ in range(40):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        place = dice.randrange(PAGE, len(whole))
        (copy / DATABASE).write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        said.add(what_is_said_of(copy))
    assert said == {"damaged", "found by verify"}


def what_is_said_of(folder: Path) -> str:
    try:
        desk = enter(folder)
    except Refused as refused:
        return refused.code
    try:
        return "nothing" if verify(desk).clean else "found by verify"
    finally:
        desk.store.close()


def test_a_damaged_page_under_an_open_room(closed):
    """What is read from the damaged page is refused in words, by every verb; the rest still opens."""
    folder, desk = closed
    with raw(folder, desk.store.keys) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'evidence'").fetchone()[0]
    with (folder / DATABASE).open("r+b") as file:
        file.seek((root - 1) * PAGE + 50)
        file.write(b"\x55" * 16)
    again = enter(folder)
    with again.read() as reader:
        dispute = reader.find(Dispute)[-1]
    with pytest.raises(Refused, match="损坏"):
        records.save(again, Evidence(dispute_id=dispute.id, no=1, name="x"))
    report = verify(again)
    assert any("页" in fault for fault in report.faults)
    again.store.close()


def test_a_lost_log_after_a_crash_is_no_ruin(make_room, tmp_path):
    """The -wal of a killed program deleted by a tidy person: what was in the main file still opens."""
    desk = make_room("cases")
    with desk.store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    register(desk, ARRIVAL)
    copy = tmp_path / "copy"
    shutil.copytree(desk.store.folder, copy)
    (copy / f"{DATABASE}-wal").unlink()
    (copy / f"{DATABASE}-shm").unlink(missing_ok=True)
    again = enter(copy)
    assert verify(again).clean
    again.store.close()


def test_a_file_cut_in_the_middle_of_a_page_opens_when_its_log_is_there(make_room, tmp_path):
    """A power cut while the file grows: its length is odd, and the log beside it holds everything."""
    desk = make_room("cases")
    wanted = digest(desk)
    copy = tmp_path / "copy"
    shutil.copytree(desk.store.folder, copy)
    assert (copy / f"{DATABASE}-wal").stat().st_size > 0
    with (copy / DATABASE).open("ab") as file:
        file.write(b"\x07" * 512)
    again = enter(copy)
    assert digest(again) == wanted
    again.store.close()
    again = enter(copy)
    assert verify(again).clean
    again.store.close()


# -- a second program

CHILD = """
import sys
from pathlib import Path
from desktop.instance import Instance
held = Instance(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def elsewhere(tmp_path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder until it is told to go."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    yield child
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe:
            pipe.close()


def test_a_second_program_is_refused_until_the_first_is_gone(elsewhere, tmp_path):
    with pytest.raises(Refused) as refused, alone(tmp_path):
        pass
    assert refused.value.code == "second_instance"
    assert "另一个窗口" in refused.value.sentence
    elsewhere.kill()
    elsewhere.wait()
    with alone(tmp_path), pytest.raises(Refused):  # the lock of a killed program is taken over, and then holds
        Instance(tmp_path)


# -- the disk


def filled(folder: Path) -> Path:
    """Fill the file system of `folder` to the last byte; the file to delete afterwards."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 1024)
    return ballast


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A file system of 3 MB of its own."""
    if not ROOT:
        pytest.skip("mounting needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_keeps_what_is_there_and_the_same_act_works_later(small_disk):
    desk, _ = rooms.create(
        small_disk / "room", COMMITTEE, "周慧兰", PASSWORD, member_name="周慧兰", now=fixed_now, cost=CHEAP
    )
    kept = register(desk, ARRIVAL)
    ballast = filled(small_disk)
    saved, before = [kept.id], digest(desk)

    def go_on() -> None:
        """What is left in the log's last pages is used up first."""
        nonlocal before
        for _ in range(500):
            saved.append(register(desk, ARRIVAL).id)
            before = digest(desk)

    with pytest.raises(Refused) as refused:
        go_on()
    assert refused.value.code == "disk_full"
    assert "清理磁盘" in refused.value.sentence
    assert digest(desk) == before
    for attempt in (
        lambda: drafts.keep(desk, "intake", {"facts": "长" * 9000}),
        lambda: desk.attachments.put(os.urandom(200_000)),
        lambda: rooms.change_password(desk, PASSWORD, "另一口令-2027", cost=CHEAP),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "disk_full"
    ballast.unlink()
    saved.append(register(desk, ARRIVAL).id)
    assert desk.attachments.put(b"now")
    with desk.read() as reader:
        assert [d.id for d in reader.find(Dispute)] == saved
    faults = verify(desk).faults
    assert [f for f in faults if "无主" not in f] == []
    desk.store.close()
    again = enter(small_disk / "room")
    with again.read() as reader:
        assert [d.id for d in reader.find(Dispute)] == saved
    again.store.close()


def test_a_room_that_could_not_be_made_can_be_made_later(small_disk):
    """A half-made room would say `room_exists` for ever."""
    for room_for in (0, 8, 20, 40, 120, 300, 480):
        ballast = filled(small_disk)
        os.truncate(ballast, max(0, ballast.stat().st_size - room_for * 1024))
        with pytest.raises(Refused) as refused:
            rooms.create(
                small_disk / "room", COMMITTEE, "周慧兰", PASSWORD, member_name="周慧兰", now=fixed_now, cost=CHEAP
            )
        assert refused.value.code == "disk_full", room_for
        ballast.unlink()
    desk, _ = rooms.create(
        small_disk / "room", COMMITTEE, "周慧兰", PASSWORD, member_name="周慧兰", now=fixed_now, cost=CHEAP
    )
    register(desk, ARRIVAL)
    assert verify(desk).clean
    desk.store.close()


LIMITED = """
import resource, signal, sys
from pathlib import Path
from desktop.commands import rooms
from desktop.commands.disputes import Arrival, register
from desktop.domain.errors import Refused
from tests.conftest import PASSWORD, fixed_now
folder = Path(sys.argv[1])
desk = rooms.open_room(folder, rooms.find_account(folder, None), PASSWORD, now=fixed_now)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
done = 0
try:
    for done in range(500):
        register(desk, Arrival(name="甲", facts="乙", category="noise"))
except Refused as refused:
    print(done, refused.code, flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
register(desk, Arrival(name="丙", facts="丁", category="noise"))
desk.store.close()
print("after", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE")
def test_a_file_that_may_not_grow_any_more(closed):
    """The same without root: the log may not grow over a limit; what was acknowledged stays, later acts work."""
    folder, _ = closed
    with_desk = enter(folder)
    with with_desk.read() as reader:
        before = len(reader.find(Dispute))
    with_desk.store.close()
    limit = 700_000
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder), str(limit)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    count, code = done.stdout.splitlines()[0].split()
    assert code in {"disk_full", "io_error"}
    assert done.stdout.splitlines()[1] == "after"
    again = enter(folder)
    with again.read() as reader:
        assert len(reader.find(Dispute)) == before + int(count) + 1
    assert verify(again).clean
    again.store.close()


@pytest.fixture
def read_only(closed, tmp_path) -> Iterator[Path]:
    """The folder on a file system that may only be read."""
    folder, _ = closed
    if not ROOT:
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    shown = tmp_path / "shown"
    shown.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(shown)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    shutil.copytree(folder, shown / "room")
    subprocess.run(["mount", "-o", "remount,ro", str(shown)], check=True)
    yield shown / "room"
    subprocess.run(["umount", "-l", str(shown)], check=True)


def test_a_folder_that_may_only_be_read(read_only):
    before = {p.name: p.read_bytes() for p in read_only.iterdir() if p.is_file()}
    refused = refusal(read_only)
    assert refused.code == "read_only"
    assert "不能写入" in refused.sentence
    with pytest.raises(Refused) as locked:
        Instance(read_only)
    assert locked.value.code == "read_only"
    with pytest.raises(Refused) as made:
        rooms.create(read_only / "new", COMMITTEE, "周慧兰", PASSWORD, now=fixed_now, cost=CHEAP)
    assert made.value.code == "read_only"
    assert {p.name: p.read_bytes() for p in read_only.iterdir() if p.is_file()} == before


@pytest.mark.skipif(not ROOT, reason="remounting needs root")
def test_a_disk_that_becomes_read_only_while_the_room_is_open(small_disk):
    """As ext4 does after an error: acts are refused in words, and work again afterwards."""
    desk, _ = rooms.create(
        small_disk / "room", COMMITTEE, "周慧兰", PASSWORD, member_name="周慧兰", now=fixed_now, cost=CHEAP
    )
    kept = register(desk, ARRIVAL)
    before = counts(desk)
    desk.store.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(Refused) as refused:
        Store(small_disk / "room", desk.store.keys, desk.store.device, fixed_now).read().__enter__()
    assert refused.value.code == "read_only"
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    again = enter(small_disk / "room")
    with again.read() as reader:
        assert reader.get(Dispute, kept.id) == kept
    assert counts(again)[0] == before[0]
    again.store.close()


def test_a_database_in_somebody_elses_hands_is_busy_and_not_damaged(make_room, monkeypatch):
    from desktop.storage import cipher

    monkeypatch.setattr(cipher, "PRAGMAS", tuple(p if "busy" not in p else "busy_timeout=50" for p in cipher.PRAGMAS))
    desk = make_room("cases")
    before = digest(desk)
    with raw(desk.store.folder, desk.store.keys) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused) as refused:
            register(desk, ARRIVAL)
        other.execute("ROLLBACK")
    assert refused.value.code == "busy"
    assert digest(desk) == before
    register(desk, ARRIVAL)


def test_every_refusal_has_its_own_sentence():
    """No two causes say the same, and each says what to do."""
    from desktop.storage import cipher

    said = [cipher.DAMAGED, cipher.FULL, cipher.READ_ONLY, cipher.BUSY, cipher.IO_ERROR]
    assert len({r.sentence for r in said}) == len({r.code for r in said}) == len(said)
    for refused in said:
        assert isinstance(refused, MediationError)
        assert "请" in refused.for_user()

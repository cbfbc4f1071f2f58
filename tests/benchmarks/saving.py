"""Saving one edited file (row, operations, summary, audit line, durable commit) beside one raw row update."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select

from desktop.commands import disputes, rooms
from desktop.commands.desk import Desk
from desktop.domain.disputes import Dispute
from desktop.storage.cipher import PRAGMAS
from desktop.storage.schema import summaries
from desktop.storage.store import DATABASE
from tests.benchmarks import big_room
from tests.benchmarks.figures import Sample

SAVES = 60  # of each kind in a round
RAW = "UPDATE disputes SET facts = ? WHERE id = ?"


def measure(room: Path, rounds: int) -> dict[str, list[Sample]]:
    """Samples in ms, one per round and kind, the kinds taking turns."""
    with _copy(room) as folder:
        desk = rooms.open_room(folder, rooms.find_account(folder, None), big_room.PASSWORD)
        raw = sqlcipher.connect(str(folder / DATABASE), isolation_level=None)
        raw.execute(f"PRAGMA key=\"x'{desk.store.keys.derived('database').hex()}'\"")
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        ids = _open_files(desk)
        taken: dict[str, list[Sample]] = {"ours": [], "raw": []}
        for turn in range(rounds + 1):  # the first warms the caches and is left out
            for kind, save in (("ours", _verb(desk, turn)), ("raw", _update(raw, turn))):
                sample = [_timed(save, ids[n % len(ids)]) for n in range(turn * SAVES, (turn + 1) * SAVES)]
                if turn:
                    taken[kind].append(sample)
        raw.close()
        desk.store.close()
    return taken


@contextmanager
def _copy(room: Path) -> Iterator[Path]:
    """The room is not touched: what is saved goes into a copy on the same disk."""
    with tempfile.TemporaryDirectory(prefix="saving-", dir=room.parent) as temporary:
        folder = Path(temporary) / "room"
        shutil.copytree(room, folder)
        os.sync()
        yield folder


def _open_files(desk: Desk) -> list[UUID]:
    with desk.read() as reader:
        query = select(summaries.c.dispute).where(summaries.c.unsettled == 1)
        return [UUID(bytes=row[0]) for row in reader.rows(query)]


def _verb(desk: Desk, turn: int) -> Callable[[UUID], None]:
    def save(id: UUID) -> None:
        with desk.read() as reader:
            dispute = reader.get(Dispute, id)
        disputes.edit(desk, replace(dispute, facts=f"第{turn}轮{dispute.facts}"))

    return save


def _update(raw: sqlcipher.Connection, turn: int) -> Callable[[UUID], None]:
    def save(id: UUID) -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(RAW, (f"第{turn}轮,原样更新。押金不退。漏水。装修。", id.bytes))
        raw.execute("COMMIT")

    return save


def _timed(act: Callable[[UUID], None], id: UUID) -> float:
    start = time.perf_counter()
    act(id)
    return (time.perf_counter() - start) * 1000

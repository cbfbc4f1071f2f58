"""A child process: a real room that is written to and exchanged with a real hub, in turn, until it is killed.

Says on stdout what is safe: `SAVED <token>` once an act is on the disk, `SYNCED` after an exchange, `CUT <code>` for
one that failed. With `slowly` it rests at every moment that matters, so that the kill falls there.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from desktop.commands import rooms
from desktop.commands.desk import Desk
from desktop.commands.disputes import edit
from desktop.commands.handbook import open_handbook
from desktop.commands.syncing.exchanging import sync_now
from desktop.domain.disputes import Dispute
from desktop.domain.people import Account, Role
from desktop.domain.permissions import Act
from desktop.domain.records import Evidence
from desktop.storage.attachments import Attachments
from desktop.storage.keys import Keys
from desktop.storage.store import Store
from desktop.sync.errors import SyncFailed
from tests.conftest import fixed_now

WRITES = 4  # between two exchanges


def say(words: str) -> None:
    os.write(1, (words + "\n").encode())


def opened(folder: Path, master: bytes) -> Desk:
    """The room without the password's cost: the kill is about what comes after."""
    keys = Keys(master)
    store = Store(folder, keys, rooms.keyring(folder).device, fixed_now)
    with store.read() as reader:
        account = replace(reader.find(Account)[0], role=Role.ADMIN)
    return Desk(store, Attachments(folder, keys), account, open_handbook())


def work(folder: Path, master: bytes, name: str, slowly: bool) -> None:
    """Write and exchange for ever."""
    desk = opened(folder, master)
    with desk.read() as reader:
        file = reader.find(Dispute)[0].id
    say("READY")
    turn = 0
    while True:
        for n in range(WRITES):
            token = f"〔{name}.{turn}.{n}〕"
            with desk.act(Act.EDIT, "evidence", dispute=file) as tx:
                tx.put(Evidence(dispute_id=file, no=turn * WRITES + n + 1, name=token))
            say(f"SAVED {token}")
        with desk.read() as reader:
            dispute = reader.get(Dispute, file)
        edit(desk, replace(dispute, title=f"〔{name}.{turn}〕"))
        try:
            sync_now(desk, reach=lambda _point: time.sleep(0.004 if slowly else 0))
            say("SYNCED")
        except SyncFailed as failed:
            say(f"CUT {failed.code}")
            time.sleep(0.02)
        turn += 1

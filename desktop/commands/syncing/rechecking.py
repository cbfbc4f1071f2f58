"""After a room began with a snapshot: its rows are compared with the operations, behind the window, bit by bit."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from desktop.commands.desk import Desk
from desktop.storage.rechecking import differing, make_anew, objects
from desktop.storage.store import Deed
from desktop.sync.snapshot_taking import TAKEN

AT_ONCE = 200  # objects looked at together
NOTED = 20  # such steps between two notes of how far it is


def recheck(desk: Desk, *, go_on: Callable[[], bool] = lambda: True) -> int:
    """Look at what has not been looked at yet; how many rows were not what they must be. Stopped, it goes on later.

    A row that differs is made anew, and the room's trail says whose snapshot it was.
    """
    store = desk.store
    with store.read() as reader:
        told: dict[str, Any] = json.loads(reader.meta(TAKEN) or "{}")
    if not told:
        return 0
    after, wrong, steps = bytes.fromhex(told.get("after", "")), 0, 0
    while go_on():
        with store.read() as reader:
            some = objects(reader.connection, after, AT_ONCE)
            bad = differing(reader.connection, some)
        anew = {**bad.questions, **bad.rows}
        if not some:
            _end(desk, told)
            break
        after, steps, wrong = max(some), steps + 1, wrong + len(bad.rows)
        if anew or steps % NOTED == 0:
            told |= {"after": after.hex(), "wrong": told.get("wrong", 0) + len(bad.rows)}
            with store.aside(background=True) as tx:
                make_anew(tx.connection, anew)
                tx.set_meta(TAKEN, json.dumps(told))
    return wrong


def _end(desk: Desk, told: dict[str, Any]) -> None:
    if not told.get("wrong"):
        with desk.store.aside(background=True) as tx:
            tx.set_meta(TAKEN, "")
        return
    with desk.store.begin(Deed(account=None, act="dispute_snapshot")) as tx:
        tx.detail = {"by": told["by"], "code": "snapshot_rows", "count": told["wrong"]}
        tx.set_meta(TAKEN, "")

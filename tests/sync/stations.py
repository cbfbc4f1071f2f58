"""Two or more real, encrypted rooms that are stations of one room, without the screens of joining."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from desktop.commands import rooms
from desktop.commands.desk import Desk
from desktop.commands.handbook import open_handbook
from desktop.domain.changes import new_id
from desktop.domain.people import Account
from desktop.domain.permissions import Act
from desktop.domain.stations import Station
from desktop.storage.attachments import Attachments
from desktop.storage.keys import new_recovery_code
from desktop.storage.store import Reader, Store
from desktop.sync import keys, trust
from tests.conftest import CHEAP


def another(first: Desk, folder: Path, name: str, *, now: Callable[[], datetime]) -> Desk:
    """A new, empty station of the same room; what is in the room comes with its first exchange."""
    mine = keys.ensure_identity(first.store)
    device = new_id()
    identity = keys.Identity(device, mine.room, keys.SigningKey.generate(), keys.PrivateKey.generate())
    with first.act(Act.MANAGE, "add_station", undoable=False) as tx:
        stations = tx.find(Station)
        made = Station(id=device, name=name, no=len(stations) + 1, sign_key=identity.sign_key, box_key=identity.box_key)
        tx.put(made)
        keys.wrap_known(tx, [made])
    with first.read() as reader:
        known = {s.id.hex: s.sign_key for s in reader.find(Station)}
        room_keys = keys.room_keys(reader)
        account = reader.find(Account)[0]
    folder.mkdir(mode=0o700, parents=True)
    ring = rooms.keyring(folder)
    locks = ring.create(mine.room, device, new_recovery_code(), CHEAP)
    store = Store.create(folder, locks, device, now)
    with store.aside() as tx:
        keys.keep_identity(tx, identity)
        for epoch, key in room_keys.items():
            keys.keep_key(tx, epoch, key, "")
        tx.set_meta(trust.KNOWN, json.dumps(known))
    return Desk(store, Attachments(folder, locks), account, open_handbook())


TABLES_OF_STATE = ("heads", "conflicts", "concerns", "summaries", "dues", "tallies", "sums")


def state(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Everything that must be the same on every station once they have met: rows, heads, open questions."""
    from desktop.storage.schema import KINDS

    with desk.store.read() as reader:
        devices = reader.devices()
        found = {kind: _rows(reader, f"SELECT * FROM {kind}") for kind in KINDS}
        heads = _rows(reader, "SELECT object, field, device, n FROM heads")
        found["heads"] = sorted((o, f, devices[d], n) for o, f, d, n in heads)
        ops = _rows(reader, "SELECT device, n, txn, hlc, kind, object, field, value FROM operations")
        found["operations"] = sorted((devices[row[0]], *row[1:]) for row in ops)
        for table in ("conflicts", "concerns"):
            found[table] = _rows(reader, f"SELECT * FROM {table}")
    return found


def _rows(reader: Reader, query: str) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in reader.connection.exec_driver_sql(query)), key=repr)

"""The month's sums for the street office: frozen figures alone, in clear, signed, and only when the room wants it.

No name, no case number, no story goes up: only how many, as they were handed in. On request counts of one and two are
left out (`null`), because in a small park two files may tell who they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from desktop.commands.desk import Desk
from desktop.commands.statistics.figures import table_lines
from desktop.domain.permissions import Act
from desktop.domain.reporting import FrozenMonth
from desktop.domain.stations import SHARING_ID, Sharing
from desktop.storage.columns import as_text
from desktop.sync import keys
from desktop.sync.errors import Rejected

SENT = "stats_sent"  # meta: {month: digest} of what the hub holds by its receipt
SMALL = "small"  # in the extras of Sharing: counts below three are left out
FEW = 3
VERSION = 1


class Office(Protocol):
    """What takes the sums."""

    def submit_stats(self, month: str, version: int, text: str, signature: bytes) -> None: ...


def share(desk: Desk, on: bool, *, leave_out_few: bool = False) -> None:
    """Whether the room's monthly sums go up from now on."""
    with desk.act(Act.MANAGE, "share_statistics", undoable=False) as tx:
        now = tx.maybe(Sharing, SHARING_ID) or Sharing()
        tx.put(replace(now, statistics=on, extras=dict(now.extras) | {SMALL: leave_out_few}))


def sharing(desk: Desk) -> Sharing:
    with desk.store.read() as reader:
        return reader.maybe(Sharing, SHARING_ID) or Sharing()


def hand_up(desk: Desk, office: Office) -> int:
    """Leave the sums of every frozen month that is not there yet; how many. Raises what the hub raises."""
    rules = sharing(desk)
    if not rules.statistics:
        return 0
    with desk.store.read() as reader:
        mine = keys.identity(reader, desk.store.device)
        sent: dict[str, str] = json.loads(reader.meta(SENT) or "{}")
        frozen: dict[str, FrozenMonth] = {}
        for month in reader.find(FrozenMonth, "at", "id"):
            frozen.setdefault(month.month, month)
    handed = 0
    for name, month in frozen.items():
        if sent.get(name) == month.digest:
            continue
        text = as_text(aggregate(mine.room.hex, month, leave_out_few=bool(rules.extras.get(SMALL))))
        try:
            office.submit_stats(name, VERSION, text, mine.sign.sign(text.encode()).signature)
        except Rejected as refused:
            if refused.code != "stats_differ":
                raise
        sent[name] = month.digest
        with desk.store.aside(background=True) as tx:
            tx.set_meta(SENT, json.dumps(sent, sort_keys=True))
        handed += 1
    return handed


def aggregate(room: str, month: FrozenMonth, *, leave_out_few: bool) -> Mapping[str, Any]:
    """What goes up of a month: codes of the official table with their figures (件, 人, 分), and what proves them."""
    units = {line.code: line.unit for line in table_lines()}
    figures = {}
    for code, value in sorted(month.figures.items()):
        few = leave_out_few and units.get(code) in ("件", "人", "次") and 0 < int(value) < FEW
        figures[code] = None if few else int(value)
    return {
        "room": room,
        "month": month.month,
        "version": VERSION,
        "basis": month.counting.get("basis", ""),
        "figures": figures,
        "digest": month.digest,
    }

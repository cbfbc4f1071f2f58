"""What the tests of snapshots share: stations around one hub, a target that is cut, a maker that lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from desktop.commands.desk import Desk
from desktop.commands.disputes import Arrival, register
from desktop.commands.syncing.deriving import DERIVED_FOR, derive, follow
from desktop.domain.disputes import Dispute
from desktop.sync import keys
from desktop.sync.errors import Unreachable
from desktop.sync.exchange import exchange
from desktop.sync.replica import Replica
from desktop.sync.snapshot import Manifest, Sealer, opened, read_manifest, signed
from desktop.sync.snapshot_leaving import When, leave
from desktop.sync.snapshot_taking import Going, take
from tests.sync.memory import Hub, Memory
from tests.sync.stations import TABLES_OF_STATE

ALWAYS = When(many=1, much=1, little=1)
ARRIVAL = Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise")


def meet(desk: Desk, hub: Hub) -> None:
    exchange(Replica(desk.store, follow=follow), line(desk, hub))
    derive(desk)


def line(desk: Desk, hub: Hub) -> Memory:
    target = Memory(hub, desk.store.device)
    target.open()
    return target


def enter(desk: Desk) -> Dispute:
    return register(desk, ARRIVAL)


def publish(desk: Desk, hub: Hub, when: When = ALWAYS) -> bool:
    return leave(desk.store, line(desk, hub), when=when, beside=DERIVED_FOR)


def begin(desk: Desk, hub: Hub, going: Going | None = None) -> bool:
    return take(desk.store, line(desk, hub), going or Going(), DERIVED_FOR)


def lines(desk: Desk) -> list[tuple[object, ...]]:
    """The audit trail without what is each station's own."""
    return rows(desk, "SELECT txn, at, hlc, account, act, dispute, detail, undoes, undoable FROM audit ORDER BY seq")


def derived(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    names = [name for name in TABLES_OF_STATE if name not in ("heads", "conflicts", "concerns")]
    return {name: sorted(rows(desk, f"SELECT * FROM {name}"), key=repr) for name in names}


def rows(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    with desk.store.read() as reader:
        return [tuple(row) for row in reader.connection.exec_driver_sql(query)]


def rewritten(
    desk: Desk, hub: Hub, change: Callable[[str, list[Any]], list[Any] | None] | None = None, **said: Any
) -> None:
    """Put in place of the hub's snapshot what its maker would have left if it lied: frames and manifest as told."""
    assert hub.kept.snapshot is not None
    manifest = read_manifest(hub.kept.snapshot)
    with desk.store.read() as reader:
        mine, key = keys.identity(reader, desk.store.device), keys.room_keys(reader)[manifest.epoch]
    sealer = Sealer(key, manifest.mark, hub.kept.chunks.__setitem__)
    for name, found in list(opened(manifest, key, hub.kept.chunks.__getitem__)):
        kept = change(name, found) if change else found
        if kept is not None:
            sealer.add(name, kept)
    sealer.close()
    whole: Manifest = msgspec.structs.replace(manifest, **{"chunks": sealer.addresses, **said})
    hub.kept.snapshot = signed(whole, mine.sign)


@dataclass
class Cut:
    """A line that is cut at call number `at`: before it arrives, or when it is done and the answer is on its way."""

    target: Memory
    at: int
    late: bool = False
    calls: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.target.key

    def __getattr__(self, name: str) -> Any:
        def call(*values: Any) -> Any:
            self.calls.append((name, values))
            if len(self.calls) == self.at and not self.late:
                raise Unreachable("cut", "连接中断。")
            found = getattr(self.target, name)(*values)
            if len(self.calls) == self.at:
                raise Unreachable("cut", "连接中断。")
            return found

        return call

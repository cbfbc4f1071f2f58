"""One exchange of this room from beginning to end: over the hub, or with a folder that somebody carries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from desktop import __version__
from desktop.commands.desk import Desk
from desktop.commands.numbers import after_exchange
from desktop.commands.syncing.deriving import DERIVED_FOR, derive, follow
from desktop.commands.syncing.file_concerns import look_over_months
from desktop.commands.syncing.rechecking import recheck
from desktop.commands.syncing.street import hand_up
from desktop.domain.changes import Changed
from desktop.domain.errors import Refused
from desktop.domain.stations import Station
from desktop.storage.schema import GONE, TABLES
from desktop.sync import trust
from desktop.sync.attached import give, give_again, prepare, take
from desktop.sync.errors import Halted, Rejected, SyncFailed
from desktop.sync.exchange import Hooks, Outcome, exchange
from desktop.sync.replica import Reach, Replica, nothing
from desktop.sync.snapshot_leaving import USUAL, When, is_under_way, leave
from desktop.sync.targets import Greeting, Target

HUB = "hub"  # meta: the hub card
TRIED = "sync_version"  # meta: the version of the program that last looked at what could not be taken in
MOST_DELETED = 20
SHARE = 10  # more than a tenth of the files


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What an exchange did, for the page and the command line.

    `skew`: seconds, this clock less the hub's. `differs`: stations that made something else of the same acts.
    `stuck`: stations that sent what could not be taken in; what they sent later waits.
    """

    sent: int = 0
    received: int = 0
    changed: Changed = field(default_factory=Changed)
    skew: float | None = None
    renamed: bool = False
    differs: tuple[UUID, ...] = ()
    stuck: int = 0
    numbered: int = 0
    notes: tuple[str, ...] = ()


def always() -> bool:
    return True


def sync_now(
    desk: Desk,
    *,
    go_on: Callable[[], bool] = always,
    attachments: bool = True,
    deletions: bool = False,
    reach: Reach = nothing,
) -> Exchanged:
    """Exchange with the hub. Raises SyncFailed; what was done before stays done.

    `deletions`: a person looked at what would be deleted and said yes. Without `attachments` their bytes wait.
    """
    from desktop.sync.targets.card import read_card
    from desktop.sync.targets.hub import Hub

    with desk.store.read() as reader:
        card = reader.meta(HUB)
    if card is None:
        raise Rejected("no_hub", "还没有连接街道服务器,请先载入信息员给的服务器接入文件,或者用 U 盘带数据。")
    replica = _replica(desk, reach)
    hub = Hub(read_card(card), replica.identity.room, desk.store.device)

    def opened(mine: Replica, greeting: Greeting) -> None:
        _know_hub(desk, greeting)
        if desk.store.device not in greeting.positions:
            hub.introduce(bytes.fromhex(mine.identity.sign_key), bytes.fromhex(mine.identity.box_key))

    with closing(hub):
        hooks = Hooks(opened=opened, stop=lambda: not go_on())
        outcome = _exchange(desk, replica, hub, hooks, deletions)
        numbered = after_exchange(desk, hub)
        if numbered.given or numbered.fetched or numbered.ended:
            outcome.changed |= numbered.changed
            more = _exchange(desk, replica.again(), hub, hooks, deletions)
            outcome.sent += more.sent
            outcome.changed |= more.changed
        hand_up(desk, hub)
        if attachments and go_on():
            _attachments(desk, hub, go_on)
        leave_snapshot(desk, hub, outcome, go_on)
    return _told(replica, outcome, len(numbered.given))


def _know_hub(desk: Desk, greeting: Greeting) -> None:
    """A hub that was made anew has none of the attached bytes."""
    with desk.store.read() as reader:
        known = reader.meta("hub_identity")
    if known != greeting.identity:
        give_again(desk.store)
        with desk.store.aside(background=True) as tx:
            tx.set_meta("hub_identity", greeting.identity)


def write_bundle(desk: Desk, folder: Path) -> Exchanged:
    """Leave everything that is here in a folder, the others' envelopes too; what lies there is read first."""
    return _with_bundle(desk, folder, writing=True)


def read_bundle(desk: Desk, folder: Path, *, deletions: bool = False) -> Exchanged:
    """Take in what a folder holds; nothing is written to it."""
    return _with_bundle(desk, folder, writing=False, deletions=deletions)


def _with_bundle(desk: Desk, folder: Path, *, writing: bool, deletions: bool = False) -> Exchanged:
    from desktop.sync.targets.bundle import Bundle, short_name

    replica = _replica(desk, nothing)

    def key_of(device: UUID) -> bytes | None:
        with desk.store.read() as reader:
            found = trust.verify_key(reader, device)
        return bytes(found) if found else None

    def name_of(device: UUID) -> str:
        with desk.store.read() as reader:
            station = reader.maybe(Station, device)
        return station.name if station else short_name(device)

    sign = replica.identity.sign
    target = Bundle(folder, replica.identity.room, desk.store.device, sign, key_of, names=name_of, writing=writing)
    with closing(target):
        hooks = Hooks(gives=writing)
        outcome = _exchange(desk, replica, target, hooks, deletions)
        numbered = after_exchange(desk, None)
        outcome.changed |= numbered.changed
        if numbered.given and writing:
            outcome.sent += _exchange(desk, replica.again(), target, hooks, deletions).sent
        _attachments(desk, target, always)
        if writing:
            leave_snapshot(desk, target, outcome, always)
        notes = target.notes
    return _told(replica, outcome, len(numbered.given), notes)


def _replica(desk: Desk, reach: Reach) -> Replica:
    if desk.practice:
        raise Rejected("practice", "练习模式的数据不与别的电脑同步,请在正式的调处室里使用。")
    replica = Replica(desk.store, reach=reach, follow=follow)
    with desk.store.read() as reader:
        before = reader.meta(TRIED)
    if before != __version__:  # a newer program may understand what the one before could not
        replica.retry_poisoned()
        with desk.store.aside(background=True) as tx:
            tx.set_meta(TRIED, __version__)
    return replica


def _exchange(desk: Desk, replica: Replica, target: Target, hooks: Hooks, deletions: bool) -> Outcome:
    def may_take(mine: Replica) -> None:
        if not deletions:
            refuse_many_deletions(desk, mine)

    prepare(desk.store, desk.attachments)
    outcome = exchange(replica, target, replace(hooks, may_take=may_take))
    recheck(desk, go_on=lambda: not hooks.stop())
    derived = derive(desk, go_on=lambda: not hooks.stop())
    outcome.changed |= Changed(disputes=derived)
    if outcome.changed.touches("frozen_months"):
        with desk.store.aside(background=True) as tx:
            look_over_months(tx)
    return outcome


def refuse_many_deletions(desk: Desk, replica: Replica) -> None:
    """Halted when what came would delete more than 20 files, or more than a tenth of them (reliability design 84)."""
    gone = replica.deletions()
    if not gone:
        return
    d = TABLES["disputes"].c
    with desk.store.read() as reader:
        files = int(reader.rows(select(func.count()).where(d[GONE] == 0))[0][0])
    if gone > MOST_DELETED or gone * SHARE > files > 1:
        raise Halted(
            "mass_delete",
            f"收到的内容会删除 {gone} 件纠纷(现有 {files} 件),为防误删已停下;请先问清是谁删的,确认无误再点“照样采用”。",
        )


def _attachments(desk: Desk, target: Target, go_on: Callable[[], bool]) -> None:
    give(desk.store, desk.attachments, target, go_on)
    take(desk.store, desk.attachments, target, go_on)


def leave_snapshot(desk: Desk, target: Target, outcome: Outcome, go_on: Callable[[], bool], when: When = USUAL) -> bool:
    """Leave the room for newcomers when it is time, and everybody makes the same of it; whether it was left.

    What is cut here goes on next time: the exchange itself is done.
    """
    moved = outcome.sent or outcome.received or is_under_way(desk.store)
    if not moved or outcome.differs or not go_on():
        return False
    try:
        return leave(desk.store, target, when=when, beside=DERIVED_FOR, go_on=go_on)
    except (SyncFailed, Refused, OSError):
        return False


def _told(replica: Replica, outcome: Outcome, numbered: int, notes: tuple[str, ...] = ()) -> Exchanged:
    skew = outcome.skew.total_seconds() if isinstance(outcome.skew, timedelta) else None
    return Exchanged(
        sent=outcome.sent,
        received=outcome.received,
        changed=outcome.changed,
        skew=skew,
        renamed=outcome.renamed,
        differs=outcome.differs,
        stuck=replica.stuck(),
        numbered=numbered,
        notes=notes,
    )

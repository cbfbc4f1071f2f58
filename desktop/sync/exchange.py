"""The loop of an exchange: say hello, leave what is ours, fetch what is theirs, compare what came of it.

Nothing is believed that was not answered: what a target holds is asked at every opening, never remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from uuid import UUID

from desktop.domain.changes import Changed
from desktop.storage.reissue import reissue
from desktop.sync import keys, trust
from desktop.sync.errors import Behind
from desktop.sync.replica import Replica
from desktop.sync.targets import Greeting, Position, Sealed, Target

AT_ONCE = 4 * 1024 * 1024  # bytes pushed or pulled together
SKEW = timedelta(minutes=2)


@dataclass(slots=True)
class Outcome:
    """What an exchange did. `skew`: how far this clock is ahead of the target's, when that is worth saying."""

    sent: int = 0  # envelopes
    received: int = 0
    changed: Changed = field(default_factory=Changed)
    skew: timedelta | None = None
    renamed: bool = False  # the station goes on under a new identity
    differs: tuple[UUID, ...] = ()  # stations that make something else of the same acts


@dataclass(frozen=True, slots=True)
class Hooks:
    """What an exchange tells and asks while it runs."""

    told: Callable[[Changed], None] = lambda _changed: None
    may_take: Callable[[Replica], None] = lambda _replica: None  # raises Halted before many deletions are taken in
    opened: Callable[[Replica, Greeting], None] = lambda _replica, _greeting: None  # before anything is left there
    stop: Callable[[], bool] = lambda: False
    gives: bool = True  # else the target is only read


_QUIET = Hooks()


def exchange(replica: Replica, target: Target, hooks: Hooks = _QUIET) -> Outcome:
    """One whole exchange over a target that this opens and leaves open. Raises what the target raises.

    What was done before it was cut stays done; running it again goes on from there.
    """
    outcome = Outcome()
    replica.seal()
    greeting = target.open()
    outcome.skew = _skew(replica, greeting)
    try:
        _refuse_stranger(replica, greeting)
    except Behind:
        replica = _renamed(replica, target)
        target.known_as(replica.store.device)
        outcome.renamed = True
        replica.seal()
        greeting = target.open()
    hooks.opened(replica, greeting)
    _push(replica, target, greeting, outcome)
    _pull(replica, target, outcome, hooks)
    mended, vouched = keys.mend_keys(replica.store), trust.vouch(replica.store)
    if mended or vouched:
        replica.seal()
        _push(replica, target, target.open(), outcome)
    outcome.differs = _compare(replica, target)
    replica.pulled(target.key, _now(replica))
    return outcome


def _refuse_stranger(replica: Replica, greeting: Greeting) -> None:
    """Behind when the greeting does not fit this station's own acts."""
    replica.refuse_behind(greeting.positions)


def _renamed(replica: Replica, target: Target) -> Replica:
    """Go on under a new identity: what the target holds of the old one is fetched like anybody else's."""
    store = replica.store
    held: list[Sealed] = []
    cursor = b""
    while True:
        page = target.pull(cursor, {}, AT_ONCE)
        held += [envelope for envelope in page.envelopes if envelope.device == store.device]
        cursor = page.cursor
        if not page.more:
            break
    reissue(store, replica.common(held))
    return replica.again()


def _push(replica: Replica, target: Target, greeting: Greeting, outcome: Outcome) -> None:
    """Own acts first, then what the target has lost of the others'."""
    positions = dict(greeting.positions)
    batch: list[Sealed] = []
    size = 0
    for envelope in replica.unsent(positions, carry=greeting.carries):
        batch.append(envelope)
        size += len(envelope.wire)
        if size >= AT_ONCE:
            positions |= _send(replica, target, batch, outcome)
            batch, size = [], 0
    if batch:
        positions |= _send(replica, target, batch, outcome)
    mine = positions.get(replica.store.device)
    replica.acknowledged(target.key, mine.hi if mine else 0, _now(replica))


def _send(replica: Replica, target: Target, batch: list[Sealed], outcome: Outcome) -> dict[UUID, Position]:
    replica.reach("before_push")
    receipt = target.push(batch)
    replica.reach("after_push")
    outcome.sent += sum(one.hi <= receipt[one.device].hi for one in batch if one.device in receipt)
    return dict(receipt)


def _lacks(replica: Replica, greeting: Greeting) -> bool:
    """Whether the target said that it holds acts which are still not here."""
    have = replica.have()
    return any(place.hi > have.get(device, 0) for device, place in greeting.positions.items())


def _pull(replica: Replica, target: Target, outcome: Outcome, hooks: Hooks) -> None:
    more = True
    while more and not hooks.stop():
        before = replica.cursor(target.key)
        page = target.pull(before, replica.have(), AT_ONCE)
        if page.envelopes or page.cursor != before:
            replica.receive(page.envelopes, target.key, page.cursor)
        outcome.received += len(page.envelopes)
        more = page.more
        hooks.may_take(replica)
        outcome.changed |= replica.advance(hooks.told)


def _compare(replica: Replica, target: Target) -> tuple[UUID, ...]:
    """Stations that have read exactly the same and made something else of it: that must never be."""
    mine = replica.report()
    others = target.report(mine)
    return tuple(r.device for r in others if r.vector == mine.vector and r.digest != mine.digest)


def _skew(replica: Replica, greeting: Greeting) -> timedelta | None:
    if greeting.clock is None:
        return None
    ahead = replica.store.now() - greeting.clock
    return ahead if abs(ahead) > SKEW else None


def _now(replica: Replica) -> str:
    return replica.store.now().astimezone(UTC).isoformat(timespec="seconds")

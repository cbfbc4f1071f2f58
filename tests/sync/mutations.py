"""Bugs to plant, by name: what each does to the program, and the little life that must go red by it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.syncing import exchanging
from desktop.domain import merging
from desktop.domain.changes import Clock
from desktop.storage import heads, merged, schema
from desktop.storage.taking import Taking
from desktop.storage.transaction import Transaction
from desktop.sync import envelope, exchange, replica, resealed, steps, trust
from desktop.sync.replica import Replica
from desktop.sync.targets import Page, Position, Sealed
from desktop.sync.targets import hub as hubs
from tests.sync import scenarios
from tests.sync.world import World

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Mutation:
    """`plant` puts the bug in; `caught_by` must fail then, and passes without it."""

    name: str
    what: str
    plant: Plant
    caught_by: Callable[[World], None]


def _loser_dropped(patch: pytest.MonkeyPatch) -> None:
    keep = heads.Heads.set

    def only_the_last(self: heads.Heads, object_: bytes, field: str, found: list[tuple[int, int]]) -> None:
        keep(self, object_, field, found[-1:])

    patch.setattr(heads.Heads, "set", only_the_last)


def _by_arrival(patch: pytest.MonkeyPatch) -> None:
    def nobody_first(_hlc: int, _device: bytes) -> tuple[int, bytes, int]:
        return (0, b"", 0)

    patch.setattr(merging, "rank", nobody_first)
    patch.setattr(heads, "rank", nobody_first)


def _clock_not_merged(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Clock, "saw", lambda *_given: None)
    patch.setattr(Transaction, "_doubted_stamps", lambda *_given: [])


def _any_clock_believed(patch: pytest.MonkeyPatch) -> None:
    made = Taking.__init__

    def gullible(self: Taking, *given: Any) -> None:
        made(self, *given)
        self._believed = 1 << 62

    patch.setattr(Taking, "__init__", gullible)


def _positions_remembered(patch: pytest.MonkeyPatch) -> None:
    """Trusts its own note of what the hub took, instead of asking."""
    ask = Replica.unsent

    def remembered(self: Replica, positions: Mapping[UUID, Position], *, carry: bool = False) -> Iterable[Sealed]:
        with self.store.read() as reader:
            e, d = schema.envelopes.c, schema.devices.c
            own = reader.rows(select(d.no).where(d.id == self.store.device.bytes))[0][0]
            acked = reader.rows(select(schema.targets.c.acked).where(schema.targets.c.key == "hub"))
            rows = reader.rows(select(e.hash).where(e.device == own, e.hi == (acked[0][0] if acked else 0)))
        known = {self.store.device: Position(acked[0][0], bytes(rows[0][0]))} if rows else {}
        return ask(self, known, carry=False)

    patch.setattr(Replica, "unsent", remembered)


def _others_not_carried(patch: pytest.MonkeyPatch) -> None:
    ask = Replica.unsent

    def own_alone(self: Replica, positions: Mapping[UUID, Position], *, carry: bool = False) -> Iterable[Sealed]:
        return ask(self, positions, carry=False)

    patch.setattr(Replica, "unsent", own_alone)


def _cursor_first(patch: pytest.MonkeyPatch) -> None:
    """The place where reading goes on is written down before what was read (and nobody looks what is lacking)."""
    keep = Replica.receive

    def cursor_first(self: Replica, found: Sequence[Sealed], target: str, cursor: bytes) -> None:
        with self.store.aside(background=True) as tx:
            steps.turn_page(tx, target, cursor)
        keep(self, found, target, cursor)

    patch.setattr(Replica, "receive", cursor_first)
    patch.setattr(exchange, "_lacks", lambda *_given: False)


def _committed_early(patch: pytest.MonkeyPatch) -> None:
    """What an act did and how far was read are two transactions."""
    take = Taking.take

    def in_two(self: Taking, acts: Any) -> Any:
        changed = take(self, acts)
        self._connection.exec_driver_sql("COMMIT")
        self._connection.exec_driver_sql("BEGIN IMMEDIATE")
        return changed

    patch.setattr(Taking, "take", in_two)


def _half_an_act(patch: pytest.MonkeyPatch) -> None:
    """The last operation of an act is cut off by the size of a slice."""
    log = Taking._join

    def without_the_last(self: Taking, act: Any) -> Any:
        import dataclasses

        return log(self, dataclasses.replace(act, ops=act.ops[:-1]) if len(act.ops) > 2 else act)

    patch.setattr(Taking, "_join", without_the_last)


def _hub_epoch_ignored(patch: pytest.MonkeyPatch) -> None:
    """Goes on after the number it had read to, whatever the hub is by now."""

    def pull(self: hubs.Hub, cursor: bytes, have: Mapping[UUID, int], most: int) -> Page:
        seq = hubs._CURSOR.unpack(cursor)[1] if len(cursor) == hubs._CURSOR.size else 0
        identity = self._identity
        assert identity is not None
        at = hubs._At(identity, seq, hubs._START)
        found, last = [], seq
        for number, device, lo, hi, prev, hash_, _chain, shape, body, _head in self._rows(at, have, most):
            if number > seq and body is not None:
                found.append(Sealed(device, lo, hi, prev, hash_, shape, body))
            last = max(last, number)
        return Page(tuple(found), hubs._At(identity, last, hubs._START).packed(), False)

    patch.setattr(hubs.Hub, "pull", pull)
    patch.setattr(exchange, "_lacks", lambda *_given: False)


def _taken_again(patch: pytest.MonkeyPatch) -> None:
    """What comes a second time is kept and taken a second time."""
    keep = Replica._keep

    def again(self: Replica, tx: Transaction, number: int, one: Sealed) -> None:
        keep(self, tx, number, one)
        mark = "UPDATE envelopes SET state = 'held' WHERE device = ? AND hash = ? AND device <> 1"
        tx.connection.exec_driver_sql(mark, (number, one.hash))
        tx.connection.exec_driver_sql("UPDATE reached SET act = ? WHERE device = ?", (one.lo - 1, number))

    patch.setattr(Replica, "_keep", again)


def _causes_not_awaited(patch: pytest.MonkeyPatch) -> None:
    def at_once(tx: Transaction, number: int, some: Any) -> Any:
        known = tx.devices()
        place = {known[row.device]: int(row.act) for row in tx.rows(select(schema.reached))}
        act = place.get(known[number], 0)
        return [one for one in some if one.no > act]

    patch.setattr(replica, "ready", at_once)


def _all_heads_named(patch: pytest.MonkeyPatch) -> None:
    log = Transaction._log

    def all_of_them(self: Transaction, kind: str, id: UUID, values: dict[str, Any], settles: Any = ()) -> None:
        log(self, kind, id, values, values)

    patch.setattr(Transaction, "_log", all_of_them)


def _settles_one(patch: pytest.MonkeyPatch) -> None:
    log = Transaction._log

    def the_shown_one(self: Transaction, kind: str, id: UUID, values: dict[str, Any], settles: Any = ()) -> None:
        log(self, kind, id, values)

    patch.setattr(Transaction, "_log", the_shown_one)


def _prev_not_checked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(resealed, "admit", lambda *_given: None)


def _signature_not_checked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(envelope, "check_signature", lambda *_given: None)


def _deletion_wins(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merging, "kept_by", lambda *_given: [])


def _seal_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merging, "under_seal", lambda ops, _seal: (list(ops), []))


def _copy_not_noticed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Replica, "_refuse_behind", lambda *_given: None)


def _sealed_anew(patch: pytest.MonkeyPatch) -> None:
    """What the hub has not acknowledged is put into a new envelope at the next try."""
    seal = Replica.seal

    def anew(self: Replica) -> int:
        with self.store.aside() as tx:
            acked = "coalesce((SELECT max(acked) FROM targets), 0)"
            gone = f"DELETE FROM envelopes WHERE device = (SELECT no FROM devices WHERE id = ?) AND hi > {acked}"
            tx.connection.exec_driver_sql(gone, (self.store.device.bytes,))
        return seal(self)

    patch.setattr(Replica, "seal", anew)


def _one_bad_stops_all(patch: pytest.MonkeyPatch) -> None:
    waiting = Replica._waiting

    def nobody(self: Replica) -> list[int]:
        with self.store.read() as reader:
            bad = reader.rows(select(schema.envelopes.c.lo).where(schema.envelopes.c.state == "poison"))
        return [] if bad else waiting(self)

    patch.setattr(Replica, "_waiting", nobody)


def _revoked_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(trust, "allowed", lambda *_given: True)


def _figures_not_made_anew(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exchanging, "derive", lambda *_given, **_how: frozenset())


def _id_by_chance(patch: pytest.MonkeyPatch) -> None:
    """A concern is called otherwise on each station, so that settling it on one settles nothing on the others."""
    patch.setattr(merged.Concern, "id", property(lambda _self: secrets.token_bytes(16)))


MUTATIONS = (
    Mutation(
        "loser dropped", "the last value wins, the others are forgotten", _loser_dropped, scenarios.both_edit_one_field
    ),
    Mutation("by arrival", "what came last is shown", _by_arrival, scenarios.both_edit_one_field),
    Mutation("clock not merged", "stamps do not rise above what was seen", _clock_not_merged, scenarios.clock_behind),
    Mutation("any clock believed", "one mad clock moves all the others", _any_clock_believed, scenarios.clock_absurd),
    Mutation(
        "positions remembered", "the hub is not asked what it holds", _positions_remembered, scenarios.hub_put_back
    ),
    Mutation(
        "others not carried",
        "only the author refills a hub",
        _others_not_carried,
        scenarios.hub_lost_what_only_others_have,
    ),
    Mutation("cursor first", "the cursor moves outside the transaction", _cursor_first, scenarios.cut_before_keeping),
    Mutation(
        "committed early",
        "what was taken and how far are two transactions",
        _committed_early,
        scenarios.cut_while_taking,
    ),
    Mutation("half an act", "an act is taken in without its end", _half_an_act, scenarios.cut_while_taking),
    Mutation(
        "hub epoch ignored", "reading goes on in a hub that was put back", _hub_epoch_ignored, scenarios.hub_put_back
    ),
    Mutation("taken again", "a replay is not passed over", _taken_again, scenarios.again_and_again),
    Mutation(
        "causes not awaited", "an effect is taken in before its cause", _causes_not_awaited, scenarios.out_of_order
    ),
    Mutation(
        "all heads named",
        "an ordinary edit settles what it did not see",
        _all_heads_named,
        scenarios.going_on_settles_nothing,
    ),
    Mutation(
        "settling settles one", "a decision leaves the other values standing", _settles_one, scenarios.settling_ends_it
    ),
    Mutation(
        "prev not checked",
        "another line of a clone is taken for the next of this",
        _prev_not_checked,
        scenarios.another_line,
    ),
    Mutation(
        "signature not checked", "a colleague writes under another's name", _signature_not_checked, scenarios.forged
    ),
    Mutation(
        "deletion wins",
        "a deletion takes work away that it did not know of",
        _deletion_wins,
        scenarios.deleted_and_edited,
    ),
    Mutation("seal ignored", "concurrent edits reach a signed agreement", _seal_ignored, scenarios.sealed_and_edited),
    Mutation("copy not noticed", "a restored station reuses its numbers", _copy_not_noticed, scenarios.restored),
    Mutation("clone not noticed", "two stations go on under one name", _copy_not_noticed, scenarios.cloned),
    Mutation("sealed anew", "an envelope whose receipt was lost is made again", _sealed_anew, scenarios.answer_lost),
    Mutation("one bad stops all", "quarantine of one holds everybody", _one_bad_stops_all, scenarios.forged),
    Mutation("revoked believed", "what a revoked station does still counts", _revoked_believed, scenarios.revoked),
    Mutation("figures left", "derived rows are not made anew", _figures_not_made_anew, scenarios.again_and_again),
    Mutation(
        "concern by chance", "the same question has another name elsewhere", _id_by_chance, scenarios.deleted_and_edited
    ),
)

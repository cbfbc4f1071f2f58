"""A machine that lives on three to five real stations: it writes, exchanges, and lets everything befall them."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.sync import deeds, invariants
from tests.sync.proxy import Fault, Kind
from tests.sync.seats import Template
from tests.sync.world import POINTS, World

SEAT = st.integers(0, 5)
PICK = st.integers(0, 1 << 16)
OFTEN = ("facts", "title", "person", "investigation", "draft", "decide")
WHAT = st.sampled_from([*deeds.ALL, *OFTEN, *OFTEN])
SUDDEN = (Kind.CUT, Kind.RESET, Kind.BEFORE_COMMIT, Kind.AFTER_COMMIT, Kind.GARBAGE, Kind.NOISE)
JUMPS = (-3653, 3653, 1, 0)  # days


class Stations(RuleBasedStateMachine):
    """`template` and `total` are set by the test that runs it."""

    template: ClassVar[Template]
    total: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="stations-")
        self.world: World | None = None
        self._read: dict[int, tuple[Any, bytes, int]] = {}

    @initialize(count=st.integers(3, 5))
    def begin(self, count: int) -> None:
        self.world = World(self.template, Path(self._folder.name) / "world", stations=count)

    def _seat(self, n: int) -> Any:
        assert self.world is not None
        return self.world.seats[n % len(self.world.seats)]

    @rule(seat=SEAT, whats=st.lists(WHAT, min_size=1, max_size=4), pick=PICK)
    def write(self, seat: int, whats: list[str], pick: int) -> None:
        assert self.world is not None
        for what in whats:
            deeds.do(self.world, self._seat(seat), what, pick)

    @rule(whats=st.lists(WHAT, min_size=5, max_size=5), pick=PICK)
    def all_write_apart(self, whats: list[str], pick: int) -> None:
        assert self.world is not None
        for seat, what in zip(self.world.seats, whats, strict=False):
            deeds.do(self.world, seat, what, pick)

    @rule(seat=SEAT)
    def sync(self, seat: int) -> None:
        assert self.world is not None
        self.world.sync(self._seat(seat))

    @rule(
        seat=SEAT, kind=st.sampled_from(SUDDEN), budget=st.sampled_from((0, 1, 60, 300, 1500, 6000)), down=st.booleans()
    )
    def sync_badly(self, seat: int, kind: Kind, budget: int, down: bool) -> None:
        assert self.world is not None
        self.world.sync(self._seat(seat), fault=Fault(kind, budget, "down" if down else "up"))

    @rule(seat=SEAT, point=st.sampled_from(POINTS), times=st.integers(1, 3))
    def crash(self, seat: int, point: str, times: int) -> None:
        assert self.world is not None
        self.world.sync(self._seat(seat), crash=(point, times))

    @rule(seat=SEAT, writing=st.booleans())
    def carry(self, seat: int, writing: bool) -> None:
        assert self.world is not None
        self.world.carry(self._seat(seat), writing=writing)

    @rule(seat=SEAT, days=st.sampled_from(JUMPS))
    def jump(self, seat: int, days: int) -> None:
        self._seat(seat).offset += timedelta(days=days)

    @rule(seat=SEAT, pick=PICK, clone=st.booleans())
    def copy_and_bring_back(self, seat: int, pick: int, clone: bool) -> None:
        """Half of the time a copy is made, else one is put to use."""
        assert self.world is not None
        if pick % 2 or not self.world.copies:
            self.world.copy(self._seat(seat), sealed=pick % 4 == 1)
        else:
            self.world.bring_back(pick, clone=clone)

    @rule(pick=PICK, anew=st.booleans())
    def hub(self, pick: int, anew: bool) -> None:
        assert self.world is not None
        if pick % 2:
            self.world.keep_hub()
        else:
            self.world.restore_hub(pick, anew=anew)

    @precondition(lambda self: self.world is not None and len(self.world.happened) > 12)
    @rule(by=SEAT, seat=SEAT)
    def revoke(self, by: int, seat: int) -> None:
        assert self.world is not None
        self.world.revoke(self._seat(by), self._seat(seat))

    @invariant()
    def cursors_go_forward(self) -> None:
        """A hub that stays what it was is never read backwards (its identity tells, and a restore starts anew)."""
        if self.world is None:
            return
        for seat in self.world.seats:
            identity, seq = invariants.hub_cursor(seat)
            known = self._read.get(id(seat))
            restored = self.world.happened["hub restored"]
            if known and known[:2] == ((seat.device, restored), identity):
                assert seq >= known[2], "a cursor went back"
            self._read[id(seat)] = ((seat.device, restored), identity, seq)

    def teardown(self) -> None:
        if self.world is not None:
            try:
                self.world.settle()
                waiting = invariants.check(self.world)
                self.total.update(self.world.happened)
                self.total.update({f"waiting: {what}": n for what, n in waiting.items()})
                self.total["runs"] += 1
            finally:
                self.world.close()
        self._folder.cleanup()

"""Three to five real, encrypted rooms that are stations of one, a real PostgreSQL, a proxy between, and an imp.

What a user was told is saved is remembered by a token inside the value (`〔17〕`), so that it can be looked for
afterwards in every station's log, whatever the stations were called in between.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.syncing.exchanging import read_bundle, sync_now, write_bundle
from desktop.domain.errors import MediationError
from desktop.storage.keys import Keys
from desktop.sync.errors import SyncFailed
from desktop.sync.replica import Replica
from desktop.sync.targets.card import HubSettings
from tests.conftest import NOON
from tests.sync.proxy import Fault
from tests.sync.seats import STATIONS, Image, Seat, Template, reached, tokens

ROUNDS = 8
POINTS = ("after_seal", "before_push", "after_push", "mid_apply", "before_commit", "after_commit")


class Crash(BaseException):
    """The power is gone. No `except Exception` catches it."""


class World:
    """One run."""

    def __init__(self, template: Template, folder: Path, *, stations: int, seed: int = 0) -> None:
        self.template, self.folder, self.images = template, folder, template.images
        self.dice = random.Random(seed)
        self.proxy = template.proxy
        self.images.put_back(template.hub)
        for settings in template.settings:
            template.cluster.run_sql(f"ALTER ROLE {settings.login} LOGIN")
        self.moment = NOON
        self.happened: Counter[str] = Counter()
        self.saved: dict[str, UUID] = {}  # token -> the file or object it is about
        self.signed: dict[UUID, set[str]] = {}  # agreement -> hashes of what was signed
        self.kept_hub: list[Image] = [template.hub]
        self.copies: list[tuple[Seat, Path, timedelta]] = []
        self.seats: list[Seat] = []
        self._made = 0
        self._tokens = 0
        folder.mkdir(parents=True)
        self.bundle = folder / "stick"
        self.bundle.mkdir()
        for n in range(stations):
            self.seats.append(self._seat(template.folders[n], template.keys[n], template.settings[n]))

    def _seat(self, source: Path, keys: Keys, settings: HubSettings) -> Seat:
        self._made += 1
        place = self.folder / f"station-{self._made}"
        shutil.copytree(source, place)
        desk: Any = None
        seat = Seat(place, keys, settings, self.wall, self.template.handbook, self.template.account, desk)
        seat.open()
        return seat

    def wall(self) -> datetime:
        return self.moment

    def live(self) -> list[Seat]:
        return [seat for seat in self.seats if not seat.revoked]

    def close(self) -> None:
        for seat in self.seats:
            seat.drop()
        shutil.rmtree(self.folder)

    # -- what people do

    def token(self) -> str:
        self._tokens += 1
        return f"〔{self._tokens}〕"

    def write(self, seat: Seat, what: str, work: Callable[[Desk, str], UUID], *, lasting: bool = True) -> UUID | None:
        """Do something; once it came back, it is saved. What the program refuses is not, nor what is not `lasting`."""
        self.moment += timedelta(seconds=20)
        token = self.token()
        try:
            about = work(seat.desk, token)
        except MediationError as refused:
            self.happened[f"refused {what}: {type(refused).__name__}"] += 1
            return None
        self.happened[what] += 1
        if lasting and not seat.revoked:
            self.saved[token] = about
        return about

    # -- exchanges

    def sync(self, seat: Seat, *, fault: Fault | None = None, crash: tuple[str, int] | None = None) -> str:
        """An exchange with the hub: "" when it went well, else what happened."""
        self.moment += timedelta(seconds=30)
        if fault:
            self.proxy.arm(fault)
        reach = _falling(*crash) if crash else _nothing
        try:
            sync_now(seat.desk, reach=reach, deletions=True)
        except SyncFailed as failed:
            self.happened[f"failed: {failed.code}"] += 1
            return failed.code
        except Crash:
            self.happened[f"crash {crash[0] if crash else ''}"] += 1
            seat.drop()
            seat.open()
            return "crash"
        finally:
            if fault:
                self.proxy.disarm()
        seat.doubtful = False
        self.happened["sync"] += 1
        return ""

    def carry(self, seat: Seat, *, writing: bool) -> str:
        """An exchange with the stick that everybody shares."""
        if self.uncertain(seat):
            return "doubtful"
        self.moment += timedelta(seconds=30)
        try:
            if writing:
                write_bundle(seat.desk, self.bundle)
            else:
                read_bundle(seat.desk, self.bundle, deletions=True)
        except SyncFailed as failed:
            self.happened[f"stick failed: {failed.code}"] += 1
            return failed.code
        self.happened["stick written" if writing else "stick read"] += 1
        return ""

    def uncertain(self, seat: Seat) -> bool:
        """Whether another may go on under the same identity: only the hub can tell them apart."""
        return seat.doubtful or any(s.device == seat.device for s in self.seats if s is not seat)

    # -- disasters

    def keep_hub(self) -> None:
        self.kept_hub.append(self.images.take())

    def restore_hub(self, which: int, *, anew: bool) -> bool:
        if any(self.uncertain(seat) for seat in self.seats) or any(s.revoked for s in self.seats):
            return False
        self.images.put_back(self.kept_hub[which % len(self.kept_hub)], anew=anew)
        self.copies.clear()  # a station and the hub lost at once fork a line that nothing can join
        self.happened["hub restored"] += 1
        return True

    def copy(self, seat: Seat, *, sealed: bool = True) -> None:
        """An image of the disk, while the program is not running; `sealed`: nothing waits to be put into envelopes."""
        if sealed:
            Replica(seat.desk.store).seal()
        seat.desk.store.close()
        self._made += 1
        place = self.folder / f"image-{self._made}"
        shutil.copytree(seat.folder, place)
        seat.open()
        self.copies.append((seat, place, seat.offset))
        self.happened["copied"] += 1

    def bring_back(self, which: int, *, clone: bool) -> bool:
        """The image is put back in place of the station, or goes on beside it."""
        usable = [c for c in self.copies if c[0] in self.seats and not c[0].revoked and not self.uncertain(c[0])]
        usable = [c for c in usable if self._whole(c[0])]
        if not usable or (clone and len(self.seats) > STATIONS):
            return False
        seat, place, offset = usable[which % len(usable)]
        again = self._seat(place, seat.keys, seat.settings)
        if again.device != seat.device:  # it went on under another name since
            again.drop()
            return False
        again.offset, again.doubtful = offset, True
        if clone:
            seat.doubtful = True
        else:
            given = self.images.reached().get(seat.device, 0)
            image = set(tokens(again))
            for token, (device, act) in tokens(seat).items():
                if device == seat.device and act > given and token not in image:
                    self.saved.pop(token, None)  # it stood on the lost disk alone
            seat.drop()
            self.seats.remove(seat)
        self.seats.append(again)
        self.happened["cloned" if clone else "restored"] += 1
        return True

    def _whole(self, seat: Seat) -> bool:
        """Whether the hub holds as much of the station as anybody else does, and nobody's stick holds more."""
        there = self.images.reached().get(seat.device, 0)
        return all(reached(other).get(seat.device, 0) <= there for other in self.seats if other is not seat) and all(
            int(path.name.split(".")[0].split("-")[1]) <= there for path in self.bundle.rglob(f"*{seat.device}*/*.env")
        )

    def revoke(self, by: Seat, seat: Seat) -> bool:
        from desktop.commands.syncing import revoking

        if by is seat or by.revoked or seat.revoked or len(self.live()) < 3:
            return False
        if self.uncertain(seat) or self.uncertain(by):
            return False
        try:
            revoking.revoke(by.desk, seat.device)
        except MediationError as refused:
            self.happened[f"refused revoke: {type(refused).__name__}"] += 1
            return False
        self.template.cluster.revoke(seat.settings)
        seat.revoked = True
        for token in tokens(seat).keys() - tokens(by).keys():
            self.saved.pop(token, None)  # what had not reached the one who revoked it need not count
        self.happened["revoked"] += 1
        return True

    def settle(self, *, stick: bool = True) -> None:
        """Everybody meets everybody, with nobody in the way, until nobody has anything to say any more."""
        self.proxy.disarm()
        for seat in self.live() if stick else ():
            self.carry(seat, writing=True)
        before: list[dict[UUID, int]] = []
        for _ in range(ROUNDS):
            for seat in self.live():
                failed = self.sync(seat)
                assert not failed, f"an exchange in peace failed: {failed}"
            now = [reached(seat) for seat in self.live()]
            if now == before:
                return
            before = now
        raise AssertionError("they never stop: every exchange makes new acts")


def _nothing(_name: str) -> None:
    """Nothing happens here."""


def _falling(point: str, times: int) -> Callable[[str], None]:
    """Falls at the `times`-th coming by of a point."""
    left = [times]

    def reach(name: str) -> None:
        if name == point:
            left[0] -= 1
            if left[0] == 0:
                raise Crash(point)

    return reach

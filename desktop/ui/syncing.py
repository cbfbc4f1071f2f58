"""The exchange behind the window: after a save, every minute, further apart while it fails; never two at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.commands.desk import Desk
from desktop.commands.syncing import status
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.hooks import log, place
from desktop.jobs import Jobs
from desktop.sync.errors import SyncFailed, Unreachable

FIRST_MS = 3_000  # after the window stands
SAVED_MS = 4_000  # after the last of several saves
EVERY_MS = 60_000
BACK_OFF_MIN = (1, 2, 4, 8, 16, 30)  # minutes between tries that fail
SPREAD = 0.2  # so that a room's stations do not all come back in the same second
DIFFERS = "有一台电脑由同样的记录得出了不同的结果,请在「设置」里运行数据核对,并把诊断报告交给维护人员。"
STUCK = "有一台电脑发来的记录读不懂或被改动过，没有采用,它后面的记录都在等;请先升级本机程序,再不行请联系维护人员。"
RENAMED = "这台电脑的数据是由备份恢复或复制来的,已自动换了新的身份继续同步,内容没有丢失。"


class Came(Protocol):
    """What an exchange did: what it changed here, and how far this clock is ahead of the hub's, in seconds."""

    @property
    def changed(self) -> Changed: ...

    @property
    def skew(self) -> float | None: ...

    @property
    def differs(self) -> tuple[UUID, ...]: ...

    @property
    def stuck(self) -> int: ...

    @property
    def renamed(self) -> bool: ...


class Exchange(Protocol):
    """Seals, sends, receives and merges, in short transactions; a SyncFailed says why it could not.

    It asks `go_on` between its steps and comes home early when nobody waits any more. `attachments` False: their
    bytes wait for a better net. `deletions`: a person said yes to what would be deleted.
    """

    def __call__(self, desk: Desk, *, go_on: Callable[[], bool], attachments: bool, deletions: bool) -> Came: ...


class Broken(SyncFailed):
    """A bug: the program tries again, somebody should look."""


class Syncing(QObject):
    """When to exchange and how it went. Nothing happens while there is no hub, or while it is paused."""

    moved = Signal()  # what can be said about it changed
    came = Signal(object)  # Changed: other workstations' work is here now
    wanted = Signal(str)  # a sentence: it cannot go on until a person does something

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        exchange: Exchange | None = None,
        *,
        jitter: Callable[[], float] = random.random,
        parent: QObject | None = None,
    ) -> None:
        """`jitter`: a number between 0 and 1."""
        super().__init__(parent)
        self._desk, self._jobs, self._jitter = desk, jobs, jitter
        self._exchange = exchange or _exchange
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go)
        self._gone, self._held, self._again, self._deletions = False, False, False, False
        self._failed = 0
        self._said = ""
        self.running = False
        self.problem: SyncFailed | None = None
        self.findings: tuple[str, ...] = ()  # the exchange went well, and somebody should look at this all the same
        self.skew: float | None = None

    # -- when

    def start(self) -> None:
        """The window stands: the first exchange soon, if there is anybody to exchange with."""
        if self._may():
            self._timer.start(FIRST_MS)

    def stop(self) -> None:
        """Locked or closed: what is under way comes home early and is not heard any more."""
        self._gone = True
        self._timer.stop()

    def nudge(self) -> None:
        """Something was saved here."""
        if self._failed or not self._may():
            return
        if self.running:
            self._again = True
        elif not self._timer.isActive() or self._timer.remainingTime() > SAVED_MS:
            self._timer.start(SAVED_MS)

    def now(self) -> bool:
        """F5: at once, and as if nothing had failed before; False when there is nobody, or when it is paused."""
        if not self._may():
            return False
        self._failed = 0
        if self.running:
            self._again = True
        else:
            self._go()
        return True

    def pause(self, on: bool) -> None:
        """Until it is taken back; what is under way comes home early."""
        status.pause(self._desk, on)
        self._held = on
        if on:
            self._timer.stop()
        else:
            self.now()
        self.moved.emit()

    def meter(self, on: bool) -> None:
        """按流量计费."""
        status.meter(self._desk, on)
        self.moved.emit()

    def accept_deletions(self) -> None:
        """Somebody looked at what would be deleted: the next exchange takes it in."""
        self._deletions = True
        self.now()

    def next_ms(self) -> int:
        """Milliseconds until the next try; -1 when none is planned."""
        return self._timer.remainingTime()

    # -- how it went

    def _may(self) -> bool:
        if self._gone:
            return False
        now = self._standing()
        return now.connected and not now.paused

    def _standing(self) -> status.Standing:
        return status.standing(self._desk)

    def _go(self) -> None:
        if self.running or not self._may():
            return
        self.running, self._again = True, False
        attachments, deletions = not self._standing().metered, self._deletions
        self._deletions = False
        self._jobs.submit(lambda: self._work(attachments, deletions), self._home)
        self.moved.emit()

    def _work(self, attachments: bool, deletions: bool) -> Came | SyncFailed:
        """In the job. What goes wrong there is a result, so that a failing net never opens a notice by itself."""
        try:
            return self._exchange(self._desk, go_on=self._go_on, attachments=attachments, deletions=deletions)
        except SyncFailed as failed:
            return failed
        except MediationError as error:
            return Broken("refused_here", error.for_user())
        except Exception as error:
            log.error("exchange failed: %s", place(error))
            return Broken("bug", "同步没有做完,数据不受影响,过一会儿会自动再试;一直不行请把诊断报告交给维护人员。")

    def _go_on(self) -> bool:
        return not self._gone and not self._held

    def _home(self, done: Came | SyncFailed) -> None:
        if self._gone:
            return
        self.running = False
        if isinstance(done, SyncFailed):
            self._lost(done)
        else:
            self._won(done)
        self.moved.emit()

    def _won(self, done: Came) -> None:
        self.problem, self.skew, self._failed, self._said = None, done.skew, 0, ""
        found = (DIFFERS,) * bool(done.differs) + (STUCK,) * bool(done.stuck)
        for sentence in found:
            if sentence not in self.findings:
                self.wanted.emit(sentence)
        self.findings = found
        if done.changed or done.changed.disputes:
            self.came.emit(done.changed)
        if done.renamed:
            self.wanted.emit(RENAMED)
        if self._may():
            self._timer.start(SAVED_MS if self._again else EVERY_MS)

    def _lost(self, failed: SyncFailed) -> None:
        self.problem = failed
        minutes = BACK_OFF_MIN[min(self._failed, len(BACK_OFF_MIN) - 1)]
        self._failed += 1
        if self._may():
            spread = 1 - SPREAD + 2 * SPREAD * self._jitter()
            self._timer.start(round(minutes * 60_000 * spread))
        if needs_somebody(failed) and self._said != failed.code:
            self._said = failed.code
            self.wanted.emit(failed.for_user())


def needs_somebody(failed: SyncFailed) -> bool:
    """Whether waiting will not help: certificates, a revoked station, a full hub, what was tampered with, a bug."""
    return not isinstance(failed, Unreachable)


def _exchange(desk: Desk, *, go_on: Callable[[], bool], attachments: bool, deletions: bool) -> Came:
    """The program's own, loaded when it is first wanted: it brings the database driver of the hub along."""
    from desktop.commands.syncing.exchanging import sync_now

    return sync_now(desk, go_on=go_on, attachments=attachments, deletions=deletions)

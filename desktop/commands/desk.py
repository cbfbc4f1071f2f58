"""Somebody at the desk: the open room, who it is, and what day it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.followed import keep_followed
from desktop.commands.guards import check
from desktop.commands.handbook import Handbook, local, moves_rules
from desktop.domain.changes import Changed
from desktop.domain.disputes import Dispute, Filing
from desktop.domain.errors import Refused, RuleBroken
from desktop.domain.people import Account, Committee, Member
from desktop.domain.permissions import Act, allowed, demand
from desktop.storage.attachments import Attachments, away
from desktop.storage.schema import TABLES
from desktop.storage.store import Deed, Reader, Store, Transaction

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
SETTLING = frozenset({"settle", "settle_concern"})  # of an archived file what stands may be said to stand
CHANGING = frozenset({Act.EDIT, Act.DECIDE, Act.DRAFT, Act.REVIEW, Act.ISSUE})


def _nobody(changed: Changed) -> None:
    """Nobody listens: the command line."""


@dataclass(slots=True)
class Desk:
    """What every verb needs. `told` hears what each act changed, after it is safely on disk."""

    store: Store
    attachments: Attachments
    account: Account
    handbook: Handbook
    told: Callable[[Changed], None] = _nobody
    practice: bool = False
    attach_source: bool = True  # issued agreements carry their content as JSON inside the PDF

    def now(self) -> datetime:
        """The moment on the wall, to the minute (local time without zone: legal times are wall times)."""
        return self.store.now().astimezone(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)

    def today(self) -> date:
        return self.now().date()

    def may(self, act: Act) -> bool:
        return allowed(self.account.role, act)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Look at the data; every role that has an account may."""
        demand(self.account.role, Act.READ)
        with self.store.read() as reader:
            yield reader

    @contextmanager
    def act(
        self, need: Act, deed: str, *, dispute: UUID | None = None, undoable: bool = True, undoes: UUID | None = None
    ) -> Iterator[Transaction]:
        """One act of the room: permission, rows, operations, summaries and audit line, or nothing at all.

        RuleBroken for a change in an archived file (only undoing the archiving itself opens it again).
        """
        demand(self.account.role, need)
        said = Deed(account=self.account.id, act=deed, dispute=dispute, undoable=undoable, undoes=undoes)
        with self.store.begin(said) as tx:
            if dispute and need in CHANGING and undoes is None and deed not in SETTLING:
                refuse_archived(tx, dispute)
            yield tx
            check(tx, need, deed, self.today(), undoing=undoes is not None)
            handbook = local(self.handbook, tx) if moves_rules(tx.changed) else self.handbook
            keep_followed(tx, handbook, self.today())
        self.handbook = handbook
        self.told(tx.changed)

    def refresh_rules(self) -> None:
        """Take the committee's own limits and calendars from the store; an act that changes them does it itself."""
        with self.store.read() as reader:
            self.handbook = local(self.handbook, reader)

    @contextmanager
    def keeping(self, content: bytes) -> Iterator[str]:
        """Bytes are sealed on disk before the row that names them; when that row cannot be, they go again."""
        sha256 = self.attachments.put(content)
        try:
            yield sha256
        except BaseException:
            with self.store.read() as reader:
                named = reader.rows(select(TABLES["attachments"].c.id).where(TABLES["attachments"].c.sha256 == sha256))
            if not named:
                self.attachments.drop(sha256)
            raise

    def attached(self, sha256: str) -> bytes:
        """Bytes of an attached file. Refused: `away` while another workstation has them; lost or damaged."""
        try:
            return self.attachments.get(sha256)
        except Refused:
            with self.store.read() as reader:
                coming = sha256 in away(reader)
            if not coming:
                raise
        raise Refused("away", "这份附件还在另一台电脑上,同步后会自动取来,请稍后再打开。")

    def committee(self) -> Committee:
        with self.store.read() as reader:
            return reader.committee()

    def members(self) -> list[Member]:
        with self.read() as reader:
            return reader.find(Member)

    def note(self, need: Act, deed: str, *, dispute: UUID | None = None, **detail: Any) -> None:
        """An audit line for something that changes no data: looking at a number, printing, exporting."""
        with self.act(need, deed, dispute=dispute, undoable=False) as tx:
            tx.detail = detail


def refuse_archived(reader: Reader, dispute: UUID) -> None:
    found = reader.maybe(Dispute, dispute)
    if found is not None and found.filing is Filing.ARCHIVED:
        raise RuleBroken("filing", "已归档的卷宗不能修改。")

"""The lists and figures after a merge: made anew for the files that it touched, a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select

from desktop.commands.desk import Desk
from desktop.commands.followed import touched_through_people, touched_through_rules, touched_through_team
from desktop.commands.handbook import Handbook, local
from desktop.commands.renewal import RENEWED
from desktop.commands.statistics.tallies import COUNTED
from desktop.commands.summaries import summarise_all
from desktop.commands.syncing.file_concerns import look_over
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.storage.schema import stale
from desktop.storage.store import Transaction

DERIVED_FOR = (RENEWED, COUNTED)  # meta: the day and the rules that the derived rows were made for
AT_ONCE = 12  # files of one transaction: somebody at the screen waits for no more than these


def follow(tx: Transaction, changed: Changed) -> Iterable[UUID]:
    """The files whose lines, dates or figures a merge may have moved."""
    through = touched_through_people(tx) | touched_through_team(tx) | touched_through_rules(tx)
    return changed.disputes | through


def derive(desk: Desk, *, go_on: Callable[[], bool] = lambda: True) -> frozenset[UUID]:
    """Make the derived rows of every stale file anew; which files. Stopped half-way, the rest stays stale.

    A file that cannot be read stays stale and keeps nobody else waiting.
    """
    done: set[UUID] = set()
    left_out: set[bytes] = set()
    handbook: Handbook | None = None
    while go_on():
        with desk.store.read() as reader:
            query = select(stale.c.dispute).where(stale.c.dispute.not_in(left_out)).limit(AT_ONCE)
            ids = [UUID(bytes=row[0]) for row in reader.rows(query)]
            handbook = handbook or (local(desk.handbook, reader) if ids else None)
        if not ids or handbook is None:
            break
        try:
            _derive(desk, handbook, ids)
            done |= set(ids)
        except MediationError:
            for id in ids:
                try:
                    _derive(desk, handbook, [id])
                    done.add(id)
                except MediationError:
                    left_out.add(id.bytes)
    return frozenset(done)


def _derive(desk: Desk, handbook: Handbook, ids: Sequence[UUID]) -> None:
    with desk.store.aside(background=True) as tx:
        summarise_all(tx, ids, handbook, desk.today())
        look_over(tx, ids)
        tx.connection.execute(delete(stale).where(stale.c.dispute.in_([id.bytes for id in ids])))

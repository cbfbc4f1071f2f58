"""Once a day the calendar alone may make something due: the derived lines of open files are looked at anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import or_, select

from desktop.commands.desk import Desk
from desktop.commands.summaries import due_rows, summarise_all
from desktop.domain.casefile import CaseFile
from desktop.domain.next_steps import steps
from desktop.storage.schema import dues, summaries
from desktop.storage.store import Reader

READ_AT_ONCE = 200  # whole files read together
WRITTEN_AT_ONCE = 50  # files per write: other acts wait for no more than this
RENEWED = "renewed_on"


def renew(desk: Desk) -> int:
    """Write the lines of every file whose steps are others today than when they were written; how many there were.

    Reading holds no lock and most files stay as they are; what differs is worked out once more under the lock, for
    an act may have come between. Nothing is changed that anybody wrote.
    """
    today, changed = desk.today(), 0
    with desk.store.read() as reader:
        ids = followed_ids(reader)
    for n in range(0, len(ids), READ_AT_ONCE):
        with desk.store.read() as reader:
            some = [file.dispute.id for file in reader.files(ids[n : n + READ_AT_ONCE]) if _moved(desk, reader, file)]
        for k in range(0, len(some), WRITTEN_AT_ONCE):
            with desk.store.aside() as tx:
                summarise_all(tx, some[k : k + WRITTEN_AT_ONCE], desk.handbook, today)
        changed += len(some)
    return changed


def renew_daily(desk: Desk) -> bool:
    """`renew`, unless it was done today already; whether it was done."""
    if is_fresh(desk):
        return False
    today = desk.today().isoformat()
    renew(desk)
    with desk.store.aside() as tx:
        tx.set_meta(RENEWED, today)
    return True


def is_fresh(desk: Desk) -> bool:
    """Whether the derived lines speak of today."""
    with desk.store.read() as reader:
        return reader.meta(RENEWED) == desk.today().isoformat()


def followed_ids(reader: Reader) -> list[UUID]:
    """The files in which something may be due: the unsettled ones, and the closed ones that are to be archived."""
    s = summaries.c
    query = select(s.dispute).where(or_(s.unsettled == 1, s.next_on > "")).order_by(s.dispute)
    return [UUID(bytes=row[0]) for row in reader.rows(query)]


def followed(reader: Reader) -> Iterator[CaseFile]:
    """Those files as a whole."""
    ids = followed_ids(reader)
    for n in range(0, len(ids), READ_AT_ONCE):
        yield from reader.files(ids[n : n + READ_AT_ONCE])


def _moved(desk: Desk, reader: Reader, file: CaseFile) -> bool:
    found = due_rows(file, steps(file, desk.today(), desk.handbook.rules))
    return found != _kept(reader, file.dispute.id)


def _kept(reader: Reader, id: UUID) -> Sequence[dict[str, object]]:
    rows = reader.rows(select(dues).where(dues.c.dispute == id.bytes).order_by(dues.c.no))
    return [dict(row._mapping) for row in rows]

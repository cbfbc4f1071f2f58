"""Temporary numbers from the first minute, statutory ones at 受理 where this station may give them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, insert, select, update

from desktop.commands.desk import Desk
from desktop.commands.numbers.keeping import CASE, keeping, known
from desktop.domain.numbering import number
from desktop.storage.cipher import in_words
from desktop.storage.schema import numbers
from desktop.storage.store import Transaction

TEMPORARY = "temporary"


def temporary_number(desk: Desk, tx: Transaction, year: int) -> str:
    """The number that a file goes by until it has its statutory one: `暂-0007`, among several stations `暂-2-0007`.

    Each station counts its own, so that two never give the same without asking each other.
    """
    k = keeping(tx, desk.store.device)
    if not k.shared:
        return f"暂-{_allot(tx, TEMPORARY, year, None):04d}"
    station = str(k.no) if k.no is not None else k.me.hex[-4:]
    series, n = f"{TEMPORARY}-{station}", numbers.c
    seq = int(tx.rows(select(func.max(n.seq)).where(n.series == series))[0][0] or 0) + 1  # goes on over the years
    _write(tx, series, year, seq, None)
    return f"暂-{station}-{seq:04d}"


def give(desk: Desk, tx: Transaction, id: UUID, on: date) -> str:
    """The statutory number of a file that is accepted on this day; empty when it must wait for the next exchange."""
    k, committee = keeping(tx, desk.store.device), tx.committee()
    if not k.stations:
        return number(committee, on.year, _allot(tx, CASE, on.year, id))
    facts = known(tx, committee, on.year)
    if k.counts:
        seq = facts.highest + 1
    else:
        leased = facts.free(k.me)
        if not leased:
            return ""
        seq = leased[0]
    enter_number(tx, on.year, seq, id)
    return number(committee, on.year, seq)


def at_once(desk: Desk) -> bool:
    """Whether a file that is accepted on this station today has its statutory number in the same moment."""
    with desk.store.read() as reader:
        k = keeping(reader, desk.store.device)
        if k.counts:
            return True
        if not k.keeps:
            return False
        return bool(known(reader, reader.committee(), desk.today().year).free(k.me))


def enter_number(tx: Transaction, year: int, seq: int, dispute: UUID) -> None:
    """Write a statutory number into this station's register; the file's earlier place there is void.

    A number that the register holds already stays with whom it has: `doubled` tells of the two.
    """
    n = numbers.c
    tx.connection.execute(
        update(numbers)
        .where(n.series == CASE, n.dispute == dispute.bytes, (n.year != year) | (n.seq != seq))
        .values(dispute=None, voided="已改用另一个编号")
    )
    if not tx.rows(select(n.seq).where(n.series == CASE, n.year == year, n.seq == seq)):
        _write(tx, CASE, year, seq, dispute)


def _allot(tx: Transaction, series: str, year: int, dispute: UUID | None) -> int:
    """The next number of a series in a year: gapless, never given twice."""
    n = numbers.c
    seq = int(tx.rows(select(func.max(n.seq)).where(n.series == series, n.year == year))[0][0] or 0) + 1
    _write(tx, series, year, seq, dispute)
    return seq


def _write(tx: Transaction, series: str, year: int, seq: int, dispute: UUID | None) -> None:
    with in_words():
        tx.connection.execute(
            insert(numbers), {"series": series, "year": year, "seq": seq, "dispute": dispute.bytes if dispute else None}
        )

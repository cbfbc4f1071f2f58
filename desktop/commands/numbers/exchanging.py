"""What an exchange does for the numbers: those that wait get one, the keeper's block is filled up, ended ones end.

Everything may be cut off at any place and done again: the hub gives the same answer to the same question, and what was
got but not saved is got once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.numbers.giving import enter_number
from desktop.commands.numbers.keeping import CASE, HUB, Keeping, Known, counted, keeping, known
from desktop.commands.numbers.register import forget_parted
from desktop.commands.summaries import summarise_all
from desktop.domain.changes import Changed
from desktop.domain.disputes import Dispute, Filing, Intake
from desktop.domain.numbering import number
from desktop.domain.stations import NumberBlock, Sharing
from desktop.storage.schema import GONE, TABLES
from desktop.storage.store import Deed, Reader, Transaction

BLOCK = 20  # numbers that a keeper has at hand where several stations work
LOW = 5  # so few left: the next block is fetched
TOLD = "numbers_told"  # meta: which of its blocks' numbers this station has told the hub, each with its file
YEARFUL = 999  # a station alone with its hub has the whole year


class Hub(Protocol):
    """What is asked of a hub for one room. Every call may raise a SyncFailed and may be repeated.

    No number at or under `above` is given: what the room used before it had this hub, or before the hub was put back
    to an earlier state, is never given again.
    """

    def allot_number(self, series: str, year: int, obj: UUID, above: int = 0) -> int:
        """The number of an object; the same one every time."""

    def claim_number(self, series: str, year: int, no: int, obj: UUID) -> tuple[int, UUID]:
        """Say that an object bears a number of a block; what the hub holds instead when that cannot be."""

    def lease_numbers(self, series: str, year: int, count: int, above: int = 0, after: int = 0) -> tuple[int, int]:
        """(first, last) of a block for this station: an open one that begins after `after`, else a new one."""

    def end_lease(self, series: str, year: int, first: int) -> None:
        """The block that begins so is over: its unused numbers are never given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """What was done: (file, number) pairs, blocks fetched and ended; how many files still wait for a number."""

    given: tuple[tuple[UUID, str], ...] = ()
    fetched: int = 0
    ended: int = 0
    waiting: int = 0
    changed: Changed = field(default_factory=Changed)


def after_exchange(desk: Desk, hub: Hub | None) -> Numbered:
    """After what came was taken in; `hub` is None for a folder or a stick. Raises what the hub raises.

    Accepted files without a number get theirs in the order of the day of 受理, then of registration: from the hub,
    or where the room has none from the station that keeps the numbers.
    """
    with desk.store.read() as reader:
        k = keeping(reader, desk.store.device)
    if not k.stations:
        return Numbered()
    with desk.store.aside(background=True) as tx:
        forget_parted(tx)
    work = _Work(desk, k)
    work.end_blocks(hub)
    if hub is not None:
        work.tell(hub)
        if not k.hub:
            work.fill_up(hub)  # the keeper's first word to its hub; until then nobody else asks
        if k.hub or k.keeps:
            work.ask(hub)
        work.fill_up(hub)
    elif k.counts:
        work.count_on()
    with desk.store.read() as reader:
        left = len(waiting(reader))
    return Numbered(given=tuple(work.given), fetched=work.fetched, ended=work.ended, waiting=left, changed=work.changed)


def waiting(reader: Reader) -> list[tuple[UUID, date]]:
    """(file, day of 受理) of every accepted file without a number, in the order in which they get theirs."""
    d = TABLES["disputes"].c
    query = (
        select(d.id, d.decided_on)
        .where(d.case_no == "", d.intake == Intake.ACCEPTED.value, d.filing != Filing.ARCHIVED.value, d[GONE] == 0)
        .order_by(d.decided_on, d.id)
    )
    return [(id, on) for id, on in reader.rows(query) if on is not None]


def ends_because(k: Keeping, block: NumberBlock, today: date) -> str:
    """Why a block is over; empty while it holds. That its year is over, its own station says: a clock may be wrong."""
    if block.year < today.year and block.station_id == k.me:
        return f"{block.year}年已过"
    if all(s.id != block.station_id for s in k.stations):
        return "工作站已停用"
    return "" if block.station_id == k.keeper else "换了编号机"


class _Work:
    def __init__(self, desk: Desk, k: Keeping) -> None:
        self.desk, self.k = desk, k
        self.given: list[tuple[UUID, str]] = []
        self.fetched = self.ended = 0
        self.changed = Changed()

    def count_on(self) -> None:
        """The keeper numbers what the others accepted."""
        with self.desk.store.read() as reader:
            found = waiting(reader)
        highest = self._highest({on.year for _, on in found})
        for id, on in found:
            with self._act("number", id) as tx:
                dispute = tx.get(Dispute, id)
                if not dispute.case_no:  # somebody at the screen may have accepted one meanwhile
                    highest[on.year] = max(highest[on.year], counted(tx, on.year)) + 1
                    self._set(tx, dispute, on.year, highest[on.year])

    def ask(self, hub: Hub) -> None:
        """Every file that waits here, whoever accepted it: the hub says the same to all who ask."""
        with self.desk.store.read() as reader:
            found = waiting(reader)
        highest = self._highest({on.year for _, on in found})
        for id, on in found:
            seq = hub.allot_number(CASE, on.year, id, highest[on.year])
            with self._act("number", id) as tx:
                dispute = tx.get(Dispute, id)
                if not dispute.case_no:
                    self._set(tx, dispute, on.year, seq)

    def tell(self, hub: Hub) -> None:
        """The hub hears which numbers of this station's blocks are borne, so that it never gives those files others.

        Two files under one number are not its to part: both are shown, and a person decides.
        """
        with self.desk.store.read() as reader:
            committee, told = reader.committee(), set(json.loads(reader.meta(TOLD) or "[]"))
            new: list[str] = []
            for year in sorted({b.year for b in reader.find(NumberBlock, station_id=self.k.me)}):
                facts = known(reader, committee, year)
                for seq in facts.given(self.k.me):
                    new += [f"{year} {seq} {id}" for id in facts.borne[seq] if f"{year} {seq} {id}" not in told]
        for said in new:
            of, seq_of, id_of = said.split()
            hub.claim_number(CASE, int(of), int(seq_of), UUID(id_of))
        if new:
            with self.desk.store.aside(background=True) as tx:
                tx.set_meta(TOLD, json.dumps(sorted(told | set(new))))

    def fill_up(self, hub: Hub) -> None:
        """A keeper has numbers at hand for the days without the hub."""
        if not self.k.keeps or self.k.no is None:
            return
        year = self.desk.today().year
        with self.desk.store.read() as reader:
            facts = known(reader, reader.committee(), year)
            had = max((b.first for b in facts.blocks if b.station_id == self.k.me and HUB in b.extras), default=0)
        if len(facts.free(self.k.me)) >= LOW:
            return
        first, last = hub.lease_numbers(CASE, year, self._count(facts), facts.highest, had)
        block = NumberBlock(
            station_id=self.k.me,
            series=CASE,
            year=year,
            first=first,
            last=last,
            given_on=self.desk.today(),
            extras={HUB: True},
        )
        with self._act("lease_numbers") as tx:
            tx.put(block)
            sharing = next(iter(tx.find(Sharing)), None) or Sharing()
            tx.put(replace(sharing, extras={**sharing.extras, HUB: True}))
        self.fetched += 1

    def end_blocks(self, hub: Hub | None) -> None:
        """Blocks that do not hold any longer are ended here and, when it can be told, at the hub."""
        with self.desk.store.read() as reader:
            blocks = reader.find(NumberBlock, "first", "id")
        for block in blocks:
            why = "" if block.ended_on else ends_because(self.k, block, self.desk.today())
            if why:
                block = replace(block, ended_on=self.desk.today(), reason=why)
                self.ended += 1
            tell = hub is not None and bool(block.ended_on) and block.extras.get(HUB) is True
            if tell and hub is not None:
                hub.end_lease(block.series, block.year, block.first)
                block = replace(block, extras={**block.extras, HUB: False})
            if why or tell:
                with self._act("end_numbers") as tx:
                    tx.put(block)

    def _highest(self, years: set[int]) -> dict[int, int]:
        with self.desk.store.read() as reader:
            committee = reader.committee()
            return {year: known(reader, committee, year).highest for year in years}

    def _count(self, facts: Known) -> int:
        return BLOCK if self.k.shared else max(BLOCK, YEARFUL - facts.highest)

    def _set(self, tx: Transaction, dispute: Dispute, year: int, seq: int) -> None:
        case_no = number(tx.committee(), year, seq)
        tx.put(replace(dispute, case_no=case_no))
        enter_number(tx, year, seq, dispute.id)
        self.given.append((dispute.id, case_no))

    @contextmanager
    def _act(self, deed: str, dispute: UUID | None = None) -> Iterator[Transaction]:
        """An act of the program itself, whoever happens to be at the desk: on record like any other.

        Whoever asked for the exchange tells the screen of it: this may run beside it, where no window may be touched.
        """
        with self.desk.store.begin(Deed(account=None, act=deed, dispute=dispute)) as tx:
            yield tx
            tx.flush()
            summarise_all(tx, list(tx.changed.disputes), self.desk.handbook, self.desk.today())
        self.changed |= tx.changed

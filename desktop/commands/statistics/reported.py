"""The figures as they are reported: a frozen month as it was handed in, every other month as the files stand now.

So 本年累计 of this month is that of the month before plus this month, whatever was edited since; the edits are listed
by `freezing.corrections`. Looking by another basis than that of the freezing shows the files as they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.statistics import figures
from desktop.commands.statistics.figures import CaseTable, Entry, Sums, place_line, refuse_uncounted, table_lines
from desktop.commands.statistics.freezing import Frozen, frozen_months
from desktop.domain.counting import MEASURES, Basis, Period
from desktop.domain.counting.frozen import Row, as_row, share
from desktop.domain.counting.table import Line, identities
from desktop.domain.reporting import FrozenMonth
from desktop.storage.schema import summaries
from desktop.storage.store import Reader

AT_ONCE = 500


def frozen_in(reader: Reader, period: Period, basis: Basis | None) -> list[Frozen]:
    """The months of a period that are shown as they were frozen."""
    found = frozen_months(reader, period.months)
    return [f for f in found if basis is None or f.rules.basis is basis]


def sums(reader: Reader, period: Period, basis: Basis, frozen: Sequence[Frozen]) -> Sums:
    """Everything about a period: one query for the months that are open, the kept cases of those that are frozen."""
    live = figures.add_up(reader, period, basis, [f.month for f in frozen])
    return _added(live, *(f.sums for f in frozen))


def of_period(desk: Desk, period: Period, basis: Basis | None = None) -> Sums:
    """`sums` for a desk; Refused `not_counted`."""
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        return sums(reader, period, figures.by(desk, basis).basis, frozen_in(reader, period, basis))


def table(desk: Desk, period: Period, basis: Basis | None = None) -> CaseTable:
    """The official table of a period as it is reported; Refused `not_counted`."""
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        counting, frozen = figures.by(desk, basis), frozen_in(reader, period, basis)
        found = sums(reader, period, counting.basis, frozen)
        events = dict(figures.screenings(reader, period, [f.month for f in frozen]))
        for line in table_lines():
            if line.event:
                events[line.event] += sum(int(f.figures.get(line.code, 0)) for f in frozen)
        return figures.filled(reader, period, counting, found, events)


def by_month(desk: Desk, period: Period, basis: Basis | None = None, axis: str = "", key: str = "") -> dict[str, Sums]:
    """Each month of a period at one place of the tables."""
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        found = figures.by_month(reader, period, figures.by(desk, basis).basis, axis, key)
        return found | {f.month: f.sums for f in frozen_in(reader, period, basis)}


def behind(desk: Desk, line: Line, period: Period, basis: Basis | None = None) -> tuple[Entry, ...]:
    """The 件 of a reported figure, in the order of their numbers: their amounts add up to it exactly."""
    if line.event:
        return ()
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        committee, counting = reader.committee().counts_as, figures.by(desk, basis)
        frozen = frozen_in(reader, period, basis)
        amount = figures.share_of(line.terms, committee)
        months = [f.month for f in frozen]
        live = figures.entries(reader, amount, amount != 0, period, counting.basis, months)
        kept = _kept(reader, frozen, lambda row: share(row, line.terms, committee))
        return tuple(sorted((*live, *kept), key=lambda e: (e.number, e.no)))


def at(desk: Desk, axis: str, key: str, measure: str, period: Period, basis: Basis | None = None) -> tuple[Entry, ...]:
    """The 件 behind a measure at a place of any other table."""
    return behind(desk, place_line(axis, key, measure), period, basis)


def offenders(desk: Desk, code: str, period: Period, basis: Basis | None = None) -> tuple[Entry, ...]:
    """The 件 that make an identity fail; empty when no single one does."""
    wanted = next(i for i in identities(table_lines()) if i.code == code)
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        committee, counting = reader.committee().counts_as, figures.by(desk, basis)
        frozen = frozen_in(reader, period, basis)

        def of(row: Row, codes: Sequence[str]) -> int:
            return share(row, [t for code in codes for t in figures.line_of(code).terms], committee)

        def broken(row: Row) -> int:
            if (wanted.unless and of(row, [wanted.unless])) or (wanted.when and not of(row, [wanted.when])):
                return 0
            more = of(row, wanted.left) * wanted.times - of(row, wanted.right)
            return more if wanted.exact else max(0, more)

        amount, wrong = figures.wrong_share(code, committee)
        live = figures.entries(reader, amount, wrong, period, counting.basis, [f.month for f in frozen])
        return tuple(sorted((*live, *_kept(reader, frozen, broken)), key=lambda e: (e.number, e.no)))


def _added(*parts: Sums) -> Sums:
    found: dict[tuple[str, str], list[int]] = {}
    for part in parts:
        for place, numbers in part.rows.items():
            kept = found.setdefault(place, [0] * len(MEASURES))
            for n, number in enumerate(numbers):
                kept[n] += number
    return Sums({place: tuple(numbers) for place, numbers in found.items()})


def _kept(reader: Reader, frozen: Sequence[Frozen], amount: Callable[[Row], int]) -> Iterator[Entry]:
    """The cases of frozen months to which something gives an amount, under their present names."""
    found = [
        (line, row, said, f"{f.rules.basis.value}_on")
        for f in frozen
        for line in reader.get(FrozenMonth, f.id).cases
        if (said := amount(row := as_row(line)))
    ]
    names = _names(reader, {UUID(hex=row["dispute"]) for _, row, _, _ in found})
    for line, row, said, on in found:
        id = UUID(hex=row["dispute"])
        yield Entry(
            dispute=id,
            no=row["no"],
            number=line["number"],
            names=names.get(id, "已删除的纠纷"),
            who="",
            on=row[on],
            amount=said,
            form="written" if row["written"] else "oral" if row["oral"] else "",
        )


def _names(reader: Reader, ids: set[UUID]) -> Mapping[UUID, str]:
    s, wanted = summaries.c, sorted(id.bytes for id in ids)
    found: dict[UUID, str] = {}
    for n in range(0, len(wanted), AT_ONCE):
        query = select(s.dispute, s.names).where(s.dispute.in_(wanted[n : n + AT_ONCE]))
        found |= {UUID(bytes=row[0]): row[1] for row in reader.rows(query)}
    return found

"""What the program counted held against the brute force: every cell, every identity, every list behind a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.statistics import figures, reported
from desktop.commands.statistics.tallies import as_row
from desktop.domain.casefile import CaseFile
from desktop.domain.counting import AXES, MEASURES, Basis, Mass, Period, PeriodKind, Reopened, parse_period, units
from desktop.domain.counting.periods import around
from desktop.storage.schema import GONE, TABLES, sums, tallies
from desktop.storage.store import Reader
from tests.commands import brute_force
from tests.commands.brute_force import Cells, Piece

MONTHS = tuple(f"2026-{n:02d}" for n in range(1, 13))
PERIODS = (
    *(parse_period(month) for month in MONTHS),
    *(parse_period(f"2026-{part}") for part in ("Q1", "Q2", "Q3", "Q4", "H1", "H2")),
    parse_period("2026"),
    *(around(month, PeriodKind.TO_DATE) for month in MONTHS),
)
NEIGHBOURS = (parse_period("2025-12"), parse_period("2027-01"), parse_period("2025"), parse_period("2027-Q1"))
NO_CASES = frozenset({"people", "amount_fen", "days"})  # measures that are no 件
Behind = Counter[tuple[UUID, int]]  # (file, its share of the figure) -> how often


def all_files(reader: Reader) -> list[CaseFile]:
    d = TABLES["disputes"].c
    return reader.files([row[0] for row in reader.rows(select(d.id).where(d[GONE] == 0))])


def all_pieces(desk: Desk) -> list[Piece]:
    """Everything in the room, by the room's rules, the slow way."""
    rules = desk.handbook.counting
    with desk.read() as reader:
        files = all_files(reader)
    return [
        piece
        for file in files
        for piece in brute_force.pieces(
            file,
            by_worker=rules.mass is Mass.WORKER,
            each_round=rules.reopened is Reopened.EACH,
            with_refused=rules.refused,
        )
    ]


def check_figures(desk: Desk, found: Sequence[Piece], periods: Iterable[Period] = PERIODS) -> None:
    """Every cell of every table, each line of the official one, its identities and who breaks them."""
    committee = desk.committee().counts_as
    breaks = [(piece, brute_force.wrong(brute_force.alone(piece, committee))) for piece in found]
    for basis in Basis:
        monthly = {month: brute_force.cells(found, basis, [month]) for month in _months(periods)}
        for period in periods:
            cells = Cells()
            for month in period.months:
                cells.update(monthly[month])
            with desk.read() as reader:
                said = figures.add_up(reader, period, basis)
                rules, events = figures.by(desk, basis), figures.screenings(reader, period)
                table = figures.filled(reader, period, rules, said, events)
            counted = {
                (axis, key, measure): n
                for (axis, key), row in said.rows.items()
                for measure, n in zip(MEASURES, row, strict=True)
                if n
            }
            assert counted == dict(cells), (basis, period.code)
            expected = brute_force.official(cells, committee)
            cases = {code: n for code, n in table.values.items() if not table.line(code).event}
            assert cases == expected, (basis, period.code)
            wrong = brute_force.wrong(expected)
            assert {f.code for f in table.failed} == wrong, (basis, period.code)
            for code in wrong:
                guilty = Counter(
                    piece.dispute for piece, codes in breaks if code in codes and _in(piece, basis, period)
                )
                named = Counter(e.dispute for e in figures.offenders(desk, code, period, basis))
                assert named == guilty, (basis, period.code, code)
                assert named, "an identity that fails has somebody who breaks it"


def check_behind(desk: Desk, found: Sequence[Piece], period: Period, basis: Basis, *, every: int = 1) -> int:
    """Each cell opens exactly the 件 that it counts (or every n-th cell); how many cells were looked into."""
    looked = 0
    for axis, key, measure, expected in _expected(found, period, basis):
        looked += 1
        if looked % every:
            continue
        entries = figures.at(desk, axis, key, measure, period, basis)
        assert Counter((e.dispute, e.amount) for e in entries) == expected, (axis, key, measure)
        if measure not in NO_CASES and not measure.endswith("_people"):
            assert all(e.amount == 1 for e in entries), (axis, key, measure)
    return looked


def check_lines(desk: Desk, found: Sequence[Piece], period: Period, basis: Basis) -> None:
    """The same of each line of the official table, as it is reported too."""
    committee = desk.committee().counts_as
    table = figures.case_table(desk, period, basis)
    alone = [(piece.dispute, brute_force.alone(piece, committee)) for piece in _of(found, basis, period)]
    for line in table.lines:
        entries = figures.behind(desk, line, period, basis)
        if line.event:
            assert entries == (), line.code
            continue
        expected: Behind = Counter((id, values[line.code]) for id, values in alone if values[line.code])
        assert Counter((e.dispute, e.amount) for e in entries) == expected, line.code
        assert sum(e.amount for e in entries) == table.values[line.code], line.code
        if line.unit == "件":
            assert len(entries) == table.values[line.code], line.code
        assert [e.number for e in entries] == sorted(e.number for e in entries)
        assert all(period.first <= e.on[:7] <= period.last for e in entries)
        assert reported.behind(desk, line, period, basis) == entries, line.code


def check_kept(desk: Desk) -> None:
    """What is kept is what was derived: the sums are those of the tallies, and the tallies those of the files now."""
    with desk.read() as reader:
        rows = [dict(row._mapping) for row in reader.rows(select(tallies))]
        kept = {tuple(row)[:4]: tuple(row)[4:] for row in reader.rows(select(sums))}
        files = all_files(reader)
    added: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        for place in _places(row):
            n = added.setdefault(place, [0] * len(MEASURES))
            for at, measure in enumerate(MEASURES):
                n[at] += row[measure]
    assert {p: n for p, n in kept.items() if any(n)} == {p: tuple(n) for p, n in added.items() if any(n)}
    handbook = desk.handbook
    fresh = [as_row(unit) for file in files for unit in units(file, handbook.counting, handbook.catalogue)]
    assert _sorted(rows) == _sorted(fresh)


def _months(periods: Iterable[Period]) -> set[str]:
    return {month for period in periods for month in period.months}


def _in(piece: Piece, basis: Basis, period: Period) -> bool:
    on = piece.days[basis]
    return on is not None and period.first <= f"{on:%Y-%m}" <= period.last


def _of(found: Iterable[Piece], basis: Basis, period: Period) -> Iterator[Piece]:
    return (piece for piece in found if _in(piece, basis, period))


def _expected(found: Sequence[Piece], period: Period, basis: Basis) -> Iterator[tuple[str, str, str, Behind]]:
    """(axis, key, measure, which files with how much) of every cell that is not nothing."""
    made: dict[tuple[str, str, str], Behind] = {}
    for piece in _of(found, basis, period):
        on = piece.days[basis]
        assert on is not None
        for cell, n in brute_force.cells([piece], basis, [f"{on:%Y-%m}"]).items():
            made.setdefault(cell, Counter())[piece.dispute, n] += 1
    for (axis, key, measure), expected in sorted(made.items(), key=lambda pair: pair[0]):
        yield axis, key, measure, expected


def _places(row: dict[str, object]) -> Iterator[tuple[str, ...]]:
    crossed = (("source", "outcome"), ("category", "outcome"), ("category", "source"))
    for basis in ("received", "closed", "agreed"):
        month = str(row[f"{basis}_on"])[:7]
        if not month:
            continue
        yield basis, month, "", ""
        for axis in AXES:
            if row[axis]:
                yield basis, month, axis, str(row[axis])
        for one, other in crossed:
            yield basis, month, f"{one}*{other}", f"{row[one]}|{row[other]}"
        for helper in str(row["helpers"]).split():
            yield basis, month, "helper", helper


def _sorted(rows: Iterable[dict[str, object]]) -> list[list[tuple[str, object]]]:
    return sorted(sorted(row.items()) for row in rows)

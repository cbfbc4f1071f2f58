"""The figures of a period, each table by one query over the sums; and what stands behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, select

from desktop.commands.desk import Desk
from desktop.commands.statistics.tallies import is_counted, recount
from desktop.commands.syncing.deriving import derive
from desktop.domain.counting import MEASURES, Basis, Counting, Period
from desktop.domain.counting.table import COMMITTEE, Failed, Line, Term, fill, identities, lines
from desktop.domain.counting.table import failed as failing
from desktop.domain.errors import Refused
from desktop.storage.schema import TABLES, stale, summaries, sums, tallies
from desktop.storage.store import Reader
from resources import rules as cupboard

NOT_COUNTED = "统计口径、程序或别处同步来的内容刚刚更新,各卷还没有清点完,请稍候再看。"


@dataclass(frozen=True, slots=True)
class Sums:
    """What a period adds up to: (axis, key) -> measures, as they stand in MEASURES."""

    rows: Mapping[tuple[str, str], tuple[int, ...]]

    def get(self, axis: str, key: str, measure: str) -> int:
        found = self.rows.get((axis, key))
        return found[MEASURES.index(measure)] if found else 0

    def keys(self, axis: str) -> tuple[str, ...]:
        """The keys of an axis at which something counts."""
        return tuple(key for (a, key), figures in self.rows.items() if a == axis and any(figures))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTable:
    """The official table of a period: `values` by line code (件, 人, 次; money in 分)."""

    period: Period
    counting: Counting
    lines: tuple[Line, ...]
    values: Mapping[str, int]
    failed: tuple[Failed, ...]

    def line(self, code: str) -> Line:
        return next(line for line in self.lines if line.code == code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One 件 behind a figure: its file, and how much of the figure it is. `who` names one of a mass file."""

    dispute: UUID
    no: int
    number: str
    names: str
    who: str
    on: str
    amount: int
    form: str


@cache
def table_lines() -> tuple[Line, ...]:
    """The lines of the official table, in its order."""
    return lines(cupboard.rows("case_table"))


def line_of(code: str) -> Line:
    return next(line for line in table_lines() if line.code == code)


def by(desk: Desk, basis: Basis | None) -> Counting:
    """The room's counting rules, with another basis when one is asked for."""
    return replace(desk.handbook.counting, basis=basis) if basis else desk.handbook.counting


def count_all(desk: Desk, told: Callable[[int, int], None] = lambda done, of: None) -> bool:
    """Make sure that every file is counted by the present rules; whether there was anything to do.

    Slow only after an upgrade or a change of rules. `told(done, of)` hears how far it is, and stops it by raising.
    """
    anew = bool(derive(desk))
    while not _is_counted(desk):
        recount(desk.store, desk.handbook, told)
        anew = True
    return anew


def _is_counted(desk: Desk) -> bool:
    with desk.store.read() as reader:
        return is_counted(reader, desk.handbook)


def refuse_uncounted(desk: Desk, reader: Reader) -> None:
    """Refused `not_counted` while tallies follow older rules or older data: no half-right figure is ever shown."""
    if not is_counted(reader, desk.handbook) or reader.rows(select(stale.c.dispute).limit(1)):
        raise Refused("not_counted", NOT_COUNTED)


def add_up(reader: Reader, period: Period, basis: Basis, without: Collection[str] = ()) -> Sums:
    """Everything about a period (but for some months), by one query."""
    s = sums.c
    query = (
        select(s.axis, s.key, *(func.sum(s[measure]) for measure in MEASURES))
        .where(s.basis == basis.value, s.month.between(period.first, period.last), s.month.not_in(without))
        .group_by(s.axis, s.key)
    )
    return Sums({(row[0], row[1]): tuple(row[2:]) for row in reader.rows(query)})


def by_month(reader: Reader, period: Period, basis: Basis, axis: str = "", key: str = "") -> dict[str, Sums]:
    """The same for each month of a period at one place of the tables; months without a case are there too."""
    s = sums.c
    query = select(s.month, *(s[measure] for measure in MEASURES)).where(
        s.basis == basis.value, s.month.between(period.first, period.last), s.axis == axis, s.key == key
    )
    found = {row[0]: tuple(row[1:]) for row in reader.rows(query)}
    nothing = (0,) * len(MEASURES)
    return {month: Sums({(axis, key): found.get(month, nothing)}) for month in period.months}


def screenings(reader: Reader, period: Period, without: Collection[str] = ()) -> dict[str, int]:
    """排查: rounds, disputes found, disputes prevented."""
    c = TABLES["screenings"].c
    days = (period.starts.isoformat(), period.ends.isoformat())
    query = select(func.count(), func.coalesce(func.sum(c.found), 0), func.coalesce(func.sum(c.prevented), 0)).where(
        c.gone == 0, c.on.between(*days), func.substr(c.on, 1, 7).not_in(without)
    )
    times, found, prevented = reader.rows(query)[0]
    return {"screening_times": times, "screening_found": found, "screening_prevented": prevented}


def case_table(desk: Desk, period: Period, basis: Basis | None = None) -> CaseTable:
    """The official table of a period as the files stand now; Refused `not_counted`."""
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        return live_table(reader, period, by(desk, basis))


def live_table(reader: Reader, period: Period, counting: Counting) -> CaseTable:
    """The same without asking whether all is counted."""
    return filled(reader, period, counting, add_up(reader, period, counting.basis), screenings(reader, period))


def filled(reader: Reader, period: Period, counting: Counting, found: Sums, events: Mapping[str, int]) -> CaseTable:
    """The table of what was added up."""
    values = fill(table_lines(), found.get, events, reader.committee().counts_as)
    return CaseTable(
        period=period, counting=counting, lines=table_lines(), values=values, failed=failing(table_lines(), values)
    )


def behind(desk: Desk, line: Line, period: Period, basis: Basis | None = None) -> tuple[Entry, ...]:
    """The 件 of a figure, in the order of their numbers: their amounts add up to it exactly.

    For a figure of 件 there is one entry for each. Nothing for a line that counts no files (排查).
    """
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        if line.event:
            return ()
        share = share_of(line.terms, reader.committee().counts_as)
        return tuple(entries(reader, share, share != 0, period, by(desk, basis).basis))


def at(desk: Desk, axis: str, key: str, measure: str, period: Period, basis: Basis | None = None) -> tuple[Entry, ...]:
    """The 件 behind a figure of any other table: a measure at a place (`axis` may be `source*outcome`, `helper`)."""
    return behind(desk, place_line(axis, key, measure), period, basis)


def place_line(axis: str, key: str, measure: str) -> Line:
    """A measure at a place as a line of its own."""
    return Line(f"{axis}:{key}:{measure}", "", "件", 0, "", 0, (Term(axis, key, measure),))


def offenders(desk: Desk, code: str, period: Period, basis: Basis | None = None) -> tuple[Entry, ...]:
    """The 件 that make an identity fail; empty when no single one does."""
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        amount, wrong = wrong_share(code, reader.committee().counts_as)
        return tuple(entries(reader, amount, wrong, period, by(desk, basis).basis))


def wrong_share(code: str, committee: str) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """(by how much one row of `tallies` breaks an identity, whether it does)."""
    wanted = next(i for i in identities(table_lines()) if i.code == code)

    def share(codes: Sequence[str]) -> ColumnElement[int]:
        return share_of([t for code in codes for t in line_of(code).terms], committee)

    left, right = share(wanted.left) * wanted.times, share(wanted.right)
    wrong: ColumnElement[bool] = left != right if wanted.exact else left > right
    for name, is_zero in ((wanted.unless, True), (wanted.when, False)):
        if name:
            wrong = and_(wrong, share([name]) == 0 if is_zero else share([name]) != 0)
    return left - right, wrong


def share_of(terms: Sequence[Term], committee: str) -> ColumnElement[int]:
    """What one row of `tallies` adds to a line."""
    whole: ColumnElement[int] = literal(0)
    for term in terms:
        figure = tallies.c[term.measure] * term.sign
        place = _place(term, committee)
        whole = whole + (figure if place is None else case((place, figure), else_=0))
    return whole


def _place(term: Term, committee: str) -> ColumnElement[bool] | None:
    """Whether a row stands at the place of a term; None: every row does."""
    if term.axis == COMMITTEE:
        return None if term.key == committee else literal(False)
    if not term.axis:
        return None
    if term.axis == "helper":
        return func.instr(tallies.c.helpers, term.key) > 0
    axes, keys = term.axis.split("*"), term.key.split("|")
    return and_(*(tallies.c[axis] == key for axis, key in zip(axes, keys, strict=True)))


def entries(
    reader: Reader,
    share: ColumnElement[int],
    wanted: ColumnElement[bool],
    period: Period,
    basis: Basis,
    without: Collection[str] = (),
) -> Iterator[Entry]:
    """The 件 of a period (but for some months) for which something is so, each with its share."""
    t, s = tallies.c, summaries.c
    on = t[f"{basis.value}_on"]
    query = (
        select(t.dispute, t.no, s.number, s.names, t.who, on, share, t.written, t.oral)
        .join(summaries, s.dispute == t.dispute)
        .where(on.between(f"{period.first}-01", f"{period.last}-31"), func.substr(on, 1, 7).not_in(without), wanted)
        .order_by(s.number, t.no)
    )
    for dispute, no, number, names, who, day, amount, written, oral in reader.rows(query):
        form = "written" if written else "oral" if oral else ""
        yield Entry(
            dispute=UUID(bytes=dispute), no=no, number=number, names=names, who=who, on=day, amount=amount, form=form
        )

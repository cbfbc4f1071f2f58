"""The obligation ledger: every due of every obligation, and what was paid or done on it.

One truth: what is done, what is overdue and what is open is said here and nowhere else. Payments of one obligation
fill its dues from the oldest (民法典 560), whoever paid them and to whichever claimant they went.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING

from desktop.domain.agreements import Agreement, Form, Obligation, Performance, Status

if TYPE_CHECKING:
    from desktop.domain.casefile import CaseFile

BREACHED = "breached"  # status of a performance that marks a breach; its reason is its note
KEPT = frozenset({"paid", "done"})


class State(StrEnum):
    """How one due stands. PAID and DONE in time, LATE paid or done after its day."""

    PENDING = "pending"  # 未到期
    PARTLY = "partly"  # 部分履行,未到期
    PAID = "paid"  # 已付清
    DONE = "done"  # 已履行
    LATE = "late"  # 迟延履行
    OVERDUE = "overdue"  # 逾期
    BREACHED = "breached"  # 违约

    @property
    def closed(self) -> bool:
        return self in {State.PAID, State.DONE, State.LATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The `n`-th of `of` dues of an obligation; money in 分 (0 for an act).

    `due` is when it falls due now, `agreed` the day in the agreement: an acceleration clause that has bitten brings
    `due` forward. None: no day was agreed. `days_late` counts to the day of payment, or to today while it is open.
    """

    obligation: Obligation
    n: int
    of: int
    due: date | None
    agreed: date | None
    amount_fen: int
    paid_fen: int = 0
    paid_on: date | None = None
    state: State = State.PENDING
    days_late: int = 0
    accelerated: bool = False

    @property
    def open_fen(self) -> int:
        return self.amount_fen - self.paid_fen

    @property
    def fallen(self) -> bool:
        """Past its day and still open: what asks for a hand."""
        return self.state in {State.OVERDUE, State.BREACHED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One obligation with its entries in the order of their days."""

    obligation: Obligation
    entries: tuple[Entry, ...]
    received_fen: int

    @property
    def open_fen(self) -> int:
        return sum(e.open_fen for e in self.entries)

    @property
    def overdue_fen(self) -> int:
        return sum(e.open_fen for e in self.entries if e.fallen)

    @property
    def done(self) -> bool:
        """Nothing more is to come; never so for a lasting duty."""
        return not self.obligation.continuous and all(e.state.closed for e in self.entries)

    @property
    def first_open(self) -> Entry | None:
        return next((e for e in self.entries if not e.state.closed), None)

    @property
    def ends(self) -> date | None:
        """The last day on which something of it falls due."""
        return max((e.due for e in self.entries if e.due), default=None)


def received(obligation: Obligation, performances: Sequence[Performance]) -> int:
    """分 received on an obligation from everybody for everybody."""
    return sum(p.amount_fen for p in performances if p.obligation_id == obligation.id)


def account(obligation: Obligation, performances: Sequence[Performance], today: date) -> Account:
    """The ledger of one obligation on one day."""
    kept = sorted((p for p in performances if p.obligation_id == obligation.id), key=lambda p: (p.on, p.seq))
    plain = _plain(obligation)
    if obligation.continuous:
        entries = _lasting(plain, kept)
    else:
        entries = _marked(_timed(_accelerated(_fill(plain, kept), kept, today), today), kept, plain)
    return Account(obligation=obligation, entries=entries, received_fen=sum(p.amount_fen for p in kept))


def is_done(obligation: Obligation, performances: Sequence[Performance]) -> bool:
    """Whether everything that was owed came; the calendar has no say in it."""
    return account(obligation, performances, date.max).done


def in_force(file: CaseFile) -> Agreement | None:
    """The last agreement that binds: an oral one, or one that all have signed."""
    return binding(file.agreements)


def binding(agreements: Sequence[Agreement]) -> Agreement | None:
    """The one of several that binds, in the order of their making."""
    found = [a for a in agreements if a.form is Form.ORAL or a.status is Status.SIGNED]
    return found[-1] if found else None


def pending(kept: Account) -> list[tuple[Entry, ...]]:
    """What waits on an account, each as it is asked for: a fallen due alone, what was brought forward together,
    else the next one to come.
    """
    if kept.obligation.continuous:
        return [(e,) for e in kept.entries if e.state is State.BREACHED]
    found: list[tuple[Entry, ...]] = [(e,) for e in kept.entries if e.fallen and not e.accelerated]
    rest = tuple(e for e in kept.entries if e.accelerated and not e.state.closed)
    if rest:
        return [*found, rest]
    coming = next((e for e in kept.entries if not e.fallen and not e.state.closed), None)
    return [*found, (coming,)] if coming else found


def ledger(file: CaseFile, today: date) -> tuple[Account, ...]:
    """The accounts of the agreement in force, by the numbers of their obligations."""
    agreement = in_force(file)
    if agreement is None:
        return ()
    duties = sorted((o for o in file.obligations if o.agreement_id == agreement.id), key=lambda o: o.seq)
    return tuple(account(duty, file.performances, today) for duty in duties)


# -- one obligation, step by step


def _plain(obligation: Obligation) -> tuple[Entry, ...]:
    """The dues as agreed, the oldest first; one without a day where none was agreed."""
    parts = sorted(obligation.dues(), key=lambda part: part.due)
    if not parts:
        return (Entry(obligation=obligation, n=1, of=1, due=None, agreed=None, amount_fen=obligation.amount_fen),)
    return tuple(
        Entry(obligation=obligation, n=n, of=len(parts), due=p.due, agreed=p.due, amount_fen=p.amount_fen)
        for n, p in enumerate(parts, 1)
    )


def _fill(plain: Sequence[Entry], kept: Sequence[Performance]) -> tuple[Entry, ...]:
    """What came of each due, money or act."""
    return _filled(plain, kept) if plain[0].obligation.amount_fen else _acted(plain, kept)


def _filled(entries: Sequence[Entry], kept: Sequence[Performance]) -> tuple[Entry, ...]:
    """What came, put on the oldest due first, each with the day that completed it."""
    sums = list(accumulate((p.amount_fen for p in kept), initial=0))
    made, before = [], 0
    for entry in entries:
        upto = before + entry.amount_fen
        paid = min(max(sums[-1] - before, 0), entry.amount_fen)
        whole = next((kept[n - 1].on if n else None for n, total in enumerate(sums) if total >= upto), None)
        closed = paid == entry.amount_fen
        state = State.PAID if closed else State.PARTLY if paid else State.PENDING
        made.append(replace(entry, paid_fen=paid, paid_on=whole if closed else None, state=state))
        before = upto
    return tuple(made)


def _acted(entries: Sequence[Entry], kept: Sequence[Performance]) -> tuple[Entry, ...]:
    """Each record that it was done closes one due of an act."""
    days = [p.on for p in kept if p.status in KEPT]
    return tuple(
        replace(entry, paid_on=days[n], state=State.DONE) if n < len(days) else entry for n, entry in enumerate(entries)
    )


def _lasting(entries: tuple[Entry, ...], kept: Sequence[Performance]) -> tuple[Entry, ...]:
    """A lasting duty has no end: it is kept or broken by what was last written of it."""
    state = State.BREACHED if kept and kept[-1].status == BREACHED else State.PENDING
    return tuple(replace(entry, due=None, state=state) for entry in entries[:1])


def _accelerated(entries: tuple[Entry, ...], kept: Sequence[Performance], today: date) -> tuple[Entry, ...]:
    """From the day after an instalment is more than so many days late, all the rest is due at once; no cure after."""
    after = entries[0].obligation.accelerates_after
    if after is None or len(entries) < 2:
        return entries
    bites = _bites(entries, kept, after)
    if bites is None or bites > today:
        return entries
    return tuple(
        replace(e, due=bites, accelerated=True)
        if e.agreed and e.agreed > bites and (e.paid_on is None or e.paid_on >= bites)
        else e
        for e in entries
    )


def _bites(entries: Sequence[Entry], kept: Sequence[Performance], after: int) -> date | None:
    """The first day on which an instalment is more than `after` days late."""
    owed = 0
    for entry in entries:
        assert entry.agreed is not None
        owed += entry.amount_fen
        try:
            last = entry.agreed + timedelta(days=after)
        except OverflowError:
            return None
        if sum(p.amount_fen for p in kept if p.on <= last) < owed and last < date.max:
            return last + timedelta(days=1)
    return None


def _timed(entries: Sequence[Entry], today: date) -> tuple[Entry, ...]:
    """How late each is: against the day of its payment, or today while it is open."""
    made = []
    for entry in entries:
        late = 0
        until = entry.paid_on if entry.state.closed else today
        if entry.due is not None and until is not None:
            late = max((until - entry.due).days, 0)
        state = entry.state
        if late:
            state = State.LATE if state.closed else State.OVERDUE
        made.append(replace(entry, days_late=late, state=state))
    return tuple(made)


def _marked(entries: tuple[Entry, ...], kept: Sequence[Performance], plain: Sequence[Entry]) -> tuple[Entry, ...]:
    """A breach on record marks what was due and open on its day, or the next due if nothing was (民法典 578).

    What is paid later loses the mark. Of one day, what was written down first came first.
    """
    broken: set[int] = set()
    for at, mark in enumerate(kept):
        if mark.status != BREACHED:
            continue
        open_then = {e.n for e in _fill(plain, kept[:at]) if not e.state.closed}
        opened = [e for e in entries if e.n in open_then]
        fallen = [e for e in opened if e.due is None or e.due <= mark.on] or opened[:1]
        broken |= {e.n for e in fallen}
    return tuple(replace(e, state=State.BREACHED) if e.n in broken and not e.state.closed else e for e in entries)

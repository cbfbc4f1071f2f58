"""回访与履行 of the whole room: whom to ask, what is to be paid, and writing down a call or a payment at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from desktop.commands.desk import Desk
from desktop.commands.due import Due, kept, made, team_names
from desktop.domain.agreements import Agreement, Obligation, Performance
from desktop.domain.errors import RuleBroken
from desktop.domain.ledger import BREACHED, Entry, State, account, binding, pending, received
from desktop.domain.people import Party, Person
from desktop.domain.records import FollowUp
from desktop.domain.typed import fen_text
from desktop.storage.schema import dues
from desktop.storage.store import Reader

ASKING = ("follow_up", "reopen")
OWING = ("overdue", "breached", "performance")
SPANS = ("late", "today", "week", "all")
MOST = 60  # lines of each list that are read and shown; the count is of all
NOTE = "note"  # among the extras of a performance


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """要问的人: one file that is to be asked after, with what was said last."""

    due: Due
    people: tuple[tuple[str, str], ...]  # name, phone as kept
    last: FollowUp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """要付的钱: one due, or several that were brought forward together; `left_fen` 0 for an act."""

    due: Due
    obligation: Obligation
    n: int
    of: int
    day: date | None
    debtor: str
    creditor: str
    left_fen: int
    days_late: int
    state: State
    accelerated: bool

    @property
    def key(self) -> str:
        return f"{self.obligation.id.hex}:{self.n}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Both lists, the first of each, and how many there are of all by span."""

    on: date
    asking: tuple[Asking, ...]
    owing: tuple[Owing, ...]
    to_ask: int
    to_pay: int
    counts: dict[str, int]


def waiting(desk: Desk, span: str = "week", *, mine: bool = False) -> Waiting:
    """Whom to ask and what is to be paid, the longest overdue first; read from the kept steps, not from whole files."""
    on = desk.today()
    me = desk.account.member_id if mine else None
    with desk.read() as reader:
        names = team_names(reader)
        lists = {}
        for codes in (ASKING, OWING):
            query = kept().where(*_within(codes, span, on, me)).order_by(dues.c.due, dues.c.dispute).limit(MOST)
            lists[codes] = [made(row, names, on) for row in reader.rows(query)]
        counts = {s: sum(_count(reader, codes, s, on, me) for codes in (ASKING, OWING)) for s in SPANS}
        to_ask, to_pay = (_count(reader, codes, span, on, me) for codes in (ASKING, OWING))
        asking = _asking(reader, lists[ASKING])
        owing = _owing(reader, lists[OWING], on, _until(span, on))
    return Waiting(on=on, asking=asking, owing=owing, to_ask=to_ask, to_pay=to_pay, counts=counts)


def follow_up_count(desk: Desk) -> int:
    """What of both lists is due for this person until today: the badge of the page."""
    with desk.read() as reader:
        return sum(_count(reader, codes, "today", desk.today(), desk.account.member_id) for codes in (ASKING, OWING))


def payment(
    obligation: Obligation,
    performances: Sequence[Performance],
    *,
    on: date,
    amount_fen: int = 0,
    proof: str = "",
    note: str = "",
    breached: bool = False,
    record: Performance | None = None,
) -> Performance:
    """What is written down when something was paid or done, or was not. `performances` are those of the file.

    RuleBroken without an amount where money is owed, for more than is owed, or for a breach without a word.
    """
    if obligation.amount_fen and not amount_fen and not breached:
        raise RuleBroken("amount", "请填写给付的金额。")
    if breached and not note.strip():
        raise RuleBroken("note", "请在备注里写明怎样违约,以后催付、起诉都用得上。")
    if breached and amount_fen:
        raise RuleBroken("amount", "违约时没有给付,请清空金额;部分给付请先记给付。")
    already = received(obligation, performances) - (record.amount_fen if record else 0)
    if amount_fen and already + amount_fen > obligation.amount_fen:
        raise RuleBroken("amount", f"超过应付的金额:还欠 {fen_text(obligation.amount_fen - already)} 元。")
    base = record or Performance(
        dispute_id=obligation.dispute_id,
        obligation_id=obligation.id,
        seq=max((p.seq for p in performances), default=0) + 1,
        on=on,
    )
    extras = {k: v for k, v in base.extras.items() if k != NOTE}
    if note.strip():
        extras[NOTE] = note.strip()
    status = BREACHED if breached else "paid" if obligation.amount_fen else "done"
    return replace(base, on=on, amount_fen=amount_fen, proof=proof, status=status, extras=extras)


def _until(span: str, on: date) -> date | None:
    """The last day of a span; 今天 and 本周 hold what is overdue too. None: no end."""
    days = {"late": -1, "today": 0, "week": 6 - on.weekday()}
    return on + timedelta(days=days[span]) if span in days else None


def _within(codes: tuple[str, ...], span: str, on: date, me: UUID | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [dues.c.code.in_(codes), dues.c.waiting == 0]
    until = _until(span, on)
    if until is not None:
        found.append(dues.c.due <= until.isoformat())
    if me is not None:
        found.append(dues.c.owner == me.bytes)
    return found


def _count(reader: Reader, codes: tuple[str, ...], span: str, on: date, me: UUID | None) -> int:
    query = select(func.count()).select_from(dues).where(*_within(codes, span, on, me))
    return int(reader.rows(query)[0][0])


def _asking(reader: Reader, found: Sequence[Due]) -> tuple[Asking, ...]:
    ids = {d.dispute for d in found}
    if not ids:
        return ()
    parties, people = _people(reader, ids)
    last: dict[UUID, FollowUp] = {}
    for f in sorted(reader.find(FollowUp, dispute_id=ids), key=lambda f: f.on):
        last[f.dispute_id] = f
    return tuple(
        Asking(
            due=d,
            people=tuple(
                (people[p.person_id].name, people[p.person_id].phone)
                for p in parties
                if p.dispute_id == d.dispute and p.role.is_party
            ),
            last=last.get(d.dispute),
        )
        for d in found
    )


def _owing(reader: Reader, found: Sequence[Due], on: date, until: date | None) -> tuple[Owing, ...]:
    by_file = {d.dispute: d for d in reversed(found)}
    ids = set(by_file)
    if not ids:
        return ()
    parties, people = _people(reader, ids)
    named = {p.id: people[p.person_id].name for p in parties}
    agreements = _by_dispute(reader.find(Agreement, dispute_id=ids))
    performances = _by_dispute(reader.find(Performance, dispute_id=ids))
    made: list[Owing] = []
    for duty in reader.find(Obligation, "seq", dispute_id=ids):
        bound = binding(agreements.get(duty.dispute_id, []))
        if bound is None or bound.id != duty.agreement_id:
            continue
        waits = pending(account(duty, performances.get(duty.dispute_id, []), on))
        made += [_owed(by_file[duty.dispute_id], entries, named) for entries in waits]
    if until is not None:
        made = [o for o in made if (o.day or o.due.due) <= until]
    return tuple(sorted(made, key=lambda o: (o.day or o.due.due, o.due.number, o.obligation.seq)))[:MOST]


def _owed(due: Due, entries: tuple[Entry, ...], named: dict[UUID, str]) -> Owing:
    first = entries[0]
    duty = first.obligation
    return Owing(
        due=due,
        obligation=duty,
        n=first.n,
        of=first.of,
        day=first.due,
        debtor="、".join(named[id] for id in duty.debtors if id in named) or duty.debtor_text,
        creditor="、".join(named[id] for id in duty.creditors if id in named) or duty.creditor_text,
        left_fen=sum(e.open_fen for e in entries),
        days_late=first.days_late,
        state=first.state,
        accelerated=first.accelerated,
    )


def _people(reader: Reader, ids: set[UUID]) -> tuple[list[Party], dict[UUID, Person]]:
    parties = reader.find(Party, "position", dispute_id=ids)
    people = reader.find(Person, id={p.person_id for p in parties}) if parties else []
    return parties, {p.id: p for p in people}


def _by_dispute(records: Sequence[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for record in records:
        found.setdefault(record.dispute_id, []).append(record)
    return found

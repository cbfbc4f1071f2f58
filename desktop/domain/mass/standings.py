"""Where each person of a mass file stands: what falls due to them, what they got, what is late. Money in fen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from desktop.domain.agreements import Agreement, Duty, Obligation
from desktop.domain.casefile import CaseFile
from desktop.domain.ledger import account
from desktop.domain.people import Claimant
from desktop.domain.typed import fen_text
from desktop.domain.wording import numeral

REPRESENTED_FROM = 10  # workers with one request may elect representatives (劳动争议调解仲裁法 7)
LEAST_REPRESENTATIVES, MOST_REPRESENTATIVES = 3, 5


@dataclass(frozen=True, slots=True)
class Slot:
    """One payment that the agreement names for all together; `nth` from 1. Each person has a part of it.

    `part` counts within the obligation from 1.
    """

    nth: int
    obligation: Obligation
    part: int
    due: date
    amount_fen: int

    @property
    def words(self) -> str:
        return f"第{numeral(self.nth)}期"


class State(StrEnum):
    NOTHING = "nothing"  # owed nothing under the agreement
    WAITING = "waiting"  # not due yet
    PARTLY = "partly"
    LATE = "late"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Due:
    """A person's part of one payment."""

    slot: Slot
    amount_fen: int
    paid_fen: int
    state: State

    @property
    def open_fen(self) -> int:
        return max(self.amount_fen - self.paid_fen, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """One person: what the agreement gives them and what came of it."""

    claimant: Claimant
    dues: tuple[Due, ...]
    state: State
    late_since: date | None = None

    @property
    def amount_fen(self) -> int:
        return sum(d.amount_fen for d in self.dues)

    @property
    def paid_fen(self) -> int:
        return sum(d.paid_fen for d in self.dues)

    @property
    def open_fen(self) -> int:
        return sum(d.open_fen for d in self.dues)


def slots(file: CaseFile, agreement: Agreement | None = None) -> tuple[Slot, ...]:
    """The payments of an agreement (the file's latest) in the order of their days: what 第一期, 第二期 mean."""
    agreement = agreement or file.agreement
    if agreement is None:
        return ()
    found = [
        (part.due, o.seq, n, o, part.amount_fen)
        for o in file.obligations
        if o.agreement_id == agreement.id and o.kind is Duty.MONEY
        for n, part in enumerate(sorted(o.dues(), key=lambda d: d.due), 1)
    ]
    found.sort(key=lambda f: f[:3])
    return tuple(Slot(nth, o, n, due, fen) for nth, (due, _seq, n, o, fen) in enumerate(found, 1))


def signing(file: CaseFile) -> tuple[Claimant, ...]:
    """Those for whom the agreement is made."""
    return tuple(c for c in file.claimants if c.signed_agreement)


def agreed_fen(claimant: Claimant) -> int:
    """What a person gets under the agreement: the sum of the instalments, the debt where there are none."""
    return sum(claimant.instalments_fen) if claimant.instalments_fen else claimant.owed_fen


def parts_of(claimant: Claimant, found: Sequence[Slot]) -> tuple[int, ...]:
    """A person's part of each payment; all of it in the only one. () when the instalments do not fit the payments."""
    parts = claimant.instalments_fen or ((claimant.owed_fen,) if len(found) == 1 else ())
    return tuple(parts) if len(parts) == len(found) else ()


def lump_fen(file: CaseFile, obligation: UUID) -> int:
    """What was paid on an obligation without saying to whom."""
    return sum(p.amount_fen for p in file.performances if p.obligation_id == obligation and p.claimant_id is None)


def standings(file: CaseFile, today: date) -> tuple[Standing, ...]:
    """Everybody for whom the agreement is made, in the order of the list.

    What was paid to a person under an obligation fills the person's parts of it from the earliest on. An obligation
    that was paid as a whole is paid to everybody, whether it was recorded person by person or in one sum. Days are
    those of the ledger: an acceleration clause that has bitten brings them forward.
    """
    found = tuple(_now(file, slots(file), today))
    whole = {s.obligation.id for s in found if file.done(s.obligation)}
    got: dict[tuple[UUID, UUID], int] = {}
    for p in file.performances:
        if p.claimant_id is not None and p.obligation_id is not None:
            key = p.claimant_id, p.obligation_id
            got[key] = got.get(key, 0) + p.amount_fen
    return tuple(_standing(c, found, whole, got, today) for c in signing(file))


def _now(file: CaseFile, found: Sequence[Slot], today: date) -> Iterator[Slot]:
    """The payments with the days on which they fall due now."""
    duties = {s.obligation.id: s.obligation for s in found}
    ledger = {
        (id, entry.n): entry.due for id, o in duties.items() for entry in account(o, file.performances, today).entries
    }
    for slot in found:
        yield replace(slot, due=ledger.get((slot.obligation.id, slot.part)) or slot.due)


def _standing(
    claimant: Claimant, found: Sequence[Slot], whole: set[UUID], got: dict[tuple[UUID, UUID], int], today: date
) -> Standing:
    left = {s.obligation.id: got.get((claimant.id, s.obligation.id), 0) for s in found}
    dues: list[Due] = []
    for slot, amount in zip(found, parts_of(claimant, found), strict=False):
        obligation = slot.obligation.id
        paid = amount if obligation in whole else min(left[obligation], amount)
        left[obligation] -= min(left[obligation], paid)
        dues.append(Due(slot, amount, paid, _state(amount, paid, slot.due, today)))
    late = next((d.slot.due for d in dues if d.state is State.LATE), None)
    return Standing(claimant, tuple(dues), _overall(dues), late)


def _state(amount: int, paid: int, due: date, today: date) -> State:
    if paid >= amount:
        return State.PAID if amount else State.NOTHING
    if due < today:
        return State.LATE
    return State.PARTLY if paid else State.WAITING


def _overall(dues: Sequence[Due]) -> State:
    states = {d.state for d in dues} - {State.NOTHING}
    if not states:
        return State.NOTHING
    if State.LATE in states:
        return State.LATE
    if states == {State.PAID}:
        return State.PAID
    return State.PARTLY if states & {State.PAID, State.PARTLY} else State.WAITING


def disagreements(file: CaseFile) -> tuple[str, ...]:
    """Where the people's amounts and the agreement's do not meet, as sentences; a wrong figure must not reach paper."""
    people, found = signing(file), slots(file)
    said: list[str] = []
    if not people or not found:
        return ()
    unfit = [c for c in people if not parts_of(c, found)]
    if unfit:
        first = file.person(unfit[0]).name
        return (f"{first}等 {len(unfit)} 人的分期与协议的 {len(found)} 期对不上,请先“分期”",)
    for slot in found:
        total = sum(parts_of(c, found)[slot.nth - 1] for c in people)
        if total != slot.amount_fen:
            said.append(
                f"{slot.words}:协议 {fen_text(slot.amount_fen)},各人合计 {fen_text(total)},"
                f"差 {fen_text(slot.amount_fen - total)}"
            )
    return tuple(said)


def representation(people: int, chosen: int) -> tuple[str, ...]:
    """What to mind about the representatives: 劳动争议调解仲裁法 7 lets 10 or more elect some, by custom 3 to 5."""
    if not chosen:
        return ()
    said = []
    if people < REPRESENTED_FROM:
        said.append(f"只有 {people} 人:不足 {REPRESENTED_FROM} 人的,各人自己参加调解")
    if not LEAST_REPRESENTATIVES <= chosen <= MOST_REPRESENTATIVES:
        said.append(f"代表 {chosen} 人:一般推举 {LEAST_REPRESENTATIVES} 至 {MOST_REPRESENTATIVES} 人")
    return tuple(said)


def heads(file: CaseFile) -> int:
    """涉及当事人数 of a mass file: the list and the sides that do not stand in it themselves."""
    listed = {c.person_id for c in file.claimants}
    return len(file.claimants) + sum(p.person_id not in listed for p in file.sides)

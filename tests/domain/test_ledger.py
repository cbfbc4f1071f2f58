"""The obligation ledger against a day-by-day reckoning, and its edges by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.agreements import Duty, Instalment, Obligation, Performance
from desktop.domain.changes import new_id
from desktop.domain.ledger import State, account, is_done, pending, received
from desktop.domain.typed import instalments, parse_plan

FILE, AGREEMENT = new_id(), new_id()
FIRST = date(2026, 12, 8)


def duty(*parts: tuple[date, int], after: int | None = None, **more: object) -> Obligation:
    plain = {
        "dispute_id": FILE,
        "agreement_id": AGREEMENT,
        "seq": 1,
        "kind": Duty.MONEY,
        "amount_fen": sum(fen for _, fen in parts),
        "instalments": tuple(Instalment(due=day, amount_fen=fen) for day, fen in parts),
        "accelerates_after": after,
    }
    return Obligation(**(plain | more))


def paid(owed: Obligation, on: date, fen: int = 0, seq: int = 1, *, status: str = "paid", claimant: UUID | None = None):
    return Performance(
        dispute_id=FILE,
        obligation_id=owed.id,
        seq=seq,
        on=on,
        amount_fen=fen,
        status=status,
        claimant_id=claimant,
    )


def test_twelve_months_one_of_them_late_and_one_in_two_parts():
    plan = instalments(12_000_00, parse_plan("12期每月5日起2026-01", date(2025, 12, 20)), date(2025, 12, 20))
    owed = duty(*plan)
    payments = [paid(owed, day, fen, n) for n, (day, fen) in enumerate(plan[:2], 1)]
    payments += [paid(owed, date(2026, 3, 15), plan[2][1], 3), paid(owed, date(2026, 4, 1), 400_00, 4)]
    payments += [paid(owed, date(2026, 4, 5), 600_00, 5)]
    kept = account(owed, payments, date(2026, 6, 20))
    assert [e.state for e in kept.entries[:6]] == [
        State.PAID,
        State.PAID,
        State.LATE,
        State.PAID,
        State.OVERDUE,
        State.OVERDUE,
    ]
    assert [e.days_late for e in kept.entries[:7]] == [0, 0, 10, 0, 46, 15, 0]
    assert kept.entries[3].paid_on == date(2026, 4, 5), "the day that completed it"
    assert (kept.open_fen, kept.overdue_fen) == (8_000_00, 2_000_00)
    assert kept.ends == date(2026, 12, 5)
    assert [len(group) for group in pending(kept)] == [1, 1, 1], "two overdue and the next"


def test_a_part_in_time_is_partly_and_afterwards_overdue():
    owed = duty((FIRST, 100_00))
    part = [paid(owed, FIRST - timedelta(days=3), 40_00)]
    before, on_the_day = account(owed, part, FIRST - timedelta(days=1)), account(owed, part, FIRST)
    assert before.entries[0].state is on_the_day.entries[0].state is State.PARTLY
    after = account(owed, part, FIRST + timedelta(days=1)).entries[0]
    assert (after.state, after.days_late, after.open_fen) == (State.OVERDUE, 1, 60_00)


def months(count: int, fen: int = 100_00) -> list[tuple[date, int]]:
    return [(date(2026, n, 10), fen) for n in range(1, count + 1)]


def test_acceleration_bites_the_day_after_the_last_day_of_grace():
    owed = duty(*months(4), after=5)
    last_day_of_grace = account(owed, [], date(2026, 1, 15))
    assert not any(e.accelerated for e in last_day_of_grace.entries)
    bitten = account(owed, [], date(2026, 1, 16))
    assert [e.accelerated for e in bitten.entries] == [False, True, True, True]
    assert {e.due for e in bitten.entries[1:]} == {date(2026, 1, 16)}
    assert [e.agreed for e in bitten.entries] == [day for day, _ in months(4)]
    assert [e.state for e in bitten.entries] == [State.OVERDUE, *[State.PENDING] * 3], "due today is not late yet"
    assert pending(bitten)[1] == bitten.entries[1:], "the rest is asked for as one"


def test_paying_on_the_last_day_of_grace_keeps_the_plan_and_paying_after_does_not():
    owed = duty(*months(3), after=5)
    just = [paid(owed, date(2026, 1, 15), 100_00)]
    assert not any(e.accelerated for e in account(owed, just, date(2026, 1, 31)).entries)
    too_late = [paid(owed, date(2026, 1, 16), 100_00)]
    kept = account(owed, too_late, date(2026, 1, 31))
    assert [e.accelerated for e in kept.entries] == [False, True, True]
    assert [e.days_late for e in kept.entries] == [6, 15, 15]
    assert [e.state for e in kept.entries] == [State.LATE, State.OVERDUE, State.OVERDUE]


def test_the_grace_of_zero_days_and_a_single_due():
    owed = duty(*months(2), after=0)
    assert not any(e.accelerated for e in account(owed, [], date(2026, 1, 10)).entries)
    assert [e.accelerated for e in account(owed, [], date(2026, 1, 11)).entries] == [False, True]
    alone = duty((FIRST, 1), after=0)
    assert not account(alone, [], FIRST + timedelta(days=99)).entries[0].accelerated


def test_an_act_is_done_in_time_late_or_not():
    act = duty(kind=Duty.ACT, act="修好漏水", due=FIRST, amount_fen=0, instalments=())
    assert account(act, [], FIRST).entries[0].state is State.PENDING
    assert account(act, [], FIRST + timedelta(days=2)).entries[0].days_late == 2
    assert account(act, [paid(act, FIRST, status="done")], FIRST).entries[0].state is State.DONE
    late = account(act, [paid(act, FIRST + timedelta(days=4), status="done")], date(2027, 3, 1)).entries[0]
    assert (late.state, late.days_late, late.open_fen) == (State.LATE, 4, 0)


def test_a_breach_on_record_marks_what_was_due_and_is_lifted_by_payment():
    owed = duty(*months(3))
    mark = paid(owed, date(2026, 2, 20), seq=9, status="breached")
    first = paid(owed, date(2026, 1, 9), 100_00)
    broken = account(owed, [first, mark], date(2026, 2, 21))
    assert [e.state for e in broken.entries] == [State.PAID, State.BREACHED, State.PENDING]
    healed = account(owed, [first, mark, paid(owed, date(2026, 2, 25), 100_00, 10)], date(2026, 2, 26))
    assert [e.state for e in healed.entries] == [State.PAID, State.LATE, State.PENDING]
    ahead = account(owed, [replace(mark, on=date(2026, 1, 1))], date(2026, 1, 2))
    assert [e.state for e in ahead.entries] == [State.BREACHED, State.PENDING, State.PENDING], "民法典 578"


def test_a_lasting_duty_is_kept_until_somebody_writes_that_it_was_broken():
    lasting = duty(kind=Duty.ACT, act="夜间不放音响", continuous=True, due=FIRST, amount_fen=0, instalments=())
    assert account(lasting, [], FIRST + timedelta(days=400)).entries[0].state is State.PENDING
    mark = paid(lasting, FIRST + timedelta(days=9), seq=1, status="breached")
    assert account(lasting, [mark], FIRST + timedelta(days=10)).entries[0].state is State.BREACHED
    again = paid(lasting, FIRST + timedelta(days=12), seq=2, status="done")
    assert account(lasting, [mark, again], FIRST + timedelta(days=13)).entries[0].state is State.PENDING
    assert not account(lasting, [], FIRST).done


def test_payments_to_several_claimants_leave_the_totals_right():
    owed = duty((FIRST, 300_00), (FIRST + timedelta(days=30), 300_00))
    people = [new_id() for _ in range(3)]
    payments = [paid(owed, FIRST, 100_00, n, claimant=one) for n, one in enumerate(people)]
    kept = account(owed, payments, FIRST)
    assert (kept.received_fen, kept.open_fen) == (300_00, 300_00)
    assert kept.entries[0].state is State.PAID


def test_more_than_was_owed_fills_everything_and_is_not_lost():
    owed = duty(*months(2))
    kept = account(owed, [paid(owed, date(2026, 1, 1), 250_00)], date(2026, 1, 1))
    assert (kept.open_fen, kept.received_fen, kept.done) == (0, 250_00, True)


def test_no_day_was_agreed():
    owed = duty(amount_fen=50_00, instalments=(), due=None)
    (entry,) = account(owed, [], date(2030, 1, 1)).entries
    assert (entry.due, entry.state, entry.open_fen) == (None, State.PENDING, 50_00)
    assert is_done(owed, [paid(owed, FIRST, 50_00)])


# -- against brute force

DAYS = st.integers(0, 120)
PARTS = st.lists(st.tuples(DAYS, st.integers(1, 500)), min_size=1, max_size=6, unique_by=lambda part: part[0])
PAYMENTS = st.lists(st.tuples(DAYS, st.integers(1, 600)), max_size=8)
ZERO = date(2026, 1, 1)


def at(day: int) -> date:
    return ZERO + timedelta(days=day)


def simulate(parts, payments, after, today):
    """Day by day: pay what is oldest, see who is late, let the clause bite; (due, left, closed on) of each part."""
    order = sorted(parts)
    left = [fen for _, fen in order]
    due = [day for day, _ in order]
    closed: list[int | None] = [None] * len(order)
    bitten = False
    for day in range(today + 1):
        if after is not None and not bitten and len(order) > 1:
            bitten = any(left[n] and day > order[n][0] + after for n in range(len(order)))
            if bitten:
                due = [min(d, day) if left[n] else d for n, d in enumerate(due)]
        for fen in (fen for on, fen in payments if on == day):
            rest = fen
            for n in range(len(order)):
                taken = min(rest, left[n])
                left[n], rest = left[n] - taken, rest - taken
                if taken and not left[n]:
                    closed[n] = day
    return due, left, closed


@settings(max_examples=300, deadline=None)
@given(parts=PARTS, payments=PAYMENTS, after=st.none() | st.integers(0, 40), today=DAYS)
def test_the_ledger_is_what_a_patient_clerk_would_reckon(parts, payments, after, today):
    owed = duty(*[(at(day), fen) for day, fen in parts], after=after)
    known = [(on, fen) for on, fen in payments if on <= today]
    records = [paid(owed, at(on), fen, n) for n, (on, fen) in enumerate(known)]
    kept = account(owed, records[::-1], at(today))
    due, left, closed = simulate(parts, known, after, today)
    assert sum(e.amount_fen for e in kept.entries) == owed.amount_fen
    assert sum(e.paid_fen for e in kept.entries) == min(received(owed, records), owed.amount_fen)
    for n, entry in enumerate(kept.entries):
        assert entry.open_fen == left[n]
        assert entry.due == at(due[n])
        assert entry.state.closed == (left[n] == 0)
        if entry.state.closed:
            assert entry.paid_on == at(closed[n])
        late = max((closed[n] if not left[n] else today) - due[n], 0)
        assert entry.days_late == late
        assert (entry.state in {State.OVERDUE, State.LATE}) == bool(late)
    opened = [e.n for e in kept.entries if not e.state.closed]
    assert opened == list(range(opened[0], len(parts) + 1)) if opened else True, "the oldest first"
    assert kept.done == (not opened)

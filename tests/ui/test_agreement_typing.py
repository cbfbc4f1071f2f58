"""What may be typed into the obligation lines, and the agreement as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from desktop.commands.desk import Desk
from desktop.domain.agreements import Duty, Instalment, Obligation, Status, Term
from desktop.domain.casefile import CaseFile
from desktop.domain.changes import new_id
from desktop.domain.checks import Level, findings
from desktop.domain.people import Role
from desktop.domain.typed import Plan, Unclear
from desktop.domain.wording import bound, own_words, printed_terms
from desktop.ui.agreements.sums import parse_amount
from desktop.ui.agreements.when import Due, due_of, due_text, parse_due
from desktop.ui.agreements.working import Working

TODAY = date(2026, 11, 23)
MakeRoom = Callable[..., Desk]


@pytest.mark.parametrize(
    ("typed", "fen", "working"),
    [
        ("5440", 544000, ""),
        ("8640-3200", 544000, "8,640 − 3,200"),
        ("8640 - 3200.50 + 1万", 1543950, "8,640 − 3,200.50 + 10,000"),
    ],
)
def test_an_amount_may_be_typed_as_the_sum_that_led_to_it(typed: str, fen: int, working: str) -> None:
    amount = parse_amount(typed)

    assert (amount.fen, amount.working()) == (fen, working)


@pytest.mark.parametrize("typed", ["8640-", "-200", "100-200", "8640-abc", ""])
def test_a_sum_that_is_not_clear_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Unclear) as refused:
        parse_amount(typed)

    assert refused.value.for_user().endswith("。")


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("+14", Due(day=date(2026, 12, 7))),
        ("1207", Due(day=date(2026, 12, 7))),
        ("2期每月8日", Due(plan=Plan(2, 8))),
        ("12-15 10000; 1-15 9800", Due(parts=((date(2026, 12, 15), 1000000), (date(2027, 1, 15), 980000)))),
    ],
)
def test_one_field_takes_a_day_a_plan_or_a_list(typed: str, due: Due) -> None:
    assert parse_due(typed, TODAY) == due
    assert parse_due(due_text(due), TODAY) == due


@pytest.mark.parametrize("typed", ["1-15 9800; 12-15 10000", "12-15; 1-15", "不久"])
def test_days_out_of_order_or_without_amounts_are_refused(typed: str) -> None:
    with pytest.raises(Unclear):
        parse_due(typed, TODAY)


def test_a_list_must_make_the_total() -> None:
    due = parse_due("12-15 10000; 1-15 9800", TODAY)

    assert due.falls(1980000, TODAY) == due.parts
    with pytest.raises(Unclear, match=r"19,800\.00"):
        due.falls(2000000, TODAY)


def test_kept_instalments_read_as_the_plan_they_came_from() -> None:
    equal = (
        Instalment(due=date(2026, 12, 8), amount_fen=272000),
        Instalment(due=date(2027, 1, 8), amount_fen=272000),
    )
    uneven = (equal[0], replace(equal[1], amount_fen=100))

    assert due_of(None, equal, TODAY) == Due(plan=Plan(2, 8))
    later = due_of(None, equal, date(2027, 3, 1))
    assert later is not None
    assert later.plan is not None
    assert later.plan.first == date(2026, 12, 8), "days never move with the calendar"
    assert due_of(None, uneven, TODAY) == Due(parts=tuple((i.due, i.amount_fen) for i in uneven))


# -- the agreement as a value


def drafted(make_room: MakeRoom) -> tuple[Desk, CaseFile, Working]:
    desk = make_room("practice", role=Role.MEDIATOR)
    with desk.read() as reader:
        file = next(
            f
            for f in (reader.file(a.dispute_id) for a in reader.find(_agreement(), status="draft"))
            if f.terms and f.obligations
        )
    assert file.agreement is not None
    return desk, file, Working.of(file, file.agreement)


def _agreement() -> type:
    from desktop.domain.agreements import Agreement

    return Agreement


def test_obligations_of_a_paper_from_elsewhere_find_their_clause(make_room: MakeRoom) -> None:
    _, file, working = drafted(make_room)

    assert all(o.term_id for o in working.obligations)
    assert [o.kind for o in working.of_term(working.terms[0].id)] == [Duty.MONEY]
    assert [o.kind for o in working.of_term(working.terms[1].id)] == [Duty.ACT]
    assert printed_terms(working.into(file), working.agreement) == tuple(t.text for t in file.terms), "words stay"


def test_a_clause_of_its_own_words_must_say_the_amount_that_is_owed(make_room: MakeRoom) -> None:
    desk, file, working = drafted(make_room)
    calendar = desk.handbook.rules.calendar
    assert "WORDS_AMOUNT" not in {f.code for f in findings(working.into(file), working.agreement, TODAY, calendar)}

    money = replace(working.obligations[0], amount_fen=544100)
    wrong = working.with_obligation(money)
    found = [f for f in findings(wrong.into(file), wrong.agreement, TODAY, calendar) if f.code == "WORDS_AMOUNT"]

    assert [(f.level, f.term) for f in found] == [(Level.RED, 1)]
    assert "5,441.00" in found[0].sentence


def test_an_obligation_that_no_clause_means_is_not_lost() -> None:
    term = Term(dispute_id=new_id(), agreement_id=new_id(), position=1, text="双方再无争议。")
    duty = Obligation(
        dispute_id=term.dispute_id, agreement_id=term.agreement_id, seq=7, kind=Duty.MONEY, amount_fen=100
    )

    terms, duties = bound([term], [duty])

    assert duties == (duty,)
    assert not own_words(terms[0])


def test_moving_and_taking_out_keeps_numbers_dense(make_room: MakeRoom) -> None:
    _, _, working = drafted(make_room)
    working, added = working.added(Duty.MONEY)

    up = working.moved(added.id, -1)
    gone = up.without(up.terms[0].id)

    assert [t.position for t in up.terms] == list(range(1, len(up.terms) + 1))
    assert up.terms[-2].id == added.id
    assert [t.position for t in gone.terms] == list(range(1, len(gone.terms) + 1))
    assert {o.term_id for o in gone.obligations} <= {t.id for t in gone.terms}
    assert [o.seq for o in gone.obligations] == list(range(1, len(gone.obligations) + 1))
    assert up.moved(up.terms[0].id, -1) == up, "nothing above the first"


def test_a_draft_comes_back_as_it_was_and_only_to_its_own_round(make_room: MakeRoom) -> None:
    import json

    _, _, working = drafted(make_room)
    typed, _ = working.with_head(facts="改过的事实").added(Duty.MONEY, text="尾款另付")
    money = typed.obligations[0]
    parts = (
        Instalment(due=date(2026, 12, 8), amount_fen=money.amount_fen - 1),
        Instalment(due=date(2027, 1, 8), amount_fen=1),
    )
    typed = typed.with_obligation(replace(money, instalments=parts, extras={"sum": [864000, -320000]}))
    typed = typed.with_raw(f"{money.id}.due", "12-")

    kept = json.loads(json.dumps(typed.draft()))

    assert working.restored(kept) == typed
    assert working.with_head(draft_no=9).restored(kept) is None
    assert working.with_head(status=Status.IN_REVIEW).restored(kept) is None

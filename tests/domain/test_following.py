"""Following until settled: the ways after a breach, tracks and their clocks, when to ask again; dates at the edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from desktop.commands.handbook import open_handbook
from desktop.domain import tracks
from desktop.domain.agreements import Agreement, Duty, Form, Instalment, Obligation, Performance, Status
from desktop.domain.breach import ways
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Performing, Risk, Track, reopened_on
from desktop.domain.errors import RuleBroken
from desktop.domain.follow_ups import check, latest, may_reopen, next_ask, reopened, why_still_open
from desktop.domain.ledger import account
from desktop.domain.next_steps import steps
from desktop.domain.people import Party, PartyRole, Person
from desktop.domain.records import FollowEnd, FollowUp

RULES = open_handbook().rules
SIGNED = date(2026, 3, 11)
DUE = date(2026, 3, 20)


def case(
    *, category: str = "property", form: Form = Form.WRITTEN, parts: int = 1, money: bool = True, back: bool = False
):
    """A file with an agreement signed on 2026-03-11: one debt of 300.00 or one act."""
    d = Dispute(
        received_at=datetime.combine(date(2026, 3, 1), time(9)),
        category=category,
        case_no="(2026)海棠人调字第001号",
        intake=Intake.ACCEPTED,
        decided_on=date(2026, 3, 2),
        mediation=Mediation.AGREED_WRITTEN,
        performing=Performing.PERFORMING,
    )
    people = [Person(name=name) for name in ("甲某", "乙某")]
    sides = [
        Party(dispute_id=d.id, person_id=p.id, role=role)
        for p, role in zip(people, (PartyRole.APPLICANT, PartyRole.RESPONDENT), strict=True)
    ]
    agreement = Agreement(
        dispute_id=d.id, form=form, status=Status.SIGNED, agreed_on=SIGNED, effective_on=SIGNED, no="第1号"
    )
    plan = tuple(Instalment(due=DUE + timedelta(days=31 * n), amount_fen=300_00 // parts) for n in range(parts))
    debt = Obligation(
        dispute_id=d.id,
        agreement_id=agreement.id,
        seq=1,
        kind=Duty.MONEY if money else Duty.ACT,
        about="货款",
        act="" if money else "修好屋面",
        amount_fen=300_00 if money else 0,
        debtors=(sides[1].id,),
        creditors=(sides[0].id,),
        instalments=plan if money and parts > 1 else (),
        due=None if parts > 1 else DUE,
    )
    more = (
        [replace(debt, id=Person(name="x").id, seq=2, debtors=debt.creditors, creditors=debt.debtors)] if back else []
    )
    return CaseFile(
        dispute=d,
        people={p.id: p for p in people},
        parties=tuple(sides),
        agreements=(agreement,),
        obligations=(debt, *more),
    )


def way(file: CaseFile, code: str, today: date, n: int = 0):
    entry = account(file.obligations[0], file.performances, today).entries[n]
    return next(w for w in ways(file, entry, today, RULES) if w.code == code)


@pytest.mark.parametrize(
    ("today", "open_"), [(date(2026, 4, 9), True), (date(2026, 4, 10), True), (date(2026, 4, 11), False)]
)
def test_confirmation_is_open_for_thirty_days_from_the_effective_day(today, open_):
    found = way(case(), "judicial_confirmation", today)
    assert (found.open, found.until) == (open_, date(2026, 4, 10))
    assert found.paper == "confirmation_application"
    assert open_ or "已经过了" in found.why


def test_the_last_day_of_confirmation_moves_over_a_day_off():
    file = case()
    moved = replace(file, agreements=(replace(file.agreements[0], effective_on=date(2026, 4, 2)),))
    assert way(moved, "judicial_confirmation", date(2026, 5, 6)).until == date(2026, 5, 6)  # 2026-05-02 is 劳动节
    assert way(moved, "judicial_confirmation", date(2026, 5, 6)).open


def test_an_oral_agreement_cannot_be_confirmed_and_a_labour_one_only_about_pay():
    assert not way(case(form=Form.ORAL), "judicial_confirmation", SIGNED).open
    act = case(category="labour_other", money=False)
    assert "仅就给付义务" in way(act, "judicial_confirmation", SIGNED).why
    assert way(case(category="labour_other"), "judicial_confirmation", SIGNED).open


@pytest.mark.parametrize(("today", "open_"), [(date(2026, 3, 26), True), (date(2026, 3, 27), False)])
def test_arbitration_review_is_for_labour_within_fifteen_days(today, open_):
    assert way(case(category="labour_other"), "arbitration_review", today).open is open_
    entry = account(case().obligations[0], [], today).entries[0]
    assert "arbitration_review" not in [w.code for w in ways(case(), entry, today, RULES)]


def test_one_of_confirmation_and_review_never_both():
    file = case(category="labour_other")
    applied = Track(dispute_id=file.dispute.id, kind="judicial_confirmation", applied=SIGNED)
    file = replace(file, tracks=(applied,))
    assert "二者只能选一" in way(file, "arbitration_review", SIGNED).why
    assert "等结果" in way(file, "judicial_confirmation", SIGNED).why


def test_enforcement_needs_a_confirmation_and_ends_two_years_after_the_last_instalment():
    file = case(parts=3)
    assert not way(file, "enforcement", DUE + timedelta(days=1)).open
    valid = Track(
        dispute_id=file.dispute.id,
        kind="judicial_confirmation",
        applied=SIGNED,
        accepted=SIGNED,
        decided=date(2026, 3, 30),
        result="valid",
    )
    file = replace(file, tracks=(valid,))
    until = date(2028, 5, 22)  # two years after 2026-05-21, the third instalment; 2028-05-21 is a Sunday
    assert way(file, "enforcement", until).until == until
    assert way(file, "enforcement", until).open
    assert not way(file, "enforcement", until + timedelta(days=1)).open
    assert not way(file, "lawsuit", until).open, "who can enforce need not sue"


def test_a_lawsuit_is_open_for_three_years_from_the_last_instalment():
    assert way(case(), "lawsuit", DUE).until == date(2029, 3, 20)
    several = way(case(parts=3), "lawsuit", DUE + timedelta(days=1))
    assert several.until == date(2029, 5, 21)
    assert "第一百八十九条" in several.basis
    assert not way(case(), "lawsuit", date(2029, 3, 21)).open


def test_a_payment_order_is_for_money_that_is_due_and_owed_one_way():
    assert not way(case(), "payment_order", DUE).open, "on its day it is not overdue"
    assert way(case(), "payment_order", DUE + timedelta(days=1)).open
    assert "给付金钱" in way(case(money=False), "payment_order", DUE + timedelta(days=1)).why
    assert "互有给付" in way(case(back=True), "payment_order", DUE + timedelta(days=1)).why
    labour = case(category="labour_other")
    assert "第十六条" in way(labour, "payment_order", DUE + timedelta(days=1)).basis
    assert not way(labour, "payment_order", DUE + timedelta(days=1)).open, "货款 is none of 16"
    wages = replace(labour, obligations=(replace(labour.obligations[0], about="2月工资"),))
    assert way(wages, "payment_order", DUE + timedelta(days=1)).open


def test_labour_goes_to_arbitration_first_unless_it_is_about_wages_alone():
    labour, day = case(category="labour_other"), DUE + timedelta(days=1)
    assert way(labour, "arbitration", day).until == date(2027, 3, 22)  # 2027-03-20 is a Saturday
    assert not way(labour, "lawsuit", day).open
    assert way(case(category="labour_migrant_wages"), "lawsuit", day).open


def test_what_was_performed_needs_no_way():
    file = case()
    done = Performance(
        dispute_id=file.dispute.id, obligation_id=file.obligations[0].id, seq=1, on=DUE, amount_fen=300_00
    )
    entry = account(file.obligations[0], [done], DUE).entries[0]
    assert ways(replace(file, performances=(done,)), entry, DUE, RULES) == ()


# -- tracks


def clocks_of(track: Track, file: CaseFile):
    return {c.code: c for c in tracks.clocks(track, file, RULES)}


def test_the_clocks_of_a_confirmation_follow_each_other():
    file = case()
    track = Track(dispute_id=file.dispute.id, kind="judicial_confirmation")
    assert clocks_of(track, file)["judicial_confirmation"].due == date(2026, 4, 10)
    applied = replace(track, applied=date(2026, 3, 16))
    assert clocks_of(applied, file)["court_takes"].due == date(2026, 3, 19)
    assert not clocks_of(applied, file)["judicial_confirmation"].running
    accepted = replace(applied, accepted=date(2026, 3, 18))
    assert clocks_of(accepted, file)["court_rules_special"].due == date(2026, 4, 17)
    decided = replace(accepted, decided=date(2026, 4, 1), result="valid", served=date(2026, 4, 3))
    assert clocks_of(decided, file)["confirmation_objection_party"].due == date(2026, 4, 20)  # the 18th is a Saturday


@pytest.mark.parametrize(
    ("kind", "procedure", "due"),
    [
        ("court_delegated", "", date(2026, 4, 1)),
        ("court_entrusted", "ordinary", date(2026, 3, 17)),
        ("court_entrusted", "summary", date(2026, 3, 9)),
    ],
)
def test_what_a_court_sends_runs_from_the_day_its_papers_were_signed_for(kind, procedure, due):
    file = case()
    track = Track(dispute_id=file.dispute.id, kind=kind, procedure=procedure, accepted=date(2026, 3, 2))
    (clock,) = tracks.clocks(track, file, RULES)
    assert (clock.due, clock.ours) == (due, True)


def test_a_payment_order_waits_fifteen_days_for_the_debtor_and_enforcement_two_years():
    file = case()
    order = Track(dispute_id=file.dispute.id, kind="payment_order", applied=DUE, served=date(2026, 4, 7))
    assert clocks_of(order, file)["payment_order_objection"].due == date(2026, 4, 22)
    force = Track(dispute_id=file.dispute.id, kind="enforcement")
    assert clocks_of(force, file)["enforcement"].due == date(2028, 3, 20)


def test_running_clocks_are_steps_and_it_is_the_others_turn_where_it_is():
    file = case()
    track = Track(
        dispute_id=file.dispute.id, kind="judicial_confirmation", organ="示例区法院", applied=date(2026, 3, 16)
    )
    found = [s for s in steps(replace(file, tracks=(track,)), date(2026, 3, 17), RULES) if s.waiting]
    assert [(s.code, s.on, s.start) for s in found] == [("judicial_confirmation", date(2026, 3, 19), date(2026, 3, 16))]
    sent = Track(dispute_id=file.dispute.id, kind="court_delegated", accepted=date(2026, 3, 2))
    assert any(s.code == "court_delegated" and not s.waiting for s in steps(replace(file, tracks=(sent,)), DUE, RULES))
    suit = Track(dispute_id=file.dispute.id, kind="lawsuit", organ="示例区法院", applied=DUE)
    asked = next(s for s in steps(replace(file, tracks=(suit,)), DUE, RULES) if s.code == "lawsuit")
    assert asked.waiting
    assert asked.on == next_ask(DUE, Risk.GREEN, RULES)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"applied": DUE, "accepted": DUE - timedelta(days=1)}, "accepted"),
        ({"accepted": DUE, "decided": DUE - timedelta(days=1), "result": "valid"}, "decided"),
        ({"decided": DUE}, "result"),
        ({"applied": DUE, "result": "valid"}, "decided"),
    ],
)
def test_moments_in_a_wrong_order_are_refused(changes, field):
    with pytest.raises(RuleBroken) as refused:
        tracks.check(Track(dispute_id=case().dispute.id, kind="judicial_confirmation", **changes))
    assert refused.value.field == field


# -- asking again


ENDED = date(2026, 3, 18)


def ended(*asked: FollowUp, risk: Risk = Risk.GREEN) -> CaseFile:
    file = case()
    d = replace(file.dispute, mediation=Mediation.TERMINATED, ended_on=ENDED, performing=Performing.NONE, risk=risk)
    return replace(
        file,
        dispute=d,
        agreements=(),
        obligations=(),
        follow_ups=tuple(replace(f, dispute_id=d.id) for f in asked),
    )


def asked(on: date, end: FollowEnd, next_on: date | None = None, **extras: str) -> FollowUp:
    return FollowUp(dispute_id=case().dispute.id, on=on, end=end, next_on=next_on, extras=extras)


@pytest.mark.parametrize(
    ("risk", "due"),
    [
        (Risk.RED, date(2026, 3, 23)),  # the 21st is a Saturday
        (Risk.ORANGE, date(2026, 3, 25)),
        (Risk.YELLOW, date(2026, 4, 2)),
        (Risk.GREEN, date(2026, 4, 17)),
    ],
)
def test_what_ended_without_agreement_is_asked_after_by_its_risk(risk, due):
    (step,) = [s for s in steps(ended(risk=risk), ENDED, RULES) if s.code == "follow_up"]
    assert (step.on, step.start) == (due, ENDED)


def test_asking_goes_on_until_it_is_settled_or_elsewhere():
    assert "跟踪到妥善解决" in why_still_open(ended())
    goes_on = asked(date(2026, 4, 1), FollowEnd.GOES_ON, date(2026, 4, 15))
    assert "继续跟踪" in why_still_open(ended(goes_on))
    (step,) = [s for s in steps(ended(goes_on), date(2026, 4, 2), RULES) if s.code == "follow_up"]
    assert step.on == date(2026, 4, 15)
    settled = asked(date(2026, 4, 15), FollowEnd.SETTLED)
    assert why_still_open(ended(goes_on, settled)) == ""
    assert [s.code for s in steps(ended(goes_on, settled), date(2026, 4, 16), RULES)] == ["close"]
    assert "哪一程序" in why_still_open(ended(asked(date(2026, 4, 1), FollowEnd.ELSEWHERE)))
    assert why_still_open(ended(asked(date(2026, 4, 1), FollowEnd.ELSEWHERE, elsewhere="示例区法院起诉"))) == ""


def test_what_was_said_before_the_end_closes_nothing():
    early = asked(ENDED - timedelta(days=1), FollowEnd.SETTLED)
    assert latest(ended(early)) is None
    assert why_still_open(ended(early))


def test_a_follow_up_after_which_nobody_asks_is_refused():
    with pytest.raises(RuleBroken, match="下次回访"):
        check(ended(), asked(ENDED, FollowEnd.GOES_ON))
    with pytest.raises(RuleBroken, match="哪个机关"):
        check(ended(), asked(ENDED, FollowEnd.ELSEWHERE))
    talking = replace(ended(), dispute=replace(ended().dispute, mediation=Mediation.MEDIATING, ended_on=None))
    with pytest.raises(RuleBroken, match="再次调解"):
        check(talking, asked(ENDED, FollowEnd.REOPEN))
    closed = replace(ended(), dispute=replace(ended().dispute, filing=Filing.CLOSED, closed_on=ENDED))
    check(closed, asked(ENDED, FollowEnd.GOES_ON))


def test_another_try_begins_anew_and_remembers_how_it_ended():
    willing = asked(date(2026, 4, 1), FollowEnd.REOPEN)
    file = ended(willing)
    assert [s.verb for s in steps(file, date(2026, 4, 1), RULES)] == ["再次调解"]
    again = reopened(file.dispute, on=date(2026, 4, 2), why="双方愿意再谈")
    assert (again.mediation, again.ended_on, reopened_on(again)) == (Mediation.MEDIATING, None, date(2026, 4, 2))
    assert again.extras["rounds"][0]["ended_on"] == ENDED.isoformat()
    assert not may_reopen(again)
    assert "reopen" not in [s.code for s in steps(replace(file, dispute=again), date(2026, 4, 2), RULES)]
    with pytest.raises(RuleBroken, match="早于"):
        reopened(file.dispute, on=ENDED - timedelta(days=1), why="")
    archived = replace(file.dispute, filing=Filing.ARCHIVED, closed_on=ENDED, archived_on=ENDED)
    with pytest.raises(RuleBroken, match="另行登记"):
        reopened(archived, on=date(2026, 4, 2), why="")


def test_after_a_second_round_the_first_counts_no_more():
    first = asked(date(2026, 4, 1), FollowEnd.SETTLED)
    again = reopened(ended(first).dispute, on=date(2026, 4, 2), why="")
    over = replace(again, mediation=Mediation.TERMINATED, ended_on=date(2026, 4, 20))
    assert why_still_open(replace(ended(first), dispute=over))


def test_overdue_accelerated_and_coming_dues_are_steps_of_their_own():
    file = case(parts=3)
    duty = replace(file.obligations[0], accelerates_after=10)
    file = replace(file, obligations=(duty,))
    before = steps(file, DUE + timedelta(days=5), RULES)
    assert [(s.code, s.on) for s in before if s.tab == "performance" and s.code in {"overdue", "performance"}] == [
        ("overdue", DUE),
        ("performance", DUE + timedelta(days=31)),
    ]
    bitten = [s for s in steps(file, DUE + timedelta(days=11), RULES) if s.code in {"overdue", "performance"}]
    assert [s.what for s in bitten] == ["催付 第1期 100.00 元", "催付 提前到期的余款 200.00 元"]
    part = Performance(dispute_id=file.dispute.id, obligation_id=duty.id, seq=1, on=DUE, amount_fen=40_00)
    some = replace(file, performances=(part,))
    late = next(s for s in steps(some, DUE + timedelta(days=1), RULES) if s.code == "overdue")
    assert late.what == "催付 第1期 余款 60.00 元"

"""The rule table of allowances: class by rule, evidence complete or what lacks, payable or why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.commands.handbook import open_handbook
from desktop.commands.statistics.allowance_rates import table_rules
from desktop.domain.allowances import HOLDS, judge
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Performing, Track
from desktop.domain.people import TeamRole
from desktop.domain.tracks import CONFIRMATION

RULES = table_rules()
CATALOGUE = open_handbook().catalogue
CLOSED = date(2026, 10, 26)


@pytest.fixture
def file(make_room):
    """A written agreement, performed and closed, with a whole dossier and no side track."""
    desk = make_room("practice")
    with desk.read() as reader:
        (dispute,) = reader.find(Dispute, case_no="(2026)海棠人调字第010号")
        file = reader.file(dispute.id)
    assert file.dispute.closed_on == CLOSED
    assert not file.tracks
    return file


def but(file, **changed):
    """The same file with other facts of the dispute."""
    return replace(file, dispute=replace(file.dispute, **changed))


def judged(file):
    (found,) = judge(file, RULES, CATALOGUE)
    return found


def said(file):
    """code -> amount in 元 where payable, else why not."""
    return {item.code: item.why or item.amount_fen // 100 for item in judged(file).items}


def test_the_whole_file_earns_its_class_and_what_comes_on_top(file):
    assert said(file) == {"ordinary": 150, "succeeded": 50, "fulfilled": 50}
    assert judged(file).lacking == ()
    assert {item.on for item in judged(file).items} == {CLOSED}


def oral(file):
    (agreement,) = file.agreements
    return replace(
        but(file, mediation=Mediation.AGREED_ORAL), agreements=(replace(agreement, form=type(agreement.form)("oral")),)
    )


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda f: f, "ordinary"),
        (oral, "simple"),
        (lambda f: but(f, is_difficult=True), "difficult"),
        (lambda f: but(f, is_mass=True), "mass"),
        (lambda f: but(f, is_mass=True, is_difficult=True), "mass"),
        (lambda f: but(oral(f), is_difficult=True), "difficult"),
        (lambda f: but(f, mediation=Mediation.TERMINATED, ended_on=CLOSED), "unsettled"),
        (lambda f: but(f, mediation=Mediation.WITHDRAWN, ended_on=CLOSED, is_mass=True), "unsettled"),
        (lambda f: replace(f, agreements=()), "ordinary"),
        (lambda f: replace(but(f, mediation=Mediation.AGREED_ORAL), agreements=()), "simple"),
    ],
)
def test_the_class_is_the_first_rule_that_holds(file, make, code):
    assert judged(make(file)).rate.code == code


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda f: but(f, filing=Filing.OPEN, closed_on=None), "还没有结案"),
        (lambda f: but(f, mediators=()), "没有主办调解员"),
        (lambda f: replace(f, sessions=()), "卷宗缺调解记录"),
        (lambda f: replace(f, follow_ups=()), "卷宗缺回访记录"),
        (lambda f: replace(f, sessions=(), follow_ups=()), "卷宗缺调解记录、回访记录"),
        (lambda f: but(f, mediation=Mediation.TERMINATED, ended_on=CLOSED), "没有达成协议,不补"),
    ],
)
def test_what_is_not_payable_says_why_and_nothing_on_top_is_paid(file, make, why):
    found = judged(make(file))
    assert found.why == why
    assert sum(item.payable_fen for item in found.items) == 0
    assert all(item.why == why for item in found.items)


def test_who_leads_must_be_a_people_s_mediator(file):
    lead = file.team[file.dispute.mediators[0]]
    police = replace(lead, role=TeamRole.POLICE_OFFICER)
    assert judged(replace(file, team=file.team | {lead.id: police})).why == f"主办{lead.name}不是人民调解员"


def test_an_oral_file_needs_less_paper(file):
    bare = replace(oral(file), sessions=(), follow_ups=())
    assert said(bare) == {"simple": 50, "succeeded": 50, "fulfilled": 50}
    unsigned = tuple(replace(p, notice_signed_on=None) for p in file.parties)
    assert judged(replace(bare, parties=unsigned)).why == ""
    assert judged(replace(file, parties=unsigned)).why.startswith("卷宗缺权利义务告知书(")


@pytest.mark.parametrize(
    ("performing", "why"),
    [
        (Performing.PERFORMING, "还没有履行完毕"),
        (Performing.PARTIAL, "还没有履行完毕"),
        (Performing.NONE, "还没有履行完毕"),
        (Performing.BREACHED, "协议违约,没有履行"),
    ],
)
def test_fulfilment_is_paid_when_all_is_performed(file, performing, why):
    assert said(but(file, performing=performing))["fulfilled"] == why


def test_fulfilment_counts_on_its_last_payment_but_not_before_the_closing(file):
    late = tuple(replace(p, on=date(2026, 12, 3)) for p in file.performances)
    early = tuple(replace(p, on=date(2026, 9, 1)) for p in file.performances)
    for paid, on in ((late, date(2026, 12, 3)), (early, CLOSED)):
        items = {i.code: i.on for i in judged(replace(file, performances=paid)).items}
        assert items == {"ordinary": CLOSED, "succeeded": CLOSED, "fulfilled": on}


@pytest.mark.parametrize(
    ("track", "said_of_it"),
    [
        ({}, None),
        ({"applied": date(2026, 10, 1)}, "法院还没有裁定"),
        ({"applied": date(2026, 10, 1), "result": "valid"}, "没有写裁定的日期"),
        ({"applied": date(2026, 10, 1), "decided": date(2026, 11, 9), "result": "valid"}, 50),
        ({"applied": date(2026, 10, 1), "decided": date(2026, 11, 9), "result": "rejected"}, "驳回申请"),
        ({"accepted": date(2026, 10, 1), "decided": date(2026, 11, 9), "result": "withdrawn"}, "撤回申请"),
    ],
)
def test_confirmation_is_paid_when_the_court_said_valid(file, track, said_of_it):
    with_track = replace(file, tracks=(Track(dispute_id=file.dispute.id, kind=CONFIRMATION, **track),))
    assert said(with_track).get("confirmed") == said_of_it
    if said_of_it == 50:
        assert judged(with_track).items[-1].on == date(2026, 11, 9)


def test_a_dispute_is_paid_for_once_however_often_it_is_settled(file):
    before = {
        "mediation": "agreed_written",
        "ended_on": "2026-05-02",
        "closed_on": "2026-05-08",
        "reopened_on": "2026-08-01",
        "why": "新的争议",
    }
    first, second = judge(but(file, extras={"rounds": [before]}), RULES, CATALOGUE)
    assert (first.rate.code, first.items[0].on, first.why) == ("ordinary", date(2026, 5, 8), "")
    assert {i.code: i.why for i in second.items} == {
        "ordinary": "同一纠纷只补一次,已在2026年5月核过",
        "succeeded": "同一纠纷只补一次,已在2026年5月核过",
        "fulfilled": "",
    }
    assert {i.code: i.why for i in first.items}["fulfilled"] == "又再次调解,按最后一次核"


def test_a_round_that_failed_does_not_use_up_the_allowance(file):
    before = {"mediation": "terminated", "closed_on": "2026-05-08", "reopened_on": "2026-08-01"}
    first, second = judge(but(file, extras={"rounds": [before]}), RULES, CATALOGUE)
    assert first.rate.code == "unsettled"
    assert second.why == ""


@pytest.mark.parametrize("intake", [Intake.RECEIVED, Intake.REFUSED, Intake.REFERRED])
def test_what_was_not_taken_is_not_judged(file, intake):
    assert judge(but(file, intake=intake), RULES, CATALOGUE) == ()


def test_what_still_goes_on_is_not_judged(file):
    going = replace(but(file, mediation=Mediation.MEDIATING, filing=Filing.OPEN, closed_on=None), agreements=())
    assert judge(going, RULES, CATALOGUE) == ()


def test_an_amount_of_nothing_is_said_so_and_an_amount_for_failing_is_paid(file):
    def with_amount(code, amount):
        def set_to(rates):
            return tuple(r.set_to(amount) if r.code == code else r for r in rates)

        return replace(RULES, classes=set_to(RULES.classes), bonuses=set_to(RULES.bonuses))

    (none,) = judge(file, with_amount("succeeded", 0), CATALOGUE)
    assert {i.code: i.why for i in none.items}["succeeded"] == "本室没有定这项补贴"
    failed = but(file, mediation=Mediation.TERMINATED, ended_on=CLOSED)
    (paid,) = judge(failed, with_amount("unsettled", 30_00), CATALOGUE)
    assert (paid.why, paid.items[0].payable_fen) == ("", 30_00)


def test_every_rule_of_the_table_can_be_asked_and_says_its_ground():
    assert {rate.when for rate in RULES.classes} <= HOLDS.keys()
    assert {rate.when for rate in RULES.bonuses} <= {*HOLDS, "fulfilled", "confirmed"}
    assert len({rate.code for rate in RULES.all()}) == len(RULES.all())
    for rate in RULES.all():
        assert rate.basis
        assert rate.condition
        assert rate.confidence in {"V", "V2", "R", "C"}
        assert 0 <= rate.amount_fen <= 1_000_00

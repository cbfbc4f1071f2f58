"""Every limit of a file, computed from its facts alone; and the steps that speak of limits and of papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from desktop.commands.handbook import open_handbook
from desktop.domain import limits as package
from desktop.domain.agreements import Agreement, Duty, Form, Instalment, Obligation, Performance, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.changes import new_id
from desktop.domain.deadlines import Unit
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Performing, Risk, Track, WorkOrder
from desktop.domain.limits import RULES as LIMIT_RULES
from desktop.domain.limits import limits
from desktop.domain.next_steps import RULES, handling_ends, steps
from desktop.domain.people import Agent, Party, PartyRole, Person
from desktop.domain.records import Extension, Feedback, FollowUp, Session, Suspension
from desktop.domain.vigilance import RiskAssessment, Standing

BOOK = open_handbook().rules
ME = new_id()
ID = new_id()
ASKING, OTHER = new_id(), new_id()
PEOPLE = {ASKING: Person(id=ASKING, name="甲"), OTHER: Person(id=OTHER, name="乙")}
A, B = new_id(), new_id()


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def file(*, dispute=None, signed="2026-03-04", **parts) -> CaseFile:
    """Accepted on Wednesday 2026-03-04 on the application of the 3rd, both told of their rights at once."""
    said = {
        "id": ID,
        "case_no": "(2026)试字第001号",
        "received_at": at("2026-03-03T09:00"),
        "applied_on": day("2026-03-03"),
        "decided_on": day("2026-03-04"),
        "intake": Intake.ACCEPTED,
        "mediation": Mediation.MEDIATING,
        "mediators": (ME,),
        "category": "contract",
    } | (dispute or {})
    on = day(signed) if signed else None
    parties = tuple(
        Party(id=id, dispute_id=ID, person_id=person, role=role, position=n, notice_signed_on=on)
        for n, (id, person, role) in enumerate(((A, ASKING, PartyRole.APPLICANT), (B, OTHER, PartyRole.RESPONDENT)))
    )
    return CaseFile(dispute=Dispute(**said), people=PEOPLE, parties=parties, **parts)


AGREED = {"mediation": Mediation.AGREED_WRITTEN}


def agreed(*, dispute=None, agreement=None, duties=(), paid=(), **parts) -> CaseFile:
    """A written agreement of Wednesday 2026-03-11, signed and sealed."""
    said = {
        "dispute_id": ID,
        "status": Status.SIGNED,
        "agreed_on": day("2026-03-11"),
        "effective_on": day("2026-03-11"),
        "signed_parties": "双方签名",
        "signed_mediators": (ME,),
        "seal": "调委会",
    } | (agreement or {})
    made = Agreement(**said)
    obligations = tuple(
        Obligation(dispute_id=ID, agreement_id=made.id, seq=n, **values) for n, values in enumerate(duties, 1)
    )
    performances = tuple(
        Performance(dispute_id=ID, obligation_id=obligations[seq - 1].id, seq=seq, **values) for seq, values in paid
    )
    return file(
        dispute=AGREED | (dispute or {}),
        agreements=(made,),
        obligations=obligations,
        performances=performances,
        **parts,
    )


def money(due, fen=100, **more):
    return {"kind": Duty.MONEY, "amount_fen": fen, "due": day(due), **more}


def rows(case: CaseFile, *codes):
    return [r for r in limits(case, BOOK) if not codes or r.code in codes or r.rule in codes]


def one(case: CaseFile, code):
    (found,) = rows(case, code)
    return found


def told(row):
    return (str(row.start), str(row.due) if row.due else None, str(row.met_on) if row.met_on else None)


# -- coming in


def test_deciding_and_telling_the_rights():
    case = file()
    assert told(one(case, "accept_decision_3wd")) == ("2026-03-03", "2026-03-06", "2026-03-04")
    assert told(one(case, "rights_notice_3wd")) == ("2026-03-04", "2026-03-09", "2026-03-04")
    assert one(file(signed=None), "rights_notice_3wd").met_on is None


def test_a_matter_that_was_not_decided_has_only_the_limit_of_deciding():
    case = file(dispute={"intake": Intake.RECEIVED, "decided_on": None, "mediation": Mediation.NOT_STARTED})
    assert [r.rule for r in limits(case, BOOK)] == ["accept_decision"]
    assert one(case, "accept_decision").met_on is None


@pytest.mark.parametrize(
    ("order", "promise", "code", "due"),
    [
        ({"type": "咨询"}, "", "hotline_consult_1wd", "2026-05-12"),
        ({"type": "建议"}, "", "hotline_consult_1wd", "2026-05-12"),
        ({"type": "投诉"}, "", "hotline_general_5wd", "2026-05-18"),
        ({"type": "投诉", "urgency": "督办"}, "", "hotline_supervised_3wd", "2026-05-14"),
        ({"type": "投诉", "title": "复核件"}, "", "hotline_supervised_3wd", "2026-05-14"),
        ({"type": "投诉"}, "复杂事项15个工作日", "hotline_15wd", "2026-06-01"),
        ({"type": "投诉", "due": day("2026-06-01")}, "", "hotline_15wd", "2026-06-01"),
        ({"type": "求助", "due": day("2026-05-14")}, "", "hotline_supervised_3wd", "2026-05-14"),
        ({"type": "求助", "due": day("2026-05-25")}, "经批准延长", "hotline_general_5wd", "2026-05-25"),
    ],
)
def test_a_hotline_order_has_the_limit_of_its_own_kind(order, promise, code, due):
    work_order = WorkOrder(dispute_id=ID, dispatched_at=at("2026-05-11T16:20"), **order)
    source = {"source": "hotline_12345", "received_at": at("2026-05-11T16:20"), "applied_on": None}
    later = {"decided_on": day("2026-05-12"), "feedback_due_note": promise}
    case = file(dispute=source | later, work_orders=(work_order,))
    assert told(one(case, "hotline_first_contact_1wd")) == ("2026-05-11", "2026-05-12", None)
    assert told(one(case, code)) == ("2026-05-11", due, None)
    assert one(case, code).extended is (due == "2026-05-25")


def test_an_interim_reply_does_not_meet_the_final_answer():
    source = {"source": "police_110", "received_at": at("2026-03-03T11:25"), "feedback_due": day("2026-03-06")}
    reply = Feedback(dispute_id=ID, to="派出所", on=day("2026-03-05"), content="阶段反馈:已约定调解")
    case = file(dispute=source, feedbacks=(reply,))
    assert told(one(case, "police_feedback_3wd")) == ("2026-03-03", "2026-03-06", None)
    final = replace(reply, id=new_id(), on=day("2026-03-06"), content="办结反馈:已达成协议")
    assert one(file(dispute=source, feedbacks=(reply, final)), "police_feedback").met_on == day("2026-03-06")
    plain = replace(reply, content="双方已和解", on=day("2026-03-12"))
    assert one(agreed(dispute=source, feedbacks=(plain,)), "police_feedback").met_on == day("2026-03-12")


def test_petitions_bind_the_petition_organ():
    case = file(dispute={"source": "petition"})
    found = {r.code: told(r)[:2] for r in limits(case, BOOK) if r.code.startswith("petition")}
    assert found == {
        "petition_misrouting_5wd": ("2026-03-03", "2026-03-10"),
        "petition_inform_15d": ("2026-03-03", "2026-03-18"),
        "petition_decide_60d": ("2026-03-04", "2026-05-06"),
    }


# -- the mediation itself


def test_the_usual_thirty_days():
    row = one(file(), "handling_30d")
    assert told(row) == ("2026-03-04", "2026-04-03", None)
    assert (row.unit, row.figure, row.confidence) == ("calendar_day", 30, "R")
    assert one(agreed(), "handling").met_on == day("2026-03-11")
    ended = file(dispute={"mediation": Mediation.TERMINATED, "ended_on": day("2026-03-20")})
    assert one(ended, "handling").met_on == day("2026-03-20")


def test_labour_runs_from_the_application_and_an_appraisal_does_not_stop_it():
    pause = Suspension(dispute_id=ID, starts=day("2026-03-05"), ends=day("2026-03-25"), reason="鉴定")
    case = file(dispute={"category": "labour_other"}, suspensions=(pause,))
    assert told(one(case, "labour_mediation_15d")) == ("2026-03-03", "2026-03-18", None)
    assert rows(case, "handling") == []


def test_medical_counts_working_days_without_the_appraisal():
    pause = Suspension(dispute_id=ID, starts=day("2026-03-09"), ends=day("2026-03-13"), reason="医疗损害鉴定")
    case = file(dispute={"category": "medical"}, suspensions=(pause,))
    assert told(one(case, "medical_30wd")) == ("2026-03-04", "2026-04-23", None)
    assert handling_ends(case, BOOK) == (day("2026-04-23"), "医疗纠纷预防和处理条例第三十八条")


def test_an_open_pause_stops_the_clock():
    pause = Suspension(dispute_id=ID, starts=day("2026-03-09"), reason="笔迹鉴定")
    case = file(suspensions=(pause,))
    assert one(case, "handling").due is None
    assert handling_ends(case, BOOK) is None
    waiting = [s for s in steps(case, day("2026-03-20"), BOOK) if s.code == "suspended"]
    assert [(s.what, str(s.on), s.waiting) for s in waiting] == [("等笔迹鉴定", "2026-03-23", True)]


def test_the_parties_extend_and_both_days_stay_to_be_seen():
    longer = Extension(dispute_id=ID, on=day("2026-03-30"), until=day("2026-04-26"), reason="报价", consent="双方同意")
    case = file(extensions=(longer,))
    assert told(one(case, "handling_30d")) == ("2026-03-04", "2026-04-03", None)
    assert one(case, "handling_30d").extended
    row = one(case, "handling_extended")
    assert (told(row), row.unit, row.basis) == (("2026-04-03", "2026-04-26", None), "date", "双方同意延期")
    assert handling_ends(case, BOOK) == (day("2026-04-26"), "双方同意延期"), "a day that was agreed does not move"


def test_an_appraisal_after_the_extension_never_makes_the_limit_shorter():
    longer = Extension(dispute_id=ID, on=day("2026-03-06"), until=day("2026-04-10"), consent="双方同意")
    pause = Suspension(dispute_id=ID, starts=day("2026-03-10"), ends=day("2026-03-29"), reason="鉴定")
    assert one(file(extensions=(longer,), suspensions=(pause,)), "extended").due == day("2026-04-23")


def test_a_reopened_mediation_has_a_limit_of_its_own():
    old = Extension(dispute_id=ID, on=day("2026-03-30"), until=day("2026-04-20"), consent="双方同意")
    case = file(dispute={"extras": {"reopened_on": "2026-06-01"}}, extensions=(old,))
    assert told(one(case, "handling_30d")) == ("2026-06-01", "2026-07-01", None)
    assert rows(case, "extended") == []


@pytest.mark.parametrize(
    ("kind", "procedure", "code", "due"),
    [
        ("court_delegated", "", "court_delegated_30d", "2026-04-09"),
        ("court_entrusted", "ordinary", "court_entrusted_ordinary_15d", "2026-03-25"),
        ("court_entrusted", "", "court_entrusted_ordinary_15d", "2026-03-25"),
        ("court_entrusted", "summary", "court_entrusted_summary_7d", "2026-03-17"),
    ],
)
def test_a_court_gives_its_own_time_from_the_day_its_papers_were_signed_for(kind, procedure, code, due):
    track = Track(dispute_id=ID, kind=kind, procedure=procedure, accepted=day("2026-03-10"))
    case = file(tracks=(track,))
    assert told(one(case, code)) == ("2026-03-10", due, None)
    assert handling_ends(case, BOOK)[0] == day(due), "the court's time goes before the usual one"
    named = file(tracks=(replace(track, due=day("2026-05-15")),))
    assert one(named, code).due == day("2026-05-15")
    assert one(named, code).extended


def test_a_file_from_a_court_without_a_track_counts_from_its_arrival():
    case = file(dispute={"source": "court", "received_at": at("2026-03-02T10:00")})
    assert told(one(case, "court_delegated_30d")) == ("2026-03-02", "2026-04-01", None)


# -- after the agreement


def test_confirmation_and_review_run_from_the_effective_day():
    assert told(one(agreed(), "judicial_confirmation_30d")) == ("2026-03-11", "2026-04-10", None)
    assert rows(agreed(), "arbitration_review") == []
    track = Track(dispute_id=ID, kind="arbitration_review", applied=day("2026-03-20"))
    labour = agreed(dispute={"category": "labour_other"}, tracks=(track,))
    assert told(one(labour, "arbitration_review_15d")) == ("2026-03-11", "2026-03-26", "2026-03-20")
    assert one(labour, "judicial_confirmation").met_on is None


@pytest.mark.parametrize("without", [{"seal": ""}, {"status": Status.ISSUED}, {"form": Form.ORAL}])
def test_nothing_can_be_confirmed_that_has_no_effect_or_no_paper(without):
    case = agreed(agreement=without)
    assert rows(case, "judicial_confirmation") == []


def test_the_effect_needs_the_seal():
    assert told(one(agreed(), "agreement_effect_written_0d")) == ("2026-03-11", "2026-03-11", "2026-03-11")
    assert one(agreed(agreement={"seal": ""}), "agreement_effect_written").met_on is None
    oral = agreed(dispute={"mediation": Mediation.AGREED_ORAL}, agreement={"form": Form.ORAL, "seal": ""})
    assert one(oral, "agreement_effect_oral_0d").met_on == day("2026-03-11")


def test_the_court_has_its_days_and_the_parties_theirs():
    track = Track(
        dispute_id=ID,
        kind="judicial_confirmation",
        applied=day("2026-03-20"),
        accepted=day("2026-03-24"),
        decided=day("2026-04-02"),
        served=day("2026-04-03"),
        result="valid",
    )
    case = agreed(duties=[money("2026-05-20")], tracks=(track,))
    assert told(one(case, "court_takes_3d")) == ("2026-03-20", "2026-03-23", "2026-03-24")
    assert told(one(case, "court_rules_15d")) == ("2026-03-24", "2026-04-08", "2026-04-02")
    assert told(one(case, "court_rules_special_30d")) == ("2026-03-24", "2026-04-23", "2026-04-02")
    assert told(one(case, "confirmation_objection_party_15d")) == ("2026-04-03", "2026-04-20", None)
    assert told(one(case, "confirmation_objection_third_6m")) == ("2026-04-02", "2026-10-08", None)
    assert told(one(case, "enforcement_2y")) == ("2026-05-20", "2028-05-22", None)
    assert one(case, "enforcement_2y").provisional
    assert rows(case, "civil_limitation") == [], "with a title one enforces and does not sue"


def test_a_refused_confirmation_gives_no_title():
    track = Track(dispute_id=ID, kind="judicial_confirmation", decided=day("2026-04-02"), result="rejected")
    case = agreed(duties=[money("2026-05-20")], tracks=(track,))
    assert rows(case, "enforcement", "confirmation_objection_third") == []
    assert told(one(case, "civil_limitation_3y")) == ("2026-05-20", "2029-05-21", None)


def test_a_part_payment_begins_the_limitation_anew():
    paid = [(1, {"on": day("2026-06-18"), "amount_fen": 40})]
    assert one(agreed(duties=[money("2026-05-20")], paid=paid), "civil_limitation").start == day("2026-06-18")


def test_a_labour_claim_lives_one_year():
    case = agreed(dispute={"category": "labour_other"}, duties=[money("2026-05-20")])
    assert told(one(case, "labour_limitation_1y")) == ("2026-05-20", "2027-05-20", None)
    ended = file(
        dispute={
            "category": "labour_other",
            "mediation": Mediation.TERMINATED,
            "ended_on": day("2026-03-18"),
        }
    )
    assert one(ended, "labour_limitation").start == day("2026-03-03"), "asking the committee interrupts it"


def test_a_payment_order_can_be_opposed():
    track = Track(dispute_id=ID, kind="payment_order", applied=day("2026-06-01"), served=day("2026-06-05"))
    assert told(one(agreed(tracks=(track,)), "payment_order_objection_15d")) == ("2026-06-05", "2026-06-22", None)


def test_instalments_are_numbered_among_all_payments_and_never_move():
    parts = tuple(Instalment(due=day(f"2026-{month:02}-04"), amount_fen=50) for month in (4, 5, 6))
    case = agreed(
        duties=[
            money("2026-04-20", 30),
            {"kind": Duty.MONEY, "amount_fen": 150, "instalments": parts},
            {"kind": Duty.ACT, "act": "修漏水", "due": day("2026-04-18")},
            {"kind": Duty.ACT, "act": "不扰民", "continuous": True},
        ],
        paid=[(1, {"on": day("2026-04-19"), "amount_fen": 30}), (2, {"on": day("2026-04-03"), "amount_fen": 70})],
    )
    found = [(r.code, *told(r)) for r in limits(case, BOOK) if r.code.startswith(("instalment", "obligation"))]
    assert found == [
        ("instalment_1", "2026-03-11", "2026-04-04", "2026-04-03"),
        ("instalment_2", "2026-03-11", "2026-04-20", "2026-04-19"),
        ("instalment_3", "2026-03-11", "2026-05-04", None),
        ("instalment_4", "2026-03-11", "2026-06-04", None),
        ("obligation_3", "2026-03-11", "2026-04-18", None),
    ]
    assert {r.unit for r in limits(case, BOOK) if r.code.startswith("instalment")} == {"date"}
    assert told(one(case, "performance_reminder_3d")) == ("2026-05-04", "2026-05-07", None)


# -- watching and keeping


@pytest.mark.parametrize(
    ("risk", "code", "due"),
    [
        (Risk.RED, "follow_up_red_3d", "2026-03-16"),
        (Risk.ORANGE, "follow_up_orange_7d", "2026-03-18"),
        (Risk.YELLOW, "follow_up_yellow_15d", "2026-03-26"),
        (Risk.GREEN, "follow_up_green_30d", "2026-04-10"),
    ],
)
def test_the_first_visit_comes_by_risk(risk, code, due):
    asked = FollowUp(dispute_id=ID, on=day("2026-03-15"))
    assert told(one(agreed(dispute={"risk": risk}, follow_ups=(asked,)), code)) == ("2026-03-11", due, "2026-03-15")


def test_each_day_of_performance_is_followed_by_a_visit():
    case = agreed(duties=[money("2026-04-20"), money("2026-05-20")])
    assert [str(r.start) for r in rows(case, "follow_up_green")] == ["2026-03-11", "2026-04-20", "2026-05-20"]


def test_a_level_is_looked_at_again():
    first = RiskAssessment(dispute_id=ID, level=Risk.ORANGE, reasons=("扬言",), at=at("2026-03-05T10:00"))
    lowering = replace(first, id=new_id(), at=at("2026-03-08T10:00"), standing=Standing.AWAITS_SECOND)
    second = replace(first, id=new_id(), at=at("2026-03-11T10:00"), review_on=day("2026-03-16"))
    case = file(risk_assessments=(first, lowering, second))
    found = [told(r) for r in rows(case, "risk_review_7d")]
    assert found == [("2026-03-05", "2026-03-12", "2026-03-11"), ("2026-03-11", "2026-03-16", None)]


@pytest.mark.parametrize(
    ("retention", "code", "due"),
    [("短期", "retention_short_10y", "2036-04-10"), ("长期", "retention_long_30y", "2056-04-10"), ("永久", "", "")],
)
def test_what_is_archived_is_kept_and_then_erased(retention, code, due):
    done = {"filing": Filing.ARCHIVED, "closed_on": day("2026-04-08"), "archived_on": day("2026-04-10")}
    case = agreed(dispute=done | {"retention": retention})
    assert told(one(case, "archive_30d")) == ("2026-04-08", "2026-05-08", "2026-04-10")
    kept = rows(case, "retention_short", "retention_long")
    assert [(r.code, str(r.due)) for r in kept] == ([(code, due)] if code else [])
    assert bool(rows(case, "privacy_erasure")) is bool(code)


def test_every_row_of_the_table_is_computed_somewhere():
    """A limit that stands in the table and speaks in no file would be a promise nobody keeps."""
    source = "".join(path.read_text(encoding="utf-8") for path in Path(package.__file__).parent.glob("*.py"))
    forgotten = [
        code
        for code in BOOK.limits
        if f'"{code}"' not in source and not code.startswith("follow_up_") and not code.startswith("court_entrusted_")
    ]
    assert forgotten == []
    assert len(LIMIT_RULES) == len(set(LIMIT_RULES))


# -- the steps


def said(case, on, *codes):
    return [(s.code, s.what, str(s.on)) for s in steps(case, day(on), BOOK) if s.code in codes]


def test_the_mediation_warns_on_the_20th_and_25th_day_and_speaks_from_then_on():
    case = file(sessions=(Session(dispute_id=ID, no=1, starts=at("2026-03-30T09:00"), planned=True),))
    limit = ("limit", "调解期限届满", "2026-04-03")
    assert said(case, "2026-03-23", "limit", "limit_warning") == []
    warning = ("limit_warning", "调解期限还剩 10 日", "2026-03-24")
    assert said(case, "2026-03-24", "limit", "limit_warning") == [warning, limit]
    assert said(case, "2026-03-25", "limit", "limit_warning") == [limit]
    assert said(case, "2026-03-30", "limit_warning") == [("limit_warning", "调解期限还剩 4 日", "2026-03-30")], (
        "the 25th day is a Sunday: said on Monday"
    )
    assert said(case, "2026-04-03", "limit", "limit_warning") == [limit]
    step = next(s for s in steps(case, day("2026-03-24"), BOOK) if s.code == "limit_warning")
    assert step.basis == "人民调解工作若干规定第三十三条·第 20 日提醒"
    assert step.start == day("2026-03-04")


def test_nobody_is_warned_of_a_limit_while_the_agreement_is_being_signed():
    case = file(agreements=(Agreement(dispute_id=ID, status=Status.ISSUED, agreed_on=day("2026-03-20")),))
    assert said(case, "2026-03-24", "limit_warning") == []


def test_an_option_speaks_in_its_last_ten_days_and_is_silent_after():
    case = agreed(duties=[money("2026-12-20")])
    assert said(case, "2026-03-30", "option_judicial_confirmation") == []
    last = [("option_judicial_confirmation", "可共同申请司法确认,还剩 10 日", "2026-04-10")]
    assert said(case, "2026-03-31", "option_judicial_confirmation") == last
    assert said(case, "2026-04-10", "option_judicial_confirmation")[0][1] == "可共同申请司法确认,今天最后一日"
    assert said(case, "2026-04-11", "option_judicial_confirmation") == []
    track = Track(dispute_id=ID, kind="judicial_confirmation", applied=day("2026-03-20"))
    assert said(agreed(duties=[money("2026-12-20")], tracks=(track,)), "2026-03-31", last[0][0]) == []
    over = agreed(dispute={"performing": Performing.FULFILLED}, duties=[money("2026-03-20")])
    assert said(over, "2026-03-31", last[0][0]) == [], "who has been paid wants no title"


def test_only_one_of_two_ways_is_spoken_of_once_one_is_taken():
    labour = {"category": "labour_other"}
    both = agreed(dispute=labour, duties=[money("2026-12-20")])
    assert [c for c, *_ in said(both, "2026-03-25", "option_arbitration_review")] == ["option_arbitration_review"]
    track = Track(dispute_id=ID, kind="arbitration_review", applied=day("2026-03-20"))
    taken = agreed(dispute=labour, duties=[money("2026-12-20")], tracks=(track,))
    assert said(taken, "2026-04-05", "option_judicial_confirmation", "option_arbitration_review") == []


def test_a_claim_that_is_about_to_die_is_spoken_of():
    case = agreed(duties=[money("2026-05-20")])
    assert said(case, "2029-03-01", "claim_ends") == []
    assert said(case, "2029-04-01", "claim_ends") == [("claim_ends", "提醒权利人:诉讼时效届满", "2029-05-21")]
    assert said(case, "2029-05-22", "claim_ends") == []


POLICE = {
    "source": "police_110",
    "received_at": at("2026-03-03T11:25"),
    "feedback_due": day("2026-03-06"),
    "feedback_due_note": "",
}
HOTLINE = {
    "source": "hotline_12345",
    "department": "城运中心",
    "received_at": at("2026-05-11T16:20"),
    "applied_on": None,
    "decided_on": day("2026-05-12"),
    "feedback_due": day("2026-06-01"),
}
ORDER = WorkOrder(dispute_id=ID, type="投诉", dispatched_at=at("2026-05-11T16:20"), due=day("2026-06-01"))


def test_the_answer_to_the_police_and_to_the_hotline():
    assert said(file(dispute=POLICE), "2026-03-04", "feedback", "feedback_warning") == [
        ("feedback", "向派出所反馈处置结果", "2026-03-06")
    ]
    case = file(dispute=HOTLINE, work_orders=(ORDER,))
    assert said(case, "2026-05-26", "feedback_warning") == []
    assert said(case, "2026-05-27", "feedback_warning") == [
        ("feedback_warning", "6月1日须答复城运中心,还剩 3 个工作日", "2026-05-27")
    ]
    step = next(s for s in steps(case, day("2026-05-27"), BOOK) if s.code == "feedback_warning")
    assert step.basis == "未调成的先作阶段反馈"
    assert step.start == day("2026-05-11")


def test_an_interim_reply_rests_until_the_result_and_then_the_final_answer_is_due():
    reply = Feedback(dispute_id=ID, to="城运中心", on=day("2026-05-29"), content="阶段反馈:继续调解")
    case = file(dispute=HOTLINE, work_orders=(ORDER,), feedbacks=(reply,))
    assert said(case, "2026-06-02", "feedback") == []
    ended = HOTLINE | {"mediation": Mediation.TERMINATED, "ended_on": day("2026-06-10")}
    over = file(dispute=ended, work_orders=(ORDER,), feedbacks=(reply,))
    assert said(over, "2026-06-10", "feedback") == [("feedback", "向城运中心反馈处置结果", "2026-06-11")]
    final = replace(reply, id=new_id(), on=day("2026-06-11"), content="办结反馈")
    assert said(file(dispute=ended, work_orders=(ORDER,), feedbacks=(reply, final)), "2026-06-11", "feedback") == []


def test_the_caller_is_rung_up_within_a_working_day():
    fresh = HOTLINE | {"intake": Intake.RECEIVED, "decided_on": None, "mediation": Mediation.NOT_STARTED}
    case = file(dispute=fresh, work_orders=(ORDER,))
    assert said(case, "2026-05-11", "first_contact") == [("first_contact", "先行联系来电人", "2026-05-12")]
    rung = replace(ORDER, first_contact_on=day("2026-05-12"))
    assert said(file(dispute=fresh, work_orders=(rung,)), "2026-05-12", "first_contact") == []


@pytest.mark.parametrize(
    ("agreement", "what"),
    [
        ({"seal": ""}, "协议缺调委会印章"),
        ({"signed_parties": "", "signed_mediators": ()}, "协议缺当事人签名、调解员签名"),
    ],
)
def test_a_signed_agreement_without_its_marks_is_called_out(agreement, what):
    case = agreed(agreement=agreement, duties=[money("2026-12-20")])
    assert said(case, "2026-03-11", "agreement_marks") == [("agreement_marks", what, "2026-03-12")]
    assert said(agreed(duties=[money("2026-12-20")]), "2026-03-11", "agreement_marks") == []


def authority(until: str, kind: str = "委托代理人") -> Agent:
    return Agent(dispute_id=ID, party_id=A, person_id=OTHER, agent_type=kind, authority_until=day(until))


def test_authority_that_ends_before_the_signing_is_called_out():
    case = file(agents=(authority("2026-03-20"),))
    assert said(case, "2026-03-12", "authority") == []
    assert said(case, "2026-03-13", "authority") == [("authority", "乙的授权3月20日到期", "2026-03-20")]
    assert said(case, "2026-03-23", "authority") == [("authority", "乙的授权3月20日已到期", "2026-03-20")]
    later = Session(dispute_id=ID, no=1, starts=at("2026-04-01T09:00"), planned=True)
    early = file(agents=(authority("2026-03-30"),), sessions=(later,))
    assert said(early, "2026-03-05", "authority"), "it ends before the session that is planned"
    assert said(agreed(agents=(authority("2026-03-20"),)), "2026-03-23", "authority") == []
    assert said(file(agents=(authority("2026-03-20", "法定代理人"),)), "2026-03-23", "authority") == []


def test_a_dossier_that_lacks_something_is_finished_before_it_is_archived():
    closed = {"filing": Filing.CLOSED, "closed_on": day("2026-04-08"), "performing": Performing.FULFILLED}
    case = agreed(dispute=closed, signed=None)
    found = said(case, "2026-04-09", "dossier", "archive")
    assert {on for *_, on in found} == {"2026-05-08"}
    assert next(what for code, what, _ in found if code == "dossier").startswith("卷宗缺权利义务告知书")


def test_each_rule_is_asked_once():
    assert len(RULES) == len(set(RULES))


def test_a_step_of_a_limit_says_from_when_it_counts():
    fresh = file(dispute={"intake": Intake.RECEIVED, "decided_on": None, "mediation": Mediation.NOT_STARTED})
    (step,) = [s for s in steps(fresh, day("2026-03-04"), BOOK) if s.code == "decide"]
    assert (step.start, step.on, step.basis) == (day("2026-03-03"), day("2026-03-06"), "本室规则")
    assert step.owner == ME
    assert isinstance(step.owner, UUID)


def test_with_other_figures_of_the_committee_everything_moves_together():
    own = replace(BOOK, limits=BOOK.limits | {"handling": BOOK.limit("handling").set_to(45, Unit.CALENDAR_DAY)})
    row = next(r for r in limits(file(), own) if r.rule == "handling")
    assert (row.due, row.code, row.confidence) == (day("2026-04-20"), "handling_30d", "C")
    assert handling_ends(file(), own) == (day("2026-04-20"), "本室规则")
    assert [s.on for s in steps(file(), day("2026-04-15"), own) if s.code == "limit"] == [day("2026-04-20")]
    assert (day("2026-03-04") + timedelta(days=45)).weekday() == 5, "a Saturday: Monday"

"""The risk ladder: each rule at its edge, its evidence in words, what is denied, who must be told at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.commands.risk import table
from desktop.domain import risk
from desktop.domain.agreements import Agreement, Duty, Form, Instalment, Obligation, Performance
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Intake, Mediation, Performing, Risk, WorkOrder
from desktop.domain.measures import MEASURES
from desktop.domain.people import Claimant, Party, PartyRole, Person
from desktop.domain.records import FollowUp, RiskReport
from desktop.domain.risk_table import Related
from desktop.domain.vigilance import RiskAssessment, Standing
from tests.conftest import NOON

TODAY = date(2026, 11, 23)
AT = NOON.replace(tzinfo=None)
ID = Dispute(received_at=AT).id


def file(facts="两家为楼道堆物争执。", *, people=None, **more):
    """A file of two neighbours; `more` are fields of CaseFile, or of its dispute."""
    known = {f for f in CaseFile.__dataclass_fields__ if f not in {"dispute", "people"}}
    dispute = Dispute(
        id=ID,
        received_at=AT,
        facts=facts,
        category=more.pop("category", "neighbourhood"),
        **{k: v for k, v in more.items() if k not in known},
    )
    a, b = Person(name="甲"), Person(name="乙")
    parties = (
        Party(dispute_id=ID, person_id=a.id, role=PartyRole.APPLICANT),
        Party(dispute_id=ID, person_id=b.id, role=PartyRole.RESPONDENT),
    )
    made = {a.id: a, b.id: b} | (people or {})
    parts = {k: v for k, v in more.items() if k in known}
    return CaseFile(dispute=dispute, people=made, **({"parties": parties} | parts))


def found(made, related=()):
    return {p.code: p for p in risk.points(made, related, TODAY, table())}


WORDS = [
    ("他说不想活了。", "self_harm", Risk.RED),
    ("他拿刀站在门口。", "weapon", Risk.RED),
    ("丈夫长期家暴。", "domestic_violence", Risk.RED),
    ("伤情鉴定为轻伤。", "crime", Risk.RED),
    ("他扬言要砸店。", "threat", Risk.ORANGE),
    ("职工要集体上访。", "collective_petition", Risk.RED),
    ("昨晚被打,流血了。", "injury", Risk.ORANGE),
    ("门口聚集了很多人。", "gathering", Risk.ORANGE),
    ("业主建了群商量。", "group_chat", Risk.YELLOW),
    ("她在网上发帖。", "online", Risk.YELLOW),
    ("他们报过警。", "police_before", Risk.YELLOW),
    ("昨天打了110。", "police_before", Risk.YELLOW),
    ("来人情绪激动。", "emotional", Risk.YELLOW),
]


@pytest.mark.parametrize(("facts", "code", "level"), WORDS)
def test_words_of_the_story_speak_and_are_quoted(facts, code, level):
    point = found(file(facts))[code]
    assert point.level is level
    assert "案情" in point.evidence
    assert any(word in point.evidence for word in table().rule(code).words)
    assert point.basis
    assert point.rule


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ("他没有轻生的念头。", "self_harm"),
        ("双方都没有扬言什么。", "threat"),
        ("尚未报警。", "police_before"),
        ("楼道烟雾报警器老化。", "police_before"),
        ("押金1100元,物业费3110元。", "police_before"),
        ("工程没完工,油炸摊位油烟大,汽油费对不上。", "weapon"),
        ("工程没完工,油炸摊位油烟大,汽油费对不上。", "threat"),
        ("两家为楼道堆物争执。", "emotional"),
    ],
)
def test_what_is_denied_or_only_looks_alike_does_not_speak(facts, code):
    assert code not in found(file(facts))


def test_a_negation_of_another_clause_does_not_deny():
    assert "threat" in found(file("他没有付钱,扬言要堵门。"))


@pytest.mark.parametrize(
    ("caution", "code", "level"),
    [
        ("self_harm", "self_harm", Risk.RED),
        ("weapon", "weapon", Risk.RED),
        ("domestic_violence", "domestic_violence", Risk.RED),
        ("petition_threat", "collective_petition", Risk.RED),
        ("injury", "injury", Risk.ORANGE),
        ("crowd", "gathering", Risk.ORANGE),
        ("unpaid_wages", "wages", Risk.ORANGE),
        ("repeated", "repeat_orders", Risk.YELLOW),
        ("police_called", "police_before", Risk.YELLOW),
        ("minor", "minor", Risk.YELLOW),
        ("emotional", "emotional", Risk.YELLOW),
        ("elderly_alone", "vulnerable", Risk.YELLOW),
        ("media", "online", Risk.YELLOW),
    ],
)
def test_a_caution_ticked_at_the_desk_speaks(caution, code, level):
    point = found(file(cautions=(caution,)))[code]
    assert point.level is level
    assert "登记时注明" in point.evidence


@pytest.mark.parametrize(
    ("n", "code"),
    [
        (4, None),
        (5, "crowd_5"),
        (9, "crowd_5"),
        (10, "crowd_10"),
        (29, "crowd_10"),
        (30, "crowd_30"),
        (200, "crowd_30"),
    ],
)
def test_of_a_count_only_the_highest_rung_speaks(n, code):
    crowd = {c for c in found(file(parties_count=n)) if c.startswith("crowd")}
    assert crowd == ({code} if code else set())


def test_claimants_count_as_people():
    workers = [Person(name=f"职工{n}") for n in range(10)]
    claimants = tuple(Claimant(dispute_id=ID, person_id=w.id, no=n) for n, w in enumerate(workers, 1))
    assert "crowd_10" in found(file(claimants=claimants, people={w.id: w for w in workers}))


@pytest.mark.parametrize(("n", "code"), [(0, None), (1, None), (2, "repeat_orders"), (5, "repeat_orders_5")])
def test_repeated_orders(n, code):
    orders = (WorkOrder(dispute_id=ID, repeat_count=n),)
    assert {c for c in found(file(work_orders=orders)) if c.startswith("repeat_orders")} == ({code} if code else set())


def debt(*dues):
    a = Agreement(dispute_id=ID, form=Form.ORAL, agreed_on=date(2026, 8, 1))
    parts = tuple(Instalment(due=due, amount_fen=1000_00) for due in dues)
    o = Obligation(
        dispute_id=ID, agreement_id=a.id, seq=1, kind=Duty.MONEY, amount_fen=1000_00 * len(dues), instalments=parts
    )
    return {
        "agreements": (a,),
        "obligations": (o,),
        "intake": Intake.ACCEPTED,
        "mediation": Mediation.AGREED_ORAL,
        "performing": Performing.PERFORMING,
    }, o


@pytest.mark.parametrize(
    ("late", "code"), [(0, None), (1, "arrears"), (29, "arrears"), (30, "arrears_long"), (90, "arrears_long")]
)
def test_money_overdue_by_days(late, code):
    more, _ = debt(TODAY - timedelta(days=late))
    arrears = {c for c in found(file(**more)) if c in {"arrears", "arrears_long"}}
    assert arrears == ({code} if code else set())


def test_two_instalments_overdue_and_none_when_paid():
    more, o = debt(TODAY - timedelta(days=20), TODAY - timedelta(days=5), TODAY + timedelta(days=20))
    made = file(**more)
    assert "arrears_instalments" in found(made)
    assert "2,000.00" in found(made)["arrears_instalments"].evidence
    paid = Performance(
        dispute_id=ID, obligation_id=o.id, seq=1, on=TODAY - timedelta(days=4), amount_fen=2000_00, status="paid"
    )
    assert not {"arrears", "arrears_instalments"} & set(found(replace(made, performances=(paid,))))


@pytest.mark.parametrize(
    ("category", "facts", "speaks"),
    [
        ("labour_migrant_wages", "两人来访。", True),
        ("labour_other", "两个月工资没发。", True),
        ("labour_other", "加班时间争议。", False),
        ("contract", "对方说工资没发,付不出货款。", False),
    ],
)
def test_wages(category, facts, speaks):
    assert ("wages" in found(file(facts, category=category))) is speaks


def other(n, why=("person",), source="walk_in"):
    return Related(number=f"2026-{n:03d}", received_on=TODAY, why=why, source=source)


@pytest.mark.parametrize(
    ("n", "why", "code"),
    [
        (1, ("person",), None),
        (2, ("person",), "repeat_files"),
        (2, ("company",), None),
        (2, ("company", "phone"), "repeat_files"),
        (4, ("address",), "repeat_files_5"),
    ],
)
def test_files_of_the_same_people(n, why, code):
    related = [other(k, why) for k in range(n)]
    assert {c for c in found(file(), related) if c.startswith("repeat_files")} == ({code} if code else set())


def test_two_alarms_of_the_same_people():
    assert "police_files" not in found(file(), [other(1, source="police_110")])
    point = found(file(source="police_110"), [other(1, source="police_station")])["police_files"]
    assert (point.level, "2 次" in point.evidence) == (Risk.ORANGE, True)


@pytest.mark.parametrize(("born", "speaks"), [(date(2008, 11, 23), False), (date(2008, 11, 24), True)])
def test_a_minor_on_the_day_before_eighteen(born, speaks):
    young = Person(name="小林", birth_date=born)
    party = Party(dispute_id=ID, person_id=young.id, role=PartyRole.APPLICANT)
    assert ("minor" in found(file(parties=(party,), people={young.id: young}))) is speaks


def test_breach_and_dissatisfaction_and_signs():
    asked = FollowUp(dispute_id=ID, on=date(2026, 11, 20), satisfaction="不满意", signs=("threatens", "self_harm"))
    points = found(file(performing=Performing.BREACHED, follow_ups=(asked,)))
    assert points["breached"].level is Risk.ORANGE
    assert points["dissatisfied"].level is Risk.YELLOW
    assert points["sign_threatens"].level is Risk.ORANGE
    assert points["sign_self_harm"].level is Risk.RED
    assert "11-20" in points["sign_self_harm"].evidence


def test_the_suggestion_is_the_gravest_point_and_nothing_is_quiet():
    assert risk.suggest(risk.points(file(), (), TODAY, table())) is Risk.GREEN
    grave = risk.points(file("来人情绪激动,说不想活了,建了群。"), (), TODAY, table())
    assert risk.suggest(grave) is Risk.RED
    assert [p.level for p in grave] == sorted((p.level for p in grave), key=[Risk.RED, Risk.ORANGE, Risk.YELLOW].index)


def test_every_rule_of_the_table_has_a_measure_and_a_source():
    for rule in table().rules:
        assert rule.measure in MEASURES or rule.measure == "signs"
        assert rule.source == "本室规则"
        assert rule.basis
        assert set(rule.report) <= {o.code for o in table().organs}


def needs(made):
    points = risk.points(made, (), TODAY, table())
    return [o.label for o in risk.needs_report(made, points, table())]


def test_who_must_be_told_at_once():
    assert needs(file()) == []
    assert needs(file("来人情绪激动。")) == []
    assert needs(file("他扬言要砸店。")) == ["派出所"]
    assert needs(file("他说不想活了。")) == ["派出所", "司法所", "街道平安办"]
    told = RiskReport(dispute_id=ID, at=AT, to=("海棠路派出所", "海棠司法所"))
    assert needs(file("他说不想活了。", risk_reports=(told,))) == ["街道平安办"]


def assessed(level, before, *, hours=0, standing=Standing.IN_FORCE, extras=None):
    return RiskAssessment(
        dispute_id=ID,
        level=level,
        before=before,
        reasons=("理由",),
        at=AT + timedelta(hours=hours),
        standing=standing,
        extras=extras or {},
    )


def test_a_report_before_the_raise_does_not_answer_it():
    early = RiskReport(dispute_id=ID, at=AT - timedelta(hours=1), to=("派出所", "司法所"))
    late = RiskReport(dispute_id=ID, at=AT + timedelta(hours=1), to=("海棠路派出所", "海棠司法所"))
    raised = file(risk=Risk.RED, risk_assessments=(assessed(Risk.RED, Risk.GREEN),))
    assert risk.unreported(raised) == ("派出所", "司法所")
    assert risk.unreported(replace(raised, risk_reports=(early,))) == ("派出所", "司法所")
    assert risk.unreported(replace(raised, risk_reports=(late,))) == ()


def test_looking_again_at_the_same_level_asks_for_no_new_report():
    told = RiskReport(dispute_id=ID, at=AT + timedelta(hours=1), to=("派出所", "司法所"))
    again = (assessed(Risk.RED, Risk.GREEN), assessed(Risk.RED, Risk.RED, hours=72))
    assert risk.unreported(file(risk=Risk.RED, risk_reports=(told,), risk_assessments=again)) == ()


def test_orange_asks_for_those_that_its_points_name():
    orange = assessed(Risk.ORANGE, Risk.GREEN, extras={risk.REPORT_TO: ["派出所"]})
    assert risk.unreported(file(risk=Risk.ORANGE, risk_assessments=(orange,))) == ("派出所",)
    plain = assessed(Risk.ORANGE, Risk.GREEN)
    assert risk.unreported(file(risk=Risk.ORANGE, risk_assessments=(plain,))) == ()


def test_a_red_file_from_elsewhere_needs_one_report():
    assert risk.unreported(file(risk=Risk.RED)) == risk.ALWAYS_TOLD
    told = RiskReport(dispute_id=ID, at=AT - timedelta(days=90), to=("海棠路派出所",))
    assert risk.unreported(file(risk=Risk.RED, risk_reports=(told,))) == ()

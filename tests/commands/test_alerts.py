"""欠薪苗头: fires at the third file and not at the second, at the edges of its days, whatever a company is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.commands import alerts, disputes, history
from desktop.commands.watching import rules
from desktop.domain.disputes import Dispute
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Person, PersonKind, Role
from desktop.domain.vigilance import Alert
from tests.conftest import NOON, be

DAY = NOON.replace(hour=9, minute=0, tzinfo=None)
SPELLINGS = ("上海澜图云科信息技术有限公司", "澜图云科", "澜图云科信息技术(上海)有限公司")
(RULE,) = rules()


@pytest.fixture
def desk(make_room):
    return make_room(role=Role.ADMIN)


def wages(desk, name, *, days_ago=0, company=SPELLINGS[0], category="labour_other"):
    return disputes.register(
        desk,
        disputes.Arrival(
            name=name,
            facts="两个月工资没发",
            category=category,
            other=company,
            received_at=DAY - timedelta(days=days_ago),
        ),
    )


def open_now(desk):
    return alerts.open_alerts(desk)


def test_it_fires_at_the_third_file_and_not_at_the_second(desk):
    wages(desk, "陈一", days_ago=30)
    wages(desk, "陈二", days_ago=10)
    assert open_now(desk) == ()
    third = wages(desk, "陈三")
    (raised,) = open_now(desk)
    assert raised.alert.disputes[-1] == third.id
    assert [f.received_on for f in raised.files] == sorted(f.received_on for f in raised.files)
    assert len(raised.files) == 3
    assert raised.alert.raised_on == desk.today()
    assert raised.owner == "周慧兰"
    assert raised.alert.subject == SPELLINGS[0]


@pytest.mark.parametrize(("span", "fires"), [(0, True), (59, True), (60, True), (61, False), (90, False)])
def test_the_edge_of_sixty_days(desk, span, fires):
    """民法典 201: the first day is not counted, so a file sixty days after the first still belongs to it."""
    assert (RULE.files, RULE.days) == (3, 60)
    wages(desk, "陈一", days_ago=span)
    wages(desk, "陈二", days_ago=span // 2)
    wages(desk, "陈三")
    assert bool(open_now(desk)) is fires


def test_spellings_of_one_company_count_as_one(desk):
    for n, spelling in enumerate(SPELLINGS):
        wages(desk, f"陈{n}", company=spelling)
    (raised,) = open_now(desk)
    assert raised.alert.subject in {SPELLINGS[0], SPELLINGS[2]}, "a full name, not the short one"


@pytest.mark.parametrize("other", ["上海恒禾餐饮有限公司", "上海澜图物业服务有限公司"])
def test_another_company_does_not_count(desk, other):
    for n, company in enumerate((SPELLINGS[0], SPELLINGS[0], other)):
        wages(desk, f"陈{n}", company=company)
    assert open_now(desk) == ()


def test_what_the_data_does_not_count_does_not_count(desk):
    wages(desk, "陈一")
    wages(desk, "陈二", category="contract")
    refused = wages(desk, "陈三")
    disputes.refuse(desk, refused.id, on=desk.today(), grounds=[desk.handbook.grounds[0].code])
    wages(desk, "陈四")
    assert open_now(desk) == ()
    wages(desk, "陈五")
    (raised,) = open_now(desk)
    assert refused.id not in raised.alert.disputes


def test_a_changed_category_or_name_is_seen_in_the_act_that_changes_it(desk):
    wages(desk, "陈一")
    wages(desk, "陈二")
    late = wages(desk, "陈三", category="contract")
    assert open_now(desk) == ()
    disputes.edit(desk, replace(late, category="labour_other"))
    assert len(open_now(desk)) == 1


def test_a_company_named_later_is_seen(desk):
    wages(desk, "陈一")
    wages(desk, "陈二")
    bare = wages(desk, "陈三", company="某单位负责人")
    with desk.read() as reader:
        file = reader.file(bare.id)
    answering = file.person(file.sides[1])
    disputes.save_person(desk, bare.id, replace(answering, kind=PersonKind.LEGAL, name=SPELLINGS[0]))
    assert len(open_now(desk)) == 1


def test_two_credit_codes_are_two_companies(desk):
    first, second = wages(desk, "陈一"), wages(desk, "陈二")
    for dispute, code in ((first, "91310000MA1K000018"), (second, "91310000MA1K000026")):
        with desk.read() as reader:
            file = reader.file(dispute.id)
        disputes.save_person(desk, dispute.id, replace(file.person(file.sides[1]), uscc=code))
    wages(desk, "陈三")
    assert open_now(desk) == ()


def test_a_fourth_file_joins_the_open_alert(desk):
    for n in range(4):
        wages(desk, f"陈{n}")
    (raised,) = open_now(desk)
    assert len(raised.files) == 4


def test_worked_off_with_ticks_and_closed_with_a_note(desk):
    for n in range(3):
        wages(desk, f"陈{n}")
    (raised,) = open_now(desk)
    codes = [c.code for c in raised.rule.checks]
    assert len(codes) >= 6
    alerts.tick(desk, raised.alert.id, [codes[2], codes[0]], "已通报")
    (raised,) = open_now(desk)
    assert raised.alert.checks == (codes[0], codes[2])
    assert raised.done == 2
    with pytest.raises(RuleBroken, match="处置结果"):
        alerts.close(desk, raised.alert.id, " ")
    alerts.close(desk, raised.alert.id, "企业已筹款补发")
    assert open_now(desk) == ()
    with pytest.raises(RuleBroken, match="已经解除"):
        alerts.tick(desk, raised.alert.id, codes)


def test_closed_files_stay_quiet_and_a_new_one_speaks_again(desk):
    made = [wages(desk, f"陈{n}") for n in range(3)]
    alerts.close(desk, open_now(desk)[0].alert.id, "已核实")
    disputes.edit(desk, replace(_now(desk, made[0].id), facts="补充:两个月工资没发"))
    assert open_now(desk) == ()
    wages(desk, "陈四")
    (raised,) = open_now(desk)
    assert len(raised.files) == 4


def test_taking_back_the_third_registration_takes_back_the_alert(desk):
    for n in range(3):
        wages(desk, f"陈{n}")
    history.undo_last(desk)
    assert open_now(desk) == ()


def test_an_old_heap_is_not_raised_today(desk):
    for n in range(3):
        wages(desk, f"陈{n}", days_ago=100 + n)
    assert open_now(desk) == ()


def test_a_reader_may_look_and_not_tick(desk):
    for n in range(3):
        wages(desk, f"陈{n}")
    (raised,) = open_now(desk)
    be(desk, Role.READER)
    assert len(open_now(desk)) == 1
    with pytest.raises(Exception, match="修改"):
        alerts.tick(desk, raised.alert.id, [])


def _now(desk, id):
    with desk.read() as reader:
        return reader.get(Dispute, id)


def test_a_person_with_a_name_like_a_firm_is_no_firm(desk):
    """欧阳 with a given name of two characters asks three times: no alert about her."""
    for _ in range(3):
        wages(desk, "欧阳晓彤", company="某人")
    assert open_now(desk) == ()
    with desk.read() as reader:
        assert reader.find(Alert) == []
        assert {p.name for p in reader.find(Person)} == {"欧阳晓彤", "某人"}

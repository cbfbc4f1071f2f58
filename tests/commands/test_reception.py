"""A reception day through its verbs: gapless tickets, every end, the 小结 and what is changed after it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.commands import history, reception
from desktop.commands.lists import Files, Filter
from desktop.commands.reception_sheet import sheet, summary
from desktop.commands.verify import verify
from desktop.domain.errors import MediationError, NotAllowed, RuleBroken
from desktop.domain.people import Committee, Role
from desktop.domain.team import DayKind, ReceptionRule, VisitEnd
from tests.conftest import NOON, be
from tests.reports.reading import flat, text_of

PHONE = "12000000946"


class Clock:
    """A wall clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self):
        return self.at

    def later(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(make_room, clock):
    return make_room("practice", role=Role.MEDIATOR, now=clock)


@pytest.fixture
def day(desk):
    return reception.open_day(desk, None, desk.today(), [desk.account.member_id])


def ticket(desk, day, name="贾㛃", phone=PHONE, matter="退租押金不退"):
    return reception.take(desk, day.id, name, phone, matter)


def files(desk):
    return len(Files(desk, Filter()).ids())


def test_the_committees_words_are_offered_once(make_room):
    desk = make_room(role=Role.ADMIN)
    with desk.act(reception.Act.MANAGE, "committee") as tx:
        tx.put(replace(tx.find(Committee)[0], reception_day="每月第二个星期三 13:30—16:30"))
    (offered,) = reception.proposals(desk)
    assert reception.rules(desk) == [], "offered, not forced"
    reception.adopt(desk)
    (made,) = reception.rules(desk)
    assert (made.week, made.weekday, made.starts, made.place) == (2, 2, "13:30", desk.committee().room)
    assert offered.week == made.week
    assert reception.proposals(desk) == ()
    with pytest.raises(RuleBroken):
        reception.adopt(desk)


def test_the_days_of_all_rules_stand_in_one_list(desk):
    first = reception.save_rule(desk, ReceptionRule(name="接待日", week=1, weekday=2))
    policy = ReceptionRule(name="政策咨询日", kind=DayKind.POLICY, week=0, weekday=3, starts="9点", ends="11:00")
    reception.save_rule(desk, policy)
    reception.save_rule(desk, ReceptionRule(name="停办的", week=0, weekday=0, active=False))
    found = reception.upcoming(desk, date(2026, 10, 1), date(2026, 10, 15))
    assert [(d.on.day, d.rule.name) for d in found] == [(8, "政策咨询日"), (8, "接待日"), (15, "政策咨询日")]
    shifted = next(d for d in found if d.rule.id == first.id)
    assert reception.why_shifted(shifted) == "原定 10月7日,国庆节放假顺延"


def test_a_rule_ends_after_it_begins(desk):
    with pytest.raises(RuleBroken):
        reception.save_rule(desk, ReceptionRule(name="接待日", starts="16:00", ends="13:00"))


def test_a_day_begins_once_with_somebody_and_not_before_its_time(desk):
    rule = reception.save_rule(desk, ReceptionRule(name="接待日"))
    with pytest.raises(RuleBroken) as nobody:
        reception.open_day(desk, rule, desk.today(), [])
    assert nobody.value.field == "on_duty"
    with pytest.raises(RuleBroken):
        reception.open_day(desk, rule, desk.today() + timedelta(days=1), [desk.account.member_id])
    reception.open_day(desk, rule, desk.today(), [desk.account.member_id])
    with pytest.raises(RuleBroken):
        reception.open_day(desk, rule, desk.today(), [desk.account.member_id])
    assert reception.current(desk).name == "接待日"


def test_asked_and_answered(desk, day, clock):
    visit = ticket(desk, day)
    clock.later(12)
    reception.call(desk, visit.id)
    with pytest.raises(RuleBroken):
        reception.consult(desk, visit.id, "  ")
    clock.later(5)
    done = reception.consult(desk, visit.id, "告知按合同约定处理")
    assert (done.end, done.seen_by) == (VisitEnd.CONSULTED, desk.account.member_id)
    assert [done.called_at - done.arrived_at, done.ended_at - done.called_at] == [
        timedelta(minutes=12),
        timedelta(minutes=5),
    ]


def test_who_comes_later_and_talks_is_on_duty_from_then_on(desk, day):
    lawyer = next(m for m in desk.members() if m.name == "叶知秋")
    done = reception.consult(desk, ticket(desk, day).id, "可以起诉", by=lawyer.id)
    assert done.seen_by == lawyer.id
    assert reception.get(desk, day.id).on_duty == (desk.account.member_id, lawyer.id)
    assert [words.split("（")[0] for words in summary(desk, day.id).on_duty] == ["周慧兰", "叶知秋"]


def test_a_visit_becomes_a_file_with_what_was_said_and_undo_takes_both_back(desk, day, clock):
    visit = ticket(desk, day)
    clock.later(9)
    before = files(desk)
    done, dispute = reception.register(desk, visit.id, said="房东说墙面污损", other="刘䶮")
    assert (done.end, done.about_id, done.category) == (VisitEnd.REGISTERED, dispute.id, dispute.category)
    with desk.read() as reader:
        file = reader.file(dispute.id)
    assert file.dispute.facts == "退租押金不退\n房东说墙面污损"
    assert file.dispute.source == "walk_in"
    assert file.dispute.received_at == visit.arrived_at
    assert file.dispute.mediators == (desk.account.member_id,)
    assert [file.person(p).name for p in file.sides] == ["贾㛃", "刘䶮"]
    assert file.person(file.sides[0]).phone == PHONE
    with pytest.raises(RuleBroken):
        reception.register(desk, visit.id)
    history.undo_last(desk)
    assert files(desk) == before
    (again,) = reception.visits(desk, day.id)
    assert (again.end, again.about_id) == (VisitEnd.WAITING, None)


def test_without_words_or_category_no_file_begins(desk, day):
    silent = ticket(desk, day, matter="")
    before = files(desk)
    with pytest.raises(RuleBroken) as no_kind:
        reception.register(desk, silent.id)
    assert no_kind.value.field == "category"
    with pytest.raises(RuleBroken) as no_words:
        reception.register(desk, silent.id, category=desk.handbook.categories[-1].code)
    assert no_words.value.field == "facts"
    assert files(desk) == before
    assert reception.visits(desk, day.id)[0].end is VisitEnd.WAITING, "all or nothing"


def test_who_came_before_is_recognised_and_the_visit_stands_in_that_file(desk, day):
    first = ticket(desk, day)
    _, dispute = reception.register(desk, first.id)
    second = ticket(desk, day, matter="来问进展")
    (known, *_) = reception.known(desk, second.name, second.phone)
    assert (known.line.id, known.how) == (dispute.id, "同名同号")
    assert [k.how for k in reception.known(desk, "别人", PHONE)] == ["同号"]
    assert [k.how for k in reception.known(desk, "贾㛃", "")] == ["同名"]
    assert reception.known(desk, "", "") == []
    reception.join(desk, second.id, dispute.id, "告知下周通知双方到场")
    assert [v.ticket for v, _ in reception.visits_of(desk, dispute.id)] == [1, 2]
    assert [v.ticket for v, _ in reception.came_before(desk, second)] == []  # the same minute is not before
    (event, *_) = history.timeline(desk, dispute.id)
    assert event.act == "visit"
    assert "告知下周通知双方到场" in [change.after for change in event.changes]


def test_a_day_is_not_closed_over_somebodys_head(desk, day):
    one, two = ticket(desk, day), ticket(desk, day, "汪洁", "")
    reception.call(desk, one.id)
    with pytest.raises(RuleBroken) as talking:
        reception.close_day(desk, day.id, "")
    assert talking.value.field == "talking"
    reception.consult(desk, one.id, "已告知")
    with pytest.raises(RuleBroken) as waiting:
        reception.close_day(desk, day.id, "")
    assert waiting.value.field == "waiting"
    reception.close_day(desk, day.id, "平稳", left=True)
    assert [v.end for v in reception.visits(desk, day.id)] == [VisitEnd.CONSULTED, VisitEnd.LEFT]
    assert reception.current(desk) is None
    assert two.ticket == 2
    with pytest.raises(RuleBroken):
        reception.close_day(desk, day.id, "")


def test_after_the_summary_nothing_changes_silently(desk, day, clock):
    visit = ticket(desk, day)
    reception.consult(desk, visit.id, "已告知")
    reception.close_day(desk, day.id, "")
    assert summary(desk, day.id).corrections == ()
    clock.later(60)
    reception.amend(desk, visit.id, name="贾旭")
    late = ticket(desk, day, "汪洁", "")
    reception.leave(desk, late.id)
    reception.save_note(desk, day.id, "补一句")
    said = summary(desk, day.id).corrections
    assert [words.split("：")[1] for words in said] == [
        "001 号更正",
        "补记 002 号来访",
        "002 号已离开",
        "更正小结文字",
    ]
    assert all(words.startswith("11-23 15:03 周慧兰") for words in said)
    assert "小结后更正" in flat(text_of(sheet(desk, day.id)(), "pdftotext"))


def test_the_sheet_covers_names_and_numbers(desk, day):
    visit = ticket(desk, day, "沈佩文", "12000000039", "沈佩文的电话是 12000000039")
    reception.consult(desk, visit.id, "已告知")
    company = ticket(desk, day, "上海恒禾物业服务有限公司", "", "来问收费")
    reception.leave(desk, company.id)
    said = flat(text_of(sheet(desk, day.id)(), "pdftotext"))
    assert "沈某某" in said
    assert "沈佩文" not in said
    assert "12000000039" not in said
    assert "恒禾物业" in said


def test_seeing_a_number_is_on_record_and_not_for_everybody(desk, day):
    visit = ticket(desk, day)
    assert reception.reveal(desk, visit) == PHONE
    be(desk, Role.READER)
    for act in (
        lambda: reception.reveal(desk, visit),
        lambda: ticket(desk, day),
        lambda: reception.call(desk, visit.id),
        lambda: sheet(desk, day.id),
        lambda: reception.close_day(desk, day.id, ""),
        lambda: reception.save_rule(desk, ReceptionRule(name="接待日")),
    ):
        with pytest.raises(NotAllowed):
            act()


DEEDS = ("take", "take", "call", "consult", "register", "join", "leave", "wait", "undo", "close")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(DEEDS), st.integers(0, 30), st.sampled_from(["贾㛃", "汪洁", "丁建华"])), max_size=30
    )
)
def test_whatever_is_done_tickets_have_no_gap_and_counts_are_the_data(desk, deeds):
    rule = reception.save_rule(desk, ReceptionRule(name="随机"))
    day = reception.open_day(desk, rule, desk.today(), [desk.account.member_id])
    some = Files(desk, Filter()).ids()[0]
    for deed, which, name in deeds:
        there = reception.visits(desk, day.id)
        visit = there[which % len(there)].id if there else day.id
        try:
            match deed:
                case "take":
                    reception.take(desk, day.id, name, "", "工资不付")
                case "call":
                    reception.call(desk, visit)
                case "consult":
                    reception.consult(desk, visit, "已告知")
                case "register":
                    reception.register(desk, visit)
                case "join":
                    reception.join(desk, visit, some)
                case "leave":
                    reception.leave(desk, visit)
                case "wait":
                    reception.wait_again(desk, visit)
                case "undo" if there:
                    history.undo_last(desk)
                case "close":
                    reception.close_day(desk, day.id, "", left=True)
        except MediationError:
            pass  # refused: what matters is that the day still adds up
    found = reception.visits(desk, day.id)
    assert [v.ticket for v in found] == list(range(1, len(found) + 1))
    shown = summary(desk, day.id)
    ends = Counter(v.end for v in found)
    assert shown.came == len(found) == sum(shown.by_end.values())
    assert {end: count for end, count in shown.by_end.items() if count} == dict(ends)
    assert shown.seen == sum(count for _, count in shown.by_category)
    assert len(shown.opened) == ends[VisitEnd.REGISTERED]
    for visit in found:
        assert (visit.about_id is not None) == (visit.end in {VisitEnd.REGISTERED, VisitEnd.KNOWN})
        assert (visit.ended_at is None) == (visit.end in reception.OPEN)
    if shown.day.closed_at and not shown.corrections:
        assert shown.unfinished == 0


def test_a_room_after_a_reception_day_is_sound(desk, day):
    reception.register(desk, ticket(desk, day).id)
    reception.close_day(desk, day.id, "")
    report = verify(desk)
    assert report.clean, report.faults

"""The verbs of following up on a real room: closing, reopening, paying, and the lists of the whole room."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.commands import disputes, follow_ups, history, lists, papers, records
from desktop.commands.disputes import Arrival
from desktop.domain.agreements import Performance
from desktop.domain.disputes import Dispute, Filing, Mediation, Performing, Track, reopened_on
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Role
from desktop.domain.permissions import Act
from desktop.domain.records import FollowEnd, FollowUp
from desktop.storage.schema import dues
from tests.conftest import be
from tests.reports.reading import flat, text_of
from tests.ui.file_desk import id_of, read

DAY = date(2026, 11, 23)


@pytest.fixture
def desk(make_room):
    made = make_room("practice")
    be(made, Role.MEDIATOR)
    return made


@pytest.fixture
def ended(desk):
    """A loan dispute that was terminated today."""
    arrival = Arrival(
        name="贾㛃", facts="借款一万二千元到期未还。", category="private_loan", other="刘䶮", phone="12000000946"
    )
    dispute = disputes.register(desk, arrival)
    disputes.accept(desk, dispute.id, on=DAY, mediators=[desk.account.member_id], consent="双方同意调解")
    disputes.move(desk, dispute.id, Mediation.TERMINATED, on=DAY, reason="借款人不到场")
    return dispute.id


def file_of(desk, id):
    with desk.read() as reader:
        return reader.file(id)


def asked(id, end, on=DAY, next_on=None, **extras):
    return FollowUp(dispute_id=id, on=on, result="问过了", end=end, next_on=next_on, extras=extras)


def test_a_terminated_dispute_closes_only_when_it_is_settled_or_elsewhere(desk, ended):
    with pytest.raises(RuleBroken, match="跟踪到妥善解决"):
        disputes.close(desk, ended, on=DAY, result="")
    with pytest.raises(RuleBroken, match="下次回访"):
        records.save(desk, asked(ended, FollowEnd.GOES_ON))
    records.save(desk, asked(ended, FollowEnd.GOES_ON, next_on=DAY + timedelta(days=3)))
    with pytest.raises(RuleBroken, match="继续跟踪"):
        disputes.close(desk, ended, on=DAY, result="")
    records.save(desk, asked(ended, FollowEnd.ELSEWHERE, elsewhere="示例区法院起诉"))
    disputes.close(desk, ended, on=DAY, result="")
    assert file_of(desk, ended).dispute.filing is Filing.CLOSED


def test_a_withdrawn_dispute_is_followed_too(desk):
    dispute = disputes.register(desk, Arrival(name="戚某", facts="邻居噪声。", category="neighbour", other="唐某"))
    disputes.accept(desk, dispute.id, on=DAY, mediators=[desk.account.member_id], consent="双方同意调解")
    disputes.move(desk, dispute.id, Mediation.WITHDRAWN, on=DAY, reason="申请人撤回")
    with pytest.raises(RuleBroken, match="妥善解决"):
        disputes.close(desk, dispute.id, on=DAY, result="")
    records.save(desk, asked(dispute.id, FollowEnd.SETTLED))
    disputes.close(desk, dispute.id, on=DAY, result="")


def test_another_try_also_after_closing_and_undone_again(desk, ended):
    records.save(desk, asked(ended, FollowEnd.SETTLED))
    disputes.close(desk, ended, on=DAY, result="")
    disputes.reopen(desk, ended, on=DAY, why="又起争执")
    d = file_of(desk, ended).dispute
    assert (d.filing, d.mediation, d.closed_on, reopened_on(d)) == (Filing.OPEN, Mediation.MEDIATING, None, DAY)
    with pytest.raises(RuleBroken, match="没有已经结束"):
        disputes.reopen(desk, ended, on=DAY)
    history.undo_last(desk)
    back = file_of(desk, ended).dispute
    assert (back.filing, back.mediation, reopened_on(back)) == (Filing.CLOSED, Mediation.TERMINATED, None)
    disputes.archive(desk, ended, on=DAY)
    with pytest.raises(RuleBroken, match="归档"):
        disputes.reopen(desk, ended, on=DAY)


def test_the_way_back_is_reopening_not_moving(desk, ended):
    with pytest.raises(RuleBroken, match="再次调解"):
        disputes.move(desk, ended, Mediation.MEDIATING, on=DAY)


def test_an_agreement_that_is_sued_upon_can_be_closed(desk):
    id = id_of(desk, "2026-023")
    with pytest.raises(RuleBroken, match="履行完毕"):
        disputes.close(desk, id, on=DAY, result="")
    records.save(desk, asked(id, FollowEnd.ELSEWHERE, elsewhere="示例区法院起诉"))
    disputes.close(desk, id, on=DAY, result="")


def test_a_part_is_partly_and_a_breach_is_said(desk):
    file = read(desk, "2026-023")
    (duty,) = file.obligations
    assert file.dispute.performing is Performing.PARTIAL or file.paid(duty)
    records.save(desk, follow_ups.payment(duty, file.performances, on=DAY, note="明说不付了", breached=True))
    assert read(desk, "2026-023").dispute.performing is Performing.BREACHED
    file = read(desk, "2026-023")
    records.save(desk, follow_ups.payment(duty, file.performances, on=DAY, amount_fen=3_000_00))
    assert read(desk, "2026-023").dispute.performing is Performing.PARTIAL
    file = read(desk, "2026-023")
    records.save(desk, follow_ups.payment(duty, file.performances, on=DAY, amount_fen=3_000_00))
    assert read(desk, "2026-023").dispute.performing is Performing.FULFILLED


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "amount"),
        ({"amount_fen": 6_000_01}, "amount"),
        ({"breached": True}, "note"),
        ({"breached": True, "note": "不付", "amount_fen": 1}, "amount"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_at_its_field(desk, values, field):
    file = read(desk, "2026-023")
    with pytest.raises(RuleBroken) as refused:
        follow_ups.payment(file.obligations[0], file.performances, on=DAY, **values)
    assert refused.value.field == field


def test_the_lists_are_the_kept_steps_and_follow_what_is_written(desk):
    before = follow_ups.waiting(desk, "all")
    assert before.counts["all"] == before.to_ask + before.to_pay == len(before.asking) + len(before.owing)
    late = follow_ups.waiting(desk, "late").owing
    assert [(o.due.number, o.left_fen, o.days_late) for o in late] == [("2026-023", 3_000_00, 3)]
    assert lists.badges(desk)["follow_ups"] == follow_ups.follow_up_count(desk)
    file = read(desk, "2026-023")
    records.save(desk, follow_ups.payment(file.obligations[0], file.performances, on=DAY, amount_fen=3_000_00))
    assert follow_ups.waiting(desk, "late").owing == ()
    first = before.asking[0]
    records.save(desk, asked(first.due.dispute, FollowEnd.GOES_ON, next_on=DAY + timedelta(days=40)))
    after = next(a for a in follow_ups.waiting(desk, "all").asking if a.due.dispute == first.due.dispute)
    assert after.due.due == DAY + timedelta(days=42)  # 2027-01-02 is a Saturday
    assert after.last is not None
    assert after.last.result == "问过了"
    be(desk, Role.MEDIATOR, "严伯年")
    mine = follow_ups.waiting(desk, "all", mine=True)
    assert {a.due.owner_name for a in mine.asking} == {"严伯年"}


def test_the_lists_read_no_whole_file(desk, monkeypatch):
    monkeypatch.setattr("desktop.storage.store.Reader.files", lambda *_: pytest.fail("a whole file was read"))
    assert follow_ups.waiting(desk, "all").asking


def test_more_than_is_shown_is_still_counted(desk, monkeypatch):
    monkeypatch.setattr(follow_ups, "MOST", 3)
    shown = follow_ups.waiting(desk, "all")
    assert (len(shown.asking), len(shown.owing)) == (3, 3)
    assert shown.to_ask > 3


def test_the_kept_rows_have_a_line_for_each_due(desk):
    with desk.read() as reader:
        codes = [row.code for row in reader.rows(dues.select().where(dues.c.code.in_(follow_ups.OWING)))]
    assert len(codes) == follow_ups.waiting(desk, "all").to_pay


def test_a_track_in_the_wrong_order_is_not_kept(desk):
    id = id_of(desk, "2026-021")
    with pytest.raises(RuleBroken, match="早于"):
        records.save(desk, Track(dispute_id=id, kind="lawsuit", applied=DAY, accepted=DAY - timedelta(days=1)))
    assert not [t for t in file_of(desk, id).tracks if t.kind == "lawsuit"]


def test_every_paper_of_following_up_says_what_is_in_the_file(desk):
    id = id_of(desk, "2026-023")
    reminder = flat(text_of(papers.make(desk, id, "performance_reminder").pdf, "pdftotext"))
    for words in ("督促履行通知", "上海捷达速运有限公司", "3,000.00", "逾期3日", "叁仟元整", "人民调解法第三十一条"):
        assert words in reminder, words
    order = flat(text_of(papers.make(desk, id, "payment_order_application").pdf, "pdftotext"))
    for words in ("支付令申请书", "高培林", "第2期", "已逾期3日", "第二百二十五条"):
        assert words in order, words
    records.save(
        desk,
        FollowUp(
            dispute_id=id,
            on=DAY,
            result="说月底付",
            signs=("mood_angry",),
            ways_told=("payment_order",),
            end=FollowEnd.GOES_ON,
            next_on=DAY + timedelta(days=7),
            extras={"measures": "已告知派出所", "sued": "没有"},
        ),
    )
    which = len(file_of(desk, id).follow_ups)
    record = flat(text_of(papers.make(desk, id, "follow_up_record", session=which).pdf, "pdftotext"))
    for words in ("人民调解回访记录", "说月底付", "情绪激动、拒绝沟通", "已告知派出所", "支付令", "2026年11月30日"):
        assert words in record, words


def test_acts_on_an_archived_file_stay_refused(desk, ended):
    records.save(desk, asked(ended, FollowEnd.SETTLED))
    disputes.close(desk, ended, on=DAY, result="")
    disputes.archive(desk, ended, on=DAY)
    with pytest.raises(RuleBroken, match="归档"):
        records.save(desk, Performance(dispute_id=ended, seq=1, on=DAY, status="done"))
    with desk.act(Act.READ, "read_audit") as tx:
        assert tx.get(Dispute, ended).filing is Filing.ARCHIVED

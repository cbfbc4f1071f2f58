"""A loan that could not be settled is followed three times, tried again, settled, paid in six parts and closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from desktop.commands import agreements, disputes
from desktop.commands.desk import Desk
from desktop.commands.verify import verify
from desktop.domain.agreements import Duty, Instalment, Obligation, Term
from desktop.domain.disputes import Filing, Mediation, Performing, reopened_on
from desktop.domain.ledger import State, ledger
from desktop.domain.people import Role
from desktop.domain.records import FollowEnd, FollowKind
from desktop.ui.window import Window
from tests.stories import walk
from tests.stories.hands import CTRL, Hands, Key, until
from tests.stories.walk import read

LENDER, BORROWER = "贾㛃", "刘䶮"
ENDED, ASKED = date(2026, 11, 23), (date(2026, 12, 23), date(2027, 1, 22), date(2027, 2, 22))
SIGNED = date(2027, 2, 24)
DUES = tuple(date(2027, month, 5) for month in range(3, 9))
PAID = (*DUES[:2], date(2027, 5, 11), *DUES[3:])  # the third six days late
PART = 2_000_00


@dataclass
class Clock:
    on: date = ENDED

    def __call__(self) -> datetime:
        return datetime(self.on.year, self.on.month, self.on.day, 6, 3, tzinfo=UTC)


def terminated(desk: Desk) -> UUID:
    """What the other story proves by keys: taken in, accepted, ended without agreement."""
    me = desk.account.member_id
    assert me is not None
    arrival = disputes.Arrival(
        name=LENDER, phone="12000000946", facts="借款一万二千元到期未还。", category="contract", other=BORROWER
    )
    id = disputes.register(desk, arrival).id
    disputes.accept(desk, id, on=desk.today(), mediators=[me], recorder=me, consent="双方同意调解")
    for side in read(desk, id).sides:
        disputes.sign_notice(desk, side, desk.today())
    disputes.move(desk, id, Mediation.TERMINATED, on=desk.today(), reason="借款人说没有钱,不愿再谈")
    return id


def settled(desk: Desk, id: UUID) -> None:
    """A signed agreement: six parts on the fifth of each month."""
    draft = agreements.begin(desk, id)
    file = read(desk, id)
    term = Term(dispute_id=id, agreement_id=draft.id, position=1, text=f"{BORROWER}分六期归还借款12,000元。")
    duty = Obligation(
        dispute_id=id,
        agreement_id=draft.id,
        term_id=term.id,
        seq=1,
        debtors=(file.sides[1].id,),
        creditors=(file.sides[0].id,),
        kind=Duty.MONEY,
        about="借款",
        amount_fen=6 * PART,
        method="银行转账",
        instalments=tuple(Instalment(due=day, amount_fen=PART) for day in DUES),
        accelerates_after=10,
    )
    agreements.save_draft(desk, draft, [term], [duty])
    agreements.submit(desk, draft.id)
    account = desk.account
    desk.account = replace(account, role=Role.LAWYER)
    agreements.approve(desk, draft.id, "金额、日期已核")
    desk.account = account
    agreements.issue(desk, draft.id)
    agreements.sign(desk, draft.id, on=desk.today())


@pytest.mark.timeout(180)
def test_a_loan_is_followed_until_it_is_paid(
    make_room: Callable[..., Desk], seats: Callable[[Desk], tuple[Window, Hands]]
) -> None:
    clock = Clock()
    desk = make_room("practice", role=Role.MEDIATOR, now=clock)
    id = terminated(desk)
    window, hands = seats(desk)
    page = window.page("follow_ups")

    def day(on: date) -> None:
        clock.on = on
        hands.press(Key.Key_F5)

    def row(key: str) -> None:
        """On the page 回访 down to a row of this file."""
        hands.press(Key.Key_4, CTRL)
        hands.press(Key.Key_Home)
        for _ in page.list.row_keys():
            if page.list.key().startswith(f"{key}:{id.hex}"):
                break
            hands.press(Key.Key_Down)
        assert page.list.key().startswith(f"{key}:{id.hex}"), page.list.row_keys()
        shown = page.call if key == "ask" else page.receipt
        until(
            lambda: page.stack.currentWidget() is shown and shown.file is not None and shown.file.dispute.id == id,
            "the panel of this file",
        )

    # the first time in the file itself: who was asked, how they feel, and when to ask again
    day(ASKED[0])
    walk.find(hands, LENDER)
    hands.enter("回访:跟踪回访")
    hands.enter("记回访")
    hands.focus_on(f"问了谁:{BORROWER}(被申请人)")
    hands.press(Key.Key_Space)
    hands.focus_on("情况")
    hands.say("说年底有奖金,现在拿不出")
    hands.focus_on("思想动态")
    hands.say("发愁,怕被起诉")
    hands.press(Key.Key_Return, CTRL)
    first = read(desk, id).follow_ups[-1]
    assert (first.kind, first.end, first.next_on) == (FollowKind.TRACKING, FollowEnd.GOES_ON, ASKED[1])
    assert first.mood == "发愁,怕被起诉"
    assert [read(desk, id).person(p).name for p in read(desk, id).parties if p.id in first.asked] == [BORROWER]

    # the second from the list
    day(ASKED[1])
    row("ask")
    hands.focus_on("情况")
    hands.say("奖金还没发")
    hands.press(Key.Key_Return, CTRL)
    second = read(desk, id).follow_ups[-1]
    assert (second.result, second.next_on) == ("奖金还没发", ASKED[2])

    # the third: both are willing, and one key begins again
    day(ASKED[2])
    row("ask")
    hands.focus_on("情况")
    hands.say("双方都愿意再谈")
    hands.focus_on("接下来")
    walk.choose(hands, "愿意再调")
    assert hands.hears("记下"), "no other day is asked for"
    hands.press(Key.Key_Return)
    assert hands.hears("再次调解"), hands.reads()
    hands.press(Key.Key_Return)
    d = read(desk, id).dispute
    assert (d.mediation, d.ended_on, reopened_on(d)) == (Mediation.MEDIATING, None, ASKED[2])
    assert d.extras["rounds"][0]["ended_on"] == ENDED.isoformat()
    assert window.shell.page_key() == "file"

    clock.on = SIGNED
    settled(desk, id)
    assert read(desk, id).dispute.performing is Performing.PERFORMING

    # six parts, each typed where it is due; the third is reminded of on paper first
    for n, (due, paid) in enumerate(zip(DUES, PAID, strict=True), 1):
        day(paid)
        row("owe")
        line = next(line for line in page.list._groups[1].lines if line.key == page.list.key())
        late = (paid - due).days
        assert line.what == f"第{n}期 2,000.00 元"
        assert line.when == (f"逾期 {late} 日" if late else "今天")
        if late:
            hands.press(Key.Key_Return)
            assert window.shell.page_key() == "file"
            hands.enter("逾期了怎么办")
            assert hands.hears("督促履行:打印通知"), hands.reads()
            hands.press(Key.Key_Return)
            until(lambda: window.shell.page_key() == "paper", "the notice")
            row("owe")
        hands.focus_on("金额")
        assert page.receipt.form.field("amount").value() == PART
        hands.focus_on("凭证")
        hands.say(f"转账截图第{n}张")
        hands.press(Key.Key_Return, CTRL)
        assert read(desk, id).paid(read(desk, id).obligations[0]) == n * PART

    file = read(desk, id)
    assert file.dispute.performing is Performing.FULFILLED
    (kept,) = ledger(file, clock.on)
    assert [e.state for e in kept.entries] == [State.PAID, State.PAID, State.LATE, State.PAID, State.PAID, State.PAID]
    assert (kept.entries[2].days_late, kept.open_fen) == (6, 0)
    assert not any(e.accelerated for e in kept.entries), "six days are within the ten"

    # the last visit, and the end
    row("ask")
    hands.focus_on("情况")
    hands.say("款已付清,双方没有别的意见")
    hands.press(Key.Key_Return, CTRL)
    assert read(desk, id).follow_ups[-1].end is FollowEnd.SETTLED
    walk.find(hands, LENDER)
    hands.enter("结案:履行完毕,可以结案")
    hands.press(Key.Key_Return, CTRL)
    assert read(desk, id).dispute.filing is Filing.CLOSED
    assert hands.clicks == 0, "no mouse"
    report = verify(desk)
    assert report.clean, report.faults

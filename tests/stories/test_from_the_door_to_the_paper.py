"""The whole program by keyboard: somebody comes in, and an agreement with its number and seal goes out."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from desktop.commands import rooms
from desktop.commands.desk import Desk
from desktop.commands.records import copy_out
from desktop.commands.verify import verify
from desktop.domain.agreements import Status
from desktop.domain.disputes import Intake, Performing, Stage
from desktop.domain.people import Account, Role
from desktop.domain.records import SessionOutcome
from desktop.ui.window import Window
from tests.conftest import CHEAP, PASSWORD, be, fixed_now
from tests.reports.reading import flat, text_of
from tests.stories import walk
from tests.stories.hands import Hands, Key, until
from tests.stories.walk import Tale, file_of, read

LAWYER = "叶知秋"
TALE = Tale()


@pytest.mark.timeout(180)
def test_from_the_door_to_the_paper(
    make_room: Callable[..., Desk], seats: Callable[[Desk], tuple[Window, Hands]]
) -> None:
    desk = make_room("practice", role=Role.ADMIN)
    member = next(m for m in desk.members() if m.name == LAWYER)
    rooms.add_account(desk, Account(name=LAWYER, role=Role.LAWYER, member_id=member.id), PASSWORD, cost=CHEAP)
    folder = desk.store.folder
    be(desk, Role.MEDIATOR)
    window, hands = seats(desk)

    walk.register(hands, TALE)
    assert window.intake is None, "registered and folded"
    assert hands.keys < 110, "four needed things and one more"
    id = file_of(desk, TALE.asking).dispute.id

    walk.find(hands, TALE.asking)
    assert window.shell.page_key() == "file"
    walk.turn(hands)
    walk.identify(hands, TALE)
    walk.turn(hands)
    file = read(desk, id)
    assert [file.person(p).id_number for p in file.sides] == list(TALE.numbers)
    assert [file.person(p).address for p in file.sides] == list(TALE.homes)
    assert [file.person(p).name for p in file.sides] == ["贾㛃", "刘䶮"]

    walk.accept(hands, TALE)
    file = read(desk, id)
    assert file.dispute.intake is Intake.ACCEPTED
    assert file.dispute.case_no in window.page("file").head.words.sub.text()
    for name in (TALE.asking, TALE.other):
        assert hands.hears(f"记签收:{name}"), hands.reads()
        hands.press(Key.Key_Return)
    assert all(p.notice_signed_on == desk.today() for p in read(desk, id).sides)

    walk.turn(hands, 2)
    walk.hold(hands, TALE)
    (session,) = read(desk, id).sessions
    assert session.outcome is SessionOutcome.SETTLED
    assert session.record == TALE.record

    walk.turn(hands)
    hands.press(Key.Key_Return)  # 写协议
    assert window.shell.page_key() == "agreement"
    editor = window.page("agreement")
    walk.write(hands, TALE)
    until(lambda: not editor.live.waiting(), "the page is set")
    until(lambda: "再无其他争议" in shown(window), "the last clause on the live page")
    assert "柒仟陆佰伍拾元整(¥7,650.00)" in shown(window)
    assert editor.reds() == []
    hands.enter("送律师审")
    assert status(desk, id) is Status.IN_REVIEW

    lawyer = rooms.open_room(folder, rooms.find_account(folder, LAWYER), PASSWORD, now=fixed_now)
    _, hers = seats(lawyer)
    walk.approve(hers, TALE.asking, "金额、日期、收款账户已核。")
    assert status(desk, id) is Status.APPROVED

    hands.press(Key.Key_F5)
    hands.enter("只签发")
    assert status(desk, id) is Status.ISSUED
    walk.sign(hands)

    file = read(desk, id)
    assert file.agreement is not None
    assert (file.agreement.status, file.agreement.effective_on) == (Status.SIGNED, desk.today())
    assert file.dispute.performing is Performing.PERFORMING
    assert file.stage() is Stage.PERFORMANCE
    assert [(str(i.due), i.amount_fen) for i in file.obligations[0].instalments] == [
        ("2026-12-08", 382_500),
        ("2027-01-08", 382_500),
    ]
    (kept,) = [a for a in file.attachments if a.kind == "agreement"]
    paper = flat(text_of(copy_out(desk, kept), "pdftotext"))
    for words in (
        TALE.asking,
        TALE.other,
        *TALE.numbers,
        *TALE.homes,
        TALE.facts,
        "柒仟陆佰伍拾元整",
        "¥7,650.00",
        "¥3,825.00",
        TALE.peace,
        file.agreement.no,
    ):
        assert flat(words) in paper, words
    assert (hands.clicks, hers.clicks) == (0, 0), "no mouse"
    report = verify(desk)
    assert report.clean, report.faults


def shown(window: Window) -> str:
    """What the live page says, without spaces."""
    pages = window.page("agreement").view.sheets._pages
    return "".join(char for n in range(len(pages.sizes)) for char, _ in pages._characters(n)) if pages else ""


def status(desk: Desk, id: UUID) -> Status:
    agreement = read(desk, id).agreement
    assert agreement is not None
    return agreement.status


def test_what_comes_home_after_the_window_has_gone_is_dropped(
    make_room: Callable[..., Desk], seats: Callable[[Desk], tuple[Window, Hands]]
) -> None:
    window, _hands = seats(make_room("practice", role=Role.MEDIATOR))
    landed: list[str] = []
    window.submit(lambda: "before", landed.append)
    until(lambda: landed == ["before"], "the first job")
    window.submit(lambda: "after", landed.append)
    window.shell.close()
    until(lambda: not window.jobs._under_way, "the second job")
    assert landed == ["before"]

"""The agreement editor on a real room: what is typed is kept, printed, judged; who may do what."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from desktop.commands import drafts, lists
from desktop.commands.desk import Desk
from desktop.domain.agreements import Agreement, Duty, Obligation, Status, Term
from desktop.domain.changes import Changed
from desktop.domain.people import Role
from desktop.ui.agreements.duties import ActLines, MoneyLines
from desktop.ui.looks import Look, wear
from tests.conftest import be
from tests.ui.agreement_room import Room, room_with, write
from tests.ui.clipping import clipped

MakeRoom = Callable[..., Desk]
Open = Callable[..., Room]


@pytest.fixture
def opened(make_room: MakeRoom, dressed: QApplication, qtbot) -> Iterator[Open]:  # type: ignore[no-untyped-def]
    rooms: list[Room] = []

    def make(role: Role = Role.MEDIATOR, **kwargs: object) -> Room:
        room = room_with(make_room("practice", role=role), qtbot, **kwargs)  # type: ignore[arg-type]
        rooms.append(room)
        return room

    yield make
    for room in rooms:
        qtbot.waitUntil(lambda jobs=room.window.jobs: not jobs._under_way, timeout=10_000)
        room.window.shell.close()
        room.window.shell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def page_text(room: Room) -> str:
    """What the live page says, without spaces."""
    pages = room.page.view.sheets._pages
    assert pages is not None
    return "".join(char for n in range(len(pages.sizes)) for char, _ in pages._characters(n))


def money(room: Room, nth: int = 0) -> MoneyLines:
    lines = room.page.clauses.cards[nth].lines[0]
    assert isinstance(lines, MoneyLines)
    return lines


def act(room: Room, nth: int = 1) -> ActLines:
    lines = room.page.clauses.cards[nth].lines[0]
    assert isinstance(lines, ActLines)
    return lines


def test_typing_shows_on_the_page_and_goes_into_the_file(opened: Open, qtbot) -> None:  # type: ignore[no-untyped-def]
    room = opened()
    page = room.open("draft")
    page.clauses.more.menu_shown().actions()[2].trigger()  # 加一条:文字

    write(page.clauses.cards[-1].text, "双方就以前的物业费再无其他争议。")
    qtbot.waitUntil(lambda: "再无其他争议" in page_text(room), timeout=5_000)
    qtbot.waitUntil(lambda: not page.keeper.waiting(), timeout=5_000)

    with room.desk.read() as reader:
        texts = [t.text for t in reader.find(Term, "position", agreement_id=room.kept().id)]
    assert texts[-1] == "双方就以前的物业费再无其他争议。"
    assert drafts.find(room.desk, f"agreement:{page.dispute}") is None
    assert "已存" in page.head.sub.text()


def test_typing_is_kept_aside_before_it_is_saved(  # type: ignore[no-untyped-def]
    opened: Open, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = opened()
    page = room.open("draft")
    monkeypatch.setattr(page, "_commit", lambda: False)  # leaving the window would save at once
    write(page.clauses.cards[0].text, "还没写完")

    qtbot.waitUntil(lambda: drafts.find(room.desk, f"agreement:{page.dispute}") is not None, timeout=1_000)


def test_a_crash_loses_nothing(opened: Open, qtbot) -> None:  # type: ignore[no-untyped-def]
    room = opened()
    page = room.open("draft")
    write(page.clauses.cards[0].text, "断电之前写的话")
    money(room).amount.line.setFocus()
    write(money(room).amount.line, "8640-")
    page._keep()
    page.keeper.rest()  # the power goes here

    again = room_with(room.desk, qtbot)
    assert page.dispute is not None
    again.window.open_agreement(page.dispute)

    assert again.page.clauses.cards[0].text.words() == "断电之前写的话"
    assert money(again).amount.raw() == "8640-"
    again.page.settle()
    again.at_rest()


def test_the_sentence_of_an_obligation_is_made_from_its_fields(opened: Open, qtbot) -> None:  # type: ignore[no-untyped-def]
    room = opened()
    page = room.open("draft")
    page.shaping.rewrite(page.clauses.cards[0].id)
    write(money(room).about.line, "物业服务费")
    money(room).amount.line.setFocus()
    money(room).amount.line.selectAll()
    qtbot.keyClicks(money(room).amount.line, "8640-3200")
    qtbot.keyClick(money(room).amount.line, Qt.Key.Key_Return)
    write(money(room).due.line, "2期每月8日")
    page.settle()
    room.at_rest()

    assert money(room).amount.raw() == "5,440.00"
    assert money(room).checked.accessibleName() == "8,640 − 3,200 已核"
    assert money(room).due.remark.text() == "12-08 2,720.00·01-08 2,720.00"
    with room.desk.read() as reader:
        duty = reader.find(Obligation, "seq", agreement_id=room.kept().id)[0]
    assert [(str(i.due), i.amount_fen) for i in duty.instalments] == [("2026-12-08", 272000), ("2027-01-08", 272000)]
    said = page_text(room)
    assert "分两期向" in said
    assert "支付物业服务费人民币伍仟肆佰肆拾元整(¥5,440.00)" in said


def test_a_missing_day_is_red_in_field_and_findings_and_the_verb_leads_there(opened: Open) -> None:
    room = opened()
    page = room.open("draft")
    page.shaping.rewrite(page.clauses.cards[1].id)
    write(act(room).due.line, "")
    page.clauses.cards[0].text.setFocus()

    assert "第二条没有履行日期,无法强制执行" in page.findings.sentences()
    assert act(room).due.sentence() == "缺完成日期"
    page.findings.verb("DUE").click()
    assert act(room).due.line.hasFocus()


def test_a_vague_word_is_found_on_the_page(opened: Open) -> None:
    room = opened()
    page = room.open("draft")
    write(page.clauses.cards[1].text, "申请人尽快修好,最迟2026年12月8日前完成卫生间漏水维修并经沈佩文签字验收。")
    page.settle()
    room.at_rest()

    assert "VAGUE" in {f.code for f in page.reds()}
    assert [m.fault for m in page.view.sheets._marks].count(True) == 1
    assert any(not m.fault for m in page.view.sheets._marks), "the clause being edited has its bar"


def test_a_new_clause_is_not_red_before_it_was_left(opened: Open) -> None:
    room = opened()
    page = room.open("draft")
    before = {card.id for card in page.clauses.cards}
    page.clauses.more.menu_shown().actions()[0].trigger()  # 付款
    card = next(card for card in page.clauses.cards if card.id not in before)
    lines = card.lines[0]
    assert isinstance(lines, MoneyLines)
    assert lines.debtor.combo.hasFocus()
    assert lines.amount.sentence() == ""

    next(other for other in page.clauses.cards if other is not card).text.setFocus()

    assert lines.amount.sentence() == "缺金额"


def test_alt_arrows_move_the_clause_and_keep_the_cursor(opened: Open, qtbot) -> None:  # type: ignore[no-untyped-def]
    room = opened()
    page = room.open("draft")
    first = page.clauses.cards[0]
    first.text.setFocus()

    qtbot.keyClick(first.text, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert page.clauses.cards[1].id == first.id
    assert page.clauses.cards[1].text.hasFocus()
    qtbot.keyClick(first.text, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page.clauses.cards[0].id == first.id


def test_a_removed_clause_comes_back_with_undo(opened: Open) -> None:
    room = opened()
    page = room.open("draft")
    before = [card.term().text for card in page.clauses.cards]

    page.shaping.remove(page.clauses.cards[0].id)
    assert [card.term().text for card in page.clauses.cards] == before[1:]
    toast = room.window.shell.notices.toast()
    assert toast is not None
    assert toast.text == "已移除第一条。"
    assert toast.action is not None
    toast.action.click()

    assert [card.term().text for card in page.clauses.cards] == before
    assert len(page.clauses.cards[0].lines) == 1, "with its obligation"


def test_another_agreement_saves_this_one_first(opened: Open) -> None:
    room = opened()
    page = room.open("draft")
    id = room.kept().id
    write(page.clauses.facts.text, "改过的事实")
    room.open("in_review")

    with room.desk.read() as reader:
        assert reader.get(Agreement, id).facts == "改过的事实"


def test_news_from_elsewhere_do_not_take_away_what_is_being_typed(opened: Open) -> None:
    room = opened()
    page = room.open("draft")
    write(page.clauses.cards[0].text, "正在写的话")
    assert page.dispute is not None

    page.heard(Changed(frozenset({("parties", page.dispute)}), frozenset({page.dispute})))

    assert page.clauses.cards[0].text.words() == "正在写的话"


def test_a_red_finding_stops_the_way_to_the_lawyer(opened: Open) -> None:
    room = opened()
    page = room.open("draft")
    write(page.clauses.cards[0].text, "尽快付清。")

    page.acts.submit.click()

    assert room.kept().status is Status.DRAFT
    toast = room.window.shell.notices.toast()
    assert toast is not None
    assert "项须改" in toast.text


def test_in_review_nothing_can_be_typed_until_it_is_taken_back(opened: Open) -> None:
    room = opened()
    page = room.open("in_review")
    assert not page.clauses.cards
    assert "请先取回" in page.note.text.text()
    assert page.acts.shown() == ["取回", "试印"]

    page.acts.take_back.click()

    assert room.kept().status is Status.DRAFT
    assert page.clauses.cards
    assert "submit" in page.acts.shown() or "送律师审" in page.acts.shown()


def test_the_lawyer_sends_back_with_a_reason_that_the_mediator_reads(opened: Open) -> None:
    room = opened(Role.LAWYER)
    page = room.open("in_review", 1)
    page.findings.verb("VAGUE").click()
    assert page.acts.panel is not None
    assert "尽快" in page.acts.panel.form.values()["note"]
    page.acts.panel.yes.click()

    assert room.kept().status is Status.DRAFT
    be(room.desk, Role.MEDIATOR)
    page.refresh()
    assert page.note.text.text().startswith("律师退回:第二条“尽快”")


def test_a_reason_that_was_left_comes_back(opened: Open, qtbot) -> None:  # type: ignore[no-untyped-def]
    room = opened(Role.LAWYER)
    page = room.open("in_review", 1)
    page.acts.ask_reason()
    assert page.acts.panel is not None
    write(page.acts.panel.form.field("note").text, "第二条请写明日期")
    qtbot.keyClick(page.acts.panel.form.field("note").text, Qt.Key.Key_Escape)
    assert page.acts.panel is None

    page.acts.ask_reason()

    assert page.acts.panel is not None
    assert page.acts.panel.form.values()["note"] == "第二条请写明日期"
    page.acts.panel.go()
    assert drafts.find(room.desk, f"agreement:{page.dispute}:退回") is None


def test_open_approve_issue_and_the_paper_is_ready(opened: Open) -> None:
    room = opened(Role.LAWYER)
    page = room.open("in_review", 0)
    assert page.acts.approve.hasFocus()

    page.acts.approve.click()
    assert room.kept().status is Status.APPROVED
    page.acts.issue_print.click()

    kept = room.kept()
    assert kept.status is Status.ISSUED
    assert kept.content_sha256
    assert room.window.shell.page_key() == "paper"
    assert room.paper.print.hasFocus()


def test_what_must_be_confirmed_needs_a_reason(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    room = opened(Role.LAWYER)
    page = room.open("in_review", 0)
    assert page.agreement is not None
    with room.desk.read() as reader:
        line = next(li for li in lists.lines(reader, [page.agreement.dispute_id]))
        file = reader.file(line.id)
    from dataclasses import replace

    from desktop.domain.permissions import Act

    duty = next(o for o in file.obligations if o.kind is Duty.MONEY)
    with room.desk.act(Act.DRAFT, "save_agreement", dispute=line.id) as tx:
        tx.put(replace(duty, continuous=True, due=None, kind=Duty.ACT, act="每月付", amount_fen=0))
    page.refresh()
    assert page.ambers()

    page.acts.approve.click()
    assert room.kept().status is Status.IN_REVIEW
    panel = page.acts.panel
    assert panel is not None
    panel.go()
    assert room.kept().status is Status.IN_REVIEW, "no reason, no approval"
    panel.form.fill({"note": "已当面核对,同意。"})
    panel.go()

    assert room.kept().status is Status.APPROVED
    assert room.kept().review_note == "已当面核对,同意。"


def test_signing_needs_the_seal(opened: Open) -> None:
    room = opened()
    page = room.open("issued")
    page.acts.sign.click()
    panel = page.acts.panel
    assert panel is not None
    panel.go()
    assert room.kept().status is Status.ISSUED
    assert "盖章" in panel.form._remarks["seal"].text() if "seal" in panel.form._remarks else True

    panel.form.fill({"seal": True})
    panel.go()

    assert room.kept().status is Status.SIGNED
    assert page.acts.shown() == ["打印"]


def test_a_reader_sees_and_cannot_act(opened: Open) -> None:
    room = opened(Role.READER)
    page = room.open("draft")

    assert not page.clauses.cards
    assert page.acts.shown() == ["试印"]
    assert not page.acts.trial.isEnabled()
    assert "没有“看文书”的权限" in page.view.problem(), "the page shows identity numbers"


def test_a_rare_character_without_a_glyph_is_said_beside(opened: Open) -> None:
    room = opened()
    page = room.open("draft")
    write(page.clauses.cards[0].text, "付给\U0003ffff某。")
    page.live._set()
    room.at_rest()

    if page.view.problem():
        assert page.view.problem().endswith("。")


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_nothing_is_clipped(opened: Open, qapp: QApplication, size: tuple[int, int], scale: float) -> None:
    wear(qapp, Look(scale=scale))
    room = opened(size=size)
    page = room.open("draft")
    page.shaping.rewrite(page.clauses.cards[1].id)
    write(act(room).due.line, "")
    page.clauses.cards[0].text.setFocus()
    room.at_rest()
    QApplication.sendPostedEvents()

    assert room.window.shell.size().toTuple() == size, "the content never pushes the window"
    assert clipped(page) == []
    room.open("in_review")
    QApplication.sendPostedEvents()
    assert clipped(page) == []
    be(room.desk, Role.LAWYER)
    page.refresh()
    page.acts.ask_reason("第二条没有日期。")
    QApplication.sendPostedEvents()
    room.at_rest()
    assert clipped(page) == []

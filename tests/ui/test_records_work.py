"""Working in the tabs as a person does: typing, Ctrl+Enter, leaving, coming back, taking back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import disputes, drafts, history, records
from desktop.commands.desk import Desk
from desktop.domain.agreements import Status
from desktop.domain.disputes import Performing
from desktop.domain.people import Role
from desktop.domain.records import SessionOutcome
from desktop.ui.looks import Look, wear
from tests.conftest import be
from tests.ui.test_records_frame import Frame, case, desk, done, flush, open_tab, write

__all__ = ["desk"]


def _form(frame: Frame) -> Any:
    return frame.tab.stack.currentWidget().form


def test_a_follow_up_is_typed_saved_and_taken_back(desk: Desk) -> None:
    made, frame = open_tab(desk, "follow_up", "037")
    before = len(case(desk, "037").follow_ups)
    frame.tab.begin_new("follow_up")
    form = _form(frame)
    assert form.field("asked").boxes[0].hasFocus(), "the cursor begins in the first empty field"
    write(form.field("result").text, "水压正常")
    done(form.field("result").text)
    flush()
    kept = case(desk, "037").follow_ups
    assert len(kept) == before + 1
    assert kept[-1].result == "水压正常"
    assert kept[-1].by == desk.account.member_id
    assert frame.tab.list.key() == str(kept[-1].id), "the saved record is the chosen row"
    made.undo()
    assert len(case(desk, "037").follow_ups) == before
    assert str(kept[-1].id) not in [row.key for row in frame.tab.list.rows()]


def test_what_is_typed_survives_changes_tabs_and_a_crash(desk: Desk) -> None:
    _made, frame = open_tab(desk, "follow_up", "037")
    frame.tab.begin_new("follow_up")
    write(_form(frame).field("result").text, "说好了")
    with_other = replace(case(desk, "037").dispute, short_title="换个简称")
    disputes.edit(desk, with_other)  # somebody changes the file meanwhile
    assert _form(frame).field("result").value() == "说好了"
    frame.show_case("045")
    assert frame.tab.list.key() != "new:follow_up"
    assert not case(desk, "037").follow_ups[-1].result.startswith("说好了"), "a new record is not saved by leaving"
    again = open_tab(desk, "follow_up", "037")[1]  # another window: nothing but the draft can know
    assert again.tab.list.key() == "new:follow_up"
    assert _form(again).field("result").value() == "说好了"


def test_a_record_that_stands_is_saved_by_leaving_it(desk: Desk) -> None:
    _made, frame = open_tab(desk, "evidence", "045")
    kept = case(desk, "045").investigations[0]
    frame.tab.list.choose(str(kept.id))
    place = _form(frame).field("place").line
    place.selectAll()
    write(place, "7-301")
    frame.tab.list.choose("evidence")
    assert case(desk, "045").investigations[0].place == "7-301"
    assert drafts.find(desk, f"investigation:{kept.dispute_id}:{kept.id}") is None


def test_looking_through_all_records_changes_nothing(desk: Desk) -> None:
    _made, frame = open_tab(desk, "sessions", "042")
    before = history.timeline(desk, case(desk, "042").dispute.id)
    for row in frame.tab.list.rows():
        frame.tab.list.choose(row.key)
    frame.tab.settle()
    assert len(history.timeline(desk, case(desk, "042").dispute.id)) == len(before)


def test_evidence_is_typed_row_by_row_moved_and_numbered(desk: Desk) -> None:
    _made, frame = open_tab(desk, "evidence", "045")
    frame.tab.list.choose("evidence")
    listed = frame.tab.evidence
    listed.begin_focus()
    for text in ("收据", "3", "申请人"):
        focused = QApplication.focusWidget()
        assert focused is not None
        write(focused, text)
        QTest.keyClick(focused, Qt.Key.Key_Return)
    flush()
    items = case(desk, "045").evidence
    assert [(e.no, e.name, e.pages, e.provided_by) for e in items[-1:]] == [(3, "收据", 3, "申请人")]
    assert listed.fresh.name.line.hasFocus(), "the next item can be typed at once"
    assert listed.fresh.by.value() == "申请人"
    listed._shift(items[-1].id, -1)
    assert [e.name for e in case(desk, "045").evidence] == [items[0].name, "收据", items[1].name]
    listed._remove(items[0].id)
    assert [e.no for e in case(desk, "045").evidence] == [2, 3]
    assert not listed.renumber.isHidden()
    listed.renumber.click()
    assert [e.no for e in case(desk, "045").evidence] == [1, 2]
    assert listed.renumber.isHidden()


def test_a_row_of_evidence_is_saved_when_it_is_left_and_never_emptied(desk: Desk) -> None:
    _made, frame = open_tab(desk, "evidence", "045")
    frame.tab.list.choose("evidence")
    listed = frame.tab.evidence
    first, second = (line for _, line in listed._lines)
    first.name.line.setFocus()
    first.name.line.selectAll()
    write(first.name.line, "contract")
    second.name.line.setFocus()
    flush()
    assert case(desk, "045").evidence[0].name == "contract"
    second.name.line.selectAll()
    QTest.keyClick(second.name.line, Qt.Key.Key_Backspace)
    frame.tab.settle()
    assert case(desk, "045").evidence[1].name == "漏水照片"
    assert second.name.value() == "漏水照片"


def test_a_planned_session_becomes_its_record(desk: Desk) -> None:
    _made, frame = open_tab(desk, "sessions", "061")
    frame.tab.begin_new("plan")
    form = _form(frame)
    write(form.field("starts").line, "1124 1000")
    done(form.field("starts").line)
    flush()
    planned = case(desk, "061").sessions[-1]
    assert planned.planned
    assert planned.no == 1
    assert case(desk, "061").dispute.mediation == "not_started", "an arrangement is no mediation yet"
    records.save(desk, replace(planned, starts=desk.now().replace(hour=10, minute=0)))
    frame.tab.stack.currentWidget().record_button.click()
    form = _form(frame)
    speech = form.field("record")
    assert [b.words for b in speech.buttons] == ["调解员", "申请人", "被申请人", "委托代理人", "律师", "民警"]
    speech.buttons[1].click()
    write(speech.text, "ok")
    speech.buttons[2].click()
    write(speech.text, "yes")
    form.field("outcome").set_value(SessionOutcome.NOT_SETTLED)
    done(speech.text)
    flush()
    held = case(desk, "061").sessions[-1]
    assert not held.planned
    assert held.record == "申请人:ok\n被申请人:yes"
    assert held.outcome is SessionOutcome.NOT_SETTLED
    assert case(desk, "061").dispute.mediation == "mediating"


def test_an_extension_needs_the_words_of_consent(desk: Desk) -> None:
    _made, frame = open_tab(desk, "sessions", "042")
    frame.tab.list.choose("new:extension")
    pane = frame.tab.pane("extension")
    pane.form.field("reason").line.setFocus()
    write(pane.form.field("reason").line, "leave")
    done(pane.form.field("reason").line)
    assert not case(desk, "042").extensions
    assert pane.form.field("consent").sentence() == "请填写各方同意。"
    write(pane.form.field("consent").text, "双方当面同意")
    done(pane.form.field("consent").text)
    assert [e.consent for e in case(desk, "042").extensions] == ["双方当面同意"]


def test_signing_asks_for_the_seal(desk: Desk) -> None:
    _made, frame = open_tab(desk, "agreement", "048")
    signing = frame.tab.signing
    signing.button.click()
    assert case(desk, "048").agreement.status is Status.ISSUED  # type: ignore[union-attr]
    assert "盖章" in signing.form.field("seal").sentence()
    QTest.keyClick(signing.form.field("seal").boxes[0], Qt.Key.Key_Space)
    signing.button.click()
    agreement = case(desk, "048").agreement
    assert agreement is not None
    assert (agreement.status, agreement.effective_on) == (Status.SIGNED, desk.today())
    assert frame.tab.signing.isHidden()


def test_an_oral_agreement_done_later_is_followed(desk: Desk) -> None:
    _made, frame = open_tab(desk, "agreement", "059")
    frame.tab.oral_button.click()
    form = frame.tab.oral.form
    write(form.field("terms").text, "三天内清走杂物")
    form.field("done").set_value(False)
    frame.tab.oral.shown()
    done(form.field("terms").text)
    assert case(desk, "059").agreement is None
    assert form.field("debtor").sentence() == "请选择由谁履行。"
    file = case(desk, "059")
    form.field("debtor").set_value(file.sides[1].id)
    write(form.field("due").line, "+3")
    done(form.field("due").line)
    file = case(desk, "059")
    assert file.agreement is not None
    assert file.agreement.form == "oral"
    assert [o.act for o in file.obligations] == ["三天内清走杂物"]
    assert file.dispute.performing is Performing.PERFORMING
    assert frame.tab.stack.currentWidget() is frame.tab.standing_page


def test_labour_disputes_are_never_settled_by_word_of_mouth(desk: Desk) -> None:
    _made, frame = open_tab(desk, "agreement", "054")
    assert frame.tab.oral_button.isHidden()
    assert "书面" in frame.tab.rule.text()
    assert "第14条" in frame.tab.rule.text()


def test_a_payment_fills_the_earliest_due_and_too_much_is_refused(desk: Desk) -> None:
    made, frame = open_tab(desk, "performance", "021")
    pane = frame.tab.payment
    assert pane.form.field("amount").value() == 80_000, "the next due is offered"
    amount = pane.form.field("amount").line
    amount.setFocus()
    amount.selectAll()
    write(amount, "4000")
    done(amount)
    assert pane.form.field("amount").sentence() == "超过应付的金额:还欠 3,200.00 元。"
    amount.selectAll()
    write(amount, "1000")
    done(amount)
    flush()
    assert [pane.dues.text(n)[3:] for n in (2, 3)] == [["–", "11-23", "已履行"], ["600.00", "–", "已付一部分"]]
    assert pane.form.field("amount").value() == 60_000, "the next payment can be typed at once"
    assert pane.record is None
    made.undo()
    assert pane.dues.text(2)[3] == "800.00"


def test_a_payment_is_changed_and_removed(desk: Desk) -> None:
    _made, frame = open_tab(desk, "performance", "021")
    pane = frame.tab.payment
    first = next(p for p in case(desk, "021").performances if p.obligation_id == pane.duty.id)
    pane._change(first)
    assert pane.form.field("amount").value() == first.amount_fen
    write(pane.form.field("note").line, "late")
    done(pane.form.field("note").line)
    changed = next(p for p in case(desk, "021").performances if p.id == first.id)
    assert changed.extras["note"] == "late"
    pane._remove(changed)
    assert first.id not in [p.id for p in case(desk, "021").performances]


def test_a_track_is_applied_for_and_decided(desk: Desk) -> None:
    _made, frame = open_tab(desk, "performance", "021")
    frame.tab.begin_new("track")
    form = _form(frame)
    write(form.field("decided").line, "+1")
    done(form.field("decided").line)
    assert form.field("result").sentence() == "填了裁定的日期,请选择结果。"
    form.field("result").set_value("valid")
    done(form.field("decided").line)
    track = case(desk, "021").tracks[-1]
    assert (track.kind, track.result, track.applied) == ("judicial_confirmation", "valid", desk.today())
    assert "确认有效" in [row.line for row in frame.tab.list.rows()]


def test_feedback_and_the_first_contact(desk: Desk) -> None:
    _made, frame = open_tab(desk, "follow_up", "050")
    frame.tab.begin_new("feedback")
    form = _form(frame)
    write(form.field("to").line, "12345")
    write(form.field("content").text, "已约见双方")
    done(form.field("content").text)
    told = case(desk, "050").feedbacks[-1]
    assert told.content == "已约见双方"
    order = case(desk, "050").work_orders[0]
    frame.tab.list.choose(str(order.id))
    contact = _form(frame).field("on").line
    contact.selectAll()
    write(contact, "1123")
    done(contact)
    assert case(desk, "050").work_orders[0].first_contact_on == desk.today()


def test_files_are_sealed_copied_out_and_taken_off(desk: Desk, tmp_path: Path) -> None:
    made, frame = open_tab(desk, "papers", "045")
    files = frame.tab.attachments
    source = tmp_path / "收据.txt"
    source.write_text("收到五百元", encoding="utf-8")
    files.host = _AtOnce(made)
    files.take([str(source), str(tmp_path / "没有.txt")])
    kept = case(desk, "045").attachments[-1]
    assert (kept.name, kept.size) == ("收据.txt", 15)
    assert len(made.shell.notices.banners()) == 1, "the one that cannot be read is said"
    files.write_copy(kept, str(tmp_path / "copy.txt"))
    assert (tmp_path / "copy.txt").read_text(encoding="utf-8") == "收到五百元"
    assert history.timeline(desk, kept.dispute_id)[0].act == "copy_out"
    files._remove(kept)
    assert kept.id not in [a.id for a in case(desk, "045").attachments]
    made.undo()
    assert kept.id in [a.id for a in case(desk, "045").attachments]


class _AtOnce:
    """A host whose slow work is done at once, so that a test need not wait."""

    def __init__(self, host: Any) -> None:
        self._host = host

    def __getattr__(self, name: str) -> Any:
        return getattr(self._host, name)

    def submit(self, work: Any, then: Any) -> None:
        then(work())


def test_history_says_it_in_words_and_gives_a_field_back(desk: Desk) -> None:
    _made, frame = open_tab(desk, "history", "045")
    tab = frame.tab
    file = case(desk, "045")
    person = next(p for p in file.people.values() if p.id_number)
    disputes.save_person(desk, file.dispute.id, replace(person, phone="12000009999", occupation="教师"))
    view = tab.views[0]
    assert view.act.text() == "修改当事人"
    assert any(line.endswith("→ 120****9999") for line in view.lines())
    assert not any(person.phone in line for line in view.lines()), "numbers are covered"
    change = next(c for c in view.changes if c.field == "occupation")
    assert view.can_restore(change)
    tab._restore(change)
    assert case(desk, "045").people[person.id].occupation == person.occupation
    assert tab.views[0].act.text() == "恢复"
    assert not tab.views[1].can_restore(change), "what stands there again needs no button"
    tab.filter.choose("handling")
    tab._on_filter("handling")
    assert {v.event_shown.act for v in tab.views} == {"load"}


def test_a_taken_back_act_says_so(desk: Desk) -> None:
    made, frame = open_tab(desk, "history", "045")
    file = case(desk, "045")
    disputes.edit(desk, replace(file.dispute, short_title="新简称"))
    made.undo()
    shown = {v.event_shown.act: v for v in frame.tab.views}
    assert shown["edit"].event_shown.undone
    assert not [c for c in shown["edit"].findChildren(type(frame.tab.older)) if c.words == "恢复"]


def test_a_reader_of_an_archived_file_finds_it_closed(desk: Desk) -> None:
    _made, frame = open_tab(desk, "follow_up", "010")
    pane = frame.tab.stack.currentWidget()
    assert pane.form.field("result").text.isReadOnly()
    assert not pane.form.field("on").isEnabled()
    assert pane.save_button.isHidden()
    assert pane.remove_button.isHidden()


def test_the_tabs_change_their_dress_live(desk: Desk, dressed: QApplication) -> None:
    be(desk, Role.MEDIATOR)
    _made, frame = open_tab(desk, "sessions", "042")
    pitch = frame.tab.list.height()
    wear(dressed, Look(scale=1.5, dark=True))
    flush()
    assert frame.tab.list.height() == round(pitch * 1.5)


def test_a_next_day_is_only_asked_for_while_it_goes_on(desk: Desk) -> None:
    _made, frame = open_tab(desk, "follow_up", "039")
    frame.tab.begin_new("follow_up")
    form = _form(frame)
    assert form.field("next_on").isEnabled()
    assert not form.field("elsewhere").isEnabled()
    form.field("end").segments.setFocus()
    QTest.keyClick(form.field("end").segments, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
    QTest.keyClick(form.field("end").segments, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
    assert not form.field("next_on").isEnabled()
    assert form.field("elsewhere").isEnabled()
    write(form.field("result").text, "已立案")
    done(form.field("result").text)
    assert "哪个机关" in form.field("elsewhere").sentence()
    write(form.field("elsewhere").line, "示例区法院起诉")
    done(form.field("elsewhere").line)
    kept = case(desk, "039").follow_ups[-1]
    assert (kept.end, kept.next_on, kept.extras["elsewhere"]) == ("elsewhere", None, "示例区法院起诉")


def test_an_overdue_payment_shows_the_ways_and_begins_one(desk: Desk) -> None:
    _made, frame = open_tab(desk, "performance", "023")
    pane = frame.tab.payment
    assert pane.ways.isVisibleTo(pane)
    codes = {row.way.code: row.way.open for row in [pane.ways.row(c) for c in ("remind", "payment_order", "lawsuit")]}
    assert codes == {"remind": True, "payment_order": True, "lawsuit": True}
    assert not pane.ways.row("judicial_confirmation").buttons, "closed ways have no button"
    assert not pane.ways.row("enforcement").way.open
    pane.ways.row("payment_order").buttons[-1].click()
    form = _form(frame)
    assert form.field("kind").value() == "payment_order"
    assert not form.field("procedure").isEnabled(), "there is one procedure"
    assert form.field("applied").value() == desk.today()


def test_a_breach_wants_a_word_and_shows_at_once(desk: Desk) -> None:
    _made, frame = open_tab(desk, "performance", "023")
    pane = frame.tab.payment
    pane.form.field("what").set_value("breached")
    pane.form.field("what").changed.emit()
    pane.form.field("amount").set_value(None)
    done(pane.form.field("proof").line)
    assert "怎样违约" in pane.form.field("note").sentence()
    write(pane.form.field("note").line, "明说不付")
    done(pane.form.field("note").line)
    flush()
    assert case(desk, "023").dispute.performing is Performing.BREACHED
    assert pane.dues.text(1)[-1] == "违约·逾期 3 日"


def test_what_a_court_sent_shows_its_clock(desk: Desk) -> None:
    _made, frame = open_tab(desk, "performance", "054")
    frame.tab.begin_track("court_entrusted")
    form = _form(frame)
    assert not form.field("applied").isEnabled()
    form.field("procedure").set_value("summary")
    form.field("procedure").changed.emit()
    assert frame.tab.track.clocks.text(0)[:3] == ["调解并回复法院", "2026-11-23", "2026-11-30"]
    done(form.field("ref").line)
    assert case(desk, "054").tracks[-1].procedure == "summary"

"""The tab 调解 by hand: choosing the team, who is grey and why, quorum, consent, clashes, 回避, private talks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import disputes, drafts, private_notes, recusal, sessions
from desktop.commands.desk import Desk
from desktop.domain import quorum
from desktop.domain.people import Party, PartyRole, Person, PersonKind, Role
from desktop.domain.records import Session
from desktop.domain.team import PrivateNote
from desktop.ui.looks import Look, wear
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.test_records_frame import Frame, case, desk, done, flush, open_tab, write

__all__ = ["desk"]

PARK = "上海海棠创谷园区管理有限公司"


def who(desk: Desk, name: str) -> Any:
    return next(m for m in desk.members() if m.name == name)


def park_joins(desk: Desk, number: str) -> None:
    file = case(desk, number)
    person = Person(name=PARK, kind=PersonKind.LEGAL)
    party = Party(dispute_id=file.dispute.id, person_id=person.id, role=PartyRole.THIRD_PARTY, position=9)
    disputes.add_party(desk, party, person)


def pane(frame: Frame) -> Any:
    return frame.tab.stack.currentWidget()


def form(frame: Frame) -> Any:
    return pane(frame).form


def tick(frame: Frame, desk: Desk, name: str) -> None:
    box = form(frame).field("seats").boxes[who(desk, name).id]
    if box.isHidden():
        form(frame).field("seats")._more.click()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)


def mark(frame: Frame, name: str, what: str) -> None:
    boxes = [b for row in form(frame).field("seats")._marks for b in row]
    box = next(b for b in boxes if b.accessibleName() == f"{name} {what}")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)


def begin_plan(frame: Frame, when: str = "1124 1000") -> None:
    frame.tab.begin_new("plan")
    write(form(frame).field("starts").line, when)


def test_a_joint_session_is_planned_by_keys(desk: Desk) -> None:
    _made, frame = open_tab(desk, "sessions", "061")
    begin_plan(frame)
    joint = form(frame).field("joint").boxes[0]
    joint.setFocus()
    QTest.keyClick(joint, Qt.Key.Key_Space)
    assert "还缺" in form(frame).field("waiver").remark.text(), "what is lacking is said before saving"
    for name in ("高峻", "冯立", "叶知秋"):
        tick(frame, desk, name)
    assert not form(frame).field("waiver").isVisible(), "nothing lacks: nothing is asked"
    form(frame).field("seats")._guest.click()
    guest = form(frame).field("seats").guest
    write(guest.name.line, "丁伯")
    QTest.keyClick(guest.name.line, Qt.Key.Key_Return)
    write(guest.what.line, "邻居")
    QTest.keyClick(guest.what.line, Qt.Key.Key_Return)
    mark(frame, "叶知秋", "已答复到场")
    done(form(frame).field("starts").line)
    flush()
    session = case(desk, "061").sessions[-1]
    assert session.planned
    assert session.joint
    seats = {s.name: s for s in quorum.seats_of(case(desk, "061"), session)}
    assert {"高峻", "冯立", "叶知秋", "丁伯"} <= set(seats)
    assert seats["丁伯"].organisation == "邻居"
    assert seats["叶知秋"].extras[quorum.CONFIRMED] == desk.today().isoformat()
    assert seats["高峻"].invited_on == desk.today()


def test_a_barred_member_is_grey_with_the_reason_and_cannot_be_ticked(desk: Desk) -> None:
    park_joins(desk, "061")
    _made, frame = open_tab(desk, "sessions", "061")
    begin_plan(frame)
    field = form(frame).field("seats")
    box = field.boxes[who(desk, "范青").id]
    assert not box.isHidden(), "one sees who is missing"
    assert not box.isEnabled()
    assert [r.words.text() for r in field.reasons] == [f"范青须回避:就职于第三人{PARK}"]
    QTest.keyClick(box, Qt.Key.Key_Space)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    assert "范青" not in [s.name for s in field.value()]
    field.reasons[0].decide.click()
    flush()
    assert pane(frame).kind == "recusal"
    assert form(frame).field("member").value() == who(desk, "范青").id
    assert form(frame).field("barred").value() is False
    assert PARK in pane(frame).known.text()
    write(form(frame).field("reason").text, "已调离园区")
    done(form(frame).field("reason").text)
    flush()
    assert [(r.barred, r.reason) for r in case(desk, "061").recusals] == [(False, "已调离园区")]
    frame.tab.begin_new("plan")
    assert form(frame).field("seats").boxes[who(desk, "范青").id].isEnabled()
    assert form(frame).field("starts").value() is not None, "what was typed before is still there"


def test_who_must_stand_aside_is_the_first_thing_to_mend(desk: Desk) -> None:
    file = case(desk, "061")
    plan = Session(dispute_id=file.dispute.id, no=1, starts=desk.now().replace(hour=16), planned=True)
    sessions.plan(desk, plan, [sessions.member_seat(plan, who(desk, n)) for n in ("周慧兰", "范青")])
    _made, frame = open_tab(desk, "sessions", "061")
    park_joins(desk, "061")
    flush()
    rows = {row.over: row for row in frame.tab.list.rows()}
    assert rows["须回避"].line == "范青"
    field = frame.tab.pane("plan").form.field("seats")
    assert field.boxes[who(desk, "范青").id].isEnabled(), "a seat that stands can be taken away"
    assert field.reasons[0].seated
    write(form(frame).field("place").line, "x")
    done(form(frame).field("place").line)
    assert form(frame).field("seats").sentence().startswith("范青须回避")
    tick(frame, desk, "范青")
    done(form(frame).field("place").line)
    flush()
    assert "须回避" not in [row.over for row in frame.tab.list.rows()]
    assert "范青" not in [s.name for s in case(desk, "061").seats]


def test_a_joint_record_asks_for_the_waiver_and_for_consent(desk: Desk) -> None:
    _made, frame = open_tab(desk, "sessions", "061")
    frame.tab.begin_new("session")
    write(form(frame).field("record").text, "ok")
    for name in ("高峻", "叶知秋"):
        tick(frame, desk, name)
    joint = form(frame).field("joint").boxes[0]
    joint.setFocus()
    QTest.keyClick(joint, Qt.Key.Key_Space)
    done(form(frame).field("record").text)
    assert "缺法治专员到场" in form(frame).field("waiver").sentence()
    write(form(frame).field("waiver").text, "所领导同意先行")
    done(form(frame).field("waiver").text)
    assert "叶知秋参加须征得当事人同意" in form(frame).field("others_consent").sentence()
    write(form(frame).field("others_consent").text, "双方当场同意")
    done(form(frame).field("others_consent").text)
    assert "没有同意叶知秋" in form(frame).field("seats").sentence()
    mark(frame, "叶知秋", "当事人同意")
    mark(frame, "高峻", "签到")
    done(form(frame).field("record").text)
    flush()
    session = case(desk, "061").sessions[-1]
    assert not session.planned
    assert session.waiver == "所领导同意先行"
    seats = {s.name: s for s in case(desk, "061").seats}
    assert (seats["叶知秋"].consented, seats["高峻"].signed, seats["叶知秋"].signed) == (True, True, False)
    assert set(session.attendees) == {s.member_id for s in seats.values() if s.present}


def test_a_clash_is_a_warning_and_no_stop(desk: Desk) -> None:
    other = case(desk, "044")
    taken = Session(
        dispute_id=other.dispute.id,
        no=9,
        starts=desk.now().replace(day=28, hour=10, minute=0),
        place=desk.committee().room,
        planned=True,
    )
    sessions.plan(desk, taken, [sessions.member_seat(taken, who(desk, "高峻"))])
    _made, frame = open_tab(desk, "sessions", "061")
    begin_plan(frame, "1128 1000")
    pane(frame).show_clashes()
    assert not pane(frame).clash.isHidden()
    assert "2026-044" in pane(frame).clash.text.text()
    write(form(frame).field("place").line, "")
    form(frame).field("place").line.selectAll()
    write(form(frame).field("place").line, "x")
    pane(frame).show_clashes()
    assert pane(frame).clash.isHidden(), "another room, nobody in common"
    tick(frame, desk, "高峻")
    pane(frame).show_clashes()
    assert pane(frame).clash.text.text().endswith("10:00–11:30(高峻)")
    done(form(frame).field("place").line)
    flush()
    assert case(desk, "061").sessions[-1].planned


def test_the_team_typed_survives_a_crash(desk: Desk) -> None:
    _made, frame = open_tab(desk, "sessions", "061")
    begin_plan(frame)
    tick(frame, desk, "高峻")
    mark(frame, "高峻", "已答复到场")
    pane(frame).keep()
    id = case(desk, "061").dispute.id
    kept = drafts.find(desk, f"plan:{id}:new")
    assert kept is not None
    assert "高峻" in [s["name"] for s in json.loads(kept.values["seats"])]
    again = open_tab(desk, "sessions", "061")[1]
    assert again.tab.list.key() == "new:plan"
    seats = {s.name: s for s in form(again).field("seats").value()}
    assert seats["高峻"].extras[quorum.CONFIRMED] is True
    done(form(again).field("starts").line)
    flush()
    assert {s.name for s in case(desk, "061").seats} >= {"高峻"}


def test_private_talks_are_there_for_the_mediator_only(desk: Desk) -> None:
    made, frame = open_tab(desk, "sessions", "045")
    assert not frame.tab._talk.isHidden()
    frame.tab.begin_new("private")
    write(form(frame).field("text").text, "bottom line")
    done(form(frame).field("text").text)
    flush()
    id = case(desk, "045").dispute.id
    note = private_notes.notes(desk, id)[0]
    assert note.text == "bottom line"
    assert any(row.over.startswith("单独谈话") for row in frame.tab.list.rows())
    frame.tab.begin_new("private")
    write(form(frame).field("text").text, "more")
    pane(frame).keep()
    be(desk, Role.ADMIN, "傅敏")
    seen = open_tab(desk, "sessions", "045")[1]
    assert seen.tab._talk.isHidden()
    words = [row.over + row.line for row in seen.tab.list.rows()]
    assert not [w for w in words if "单独谈话" in w]
    assert not seen.tab.open_row(case(desk, "045"), str(note.id))
    timeline = open_tab(desk, "history", "045")[1]
    flush()
    said = " ".join(line for view in timeline.tab.views for line in view.lines())
    assert "bottom line" not in said
    be(desk, Role.MEDIATOR)
    made.shell.close()


def test_a_mediator_who_is_taken_off_loses_the_open_note(desk: Desk) -> None:
    file = case(desk, "045")
    note = PrivateNote(dispute_id=file.dispute.id, at=desk.now(), text="secret")
    private_notes.write(desk, note)
    _made, frame = open_tab(desk, "sessions", "045")
    frame.tab.list.choose(str(note.id))
    assert pane(frame).kind == "private"
    recusal.recuse(desk, file.dispute.id, who(desk, "周慧兰").id, "亲属关系")
    flush()
    assert getattr(pane(frame), "kind", "") != "private"
    assert str(note.id) not in [row.key for row in frame.tab.list.rows()]


@pytest.mark.parametrize(
    ("size", "dress"),
    [
        ((1366, 768), Look()),
        ((1366, 697), Look()),
        ((1920, 1080), Look()),
        ((1366, 768), Look(scale=1.25)),
        ((1366, 768), Look(scale=1.5)),
        ((1366, 768), Look(dark=True)),
    ],
)
def test_nothing_is_cut(desk: Desk, dressed: QApplication, size: tuple[int, int], dress: Look) -> None:
    wear(dressed, dress)
    park_joins(desk, "061")
    file = case(desk, "061")
    plan = Session(
        dispute_id=file.dispute.id, no=1, starts=desk.now(), place=desk.committee().room, planned=True, joint=True
    )
    sessions.plan(desk, plan, [sessions.member_seat(plan, who(desk, n)) for n in ("周慧兰", "高峻", "叶知秋")])
    private_notes.write(desk, PrivateNote(dispute_id=file.dispute.id, at=desk.now(), text="底线"))
    recusal.recuse(desk, file.dispute.id, who(desk, "童雅琴").id, "与申请人是亲戚")
    made, frame = open_tab(desk, "sessions", "061", size=size)
    for row in [*frame.tab.list.rows()]:
        frame.tab.list.choose(row.key)
        flush()
        assert clipped(made.shell) == [], row
    frame.tab._on_record(plan.id)
    form(frame).field("seats")._unfold()
    flush()
    assert clipped(made.shell) == []
    frame.tab.begin_recusal(who(desk, "范青").id)
    flush()
    assert clipped(made.shell) == []

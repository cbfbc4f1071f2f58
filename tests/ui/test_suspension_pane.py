"""中止计算 by keys in the tab 调解: what the limit becomes while typing, drafts, refusals, taking it out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands import disputes, drafts, history, records
from desktop.commands.desk import Desk
from desktop.domain.disputes import Mediation
from desktop.domain.people import Role
from desktop.domain.records import FollowEnd, FollowUp, Suspension
from desktop.ui.looks import Look, wear
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.test_records_frame import Frame, case, desk, done, flush, open_tab, write
from tests.ui.test_sessions_tab import form, pane

__all__ = ["desk"]

NUMBER = "063"
ACCEPTED = date(2026, 11, 2)


@pytest.fixture
def medical(desk: Desk) -> UUID:
    """A medical dispute accepted three weeks ago: its 30 working days end on 14 December."""
    arrival = disputes.Arrival(
        name="贾㛃",
        facts="术后感染。",
        category="medical",
        other="刘䶮",
        phone="12000000946",
        received_at=datetime.combine(ACCEPTED, time(9)),
    )
    made = disputes.register(desk, arrival)
    assert desk.account.member_id is not None
    disputes.accept(desk, made.id, on=ACCEPTED, mediators=[desk.account.member_id], consent="双方同意")
    assert case(desk, NUMBER).dispute.id == made.id
    return made.id


def stopped(id: UUID, starts: int, ends: int | None, reason: str = "医疗损害鉴定") -> Suspension:
    last = date(2026, 11, ends) if ends else None
    return Suspension(dispute_id=id, starts=date(2026, 11, starts), ends=last, reason=reason)


def type_day(frame: Frame, name: str, text: str) -> None:
    line = form(frame).field(name).line
    line.setFocus()
    line.selectAll()
    write(line, text) if text else QTest.keyClick(line, Qt.Key.Key_Delete)


def limit(frame: Frame) -> tuple[str, str]:
    field = form(frame).field("then")
    return field.value(), field.remark.text()


def begin(frame: Frame) -> None:
    button = frame.tab._stop
    assert not button.isHidden()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pane(frame).kind == "suspension"


def test_what_becomes_of_the_limit_is_told_while_it_is_typed(desk: Desk, medical: UUID) -> None:
    _made, frame = open_tab(desk, "sessions", NUMBER)
    begin(frame)
    assert not pane(frame).dirty
    assert form(frame).field("basis").value() == "医疗纠纷预防和处理条例第三十八条"
    assert limit(frame) == ("恢复前不计算", "原为 12月14日")
    type_day(frame, "starts", "1116")
    type_day(frame, "ends", "1120")
    assert limit(frame) == ("顺延到 12月21日", "原为 12月14日")
    type_day(frame, "ends", "")
    assert limit(frame)[0] == "恢复前不计算"
    type_day(frame, "starts", "+1")
    assert limit(frame) == ("", "中止的日子还没到,请到时再记。")
    type_day(frame, "starts", "1116")
    write(form(frame).field("reason").line, "appraisal")
    done(form(frame).field("reason").line)
    flush()
    kept = case(desk, NUMBER).suspensions
    assert [(s.starts, s.ends, s.reason) for s in kept] == [(date(2026, 11, 16), None, "appraisal")]
    rows = {row.over: row.line for row in frame.tab.list.rows()}
    assert rows["中止 11-16"] == "未恢复 appraisal"
    assert "调解期限" not in rows
    again = open_tab(desk, "sessions", NUMBER)[1]
    assert again.tab.list.key() == str(kept[0].id), "what is waited for is opened first"
    type_day(again, "ends", "1120")
    done(form(again).field("ends").line)
    flush()
    assert case(desk, NUMBER).suspensions[0].ends == date(2026, 11, 20)
    rows = {row.over: row.line for row in again.tab.list.rows()}
    assert (rows["中止 11-16"], rows["调解期限"]) == ("至 11-20 appraisal", "12-21 满")


def test_what_cannot_be_is_said_at_its_field(desk: Desk, medical: UUID) -> None:
    records.save(desk, stopped(medical, 10, 12))
    _made, frame = open_tab(desk, "sessions", NUMBER)
    begin(frame)
    done(form(frame).field("starts").line)
    assert form(frame).field("reason").sentence() == "请填写原因。"
    write(form(frame).field("reason").line, "x")
    for starts, ends, field, words in (
        ("1101", "", "starts", "受理日是 2026-11-02"),
        ("1112", "1113", "starts", "重叠"),
        ("1109", "", "ends", "重叠"),
        ("1118", "1117", "ends", "恢复日期早于中止日期"),
    ):
        type_day(frame, "starts", starts)
        type_day(frame, "ends", ends)
        done(form(frame).field("ends").line)
        flush()
        assert words in form(frame).field(field).sentence()
    assert len(case(desk, NUMBER).suspensions) == 1


def test_a_begun_one_survives_a_crash(desk: Desk, medical: UUID) -> None:
    _made, frame = open_tab(desk, "sessions", NUMBER)
    begin(frame)
    type_day(frame, "starts", "1116")
    type_day(frame, "ends", "1120")
    QTest.keyClick(form(frame).field("ends").line, Qt.Key.Key_Escape)
    assert drafts.find(desk, f"suspension:{medical}:new") is not None
    again = open_tab(desk, "sessions", NUMBER)[1]
    assert again.tab.list.key() == "new:suspension"
    assert limit(again)[0] == "顺延到 12月21日"
    write(form(again).field("reason").line, "x")
    done(form(again).field("reason").line)
    flush()
    assert len(case(desk, NUMBER).suspensions) == 1
    assert drafts.find(desk, f"suspension:{medical}:new") is None


def test_one_is_taken_out_and_comes_back(desk: Desk, medical: UUID) -> None:
    kept = stopped(medical, 16, None)
    records.save(desk, kept)
    _made, frame = open_tab(desk, "sessions", NUMBER)
    frame.tab.list.choose(str(kept.id))
    pane(frame).remove_button.click()
    flush()
    assert case(desk, NUMBER).suspensions == ()
    assert "中止 11-16" not in [row.over for row in frame.tab.list.rows()]
    history.undo_last(desk)
    flush()
    assert "中止 11-16" in [row.over for row in frame.tab.list.rows()]


def test_a_limit_that_goes_on_says_so(desk: Desk, medical: UUID) -> None:
    """劳动争议调解仲裁法 14 knows no time that does not count."""
    with desk.read() as reader:
        dispute = reader.file(medical).dispute
    disputes.edit(desk, replace(dispute, category="labour_other"))
    _made, frame = open_tab(desk, "sessions", NUMBER)
    begin(frame)
    type_day(frame, "starts", "1105")
    assert limit(frame) == ("11月17日", "劳动争议调解期限不因此顺延")
    assert form(frame).field("basis").value() == "本室规则"


def test_a_closed_file_only_shows_it(desk: Desk, medical: UUID) -> None:
    kept = stopped(medical, 5, 6)
    records.save(desk, kept)
    disputes.move(desk, medical, Mediation.TERMINATED, on=desk.today(), reason="谈不拢")
    records.save(desk, FollowUp(dispute_id=medical, on=desk.today(), result="问过了", end=FollowEnd.SETTLED))
    disputes.close(desk, medical, on=desk.today(), result="")
    _made, frame = open_tab(desk, "sessions", NUMBER)
    assert frame.tab._stop.isHidden()
    frame.tab.list.choose(str(kept.id))
    assert pane(frame).save_button.isHidden()
    assert pane(frame).remove_button.isHidden()
    assert not form(frame).field("starts").isEnabled() or form(frame).field("starts").line.isReadOnly()


def test_a_reader_is_not_asked(desk: Desk, medical: UUID) -> None:
    be(desk, Role.READER)
    assert open_tab(desk, "sessions", NUMBER)[1].tab._stop.isHidden()


@pytest.mark.parametrize(
    ("size", "dress"),
    [
        ((1366, 768), Look()),
        ((1366, 697), Look()),
        ((1366, 768), Look(scale=1.25)),
        ((1366, 768), Look(scale=1.5)),
        ((1366, 768), Look(dark=True)),
    ],
)
def test_nothing_is_cut(desk: Desk, medical: UUID, dressed: QApplication, size: tuple[int, int], dress: Look) -> None:
    wear(dressed, dress)
    records.save(desk, stopped(medical, 5, 10, "双方外出取证"))
    last = stopped(medical, 16, None)
    records.save(desk, last)
    made, frame = open_tab(desk, "sessions", NUMBER, size=size)
    for row in frame.tab.list.rows():
        frame.tab.list.choose(row.key)
        flush()
        assert clipped(made.shell) == [], row
    begin(frame)
    for starts, ends in (("1112", "1113"), ("1117", ""), ("1101", "")):
        type_day(frame, "starts", starts)
        type_day(frame, "ends", ends)
        done(form(frame).field("ends").line)
        flush()
        assert clipped(made.shell) == []

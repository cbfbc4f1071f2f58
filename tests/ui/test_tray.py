"""Calling out: once, at its hour, in counts, and not at all when nobody wants it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.commands import lists, records, reminders
from desktop.domain.people import Person, Role
from desktop.domain.records import Session
from desktop.ui.tray import LONGEST_MS, MOST_A_DAY, Caller, Reminders, Tray
from tests.conftest import NOON, be

SAID_OF_SESSIONS = re.compile(r"\d\d:\d\d 有(一场| \d+ 场)调解。")
SAID_OF_DUES = re.compile(r"有 \d+ 件逾期(,今天还有 \d+ 件到期)?。")


@pytest.fixture
def room(make_room, qtbot):
    """(desk, clock, caller, what it said); 14:03 on the wall."""
    clock = [NOON]
    desk = make_room("practice", role=Role.MEDIATOR, now=lambda: clock[0])
    said: list[str] = []
    made = Reminders(lambda: True)
    made.said.connect(said.append)
    return desk, clock, made, said


def test_unlocking_says_once_a_day_what_is_overdue(room):
    desk, clock, made, said = room
    made.sit_down(desk)
    assert said == [reminders.greeting(desk)]
    assert SAID_OF_DUES.fullmatch(said[0])
    made.leave()
    made.sit_down(desk)
    assert len(said) == 1
    be(desk, Role.MEDIATOR, "严伯年")
    desk.account = replace(desk.account, id=desk.account.id.__class__(int=5))
    made.sit_down(desk)
    assert len(said) == 2, "somebody else is told too"
    clock[0] += timedelta(days=1)
    made.sit_down(desk)
    assert len(said) == 3


def test_nothing_is_overdue_nothing_is_said(make_room):
    assert reminders.greeting(make_room()) == ""


def test_a_session_is_called_out_a_quarter_of_an_hour_before(room):
    desk, clock, made, said = room
    made.sit_down(desk)
    said.clear()
    planned = [r for r in reminders.of_today(desk) if r.at > datetime.fromisoformat("2026-11-23T14:03")]
    assert planned
    left = made.waiting()
    assert left is not None
    until = (planned[0].at - datetime.fromisoformat("2026-11-23T14:03")).seconds * 1000
    assert left <= min(LONGEST_MS, until) * 1.05, "a coarse timer may be five in a hundred late"
    made.leave()  # locked meanwhile: the hour is still known
    clock[0] = planned[0].at.replace(tzinfo=UTC) - timedelta(hours=8)
    made._look_at_the_clock()
    made._look_at_the_clock()
    assert said == [planned[0].words]
    assert SAID_OF_SESSIONS.fullmatch(said[0])


def test_a_computer_that_slept_says_nothing_of_what_has_begun(room):
    desk, clock, made, said = room
    made.sit_down(desk)
    said.clear()
    clock[0] = NOON + timedelta(hours=9)
    made._look_at_the_clock()
    assert said == []
    assert made.waiting() is None, "nothing more today, so nothing is waited for"


def test_a_session_planned_meanwhile_is_called_out_too(room):
    desk, clock, made, said = room
    desk.told = made.heard
    made.sit_down(desk)
    said.clear()
    me = desk.account.member_id
    line = next(
        r for r in lists.Files(desk, lists.Filter(view="mine")).rows(lists.Files(desk, lists.Filter(view="mine")).ids())
    )
    starts = datetime.fromisoformat("2026-11-23T14:40")
    records.save(desk, Session(dispute_id=line.id, no=8, starts=starts, planned=True, attendees=(me,)))
    clock[0] = NOON + timedelta(minutes=25)
    made._look_at_the_clock()
    assert said == ["14:40 有一场调解。"]


def test_never_more_than_so_many_a_day(room):
    desk, clock, made, said = room
    made.sit_down(desk)
    for _ in range(2 * MOST_A_DAY):
        made._say("有 1 件逾期。")
    assert len(said) == MOST_A_DAY
    clock[0] += timedelta(days=1)
    made._say("有 1 件逾期。")
    assert len(said) == MOST_A_DAY + 1


def test_who_does_not_want_it_is_left_alone(make_room):
    desk = make_room("practice", role=Role.MEDIATOR)
    said: list[str] = []
    made = Reminders(lambda: False)
    made.said.connect(said.append)
    made.sit_down(desk)
    assert said == []


def test_nobody_is_named(room):
    desk, *_ = room
    words = reminders.greeting(desk) + "".join(r.words for r in reminders.of_today(desk))
    assert reminders.of_today(desk)
    with desk.read() as reader:
        assert not [p.name for p in reader.find(Person) if p.name in words]
    assert not [m.name for m in desk.members() if m.name in words]


def test_without_a_tray_the_window_says_it(dressed, monkeypatch, make_room):
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    unsaid: list[str] = []
    made = Caller(lambda: True)
    made.unsaid.connect(unsaid.append)
    assert made.tray.icon is None
    made.sit_down(make_room("practice", role=Role.MEDIATOR))
    assert len(unsaid) == 1
    made.hide()


def test_with_a_tray_the_tray_says_it_and_a_click_opens_the_day(dressed, monkeypatch, qtbot):
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _icon, title, words, *_: shown.append((title, words)))
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _icon: None)
    tray = Tray(QIcon())
    assert tray.say("有 2 件逾期。")
    assert shown == [("调处室工作台", "有 2 件逾期。")]
    assert tray.icon is not None
    with qtbot.waitSignal(tray.opened):
        tray.icon.messageClicked.emit()
    with qtbot.waitSignal(tray.opened):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)

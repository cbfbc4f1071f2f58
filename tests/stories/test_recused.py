"""回避 in the real window: a park manager whose park is a party is not seated, and a later change is not missed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.commands import disputes, lists, sessions
from desktop.commands.desk import Desk
from desktop.domain.casefile import CaseFile
from desktop.domain.people import Party, PartyRole, Person, PersonKind, Role
from desktop.domain.records import Session
from desktop.jobs import Jobs
from desktop.ui.window import Window
from tests.conftest import be
from tests.stories import walk
from tests.stories.hands import CTRL, Hands, Key, until

PARK = "上海海棠创谷园区管理有限公司"
NUMBER = "2026-061"


@pytest.fixture
def seated(make_room: Callable[..., Desk], jobs: Jobs, dressed: QApplication) -> Iterator[tuple[Desk, Window, Hands]]:
    desk = make_room("practice", role=Role.ADMIN)
    be(desk, Role.ADMIN)
    window, hands = walk.seat(desk, jobs)
    yield desk, window, hands
    jobs.wait()
    window.shell.close()
    desk.store.close()
    window.shell.deleteLater()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def file_of(desk: Desk) -> CaseFile:
    files = lists.Files(desk, lists.Filter(words=NUMBER))
    id = next(line.id for line in files.rows(files.ids()) if line.number == NUMBER)
    return walk.read(desk, id)


def park_joins(desk: Desk) -> None:
    person = Person(name=PARK, kind=PersonKind.LEGAL)
    file = file_of(desk)
    party = Party(dispute_id=file.dispute.id, person_id=person.id, role=PartyRole.THIRD_PARTY, position=9)
    disputes.add_party(desk, party, person)


def who(desk: Desk, name: str) -> Any:
    return next(m for m in desk.members() if m.name == name)


def words_in(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def seats_field(window: Window) -> Any:
    tab = next(w for w in window.page("file").findChildren(QWidget) if type(w).__name__ == "SessionsTab")
    return tab.stack.currentWidget().form.field("seats")


@pytest.mark.timeout(180)
def test_a_recused_park_manager_cannot_be_seated(seated: tuple[Desk, Window, Hands]) -> None:
    desk, window, hands = seated
    park_joins(desk)
    window.open_file(file_of(desk).dispute.id, "sessions")
    hands.enter("安排下一次")
    until(lambda: hands.hears("时间"), "the form of a new session")
    hands.put("后天 1400")
    met = set()
    for _ in range(40):  # by Tab through the whole form: the grey one is passed over
        hands.press(Key.Key_Tab)
        met.add(hands.reads())
    assert any(words.startswith("参加人员:周慧兰") for words in met)
    assert not any("范青 园区管理方" in words for words in met)
    field = seats_field(window)
    box = field.boxes[who(desk, "范青").id]
    assert not box.isHidden()
    assert box.toolTip() == f"须回避:就职于第三人{PARK}"
    hands.click(box)
    QTest.keyClick(box, Key.Key_Space)
    assert "范青" not in [s.name for s in field.value()]
    assert f"范青须回避:就职于第三人{PARK}" in words_in(field)
    hands.focus_on("时间", back=True)
    hands.press(Key.Key_Return, CTRL)
    until(lambda: bool(file_of(desk).sessions), "the session is planned")
    (session,) = file_of(desk).sessions
    assert session.planned
    assert who(desk, "范青").id not in session.attendees
    assert "范青" not in [s.name for s in file_of(desk).seats]


@pytest.mark.timeout(180)
def test_a_role_that_changes_afterwards_is_a_next_step(seated: tuple[Desk, Window, Hands]) -> None:
    desk, window, hands = seated
    file = file_of(desk)
    plan = Session(dispute_id=file.dispute.id, no=1, starts=desk.now().replace(day=25, hour=14), planned=True)
    sessions.plan(desk, plan, [sessions.member_seat(plan, who(desk, n)) for n in ("周慧兰", "孔令仪")])
    park_joins(desk)
    window.open_file(file.dispute.id, "overview")
    assert "须回避" not in words_in(window.page("file"))

    window.open_page("people")  # the volunteer takes a post at the park
    page = window.page("people")
    for _ in desk.members():
        if page.editor.title.text() == "孔令仪":
            break
        hands.press(Key.Key_Down)
    hands.press(Key.Key_Return)
    hands.focus_on("其他任职")
    hands.say("海棠创谷园区管理方")
    hands.press(Key.Key_Return)
    until(lambda: bool(who(desk, "孔令仪").affiliations), "the post is saved as one goes on")

    window.open_file(file.dispute.id, "overview")
    until(lambda: "回避:孔令仪须回避" in words_in(window.page("file")), "the step is on the file")
    due = lists.today(desk)
    assert "回避:孔令仪须回避,请另行安排" in [t.step.what for t in due.today]

    window.open_file(file.dispute.id, "sessions")
    field = seats_field(window)
    box = field.boxes[who(desk, "孔令仪").id]
    assert box.isEnabled(), "what stands can be taken away"
    box.setFocus()
    hands.press(Key.Key_Space)
    hands.press(Key.Key_Return, CTRL)
    until(lambda: "孔令仪" not in [s.name for s in file_of(desk).seats], "another arrangement is made")
    assert "回避:孔令仪须回避,请另行安排" not in [t.step.what for t in lists.today(desk).today]
    assert not box.isEnabled(), "and the way back is shut"

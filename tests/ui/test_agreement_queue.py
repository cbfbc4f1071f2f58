"""The lawyer's queue: in order, with what is wrong, and one act away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from desktop.commands import agreements, review
from desktop.commands.desk import Desk
from desktop.domain.agreements import Status
from desktop.domain.people import Role
from desktop.ui.agreements.queue import AgreementsPage
from desktop.ui.kit.tasks import TaskList
from desktop.ui.looks import Look, wear
from desktop.ui.window import Window
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.hosting import window

MakeRoom = Callable[..., Desk]


class Editor(AgreementsPage):
    """Stands where the editor would and remembers what it was asked to open."""

    asked: object = None

    def open(self, id: object) -> bool:
        self.asked = id
        return True


@pytest.fixture
def shown(make_room: MakeRoom, dressed: QApplication, qtbot):  # type: ignore[no-untyped-def]
    def make(what: str = "practice", role: Role = Role.LAWYER, size: tuple[int, int] = (1366, 768)) -> Window:
        made = window(make_room(what, role=role), {"agreements": AgreementsPage, "agreement": Editor}, size=size)
        qtbot.addWidget(made.shell)
        made.open_page("agreements")
        return made

    yield make
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def tasks(made: Window) -> TaskList:
    page: AgreementsPage = made.page("agreements")
    return page.list


def test_groups_stand_in_the_order_of_the_work(shown) -> None:  # type: ignore[no-untyped-def]
    made = shown()
    names = [group.name for group in tasks(made)._groups]

    assert names == ["待审", "待签发", "待签字", "草稿", "最近已签"]
    assert made.page("agreements").head.sub.text() == "待审 2·待签发 2·待签字 1·草稿 1"


def test_each_line_says_what_is_wrong_and_who_wrote(shown) -> None:  # type: ignore[no-untyped-def]
    made = shown()
    waiting = {task.which.split("·")[0]: task for task in tasks(made)._groups[0].tasks}

    assert waiting["2026-044"].when == "1 项须改"
    assert waiting["2026-044"].urgent
    assert waiting["2026-047"].when == "没有须改"
    assert all(task.who for task in waiting.values())
    assert all(task.action == "审核" for task in waiting.values())


def test_a_mediator_only_looks_at_what_is_with_the_lawyer(shown) -> None:  # type: ignore[no-untyped-def]
    made = shown(role=Role.MEDIATOR)
    actions = {group.name: {task.action for task in group.tasks} for group in tasks(made)._groups}

    assert actions["待审"] == {"查看"}
    assert actions["待签发"] == {"签发"}
    assert actions["待签字"] == {"记签字"}
    assert actions["草稿"] == {"接着写"}


def test_enter_on_the_first_line_opens_it(shown, qtbot) -> None:  # type: ignore[no-untyped-def]
    made = shown()
    key = tasks(made).order()[0]

    qtbot.keyClick(tasks(made).button(key), Qt.Key.Key_Return)

    assert str(made.page("agreement").asked) == key


def test_an_act_elsewhere_moves_the_line_at_once(shown) -> None:  # type: ignore[no-untyped-def]
    made = shown()
    first = review.standing(made.desk)[Status.IN_REVIEW][0]

    agreements.approve(made.desk, first.agreement.id)

    group = next(g for g in tasks(made)._groups if g.name == "待签发")
    assert str(first.line.id) in {task.key for task in group.tasks}


def test_who_sent_it_and_when_is_known_from_the_record(make_room: MakeRoom) -> None:
    desk = make_room("practice", role=Role.MEDIATOR)
    draft = review.standing(desk)[Status.DRAFT][0]
    be(desk, Role.MEDIATOR, "严伯年")
    agreements.submit(desk, draft.agreement.id)

    sent = next(w for w in review.standing(desk)[Status.IN_REVIEW] if w.line.id == draft.line.id)

    assert sent.since == desk.today()
    assert sent.writer


def test_an_empty_room_says_what_to_do_next(shown) -> None:  # type: ignore[no-untyped-def]
    made = shown("", Role.MEDIATOR)

    assert tasks(made).order() == []
    assert made.page("agreements").head.sub.text() == "没有在办的协议"


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_nothing_is_clipped(shown, qapp: QApplication, size: tuple[int, int], scale: float) -> None:  # type: ignore[no-untyped-def]
    wear(qapp, Look(scale=scale))
    made = shown(size=size)
    QApplication.sendPostedEvents()

    assert made.shell.size().toTuple() == size
    assert clipped(made.page("agreements")) == []

"""The paper page: the file's papers, what is asked of the printer, and the record of each print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.commands import lists, papers
from desktop.commands.desk import Desk
from desktop.domain.people import Role
from desktop.domain.records import Printing
from desktop.settings import Preferences
from desktop.ui.looks import Look, wear
from desktop.ui.papers.printing import NO_PRINTER
from tests.ui.agreement_room import Room, room_with, write
from tests.ui.clipping import clipped

MakeRoom = Callable[..., Desk]
Open = Callable[..., Room]


@pytest.fixture
def opened(make_room: MakeRoom, dressed: QApplication, qtbot) -> Iterator[Open]:  # type: ignore[no-untyped-def]
    rooms: list[Room] = []

    def make(status: str = "issued", role: Role = Role.MEDIATOR, kind: str = "agreement", **kwargs: object) -> Room:
        room = room_with(make_room("practice", role=role), qtbot, **kwargs)  # type: ignore[arg-type]
        rooms.append(room)
        room.window.show_paper(lists.queue(room.desk)[status][0].id, kind)
        qtbot.waitUntil(lambda: room.paper._paper is not None, timeout=10_000)
        return room

    yield make
    for room in rooms:
        qtbot.waitUntil(lambda jobs=room.window.jobs: not jobs._under_way, timeout=10_000)
        room.window.shell.close()
        room.window.shell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def printings(room: Room) -> list[Printing]:
    assert room.paper._id is not None
    with room.desk.read() as reader:
        return list(reader.file(room.paper._id).printings)


def test_the_files_papers_are_listed_and_the_asked_one_is_shown(opened: Open) -> None:
    room = opened()

    kinds = [kind for kind, _ in room.paper.list.order()]
    asked = ["application", "acceptance_register", "rights_notice", "sign_in_sheet", "mediation_record", "agreement"]
    assert [kind for kind in kinds if kind in asked] == asked, "in the order of the dossier"
    assert room.paper.list.key() == ("agreement", 0)
    assert room.paper.head.title.text() == "人民调解协议书"
    assert room.paper.state.accessibleName() == "已签发"
    assert room.paper.view.sheets.count() >= 1


def test_another_paper_by_the_arrow_keys(opened: Open, qtbot) -> None:  # type: ignore[no-untyped-def]
    room = opened()
    room.paper.list.setFocus()
    qtbot.keyClick(room.paper.list, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: room.paper._paper is not None and room.paper._paper.kind == "mediation_record")

    assert room.paper.head.title.text().startswith("人民调解记录")


def test_printing_sends_the_very_bytes_and_records_who_when_how_many(opened: Open, qtbot) -> None:  # type: ignore[no-untyped-def]
    room = opened()
    assert room.paper.options.copies.value() == "3", "two parties and the committee"
    write(room.paper.options.copies.line, "2")
    room.paper.options.duplex.set_value(False)

    qtbot.keyClick(room.window.shell, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(printings(room)), timeout=10_000)

    (pdf, job), record = room.tray.taken[0], printings(room)[-1]
    paper = room.paper._paper
    assert paper is not None
    assert pdf == paper.pdf
    assert (job.printer, job.copies, job.duplex, job.pages) == ("HP", 2, False, ())
    assert (record.copies, record.printer, record.sha256, record.draft) == (2, "HP", paper.sha256, False)
    assert record.at == room.desk.now()
    assert "HP 打印 2 份" in room.paper.options.last.text()


def test_the_job_is_called_by_the_number_never_by_a_name(opened: Open, qtbot) -> None:  # type: ignore[no-untyped-def]
    room = opened()
    room.paper.print_asked()
    qtbot.waitUntil(lambda: bool(room.tray.taken), timeout=10_000)

    title = room.tray.taken[0][1].title
    with room.desk.read() as reader:
        file = reader.file(room.paper._id)  # type: ignore[arg-type]
    assert title == file.dispute.number
    assert not any(person.name in title for person in file.people.values())


def test_pages_that_are_not_there_stop_the_print(opened: Open) -> None:
    room = opened()
    write(room.paper.options.range.line, "9")
    room.paper.print_asked()

    assert "之间的页码" in room.paper.options.range.sentence()
    assert room.tray.taken == []


@pytest.mark.parametrize("copies", ["", "0"])
def test_copies_must_be_a_number(opened: Open, copies: str) -> None:
    room = opened()
    write(room.paper.options.copies.line, copies)
    room.paper.print_asked()

    assert room.paper.options.copies.sentence() == "请写 1 到 99。"
    assert room.tray.taken == []


def test_without_a_printer_one_sentence_and_the_other_way(opened: Open) -> None:
    room = opened(printers=())
    assert room.paper.options.none.isVisible()
    room.paper.print_asked()

    assert [b.accessibleName() for b in room.window.shell.notices.banners()] == [NO_PRINTER]
    assert room.paper.save.isEnabled()
    assert printings(room) == []


def test_a_saved_copy_is_the_paper_and_is_recorded(opened: Open, tmp_path: Path) -> None:
    room = opened()
    asked: list[str] = []

    def where(_parent: QWidget, name: str, then: Callable[[Path], None]) -> None:
        asked.append(name)
        then(tmp_path / name)

    room.paper._where = where
    room.paper.save.click()

    paper = room.paper._paper
    assert paper is not None
    assert (tmp_path / asked[0]).read_bytes() == paper.pdf
    assert asked == [f"{paper.number} 人民调解协议书.pdf"]
    assert [(p.printer, p.copies) for p in printings(room)] == [("另存为 PDF", 1)]


def test_a_folder_that_takes_nothing_is_said_and_not_recorded(opened: Open, tmp_path: Path) -> None:
    room = opened()
    room.paper._where = lambda _parent, name, then: then(tmp_path / "nowhere" / name)
    room.paper.save.click()

    assert "换一个文件夹" in room.window.shell.notices.banners()[0].accessibleName()
    assert printings(room) == []


def test_a_draft_prints_once_and_says_that_it_is_one(opened: Open, qtbot) -> None:  # type: ignore[no-untyped-def]
    room = opened("draft")
    assert room.paper.state.accessibleName() == "草稿,未签发"
    assert room.paper.options.copies.value() == "1"
    room.paper.print_asked()
    qtbot.waitUntil(lambda: bool(printings(room)), timeout=10_000)

    assert printings(room)[-1].draft


def test_a_given_paper_is_shown_as_it_is(opened: Open) -> None:
    room = opened()
    id = room.paper._id
    assert id is not None
    made = papers.make(room.desk, id, "rights_notice")
    room.window.print_paper(id, made)

    assert room.paper._paper is made
    assert room.paper.print.hasFocus()


def test_a_role_without_printing_sees_no_numbers(make_room: MakeRoom, dressed: QApplication, qtbot) -> None:  # type: ignore[no-untyped-def]
    room = room_with(make_room("practice", role=Role.READER), qtbot)
    room.window.show_paper(lists.queue(room.desk)["issued"][0].id, "agreement")

    assert not room.paper.print.isEnabled()
    assert not room.paper.save.isEnabled()
    assert "没有“打印文书”的权限" in room.paper.view.problem()


def test_what_the_workstation_prefers_is_chosen(make_room: MakeRoom, dressed: QApplication, qtbot) -> None:  # type: ignore[no-untyped-def]
    room = room_with(make_room("practice", role=Role.MEDIATOR), qtbot, printers=("甲", "乙"))
    room.paper._prefer = room.paper.outlet._prefer = lambda: Preferences(printer="乙", duplex=False)
    room.window.show_paper(lists.queue(room.desk)["issued"][0].id, "agreement")
    qtbot.waitUntil(lambda: room.paper._paper is not None and not room.window.jobs._under_way, timeout=10_000)

    assert room.paper.options.printer.value() == "乙"
    assert room.paper.options.duplex.value() is False


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
@pytest.mark.parametrize("printers", [("调处室-HP LaserJet Pro",), ()])
def test_nothing_is_clipped(
    opened: Open, qapp: QApplication, size: tuple[int, int], scale: float, printers: tuple[str, ...]
) -> None:
    wear(qapp, Look(scale=scale))
    room = opened(size=size, printers=printers)
    QApplication.sendPostedEvents()

    assert room.window.shell.size().toTuple() == size
    assert clipped(room.paper) == []

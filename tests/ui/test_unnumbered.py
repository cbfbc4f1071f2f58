"""Screens of a station that may not give numbers: 受理 says so, papers and agreements go on, old numbers are marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from desktop.commands import numbers, papers
from desktop.domain.agreements import Status
from desktop.domain.disputes import Dispute
from desktop.domain.numbering import left_blank
from desktop.domain.people import Role
from desktop.domain.stations import Sharing
from desktop.storage.store import Deed
from tests.commands.numbered import register, stations
from tests.conftest import be
from tests.ui.agreement_room import room_with
from tests.ui.clipping import clipped
from tests.ui.file_desk import CTRL, Key, desk_window, press, settled


@pytest.fixture
def second(qtbot, dressed, make_room, tmp_path):
    """The practice room on a station that is not the keeper."""
    desk = make_room("practice")
    with stations(desk, tmp_path, 2) as (_keeper, other):
        be(other, Role.MEDIATOR)
        yield other


def page_of(qtbot, desk, id, tab):
    shown = desk_window(qtbot, desk)
    shown.open_file(id, tab)
    settled()
    return shown.page("file")


def test_acceptance_says_that_the_number_comes_later(qtbot, second):
    made = register(second)
    page = page_of(qtbot, second, made.id, "intake")
    decide = page._made["intake"]._decides["accept"]
    assert decide.button.words == "受理"
    assert "先用临时号" in decide.after.text()
    first = next(m.id for m in second.members() if m.active)
    decide.form.fill({"first": first})
    press(Key.Key_Return, CTRL)
    settled()
    with second.read() as reader:
        accepted = reader.get(Dispute, made.id)
    assert (accepted.intake, accepted.case_no) == ("accepted", "")
    shown = [label.text() for label in page._made["intake"].facts.findChildren(QLabel)]
    assert "暂-2-0001(待编号)" in shown
    assert "暂-2-0001" in page.head.words.sub.text()
    assert clipped(page) == []


@pytest.fixture
def approved(second):
    """An approved agreement of a file that waits for its number."""
    with second.read() as reader:
        file = next(
            reader.file(d.id)
            for d in reader.find(Dispute)
            if any(a.status is Status.APPROVED for a in reader.file(d.id).agreements)
        )
    agreement = next(a for a in file.agreements if a.status is Status.APPROVED)
    with second.store.begin(Deed(account=None, act="edit")) as tx:
        tx.put(replace(file.dispute, case_no="", temp_no="暂-2-0009"))
        tx.put(replace(agreement, no=""))
    return file.dispute.id, agreement.id


def test_issuing_without_a_number_asks_and_leaves_room_for_a_pen(qtbot, second, approved):
    dispute, _agreement = approved
    room = room_with(second, qtbot)
    room.window.open_agreement(dispute)
    room.at_rest()
    acts = room.page.acts
    acts.issue.click()
    assert acts.panel is not None
    field = acts.panel.form.field("by_hand")
    acts.panel.go()
    assert "留空手写" in field.sentence()
    field.set_value(True)
    acts.panel.go()
    room.at_rest()
    assert room.kept().status is Status.ISSUED
    assert acts.panel is None
    assert "编号已填上" not in acts.shown()
    with second.store.begin(Deed(account=None, act="number", dispute=dispute)) as tx:
        tx.put(replace(tx.get(Dispute, dispute), case_no="(2026)海棠人调字第070号"))
    room.page.refresh()
    room.at_rest()
    assert "编号已填上" in acts.shown()
    acts.write_number.click()
    assert room.kept().no == "(2026)海棠人调字第070号"
    assert "编号已填上" not in acts.shown()
    assert not left_blank(room.kept())
    room.qtbot.waitUntil(lambda: not room.window.jobs._under_way, timeout=10_000)


def test_papers_printed_before_a_change_of_number_are_marked(qtbot, second):
    with second.read() as reader:
        made = next(
            d
            for d in reader.find(Dispute)
            if d.case_no and d.intake == "accepted" and d.filing == "open" and not reader.file(d.id).agreements
        )
    be(second, Role.MEDIATOR)
    paper = papers.make(second, made.id, "acceptance_register")
    papers.print_record(second, made.id, paper, printer="HP", copies=1)
    with second.store.begin(Deed(account=None, act="number_keeper")) as tx:
        tx.put(Sharing(keeper=second.store.device))
    numbers.renumber(second, made.id, "两台电脑给了同一个编号")
    page = page_of(qtbot, second, made.id, "papers")
    tab = page._made["papers"]
    assert tab.renumbered.isVisibleTo(tab)
    assert f"原编号 {made.case_no}(两台电脑给了同一个编号)" in tab.renumbered.text.text()
    assert clipped(page) == []

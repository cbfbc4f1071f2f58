"""Lists: what is selected and seen survives a refresh, what has no room folds by rank, big lists ask for pages only."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.ui.kit.models import PAGE, PAGES_KEPT, Column, RowsModel, WindowedModel
from desktop.ui.kit.tables import ListView
from desktop.ui.looks import Look, wear
from tests.ui.kit_b_list import COLUMNS, ListCard, files, key, rows_model

Key = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Line:
    id: int
    name: str


class Many:
    """A source of any size that notes what it was asked."""

    def __init__(self, count):
        self.count, self.gone, self.asked = count, set(), []

    def ids(self, sort, descending):
        found = [n for n in range(self.count) if n not in self.gone]
        return found[::-1] if descending else found

    def rows(self, ids):
        self.asked.append((ids[0], len(ids)))
        return [Line(n, f"第{n}件") for n in reversed(ids) if n not in self.gone]


LINES = [
    Column[Line](name="id", title="案号", text=lambda r: str(r.id), sort=lambda r: r.id),
    Column[Line](name="name", title="纠纷", text=lambda r: r.name, stretch=1),
]


def windowed(count=100_000):
    source = Many(count)
    model = WindowedModel(LINES, lambda r: r.id, source)
    model.reload()
    return model, source


@pytest.fixture
def listed(qtbot, dressed):
    cards = []  # Python would otherwise let the cards go

    def show(model, width=850, height=572):
        card = ListCard(model)
        cards.append((card, model))
        card.resize(width, height)
        qtbot.addWidget(card)
        with qtbot.waitActive(card):
            card.show()
        card.view.setFocus()
        return card.view

    return show


def test_the_models_keep_qts_rules(qtmodeltester):
    rows = rows_model()
    qtmodeltester.check(rows)
    rows.show(files()[3:])
    rows.sort_by("name")
    rows.show([replace(f, what="改过") for f in files()])
    model, source = windowed(300)
    qtmodeltester.check(model)
    source.gone = {1, 2, 250}
    model.reload()
    model.sort_by("id", descending=True)


def test_only_the_rows_that_differ_are_repainted(qtbot):
    model = rows_model()
    changed = files()
    changed[4] = replace(changed[4], what="改过")
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged) as told:
        model.show(changed)
    assert (told.args[0].row(), told.args[1].row()) == (4, 4)
    assert model.at(4).what == "改过"


def test_selection_current_and_scroll_survive_a_refresh(qtbot, listed):
    view = listed(rows_model(), height=300)
    view.go_to("2026-041")
    QTest.keyClick(view, Key.Key_Down, SHIFT)
    top = view.list.key_at(view.rowAt(0))
    assert top != "2026-048"
    with qtbot.assertNotEmitted(view.current_changed):
        view.list.show(files()[:2] + files()[3:])
    assert view.selected_keys() == ["2026-041", "2026-040"]
    assert view.current_key() == "2026-040"
    assert view.list.key_at(view.rowAt(0)) == top


def test_a_selected_file_that_goes_leaves_nothing_selected_in_its_place(qtbot, listed):
    view = listed(rows_model())
    view.go_to("2026-041")
    with qtbot.waitSignal(view.current_changed) as told:
        view.list.show([f for f in files() if f.number != "2026-041"])
    assert told.args == [None]
    assert view.selected_keys() == []
    assert view.foot() == "共 14 件"


def test_names_are_ordered_by_sound_and_the_third_click_gives_the_own_order_back(qtbot, listed):
    view = listed(rows_model())
    view.go_to("2026-041")
    click = view.head.sectionClicked.emit
    click(1)
    names = [view.list.at(n).name[0] for n in range(4)]
    assert names == ["28名职工"[0], "丁", "董", "高"]
    click(1)
    assert view.list.at(0).name.startswith("许")
    assert view.head.descending
    click(1)
    assert view.list.at(0).number == "2026-048"
    assert view.current_key() == "2026-041"
    click(5)
    assert view.list.sort_name == ""


def test_the_keys_of_the_list(qtbot, listed):
    view = listed(rows_model())
    view.start()
    assert view.current_key() == "2026-048"
    for pressed, number in ((Key.Key_Down, "047"), (Key.Key_End, "034"), (Key.Key_Up, "035"), (Key.Key_Home, "048")):
        QTest.keyClick(view, pressed)
        assert view.current_key() == f"2026-{number}"
    QTest.keyClick(view, Key.Key_PageDown)
    assert view.currentIndex().row() > 5
    QTest.keyClicks(view, "z")
    row = view.currentIndex().row()
    assert view.foot() == f"第 {row + 1} 件 / 15"
    with qtbot.waitSignal(view.opened) as told:
        QTest.keyClick(view, Key.Key_Return)
    assert told.args == [view.current_key()]


def test_selected_rows_are_copied_as_a_table(listed):
    view = listed(rows_model())
    view.go_to("2026-041")
    QTest.keyClick(view, Key.Key_C, CTRL)
    assert (
        QGuiApplication.clipboard().text()
        == "2026-041\t恒禾物业 与 沈佩文\t物业\t依申请\t协议\t今天 写协议送审\t周慧兰\t–"
    )
    QTest.keyClick(view, Key.Key_Down, SHIFT)
    QTest.keyClick(view, Key.Key_C, CTRL)
    data = QGuiApplication.clipboard().mimeData()
    lines = data.text().split("\r\n")
    assert (len(lines), lines[0].split("\t")[:2]) == (3, ["案号", "纠纷"])
    assert data.html().count("<tr>") == 3
    QGuiApplication.clipboard().clear()


def test_a_copied_cell_is_never_a_formula(listed):
    model = RowsModel(LINES, lambda r: r.id)
    model.show([Line(1, "=cmd|'/c calc'!A0"), Line(2, "甲\t乙\n丙<b>")])
    view = listed(model)
    view.selectAll()
    view.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert "\t'=cmd" in data.text()
    assert "甲 乙 丙<b>" in data.text()
    assert "丙&lt;b&gt;" in data.html()
    QGuiApplication.clipboard().clear()


def test_columns_fold_by_rank_and_risk_last(qtbot, listed):
    view = listed(rows_model(), width=1000)
    assert view.folded_columns() == frozenset()
    orders = []
    for width in (800, 705, 640, 560, 500):
        view.window().resize(width, 500)
        orders.append(view.folded_columns())
    assert orders[0] == {"source"}
    assert orders[1] == {"source", "category"}
    assert orders[2] == {"source", "category", "who"}
    assert orders[-1] == {"source", "category", "who", "risk"}
    with qtbot.waitSignal(view.folded) as told:
        view.window().resize(1000, 500)
    assert told.args == [0]


def test_what_the_person_switched_off_is_not_counted_as_folded(listed):
    view = listed(rows_model(), width=1000)
    view.hide_columns(["source"])
    assert view.isColumnHidden(3)
    assert view.folded_columns() == frozenset()


@pytest.mark.parametrize("look", [Look(), Look(scale=1.25), Look(scale=1.5), Look(scale=2.0), Look(dark=True)])
@pytest.mark.parametrize("size", [(850, 572), (856, 526), (1400, 900)])
def test_columns_fill_the_list_exactly_and_rows_end_whole(qapp, listed, look, size):
    model = rows_model()
    model.show([replace(f, number=f"{n}-{f.number}") for n in range(8) for f in files()])
    view = listed(model, *size)
    wear(qapp, look)
    widths = [view.columnWidth(n) for n in range(len(COLUMNS)) if not view.isColumnHidden(n)]
    assert sum(widths) == view.viewport().width()
    row = view.verticalHeader().defaultSectionSize()
    assert 0 <= row - look.px(32) <= 6
    if look.scale < 2:
        assert view.viewport().height() % row < view.viewport().height() // row or row - look.px(32) == 6
    assert view.head.height() == look.px(36)
    wear(qapp, Look())


def test_the_ring_hugs_the_current_row_and_goes_when_it_is_scrolled_away(listed):
    model, _ = windowed(1000)
    view = listed(model)
    view.go_to(5)
    ring = view.property("focus_box")
    assert ring.center().y() == pytest.approx(view.head.height() + view.rowViewportPosition(5) + 16, abs=3)
    view.verticalScrollBar().setValue(500)
    assert view.property("focus_box") == QRect()


def test_a_hundred_thousand_rows_ask_only_for_what_is_seen(qtbot, listed):
    model, source = windowed()
    view = listed(model)
    assert view.foot() == "第 1 件 / 100,000"  # the focus begins on the first
    view.grab()
    assert {start for start, _ in source.asked} == {0}
    source.asked.clear()
    view.verticalScrollBar().setValue(50_000)
    view.grab()
    assert source.asked == [(50_000 // PAGE * PAGE, PAGE)]
    view.grab()
    assert len(source.asked) == 1
    QTest.keyClick(view, Key.Key_End)
    assert view.current_key() == 99_999
    for row in range(0, 100_000, 500):
        view.verticalScrollBar().setValue(row)
        view.grab()
    assert len(model._pages) <= PAGES_KEPT


def test_rows_that_changed_are_asked_for_again_and_the_rest_is_kept(qtbot, listed):
    model, source = windowed()
    view = listed(model)
    view.grab()
    source.asked.clear()
    model.refresh([50_000])
    view.grab()
    assert source.asked == []
    with qtbot.assertNotEmitted(model.modelReset):
        model.refresh([3])
        model.reload()
    view.grab()
    assert source.asked == [(0, PAGE)]


def test_a_row_deleted_behind_our_back_is_said_to_be(listed):
    model, source = windowed(10)
    source.gone = {4}
    view = listed(model)
    view.grab()
    assert model.at(4) is None
    assert model.at(5) == Line(5, "第5件")


def test_sorting_asks_the_source_and_keeps_the_current_row(listed):
    model, _ = windowed()
    view = listed(model)
    view.go_to(7)
    model.sort_by("id", descending=True)
    assert model.key_at(0) == 99_999
    assert view.current_key() == 7
    assert view.selected_keys() == [7]


def test_the_wheel_scrolls_whole_rows_and_the_list_is_named(listed):
    view = listed(windowed(1000)[0])
    assert isinstance(view, ListView)
    assert view.accessibleName() == "纠纷列表"
    assert view.verticalScrollMode() == ListView.ScrollMode.ScrollPerItem
    assert key(files()[0]) == "2026-048"

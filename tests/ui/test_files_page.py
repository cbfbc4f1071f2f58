"""纠纷: the list as somebody uses it who looks for a file, by keys."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from desktop.commands import disputes
from desktop.commands.history import trail
from desktop.domain.disputes import Risk
from desktop.domain.people import Role
from desktop.ui.looks import Look, wear
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.file_desk import CTRL, Key, desk_window, id_of, press, press_button, settled


@pytest.fixture
def room(make_room):
    return make_room("practice", role=Role.MEDIATOR)


@pytest.fixture
def shown(qtbot, dressed, room):
    shown = desk_window(qtbot, room)
    shown.open_page("files")
    settled()
    return shown


def texts(page, column):
    at = [c.name for c in page.model.columns].index(column)
    return [page.model.index(n, at).data() for n in range(page.model.rowCount())]


def test_it_begins_with_the_unsettled_files_and_the_first_row(shown, room):
    page = shown.page("files")
    assert page.views.key() == "unsettled"
    assert page.model.rowCount() == 43
    assert page.list.hasFocus()
    assert page.place.text() == "第 1 件 / 43"
    assert page.head.sub.text() == "未结 43 件·共 70 件"


def test_the_panel_follows_the_row_and_enter_opens_the_file(shown, room, qtbot):
    page = shown.page("files")
    page.list.go_to(id_of(room, "2026-059"))
    press(Key.Key_Down)
    qtbot.waitUntil(lambda: page.detail.number.text() == "2026-058")
    press(Key.Key_Up)
    qtbot.waitUntil(lambda: page.detail.number.text() == "2026-059")
    assert page.detail.title.text() == "丁建华与汪洁相邻关系纠纷"
    press(Key.Key_Return)
    assert shown.shell.page_key() == "file"
    assert shown.page("file").state.id == id_of(room, "2026-059")


def test_what_is_overdue_says_so_and_what_waits_says_for_whom(shown, room):
    page = shown.page("files")
    row = page.model.row_of(id_of(room, "2026-059"))
    assert texts(page, "next")[row] == "逾期 3 日 反馈派出所"
    assert texts(page, "next")[page.model.row_of(id_of(room, "2026-023"))] == "逾期 3 日 催付 3,000.00"


def test_copied_rows_are_a_table(shown, room):
    page = shown.page("files")
    page.list.go_to(id_of(room, "2026-061"))
    press(Key.Key_C, CTRL)
    copied = QApplication.clipboard().text()
    QApplication.clipboard().clear()  # mime data left there outlives Python at exit
    assert copied.split("\t")[:4] == ["2026-061", "恒禾物业 与 陆国梁", "物业", "申请"]


def test_a_search_looks_through_all_files_and_the_way_back_is_one_click(shown, room):
    page = shown.page("files")
    page.search("舒文")
    assert page.views.key() == "all"
    assert texts(page, "number") == ["2026-017"]
    assert page.searching.words.text() == "搜索“舒文” 1 件"
    press_button(page.searching.clear)
    assert page.views.key() == "unsettled"
    assert page.model.rowCount() == 43
    assert page.searching.isHidden()


def test_nothing_found_says_what_to_try_and_how_to_go_back(shown, room):
    page = shown.page("files")
    page.search("没有这个人")
    assert page.pages.currentWidget() is page.nothing
    assert "拼音首字母" in page.nothing.sentence.text()
    press_button(page.nothing.button)
    assert page.model.rowCount() == 70
    assert page.list.hasFocus()


def test_filters_narrow_and_the_views_keep_their_counts(shown, room):
    page = shown.page("files")
    page.views._pick("all")
    page.filters.category.set_value("property_management")
    page.filters.changed.emit()
    assert set(texts(page, "category")) == {"物业"}
    narrowed = page.model.rowCount()
    assert 0 < narrowed < 70
    assert {s.key: s.count for s in page.views._segments}["all"] == 70


def test_selection_and_panel_survive_a_change_from_elsewhere(shown, room):
    page = shown.page("files")
    id = id_of(room, "2026-054")
    page.list.go_to(id)
    settled()
    disputes.assess_risk(room, id, Risk.ORANGE, ["有人扬言堵门"])
    assert page.list.current_key() == id
    assert texts(page, "risk")[page.model.row_of(id)] == "橙"
    assert page.detail.risk.accessibleName() == "风险 橙"


def test_numbers_are_masked_until_asked_for_and_asking_is_written_down(shown, room):
    page = shown.page("files")
    page.list.go_to(id_of(room, "2026-054"))
    page._show_current()
    words = [label.text() for label in page.detail.people.findChildren(type(page.place))]
    assert any("****" in text for text in words)
    press_button(page.detail.people.reveal)
    words = [label.text() for label in page.detail.people.findChildren(type(page.place)) if label.isVisible()]
    assert not any("****" in text for text in words if text.startswith("12"))
    be(room, Role.AUDITOR)
    assert any(act == "reveal" for _, _, act, _ in trail(room))


def test_who_may_not_see_numbers_has_no_button(shown, room):
    be(room, Role.READER)
    page = shown.page("files")
    page.refresh()
    page.list.go_to(id_of(room, "2026-054"))
    page._show_current()
    assert page.detail.people.reveal.isHidden()


def test_an_empty_room_says_what_to_do_first(qtbot, dressed, make_room):
    desk = make_room("", role=Role.MEDIATOR)
    shown = desk_window(qtbot, desk)
    shown.open_page("files")
    page = shown.page("files")
    assert page.pages.currentWidget() is page.none_yet
    assert page.detail.empty.isVisibleTo(page.detail)
    press_button(page.none_yet.button)
    assert shown.intake is not None


def test_large_letters_drop_columns_but_never_the_risk(qtbot, dressed, room):
    wear(dressed, Look(scale=1.5))
    shown = desk_window(qtbot, room)
    shown.open_page("files")
    settled()
    page = shown.page("files")
    assert page.list.folded_columns() == {"source", "category", "owner", "risk"}
    assert page.columns_button.words == "列(收起 4)"
    assert page.fold.isVisible()
    assert not page.filters.isVisible()
    press_button(page.fold)
    assert page.filters.isVisible()


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1920, 1080)])
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_nothing_is_clipped(qtbot, dressed, room, size, scale):
    wear(dressed, Look(scale=scale))
    shown = desk_window(qtbot, room, size)
    shown.open_page("files")
    page = shown.page("files")
    for number in ("2026-059", "2026-055"):
        page.list.go_to(id_of(room, number))
        page._show_current()
        settled()
        assert clipped(shown.shell) == []
    assert shown.shell.size().toTuple() == size

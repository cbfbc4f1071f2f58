"""The shell: keys, pages, badges, panel, cover, status by rank, and the ring that follows the focus."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.exceptions import capture_exceptions

from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.focus import FocusRing, set_focus_box
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Look, Tone, load_faces, look, wear
from desktop.ui.shell import Shell
from tests.ui.clipping import clipped


@pytest.fixture(autouse=True, scope="module")
def _faces(qapp):
    load_faces()


@pytest.fixture(autouse=True)
def _daylight(qapp):
    if look() != Look() or not qapp.styleSheet():
        wear(qapp, Look())
    yield
    if look() != Look():
        wear(qapp, Look())


class Page(PageColumn):
    def __init__(self, words: str) -> None:
        super().__init__(margins=True)
        self.field = QLineEdit(words)
        self.second = QLineEdit()
        self.add(self.field)
        self.add(self.second)
        self.column.addStretch(1)

    def begin_focus(self) -> None:
        self.field.setFocus()


@pytest.fixture
def shell(qtbot):
    made = Shell("海棠创谷联合纠纷调处室", "联合纠纷调处室", search="搜案件、当事人")
    for key, title, icon in (("today", "今日", "calendar-check"), ("files", "纠纷", "folder-open")):
        made.add_page(key, title, f"ph.{icon}", Page(title))
    made.add_page("settings", "设置", "ph.gear", Page("设置"), foot=True)
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def press(qtbot, shell: Shell, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or shell, key, held)


CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_first_page_is_shown_and_says_where_its_focus_begins(shell):
    assert shell.page_key() == "today"
    assert shell.page("today").field.hasFocus()


@pytest.mark.parametrize(
    ("signal", "key", "held"),
    [
        ("new_asked", Qt.Key.Key_N, CTRL),
        ("lock_asked", Qt.Key.Key_L, CTRL),
        ("help_asked", Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
        ("print_asked", Qt.Key.Key_P, CTRL),
        ("refresh_asked", Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier),
        ("bigger_asked", Qt.Key.Key_Equal, CTRL),
        ("smaller_asked", Qt.Key.Key_Minus, CTRL),
    ],
)
def test_every_key_asks(qtbot, shell, signal, key, held):
    with qtbot.waitSignal(getattr(shell, signal)):
        press(qtbot, shell, key, held)


def test_undo_is_asked_only_where_no_text_field_takes_it(qtbot, shell):
    with qtbot.assertNotEmitted(shell.undo_asked):
        press(qtbot, shell, Qt.Key.Key_Z, CTRL)
    shell.rail.item("today").setFocus()
    with qtbot.waitSignal(shell.undo_asked):
        press(qtbot, shell, Qt.Key.Key_Z, CTRL)


def test_numbers_change_the_page_and_missing_numbers_do_nothing(qtbot, shell):
    with qtbot.waitSignal(shell.page_changed) as changed:
        press(qtbot, shell, Qt.Key.Key_3, CTRL)
    assert changed.args == ["settings"]
    press(qtbot, shell, Qt.Key.Key_2, CTRL)
    assert shell.page_key() == "files"
    assert shell.page("files").field.hasFocus()
    press(qtbot, shell, Qt.Key.Key_9, CTRL)
    assert shell.page_key() == "files"


def test_the_rail_is_one_tab_stop_walked_with_arrows(qtbot, shell):
    shell.rail.item("today").setFocus()
    press(qtbot, shell, Qt.Key.Key_Down)
    assert shell.rail.item("files").hasFocus()
    assert shell.page_key() == "today"
    with qtbot.waitSignal(shell.page_changed):
        press(qtbot, shell, Qt.Key.Key_Return)
    assert shell.page_key() == "files"
    policies = {key: shell.rail.item(key).focusPolicy() for key in shell.rail.order()}
    stops = [key for key, policy in policies.items() if policy & Qt.FocusPolicy.TabFocus]
    assert stops == ["files"]


def test_a_file_lives_under_its_list(shell):
    shell.add_hidden_page("file", Page("2026-041"), under="files")
    shell.show_page("file")
    assert shell.page_key() == "file"
    assert shell.rail.item("files").isChecked()
    shell.remove_page("file")
    assert "file" not in shell.rail.order()


def test_badges_count_what_waits(shell):
    shell.set_badge("today", 9)
    assert shell.rail.item("today").count == 9
    assert shell.rail.item("today").accessibleName() == "今日,9 件"
    shell.set_badge("today", 0)
    assert shell.rail.item("today").accessibleName() == "今日"
    shell.set_badge("files", 1, Kind.AMBER)
    assert shell.rail.item("files").kind is Kind.AMBER


def test_search_is_one_key_away_and_speaks(qtbot, shell):
    press(qtbot, shell, Qt.Key.Key_K, CTRL)
    assert shell.top.search.hasFocus()
    with qtbot.waitSignal(shell.search_changed):
        qtbot.keyClicks(shell.top.search, "hhwy")
    with qtbot.waitSignal(shell.search_entered) as entered:
        press(qtbot, shell, Qt.Key.Key_Return)
    assert entered.args == ["hhwy"]
    press(qtbot, shell, Qt.Key.Key_Escape)
    assert shell.top.search.text() == ""


def test_without_search_there_is_no_field(qtbot):
    bare = Shell("调处室")
    qtbot.addWidget(bare)
    assert bare.top.search is None
    bare.top.focus_search()


# Panel


def test_the_panel_docks_beside_the_page_and_gives_the_focus_back(qtbot, shell):
    shell.page("today").second.setFocus()
    panel = Page("姓名")
    shell.open_panel(panel)
    assert panel.field.hasFocus()
    assert shell.panel.width() == 584
    assert not shell.top.new_enabled()
    with qtbot.assertNotEmitted(shell.new_asked):
        press(qtbot, shell, Qt.Key.Key_N, CTRL)
    assert shell.page("today").isVisible()
    qtbot.mouseClick(shell.page("today").field, Qt.MouseButton.LeftButton)
    assert shell.page("today").field.hasFocus()
    with qtbot.waitSignal(shell.panel_closed):
        shell.close_panel()
    assert shell.page("today").second.hasFocus()
    assert shell.top.new_enabled()
    assert panel.parent() is None


def test_the_panel_leaves_the_page_its_least_width(qapp, shell):
    wear(qapp, Look(scale=1.5))
    panel = Page("姓名")
    shell.open_panel(panel)
    QApplication.sendPostedEvents()
    assert shell.stack.width() >= 400
    assert shell.width() == 1366
    shell.resize(1100, 700)
    QApplication.sendPostedEvents()
    assert shell.stack.width() >= 400
    shell.close_panel()
    panel.deleteLater()


# Cover


def test_f12_hides_everything_and_any_key_comes_back(qtbot, shell):
    with qtbot.waitSignal(shell.covered):
        press(qtbot, shell, Qt.Key.Key_F12)
    assert shell.is_covered()
    assert not shell.page("today").isVisible()
    with qtbot.assertNotEmitted(shell.new_asked):
        qtbot.keyClick(shell, Qt.Key.Key_N, CTRL)
    press(qtbot, shell, Qt.Key.Key_Shift)
    assert shell.is_covered()
    press(qtbot, shell, Qt.Key.Key_A)
    assert not shell.is_covered()
    assert shell.page("today").field.hasFocus()
    assert shell.page("today").field.text() == "今日"
    with qtbot.waitSignal(shell.new_asked):
        press(qtbot, shell, Qt.Key.Key_N, CTRL)


def test_coming_back_may_ask_for_the_password_first(qtbot, shell):
    lock = Page("密码")
    shell.on_return = lambda: shell.cover_with(lock)
    shell.cover()
    press(qtbot, shell, Qt.Key.Key_A)
    assert shell.is_covered()
    assert lock.field.hasFocus()
    shell.uncover()
    assert not shell.is_covered()
    assert lock.parent() is None


# Status line


def test_the_status_line_drops_by_rank_and_never_clips(qtbot, shell):
    shell.set_status("who", "周慧兰·调解员", rank=0)
    shell.set_status("saved", "本机已保存 14:03", icon="ph.check-circle", rank=1)
    shell.set_status("synced", "已同步 13:40", rank=5)
    shell.set_status("conflict", "冲突 1", icon="ph.warning", tone=Tone.AMBER, rank=2)
    shell.set_status("printer", "调处室-HP", icon="ph.printer", rank=9, right=True)
    shell.set_status("lock", "锁定 Ctrl+L", rank=3, right=True, act=shell.lock_asked.emit)
    everything = ["周慧兰·调解员", "本机已保存 14:03", "已同步 13:40", "冲突 1", "调处室-HP", "锁定 Ctrl+L"]
    assert shell.status.words() == everything
    shell.status.resize(520, 28)
    assert shell.status.words() == ["周慧兰·调解员", "本机已保存 14:03", "冲突 1", "锁定 Ctrl+L"]
    assert clipped(shell.status) == []
    assert "调处室-HP" in shell.status.toolTip()
    shell.status.resize(1366, 28)
    shell.set_status("conflict", "")
    assert "冲突 1" not in shell.status.words()
    with qtbot.waitSignal(shell.lock_asked):
        qtbot.mouseClick(shell.status.childAt(1300, 14), Qt.MouseButton.LeftButton)


# Dress


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("dark", [False, True])
def test_the_frame_is_whole_in_every_dress_changed_live(qapp, shell, scale, dark):
    for key in ("today", "files", "settings"):
        shell.set_badge(key, 12)
    shell.set_status("who", "周慧兰·调解员", rank=0)
    wear(qapp, Look(dark=dark, scale=scale))
    shell.resize(1366, 697)
    QApplication.sendPostedEvents()
    assert (shell.width(), shell.height()) == (1366, 697)
    assert shell.rail.width() == (136 if scale == 1.0 else 88)
    assert clipped(shell) == []


def test_practice_says_so_in_a_word_and_a_colour(shell):
    shell.set_practice(True)
    image = shell.top.grab().toImage()
    assert image.pixelColor(600, shell.top.height() - 1) == look().color(Tone.PRACTICE)
    shell.set_practice(False)
    image = shell.top.grab().toImage()
    assert image.pixelColor(600, shell.top.height() - 1) == look().color(Tone.LINE)


# Focus ring


def ring_of(shell: Shell) -> FocusRing:
    return shell.findChild(FocusRing)


def around(shell: Shell, widget: QWidget, reach: int = 3) -> QRect:
    box = QRect(widget.mapTo(shell, QPoint(0, 0)), widget.size())
    return box.adjusted(-reach, -reach, reach, reach)


def test_the_ring_follows_the_focus(qtbot, shell):
    page, ring = shell.page("today"), ring_of(shell)
    assert ring.target is page.field
    assert ring.geometry() == around(shell, page.field)
    page.second.setFocus()
    assert ring.geometry() == around(shell, page.second)
    page.second.setFixedWidth(300)
    QApplication.sendPostedEvents()
    assert ring.geometry() == around(shell, page.second)
    assert ring.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_a_ring_is_swept_up_with_its_window(qtbot, dressed):
    page = QWidget()
    page.ring, page.field = FocusRing(page), QLineEdit(page)
    page.ring.page = page.field.page = page  # held by nobody but each other
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.field.setFocus()
    QApplication.processEvents()
    assert page.ring.target is page.field
    del page
    with capture_exceptions() as raised:
        gc.collect()
    assert raised == []


def test_the_ring_hugs_a_part_when_told(shell):
    field, ring = shell.page("today").field, ring_of(shell)
    set_focus_box(field, QRect(10, 4, 50, 20))
    assert ring.geometry() == QRect(field.mapTo(shell, QPoint(10, 4)), QRect(10, 4, 50, 20).size()).adjusted(
        -1, -1, 1, 1
    )
    set_focus_box(field, QRect())
    assert ring.target is None
    set_focus_box(field, None)
    assert ring.geometry() == around(shell, field)


def test_the_ring_moves_with_scrolling_and_is_cut_where_the_column_ends(qtbot, shell):
    column = PageColumn()
    buttons = [QPushButton(str(n)) for n in range(60)]
    for button in buttons:
        column.add(button)
    shell.add_page("long", "长", "ph.books", column)
    shell.show_page("long")
    QApplication.sendPostedEvents()
    ring = ring_of(shell)
    buttons[5].setFocus()
    before = ring.geometry()
    column.verticalScrollBar().setValue(40)
    assert ring.geometry() == before.translated(0, -40)
    column.verticalScrollBar().setValue(column.verticalScrollBar().maximum())
    assert ring.target is None


def test_the_ring_goes_away_with_the_focus(qtbot, shell):
    shell.cover()
    assert ring_of(shell).target is None

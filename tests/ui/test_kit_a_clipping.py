"""The finder of clipped text goes red when it should, and the kit's own pages stay green in every dress."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from desktop.ui.kit.buttons import plain
from desktop.ui.kit.labels import Chip, ElidedLabel, Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.kit.text import TextBox
from desktop.ui.looks import SCALES, Look, load_faces, look, wear
from tests.ui import kit_a_samples as gallery
from tests.ui.clipping import clipped


@pytest.fixture(autouse=True, scope="module")
def _faces(qapp):
    load_faces()


@pytest.fixture(autouse=True)
def _daylight(qapp):
    if look() != Look() or not qapp.styleSheet():
        wear(qapp, Look())


@pytest.fixture
def make_shell(qapp):
    """The gallery's shell, really gone afterwards: what lives on is dressed again by every later `wear`."""
    made = []

    def make(scale: float):
        wear(qapp, Look(scale=scale))
        shell = gallery.make_shell()
        made.append(shell)
        shell.resize(1366, 697)
        return shell

    yield make
    for shell in made:
        shell.close()
        shell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shown(qtbot, child: QWidget, width: int, height: int) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    child.setParent(window)
    child.setGeometry(0, 0, width, height)
    window.resize(600, 400)
    window.show()
    return window


def test_a_label_with_room_is_fine(qtbot):
    assert clipped(shown(qtbot, Label("向派出所反馈处置结果"), 300, 24)) == []


@pytest.mark.parametrize(("width", "height"), [(60, 24), (300, 8)])
def test_a_label_squeezed_on_purpose_is_found(qtbot, width, height):
    (fault,) = clipped(shown(qtbot, Label("向派出所反馈处置结果"), width, height))
    assert "向派出所反馈处置结果" in fault


def test_a_wrapped_label_without_height_is_found(qtbot):
    assert clipped(shown(qtbot, Label("二十四个月物业费未交" * 6, wrap=True), 200, 21)) != []


def test_a_squeezed_button_and_chip_are_found(qtbot):
    assert clipped(shown(qtbot, plain("打印当日清单"), 40, 32)) != []
    assert clipped(shown(qtbot, Chip("风险 一般", Kind.GREY), 30, 24)) != []


def test_an_elided_label_needs_its_tool_tip(qtbot):
    label = ElidedLabel("上海恒禾物业服务有限公司与沈佩文物业服务合同纠纷")
    window = shown(qtbot, label, 120, 24)
    assert clipped(window) == []
    label.setToolTip("")
    assert clipped(window) != []


def test_what_sticks_out_of_its_parent_is_found(qtbot):
    window = shown(qtbot, Label("周慧兰"), 100, 24)
    window.findChild(Label).move(560, 0)
    (fault,) = clipped(window)
    assert "sticks out" in fault


def test_painted_words_are_measured(qtbot):
    class Painted(QWidget):
        def text_boxes(self) -> list[TextBox]:
            return [TextBox("逾期 2 日", QRect(0, 0, 20, 20), QFont(look().font()))]

    assert clipped(shown(qtbot, Painted(), 100, 24)) != []


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", ["today", "files", "file"])
def test_the_pages_of_the_gallery_are_whole_in_every_scale(make_shell, name, scale):
    shell = make_shell(scale)
    shell.show_page(name)
    shell.show()
    QApplication.sendPostedEvents()
    assert (shell.width(), shell.height()) == (1366, 697)
    assert clipped(shell) == []


@pytest.mark.parametrize("scale", SCALES)
def test_the_page_stays_whole_beside_the_open_panel(make_shell, scale):
    shell = make_shell(scale)
    shell.show()
    shell.open_panel(gallery.IntakePanel())
    QApplication.sendPostedEvents()
    assert shell.width() == 1366
    assert clipped(shell.stack) == []


def test_a_row_of_labels_that_cannot_fit_is_found(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    for _ in range(4):
        row.addWidget(Label("调解仲裁法第十四条"))
    window.setFixedWidth(200)
    window.show()
    assert clipped(window) != []

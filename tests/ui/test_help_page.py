"""The help: the keys are those of the program, every topic exists and can be read at every size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.people import Role
from desktop.ui.help.keys import EVERYWHERE
from desktop.ui.help.page import HelpPage
from desktop.ui.help.pages import KEYS, TOPICS
from desktop.ui.looks import Look, wear
from resources import path
from tests.ui.clipping import clipped
from tests.ui.hosting import window

Key = Qt.Key


@pytest.fixture
def shown(qtbot, dressed, make_room):
    made = window(make_room("practice", role=Role.READER), {"settings": HelpPage})
    qtbot.addWidget(made.shell)
    qtbot.waitUntil(made.shell.isActiveWindow)
    made.shell.show_page("settings")
    qtbot.waitUntil(made.page("settings").topics.hasFocus)
    return made, made.page("settings")


def listed():
    """The keys of the list, the row of numbers written out."""
    keys = {word for key in EVERYWHERE.keys for word in key.keys if word != "…"}
    return {QKeySequence(k).toString() for k in keys | {f"Ctrl+{n}" for n in range(1, 10)}}


def test_the_list_says_exactly_the_keys_of_the_shell(shown):
    made, _ = shown
    real = {s.toString() for action in made.shell.actions() for s in action.shortcuts()}
    assert listed() == real


def test_the_keys_come_first(shown):
    _, page = shown
    assert page.topics.key() == KEYS.key == TOPICS[0].key
    assert page.stack.currentWidget() is page.keys


def test_the_arrows_go_through_all_topics(shown):
    _, page = shown
    seen = [page.topics.key()]
    for _topic in TOPICS[1:]:
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Down)
        seen.append(page.topics.key())
        assert page.text.toPlainText().startswith(TOPICS[len(seen) - 1].title)
    assert seen == [t.key for t in TOPICS]


@pytest.mark.parametrize("topic", [t for t in TOPICS if t is not KEYS], ids=lambda t: t.key)
def test_every_link_leads_somewhere_and_nothing_loads_from_outside(topic):
    import re

    words = path("help", f"{topic.key}.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]*)\)", words):
        assert target in {t.key for t in TOPICS}
    assert "http" not in words
    assert "<" not in words


def test_a_link_opens_its_topic(shown):
    _, page = shown
    page.show_topic("register")
    page.text.anchorClicked.emit("accept")
    assert page.topics.key() == "accept"


def test_help_opens_where_it_was_asked_and_shows_the_keys_when_asked_again(shown):
    _, page = shown
    page.open_for("agreement")
    assert page.topics.key() == "agree"
    page.open_for("help")
    assert page.topics.key() == "keys"


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_nothing_is_clipped(qapp, qtbot, shown, scale):
    wear(qapp, Look(scale=scale))
    made, page = shown
    for size in ((1366, 768), (1366, 697), (1920, 1080)):
        made.shell.resize(*size)
        for topic in TOPICS:
            page.show_topic(topic.key)
            qtbot.waitUntil(lambda: not clipped(page))
            assert page.text.horizontalScrollBar().maximum() == 0
        assert (made.shell.width(), made.shell.height()) == size


def test_the_text_follows_the_font_size(qapp, shown):
    _, page = shown
    page.show_topic("register")
    before = page.text.document().size().height()
    wear(qapp, Look(scale=1.5))
    assert page.text.document().size().height() > before * 1.2

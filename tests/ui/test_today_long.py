"""A home page with a thousand lines: only those in sight are there, keys reach all, a file never drowns the others."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands.lists import Task, Today
from desktop.domain.disputes import Risk
from desktop.domain.next_steps import Step
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.tasks import Task as Row
from desktop.ui.kit.tasks import TaskGroup, TaskList
from desktop.ui.looks import Tone
from desktop.ui.today.rows import MORE, groups, keyed

ON = date(2026, 11, 23)


def lines(count: int, *, first: int = 0) -> tuple[Row, ...]:
    return tuple(
        Row(f"k{n}", f"回访 {n}", "2026-001·甲 与 乙", "今天内", "周慧兰", "约定", "回访")
        for n in range(first, first + count)
    )


@pytest.fixture
def long(qtbot, dressed):
    area, tasks = PageColumn(), TaskList()
    area.add(tasks)
    qtbot.addWidget(area)
    area.resize(900, 600)
    with qtbot.waitActive(area):
        area.show()
        area.activateWindow()
    tasks.show_groups(
        [
            TaskGroup("逾期", Shape.TRIANGLE, Tone.RED, lines(500)),
            TaskGroup("今天", Shape.DOT, Tone.ACCENT, lines(500, first=500)),
        ]
    )
    QApplication.sendPostedEvents()
    return area, tasks


def there(area, tasks):
    """Keys of the rows that can be seen in the area."""
    view = area.viewport().rect()
    return [
        k for k, row in tasks._rows.items() if view.intersects(row.rect().translated(row.mapTo(area, QPoint(0, 0))))
    ]


def test_only_what_can_be_seen_is_made(long):
    area, tasks = long
    assert len(tasks.order()) == 1000
    assert len(tasks._rows) < 60
    assert there(area, tasks)[0] == "k0"
    assert len(there(area, tasks)) >= 600 // 52


def test_scrolling_shows_the_rows_of_the_new_place(long):
    area, tasks = long
    bar = area.verticalScrollBar()
    for at in (bar.maximum() // 2, bar.maximum(), 0):
        bar.setValue(at)
        QApplication.sendPostedEvents()
        assert len(there(area, tasks)) >= 600 // 52
        assert len(tasks._rows) < 60
    assert there(area, tasks)[0] == "k0"


def test_keys_reach_the_last_and_the_row_with_the_focus_stays(long):
    area, tasks = long
    tasks.begin_focus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_End)
    assert QApplication.focusWidget() is tasks.button("k999")
    area.verticalScrollBar().setValue(0)
    QApplication.sendPostedEvents()
    assert QApplication.focusWidget() is tasks.button("k999")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert QApplication.focusWidget() is tasks.button("k998")


def test_the_order_of_the_rows_is_the_order_of_the_list(long):
    area, tasks = long
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum() // 2)
    QApplication.sendPostedEvents()
    numbers = [int(key[1:]) for key in tasks._rows]
    assert numbers == sorted(numbers)
    tops = [row.y() for row in tasks._rows.values()]
    assert tops == sorted(tops)


def task(file: int, n: int, on: date = ON) -> Task:
    step = Step(code="session", what=f"事 {n}", on=on, owner=None, basis="", verb="做", tab="sessions")
    return Task(
        step=step,
        dispute=UUID(int=file),
        number=f"2026-{file:03d}",
        names="甲 与 乙",
        category="other",
        owner_name="周慧兰",
        risk=Risk.GREEN,
    )


def test_one_file_shows_two_lines_of_a_group_and_says_how_many_more(make_room):
    desk = make_room()
    late = ON - timedelta(days=1)
    shown = Today(
        on=ON, overdue=(task(1, 1, late), task(1, 2, late), task(1, 3, late), task(2, 1, late)), today=(task(1, 4),)
    )
    overdue, today, *_ = groups(shown, desk.handbook, "")
    assert [(r.what, "另有" in r.which) for r in overdue.tasks] == [("事 1", False), ("事 2", True), ("事 1", False)]
    assert overdue.tasks[1].which.endswith("·另有 1 件")
    assert overdue.size == 4
    assert len(today.tasks) == 1, "what is due today never hides behind what is overdue"


def test_steps_of_one_kind_have_keys_of_their_own(make_room):
    shown = Today(on=ON, today=(task(1, 1), task(1, 2), task(1, 3)))
    assert len(keyed(shown)) == 3
    made = groups(shown, make_room().handbook, "")
    assert all(row.key in keyed(shown) for group in made for row in group.tasks)


def test_what_a_group_leaves_out_is_counted_and_stands_at_its_end(make_room):
    shown = Today(on=ON, today=(task(1, 1),), left_out=(0, 299, 0, 0))
    made = groups(shown, make_room().handbook, "")[1]
    assert made.size == 300
    assert made.tasks[-1].key.startswith(MORE)
    assert "299" in made.tasks[-1].what

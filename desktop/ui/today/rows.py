"""The words of the task list: a step of a file as one row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from desktop.commands.day_words import basis, when
from desktop.commands.handbook import Handbook
from desktop.commands.lists import Task, Today
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.tasks import Task as Row
from desktop.ui.kit.tasks import TaskGroup
from desktop.ui.looks import Tone

OF_ONE_FILE = 2  # lines of one file in a group; the file itself tells of the others
MORE = "more:"  # how the key of the line begins that stands for those left out

__all__ = ["MORE", "basis", "groups", "keyed", "row", "when"]


def keyed(shown: Today) -> dict[str, Task]:
    """Every task under a key of its own: its file and what it is; the second of a kind says so."""
    found: dict[str, Task] = {}
    for task in (*shown.overdue, *shown.today, *shown.week, *shown.waiting):
        key = base = f"{task.dispute.hex}:{task.step.code}"
        nth = 1
        while key in found:
            nth += 1
            key = f"{base}:{nth}"
        found[key] = task
    return found


def row(key: str, task: Task, on: date, handbook: Handbook, room: str) -> Row:
    return Row(
        key=key,
        what=task.step.what,
        which=f"{task.number}·{task.names}·{handbook.category(task.category).short}",
        when=when(task, on),
        who=task.owner_name,
        basis=basis(task, on, room),
        action=task.step.verb,
        urgent=not task.step.waiting and task.step.on < on,
    )


def groups(shown: Today, handbook: Handbook, room: str) -> list[TaskGroup]:
    """逾期 今天 本周 等别人; 近日 when, late in the week, the list looks over its end.

    Of one file a group shows two lines and says how many more it has; what the group leaves out stands at its end.
    """
    keys = {id(task): key for key, task in keyed(shown).items()}

    def group(name: str, shape: Shape, tone: Tone, tasks: Sequence[Task], left_out: int) -> TaskGroup:
        rows = _folded([(t, row(keys[id(t)], t, shown.on, handbook, room)) for t in tasks])
        if left_out:
            rows.append(_rest(name, left_out))
        return TaskGroup(name, shape, tone, tuple(rows), len(tasks) + left_out)

    today = sorted(shown.today, key=lambda t: (t.step.note == "", t.step.note))
    sunday = shown.on + timedelta(days=6 - shown.on.weekday())
    soon = "本周" if all(task.step.on <= sunday for task in shown.week) else "近日"
    out = shown.left_out
    return [
        group("逾期", Shape.TRIANGLE, Tone.RED, shown.overdue, out[0]),
        group("今天", Shape.DOT, Tone.ACCENT, today, out[1]),
        group(soon, Shape.RING, Tone.INK_2, shown.week, out[2]),
        group("等别人", Shape.SQUARE, Tone.INK_2, shown.waiting, out[3]),
    ]


def _folded(rows: Sequence[tuple[Task, Row]]) -> list[Row]:
    whole = Counter(task.dispute for task, _ in rows)
    seen: Counter[object] = Counter()
    made: list[Row] = []
    for task, each in rows:
        seen[task.dispute] += 1
        more = whole[task.dispute] - OF_ONE_FILE
        if seen[task.dispute] == OF_ONE_FILE and more > 0:
            each = replace(each, which=f"{each.which}·另有 {more} 件")
        if seen[task.dispute] <= OF_ONE_FILE:
            made.append(each)
    return made


def _rest(name: str, count: int) -> Row:
    return Row(
        key=f"{MORE}{name}",
        what=f"另有 {count:,} 件",
        which="先做上面这些,其余在纠纷页按期限排着",
        when="",
        who="",
        basis="",
        action="看全部",
    )

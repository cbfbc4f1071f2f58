"""The words of the task list: a step of a file as one row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from desktop.commands.handbook import Handbook
from desktop.commands.lists import Task, Today
from desktop.domain.typed import weekday_text
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.tasks import Task as Row
from desktop.ui.kit.tasks import TaskGroup
from desktop.ui.looks import Tone

OUTWARD = frozenset({"first_contact", "feedback", "decide"})  # somebody outside waits: ends with business (民法典203)


def key_of(task: Task) -> str:
    """One file can stand twice in the list: its own step, and what it waits for."""
    return f"{task.dispute.hex}:{task.step.code}"


def when(task: Task, on: date) -> str:
    """逾期 3 日 · 14:00 开始 / 下班前 / 今天内 · 周二 11-24 · 已等 6 日."""
    step = task.step
    if step.waiting:
        days = (on - (task.since or on)).days
        return f"已等 {days} 日" if days > 0 else "今天起等"
    if step.on < on:
        return f"逾期 {(on - step.on).days} 日"
    if step.on == on:
        return f"{step.note} 开始" if step.note else "下班前" if step.code in OUTWARD else "今天内"
    return f"{weekday_text(step.on)} {step.on:%m-%d}"


def basis(task: Task, on: date, room: str) -> str:
    """The legal basis, or for a session its place; a time already said is not said twice."""
    words = task.step.basis.replace(room, "在本室调解" if task.step.on == on else "本室")
    return re.sub(r"^\d\d:\d\d 开始·", "", words) if task.step.on == on else words


def row(task: Task, on: date, handbook: Handbook, room: str) -> Row:
    return Row(
        key=key_of(task),
        what=task.step.what,
        which=f"{task.number}·{task.names}·{handbook.category(task.category).short}",
        when=when(task, on),
        who=task.owner_name,
        basis=basis(task, on, room),
        action=task.step.verb,
        urgent=not task.step.waiting and task.step.on < on,
    )


def groups(shown: Today, handbook: Handbook, room: str) -> list[TaskGroup]:
    """逾期 今天 本周 等别人; 近日 when, late in the week, the list looks over its end."""

    def group(name: str, shape: Shape, tone: Tone, tasks: Iterable[Task]) -> TaskGroup:
        return TaskGroup(name, shape, tone, tuple(row(task, shown.on, handbook, room) for task in tasks))

    today = sorted(shown.today, key=lambda t: (t.step.note == "", t.step.note))
    sunday = shown.on + timedelta(days=6 - shown.on.weekday())
    soon = "本周" if all(task.step.on <= sunday for task in shown.week) else "近日"
    return [
        group("逾期", Shape.TRIANGLE, Tone.RED, shown.overdue),
        group("今天", Shape.DOT, Tone.ACCENT, today),
        group(soon, Shape.RING, Tone.INK_2, shown.week),
        group("等别人", Shape.SQUARE, Tone.INK_2, shown.waiting),
    ]

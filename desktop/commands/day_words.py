"""The words of a line of 今日, on the screen and on paper: when, why, who is here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from desktop.commands.duty import hours_words
from desktop.commands.lists import Line, Task
from desktop.domain.people import Member, TeamRole
from desktop.domain.quorum import TEAM_WORDS
from desktop.domain.records import Session
from desktop.domain.team import Shift
from desktop.domain.typed import weekday_text

OUTWARD = frozenset({"first_contact", "feedback", "decide"})  # somebody outside waits: ends with business (民法典203)
NTH = "一二三四五六七八九十"


def when(task: Task, on: date) -> str:
    """逾期 3 日 · 14:00 开始 / 下班前 / 今天内 · 周二 11-24 · 已等 6 日."""
    step = task.step
    if step.waiting:
        days = (on - (task.since or on)).days
        return f"已等 {days} 日" if days > 0 else "今天起等"
    if step.on < on:
        return f"逾期 {(on - step.on).days} 日"
    if step.on == on:
        if re.fullmatch(r"\d\d:\d\d", step.note):
            return f"{step.note} 开始"
        return "下班前" if step.code in OUTWARD else "今天内"
    return f"{weekday_text(step.on)} {step.on:%m-%d}"


def basis(task: Task, on: date, room: str) -> str:
    """The legal basis, or for a session its place; a time already said is not said twice."""
    words = task.step.basis.replace(room, "在本室调解" if task.step.on == on else "本室") if room else task.step.basis
    return re.sub(r"^\d\d:\d\d 开始·", "", words) if task.step.on == on else words


def session_words(session: Session, names: dict[object, str], line: Line) -> str:
    """第二次·周慧兰、严伯年: which one and who sits."""
    who = "、".join(names[m] for m in session.attendees if m in names) or line.owner_name
    nth = f"第{NTH[session.no - 1]}次" if 1 <= session.no <= len(NTH) else f"第 {session.no} 次"
    return "·".join(word for word in (nth, who) if word)


def duty_lines(on_duty: Sequence[tuple[Member, Shift]]) -> list[tuple[str, str, str]]:
    """(what they are, who, when they are here): those of one part with the same hours stand together."""
    found: dict[tuple[str, str], list[str]] = {}
    for member, shift in on_duty:
        found.setdefault((_part(member.role), hours_words(shift)), []).append(member.name)
    return [(part, "、".join(dict.fromkeys(names)), hours) for (part, hours), names in found.items()]


def _part(role: TeamRole) -> str:
    return {TeamRole.PEOPLE_MEDIATOR: "调解员", TeamRole.DUTY_LAWYER: "律师"}.get(role, TEAM_WORDS.get(role, "其他"))

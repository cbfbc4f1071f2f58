"""What the desktop may call out: counts and hours, never who or what about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from desktop.commands import sessions
from desktop.commands.calendar_export import sits
from desktop.commands.desk import Desk
from desktop.commands.due import due

BEFORE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Reminder:
    """`at` on the wall, said until `until`."""

    at: datetime
    until: datetime
    words: str


def greeting(desk: Desk) -> str:
    """逾期 2 件,今天还有 4 件: one's own, or the room's for who is nobody of the team; "" when nothing is overdue."""
    found = [d for d in due(desk, days=0, mine=desk.account.member_id is not None) if not d.waiting]
    late = sum(d.overdue for d in found)
    if not late:
        return ""
    rest = len(found) - late
    return f"有 {late} 件逾期" + (f",今天还有 {rest} 件到期。" if rest else "。")


def of_today(desk: Desk) -> tuple[Reminder, ...]:
    """A quarter of an hour before each of today's sessions that one sits in (the room's, for nobody of the team)."""
    start = datetime.combine(desk.today(), time())
    with desk.read() as reader:
        found = [
            s.starts
            for s in sessions.between(reader, start, start + timedelta(days=1))
            if s.planned and (desk.account.member_id is None or sits(reader, s, desk.account.member_id))
        ]
    return tuple(
        Reminder(at - BEFORE, at, f"{at:%H:%M} 有一场调解。" if count == 1 else f"{at:%H:%M} 有 {count} 场调解。")
        for at, count in sorted(Counter(found).items())
    )

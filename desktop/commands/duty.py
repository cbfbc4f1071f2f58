"""值班: who is here on which day, at which hours, and who comes when called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Member, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.team import Shift
from desktop.domain.typed import Unclear, clean_line, parse_time, time_text
from desktop.storage.store import Reader, Transaction

WEEK = 7
ORDER = {role: n for n, role in enumerate(TeamRole)}
DESK_WORK = frozenset({TeamRole.STATISTICS_CLERK, TeamRole.AUDITOR})  # they are on no rota


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What copying a week came to: shifts made, shifts left out because that day is off."""

    made: int
    off: int


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def roster(desk: Desk) -> list[Member]:
    """Those who can stand on the rota: the active team in the order of its parts, without desk work."""
    found = [m for m in desk.members() if m.active and m.role not in DESK_WORK]
    return sorted(found, key=lambda m: ORDER[m.role])


def shifts(desk: Desk, start: date, end: date) -> list[Shift]:
    """The shifts from `start` to `end`, both included, by day and hour."""
    with desk.read() as reader:
        return _shifts(reader, start, end)


def _shifts(reader: Reader, start: date, end: date) -> list[Shift]:
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return reader.find(Shift, "on", "starts", "id", on=days) if days else []


def on_duty(desk: Desk, on: date) -> list[tuple[Member, Shift]]:
    """Who is on duty that day: those in the room before those on call, then by hour and part in the team."""
    with desk.read() as reader:
        members = {m.id: m for m in reader.find(Member)}
        found = [(members[s.member_id], s) for s in _shifts(reader, on, on) if s.member_id in members]
    return sorted(found, key=lambda pair: (pair[1].on_call, pair[1].starts, ORDER[pair[0].role]))


def hours_words(shift: Shift) -> str:
    """13:30—16:30, 全天 without hours; 可来电 for who comes when called."""
    hours = "—".join(part for part in (shift.starts, shift.ends) if part)
    if shift.on_call:
        return f"可来电 {hours}".strip()
    return hours or "全天"


def set_shift(desk: Desk, shift: Shift) -> Shift:
    """Write a shift; RuleBroken for hours that make no sense, or a second shift at the same hours."""
    tidy = _tidied(shift)
    with desk.act(Act.TEAM, "shift") as tx:
        member = tx.get(Member, tidy.member_id)
        if not member.active:
            raise RuleBroken("member_id", f"{member.name}已不在岗,不能排班。")
        _refuse_overlap(tx, tidy, member)
        tx.put(tidy)
    return tidy


def remove_shift(desk: Desk, shift: Shift) -> None:
    with desk.act(Act.TEAM, "remove_shift") as tx:
        tx.remove(tx.get(Shift, shift.id))


def copy_week(desk: Desk, start: date, *, weeks_back: int = 1) -> Copied:
    """The week before into the week of `start`; days off stay empty, and who is already on that day stays as they are.

    RuleBroken when the week before is empty.
    """
    to = monday(start)
    back = timedelta(days=WEEK * weeks_back)
    calendar = desk.handbook.rules.calendar
    with desk.act(Act.TEAM, "shift") as tx:
        before = _shifts(tx, to - back, to - back + timedelta(days=WEEK - 1))
        if not before:
            raise RuleBroken("week", "上一周还没有排班,没有可复制的。")
        here = {m.id for m in tx.find(Member) if m.active}
        there = {(s.member_id, s.on) for s in _shifts(tx, to, to + timedelta(days=WEEK - 1))}
        made = off = 0
        for shift in before:
            on = shift.on + back
            if shift.member_id not in here or (shift.member_id, on) in there:
                continue
            if calendar.is_workday(shift.on) and not calendar.is_workday(on):
                off += 1
                continue
            tx.put(
                Shift(
                    member_id=shift.member_id,
                    on=on,
                    starts=shift.starts,
                    ends=shift.ends,
                    on_call=shift.on_call,
                    note=shift.note,
                )
            )
            made += 1
    return Copied(made=made, off=off)


def usual_hours(found: Sequence[Shift], member: UUID) -> tuple[str, str]:
    """The hours this member had last; empty when there were none."""
    mine = [s for s in found if s.member_id == member]
    return (mine[-1].starts, mine[-1].ends) if mine else ("", "")


def clock(text: str, field: str) -> str:
    """A time of day as it is kept, 09:00; empty stays empty. RuleBroken for what is no time."""
    if not text.strip():
        return ""
    try:
        return time_text(parse_time(text))
    except Unclear as unclear:
        raise RuleBroken(field, unclear.sentence) from None


def _tidied(shift: Shift) -> Shift:
    starts, ends = clock(shift.starts, "starts"), clock(shift.ends, "ends")
    if bool(starts) != bool(ends):
        raise RuleBroken("ends" if starts else "starts", "请把起止时间都填上,全天就都空着。")
    if starts and starts >= ends:
        raise RuleBroken("ends", "结束要晚于开始,请核对。")
    return Shift(
        id=shift.id,
        member_id=shift.member_id,
        on=shift.on,
        starts=starts,
        ends=ends,
        on_call=shift.on_call,
        note=clean_line(shift.note),
        extras=shift.extras,
    )


def _refuse_overlap(tx: Transaction, shift: Shift, member: Member) -> None:
    for other in tx.find(Shift, member_id=shift.member_id, on=shift.on):
        apart = other.starts and shift.starts and (other.ends <= shift.starts or shift.ends <= other.starts)
        if other.id != shift.id and not apart:
            raise RuleBroken("starts", f"{member.name}这一天已经排了{hours_words(other)},时间重叠。")

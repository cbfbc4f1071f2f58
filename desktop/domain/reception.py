"""Reception days by rule: when they are, where they go when that day is off, and a rule read from the room's own words.

A rule names one weekday of each month (the fifth only in the months that have it) or of each week. A day that the
published calendar takes away is moved as the rule says; make-up workdays count. What a weekend is, is a matter of
the rule: a room that receives on Saturdays loses a Saturday only to a holiday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.deadlines import ONE_DAY, Calendar
from desktop.domain.team import DayKind, OnHoliday, ReceptionRule
from desktop.domain.typed import Unclear, fold_code, parse_time, time_text

NTH = "一二三四五"
WEEKDAYS = "一二三四五六日"
REACH = timedelta(days=31)  # longer than any holiday: a day is never moved further
HORIZON = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a rule. `shifted_from` is the day it would have been; `provisional` when a calendar is missing."""

    on: date
    rule: ReceptionRule
    shifted_from: date | None = None
    provisional: bool = False


def days(rule: ReceptionRule, start: date, end: date, calendar: Calendar) -> tuple[Day, ...]:
    """The days of the rule from `start` to `end`, both included, each once, in order.

    A day moved onto another day of the same rule is that day. Nothing lies before the rule's `since`.
    """
    found: dict[date, Day] = {}
    for planned in _planned(rule, start - REACH, end + REACH):
        if rule.since is not None and planned < rule.since:
            continue
        on = _moved(planned, rule.on_holiday, calendar)
        if on is None or not start <= on <= end:
            continue
        day = Day(
            on=on,
            rule=rule,
            shifted_from=planned if on != planned else None,
            provisional=calendar.provisional(planned) or calendar.provisional(on),
        )
        if on not in found or day.shifted_from is None:
            found[on] = day
    return tuple(found[on] for on in sorted(found))


def next_day(rule: ReceptionRule, on: date, calendar: Calendar) -> Day | None:
    """The first day of the rule on `on` or after it; None when there is none within a year."""
    return next(iter(days(rule, on, on + HORIZON, calendar)), None)


def taken_away(day: date, calendar: Calendar) -> bool:
    """Whether the published calendar takes a day of a rule away: a holiday, not a plain weekend."""
    return day in calendar.days_off and day not in calendar.workdays


def _planned(rule: ReceptionRule, start: date, end: date) -> Iterator[date]:
    """The weekdays that the rule names, before any calendar is asked."""
    day = start + timedelta(days=(rule.weekday - start.weekday()) % 7)
    while day <= end:
        if rule.week in (0, (day.day + 6) // 7):
            yield day
        day += timedelta(days=7)


def _moved(day: date, how: OnHoliday, calendar: Calendar) -> date | None:
    if not taken_away(day, calendar):
        return day
    match how:
        case OnHoliday.SKIP:
            return None
        case OnHoliday.BEFORE:
            while not calendar.is_workday(day):
                day -= ONE_DAY
            return day
        case OnHoliday.NEXT:
            return calendar.next_workday(day)


def rhythm_words(rule: ReceptionRule) -> str:
    """每月第二个星期三, 每周二."""
    day = WEEKDAYS[rule.weekday]
    return f"每周{day}" if rule.week == 0 else f"每月第{NTH[rule.week - 1]}个星期{day}"


def hours_words(rule: ReceptionRule) -> str:
    """13:30—16:30; empty when the rule has no hours."""
    return "—".join(part for part in (rule.starts, rule.ends) if part)


def rule_words(rule: ReceptionRule) -> str:
    """每月第二个星期三 13:30—16:30."""
    return " ".join(part for part in (rhythm_words(rule), hours_words(rule)) if part)


_MONTHLY = re.compile(
    r"每(?:个)?月(?:的)?(?P<nth>第[一二三四五1-5](?:[、和,]第?[一二三四五1-5])*)(?:个)?"
    r"(?:星期|周|礼拜)(?P<day>[一二三四五六日天1-7])"
)
_WEEKLY = re.compile(r"每(?:个)?(?:星期|周|礼拜)(?:的)?(?:星期|周|礼拜)?(?P<day>[一二三四五六日天1-7])")
_CLOCK = re.compile(r"(?:上午|下午|晚上|中午|早上)?\d{1,2}(?:[:点时](?:\d{1,2}分?|半)?)")
_POLICY = ("政策", "法律咨询", "咨询日")


def rules_in(words: str) -> tuple[ReceptionRule, ...]:
    """The rules that the room's own words name, 每月第二个星期三 13:30—16:30; () where they say nothing clear.

    Two ordinals (第一、三个星期五) are two rules. The hours stay empty where none are written.
    """
    text = re.sub(r"\s", "", fold_code(words))
    monthly, weekly = _MONTHLY.search(text), _WEEKLY.search(text)
    match = monthly or weekly
    if match is None:
        return ()
    kind = DayKind.POLICY if any(word in text for word in _POLICY) else DayKind.RECEPTION
    name = "政策咨询日" if kind is DayKind.POLICY else "接待日"
    weeks = [_digit(char, NTH) for char in re.findall(r"[一二三四五1-5]", monthly["nth"])] if monthly else [0]
    weekday = _digit(match["day"].replace("天", "日"), WEEKDAYS) - 1
    starts, ends = _hours(text[match.end() :])
    return tuple(
        ReceptionRule(kind=kind, name=name, week=week, weekday=weekday, starts=starts, ends=ends)
        for week in dict.fromkeys(weeks)
    )


def _digit(char: str, among: str) -> int:
    return int(char) if char.isdigit() else among.index(char) + 1


def _hours(text: str) -> tuple[str, str]:
    """The first two times of day; 下午2点—4点 is in the afternoon on both sides."""
    found = _CLOCK.findall(text)[:2]
    if len(found) < 2:
        return "", ""
    first, second = found
    if first.startswith(("下午", "晚上")) and second[0].isdigit():
        second = first[:2] + second
    try:
        starts, ends = parse_time(first), parse_time(second)
    except Unclear:
        return "", ""
    return (time_text(starts), time_text(ends)) if starts < ends else ("", "")


_TWO = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "长孙", "端木")
_NUMBER = re.compile(r"\d[\d\s-]{5,}[\dXx]")


def masked_name(name: str) -> str:
    """沈某某, 欧阳某: the surname stays, for lists that others may see."""
    kept = name[:2] if name[:2] in _TWO else name[:1]
    return kept + "某" * min(max(len(name) - len(kept), 1), 2)


def masked_words(text: str, *names: str) -> str:
    """Free words without the full names given, and without telephone and identity numbers."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, masked_name(name))
    return _NUMBER.sub(lambda found: f"{found[0][:3]}****{found[0][-2:]}", text)

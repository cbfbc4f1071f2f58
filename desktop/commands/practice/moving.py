"""The practice room: invented files, moved to today, so that every page looks lived-in on the first day."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from desktop.commands.practice.history import past

FIXED = frozenset({"birth_date", "born", "id_number", "uscc", "phone", "_anchor", "_schema_version"})
"""Keys whose values are facts about a person or the file itself and never move."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?")
_MONTH = re.compile(r"\d{4}-\d{2}")
_SPOKEN = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
_NUMBER = re.compile(r"\((\d{4})\)([^()第]+第)(\d+)(号)")


def practice_room(today: date, *, history: bool = False) -> dict[str, Any]:
    """The room of `resources/samples/practice.json` as it would stand on `today`, in the same shape.

    Every date moves by the same number of days, `today` minus the anchor, and not by whole weeks: what is due
    today must be due today, and intervals (第 9 日 / 30 日, three days overdue) must stay what the texts say.
    On the anchor's weekday the move is whole weeks, so weekdays stay too. Months named without a day move by
    whole months. Case numbers are given anew per year, in the order of acceptance. Amounts, birth dates,
    identity numbers and phones stay as they are. With `history` there are closed files of many months before.
    """
    room: dict[str, Any] = json.loads((files("resources") / "samples" / "practice.json").read_text(encoding="utf-8"))
    anchor = date.fromisoformat(room["_anchor"])
    days = (today - anchor).days
    months = (today.year - anchor.year) * 12 + today.month - anchor.month
    before = _before(room["cases"], days, today) if history else {}
    numbers = _renumbered([*_decided(before.get("cases", ()), 0), *_decided(room["cases"], days)])
    moved: dict[str, Any] = _moved(room, days, months, numbers)
    moved["_anchor"] = today.isoformat()
    for key, values in before.items():
        moved[key] = [*_moved(values, 0, 0, numbers), *moved.get(key, ())]
    for case in moved["cases"]:
        if case["case_no"]:
            case["seq"] = int(_parts(case["case_no"])[3])
    return moved


def _parts(number: str) -> re.Match[str]:
    """`(2026)海棠人调字第048号` as year, middle, digits and end; ValueError for any other pattern."""
    found = _NUMBER.fullmatch(number)
    if found is None:
        raise ValueError(f"not a number of the practice room: {number}")
    return found


def _before(cases: list[dict[str, Any]], days: int, today: date) -> dict[str, Any]:
    """The past of a room whose own files will move by so many days."""
    by = timedelta(days=days)
    begins = min(date.fromisoformat(case["received"][:10]) for case in cases) + by
    closed = [date.fromisoformat(case["closing"]["date"]) + by for case in cases if case["closing"] and case["case_no"]]
    return past(today, begins, Counter(f"{day:%Y-%m}" for day in closed))


def _decided(cases: Iterable[dict[str, Any]], days: int) -> Iterator[tuple[date, str]]:
    """(day of the decision, number) of the files and refusals that have one, moved by so many days."""
    for case in cases:
        decision = case["acceptance"]
        number = decision and (case["case_no"] or decision.get("refusal_no"))
        if number:
            yield date.fromisoformat(decision["date"]) + timedelta(days=days), number


def _renumbered(decided: list[tuple[date, str]]) -> Mapping[str, str]:
    """Old number → new number, for accepted files and for notices of refusal, each in its own gapless series."""
    decided.sort()
    given: Counter[tuple[int, str]] = Counter()
    numbers = {}
    for on, number in decided:
        _, middle, digits, end = _parts(number).groups()
        given[on.year, middle] += 1
        numbers[number] = f"({on.year}){middle}{given[on.year, middle]:0{len(digits)}d}{end}"
    return numbers


def _moved(value: Any, days: int, months: int, numbers: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {k: v if k in FIXED else _moved(v, days, months, numbers) for k, v in value.items()}
        case list():
            return [_moved(v, days, months, numbers) for v in value]
        case str():
            return _moved_text(value, days, months, numbers)
        case _:
            return value


def _moved_text(text: str, days: int, months: int, numbers: Mapping[str, str]) -> str:
    by = timedelta(days=days)
    if _DAY.fullmatch(text):
        return (date.fromisoformat(text) + by).isoformat()
    if _MOMENT.fullmatch(text):
        timespec = "minutes" if text.count(":") == 1 else "seconds"
        return (datetime.fromisoformat(text) + by).isoformat(timespec=timespec)
    if _MONTH.fullmatch(text):
        year, month = _month_after(int(text[:4]), int(text[5:]), months)
        return f"{year:04d}-{month:02d}"

    def spoken(found: re.Match[str]) -> str:
        year, month, day = found.groups()
        if day is None:
            year, month = _month_after(int(year), int(month), months)
            return f"{year}年{month}月"
        on = date(int(year), int(month), int(day)) + by
        return f"{on.year}年{on.month}月{on.day}日"

    text = _NUMBER.sub(lambda found: numbers.get(found[0], found[0]), text)
    return _SPOKEN.sub(spoken, text)


def _month_after(year: int, month: int, months: int) -> tuple[int, int]:
    years, left = divmod(year * 12 + month - 1 + months, 12)
    return years, left + 1

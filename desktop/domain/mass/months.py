"""The months for which wages are owed, as lists have them."""

from __future__ import annotations

import re
from datetime import date

from desktop.domain.typed import Unclear, fold_code

_JOINTS = re.compile(r"[、,;/和及与\s]+")
_JOINT = re.compile("[-~至到]")
_MONTH = re.compile(r"(?:(\d{4})(?:年|[-./]))?(\d{1,2})月?份?")
_SOLID = re.compile(r"(\d{4})(\d{2})")
_MOST = 120  # ten years
_HOW = "看不懂欠薪月份,请写成 2026-06、2026-07。"


class MonthsUnclear(Unclear):
    """Not a clear list of months."""


def parse_months(text: str, today: date) -> tuple[str, ...]:
    """2026-06,2026-07; 2026年6月、7月; 6、7月; 2026年6月至8月; 202606 → ("2026-06", "2026-07", ...), in order.

    A month without a year has the one before it in the list, else the latest that is not after `today`.
    Raises MonthsUnclear with the sentence; an empty cell gives ().
    """
    typed = re.sub(r"(?<=\d)\s*年\s*", "年", fold_code(text)).strip("、,;。")
    typed = re.sub(r"\s*(-|~|至|到)\s*", r"\1", typed)
    found: list[tuple[int, int]] = []
    for part in filter(None, _JOINTS.split(typed)):
        before = found[-1][0] if found else None
        one = _one(part, before, today)
        if one is not None:
            found.append(one)
            continue
        found += _between(*_ends(part, before, today))
    return tuple(f"{year:04d}-{month:02d}" for year, month in sorted(set(found)))


def _one(text: str, year: int | None, today: date) -> tuple[int, int] | None:
    solid = _SOLID.fullmatch(text)
    match = solid or _MONTH.fullmatch(text)
    if match is None:
        return None
    month = int(match[2])
    if not 1 <= month <= 12:
        return None
    named = int(match[1]) if match[1] else year if year is not None else today.year - (month > today.month)
    return (named, month) if 1990 <= named <= today.year + 1 else None


def _ends(text: str, year: int | None, today: date) -> tuple[tuple[int, int], tuple[int, int]]:
    """2026-06-2026-08, 6至8月: both ends of a run of months, wherever its dash is."""
    for joint in _JOINT.finditer(text):
        first = _one(text[: joint.start()], year, today)
        last = _one(text[joint.end() :], first[0], today) if first else None
        if first is not None and last is not None:
            return first, last
    raise MonthsUnclear(_HOW)


def _between(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    count = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    if not 1 <= count <= _MOST:
        raise MonthsUnclear(_HOW)
    start = first[0] * 12 + first[1] - 1
    return [(n // 12, n % 12 + 1) for n in range(start, start + count)]

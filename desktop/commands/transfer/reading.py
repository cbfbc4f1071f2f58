"""Reading a JSON file from outside: every mistake is named with its place, nothing unknown is dropped."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from desktop.commands.desk import SHANGHAI
from desktop.domain.errors import Unreadable

E = TypeVar("E", bound=StrEnum)
LONGEST = 10_000
DEEPEST = 32  # levels of nesting; the format itself has six
MOST = 10**14  # 分, or anything else that is counted
YEARS = range(1900, 2201)


def tidy(value: Any, place: str = "", depth: int = 0) -> Any:
    """The JSON value without controls and lone surrogates; Unreadable for what no record can hold, wherever it is."""
    if depth > DEEPEST:
        raise Unreadable(place[:80], "这里一层套一层,套得太深")
    match value:
        case str():
            if len(value) > LONGEST:
                raise Unreadable(place, f"文字超过 {LONGEST:,} 字")
            return "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
        case dict():
            return {
                tidy(str(k), place, depth): tidy(v, f"{place}.{k}".lstrip("."), depth + 1) for k, v in value.items()
            }
        case list():
            return [tidy(v, f"{place}[{n}]", depth + 1) for n, v in enumerate(value)]
        case float() if not math.isfinite(value):
            raise Unreadable(place, "这里不是一个数")
        case int() if abs(value) >= 2**63:
            raise Unreadable(place, "这个数太大")
        case _:
            return value


class Node:
    """One JSON object of the file and where it stands, e.g. `cases[3].parties[0]`."""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, dict):
            raise Unreadable(place, "这里应是一组“名称: 内容”")
        self._data: dict[str, Any] = data
        self.place = place
        self._used: set[str] = set()

    def _take(self, key: str) -> Any:
        self._used.add(key)
        return self._data.get(key)

    def wrong(self, key: str, sentence: str) -> Unreadable:
        return Unreadable(f"{self.place}.{key}".lstrip("."), sentence)

    def has(self, key: str) -> bool:
        return self._data.get(key) is not None

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self._take(key)
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise self.wrong(key, "这里应是文字")
        if needed and not value.strip():
            raise self.wrong(key, "这一项不能空")
        return value

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if value not in (None, True, False):
            raise self.wrong(key, "这里应是 true 或 false")
        return bool(value)

    def whole(self, key: str, default: int = 0) -> int:
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < MOST:
            raise self.wrong(key, "这里应是不小于 0 的整数")
        return value

    def day(self, key: str) -> date | None:
        value = self._take(key)
        if value in (None, ""):
            return None
        try:
            found = datetime.fromisoformat(value).date()
        except (TypeError, ValueError):
            raise self.wrong(key, "日期应写成 2026-11-23") from None
        if found.year not in YEARS:
            raise self.wrong(key, "年份不合常理,应在 1900 年到 2200 年之间")
        return found

    def needed_day(self, key: str) -> date:
        found = self.day(key)
        if found is None:
            raise self.wrong(key, "这一项不能空")
        return found

    def moment(self, key: str) -> datetime | None:
        value = self._take(key)
        if value in (None, ""):
            return None
        try:
            found = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.wrong(key, "时间应写成 2026-11-23T14:00") from None
        if found.year not in YEARS:
            raise self.wrong(key, "年份不合常理,应在 1900 年到 2200 年之间")
        wall = found.astimezone(SHANGHAI) if found.tzinfo else found
        return wall.replace(tzinfo=None, second=0, microsecond=0)

    def needed_moment(self, key: str) -> datetime:
        found = self.moment(key)
        if found is None:
            raise self.wrong(key, "这一项不能空")
        return found

    def one_of(self, key: str, kinds: type[E], default: E | None = None) -> E:
        value = self._take(key)
        if value in (None, "") and default is not None:
            return default
        try:
            return kinds(value)
        except ValueError:
            raise self.wrong(key, f"没有“{value}”这个选项,可用:{'、'.join(kinds)}") from None

    def words(self, key: str) -> tuple[str, ...]:
        value = self._take(key)
        value = [] if value is None else value
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.wrong(key, "这里应是一列文字")
        return tuple(value)

    def wholes(self, key: str) -> tuple[int, ...]:
        value = self._take(key)
        value = [] if value is None else value
        if not isinstance(value, list) or not all(type(v) is int and 0 <= v < MOST for v in value):
            raise self.wrong(key, "这里应是一列不小于 0 的整数")
        return tuple(value)

    def objects(self, key: str) -> Iterator[Node]:
        value = self._take(key)
        value = [] if value is None else value
        if not isinstance(value, list):
            raise self.wrong(key, "这里应是一个列表")
        for n, item in enumerate(value):
            yield Node(item, f"{self.place}.{key}[{n}]".lstrip("."))

    def object(self, key: str) -> Node | None:
        value = self._take(key)
        return None if value is None else Node(value, f"{self.place}.{key}".lstrip("."))

    def mapping(self, key: str) -> dict[str, Any]:
        """A group of things kept as they are."""
        value = self._take(key)
        if value is not None and not isinstance(value, dict):
            raise self.wrong(key, "这里应是一组“名称: 内容”")
        return value or {}

    def mappings(self, key: str) -> tuple[dict[str, Any], ...]:
        value = self._take(key)
        if value is not None and (not isinstance(value, list) or not all(isinstance(v, dict) for v in value)):
            raise self.wrong(key, "这里应是一列“名称: 内容”")
        return tuple(value or ())

    def raw(self, key: str) -> Any:
        return self._take(key)

    def rest(self) -> dict[str, Any]:
        """What nobody asked for: kept with the record, written out again."""
        return {k: v for k, v in self._data.items() if k not in self._used}

"""Reading a year's notice of days off (国务院办公厅关于部分节假日安排的通知), as JSON or as a table."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from desktop.domain.errors import Unreadable

OFF = frozenset({"放假", "休", "休息", "节假日", "假"})
WORK = frozenset({"上班", "班", "调休上班", "调休", "补班"})
HEADS = frozenset({"日期", "date"})
SURE = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"))  # on these days every whole notice gives free
MOST_OFF = 60  # working days off in a year; a notice has some twenty
MOST = 2_000_000  # bytes; a notice has some kilobytes
YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one year's notice says."""

    year: int
    days_off: tuple[date, ...]
    workdays: tuple[date, ...]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class _Day:
    """One line of a notice, with where it stands."""

    on: date
    off: bool
    place: str


def read_notices(source: Path | str) -> tuple[Notice, ...]:
    """The years of a file or a text, in order. Unreadable, with the line, for anything else."""
    text, basis = (source, "") if isinstance(source, str) else (_text(source), source.stem)
    text = text.lstrip("\ufeff").strip()
    if not text:
        raise Unreadable("", "这里没有放假安排,请选择日历文件或贴入内容。")
    if text[0] in "{[":
        days, said = _json(text)
    else:
        days, said = _table(text), ""
    if not days:
        raise Unreadable("", "没有读到任何日期,请核对格式:日期,类型(放假或上班),名称。")
    return tuple(_notice(year, [d for d in days if d.on.year == year], said or basis) for year in _years(days))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST:
            raise Unreadable("", f"文件 {path.name} 太大,不是放假日历。")
        raw = path.read_bytes()
    except OSError:
        raise Unreadable("", f"文件 {path.name} 读不出来,请核对路径和权限。") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("", f"文件 {path.name} 不是文字,请另存为 UTF-8 的 CSV 或 JSON。")


def _years(days: list[_Day]) -> list[int]:
    return sorted({d.on.year for d in days})


def _notice(year: int, days: list[_Day], basis: str) -> Notice:
    """One whole year; a part of a year would make limits look certain that are not."""
    seen: dict[date, bool] = {}
    for day in days:
        if seen.setdefault(day.on, day.off) is not day.off:
            raise Unreadable(day.place, f"{_said(day.on)}又放假又上班,请核对。")
        if not day.off and day.on.weekday() < 5:
            raise Unreadable(day.place, f"{_said(day.on)}是{_weekday(day.on)},本来就上班,不是调休。")
    off = tuple(sorted(on for on, free in seen.items() if free))
    missing = [name for month, number, name in SURE if date(year, month, number) not in off]
    if missing:
        raise Unreadable("", f"{year} 年的安排不完整,缺{'、'.join(missing)}放假,请导入全年的安排。")
    if sum(on.weekday() < 5 for on in off) > MOST_OFF:
        raise Unreadable("", f"{year} 年放假的工作日超过 {MOST_OFF} 天,不合常理,请核对文件。")
    return Notice(
        year=year, days_off=off, workdays=tuple(sorted(on for on, free in seen.items() if not free)), basis=basis
    )


# -- JSON in the shape of resources/rules/holidays


def _json(text: str) -> tuple[list[_Day], str]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"第 {error.lineno} 行", "不是完整的 JSON,请核对文件。") from None
    except (ValueError, RecursionError):
        raise Unreadable("", "不是放假日历的 JSON,请核对文件。") from None
    basis = data.get("basis", "") if isinstance(data, dict) else ""
    years = data.get("years", [data]) if isinstance(data, dict) else data
    if not isinstance(years, list):
        raise Unreadable("years", "不是放假日历的 JSON,请核对文件。")
    days = [day for n, year in enumerate(years) for day in _json_year(year, f"years[{n}]")]
    return days, basis if isinstance(basis, str) else ""


def _json_year(year: Any, place: str) -> list[_Day]:
    if not isinstance(year, dict) or not isinstance(year.get("year"), int):
        raise Unreadable(place, "缺年份(year),请核对文件。")
    days = []
    for key, off in (("days_off", True), ("make_up_workdays", False)):
        listed = year.get(key, [])
        if not isinstance(listed, list):
            raise Unreadable(f"{place}.{key}", "这里要一列日期。")
        for n, item in enumerate(listed):
            here = f"{place}.{key}[{n}]"
            written = item.get("date") if isinstance(item, dict) else item
            on = _date(written if isinstance(written, str) else "", here)
            if on.year != year["year"]:
                raise Unreadable(here, f"{_said(on)}不在 {year['year']} 年。")
            days.append(_Day(on, off, here))
    return days


# -- a table: 日期,类型,名称


def _table(text: str) -> list[_Day]:
    first = text.splitlines()[0]
    comma = next((mark for mark in ("\t", ",", "\uff0c", ";") if mark in first), ",")
    days = []
    for n, row in enumerate(_lines(text, comma), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (n == 1 and cells[0].lower() in HEADS):
            continue
        here = f"第 {n} 行"
        on = _date(cells[0], here)
        kind = cells[1] if len(cells) > 1 else ""
        if kind not in OFF and kind not in WORK:
            raise Unreadable(here, f"类型“{kind[:12]}”看不懂,请写“放假”或“上班”。")
        days.append(_Day(on, kind in OFF, here))
    return days


def _lines(text: str, comma: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text), delimiter=comma))
    except csv.Error:
        raise Unreadable("", "不是放假日历的表格,请另存为 UTF-8 的 CSV 再导入。") from None


def _date(written: str, place: str) -> date:
    found = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", written.strip())
    try:
        on = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        on = None
    if on is None or on.year not in YEARS:
        raise Unreadable(place, f"日期“{written[:20]}”看不懂,请写成 2027-01-01 的样子。")
    return on


def _said(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _weekday(on: date) -> str:
    return f"星期{'一二三四五六日'[on.weekday()]}"

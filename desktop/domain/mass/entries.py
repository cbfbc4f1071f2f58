"""A list of claimants as it was read: what each cell says, and what is wrong with it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from desktop.domain.errors import RuleBroken
from desktop.domain.mass.heads import Field, Head, Raw, find_heads
from desktop.domain.mass.months import parse_months
from desktop.domain.typed import (
    MOST_FEN,
    Unclear,
    clean_line,
    clean_name,
    fen_text,
    fold_code,
    fold_id,
    fold_phone,
    id_facts,
    parse_fen,
    phone_remark,
)

MOST_PEOPLE = 5_000
_TOTALS = re.compile(r"(合|总|小|共)计|合计\W.*|总额|以下空白|本页小计")
_YES = {"是", "√", "✓", "✔", "y", "yes", "1", "true", "有", "农民工", "代表", "对"}
_NO = {"否", "×", "x", "n", "no", "0", "false", "无", "不是", "非", "非农民工", "-", "/"}


class Level(StrEnum):
    RED = "red"  # the row cannot be taken in
    AMBER = "amber"  # taken in as it is; worth a look


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one cell; `column` is where it stands in the sheet, from 0."""

    column: int
    field: Field
    sentence: str
    level: Level = Level.RED


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person of a list. None: the list does not say. Money in fen; `row` counts from 1 as the sheet does."""

    row: int
    name: str = ""
    sex: str = ""
    id_number: str = ""
    birth: date | None = None
    phone: str = ""
    position: str = ""
    months: tuple[str, ...] = ()
    owed_fen: int | None = None
    migrant: bool | None = None
    representative: bool | None = None
    instalments: tuple[int, ...] = ()
    cells: tuple[str, ...] = ()  # as written, one for each head
    faults: tuple[Fault, ...] = ()

    @property
    def good(self) -> bool:
        return all(f.level is not Level.RED for f in self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list with everything that was understood of it; `notices` concern the list as a whole."""

    heads: tuple[Head, ...]
    entries: tuple[Entry, ...]
    unused: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def good(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.good)

    @property
    def total(self) -> int:
        return sum(e.owed_fen or 0 for e in self.good)


@dataclass(slots=True)
class _Making:
    """What one row gives while it is read."""

    said: dict[str, Any] = field(default_factory=dict)
    parts: dict[int, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_listing(rows: Sequence[Sequence[Raw]], today: date) -> Listing:
    """The people of a sheet. RuleBroken: no head, nobody below it, or more than MOST_PEOPLE."""
    heads = find_heads(rows)
    entries: list[Entry] = []
    notices: list[str] = []
    for at, row in enumerate(rows[heads.below :], heads.below + 1):
        cells = [_value(row, h.column) for h in heads.heads]
        if not any(_written(c) for c in cells):
            continue
        if any(_TOTALS.fullmatch(_bare(c)) for c in row if isinstance(c, str)):
            notices += _against_total(heads.heads, cells, entries)
            continue
        if len(entries) == MOST_PEOPLE:
            raise RuleBroken("rows", f"名单超过 {MOST_PEOPLE:,} 人,请分开导入。")
        entries.append(_entry(at, heads.heads, cells, today))
    if not entries:
        raise RuleBroken("rows", "表头下面没有人,请填好名单再导入。")
    return Listing(
        heads=heads.heads,
        entries=tuple(_twins(heads.heads, entries)),
        unused=heads.unused,
        notices=tuple(dict.fromkeys(notices)),
    )


def _entry(row: int, heads: Sequence[Head], cells: Sequence[Raw], today: date) -> Entry:
    made = _Making()
    for head, cell in zip(heads, cells, strict=True):
        try:
            _READ[head.field](made, head, cell, today)
        except Unclear as unclear:
            made.faults.append(Fault(head.column, head.field, unclear.sentence))
    known = {h.field: h for h in heads}
    if not made.said.get("name"):
        made.faults.append(Fault(known[Field.NAME].column, Field.NAME, "没有写姓名"))
    parts = tuple(made.parts.get(n, 0) for n in range(1, max(made.parts, default=0) + 1))
    made.faults += _sums(known, made, parts)
    made.faults += _sex_against_id(known, made)
    written = tuple(_written(c) for c in cells)
    return Entry(row=row, instalments=parts, cells=written, faults=tuple(made.faults), **made.said)


def _sums(known: dict[Field, Head], made: _Making, parts: tuple[int, ...]) -> Iterator[Fault]:
    """Instalments make the whole; an amount that is not written is their sum."""
    if not parts or any(f.field in {Field.OWED, Field.INSTALMENT} for f in made.faults):
        return
    owed = made.said.get("owed_fen")
    if owed is None:
        made.said["owed_fen"] = sum(parts)
    elif sum(parts) != owed:
        head = known.get(Field.OWED) or known[Field.INSTALMENT]
        yield Fault(head.column, head.field, f"各期合计 {fen_text(sum(parts))},与欠款 {fen_text(owed)} 不符")


def _sex_against_id(known: dict[Field, Head], made: _Making) -> Iterator[Fault]:
    number, sex = made.said.get("id_number", ""), made.said.get("sex", "")
    facts = id_facts(number) if number else None
    if facts is None or not facts.valid:
        return
    made.said["birth"] = facts.birth
    if sex and sex != facts.sex:
        head = known[Field.SEX]
        yield Fault(head.column, Field.SEX, f"与身份证号(为{facts.sex})不一致", Level.AMBER)
    made.said["sex"] = sex or facts.sex


def _name(made: _Making, head: Head, cell: Raw, today: date) -> None:
    name = clean_name(_written(cell))
    if " " in name and not name.isascii():
        name = name.replace(" ", "")
    if re.search(r"\d", name):
        made.faults.append(Fault(head.column, head.field, "姓名里有数字,请核对"))
    made.said["name"] = name


def _sex(made: _Making, head: Head, cell: Raw, today: date) -> None:
    typed = fold_code(_written(cell)).removesuffix("性")
    if typed not in {"", "男", "女"}:
        made.faults.append(Fault(head.column, head.field, "性别应写男或女", Level.AMBER))
        return
    made.said["sex"] = typed


def _id(made: _Making, head: Head, cell: Raw, today: date) -> None:
    if isinstance(cell, (int, float)) and abs(cell) >= 1e15:
        sentence = "号码在表里是数字,末几位已丢失;请把该列设成文本后重填"
        made.faults.append(Fault(head.column, head.field, sentence))
        return
    number = fold_id(_written(cell))
    made.said["id_number"] = number
    if not number:
        made.faults.append(Fault(head.column, head.field, "没有身份证号码", Level.AMBER))
    elif not (facts := id_facts(number, today)).valid:
        made.faults.append(Fault(head.column, head.field, "、".join(facts.reasons), Level.AMBER))


def _phone(made: _Making, head: Head, cell: Raw, today: date) -> None:
    number = fold_phone(_written(cell))
    made.said["phone"] = number
    remark = phone_remark(number) if number else ""
    if remark:
        made.faults.append(Fault(head.column, head.field, remark, Level.AMBER))


def _position(made: _Making, head: Head, cell: Raw, today: date) -> None:
    made.said["position"] = clean_line(_written(cell))[:60]


def _months(made: _Making, head: Head, cell: Raw, today: date) -> None:
    made.said["months"] = parse_months(f"{cell:%Y-%m}" if isinstance(cell, date) else _written(cell), today)


def _owed(made: _Making, head: Head, cell: Raw, today: date) -> None:
    fen = _fen(cell)
    if fen is None:
        made.faults.append(Fault(head.column, head.field, "没有写金额"))
    else:
        made.said["owed_fen"] = fen


def _instalment(made: _Making, head: Head, cell: Raw, today: date) -> None:
    fen = _fen(cell)
    if fen is not None:
        made.parts[head.nth] = fen


def _migrant(made: _Making, head: Head, cell: Raw, today: date) -> None:
    made.said["migrant"] = _yes(cell)


def _representative(made: _Making, head: Head, cell: Raw, today: date) -> None:
    made.said["representative"] = _yes(cell)


_READ: dict[Field, Callable[[_Making, Head, Raw, date], None]] = {
    Field.NAME: _name,
    Field.SEX: _sex,
    Field.ID_NUMBER: _id,
    Field.PHONE: _phone,
    Field.POSITION: _position,
    Field.MONTHS: _months,
    Field.OWED: _owed,
    Field.INSTALMENT: _instalment,
    Field.MIGRANT: _migrant,
    Field.REPRESENTATIVE: _representative,
}


def _yes(cell: Raw) -> bool | None:
    typed = fold_code(_written(cell)).lower()
    if not typed:
        return None
    if typed in _YES or typed in _NO:
        return typed in _YES
    raise Unclear("请写是或否")


def _fen(cell: Raw) -> int | None:
    """The amount of a cell in fen; None when it is empty. A computed number may miss the fen by a hair."""
    if isinstance(cell, (bool, date, time)):
        raise Unclear("不是金额")
    if not isinstance(cell, (int, float)):
        typed = fold_code(cell or "")
        if typed in {"", "-", "/"}:
            return None
        if typed.startswith("#"):
            raise Unclear(f"公式没有算出来({typed[:12]})")
        return parse_fen(typed)
    if cell < 0:
        raise Unclear("金额不能为负数")
    exact = Decimal(repr(cell)) * 100 if cell == cell and abs(cell) < 1e15 else None
    if exact is None or exact > MOST_FEN:
        raise Unclear("金额太大,请核对")
    fen = int(exact.to_integral_value())
    if abs(exact - fen) > Decimal("0.0001"):
        raise Unclear("金额最多到分(两位小数),请核对")
    return fen


def _value(row: Sequence[Raw], column: int) -> Raw:
    return row[column] if column < len(row) else None


def _written(cell: Raw) -> str:
    """A cell as people see it: 17200.0 is 17200, a date 2026-06-01."""
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case float():
            return str(int(cell)) if cell == cell and abs(cell) < 1e15 and cell == int(cell) else repr(cell)
        case datetime() | date():
            return f"{cell:%Y-%m-%d}"
        case _:
            return clean_line(str(cell))[:200]


def _bare(text: str) -> str:
    return re.sub(r"[\s:*]", "", fold_code(text))


def _against_total(heads: Sequence[Head], cells: Sequence[Raw], entries: Sequence[Entry]) -> Iterator[str]:
    """The list's own total row says the same as its people."""
    for head, cell in zip(heads, cells, strict=True):
        if head.field is not Field.OWED:
            continue
        try:
            said = _fen(cell)
        except Unclear:
            continue
        found = sum(e.owed_fen or 0 for e in entries)
        if said is not None and said != found:
            yield f"表里的合计 {fen_text(said)} 与各人之和 {fen_text(found)} 不一致"


def _twins(heads: Sequence[Head], entries: Iterable[Entry]) -> Iterator[Entry]:
    """The same person twice in one list: every later row is wrong."""
    columns = {h.field: h.column for h in heads}
    numbers: dict[str, int] = {}
    phones: dict[tuple[str, str], int] = {}
    names: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        twin = numbers.setdefault(entry.id_number, entry.row) if entry.id_number else entry.row
        by, at = Field.ID_NUMBER, twin
        if twin == entry.row and entry.name and entry.phone:
            by, at = Field.PHONE, phones.setdefault((entry.name, entry.phone), entry.row)
        if at == entry.row and entry.name and not entry.id_number and not entry.phone and names[entry.name]:
            by, at = Field.NAME, names[entry.name][0].row
        names[entry.name].append(entry)
        if at == entry.row:
            yield entry
            continue
        same = {Field.ID_NUMBER: "身份证号", Field.PHONE: "姓名和电话", Field.NAME: "姓名"}[by]
        yield replace(entry, faults=(*entry.faults, Fault(columns[by], by, f"{same}与第 {at} 行相同,重复")))

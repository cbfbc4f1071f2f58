"""Rows out of a table file from outside: xlsx, xls, csv. What is hostile or broken is refused in one sentence."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from datetime import date, time
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zlib import error as ZlibError

from desktop.domain.errors import RuleBroken, Unreadable
from desktop.domain.mass.entries import MOST_PEOPLE
from desktop.domain.mass.heads import LOOKED_AT, Raw, find_heads

MOST_BYTES = 20 * 1024 * 1024  # of the file
MOST_UNPACKED = 150 * 1024 * 1024  # of what is packed inside
MOST_ROWS = MOST_PEOPLE + 2 * LOOKED_AT  # titles, totals and blank lines come on top
MOST_CELLS = 4_000_000  # the corner of the farthest cell spans so many; the reader keeps them all
MOST_COLUMNS = 200
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PLACES = re.compile(
    rb"<(?:\w+:)?(?:row\b[^<>]*?\br=[\"'](\d+)[\"']"
    rb"|c\b(?:[^<>]*?\br=[\"']([A-Z]{1,4})(\d+)[\"'])?[^<>]*?(/?)>)"
)

Rows = list[list[Raw]]


def read_rows(name: str, content: bytes) -> Rows:
    """The rows of the sheet that holds a list (the first one with a head, else the first). Unreadable otherwise."""
    if len(content) > MOST_BYTES:
        raise Unreadable("", f"“{name}”超过 20 MB,不像一份名单,请只留名单一张表再导入。")
    if not content.strip():
        raise Unreadable("", f"“{name}”是空的。")
    if content.startswith(ZIP):
        _refuse_bomb(name, content)
        return _workbook(name, content)
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable("", f"“{name}”设了打开密码,请先去掉密码另存一份再导入。")
        return _workbook(name, content)
    return _delimited(name, content)


def read_path(path: Path) -> tuple[str, bytes]:
    """Name and bytes of a file; Unreadable when it is not there, too large, or not a file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable("", f"“{path.name}”超过 20 MB,不像一份名单,请只留名单一张表再导入。")
        return path.name, path.read_bytes()
    except OSError:
        raise Unreadable("", f"“{path.name}”读不出来,请检查文件是否还在、是否正被别的程序占用。") from None


def _workbook(name: str, content: bytes) -> Rows:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        visible = [s.name for s in book.sheets_metadata if s.visible is calamine.SheetVisibleEnum.Visible]
        sheets = [list(_rows(name, book.get_sheet_by_name(sheet))) for sheet in visible[:20]]
    except calamine.PasswordError:
        raise Unreadable("", f"“{name}”设了打开密码,请先去掉密码另存一份再导入。") from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise Unreadable("", f"“{name}”不是完好的表格文件,请用表格软件打开后另存为 xlsx 再导入。") from None
    except BaseException as broken:
        if type(broken).__name__ != "PanicException":  # the reader's own bug on a broken file
            raise
        raise Unreadable("", f"“{name}”已损坏,请用表格软件打开后另存为 xlsx 再导入。") from None
    return _chosen(name, sheets)


def _rows(name: str, sheet: Any) -> Iterator[list[Raw]]:
    for n, row in enumerate(sheet.iter_rows()):
        if n >= MOST_ROWS:
            if any(cell not in ("", None) for cell in row):
                raise _too_long(name)
            continue
        yield [_plain(cell) for cell in row[:MOST_COLUMNS]]


def _plain(cell: Any) -> Raw:
    return cell if isinstance(cell, (str, int, float, bool, date, time)) else str(cell)


def _chosen(name: str, sheets: list[Rows]) -> Rows:
    for rows in sheets:
        try:
            find_heads(rows)
        except RuleBroken:
            continue
        return rows
    if not sheets:
        raise Unreadable("", f"“{name}”里没有可见的表。")
    return sheets[0]


def _refuse_bomb(name: str, content: bytes) -> None:
    """Unpacks everything once, counting: sizes that a file states of itself are not believed."""
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if "xl/workbook.xml" not in packed.namelist():
                raise Unreadable("", f"“{name}”不是 xlsx 表格,请用表格软件打开后另存为 xlsx 再导入。")
            for part in packed.infolist():
                part.file_size = MOST_UNPACKED + 1
                kept = bytearray()
                with packed.open(part) as stream:
                    while chunk := stream.read(1 << 20):
                        left -= len(chunk)
                        if left < 0:
                            raise Unreadable("", f"“{name}”展开后太大,不像一份名单,没有导入。")
                        kept += chunk
                _refuse_far_corner(name, kept)  # a sheet may lie under any name
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, OSError, ZlibError, RuntimeError):
        raise Unreadable("", f"“{name}”不是完好的表格文件,请用表格软件打开后另存为 xlsx 再导入。") from None


def _refuse_far_corner(name: str, part: bytearray) -> None:
    """One word in the last cell of a sheet would make a reader keep a thousand million empty ones."""
    row = widest = lowest = 0
    for place in _PLACES.finditer(part):
        if place[1]:
            row = int(place[1][:9])
        elif not place[4]:
            widest = max(widest, _number(place[2]) if place[2] else 0)
            lowest = max(lowest, int(place[3][:9]) if place[3] else row)
            if widest * lowest > MOST_CELLS:
                raise Unreadable("", f"“{name}”的表太大:名单之外很远处还有内容,请只留名单再导入。")


def _number(letters: bytes) -> int:
    """A → 1, XFD → 16384."""
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value


def _delimited(name: str, content: bytes) -> Rows:
    text = _text(name, content)
    head = text[:4096]
    mark = max("\t,;", key=head.count)
    rows: Rows = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=mark):
            if len(rows) >= MOST_ROWS:
                raise _too_long(name)
            rows.append([*row[:MOST_COLUMNS]])
    except csv.Error:
        raise Unreadable("", f"“{name}”不是完好的 csv,请用表格软件打开后另存为 xlsx 再导入。") from None
    return rows


def _text(name: str, content: bytes) -> str:
    """UTF-8, else what WPS and Excel write in China; never a picture or a program taken for words."""
    codes = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable("", f"“{name}”不是 xlsx、xls 或 csv 表格,请换一个文件。")


def _too_long(name: str) -> Unreadable:
    return Unreadable("", f"“{name}”超过 {MOST_PEOPLE:,} 行,请分开导入。")

"""The few tables of a TrueType file the press reads.

Read straight from the file each time a program starts, about a millisecond for a font of 30,000 glyphs: no cache to
write, to go stale, or to clean up after.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_right
from pathlib import Path


class BadFont(Exception):
    """The file is not a font with `glyf` outlines and a Unicode cmap; the installation is damaged."""


class Sfnt:
    """Glyph numbers, widths and boxes, in font units of `units_per_em`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            head = file.read(12)
            count = struct.unpack(">H", head[4:6])[0]
            directory = file.read(16 * count)
            if len(directory) < 16 * count:
                raise BadFont(path.name)
            self._where = {
                directory[i : i + 4].decode("latin-1"): struct.unpack(">LL", directory[i + 8 : i + 16])
                for i in range(0, 16 * count, 16)
            }
            if not {"head", "hhea", "hmtx", "maxp", "cmap", "loca", "glyf"} <= set(self._where):
                raise BadFont(path.name)

            def table(tag: str) -> bytes:
                offset, length = self._where[tag]
                file.seek(offset)
                return file.read(length)

            head_table = table("head")
            self.units_per_em: int = struct.unpack(">H", head_table[18:20])[0]
            self.bounds: tuple[int, int, int, int] = struct.unpack(">4h", head_table[36:44])
            self._long_loca = struct.unpack(">h", head_table[50:52])[0] == 1
            hhea = table("hhea")
            self.ascent, self.descent = struct.unpack(">2h", hhea[4:8])
            metrics = struct.unpack(">H", hhea[34:36])[0]
            self._advances = _big_endian("H", table("hmtx")[: 4 * metrics])[::2]
            self._starts, self._ends, self._firsts = _groups(table("cmap"), path.name)

    def glyph(self, code: int) -> int:
        """The glyph of a code point; 0 when the font has none."""
        at = bisect_right(self._starts, code) - 1
        if at < 0 or code > self._ends[at]:
            return 0
        return self._firsts[at] + code - self._starts[at]

    def advance(self, glyph: int) -> int:
        return self._advances[min(glyph, len(self._advances) - 1)]

    def ink(self, glyph: int) -> tuple[int, int]:
        """Left and right edge of the outline; (0, 0) for a glyph without one."""
        size, form = (4, ">2L") if self._long_loca else (2, ">2H")
        with self.path.open("rb") as file:
            file.seek(self._where["loca"][0] + size * glyph)
            start, end = struct.unpack(form, file.read(2 * size))
            scale = 1 if self._long_loca else 2
            if start == end:
                return 0, 0
            file.seek(self._where["glyf"][0] + scale * start)
            _, left, _, right, _ = struct.unpack(">5h", file.read(10))
        return left, right


def _big_endian(code: str, data: bytes) -> array[int]:
    numbers = array(code, data)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _groups(cmap: bytes, name: str) -> tuple[list[int], list[int], list[int]]:
    """First code, last code and first glyph of each run of the best Unicode subtable."""
    subtables = {}
    for i in range(struct.unpack(">H", cmap[2:4])[0]):
        platform, encoding, offset = struct.unpack(">HHL", cmap[4 + 8 * i : 12 + 8 * i])
        subtables[platform, encoding] = offset
    for key in ((3, 10), (0, 4), (3, 1), (0, 3)):
        if key not in subtables:
            continue
        offset = subtables[key]
        form = struct.unpack(">H", cmap[offset : offset + 2])[0]
        if form == 12:
            (count,) = struct.unpack(">L", cmap[offset + 12 : offset + 16])
            words = struct.unpack(f">{3 * count}L", cmap[offset + 16 : offset + 16 + 12 * count])
            return list(words[::3]), list(words[1::3]), list(words[2::3])
        if form == 4:
            return _segments(cmap[offset:])
    raise BadFont(name)


def _segments(table: bytes) -> tuple[list[int], list[int], list[int]]:
    """Format 4 as runs of consecutive glyphs."""
    count = struct.unpack(">H", table[6:8])[0] // 2
    words = _big_endian("H", table[: len(table) // 2 * 2])
    ends, starts = words[7 : 7 + count], words[8 + count : 8 + 2 * count]
    deltas, ranges = words[8 + 2 * count : 8 + 3 * count], words[8 + 3 * count : 8 + 4 * count]
    runs: tuple[list[int], list[int], list[int]] = ([], [], [])
    for i in range(count):
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            if ranges[i]:
                glyph = words[8 + 3 * count + i + ranges[i] // 2 + code - starts[i]]
                glyph = (glyph + deltas[i]) & 0xFFFF if glyph else 0
            else:
                glyph = (code + deltas[i]) & 0xFFFF
            if not glyph:
                continue
            if runs[0] and runs[1][-1] == code - 1 and runs[2][-1] + code - runs[0][-1] == glyph:
                runs[1][-1] = code
            else:
                runs[0].append(code)
                runs[1].append(code)
                runs[2].append(glyph)
    return runs

"""A worksheet that is written from the top down, and how it prints: A4, one leaf wide, numbered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.statistics.spread import DOWN, DOWN_UPRIGHT, SMALLER
from reports.statistics.styles import Styles

A4 = 9
MM = 1 / 25.4  # inches
FOOTER = '&C&"宋体,常规"&9第 &P 页\u3000共 &N 页'
PRACTICE = '&C&"宋体,加粗"&11练习用\uff0c没有效力'
UNHEARD = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TEXT_LIMIT = 32_767  # UTF-16 units that a cell holds


class Leaf:
    """`row` is the next free row, from 0. `widths` of its columns in px."""

    def __init__(self, page: Worksheet, styles: Styles, widths: Sequence[int], *, tall: bool, practice: bool) -> None:
        self.page = page
        self.styles = styles
        self.widths = tuple(widths)
        self.row = 0
        self._tall = tall
        self._heights: list[tuple[float, float]] = []
        for n, width in enumerate(widths):
            page.set_column_pixels(n, n, width)
        page.set_paper(A4)
        if tall:
            page.set_portrait()
        else:
            page.set_landscape()
        page.set_margins(left=12 * MM, right=12 * MM, top=13 * MM, bottom=14 * MM)
        page.center_horizontally()
        page.set_footer(FOOTER, {"margin": 6 * MM})
        if practice:
            page.set_header(PRACTICE, {"margin": 6 * MM})
        page.hide_gridlines(2)

    @property
    def last(self) -> int:
        """Its last column."""
        return len(self.widths) - 1

    @property
    def width(self) -> int:
        return sum(self.widths)

    def end_row(self, tall: float, least: float = 0.0) -> None:
        """Gives the row its height in pt and goes on to the next; `least`: how low it may become to save a leaf."""
        self._heights.append((tall, min(tall, least or tall)))
        self.row += 1

    def settle(self) -> None:
        """Rows move closer, and all becomes a little smaller, where that keeps it on one leaf of paper."""
        room = DOWN_UPRIGHT if self._tall else DOWN
        tall, least = (sum(heights) for heights in zip(*self._heights, strict=True))
        one = least <= room / SMALLER
        part = min(1.0, (tall - room) / (tall - least)) if one and tall > max(room, least) else 0.0
        for n, (high, low) in enumerate(self._heights):
            self.page.set_row(n, round(high - (high - low) * part, 2))
        self.page.fit_to_pages(1, 1 if one else 0)

    def across(self, words: str, style: Format, tall: float) -> None:
        """One row, merged over the whole width."""
        self.block(words, style, (0, self.last))
        self.end_row(tall)

    def block(self, words: str, style: Format, columns: tuple[int, int], down: int = 0) -> None:
        """Words in the row, merged from the first to the last of `columns` and over `down` more rows."""
        left, right = columns
        if down or right > left:
            self.page.merge_range(self.row, left, self.row + down, right, "", style)
        if words:
            self.page.write_string(self.row, left, held(words), style)
        else:
            self.page.write_blank(self.row, left, None, style)


def held(words: str) -> str:
    """What a cell can hold of a text: all of it, but for a book in one cell, which ends in an ellipsis.

    Characters that no XML may hold (most controls) are left out: one of them, and the workbook does not open.
    """
    words = UNHEARD.sub("", re.sub("\r\n?", "\n", words))
    if len(words) * 2 < TEXT_LIMIT or len(words.encode("utf-16-le")) // 2 <= TEXT_LIMIT:
        return words
    return words.encode("utf-16-le")[: (TEXT_LIMIT - 1) * 2].decode("utf-16-le", "ignore") + "…"

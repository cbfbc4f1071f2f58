"""How the cells of an office table look: 宋体, thin lines, black on white; made once per workbook."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from reports.statistics.sheets import Kind

FONT = "宋体"
DAY = "yyyy-mm-dd"
NUMBERS = {
    Kind.COUNT: "0",
    Kind.MONEY: "#,##0.00_ ",  # a blank keeps the figure off the line
    Kind.WAN: "#,##0.00_ ",
    Kind.RATE: "0.0%",
    Kind.DAY: DAY,
}
ALIGNED = {Kind.MONEY: "right", Kind.WAN: "right", Kind.TEXT: "left"}
GROUND = "#F2F2F2"  # behind totals: seen on screen, light enough for any copier
OFF = "#D9D9D9"  # behind what does not agree


class Styles:
    """Formats by what they are for; the same wish gives the same format."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.off = book.add_format({"bold": True, "bg_color": OFF, "font_color": "#A8261C"})  # seen in grey print too

    def of(self, size: float, **wishes: Any) -> Format:
        """宋体 of `size` pt, centred down, wrapped; `wishes` are XlsxWriter's format properties."""
        asked = {"font_size": size, "valign": "vcenter", "text_wrap": True, **wishes}
        key = tuple(sorted(asked.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": FONT, "font_charset": 134, **asked})
        return self._made[key]

    def line(self, size: float, **wishes: Any) -> Format:
        """One line outside the table, which may run on over empty neighbours."""
        return self.of(size, text_wrap=False, **wishes)

    def head(self, size: float, *, upright: bool) -> Format:
        turned = {"rotation": 270, "text_wrap": False} if upright else {}
        return self.of(size, border=1, align="center", bold=True, **turned)

    def cell(
        self, kind: Kind, size: float, *, total: bool = False, short: bool = False, guarded: bool = False
    ) -> Format:
        """A cell of the body. `short`: words that take one line; they stand in the middle.

        Numbers shrink rather than turn into ####, and one ID rather than break. `guarded`: words that would be a
        formula if someone entered them anew keep the mark of text.
        """
        wishes: dict[str, Any] = {"border": 1, "align": ALIGNED.get(kind, "center")}
        if kind in NUMBERS:
            wishes |= {"num_format": NUMBERS[kind], "text_wrap": False, "shrink": True}
        if kind is Kind.ID:
            wishes |= {"num_format": "@"} | ({"text_wrap": False, "shrink": True} if short else {})
        if kind is Kind.TEXT and (short or total):
            wishes |= {"align": "center"}
        if total:
            wishes |= {"bold": True, "bg_color": GROUND}
        if guarded:
            wishes |= {"quote_prefix": True}
        return self.of(size, **wishes)

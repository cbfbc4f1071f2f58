"""What stands below a table: whether it agrees, who answers for it, and how it was counted."""

from __future__ import annotations

from datetime import date
from itertools import accumulate

from xlsxwriter.utility import xl_rowcol_to_cell

from reports.statistics.formulas import LEVEL, Formulas
from reports.statistics.leaf import Leaf
from reports.statistics.sheets import Check, Sheet
from reports.statistics.spread import breadth, height, lines, px

A_CHECK = 300  # px; checks stand abreast where the table is wide enough
RESULT = 50  # px for 平 or 差 with its number
SMALL = 9
FOOT = 10.5

Place = tuple[int, int, int]  # first and last column of the words, last column of the result


def checks(leaf: Leaf, sheet: Sheet, formulas: Formulas, size: int) -> None:
    """核对: what must hold. What does not is marked here, and its cells in the rows above."""
    places = _places(leaf, len(sheet.checks))
    small = min(size, SMALL)
    for n in range(0, len(sheet.checks), len(places)):
        most = 1
        for place, check in zip(places, sheet.checks[n:], strict=False):
            words = f"核对\uff1a{check.words}"
            most = max(most, lines(words, sum(leaf.widths[place[0] : place[1] + 1]), small))
            _check(leaf, formulas.check(check), words, place, small)
        if blank := places[len(sheet.checks[n : n + len(places)]) :]:
            leaf.block("", leaf.styles.of(small, border=1), (blank[0][0], leaf.last))
        leaf.end_row(max(17.0, height(most, small)))
    for check in sheet.checks:
        _mark(leaf, formulas, check)


def _check(leaf: Leaf, formula: tuple[str, str], words: str, place: Place, size: float) -> None:
    left, middle, right = place
    leaf.block(words, leaf.styles.of(size, border=1, align="left"), (left, middle))
    style = leaf.styles.of(size, border=1, align="center", text_wrap=False, shrink=True)
    if right > middle + 1:
        leaf.page.merge_range(leaf.row, middle + 1, leaf.row, right, "", style)
    leaf.page.write_formula(leaf.row, middle + 1, formula[0], style, formula[1])
    at = xl_rowcol_to_cell(leaf.row, middle + 1)
    rule = {"type": "formula", "criteria": f'={at}<>"{LEVEL}"', "format": leaf.styles.off}
    leaf.page.conditional_format(at, rule)


def _mark(leaf: Leaf, formulas: Formulas, check: Check) -> None:
    """The cells of a check, in each row that fails it."""
    rule = {"type": "formula", "criteria": formulas.breach(check), "format": leaf.styles.off}
    for code in (*check.left, *check.right):
        column = formulas.at(code)
        leaf.page.conditional_format(formulas.first - 1, column, formulas.last - 1, column, rule)


def _places(leaf: Leaf, count: int) -> list[Place]:
    """Where the checks of one row stand, about equally wide. Each has two columns at least, one for its result."""
    abreast = max(1, min(count, leaf.width // A_CHECK, (leaf.last + 1) // 2))
    edges = [0, *accumulate(leaf.widths)]
    found: list[Place] = []
    left = 0
    for n in range(abreast):
        goal = leaf.width * (n + 1) / abreast
        off = [abs(edge - goal) for edge in edges]
        nearest = off.index(min(off)) - 1
        right = min(max(nearest, left + 1), leaf.last - 2 * (abreast - 1 - n))
        middle = max(left, right - 1)
        while middle > left and edges[right + 1] - edges[middle + 1] < RESULT:
            middle -= 1
        found.append((left, middle, right))
        left = right + 1
    return found


def signed(leaf: Leaf, sheet: Sheet) -> None:
    """`填报单位：… 制表人：… 审核人：… 日期：…`, spread over the width; what is not known leaves room to write.

    On a narrow leaf the office has a line of its own.
    """
    room = "\u3000" * 4
    office = f"填报单位\uff1a{sheet.office or room}"
    hands = (
        f"制表人\uff1a{sheet.filled_by or room}",
        f"审核人\uff1a{sheet.reviewed_by or room}",
        f"日期\uff1a{_day(sheet.filled_on)}",
    )
    whole = leaf.width / px(1, FOOT) - 2
    for words in ((office, *hands),) if breadth("".join((office, *hands))) + 6 <= whole else ((office,), hands):
        gap = int((whole - breadth("".join(words))) / max(1, len(words) - 1))
        line = ("\u3000" * max(2, min(12, gap))).join(words)
        leaf.across(line, leaf.styles.of(FOOT, align="left"), height(lines(line, leaf.width, FOOT), FOOT) + 4)


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "\u3000\u3000年\u3000月\u3000日"


def notes(leaf: Leaf, sheet: Sheet) -> None:
    """注: each note on a line of its own, numbered when they are several."""
    style = leaf.styles.of(SMALL, align="left", valign="top")
    for n, note in enumerate(sheet.notes, start=1):
        named = f"{n}. {note}" if len(sheet.notes) > 1 else note
        words = f"注\uff1a{named}" if n == 1 else f"\u3000\u3000{named}"
        leaf.across(words, style, height(lines(words, leaf.width, SMALL), SMALL) - 2)

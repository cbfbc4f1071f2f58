"""The heading of a table: its words merged over equal neighbours, and where they break."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from reports.statistics.sheets import Column


@dataclass(frozen=True, slots=True)
class Head:
    """One cell of the heading, merged over rows `top`..`bottom` and columns `left`..`right`, all within."""

    words: str
    top: int
    left: int
    bottom: int
    right: int
    upright: bool = False  # its characters stand one below the other


def merged(columns: Sequence[Column], depth: int) -> tuple[Head, ...]:
    """Equal neighbours are one, across under the same head and down; a short head reaches down to the rows."""
    words = [[_word(column, row) for column in columns] for row in range(depth)]
    owner: dict[tuple[int, int], int] = {}
    found: list[Head] = []

    def same(top: int, left: int, right: int) -> bool:
        alike = words[top][right] == words[top][left] and (top, right) not in owner
        return alike and owner.get((top - 1, right)) == owner.get((top - 1, left))

    for top in range(depth):
        for left in range(len(columns)):
            if (top, left) in owner:
                continue
            right = left
            while right + 1 < len(columns) and same(top, left, right + 1):
                right += 1
            bottom, across = top, range(left, right + 1)
            while bottom + 1 < depth and all(words[bottom + 1][n] == words[top][left] for n in across):
                bottom += 1
            owner.update({(row, n): len(found) for row in range(top, bottom + 1) for n in across})
            found.append(Head(words[top][left], top, left, bottom, right))
    return tuple(found)


def _word(column: Column, row: int) -> str:
    """What stands over a column in a row of the heading; an empty one continues that above."""
    return next((word for word in reversed(column.head[: row + 1]) if word), "")


def broken(words: str, room: float) -> str:
    """The words in lines of about one length, at most `room` characters; what stands in brackets on its own line.

    Words with Latin letters or digits are left to the spreadsheet, which breaks between them.
    """
    if len(words) <= room or any(east_asian_width(c) not in "WFA" and c not in "()" for c in words):
        return words
    at = words.find("\uff08") if "\uff08" in words else words.find("(")
    main, tail = (words[:at], words[at:]) if at > 0 and len(words) - at <= room else (words, "")
    count = math.ceil(len(main) / max(1, math.floor(room)))
    short, longer = divmod(len(main), count)
    found, start = [], 0
    for n in range(count):
        end = start + short + (n < longer)
        found.append(main[start:end])
        start = end
    return "\n".join([*found, tail] if tail else found)

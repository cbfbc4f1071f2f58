"""Covering people in what leaves the room: names, and numbers that lead to somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from desktop.domain.people import PersonKind
from desktop.storage.schema import GONE, TABLES
from desktop.storage.store import Reader

STAR = "*"
TWO = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "长孙", "端木")
NUMBERS = re.compile(r"\d{6,}[\dXx]|\d(?:[ -]?\d){8,}[ -]?[\dXx]")


def covered_name(name: str) -> str:
    """邱*桐, 陈*, 欧阳*丽, 阿*********提: the first and the last character stay, as in the papers of 12345."""
    kept = 2 if name[:2] in TWO and len(name) > 2 else 1
    if len(name) <= kept:
        return STAR
    tail = name[-1] if len(name) > kept + 1 else ""
    return name[:kept] + STAR * (len(name) - kept - len(tail)) + tail


def covered_number(number: str) -> str:
    """A telephone or identity number without its middle."""
    return number[:3] + STAR * max(4, len(number) - 5) + number[-2:]


@dataclass(frozen=True, slots=True)
class Cover:
    """What is covered in an export: everything personal, or (`open`) nothing. `names`: full names of people."""

    open: bool = False
    names: tuple[str, ...] = ()

    @staticmethod
    def over(names: Iterable[str]) -> Cover:
        """A cover that knows these people; the longest name first, so that none hides in another."""
        return Cover(names=tuple(sorted({n for n in names if len(n) > 1}, key=lambda n: (-len(n), n))))

    def name(self, name: str) -> str:
        """The name of a natural person."""
        return name if self.open else covered_name(name)

    def words(self, text: str) -> str:
        """Words that somebody typed, or the name of an organisation: known names and long numbers are covered."""
        if self.open:
            return text
        for name in self.names:
            if name in text:
                text = text.replace(name, covered_name(name))
        return NUMBERS.sub(lambda found: covered_number(found[0]), text)


def names_in(reader: Reader, texts: Iterable[str]) -> list[str]:
    """The full names of natural persons known to the room that occur in some words; by one look through all of them."""
    words = "\n".join(filter(None, texts))
    if not words:
        return []
    p = TABLES["people"].c
    query = (
        select(p.name)
        .distinct()
        .where(p[GONE] == 0, p.kind == PersonKind.NATURAL.value, func.length(p.name) > 1, func.instr(words, p.name) > 0)
    )
    return [row[0] for row in reader.rows(query)]

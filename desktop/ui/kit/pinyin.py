"""Finding and ordering words by their sound, all readings allowed. pypinyin is loaded at the first question."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QCollator, QLocale


@lru_cache(maxsize=4096)
def readings(char: str) -> tuple[str, ...]:
    """Every reading of one character, without tones (长: chang, zhang); ASCII is itself in lower case."""
    if char.isascii():
        return (char.lower(),)
    from pypinyin import Style, pinyin

    return tuple(dict.fromkeys(pinyin(char, style=Style.NORMAL, heteronym=True)[0]))


def sounds_like(query: str, words: str, *, start: bool = False) -> bool:
    """Whether `words` can be read so that it contains `query`: initials (cycg), whole syllables (wuye), or mixed.

    `start`: only from the first character on.
    """
    wanted = query.lower().replace(" ", "").replace("'", "")
    spoken = [readings(c) for c in words if c.isalnum()]
    return bool(wanted) and any(_spoken(wanted, spoken[n:]) for n in range(1 if start else len(spoken)))


def _spoken(wanted: str, spoken: list[tuple[str, ...]]) -> bool:
    if not wanted:
        return True
    if not spoken:
        return False
    for reading in spoken[0]:
        if not reading or reading[0] != wanted[0]:
            continue
        for length in {1, *range(2, len(reading) + 1)}:
            piece = reading[:length]
            if wanted == piece[: len(wanted)] and len(wanted) <= length:
                return True
            if wanted.startswith(piece) and _spoken(wanted[length:], spoken[1:]):
                return True
    return False


def by_sound() -> Callable[[str], Any]:
    """A sort key that orders Chinese words by pinyin (阿 李 王 张 赵) and numbers by value."""
    collator = QCollator(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    collator.setNumericMode(True)
    return collator.sortKey

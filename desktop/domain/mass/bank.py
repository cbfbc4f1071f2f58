"""A bank's list of what was paid, pasted as text: who got how much."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from desktop.domain.typed import Unclear, clean_name, fen_text, fold_code, parse_fen

_SPLIT = re.compile(r"\t|\s{2,}|[,;|](?!\d{3}(?:\D|$))|\s")
_FIGURE = re.compile(r"[¥]?-?[\d,]+(?:\.\d+)?元?")
_NO_MONEY = re.compile(r"20\d{6}|0\d+")  # a day, the tail of a card
_TOTAL = re.compile("(合|总|小|共)计.*|总额.*")


@dataclass(frozen=True, slots=True)
class BankList:
    """What the lines say: fen by person, and the lines that were not understood (number from 1, why)."""

    paid: Mapping[UUID, int]
    faults: tuple[tuple[int, str], ...] = ()

    @property
    def total(self) -> int:
        return sum(self.paid.values())


def read_bank_list(text: str, people: Mapping[UUID, tuple[str, str]]) -> BankList:
    """One person a line, the name and the amount anywhere in it: `1  赵明远  6222 **** 0001  6,880.00  成功`.

    `people` are (name, identity number) by person; the number, or its last four digits, tells namesakes apart. The
    amount is the last figure with two decimals, else the last figure that is no card, phone or serial number. The
    same person twice gets both amounts. A head, totals and blank lines are passed over.
    """
    paid: dict[UUID, int] = {}
    faults: list[tuple[int, str]] = []
    for n, line in enumerate(map(fold_code, text.splitlines()), 1):
        words = [word for word in _SPLIT.split(line.strip()) if word]
        if not words or any(_TOTAL.fullmatch(word) for word in words):
            continue
        try:
            found = _who(words, people)
            if found is None:
                if _amount(words, "") is not None:
                    faults.append((n, f"“{_short(line)}”:名单里没有这个人"))
                continue
            amount = _amount(words, people[found][1])
            if not amount:
                faults.append((n, f"{people[found][0]}:没有金额"))
                continue
            paid[found] = paid.get(found, 0) + amount
        except Unclear as unclear:
            faults.append((n, f"“{_short(line)}”:{unclear.sentence}"))
    return BankList(paid, tuple(faults))


def _who(words: list[str], people: Mapping[UUID, tuple[str, str]]) -> UUID | None:
    names = {clean_name(word) for word in words}
    found = [id for id, (name, _) in people.items() if name in names]
    if len(found) < 2:
        return found[0] if found else None
    told = [id for id in found if people[id][1] and any(_tells(word, people[id][1]) for word in words)]
    if len(told) != 1:
        raise Unclear(f"有 {len(found)} 个{people[found[0]][0]},请加上身份证号后四位")
    return told[0]


def _tells(word: str, number: str) -> bool:
    return word == number or (len(word) == 4 and number.endswith(word.upper()))


def _amount(words: list[str], number: str) -> int | None:
    figures = [word for word in words if _FIGURE.fullmatch(word) and not (number and _tells(word, number))]
    cents = [word for word in figures if "." in word]
    if len(figures) > 1 and figures[0] == words[0]:
        figures = figures[1:]  # the number of the row
    plain = [word for word in figures if not _NO_MONEY.fullmatch(word) and len(word.replace(",", "")) <= 10]
    chosen = cents or plain
    return parse_fen(chosen[-1]) if chosen else None


def _short(line: str) -> str:
    line = re.sub(r"\d{6,}", "…", " ".join(line.split()))
    return line[:16] + ("…" if len(line) > 16 else "")


def over(amounts: Mapping[UUID, int], open_fen: Mapping[UUID, int], names: Mapping[UUID, str]) -> tuple[str, ...]:
    """Whom the list gives more than is still owed to them."""
    return tuple(
        f"{names[id]}:表里 {fen_text(fen)},还欠 {fen_text(open_fen.get(id, 0))}"
        for id, fen in amounts.items()
        if fen > open_fen.get(id, 0)
    )

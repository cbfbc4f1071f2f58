"""Which characters of a value differ from another: by figures and words, so that 302 and 303 differ as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WHOLE = 60  # characters up to which a value is shown in full
MOST = 140  # characters of a longer one
ROUND = 12  # characters of what is the same that stay beside what differs in a longer one
GAP = "…"
LIKE = 0.5

_TOKEN = re.compile(r"\d[\d,.]*\d|\d|[A-Za-z]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `other` when it is not so on the other side."""

    text: str
    other: bool = False


def pieces(text: str, against: str) -> tuple[Piece, ...]:
    """`text` cut where it differs from `against`; all the same where there is nothing to compare with."""
    if not against or not text or text == against:
        return (Piece(text),) if text else ()
    mine, theirs = _TOKEN.findall(text), _TOKEN.findall(against)
    matcher = SequenceMatcher(None, theirs, mine, autojunk=False)
    found: list[Piece] = []
    for tag, _i1, _i2, start, end in matcher.get_opcodes():
        if start < end:
            _append(found, Piece("".join(mine[start:end]), tag != "equal"))
    return tuple(found)


def alike(text: str, other: str) -> bool:
    """Whether one can be read as a change of the other; what was written anew altogether cannot."""
    return SequenceMatcher(None, _TOKEN.findall(other), _TOKEN.findall(text), autojunk=False).ratio() >= LIKE


def _append(found: list[Piece], piece: Piece) -> None:
    if found and found[-1].other == piece.other:
        found[-1] = Piece(found[-1].text + piece.text, piece.other)
    else:
        found.append(piece)


def excerpt(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """Of a long text what differs, with a little of what stands round it."""
    if sum(len(piece.text) for piece in found) <= WHOLE:
        return tuple(found)
    if not any(piece.other for piece in found):
        return (Piece("".join(piece.text for piece in found)[:WHOLE] + GAP),)
    short: list[Piece] = []
    for n, piece in enumerate(found):
        text = piece.text
        if not piece.other and len(text) > 2 * ROUND:
            before = "" if n == 0 else text[:ROUND]
            after = "" if n == len(found) - 1 else text[-ROUND:]
            text = f"{before}{GAP}{after}"
        short.append(Piece(text, piece.other))
        if sum(len(each.text) for each in short) > MOST and n < len(found) - 1:
            return (*short[:-1], Piece(short[-1].text[:MOST], piece.other), Piece(GAP))
    return tuple(short)

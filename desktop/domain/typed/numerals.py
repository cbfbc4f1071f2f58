"""Chinese numerals of everyday writing and of cheques, read as exact numbers."""

from __future__ import annotations

import re
from decimal import Decimal

_FORMS = ("〇零○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {c: n for n, forms in enumerate(_FORMS) for c in forms}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000, "K": 1000}
LARGE = {"亿": 10**8, "億": 10**8, "万": 10**4, "萬": 10**4, "w": 10**4, "W": 10**4}
_PLAIN = re.compile(r"\d+(\.\d*)?|\.\d+")


def number(text: str) -> Decimal | None:
    """12, 1.2万, 3千, 12万3456, 五千四百四十, 壹拾万零柒仟, 二〇二六; None if it is not one clear number.

    一万二 and 1万2 are not clear: people mean 12,000 and read 10,002.
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if text and all(c in DIGITS for c in text):
        return Decimal("".join(str(DIGITS[c]) for c in text))
    for mark in ("亿", "万"):
        at = max(text.rfind(c) for c in LARGE if LARGE[c] == LARGE[mark])
        if at >= 0:
            return _joined(number(text[:at]), text[at + 1 :], LARGE[mark])
    return _section(text)


def _joined(high: Decimal | None, rest: str, unit: int) -> Decimal | None:
    if high is None:
        return None
    if not rest or set(rest) <= set("零〇"):
        return high * unit
    if high != int(high) or not _follows(rest, unit):
        return None
    low = number(rest.lstrip("零〇") if rest[0] in "零〇" else rest)
    return high * unit + low if low is not None and low < unit else None


def _follows(rest: str, unit: int) -> bool:
    """Whether what stands after a unit says its own size: 零五, 三百, 3456 do; a bare 二 does not."""
    if rest[0] in "零〇":
        return True
    whole = rest.split(".")[0]
    if whole.isascii() and whole.isdigit():
        return len(whole) == len(str(unit)) - 1
    return any(c in rest for c in (*SMALL, *LARGE))


def _section(text: str) -> Decimal | None:
    """Below ten thousand: 五千零四十, 十二, 3千5百, 1.5千."""
    total, last, rest = Decimal(0), 10**4, text
    while rest:
        zero = rest[0] in "零〇"
        rest = rest.lstrip("零〇") if zero else rest
        match = re.match(r"(\d+(?:\.\d+)?|[一壹二贰两三叁四肆五伍六陆七柒八捌九玖])?([十拾百佰千仟kK])?", rest)
        if match is None or not match.group():
            return None
        digit, unit_word = match.groups()
        rest = rest[match.end() :]
        if unit_word is None:
            value = _digit(digit)
            sized = digit.isascii() and len(digit.split(".")[0]) == len(str(last)) - 1
            return total + value if not rest and (last == 10 or zero or sized) and value < last else None
        unit = SMALL[unit_word]
        if unit >= last or (digit is None and unit != 10):
            return None
        value = _digit(digit) if digit else Decimal(1)
        if value != int(value) and rest:
            return None
        total, last = total + value * unit, unit
    return total if last < 10**4 else None


def _digit(text: str) -> Decimal:
    return Decimal(DIGITS[text]) if text in DIGITS else Decimal(text)

"""How a value of a table is said on paper and on the screen: the same digits everywhere."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from reports.statistics.sheets import Kind, Value

_CENT = Decimal("0.01")


def said(value: Value, kind: Kind) -> str:
    """`1,234`, `12,345.67` (元), `1.23` (万元), `84.6%`, `2026-10-14`, words as they are; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        return value
    match kind:
        case Kind.MONEY:
            return f"{_rounded(value, 100):,}"
        case Kind.WAN:
            return f"{_rounded(value, 1_000_000):,}"
        case Kind.RATE:
            return f"{Decimal(value) / 10:.1f}%"
        case Kind.ID:
            return str(value)
        case _:
            return f"{value:,}"


def _rounded(value: int, parts: int) -> Decimal:
    return (Decimal(value) / parts).quantize(_CENT, ROUND_HALF_UP)

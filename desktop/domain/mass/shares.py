"""Whole fen shared out: over people, over instalments, and over both at once. Pure; every sum comes out exactly."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.errors import RuleBroken


def shares(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` fen in proportion to `weights`: nobody is further than one fen from the exact part.

    The fen that are left over go to those who lost most by rounding, earlier ones first. RuleBroken when there is
    something to share and nobody has a weight.
    """
    whole = sum(weights)
    if total < 0 or any(w < 0 for w in weights):
        raise RuleBroken("amount", "金额不能为负数。")
    if whole == 0:
        if total:
            raise RuleBroken("amount", "没有可以分摊的人,请先填写各人金额。")
        return tuple(0 for _ in weights)
    parts = [total * w // whole for w in weights]
    lost = sorted(range(len(weights)), key=lambda n: (-(total * weights[n] % whole), n))
    for n in lost[: total - sum(parts)]:
        parts[n] += 1
    return tuple(parts)


def instalments(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """One person's amount in as many instalments as there are weights, each rounded to the fen, the rest on the last.

    RuleBroken for no weights, or weights that say nothing.
    """
    whole = sum(weights)
    if amount < 0 or whole <= 0 or any(w < 0 for w in weights):
        raise RuleBroken("weights", "请填写各期的比例,如 40 30 30。")
    parts: list[int] = []
    left = amount
    for weight in weights[:-1]:
        part = min((2 * amount * weight + whole) // (2 * whole), left)
        parts.append(part)
        left -= part
    return (*parts, left)


def spread(amounts: Sequence[int], totals: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """A row for each person, a column for each instalment: rows sum to `amounts`, columns to `totals`.

    For an agreement that names the sum of each instalment: the people's parts must make exactly these sums.
    RuleBroken when the two do not sum to the same.
    """
    if sum(amounts) != sum(totals):
        raise RuleBroken("amount", "各人金额之和与各期金额之和不一致,请核对。")
    left = list(amounts)
    columns: list[tuple[int, ...]] = []
    for total in totals:
        column = shares(total, left)
        left = [have - part for have, part in zip(left, column, strict=True)]
        columns.append(column)
    return tuple(zip(*columns, strict=True)) if columns else tuple(() for _ in amounts)


def by_agreement(owed: Sequence[int], totals: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Everybody's instalments where the agreement names the sums: its whole by what each is owed, then `spread`."""
    return spread(shares(sum(totals), owed), totals)


def by_weights(owed: Sequence[int], total: int, weights: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Everybody's instalments by percentages: `total` by what each is owed, then each person's own `instalments`."""
    return tuple(instalments(amount, weights) for amount in shares(total, owed))

"""What a spreadsheet computes for itself: totals, subtotals and identities, each with the value that it will find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from reports.statistics.sheets import Check, Kind, Sheet, Sum, Value

LEVEL, OFF = "平", "差"  # what a check says of itself; 差 with how much


def number(value: int, kind: Kind) -> float | int:
    """What stands in the cell: 元 and 万元 from 分 (all digits kept, two shown), a rate from thousandths."""
    match kind:
        case Kind.MONEY:
            return value / 100
        case Kind.WAN:
            return value / 1_000_000
        case Kind.RATE:
            return value / 1000
    return value


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of one sheet whose body stands in the rows `first`..`last` (as a spreadsheet counts, from 1)."""

    sheet: Sheet
    first: int
    last: int

    def at(self, code: str) -> int:
        """The column of a code. Raises ValueError when none or several bear it: the sheet was put together wrong."""
        found = [n for n, column in enumerate(self.sheet.columns) if column.code == code]
        if len(found) != 1:
            raise ValueError(f"{self.sheet.code}: {len(found)} columns for {code!r}")
        return found[0]

    def subtotals(self) -> dict[int, Sum]:
        """Column -> the sum that it is. A sum some part of which stands on another sheet remains a value."""
        codes = {column.code for column in self.sheet.columns}
        return {self.at(s.code): s for s in self.sheet.sums if codes.issuperset((s.code, *s.plus, *s.minus))}

    def subtotal(self, rule: Sum, n: int) -> str:
        """`=SUM(O8:S8)` or `=D8-AO8` for the body's row `n`. Raises ValueError when the row says something else."""
        row = self.sheet.rows[n]
        found = self._added(rule.plus, row) - self._added(rule.minus, row)
        if found != row[self.at(rule.code)]:
            raise ValueError(f"{self.sheet.code}: {rule.code} of row {n} is not the sum of its parts")
        minus = f"-{self._sum(rule.minus, self.first + n)}" if rule.minus else ""
        return f"={self._sum(rule.plus, self.first + n)}{minus}"

    def total(self, column: int) -> str:
        name = xl_col_to_name(column)
        return f"=SUM({name}{self.first}:{name}{self.last})"

    def check(self, rule: Check) -> tuple[str, str]:
        """The formula over all rows and what it finds: 平, or 差 with the sum of what is missing or too much."""
        off = self._off(rule)
        found = sum(self._missing(rule, row) for row in self.sheet.rows)
        return (
            f'=IF({off}=0,"{LEVEL}","{OFF} "&{off})',
            f"{OFF} {_general(found, self._kind(rule))}" if found else LEVEL,
        )

    def breach(self, rule: Check) -> str:
        """A condition that is true in the rows that fail, for the first row of the body."""
        return f"={self._off_in(rule, self.first, fixed=True)}<>0"

    def _added(self, codes: Sequence[str], row: tuple[Value, ...]) -> int:
        return sum(value for code in codes if isinstance(value := row[self.at(code)], int))

    def _missing(self, rule: Check, row: tuple[Value, ...]) -> int:
        if (rule.unless and self._added((rule.unless,), row)) or (rule.when and not self._added((rule.when,), row)):
            return 0
        off = rule.times * self._added(rule.left, row) - self._added(rule.right, row)
        return abs(off) if rule.exact else max(0, off)

    def _kind(self, rule: Check) -> Kind:
        return self.sheet.columns[self.at(rule.left[0])].kind

    def _off(self, rule: Check) -> str:
        if self.first == self.last:
            return self._off_in(rule, self.first)
        left, right = self._column_sum(rule.left), self._column_sum(rule.right)
        left = f"{rule.times}*{left}" if rule.times > 1 else left
        off = f"ABS({left}-{right})" if rule.exact else f"({left}>{right})*({left}-{right})"
        asked = [f"({self._range(code)}{sign}0)" for code, sign in ((rule.unless, "="), (rule.when, "<>")) if code]
        return self._rounded(f"SUMPRODUCT({'*'.join((off, *asked))})", rule)

    def _off_in(self, rule: Check, row: int, *, fixed: bool = False) -> str:
        left = self._sum(rule.left, row, fixed)
        left = f"{rule.times}*{left}" if rule.times > 1 else left
        right = self._sum(rule.right, row, fixed) if rule.right else "0"
        off = f"ABS({left}-{right})" if rule.exact else f"MAX(0,{left}-{right})"
        cell = "$" if fixed else ""
        asked = [
            f"({cell}{xl_col_to_name(self.at(code))}{row}{sign}0)"
            for code, sign in ((rule.unless, "="), (rule.when, "<>"))
            if code
        ]
        return self._rounded("*".join((off, *asked)), rule)

    def _rounded(self, formula: str, rule: Check) -> str:
        """Amounts are fractions to a spreadsheet: 0.1+0.2 is 0.3 only when rounded."""
        return f"ROUND({formula},6)" if self._kind(rule) in (Kind.MONEY, Kind.WAN) else formula

    def _sum(self, codes: Sequence[str], row: int, fixed: bool = False) -> str:
        cell = "$" if fixed else ""
        runs = [
            f"{cell}{xl_col_to_name(a)}{row}" + (f":{cell}{xl_col_to_name(b)}{row}" if b > a else "")
            for a, b in _runs([self.at(code) for code in codes])
        ]
        return runs[0] if len(codes) == 1 else f"SUM({','.join(runs)})"

    def _range(self, code: str) -> str:
        name = xl_col_to_name(self.at(code))
        return f"{name}{self.first}:{name}{self.last}"

    def _column_sum(self, codes: Sequence[str]) -> str:
        parts = "+".join(self._range(code) for code in codes) or "0"
        return f"({parts})" if len(codes) > 1 else parts


def _runs(columns: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbours as ranges, in the order given."""
    found: list[tuple[int, int]] = []
    for n in columns:
        if found and found[-1][1] + 1 == n:
            found[-1] = (found[-1][0], n)
        else:
            found.append((n, n))
    return found


def _general(value: int, kind: Kind) -> str:
    return f"{number(value, kind):.15g}"

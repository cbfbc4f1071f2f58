"""Identities that do not hold: what stops an export, by whose reason it goes out all the same, and what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.commands.desk import Desk
from desktop.commands.statistics import reported
from desktop.commands.statistics.sheets.case_table import tables
from desktop.domain.counting import Basis, Period, parse_period
from desktop.domain.counting.table import Failed


@dataclass(frozen=True, slots=True)
class Failure:
    """A row of the official table that does not agree with itself."""

    period: Period
    failed: Failed

    @property
    def sentence(self) -> str:
        return f"{self.period.label}\uff1a{self.failed.sentence}"


def failures(desk: Desk, period: Period, basis: Basis | None = None) -> tuple[Failure, ...]:
    """Every failed identity in the rows of a period's table and in the whole, as they are reported."""
    rows = [table for _, table in tables(desk, period, basis)]
    if all(table.period != period for table in rows):
        rows.append(reported.table(desk, period, basis))
    return tuple(Failure(table.period, failed) for table in rows for failed in table.failed)


def frozen_reason(desk: Desk, found: Sequence[Failure], basis: Basis | None) -> str:
    """The reasons that were given when the months were frozen, where they account for every failure; else empty."""
    said: dict[str, str] = {}
    months = sorted({month for one in found for month in one.period.months})
    for month in months:
        alone = parse_period(month)
        if not reported.table(desk, alone, basis).failed:
            continue
        with desk.read() as reader:
            kept = reported.frozen_in(reader, alone, basis)
        if not kept or not kept[0].reason:
            return ""
        said[month] = f"{alone.label}封存时注明\uff1a{kept[0].reason}"
    return "\uff1b".join(said.values())


def refusal(found: Sequence[Failure]) -> str:
    """One sentence: what is wrong, and what to do."""
    more = f"另有 {len(found) - 1} 条不平。" if len(found) > 1 else ""
    return f"核对不平\uff0c不能导出\uff1a{found[0].sentence}{more}请先改好\uff1b确需导出的\uff0c请写明理由。"


def notes(found: Sequence[Failure], reason: str) -> Iterator[str]:
    """What is printed under every table."""
    if found:
        said = "".join(one.sentence for one in found)
        yield f"未通过的核对\uff1a{said}理由\uff1a{reason}"

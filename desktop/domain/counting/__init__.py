"""Counting disputes: what is one 件, in which month it counts, and whether the tables agree with themselves."""

from desktop.domain.counting.periods import Period, PeriodKind, parse_period
from desktop.domain.counting.rules import COUNTING_ID, Basis, Counting, CountingSetting, Mass, Reopened
from desktop.domain.counting.units import AXES, MEASURES, Catalogue, Unit, units

__all__ = [
    "AXES",
    "COUNTING_ID",
    "MEASURES",
    "Basis",
    "Catalogue",
    "Counting",
    "CountingSetting",
    "Mass",
    "Period",
    "PeriodKind",
    "Reopened",
    "Unit",
    "parse_period",
    "units",
]

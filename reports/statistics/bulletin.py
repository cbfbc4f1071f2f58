"""月报: what the room's month came to, for those who read one leaf. Values only; `bulletin_pdf` sets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reports.statistics.charts import Chart
from reports.statistics.sheets import Kind, shown

TITLE = "工作月报"
NO_VALUE = "—"


class Way(StrEnum):
    """How a figure moved; the paper draws it as a shape beside the words."""

    MORE = "more"
    LESS = "less"
    SAME = "same"
    UNKNOWN = "unknown"  # nothing to compare with


@dataclass(frozen=True, slots=True)
class Against:
    """One comparison: `多 3 件`, `低 4.2 个百分点`, `持平`, `无数据`."""

    way: Way
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """One of the few large figures; `against` in the order of the bulletin's `earlier`."""

    name: str
    value: str
    unit: str = ""
    against: tuple[Against, ...] = ()


class Sign(StrEnum):
    """The shape before a line: those of the screen."""

    MUST = "must"  # triangle: red risk, overdue
    WATCH = "watch"  # diamond: orange risk
    NOTE = "note"  # dot


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One line of 需要关注: `words` say what, `count` how many (`2 件`), `note` one thing more. Never a name."""

    sign: Sign
    words: str
    count: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """Everything on the leaf.

    `number`: the period's code (2026-10); `period` as it is said (2026年10月). `title` follows the room's name
    (工作月报). `state`: by which day it counts and whether it is frozen (按结案日·已封存). `earlier`: what the figures
    are compared with. `reading`: plain sentences. `charts`: set two abreast, an odd last one across. `corrected`:
    over which period the `corrections` are (上月更正). `footing`: lines of 统计口径, the reasons of failed checks.
    """

    room: str
    committee: str
    number: str
    period: str
    title: str = TITLE
    state: str = ""
    earlier: tuple[str, ...] = ("比上月", "比去年同月")
    figures: tuple[KeyFigure, ...]
    reading: tuple[str, ...]
    charts: tuple[Chart, ...]
    concerns: tuple[Concern, ...] = ()
    corrected: str = "上月更正"
    corrections: tuple[str, ...] = ()
    footing: tuple[str, ...] = ()
    filled_by: str = ""
    reviewed_by: str = ""
    filled_on: date | None = None
    issued_at: datetime

    def __post_init__(self) -> None:
        if any(figure.against and len(figure.against) != len(self.earlier) for figure in self.figures):
            raise ValueError("a figure is compared with each of the earlier periods, or with none")


def key_figure(name: str, kind: Kind, unit: str, now: int | None, *earlier: int | None) -> KeyFigure:
    """A figure and how it moved. None: there is none (a rate of no cases, a year without data)."""
    value = NO_VALUE if now is None else shown(now, kind)
    return KeyFigure(
        name=name,
        value=value.removesuffix("%"),
        unit="%" if value.endswith("%") else unit if now is not None else "",
        against=tuple(compared(now, then, kind, unit) for then in earlier),
    )


def compared(now: int | None, then: int | None, kind: Kind, unit: str) -> Against:
    """`now` against `then`, both as a table holds them (分, thousandths)."""
    if now is None or then is None:
        return Against(Way.UNKNOWN, "无数据")
    difference = shown(abs(now - then), kind)
    if now == then or not difference.strip("0.%"):
        return Against(Way.SAME, "持平")
    more = now > then
    if kind is Kind.RATE:
        words = f"{'高' if more else '低'} {difference.removesuffix('%')} 个百分点"
    else:
        words = f"{'多' if more else '少'} {difference} {unit}"
    return Against(Way.MORE if more else Way.LESS, words)

"""Charts as values: what the screen paints and the paper draws, with the same numbers and the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    BARS = "bars"  # lying bars, the largest first: which kind?
    COLUMNS = "columns"  # standing bars in the order of time: how long, how many a month?
    STACKED = "stacked"  # lying bars in parts: of what does each consist?
    LINE = "line"  # lines over months: how does it go?


class Tone(StrEnum):
    """How a bar or line is drawn: in colour by hue, in grey print by lightness and hatching. Never colour alone."""

    ANSWER = "answer"  # the bars that make the answer: accent, darkest
    QUIET = "quiet"  # the others
    LATE = "late"  # what needs a hand: amber, with its word beside it
    SECOND = "second"  # another series (last year; another part): light, hatched or dashed
    THIRD = "third"  # a third part: lighter, dotted


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """`values` are as many as the chart's labels; `tones` too, or one for all."""

    name: str
    values: tuple[int, ...]
    tones: tuple[Tone, ...] = (Tone.QUIET,)

    def tone(self, n: int) -> Tone:
        return self.tones[n] if len(self.tones) > 1 else self.tones[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One question and its answer. `labels` name the bars or points; `keys` say what stands behind each (may be empty).

    `unit` follows a value where it is said in words; `note` is one quiet line (调解成功 22 件,从受理算起). A chart
    without a single case has `answer` say so and draws no bars.
    """

    code: str
    question: str
    answer: str
    shape: Shape
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    keys: tuple[str, ...] = ()
    unit: str = "件"
    note: str = ""

    @property
    def empty(self) -> bool:
        return not any(value for one in self.series for value in one.values)

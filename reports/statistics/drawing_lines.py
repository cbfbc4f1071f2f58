"""Lines over months: told apart by weight and dashes, named at their ends, the answer's values at its points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from reportlab.lib.colors import white

from reports.statistics.charts import Chart, Series
from reports.statistics.drawing_ink import INK, LOUD, PENS, QUIET_INK, STRONG, WORDS, Box, kept, put, rule, wide
from reports.typesetting.paragraph import Align

_UNDER = 4.0  # from the baseline down to the months
_ABOVE, _BELOW = 4.5, -11.0  # a value's baseline from its point
_END = 8.0  # from the last point to the name

Point = tuple[float, float]


def draw(canvas: Any, chart: Chart, box: Box) -> None:
    """Series may be shorter than the labels: months yet to come have no point."""
    names = max(wide(one.name, STRONG) + wide(_last(one), STRONG) for one in chart.series) + 4
    inset = max(_END, wide(f"{chart.series[0].values[0]:,}", STRONG) / 2 + 1 if chart.series[0].values else 0)
    foot = box.y + WORDS.leading + _UNDER
    plot = Box(box.x + inset, foot, box.width - names - inset - _END, box.top - foot - WORDS.size - 6)
    _months(canvas, chart.labels, box, plot)
    largest = max(value for one in chart.series for value in one.values)
    runs = [
        [(_across(n, chart, plot), plot.y + plot.height * value / largest) for n, value in enumerate(one.values)]
        for one in chart.series
    ]
    for one, points in reversed(list(zip(chart.series, runs, strict=True))):
        _run(canvas, one, points)
    _values(canvas, chart.series[0], runs, plot.y)
    ends = [points[-1][1] if points else plot.y for points in runs]
    for one, y in zip(chart.series, _apart(ends, plot.y), strict=True):
        type_, colour = (STRONG, INK) if one.tone(0) in LOUD else (WORDS, QUIET_INK)
        put(canvas, one.name, type_, plot.right + _END, y - 3, colour=colour)
        put(canvas, _last(one), type_, box.right, y - 3, Align.RIGHT, colour)


def _last(one: Series) -> str:
    return f"{one.values[-1]:,}" if one.values else ""


def _across(n: int, chart: Chart, plot: Box) -> float:
    return plot.x + n * plot.width / max(1, len(chart.labels) - 1)


def _months(canvas: Any, labels: Sequence[str], box: Box, plot: Box) -> None:
    """Every month that has room, counted back from the last one."""
    rule(canvas, box.x, plot.y, plot.right + _END / 2, plot.y)
    count = len(labels)
    pitch = plot.width / max(1, count - 1)
    widest = max((wide(label, WORDS) for label in labels), default=0.0) + 3
    step = next((k for k in range(1, count) if widest <= pitch * k), max(1, count))
    for n in range(count - 1, -1, -step):
        half = wide(labels[n], WORDS) / 2
        middle = max(box.x + half, min(plot.x + n * pitch, box.right - half))
        put(canvas, labels[n], WORDS, middle, box.y + 2, Align.CENTRE)


def _run(canvas: Any, one: Series, points: Sequence[Point]) -> None:
    tone = one.tone(0)
    pen = PENS[tone]
    colour = pen.edge or pen.fill
    with kept(canvas):
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(1.9 if tone in LOUD else 1.1)
        canvas.setLineJoin(1)
        if pen.dash:
            canvas.setDash(list(pen.dash))
        path = canvas.beginPath()
        for n, (x, y) in enumerate(points):
            (path.lineTo if n else path.moveTo)(x, y)
        canvas.drawPath(path, stroke=1, fill=0)
    with kept(canvas):
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(0.9)
        canvas.setFillColor(white if pen.edge else pen.fill)
        for x, y in points:
            canvas.circle(x, y, 2.2 if tone in LOUD else 1.7, stroke=1 if pen.edge else 0, fill=1)


def _values(canvas: Any, one: Series, runs: Sequence[Sequence[Point]], foot: float) -> None:
    """Each value above or below its point, where fewer lines run; the last stands with the name, a zero on the rule."""
    met = [point for points in runs for point in _along(points)]
    last = len(one.values) - 1 or -1
    for n, value in enumerate(one.values):
        if not value or n == last:
            continue
        words, (x, y) = f"{value:,}", runs[0][n]
        half = wide(words, STRONG) / 2 + 1

        def crossed(by: float, x: float = x, y: float = y, half: float = half) -> int:
            return sum(abs(x - a) < half and -1 < b - y - by < WORDS.size for a, b in met)

        places = [by for by in (_ABOVE, _BELOW, _ABOVE + 5) if y + by > foot + 1]
        by = min(places, key=crossed)
        if crossed(by):
            with kept(canvas):
                canvas.setFillColor(white)
                canvas.rect(x - half, y + by - 1, 2 * half, WORDS.size - 0.5, stroke=0, fill=1)
        put(canvas, words, STRONG, x, y + by, Align.CENTRE)


def _along(points: Sequence[Point]) -> Iterator[Point]:
    """Points of a run, a dozen on each of its pieces."""
    yield from points[-1:]
    for (x, y), (x2, y2) in pairwise(points):
        for part in range(12):
            yield x + (x2 - x) * part / 12, y + (y2 - y) * part / 12


def _apart(ends: Sequence[float], foot: float) -> list[float]:
    """Heights of the names, none nearer than a line to another."""
    placed: dict[int, float] = {}
    last = foot - WORDS.leading
    for n in sorted(range(len(ends)), key=lambda n: ends[n]):
        last = max(ends[n], last + WORDS.leading)
        placed[n] = last
    return [placed[n] for n in range(len(ends))]

"""The four shapes of a chart: values stand on the bars, nothing else is drawn that does not answer the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from reports.statistics import drawing_lines
from reports.statistics.charts import Chart, Series, Shape, Tone
from reports.statistics.drawing_ink import (
    AMBER,
    INK,
    LOUD,
    PENS,
    QUIET_INK,
    STRONG,
    WORDS,
    Box,
    fill,
    fitted,
    kept,
    put,
    rule,
    triangle,
    wide,
)
from reports.typesetting.paragraph import Align, Paragraph
from reports.typesetting.prose import line

PITCH, THICK = 15.0, 8.0  # points from lying bar to lying bar, and how thick one is
TALL = 112.0  # points of standing bars and lines with their labels
KEY = 13.0  # points of the line that names the series
_MOST_FOR_LABELS = 0.4  # of the width
_LOOSEST = 30.0  # points from bar to bar where there are few
_SHORTENED = 0.65  # of their length that stacked bars keep at least
_GAP = 5.0
_UNDER = 4.0  # from a baseline down to the labels


def natural(chart: Chart, width: float) -> float:
    """Points that the shape wants below its heading."""
    if chart.shape in (Shape.COLUMNS, Shape.LINE):
        return TALL + (KEY if chart.shape is Shape.COLUMNS and len(chart.series) > 1 else 0)
    each = PITCH if chart.shape is Shape.STACKED or len(chart.series) == 1 else 6 + 9.5 * len(chart.series)
    column = _label_column(chart.labels, width)
    lines = sum(max(each, _label(label, column).wrap(column, 0)[1] + 2) for label in chart.labels)
    return lines + (KEY if len(chart.series) > 1 else 0) + 2


def draw(canvas: Any, chart: Chart, box: Box) -> None:
    _DRAWN[chart.shape](canvas, chart, box)


def _bars(canvas: Any, chart: Chart, box: Box) -> None:
    box = _named(canvas, chart.series, box)
    column = _label_column(chart.labels, box.width)
    left = box.x + column + _GAP
    many = len(chart.series)
    largest = max(value for one in chart.series for value in one.values)
    room = box.right - left - _widest(chart) - 4
    pitch = min(_LOOSEST, box.height / max(1, len(chart.labels)))
    thick = min(13.0, pitch / many * (0.6 if many == 1 else 0.72))
    for n, label in enumerate(chart.labels):
        middle = box.top - (n + 0.5) * pitch
        tones = {one.tone(n) for one in chart.series}
        _beside(canvas, label, box.x, column, middle, late=Tone.LATE in tones)
        for at, one in enumerate(chart.series):
            if n >= len(one.values):
                continue
            value, tone = one.values[n], one.tone(n)
            foot = middle + thick * (many / 2 - at - 1)
            long = room * value / largest
            fill(canvas, tone, Box(left, foot, long, thick - (0.8 if many > 1 else 0)))
            type_ = STRONG if tone in LOUD and value else WORDS
            put(canvas, f"{value:,}", type_, left + long + 4, foot + thick / 2 - 3, colour=_words(tone))
    rule(canvas, left, box.top - pitch * len(chart.labels), left, box.top)


def _stacked(canvas: Any, chart: Chart, box: Box) -> None:
    """Parts too short for their value have it said behind the bar."""
    box = _named(canvas, chart.series, box)
    column = _label_column(chart.labels, box.width)
    left = box.x + column + _GAP
    pitch = min(_LOOSEST, box.height / max(1, len(chart.labels)))
    thick = min(14.0, pitch * 0.72)
    point, ends = _scale(chart, box.right - left)
    for n, label in enumerate(chart.labels):
        middle = box.top - (n + 0.5) * pitch
        _beside(canvas, label, box.x, column, middle, late=False)
        x = left
        for one in chart.series:
            part = Box(x, middle - thick / 2, point * one.values[n], thick)
            fill(canvas, one.tone(n), part)
            _inside(canvas, one.values[n], one.tone(n), part)
            x = part.right
        total, rest = ends[n]
        put(canvas, total, STRONG, x + 4, middle - 3)
        x += 8 + wide(total, STRONG)
        if x + wide(rest, WORDS) <= box.right:
            put(canvas, rest, WORDS, x, middle - 3, colour=QUIET_INK)
    rule(canvas, left, box.top - pitch * len(chart.labels), left, box.top)


def _scale(chart: Chart, room: float) -> tuple[float, list[tuple[str, str]]]:
    """Points a case, and behind each bar its total and the parts that have no room for their value.

    Bars make room for what stands behind them, but only so much; beyond it the parts go without their value.
    """
    totals = [sum(one.values[n] for one in chart.series) for n in range(len(chart.labels))]
    ends = [(f"{total:,}", "") for total in totals]
    point = whole = _fitting(totals, ends, room)
    for _ in range(len(chart.series) + 1):
        ends = [(said, _short(chart, n, point)) for n, (said, _) in enumerate(ends)]
        point = max(_SHORTENED * whole, _fitting(totals, ends, room))
    return point, [(said, _short(chart, n, point)) for n, (said, _) in enumerate(ends)]


def _fitting(totals: Sequence[int], ends: Sequence[tuple[str, str]], room: float) -> float:
    """Points a case with which every bar leaves room for what stands behind it."""
    behind = [wide(total, STRONG) + wide(rest, WORDS) + 10 for total, rest in ends]
    return min((room - taken) / total for taken, total in zip(behind, totals, strict=True) if total)


def _short(chart: Chart, n: int, point: float) -> str:
    return "\u3000".join(
        f"{one.name} {one.values[n]}" for one in chart.series if one.values[n] and not _room(one.values[n], point)
    )


def _room(value: int, point: float) -> bool:
    return wide(f"{value:,}", WORDS) + 2 <= value * point


def _inside(canvas: Any, value: int, tone: Tone, part: Box) -> None:
    """The value of a part within it, on a plate of its own where the part is hatched; nothing where it has no room."""
    if not value or not _room(value, part.width / value):
        return
    pen, words = PENS[tone], f"{value:,}"
    needed, middle = wide(words, WORDS), part.x + part.width / 2
    if pen.hatch or pen.dots:
        with kept(canvas):
            canvas.setFillColor(pen.fill)
            canvas.rect(middle - needed / 2 - 1.5, part.y + 1.2, needed + 3, part.height - 2.4, stroke=0, fill=1)
    put(canvas, words, WORDS, middle, part.y + part.height / 2 - 3, Align.CENTRE, pen.words)


def _columns(canvas: Any, chart: Chart, box: Box) -> None:
    box = _named(canvas, chart.series, box)
    count, many = max(1, len(chart.labels)), len(chart.series)
    pitch = box.width / count
    labels = [_label(label, pitch, Align.CENTRE) for label in chart.labels]
    under = max((label.wrap(pitch - 2, 0)[1] for label in labels), default=0.0) + _UNDER
    foot = box.y + under
    largest = max(value for one in chart.series for value in one.values)
    room = box.top - foot - WORDS.size - 4
    thick = min(46.0 / many, pitch * (0.62 if many == 1 else 0.86) / many)
    most = max((f"{value:,}" for one in chart.series for value in one.values), key=len)
    size = fitted(most, STRONG, pitch if many == 1 else thick + 2, 0.5).size
    for n, label in enumerate(labels):
        middle = box.x + (n + 0.5) * pitch
        late = any(one.tone(n) is Tone.LATE for one in chart.series)
        _, tall = label.wrap(pitch - 2, 0)
        with kept(canvas):
            canvas.setFillColor(AMBER if late else INK)
            label.drawOn(canvas, middle - pitch / 2 + 1, foot - _UNDER - tall)
        for at, one in enumerate(chart.series):
            if n >= len(one.values):
                continue
            value, tone = one.values[n], one.tone(n)
            x = middle + thick * (at - many / 2)
            tall = room * value / largest
            fill(canvas, tone, Box(x, foot, thick - (1 if many > 1 else 0), tall))
            type_ = replace(STRONG if tone in LOUD and value else WORDS, size=size)
            half = wide(f"{value:,}", type_) / 2
            over = max(box.x + half, min(x + thick / 2, box.right - half))
            put(canvas, f"{value:,}", type_, over, foot + tall + 3.5, Align.CENTRE, _words(tone))
            if tone is Tone.LATE and value:
                _late_mark(canvas, over - half - 9, foot + tall + 6.5)
    rule(canvas, box.x, foot, box.right, foot)


def _named(canvas: Any, series: Sequence[Series], box: Box) -> Box:
    """What the series are, each beside a piece of itself, above the bars; what is left of the box."""
    if len(series) < 2:
        return box
    room = box.width - (14 + 12) * len(series)
    type_ = fitted("".join(one.name for one in series), WORDS, room)
    x = box.x
    for one in series:
        fill(canvas, one.tone(0), Box(x, box.top - 8.5, 11, 7))
        put(canvas, one.name, type_, x + 14, box.top - 8)
        x += 14 + wide(one.name, type_) + 12
    return Box(box.x, box.y, box.width, box.height - KEY)


def _label_column(labels: Sequence[str], width: float) -> float:
    return min(max((wide(label, WORDS) for label in labels), default=0.0) + 9, width * _MOST_FOR_LABELS)


def _label(words: str, room: float, align: Align = Align.RIGHT) -> Paragraph:
    return line(words, WORDS, align)


def _beside(canvas: Any, words: str, x: float, column: float, middle: float, *, late: bool) -> None:
    made = _label(words, column)
    _, tall = made.wrap(column, 0)
    with kept(canvas):
        canvas.setFillColor(AMBER if late else INK)
        made.drawOn(canvas, x, middle - tall / 2)
    if late:
        _late_mark(canvas, x + column - made.natural_width - 8, middle)


def _late_mark(canvas: Any, x: float, middle: float) -> None:
    triangle(canvas, x, middle - 3, 6, AMBER)


def _words(tone: Tone) -> Any:
    return AMBER if tone is Tone.LATE else INK


def _widest(chart: Chart) -> float:
    return max((wide(f"{value:,}", STRONG) for one in chart.series for value in one.values), default=0.0)


_DRAWN: dict[Shape, Callable[[Any, Chart, Box], None]] = {
    Shape.BARS: _bars,
    Shape.COLUMNS: _columns,
    Shape.STACKED: _stacked,
    Shape.LINE: drawing_lines.draw,
}

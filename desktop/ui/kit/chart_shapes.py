"""Where everything of a chart stands: bars, lines, words and what can be pointed at, for a given size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtCore import Qt as Q

from desktop.ui.kit.text import CENTRE, LEFT, RIGHT, wide
from desktop.ui.looks import Tone, look
from reports.statistics.charts import Chart, Shape
from reports.statistics.charts import Tone as Voice

GAP = 8  # between a bar and its word or value
LEAST_BAR = 2  # px: one of a thousand is still to be seen


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; elided honestly when not `whole`."""

    text: str
    box: QRect
    align: Q.AlignmentFlag = LEFT
    tone: Tone = Tone.INK
    whole: bool = True
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    box: QRectF
    voice: Voice


@dataclass(frozen=True, slots=True)
class Line:
    """Points joined from left to right; None where nothing is known."""

    points: tuple[QPointF, ...]
    voice: Voice


@dataclass(slots=True)
class Drawing:
    """`spots`: what belongs to each label, to be pointed at; `rules`: the base lines."""

    bars: list[Bar] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    rules: list[QRect] = field(default_factory=list)
    spots: list[QRect] = field(default_factory=list)


def least_height(chart: Chart) -> int:
    """Pixels below which a chart cannot be read."""
    line = look().px(20)
    match chart.shape:
        case Shape.BARS:
            return line * max(len(chart.labels), 1)
        case Shape.STACKED:
            return line * len(chart.labels) + look().px(28)
        case Shape.COLUMNS | Shape.LINE:
            return look().px(132)


def usual_height(chart: Chart) -> int:
    """Pixels at which it looks its best."""
    match chart.shape:
        case Shape.BARS:
            return look().px(25) * max(len(chart.labels), 1)
        case Shape.STACKED:
            return look().px(28) * (len(chart.labels) + 1)
        case Shape.COLUMNS | Shape.LINE:
            return look().px(176)


def drawn(chart: Chart, size: QSize) -> Drawing:
    """The chart in a box of that size, its corner at 0, 0."""
    if chart.empty or size.width() < 40 or size.height() < 20:
        return Drawing()
    match chart.shape:
        case Shape.BARS:
            return _lying(chart, size)
        case Shape.STACKED:
            return _stacked(chart, size)
        case Shape.COLUMNS:
            return _standing(chart, size)
        case Shape.LINE:
            return _line(chart, size)


def said(value: int) -> str:
    return f"{value:,}"


def _voice_tone(voice: Voice) -> Tone:
    """The colour of the words beside a bar: only what is late is not ink."""
    return Tone.AMBER if voice is Voice.LATE else Tone.INK


def _lying(chart: Chart, size: QSize) -> Drawing:
    """The words at the left of one axis, the values where the bars end."""
    made, font, series = Drawing(), look().font(), chart.series[0]
    label = min(max(wide(text, font) for text in chart.labels), size.width() * 2 // 5)
    value = max(wide(said(v), font) for v in series.values)
    left = max(label, look().px(80) if size.width() > look().px(360) else 0) + GAP
    room = max(size.width() - left - value - GAP - 4, 20)
    high = min(size.height() // len(chart.labels), look().px(36))
    top = 0
    most = max(*series.values, 1)
    thick = max(min(round(high * 0.5), look().px(16)), 6)
    made.rules.append(QRect(left, top, 1, high * len(chart.labels)))
    for n, (text, number) in enumerate(zip(chart.labels, series.values, strict=True)):
        voice = series.tone(n)
        row = QRect(0, top + n * high, size.width(), high)
        long = max(room * number / most, LEAST_BAR) if number else 0.0
        made.bars.append(Bar(QRectF(left + 1, row.y() + (high - thick) / 2, long, thick), voice))
        end = left + 1 + round(long) + GAP
        tone = _voice_tone(voice)
        made.words.append(Words(text, QRect(0, row.y(), left - GAP, high), RIGHT, tone, whole=False))
        made.words.append(Words(said(number), QRect(end, row.y(), value + 2, high), LEFT, tone))
        made.spots.append(row)
    return made


def _standing(chart: Chart, size: QSize) -> Drawing:
    """The words under one base line, the values on the bars; of two series the second stands beside the first."""
    made, font, line = Drawing(), look().font(), look().px(20)
    slot = size.width() / len(chart.labels)
    every = _every(chart, slot)
    base = size.height() - line - 6
    room = max(base - line - 4, 10)
    most = max(1, *(v for one in chart.series for v in one.values))
    many = len(chart.series)
    thick = min(look().px(54), slot * 0.6) / many
    made.rules.append(QRect(0, base, size.width(), 1))
    for n, text in enumerate(chart.labels):
        left = slot * n + (slot - thick * many) / 2
        for k, series in enumerate(chart.series):
            number, voice = series.values[n], series.tone(n)
            high = max(room * number / most, LEAST_BAR) if number else 0.0
            made.bars.append(Bar(QRectF(left + k * thick, base - high, thick - (2 if many > 1 else 0), high), voice))
            across = slot if many == 1 else thick
            if number and wide(said(number), font) <= across + 4:
                middle = left + (k + 0.5) * thick
                box = QRect(round(middle - across / 2) - 2, round(base - high) - line, round(across) + 4, line)
                made.words.append(Words(said(number), _within(box, size), CENTRE, _voice_tone(voice)))
        if n % every == 0:
            box = QRect(round(slot * n - slot * (every - 1) / 2), base + 4, round(slot * every), line)
            made.words.append(
                Words(text, _within(box, size), CENTRE, _voice_tone(chart.series[0].tone(n)), whole=False)
            )
        made.spots.append(QRect(round(slot * n), 0, round(slot), size.height()))
    return made


def _stacked(chart: Chart, size: QSize) -> Drawing:
    """Lying bars in parts, the parts named once above, the sums where the bars end."""
    made, font = Drawing(), look().font()
    sums = [sum(one.values[n] for one in chart.series) for n in range(len(chart.labels))]
    label = min(max(wide(text, font) for text in chart.labels), size.width() * 2 // 5)
    value = max(wide(said(v), font) for v in sums)
    left = label + GAP
    room = max(size.width() - left - value - GAP - 4, 20)
    head = _legend(chart, made, left, size.width())
    high = min((size.height() - head) // len(chart.labels), look().px(40))
    most, thick = max(*sums, 1), max(min(round(high * 0.58), look().px(18)), 6)
    made.rules.append(QRect(left, head, 1, high * len(chart.labels)))
    for n, text in enumerate(chart.labels):
        row = QRect(0, head + n * high, size.width(), high)
        x = float(left + 1)
        for series in chart.series:
            number = series.values[n]
            long = max(room * number / most, LEAST_BAR) if number else 0.0
            box = QRectF(x, row.y() + (high - thick) / 2, long, thick)
            if number:
                made.bars.append(Bar(box, series.tone(n)))
            x += long
        made.words.append(Words(text, QRect(0, row.y(), left - GAP, high), RIGHT, whole=False))
        made.words.append(Words(said(sums[n]), QRect(round(x) + GAP, row.y(), value + 2, high)))
        made.spots.append(row)
    return made


def _legend(chart: Chart, made: Drawing, left: int, width: int) -> int:
    """The names of the parts with a sample of each; how high that is."""
    font, line, side = look().font(), look().px(20), look().px(12)
    x, y = left, 0
    for series in chart.series:
        long = side + 4 + wide(series.name, font) + 1
        if x + long > width and x > left:
            x, y = left, y + line
        voice = series.tones[0]
        made.bars.append(Bar(QRectF(x, y + (line - side) / 2, side, side), voice))
        made.words.append(
            Words(series.name, QRect(x + side + 4, y, wide(series.name, font) + 1, line), tone=Tone.INK_2)
        )
        x += long + 16
    return y + line + 8


def _line(chart: Chart, size: QSize) -> Drawing:
    """The months under the base line, the first series with its values; each line is named where it ends."""
    made, font, line = Drawing(), look().font(), look().px(20)
    named = len(chart.series) > 1
    right = max(wide(one.name, font) for one in chart.series) + GAP if named else 0
    room = size.width() - right
    slot = room / len(chart.labels)
    base = size.height() - line - 6
    tall = max(base - line - 8, 10)
    most = max(1, *(v for one in chart.series for v in one.values))
    made.rules.append(QRect(0, base, room, 1))
    every = _every(chart, slot)
    ends: list[tuple[float, int]] = []
    for k, series in enumerate(chart.series):
        points = tuple(QPointF(slot * (n + 0.5), base - tall * v / most) for n, v in enumerate(series.values))
        made.lines.append(Line(points, series.tones[0]))
        ends.append((points[-1].y(), k))
    first = chart.series[0]
    for n, text in enumerate(chart.labels):
        number = first.values[n]
        if number and (wide(said(number), font) <= slot - 2 or n % every == 0):
            made.words.append(
                Words(said(number), _within(_beside(first.values, n, slot, base, tall / most), size), CENTRE)
            )
        if n % every == 0:
            box = QRect(round(slot * n - slot * (every - 1) / 2), base + 4, round(slot * every), line)
            made.words.append(Words(text, _within(box, size), CENTRE, whole=False))
        made.spots.append(QRect(round(slot * n), 0, round(slot), size.height()))
    if named:
        _name_ends(chart, made, ends, room, base)
    return made


def _beside(values: Sequence[int], n: int, slot: float, base: int, unit: float) -> QRect:
    """Where the value of a point has room: above it, below it in a valley, and off the line that rises or falls."""
    line = look().px(20)
    here, y = values[n], base - unit * values[n]
    left, right = values[max(n - 1, 0)], values[min(n + 1, len(values) - 1)]
    across = max(slot, wide(said(here), look().font()) + 2)
    aside = 0
    if left < here < right or (n == 0 and here < right):
        aside = -round(min(slot / 4, look().px(8)))
    elif left > here > right or (n == len(values) - 1 and here < left):
        aside = round(min(slot / 4, look().px(8)))
    below = left > here < right and y + line + 2 < base
    top = round(y) + 3 if below else round(y) - line - 2
    return QRect(round(slot * (n + 0.5) - across / 2) + aside, top, round(across), line)


def _name_ends(chart: Chart, made: Drawing, ends: list[tuple[float, int]], left: int, base: int) -> None:
    line = look().px(20)
    free = 0
    for y, k in sorted(ends):
        top = max(min(round(y) - line // 2, base - line * (len(ends) - k)), free)
        free = top + line
        name = chart.series[k].name
        tone = Tone.INK_2 if k else Tone.INK
        made.words.append(Words(name, QRect(left + 2, top, wide(name, look().font()) + 2, line), tone=tone))


def _every(chart: Chart, slot: float) -> int:
    """Each label has room, or every second, every third."""
    widest = max(wide(text, look().font()) for text in chart.labels)
    return next((n for n in (1, 2, 3, 4, 6) if slot * n >= widest + 4), 12) if widest < slot * 12 else 1


def _within(box: QRect, size: QSize) -> QRect:
    """Moved inside, as far as it fits."""
    return box.translated(max(-box.left(), 0) + min(size.width() - 1 - max(box.right(), box.width() - 1), 0), 0)

"""The charts of a table as the spreadsheet's own, beside the numbers that they draw from, on a tab that prints."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.statistics.charts import Chart, Series, Shape, Tone
from reports.statistics.leaf import Leaf, held
from reports.statistics.sheets import Kind, Sheet
from reports.statistics.spread import DOWN_UPRIGHT, UPRIGHT_LEAF
from reports.statistics.styles import FONT, Styles

LABEL, NUMBER, GAP = 118, 52, 16  # px
QUESTION, ANSWER, NOTE, ROW = 22.0, 24.0, 16.0, 18.0  # pt

LOWEST = 200  # px that a chart is high at least
INK, ACCENT, QUIET, AMBER = "#1E2329", "#1D4E7A", "#7393B3", "#7E4C00"
FILLS: dict[Tone, dict[str, Any]] = {
    Tone.ANSWER: {"fill": {"color": ACCENT}},
    Tone.QUIET: {"fill": {"color": QUIET}},
    Tone.LATE: {"pattern": {"pattern": "dark_downward_diagonal", "fg_color": AMBER, "bg_color": "#FFFFFF"}},
    Tone.SECOND: {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": ACCENT, "bg_color": "#FFFFFF"}},
    Tone.THIRD: {"pattern": {"pattern": "percent_5", "fg_color": ACCENT, "bg_color": "#FFFFFF"}},
}
DASHES = {Tone.SECOND: "dash", Tone.THIRD: "round_dot", Tone.LATE: "long_dash_dot"}
COLOURS = {Tone.QUIET: QUIET, Tone.LATE: AMBER}
MARKERS = {Tone.SECOND: "square", Tone.THIRD: "triangle", Tone.LATE: "diamond", Tone.QUIET: "circle"}
KINDS: dict[Shape, dict[str, str]] = {
    Shape.BARS: {"type": "bar"},
    Shape.COLUMNS: {"type": "column"},
    Shape.STACKED: {"type": "bar", "subtype": "stacked"},
    Shape.LINE: {"type": "line"},
}


def chart_page(book: Workbook, page: Worksheet, sheet: Sheet, styles: Styles, *, practice: bool) -> None:
    """Each chart under its question and its answer, its numbers at its left; none is broken over two leaves."""
    most = max(len(chart.series) for chart in sheet.charts)
    numbers = [NUMBER] * most
    widths = [LABEL, *numbers, UPRIGHT_LEAF - LABEL - sum(numbers)]
    leaf = Leaf(page, styles, widths, tall=True, practice=practice)
    leaf.across(f"{sheet.title} 图表", styles.of(16, bold=True, align="center"), 30)
    leaf.across(sheet.period, styles.of(11, align="center"), 20)
    used, breaks = 50.0, []
    for chart in sheet.charts:
        tall = _tall(chart)
        if used + tall > DOWN_UPRIGHT and used > 50.0:
            leaf.end_row(DOWN_UPRIGHT - used)
            breaks.append(leaf.row)
            used = 0.0
        _block(book, leaf, chart)
        used += tall
    page.set_h_pagebreaks(breaks)
    leaf.settle()
    page.print_area(0, 0, leaf.row - 1, leaf.last)


def _rows(chart: Chart) -> int:
    """Rows of its numbers: head, labels, and blank ones until the chart has its height."""
    return max(len(chart.labels) + 1, round(LOWEST * 0.75 / ROW)) if not chart.empty else 0


def _tall(chart: Chart) -> float:
    return QUESTION + ANSWER + NOTE + _rows(chart) * ROW + ROW


def _block(book: Workbook, leaf: Leaf, chart: Chart) -> None:
    styles = leaf.styles
    leaf.across(chart.question, styles.of(10, align="left", font_color="#4D535B", valign="bottom"), QUESTION)
    leaf.across(chart.answer, styles.of(13, align="left", bold=True), ANSWER)
    leaf.across(chart.note, styles.of(9, align="left", font_color="#4D535B"), NOTE)
    if not chart.empty:
        _numbers(leaf, chart)
        first = leaf.row - _rows(chart)
        drawn = _drawn(book, leaf.page.get_name(), chart, first)
        left = 1 + len(chart.series)
        width = sum(leaf.widths[left:]) - GAP
        drawn.set_size({"width": width, "height": round(_rows(chart) * ROW * 96 / 72)})
        place = {"object_position": 1, "x_offset": GAP, "description": held(f"{chart.question} {chart.answer}")}
        leaf.page.insert_chart(first, left, drawn, place)
    leaf.end_row(ROW)


def _numbers(leaf: Leaf, chart: Chart) -> None:
    page, styles, top = leaf.page, leaf.styles, leaf.row
    head = styles.of(9, border=1, bold=True, align="center", shrink=True, text_wrap=False)
    words = styles.of(9, border=1, align="left", shrink=True, text_wrap=False)
    page.write_string(top, 0, "项目", head)
    for n, series in enumerate(chart.series, start=1):
        page.write_string(top, n, held(series.name), head)
        for row, value in enumerate(series.values, start=top + 1):
            page.write_number(row, n, value, styles.cell(Kind.COUNT, 9))
    for row, label in enumerate(chart.labels, start=top + 1):
        page.write_string(row, 0, held(label), words)
    for _ in range(_rows(chart)):
        leaf.end_row(ROW)


def _drawn(book: Workbook, name: str, chart: Chart, first: int) -> Any:
    """Its names are cells, never text: text that began with = would be taken for a reference."""
    drawn = book.add_chart(KINDS[chart.shape])
    last = first + len(chart.labels)
    for n, series in enumerate(chart.series, start=1):
        drawn.add_series(
            {
                "name": [name, first, n],
                "categories": [name, first + 1, 0, last, 0],
                "values": [name, first + 1, n, last, n],
                "data_labels": _labels(chart, series),
                **_dress(chart, series),
            }
        )
    drawn.set_title({"none": True})
    if len(chart.series) > 1:
        drawn.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9}})
    else:
        drawn.set_legend({"none": True})
    lying = chart.shape in (Shape.BARS, Shape.STACKED)
    named = {
        "num_font": {"name": FONT, "size": 9, "color": INK},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": False},
        "line": {"color": "#8A867D"},
        "reverse": lying,  # the first stands on top
    }
    valued = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    drawn.set_x_axis(valued if lying else named)
    drawn.set_y_axis(named if lying else valued)
    drawn.set_chartarea({"border": {"none": True}})
    return drawn


def _labels(chart: Chart, series: Series) -> dict[str, Any]:
    """Values on the bars and at the points; of a line only where the line above it leaves room."""
    font = {"name": FONT, "size": 9, "color": INK}
    match chart.shape:
        case Shape.STACKED:
            return {"value": True, "num_format": "0;-0;;", "font": font, "fill": {"color": "#FFFFFF"}}
        case Shape.LINE:
            top = max(chart.series, key=lambda one: sum(one.values))
            if series is top:
                return {"value": True, "position": "above", "font": font}
            crossed = [{"delete": True} if a >= b else None for a, b in zip(series.values, top.values, strict=True)]
            return {"value": True, "position": "below", "font": font, "custom": crossed}
        case _:
            return {"value": True, "position": "outside_end", "font": font}


def _dress(chart: Chart, series: Series) -> dict[str, Any]:
    """By hue, lightness and hatching: in grey print no two series look alike."""
    tone = series.tone(0)
    if chart.shape is Shape.LINE:
        colour = COLOURS.get(tone, ACCENT)
        return {
            "line": {"color": colour, "width": 2.0, "dash_type": DASHES.get(tone, "solid")},
            "marker": {"type": MARKERS.get(tone, "circle"), "size": 5, "fill": {"color": colour}},
        }
    dressed: dict[str, Any] = {**FILLS[tone], "border": {"color": COLOURS.get(tone, ACCENT), "width": 0.75}, "gap": 45}
    if chart.shape is Shape.STACKED:
        dressed["overlap"] = 100
    if len(series.tones) > 1:
        dressed["points"] = [
            {**FILLS[one], "border": {"color": COLOURS.get(one, ACCENT), "width": 0.75}} for one in series.tones
        ]
    return dressed

"""Charts on paper: bars as long as their values say, every value and name printed, nothing beyond the frame."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.errors import MissingGlyph
from reports.statistics import drawing_samples as samples
from reports.statistics.charts import Chart, Series, Shape, Tone
from reports.statistics.drawing import Figure
from reports.statistics.drawing_ink import PENS
from reports.typesetting.archive import Imprint
from reports.typesetting.checks import problems
from reports.typesetting.press import Sheet, bind
from reports.typesetting.themes import Theme
from tests.reports.reading import flat, text_of

WIDTH = 220.0  # that of a card on the bulletin
LOOK = replace(Theme.COMPACT.look, left=40, right=595.27 - 40 - WIDTH)
AT = datetime(2026, 11, 2, tzinfo=timezone(timedelta(hours=8)))
SAMPLES = (samples.CATEGORIES, samples.SOURCES, samples.BANDS, samples.OUTCOMES, samples.YEAR)


def printed(*charts: Chart, height: float | None = None) -> bytes:
    story = [Figure(chart, height) for chart in charts]
    return bind(story, Sheet(title="图", number="", look=LOOK), Imprint(title="图", author="室", issued_at=AT))


def bars(pdf: bytes, tone: Tone) -> list[tuple[float, float]]:
    """Width and height of each rectangle filled with a tone's colour."""
    pen = PENS[tone].fill
    wanted = [round(part, 3) for part in (pen.red, pen.green, pen.blue)]
    found, colour, rectangle = [], [], None
    with pikepdf.open(BytesIO(pdf)) as file:
        for operands, operator in pikepdf.parse_content_stream(file.pages[0]):
            match str(operator):
                case "rg":
                    colour = [round(float(part), 3) for part in operands]
                case "re":
                    rectangle = [float(part) for part in operands]
                case "f" | "f*" if rectangle and all(abs(a - b) < 0.002 for a, b in zip(colour, wanted, strict=True)):
                    found.append((rectangle[2], rectangle[3]))
                    rectangle = None
                case "m":
                    rectangle = None
    return found


def edges(pdf: bytes) -> tuple[float, float, float, float]:
    """The outermost ink of all characters but the page number: left, right, bottom, top."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        boxes = []
        for page in document:
            words = page.get_textpage()
            found = [words.get_charbox(n) for n in range(words.count_chars()) if words.get_text_range(n, 1).strip()]
            boxes += [box for box in found if box[3] > LOOK.bottom - 5]
    finally:
        document.close()
    return (
        min(box[0] for box in boxes),
        max(box[2] for box in boxes),
        min(box[1] for box in boxes),
        max(box[3] for box in boxes),
    )


@pytest.mark.parametrize("chart", SAMPLES, ids=lambda chart: chart.code)
def test_question_answer_and_every_value_are_printed(chart):
    pdf = printed(chart)
    said = flat(text_of(pdf, "pdfium"))

    assert problems(pdf) == []
    for words in (chart.question, chart.answer, chart.note):
        assert flat(words) in said
    if chart.shape is not Shape.LINE:
        assert all(flat(label) in said for label in chart.labels)
    shown = chart.series[:1] if chart.shape is Shape.LINE else chart.series
    for value in {v for one in shown for v in one.values if v}:
        assert str(value) in said


@pytest.mark.parametrize("chart", [samples.CATEGORIES, samples.BANDS], ids=lambda chart: chart.code)
def test_bars_are_as_long_as_their_values(chart):
    at = 0 if chart.shape is Shape.BARS else 1
    (series,) = chart.series
    for tone in set(series.tones):
        values = [v for n, v in enumerate(series.values) if series.tone(n) is tone]
        long = [bar[at] for bar in bars(printed(chart), tone)]
        assert len(long) == len(values)
        whole = bars(printed(chart), Tone.ANSWER)[0][at] / series.values[0]
        assert long == pytest.approx([whole * value for value in values], rel=0.01)


def test_parts_of_a_stacked_bar_add_up_to_its_length():
    chart = samples.OUTCOMES
    whole = bars(printed(chart), Tone.ANSWER)
    key, parts = whole[0], whole[1:]

    assert key == pytest.approx((11, 7))
    values = [v for v in chart.series[0].values if v]
    assert [part[0] / parts[0][0] for part in parts] == pytest.approx([v / values[0] for v in values], rel=0.01)


def test_an_empty_chart_says_so_and_draws_nothing():
    chart = replace(samples.BANDS, answer="", note="", series=(Series(name="件数", values=(0,) * 5),))
    pdf = printed(chart)

    assert "没有数据。" in text_of(pdf, "pdfium")
    assert bars(pdf, Tone.QUIET) == []


def test_tones_differ_without_colour():
    def grey(tone: Tone) -> float:
        return 0.299 * PENS[tone].fill.red + 0.587 * PENS[tone].fill.green + 0.114 * PENS[tone].fill.blue

    assert grey(Tone.QUIET) - grey(Tone.ANSWER) > 0.25
    assert all(PENS[tone].hatch or PENS[tone].dots for tone in (Tone.LATE, Tone.SECOND, Tone.THIRD))
    assert PENS[Tone.SECOND].dash != PENS[Tone.THIRD].dash


def test_the_last_month_is_named_and_months_to_come_have_no_point():
    year = replace(
        samples.YEAR,
        series=(Series(name="今年", values=(3, 5, 7), tones=(Tone.ANSWER,)), samples.YEAR.series[1]),
    )
    said = text_of(printed(year), "pdfium")

    assert "10月" in said
    assert "今年" in said


def test_a_name_that_no_font_can_draw_is_refused_before_anything_is_written():
    chart = replace(samples.SOURCES, labels=("𱍐", *samples.SOURCES.labels[1:]))
    with pytest.raises(MissingGlyph):
        Figure(chart)


def test_rare_names_come_back_out():
    chart = replace(samples.SOURCES, labels=("曹𬭎", "严㛃", "华䶮", *samples.SOURCES.labels[3:]))

    assert all(name in text_of(printed(chart), "pdfium") for name in ("曹𬭎", "严㛃", "华䶮"))


WORDS = st.text("纠纷物业邻里调解成功件人月季度甲乙丙丁0123456789—（）", min_size=1, max_size=16)


@st.composite
def charts(draw) -> Chart:
    count = draw(st.integers(1, 14))
    values = st.lists(st.integers(0, draw(st.sampled_from([1, 9, 400, 90_000]))), min_size=count, max_size=count)
    series = draw(st.lists(values, min_size=1, max_size=3))
    return Chart(
        code="x",
        question=draw(WORDS),
        answer=draw(WORDS) * 3,
        shape=draw(st.sampled_from(Shape)),
        labels=tuple(draw(st.lists(WORDS, min_size=count, max_size=count))),
        series=tuple(
            Series(name=draw(WORDS)[:6], values=tuple(held), tones=(tone,))
            for held, tone in zip(series, draw(st.permutations(list(Tone))), strict=False)
        ),
        note=draw(st.one_of(st.just(""), WORDS)),
    )


@settings(max_examples=30, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(charts())
def test_no_chart_is_written_beyond_its_frame(chart):
    left, right, bottom, _ = edges(printed(chart))

    assert left >= LOOK.left - 1.5
    assert right <= LOOK.left + WIDTH + 1.5
    assert bottom >= LOOK.bottom - 3


def test_a_label_wider_than_its_column_is_drawn_all_the_same():
    """A mark that cannot be squeezed, with less room than its width."""
    count = 14
    chart = Chart(
        code="x",
        question="几月",
        answer="都有",
        shape=Shape.COLUMNS,
        labels=(*["0"] * (count - 1), "——"),
        series=tuple(Series(name=str(n), values=(1,) * count, tones=(tone,)) for n, tone in enumerate(list(Tone)[:3])),
    )
    left, right, _, _ = edges(printed(chart))
    assert left >= LOOK.left - 1.5
    assert right <= LOOK.left + WIDTH + 1.5

"""The bulletin on one leaf, or on two where its corrections and concerns are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, PageBreak, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents.document import Binding, text_width
from reports.documents.room_lists import ON_A4
from reports.documents.wording import day
from reports.statistics.bulletin import Bulletin
from reports.statistics.bulletin_figures import CARD_ACROSS, CARD_DOWN, MOVED, SAID, Card, Colour, Figures, Watched
from reports.statistics.charts import Chart
from reports.statistics.drawing import Figure
from reports.statistics.drawing_ink import fitted, wide
from reports.typesetting.fonts import Style
from reports.typesetting.grid import Cell, Grid, Row, Upright
from reports.typesetting.paragraph import Align, Paragraph, Run
from reports.typesetting.prose import line, prose
from reports.typesetting.themes import Look, Theme, Type

LOOK: Look = replace(
    ON_A4,
    title=Type(style=Style.SONG_BOLD, size=21, leading=30),
    heading=Type(style=Style.HEI_BOLD, size=11.5, leading=18),
    body=Type(style=Style.SONG, size=11, leading=17.5),
    small=Type(style=Style.SONG, size=8.8, leading=12.5),
    left=17 * mm,
    right=17 * mm,
    top=15 * mm,
    bottom=18 * mm,
)
NO_CONCERNS = "没有需要特别关注的事项。"
_WIDTH = text_width(LOOK)
_ROOM = 297 * mm - LOOK.top - LOOK.bottom - 2
_GUTTER = 12.0
_GAP = 9.0
_SMALLEST, _LARGEST = 0.84, 1.22  # of the height that charts want
_SIGNED = 26.0  # points of room to write a name in


def build(paper: Bulletin, /, *, practice: bool = False, source: bytes | None = None) -> bytes:
    """PDF/A-3b, A4 upright. Raises PaperError."""
    return Binding(
        title=f"{paper.room}{paper.title}",
        number=paper.period,
        committee=paper.committee,
        issued_at=paper.issued_at,
        theme=Theme.COMPACT,
        draft=False,
        practice=practice,
        source=source,
        look=LOOK,
    ).bound(_story(paper))


def _story(paper: Bulletin) -> list[Flowable]:
    """Charts take what one leaf leaves them. Where that is too little, the second leaf holds what was put right."""
    top = [*_masthead(paper), Figures(paper.figures, paper.earlier), Spacer(0, _GAP), *_reading(paper)]
    concerns, corrections, foot = _concerns(paper), _corrections(paper), _foot(paper)
    last = [*concerns, *corrections, *foot]
    wanted = [_wanted(charts) for charts in _abreast(paper.charts)]
    share = _share(wanted, _ROOM - _tall([*top, *last]))
    if share >= _SMALLEST:
        return [*top, *chain(*_charts(paper, wanted, share)), *last]
    if corrections:
        top, last = [*top, *concerns, Spacer(0, _GAP)], [*corrections, *foot]
    room = _ROOM - _tall(top)
    here = max((n for n in range(len(wanted) + 1) if _share(wanted[:n], room) >= _SMALLEST), default=0)
    shares = [_share(wanted[:here], room)] * here + [1.0] * (len(wanted) - here)
    rows = _charts(paper, [tall * by for tall, by in zip(wanted, shares, strict=True)], 1.0)
    return [*top, *chain(*rows[:here]), PageBreak(), *chain(*rows[here:]), *last[: -len(foot)], KeepTogether(foot)]


def _share(wanted: Sequence[float], room: float) -> float:
    """How much of the height they want these rows of charts may take of the room, at most `_LARGEST`."""
    return min(_LARGEST, (room - len(wanted) * _GAP) / max(1.0, sum(wanted)))


def _masthead(paper: Bulletin) -> list[Flowable]:
    """The room's name on one line as far as it can be read across a desk; a longer one on two of one length."""
    whole = f"{paper.room}{paper.title}"
    if wide(whole, LOOK.title) * 0.8 <= _WIDTH:
        names: list[Flowable] = [line(whole, fitted(whole, LOOK.title, _WIDTH), Align.CENTRE)]
    elif wide(paper.room, LOOK.title) * 0.64 <= _WIDTH:
        names = [line(paper.room, fitted(paper.room, LOOK.title, _WIDTH, 0.6), Align.CENTRE)]
        names.append(line(paper.title, LOOK.title, Align.CENTRE))
    else:
        smaller = replace(LOOK.title, size=15, leading=21)
        half = min(_WIDTH, wide(paper.room, smaller) / 2 + 2.5 * smaller.size)
        side = (_WIDTH - half) / 2
        cells = (Cell(), Cell((line(paper.room, smaller, Align.CENTRE),)), Cell())
        names = [Grid([side, half, side], [Row(cells)], ruled=False, across=0, down=0)]
        names.append(line(paper.title, LOOK.title, Align.CENTRE))
    period = line(paper.period, Type(style=Style.HEI, size=12.5, leading=19), Align.CENTRE)
    sides = Row(
        (
            Cell((Colour(line(paper.committee, MOVED)),), upright=Upright.BOTTOM),
            Cell((Colour(line(paper.state, MOVED, Align.RIGHT)),), upright=Upright.BOTTOM),
        )
    )
    state = min(0.45 * _WIDTH, wide(paper.state, MOVED) + 10)
    return [*names, period, Grid([_WIDTH - state, state], [sides], ruled=False, across=0, down=1), Spacer(0, 3)]


def _reading(paper: Bulletin) -> list[Flowable]:
    made: list[Flowable] = [words for said in paper.reading for words in prose(said, LOOK.body)]
    return [*made, Spacer(0, _GAP)] if made else []


def _abreast(charts: Sequence[Chart]) -> list[tuple[Chart, ...]]:
    return [tuple(charts[n : n + 2]) for n in range(0, len(charts), 2)]


def _card_width(charts: Sequence[Chart]) -> float:
    return _WIDTH if len(charts) == 1 else (_WIDTH - _GUTTER) / 2


def _wanted(charts: Sequence[Chart]) -> float:
    inner = _card_width(charts) - 2 * CARD_ACROSS
    return max(Figure(chart).wrap(inner, 0)[1] for chart in charts) + 2 * CARD_DOWN


def _charts(paper: Bulletin, wanted: Sequence[float], share: float) -> list[list[Flowable]]:
    rows: list[list[Flowable]] = []
    for charts, tall in zip(_abreast(paper.charts), wanted, strict=True):
        high = tall * share
        cards = [Card(Figure(chart, high - 2 * CARD_DOWN), high) for chart in charts]
        wide_ = _card_width(charts)
        widths = [wide_] if len(cards) == 1 else [wide_, _GUTTER, wide_]
        cells = [Cell((cards[0],))] if len(cards) == 1 else [Cell((cards[0],)), Cell(), Cell((cards[1],))]
        rows.append([Grid(widths, [Row(tuple(cells))], ruled=False, across=0, down=0), Spacer(0, _GAP)])
    return rows


def _concerns(paper: Bulletin) -> list[Flowable]:
    """Two abreast: they are short."""
    head = line("需要关注", LOOK.heading)
    if not paper.concerns:
        return [head, line(NO_CONCERNS, SAID)]
    half = (_WIDTH - _GUTTER) / 2
    rows = []
    for n in range(0, len(paper.concerns), 2):
        cells = [Cell((Watched(each),), upright=Upright.TOP) for each in paper.concerns[n : n + 2]]
        cells += [Cell()] * (2 - len(cells))
        rows.append(Row((cells[0], Cell(), cells[1])))
    return [head, Grid([half, _GUTTER, half], rows, ruled=False, across=0, down=0.5)]


def _corrections(paper: Bulletin) -> list[Flowable]:
    if not paper.corrections:
        return []
    said: list[Flowable] = [Spacer(0, 5), line(paper.corrected, LOOK.heading, keep_with_next=True)]
    many = len(paper.corrections) > 1
    for n, words in enumerate(paper.corrections, 1):
        said += prose(f"{n}. {words}" if many else words, SAID, indent=0, hang=1.2 if many else 0)
    return said


def _foot(paper: Bulletin) -> list[Flowable]:
    """The rules of counting, and the names of those who made and checked it with room to sign."""
    rules: list[Flowable] = [
        Colour(words) for said in paper.footing for words in prose(said, LOOK.small, indent=0, align=Align.LEFT)
    ]
    date = day(paper.filled_on) if paper.filled_on else ""
    places = (("制表：", paper.filled_by), ("审核：", paper.reviewed_by), ("日期：", date))
    cells: list[Cell] = []
    for n, (role, name) in enumerate(places):
        cells += [Cell()] if n else []
        words = Paragraph([Run(role, SAID), Run(name, SAID)], align=Align.LEFT)
        cells.append(Cell((words,), upright=Upright.BOTTOM, underlined=True))
    each = (_WIDTH - 2 * _GUTTER) / 3
    row = Row(tuple(cells), least=_SIGNED)
    return [Spacer(0, 5), *rules, Grid([each, _GUTTER, each, _GUTTER, each], [row], ruled=False, across=2, down=2)]


def _tall(story: Sequence[Flowable]) -> float:
    """Points of these one below another."""
    return sum(each.wrap(_WIDTH, _ROOM)[1] for each in story)

"""值班表: one week of the room's team, for the wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.wording import day
from reports.typesetting.grid import Cell, Grid, Row
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.themes import Look

TITLE = "值班表"
NAME_SHARE = 1.5  # of a day's width
NOBODY = "本周还没有排班。"


@dataclass(frozen=True, slots=True)
class OnDuty:
    """One member's week: `hours` are seven cells, a line for each shift."""

    name: str
    title: str
    hours: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRota:
    """`heads`: 周一 … 周日（休）, one for each of the seven `days`; only members with a shift have a line."""

    committee: str
    room: str
    days: tuple[date, ...]
    heads: tuple[str, ...]
    lines: tuple[OnDuty, ...]
    phone: str = ""
    issued_at: datetime
    number: str = ""

    def __post_init__(self) -> None:
        if any(len(words) != len(self.days) for words in (self.heads, *(each.hours for each in self.lines))):
            raise ValueError("every line of a rota needs one cell per day")


def _story(paper: DutyRota, look: Look) -> list[Flowable]:
    width = text_width(look)
    week = f"{paper.room}　{day(paper.days[0])}至{day(paper.days[-1])}"
    story: list[Flowable] = [*heading(TITLE, paper.number, look), line(week, look.notice, Align.CENTRE, space_after=10)]
    if not paper.lines:
        return [*story, line(NOBODY, look.entry, Align.CENTRE)]
    share = width / (NAME_SHARE + len(paper.days))
    heads = [Cell((line("值班人员", look.label, Align.CENTRE),))]
    for on, word in zip(paper.days, paper.heads, strict=True):
        words = (line(word, look.label, Align.CENTRE), line(f"{on.month}-{on.day}", look.small, Align.CENTRE))
        heads.append(Cell(words))
    rows = [Row(tuple(heads), with_next=True), *(_row(each, look) for each in paper.lines)]
    story.append(Grid([share * NAME_SHARE, *[share] * len(paper.days)], rows, repeats=1, across=2))
    said = "“可来电”的不在调处室，来电即到。" + (f"调处室电话：{paper.phone}" if paper.phone else "")
    return [*story, line(said, look.small, space_before=4)]


def _row(each: OnDuty, look: Look) -> Row:
    name: tuple[Flowable, ...] = (line(each.name, look.entry, Align.CENTRE),)
    if each.title:
        name += tuple(prose(each.title, look.small, indent=0, align=Align.CENTRE))
    cells = [Cell(tuple(prose(_broken(words), look.small, indent=0, align=Align.CENTRE))) for words in each.hours]
    return Row((Cell(name), *cells), least=34)


def _broken(words: str) -> str:
    """13:30—16:30 on two lines, as a narrow cell needs it."""
    return words.replace("—", "—\n").replace("可来电 ", "可来电\n")


def sample() -> DutyRota:
    first = date(2026, 10, 12)
    blank = ("",) * 7
    return DutyRota(
        number="2026年第42周",
        committee=samples.COMMITTEE,
        room=samples.ROOM,
        days=tuple(first + timedelta(days=n) for n in range(7)),
        heads=("周一", "周二", "周三", "周四", "周五", "周六（休）", "周日（休）"),
        lines=(
            OnDuty("周慧兰", "人民调解员", ("09:00—17:00",) * 5 + blank[:2]),
            OnDuty("叶知秋", "律师", ("", "", "13:30—16:30", *blank[:4])),
            OnDuty("高峻", "民警", ("可来电 09:00—17:00",) * 5 + blank[:2]),
        ),
        phone="12000000000",
        issued_at=datetime(2026, 10, 9, 16, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story)
DOCUMENT = Document(kind="duty_rota", title=TITLE, build=build, sample=sample)

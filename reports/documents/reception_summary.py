"""接待日小结: one leaf about one reception day; visitors' names and numbers are covered before they come here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter

from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.wording import day
from reports.typesetting.grid import Cell, Grid, Row, Upright
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import Signer, signers
from reports.typesetting.themes import Look, Type

TITLE = "接待日小结"
COVERED = "来访人姓名已作遮盖，号码不印；登记为纠纷的，以卷宗为准。"
HEADS = ("号", "到达", "来访人", "事由", "等候", "接谈人", "去向")
SHARES = (2, 3, 4, 12, 3, 4, 7)
MIDDLE = frozenset({0, 1, 4})  # columns of short figures
_LABEL = 21 * mm


@dataclass(frozen=True, slots=True)
class Figure:
    words: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One ticket, as it prints."""

    ticket: int
    arrived: str
    who: str
    matter: str
    waited: str
    by: str
    became: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionSummary:
    """`held`: when the day was opened and closed; `waits`: average and longest in minutes; `opened`: file numbers."""

    title: str
    committee: str
    room: str
    name: str
    on: date
    place: str
    hours: str
    held: tuple[datetime, datetime | None]
    on_duty: tuple[str, ...]
    came: int
    ends: tuple[Figure, ...]
    categories: tuple[Figure, ...]
    waits: tuple[int, int] | None
    opened: tuple[str, ...]
    visitors: tuple[Visitor, ...]
    note: str
    corrections: tuple[str, ...] = ()
    issued_at: datetime
    number: str = ""


def _story(paper: ReceptionSummary, look: Look) -> list[Flowable]:
    """Set close, so that an afternoon of fifteen visitors stays on one leaf."""
    width = text_width(look)
    body = replace(look.entry, size=look.label.size, leading=look.label.size * 1.45)
    story: list[Flowable] = [
        *heading(paper.title, paper.number, look),
        line(f"{paper.committee}　{paper.room}", look.small, Align.CENTRE, space_after=8),
        _facts(paper, look, body, width),
        Spacer(0, 6),
    ]
    if paper.visitors:
        story += [_visitors(paper.visitors, look.small, width), line(COVERED, look.small, space_before=3)]
    if paper.note:
        story += [line("小结", look.label, space_before=4), *prose(paper.note, body)]
    if paper.corrections:
        story.append(line("小结后更正", look.label, space_before=4))
        story += [found for said in paper.corrections for found in prose(said, look.small, indent=0)]
    people = [Signer(role="接待负责人"), Signer(role="记录人")]
    return [*story, Spacer(0, 8), *signers(people, body, width, columns=3, day=day(paper.on))]


def _facts(paper: ReceptionSummary, look: Look, body: Type, width: float) -> Grid:
    """What the day came to, label by label."""
    opened, closed = paper.held
    when = f"{day(paper.on)}　{paper.hours}".rstrip("　")
    actual = f"{opened:%H:%M} 开始" + (f"，{closed:%H:%M} 小结" if closed else "，尚未小结")
    if closed and closed.date() != opened.date():
        actual = f"{opened:%m-%d %H:%M} 开始，{closed:%m-%d %H:%M} 小结"
    rows = [
        ("接待", f"{paper.name}（{actual}）"),
        ("时间地点", "　".join(filter(None, (when, paper.place)))),
        ("在岗人员", "、".join(paper.on_duty)),
        ("来访", f"共 {paper.came} 人"),
        ("去向", "，".join(f"{figure.words} {figure.count} 人" for figure in paper.ends)),
        ("类别", "，".join(f"{f.words} {f.count} 人" for f in paper.categories)),
        ("等候", f"平均 {paper.waits[0]} 分钟，最长 {paper.waits[1]} 分钟" if paper.waits else ""),
        ("登记编号", "、".join(paper.opened)),
    ]
    facts = [_fact(name, words, look, body) for name, words in rows if words]
    return Grid([_LABEL, width - _LABEL], facts, down=2)


def _fact(name: str, words: str, look: Look, body: Type) -> Row:
    content = tuple(prose(words, body, indent=0, align=Align.LEFT))
    label = line(name, replace(look.label, leading=body.leading), Align.CENTRE)
    return Row((Cell((label,), upright=Upright.TOP), Cell(content, upright=Upright.TOP)))


def _visitors(visitors: Sequence[Visitor], type_: Type, width: float) -> Grid:
    def cell(at: int, words: str) -> Cell:
        align = Align.CENTRE if at in MIDDLE else Align.LEFT
        return Cell(tuple(prose(words, type_, indent=0, align=align)), upright=Upright.MIDDLE)

    heads = Row(tuple(Cell((line(head, type_, Align.CENTRE),)) for head in HEADS), with_next=True)
    rows = [
        Row(
            tuple(
                cell(at, words)
                for at, words in enumerate((f"{v.ticket:03d}", v.arrived, v.who, v.matter, v.waited, v.by, v.became))
            )
        )
        for v in visitors
    ]
    share = width / sum(SHARES)
    return Grid([share * part for part in SHARES], [heads, *rows], repeats=1, across=3, down=2)


build = builder(attrgetter("title"), _story)


def sample() -> ReceptionSummary:
    at = datetime(2026, 10, 14, 13, 24, tzinfo=samples.SHANGHAI)
    told = (
        ("13:26", "沈某某", "楼上漏水，物业不修", "2 分", "周慧兰", "记入原卷 2026-002"),
        ("13:31", "丁某某", "工资拖了两个月，问怎样要", "9 分", "叶知秋", "咨询解答"),
        ("13:40", "贾某", "退租押金不退", "14 分", "周慧兰", "登记为纠纷 暂-0061"),
        ("13:52", "欧阳某", "遗嘱怎么写才算数", "6 分", "叶知秋", "咨询解答"),
        ("14:05", "汪某", "邻居夜里装修", "", "", "未等到离开"),
    )
    return ReceptionSummary(
        number="20261014",
        title=TITLE,
        committee=samples.COMMITTEE,
        room=samples.ROOM,
        name="接待日",
        on=date(2026, 10, 14),
        place=samples.ROOM,
        hours="13:30—16:30",
        held=(at, at.replace(hour=16, minute=35)),
        on_duty=("周慧兰（人民调解员）", "叶知秋（律师）"),
        came=5,
        ends=(Figure("咨询解答", 2), Figure("登记为纠纷", 1), Figure("记入原卷", 1), Figure("未等到离开", 1)),
        categories=(Figure("劳动争议", 1), Figure("房屋租赁纠纷", 1), Figure("物业纠纷", 1), Figure("婚姻家庭纠纷", 1)),
        waits=(8, 14),
        opened=("暂-0061",),
        visitors=tuple(
            Visitor(ticket=n, arrived=arrived, who=who, matter=matter, waited=waited, by=by, became=became)
            for n, (arrived, who, matter, waited, by, became) in enumerate(told, 1)
        ),
        note="押金纠纷一件当场登记，已约双方10月16日下午到场；讨薪咨询已告知劳动监察和仲裁途径。",
        corrections=("10-15 09:10 周慧兰：002 号更正",),
        issued_at=at.replace(hour=16, minute=35),
    )


DOCUMENT = Document(kind="reception_summary", title=TITLE, build=build, sample=sample)

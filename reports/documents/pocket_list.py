"""口袋清单: an A5 leaf for visits without a computer; a short code per line, by which the results are typed back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reportlab.lib.pagesizes import A5
from reportlab.platypus import KeepTogether, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, text_width
from reports.documents.room_lists import ON_A5, head
from reports.documents.wording import day
from reports.typesetting.choices import Choices
from reports.typesetting.grid import Cell, Grid, Row, Upright
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.themes import Look, Type

TITLE = "口袋清单"
COVERED = "电话、地址已遮盖，需要时回室查看；本单遗失请立即告诉室内。"
OPEN_ = "本单印有电话、地址：随身保管，当日交回销毁；遗失请立即告诉室内。"
REACHED = ("见到本人", "见到家人", "电话", "没找到")
CODE = 40.0  # points
ROOM_TO_WRITE = 46.0


@dataclass(frozen=True, slots=True)
class PocketVisit:
    """One line: `ask` is what to ask, `contact` as far as it may be printed."""

    code: str
    number: str
    names: str
    what: str
    ask: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    money: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PocketSheet:
    number: str
    committee: str
    room: str
    on: date
    who: str
    visits: tuple[PocketVisit, ...]
    uncovered: bool = False
    issued_at: datetime


def _story(paper: PocketSheet, look: Look) -> list[Flowable]:
    width = text_width(look, A5)
    beneath = f"{day(paper.on)}　{paper.who}　共 {len(paper.visits)} 条"
    story = head(TITLE, (beneath, OPEN_ if paper.uncovered else COVERED), look)
    for visit in paper.visits:
        story += [KeepTogether([_visit(visit, look, width)]), Spacer(0, 6)]
    return story


def _visit(visit: PocketVisit, look: Look, width: float) -> Flowable:
    """The code, what it is about, what to ask, and room for the answer."""
    large = Type(style=look.title.style, size=18, leading=24)
    about = [
        *prose(visit.what, look.label, indent=0),
        *prose(f"{visit.number}　{visit.names}", look.entry, indent=0),
        *(part for words in visit.contact for part in prose(words, look.small, indent=0)),
    ]
    asked = [part for n, words in enumerate(visit.ask, 1) for part in prose(f"{n}. {words}", look.small, indent=0)]
    money = "已付　　　　　　元，　　月　　日付　　　" if visit.money else ""
    rows = [
        Row((Cell((line(visit.code, large, Align.CENTRE),)), Cell(tuple(about))), with_next=True),
        Row((Cell((line("问", look.label, Align.CENTRE),)), Cell(tuple(asked))), with_next=True),
        Row(
            (Cell((line("找到", look.label, Align.CENTRE),)), Cell((Choices(REACHED, [], look.entry),))), with_next=True
        ),
        Row(
            (Cell((line("说了", look.label, Align.CENTRE),)), Cell((), upright=Upright.TOP)),
            least=ROOM_TO_WRITE,
            with_next=True,
        ),
        Row((Cell((line("结果", look.label, Align.CENTRE),)), Cell((line(f"{money}下次　　月　　日", look.entry),)))),
    ]
    return Grid([CODE, width - CODE], [row for row in rows if row is not rows[1] or asked], down=3)


build = builder(TITLE, _story, look=ON_A5, page=A5)


def sample() -> PocketSheet:
    return PocketSheet(
        number="2026-11-23",
        committee=samples.COMMITTEE,
        room=samples.ROOM,
        on=date(2026, 11, 23),
        who="周慧兰",
        visits=(
            PocketVisit(
                "K3",
                "2026-039",
                "高培林 与 捷达速运",
                "催付第二期 3,000.00 元",
                ("第二期为什么没有付？", "哪一天能付，怎么付？"),
                ("高培林　电话 120****0391", "捷达速运　电话 120****0392"),
                money=True,
            ),
            PocketVisit(
                "M7",
                "2026-037",
                "邵一鸣、贺琳 与 刘春生",
                "回访履行情况",
                ("协议约定的事办了没有？", "还有什么要求？", "情绪怎样，有没有要闹大的迹象？"),
                ("刘春生　电话 120****0371",),
            ),
        ),
        issued_at=datetime(2026, 11, 23, 9, 10, tzinfo=samples.SHANGHAI),
    )


DOCUMENT = Document(kind="pocket_list", title=TITLE, build=build, sample=sample)

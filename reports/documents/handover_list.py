"""交接清单: everything open that went from one member to others, to be signed by those who give and take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reportlab.platypus import KeepTogether, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, text_width
from reports.documents.room_lists import ON_A4, cell, head, section, table
from reports.documents.wording import day
from reports.typesetting.grid import Row
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import prose
from reports.typesetting.signatures import Signer, signers
from reports.typesetting.themes import Look

TITLE = "工作交接清单"
HEADS = ("序", "编号", "交接的事项", "下一步", "接收确认")
SHARES = (1.6, 6, 12, 9, 4)


@dataclass(frozen=True, slots=True)
class HandedItem:
    number: str
    what: str
    next: str = ""


@dataclass(frozen=True, slots=True)
class HandedPart:
    """What one member receives."""

    to: str
    items: tuple[HandedItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverList:
    number: str
    committee: str
    room: str
    leaver: str
    on: date
    reason: str = ""
    parts: tuple[HandedPart, ...]
    issued_at: datetime


def _story(paper: HandoverList, look: Look) -> list[Flowable]:
    width = text_width(look)
    count = sum(len(part.items) for part in paper.parts)
    story = head(TITLE, (f"{paper.room}　{day(paper.on)}",), look)
    why = f"因{paper.reason}，" if paper.reason else ""
    takers = "、".join(part.to for part in paper.parts)
    story += prose(f"{why}{paper.leaver}手上未办结的事项共 {count} 项，移交{takers}。", look.entry)
    story.append(Spacer(0, 6))
    rows: list[Row] = []
    place = 0
    for part in paper.parts:
        rows.append(section(f"接收人　{part.to}　{len(part.items)} 项", look, len(HEADS)))
        for item in part.items:
            place += 1
            number = cell(look, str(place), align=Align.CENTRE)
            rows.append(
                Row((number, cell(look, item.number), cell(look, item.what), cell(look, item.next), cell(look, "")))
            )
    if rows:
        story.append(table(SHARES, width, HEADS, rows, look))
    people = [
        Signer(role="移交人", name=paper.leaver),
        *(Signer(role="接收人", name=part.to) for part in paper.parts),
        Signer(role="监交人"),
    ]
    words = prose("以上事项及卷宗、材料已当面点清。", look.entry, space_before=8)
    places = signers(people, look.entry, width, day="　　　年　　月　　日")
    return [*story, KeepTogether([*words, Spacer(0, 4), *places[:2]]), *places[2:]]


build = builder(TITLE, _story, look=ON_A4)


def sample() -> HandoverList:
    return HandoverList(
        number="2026-11-23",
        committee=samples.COMMITTEE,
        room=samples.ROOM,
        leaver="严伯年",
        on=date(2026, 11, 23),
        reason="退休",
        parts=(
            HandedPart(
                "周慧兰",
                (
                    HandedItem("2026-039", "道路交通事故纠纷，负责调解", "11-20 催付第二期"),
                    HandedItem("2026-045", "11-23 14:00 第二次调解，参加"),
                ),
            ),
            HandedPart("苏晓", (HandedItem("2026-046", "劳动争议，负责调解", "11-27 调解满15日"),)),
        ),
        issued_at=datetime(2026, 11, 23, 16, 0, tzinfo=samples.SHANGHAI),
    )


DOCUMENT = Document(kind="handover_list", title=TITLE, build=build, sample=sample)

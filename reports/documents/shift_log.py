"""值班日志: what the room did on one day, copied from the journal; acts and numbers, no person's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, text_width
from reports.documents.room_lists import ON_A4, cell, head, table
from reports.documents.wording import day
from reports.typesetting.grid import Row
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import Signer, signers
from reports.typesetting.themes import Look

TITLE = "值班日志"
HEADS = ("时间", "谁", "做了什么", "纠纷编号")
SHARES = (3, 4, 9, 7)
COPIED = "本日志由程序的操作记录生成，只记事项和编号，不记当事人。"


@dataclass(frozen=True, slots=True)
class LogLine:
    at: str
    who: str
    what: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLog:
    """`counts` are (what was done, how often); `on_duty` and `remark` in words, the remark to be written by hand."""

    number: str
    committee: str
    room: str
    on: date
    on_duty: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    lines: tuple[LogLine, ...] = ()
    issued_at: datetime


def _story(paper: ShiftLog, look: Look) -> list[Flowable]:
    width = text_width(look)
    story = head(TITLE, (f"{paper.room}　{day(paper.on)}",), look)
    if paper.on_duty:
        story += prose(f"值班：{paper.on_duty}", look.entry, indent=0)
    said = "，".join(f"{what} {count} 次" for what, count in paper.counts)
    story += prose(f"当日共 {len(paper.lines)} 项：{said}。" if said else "当日没有记录。", look.entry, indent=0)
    story.append(Spacer(0, 6))
    if paper.lines:
        rows = [
            Row(
                (
                    cell(look, each.at, align=Align.CENTRE),
                    cell(look, each.who),
                    cell(look, each.what),
                    cell(look, each.number),
                )
            )
            for each in paper.lines
        ]
        story.append(table(SHARES, width, HEADS, rows, look))
    story.append(line(COPIED, look.small, space_before=4, space_after=8))
    people = [Signer(role="值班人"), Signer(role="交接人")]
    return [*story, *signers(people, look.entry, width)]


build = builder(TITLE, _story, look=ON_A4)


def sample() -> ShiftLog:
    return ShiftLog(
        number="2026-11-23",
        committee=samples.COMMITTEE,
        room=samples.ROOM,
        on=date(2026, 11, 23),
        on_duty="周慧兰、严伯年",
        counts=(("登记", 1), ("回访", 1), ("打印", 1)),
        lines=(
            LogLine("09:12", "周慧兰", "登记", "2026-049"),
            LogLine("10:40", "周慧兰", "回访", "（2026）海棠人调字第037号"),
            LogLine("11:02", "严伯年", "打印：权利义务告知书，1 份", "（2026）海棠人调字第047号"),
        ),
        issued_at=datetime(2026, 11, 23, 17, 5, tzinfo=samples.SHANGHAI),
    )


DOCUMENT = Document(kind="shift_log", title=TITLE, build=build, sample=sample)

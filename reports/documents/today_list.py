"""当日清单: what must be done today, on one leaf to tick off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, text_width
from reports.documents.room_lists import ON_A4, cell, head, section, table
from reports.documents.wording import day
from reports.typesetting.choices import Choices
from reports.typesetting.grid import Cell, Row
from reports.typesetting.prose import line
from reports.typesetting.themes import Look

TITLE = "当日工作清单"
HEADS = ("办", "事项和纠纷", "时间和依据", "负责人", "办理情况")
SHARES = (1.4, 11, 9, 3.6, 6)
KEPT_IN = "本清单有当事人称呼，只在室内使用，用后由负责人收回销毁。"
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class TodayLine:
    """One thing to do: what over which file, when over why, who."""

    what: str
    which: str
    when: str
    basis: str
    who: str


@dataclass(frozen=True, slots=True)
class TodayPart:
    """One group; `more` are those that the leaf leaves out."""

    name: str
    lines: tuple[TodayLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Meeting:
    at: str
    which: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayList:
    """`number` is the day as 2026-11-23; `whose` says for whom the list is."""

    number: str
    committee: str
    room: str
    on: date
    whose: str
    on_duty: str = ""
    meetings: tuple[Meeting, ...] = ()
    parts: tuple[TodayPart, ...] = ()
    issued_at: datetime


def _story(paper: TodayList, look: Look) -> list[Flowable]:
    width = text_width(look)
    when = f"{day(paper.on)} 星期{WEEKDAYS[paper.on.weekday()]}"
    made = f"{paper.issued_at:%H:%M} 生成"
    story = head(TITLE, (f"{paper.room}　{when}　{paper.whose}　{made}",), look)
    if paper.on_duty:
        story.append(line(f"值班：{paper.on_duty}", look.entry, space_after=4))
    if paper.meetings:
        rows = [Row((cell(look, m.at), cell(look, m.which), cell(look, m.note))) for m in paper.meetings]
        story += [table((3, 14, 14), width, ("时间", "今天的调解", "第几次、何人"), rows, look), Spacer(0, 8)]
    rows = [row for part in paper.parts for row in _part(part, look)]
    if rows:
        story.append(table(SHARES, width, HEADS, rows, look))
    else:
        story.append(line("今天没有到期的事项。", look.entry, space_before=4))
    return [*story, line(KEPT_IN, look.small, space_before=4)]


def _part(part: TodayPart, look: Look) -> list[Row]:
    count = len(part.lines) + part.more
    rows = [section(f"{part.name}　{count} 件", look, len(HEADS))]
    for each in part.lines:
        box = Cell((Choices([""], [], look.entry),))
        rows.append(
            Row(
                (
                    box,
                    cell(look, each.what, each.which),
                    cell(look, each.when, each.basis),
                    cell(look, each.who),
                    Cell(),
                )
            )
        )
    if part.more:
        rows.append(section(f"另有 {part.more} 件，见程序“纠纷”页", look, len(HEADS)))
    return rows


build = builder(TITLE, _story, look=ON_A4)


def sample() -> TodayList:
    return TodayList(
        number="2026-11-23",
        committee=samples.COMMITTEE,
        room=samples.ROOM,
        on=date(2026, 11, 23),
        whose="全室",
        on_duty="调解员 周慧兰、严伯年；律师 叶知秋 13:30—16:30",
        meetings=(
            Meeting("14:00", "28名职工 与 澜图云科", "第二次　周慧兰、严伯年"),
            Meeting("15:30", "许静怡 与 吴家明", "签字　周慧兰"),
        ),
        parts=(
            TodayPart(
                "逾期",
                (
                    TodayLine(
                        "向派出所反馈处置结果",
                        "2026-044　丁建华 与 汪洁",
                        "逾期 2 日",
                        "接警移交后3个工作日（本地规定）",
                        "周慧兰",
                    ),
                    TodayLine(
                        "催付第二期 3,000.00 元",
                        "2026-039　高培林 与 捷达速运",
                        "逾期 3 日",
                        "督促履行，人民调解法第31条",
                        "严伯年",
                    ),
                ),
            ),
            TodayPart(
                "今天",
                (
                    TodayLine(
                        "回访履行情况",
                        "2026-037　邵一鸣、贺琳 与 刘春生",
                        "今天内",
                        "首次回访，付款日后第7日",
                        "周慧兰",
                    ),
                ),
                more=2,
            ),
        ),
        issued_at=datetime(2026, 11, 23, 9, 5, tzinfo=samples.SHANGHAI),
    )


DOCUMENT = Document(kind="today_list", title=TITLE, build=build, sample=sample)
